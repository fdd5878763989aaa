"""What comes of `derive.table` and `derive.code`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from derive.python.results import Result

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.code import CodeReport
    from derive.report.values import Row, ValuesReport


class TableResult(Result):
    """Values of a function and its derivative; it is true if there are any.

    `rows` have a point each: `at`, the `function` and the `derivative` there, with their `digits`
    as decimals every digit of which is known, beside what floats give; `theorem` is what is proved.
    """

    def __init__(self, report: ValuesReport, symbols: Mapping[str, Any]) -> None:
        self._report, self._symbols = report, dict(symbols)

    def __bool__(self) -> bool:
        return bool(self._report.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The values at each point."""
        return self._report.rows

    @property
    def values(self) -> dict[str, str]:
        """The function at each point, as decimals."""
        return {row.at: row.function.digits for row in self.rows}

    @property
    def slopes(self) -> dict[str, str]:
        """The derivative at each point at which it is known to have a value, as decimals."""
        return {row.at: row.derivative.digits for row in self.rows if row.derivative is not None}

    @property
    def theorem(self) -> str:
        """What the derivative is, as it is proved."""
        return self._report.theorem

    @property
    def domain(self) -> tuple[str, ...]:
        """Where that holds."""
        return self._report.domain

    @property
    def reason(self) -> str:
        """Why there are no values; empty where there are."""
        return "; ".join(problem.trouble for problem in self._report.problems)

    def latex(self) -> str:
        """The values as an `array`."""
        from derive.python.formulas import equation, side

        labels = " & ".join(map(side, (self._report.variable, *self._report.labels)))
        rows = [" & ".join(self._cells(row)) for row in self.rows]
        body = " \\\\\n  ".join([f"{labels} \\\\ \\hline", *rows]).replace(
            "\\hline \\\\", "\\hline"
        )
        told = f"\\begin{{array}}{{rll}}\n  {body}\n\\end{{array}}"
        return f"% {equation(self.theorem)}\n{told}"

    def _cells(self, row: Row) -> list[str]:
        from derive.python.formulas import decimal, side
        from derive.render.values import lacking

        slope = row.derivative
        told = rf"\text{{{lacking(row)}}}" if slope is None else decimal(slope.digits)
        return [side(row.at), decimal(row.function.digits), told]

    def to_sympy(self) -> tuple[Any, Any]:
        """Both sides of the theorem as expressions of SymPy."""
        from derive.python.formulas import sides_in_sympy

        return sides_in_sympy(self.theorem, self.domain, self._symbols)

    def as_dict(self) -> dict[str, Any]:
        """The values as plain data."""
        from derive import __version__

        return {
            "derive": 1,
            "command": "table",
            "program": __version__,
            "passes": bool(self),
            "name": self._report.name,
            "variable": self._report.variable,
            "theorem": self.theorem,
            "domain": list(self.domain),
            "rows": [asdict(row) for row in self.rows],
            "reason": self.reason,
        }

    @property
    def _asked(self) -> str:
        return self.theorem or self._report.name

    @property
    def _said(self) -> str:
        n = len(self.rows)
        return f"{n} point{'s' * (n != 1)}" if self else self.reason or "not proved"

    def _tell(self, terminal: Terminal) -> None:
        from derive.render.values import tell_values

        if not self:
            terminal.print(f"no values: {self._said}")
        tell_values(terminal, self._report)

    def _repr_latex_(self) -> str | None:
        return f"$\\displaystyle {self.latex().partition(chr(10))[2]}$" if self else None


class CodeResult(Result):
    """A function and its derivative as code; it is true if there is code that is stable.

    `code` is the program and `test` a test beside it; `warnings` say where no stable form is known,
    and then `code` is empty unless it was asked for all the same.
    """

    def __init__(self, report: CodeReport, unstable: bool) -> None:
        self._report, self._unstable = report, unstable

    def __bool__(self) -> bool:
        return self._report.usable and (self._unstable or not self.warnings)

    def __str__(self) -> str:
        return self.code if self else self.text()

    @property
    def language(self) -> str:
        """The language that it is written in."""
        return self._report.language

    @property
    def code(self) -> str:
        """The program; empty where there is none."""
        return self._report.code if self else ""

    @property
    def test(self) -> str:
        """A test of the program, which imports it."""
        return self._report.test if self else ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is said of code that is there: a function without a stable form."""
        return self._report.warnings

    @property
    def reason(self) -> str:
        """Why there is no code; empty where there is."""
        return "" if self else self._report.trouble or "; ".join(self.warnings)

    def latex(self) -> str:
        """The program as it is, in `verbatim`."""
        return f"\\begin{{verbatim}}\n{self.code}\\end{{verbatim}}"

    def to_sympy(self) -> Any:
        """Code has no theorem of its own: raises `DeriveError`."""
        from derive.python.errors import DeriveError

        hint = f"derive.show({self._report.name!r}).to_sympy() is that of a script"
        raise DeriveError(f"code has no theorem of its own; {hint}")

    def as_dict(self) -> dict[str, Any]:
        """The code as plain data."""
        from derive import __version__

        return {
            "derive": 1,
            "command": "code",
            "program": __version__,
            "passes": bool(self),
            "name": self._report.name,
            "language": self.language,
            "code": self.code,
            "test": self.test,
            "warnings": list(self.warnings),
            "reason": self.reason,
        }

    def text(self) -> str:
        """The program, or why there is none."""
        return self.code if self else f"no code: {self._said}"

    @property
    def _asked(self) -> str:
        return f"{self._report.name} in {self.language}"

    @property
    def _said(self) -> str:
        lines = len(self.code.splitlines())
        return f"{lines} lines" if self else self.reason or "not proved"

    def _tell(self, terminal: Terminal) -> None:
        terminal.print(self.text())

    def _repr_latex_(self) -> None:
        return None
