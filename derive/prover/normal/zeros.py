"""Whether a value is zero where its generators depend on each other.

Roots and signs are zero divisors: `(sqrt(u) - v)*(sqrt(u) + v)` may be zero though no factor is
the polynomial 0.  A root is taken out of a sum by a power of both sides, signs are told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.kernel.certificates.ring import Value, negative
from derive.prover.normal.factoring import in_factors

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
    if field.ring.expanded(above).is_zero() or (depth and _by_powers(field, above, depth - 1)):
        return True
    signs = sorted(field.roots.sign_atoms.items())
    # expanded once more, since the ring may have grown
    return bool(signs) and _in_cases(field, field.ring.expanded(above), signs, ())


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


def _in_cases(field: Field, p: Any, left: list[tuple[int, int]], zeros: tuple[int, ...]) -> bool:
    """Whether a polynomial vanishes for every sign of the bases that are left."""
    ring = field.ring
    if p.is_zero():
        return True
    if not left:
        return any(b in dict(in_factors(ring, ring.of(p)).powers) for b in zeros)
    (base, s), rest = left[0], left[1:]
    known = field.roots.sign_of(base)
    for sign in (1, -1, 0):
        if sign and known == -sign:
            continue  # it has the other sign, or is zero
        if p.context() is not ring.context:  # it has grown with what was asked
            p = p.project_to_context(ring.context)
        # abs(p) is s*p, so that its generator falls with the sign
        case = {f"g{s}": sign}
        root = field.roots.root_at.get(base)
        q = p.subs(case)
        if root is not None and root[1] == 1:
            q = q.compose(*_images(field, root[0], sign * ring.polynomials[base]))
        if not _in_cases(field, ring.reduced(q), rest, (*zeros, base) if sign == 0 else zeros):
            return False
    return True


def _images(field: Field, g: int, image: Any) -> list[Any]:
    """The generators, with another polynomial in the place of one."""
    context = field.ring.context
    return [image if i == g else context.gen(i) for i in range(context.nvars())]
