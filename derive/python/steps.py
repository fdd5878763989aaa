"""The steps of a result: plain data, expressions as texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from derive.python.judged import Judged

if TYPE_CHECKING:
    from derive.python.proof import ProofResult
    from derive.report.report import LineReport, NumericCheck, Reason, Remedy


class Edit(NamedTuple):
    """An edit with which a line is proved: in words, and the line that it gives."""

    said: str
    line: str


def edit(remedy: Remedy | None) -> Edit | None:
    """The remedy of a report, its line as a text."""
    return None if remedy is None else Edit(remedy.said, str(remedy.line))


class Step(Judged):
    """One step of a derivation, checked; it is true if it is proved.

    `line` is the line as it is written, `by` the names that it is proved by, or that stand there.
    """

    _report: LineReport

    def __init__(self, report: LineReport, proof: ProofResult) -> None:
        self._report, self._proof = report, proof

    def __bool__(self) -> bool:
        return self.verdict.passes

    def __repr__(self) -> str:
        from derive.python.results import clipped

        by = f" by {clipped(', '.join(self.by), 30)}" if self.by else ""
        return f"<Step {self.number}: {clipped(self.line, 55)}{by}: {self.verdict.value}>"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Step) and self._report == other._report

    def __hash__(self) -> int:
        return hash((self.number, self.line))

    @property
    def number(self) -> int:
        """Which step it is, from 1."""
        return self._report.number

    @property
    def line(self) -> str:
        """The line that the step leads to."""
        return str(self._report.line)

    @property
    def written(self) -> tuple[str, ...] | None:
        """The reasons as they are written; None where there are none."""
        return self._report.written

    @property
    def by(self) -> tuple[str, ...]:
        """The names that the step is proved by; where it is not, those that are written."""
        reason = self._report.reason
        return (self._report.written or ()) if reason is None else reason.names

    @property
    def reason(self) -> Reason | None:
        """What it is proved by, and whether that was found and not written."""
        return self._report.reason

    @property
    def numeric(self) -> NumericCheck | None:
        """What finite differences say of it."""
        return self._report.numeric

    @property
    def remedy(self) -> Edit | None:
        """The edit with which a refuted line is proved."""
        return edit(self._report.remedy)

    @property
    def note(self) -> str:
        """What its author notes."""
        return self._report.note

    def latex(self) -> str:
        """The line in LaTeX's mathematics mode, its names written as in all the derivation."""
        from derive.expression.latex import latex

        return latex(self._report.line, self._proof._style)

    def to_sympy(self) -> Any:
        """The line as an expression of SymPy."""
        return self._proof._translated(self._report.line)
