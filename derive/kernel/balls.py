"""The value of an expression at a point, as a ball that certainly contains it.

Domains are tested before a function is applied, so that *certainly undefined* (`Undefined`) and
*cannot tell* (`CannotTell`) stay apart.  A derivative is computed from a truncated power series of
its body, which uses no rule of differentiation.  Expressions here have their definitions unfolded
and no opaque functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx, fmpq, fmpz
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Bracket,
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
)
from derive.expression.numerals import MAX_EXPONENT_BITS
from derive.kernel.conditions import Condition, integer_exponent
from derive.kernel.functions import FUNCTIONS, PARAMETERS

#: How many derivatives of derivatives are followed.
MAX_ORDER = 8

Point = Mapping[Symbol, Fraction]
#: How many values of subexpressions are kept at a point.
MAX_KNOWN = 5_000


class _Environment(dict[Symbol, Any]):
    """The values of variables, and of the subexpressions that were met at them."""

    def __init__(self, values: Mapping[Symbol, Any]) -> None:
        super().__init__(values)
        self.known: dict[Expression, Any] = {}


class Undefined(Exception):  # noqa: N818 - it says what is the case
    """The expression certainly has no value at the point."""


class CannotTell(Exception):  # noqa: N818 - it says what is the case
    """The balls are too wide, or the expression is of a kind that is not evaluated."""


def evaluate(e: Expression, point: Point, precision: int = 64) -> arb:
    """The ball of `e` at a rational point.  Raises `Undefined` or `CannotTell`."""
    with _working(precision):
        return _finite(_value(e, _Environment({v: ball(q) for v, q in point.items()})))


def evaluate_balls(e: Expression, at: Mapping[Symbol, arb], precision: int = 64) -> arb:
    """A ball of every value of `e` for variables in balls.  Raises as `evaluate` does.

    `Undefined` says that `e` is defined nowhere in the balls.
    """
    with _working(precision):
        return _finite(_value(e, _Environment(at)))


class Evaluator:
    """Balls at one point and precision; what expressions share is evaluated once."""

    def __init__(self, point: Point, precision: int = 64) -> None:
        self.precision = precision
        with _working(precision):
            self._at = _Environment({v: ball(q) for v, q in point.items()})

    def ball(self, e: Expression) -> arb:
        """The ball of `e`.  Raises `Undefined` or `CannotTell`."""
        if len(self._at.known) > MAX_KNOWN:
            self._at.known.clear()
        with _working(self.precision):
            return _finite(_value(e, self._at))


def holds(condition: Condition, point: Point, precision: int = 64) -> bool | None:
    """Whether a condition certainly holds at a point, certainly fails, or neither (None)."""
    try:
        value = evaluate(condition.expression, point, precision)
    except Undefined:
        return False
    except CannotTell:
        return None
    return compare(value, condition.relation)


def compare(value: arb, relation: str) -> bool | None:
    """Whether a ball certainly stands in `relation` to 0, certainly does not, or neither."""
    certainly, certainly_not = {
        "!=": (value != 0, value.is_zero()),
        ">": (value > 0, value <= 0),
        ">=": (value >= 0, value < 0),
    }[relation]
    return True if certainly else False if certainly_not else None


@contextmanager
def _working(precision: int) -> Iterator[None]:
    before = ctx.prec
    ctx.prec = precision
    try:
        yield
    finally:
        ctx.prec = before


def ball(q: Fraction) -> arb:
    """The ball of a rational at the working precision."""
    return arb(fmpq(fmpz(q.numerator), fmpz(q.denominator)))


def _finite(value: arb) -> arb:
    if not value.is_finite():
        raise CannotTell("no finite ball")
    return value


def _value(e: Expression, at: _Environment) -> Any:
    """A ball, or a power series in the variable that a derivative moves."""
    if isinstance(e, Symbol):
        if e not in at:
            raise CannotTell(f"no value for {e.name}")
        return at[e]
    found = at.known.get(e)
    if found is None:
        found = at.known[e] = _computed(e, at)
    return found


def _computed(e: Expression, at: _Environment) -> Any:
    match e:
        case Integer():
            return arb(fmpz(int(e)))
        case Constant():
            return arb.pi() if e.name == "pi" else arb.const_e()
        case Decimal():
            digits, places = (int(a) for a in e.args)
            return ball(Fraction(digits, 10**places))
        case Bracket():
            return _value(e.args[0], at)
        case Negation():
            return -_value(e.args[0], at)
        case SumOf() | ProductOf():
            return _combined(e, at)
        case Quotient():
            top, bottom = (_value(a, at) for a in e.args)
            _require(bottom, "!=")
            return top / bottom
        case Power():
            return _power(e, at)
        case Call() if e.name in FUNCTIONS:
            return _applied(e, at)
        case DerivativeOf():
            return _derivative(e.args[0], e.args[1], at)
        case DerivativeAt():
            return _derivative_at(e, at)
    raise CannotTell(f"{type(e).__name__} is not evaluated")


def _combined(e: Expression, at: _Environment) -> Any:
    values = [_value(a, at) for a in e.args]
    done = values[0]
    for value in values[1:]:
        done = done + value if isinstance(e, SumOf) else done * value
    return done


def constant_term(value: Any) -> arb:
    """The ball at the point itself."""
    return value[0] if isinstance(value, arb_series) else value


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
    _require(base, ">")
    return _exp(exponent * base.log())


def _exp(value: Any) -> Any:
    return value.exp()


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
    row = FUNCTIONS[e.name]
    values = [_value(a, at) for a in e.arguments]
    moved = any(isinstance(value, arb_series) for value in values)
    terms = (_finite(constant_term(value)) for value in values)
    here = _Environment(dict(zip(PARAMETERS, terms, strict=False)))
    for expression, relation in row.defined:
        _require(_value(expression, here), relation)
    if moved:
        for expression, relation in row.smooth:
            if compare(_value(expression, here), relation) is not True:
                raise CannotTell("no derivative is known there")
    try:
        return (_SERIES if moved else _BALLS)[e.name](*values)
    except ValueError as error:  # FLINT refuses series whose divisor has a wide ball about 0
        raise CannotTell("no power series") from error


def _derivative(body: Expression, variable: Symbol, at: _Environment) -> Any:
    """The derivative of `body` by `variable`, as long a series as the variable's own."""
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
    value = _value(body, _Environment({**at, variable: arb_series([centre, 1], prec=length + 1)}))
    if not isinstance(value, arb_series):
        return arb(0)
    derived = value.derivative()
    return derived if series else derived[0]


