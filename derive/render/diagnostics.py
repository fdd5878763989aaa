"""Diagnostics on a terminal: the place, the line with a caret, *expected* beside *written*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from derive.render.wrapping import wrapped
from derive.report.diagnostics import Diagnostic, Place, words

#: A line of text with the style of each piece.
Pieces = list[tuple[str, str]]
#: Marks that take one cell, as what is ASCII does.
_NARROW = str.maketrans("", "", "✓✗·")


def _cells(said: str) -> int:
    """How many cells of a terminal a text takes."""
    if said.translate(_NARROW).isascii():
        return len(said)
    from rich.cells import cell_len  # it takes long, and is seldom wanted

    return cell_len(said)


def flowed(
    opening: Pieces, said: str, style: str, width: int, indent: int | None = None
) -> Iterator[Pieces]:
    """Words behind an opening, further lines at `indent`, by default below the words."""
    taken = sum(_cells(piece) for piece, _ in opening)
    indent = taken if indent is None else indent
    first, *rest = wrapped(said, max(width - indent, 20), max(taken - indent, 0))
    yield [*opening, (first, style)]
    for line in rest:
        yield [(" " * indent, ""), (line, style)]


def shown(
    diagnostic: Diagnostic,
    lines: Sequence[str],
    width: int,
    ascii: bool = False,
    beside: str = "",
) -> Iterator[Pieces]:
    """The lines that show a diagnostic; its kind has words `beside` it."""
    place = diagnostic.place
    opening: Pieces = [
        (printable(f"{place}: "), "bold"),
        (f"[{diagnostic.kind.slug}{beside}] ", "error"),
    ]
    yield from flowed(opening, words(diagnostic), "error", width, 4)
    if 1 <= place.line <= len(lines):
        yield from excerpt(place, lines[place.line - 1], width, ascii)
    for label, said in (*_compared(diagnostic), ("hint", diagnostic.hint)):
        if said:
            yield from flowed([(f"    {label:>8}  ", "dim")], printable(said), "", width)


def _compared(diagnostic: Diagnostic) -> tuple[tuple[str, str], ...]:
    """What is expected beside what is written; nothing where the headline says both."""
    compared = (("expected", diagnostic.expected), ("written", diagnostic.written))
    said = {f"by {about}" for about in diagnostic.about}
    return () if said.issuperset(told for _, told in compared) else compared


def plain(diagnostic: Diagnostic, lines: Sequence[str], width: int = 80) -> str:
    """The same as text without styles."""
    told = shown(diagnostic, lines, width)
    return "\n".join("".join(piece for piece, _ in pieces).rstrip() for pieces in told)


def in_sentences(diagnostic: Diagnostic) -> str:
    """What is wrong without its place, a line for each thing that is said of it."""
    told = [f"{label}: {printable(said)}" for label, said in _compared(diagnostic) if said]
    return "\n".join([words(diagnostic), *told, *filter(None, [printable(diagnostic.hint)])])


def in_cell(diagnostic: Diagnostic, cell: str) -> str:
    """The same, with the cell of a notebook and the place in that; there need be none."""
    place = diagnostic.place
    where = f"cell {cell}, line {place.line}, column {place.column}: " if cell else ""
    return where + in_sentences(diagnostic)


def excerpt(place: Place, line: str, width: int, ascii: bool = False) -> Iterator[Pieces]:
    """The line of the file with carets; of a long one a window, with dots where more is."""
    start = place.column - 1
    end = max(place.end_column - 1 if place.end_column else start + 1, start + 1)
    room = max(width - 12, 20)
    first = max(0, min(start - room // 3, len(line) - room)) if len(line) > room else 0
    last = min(first + room, len(line))
    more = "..." if ascii else "…"
    opening, closing = more * (first > 0), more * (last < len(line))
    text = opening + printable(line[first + len(opening) : last - len(closing)]) + closing
    before = _cells(printable(line[first:start]))
    marked = max(1, min(_cells(printable(line[start:end])), room - before))
    number = f"{place.line:>6} | "
    yield [(number, "dim"), (text, "")]
    yield [(" " * 7 + "| ", "dim"), (" " * before + "^" * marked, "mark")]


def printable(text: str) -> str:
    """Text in which no character moves the cursor."""
    return "".join(c if c.isprintable() else " " if c in "\t\n\r" else "?" for c in text)
