"""Points that are hard on an equality: zeros of its factors, multiples of pi, far and near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from random import Random

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    SumOf,
    free_variables,
    has_derivative,
    is_leaf,
    parts,
    size,
)
from derive.expression.parser import parse_expression
from tests.fuzz.values import BITS, Opaque, Undefined, Unknown, Values, exactly, working

#: A coordinate and how it is told.
Coordinate = tuple[arb, str]
Place = dict[Symbol, Coordinate]
_PLAIN = ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3", "1/3", "-7/3", "5/2", "-3/4", "6")
_FAR = ("1000003/7", "-999999937", "1/1000003", "-1/65537", "9", "-7")
_TURNS = ("1", "-1", "1/2", "-1/2", "2", "-2", "3", "3/2", "-3/2", "1/3", "2/3", "1/4", "3/4")
#: What each variable is put at, before chance has it.
_FIRST = ("0", "1*pi", "1", "-1", "1/2*pi", "-1*pi", "-1/2*pi", "1/2", "2", "-2")
#: At which multiples of pi an angle is put.
_PEAKS = ("1", "-1/2", "1/2", "3/2", "0", "-1", "2", "1/3")
#: From where zeros are looked for, and how many steps are made.
_STARTS = ("1/7", "-2/3", "5/3", "-9/4", "13/4", "11/2")
_STEPS = 60
MAX_SIZE = 40
#: How small a value is taken for 0 there, and how small a slope is none.
_CLOSE, _FLAT = BITS - 40, 60
#: Which denominators are simple, and how near a zero is to such a rational that it is meant.
_SIMPLE, _SETTLED = 10**6, 250


def _told(words: str) -> Coordinate:
    q = exactly(Fraction(words.removesuffix("*pi")))
    return (q * arb.pi() if words.endswith("*pi") else q), words


def _integer(r: Random) -> Coordinate:
    n = r.choice((0, 1, -1, 2, -2, 3, -3, 5, -8, 1000))
    return arb(n), str(n)


class Places:
    """Places for the variables of some expressions, zeros of what stands in them among others."""

    def __init__(
        self,
        expressions: Sequence[Expression],
        integers: frozenset[Symbol],
        opaque: Opaque | None,
        r: Random,
    ) -> None:
        self.variables = sorted(frozenset().union(*map(free_variables, expressions)), key=str)
        self.integers = integers
        self.opaque = opaque
        self.random = r
        #: What is 0 at most places, as far as one variable can be moved to where it is.
        self.zeros: list[Expression] = []
        self.smooth = not any(map(has_derivative, expressions))
        inner = {s for e in expressions for s in _factors(e)}
        self.factors = sorted((s for s in inner if free_variables(s) <= {*self.variables}), key=str)
        self.angles = [s.arguments[0] for s in self.factors if _is_wave(s)]

    def each(self, count: int) -> Iterator[Place]:
        """So many places."""
        if not self.variables:
            yield {}
            return
        for k in range(count):
            place = {v: self._coordinate(v) for v in self.variables}
            i, j = k % len(self.variables), k // len(self.variables)
            if j < len(_FIRST) and self.variables[i] not in self.integers:
                place[self.variables[i]] = _told(_FIRST[j])
            for factor in self._chosen():
                self._moved_to_a_zero(place, factor)
            for zero in self.zeros:
                self._moved_to_a_zero(place, zero)
            yield place

    def _chosen(self) -> Iterator[Expression]:
        """What is made 0 one after the other: an angle beside a multiple of pi, or any factor."""
        if self.angles and self.random.random() < 0.5:
            turns = parse_expression(f"{self.random.choice(_PEAKS)}*pi")
            yield SumOf(self.random.choice(self.angles), Negation(turns))
        elif self.factors:
            yield from self.random.choices(self.factors, k=self.random.choice((0, 1, 1, 2)))

    def _coordinate(self, v: Symbol) -> Coordinate:
        if v in self.integers:
            return _integer(self.random)
        if self.random.random() < 0.3:
            return _told(f"{self.random.choice(_TURNS)}*pi")
        far = self.smooth and self.random.random() < 0.15  # differences are wide
        return _told(self.random.choice(_FAR if far else _PLAIN))

    def _moved_to_a_zero(self, place: Place, factor: Expression) -> None:
        """Moves one variable to where a factor is 0, or close beside it."""
        free = sorted(free_variables(factor) - self.integers, key=str)
        if not free:
            return
        v = self.random.choice(free)
        zero = self._zero(factor, v, place)
        if zero is not None:
            beside = self.random.choice((0, 0, 0, 0, 0, 1, -1))
            moved = _settled(zero) + exactly(Fraction(beside, 1000))
            place[v] = moved, f"{zero.str(20)} + {beside}/1000"

    def _zero(self, factor: Expression, v: Symbol, place: Place) -> arb | None:
        """Where a factor is 0 by the secant method, to all digits, from some start."""
        at = {w: value for w, (value, _) in place.items()}
        first = exactly(Fraction(self.random.choice(_STARTS)))
        second = first + exactly(Fraction(1, 16))
        with suppress(Undefined, Unknown, ZeroDivisionError), working(_CLOSE):
            low, high = (Values({**at, v: x}, self.opaque).of(factor) for x in (first, second))
            for _ in range(_STEPS):
                if not abs(high - low) > abs(second - first) * arb(2) ** -_FLAT:
                    return None  # a double zero, of which half the digits are told
                if high.is_zero():
                    return arb(0) if abs(second) < arb(2) ** -_FLAT else second
                step = (high * (second - first) / (high - low)).mid()
                first, low, second = second, high, (second - step).mid()
                high = Values({**at, v: second}, self.opaque).of(factor)
        return None


def _settled(zero: arb) -> arb:
    """A zero that is as good as a simple rational, as that: what is left over would not be 0."""
    mantissa, exponent = (int(part) for part in zero.mid().man_exp())
    value = Fraction(mantissa) * Fraction(2) ** exponent
    simple = value.limit_denominator(_SIMPLE)
    return exactly(simple) if abs(value - simple) < Fraction(1, 2**_SETTLED) else zero


def _is_wave(e: Expression) -> bool:
    return isinstance(e, Call) and e.name in ("sin", "cos", "tan", "cot", "sec", "csc")


def _factors(e: Expression) -> Iterator[Expression]:
    """What stands in an expression and has a variable, but for the variables alone."""
    if not is_leaf(e):
        if free_variables(e) and size(e) <= MAX_SIZE and not has_derivative(e):
            yield e
        for child in parts(e):
            yield from _factors(child)
