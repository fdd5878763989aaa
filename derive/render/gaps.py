"""Steps that jump too far for a reader, on a terminal, with the lines that they skip."""

from __future__ import annotations

from derive.render.screen import Screen
from derive.render.wrapping import broken
from derive.report.diagnostics import words
from derive.report.gaps import Gap
from derive.report.quoted import text
from derive.report.run import gap_diagnostic


def gaps(screen: Screen, found: tuple[Gap, ...] | None) -> None:
    """The warnings of a script, or that they have no answer."""
    if found is None:
        screen.print("    [gap] no answer: the steps were not held against smaller ones")
    for one in found or ():
        gap(screen, one)


def gap(screen: Screen, found: Gap) -> None:
    """A warning: the step, and the lines that it skips with their reasons."""
    said = f" [gap] {words(gap_diagnostic(found))}:"
    screen.print()
    screen.pieces([(f"{found.place}:", "title"), (said, "mark")])
    for skipped in found.skipped:
        lines = list(broken(text(skipped.line), screen.width - 6))
        screen.print(f"    {lines[0]}")
        for line in lines[1:]:
            screen.print(f"      {line}")
        screen.print((f"      by {', '.join(skipped.names)}", "dim"))
    screen.print((f"    then its line by {', '.join(found.last)}", "dim"))
