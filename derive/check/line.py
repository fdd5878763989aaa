"""One step of a chain: the theorem that its reasons give, or what is known of it without one."""

from __future__ import annotations

from dataclasses import dataclass

from derive.check.evidence import Finding, Judge
from derive.expression.nodes import strip
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, Theory
from derive.report.report import Verdict
from derive.script.script import Placed, Step
from derive.search.join import Joined, Names, find_reason, holds, join, unneeded, wrong_way
from derive.search.rewrite import OutOfFuel


@dataclass(frozen=True)
class Line:
    """A step with its outcome.

    `reason` are the names that prove it, written or found; `unneeded` is a written name that the
    others do without.
    """

    before: Placed
    step: Step
    written: Names | None
    reason: Names | None
    unneeded: str | None
    joined: Joined | None
    theorem: Theorem | None
    finding: Finding
    fuel: bool = True


def check_line(
    before: Placed, step: Step, written: Names | None, theory: Theory, judge: Judge
) -> Line:
    """The outcome of one step, by the reasons that are written or by any means there is."""
    old, new = before.node, step.to.node
    spare, fuel, found = None, True, None
    if strip(old) == strip(new):
        return Line(before, step, written, None, None, None, None, _unchanged())
    if written is not None:
        by = frozenset(written)
        found = holds(old, new, by, theory)
        if found is None:
            spare, fuel = _what_is_wrong(before, step, by, theory)
    reason = written
    if found is None:
        reason, found = find_reason(old, new, theory) or (None, None)
    theorem = None if found is None else _proved(found, theory)
    finding = judge.judge(old, new, theorem)
    if finding.verdict.passes and written is not None and reason != written:
        finding = Finding(Verdict.WRONG_REASON)
    return Line(before, step, written, reason, spare, found, theorem, finding, fuel)


def _unchanged() -> Finding:
    return Finding(Verdict.NOT_SHOWN, explanation="the step changes nothing")


def _proved(joined: Joined, theory: Theory) -> Theorem | None:
    try:
        return joined.prove(theory)
    except REFUSALS:
        return None


def _what_is_wrong(
    before: Placed, step: Step, by: frozenset[str], theory: Theory
) -> tuple[str | None, bool]:
    """A written name that is not needed, if the reasons join the lines; and whether fuel lasted."""
    try:
        joined = join(before.node, step.to.node, by, theory)
        if not joined.met:
            return None, True
        spare = unneeded(before.node, step.to.node, by, theory)
        return spare or wrong_way(joined, by), True
    except OutOfFuel:
        return None, False
