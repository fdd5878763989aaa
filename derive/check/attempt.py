"""A line that somebody typed in the place of a step, judged as any other line is."""

from __future__ import annotations

from derive.check.check import checker, new_run
from derive.check.lemmas import Run
from derive.check.mending import mended
from derive.check.summary import line_report
from derive.expression.parser import parse
from derive.expression.text import without_brackets
from derive.report.attempt import Attempt
from derive.report.diagnostics import Diagnostic
from derive.report.report import Report
from derive.script.equality import unreadable, whole
from derive.script.expressions import Expressions
from derive.script.script import Placed, Script, Step
from derive.script.source import Source

#: What the text is called in places.
NAME = "your line"


def attempt(path: str, number: int, typed: str, run: Run | None = None) -> Attempt:
    """What is to be said of a line that is typed for the step of that number.

    The step is judged without a reason, and from the line that the script has before it.
    """
    run = run or new_run()
    loaded = run.load(path)
    found = checker(loaded, path, run)
    if isinstance(found, Report):
        return Attempt(diagnostics=found.diagnostics)
    script = found.script
    placed, wrong = _read(typed, script)
    if placed is None:
        return Attempt(diagnostics=wrong)
    before = script.theorem.left if number == 1 else script.steps[number - 2].to
    step = Step(number, placed, None, "", placed.place())
    (line,) = mended([found.line(before, step)], found.theory, found.judge)
    told = line_report(line, found.judge, found.differences())
    bare = without_brackets(placed.node)
    later = (s.number for s in script.steps[number - 1 :] if without_brackets(s.to.node) == bare)
    unchanged = without_brackets(before.node) == bare
    return Attempt(told, (), next(later, 0), unchanged)


def _read(typed: str, script: Script) -> tuple[Placed | None, tuple[Diagnostic, ...]]:
    """The text as an expression of the script, or what is wrong with it."""
    source = Source(NAME, typed)
    found = [*unreadable([source])]
    if found:
        return None, tuple(found)
    reader = Expressions(source, found)
    reader.scope = script.scope
    reader.integers = frozenset(v.name for v in script.variables if v.integer)
    text = whole(source)
    parsed = reader.parsed(text, "a line", lambda value: parse(value, script.scope))
    placed = None if parsed is None else reader.checked(parsed, text)
    return (None if found else placed), tuple(found)
