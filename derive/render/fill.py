"""What was filled into a script, on a terminal."""

from __future__ import annotations

from rich.text import Text

from derive.render.diagnostics import flowed, shown
from derive.render.screen import counted
from derive.render.terminal import Terminal
from derive.report.diagnostics import Diagnostic
from derive.report.fill import FillReport

_STYLES = {"+": "good", "-": "error", "@": "rule"}


def tell(terminal: Terminal, found: FillReport, written: bool, wrong: Diagnostic | None) -> None:
    """The diff, what it is, and what is still missing; or that it cannot be written."""
    difference(terminal, found)
    _complaints(terminal, found, written)
    if found.report.theorem is None and found.text is None and not found.unfilled:
        return
    if found.diff or found.report.diagnostics:
        terminal.print()
    if wrong is not None:
        for pieces in shown(wrong, (), terminal.width):
            terminal.pieces(pieces)
        return
    _outcome(terminal, found, written)
    if found.wrong:
        terminal.print(f"`derive fill --fix` replaces {counted(found.wrong, 'wrong reason')}")
    for missing in found.unfilled:
        terminal.flowing([(f"{missing.place}: ", "title")], missing.why, indent=4)


def _complaints(terminal: Terminal, found: FillReport, written: bool) -> None:
    """What is still wrong, in the file as it is now."""
    places = found.report.diagnostics if written else found.in_the_file()
    pairs = zip(found.report.diagnostics, places, strict=True)
    for number, (checked, diagnostic) in enumerate(pairs):
        if found.diff or number:
            terminal.print()
        at = checked.place.line - diagnostic.place.line
        lines = found.report.lines[at:] if at > 0 else ("",) * -at + found.report.lines
        for pieces in shown(diagnostic, lines, terminal.width, terminal.ascii):
            terminal.pieces(pieces)


def difference(terminal: Terminal, found: FillReport) -> None:
    """The diff line by line, as it is."""
    for line in found.diff:
        style = "title" if line.startswith(("---", "+++")) else _STYLES.get(line[:1], "")
        terminal.out.print(Text(terminal.encodable(line), style), soft_wrap=True)


def _outcome(terminal: Terminal, found: FillReport, written: bool) -> None:
    """What was filled in, and what the script is with it."""
    if found.refused:
        terminal.flowing([], found.refused, "bad", 4)
        return
    if found.text is None:
        missing = found.unfilled or found.wrong
        said = "nothing was filled in" if missing else "there is nothing to fill in"
    else:
        said = f"{_put(found)} {'written' if written else 'found (--write puts them in)'}"
    verdict = ("proved", "good") if found.report.proved else ("not proved", "bad")
    opening = "the script is"
    if not found.report.usable:
        verdict, opening = ("cannot be used", "bad"), "the script"
    room = terminal.width - len(verdict[0]) - 1
    *before, last = flowed([], f"{said}: {opening}", "", room, 4)
    for line in (*before, [*last, (" ", ""), verdict]):
        terminal.pieces(line)


def _put(found: FillReport) -> str:
    """What was put in, counted."""
    parts = ((found.reasons, "reason"), (found.lines, "line"))
    put = [counted(n, what) for n, what in parts if n]
    fixed = [f"{counted(found.replaced, 'reason')} in the place of wrong ones"]
    return " and ".join([*put, *(fixed if found.replaced else [])])
