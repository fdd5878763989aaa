"""Values by their irreducible factors, as far as they are small enough to be factored."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from flint import fmpq

from derive.kernel.certificates.ring import Ring, Value, coefficient_bits

#: Beyond these a polynomial is not factored: it stays one factor.
MAX_TERMS = 400
MAX_DEGREE = 60
MAX_BITS = 80
#: The factors of the bases of a ring that were factored.
_known: WeakKeyDictionary[Ring, dict[int, Value]] = WeakKeyDictionary()


def in_factors(ring: Ring, a: Value) -> Value:
    """`a` with its bases irreducible, as far as they are small enough to be factored."""
    known = _known.setdefault(ring, {})
    for base, _ in a.powers:
        if base not in known:
            known[base] = _factor(ring, base)
    parts = [ring.raised(known[base], n) for base, n in a.powers]
    return ring.multiply(Value(a.content), *parts)


def _factor(ring: Ring, base: int) -> Value:
    p = ring.polynomials[base]
    large = len(p) > MAX_TERMS or p.total_degree() > MAX_DEGREE
    if base in ring.generator_of or large or coefficient_bits(p) > MAX_BITS:
        return Value(fmpq(1), ((base, 1),))
    ring.spend(100 * len(p))
    content, found = p.factor()
    parts = []
    for factor, n in found:
        factor_base = ring.intern(factor if factor.leading_coefficient() > 0 else -factor)
        if factor.leading_coefficient() < 0 and n % 2:
            content = -content
        parts.append((factor_base, int(n)))
    return Value(fmpq(content), tuple(sorted(parts)))
