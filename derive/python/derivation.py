"""What comes of `derive.diff`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from derive.python.equality import EqualityResult
from derive.python.proof import Manner, ProofResult
from derive.python.results import Result, data
from derive.python.steps import Edit, Step, edit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derive.render.terminal import Terminal
    from derive.report.derivative import DerivativeReport
    from derive.report.diagnostics import Diagnostic
    from derive.report.report import Report, Verdict


class DerivativeResult(Result):
    """A derivation that was found; it is true only if it is complete and every step is proved.

    `derivative` is the last line, `domain` says where it holds, `script` is the proof script, which
    `derive verify` checks.
    """

    def __init__(
        self, report: DerivativeReport, opaque: tuple[str, ...], symbols: Mapping[str, Any]
    ) -> None:
        self._found, self._opaque, self._symbols = report, opaque, dict(symbols)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __str__(self) -> str:
        return f"{self._asked} ({self.reason})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DerivativeResult) and self._found == other._found

    def __hash__(self) -> int:
        return hash((self.expression, self.variable))

    @property
    def expression(self) -> str:
        """What is differentiated."""
        return self._found.expression

    @property
    def variable(self) -> str:
        """The variable that it is differentiated by."""
        return self._found.variable

    @property
    def derivative(self) -> str:
        """The last line, as it is written in scripts; empty where there is none."""
        return self._found.derivative

    @property
    def verdict(self) -> Verdict:
        """What is known of it."""
        return self._found.verdict

    @property
    def conditions(self) -> tuple[str, ...]:
        """The domain that the derivative is proved on: what is declared of its variables."""
        return self._found.conditions

    @property
    def found(self) -> tuple[str, ...]:
        """The conditions of the domain that were found and not given."""
        return self._found.found

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps, checked."""
        return () if self.proof is None else self.proof.steps

    @property
    def script(self) -> str:
        """The proof script, as YAML."""
        return self._found.script

    @property
    def report(self) -> Report | None:
        """The report on the proof script, as renderers get it."""
        return self._found.report

    @cached_property
    def proof(self) -> ProofResult | None:
        """The proof script checked; None where the search found no line."""
        from derive.report.run import ScriptOutcome

        report = self._found.report
        if report is None:
            return None
        manner = Manner(steps=True, symbols=self._symbols)
        return ProofResult(ScriptOutcome(report, report.path), "diff", manner)

    @property
    def stopped(self) -> str:
        """Why the search ended before the last line; empty where it did not."""
        return self._found.stopped

    @property
    def tried(self) -> tuple[str, ...]:
        """What was tried last where the search ended."""
        return self._found.tried

    @cached_property
    def target(self) -> EqualityResult | None:
        """What is known of the line that was asked for by `to`, where it is not reached."""
        target = self._found.target
        return None if target is None else EqualityResult(target, self._opaque, self._symbols)

    @property
    def remedy(self) -> Edit | None:
        """The edit that makes the line that was asked for the derivative."""
        return edit(self._found.remedy)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The functions that are not known, which stand for any."""
        return self._found.unknown

    @property
    def absent(self) -> bool:
        """Whether the variable was named and does not occur."""
        return self._found.absent

    @property
    def reason(self) -> str:
        """What there is to say of it in one line of words."""
        return self._found.reason

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with it: nothing, or there would be an error and no result."""
        return self._found.diagnostics

    @property
    def usable(self) -> bool:
        """Whether it could be read: always, since what cannot be read is an error."""
        return self._found.usable

    def latex(self, *, reasons: str = "none", environment: str = "align") -> str:
        """The derivation in `align`, `align*` or `aligned` of LaTeX.

        The `reasons` stand in no place (`none`), in a `column`, or between the lines (`intertext`).
        """
        if self.proof is None:
            return f"% not proved: {self.reason}"
        return self.proof.latex(reasons=reasons, environment=environment)

    def to_sympy(self) -> tuple[Any, Any]:
        """Both sides of the theorem, the derivative as it is asked for and as it is found.

        Variables that came from SymPy are the same symbols; others are real, or what `where` says.
        """
        from derive.python.errors import DeriveError

        if self.proof is None:
            raise DeriveError(f"there is no derivation: {self.reason}")
        return self.proof.to_sympy()

    def as_dict(self) -> dict[str, Any]:
        """What `derive diff --format json` writes."""
        from derive import __version__
        from derive.render.answers import derivatives_document

        return data(derivatives_document((self._found,), __version__))

    @property
    def _asked(self) -> str:
        theorem = None if self.report is None else self.report.theorem
        body = f"d/d{self.variable} ({self.expression})" if self.variable else self.expression
        if theorem is not None:
            body = str(theorem.left)
        return f"{body} = {self.derivative}" if self.derivative else body

    @property
    def _said(self) -> str:
        n = len(self._found.steps)
        where = [c for c in self.conditions if not c.endswith(": real")]
        on = f" for {' and '.join(where)}" if where else ""
        return f"proved{on}, {n} step{'s' * (n != 1)}" if self else self.reason

    def _repr_html_(self) -> str:
        return super()._repr_html_() if self.proof is None else self.proof._repr_html_()

    def _tell(self, terminal: Terminal) -> None:
        from derive.render.derivative import tell_derivative

        tell_derivative(terminal, self._found, steps=True)