def _derivative_at(e: DerivativeAt, at: _Environment) -> Any:
    body, variable, point = e.args
    place = _value(point, at)
    outer = _Environment({v: value for v, value in at.items() if v != variable})
    if not isinstance(place, arb_series):
        if any(isinstance(value, arb_series) for value in outer.values()):
            raise CannotTell("derivatives by two variables")
        return _derivative_series(body, variable, place, 1, outer, False)
    fixed = _Environment({v: q for v, q in outer.items() if not isinstance(q, arb_series)})
    return _composed(_derivative_series(body, variable, place[0], place.prec, fixed, True), place)


def _composed(series: Any, place: Any) -> Any:
    """The series of a function about the constant term of `place`, taken at `place`."""
    # composition needs a constant term that is exactly 0, which place - place[0] is not
    shift = arb_series([0, *place.coeffs()[1:]], prec=place.prec)
    if not isinstance(series, arb_series) or all(c == 0 for c in shift.coeffs()):
        return constant_term(series)
    return series(shift)


def _sec(u: Any) -> Any:
    return 1 / u.cos()


def _sinh(u: Any) -> Any:
    return (u.exp() - (-u).exp()) / 2


def _cosh(u: Any) -> Any:
    return (u.exp() + (-u).exp()) / 2


def _asinh(u: Any) -> Any:
    return (u + (u * u + 1).sqrt()).log()


