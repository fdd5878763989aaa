"""Taylor polynomials at 0 for functions that lose all digits there, with a proved remainder.

With F(x) = x^k*(c_0 + c_1*x + ...), where the coefficients before are exactly 0, the error of a
polynomial on |x| <= h is at most R*h^(n+1) beside what its coefficients are off by, where R bounds
the next coefficient over the whole interval: balls around parts of it enclose that (Lagrange's form
of the remainder).  F itself is at least x^k times what the leading coefficient leaves.  So the
error is known relative to the value, however small that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    free_variables,
    product_of,
    rational,
    sum_of,
)
from derive.kernel.balls import CannotTell, Undefined, series
from derive.kernel.series import working

#: How far from 0, and up to which degree.
RADII, MAX_DEGREE = (Fraction(2), Fraction(1), Fraction(1, 2), Fraction(1, 4)), 48
#: The remainder is at most this part of the value.
REMAINDER = Fraction(1, 2**60)
#: Into how many parts the interval is cut, and how precise the balls are.
_PARTS, _PRECISION = 64, 320
#: Coefficients are rounded to fractions that are off by less than 2^-_CLOSE.
_CLOSE, _LARGEST = 200, 10**24


class Taylor(NamedTuple):
    """A polynomial that is as near as `REMAINDER` says where |x| <= radius."""

    form: Expression
    radius: Fraction
    degree: int


def taylor(e: Expression, x: Symbol, radius: Fraction) -> Iterator[Taylor]:
    """Polynomials in x that an expression is as good as equal to where |x| <= radius."""
    if free_variables(e) != {x}:
        return
    try:
        with working(_PRECISION):
            exact = series(e, x, arb(0), MAX_DEGREE + 2, _PRECISION)
            near = [_near(c) for c in exact]
            degree = _degree(exact, near, _bounds(e, x, radius), radius)
    except (Undefined, CannotTell):
        return
    for form in _forms(near[: degree + 1], x) if degree is not None else ():
        yield Taylor(form, radius, degree or 0)


def _bounds(e: Expression, x: Symbol, radius: Fraction) -> list[Any]:
    """Bounds of the sizes of all coefficients at each point of [-radius, radius]."""
    width = radius / _PARTS
    largest: list[Any] = []
    for k in range(-_PARTS, _PARTS):
        middle = (k + Fraction(1, 2)) * width
        centre = arb(_arb(middle), _arb(width / 2))
        found = [abs(c).upper() for c in series(e, x, centre, MAX_DEGREE + 2, _PRECISION)]
        largest = [max(a, b) for a, b in zip(largest, found, strict=True)] if largest else found
    return largest


def _degree(
    exact: Sequence[Any], near: Sequence[Fraction], bounds: Sequence[Any], radius: Fraction
) -> int | None:
    """The least degree for which the error is small enough, if there is one."""
    first = next((k for k, c in enumerate(exact) if not c.is_zero()), None)
    if first is None or abs(exact[first]).lower() <= 0:
        return None
    h = _arb(radius)
    least = _least(exact[first:], radius) - bounds[-1] * h ** (MAX_DEGREE + 1 - first)
    off = abs(exact[first] - _arb(near[first]))
    for degree in range(first + 1, MAX_DEGREE + 1 if least > 0 else 0):
        off += abs(exact[degree] - _arb(near[degree])) * h ** (degree - first)
        rest = bounds[degree + 1] * h ** (degree + 1 - first)
        if (off + rest) / least < _arb(REMAINDER):
            return degree
    return None


def _least(coefficients: Sequence[Any], radius: Fraction) -> Any:
    """The least size of a polynomial of degree `MAX_DEGREE` on [-radius, radius]."""
    width = radius / _PARTS
    found = []
    for k in range(-_PARTS, _PARTS):
        place = arb(_arb((k + Fraction(1, 2)) * width), _arb(width / 2))
        total = arb(0)
        for c in reversed(coefficients[:-1]):
            total = c + place * total
        found.append(abs(total).lower())
    return min(found)


def _near(coefficient: Any) -> Fraction:
    """A fraction near the middle of a ball: a simple one where one is very near."""
    mantissa, exponent = (int(part) for part in coefficient.mid().man_exp())
    whole = Fraction(mantissa) * Fraction(2) ** exponent
    simple = whole.limit_denominator(_LARGEST)
    if abs(whole - simple) < Fraction(1, 2**_CLOSE):
        return simple
    return Fraction(round(whole * 2**128), 2**128)


def _arb(q: Fraction) -> Any:
    return arb(q.numerator) / arb(q.denominator)


def _forms(coefficients: Sequence[Fraction], x: Symbol) -> Iterator[Expression]:
    """The polynomial by Horner's scheme: times a power of x, and with its first term apart.

    Where every other coefficient is 0 it is a polynomial in x^2.
    """
    first = next(k for k, c in enumerate(coefficients) if c)
    step = 1 if any(coefficients[first + 1 :: 2]) else 2
    mine = list(coefficients[first::step])
    base = Power(x, Integer(2)) if step == 2 else x
    yield _times(x, first, _horner(mine, base))
    if len(mine) > 1:
        lead = _times(x, first, rational(mine[0]))
        yield SumOf(lead, _times(x, first + step, _horner(mine[1:], base)))


def _times(x: Symbol, n: int, e: Expression) -> Expression:
    """x^n*e, with numbers in front."""
    power = () if not n else (x,) if n == 1 else (Power(x, Integer(n)),)
    if e == Integer(1):
        return product_of(power) if power else e
    if isinstance(e, Negation):
        return Negation(product_of((e.args[0], *power)))
    return product_of((e, *power) if not free_variables(e) else (*power, e))


def _horner(coefficients: Sequence[Fraction], base: Expression) -> Expression:
    *lower, top = coefficients
    total = rational(top)
    for c in reversed(lower):
        inner = ProductOf(base, total)
        total = sum_of((rational(c), inner)) if c else inner
    return total
