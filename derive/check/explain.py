"""One step taken apart: what its rules say, single moves from line to line, its conditions.

The moves are those of the record that the kernel replayed; nothing is proved here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.check.check import Checker, checker, new_run
from derive.check.evidence import Judge
from derive.check.grounds import stated
from derive.check.joints import joints_of
from derive.check.lemmas import Run
from derive.check.line import Line
from derive.check.moves import single_moves
from derive.check.shown import shown
from derive.check.splitting import certificate_of
from derive.check.summary import bindings_of, line_report
from derive.expression.as_cases import as_cases
from derive.expression.neat import neat
from derive.expression.nodes import (
    Expression,
    subexpressions,
)
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.kernel.rules import instance_sides
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import LAWS, tidy
from derive.prover.domains import Domain
from derive.report.certificate import Certified, Known, Statement
from derive.report.diagnostics import Diagnostic, Kind
from derive.report.explain import Discharged, Explanation
from derive.report.report import LineReport, Report, Verdict
from derive.rules import PRIMITIVES, is_law, rows_named
from derive.rules import PROCEDURES as SAID_OF_PROCEDURES
from derive.rules.procedures import PROCEDURES
from derive.rules.row import Row
from derive.script.script import Script
from derive.search.bridge import Names
from derive.search.lemmas import LemmaRow
from derive.search.rewrite import Move

#: The ground of a condition that needs no domain.
_ALWAYS = "true for all real values"
#: What the variables of a rule stand for.
Bindings = tuple[tuple[str, Expression], ...]


def explain_step(path: str, step: str, run: Run | None = None) -> Explanation:
    """The step of the script at `path` that is counted `step`, from 1."""
    run = run or new_run()
    loaded = run.load(path)
    found = checker(loaded, path, run)
    if isinstance(found, Report):
        return Explanation(found)
    script = found.script
    report = Report(path, script.title, script.source, (), (), None, (), loaded.lines)
    if not step.isdecimal() or not 1 <= int(step[:9]) <= len(script.steps):
        return Explanation(replace(report, diagnostics=(_unknown_step(script, step),)))
    return _explained(found, report, int(step[:9]))


def _unknown_step(script: Script, step: str) -> Diagnostic:
    last = len(script.steps)
    expected = "1, its only step" if last == 1 else f"a number from 1 to {last}"
    place = script.steps[-1].to.place()
    return Diagnostic(Kind.UNKNOWN_STEP, place, expected=expected, written=step, about=(step,))


def _explained(checked: Checker, report: Report, number: int) -> Explanation:
    script = checked.script
    step = script.steps[number - 1]
    before = script.theorem.left if number == 1 else script.steps[number - 2].to
    line = checked.line(before, step)
    if line.finding.verdict is Verdict.REFUTED:
        line = checked.lines()[number - 1]  # an earlier one may be what is wrong
    told = line_report(line, checked.judge, checked.differences())
    said = replace(report, diagnostics=tuple(checked.complaints([line])))
    return _taken_apart(checked, line, said, told)


def explained(path: str, run: Run | None = None) -> tuple[Report, tuple[Explanation, ...]]:
    """The report on the script at `path`, with every step taken apart."""
    run = run or new_run()
    loaded = run.load(path)
    found = checker(loaded, path, run)
    if isinstance(found, Report):
        return found, ()
    try:
        lines = found.lines()
        report = found.report(loaded, lines, found.chain(lines))
    except REFUSALS:
        return run.report(path), ()
    bare = Report(path, report.title, report.source, (), (), None, (), ())
    told = zip(lines, report.steps, strict=True)
    return report, tuple(_taken_apart(found, line, bare, step) for line, step in told)


def _taken_apart(checked: Checker, line: Line, report: Report, told: LineReport) -> Explanation:
    judge = checked.judge
    return Explanation(
        report,
        line.before.node,
        told,
        tuple(_once(_statements(line, checked.lemmas.rows, checked.theory))),
        tuple(_certificates(line, judge)),
        tuple(single_moves(line, checked.theory, checked.lemmas.rows)),
        tuple(_conditions(line, checked)),
        tuple(joints_of(line, checked.theory, checked.domain)),
    )


# What the rules say


def _statements(line: Line, lemmas: tuple[LemmaRow, ...], theory: Theory) -> Iterator[Statement]:
    """What each reason says: of a rule the rows that were used, or all where that is not known."""
    procedures = _procedures(line)
    for name in line.reason or ():
        found = _used_rows(name, line, theory)
        known = name in {*procedures, *PRIMITIVES} or is_law(name)
        for row in found or (() if known else rows_named(name)):
            yield Statement(name, row.statement, row.when, found.get(row, ()))
        if name in PRIMITIVES or (is_law(name) and not found):
            yield Statement(name, {**PRIMITIVES, **LAWS}[name])
        if name in procedures and not found:
            yield Statement(name, SAID_OF_PROCEDURES[name][0])
        for lemma in (row.lemma for row in lemmas if row.name == name):
            yield Statement(name, f"{text(lemma.theorem.left)} = {text(lemma.theorem.right)}")
            break


def _once(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Each statement once, with what its variables stood for first: rows may say the same."""
    found: dict[tuple[str, str, str], Statement] = {}
    for s in statements:
        found.setdefault((s.name, s.said, s.when), s)
    return iter(found.values())


