"""From a written expression to a float program: each operation as it stands, left to right.

Numbers without variables are rounded once.  What is marked as `Compensated` is a call whose
argument is computed with its rounding error, by error-free sums and products, and which is
corrected by that error to first order.  Source: T. J. Dekker, A floating-point technique for
extending the available precision, Numerische Mathematik 18 (1971).
"""

from __future__ import annotations

import math
import sys
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.codegen.exponentials import exponent_of
from derive.codegen.program import Builder, Program, computes
from derive.expression.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    free_variables,
    subexpressions,
)
from derive.expression.numerals import NumeralTooLarge, numeral
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.shorthand import Bracket
from derive.expression.substitution import substitute
from derive.expression.text import text
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import integer_exponent
from derive.numeric.evaluate import evaluate

#: Larger integer powers are computed by `pow`.
MAX_POWER = 16
#: Splits a float into halves of 26 bits.
_SPLITTER = 2.0**27 + 1
#: Floats are scaled by it before they are split, so that the largest ones do not overflow.
_SCALE = 2.0**-28
#: To how many bits constants are known before they are rounded.
_BITS = 256
#: What has fewer bits before the point than this is nearer to 0 than to any other float.
_LEAST_SIZE = -1100


class NoProgramError(ValueError):
    """What floats do not compute, with a `hint` of what to do."""

    hint = "code is made of elementary functions, erf and erfc"


class NoFormError(NoProgramError):
    """Of an expression that has poles, say: no form is proved equal to it on its domain."""

    hint = "--where names a domain, as in --where '-1 < x' --where 'x < 1'"


class NoCasesError(NoFormError):
    """Cases are told apart by what code does not compare, or are too many."""

    hint = "cases by >, >=, < and <= are written as code"


class TooLargeError(NoProgramError):
    """A number is beyond the floats."""


class Compensated(Bracket):
    """A call whose argument is computed with its rounding error, or a sum that is so itself.

    Of a power it is the exponent, a number, that is taken with the error of rounding it.

    The kernel reads through it.
    """

    __slots__ = ()


#: What the derivative by the exponent is called among those that calls are corrected by.
POWER = "power"
_U = Symbol("u")
_SCOPE = Scope(variables=frozenset("u"))
#: The derivatives that calls are corrected by; each is proved before it is used.
SLOPES: dict[str, Expression] = {
    name: parse_expression(slope, _SCOPE)
    for name, slope in (
        ("exp", "exp(u)"),
        ("erf", "2/sqrt(pi)*exp(-u^2)"),
        ("erfc", "-2/sqrt(pi)*exp(-u^2)"),
    )
}


class Pair(NamedTuple):
    """A value and the error of it, each the place of a result."""

    high: int
    low: int


def program(e: Expression) -> Program:
    """The program that computes `e`.  Raises `NoProgramError`."""
    lowering = _Lowering()
    return lowering.builder.done(lowering.value(e))


def derivatives_used(e: Expression) -> tuple[str, ...]:
    """The functions that are corrected by their derivatives."""
    found = (_as_call(s.args[0]) for s in subexpressions(e) if isinstance(s, Compensated))
    calls = (made for made in found if isinstance(made, Call | Power))
    return tuple(dict.fromkeys(getattr(made, "name", POWER) for made in calls))


def _as_call(e: Expression) -> Expression:
    exponent = exponent_of(e)
    return e if exponent is None or isinstance(e, Call) else call("exp", exponent)


def is_inexact_power(e: Expression) -> bool:
    """Whether it is a power of what varies, and its exponent a number that no float is."""
    if not isinstance(e, Power) or not free_variables(e.args[0]) or free_variables(e.args[1]):
        return False
    try:
        return integer_exponent(e.args[1]) is None and _rest(e.args[1], rounded(e.args[1])) != 0
    except NoProgramError:
        return False


