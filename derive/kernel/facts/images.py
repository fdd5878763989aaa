"""The values of the known functions on intervals, from their shapes.

A row of the function table bounds the values on the whole line, and says how a function rises and
falls.  Its values at the ends of an interval are balls, rounded outwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from flint import arb

from derive.expression.nodes import Expression, Negation, SumOf, call, rational
from derive.kernel.balls import CannotTell, Undefined, evaluate
from derive.kernel.conditions import numeral_or_none
from derive.kernel.facts.intervals import (
    INFINITE,
    MAX_BITS,
    POSITIVE,
    REALS,
    End,
    Interval,
    add,
    larger,
    multiply,
    negate,
    point,
    rounded,
)
from derive.kernel.functions import FUNCTIONS, Bound

#: The precision at which the ball of a number is computed.
PRECISION = 192


def image(name: str, arguments: Sequence[Interval]) -> Interval:
    """An interval that contains every value of a known function on intervals."""
    row = FUNCTIONS[name]
    found = Interval(_declared(row.low), _declared(row.high), row.zeros == "no")
    if name == "max":
        return larger(*arguments)
    if len(arguments) != 1:
        return found
    (a,) = arguments
    if row.zeros == "0" and a.excludes_zero:
        found = found.meet(Interval(nonzero=True))
    low, high = (a.high, a.low) if row.shape == "decreasing" else (a.low, a.high)
    found = found.meet(Interval(_value_at(name, low, -1), _value_at(name, high, 1)))
    return rounded(found) if row.shape == "steps" else found


def _declared(bound: Bound | None) -> End:
    return INFINITE if bound is None else End(*bound)


def _value_at(name: str, at: End, side: int) -> End:
    """The value of a function at an end, outwards to a side; infinite where there is none.

    On a step it is so inside as well, where the end is left out.
    """
    shape = FUNCTIONS[name].shape
    if not shape or at.value is None:
        return INFINITE
    low, high = of_number(call(name, rational(at.value)))[:2]
    if low == high:
        return low._replace(closed=at.closed or shape == "steps")
    return high if side > 0 else low


def of_part(e: Expression, inside: Interval) -> tuple[Expression, Interval] | None:
    """The one part of a negation, or of a sum with numbers, and where it lies if that does."""
    if isinstance(e, Negation):
        return e.args[0], negate(inside)
    if isinstance(e, SumOf):
        numbers = [numeral_or_none(a) for a in e.args]
        if numbers.count(None) == 1:
            rest = sum((q for q in numbers if q is not None), Fraction(0))
            return e.args[numbers.index(None)], add(inside, point(-rest)) if rest else inside
    return None


@lru_cache(maxsize=10_000, typed=True)
def of_number(e: Expression) -> Interval:
    """The interval of an expression without variables: its value, or its ball."""
    value = numeral_or_none(e)
    if value is not None:
        return point(value)
    try:
        return hull(evaluate(e, {}, PRECISION))
    except (Undefined, CannotTell):
        return REALS


def hull(value: arb) -> Interval:
    """The interval of a ball."""
    low, high = (exact(q) for q in (value.lower(), value.upper()))
    return Interval(End(low, low is not None), End(high, high is not None))


def exact(value: arb) -> Fraction | None:
    """The rational that an exact ball is, unless it is very large or very small."""
    mantissa, exponent = (int(part) for part in value.man_exp())
    if abs(exponent) > MAX_BITS:
        return None
    return Fraction(mantissa << exponent) if exponent > 0 else Fraction(mantissa, 1 << -exponent)


def raised(base: Interval, exponent: Interval) -> Interval:
    """The values of u^v = exp(v*log(u)) for u > 0."""
    logarithms = image("log", [base.meet(POSITIVE)])
    return image("exp", [multiply(exponent, logarithms)])