def _acosh(u: Any) -> Any:
    return (u + (u * u - 1).sqrt()).log()


def _atanh(u: Any) -> Any:
    return ((1 + u).log() - (1 - u).log()) / 2


def _absolute(u: Any) -> Any:
    return u if constant_term(u) > 0 else -u


def _larger(u: Any, v: Any) -> Any:
    return u if constant_term(u - v) > 0 else v


def _cube_root(u: arb) -> arb:
    """The real root of a ball; one about 0 lies between the roots of its ends."""
    if u.is_zero():
        return arb(0)
    if u > 0:
        return u.root(3)
    if u < 0:
        return -(-u).root(3)
    low, high = u.lower(), u.upper()
    return _cube_root(low).union(_cube_root(high))


def _cube_root_series(u: Any) -> Any:
    sign = constant_term(u).sgn()
    return sign * ((sign * u).log() / 3).exp()


def _polygamma(order: int, u: Any) -> Any:
    """The derivative of that order of log gamma, from its power series about u."""
    series = arb_series([constant_term(u), 1], prec=u.prec + order).lgamma()
    for _ in range(order):
        series = series.derivative()
    return _composed(series, u)


#: The functions on power series, from those that FLINT has.
_SERIES: dict[str, Callable[..., Any]] = {
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log(),
    "sqrt": lambda u: u.sqrt(),
    "abs": _absolute,
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "cot": lambda u: u.cos() / u.sin(),
    "sec": _sec,
    "csc": lambda u: 1 / u.sin(),
    "asin": lambda u: u.asin(),
    "acos": lambda u: u.acos(),
    "atan": lambda u: u.atan(),
    "acot": lambda u: (1 / u).atan(),
    "asec": lambda u: (1 / u).acos(),
    "acsc": lambda u: (1 / u).asin(),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda u: _sinh(u) / _cosh(u),
    "coth": lambda u: _cosh(u) / _sinh(u),
    "sech": lambda u: 1 / _cosh(u),
    "csch": lambda u: 1 / _sinh(u),
    "asinh": _asinh,
    "acosh": _acosh,
    "atanh": _atanh,
    "acoth": lambda u: _atanh(1 / u),
    "asech": lambda u: _acosh(1 / u),
    "acsch": lambda u: _asinh(1 / u),
    "max": _larger,
    "min": lambda u, v: -_larger(-u, -v),
    "sign": lambda u: constant_term(u).sgn(),
    "cbrt": _cube_root_series,
    "log2": lambda u: u.log() / arb(2).log(),
    "log10": lambda u: u.log() / arb(10).log(),
    "expm1": lambda u: u.exp() - 1,
    "log1p": lambda u: (1 + u).log(),
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "gamma": lambda u: u.gamma(),
    "loggamma": lambda u: u.lgamma(),
    "digamma": lambda u: _polygamma(1, u),
    "trigamma": lambda u: _polygamma(2, u),
    "factorial": lambda u: (u + 1).gamma(),
}
#: The functions on balls: FLINT's own where it has them.
_BALLS: dict[str, Callable[..., Any]] = {
    **_SERIES,
    "abs": abs,
    "asin": arb.asin,
    "acos": arb.acos,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "coth": arb.coth,
    "sech": arb.sech,
    "csch": arb.csch,
    "asinh": arb.asinh,
    "acosh": arb.acosh,
    "atanh": arb.atanh,
    "acoth": lambda u: (1 / u).atanh(),
    "asech": lambda u: (1 / u).acosh(),
    "acsch": lambda u: (1 / u).asinh(),
    "max": arb.max,
    "min": arb.min,
    "cbrt": _cube_root,
    "expm1": arb.expm1,
    "log1p": arb.log1p,
    "digamma": arb.digamma,
    "trigamma": lambda u: arb(2).zeta(u),
}
