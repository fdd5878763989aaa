"""The judge: whether a theorem says what is claimed.  It searches for nothing, and is trusted.

Whoever tells a verdict, or rests on a theorem, holds it against the claim here: the theory, both
sides, the integers, and the domain, of which the theorem's conditions may leave nothing out.  A
search can hand over any theorem that the kernel made; only what passes here is one of the claim.
"""

from __future__ import annotations

from typing import NamedTuple

from derive.expression.nodes import Expression, strip
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.kernel.derivatives import RowOf
from derive.kernel.domains import Domain
from derive.kernel.exponents import least_values
from derive.kernel.implied import unmet
from derive.kernel.remaining import remaining
from derive.kernel.theorem import Theorem
from derive.kernel.theory import KernelError, Theory

_OURS = "an error inside derive: the theorem that was found"
#: Longer sides are not repeated.
_LONGEST = 200


class Claim(NamedTuple):
    """`left = right` at every point of the domain, under a theory."""

    left: Expression
    right: Expression
    theory: Theory
    domain: Domain


def objection(claim: Claim, theorem: Theorem) -> str:
    """Why a theorem is not one of what is claimed, in words; empty where it is one.

    The domain is another matter: see `pending`.
    """
    try:
        return _objection(claim, theorem)
    except KernelError as error:
        return f"{_OURS} is none: {error}"


def _objection(claim: Claim, theorem: Theorem) -> str:
    if theorem.theory != claim.theory:
        return f"{_OURS} is one of another theory"
    if claim.domain.integers != claim.theory.integers:
        return f"{_OURS} is one of other integers"
    if not claim.theory.bounds <= least_values(claim.domain.conditions, claim.theory.integers):
        return f"{_OURS} is one of integers within other bounds"
    sides = strip(claim.left), strip(claim.right)
    if (theorem.left, theorem.right) == sides:
        return ""
    return f"{_OURS} says {_said(theorem)} and not {_equation(*sides)}"


def _said(theorem: Theorem) -> str:
    return _equation(theorem.left, theorem.right)


def _equation(left: Expression, right: Expression) -> str:
    said = f"{text(left)} = {text(right)}"
    return said if len(said) <= _LONGEST else "another equation"


def pending(claim: Claim, theorem: Theorem, row_of: RowOf | None = None) -> tuple[Condition, ...]:
    """The conditions of a theorem that the domain of a claim does not imply, simplified.

    `row_of` gives the rows by which derivatives in conditions are computed.
    """
    return remaining(theorem.conditions, claim.domain, row_of)


def proves(claim: Claim, theorem: Theorem, row_of: RowOf | None = None) -> bool:
    """Whether a theorem says what is claimed, on all of the domain."""
    return not objection(claim, theorem) and not unmet(theorem.conditions, claim.domain, row_of)
