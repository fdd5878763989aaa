"""A run as words: a line for each script, what is wrong with it, and what it amounts to.

It imports SymPy only for gaps, whose lines are expressions.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from functools import partial
from typing import TypeVar

from derive.render.diagnostics import Pieces, flowed, printable, shown
from derive.render.screen import Screen, as_text, counted
from derive.report.diagnostics import Diagnostic, words
from derive.report.run import RunReport, ScriptOutcome

#: How wide the column of verdicts is.
_COLUMN = 18
#: So many places of what was let pass are told.
_PLACES = 3

_T = TypeVar("_T")


def render(run: RunReport, *, ascii: bool = False) -> str:
    """All of it, without colours."""
    return as_text(Screen, partial(_all, run=run), ascii=ascii)


def _all(screen: Screen, run: RunReport) -> None:
    for problem in run.problems:
        screen.flowing([("error: ", "")], words(problem))
    for outcome in run.outcomes:
        script(screen, outcome)
    closing(screen, run)


def progress(
    screen: Screen, outcomes: Iterable[_T], count: int, word: str = "proving"
) -> Generator[_T]:
    """What comes one by one; on a terminal with a bar, kept below the lines by the console."""
    if not screen.is_terminal:
        yield from outcomes
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    bar = () if screen.ascii else (BarColumn(),)
    columns = (TextColumn(word), *bar, MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen.out, transient=True) as told:
        yield from told.track(outcomes, count)


def script(screen: Screen, outcome: ScriptOutcome) -> None:
    """One line for a script, then what is wrong with it."""
    report = outcome.report
    word, style = _word(screen, outcome)
    steps = counted(len(report.steps), "step") if report.steps else ""
    opening: Pieces = [(f"{word:<{_COLUMN}}", style), (f"{printable(report.path)}  ", "")]
    screen.flowing(opening, steps, "dim", _COLUMN)
    _complaints(screen, outcome)
    screen.opinions(report)
    if outcome.diagnostics:
        screen.print()
    if report.gaps != ():
        from derive.render.gaps import gaps  # it draws expressions

        gaps(screen, report.gaps)


def _word(screen: Screen, outcome: ScriptOutcome) -> tuple[str, str]:
    """What is said of a script, with its mark and style."""
    verdict = outcome.verdict
    if verdict is None:
        return outcome.word, "bad"
    if outcome.word == verdict.value:
        return screen.verdict(verdict)
    if outcome.passes:
        return f"{'--' if screen.ascii else '~'} {outcome.word}", "mark"
    return f"{'!!' if screen.ascii else '✗'} {outcome.word}", "bad"


def _complaints(screen: Screen, outcome: ScriptOutcome) -> None:
    """What is wrong with a script, each with its place; what is let pass says so."""
    for diagnostic in outcome.diagnostics:
        screen.print()
        beside = ", allowed" if outcome.policy.relaxes(diagnostic) else ""
        lines = outcome.report.lines
        for pieces in shown(diagnostic, lines, screen.width, screen.ascii, beside):
            screen.pieces(pieces)


def closing(screen: Screen, run: RunReport) -> None:
    """The last lines of a run: scripts, steps, verdicts and time, and what was let pass."""
    if run.outcomes:
        _summary(screen, run)
    if run.unchecked:
        left = counted(len(run.unchecked), "script")
        screen.print((f"stopped at the first that fails: {left} not checked", "bad"))
    allowed(screen, run)


def _summary(screen: Screen, run: RunReport) -> None:
    """Scripts, steps, verdicts and time in a line; what fails in one of its own if that is long."""
    head = f"{counted(len(run.outcomes), 'script')}, {counted(run.steps, 'step')}: "
    style, took = "good" if run.passes else "bad", f" in {_time(run.seconds)}"
    each = ", ".join(f"{n:,} {word}" for word, n in _failing(run).items())
    said = ", ".join(_verdicts(run, "" if len(run.outcomes) == 1 else f" ({each})"))
    fits = len(head + said + took) <= screen.width
    said = said if fits else ", ".join(_verdicts(run, ""))
    *before, last = flowed([(head, "")], said, style, screen.width - len(took), 4)
    for pieces in (*before, [*last, (took, "")]):
        screen.pieces(pieces)
    if not fits and each:
        screen.flowing([("    not proved: ", "")], each, style)


def _failing(run: RunReport) -> dict[str, int]:
    """How many scripts are not proved, by what they are instead."""
    passing = ("allowed", "refused", "proved")
    return {word: n for word, n in run.words.items() if word not in passing}


def _verdicts(run: RunReport, each: str) -> Iterator[str]:
    """How many scripts are proved, or are not, or are let pass."""
    allowed, refused, proved = (run.words.get(w, 0) for w in ("allowed", "refused", "proved"))
    failing = sum(_failing(run).values())
    if proved == len(run.outcomes) and not run.unchecked:
        yield f"{proved:,} proved" if run.problems else "all proved"
    if failing:
        yield f"{counted(failing, 'script')} not proved{each}"
    if refused:
        yield f"{counted(refused, 'script')} refused"
    if allowed:
        yield from [] if failing or refused else [f"{proved:,} proved"]
        yield f"{allowed:,} allowed"
    if run.problems:
        yield f"{counted(len(run.problems), 'path')} cannot be used"


def _time(seconds: float) -> str:
    """How long it took, in two or three digits."""
    digits = 2 if seconds < 10 else 1 if seconds < 100 else 0
    return f"{seconds:,.{digits}f} s"


def allowed(screen: Screen, run: RunReport) -> None:
    """What was let pass, and by which name."""
    for kind, passed in run.relaxed:
        said = f"`--allow {kind.slug}` let pass {_what(passed)}"
        screen.flowing([], said, "mark", 4)


def _what(passed: tuple[Diagnostic, ...]) -> str:
    """How much was let pass, with the first places."""
    if not passed:
        return "nothing"
    places = ", ".join(str(d.place) for d in passed[:_PLACES])
    return f"{counted(len(passed), 'time')}: {places}" + ", ..." * (len(passed) > _PLACES)
