"""Values of expressions with derivatives in them, as balls that certainly contain them.

A derivative is computed from a truncated power series of its body, which uses no rule of
differentiation.  Waves at multiples of pi that can be read off have their exact values.  All else
is as in the kernel, which evaluates neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, fmpq
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    free_variables,
    rational,
)
from derive.expression.substitution import substitute
from derive.kernel import balls
from derive.kernel.balls import (
    CannotTell,
    Environment,
    Point,
    Undefined,
    compare,
)
from derive.kernel.conditions import Condition, numeral_or_none, off_joint
from derive.kernel.functions import PARAMETERS, FunctionRow
from derive.numeric.series import SERIES, composed, constant_term
from derive.numeric.turns import turns_of
from derive.numeric.working import working

#: How many derivatives of derivatives are followed.
MAX_ORDER = 24
#: How many values of subexpressions are kept at a point.
MAX_KNOWN = 5_000


#: No point: an expression without variables has a value there.
NOWHERE: Point = {}


class Moving(Environment):
    """Values that are balls, or power series in the variable that a derivative moves.

    `exact` are the rationals that variables are, of those that are known to be one.
    """

    def __init__(self, values: Mapping[Symbol, Any], exact: Point = NOWHERE) -> None:
        super().__init__(values)
        self.exact = exact

    @classmethod
    def at(cls, point: Point) -> Moving:
        """The environment of a rational point."""
        return cls({v: balls.ball(q) for v, q in point.items()}, point)

    def term(self, value: Any) -> arb:
        """The ball at the point itself."""
        return balls.finite(constant_term(value))

    def applied(self, row: FunctionRow, values: list[Any]) -> Any:
        """A known function at values, on its smooth set where one of them moves."""
        if not any(isinstance(value, arb_series) for value in values):
            return super().applied(row, values)
        here = Moving(dict(zip(PARAMETERS, map(self.term, values), strict=False)))
        for expression, relation in row.defined:
            self.require(here.value(expression), relation)
        for expression, relation in row.smooth:
            if compare(here.value(expression), relation) is not True:
                raise CannotTell("no derivative is known there")
        try:
            return SERIES[row.name](*values)
        except ValueError as error:  # FLINT refuses series whose divisor has a wide ball about 0
            raise CannotTell("no power series") from error


def evaluate(e: Expression, point: Point, precision: int = 64) -> arb:
    """The ball of `e` at a rational point.  Raises `Undefined` or `CannotTell`."""
    with working(precision):
        return balls.finite(Moving.at(point).value(e))


def evaluate_balls(e: Expression, at: Mapping[Symbol, arb], precision: int = 64) -> arb:
    """A ball of every value of `e` for variables in balls.  Raises as `evaluate` does.

    `Undefined` says that `e` is defined nowhere in the balls.
    """
    return balls.evaluate(e, at, precision, Moving)


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


def series(
    e: Expression, variable: Symbol, centre: arb, length: int, precision: int = 64
) -> list[arb]:
    """The first coefficients of the Taylor series of `e` by its only variable, at each of a ball.

    Each encloses the coefficient at every point of `centre`.  Raises as `evaluate` does.
    """
    with working(precision):
        at = Moving({variable: arb_series([centre, 1], prec=length)})
        value = at.value(e)
        if not isinstance(value, arb_series):
            return [balls.finite(value), *([arb(0)] * (length - 1))]
        if value.prec < length:
            raise CannotTell("a power series was cut off")
        return [balls.finite(value[k]) for k in range(length)]


class Evaluator:
    """Balls at one point and precision; what expressions share is evaluated once."""

    def __init__(self, point: Point, precision: int = 64) -> None:
        self.precision = precision
        with working(precision):
            self._at = Moving.at(point)

    @property
    def known(self) -> int:
        """How many expressions have a value that is kept."""
        return len(self._at.known)

    def ball(self, e: Expression) -> arb:
        """The ball of `e`.  Raises `Undefined` or `CannotTell`."""
        if len(self._at.known) > MAX_KNOWN:
            self._at.known.clear()
        with working(self.precision):
            return balls.finite(self._at.value(e))


Wave = Callable[[fmpq], arb]
_SIN, _COS = arb.sin_pi_fmpq, arb.cos_pi_fmpq
#: The waves as quotients of a sine and a cosine of a multiple of pi; None is 1.
WAVES: dict[str, tuple[Wave | None, Wave | None]] = {
    "sin": (_SIN, None),
    "cos": (_COS, None),
    "tan": (_SIN, _COS),
    "cot": (_COS, _SIN),
    "sec": (None, _COS),
    "csc": (None, _SIN),
}


def _called(e: Call, at: Moving) -> Any:
    """A wave at a multiple of pi, exact where it is rational, or any known function."""
    turns = turns_of(e.arguments[0], at.exact) if e.name in WAVES else None
    if turns is None:
        return balls.called(e, at)
    q = fmpq(turns.numerator, turns.denominator)
    above, below = (arb(1) if part is None else part(q) for part in WAVES[e.name])
    at.require(below, "!=")
    return above / below


def _marked_power(e: IntegerPower, at: Moving) -> Any:
    if isinstance(at.value(e.parts[1]), arb_series):
        raise CannotTell("an integer does not move")
    return balls.marked_power(e, at)


def _chosen(e: Choice, at: Moving) -> Any:
    """The branch that is chosen, which it must be all around where the guard moves."""
    moved = frozenset(v for v in free_variables(e.guard) if isinstance(at.get(v), arb_series))
    if not moved:
        return balls.chosen(e, at)
    still = Moving({v: constant_term(value) for v, value in at.items()})
    for c in off_joint(e, moved):
        if compare(still.term(still.value(c.expression)), c.relation) is not True:
            raise CannotTell("no derivative is known where the guard may be zero")
    chosen = compare(still.term(still.value(e.guard)), e.relation)
    if chosen is None:
        raise CannotTell("which case applies is not certain")
    return at.value(e.branches[0 if chosen else 1])


def _derivative(e: DerivativeOf, at: Moving) -> Any:
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
    body: Expression, variable: Symbol, centre: arb, length: int, at: Moving, is_series: bool
) -> Any:
    if length > MAX_ORDER:
        raise CannotTell("too many derivatives")
    moved = {**at, variable: arb_series([centre, 1], prec=length + 1)}
    value = Moving(moved, _without(at.exact, variable)).value(body)
    if not isinstance(value, arb_series):
        return arb(0)
    if value.prec <= length:  # the terms behind are not 0, but cut off
        raise CannotTell("a power series was cut off")
    derived = value.derivative()
    return derived if is_series else derived[0]


def _derivative_at(e: DerivativeAt, at: Moving) -> Any:
    body, variable, point = e.args
    place = at.value(point)
    others = {v: value for v, value in at.items() if v != variable}
    outer = Moving(others, _without(at.exact, variable))
    if not isinstance(place, arb_series):
        if any(isinstance(value, arb_series) for value in outer.values()):
            raise CannotTell("derivatives by two variables")
        return _derivative_series(body, variable, place, 1, outer, False)
    still = {v: q for v, q in outer.items() if not isinstance(q, arb_series)}
    fixed = Moving(still, outer.exact)
    return composed(_derivative_series(body, variable, place[0], place.prec, fixed, True), place)


def _without(point: Point, variable: Symbol) -> Mapping[Symbol, Fraction]:
    return {v: q for v, q in point.items() if v != variable} if point else NOWHERE


Moving.computed = {
    **Environment.computed,
    Choice: _chosen,
    IntegerPower: _marked_power,
    Call: _called,
    DerivativeOf: _derivative,
    DerivativeAt: _derivative_at,
}
