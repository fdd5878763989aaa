"""Where words stand beside the points of a picture: where they cover no curve, and no words."""

from __future__ import annotations

from collections.abc import Iterator

from derive.render.plotted import extremum_words
from derive.report.plot import Dot, Plot

#: The size of the words, and about how wide and high an axes is, in points.
NAME_SIZE = 9.5
_AXES = (430.0, 265.0)
#: The width of a letter and the height of a line, by the size of the words.
_LETTER, _LINE = 0.58, 1.5
#: How far from the point words stand, and how much worse a place farther away is.
_FAR = (13.0, 26.0, 40.0)

Box = tuple[float, float, float, float]


def places(plot: Plot) -> Iterator[Dot]:
    """For each extremum the place of the middle of its words from its point, in points."""
    taken: list[Box] = []
    lines = [_in_points(plot, dot) for curve in plot.curves for p in curve.pieces for dot in p]
    lines += [_in_points(plot, e.dot) for e in plot.extrema]
    for extremum in plot.extrema:
        width = len(extremum_words(extremum, plot)) * _LETTER * NAME_SIZE
        x, y = _in_points(plot, extremum.dot)
        best: tuple[float, Dot, Box] | None = None
        for dx, dy in _offsets(width):
            box = _around(x + dx, y + dy, width)
            covered = sum(_inside(dot, box) for dot in lines) + _outside(box)
            cost = covered + sum(100 * _overlap(box, other) for other in taken)
            if best is None or cost < best[0]:
                best = cost, (dx, dy), box
        assert best is not None
        taken.append(best[2])
        yield best[1]


def _offsets(width: float) -> Iterator[Dot]:
    """Above and below first, then to the sides."""
    for far in _FAR:
        yield from ((0.0, far), (0.0, -far))
        for side in (1, -1):
            yield from ((side * (width / 2 + far - 4), up) for up in (0.0, far, -far))


def _in_points(plot: Plot, dot: Dot) -> Dot:
    spans = (plot.across, plot.up)
    x, y = (
        (value - low) / (high - low) * size
        for value, (low, high), size in zip(dot, spans, _AXES, strict=True)
    )
    return x, y


def _around(x: float, y: float, width: float) -> Box:
    half = NAME_SIZE * _LINE / 2
    return x - width / 2, y - half, x + width / 2, y + half


def _inside(dot: Dot, box: Box) -> bool:
    return box[0] <= dot[0] <= box[2] and box[1] <= dot[1] <= box[3]


def _outside(box: Box) -> float:
    """How much worse a place is that reaches out of the picture."""
    return 1000.0 * (box[0] < 0 or box[1] < 0 or box[2] > _AXES[0] or box[3] > _AXES[1])


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