def _used_rows(name: str, line: Line, theory: Theory) -> dict[Row, Bindings]:
    """The rows of a name that were used, each with what its variables stood for first."""
    walks = () if line.joined is None else (line.joined.old, line.joined.new)
    known = {part for walk in walks for part in subexpressions(walk.start)}
    found: dict[Row, Bindings] = {}
    for move in (move for walk in walks for move in walk.moves if move.name == name):
        for row in _rows_of(move, theory):
            found.setdefault(row, bindings_of(move.bindings, known))
    return found


def _rows_of(move: Move, theory: Theory) -> list[Row]:
    """The rows that a move may be a use of: those that make its two sides, or bind its variables.

    Where only some terms of a sum or factors of a product were rewritten, the sides say nothing.
    """
    rows = [row for row in rows_named(move.name) if row.rule.variables == move.bindings.keys()]
    return [row for row in rows if _left(row, move, theory) == move.old] or rows


def _left(row: Row, move: Move, theory: Theory) -> Expression | None:
    try:
        return instance_sides(row.rule, move.bindings, theory)[0]
    except REFUSALS:
        return None


def _procedures(line: Line) -> tuple[str, ...]:
    """The procedures among the reasons, as far as they were used as such."""
    if line.joined is not None:
        return line.joined.procedures
    return tuple(name for name in line.reason or () if name in PROCEDURES)


def _certificates(line: Line, judge: Judge) -> Iterator[Certified]:
    """The certificates of what procedures make of the line, or of parts of it."""
    if line.theorem is None:
        return
    for old, new, names, domain in _asked(line, judge):
        found = certificate_of(old, new, names, judge.theory, domain)
        if found is not None:
            yield replace(found, before=as_cases(neat(old)), after=as_cases(neat(new)))


def _asked(line: Line, judge: Judge) -> Iterator[tuple[Expression, Expression, Names, Domain]]:
    """What procedures were asked: whether one expression is another one, by which, where."""
    if line.joined is None:
        names = _procedures(line)
        if names:
            yield line.before.node, line.step.to.node, names, judge.domain
        return
    for bridge in (line.joined.inner or line.joined).bridges:
        yield bridge.old, bridge.new, bridge.procedures, bridge.domain or judge.domain


# Conditions


def _conditions(line: Line, checked: Checker) -> Iterator[Discharged]:
    """Each condition with the simplest ground that it holds on."""
    if line.theorem is None:
        return
    # together they may say what none says alone
    pending = checked.judge.pending(line.theorem.conditions)
    together = "" if pending else "follows from the others on the declared domain"
    above = set[tuple[str, str]]()
    told = {stated(c): c for c in reversed(distinct(line.theorem.conditions))}
    for said, c in reversed(told.items()):
        how = _how(c, checked) or together
        # what needs no part of the domain is not shown by one
        domain = checked.judge.everywhere if how == _ALWAYS else checked.domain
        steps = () if how.startswith("declared") else shown(c, domain)
        yield Discharged(
            said,
            how or "the declared domain does not imply it",
            bool(how),
            tuple(_said_once(steps, how, above)),
        )


def _said_once(steps: Iterable[Known], how: str, above: set[tuple[str, str]]) -> Iterator[Known]:
    """What shows a condition; what was said of one before, or by its ground, is not short."""
    for known in steps:
        said = known.said, known.why
        again = said in above or (known.why.startswith("since ") and known.why[6:] in how)
        above.add(said)
        yield replace(known, short=known.short and not again)


def _how(c: Condition, checked: Checker) -> str:
    domain, judge = checked.domain, checked.judge
    if judge.everywhere.implies(c):
        return _ALWAYS
    same = next((d for d in domain.conditions if _same(c, d)), None)
    if same is not None:
        return f"declared {_declared(same, checked)}"
    for d in domain.conditions:
        if Domain(domain.variables, (d,), domain.integers).implies(c):
            return f"follows from {stated(d)}, declared {_declared(d, checked)}"
    if domain.implies(c):
        return "implied by the declared domain"
    return (
        ""
        if judge.pending(frozenset({c}))
        else "follows from the declared domain, derivatives computed"
    )


def _same(c: Condition, d: Condition) -> bool:
    return c.relation == d.relation and tidy(c.expression) == tidy(d.expression)


def _declared(d: Condition, checked: Checker) -> str:
    """Where a condition of the domain is declared: those of `where` come last."""
    at = len(checked.domain.conditions) - len(checked.script.where)
    return "under `where`" if d in checked.domain.conditions[at:] else "under `variables`"


def distinct(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions in order of their text, each once up to its tidy form."""
    found: dict[tuple[Expression, str], Condition] = {}
    for c in sorted(conditions, key=lambda c: (len(str(c)), str(c))):
        found.setdefault((tidy(c.expression), c.relation), c)
    return tuple(found.values())
