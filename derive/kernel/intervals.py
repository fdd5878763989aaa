"""Intervals of rationals with open or closed ends: the ranges that expressions are bounded by.

An operation's result contains every value that it takes on the arguments' intervals.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class End:
    """An end of an interval: its value, None for infinity, and whether it belongs to it."""

    value: Fraction | None
    closed: bool = False


INFINITE = End(None)
#: Ends of more bits are given up for infinity.
MAX_BITS = 4096


def end(value: Fraction | int, closed: bool = False) -> End:
    """A finite end."""
    return End(Fraction(value), closed)


@dataclass(frozen=True)
class Interval:
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
        point = low.value == high.value and low.closed and high.closed
        return not point or (self.nonzero and low.value == 0)

    @property
    def positive(self) -> bool:
        """Whether everything in it is above 0."""
        return _beyond_zero(self.low, 1, self.nonzero)

    @property
    def nonnegative(self) -> bool:
        """Whether nothing in it is below 0."""
        return self.low.value is not None and self.low.value.numerator >= 0

    @property
    def negative(self) -> bool:
        """Whether everything in it is below 0."""
        return _beyond_zero(self.high, -1, self.nonzero)

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 is not in it."""
        return self.nonzero or self.positive or self.negative

    def satisfies(self, relation: str) -> bool:
        """Whether everything in it stands in `relation` to 0."""
        found = {"!=": self.excludes_zero, ">": self.positive, ">=": self.nonnegative}
        return found[relation]

    def meet(self, other: Interval) -> Interval:
        """What lies in both."""
        low = _tighter(self.low, other.low, 1)
        high = _tighter(self.high, other.high, -1)
        return Interval(low, high, self.nonzero or other.nonzero)


def _beyond_zero(e: End, side: int, nonzero: bool) -> bool:
    """Whether an end keeps an interval on one side of 0."""
    if e.value is None:
        return False
    sign = e.value.numerator * side
    return sign > 0 or (sign == 0 and (not e.closed or nonzero))


REALS = Interval()
POSITIVE = Interval(end(0))
NONNEGATIVE = Interval(end(0, True))


def point(value: Fraction) -> Interval:
    """The interval of one number."""
    return Interval(end(value, True), end(value, True))


def _tighter(a: End, b: End, sign: int) -> End:
    if a.value is None or b.value is None:
        return b if a.value is None else a
    if a.value == b.value:
        return End(a.value, a.closed and b.closed)
    return a if sign * a.value > sign * b.value else b


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


# A corner of a product: a finite end, or infinity with its sign.
Corner = tuple[int, End]


def multiply(a: Interval, b: Interval) -> Interval:
    """a*b."""
    corners = [_corner(p, q) for p in _ends(a) for q in _ends(b)]
    nonzero = a.excludes_zero and b.excludes_zero
    return Interval(_extreme(corners, -1), _extreme(corners, 1), nonzero)


def _ends(a: Interval) -> tuple[Corner, Corner]:
    return (-1, a.low), (1, a.high)


def _sign(corner: Corner) -> int:
    """The sign of an end; that of an infinite one is where it stands."""
    side, e = corner
    return side if e.value is None else (e.value > 0) - (e.value < 0)


def _corner(p: Corner, q: Corner) -> Corner:
    """The product of two ends; 0 times infinity is 0, which is where products come close to."""
    (_, a), (_, b) = p, q
    sign = _sign(p) * _sign(q)
    if sign == 0:
        zeros = [e for e in (a, b) if e.value == 0]
        return 0, end(0, any(e.closed for e in zeros))
    if a.value is None or b.value is None:
        return sign, INFINITE
    return 0, End(a.value * b.value, a.closed and b.closed)


def _extreme(corners: Iterable[Corner], side: int) -> End:
    """The outermost of the corners on one side; a closed end wins over an open one."""
    corners = list(corners)
    if any(e.value is None and sign == side for sign, e in corners):
        return INFINITE
    values = [e for _, e in corners if e.value is not None]
    outermost = max(e.value * side for e in values if e.value is not None) * side
    return End(outermost, any(e.closed for e in values if e.value == outermost))


def larger(a: Interval, b: Interval) -> Interval:
    """max(a, b)."""
    corners = [(1, a.high), (1, b.high)]
    nonzero = a.excludes_zero and b.excludes_zero
    return Interval(_tighter(a.low, b.low, 1), _extreme(corners, 1), nonzero)


def smaller(a: Interval, b: Interval) -> Interval:
    """min(a, b)."""
    return negate(larger(negate(a), negate(b)))


def signum(a: Interval) -> Interval:
    """The sign of a: -1, 0 or 1."""
    low = 1 if a.positive else 0 if a.nonnegative else -1
    high = -1 if a.negative else 0 if negate(a).nonnegative else 1
    return Interval(end(low, True), end(high, True), a.excludes_zero)


def invert(a: Interval) -> Interval:
    """1/a, where it is defined."""
    if a.nonnegative:
        return Interval(_inverse(a.high, infinite_to=0), _inverse(a.low), True)
    if negate(a).nonnegative:
        return negate(invert(negate(a)))
    return Interval(nonzero=True)


def _inverse(e: End, infinite_to: int | None = None) -> End:
    """1/e for an end e >= 0."""
    if e.value is None:
        return end(infinite_to or 0)
    return INFINITE if e.value == 0 else End(1 / e.value, e.closed)


def power(a: Interval, n: int) -> Interval:
    """a^n for an integer n, where it is defined."""
    if n < 0:
        return invert(power(a, -n))
    if n == 0:
        return point(Fraction(1))
    if n % 2 == 0:
        return _even_power(a, n)
    return Interval(_odd_power(a.low, n), _odd_power(a.high, n), a.nonzero)


def _odd_power(e: End, n: int) -> End:
    """An end raised to a power; infinite, which is wider, where it would be too large."""
    if e.value is None or _bits(e.value) * n > MAX_BITS:
        return INFINITE
    return End(e.value**n, e.closed)


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _even_power(a: Interval, n: int) -> Interval:
    if a.nonnegative:
        return Interval(_odd_power(a.low, n), _odd_power(a.high, n), a.nonzero)
    if negate(a).nonnegative:
        return _even_power(negate(a), n)
    ends = [_odd_power(e, n) for e in (a.low, a.high)]
    high = INFINITE if INFINITE in ends else _extreme(((0, e) for e in ends), 1)
    return Interval(end(0, not a.nonzero), high, a.nonzero)
