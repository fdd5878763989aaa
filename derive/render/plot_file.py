"""Plots as files, by matplotlib: the same bytes for the same plot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from derive.expression.boxes import Token
from derive.expression.greek import PRINTED_LETTERS
from derive.expression.notation import boxes
from derive.render.placing import NAME_SIZE, places
from derive.render.plotted import (
    clear_of,
    extremum_words,
    fitted_lines,
    logarithms,
)
from derive.report.plot import Dot, ErrorPlot, Plot, PlotReport

#: Colours that are told apart by everyone, of Okabe and Ito, and the lines in them.
_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#555555"
_LINES: tuple[dict[str, Any], ...] = (
    {"color": _BLUE, "linewidth": 2.0},
    {"color": _ORANGE, "linewidth": 2.0, "linestyle": (0, (5, 2))},
)
_SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "derive",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
#: What stands behind words that curves may cross.
_BACKGROUND = {
    "boxstyle": "round,pad=0.15",
    "facecolor": "white",
    "edgecolor": "none",
    "alpha": 0.8,
}
#: What else would make each file a different one.
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None},
    "pdf": {"CreationDate": None},
    "png": {},
}
#: How many extrema have their words beside them.
_MOST_NAMED = 6
_COLUMNS = 3
#: The letters that every font has.
_LETTERS = frozenset(PRINTED_LETTERS.values())


def picture(reports: Sequence[PlotReport], ending: str) -> bytes:
    """The plots as a file of that kind: svg, png or pdf."""
    import matplotlib
    from matplotlib.figure import Figure

    columns = 2 if len(reports) == 4 else min(len(reports), _COLUMNS)
    rows = -(-len(reports) // columns)
    width = 7.5 if columns == 1 else 5.2 * columns
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(width, 4.6 * rows), dpi=144, layout="constrained")
        axes: Any = figure.subplots(rows, columns, squeeze=False)
        for report, one in zip(reports, axes.flat, strict=False):
            _draw(one, report, (72 * (width / columns) - 55, 265.0))
        for one in list(axes.flat)[len(reports) :]:
            one.set_axis_off()
        file = BytesIO()
        figure.savefig(file, format=ending, metadata=_METADATA[ending])
    return file.getvalue()


def _draw(axes: Any, report: PlotReport, size: Dot) -> None:
    axes.grid(color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    if report.errors is not None:
        _draw_errors(axes, report.errors)
    elif report.plot is not None:
        _draw_plot(axes, report.plot, size)


def _draw_plot(axes: Any, plot: Plot, size: Dot) -> None:
    axes.set_xlim(*plot.across)
    axes.set_ylim(*plot.up)
    for k, (curve, line) in enumerate(zip(plot.curves, _LINES, strict=True)):
        label = _typeset(curve.label, plot.notation)
        for number, piece in enumerate(curve.pieces):
            told = label if number == 0 else None
            axes.plot(*zip(*piece, strict=True), label=told, zorder=2 + k, **line)
        for dot in curve.ends:
            _ring(axes, dot, line["color"])
    if plot.up[0] < 0 < plot.up[1]:
        axes.axhline(0, color=_GREY, linewidth=0.8, zorder=1)
    _mark_extrema(axes, plot, size)
    axes.set_xlabel(plot.variable)
    axes.set_title(clear_of(plot.title, 52), fontsize=12)
    axes.legend(loc="best", framealpha=0.9, fontsize=10)


def _typeset(label: str, notation: Iterable[tuple[str, str]]) -> str:
    """A label with names as their author has them in documents, where that is a word or letter."""
    plain = {
        name: box.text
        for name, box in boxes(notation).items()
        if isinstance(box, Token) and (box.text.isascii() or box.text in _LETTERS)
    }
    return re.sub(r"\w+", lambda match: plain.get(match[0], match[0]), label)


def _ring(axes: Any, dot: tuple[float, float], color: str) -> None:
    axes.plot(*dot, "o", markersize=6, markerfacecolor="white", markeredgecolor=color, zorder=4)


def _mark_extrema(axes: Any, plot: Plot, size: Dot) -> None:
    for extremum in plot.extrema:
        color = _LINES[extremum.curve]["color"]
        axes.plot(*extremum.dot, "o", markersize=6, color=color, zorder=5)
    if len(plot.extrema) > _MOST_NAMED:
        return
    for extremum, place in zip(plot.extrema, places(plot, size), strict=True):
        color = _LINES[extremum.curve]["color"]
        axes.annotate(
            extremum_words(extremum, plot),
            extremum.dot,
            xytext=place,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=NAME_SIZE,
            color=color,
            zorder=6,
            bbox=_BACKGROUND,
            arrowprops={"arrowstyle": "-", "color": color, "linewidth": 0.6, "shrinkB": 4},
        )


def _draw_errors(axes: Any, plot: ErrorPlot) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    _, across, up = logarithms(plot)
    axes.plot(
        *zip(*plot.dots, strict=True), ".", color=_BLUE, markersize=5, label="central difference"
    )
    for chain, label, style in zip(
        fitted_lines(plot, across, up),
        ("|f‴|/6 · h² (slope 2)", "rounding (slope −1)"),
        ("-", "--"),
        strict=True,
    ):
        if chain:
            powers = [[10**value for value in dot] for dot in chain]
            color = _ORANGE if style == "-" else _GREY
            axes.plot(*zip(*powers, strict=True), style, color=color, linewidth=1.4, label=label)
    least = f"least, {plot.floor:.1e} at h = {plot.best:.1e}"
    axes.plot(plot.best, plot.floor, "o", markersize=7, color="black", label=least)
    axes.set_xlim(10 ** across[0], 10 ** across[1])
    axes.set_ylim(10 ** (up[0] - 0.7), 10 ** up[1])
    axes.set_xlabel("h")
    axes.set_ylabel(f"error of the derivative at {plot.at}")
    slope = "" if plot.slope is None else f", slope {plot.slope:.2f}"
    axes.set_title(f"{clear_of(plot.title, 52)}\nerror by the step h{slope}", fontsize=12)
    axes.legend(loc="best", framealpha=0.9, fontsize=10)
