"""Where words stand beside the points of a picture: where they cover no curve, and no words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import hypot

from derive.render.plotted import extremum_words
from derive.report.plot import Dot, Plot

#: The size of the words in points.
NAME_SIZE = 9.5
#: The width of a letter and the height of a line, by the size of the words.
_LETTER, _LINE = 0.56, 1.5
#: How far from the point words stand.
_FAR = (13.0, 26.0, 40.0)
#: How far apart the points of a curve are that may be covered.
_APART = 2.0
#: How bad it is to cover the axis, to reach out or cover other words, and each point of distance;
#: to cover a point of a curve is 1.
_AXIS, _OUT, _DISTANCE = 4.0, 500.0, 0.1

Box = tuple[float, float, float, float]


def places(plot: Plot, size: Dot) -> Iterator[Dot]:
    """For each extremum the place of the middle of its words from its point.

    They are in points, as is the size of the axes.
    """
    taken: list[Box] = []
    chains = [piece for curve in plot.curves for piece in curve.pieces]
    dots = [dot for c in chains for dot in _dense([_in_points(plot, d, size) for d in c])]
    dots += [_in_points(plot, e.dot, size) for e in plot.extrema]
    level = _in_points(plot, (plot.across[0], 0.0), size)[1]
    for extremum in plot.extrema:
        width = len(extremum_words(extremum, plot)) * _LETTER * NAME_SIZE
        x, y = _in_points(plot, extremum.dot, size)
        offsets = list(_offsets(width))
        boxes = [_around(x + dx, y + dy, width) for dx, dy in offsets]
        costs = [
            sum(_inside(dot, box) for dot in dots)
            + _AXIS * (box[1] <= level <= box[3])
            + _OUT * _outside(box, size)
            + _OUT * sum(_overlap(box, other) for other in taken)
            + _DISTANCE * hypot(*offset)
            for box, offset in zip(boxes, offsets, strict=True)
        ]
        best = costs.index(min(costs))
        taken.append(boxes[best])
        yield offsets[best]


def _offsets(width: float) -> Iterator[Dot]:
    """Above and below first, then to the sides."""
    for far in _FAR:
        for share in (0.0, 0.25, -0.25, 0.5, -0.5):
            yield from ((share * width, far), (share * width, -far))
        yield from ((side * (width / 2 + far - 4), 0.0) for side in (1, -1))


def _dense(chain: list[Dot]) -> Iterator[Dot]:
    """The points of a chain, and others on its lines where they are far apart."""
    for a, b in pairwise(chain):
        parts = int(hypot(b[0] - a[0], b[1] - a[1]) / _APART) + 1
        for k in range(parts):
            share = k / parts
            yield a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _in_points(plot: Plot, dot: Dot, size: Dot) -> Dot:
    spans = (plot.across, plot.up)
    x, y = (
        (value - low) / (high - low) * length
        for value, (low, high), length in zip(dot, spans, size, strict=True)
    )
    return x, y


def _around(x: float, y: float, width: float) -> Box:
    half = NAME_SIZE * _LINE / 2
    return x - width / 2, y - half, x + width / 2, y + half


def _inside(dot: Dot, box: Box) -> bool:
    return box[0] <= dot[0] <= box[2] and box[1] <= dot[1] <= box[3]


def _outside(box: Box, size: Dot) -> bool:
    """Whether a place reaches out of the picture."""
    return box[0] < 0 or box[1] < 0 or box[2] > size[0] or box[3] > size[1]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
