"""Whether a decimal is a number as it is rounded to the digits that are shown.

All is by balls.  A decimal on the left is known to half a unit of its last digit, and what could be
in degrees, or a logarithm to the base ten, is not held against anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from flint import arb, fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    Written,
    constant,
    free_variables,
    strip,
    subexpressions,
)
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.theory import REFUSALS, Theory
from derive.numeric.evaluate import evaluate_balls
from derive.report.document import LinkVerdict

_PRECISION = 128
#: It unfolds what is known by a definition, such as a logarithm to a base.
_KNOWN = Theory()
#: No more digits are told, and no larger power of ten is looked at.
MAX_DIGITS = 40
_DEGREE = Quotient(constant("pi"), Integer(180))
_TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "sec", "csc", "cot"})
_INVERSE = frozenset({"asin", "acos", "atan", "acot", "asec", "acsc"})


class Shown(NamedTuple):
    """A number as it is written: its value is `digits` times ten to the power `unit`."""

    digits: int
    unit: int

    @property
    def value(self) -> fmpq:
        """The number."""
        return fmpq(self.digits) * _ten(self.unit)


class Rounded(NamedTuple):
    """What is said of an approximation; `right` is the number as it should be written.

    `value` is the ball that the left side is in.
    """

    verdict: LinkVerdict
    right: str = ""
    cut_off: bool = False
    value: str = ""


UNDECIDED = Rounded(LinkVerdict.NOT_SHOWN)


def is_rounded(left: Expression, right: Expression) -> bool:
    """Whether the right side is a decimal, and the number on the left is that for its digits."""
    left, right = _measured(left, right)
    bare = right.args[0] if isinstance(right, Negation) else right
    shown = shown_number(right)
    if not isinstance(bare, Decimal) or shown is None or free_variables(left):
        return False
    value = _value(left, {})
    return value is not None and _agrees(value, shown)


def _measured(left: Expression, right: Expression) -> tuple[Expression, Expression]:
    """Both sides, or how many degrees they are where the right one is so many."""
    degrees = _degrees(strip(right))
    return (left, right) if degrees is None else (Quotient(left, _DEGREE), degrees)


def _degrees(e: Expression) -> Expression | None:
    """How many degrees an angle is, where it is written so."""
    match e:
        case Negation():
            inner = _degrees(e.args[0])
            return None if inner is None else Negation(inner)
        case ProductOf() if len(e.args) == 2 and e.args[1] == _DEGREE:
            return e.args[0]
    return None


def approximation(left: Expression, right: Expression) -> Rounded | None:
    """What is to be said of `left \\approx right`; None where that is not about two numbers.

    A number that is rounded to the digits that are shown holds, and one whose digits are cut off
    there as well; it is refuted where no value that the left side may have gives those digits.
    """
    left, right = _measured(left, right)
    shown = shown_number(right)
    if shown is None or free_variables(left):
        return None
    value = _value(left, {})
    if value is None:
        return UNDECIDED
    if _agrees(value, shown):
        return Rounded(LinkVerdict.ROUNDED)
    if _is_cut_off(value, shown):
        return Rounded(LinkVerdict.ROUNDED, _written(value, shown), cut_off=True)
    if any(_agrees(other, shown) for other in _others(left)):
        return UNDECIDED
    right_digits = _written(value, shown)
    if not right_digits:
        return UNDECIDED
    return Rounded(LinkVerdict.REFUTED, right_digits, value=value.str(10))


def shown_number(e: Expression) -> Shown | None:
    """A decimal or a numeral, perhaps with a sign, perhaps times a power of ten.

    Zeros at the end of a numeral say nothing of how exact it is.
    """
    e = strip(e)
    match e:
        case Negation():
            inner = shown_number(e.args[0])
            return None if inner is None else Shown(-inner.digits, inner.unit)
        case Decimal():
            return Shown(int(e.args[0]), -int(e.args[1]))
        case Integer():
            digits, unit = int(e), 0
            while digits and digits % 10 == 0:
                digits, unit = digits // 10, unit + 1
            return Shown(digits, unit)
        case ProductOf() if len(e.args) == 2:
            inner, power = shown_number(e.args[0]), _power_of_ten(e.args[1])
            if inner is None or power is None:
                return None
            exact = e.args[0] if isinstance(e.args[0], Integer) else None
            base = inner if exact is None else Shown(int(exact), 0)
            return Shown(base.digits, base.unit + power)
    return None


def _power_of_ten(e: Expression) -> int | None:
    match e:
        case Power() if e.args[0] == Integer(10):
            exponent, sign = e.args[1], 1
            if isinstance(exponent, Negation):
                exponent, sign = exponent.args[0], -1
            if isinstance(exponent, Integer) and abs(int(exponent)) <= MAX_DIGITS:
                return sign * int(exponent)
    return None


def _ten(unit: int) -> fmpq:
    return fmpq(10**unit) if unit >= 0 else fmpq(1, 10**-unit)


def _value(e: Expression, at: Mapping[Symbol, arb]) -> arb | None:
    try:
        return evaluate_balls(e, at, _PRECISION)
    except CannotTell:
        return _unfolded_value(e, at)
    except (Undefined, *REFUSALS):
        return None


def _unfolded_value(e: Expression, at: Mapping[Symbol, arb]) -> arb | None:
    try:
        return evaluate_balls(_KNOWN.unfold(e), at, _PRECISION)
    except (CannotTell, Undefined, *REFUSALS):
        return None


def _agrees(value: arb, shown: Shown) -> bool:
    """Whether a number in a ball may be rounded to what is shown; halfway either way will do."""
    half = arb(_ten(shown.unit)) / 2
    return not bool(abs(value - arb(shown.value)) > half * (1 + arb(1) / 1000))


def _is_cut_off(value: arb, shown: Shown) -> bool:
    """Whether what is shown are the first digits of a number."""
    apart = abs(value) - abs(arb(shown.value))
    same = bool(value * arb(shown.value) >= 0)
    return same and bool(apart >= 0) and bool(apart < arb(_ten(shown.unit)))


def _others(left: Expression) -> Iterator[arb]:
    """What the left side may be besides: with more digits, in degrees, to the base ten."""
    for form in (left, _in_degrees(left), _to_base_ten(left)):
        balls: dict[Symbol, arb] = {}
        value = _value(_with_balls(form, balls), balls)
        if value is not None and (balls or form != left):
            yield value


def _with_balls(e: Expression, balls: dict[Symbol, arb]) -> Expression:
    """An expression with a variable for each decimal, which is in the ball of what it may be."""
    found = dict.fromkeys(s for s in subexpressions(e) if isinstance(s, Decimal))
    new = {}
    for k, one in enumerate(found):
        shown = Shown(int(one.args[0]), -int(one.args[1]))
        symbol = Symbol(f"_{k}")
        balls[symbol] = arb(arb(shown.value), arb(_ten(shown.unit)) / 2)
        new[one] = symbol
    return e.xreplace(new)


def _in_degrees(e: Expression) -> Expression:
    """An expression whose angles are in degrees."""

    def change(part: Expression) -> Expression:
        if not isinstance(part, Call) or not part.arguments:
            return part
        if part.name in _TRIGONOMETRIC:
            return Call(part.args[0], ProductOf(part.arguments[0], _DEGREE))
        return Quotient(part, _DEGREE) if part.name in _INVERSE else part

    return _changed(e, change)


def _to_base_ten(e: Expression) -> Expression:
    """An expression whose logarithms are to the base ten."""

    def change(part: Expression) -> Expression:
        if isinstance(part, Call) and part.name == "log" and len(part.arguments) == 1:
            return Quotient(part, Call(part.args[0], Integer(10)))
        return part

    return _changed(e, change)


def _changed(e: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """An expression in which parts are changed, the innermost first."""
    if isinstance(e, Written) and not isinstance(e, (Decimal, Constant)):
        e = e.func(*(_changed(part, change) for part in e.args))
    return change(e)


def _written(value: arb, shown: Shown) -> str:
    """A number as it is rounded to the digits that are shown; empty where that is not certain."""
    nearest = (value / arb(_ten(shown.unit)) + arb(1) / 2).floor().unique_fmpz()
    if nearest is None or abs(shown.unit) > MAX_DIGITS:
        return ""
    if shown.unit >= 0:
        return str(int(nearest) * 10**shown.unit)
    digits = str(abs(int(nearest))).rjust(1 - shown.unit, "0")
    sign = "-" if nearest < 0 else ""
    return f"{sign}{digits[: shown.unit]}.{digits[shown.unit :]}"
