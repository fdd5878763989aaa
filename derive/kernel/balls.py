"""The value of an expression at a point, as a ball that certainly contains it.

Domains are tested before a function is applied, so that *certainly undefined* (`Undefined`) and
*cannot tell* (`CannotTell`) stay apart.  Derivatives are not evaluated here.  Expressions have
their definitions unfolded and no opaque functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any, ClassVar

from flint import arb, ctx, fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    Expression,
    IntegerPower,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
)
from derive.expression.numerals import MAX_EXPONENT_BITS
from derive.kernel.conditions import integer_exponent
from derive.kernel.functions import FUNCTIONS, PARAMETERS, FunctionRow

Point = Mapping[Symbol, Fraction]


class Undefined(Exception):  # noqa: N818 - it says what is the case
    """The expression certainly has no value at the point."""


class CannotTell(Exception):  # noqa: N818 - it says what is the case
    """The balls are too wide, or the expression is of a kind that is not evaluated."""


class Environment(dict[Symbol, Any]):
    """The values of variables, and of the subexpressions that were met at them.

    How a node is evaluated is told by the `computed` of its class.
    """

    computed: ClassVar[Mapping[type, Callable[[Any, Any], Any]]]

    def __init__(self, values: Mapping[Symbol, Any]) -> None:
        super().__init__(values)
        self.known: dict[Expression, Any] = {}

    def value(self, e: Expression) -> Any:
        """What an expression is here."""
        compute = self.computed.get(type(e))
        if compute is not None:
            found = self.known.get(e)
            if found is None:
                found = self.known[e] = compute(e, self)
            return found
        if isinstance(e, Integer):
            return arb(e.p)
        if isinstance(e, Notation):
            return self.value(e.meaning)
        found = self.get(e) if isinstance(e, Symbol) else None
        if found is None:
            raise CannotTell(f"no value for {e}")
        return found

    def term(self, value: Any) -> arb:
        """The ball that a value is."""
        return finite(value)

    def require(self, value: Any, relation: str) -> None:
        """Raises `Undefined` or `CannotTell` where a value may not stand in a relation to 0."""
        verdict = compare(self.term(value), relation)
        if verdict is False:
            raise Undefined
        if verdict is None:
            raise CannotTell("the sign is not certain")

    def applied(self, row: FunctionRow, values: list[Any]) -> Any:
        """A known function at values."""
        if row.defined:
            here = type(self)(dict(zip(PARAMETERS, map(self.term, values), strict=False)))
            for expression, relation in row.defined:
                self.require(here.value(expression), relation)
        return row.ball(*map(self.term, values))


def evaluate(
    e: Expression,
    at: Mapping[Symbol, arb],
    precision: int = 64,
    kind: type[Environment] = Environment,
) -> arb:
    """A ball of every value of `e` for variables in balls.  Raises `Undefined` or `CannotTell`.

    The first says that `e` is defined nowhere in the balls.
    """
    with ctx.workprec(precision):
        return finite(kind(at).value(e))


def compare(value: arb, relation: str) -> bool | None:
    """Whether a ball certainly stands in `relation` to 0, certainly does not, or neither."""
    if relation == ">":
        return True if value > 0 else False if value <= 0 else None
    if relation == ">=":
        return True if value >= 0 else False if value < 0 else None
    if relation == "=":
        return True if value.is_zero() else False if value != 0 else None
    return True if value != 0 else False if value.is_zero() else None


def ball(q: Fraction) -> arb:
    """The ball of a rational at the working precision."""
    return arb(fmpq(q.numerator, q.denominator))


def finite(value: arb) -> arb:
    """A ball, if it is a finite one.  Raises `CannotTell`."""
    if not value.is_finite():
        raise CannotTell("no finite ball")
    return value


def _decimal(e: Expression, _: Environment) -> arb:
    digits, places = (int(a) for a in e.args)
    return ball(Fraction(digits, 10**places))


def _quotient(e: Expression, at: Environment) -> Any:
    top, bottom = e.args
    above, below = at.value(top), at.value(bottom)
    at.require(below, "!=")
    return above / below


def _power(e: Expression, at: Environment) -> Any:
    base = at.value(e.args[0])
    n = integer_exponent(e.args[1])
    if n is not None:
        if n <= 0:
            at.require(base, "!=")
        return _integer_power(base, n)
    exponent = at.value(e.args[1])
    if isinstance(e.args[0], Constant) and e.args[0].name == "e":
        return exponent.exp()
    at.require(base, ">")
    return (exponent * base.log()).exp()


def marked_power(e: IntegerPower, at: Environment) -> Any:
    """A power whose exponent is an integer wherever it is looked at, though not in every box."""
    base, exponent = (at.value(a) for a in e.parts)
    n = exponent.unique_fmpz()
    if n is None or not exponent.is_exact():
        if compare(at.term(base), ">") is not True:
            raise CannotTell("an exponent is one of several integers")
        return (exponent * base.log()).exp()
    if n <= 0 or not e.least:  # as it is written, wherever it is looked at
        at.require(base, "!=")
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


def called(e: Call, at: Environment) -> Any:
    """A known function at its arguments."""
    row = FUNCTIONS.get(e.name)
    if row is None:
        raise CannotTell(f"{e.name} is not evaluated")
    return at.applied(row, [at.value(a) for a in e.arguments])


def chosen(e: Choice, at: Environment) -> Any:
    """The branch that is chosen; a ball of both where that is not certain."""
    verdict = compare(at.term(at.value(e.guard)), e.relation)
    if verdict is not None:
        return at.value(e.branches[0 if verdict else 1])
    try:
        one, other = map(at.value, e.branches)
    except Undefined:
        raise CannotTell("which case applies is not certain") from None
    return at.term(one).union(at.term(other))


Environment.computed = {
    Constant: lambda e, _: arb.pi() if e.name == "pi" else arb.const_e(),
    Decimal: _decimal,
    Choice: chosen,
    Negation: lambda e, at: -at.value(e.args[0]),
    SumOf: lambda e, at: reduce(add, map(at.value, e.args)),
    ProductOf: lambda e, at: reduce(mul, map(at.value, e.args)),
    Quotient: _quotient,
    Power: _power,
    IntegerPower: marked_power,
    Call: called,
}
