"""One step of a chain: the theorem that its reasons give, or what is known of it without one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derive.check.evidence import Finding, Judge
from derive.check.obstacle import explained
from derive.expression.nodes import Expression
from derive.expression.text import without_brackets
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.joints import is_kinked
from derive.report.report import Verdict
from derive.script.script import Placed, Step
from derive.search.find import find_reason
from derive.search.fuel import WRITTEN_FUEL, Fuel, OutOfFuel, Share
from derive.search.join import (
    Names,
    Question,
    holds,
    holds_by_rows,
    join,
    reached,
    unneeded,
    wrong_way,
)
from derive.search.joined import Joined
from derive.search.jointly import JOINT
from derive.search.lemmas import LemmaRow
from derive.search.ordered import joined_in_order
from derive.search.prove import TELLING, Proof, laws_needed, prove, widened

if TYPE_CHECKING:
    from derive.search.remedy import Mended

#: The reasons that say something of joints.
_ACROSS = frozenset({"identity", JOINT})


@dataclass(frozen=True)
class Line:
    """A step with its outcome.

    `reason` are the names that prove it, written or found; `unneeded` is a written name that the
    others do without; `lasted` says whether the written reasons came to an end, `searched`
    whether the search for others did.  Of a refuted step `remedy` is the edit that mends it;
    `mended_by` is an earlier step whose remedy does.
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
    remedy: Mended | None = None
    mended_by: int | None = None


def check_line(
    before: Placed,
    step: Step,
    written: Names | None,
    theory: Theory,
    judge: Judge,
    lemmas: tuple[LemmaRow, ...] = (),
) -> Line:
    """The outcome of one step, by the reasons that are written or by any means there is."""
    old, new = before.node, step.to.node
    if without_brackets(old) == without_brackets(new):
        return Line(before, step, written, None, None, None, None, _unchanged())
    refuted = judge.refute(old, new)
    if refuted is not None:  # no reason can make it right, so none is looked for
        return Line(before, step, written, None, None, None, None, refuted)
    question = Question(old, new, theory, Fuel(WRITTEN_FUEL), judge.domain, lemmas)
    if written is None:
        proof = prove(old, new, theory, judge.domain, TELLING) or _by_lemmas(question)
        return _by_any_means(before, step, proof, judge)
    return _by_reasons(before, step, written, judge, question)


def _by_reasons(
    before: Placed, step: Step, written: Names, judge: Judge, question: Question
) -> Line:
    """The outcome of a step by the reasons that are written, or which others it is by."""
    old, new, theory = question.old, question.new, question.theory
    found, spare, lasted = _held(question, frozenset(written))
    if not lasted:
        question = replace(question, fuel=Fuel(WRITTEN_FUEL))
        found, spare = _in_order(question, written)
    reason: Names | None = written
    searched = True
    if found is None:
        question = replace(question, fuel=Fuel())
        elsewhere = _holds_elsewhere(question, judge)
        if elsewhere is not None:
            (reason, found, theorem), finding = elsewhere
            return Line(before, step, written, reason, spare, found, theorem, finding, lasted)
        reason, found, searched = (
            _fewer(question, written, spare)
            or _by_tidying(question)
            or _any_reason(question, written)
        )
    theorem = None if found is None else _proved(found, theory)
    if theorem is None:  # what is true is never left at that its reasons fail
        reason, found, theorem = _proof_of(question, judge) or (reason, found, None)
    if theorem is not None and reason is not None:
        theorem = _across(theorem, reason, question)
    finding, theorem = _judged(old, new, theorem, judge)
    kinked = any(is_kinked(theory, side) for side in (old, new))
    if not finding.verdict.passes and found is not None and (reason != written or kinked):
        other = _proof_of(question, judge)
        judged = _judged(old, new, other[2], judge) if other else (finding, theorem)
        if other and judged[0].verdict.passes:
            (reason, found, _), (finding, theorem) = other, judged
    if finding.verdict.passes and reason != written:
        finding = Finding(Verdict.WRONG_REASON)
    return Line(before, step, written, reason, spare, found, theorem, finding, lasted, searched)


def _across(theorem: Theorem, reason: Names, question: Question) -> Theorem:
    """A theorem, or one across joints that it leaves out, if the reason may be one of that too.

    Rules that rewrite around a kink, which both sides have, say nothing of it; to compute a
    derivative across it is `joint`, or `identity`.
    """
    sides, theory = (question.old, question.new), question.theory
    kept = all(is_kinked(theory, side) for side in sides)
    if question.domain is None or not (kept or _ACROSS & {*reason}):
        return theorem
    return widened(Proof(reason, theorem), *sides, theory, question.domain).theorem


