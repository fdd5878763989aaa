"""The exact value of an expression that is made of numerals only.

Its size is bounded before it is computed, so that a tower of powers never is.  It knows integers
and decimals under `+ - * / ^` with integer exponents; named numbers and functions it leaves alone.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Decimal,
    Expression,
    IntegerPower,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
)

#: No numerator and no denominator of a numeral has more bits.
MAX_BITS = 4096
#: No integer exponent that is computed with has more bits.
MAX_EXPONENT_BITS = 64


class NumeralTooLarge(ArithmeticError):  # noqa: N818 - it says what is the case
    """A numeral would have more than `MAX_BITS` bits."""


def numeral(e: Expression) -> Fraction | None:
    """The value of `e`; None if it is not of numerals only or is not defined.

    Raises `NumeralTooLarge`, before computing it, for a value of more than `MAX_BITS` bits.
    """
    if free_variables(e):
        return None
    match e:
        case Integer():
            return Fraction(int(e))
        case Decimal():
            digits, places = (int(a) for a in e.args)
            return _bounded(Fraction(digits, 10**places))
        case Notation():
            return numeral(e.meaning)
    if type(e) not in _OPERATIONS:
        return None
    values = [numeral(a) for a in e.args]
    known = [value for value in values if value is not None]
    return _OPERATIONS[type(e)](*known) if len(known) == len(values) else None


def _bounded(value: Fraction) -> Fraction:
    if _bits(value) > MAX_BITS:
        raise NumeralTooLarge
    return value


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _sum(*terms: Fraction) -> Fraction:
    total = Fraction(0)
    for term in terms:
        total = _bounded(total + term)
    return total


def _product(*factors: Fraction) -> Fraction:
    total = Fraction(1)
    for factor in factors:
        total = _bounded(total * factor)
    return total


def _quotient(top: Fraction, bottom: Fraction) -> Fraction | None:
    return _bounded(top / bottom) if bottom else None


def _power(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator != 1 or (base == 0 and exponent <= 0):
        return None
    if base in (0, 1):
        return base
    n = int(exponent)
    if base == -1:
        return base if n % 2 else -base
    # A number of b bits is at least 2^(b-1): nothing that fits is refused here.
    if (_bits(base) - 1) * abs(n) > MAX_BITS:
        raise NumeralTooLarge
    return _bounded(base**n)


_OPERATIONS: dict[type, Callable[..., Fraction | None]] = {
    SumOf: _sum,
    ProductOf: _product,
    Quotient: _quotient,
    Negation: lambda a: -a,
    Power: _power,
    IntegerPower: lambda base, exponent, _: _power(base, exponent),
}