class _Lowering:
    def __init__(self) -> None:
        self.builder = Builder()

    def value(self, e: Expression) -> int:
        """The place of the value of `e`."""
        if isinstance(e, Symbol):
            return self.builder.emit("input", name=e.name)
        if not free_variables(e):
            return self.builder.number(rounded(e), "" if _is_plain(e) else text(e))
        match e:
            case Compensated():
                return self.compensated(_as_call(e.args[0]))
            case Bracket():
                return self.value(e.args[0])
            case SumOf():
                return self.sum(e)
            case ProductOf():
                return self.product(e)
            case Quotient():
                return self.emit("/", *e.args)
            case Negation():
                return self.emit("neg", *e.args)
            case Power():
                return self.power(*e.args)
            case Call() if computes(e.name):
                return self.emit(e.name, *e.arguments)
        raise NoProgramError(f"{text(e)} is not computed in floats")

    def emit(self, op: str, *parts: Expression) -> int:
        return self.builder.emit(op, *map(self.value, parts))

    def sum(self, e: SumOf) -> int:
        first, *terms = e.args
        total = self.value(first)
        for term in terms:
            minus = isinstance(term, Negation)
            part = self.value(term.args[0] if minus else term)
            total = self.builder.emit("-" if minus else "+", total, part)
        return total

    def product(self, e: ProductOf) -> int:
        first, *factors = e.args
        total = self.value(first)
        for factor in factors:
            total = self.builder.emit("*", total, self.value(factor))
        return total

    def power(self, base: Expression, exponent: Expression) -> int:
        if isinstance(base, Constant) and base.name == "e":
            return self.emit("exp", exponent)
        n = integer_exponent(exponent)
        if n is None or abs(n) > MAX_POWER:
            return self.emit("pow", base, exponent)
        whole = self.whole_power(self.value(base), abs(n))
        return whole if n > 0 else self.builder.emit("/", self.builder.number(1.0), whole)

    def whole_power(self, base: int, n: int) -> int:
        """A power by repeated squaring."""
        if n == 0:
            return self.builder.number(1.0)
        if n == 1:
            return base
        half = self.whole_power(base, n // 2)
        square = self.builder.emit("*", half, half)
        return self.builder.emit("*", square, base) if n % 2 else square

    def compensated(self, e: Expression) -> int:
        """`f(h) + f'(h)*l` for the argument h + l; of a sum h + l itself."""
        if isinstance(e, Power):
            return self.exact_power(*e.args)
        if not isinstance(e, Call):
            return self.builder.emit("+", *self.pair(e))
        (argument,) = e.arguments
        high, low = self.pair(argument)
        names = Symbol("_high")
        self.builder.known[_input(names)] = high
        if e.name == "exp":
            whole = self.builder.emit("exp", high)
            slope = whole
        else:
            whole = self.builder.emit(e.name, high)
            slope = self.value(substitute(SLOPES[e.name], {_U: names}))
        return self.builder.emit("+", whole, self.builder.emit("*", slope, low))

    def exact_power(self, base: Expression, exponent: Expression) -> int:
        """`u^h + u^h*log(u)*l` for the exponent h + l."""
        emit, number = self.builder.emit, self.builder.number
        high = rounded(exponent)
        whole = emit("pow", self.value(base), number(high, text(exponent)))
        rest = emit("*", number(_rest(exponent, high)), emit("log", self.value(base)))
        return emit("+", whole, emit("*", whole, rest))

    def pair(self, e: Expression) -> Pair:
        """The places of the value of `e` and of its error."""
        if not free_variables(e):
            high = rounded(e)
            low = _rest(e, high)
            return Pair(self.builder.number(high, text(e)), self.builder.number(low))
        match e:
            case Symbol():
                return Pair(self.value(e), self.builder.number(0.0))
            case Negation():
                high, low = self.pair(e.args[0])
                return Pair(self.builder.emit("neg", high), self.negated(low))
            case ProductOf():
                return self.pair_product([self.pair(f) for f in e.args])
            case Quotient() if not free_variables(e.args[1]):
                inverse = Quotient(Integer(1), e.args[1])
                return self.pair_product([self.pair(e.args[0]), self.pair(inverse)])
            case Power() if (n := integer_exponent(e.args[1])) is not None and 0 < n <= MAX_POWER:
                return self.pair_product([self.pair(e.args[0])] * n)
            case SumOf():
                return self.pair_sum(e)
            case Call() if _chooses(e):
                return Pair(self.value(e), self.builder.number(0.0))
        raise NoProgramError(f"{text(e)} is not computed with its error")

    def negated(self, k: int) -> int:
        return k if self.is_zero(k) else self.builder.emit("neg", k)

    def is_zero(self, k: int) -> bool:
        return self.builder.code[k].op == "number" and self.builder.code[k].value == 0

    def pair_product(self, factors: list[Pair]) -> Pair:
        total = factors[0]
        for factor in factors[1:]:
            total = self.times(total, factor)
        return total

    def times(self, a: Pair, b: Pair) -> Pair:
        """A product with its error: exact for the high parts where nothing over- or underflows."""
        emit = self.builder.emit
        for one, other in ((a, b), (b, a)):
            if self.is_scale(one):
                low = other.low if self.is_zero(other.low) else emit("*", one.high, other.low)
                return Pair(emit("*", one.high, other.high), low)
        high = emit("*", a.high, b.high)
        (a1, a2), (b1, b2) = self.halves(a.high), self.halves(b.high)
        low = emit("-", emit("*", a1, b1), high)
        low = emit("+", emit("+", low, emit("*", a1, b2)), emit("*", a2, b1))
        low = emit("+", low, emit("*", a2, b2))
        for x, y in ((a.high, b.low), (b.high, a.low)):
            if not self.is_zero(y):
                low = emit("+", low, emit("*", x, y))
        return Pair(high, low)

    def is_scale(self, a: Pair) -> bool:
        """Whether it is a power of two, by which products are exact."""
        instruction = self.builder.code[a.high]
        exact = instruction.op == "number" and self.is_zero(a.low)
        return exact and abs(math.frexp(instruction.value)[0]) == 0.5

    def halves(self, k: int) -> tuple[int, int]:
        """A float as a sum of two with half the bits."""
        instruction = self.builder.code[k]
        if instruction.op == "number":
            first, second = _halves(instruction.value)
            return self.builder.number(first), self.builder.number(second)
        emit = self.builder.emit
        scaled = emit("*", self.builder.number(_SPLITTER * _SCALE), k)
        small = emit("*", self.builder.number(_SCALE), k)
        half = emit("-", scaled, emit("-", scaled, small))
        first = emit("*", self.builder.number(1 / _SCALE), half)
        return first, emit("-", k, first)

    def pair_sum(self, e: SumOf) -> Pair:
        total = self.pair(e.args[0])
        for term in e.args[1:]:
            total = self.plus(total, self.pair(term))
        return total

    def plus(self, a: Pair, b: Pair) -> Pair:
        """A sum with its error.  Source: D. E. Knuth, The Art of Computer Programming, 4.2.2."""
        emit = self.builder.emit
        high = emit("+", a.high, b.high)
        other = emit("-", high, a.high)
        low = emit("+", emit("-", a.high, emit("-", high, other)), emit("-", b.high, other))
        for part in (a.low, b.low):
            if not self.is_zero(part):
                low = emit("+", low, part)
        return Pair(high, low)


def _chooses(e: Expression) -> bool:
    """Whether a value is that of a variable, which is not rounded."""
    if isinstance(e, Call) and e.name in ("max", "min"):
        return all(map(_chooses, e.arguments))
    return isinstance(e, Symbol)


def _input(variable: Symbol):  # type: ignore[no-untyped-def]
    from derive.codegen.program import Instruction

    return Instruction("input", (), variable.name)


def _is_plain(e: Expression) -> bool:
    """Whether its value is a number that a float is, so that nobody asks where it comes from."""
    try:
        value = numeral(e)
    except ArithmeticError:
        return False
    return value is not None and Fraction(float(value)) == value


@lru_cache(maxsize=5_000)
def rounded(e: Expression) -> float:
    """The float nearest to a number.

    Raises `TooLargeError` where it is beyond the floats, `NoProgramError` where it has no value.
    """
    try:
        with suppress(NumeralTooLarge):
            value = numeral(e)
            if value is not None:
                return float(value)
        return nearest(evaluate(e, {}, _BITS))
    except OverflowError as error:
        raise TooLargeError(f"{text(e)} is beyond the floats") from error
    except (Undefined, CannotTell, ArithmeticError) as error:
        raise NoProgramError(f"{text(e)} has no value in floats") from error


def _rest(e: Expression, high: float) -> float:
    """The float nearest to what rounding left of a number."""
    value = numeral(e)
    if value is not None:
        return float(value - Fraction(high))
    from flint import arb

    return nearest(evaluate(e, {}, _BITS) - arb(high))


def nearest(ball) -> float:  # type: ignore[no-untyped-def]
    """The float nearest to the middle of a ball.  Raises `OverflowError` beyond the floats."""
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    size = mantissa.bit_length() + exponent
    if size > sys.float_info.max_exp:
        raise OverflowError("a number beyond the floats")
    if size < _LEAST_SIZE:
        return 0.0
    return float(Fraction(mantissa) * Fraction(2) ** exponent)


def _halves(value: float) -> tuple[float, float]:
    scaled = _SPLITTER * value
    first = scaled - (scaled - value)
    return first, value - first
