"""The value of an expression at a point, as a ball that certainly contains it.

Domains are tested before a function is applied, so that *certainly undefined* (`Undefined`) and
*cannot tell* (`CannotTell`) stay apart.  A derivative is computed from a truncated power series of
its body, which uses no rule of differentiation.  Expressions here have their definitions unfolded
and no opaque functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any

from flint import arb, arb_series, fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.choices import Cases, Choice
from derive.expression.nodes import (
    Bracket,
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    HigherDerivative,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    ValueAt,
    Written,
    rational,
    substitute,
)
from derive.expression.numerals import MAX_EXPONENT_BITS
from derive.kernel.conditions import Condition, integer_exponent, numeral_or_none
from derive.kernel.functions import FUNCTIONS, PARAMETERS
from derive.kernel.series import (
    BALLS,
    SERIES,
    WAVES,
    NoSeries,
    Wave,
    composed,
    constant_term,
    working,
)
from derive.kernel.turns import turns_of

#: How many derivatives of derivatives are followed.
MAX_ORDER = 24

Point = Mapping[Symbol, Fraction]
NOWHERE: Point = {}
#: How many values of subexpressions are kept at a point.
MAX_KNOWN = 5_000


class _Environment(dict[Symbol, Any]):
    """The values of variables, and of the subexpressions that were met at them.

    `exact` are the rationals that variables are, of those that are known to be one.
    """

    def __init__(self, values: Mapping[Symbol, Any], exact: Point) -> None:
        super().__init__(values)
        self.exact = exact
        self.known: dict[Expression, Any] = {}


class Undefined(Exception):  # noqa: N818 - it says what is the case
    """The expression certainly has no value at the point."""


class CannotTell(Exception):  # noqa: N818 - it says what is the case
    """The balls are too wide, or the expression is of a kind that is not evaluated."""


def evaluate(e: Expression, point: Point, precision: int = 64) -> arb:
    """The ball of `e` at a rational point.  Raises `Undefined` or `CannotTell`."""
    with working(precision):
        return _finite(_value(e, _at(point)))


def evaluate_balls(e: Expression, at: Mapping[Symbol, arb], precision: int = 64) -> arb:
    """A ball of every value of `e` for variables in balls.  Raises as `evaluate` does.

    `Undefined` says that `e` is defined nowhere in the balls.
    """
    with working(precision):
        return _finite(_value(e, _Environment(at, NOWHERE)))


def series(
    e: Expression, variable: Symbol, centre: arb, length: int, precision: int = 64
) -> list[arb]:
    """The first coefficients of the Taylor series of `e` by its only variable, at each of a ball.

    Each encloses the coefficient at every point of `centre`.  Raises as `evaluate` does.
    """
    with working(precision):
        at = _Environment({variable: arb_series([centre, 1], prec=length)}, NOWHERE)
        value = _value(e, at)
        if not isinstance(value, arb_series):
            return [_finite(value), *([arb(0)] * (length - 1))]
        if value.prec < length:
            raise CannotTell("a power series was cut off")
        return [_finite(value[k]) for k in range(length)]


class Evaluator:
    """Balls at one point and precision; what expressions share is evaluated once."""

    def __init__(self, point: Point, precision: int = 64) -> None:
        self.precision = precision
        with working(precision):
            self._at = _at(point)

    def ball(self, e: Expression) -> arb:
        """The ball of `e`.  Raises `Undefined` or `CannotTell`."""
        if len(self._at.known) > MAX_KNOWN:
            self._at.known.clear()
        with working(self.precision):
            return _finite(_value(e, self._at))


def holds(condition: Condition, point: Point, precision: int = 64) -> bool | None:
    """Whether a condition certainly holds at a point, certainly fails, or neither (None)."""
    if condition.relation == "=":
        values = {v: rational(q) for v, q in point.items()}
        exact = numeral_or_none(substitute(condition.expression, values))
        if exact is not None:
            return exact == 0
    try:
        value = evaluate(condition.expression, point, precision)
    except Undefined:
        return False
    except CannotTell:
        return None
    return compare(value, condition.relation)


def compare(value: arb, relation: str) -> bool | None:
    """Whether a ball certainly stands in `relation` to 0, certainly does not, or neither."""
    if relation == ">":
        return True if value > 0 else False if value <= 0 else None
    if relation == ">=":
        return True if value >= 0 else False if value < 0 else None
    if relation == "=":
        return True if value.is_zero() else False if value != 0 else None
    return True if value != 0 else False if value.is_zero() else None


def _at(point: Point) -> _Environment:
    return _Environment({v: ball(q) for v, q in point.items()}, point)


def _without(point: Point, variable: Symbol) -> Point:
    return {v: q for v, q in point.items() if v != variable}


def ball(q: Fraction) -> arb:
    """The ball of a rational at the working precision."""
    return arb(fmpq(q.numerator, q.denominator))


def _finite(value: arb) -> arb:
    if not value.is_finite():
        raise CannotTell("no finite ball")
    return value


def _value(e: Expression, at: _Environment) -> Any:
    """A ball, or a power series in the variable that a derivative moves."""
    if isinstance(e, Written):
        found = at.known.get(e)
        if found is None:
            found = at.known[e] = _COMPUTED[type(e)](e, at)
        return found
    if isinstance(e, Integer):
        return arb(e.p)
    found = at.get(e)
    if found is None:
        raise CannotTell(f"no value for {e}")
    return found


def _constant(e: Expression, _: _Environment) -> Any:
    return arb.pi() if e.name == "pi" else arb.const_e()


def _decimal(e: Expression, _: _Environment) -> Any:
    digits, places = (int(a) for a in e.args)
    return ball(Fraction(digits, 10**places))


def _sum(e: Expression, at: _Environment) -> Any:
    return reduce(add, [_value(a, at) for a in e.args])


def _product(e: Expression, at: _Environment) -> Any:
    return reduce(mul, [_value(a, at) for a in e.args])


def _quotient(e: Expression, at: _Environment) -> Any:
    top, bottom = e.args
    above, below = _value(top, at), _value(bottom, at)
    _require(below, "!=")
    return above / below


def _require(value: Any, relation: str) -> None:
    verdict = compare(_finite(constant_term(value)), relation)
    if verdict is False:
        raise Undefined
    if verdict is None:
        raise CannotTell("the sign is not certain")


def _power(e: Expression, at: _Environment) -> Any:
    base = _value(e.args[0], at)
    n = integer_exponent(e.args[1])
    if n is not None:
        if n <= 0:
            _require(base, "!=")
        return _integer_power(base, n)
    exponent = _value(e.args[1], at)
    if isinstance(e.args[0], Constant) and e.args[0].name == "e":
        return exponent.exp()
    _require(base, ">")
    return (exponent * base.log()).exp()


def _marked_power(e: IntegerPower, at: _Environment) -> Any:
    """A power whose exponent is an integer wherever it is looked at, though not in every box."""
    base, exponent = (_value(a, at) for a in e.parts)
    if isinstance(exponent, arb_series):
        raise CannotTell("an integer does not move")
    n = exponent.unique_fmpz()
    if n is None or not exponent.is_exact():
        if compare(_finite(constant_term(base)), ">") is not True:
            raise CannotTell("an exponent is one of several integers")
        return (exponent * base.log()).exp()
    if n <= 0 or not e.least:  # as it is written, wherever it is looked at
        _require(base, "!=")
    return _integer_power(base, int(n))


def _integer_power(base: Any, n: int) -> Any:
    """`base^n` by repeated squaring: FLINT's own power is nan where the ball contains 0."""
    if n.bit_length() > MAX_EXPONENT_BITS:
        raise CannotTell("the exponent is too large")
    if n < 0:
        return 1 / _integer_power(base, -n)
    power: Any = arb(1)
    for bit in bin(n)[2:]:
        power = power * power
        if bit == "1":
            power = power * base
    return power


