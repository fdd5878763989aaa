"""The values of the known functions on intervals, from their shapes.

A row of the function table bounds the values on the whole line, and says how a function rises and
falls.  Its values at the ends of an interval are balls, rounded outwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, reduce
from math import ceil, floor

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, call
from derive.kernel.balls import CannotTell, Undefined, ball, evaluate
from derive.kernel.facts.intervals import (
    INFINITE,
    POSITIVE,
    REALS,
    End,
    Interval,
    end,
    halves,
    invert,
    larger,
    multiply,
    negate,
    point,
    signum,
    smaller,
    union,
)
from derive.kernel.functions import FUNCTIONS, Bound

#: Ends of more bits are given up for infinity.
MAX_BITS = 600
_U = Symbol("u")


def image(name: str, arguments: Sequence[Interval]) -> Interval:
    """An interval that contains every value of a known function on intervals."""
    if name in _OF_ENDS:
        return _OF_ENDS[name](*arguments)
    row = FUNCTIONS[name]
    found = Interval(_declared(row.low), _declared(row.high), row.zeros == "no")
    if len(arguments) != 1:
        return found
    (a,) = arguments
    if row.zeros == "0" and a.excludes_zero:
        found = found.meet(Interval(nonzero=True))
    return found.meet(_shaped(name, a))


def _declared(bound: Bound | None) -> End:
    return INFINITE if bound is None else End(*bound)


def _shaped(name: str, a: Interval) -> Interval:
    shape = FUNCTIONS[name].shape
    if shape == "increasing":
        return Interval(_value_at(name, a.low, -1), _value_at(name, a.high, 1))
    if shape == "decreasing":
        return Interval(_value_at(name, a.high, -1), _value_at(name, a.low, 1))
    if shape == "bowl":
        size = magnitude(a)
        return Interval(_value_at(name, size.low, -1), _value_at(name, size.high, 1))
    if name == "sech":
        return invert(_shaped("cosh", a).meet(Interval(end(1, True))))
    if shape == "falling":
        return _falling(name, a)
    if name in _WAVES:
        return reduce(union, (_wave(part, _WAVES[name]) for part in halves(a)))
    return REALS


def magnitude(a: Interval) -> Interval:
    """The absolute values of an interval."""
    if a.nonnegative:
        return a
    if a.nonpositive:
        return negate(a)
    ends = [a.low, a.high]
    high = INFINITE
    if None not in (a.low.value, a.high.value):
        outermost = max(abs(e.value) for e in ends if e.value is not None)
        high = End(outermost, any(e.closed for e in ends if abs(e.value or 0) == outermost))
    return Interval(end(0, not a.nonzero), high)


def _falling(name: str, a: Interval) -> Interval:
    if a.positive:
        low = end(FUNCTIONS[name].limit) if a.high.value is None else _value_at(name, a.high, -1)
        return Interval(low, _value_at(name, a.low, 1))
    return negate(_falling(name, negate(a))) if a.negative else REALS


def _value_at(name: str, at: End, side: int) -> End:
    """The value of a function at an end, outwards to a side; infinite where there is none."""
    if at.value is None:
        return INFINITE
    value = _ball_at(name, at.value)
    if value is None:
        return INFINITE
    if value.is_exact():
        return _rational_end(value, at.closed)
    return _rational_end(value.upper() if side > 0 else value.lower(), True)


@lru_cache(maxsize=10_000, typed=True)
def _ball_at(name: str, at: Fraction) -> arb | None:
    e: Expression = call(name, _U)
    try:
        return evaluate(e, {_U: at})
    except (Undefined, CannotTell):
        return None


def _rational_end(value: arb, closed: bool) -> End:
    q = exact(value)
    return INFINITE if q is None else End(q, closed)


def exact(value: arb) -> Fraction | None:
    """The rational that an exact ball is, unless it is very large or very small."""
    mantissa, exponent = (int(part) for part in value.man_exp())
    if abs(exponent) > MAX_BITS:
        return None
    return Fraction(mantissa << exponent) if exponent > 0 else Fraction(mantissa, 1 << -exponent)


def hull(value: arb) -> Interval:
    """The interval of a ball."""
    return Interval(_rational_end(value.lower(), True), _rational_end(value.upper(), True))


def _wave(a: Interval, quarter: int) -> Interval:
    """The cosine of a - quarter*pi/2 on an interval.

    It is strictly monotone from one peak to the next: what it is at an end that is left out, it is
    nowhere inside, unless it is so at a peak or at the other end.
    """
    low, high = a.low.value, a.high.value
    if low is None or high is None or high - low > 7 or abs(low) > 1000:
        return REALS
    shift = Fraction(quarter, 2)
    turns = [ball(q) / arb.pi() - ball(shift) for q in (low, high)]
    first, last = exact(turns[0].lower()), exact(turns[1].upper())
    if first is None or last is None:
        return REALS
    ends = (a.low, a.high)
    left_out = [exact(t) for t, e in zip(turns, ends, strict=True) if not e.closed and t.is_exact()]
    peaks = [n for n in range(ceil(first), floor(last) + 1) if n not in left_out]
    tops = [point(Fraction(1 if n % 2 == 0 else -1)) for n in peaks]
    met = [*(_at_end(t.cos_pi(), e.closed) for t, e in zip(turns, ends, strict=True)), *tops]
    found = reduce(union, met)
    return Interval(found.low, found.high)  # with all that is between the values at ends and peaks


def _at_end(value: arb, closed: bool) -> Interval:
    """What a value at an end tells: itself, left out if it is, or the ball that it lies in."""
    if not value.is_exact():
        return hull(value)
    e = _rational_end(value, closed)
    return Interval(e, e)


#: Waves as cosines of an angle less so many quarters of a turn.
_WAVES = {"cos": 0, "sin": 1}


def _floor(a: Interval) -> Interval:
    """The floor does not rise between integers: an end that is left out may be attained."""
    low, high = a.low.value, a.high.value
    below = INFINITE if low is None else End(Fraction(floor(low)), True)
    if high is None:
        return Interval(below)
    top = floor(high) if a.high.closed or high.denominator > 1 else floor(high) - 1
    return Interval(below, End(Fraction(top), True))


#: The functions whose values come from all of the ends.
_OF_ENDS: dict[str, Callable[..., Interval]] = {
    "max": larger,
    "min": smaller,
    "sign": signum,
    "floor": _floor,
}


def raised(base: Interval, exponent: Interval) -> Interval:
    """The values of u^v = exp(v*log(u)) for u > 0."""
    logarithms = image("log", [base.meet(POSITIVE)])
    return image("exp", [multiply(exponent, logarithms)])
