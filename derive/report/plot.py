"""Curves with what is known of them, as they are drawn: frozen, plain data."""

from __future__ import annotations

from dataclasses import dataclass

from derive.report.derivative import DerivativeReport
from derive.report.report import Report
from derive.report.values import Unusable

#: A point of a picture.
Dot = tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """A curve in pieces, each a chain of points within the picture.

    No piece crosses a pole or a gap of the domain.  `ends` are the points, which do not belong to
    the curve, that a piece tends to where the domain ends within the picture.
    """

    label: str
    pieces: tuple[tuple[Dot, ...], ...]
    ends: tuple[Dot, ...] = ()


@dataclass(frozen=True)
class Extremum:
    """A local maximum or minimum of a curve: it lies where the digits say, certainly.

    `at` and `value` are texts, decimals unless they are exact.  At a `corner` the curve has no
    derivative.
    """

    curve: int
    kind: str
    at: str
    value: str
    at_exact: bool
    exact: bool
    dot: Dot
    corner: bool = False


@dataclass(frozen=True)
class Plot:
    """A function and its derivative on a range; `open` tells where a curve is left open.

    `notation` says how names are typeset, where not as they are.
    """

    title: str
    variable: str
    theorem: str
    domain: tuple[str, ...]
    across: tuple[float, float]
    up: tuple[float, float]
    curves: tuple[Curve, ...]
    extrema: tuple[Extremum, ...] = ()
    open: tuple[str, ...] = ()
    notation: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ErrorPlot:
    """The error of central differences in floats, by the step h, at a point.

    `truncation` is the factor of h^2 that the series gives, `rounding` that of 1/h which half a
    unit in the last place of the function and of its argument gives; 0 where there is none.
    `slope` is that of the errors where truncation prevails, `floor` the least error, at `best`.
    """

    title: str
    label: str
    theorem: str
    at: str
    dots: tuple[Dot, ...]
    truncation: float
    rounding: float
    slope: float | None
    best: float
    floor: float


@dataclass(frozen=True)
class PlotReport:
    """What is drawn of one function, or why there is nothing, as in a report on values."""

    name: str
    plot: Plot | None = None
    errors: ErrorPlot | None = None
    problems: tuple[Unusable, ...] = ()
    report: Report | None = None
    found: DerivativeReport | None = None

    @property
    def drawn(self) -> bool:
        """Whether there is something to draw."""
        return self.plot is not None or self.errors is not None
