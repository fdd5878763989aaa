"""Points where what is badly computed is at its worst: near zeros, and near the worst points."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

from derive.codegen.points import Point
from derive.codegen.truth import UNDEFINED, Truth

#: How many zeros are looked for, and between how many neighbours each.
_ZEROS, _NEIGHBOURS = 24, 8
#: How often an interval is halved, and how near to a zero points are, as powers of two.
_HALVED, _NEAR = 50, (8, 14, 22, 34)
#: Multiples of these are spread evenly.
_STEPS = (0.6180339887498949, 0.7548776662466927, 0.5698402909980532, 0.8191725133961645)


def near_zeros(truth: Truth, among: Sequence[Point]) -> list[Point]:
    """Points near zeros that lie between points, one variable moving."""
    found: dict[Point, None] = {}
    zeros = 0
    for k, point in enumerate(among):
        for j in range(len(point)):
            zero = _zero(truth, point, j, [q[j] for q in among[k + 1 : k + 1 + _NEIGHBOURS]])
            if zero is not None:
                found.update(dict.fromkeys(_around(zero, j)))
                zeros += 1
        if zeros >= _ZEROS:
            break
    return list(found)


def _moved(point: Point, j: int, x: float) -> Point:
    return (*point[:j], x, *point[j + 1 :])


def _sign(truth: Truth, point: Point) -> int:
    """The sign of the value; 0 where there is none, or none that is known."""
    exact = truth.at(point)
    known = exact is not None and exact is not UNDEFINED
    return (exact.high > 0) - (exact.high < 0) if known and exact is not None else 0


def _zero(truth: Truth, point: Point, j: int, others: Sequence[float]) -> Point | None:
    """A point near a zero between a point and one of others that differ in a coordinate."""
    sign = _sign(truth, point)
    opposite = (x for x in others if sign and _sign(truth, _moved(point, j, x)) == -sign)
    b = next(opposite, None)
    if b is None:
        return None
    a = point[j]
    for _ in range(_HALVED):
        middle = a + (b - a) / 2
        if _sign(truth, _moved(point, j, middle)) == sign:
            a = middle
        else:
            b = middle
    return _moved(point, j, a)


def _around(zero: Point, j: int) -> Iterator[Point]:
    """Points near a zero, on both sides."""
    for k in _NEAR:
        for side in (1, -1):
            yield _moved(zero, j, zero[j] * (1 + side * 2.0**-k))


def near(point: Point, distances: Sequence[float]) -> Iterator[Point]:
    """Points that are so far from a point, relative to it, one coordinate moving."""
    for j, x in enumerate(point):
        for d in distances if x else ():
            for side in (1, -1):
                yield _moved(point, j, x * (1 + side * d))


def around(point: Point, scale: float, count: int) -> Iterator[Point]:
    """So many points about a point, spread evenly, all coordinates moving."""
    for k in range(1, count + 1):
        yield tuple(
            x * (1 + scale * (2 * math.modf(k * step)[0] - 1))
            for x, step in zip(point, cycle(_STEPS), strict=False)
        )


def last(a: Point, b: Point, holds: Callable[[Point], bool]) -> Point:
    """A point on the way from a, where something holds, to b, where it ends to do so."""
    for _ in range(_HALVED // 2):
        middle = tuple(x + (y - x) / 2 for x, y in zip(a, b, strict=True))
        a, b = (middle, b) if holds(middle) else (a, middle)
    return a
