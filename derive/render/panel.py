"""A picture in characters: axes, curves, marks; a list of lines of one width, each in pieces.

plotille turns lines into dots; what a cell shows is decided here, so that two curves differ
without colours too.  It draws with dots of Braille, or with ASCII alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from derive.render.diagnostics import Pieces
from derive.report.plot import Dot

#: The blank of Braille.
_BLANK = "⠀"

Span = tuple[float, float]
Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True)
class Stroke:
    """Chains of points in a style; `sign` is what a cell shows, empty for the dots themselves."""

    chains: Sequence[Sequence[Dot]]
    style: str
    sign: str = ""


@dataclass(frozen=True)
class Frame:
    """How large the picture is in cells, what it shows, and where its axes are named."""

    width: int
    height: int
    across: Span
    up: Span
    bottom_ticks: Ticks
    left_ticks: Ticks
    ascii: bool = False


@dataclass
class Panel:
    """A picture that is being drawn."""

    frame: Frame
    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)

    def stroke(self, stroke: Stroke) -> None:
        """Draws chains of points below what is there."""
        for place, dots in self._dots(stroke.chains).items():
            self.cells.setdefault(place, (stroke.sign or dots, stroke.style))

    def mark(self, dot: Dot, sign: str, style: str) -> None:
        """Puts a sign at a point."""
        self.cells[self.column(dot[0]), self.row(dot[1])] = sign, style

    def level(self, y: float, sign: str, style: str) -> None:
        """A line at a height, below what is there."""
        if self.frame.up[0] < y < self.frame.up[1]:
            for column in range(self.frame.width):
                self.cells.setdefault((column, self.row(y)), (sign, style))

    def column(self, x: float) -> int:
        """The column of a point."""
        return _cell(x, self.frame.across, self.frame.width, 2)

    def row(self, y: float) -> int:
        """The row of a point, from the top."""
        return self.frame.height - 1 - _cell(y, self.frame.up, self.frame.height, 4)

    def _dots(self, chains: Sequence[Sequence[Dot]]) -> dict[tuple[int, int], str]:
        """The cells that lines go through, with their dots."""
        from plotille import Canvas

        frame = self.frame
        canvas = Canvas(
            frame.width, frame.height, frame.across[0], frame.up[0], frame.across[1], frame.up[1]
        )
        right, top = canvas.xmax_inside, canvas.ymax_inside
        for chain in chains:
            inner = [(min(x, right), min(y, top)) for x, y in chain]
            for (x0, y0), (x1, y1) in zip(inner, inner[1:] or inner, strict=False):
                canvas.line(x0, y0, x1, y1)
        return {
            (column, row): dots
            for row, line in enumerate(canvas.plot(linesep="\n").split("\n"))
            for column, dots in enumerate(line)
            if dots not in (_BLANK, " ")
        }

    def lines(self) -> list[Pieces]:
        """The picture with its axes."""
        frame = self.frame
        names = {self.row(y): name for y, name in frame.left_ticks}
        room = max(map(len, names.values()), default=0)
        bar, tick, corner = ("|", "+", "+") if frame.ascii else ("│", "┤", "└")
        made: list[Pieces] = []
        for row in range(frame.height):
            edge = f"{names.get(row, '').rjust(room)} {tick if row in names else bar}"
            cells = [self.cells.get((column, row), (" ", "")) for column in range(frame.width)]
            made.append([(edge, "dim"), *cells])
        places = {self.column(x): name for x, name in frame.bottom_ticks}
        dash, notch = ("-", "+") if frame.ascii else ("─", "┬")
        axis = "".join(notch if column in places else dash for column in range(frame.width))
        made.append([(" " * room + f" {corner}{axis}", "dim")])
        made.append([(" " * (room + 2) + _under(places, frame.width), "dim")])
        return made


def _cell(value: float, span: Span, cells: int, dots: int) -> int:
    """The cell of a value, each of so many dots: that of the dot which is nearest."""
    share = (value - span[0]) / (span[1] - span[0])
    return min(max(round(share * cells * dots) // dots, 0), cells - 1)


def _under(places: dict[int, str], width: int) -> str:
    """The names of columns below them, those left out that would touch another."""
    line = ""
    for column, name in sorted(places.items()):
        start = min(max(column - len(name) // 2, 0), width - len(name))
        if start >= len(line) + (1 if line else 0):
            line = line.ljust(start) + name
    return line.ljust(width)
