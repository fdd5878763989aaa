"""Sums with square roots in them: what they are squares of, and their conjugates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flint import fmpq

from derive.kernel.certificates.ring import ONE, ZERO, Value, negative
from derive.prover.normal.factoring import in_factors
from derive.prover.scaling import scaled

if TYPE_CHECKING:
    from derive.prover.normal.roots import Roots

_HALF = fmpq(1, 2)


def signed_root(roots: Roots, base: int) -> Value | None:
    """A value whose square is `m + n` or minus that; None if not found.

    Here n is a multiple of a square root.  The value is s + t where s^2 + t^2 = m and
    2*s*t = n, so that s^2 and t^2 are the roots of z^2 - m*z + n^2/4.
    """
    ring = roots.field.ring
    if base in ring.generator_of:
        return None
    for g in sorted(roots.root_of, reverse=True):
        p = ring.polynomials[base]  # anew, since roots that are made here may widen the ring
        if ring.relations[g][0] == 2 and p.degrees()[g] == 1:
            part = ring.multiply(ring.of(p.derivative(g)), ring.generator(g))
            whole = Value(fmpq(1), ((base, 1),))
            found = _binomial(roots, whole, part) or _binomial(
                roots, negative(whole), negative(part)
            )
            if found is not None:
                return found
    return None


def _binomial(roots: Roots, whole: Value, part: Value) -> Value | None:
    ring = roots.field.ring
    m = ring.subtract(whole, part)
    w = _exact_root(roots, ring.subtract(ring.raised(m, 2), ring.raised(part, 2)))
    if w is None:
        return None
    s, t = (_exact_root(roots, scaled(ring.add(m, x), _HALF)) for x in (w, negative(w)))
    if s is None or t is None:
        return None
    product = scaled(ring.multiply(s, t), fmpq(2))
    for sign in (1, -1):
        if ring.subtract(scaled(product, fmpq(sign)), part).is_zero:
            return ring.add(s, scaled(t, fmpq(sign)))
    return None


def conjugates(roots: Roots, base: int) -> Iterator[tuple[Value, int]]:
    """The bases that differ from one in the sign of a square root, with the product of both."""
    ring = roots.field.ring
    for g in sorted(roots.root_of, reverse=True):
        p = ring.polynomials[base]
        if ring.relations[g][0] == 2 and p.degrees()[g] == 1:
            turned = ring.of(p - 2 * p.derivative(g) * ring.context.gen(g))
            norm = ring.of(ring.reduced(ring.expanded(turned) * p))
            if len(turned.powers) == 1 and turned.powers[0][1] == 1:
                yield scaled(norm, 1 / turned.content), turned.powers[0][0]


def _exact_root(roots: Roots, a: Value) -> Value | None:
    """A value whose square is `a`, of either sign, if its factors show one."""
    whole = in_factors(roots.field.ring, a)
    if whole.is_zero:
        return ZERO
    sign = 1 if whole.content > 0 else -1
    bases = [*whole.powers, *roots.primes(abs(whole.content))]
    parts = []
    for base, n in bases:
        if n % 2:
            known = roots.sign_of(base)
            if not known:
                return None
            sign *= known
            parts.append(roots.absolute_power(base, fmpq(1, 2)))
        parts.append(roots.field.ring.raised(roots.base_value(base), n // 2))
    return roots.field.ring.multiply(ONE, *parts) if sign > 0 else None
