"""Intervals of rationals with open or closed ends: the ranges that expressions are bounded by.

An operation's result contains every value that it takes on the arguments' intervals.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple


class End(NamedTuple):
    """An end of an interval: its value, None for infinity, and whether it belongs to it."""

    value: Fraction | None
    closed: bool = False


INFINITE = End(None)
ZERO = Fraction(0)
#: Ends of more bits are given up for infinity.
MAX_BITS = 4096


def end(value: Fraction | int, closed: bool = False) -> End:
    """A finite end."""
    return End(value if type(value) is Fraction else Fraction(value), closed)


class Interval(NamedTuple):
    """The reals between two ends; `nonzero` leaves out 0 as well."""

    low: End = INFINITE
    high: End = INFINITE
    nonzero: bool = False

    @property
    def empty(self) -> bool:
        """Whether no real lies in it."""
        low, high = self.low, self.high
        if low.value is None or high.value is None or low.value < high.value:
            return False
        return not (low.value == high.value and low.closed and high.closed)

    @property
    def positive(self) -> bool:
        """Whether everything in it is above 0."""
        return _beyond_zero(self.low, 1)

    @property
    def nonnegative(self) -> bool:
        """Whether nothing in it is below 0."""
        return self.low.value is not None and self.low.value.numerator >= 0

    @property
    def nonpositive(self) -> bool:
        """Whether nothing in it is above 0."""
        return self.high.value is not None and self.high.value.numerator <= 0

    @property
    def one_sided(self) -> bool:
        """Whether all of it lies on one side of 0, or at 0."""
        return self.nonnegative or self.nonpositive

    @property
    def negative(self) -> bool:
        """Whether everything in it is below 0."""
        return _beyond_zero(self.high, -1)

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 is not in it."""
        return self.nonzero or self.positive or self.negative

    def satisfies(self, relation: str) -> bool:
        """Whether everything in it stands in `relation` to 0."""
        if relation == ">":
            return self.positive
        if relation == "=":
            return self.nonnegative and self.nonpositive
        return self.nonnegative if relation == ">=" else self.excludes_zero

    def meet(self, other: Interval) -> Interval:
        """What lies in both."""
        if other is REALS or self is REALS:
            return self if other is REALS else other
        low = _tighter(self.low, other.low, 1)
        high = _tighter(self.high, other.high, -1)
        if not (self.nonzero or other.nonzero):
            return Interval(low, high)
        low, high = (e._replace(closed=False) if e.value == 0 else e for e in (low, high))
        return Interval(low, high, True)


def _beyond_zero(e: End, side: int) -> bool:
    """Whether an end keeps an interval on one side of 0."""
    if e.value is None:
        return False
    sign = e.value.numerator * side
    return sign > 0 or (sign == 0 and not e.closed)


REALS = Interval()
POSITIVE = Interval(end(0))
NONNEGATIVE = Interval(end(0, True))
#: Where what stands in a relation to 0 lies.
RELATIONS = {
    "!=": Interval(nonzero=True),
    ">": POSITIVE,
    ">=": NONNEGATIVE,
    "=": Interval(end(0, True), end(0, True)),
}


def point(value: Fraction) -> Interval:
    """The interval of one number."""
    return Interval(End(value, True), End(value, True))


def _tighter(a: End, b: End, sign: int) -> End:
    if a.value is None or b.value is None:
        return b if a.value is None else a
    if a.value == b.value:
        return End(a.value, a.closed and b.closed)
    return a if (a.value > b.value) == (sign > 0) else b


def negate(a: Interval) -> Interval:
    """-a."""
    low, high = a.low.value, a.high.value
    return Interval(
        End(None if high is None else -high, a.high.closed),
        End(None if low is None else -low, a.low.closed),
        a.nonzero,
    )


def add(a: Interval, b: Interval) -> Interval:
    """a + b."""
    return Interval(_sum(a.low, b.low), _sum(a.high, b.high))


def _sum(a: End, b: End) -> End:
    if a.value is None or b.value is None:
        return INFINITE
    return End(a.value + b.value, a.closed and b.closed)


