"""Linear algebra over the rationals among values: parts of a sum, coordinates in a basis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq, fmpq_mat

from derive.kernel.normal.ring import ZERO, Ring, Value
from derive.kernel.theory import KernelError

#: How many elements a basis may have for coordinates to be looked for.
MAX_BASIS = 40


@dataclass(frozen=True)
class Parts:
    """`constant + sum of coefficient*generator + rest`."""

    constant: Any
    coefficients: dict[int, Any]
    rest: Value


def parts(ring: Ring, a: Value, special: Iterable[int]) -> Parts:
    """Takes the rational constant and rational multiples of some generators out of a sum."""
    if not a.powers:
        return Parts(a.content, {}, ZERO)
    base, n = a.powers[0]
    wanted = set(special)
    if len(a.powers) == 1 and n == 1 and base in ring.generator_of:
        g = ring.generator_of[base]
        return Parts(fmpq(0), {g: a.content}, ZERO) if g in wanted else Parts(fmpq(0), {}, a)
    top, bottom = numerator_and_denominator(ring, a)
    degrees = top.degrees()
    below = bottom.leading_coefficient()
    rest, coefficients = a, {}
    for g in sorted(wanted):
        if degrees[g] == 1:
            slope = top.derivative(g)
            if slope.leading_coefficient() * bottom == below * slope:
                c = fmpq(slope.leading_coefficient(), below)
                coefficients[g] = c
                rest = ring.subtract(rest, ring.multiply(Value(c), ring.generator(g)))
    constant = fmpq(0)
    if bottom.is_constant() and not rest.has_denominator and rest.powers:
        constant = _constant(ring, rest)
        rest = ring.subtract(rest, Value(constant))
    elif not rest.powers:
        constant, rest = rest.content, ZERO
    return Parts(constant, coefficients, rest)


def numerator_and_denominator(ring: Ring, a: Value) -> tuple[Any, Any]:
    """Numerator and denominator of a value as polynomials."""
    top = Value(fmpq(a.content.p), tuple((b, n) for b, n in a.powers if n > 0))
    bottom = Value(fmpq(a.content.q), tuple((b, -n) for b, n in a.powers if n < 0))
    return ring.expanded(top), ring.expanded(bottom)


def _constant(ring: Ring, a: Value) -> Any:
    p = ring.expanded(a)
    return fmpq(p.to_dict().get((0,) * p.context().nvars(), 0)) / a.content.q


def coordinates(ring: Ring, a: Value, basis: Sequence[Value]) -> list[Any] | None:
    """The rationals q with `a = sum of q_i*basis_i`; None where none are found."""
    for i, b in enumerate(basis):
        if a.powers == b.powers:
            found = [fmpq(0)] * len(basis)
            found[i] = a.content / b.content
            return found
    if len(basis) < 2 or len(basis) > MAX_BASIS:
        return None
    try:
        return _solved(_columns(ring, [*basis, a]))
    except KernelError:
        return None


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
    if rank > count or any(reduced[i, i] != 1 for i in range(count)):
        return None
    if rank == count:
        return [reduced[i, count] for i in range(count)]
    return None
