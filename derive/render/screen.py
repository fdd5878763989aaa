"""Words on a terminal, with Rich: lines, tables, errors, verdicts; it draws no expressions.

It imports no SymPy, so that what needs no expressions answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TextIO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from derive.render.diagnostics import Pieces, printable
from derive.report.equality import SecondOpinion
from derive.report.report import Verdict

_THEME = Theme(
    {
        "title": "bold",
        "good": "green",
        "bad": "bold red",
        "error": "red",
        "rule": "cyan",
        "mark": "yellow",
        "dim": "dim",
    }
)


class Screen:
    """A place to print to."""

    def __init__(self, *, ascii: bool = False, stream: TextIO | None = None) -> None:
        stream = stream or sys.stdout
        columns = None if stream.isatty() else int(os.environ.get("COLUMNS") or 80)
        options = {"theme": _THEME, "markup": False, "highlight": False, "emoji": False}
        self.out = Console(file=stream, width=columns, soft_wrap=False, **options)  # type: ignore[arg-type]
        self.err = Console(stderr=True, width=columns, **options)  # type: ignore[arg-type]
        self.ascii = ascii or not _can_encode(stream) or _c_locale(os.environ)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.out.width

    def print(self, *pieces: str | tuple[str, str]) -> None:
        """One line, or more if it is long; pieces are texts, or texts with their styles."""
        self.pieces([(p, "") if isinstance(p, str) else p for p in pieces])

    def pieces(self, pieces: Pieces, console: Console | None = None) -> None:
        """A line of styled pieces, trailing blanks cut off."""
        line = Text()
        for piece, style in pieces:
            line.append(self.encodable(piece), style)
        line.rstrip()
        (console or self.out).print(line, soft_wrap=True)

    def encodable(self, piece: str) -> str:
        """The text as this terminal can show it."""
        return piece.encode("ascii", "backslashreplace").decode() if self.ascii else piece

    def heading(self, title: str) -> None:
        """What opens a part."""
        for line in wrapped(title, self.width):
            self.print((line, "title"))

    def error(self, message: str, hint: str = "") -> None:
        """A line on the error stream."""
        self.pieces([("error: ", "bad"), (printable(message), "")], self.err)
        if hint:
            self.pieces([("  hint: ", "dim"), (printable(hint), "")], self.err)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns as wide as what stands in them; cells are wrapped where they are too wide."""
        whole = [max(len(r[i]) for r in [head, *rows]) for i in range(len(head))]
        widths = _fitted(whole, self.width - 2 * len(head))
        for k, row in enumerate([head, *rows]):
            cells = (wrapped(cell, w) for cell, w in zip(row, widths, strict=True))
            for parts in zip_longest(*cells, fillvalue=""):
                line = "  ".join(p.ljust(w) for p, w in zip(parts, widths, strict=True))
                self.print((f"  {line}".rstrip(), "dim" if k == 0 else ""))

    def verdict(self, verdict: Verdict) -> tuple[str, str]:
        """A verdict with its mark."""
        marks = ("ok", "!!") if self.ascii else ("✓", "✗")
        passes = verdict.passes
        return f"{marks[not passes]} {verdict.value}", "good" if passes else "bad"

    def opinion(self, opinion: SecondOpinion, verdict: Verdict, opening: str) -> None:
        """What SymPy says, and that one of the two is wrong where it contradicts."""
        self.hanging(opening, f"SymPy says: {opinion}")
        if opinion.contradicts(verdict):
            said = f"derive says: {verdict.value}. One of the two has a bug: please report it"
            self.pieces([(" " * len(opening), ""), (said, "bad")])

    def hanging(self, opening: str, said: str) -> None:
        """Words behind a label, wrapped beside it."""
        for i, line in enumerate(wrapped(said, max(self.width - len(opening), 20))):
            self.print((opening if i == 0 else " " * len(opening), "dim"), line)


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths, the widest made narrower until all fit, none below 8."""
    fitted = list(widths)
    while sum(fitted) > room and max(fitted) > 8:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _can_encode(stream: TextIO) -> bool:
    try:
        "✓·√⎛▔".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _c_locale(environment: Mapping[str, str]) -> bool:
    """Whether the user says `C`, which Python turns into UTF-8; its own variables win."""
    if environment.get("PYTHONIOENCODING") or environment.get("PYTHONUTF8") == "1":
        return False
    said = [environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if said[1] == "C.UTF-8" and said[2] in ("C", "POSIX"):
        said[1] = ""  # Python writes this in where it finds `LANG=C`
    return next(filter(None, said), "") in ("C", "POSIX")


def wrapped(said: str, room: int) -> Iterator[str]:
    """Words wrapped at blanks."""
    line = ""
    for word in said.split(" "):
        if line and len(line) + 1 + len(word) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line
