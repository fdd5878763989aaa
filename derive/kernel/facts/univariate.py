"""The sign of a polynomial in one argument, by its roots: exact coefficients, certified balls.

That FLINT isolates the roots rightly is an assumption, like the others about its balls.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from flint import acb, fmpz_poly

from derive.kernel.facts.images import exact
from derive.kernel.facts.intervals import (
    NONNEGATIVE,
    POSITIVE,
    REALS,
    End,
    Interval,
    negate,
)

MAX_DEGREE = 24
#: The isolation of roots is not asked of larger coefficients.
MAX_BITS = 400


def values_of_polynomial(p: fmpz_poly, values: Interval) -> Interval:
    """The sign of a polynomial whose argument takes some of `values`."""
    if p.degree() > MAX_DEGREE or values.empty or _bits(p) > MAX_BITS:
        return REALS
    signs = _signs(p, values)
    return REALS if signs is None else _from_signs(signs)


def _bits(p: fmpz_poly) -> int:
    return max((int(c).bit_length() for c in p.coeffs()), default=0)


def _from_signs(signs: set[int]) -> Interval:
    """The interval of the reals with one of the signs."""
    if -1 in signs and 1 in signs:
        return Interval(nonzero=0 not in signs)
    if signs == {0}:
        return NONNEGATIVE.meet(negate(NONNEGATIVE))
    found = POSITIVE if 0 not in signs else NONNEGATIVE
    return negate(found) if -1 in signs else found


def _signs(p: fmpz_poly, values: Interval) -> set[int] | None:
    """The signs that p takes between the ends of an interval; None where it cannot be told."""
    values = _opened(values)
    low, high = values.low.value, values.high.value
    signs: set[int] = set()
    inner: list[tuple[Fraction, Fraction]] = []
    for root, _ in p.complex_roots() if p.degree() > 0 else []:
        where = _place(root, values)
        if where is None:
            return None
        if where == "inside":
            inner.append(_ends(root))
        if where in ("inside", "end"):
            signs.add(0)
    inner.sort()
    if any(a[1] >= b[0] for a, b in pairwise(inner)):
        return None
    at_zero = p[0] == 0 and all(a <= 0 <= b for a, b in inner)
    if values.nonzero and inner and at_zero and not _zero_at_end(p, values):
        signs.discard(0)  # the one root inside is 0, which is not among the values
    for q in _between(low, high, inner):
        signs.add(_sign_at(p, q))
    return signs


def _opened(values: Interval) -> Interval:
    """An interval without 0 as an end of it, if 0 is left out."""
    if not values.nonzero:
        return values
    low, high = (End(e.value, e.closed and e.value != 0) for e in (values.low, values.high))
    return Interval(low, high, True)


def _zero_at_end(p: fmpz_poly, values: Interval) -> bool:
    """Whether an end that belongs to the interval is a root other than 0."""
    ends = (values.low, values.high)
    return any(e.closed and e.value and _sign_at(p, e.value) == 0 for e in ends)


def _place(root: acb, values: Interval) -> str | None:
    """Whether a root is inside, at a closed end or outside; None where it cannot be told."""
    if not root.imag.contains(0):
        return "outside"
    if root.imag != 0:
        return None
    first, last = _ends(root)
    for e, side in ((values.low, -1), (values.high, 1)):
        if e.value is None:
            continue
        if first == last == e.value:
            return "end" if e.closed else "outside"
        if (last < e.value) if side < 0 else (first > e.value):
            return "outside"
        if first <= e.value <= last:
            return None
    return "inside"


def _ends(root: acb) -> tuple[Fraction, Fraction]:
    low, high = exact(root.real.lower()), exact(root.real.upper())
    if root.real.is_exact():
        middle = exact(root.real.mid())
        low = high = middle
    # ends that are too small for a rational of moderate size are told apart by nothing here
    far = Fraction(2) ** 600
    return (-far if low is None else low, far if high is None else high)


def _between(
    low: Fraction | None, high: Fraction | None, roots: list[tuple[Fraction, Fraction]]
) -> list[Fraction]:
    """A point in each gap that roots leave in an interval."""
    if low is None:
        low = (roots[0][0] if roots else (high if high is not None else Fraction(0))) - 2
    if high is None:
        high = (roots[-1][1] if roots else low) + 2
    edges = [low, *(q for r in roots for q in r), high]
    return [(a + b) / 2 for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _sign_at(p: fmpz_poly, q: Fraction) -> int:
    value = Fraction(0)
    for k in range(p.degree(), -1, -1):
        value = value * q + int(p[k])
    return (value > 0) - (value < 0)