def _applied(e: Call, at: _Environment) -> Any:
    row = FUNCTIONS.get(e.name)
    if row is None:
        raise CannotTell(f"{e.name} is not evaluated")
    turns = turns_of(e.arguments[0], at.exact) if e.name in WAVES else None
    if turns is not None:
        return _wave(WAVES[e.name], fmpq(turns.numerator, turns.denominator))
    values = [_value(a, at) for a in e.arguments]
    moved = any(isinstance(value, arb_series) for value in values)
    terms = [_finite(constant_term(value)) for value in values]
    if row.defined or moved:
        here = _Environment(dict(zip(PARAMETERS, terms, strict=False)), NOWHERE)
        for expression, relation in row.defined:
            _require(_value(expression, here), relation)
        for expression, relation in row.smooth if moved else ():
            if compare(_value(expression, here), relation) is not True:
                raise CannotTell("no derivative is known there")
    try:
        return (SERIES if moved else BALLS)[e.name](*values)
    except NoSeries as error:
        raise CannotTell(str(error)) from error
    except ValueError as error:  # FLINT refuses series whose divisor has a wide ball about 0
        raise CannotTell("no power series") from error


def _choice(e: Choice, at: _Environment) -> Any:
    """The branch that is chosen; a ball of both where that is not certain, but of no series."""
    guard = _value(e.guard, at)
    moved = isinstance(guard, arb_series)
    term = _finite(constant_term(guard))
    chosen = compare(term, e.relation)
    if moved and compare(term, "!=") is not True:
        raise CannotTell("no derivative is known where the guard is zero")
    if chosen is not None:
        return _value(e.branches[0 if chosen else 1], at)
    return _either(e, at)


