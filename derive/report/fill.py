"""The outcome of filling a script: frozen data.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.diagnostics import Place
from derive.report.report import Report


@dataclass(frozen=True)
class Unfilled:
    """Where a reason or a line is still missing, and why."""

    place: Place
    why: str


@dataclass(frozen=True)
class FillReport:
    """A script filled: its new text, None where nothing was put in, with what became of it.

    `report` is that on the new text, or on the old one where there is no new one.  `reasons` and
    `lines` count what was put in, `replaced` wrong reasons that gave way to others, `wrong` those
    that could have; `diff` is the change as a unified diff.
    """

    path: str
    report: Report
    text: str | None = None
    diff: tuple[str, ...] = ()
    reasons: int = 0
    lines: int = 0
    replaced: int = 0
    wrong: int = 0
    unfilled: tuple[Unfilled, ...] = ()
    refused: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more, and the script is proved."""
        return self.report.proved and not self.unfilled and not self.refused
