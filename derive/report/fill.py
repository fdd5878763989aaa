"""The outcome of filling a script: frozen data.  It knows no renderer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from derive.report.diagnostics import Diagnostic, Place
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

    def in_the_file(self) -> tuple[Diagnostic, ...]:
        """What is still wrong, at its places in the file as it is, without what was put in."""
        shifts = tuple(_shifts(self.diff))
        return tuple(_moved(d, shifts) for d in self.report.diagnostics)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing any more, and the script is proved."""
        return self.report.proved and not self.unfilled and not self.refused


_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")


def _shifts(diff: Iterable[str]) -> Iterator[tuple[int, int]]:
    """From which lines of a new text on how much has to be taken off for a line of the old one."""
    line = shift = 0
    for said in diff:
        if hunk := _HUNK.match(said):
            line = int(hunk[1])
        elif line:
            change = (said[:1] == "+") - (said[:1] == "-")
            line += said[:1] != "-"
            shift += change
            if change:
                yield line, shift


def _moved(found: Diagnostic, shifts: Iterable[tuple[int, int]]) -> Diagnostic:
    line = found.place.line
    by = next((shift for start, shift in reversed([*shifts]) if start <= line), 0)
    return replace(found, place=replace(found.place, line=line - by))
