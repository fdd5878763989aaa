"""Whether a value is zero where its generators depend on each other.

Roots are zero divisors: `(sqrt(u) - v)*(sqrt(u) + v)` may be zero though no factor is the
polynomial 0.  A root is taken out of a sum by a power of both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.kernel.certificates.ring import Value, negative

if TYPE_CHECKING:
    from derive.prover.normal.field import Field

#: How many roots are taken out of one sum by their powers, and of how many terms at most.
MAX_DEPTH = 3
MAX_LINEAR = 60


def vanishes(field: Field, a: Value, depth: int = MAX_DEPTH) -> bool:
    """Whether a value is zero, also where it is a product of zero divisors.

    Raises `KernelError` beyond the bounds.
    """
    if a.is_zero:
        return True
    if field.roots.is_free():
        return False
    above = Value(a.content, tuple((b, n) for b, n in a.powers if n > 0))
    if field.ring.expanded(above).is_zero():
        return True
    return depth > 0 and _by_powers(field, above, depth - 1)


def _by_powers(field: Field, a: Value, depth: int) -> bool:
    """Whether `r*m + n = 0` for a root r, since r^d*m^d = (-n)^d and both have one sign."""
    ring, roots = field.ring, field.roots
    for g in tuple(reversed(ring.relations)):
        p = ring.expanded(a)
        absolute = g in roots.root_of and roots.root_of[g][1] == 1  # reduced by its square
        root = not absolute and g not in {*field.whole.parities(), *field.multiple_of}
        if p.degrees()[g] == 1 and len(p) <= MAX_LINEAR and root:
            m = ring.of(p.derivative(g))
            n = ring.subtract(ring.multiply(m, ring.generator(g)), ring.of(p))
            degree, rhs = ring.relations[g]
            sides = ring.multiply(rhs, ring.raised(m, degree)), ring.raised(n, degree)
            if vanishes(field, ring.subtract(*sides), depth):
                return _of_one_sign(field, m, n, degree)
    return False


def _of_one_sign(field: Field, m: Value, n: Value, degree: int) -> bool:
    if degree % 2:
        return True
    pairs = ((m, n), (negative(m), negative(n)))
    return any(field.roots.nonnegative(a) and field.roots.nonnegative(b) for a, b in pairs)