def _holds_elsewhere(
    question: Question, judge: Judge
) -> tuple[tuple[Names, Joined | None, Theorem | None], Finding] | None:
    """A proof of what has no value at a point of the domain: no reason makes that right."""
    proof = _proof_of(question, judge)
    if proof is None:
        return None
    names, joined, theorem = proof
    finding, stands = _judged(question.old, question.new, theorem, judge)
    changes = finding.verdict is Verdict.DOMAIN_CHANGES
    return ((names, joined, stands), finding) if changes else None


def _by_lemmas(question: Question) -> Proof | None:
    """A proof by the lemmas that other steps name, for what cannot be proved without them."""
    if not question.lemmas:
        return None
    names, joined, _ = _any_reason(question)
    theorem = None if joined is None else _proved(joined, question.theory)
    return None if names is None or theorem is None else Proof(names, theorem, joined)


def _by_any_means(before: Placed, step: Step, proof: Proof | None, judge: Judge) -> Line:
    """The outcome of a step that names no reason."""
    old, new = before.node, step.to.node
    if proof is None:
        finding = explained(judge.judge(old, new, None), old, new, judge)
        return Line(before, step, None, None, None, None, None, finding)
    names = proof.names or laws_needed(old, new, judge.theory)
    finding, theorem = _judged(old, new, proof.theorem, judge)
    return Line(before, step, None, names, None, proof.joined, theorem, finding)


def _judged(
    old: Expression, new: Expression, theorem: Theorem | None, judge: Judge
) -> tuple[Finding, Theorem | None]:
    """The verdict, and the theorem unless it is one of something else."""
    finding = explained(judge.judge(old, new, theorem), old, new, judge)
    stands = theorem is not None and judge.says(old, new, theorem)
    return finding, theorem if stands else None


def line_without_lemma(
    before: Placed, step: Step, written: Names | None, why: str, judge: Judge
) -> Line:
    """The outcome of a step that names a lemma which is not proved, or cannot be used."""
    refuted = judge.refute(before.node, step.to.node)
    finding = refuted or Finding(Verdict.NOT_SHOWN, explanation=why)
    return Line(before, step, written, None, None, None, None, finding)


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
    inner, around = question.within()
    if around and "notation" not in by:
        found, spare, _ = _held_by(inner, by)
        if found is not None or spare is not None:
            return None if found is None else found.under(around), spare, True
    return _held_by(question, by)


def _held_by(question: Question, by: frozenset[str]) -> tuple[Joined | None, str | None, bool]:
    by_rows = holds_by_rows(question, by)
    if by_rows is not None:
        return by_rows, None, True
    try:
        joined = _narrowly(question, by)
        spare: str | None = None
        if joined is not None and joined.met:
            spare = wrong_way(joined, by) or unneeded(question, by, written=True)
        else:
            found = reached(question, by, written=True)
            if found is None:
                return None, None, joined is not None
            joined, spare = found
        return (None if spare else joined), spare, True
    except OutOfFuel:
        return None, None, False


def _narrowly(question: Question, by: frozenset[str]) -> Joined | None:
    """The lines joined by the rows of the rules, with half of the fuel; None out of it."""
    try:
        return join(replace(question, fuel=Share(question.fuel, question.fuel.left // 2)), by)
    except OutOfFuel:
        return None


def _in_order(question: Question, written: Names) -> tuple[Joined | None, str | None]:
    """The same of reasons that are taken one after another, where together they have no end."""
    joined, spare = joined_in_order(question, written) or (None, None)
    return (None if spare else joined), spare


def _fewer(
    question: Question, written: Names, spare: str | None
) -> tuple[Names, Joined, bool] | None:
    """The written reasons without those that are not needed, where they are enough."""
    by = written
    while spare in by and len(by) > 1:
        by = tuple(name for name in by if name != spare)
        found, spare, _ = _held(question, frozenset(by))
        if found is not None:
            return by, found, True
    return None


def _by_tidying(question: Question) -> tuple[Names, Joined, bool] | None:
    """The laws that a step is of which only tidies, and computes nothing."""
    names = laws_needed(question.old, question.new, question.theory)
    if not names or "arithmetic" in names:
        return None
    joined = holds(question, frozenset(names), reach=False)
    return None if joined is None else (names, joined, True)


def _proof_of(question: Question, judge: Judge) -> tuple[Names, Joined | None, Theorem] | None:
    """The names of a proof by any means, with the proof."""
    proof = prove(question.old, question.new, question.theory, judge.domain)
    if proof is None:
        return None
    names = proof.names or laws_needed(question.old, question.new, question.theory)
    return names, proof.joined, proof.theorem


def _any_reason(
    question: Question, written: Names = ()
) -> tuple[Names | None, Joined | None, bool]:
    """The first reason that is found; the last entry is false where the fuel ran out."""
    try:
        return *(find_reason(question, written=written) or (None, None)), True
    except OutOfFuel:
        return None, None, False
