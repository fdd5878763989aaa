"""What pictures say, on a terminal and in files alike."""

from __future__ import annotations

import math

from derive.report.plot import Dot, ErrorPlot, Extremum, Plot

Span = tuple[float, float]


def extremum_words(extremum: Extremum, plot: Plot, ascii: bool = False) -> str:
    """The value of an extremum and its place; decimals are marked as such."""
    about = "~ " if ascii else "≈ "
    value = extremum.value if extremum.exact else about + extremum.value
    equals = "= " if extremum.at_exact else about
    return f"{value} at {plot.variable} {equals}{extremum.at}"


def clear_of(text: str, width: int) -> str:
    """A text cut to a width."""
    return text if len(text) <= width else text[: width - 3] + "..."


def logarithms(plot: ErrorPlot) -> tuple[list[Dot], Span, Span]:
    """The points of an error plot by their powers of ten, and what the picture spans."""
    dots = [(math.log10(h), math.log10(error)) for h, error in plot.dots]
    across, up = ([dot[i] for dot in dots] for i in (0, 1))
    return (
        dots,
        (math.floor(min(across)), math.ceil(max(across))),
        (math.floor(min(up)), math.ceil(max(up)) + 0.0),
    )


def fitted_lines(plot: ErrorPlot, across: Span, up: Span) -> tuple[list[Dot], list[Dot]]:
    """The error of the series and that of rounding, in powers of ten, within the picture."""
    return (
        _line(plot.truncation, 2, across, up),
        _line(plot.rounding, -1, across, up),
    )


def _line(factor: float, slope: int, across: Span, up: Span) -> list[Dot]:
    """The line of factor * h^slope where the picture shows it."""
    if not factor:
        return []
    level = math.log10(factor)
    ends = sorted((y - level) / slope for y in up)
    low, high = max(ends[0], across[0]), min(ends[1], across[1])
    return [(x, level + slope * x) for x in (low, high)] if low < high else []


def slope_words(plot: ErrorPlot) -> str:
    """The slope of the errors where h is large."""
    if plot.slope is None:
        return "none: rounding is all there is"
    return f"{plot.slope:.2f} where the error of the series prevails"


def floor_words(plot: ErrorPlot) -> str:
    """The least error, and where it is."""
    return f"{plot.floor:.1e} at h = {plot.best:.1e}; with smaller steps rounding prevails"
