"""The sign of a polynomial in one argument on an interval, exactly, by Sturm's theorem.

The factors come from FLINT and are multiplied out again; that one has no double root is seen.
Source: J. Bochnak, M. Coste, M.-F. Roy, Real Algebraic Geometry (1998), corollary 1.2.10.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import prod

from flint import fmpq, fmpq_poly, fmpz_poly

from derive.kernel.facts.intervals import NONNEGATIVE, POSITIVE, REALS, Interval, negate, point
from derive.kernel.theory import KernelError

MAX_DEGREE = 24
#: Larger coefficients are not worked with.
MAX_BITS = 400


def values_of_polynomial(p: fmpz_poly, values: Interval) -> Interval:
    """The sign of a polynomial whose argument takes some of `values`.

    It turns within the interval where a factor of odd multiplicity has a root there, and nowhere
    else: a factor without a double root turns at each of its roots.
    """
    if p.degree() > MAX_DEGREE or p.height_bits() > MAX_BITS or values.empty:
        return REALS
    if p.degree() < 1:
        return _of_sign(_sign(int(p[0])), False) if p[0] != 0 else point(Fraction(0))
    low, high = _finite(p, values)
    content, factors = p.factor()
    if prod((f**n for f, n in factors), start=fmpz_poly([content])) != p:
        raise KernelError("the factors of a polynomial are wrong")
    inside = [_roots_between(f, low, high) for f, _ in factors]
    attained = any(
        n + _roots_at_ends(f, values) > (values.nonzero and f[0] == 0 and low < 0 < high)
        for n, (f, _) in zip(inside, factors, strict=True)
    )
    odd = [(f, n) for n, (f, times) in zip(inside, factors, strict=True) if times % 2]
    if any(n for _, n in odd):
        return Interval(nonzero=not attained)
    middle = (low + high) / 2
    return _of_sign(_sign(int(content)) * prod(_sign_at(f, middle) for f, _ in odd), attained)


def _of_sign(sign: int, attained: bool) -> Interval:
    """The reals of a sign, and 0 where it is attained; all that is 0 has the sign 0."""
    found = NONNEGATIVE if attained else POSITIVE
    if sign == 0:
        return point(Fraction(0))
    return found if sign > 0 else negate(found)


def _finite(p: fmpz_poly, values: Interval) -> tuple[Fraction, Fraction]:
    """The ends of an interval; beyond all roots, by Cauchy's bound, where it has none."""
    low, high = values.low.value, values.high.value
    far = Fraction(2 + max(abs(int(c)) for c in p.coeffs()))
    far += abs(low or Fraction(0)) + abs(high or Fraction(0))
    return -far if low is None else low, far if high is None else high


def _roots_between(f: fmpz_poly, low: Fraction, high: Fraction) -> int:
    """How many roots a polynomial without double roots has between two numbers."""
    if low == high:
        return 0
    chain = [fmpq_poly(f), fmpq_poly(f.derivative())]
    while chain[-1].degree() > 0:
        chain.append(-(chain[-2] % chain[-1]))
    if chain[-1] == 0:
        raise KernelError("a factor of a polynomial has a double root")
    return _changes(chain, low) - _changes(chain, high) - (_sign_at(f, high) == 0)


def _changes(chain: list[fmpq_poly], q: Fraction) -> int:
    signs = [sign for f in chain if (sign := _sign_at(f, q))]
    return sum(a != b for a, b in pairwise(signs))


def _roots_at_ends(f: fmpz_poly, values: Interval) -> int:
    """How many of the ends that belong to an interval are roots; 0 may be left out."""
    ends = {e.value for e in (values.low, values.high) if e.value is not None and e.closed}
    return sum(_sign_at(f, q) == 0 for q in ends if q or not values.nonzero)


def _sign_at(f: fmpz_poly | fmpq_poly, q: Fraction) -> int:
    return _sign(f(fmpq(q.numerator, q.denominator)))


def _sign(q: fmpq | int) -> int:
    return (q > 0) - (q < 0)
