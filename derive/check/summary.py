"""From checked lines to the frozen report that renderers read."""

from __future__ import annotations

from derive.check.changes import changed
from derive.check.complaints import edited_place
from derive.check.evidence import Finding, Judge
from derive.check.lemmas import lemma_reports
from derive.check.line import Line
from derive.check.worded import worded_like
from derive.expression.neat import neat
from derive.expression.nodes import Expression, is_leaf, subexpressions
from derive.kernel.conditions import Assumptions, Condition
from derive.kernel.theorem import Theorem
from derive.numeric.differences import Differences
from derive.prover.opaque import concrete
from derive.report.report import Instance, LineReport, Reason, Remedy, TheoremReport, Verdict
from derive.script.script import Script


def line_report(line: Line, judge: Judge, differences: Differences) -> LineReport:
    """A checked line as data."""
    old, new = line.before.node, line.step.to.node
    finding = line.finding
    value = concrete(judge.theory.unfold(new), judge.opaque)
    return LineReport(
        line.step.number,
        new,
        changed(old, new),
        line.written,
        None if line.reason is None else Reason(line.reason, line.reason != line.written),
        _instances(line),
        finding.verdict,
        worded_like(_shown_conditions(finding, line.theorem, judge), old, new),
        finding.witness,
        finding.explanation,
        differences.check(value),
        line.step.note,
        line.step.to.place(),
        _remedy(line),
        lemmas=lemma_reports(line.theorem),
    )


def _remedy(line: Line) -> Remedy | None:
    found = line.remedy
    if found is None:
        return None
    return Remedy(found.edit.said, found.edit.path, edited_place(line, found), found.line)


def _instances(line: Line) -> tuple[Instance, ...]:
    """The rules in the order of their use, each with what its variables stood for first."""
    if line.reason is None:
        return ()
    walks = () if line.joined is None else (line.joined.old, line.joined.new)
    found: dict[str, Instance] = {}
    known = {s for walk in walks for s in subexpressions(walk.start)}
    for move in (move for walk in walks for move in walk.moves):
        if move.name in line.reason and move.name not in found:
            found[move.name] = Instance(move.name, bindings_of(move.bindings, known))
    for name in line.reason:
        found.setdefault(name, Instance(name, ()))
    return tuple(found.values())


def bindings_of(
    bindings: dict[str, Expression], known: set[Expression]
) -> tuple[tuple[str, Expression], ...]:
    """What the variables of a row stood for, the variable of the derivative left out.

    What stands in neither line was met in a tidy form, and is shown neatly.
    """
    named = sorted(bindings.items())
    shown = ((v, e) for v, e in named if not (v == "x" and is_leaf(e)))
    return tuple((v, e if e in known else neat(e)) for v, e in shown)


def _shown_conditions(
    finding: Finding, theorem: Theorem | None, judge: Judge
) -> tuple[Condition, ...]:
    """The conditions that are left, or else those that hold by what nobody declared."""
    if finding.conditions or theorem is None:
        return finding.conditions
    return judge.needed(theorem.conditions)


def theorem_report(
    script: Script,
    theorem: Theorem | None,
    judge: Judge,
    differences: Differences,
    steps: tuple[LineReport, ...],
) -> TheoremReport:
    """The theorem of a script as data; it is proved only if every step stands."""
    left, right = script.theorem.left.node, script.theorem.right.node
    finding = judge.judge(left, right, theorem)
    failing = next((s for s in steps if not s.verdict.passes), None)
    told = finding.verdict is Verdict.NOT_SHOWN and finding.conditions  # it says more itself
    if failing is not None and not told and finding.verdict in (Verdict.PROVED, Verdict.NOT_SHOWN):
        said = f"step {failing.number} is {failing.verdict.told}"
        finding = Finding(Verdict.NOT_SHOWN, finding.conditions, explanation=said)
    value = concrete(judge.theory.unfold(right), judge.opaque)
    return TheoremReport(
        left,
        right,
        finding.verdict,
        _domain_words(script),
        worded_like(_shown_conditions(finding, theorem, judge), left, right),
        assumption_words(theorem),
        _rules(theorem, steps),
        finding.explanation,
        finding.witness,
        differences.table(value),
        lemma_reports(theorem),
        script.theorem.place,
    )


def _rules(theorem: Theorem | None, steps: tuple[LineReport, ...]) -> tuple[str, ...]:
    """What a theorem is by: the rules that its steps tell, or else those of the kernel."""
    if theorem is None:
        return ()
    if any(s.reason is None for s in steps):
        return tuple(sorted(theorem.grounds.rules))
    told = {name for s in steps if s.reason is not None for name in s.reason.names}
    return tuple(sorted(name for name in told if not name.startswith("theorem ")))


def _domain_words(script: Script) -> tuple[str, ...]:
    """The declared domain: a line for each variable, and the conditions between them."""
    variables = tuple(f"{v.name}: {v.domain_text}" for v in script.variables)
    where = tuple(f"{c.left.text} {c.relation} {c.right.text}" for c in script.where)
    return variables + where


_ASSUMED = ("defined on all reals", "differentiable")


def assumption_words(theorem: Theorem | None) -> tuple[str, ...]:
    """What a theorem assumes of opaque functions, in words."""
    if theorem is None:
        return ()
    orders = strongest(theorem.grounds.assumptions)
    return tuple(
        f"{f} is {_ASSUMED[order]}" if order < 2 else f"{f} is {order} times differentiable"
        for f, order in orders.items()
    )


def strongest(found: Assumptions) -> dict[str, int]:
    """The largest order asked of each opaque function, by name."""
    orders: dict[str, int] = {}
    for name, order in sorted(found):
        orders[name] = max(order, orders.get(name, 0))
    return orders
