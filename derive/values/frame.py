"""Which heights a picture shows, and the parts of curves that are in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from derive.report.plot import Dot
from derive.values.sampled import LARGEST, Moving, Sampled

#: The shares of the values of a function, and of its derivative, between which those lie that
#: count where a curve has no bounds.
_COUNTED = ((0.06, 0.94), (0.2, 0.75))
#: By how many times their span a curve may go beyond them before it is cut off.
_BEYOND = 0.4
#: The margin above and below, as a share of the height.
_MARGIN = 0.06
#: How often a cell is halved where the curve bends, and how often where there are many cells.
_HALVINGS, _FEW_HALVINGS, _MANY = 7, 1, 1500
#: What part of the height shows.
_SHOWS = 1 / 600

#: By what part of the height a cell may be wrong, and how many of the cells.
_COARSE, _WRONG = 0.05, 0.02

Piece = Sequence[tuple[Fraction, float]]


def heights(curves: Sequence[Sampled], marks: Sequence[float]) -> tuple[float, float]:
    """The lowest and the highest value shown: all of them, unless a curve is left open.

    Then values far from most others are cut off; `marks` are shown if they are not far away.
    """
    values = sorted(y for c in curves for piece in c.pieces for _, y in piece)
    low, high = values[0], values[-1]
    if any(c.breaks for c in curves) or max(-low, high) >= LARGEST:
        counted = [y for c, shares in zip(curves, _COUNTED, strict=True) for y in _inner(c, shares)]
        a, b = min(counted), max(counted)
        room = _BEYOND * (b - a) or max(abs(a), 1.0)
        near = [y for y in marks if a - 4 * room <= y <= b + 4 * room]
        low, high = (
            max(low, min([a - room, *near])),
            min(high, max([b + room, *near])),
        )
    if low == high:
        spread = abs(low) / 2 or 1.0
        low, high = low - spread, high + spread
    margin = _MARGIN * (high - low)
    return low - margin, high + margin


def _inner(curve: Sampled, shares: tuple[float, float]) -> list[float]:
    """The values of a curve that have those shares of all below them."""
    values = sorted(y for piece in curve.pieces for _, y in _even(piece))
    return [values[int(share * (len(values) - 1))] for share in shares] if values else []


def _even(piece: Piece) -> Piece:
    """The points of a piece without those that crowd at its ends."""
    widths = [b[0] - a[0] for a, b in pairwise(piece)]
    widest = max(widths)
    return [point for point, width in zip(piece, widths, strict=False) if 2 * width >= widest]


def is_coarse(curves: Sequence[Sampled], up: tuple[float, float]) -> bool:
    """Whether a function varies between its points more than they tell.

    Then its derivative does not make up for the differences of its values.
    """
    slopes = {x: y for piece in curves[1].pieces for x, y in piece}
    cells = [
        (a, b)
        for piece in curves[0].pieces
        for a, b in pairwise(piece)
        if all(x in slopes and up[0] <= y <= up[1] for x, y in (a, b))
    ]
    values = [a[1] for a, _ in cells] or [0.0]
    height = max(values) - min(values)
    wrong = sum(
        abs(z - y - float(b - a) * (slopes[a] + slopes[b]) / 2) > _COARSE * height
        for (a, y), (b, z) in cells
    )
    return wrong > _WRONG * len(cells)


def refined(
    function: Moving, piece: Piece, up: tuple[float, float]
) -> list[tuple[Fraction, float]]:
    """A piece with more points where it bends within the picture."""
    halvings = _HALVINGS if len(piece) < _MANY else _FEW_HALVINGS
    points = [piece[0]]
    for a, b in pairwise(piece):
        points += _between(function, a, b, up, halvings)
        points.append(b)
    return points


def _between(
    function: Moving,
    a: tuple[Fraction, float],
    b: tuple[Fraction, float],
    up: tuple[float, float],
    halvings: int,
) -> Iterator[tuple[Fraction, float]]:
    outside = max(a[1], b[1]) < up[0] or min(a[1], b[1]) > up[1]
    if not halvings or outside:
        return
    x = (a[0] + b[0]) / 2
    y = function.value(x)
    if y is None or abs(y - (a[1] + b[1]) / 2) <= (up[1] - up[0]) * _SHOWS:
        return
    yield from _between(function, a, (x, y), up, halvings - 1)
    yield x, y
    yield from _between(function, (x, y), b, up, halvings - 1)


def clipped(piece: Piece, up: tuple[float, float]) -> Iterator[tuple[Dot, ...]]:
    """The parts of a piece that are in the picture, cut where it leaves it."""
    dots = [(float(x), y) for x, y in piece]
    chain: list[Dot] = []
    for a, b in pairwise(dots):
        part = _within(a, b, up)
        if part is None:
            continue
        if chain and chain[-1] != part[0]:
            yield tuple(chain)
            chain = []
        chain += part if not chain else part[1:]
    if chain:
        yield tuple(chain)


def _within(a: Dot, b: Dot, up: tuple[float, float]) -> tuple[Dot, Dot] | None:
    """The part of a line that is in the picture."""
    low, high = sorted((a[1], b[1]))
    if high < up[0] or low > up[1]:
        return None
    return _pulled(a, b, up), _pulled(b, a, up)


def _pulled(a: Dot, b: Dot, up: tuple[float, float]) -> Dot:
    """A point, moved towards the other end of its line into the picture."""
    edge = min(max(a[1], up[0]), up[1])
    if edge == a[1]:
        return a
    share = (edge - a[1]) / (b[1] - a[1])
    return a[0] + share * (b[0] - a[0]), edge
