"""Arguments as sums of products of powers of generators, with rational coefficients.

What is no such sum, or a large one, is nothing that is told without a field.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

#: How many terms an argument has, and how large an exponent is.
MAX_TERMS, MAX_EXPONENT = 12, 400

#: A product of powers of generators, by their numbers; and a sum of multiples of such products.
Monomial = tuple[tuple[int, Fraction], ...]
Form = dict[Monomial, Fraction]

_ONE = Fraction(1)
UNIT: Monomial = ()


class Unseen(Exception):  # noqa: N818 - it says what is the case
    """This is nothing that is told without a field."""


def one() -> Form:
    """The form of 1."""
    return {UNIT: _ONE}


def added(forms: Iterable[Form]) -> Form:
    """The sum of forms."""
    done: Form = {}
    for form in forms:
        for m, c in form.items():
            done[m] = done.get(m, 0) + c
    return _bounded(done)


def multiplied(a: Form, b: Form) -> Form:
    """The product of two forms."""
    if len(a) * len(b) > MAX_TERMS:
        raise Unseen
    done: Form = {}
    for m, c in a.items():
        for n, d in b.items():
            both = _times(m, n)
            done[both] = done.get(both, 0) + c * d
    return _bounded(done)


def raised(form: Form, n: int) -> Form:
    """A form to an integer power; below 0 that of a single product."""
    if len(form) == 1 and abs(n) <= MAX_EXPONENT:
        ((m, c),) = form.items()
        return {tuple((g, k * n) for g, k in m if n): c**n}
    if not 0 <= n <= MAX_TERMS:
        raise Unseen
    done = one()
    for _ in range(n):
        done = multiplied(done, form)
    return done


def negated(form: Form) -> Form:
    """Minus a form."""
    return {m: -c for m, c in form.items()}


def common(a: Fraction | None, b: Fraction) -> Fraction:
    """The largest number that both are multiples of."""
    if a is None:
        return abs(b)
    return Fraction(gcd(a.numerator, b.numerator), lcm(a.denominator, b.denominator))


def whole(q: Fraction) -> int:
    """A number as an integer that is not large."""
    if q.denominator != 1 or abs(q) > MAX_EXPONENT:
        raise Unseen
    return q.numerator


def _bounded(form: Form) -> Form:
    if len(form) > MAX_TERMS:
        raise Unseen
    return {m: c for m, c in form.items() if c}


def _times(m: Monomial, n: Monomial) -> Monomial:
    if not m or not n:
        return m or n
    powers = dict(m)
    for g, k in n:
        powers[g] = powers.get(g, 0) + k
    return tuple(sorted((g, k) for g, k in powers.items() if k))
