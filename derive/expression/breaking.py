"""Boxes that are too wide for a line, on several: broken before a sign of a sum or product.

A term that is too wide by itself is broken within: its factors, brackets, fractions.

Widths are estimates in the width of an `m`; nothing that means anything depends on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from derive.expression.boxes import (
    Accent,
    Box,
    Braced,
    Fence,
    Foot,
    Fraction,
    Marked,
    Root,
    Row,
    Scripts,
    Stack,
    Token,
)

#: How wide tokens are: a sign with the space around it, or each of their letters.
_SIGNS = {"operator": 1.7, "sign": 0.8, "comma": 0.5, "times": 0.1, "apply": 0.1, "blank": 0.2}
_LETTER, _SCRIPT = 0.55, 0.7


def width(box: Box) -> float:
    """About how wide a box is."""
    match box:
        case Token():
            return _SIGNS.get(box.kind, _LETTER * len(box.text))
        case Row(parts):
            return sum(map(width, parts))
        case Fraction(top, bottom):
            return max(width(top), width(bottom)) + 0.3
        case Scripts():
            scripts = [width(s) for s in (box.below, box.above) if s is not None]
            return width(box.base) + _SCRIPT * max(scripts, default=0.0) + 0.3 * box.primes
        case Accent(base):
            return width(base)
        case Root(_, body):
            return width(body) + 1
        case Fence(body):
            return width(body) + 0.9
        case Foot(body, foot):
            return width(body) + _SCRIPT * width(foot) + 0.4
        case Stack(lines):
            return max(map(width, lines)) + 1
        case Braced(lines):
            values, told = (max(map(width, column)) for column in zip(*lines, strict=True))
            return values + told + 2
        case Marked(body):
            return width(body)


def broken(box: Box, room: float) -> list[Box]:
    """A box in pieces, each of them no wider than the room, as far as its signs allow.

    A line that begins within a term, or within brackets, stands further in than the others.
    """
    if width(box) <= room:
        return [box]
    lines: list[list[Box]] = [[]]
    for sign, piece, inner in _fitting(_NOTHING, box, room, False):
        line = lines[-1]
        full = sum(map(width, line)) + width(sign) + width(piece) > room
        if line and (full or (line[0] is _FURTHER and not inner)):
            lines.append([_FURTHER] if inner else [])
        begins = len(lines) > 1 and lines[-1] in ([], [_FURTHER]) and _is_juxtaposed(sign)
        lines[-1] += [_DOT if begins else sign, piece]
    return [Row(tuple(line)) for line in lines]


def terms(box: Box) -> list[Box]:
    """The terms of a sum, each with its sign and what is marked; of anything else the whole."""
    match box:
        case Marked(body):
            return [Marked(term) for term in terms(body)]
        case Row((single,)):
            return terms(single)
        case Row(parts):
            signs = (i for i, part in enumerate(parts) if i and _is_sign(part, "operator"))
            places = [0, *signs, len(parts)]
            return [Row(parts[a:b]) for a, b in pairwise(places)]
    return [box]


_NOTHING, _DOT = Token("times", "", ""), Token("operator", r" \cdot ", "·")
_FURTHER = Token("blank", r"\quad", "  ")
#: In less room nothing is broken: a piece that is as narrow says nothing.
_NARROWEST = 6.0


def _is_juxtaposed(sign: Box) -> bool:
    return isinstance(sign, Token) and sign.kind == "times" and sign is not _NOTHING


def _fitting(sign: Box, box: Box, room: float, inner: bool) -> Iterator[tuple[Box, Box, bool]]:
    """Pieces that fit, each with its sign, and whether it is a part of a term."""
    left = room - width(sign) - (1 if inner else 0)
    if width(box) <= left:
        yield sign, box, inner
        return
    (_, opening), *rest = _pieces(box)
    if not rest:
        yield sign, _piled_up(opening, left), inner
        return
    yield from _fitting(sign, opening, room, inner)
    for other, piece in rest:
        yield from _fitting(other, piece, room, inner or sign is not _NOTHING)


def _piled_up(box: Box, room: float) -> Box:
    """A box that has no signs to be broken at, with its fractions on several lines."""
    match box:
        case Fraction(top, bottom):
            return Fraction(_stack(top, room), _stack(bottom, room))
        case Fence(body, bars):
            return Fence(_piled_up(body, room - 1), bars)
        case Marked(body):
            return Marked(_piled_up(body, room))
        case Row(parts):
            widest = max(range(len(parts)), key=lambda i: width(parts[i]))
            left = room - width(box) + width(parts[widest])
            piled = _piled_up(parts[widest], left)
            return Row((*parts[:widest], piled, *parts[widest + 1 :]))
    return box


def _stack(box: Box, room: float) -> Box:
    lines = broken(box, max(room, _NARROWEST))
    return box if len(lines) == 1 else Stack(tuple(lines))


def _pieces(box: Box) -> Sequence[tuple[Box, Box]]:
    """The terms of a sum or the factors of a product, each with the sign before it."""
    while isinstance(box, Marked) or (isinstance(box, Row) and len(box.parts) == 1):
        box = box.body if isinstance(box, Marked) else box.parts[0]
    if not isinstance(box, Row):
        return _opened(Row((box,)))
    signs = {i for i, part in enumerate(box.parts) if i and _is_sign(part, "operator")}
    signs = signs or {i for i, part in enumerate(box.parts) if _is_sign(part, "times")}
    if not signs:
        return _opened(box)
    pieces: list[tuple[Box, list[Box]]] = [(_NOTHING, [])]
    for i, part in enumerate(box.parts):
        if i not in signs:
            pieces[-1][1].append(part)
        elif isinstance(part, Row):
            pieces.append((part.parts[0], [*part.parts[1:]]))
        else:
            pieces.append((part, []))
    return [(sign, Row(tuple(inner))) for sign, inner in pieces if inner]


#: What may stand before something that is broken: it is read with all of it.
_LEADING = ("sign", "fence", "blank")


def _opened(box: Row) -> Sequence[tuple[Box, Box]]:
    """What stands in brackets at the end of a row, the brackets of one size on all lines."""
    before, after = [*box.parts], list[Box]()
    while before and isinstance(before[-1], Token) and before[-1].kind == "fence":
        after.insert(0, before.pop())
    core = before.pop() if before else None
    while isinstance(core, Marked):
        core = core.body
    if isinstance(core, Fence) and not core.bars:
        large = core.tall
        before.append(Token("fence", r"\Bigl(" if large else "(", "("))
        after.insert(0, Token("fence", r"\Bigr)" if large else ")", ")"))
        core = core.body
    elif not isinstance(core, Row) or not _leads(before):
        return [(_NOTHING, box)]
    (_, first), *rest = _pieces(core)
    if not rest:
        return [(_NOTHING, box)]
    *some, (sign, last) = rest
    return [(_NOTHING, Row((*before, first))), *some, (sign, Row((last, *after)))]


def _leads(before: Sequence[Box]) -> bool:
    """Whether what stands at the end of a row belongs to all that follows."""
    last = before[-1] if before else None
    return last is None or (isinstance(last, Token) and last.kind in _LEADING)


def _is_sign(part: Box, kind: str) -> bool:
    """Whether a part is a sign of a kind, or begins with one as a subtracted term does."""
    part = part.body if isinstance(part, Marked) else part
    opening = part.parts[0] if isinstance(part, Row) and part.parts else part
    return isinstance(opening, Token) and opening.kind == kind
