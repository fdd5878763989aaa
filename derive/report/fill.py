"""The outcome of filling a script, and the gaps of one: frozen data.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.report.diagnostics import Place
from derive.report.report import Report

if TYPE_CHECKING:
    from derive.expression.nodes import Expression


@dataclass(frozen=True)
class Unfilled:
    """Where a reason or a line is still missing, and why."""

    place: Place
    why: str


@dataclass(frozen=True)
class FillReport:
    """A script filled: its new text, None where nothing was put in, with what became of it.

    `report` is that on the new text, or on the old one where there is no new one.  `reasons` and
    `lines` count what was put in; `diff` is the change as a unified diff.
    """

    path: str
    report: Report
    text: str | None = None
    diff: tuple[str, ...] = ()
    reasons: int = 0
    lines: int = 0
    unfilled: tuple[Unfilled, ...] = ()
    refused: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more, and the script is proved."""
        return self.report.proved and not self.unfilled and not self.refused


@dataclass(frozen=True)
class SkippedLine:
    """A line that a step skips, with the names that lead to it."""

    line: Expression
    names: tuple[str, ...]


@dataclass(frozen=True)
class Gap:
    """A step that jumps too far for a reader, with the lines it skips.

    `last` are the names that lead from the last of them to the line of the step.
    """

    number: int
    place: Place
    written: tuple[str, ...] | None
    skipped: tuple[SkippedLine, ...]
    last: tuple[str, ...]


@dataclass(frozen=True)
class GapReport:
    """The gaps of a script that was checked."""

    path: str
    gaps: tuple[Gap, ...]