def multiply(a: Interval, b: Interval) -> Interval:
    """a*b: the sides of 0 that they lie on tell which of their ends its ends come from."""
    if not b.one_sided:
        a, b = b, a
    nonzero = a.excludes_zero and b.excludes_zero
    if not b.one_sided:
        low = _outer(_product(a.low, b.high), _product(a.high, b.low), -1)
        high = _outer(_product(a.low, b.low), _product(a.high, b.high), 1)
        return Interval(low, high, nonzero)
    near, far = (b.low, b.high) if b.nonnegative else (b.high, b.low)
    first = _product(a.low, near if a.nonnegative else far)
    last = _product(a.high, near if a.nonpositive else far)
    return Interval(first, last, nonzero) if b.nonnegative else Interval(last, first, nonzero)


def _product(a: End, b: End) -> End:
    """The product of two ends; 0 times infinity is 0, which is where products come close to."""
    a_is_zero, b_is_zero = a.value == 0, b.value == 0
    if a_is_zero or b_is_zero:
        return End(ZERO, (a_is_zero and a.closed) or (b_is_zero and b.closed))
    if a.value is None or b.value is None:
        return INFINITE
    return End(a.value * b.value, a.closed and b.closed)


def _outer(a: End, b: End, side: int) -> End:
    """The end further out on a side; a closed one wins over an open one."""
    if a.value is None or b.value is None:
        return INFINITE
    if a.value == b.value:
        return End(a.value, a.closed or b.closed)
    return a if (a.value > b.value) == (side > 0) else b


def union(a: Interval, b: Interval) -> Interval:
    """The least interval around both; 0 is left out if it is in neither."""
    nonzero = a.excludes_zero and b.excludes_zero
    return Interval(_outer(a.low, b.low, -1), _outer(a.high, b.high, 1), nonzero)


def larger(a: Interval, b: Interval) -> Interval:
    """max(a, b)."""
    nonzero = a.excludes_zero and b.excludes_zero
    return Interval(_tighter(a.low, b.low, 1), _outer(a.high, b.high, 1), nonzero)


def invert(a: Interval) -> Interval:
    """1/a, where it is defined."""
    if a.nonnegative:
        return Interval(_inverse(a.high, infinite_to=0), _inverse(a.low), True)
    if a.nonpositive:
        return negate(invert(negate(a)))
    return Interval(nonzero=True)


def _inverse(e: End, infinite_to: int | None = None) -> End:
    """1/e for an end e >= 0."""
    if e.value is None:
        return end(infinite_to or 0)
    return INFINITE if e.value == 0 else End(1 / e.value, e.closed)


def power(a: Interval, n: int) -> Interval:
    """a^n for an integer n, where it is defined."""
    if n == 1:
        return a
    if n < 0:
        return invert(power(a, -n))
    if n == 0:
        return point(Fraction(1))
    if n % 2 == 0:
        return _even_power(a, n)
    return Interval(_odd_power(a.low, n, 1), _odd_power(a.high, n, -1), a.nonzero)


def _odd_power(e: End, n: int, inwards: int) -> End:
    """An end raised to a power; 0 or infinity, which is wider, where it would be too large.

    `inwards` is 1 for a low end and -1 for a high one.
    """
    if e.value is None:
        return INFINITE
    if _bits(e.value) * n > MAX_BITS:
        return end(0) if e.value * inwards > 0 else INFINITE
    return End(e.value**n, e.closed)


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _even_power(a: Interval, n: int) -> Interval:
    if a.nonnegative:
        return Interval(_odd_power(a.low, n, 1), _odd_power(a.high, n, -1), a.nonzero)
    if a.nonpositive:
        return _even_power(negate(a), n)
    high = _outer(_odd_power(negate(a).high, n, -1), _odd_power(a.high, n, -1), 1)
    return Interval(end(0, not a.nonzero), high, a.nonzero)


def rounded(a: Interval) -> Interval:
    """The closed interval of the integers in an interval."""
    low, high = a.low, a.high
    if low.value is not None:
        n = ceil(low.value)
        low = End(Fraction(n if low.closed or n > low.value else n + 1), True)
    if high.value is not None:
        n = floor(high.value)
        high = End(Fraction(n if high.closed or n < high.value else n - 1), True)
    if a.nonzero:
        low = end(1, True) if low.value == 0 else low
        high = end(-1, True) if high.value == 0 else high
    return Interval(low, high, a.nonzero)


def sign_only(a: Interval) -> Interval:
    """The reals of the signs that occur in an interval."""
    if a.nonnegative:
        return POSITIVE if a.positive else NONNEGATIVE
    if a.nonpositive:
        return negate(sign_only(negate(a)))
    return Interval(nonzero=a.nonzero)
