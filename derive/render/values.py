"""Values of a function and its derivative on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from derive.render.derivative import tell_derivative
from derive.render.terminal import Terminal
from derive.report.plot import PlotReport
from derive.report.values import Value, ValuesReport


def tell_values(terminal: Terminal, report: ValuesReport) -> None:
    """The two tables, or why there are none."""
    tell_troubles(terminal, report)
    if not report.rows:
        return
    derivative, _, _ = report.theorem.partition(" = ")
    function = derivative.removeprefix(f"d/d{report.variable} ")
    if function.startswith("(") and function.endswith(")"):  # what `d/dx` needs, and nobody else
        function = function[1:-1]
    terminal.heading(report.title or report.name)
    for label, values in (
        (function, [row.function for row in report.rows]),
        (derivative, [row.derivative for row in report.rows]),
    ):
        terminal.print()
        _columns(terminal, report, label, values)
    terminal.print()
    terminal.hanging("  proved   ", report.theorem)
    terminal.hanging("  on       ", "; ".join(report.domain))
    if any(
        v is not None and v.float for row in report.rows for v in (row.function, row.derivative)
    ):
        terminal.hanging("  float64  ", _FLOATS)


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
_NO_VALUE = "undefined"


def _columns(
    terminal: Terminal, report: ValuesReport, label: str, values: Sequence[Value | None]
) -> None:
    """One table: the points, the values, and what floats give where they give anything."""
    floats = any(v is not None and v.float for v in values)
    head = [report.variable, label, *(["float64", "ulps"] if floats else [])]
    rows = [
        [row.at, *_cells(value, floats)] for row, value in zip(report.rows, values, strict=True)
    ]
    terminal.table(head, rows)


def _cells(value: Value | None, floats: bool) -> list[str]:
    if value is None:
        return [_NO_VALUE, "", ""] if floats else [_NO_VALUE]
    return [value.digits, value.float, value.ulps] if floats else [value.digits]
