"""What a search of the library found, on a screen."""

from __future__ import annotations

from derive.render.screen import Screen, counted
from derive.report.search import SearchReport


def hits(screen: Screen, found: SearchReport) -> None:
    """The scripts that were found, a line each, with the line below it that fits a pattern."""
    room = max((len(hit.name) for hit in found.hits), default=0)
    for hit in found.hits:
        screen.flowing([(f"{hit.name.ljust(room)}  ", "rule")], hit.title)
        if hit.expression:
            bound = ", ".join(f"{name} = {e}" for name, e in hit.bindings)
            screen.hanging(" " * 4, f"{hit.where}: {hit.expression}")
            if bound:
                screen.hanging(" " * 8, f"with {bound}")
    if found.unfinished:
        screen.print("  not all scripts were looked into: the pattern takes too much", "")
    if found.unreadable:
        screen.hanging("note: ", f"as an expression this cannot be read: {found.unreadable}")
    if found.hits:
        screen.print()
        screen.print(counted(len(found.hits), "script"))
