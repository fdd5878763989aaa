"""Taylor polynomials at 0 for functions that lose all digits there, with a proved remainder.

With F(x) = x^k*(c_0 + c_1*x + ...), where the coefficients before are exactly 0, the error of a
polynomial on |x| <= h is at most R*h^(n+1) beside what its coefficients are off by, where R bounds
the next coefficient over the whole interval: balls around parts of it enclose that (Lagrange's form
of the remainder).  F itself is at least x^k times what the leading coefficient leaves.  So the
error is known relative to the value, however small that is.

Of a fraction N/D that is not defined at 0, such as sin(x)/x, the polynomial Q is that of the
quotient of both series: relative to the value it is off by (N - Q*D)/N, bounded in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    Quotient,
    SumOf,
    free_variables,
    product_of,
    rational,
    sum_of,
)
from derive.expression.shorthand import Bracket
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import integer_exponent
from derive.numeric.evaluate import series
from derive.numeric.working import working

#: How far from 0, and up to which degree.
RADII, MAX_DEGREE = (Fraction(2), Fraction(1), Fraction(1, 2), Fraction(1, 4)), 62
#: The remainder is at most this part of the value, 2 to this power.
REMAINDER_BITS = -57
REMAINDER = Fraction(2) ** REMAINDER_BITS
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
    """Polynomials in x that an expression is as good as equal to where 0 < |x| <= radius."""
    if free_variables(e) != {x}:
        return
    try:
        with working(_PRECISION):
            top, bottom = (_Series.of(part, x, radius) for part in as_fraction(e, x))
            found = _quotient(top, bottom, radius)
    except (Undefined, CannotTell):
        return
    for form in _forms(found, x) if found else ():
        yield Taylor(form, radius, len(found) - 1)


@dataclass(frozen=True)
class _Series:
    """The coefficients at 0, and bounds of their sizes at each point of an interval about 0."""

    exact: Sequence[Any]
    bounds: Sequence[Any]

    @classmethod
    def of(cls, e: Expression, x: Symbol, radius: Fraction) -> _Series:
        """Those of an expression.  Raises `Undefined` or `CannotTell`."""
        exact = series(e, x, arb(0), MAX_DEGREE + 2, _PRECISION)
        return cls(exact, _bounds(e, x, radius))

    @property
    def order(self) -> int | None:
        """Which coefficient is the first that is certainly not 0, where those before are."""
        first = next((k for k, c in enumerate(self.exact) if not c.is_zero()), None)
        return None if first is None or abs(self.exact[first]).lower() <= 0 else first


def as_fraction(e: Expression, x: Symbol) -> tuple[Expression, Expression]:
    """Numerator and denominator that both have a series at 0; equal to `e` where it is defined.

    Raises `CannotTell` where that is not seen, `Undefined` inside of a function.
    """
    try:
        series(e, x, arb(0), 2, _PRECISION)
        return e, Integer(1)
    except (Undefined, CannotTell):
        pass
    match e:
        case Bracket():
            return as_fraction(e.args[0], x)
        case Negation():
            top, bottom = as_fraction(e.args[0], x)
            return Negation(top), bottom
        case Quotient():
            (a, b), (c, d) = (as_fraction(part, x) for part in e.args)
            return product_of((a, d)), product_of((b, c))
        case ProductOf():
            parts = [as_fraction(part, x) for part in e.args]
            return product_of(tuple(a for a, _ in parts)), product_of(tuple(b for _, b in parts))
        case SumOf():
            return _sum([as_fraction(part, x) for part in e.args])
        case Power() if (n := integer_exponent(e.args[1])) is not None:
            top, bottom = (Power(part, Integer(abs(n))) for part in as_fraction(e.args[0], x))
            return (top, bottom) if n > 0 else (bottom, top)
    raise CannotTell("no fraction")


def _sum(parts: Sequence[tuple[Expression, Expression]]) -> tuple[Expression, Expression]:
    """A sum over the product of the denominators, each of them once."""
    every = list(dict.fromkeys(b for _, b in parts if b != Integer(1)))
    terms = [product_of((a, *(b for b in every if b != own))) for a, own in parts]
    return sum_of(tuple(terms)), product_of(tuple(every))


def _quotient(top: _Series, bottom: _Series, radius: Fraction) -> list[Fraction]:
    """The coefficients of the shortest polynomial that is near enough; none where none is."""
    k, m = top.order, bottom.order
    if k is None or m is None or k < m:
        return []
    n, d, h = top.exact[k:], bottom.exact[m:], _arb(radius)
    least = _least(n, radius) - top.bounds[-1] * h ** (MAX_DEGREE + 1 - k)
    found: list[Fraction] = []
    exact: list[Any] = []
    off = arb(0)
    for j in range(MAX_DEGREE + 1 - k if least > 0 else 0):
        exact.append((n[j] - _convolved(exact, d, j)) / d[0])
        found.append(_near(exact[j]))
        known = list(map(_arb, found))
        off += abs(n[j] - _convolved(known, d, j)) * h**j
        beyond = [abs(q) * bottom.bounds[m + j + 1 - i] for i, q in enumerate(known)]
        rest = (top.bounds[k + j + 1] + sum(beyond, arb(0))) * h ** (j + 1)
        if j and (off + rest) / least < _arb(REMAINDER):
            last = max(i for i, q in enumerate(found) if q)
            return [Fraction(0)] * (k - m) + found[: last + 1]
    return []


def _convolved(q: Sequence[Any], d: Sequence[Any], j: int) -> Any:
    """The coefficient of x^j in a product."""
    return sum((c * d[j - i] for i, c in enumerate(q)), arb(0))


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
