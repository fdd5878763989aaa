"""What the kernel alone says of an equality, and whether a place in balls says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from flint import arb

from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import Judge
from derive.expression.nodes import Expression, has_derivative, strip
from derive.kernel.conditions import Condition
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain
from derive.report.report import Verdict
from derive.script.equality import read_equality
from derive.search.prove import prove
from tests.equality import Item
from tests.fuzz.points import Place, Places
from tests.fuzz.values import (
    FUNCTIONS,
    TINY,
    Opaque,
    Undefined,
    Unknown,
    Values,
    sign,
    total,
    working,
)

STANDS = (Verdict.PROVED, Verdict.PROVED_FOR)
#: At how many places a theorem is looked at.
PLACES = 40
#: Differences are compared to so many bits.
_BITS_OF_SLOPES = 20
_SIN, _COS = FUNCTIONS["sin"], FUNCTIONS["cos"]
#: Functions for an opaque one: itself, its first and its second derivative.
OPAQUE: tuple[Opaque, ...] = (
    lambda n, u: (u, arb(1), arb(0))[n],
    lambda n, u: (total(u * u, arb(-1)), 2 * u, arb(2))[n],
    lambda n, u: (_SIN(u), _COS(u), -_SIN(u))[n],
    lambda _, u: 0 * u,
    lambda n, u: (total((-u).exp(), arb(-3)), -(-u).exp(), (-u).exp())[n],
)


@dataclass(frozen=True)
class Claim:
    """An equality that the kernel takes for proved on a domain, where conditions hold."""

    sides: tuple[Expression, Expression]
    theory: Theory
    domain: Domain
    conditions: tuple[Condition, ...]


def claimed(item: Item) -> Claim | None:
    """What the kernel proves of an item, past every point that could refute it; None if nothing."""
    equality = read_equality(item.left, item.right, item.where).equality
    if equality is None:  # where the bounds let nothing be
        return None
    try:
        theory = theory_of(equality)
        domain = domain_of(equality, theory)
        left, right = equality.left.node, equality.right.node
        proof = prove(left, right, theory, domain)
        if proof is None:
            return None
        finding = Judge(theory, domain, (), cross_check=False).judge(left, right, proof.theorem)
    except REFUSALS:
        return None
    if finding.verdict not in STANDS:
        return None
    return Claim((left, right), theory, domain, finding.conditions)


def refutation(item: Item, claim: Claim) -> str | None:
    """A place at which a claim is wrong, in words; None where none was met."""
    r = Random(f"{item.left} {item.right} {item.where}")
    sides = tuple(claim.theory.mark(strip(side)) for side in claim.sides)
    claim = replace(claim, sides=sides)
    for opaque in OPAQUE if claim.theory.opaque else (None,):
        with working():
            for place in _places(claim, opaque, r):
                wrong = _wrong(claim, place, opaque)
                if wrong:
                    told = ", ".join(f"{v} = {words}" for v, (_, words) in place.items())
                    which = f" (opaque {OPAQUE.index(opaque)})" if opaque else ""
                    return f"{wrong} at {told}{which}"
    return None


def _places(claim: Claim, opaque: Opaque | None, r: Random) -> Iterator[Place]:
    wheres = (c.expression for c in (*claim.domain.conditions, *claim.conditions))
    places = Places([*claim.sides, *wheres], claim.domain.integers, opaque, r)
    stated = (*claim.domain.conditions, *claim.conditions)
    places.zeros = [c.expression for c in stated if c.relation == "="]
    yield from places.each(PLACES)


def _wrong(claim: Claim, place: Place, opaque: Opaque | None) -> str:
    values = Values({v: value for v, (value, _) in place.items()}, opaque)
    try:
        if not _hold((*claim.domain.conditions, *claim.conditions), values):
            return ""
        left, right = map(values.of, claim.sides)
        return f"{left.str(8)} and {right.str(8)}" if _apart(left, right, claim.sides) else ""
    except Undefined:
        return "undefined"
    except Unknown:
        return ""


def _hold(conditions: Sequence[Condition], values: Values) -> bool:
    try:
        signs = [(sign(values.of(c.expression)), c.relation) for c in conditions]
    except Undefined:
        return False
    return all(s in _SIGNS[r] for s, r in signs)


_SIGNS = {">": (1,), ">=": (0, 1), "!=": (-1, 1), "=": (0,)}


def _apart(left: arb, right: arb, sides: tuple[Expression, Expression]) -> bool:
    bits = _BITS_OF_SLOPES if any(map(has_derivative, sides)) else TINY
    return bool(abs(left - right) > (1 + abs(left) + abs(right)) * arb(2) ** -bits)
