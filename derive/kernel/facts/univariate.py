"""The sign of a polynomial in one argument on an interval, by its roots.

That there are as many real roots as FLINT tells, each in its ball and with its multiplicity, is
believed; whether an end of the interval is a root is seen by its value.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

from flint import arb, fmpq, fmpz_poly

from derive.kernel.balls import ball, working
from derive.kernel.facts.intervals import (
    NONNEGATIVE,
    POSITIVE,
    REALS,
    End,
    Interval,
    halves,
    negate,
    point,
    sign_only,
    union,
)
from derive.kernel.theory import KernelError

MAX_DEGREE = 24
#: Larger coefficients are not worked with.
MAX_BITS = 400
#: How many bits of a root are told.
PRECISION = 192

#: Real roots, each with its multiplicity.
Roots = list[tuple[arb, int]]


def values_of_polynomial(p: fmpz_poly, values: Interval) -> Interval:
    """The reals of the signs of a polynomial whose argument takes some of `values`.

    A positive multiple has the same ones: nothing else is told, of a number neither.  Raises
    `KernelError` where a root is too close to an end to be told from it.
    """
    if p.degree() > MAX_DEGREE or p.height_bits() > MAX_BITS or values.empty:
        return REALS
    if p.degree() < 1:
        return sign_only(point(Fraction(int(p[0]))))
    with working(PRECISION):
        roots = [(root.real, times) for root, times in p.complex_roots() if root.imag.is_zero()]
        return reduce(union, (_between_ends(p, roots, part) for part in halves(values)))


def _between_ends(p: fmpz_poly, roots: Roots, a: Interval) -> Interval:
    """It turns at the roots of odd multiplicity, and behind the last one is as its first term."""
    beside_low, beside_high = _beside(p, roots, a.low, 1), _beside(p, roots, a.high, -1)
    attained = (a.low.closed and 0 in beside_low) or (a.high.closed and 0 in beside_high)
    negative = p[p.degree()] < 0
    for (_, times), low, high in zip(roots, beside_low, beside_high, strict=True):
        if low > 0 > high:
            attained = True
            if times % 2:
                return REALS
        elif high >= 0:
            negative ^= times % 2 == 1
    found = NONNEGATIVE if attained else POSITIVE
    return negate(found) if negative else found


def _beside(p: fmpz_poly, roots: Roots, e: End, infinite: int) -> list[int]:
    """The signs of the roots less an end, of which all are `infinite` where that is no number."""
    if e.value is None:
        return [infinite] * len(roots)
    at = ball(e.value)
    found = [1 if root > at else -1 if root < at else 0 for root, _ in roots]
    is_root = p(fmpq(e.value.numerator, e.value.denominator)) == 0
    if found.count(0) != is_root:
        raise KernelError("a root is not told from an end of an interval")
    return found
