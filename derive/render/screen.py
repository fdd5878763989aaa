"""Words on a terminal, with Rich: lines, tables, errors, verdicts; it draws no expressions.

It imports no SymPy, so that what needs no expressions answers at once.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, TextIO, TypeVar

from derive.render.diagnostics import Pieces, flowed, printable, shown
from derive.render.wrapping import narrowest, wrapped
from derive.report.equality import SecondOpinion
from derive.report.report import Report, Verdict

if TYPE_CHECKING:  # what is no terminal needs no Rich
    from rich.console import Console

_STYLES = {
    "title": "bold",
    "good": "green",
    "bad": "bold red",
    "error": "red",
    "rule": "cyan",
    "mark": "magenta",
    "dim": "dim",
}
#: With one of these Rich may take for a terminal what is none.
_ASKING = ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "JUPYTER_COLUMNS", "JUPYTER_LINES")

_S = TypeVar("_S", bound="Screen")


class Screen:
    """A place to print to; a `plain` one has no colours, whatever the environment asks for."""

    def __init__(
        self, *, ascii: bool = False, stream: TextIO | None = None, plain: bool = False
    ) -> None:
        self._stream, self._plain = stream or sys.stdout, plain
        there = self._stream.isatty()
        self._columns = None if there else _columns(os.environ.get("COLUMNS", ""))
        self._bare = not there and not any(name in os.environ for name in _ASKING)
        self.ascii = ascii or not _can_encode(self._stream) or _c_locale(os.environ)

    @cached_property
    def out(self) -> Console:
        """What draws on the output."""
        return self._console(file=self._stream, soft_wrap=False)

    @cached_property
    def err(self) -> Console:
        """What draws on the error stream."""
        return self._console(stderr=True)

    def _console(self, **options: object) -> Console:
        from rich.console import Console
        from rich.theme import Theme

        options |= {"markup": False, "highlight": False, "emoji": False}
        options["force_jupyter"] = False  # in a notebook it would draw in the cell instead
        options |= {"color_system": None} if self._plain else {}
        return Console(width=self._columns, theme=Theme(_STYLES), **options)  # type: ignore[arg-type]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self._columns or self.out.width

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks on as it is drawn."""
        return not self._bare and self.out.is_terminal

    def print(self, *pieces: str | tuple[str, str]) -> None:
        """One line, or more if it is long; pieces are texts, or texts with their styles."""
        self.pieces([(p, "") if isinstance(p, str) else p for p in pieces])

    def pieces(self, pieces: Pieces, console: Console | None = None) -> None:
        """A line of styled pieces, trailing blanks cut off."""
        if console is None and self._bare:
            plain = "".join(self.encodable(piece) for piece, _ in pieces)
            if plain.isprintable():  # Rich would write the same, and take its time
                self._stream.write(plain.rstrip() + "\n")
                return
        from rich.text import Text

        line = Text()
        for piece, style in pieces:
            line.append(self.encodable(piece), style)
        line.rstrip()
        (console or self.out).print(line, soft_wrap=True)

    @contextmanager
    def busy(self, said: str) -> Iterator[None]:
        """Says on a terminal what goes on, beside the output, until it is done."""
        if not self.err.is_terminal:
            yield
            return
        self.err.print(self.encodable(said), style="dim", end="", no_wrap=True, overflow="ellipsis")
        try:
            yield
        finally:
            from rich.control import Control
            from rich.segment import ControlType

            start = (ControlType.CARRIAGE_RETURN,)
            self.err.control(Control(start, (ControlType.ERASE_IN_LINE, 2)))

    @contextmanager
    def paged(self) -> Iterator[None]:
        """On a terminal a page at a time, where it is more than one; elsewhere as it comes."""
        if not self.is_terminal:
            yield
            return
        with self.out.capture() as captured:
            yield
        told = captured.get()
        if told.count("\n") < self.out.height:
            self.out.file.write(told)
        else:
            from pydoc import pager  # it takes long, and is seldom wanted

            os.environ.setdefault("LESS", "-R")  # keeps the colours
            pager(told)

    def encodable(self, piece: str) -> str:
        """The text as this terminal can show it."""
        return piece.encode("ascii", "backslashreplace").decode() if self.ascii else piece

    def heading(self, title: str) -> None:
        """What opens a part."""
        for line in wrapped(title, self.width):
            self.print((line, "title"))

    def error(self, message: str, hint: str = "") -> None:
        """A line on the error stream."""
        self.flowing([("error: ", "bad")], printable(message), console=self.err)
        if hint:
            self.flowing([("  hint: ", "dim")], printable(hint), console=self.err)

    def warning(self, message: str) -> None:
        """What is only told, on the error stream."""
        self.flowing([("warning: ", "mark")], printable(message), console=self.err)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns as wide as what stands in them; cells are wrapped where they are too wide.

        Where columns would take words apart the cells of a row stand one below the other.
        """
        columns = [*zip(head, *rows, strict=True)]
        room = self.width - 2 * len(head)
        least = [max(map(narrowest, column)) for column in columns]
        if sum(least) > room:
            self.stacked(head, rows)
            return
        widths = _fitted([max(map(len, column)) for column in columns], least, room)
        for k, row in enumerate([head, *rows]):
            cells = (wrapped(cell, w) for cell, w in zip(row, widths, strict=True))
            for parts in zip_longest(*cells, fillvalue=""):
                line = "  ".join(p.ljust(w) for p, w in zip(parts, widths, strict=True))
                self.print((f"  {line}".rstrip(), "dim" if k == 0 else ""))

    def stacked(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """The rows of a table as what the first column holds, with the others below it."""
        room = max(map(len, head[1:]), default=0)
        for row in rows:
            self.hanging("  ", row[0])
            for label, cell in zip(head[1:], row[1:], strict=True):
                if cell:
                    self.hanging(f"      {label.ljust(room)}  ", cell)

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

    def complaints(self, report: Report, *, apart: bool = True) -> None:
        """The diagnostics of a report, each `apart` from what stands before it."""
        for number, diagnostic in enumerate(report.diagnostics):
            if apart or number:
                self.print()
            for pieces in shown(diagnostic, report.lines, self.width, self.ascii):
                self.pieces(pieces)

    def opinions(self, report: Report) -> None:
        """What SymPy says of the steps that are not shown, and where it contradicts."""
        for step in report.steps:
            shown = step.verdict is Verdict.NOT_SHOWN
            if step.opinion is not None and (shown or step.opinion.contradicts(step.verdict)):
                self.opinion(step.opinion, step.verdict, f"  step {step.number}: ")

    def hanging(self, opening: str, said: str) -> None:
        """Words behind a label, wrapped beside it."""
        self.flowing([(opening, "dim")], said)

    def flowing(
        self,
        opening: Pieces,
        said: str,
        style: str = "",
        indent: int | None = None,
        console: Console | None = None,
    ) -> None:
        """Words behind an opening, further lines at `indent`, by default below the words."""
        for line in flowed(opening, said, style, self.width, indent):
            self.pieces(line, console)


def as_text(screen: Callable[..., _S], tell: Callable[[_S], None], *, ascii: bool = False) -> str:
    """What is told on a screen of that class, without colours."""
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, "utf-8", "backslashreplace", newline="\n")
    tell(screen(ascii=ascii, stream=stream, plain=True))
    stream.flush()
    return written.getvalue().decode("utf-8")


def counted(n: int, what: str) -> str:
    """A number of things in words."""
    return f"{n:,} {what}" + "s" * (n != 1)


def _fitted(widths: list[int], least: list[int], room: int) -> list[int]:
    """The widths, the widest that may be made narrower until all fit."""
    fitted = list(widths)
    while sum(fitted) > room:
        _, widest = max((w, i) for i, w in enumerate(fitted) if w > least[i])
        fitted[widest] -= 1
    return fitted


def _columns(said: str) -> int:
    """How wide what is no terminal is: as the environment says, if that is a width."""
    return (said.isascii() and said.isdecimal() and int(said[:6])) or 80


def _can_encode(stream: TextIO) -> bool:
    try:
        "✓·√⎛╰".encode(stream.encoding or "ascii")
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
