"""Values of a function and its derivative on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from derive.render.derivative import tell_derivative
from derive.render.terminal import Terminal
from derive.report.conditions import either
from derive.report.plot import PlotReport
from derive.report.values import Row, Value, ValuesReport


def tell_values(terminal: Terminal, report: ValuesReport) -> None:
    """The two tables, or why there are none."""
    tell_troubles(terminal, report)
    if not report.rows:
        return
    terminal.heading(report.title or report.name)
    function: list[Value | str] = [row.function for row in report.rows]
    derivative = [row.derivative or lacking(row) for row in report.rows]
    for label, values in zip(report.labels, (function, derivative), strict=True):
        terminal.print()
        _columns(terminal, report, label, values)
    terminal.print()
    _tell_rounding(terminal, report)
    terminal.hanging("  proved   ", report.theorem)
    terminal.hanging("  on       ", "; ".join(map(either, report.domain)))
    if any(not isinstance(v, str) and v.float for v in (*function, *derivative)):
        terminal.hanging("  float64  ", _FLOATS)


def _tell_rounding(terminal: Terminal, report: ValuesReport) -> None:
    """Where a point is no float, and the value at the float that stands for it is another."""
    told = [
        (row, f"{label} has no value" if value.there == _NO_VALUE else f"{label} is {value.there}")
        for row in report.rows
        for label, value in zip(report.labels, (row.function, row.derivative), strict=True)
        if value is not None and value.there
    ]
    for row, there in told[:_MANY]:
        terminal.hanging("  at       ", f"{row.at} the float is {row.rounded}, where {there}")
    if told[_MANY:]:
        terminal.hanging("  at       ", f"{len(told) - _MANY} more values it is like that")


def tell_troubles(terminal: Terminal, report: ValuesReport | PlotReport) -> None:
    """Why there is nothing to show."""
    unreadable = report.found is not None and not report.found.usable
    for problem in () if unreadable else report.problems:
        terminal.error(problem.trouble, problem.hint)
    if report.report is not None:
        terminal.complaints(report.report)
    if report.found is not None:
        tell_derivative(terminal, report.found, steps=False)


_FLOATS = (
    "what the definition as it is written gives; ulps is how far that is from the value at the"
    " same float, in units in the last place"
)
_NO_VALUE, _NOT_KNOWN = "undefined", "not known"
#: So many points are told whose floats have other values.
_MANY = 6


def lacking(row: Row) -> str:
    """What stands for a derivative of which there is no value, or none is known."""
    return _NO_VALUE if row.absent else _NOT_KNOWN


def _columns(
    terminal: Terminal, report: ValuesReport, label: str, values: Sequence[Value | str]
) -> None:
    """One table: the points, the values, and what floats give where they give anything."""
    floats = any(not isinstance(v, str) and v.float for v in values)
    head = [report.variable, label, *(["float64", "ulps"] if floats else [])]
    rows = [
        [row.at, *_cells(value, floats)] for row, value in zip(report.rows, values, strict=True)
    ]
    terminal.table(head, rows)


def _cells(value: Value | str, floats: bool) -> list[str]:
    if isinstance(value, str):
        return [value, "", ""] if floats else [value]
    return [value.digits, value.float, value.ulps] if floats else [value.digits]
