"""Derivations across joints, line by line: the pieces first, then each of them by the rules."""

from __future__ import annotations

from derive.expression.nodes import Expression
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.prover.joints import across_joints
from derive.rules import derivative_rows
from derive.search.derivation.calculus import Detail
from derive.search.derivation.walk import FoundLine, derivation
from derive.search.jointly import JOINT, in_pieces


def stepwise(
    start: Expression, end: Expression, theory: Theory, domain: Domain, detail: Detail
) -> tuple[FoundLine, ...]:
    """The lines from a derivative to what it is on both sides of a joint; none where none lead."""
    pieces = in_pieces(start)
    if pieces is None:
        return ()
    if across_joints(theory, start, pieces.new, domain, derivative_rows) is None:
        return ()
    walk = derivation(pieces.new, theory, domain, detail, end)
    return (FoundLine(pieces.new, (JOINT,)), *walk.lines) if walk.reached else ()
