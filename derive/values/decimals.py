"""Decimals of which every digit is known: a ball is narrowed until both its ends round alike."""

from __future__ import annotations

from contextlib import suppress
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from flint import arb

from derive.expression.nodes import Expression
from derive.expression.numerals import NumeralTooLarge, numeral
from derive.kernel.balls import CannotTell
from derive.numeric.evaluate import NOWHERE, evaluate
from derive.numeric.working import working

#: Precisions that are tried, in bits.
_PRECISIONS = (128, 512, 2048, 8192)
#: Decimals have no exponent where the place of their first digit is from here to the last digit.
_FIRST = -4
#: From how many bits before or behind the point on a value is far from 1.
_FAR = 4000
#: log10(2) times 10^40, for digits from bits.
_LOG10_OF_2 = 3010299956639811952137388947244930267682


def decimal(e: Expression, digits: int) -> str:
    """The value of a number to so many significant digits, the last one rounded to nearest.

    Zeros at the end are left out where the value is exactly what is written.  Raises `Undefined`
    where there certainly is no value, `CannotTell` where no precision tells how it rounds: a
    value that is 0 without being written so is such a one.
    """
    with suppress(NumeralTooLarge):
        exact = numeral(e)
        if exact is not None:
            return _written(exact, digits, exact)
    for precision in _PRECISIONS:
        ball, places = _near_one(evaluate(e, NOWHERE, precision), precision)
        if ball.rel_accuracy_bits() < 1:  # its ends may be too far apart to be written down
            continue
        low, high = ends(ball)
        if low == high or _rounded(low, digits) == _rounded(high, digits):
            return _written(low, digits, low if low == high and not places else None, places)
    raise CannotTell


def _near_one(ball: Any, precision: int) -> tuple[Any, int]:
    """A ball times 10 to some power, and how many places it was moved: none if it is not far."""
    moved = 0
    while abs(size := _bits(ball)) >= _FAR:
        places = -size * _LOG10_OF_2 // 10**40
        with working(precision):
            ball = ball * arb(10) ** places
        moved += places
    return ball, moved


def _bits(ball: Any) -> int:
    """The binary exponent of the middle of a ball; 0 where the ball tells nothing of its size."""
    if ball.rel_accuracy_bits() < 1:
        return 0
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    return mantissa.bit_length() + exponent


def ends(ball: Any) -> tuple[Fraction, Fraction]:
    """The two ends of a ball, exactly."""
    middle, radius = _fraction(ball.mid()), _fraction(ball.rad())
    return middle - radius, middle + radius


def _fraction(exact: Any) -> Fraction:
    mantissa, exponent = (int(part) for part in exact.mid().man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def rounded_alike(low: Fraction, high: Fraction, digits: int) -> str:
    """What both ends of an interval are to so many digits, or nothing where they differ."""
    alike = _rounded(low, digits) == _rounded(high, digits)
    return _written(low, digits, low if low == high else None) if alike else ""


def _rounded(value: Fraction, digits: int) -> Decimal:
    return Context(prec=digits).divide(Decimal(value.numerator), Decimal(value.denominator))


def _written(value: Fraction, digits: int, exact: Fraction | None, places: int = 0) -> str:
    """A value divided by 10^places."""
    rounded = _rounded(value, digits)
    if exact is not None and Fraction(rounded) == exact:
        rounded = rounded.normalize(Context(prec=digits))
    if not places and _FIRST <= rounded.adjusted() < digits:
        return f"{rounded:f}"
    mantissa, _, exponent = f"{rounded:e}".partition("e")
    return f"{mantissa}e{int(exponent) - places:+03d}"
