"""The judge: whether a theorem says what is claimed.  It searches for nothing, and is trusted.

Whoever tells a verdict, or rests on a theorem, holds it against the claim here: the theory, both
sides, the integers, and the domain, of which the theorem's conditions may leave nothing out.  A
search can hand over any theorem that the kernel made, and any entries for its conditions; only what
passes here is one of the claim.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, strip
from derive.kernel.certificates.checked import malformed_refused
from derive.kernel.certificates.shape import Setting, require_shape
from derive.kernel.conditions import Condition, closed
from derive.kernel.derivatives import Derivatives, RowsOf
from derive.kernel.exponents import Integers
from derive.kernel.facts.enter import look_over
from derive.kernel.facts.entries import Shown
from derive.kernel.facts.facts import Facts
from derive.kernel.theorem import Theorem, fact_of
from derive.kernel.theory import KernelError, Theory

_OURS = "an error inside derive: the theorem that was found"


class Claim(NamedTuple):
    """`left = right` wherever the conditions hold and the integers are integers, under a theory.

    The conditions have their definitions unfolded.
    """

    left: Expression
    right: Expression
    theory: Theory
    conditions: tuple[Condition, ...] = ()
    integers: frozenset[Symbol] = frozenset()


def objection(claim: Claim, theorem: Theorem) -> str:
    """Why a theorem is not one of what is claimed, in words; empty where it is one.

    The domain is another matter: see `proves`.
    """
    try:
        fact = fact_of(theorem)
    except KernelError:
        return f"{_OURS} was not made by the kernel"
    if fact.theory != claim.theory:
        return f"{_OURS} is one of another theory"
    if claim.integers != claim.theory.integers:
        return f"{_OURS} is one of other integers"
    if not claim.theory.bounds <= frozenset(claim.conditions):
        return f"{_OURS} is one of integers within other bounds"
    if (fact.left, fact.right) != (strip(claim.left), strip(claim.right)):
        return f"{_OURS} says another equation"
    return ""


def met(
    conditions: Iterable[Condition],
    given: Iterable[Condition],
    integers: Integers,
    shown: Shown,
    rows_of: RowsOf | None = None,
) -> bool:
    """Whether all conditions are defined, and hold, wherever the given ones do, by the entries.

    `rows_of` gives the rows by which derivatives in conditions are computed.
    """
    try:
        with malformed_refused():
            require_shape(shown, Shown, Setting(frozenset(), integers))
            facts = Facts(given, integers, Derivatives(rows_of))
            look_over(facts, shown)
            return all(map(facts.implies, closed(conditions)))
    except KernelError:
        return False


def proves(
    claim: Claim, theorem: Theorem, shown: Shown = (), rows_of: RowsOf | None = None
) -> bool:
    """Whether a theorem says what is claimed, on all of the domain, by entries that show it."""
    if objection(claim, theorem):
        return False
    theory = claim.theory
    given = (Condition(theory.mark(strip(c.expression)), c.relation) for c in claim.conditions)
    return met(theorem.conditions, given, theory.integer_variables, shown, rows_of)
