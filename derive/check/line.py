"""One step of a chain: the theorem that its reasons give, or what is known of it without one."""

from __future__ import annotations

from dataclasses import dataclass

from derive.check.evidence import Finding, Judge
from derive.expression.nodes import strip
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, Theory
from derive.report.report import Verdict
from derive.script.script import Placed, Step
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.join import Joined, Names, Question, find_reason, join, unneeded, wrong_way


@dataclass(frozen=True)
class Line:
    """A step with its outcome.

    `reason` are the names that prove it, written or found; `unneeded` is a written name that the
    others do without; `lasted` says whether the written reasons came to an end, `searched`
    whether the search for others did.
    """

    before: Placed
    step: Step
    written: Names | None
    reason: Names | None
    unneeded: str | None
    joined: Joined | None
    theorem: Theorem | None
    finding: Finding
    lasted: bool = True
    searched: bool = True


def check_line(
    before: Placed, step: Step, written: Names | None, theory: Theory, judge: Judge
) -> Line:
    """The outcome of one step, by the reasons that are written or by any means there is."""
    old, new = before.node, step.to.node
    spare, lasted, found, searched = None, True, None, True
    if strip(old) == strip(new):
        return Line(before, step, written, None, None, None, None, _unchanged())
    refuted = judge.refute(old, new)
    if refuted is not None:  # no reason can make it right, so none is looked for
        return Line(before, step, written, None, None, None, None, refuted)
    if written is not None:
        by = frozenset(written)
        found, spare, lasted = _held(Question(old, new, theory, Fuel()), by)
    reason = written
    if found is None:
        reason, found, searched = _any_reason(Question(old, new, theory, Fuel()))
    theorem = None if found is None else _proved(found, theory)
    finding = judge.judge(old, new, theorem)
    if finding.verdict.passes and written is not None and reason != written:
        finding = Finding(Verdict.WRONG_REASON)
    return Line(before, step, written, reason, spare, found, theorem, finding, lasted, searched)


def _unchanged() -> Finding:
    return Finding(Verdict.NOT_SHOWN, explanation="the step changes nothing")


def _proved(joined: Joined, theory: Theory) -> Theorem | None:
    try:
        return joined.prove(theory)
    except REFUSALS:
        return None


def _held(question: Question, by: frozenset[str]) -> tuple[Joined | None, str | None, bool]:
    """What the written reasons give: the joined lines, or a name that is not needed.

    The last entry is false where they did not come to an end.
    """
    try:
        joined = join(question, by)
        if not joined.met:
            return None, None, True
        spare = wrong_way(joined, by) or unneeded(question, by)
        return (None if spare else joined), spare, True
    except OutOfFuel:
        return None, None, False


def _any_reason(question: Question) -> tuple[Names | None, Joined | None, bool]:
    """The first reason that is found; the last entry is false where the fuel ran out."""
    try:
        return *(find_reason(question) or (None, None)), True
    except OutOfFuel:
        return None, None, False
