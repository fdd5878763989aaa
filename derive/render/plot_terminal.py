"""Plots on a terminal: beside each other where there is room, what is certain below each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from derive.render.diagnostics import Pieces
from derive.render.panel import Frame, Panel, Stroke
from derive.render.plotted import (
    extremum_words,
    fitted_lines,
    floor_words,
    logarithms,
    slope_words,
)
from derive.render.terminal import Terminal
from derive.render.ticks import powers, ticks
from derive.render.wrapping import wrapped
from derive.report.conditions import either
from derive.report.plot import ErrorPlot, Plot, PlotReport

#: The least width of a plot beside another, and the largest of one.
_LEAST, _LARGEST = 38, 100
#: What stands between two.
_BETWEEN = 3
#: How high a picture is, by its width.
_HEIGHTS = ((90, 22), (70, 18), (0, 15))
#: How many columns are left for the names of heights.
_EDGE = 11
_STYLES = ("rule", "mark")
#: How many extrema are told.
_MOST_TOLD = 12


class _Block(NamedTuple):
    """A picture and what stands above it: the title and the legend."""

    head: list[Pieces]
    body: list[Pieces]


def tell_plots(terminal: Terminal, reports: Sequence[PlotReport]) -> None:
    """Draws what can be drawn."""
    drawn = [r for r in reports if r.drawn]
    beside = max(1, min(len(drawn), (terminal.width + _BETWEEN) // (_LEAST + _BETWEEN)))
    width = min((terminal.width - _BETWEEN * (beside - 1)) // beside, _LARGEST)
    for k in range(0, len(drawn), beside):
        if k:
            terminal.print()
        group = drawn[k : k + beside]
        for line in _side_by_side([_block(terminal, r, width) for r in group], width):
            terminal.pieces(line)
        for report in group:
            _told(terminal, report, beside > 1)


def _side_by_side(blocks: list[_Block], width: int) -> list[Pieces]:
    """The lines of blocks beside each other, the pictures on one level."""
    heads = zip_longest(*(block.head for block in blocks), fillvalue=[])
    bodies = zip_longest(*(block.body for block in blocks), fillvalue=[])
    lines: list[Pieces] = []
    for parts in (*heads, *bodies):
        line: Pieces = []
        for part in parts:
            blanks = width + _BETWEEN - sum(len(text) for text, _ in part)
            line += [*part, (" " * blanks, "")]
        lines.append(line)
    return lines


def _block(terminal: Terminal, report: PlotReport, width: int) -> _Block:
    if report.errors is not None:
        return _error_block(terminal, report.errors, width)
    assert report.plot is not None
    return _plot_block(terminal, report.plot, width)


def _size(width: int) -> tuple[int, int]:
    return max(width - _EDGE, 10), next(height for least, height in _HEIGHTS if width >= least)


def _plot_block(terminal: Terminal, plot: Plot, width: int) -> _Block:
    columns, rows = _size(width)
    frame = Frame(
        width=columns,
        height=rows,
        across=plot.across,
        up=plot.up,
        bottom_ticks=ticks(*plot.across, max(columns // 5, 2)),
        left_ticks=ticks(*plot.up, rows // 3 + 1),
        ascii=terminal.ascii,
    )
    signs = ("*", ".") if terminal.ascii else ("", "·")
    spot, ring = ("O", "o") if terminal.ascii else ("●", "○")
    panel = Panel(frame)
    for extremum in plot.extrema:
        panel.mark(extremum.dot, spot, _STYLES[extremum.curve])
    for curve, style in zip(plot.curves, _STYLES, strict=True):
        for dot in curve.ends:
            panel.mark(dot, ring, style)
    for curve, sign, style in zip(plot.curves, signs, _STYLES, strict=True):
        panel.stroke(Stroke(curve.pieces, style, sign))
    panel.level(0.0, "-" if terminal.ascii else "┈", "dim")
    samples = ("***" if terminal.ascii else "⠤⠤⠤", "..." if terminal.ascii else "···")
    legend: list[Pieces] = [
        [(sample, style), (f" {curve.label}", "")]
        for sample, style, curve in zip(samples, _STYLES, plot.curves, strict=True)
    ]
    if plot.extrema:
        legend.append([(spot, ""), (" extremum", "")])
    return _assembled(plot.title, legend, panel, f"{plot.variable}", width)


def _assembled(title: str, legend: list[Pieces], panel: Panel, below: str, width: int) -> _Block:
    """The picture with its title and legend above and the name of its axis below."""
    lines: list[Pieces] = [[]]
    for entry in legend:
        room = sum(len(text) for text, _ in lines[-1]) + 3 + sum(len(text) for text, _ in entry)
        if lines[-1] and room > width:
            lines.append([])
        lines[-1] = [*lines[-1], *([("   ", "")] if lines[-1] else [("  ", "")]), *entry]
    made = panel.lines()
    centre = sum(len(text) for text, _ in made[0]) // 2
    titles: list[Pieces] = [[(line, "title")] for line in wrapped(title, width)]
    return _Block([*titles, *lines], [*made, [(" " * centre + below, "dim")]])


def _error_block(terminal: Terminal, plot: ErrorPlot, width: int) -> _Block:
    columns, rows = _size(width)
    dots, across, up = logarithms(plot)
    frame = Frame(
        width=columns,
        height=rows,
        across=across,
        up=up,
        bottom_ticks=powers(*across, max(columns // 8, 2)),
        left_ticks=powers(*up, rows // 3),
        ascii=terminal.ascii,
    )
    panel = Panel(frame)
    spot, line, other = ("O", ".", "-") if terminal.ascii else ("●", "·", "╌")
    sample = "*" if terminal.ascii else "•"
    legend: list[Pieces] = [[(sample, "rule"), (" error of the central difference", "")]]
    panel.mark(dots[plot.dots.index((plot.best, plot.floor))], spot, "mark")
    legend.append([(spot, "mark"), (" least", "")])
    for dot in dots:
        panel.cells.setdefault((panel.column(dot[0]), panel.row(dot[1])), (sample, "rule"))
    truncation, rounding = fitted_lines(plot, across, up)
    for chain, sign, label in (
        (truncation, line, "f'''/6 h^2, slope 2"),
        (rounding, other, "rounding, slope -1"),
    ):
        if chain:
            panel.stroke(Stroke([chain], "dim", sign))
            legend.append([(sign * 3, "dim"), (f" {label}", "")])
    return _assembled(f"{plot.title}: error by the step h", legend, panel, "h", width)


def _told(terminal: Terminal, report: PlotReport, several: bool) -> None:
    """What is certain of a plot, and where it is left open."""
    terminal.print()
    if report.errors is not None:
        _told_errors(terminal, report.errors, several)
        return
    plot = report.plot
    assert plot is not None
    if several:
        terminal.heading(plot.title)
    for extremum in plot.extrema[:_MOST_TOLD]:
        words = extremum_words(extremum, plot, terminal.ascii)
        words += ", where it has no derivative" if extremum.corner else ""
        terminal.hanging(f"  {extremum.kind}  ", f"{plot.curves[extremum.curve].label}: {words}")
    if len(plot.extrema) > _MOST_TOLD:
        terminal.hanging("  extrema  ", "and others, which are not told")
    for words in plot.open:
        terminal.hanging("  open     ", words)
    terminal.hanging("  proved   ", plot.theorem)
    terminal.hanging("  on       ", "; ".join(map(either, plot.domain)))


def _told_errors(terminal: Terminal, plot: ErrorPlot, several: bool) -> None:
    if several:
        terminal.heading(plot.title)
    terminal.hanging("  at       ", plot.at)
    terminal.hanging("  slope    ", slope_words(plot))
    terminal.hanging("  floor    ", floor_words(plot))
    terminal.hanging("  proved   ", plot.theorem)


def tell_opened(terminal: Terminal, reports: Sequence[PlotReport]) -> None:
    """Where the curves that were written to a file are left open."""
    for report in reports:
        if report.plot is not None:
            for words in report.plot.open:
                terminal.hanging("  open     ", words)
