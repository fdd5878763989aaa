"""A proof of an equality by any means there is, the cheapest first.

Each procedure is a row: it asks the kernel for a theorem and says by which names it came about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Power,
    called,
    free_variables,
    has_derivative,
    parts,
    subexpressions,
)
from derive.kernel.conditions import integer_exponent
from derive.kernel.theorem import Theorem, tidiness
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import ALL, LAWS, tidy
from derive.prover.direct import differ
from derive.prover.domains import Domain
from derive.prover.equality import normal_form, seen
from derive.prover.implied import are_met
from derive.prover.joints import across_joints, is_kinked
from derive.rules import derivative_rows
from derive.search.find import find_reason
from derive.search.fuel import FUEL, Fuel, OutOfFuel
from derive.search.join import Names, Question, holds, tidied
from derive.search.joined import Joined
from derive.search.jointly import JOINT

#: The fuel of a search for what all the laws of the normal form have not shown.
LITTLE_FUEL = FUEL // 150
_IDENTITY = frozenset({"identity"})


@dataclass(frozen=True)
class Proof:
    """A theorem with the names that it is by; `joined` where rules were searched for.

    No names mean tidying alone; which of its laws are needed is for `laws_needed` to say.
    """

    names: Names
    theorem: Theorem
    joined: Joined | None = None


Procedure = Callable[[Expression, Expression, Theory, Domain], Proof | None]


def laws_needed(left: Expression, right: Expression, theory: Theory) -> Names:
    """The laws of tidy without which two lines of one tidy form would not have it."""
    return tuple(
        law
        for law in LAWS
        if tidied(left, theory, ALL - {law}) != tidied(right, theory, ALL - {law})
    )


def _by_tidying(
    left: Expression, right: Expression, theory: Theory, domain: Domain
) -> Proof | None:
    del domain
    sides = theory.unfold(left), theory.unfold(right)
    if _is_left_over(*sides) or _is_left_over(*sides[::-1]) or differ(*sides):
        return None
    same = free_variables(left) == free_variables(right) and _calls(left) == _calls(right)
    settled = has_derivative(left) or has_derivative(right)  # d/dx c = 0 has other names
    if not (same or settled) or tidied(left, theory) != tidied(right, theory):
        return None
    return Proof((), tidiness(theory, left, right))


def _is_left_over(e: Expression, other: Expression) -> bool:
    """Whether one side has a derivative that tidying does not carry out, and the other none.

    It keeps calls and variables, so that what has one, or two, is neither constant nor x.
    """
    if has_derivative(other) or not has_derivative(e):
        return False
    return any(
        isinstance(d, DerivativeOf)
        and d.args[1] in free_variables(body := d.args[0])
        and (called(body) or len(free_variables(body)) > 1)
        and not has_derivative(body)
        for d in subexpressions(e)
    )


def _calls(e: Expression) -> tuple[object, ...]:
    """The functions in an expression, and whether there are derivatives: tidying keeps them."""
    return called(e), has_derivative(e)


def _by_algebra(left: Expression, right: Expression, theory: Theory, domain: Domain) -> Proof:
    return Proof(("algebra",), normal_form(theory, left, right, domain=domain))


def _seen_by_algebra(
    left: Expression, right: Expression, theory: Theory, domain: Domain
) -> Proof | None:
    """Algebra that is seen without a normal form, where it is tried at once."""
    if _is_late(left, right, theory, domain):
        return None
    return Proof(("algebra",), seen(theory, left, right)[0])


def _seen(left: Expression, right: Expression, theory: Theory, domain: Domain) -> Proof:
    """An identity that is seen without a normal form."""
    del domain
    theorem, _ = seen(theory, left, right, _IDENTITY, derivative_rows)
    return Proof(tuple(theorem.grounds.rules), theorem)


def _by_algebra_at_once(
    left: Expression, right: Expression, theory: Theory, domain: Domain
) -> Proof | None:
    """Algebra, unless one side has an atom that the other has not: then other laws are likely."""
    late = _is_late(left, right, theory, domain)
    return None if late else _by_algebra(left, right, theory, domain)


def _by_algebra_late(
    left: Expression, right: Expression, theory: Theory, domain: Domain
) -> Proof | None:
    """Algebra where it was not tried at once."""
    late = _is_late(left, right, theory, domain)
    return _by_algebra(left, right, theory, domain) if late else None


def _is_late(left: Expression, right: Expression, theory: Theory, domain: Domain) -> bool:
    """Whether other laws are likelier: with equations what differs without them may be equal."""
    if not domain.equations and differ(theory.unfold(left), theory.unfold(right)):
        return False  # it is told at once that it is not by algebra
    return _has_lone_atom(left, right, theory)


def _has_lone_atom(left: Expression, right: Expression, theory: Theory) -> bool:
    left, right = theory.unfold(left), theory.unfold(right)
    return _calls(left) != _calls(right) or _atoms(tidy(left)) != _atoms(tidy(right))


@lru_cache(maxsize=5_000)
def _atoms(e: Expression) -> frozenset[Expression]:
    """The calls, derivatives and roots in a tidy expression, which algebra takes as they stand."""
    opaque = isinstance(e, (Call, DerivativeOf, DerivativeAt))
    if opaque or (isinstance(e, Power) and integer_exponent(e.args[1]) is None):
        return frozenset({e})
    return frozenset().union(*map(_atoms, parts(e)))


def _by_identity(left: Expression, right: Expression, theory: Theory, domain: Domain) -> Proof:
    theorem = normal_form(theory, left, right, _IDENTITY, domain, derivative_rows)
    return Proof(tuple(theorem.grounds.rules), theorem)


def _by_search(
    left: Expression, right: Expression, theory: Theory, domain: Domain, fuel: int, unequal: bool
) -> Proof | None:
    found = find_reason(Question(left, right, theory, Fuel(fuel), domain, unequal=unequal))
    if found is None:
        return None
    names, joined = found
    return Proof(names, joined.prove(theory), joined)


def _by_search_that_tells(
    left: Expression, right: Expression, theory: Theory, domain: Domain
) -> Proof | None:
    """A search that may take long where it is known that there is something to find."""
    known = prove(left, right, theory, domain, (_by_identity,)) is not None
    return _by_search(left, right, theory, domain, FUEL if known else LITTLE_FUEL, not known)


#: The procedures, each of which raises a refusal, or says None, where it has no proof: the
#: cheapest first, those that are without normal forms, those by these and those that search, or
#: those first that tell a reader more.
AT_ONCE: tuple[Procedure, ...] = (_by_tidying, _seen_by_algebra, _seen)
BY_FORMS: tuple[Procedure, ...] = (_by_algebra_at_once, _by_identity, _by_algebra_late)
SEARCHED: tuple[Procedure, ...] = (partial(_by_search, fuel=LITTLE_FUEL, unequal=True),)
CHEAPEST = (*AT_ONCE, *BY_FORMS, *SEARCHED)
TELLING: tuple[Procedure, ...] = (
    _by_tidying,
    _by_search_that_tells,
    _by_algebra,
    _by_identity,
)


def prove(
    left: Expression,
    right: Expression,
    theory: Theory,
    domain: Domain,
    procedures: tuple[Procedure, ...] = CHEAPEST,
) -> Proof | None:
    """The first proof of `left = right` that a procedure finds; None if none does.

    One that leaves out the joint of a derivative gives way to one that does not.
    """
    found = first(left, right, theory, domain, procedures)
    return _by_joints(left, right, theory, domain) if found is None else found


def first(
    left: Expression,
    right: Expression,
    theory: Theory,
    domain: Domain,
    procedures: tuple[Procedure, ...],
) -> Proof | None:
    """The first proof that a procedure finds, and no other one."""
    for procedure in procedures:
        try:
            found = procedure(left, right, theory, domain)
        except (*REFUSALS, OutOfFuel):
            continue
        if found is not None:
            return widened(found, left, right, theory, domain)
    return None


def widened(
    proof: Proof, left: Expression, right: Expression, theory: Theory, domain: Domain
) -> Proof:
    """A proof, or one across the joints of derivatives that it leaves out."""
    if not (has_derivative(left) or has_derivative(right)):
        return proof
    if are_met(proof.theorem.conditions, domain, derivative_rows):
        return proof
    if not any(is_kinked(theory, side) for side in (left, right)):
        return proof
    return _by_joints(left, right, theory, domain) or proof


def _by_joints(left: Expression, right: Expression, theory: Theory, domain: Domain) -> Proof | None:
    theorem = across_joints(theory, left, right, domain, derivative_rows)
    if theorem is None:
        return None
    question = Question(left, right, theory, Fuel(LITTLE_FUEL), domain)
    return Proof((JOINT if _is_by(question, JOINT) else "identity",), theorem)


def _is_by(question: Question, name: str) -> bool:
    """Whether a rule alone is the reason for a step."""
    try:
        return holds(question, frozenset({name}), reach=False) is not None
    except OutOfFuel:
        return False
