"""What became of a line that a learner typed: frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.diagnostics import Diagnostic
from derive.report.report import LineReport


@dataclass(frozen=True)
class Attempt:
    """A line in the place of a step, judged as any other.

    `reached` is the number of the step whose line it is, 0 where it is another; `unchanged` says
    that it is the line before.  Without a `step` the text cannot be read, as `diagnostics` say, or
    there is no answer, as `problem` says.
    """

    step: LineReport | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    reached: int = 0
    unchanged: bool = False
    problem: str = ""

    def __bool__(self) -> bool:
        """Whether the line follows."""
        return self.step is not None and self.step.verdict.passes and not self.unchanged
