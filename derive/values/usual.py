"""Points and ranges of a domain where none are asked for: few, round, and inside of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor, log10

from sympy.core.symbol import Symbol

from derive.kernel.conditions import Condition
from derive.kernel.facts.intervals import Interval
from derive.prover.domains import Domain

#: Points of the real numbers, how far they are from the end of a half-line, and shares of an
#: interval with two ends.
_REALS = (-10, -5, 0, 5, 10)
_BEYOND = (Fraction(1, 10), Fraction(1, 2), Fraction(1), Fraction(5), Fraction(10))
_SHARES = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10))
#: Points that are tried where few of those have a value, the plain ones first.
_OTHERS = tuple(
    sign * Fraction(q) for q in ("0", "1/2", "1", "2", "1/10", "3", "20", "100") for sign in (1, -1)
)
#: How many points there are, and how few are too few.
_MOST, _FEW = 5, 3
#: The ends of a range without any of its own, and by what part it goes beyond those it has.
_END, _MARGIN = Fraction(8), Fraction(1, 20)


def interval_of(variable: Symbol, conditions: Iterable[Condition]) -> Interval:
    """Where conditions leave a variable, as far as that is known."""
    return Domain((variable,), tuple(conditions)).bounds[variable]


def usual_points(across: Interval, holds: Callable[[Fraction], bool]) -> list[Fraction]:
    """A few points of an interval, those at which something holds; more where these are few."""
    chosen = list(filter(holds, _candidates(across)))
    for q in _OTHERS if len(chosen) < _FEW else ():
        if len(chosen) < _MOST and q not in chosen and holds(q):
            chosen.append(q)
    return sorted(chosen)


def _candidates(across: Interval) -> list[Fraction]:
    low, high = across.low.value, across.high.value
    first = [low] if low is not None and across.low.closed else []
    last = [high] if high is not None and across.high.closed else []
    if low is not None and high is not None:
        step = Fraction(10) ** floor(log10((high - low) / 20)) if high > low else Fraction(1)
        inner = [round((low + (high - low) * share) / step) * step for share in _SHARES]
        return [*(first or inner[:1]), *inner[1:-1], *(last or inner[-1:])]
    if low is not None:
        inner = [round((low + q) / _BEYOND[0]) * _BEYOND[0] for q in _BEYOND]
        return [*(first or inner[:1]), *inner[1:]]
    if high is not None:
        return [-q for q in _candidates(Interval(across.high._replace(value=-high)))]
    return list(map(Fraction, _REALS))


def usual_range(across: Interval) -> tuple[Fraction, Fraction]:
    """From where to where a function on an interval is drawn: a little beyond its ends."""
    low, high = across.low.value, across.high.value
    start = low if low is not None and (low >= -_END or high is not None) else None
    stop = high if high is not None and (high <= _END or low is not None) else None
    left = -_END if start is None else start
    right = _END if stop is None else stop
    if start is not None and stop is None:
        right = max(right, left + _END)
    if stop is not None and start is None:
        left = min(left, right - _END)
    margin = _MARGIN * (right - left)
    return left - margin * (start is not None), right + margin * (stop is not None)


def in_digits(q: Fraction) -> str:
    """A number as one writes it: with decimals where they end."""
    for places in range(16):
        scaled = q * 10**places
        if scaled.denominator == 1:
            return f"{Decimal(scaled.numerator).scaleb(-places):f}"
    return str(q)
