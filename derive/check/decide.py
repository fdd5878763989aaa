"""The decision on one equality: refutation at a few points, proof by any means, then the domain.

It asks the kernel for theorems and the judge for verdicts; nothing here decides by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import FIRST, Finding, Judge
from derive.check.obstacle import explained
from derive.check.summary import assumption_words
from derive.check.worded import worded_like
from derive.expression.nodes import Expression
from derive.kernel.conditions import Condition
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain, shared
from derive.report.equality import EqualityReport
from derive.report.report import Verdict, Witness
from derive.script.equality import Equality, read_equality
from derive.search.join import Names
from derive.search.prove import AT_ONCE, BY_FORMS, SEARCHED, Proof, first, prove


@dataclass(frozen=True)
class Decision:
    """A verdict with all that it rests on; `names` are empty without a theorem."""

    verdict: Verdict
    conditions: tuple[Condition, ...] = ()
    witness: Witness | None = None
    explanation: str = ""
    names: Names = ()
    assumptions: tuple[str, ...] = ()


def decide(left: Expression, right: Expression, theory: Theory, domain: Domain) -> Decision:
    """The verdict on `left = right` on the domain, the cheapest evidence first."""
    try:
        return _decided(left, right, theory, domain)
    except REFUSALS as error:
        return Decision(Verdict.NOT_SHOWN, explanation=str(error))


def _decided(left: Expression, right: Expression, theory: Theory, domain: Domain) -> Decision:
    judge = Judge(theory, domain, ())
    refuted = judge.refute(left, right, FIRST)
    if refuted is not None:
        return _decision(refuted, None)
    proof = first(left, right, theory, domain, AT_ONCE)
    if proof is None:
        refuted = judge.refute(left, right)
        if refuted is not None:
            return _decision(refuted, None)
        proof = first(left, right, theory, domain, BY_FORMS)
    finding = judge.judge(left, right, None if proof is None else proof.theorem)
    if proof is None and finding.verdict is not Verdict.REFUTED:  # all points cost less than rules
        proof = prove(left, right, theory, domain, SEARCHED)
        if proof is not None:
            finding = judge.judge(left, right, proof.theorem)
    return _decision(explained(finding, left, right, judge), proof)


def _decision(finding: Finding, proof: Proof | None) -> Decision:
    stands = proof is not None and finding.verdict in (Verdict.PROVED, Verdict.PROVED_FOR)
    return Decision(
        finding.verdict,
        finding.conditions,
        finding.witness,
        finding.explanation,
        proof.names if proof is not None and stands else (),
        assumption_words(proof.theorem) if proof is not None and stands else (),
    )


def decide_equality(equality: Equality) -> Decision:
    """The decision on an equality that was read."""
    try:
        theory = theory_of(equality)
        domain = shared(domain_of(equality, theory))
    except REFUSALS as error:
        return Decision(Verdict.NOT_SHOWN, explanation=str(error))
    return decide(equality.left.node, equality.right.node, theory, domain)


def equal(
    left: str, right: str, where: Iterable[str] = (), opaque: Iterable[str] = ()
) -> EqualityReport:
    """The decision on the equality of two texts; what cannot be read is told in the report.

    The names that are `opaque` stand for any function.
    """
    conditions = tuple(where)
    read = read_equality(left, right, conditions, opaque)
    if read.equality is None:
        return EqualityReport(
            left, right, conditions, diagnostics=read.diagnostics, unknown=read.unknown
        )
    decision = decide_equality(read.equality)
    return EqualityReport(
        left,
        right,
        conditions,
        decision.verdict,
        worded_like(decision.conditions, read.equality.left.node, read.equality.right.node),
        decision.assumptions,
        decision.names,
        decision.witness,
        decision.explanation,
        unknown=tuple(f.name for f in read.equality.functions),
    )
