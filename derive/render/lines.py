"""Expressions that are too wide for one line of two dimensions, broken as in a book.

A sum is broken before terms, a product before factors, the sign at the head of the next line.
What each line holds is drawn with the brackets that it has in the whole.  A term or a factor that
is too wide by itself, such as a fraction, has what is widest in it broken, its numerator for one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from derive.expression.layout import factor_slot, needs_brackets
from derive.expression.nodes import (
    DerivativeAt,
    Expression,
    Negation,
    Path,
    ProductOf,
    Quotient,
    SumOf,
    children,
    is_leaf,
)
from derive.expression.pretty import Picture, picture, width
from derive.expression.shorthand import Bracket
from derive.expression.text import Slot


class Part(NamedTuple):
    """A picture with the sign that stands before it on its line."""

    sign: str
    drawn: Picture


#: Nothing is broken into lines that are shorter.
_LEAST = 12


def broken_picture(
    e: Expression, room: int, *, unicode: bool, marks: Sequence[Path] = ()
) -> list[Part] | None:
    """The lines of an expression; None where a part of it is too wide for a line."""
    if not isinstance(e, (SumOf, ProductOf)):
        made = _narrowed(e, room, unicode, marks)
        return None if made is None else [Part("", made)]
    done: list[Part] = []
    start = 0
    while start < len(e.args):
        fits = None
        for end in _ends(e, start):
            part = _part(e, start, end, unicode, marks)
            if len(part.sign) + width(part.drawn.lines) > room:
                fits = fits or _narrow_part(e, start, end, room, unicode, marks)
                break
            fits = end, part
        if fits is None:
            return None
        start, part = fits
        done.append(part)
    return done


def _narrow_part(
    e: Expression, start: int, end: int, room: int, unicode: bool, marks: Sequence[Path]
) -> tuple[int, Part] | None:
    """A part that is too wide by itself, broken, and where it ends."""
    if end > start + 1:
        return None
    kept, sign = _kept(e, start, start, end), _sign(e, start, unicode)
    changed = kept != e.args[start]
    inside = [m[1:] for m in marks if m and m[0] == start and not changed]
    made = _narrowed(kept, room - len(sign), unicode, inside)
    return None if made is None else (end, Part(sign, made))


def _narrowed(e: Expression, room: int, unicode: bool, marks: Sequence[Path]) -> Picture | None:
    """A picture that is not wider than the room, what is widest in it broken into lines."""
    whole = picture(e, unicode=unicode, marks=marks)
    if width(whole.lines) <= room:
        return whole
    if room < _LEAST or is_leaf(e):
        return None
    if isinstance(e, (SumOf, ProductOf)):
        parts = broken_picture(e, room, unicode=unicode, marks=marks)
        return None if parts is None else _stacked(parts)
    narrow: dict[Path, Picture] = {}
    for i, child, its_room in _too_wide(e, room, width(whole.lines), unicode):
        made = _narrowed(child, its_room, unicode, [m[1:] for m in marks if m[:1] == (i,)])
        if made is None:
            return None
        narrow[(i,)] = made
    others = [m for m in marks if m[:1] not in narrow]
    drawn = picture(e, unicode=unicode, marks=others, instead=narrow)
    return drawn if narrow and width(drawn.lines) <= room else None


def _too_wide(
    e: Expression, room: int, taken: int, unicode: bool
) -> list[tuple[int, Expression, int]]:
    """What must be made narrower in an expression that takes so many columns, with its room."""
    inner = [(i, c, width(picture(c, unicode=unicode).lines)) for i, c in children(e)]
    if isinstance(e, Quotient):
        return [(i, c, room) for i, c, columns in inner if columns > room]
    i, c, columns = max(inner, key=lambda found: found[2])
    return [(i, c, columns - (taken - room))]


def _stacked(parts: Sequence[Part]) -> Picture:
    """Lines with their signs as one picture, level with its middle; tall ones stand apart."""
    rows: list[str] = []
    apart = any(len(part.drawn.lines) > 1 for part in parts)
    for part in parts:
        rows += [""] * (apart and bool(rows))
        for i, line in enumerate(part.drawn.lines):
            rows.append((part.sign if i == part.drawn.baseline else " " * len(part.sign)) + line)
    columns = width(rows)
    return Picture([row.ljust(columns) for row in rows], len(rows) // 2)


def _ends(e: Expression, start: int) -> Iterator[int]:
    """Where a line that begins with the part at `start` may end.

    A derivative at a point is open to its left, so that no line begins with it.
    """
    for end in range(start + 1, len(e.args) + 1):
        if end == len(e.args) or not isinstance(e.args[end], DerivativeAt):
            yield end


def _part(e: Expression, start: int, end: int, unicode: bool, marks: Sequence[Path]) -> Part:
    """The parts from `start` to `end` on one line."""
    kept = [_kept(e, i, start, end) for i in range(start, end)]
    one = len(kept) == 1
    inside = [m for m in marks if m and start <= m[0] < end]
    paths = [m[1:] if one else (m[0] - start, *m[1:]) for m in inside]
    drawn = picture(
        kept[0] if one else e.func(*kept),
        unicode=unicode,
        marks=[p for p, m in zip(paths, inside, strict=True) if not _wraps(e, kept, m, start)],
    )
    return Part(_sign(e, start, unicode), drawn)


def _wraps(e: Expression, kept: Sequence[Expression], mark: Path, start: int) -> bool:
    """Whether the part that holds a mark has been changed, so that its path leads elsewhere."""
    return bool(kept[mark[0] - start] != e.args[mark[0]])


def _sign(e: Expression, start: int, unicode: bool) -> str:
    if start == 0:
        return ""
    if isinstance(e, SumOf):
        return "- " if isinstance(e.args[start], Negation) else "+ "
    return "· " if unicode else "* "


def _kept(e: Expression, i: int, start: int, end: int) -> Expression:
    """A part with the brackets that it has in the whole, where its line would leave them out."""
    part: Expression = e.args[i]
    if isinstance(e, SumOf) and isinstance(part, Negation) and i == start > 0:
        part = part.args[0]  # its sign stands before the line
        return _bracketed(part, Slot.NEGATED, _slot(e, i, i - start, end - start))
    return _bracketed(part, _slot(e, i, i, len(e.args)), _slot(e, i, i - start, end - start))


def _slot(e: Expression, i: int, place: int, count: int) -> Slot:
    """The slot of the part at `i`, which is at a place among so many."""
    if count == 1:
        return Slot.WHOLE
    if isinstance(e, ProductOf):
        return factor_slot(e.args[i], place, count)
    return Slot.FIRST_TERM if place == 0 else Slot.TERM


def _bracketed(part: Expression, whole: Slot, line: Slot) -> Expression:
    bare = part.args[0] if isinstance(part, Bracket) else part
    kept = isinstance(part, Bracket)
    needed = needs_brackets(bare, whole, kept=kept)
    return Bracket(part) if needed and not needs_brackets(bare, line, kept=kept) else part
