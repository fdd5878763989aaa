"""Exact values, by balls, and how far a float is from one, in units in the last place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

from flint import arb
from sympy.core.symbol import Symbol

from derive.codegen.points import Point
from derive.codegen.quick import Balls
from derive.expression.nodes import DerivativeOf, Expression
from derive.kernel.balls import CannotTell, Undefined
from derive.numeric.evaluate import Evaluator

#: Precisions that are tried until a value is known to `_KNOWN` bits.
_PRECISIONS = (128, 256, 1024, 4096)
_KNOWN = 64
#: Conditions that quotients of differences tell well, and to how many bits they are known.
_MODERATE, _ROUGH = 2.0**24, 8
#: The exponents of normal floats; the least is that of the last bit of the least normal one.
_LEAST, _MOST = -1022, 1023
#: Values below 2^_SMALL are kept times 2^_SHIFT, so that their low parts are floats.
_SMALL, _SHIFT = -800, 600
#: Values that are neither as small nor as large are sums of two floats as they are.
_MODEST = 2.0**_SMALL
#: How many bits of a value are kept.
_BITS = 160


@dataclass(frozen=True)
class Exact:
    """A value, as the sum of two floats times 2^-shift.

    `size` is the exponent e for which 2^e <= |value| < 2^(e + 1), None for 0.
    """

    high: float
    low: float
    shift: int
    size: int | None

    @property
    def is_normal(self) -> bool:
        """Whether it is in the range of normal floats."""
        return self.size is not None and _LEAST <= self.size <= _MOST

    @property
    def is_large(self) -> bool:
        """Whether it is beyond the floats."""
        return self.size is not None and self.size > _MOST

    def ulps(self, computed: float) -> float:
        """How far a float is from it, in units in its last place; infinite for what is none.

        Below the normal floats the unit is the least float.
        """
        if not math.isfinite(computed):
            return math.inf
        unit = max(_LEAST if self.size is None else self.size, _LEAST) - 52
        scaled = (
            math.ldexp(computed, self.shift) if abs(computed) < 1 or not self.shift else computed
        )
        difference = abs((scaled - self.high) - self.low)
        try:
            return math.ldexp(difference, -unit - self.shift)
        except OverflowError:
            return math.inf


def exact(ball: Any) -> Exact:
    """The value of a narrow ball."""
    middle = ball.mid()
    high = float(middle)
    if _MODEST < abs(high) < 1 / _MODEST:
        low = float(middle - high)
        above = abs(math.frexp(high)[0]) == 0.5 and low * high < 0
        return Exact(high, low, 0, math.frexp(high)[1] - 1 - above)
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    if not mantissa:
        return Exact(0.0, 0.0, 0, None)
    size = abs(mantissa).bit_length() + exponent - 1
    if size > _MOST:
        return Exact(math.inf, 0.0, 0, size)
    shift = _SHIFT if size < _SMALL else 0
    if size + shift < 2 * _LEAST:
        return Exact(0.0, 0.0, shift, size)
    surplus = max(0, abs(mantissa).bit_length() - _BITS)
    mantissa, exponent = mantissa >> surplus, exponent + surplus + shift
    high = float(mantissa)
    low = float(mantissa - int(high))
    return Exact(math.ldexp(high, exponent), math.ldexp(low, exponent), shift, size)


#: What stands for the value where there certainly is none.
UNDEFINED = Exact(math.nan, 0.0, 0, None)


class Equal(NamedTuple):
    """A form that is equal to what is computed where low <= x < high."""

    form: Expression
    low: float = -math.inf
    high: float = math.inf


def _is_known(value: Any) -> bool:
    return bool(value.is_zero() or value.rel_accuracy_bits() >= _KNOWN)


class Truth:
    """The exact values of an expression.

    Forms that are proved equal to it on an interval of the variable are asked first there: they
    may be easier to know.
    """

    def __init__(self, variables: Sequence[Symbol], form: Expression, by: Symbol) -> None:
        self.variables = tuple(variables)
        self.by = by
        self._place = self.variables.index(by)
        self._forms = [Equal(form)]
        self._known: dict[Point, Exact | None] = {}
        self._quick: dict[tuple[Expression, int], Balls | None] = {}
        self._conditions: dict[Point, float] = {}

    def add(self, *forms: Equal) -> None:
        """Takes in forms that are proved equal; what was not known may be so then."""
        self._forms = list(dict.fromkeys((*forms, *self._forms)))
        self._known = {p: e for p, e in self._known.items() if e is not None}

    def at(self, point: Point) -> Exact | None:
        """The value at a point, `UNDEFINED` where there is none, None where it cannot be told."""
        if point not in self._known:
            ball = self._ball(point)
            self._known[point] = ball if ball is None or ball is UNDEFINED else exact(ball)
        return self._known[point]

    def learn(self, at: Sequence[Point]) -> None:
        """Takes in the values at several points at once, as far as compiled forms tell them."""
        unknown: dict[tuple[Expression, ...], list[Point]] = {}
        for point in at:
            if point not in self._known:
                unknown.setdefault(tuple(self._equal_at(point)), []).append(point)
        for forms, left in unknown.items():
            for precision, form in product(_PRECISIONS, forms):
                left[:] = self._learnt(form, left, precision)

    def _learnt(self, form: Expression, at: list[Point], precision: int) -> list[Point]:
        """Takes in the values that a form tells; the points at which it does not are left."""
        quick = self._compiled(form, precision)
        balls = [None] * len(at) if quick is None or not at else quick.columns(at)
        left = []
        for point, ball in zip(at, balls, strict=True):
            if ball is not None and _is_known(ball):
                self._known[point] = exact(ball)
            else:
                left.append(point)
        return left

    def _equal_at(self, point: Point) -> list[Expression]:
        x = point[self._place]
        return [e.form for e in self._forms if e.low <= x < e.high]

    def _ball(self, point: Point) -> Any:
        """A narrow ball of the value, `UNDEFINED`, or None."""
        forms = self._equal_at(point)
        value = None
        for precision, form in product(_PRECISIONS, forms):
            quick = self._compiled(form, precision)
            found = None if quick is None else quick.at(point)
            value = value if found is None else found
            if value is not None and _is_known(value):
                return value
        # a ball that is wide says that there is a value; the kernel may tell that it is 0
        return self._slowly(forms, point) if value is None or value.contains(0) else None

    def _slowly(self, forms: Sequence[Expression], point: Point) -> Any:
        """What the kernel tells; more digits are tried only for what is not compiled."""
        at = {v: Fraction(x) for v, x in zip(self.variables, point, strict=True)}
        compiled = all(self._compiled(form, _PRECISIONS[0]) for form in forms)
        for precision in _PRECISIONS[:1] if compiled else _PRECISIONS:
            evaluator = Evaluator(at, precision)
            for form in forms:
                try:
                    value = evaluator.ball(form)
                except Undefined:
                    return UNDEFINED
                except CannotTell:
                    continue
                if _is_known(value):
                    return value
        return None

    def _compiled(self, form: Expression, precision: int) -> Balls | None:
        key = form, precision
        if key not in self._quick:
            self._quick[key] = None
            with suppress(CannotTell):
                self._quick[key] = Balls(form, self.variables, precision)
        return self._quick[key]

    def condition(self, point: Point) -> float:
        """|x f'(x)/f(x)|, by how much a relative error of x is enlarged; 0 where it is unknown."""
        if point not in self._conditions:
            self._conditions[point] = self._condition(point)
        return self._conditions[point]

    def _rough(self, point: Point) -> Any:
        """A ball of the value that has a few digits at least, `UNDEFINED`, or None."""
        known = self._known.get(point)
        if known is None or not 0 < abs(known.high) < math.inf:
            return self._ball(point)
        return (arb(known.high) + known.low) / arb(2) ** known.shift

    def _condition(self, point: Point) -> float:
        value = self._rough(point)
        if value is None or value is UNDEFINED or value.is_zero() or not point[self._place]:
            return 0.0
        forms = self._equal_at(point)
        for form in forms:
            quick = self._compiled(form, _PRECISIONS[1])
            slope = None if quick is None else quick.slope(point, self._place)
            enlarged = arb("nan") if slope is None else abs(slope / value)
            if enlarged < _MODERATE and enlarged.rel_accuracy_bits() > _ROUGH:
                return float(enlarged.mid())
        at = {v: Fraction(x) for v, x in zip(self.variables, point, strict=True)}
        for precision, form in product(_PRECISIONS[:2], forms):
            try:
                slope = Evaluator(at, precision).ball(DerivativeOf(form, self.by))
            except (Undefined, CannotTell):
                continue
            enlarged = abs(arb(point[self._place]) * slope / value)
            if enlarged.is_finite() and enlarged.rel_accuracy_bits() > _ROUGH:
                return min(float(enlarged.mid()), 1e300)
        return 0.0
