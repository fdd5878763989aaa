"""A derivation that was searched for, on a terminal: like any script, and what is missing."""

from __future__ import annotations

from dataclasses import replace

from derive.expression.functions import ALSO_VARIABLES
from derive.expression.greek import GREEK_WORDS
from derive.expression.words import BY_ARITY
from derive.render.diagnostics import excerpt
from derive.render.equality import complain, tell
from derive.render.terminal import Terminal
from derive.report.derivative import DerivativeReport
from derive.report.diagnostics import Kind, nearest
from derive.report.report import Report, Verdict

#: So many of the things that were tried in vain are told.
_TRIED = 3
#: A word of so many letters may be a function misspelt; these are none.
_SLIP = 4
_VARIABLES = ALSO_VARIABLES | {*GREEK_WORDS.values()}


def tell_derivative(
    terminal: Terminal, found: DerivativeReport, steps: bool, numbers: bool = False
) -> None:
    """Prints a derivation, or all that is wrong with the input."""
    if found.diagnostics:
        complain(terminal, found.diagnostics, dict(found.texts))
        return
    report = None if found.report is None else _without_edits(found.report)
    for name in found.unknown:
        near = nearest(name, BY_ARITY)
        if near:
            told = f"{name} is not known and taken as any function; did you mean {near}?"
            terminal.hanging("note: ", told)
    word = found.expression.strip()
    near = nearest(word, BY_ARITY) if _may_be_a_slip(word) else ""
    if near:
        told = f"{word} is taken as a variable; did you mean {near}({_argument(near)})?"
        terminal.hanging("note: ", told)
    for name in found.glued:
        told = f"{name} is one name, without {found.variable}; write {'*'.join(name)} for a product"
        terminal.hanging("note: ", told)
    if found.absent:
        told = f"{found.variable} does not occur in {found.expression}: is another variable meant?"
        terminal.hanging("note: ", told)
    if report is not None and steps:
        terminal.walk(report, numbers)
    elif report is not None:
        terminal.summary(report, "`--steps` shows them")
    if report is not None and report.theorem is not None and not report.theorem.verdict.passes:
        for condition in report.theorem.conditions:
            terminal.hanging("  hint      ", f"--where '{condition}'")
    if found.stopped:
        _stopped(terminal, found)
    if found.target is not None:
        _missed(terminal, found)


def _may_be_a_slip(word: str) -> bool:
    """Whether a word on its own may be a function misspelt, and not a variable."""
    return word.isidentifier() and len(word) >= _SLIP and word not in _VARIABLES


def _argument(name: str) -> str:
    """What stands in the brackets of a call."""
    return ", ".join("xyz"[: min(BY_ARITY[name])])


def _without_edits(report: Report) -> Report:
    """A report without what would be edited in the domain of a script: here there is none."""
    kept = (d for d in report.diagnostics if d.kind is not Kind.PROVED_FOR_CONDITIONS)
    if report.theorem is not None and report.theorem.conditions:  # `--where` is told instead
        kept = (replace(d, hint="") if d.kind is Kind.DOMAIN_CHANGES else d for d in kept)
    return replace(report, diagnostics=tuple(kept))


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
    tell(terminal, target, ("derived", "asked"))
    if target.verdict is not Verdict.REFUTED:
        return
    if found.remedy is None:
        terminal.hanging("  hint      ", f"--to '{target.left}'")
        return
    for pieces in excerpt(found.remedy.place, target.right, terminal.width, terminal.ascii):
        terminal.pieces(pieces)
    terminal.hanging("  hint      ", found.remedy.said)
    terminal.hanging("  mended    ", str(found.remedy.line))
