"""The part of a range where a function turns, where it grows out of all proportion beside it.

On all of the range such a picture shows where it grows, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from derive.values.sampled import Moving, Sampled, Side, sample

#: By how many times its turns the values of a function are larger where it grows beyond them.
_BEYOND = 50
#: How far beyond its turns a function is shown, in times their height.
_ROOM = 1.5
#: Ends are multiples of one of so many parts of the range.
_PARTS = 32

Point = tuple[Fraction, float]


def calm_range(function: Moving, low: Fraction, high: Fraction) -> Side:
    """The part of a range where a function is not far beyond its turns; all of it if it is not."""
    curve = sample(function, low, high)
    points = _only_piece(curve)
    turns = [y for _, y in _turns(points)]
    if not turns:
        return low, high
    if len({*turns}) == 1:  # how high one is above where the function comes to rest
        turns.append(min(points[0][1], points[-1][1], key=abs))
    height = max(turns) - min(turns)
    least, most = min(turns) - _ROOM * height, max(turns) + _ROOM * height
    values = [y for _, y in points]
    if not height or max(values) - min(values) < _BEYOND * height:
        return low, high
    shown = [x for x, y in points if least <= y <= most]
    step = (high - low) / _PARTS
    start, stop = floor(shown[0] / step) * step, ceil(shown[-1] / step) * step
    return max(low, start), min(high, stop)


def _only_piece(curve: Sampled) -> Sequence[Point]:
    """The points of a curve without breaks; none of one that has some."""
    return curve.pieces[0] if len(curve.pieces) == 1 and not curve.breaks else ()


def _turns(points: Sequence[Point]) -> Iterator[Point]:
    """The points that are higher than those on both sides, or lower."""
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if (here[1] - before[1]) * (after[1] - here[1]) < 0:
            yield here
