"""What comes of `derive.equal`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from derive.python.judged import Judged
from derive.python.results import Result, data

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import Diagnostic
    from derive.report.equality import EqualityReport, SecondOpinion

#: How LaTeX says what is known, by the value of the verdict; of all others nothing is known.
_SIGNS = {"proved": "=", "proved for": "=", "refuted": r"\ne"}
_MARKS = {"proved": "=", "proved for": "=", "refuted": "≠"}


class EqualityResult(Judged, Result):
    """The decision on `left = right`; it is true only if that is proved on the declared domain.

    `verdict` is one of proved, proved for, refuted, domain changes, not shown.  `conditions` are
    what has to hold besides the domain, `witness` is a point at which the sides differ.
    """

    _report: EqualityReport

    def __init__(
        self, report: EqualityReport, opaque: tuple[str, ...], symbols: Mapping[str, Any]
    ) -> None:
        self._report, self._opaque, self._symbols = report, opaque, symbols

    def __bool__(self) -> bool:
        return bool(self._report)

    def __str__(self) -> str:
        return str(self._report)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EqualityResult) and self._report == other._report

    def __hash__(self) -> int:
        return hash(self._report)

    @property
    def left(self) -> str:
        """The left side."""
        return self._report.left

    @property
    def right(self) -> str:
        """The right side."""
        return self._report.right

    @property
    def where(self) -> tuple[str, ...]:
        """The conditions on the variables."""
        return self._report.where

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed of functions that stand for any."""
        return self._report.assumptions

    @property
    def names(self) -> tuple[str, ...]:
        """The rules and procedures that it is proved by."""
        return self._report.names

    @property
    def by(self) -> str:
        """The same in words."""
        return self._report.by

    @property
    def reason(self) -> str:
        """What the verdict rests on, in one line of words."""
        return self._report.reason

    @property
    def unknown(self) -> tuple[str, ...]:
        """The functions that are not known, which stand for any."""
        return self._report.unknown

    @property
    def opinion(self) -> SecondOpinion | None:
        """What SymPy says of it, where that was asked for."""
        return self._report.opinion

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with it: nothing, or there would be an error and no result."""
        return self._report.diagnostics

    @property
    def usable(self) -> bool:
        """Whether it could be read: always, since what cannot be read is an error."""
        return self._report.usable

    def latex(self) -> str:
        """Both sides in LaTeX, with `=`, or with another sign where that is not proved."""
        from derive.python.formulas import if_true, related

        read = self._read()
        sign = _SIGNS.get(self.verdict.value, r"\overset{?}{=}")
        told = related(read.left.node, sign, read.right.node)
        needed = self.conditions if self.verdict.value == "proved for" else ()
        return told + if_true(needed)

    def to_sympy(self) -> tuple[Any, Any]:
        """Both sides as expressions of SymPy."""
        from derive.python.into_sympy import Translation

        read = self._read()
        translated = Translation(read, self._symbols)
        return translated(read.left.node), translated(read.right.node)

    def as_dict(self) -> dict[str, Any]:
        """What `derive equal --format json` writes."""
        from derive import __version__
        from derive.render.answers import equality_document

        return data(equality_document(self._report, __version__))

    def _read(self) -> Any:
        from derive.script.equality import read_equality

        read = read_equality(self.left, self.right, self.where, self._opaque).equality
        assert read is not None  # it was read before
        return read

    @property
    def _asked(self) -> str:
        return f"{self.left} = {self.right}"

    @property
    def _said(self) -> str:
        if self.verdict.value == "proved for":
            return f"proved for {' and '.join(self.conditions)}"
        return self.verdict.value

    def _tell(self, terminal: Terminal) -> None:
        from derive.render.equality import tell

        tell(terminal, self._report)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_html_(self) -> str:
        from derive.python.display import equation

        read, sign = self._read(), _MARKS.get(self.verdict.value, "≟")
        sides = read.left.node, sign, read.right.node
        return equation(*sides, self.latex(), proved=bool(self), said=str(self._report))