def _either(e: Choice, at: _Environment) -> arb:
    """A ball of both branches, where both have a value."""
    try:
        one, other = (_value(branch, at) for branch in e.branches)
    except Undefined:
        raise CannotTell("which case applies is not certain") from None
    if isinstance(one, arb_series) or isinstance(other, arb_series):
        raise CannotTell("which case applies is not certain")
    return arb(one).union(arb(other))


def _wave(parts: tuple[Wave | None, Wave | None], turns: fmpq) -> arb:
    """A quotient of a sine and a cosine at a multiple of pi, exact where it is rational."""
    above, below = (arb(1) if part is None else part(turns) for part in parts)
    _require(below, "!=")
    return above / below


def _derivative(e: DerivativeOf, at: _Environment) -> Any:
    """The derivative of a body by a variable, as long a series as the variable's own."""
    body, variable = e.args
    if variable not in at:
        raise CannotTell(f"no value for {variable.name}")
    here = at[variable]
    moving = [v for v, value in at.items() if isinstance(value, arb_series)]
    if moving not in ([], [variable]):
        raise CannotTell("derivatives by two variables")
    length = here.prec if moving else 1
    return _derivative_series(body, variable, constant_term(here), length, at, bool(moving))


def _derivative_series(
    body: Expression, variable: Symbol, centre: arb, length: int, at: _Environment, series: bool
) -> Any:
    if length > MAX_ORDER:
        raise CannotTell("too many derivatives")
    moved = {**at, variable: arb_series([centre, 1], prec=length + 1)}
    value = _value(body, _Environment(moved, _without(at.exact, variable)))
    if not isinstance(value, arb_series):
        return arb(0)
    if value.prec <= length:  # the terms behind are not 0, but cut off
        raise CannotTell("a power series was cut off")
    derived = value.derivative()
    return derived if series else derived[0]


def _derivative_at(e: DerivativeAt, at: _Environment) -> Any:
    body, variable, point = e.args
    place = _value(point, at)
    others = {v: value for v, value in at.items() if v != variable}
    outer = _Environment(others, _without(at.exact, variable))
    if not isinstance(place, arb_series):
        if any(isinstance(value, arb_series) for value in outer.values()):
            raise CannotTell("derivatives by two variables")
        return _derivative_series(body, variable, place, 1, outer, False)
    still = {v: q for v, q in outer.items() if not isinstance(q, arb_series)}
    fixed = _Environment(still, outer.exact)
    return composed(_derivative_series(body, variable, place[0], place.prec, fixed, True), place)


_COMPUTED: dict[type, Callable[[Any, _Environment], Any]] = {
    Constant: _constant,
    Decimal: _decimal,
    Choice: _choice,
    **dict.fromkeys(
        (Bracket, Cases, HigherDerivative, ValueAt), lambda e, at: _value(e.meaning, at)
    ),
    Negation: lambda e, at: -_value(e.args[0], at),
    SumOf: _sum,
    ProductOf: _product,
    Quotient: _quotient,
    Power: _power,
    IntegerPower: _marked_power,
    Call: _applied,
    DerivativeOf: _derivative,
    DerivativeAt: _derivative_at,
}
