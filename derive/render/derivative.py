"""A derivation that was searched for, on a terminal: like any script, and what is missing."""

from __future__ import annotations

from derive.expression.functions import BY_ARITY
from derive.render.equality import complain, tell
from derive.render.terminal import Terminal
from derive.report.derivative import DerivativeReport
from derive.report.diagnostics import nearest
from derive.report.report import Verdict

#: So many of the things that were tried in vain are told.
_TRIED = 3


def tell_derivative(terminal: Terminal, found: DerivativeReport, steps: bool) -> None:
    """Prints a derivation, or all that is wrong with the input."""
    if found.diagnostics:
        complain(terminal, found.diagnostics, dict(found.texts))
        return
    report = found.report
    for name in found.unknown:
        near = nearest(name, BY_ARITY)
        if near:
            told = f"{name} is not known and taken as any function; did you mean {near}?"
            terminal.hanging("note: ", told)
    if report is not None and steps:
        terminal.walk(report)
    elif report is not None:
        terminal.summary(report, "`--steps` shows them")
    if found.stopped:
        _stopped(terminal, found)
    if found.target is not None:
        _missed(terminal, found)


def _stopped(terminal: Terminal, found: DerivativeReport) -> None:
    if found.report is not None:
        terminal.print()
    terminal.print(terminal.verdict(Verdict.NOT_SHOWN))
    terminal.hanging("  because   ", found.stopped)
    for tried in found.tried[-_TRIED:]:
        terminal.hanging("  tried     ", tried)


def _missed(terminal: Terminal, found: DerivativeReport) -> None:
    target = found.target
    assert target is not None
    terminal.print()
    terminal.heading("The last line that was asked for")
    terminal.hanging("  ", f"{target.right} instead of {target.left}")
    tell(terminal, target)
