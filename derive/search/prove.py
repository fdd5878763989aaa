"""A proof of an equality by any means there is, the cheapest first.

Each procedure is a row: it asks the kernel for a theorem and says by which names it came about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.expression.nodes import Expression
from derive.kernel.theorem import Theorem, normal_form, tidiness
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import ALL, LAWS, tidy
from derive.search.join import Joined, Names, Question, find_reason
from derive.search.rewrite import Fuel, OutOfFuel


@dataclass(frozen=True)
class Proof:
    """A theorem with the names that it is by; `joined` where rules were searched for.

    No names mean tidying alone; which of its laws are needed is for `laws_needed` to say.
    """

    names: Names
    theorem: Theorem
    joined: Joined | None = None


def prove(left: Expression, right: Expression, theory: Theory) -> Proof | None:
    """The first proof of `left = right` that a procedure finds; None if none does."""
    for procedure in PROCEDURES:
        try:
            found = procedure(left, right, theory)
        except (*REFUSALS, OutOfFuel):
            continue
        if found is not None:
            return found
    return None


def laws_needed(left: Expression, right: Expression) -> Names:
    """The laws of tidy without which two lines of one tidy form would not have it."""
    return tuple(law for law in LAWS if tidy(left, ALL - {law}) != tidy(right, ALL - {law}))


def _by_tidying(left: Expression, right: Expression, theory: Theory) -> Proof:
    return Proof((), tidiness(theory, left, right))


def _by_normal_form(left: Expression, right: Expression, theory: Theory) -> Proof:
    return Proof(("algebra",), normal_form(theory, left, right))


def _by_search(left: Expression, right: Expression, theory: Theory) -> Proof | None:
    found = find_reason(Question(left, right, theory, Fuel()))
    if found is None:
        return None
    names, joined = found
    return Proof(names, joined.prove(theory), joined)


#: The procedures, cheapest first.  Each raises a refusal, or says None, where it has no proof.
PROCEDURES: tuple[Callable[[Expression, Expression, Theory], Proof | None], ...] = (
    _by_tidying,
    _by_normal_form,
    _by_search,
)
