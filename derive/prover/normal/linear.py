"""Linear algebra over the rationals among values: parts of a sum, coordinates in a basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mat

from derive.kernel.certificates.ring import ZERO, Ring, Value
from derive.kernel.theory import KernelError
from derive.prover.normal.seen import SeenRing
from derive.prover.scaling import scaled

#: How many elements a basis may have for coordinates to be looked for.
MAX_BASIS = 40


@dataclass(frozen=True)
class Parts:
    """`constant + sum of coefficient*power of a generator + rest`."""

    constant: Any
    coefficients: dict[int, Any]
    rest: Value


def parts(ring: Ring, a: Value, special: Mapping[int, int]) -> Parts:
    """Takes the rational constant and rational multiples of `special` terms out of a sum.

    Those are generators, each to the power that is given for it.
    """
    if not a.powers:
        return Parts(a.content, {}, ZERO)
    base, n = a.powers[0]
    if len(a.powers) == 1 and base in ring.generator_of:
        g = ring.generator_of[base]
        if special.get(g) == n:
            return Parts(fmpq(0), {g: a.content}, ZERO)
        return Parts(fmpq(0), {}, a)
    top, bottom = numerator_and_denominator(ring, a)
    if not bottom.is_constant():
        return _of_fraction(ring, a, top, bottom, special)
    constant, coefficients = fmpq(0), {}
    for monomial, c in ring.terms(top):
        found = [g for g, n in enumerate(monomial) if n]
        share = fmpq(c) / bottom.leading_coefficient()
        if not found:
            constant = share
        elif len(found) == 1 and special.get(found[0]) == monomial[found[0]]:
            coefficients[found[0]] = share
    return _without(ring, a, constant, coefficients, special)


def _of_fraction(ring: Ring, a: Value, top: Any, bottom: Any, special: Mapping[int, int]) -> Parts:
    """The generators whose coefficient in the numerator is a multiple of the denominator."""
    coefficients = {}
    below = bottom.leading_coefficient()
    for g in sorted(special):
        if special[g] == 1 and top.degrees()[g] == 1:
            slope = top.derivative(g)
            if slope.leading_coefficient() * bottom == below * slope:
                coefficients[g] = fmpq(slope.leading_coefficient(), below)
    return _without(ring, a, fmpq(0), coefficients, special)


def _without(
    ring: Ring, a: Value, constant: Any, coefficients: dict[int, Any], special: Mapping[int, int]
) -> Parts:
    taken = [scaled(ring.generator(g, special[g]), -c) for g, c in sorted(coefficients.items())]
    return Parts(constant, coefficients, ring.add(a, Value(-constant), *taken))


def numerator_and_denominator(ring: Ring, a: Value) -> tuple[Any, Any]:
    """Numerator and denominator of a value as polynomials."""
    top = Value(fmpq(a.content.p), tuple((b, n) for b, n in a.powers if n > 0))
    bottom = Value(fmpq(a.content.q), tuple((b, -n) for b, n in a.powers if n < 0))
    return ring.expanded(top), ring.expanded(bottom)


def coordinates(ring: SeenRing, a: Value, basis: Sequence[Value]) -> list[Any] | None:
    """The rationals q with `a = sum of q_i*basis_i`; None where none are found."""
    for i, b in enumerate(basis):
        if a.powers == b.powers:
            found = [fmpq(0)] * len(basis)
            found[i] = a.content / b.content
            return found
    if not basis or len(basis) > MAX_BASIS or _stands_alone(ring, a, basis):
        return None
    try:
        return _solved(_columns(ring, [*basis, a]))
    except KernelError:
        return None


def _stands_alone(ring: SeenRing, a: Value, basis: Sequence[Value]) -> bool:
    """Whether a value certainly depends on a generator that no element of a basis depends on.

    It is seen at two points modulo a prime that differ in such generators only.  A generator that
    has a relation is no free variable: where there is one, nothing is said.
    """
    mine = ring.generators(a)
    new = mine.difference(*map(ring.generators, basis))
    if not new or any(g in ring.relations for g in mine):
        return False
    here, there = ring.residue(a), ring.residue(a, new)
    return here is not None and there is not None and here != there


def _columns(ring: Ring, values: list[Value]) -> list[dict[tuple[int, ...], Any]]:
    """The values, brought to one denominator, as vectors of coefficients."""
    least: dict[int, int] = {}
    for v in values:
        for base, n in v.powers:
            least[base] = min(least.get(base, 0), n)
    lift = Value(fmpq(1), tuple(sorted((b, -n) for b, n in least.items() if n < 0)))
    columns = []
    for v in values:
        lifted = ring.multiply(v, lift)
        p = ring.expanded(lifted)
        columns.append({m: fmpq(c) / lifted.content.q for m, c in ring.terms(p)})
    return columns


def _solved(columns: list[dict[tuple[int, ...], Any]]) -> list[Any] | None:
    """The last column as a combination of the others, which are independent."""
    monomials = sorted({m for column in columns for m in column})
    entries = [[column.get(m, fmpq(0)) for column in columns] for m in monomials]
    reduced, rank = fmpq_mat(entries).rref()
    count = len(columns) - 1
    if rank != count or any(reduced[i, i] != 1 for i in range(count)):
        return None
    return [reduced[i, count] for i in range(count)]
