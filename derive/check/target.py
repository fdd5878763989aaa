"""A last line that a derivation does not end in: what is known of it, and what mends it."""

from __future__ import annotations

from dataclasses import dataclass

from derive.check.complaints import place_of_edit
from derive.check.decide import decide
from derive.check.evidence import Judge
from derive.check.worded import worded_like
from derive.expression.nodes import Expression
from derive.expression.text import text
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain
from derive.report.equality import EqualityReport
from derive.report.report import Remedy
from derive.script.script import Placed


@dataclass(frozen=True)
class Aim:
    """A derivative, the last line that was found for it, and the one that was asked for."""

    start: Expression
    last: Expression
    target: Placed
    theory: Theory
    domain: Domain


def decided(aim: Aim) -> EqualityReport:
    """What is known of the line that was asked for."""
    decision = decide(aim.last, aim.target.node, aim.theory, aim.domain)
    return EqualityReport(
        text(aim.last),
        aim.target.text,
        (),
        decision.verdict,
        worded_like(decision.conditions, aim.last, aim.target.node),
        decision.assumptions,
        decision.names,
        decision.witness,
        decision.explanation,
    )


def remedy(aim: Aim) -> Remedy | None:
    """The single edit with which the line is proved to be the last line, if it differs from it."""
    from derive.search.remedy import Wrong, mend_towards  # of no use where every line is reached

    try:
        judge = Judge(aim.theory, aim.domain)
        if judge.refute(aim.last, aim.target.node) is None:
            return None
        points = judge.points
        wrong = Wrong(aim.start, aim.target.node, aim.last, None, aim.theory, aim.domain, points)
        found = mend_towards(aim.last, wrong)
    except REFUSALS:
        return None
    if found is None:
        return None
    place = place_of_edit(aim.target, found)
    return Remedy(found.edit.said, found.edit.path, place, found.line)
