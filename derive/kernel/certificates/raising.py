"""Powers of values: a product to a polynomial in integers, which is a product of powers."""

from __future__ import annotations

from contextlib import suppress

from flint import fmpq
from sympy.core.symbol import Symbol

from derive.kernel.certificates.identity import Factored, Identity
from derive.kernel.certificates.ring import ONE, Value, number
from derive.kernel.exponents import (
    Monomial,
    Polynomial,
    is_nonnegative,
    merged,
    parity,
    unshifted,
)
from derive.kernel.theory import KernelError


def raised(k: Identity, read: Factored, above: Polynomial, whole: Polynomial) -> Value:
    """A product raised to an exponent, which is given as it is shifted and as it is."""
    found = [_parity(k, frozenset(), whole)] if read.content < 0 else []
    for base, n in read.factors:
        signs = k.parity_of.get(k.ring.generator_of.get(base, -1))
        if signs is not None:
            found += [_parity(k, signs, whole)] if n % 2 else []
            continue
        for m, c in above.items():
            found.append(k.ring.raised(power(k, base, m) if m else k.base(base), c * n))
    return k.ring.multiply(ONE, *found)


def _parity(k: Identity, signs: frozenset[Symbol], p: Polynomial) -> Value:
    """((-1)^v)^p for a product v of variables, or for 1 where there are none."""
    sign, sets = parity(p)
    found = [k.parity(signs | s) for s in sets]
    own = k.parity(signs) if signs else number(-1)
    return k.ring.multiply(own if sign < 0 else ONE, *found)


def power(k: Identity, base: int, m: Monomial) -> Value:
    """A base, or minus a number, to a monomial of shifted polynomials."""
    if (base, m) not in k.powers:
        k.powers[base, m] = _power(k, base, m)
    return k.powers[base, m]


def _power(k: Identity, base: int, m: Monomial) -> Value:
    ring, g = k.ring, k.ring.generator_of.get(base, -1)
    if g in k.power_of:
        under, inner = k.power_of[g]
        return power(k, under, merged(inner, m))
    require_base(k, base, m)
    relation = _relation(k, g, m) if g in ring.relations else None
    made = k.new_generator()
    if relation is not None:
        ring.relate(made, *relation)
        if relation == (2, ONE):
            k.orientation[ring.base_of[made]] = ring.generator(made)
    k.power_of[made] = base, m
    if base < 0 or k.is_plain(base) or k.signs.get(base) == 1:
        k.nonnegative.add(made)
    if base < 0 or base in k.nonzero or k.is_positive(base):
        k.mark_nonzero(ring.base_of[made])
    return ring.generator(made)


def require_base(k: Identity, base: int, m: Monomial) -> None:
    """What is raised to what may be negative is not zero."""
    if not is_nonnegative(m, k.integers):
        k.require_nonzero(base)


def _relation(k: Identity, g: int, m: Monomial) -> tuple[int, Value] | None:
    """From `r^d = v` follows `(r^m)^d = v^m`; None where that is not a product here."""
    degree, value = k.ring.relations[g]
    with suppress(KernelError):
        return degree, to_monomial(k, value, m)
    return None


def to_monomial(k: Identity, value: Value, m: Monomial) -> Value:
    """A value that has factors, to a monomial of shifted polynomials."""
    return raised(k, factored(k, value), {m: 1}, unshifted(m, k.integers))


def orientation(k: Identity, base: int) -> Value | None:
    """The sign of a power of what has a known sign; None for another base."""
    under, m = k.power_of.get(k.ring.generator_of.get(base, -1), (-1, ()))
    if under in k.signs:
        return to_monomial(k, number(k.signs[under]), m)
    return to_monomial(k, k.orientation[under], m) if under in k.orientation else None


def factored(k: Identity, value: Value) -> Factored:
    """A value by its factors, numbers among them."""
    sign = fmpq(-1 if value.content < 0 else 1)
    return Factored(sign, tuple(k.factors(value)))
