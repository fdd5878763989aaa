"""Entries that show a polynomial to be zero where multiplying out does not."""

from __future__ import annotations

from derive.kernel.certificates.entries import (
    Vanishing,
)
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.ring import negative
from derive.kernel.theory import KernelError


def enter_vanishing(k: Identity, entry: Vanishing) -> None:
    """Shows `r*m - n` to be zero: powers of r*m and n are equal, and so are their signs."""
    ring, g = k.ring, entry.root
    value = k.polynomial(entry.p)
    p = ring.expanded(value)
    if g not in ring.relations or (g not in k.root_of and ring.relations[g][0] != 3):
        raise KernelError("there is no such root")
    if p.degrees()[g] != 1:
        raise KernelError("a root does not stand once in what vanishes")
    m = ring.of(p.derivative(g))
    n = ring.subtract(ring.multiply(m, ring.generator(g)), ring.of(p))
    degree, rhs = ring.relations[g]
    if not k.equal(ring.multiply(rhs, ring.raised(m, degree)), ring.raised(n, degree)):
        raise KernelError("the powers of both sides differ")
    if degree % 2 == 0:
        if entry.signs is None:
            raise KernelError("the certificate shows no sign")
        a, b = map(k.read, entry.signs)
        for side in (a, b):
            k.require_nonnegative(side, entry.using)
        first, second = k.value_of(a), k.value_of(b)
        if not (k.equal(first, m) and k.equal(second, n)) and not (
            k.equal(first, negative(m)) and k.equal(second, negative(n))
        ):
            raise KernelError("the certificate shows the signs of other sides")
    k.zeros.append(p)
