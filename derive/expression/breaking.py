"""Boxes that are too wide for a line, on several: broken before a sign of a sum or product.

Widths are estimates in the width of an `m`; nothing that means anything depends on them.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.expression.boxes import (
    Accent,
    Box,
    Fence,
    Foot,
    Fraction,
    Marked,
    Root,
    Row,
    Scripts,
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
        case Marked(body):
            return width(body)


def broken(box: Box, room: float) -> list[Box]:
    """A box in pieces, each of them no wider than the room, as far as its signs allow."""
    if width(box) <= room:
        return [box]
    lines: list[list[Box]] = [[]]
    for sign, piece in _pieces(box):
        if lines[-1] and sum(map(width, lines[-1])) + width(sign) + width(piece) > room:
            lines.append([])
        begins = len(lines) > 1 and not lines[-1] and _is_juxtaposed(sign)
        lines[-1] += [_DOT if begins else sign, piece]
    return [Row(tuple(line)) for line in lines]


_NOTHING, _DOT = Token("times", "", ""), Token("operator", r" \cdot ", "·")


def _is_juxtaposed(sign: Box) -> bool:
    return isinstance(sign, Token) and sign.kind == "times" and sign is not _NOTHING


def _pieces(box: Box) -> Sequence[tuple[Box, Box]]:
    """The terms of a sum or the factors of a product, each with the sign before it."""
    while isinstance(box, Marked) or (isinstance(box, Row) and len(box.parts) == 1):
        box = box.body if isinstance(box, Marked) else box.parts[0]
    if not isinstance(box, Row):
        return [(_NOTHING, box)]
    signs = {i for i, part in enumerate(box.parts) if _is_sign(part, "operator")}
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


def _opened(box: Row) -> Sequence[tuple[Box, Box]]:
    """What stands in brackets at the end of a row, the brackets of one size on all lines."""
    *before, fence = box.parts
    if not isinstance(fence, Fence) or fence.bars:
        return [(_NOTHING, box)]
    large = fence.tall
    opening = Token("fence", r"\Bigl(" if large else "(", "(")
    closing = Token("fence", r"\Bigr)" if large else ")", ")")
    *some, (sign, piece) = _pieces(fence.body)
    closed = [*some, (sign, Row((piece, closing)))]
    (sign, piece), *rest = closed
    return [(_NOTHING, Row((*before, opening, sign, piece))), *rest]


def _is_sign(part: Box, kind: str) -> bool:
    """Whether a part is a sign of a kind, or begins with one as a subtracted term does."""
    part = part.body if isinstance(part, Marked) else part
    opening = part.parts[0] if isinstance(part, Row) and part.parts else part
    return isinstance(opening, Token) and opening.kind == kind
