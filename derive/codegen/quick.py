"""Balls of an expression at many points: compiled once, to a list of operations.

It knows fewer functions than the kernel's evaluation does, and gives None where that may tell more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from operator import add, mul, neg, truediv
from typing import Any, NamedTuple

from flint import arb
from sympy.core.symbol import Symbol

from derive.codegen.points import Point
from derive.expression.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
)
from derive.expression.shorthand import Bracket
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import integer_exponent
from derive.numeric.evaluate import evaluate
from derive.numeric.working import working
from derive.rules.functions import BALLS

#: Functions with a value everywhere, and those that have a finite ball only where they have one.
_ENTIRE = frozenset(
    {"exp", "expm1", "sinh", "cosh", "tanh", "asinh", "atan", "erf", "erfc", "abs", "max", "min"}
    | {"sech", "cbrt"}
)
_PARTIAL = frozenset({"log", "log1p", "sqrt", "asin", "acos", "acosh", "atanh", "coth", "csch"})
#: Where the ball of one of these has 0 in it the kernel is asked, which knows exact values.
_WAVES = frozenset({"sin", "cos", "tan"})

#: The step of differences, relative to a coordinate.
_STEP = 2.0**-60


class _Step(NamedTuple):
    function: Callable[..., Any]
    args: tuple[int, ...]
    is_partial: bool = False


class Balls:
    """The balls of an expression at points, with so many bits.

    Raises `CannotTell` for an expression that has more than elementary functions.
    """

    def __init__(self, e: Expression, variables: Sequence[Symbol], precision: int) -> None:
        self.precision = precision
        self._start: list[Any] = [None] * len(variables)
        self._steps: list[tuple[int, _Step]] = []
        self._places: dict[Expression, int] = {v: k for k, v in enumerate(variables)}
        self._result = self._place(e)

    def slope(self, point: Point, j: int) -> Any:
        """About x times the derivative by a coordinate x that is not 0: a quotient of differences.

        None where there is no value.
        """
        with working(self.precision):
            moved = arb(point[j]) * (1 + arb(_STEP))
            here, there = self.at(point), self.at((*point[:j], moved, *point[j + 1 :]))
            return None if here is None or there is None else (there - here) / arb(_STEP)

    def at(self, point: Sequence[Any]) -> Any:
        """The ball at a point, None where there is none that is finite."""
        values = self._start.copy()
        values[: len(point)] = map(arb, point)
        with working(self.precision):
            for k, (function, args, is_partial) in self._steps:
                value = values[k] = function(*[values[a] for a in args])
                if is_partial and not value.is_finite():
                    return None
        found = values[self._result]
        return found if found.is_finite() else None

    def columns(self, at: Sequence[Point]) -> list[Any]:
        """The balls at several points, operation by operation."""
        columns = [[v] * len(at) for v in self._start]
        columns[: len(at[0])] = ([arb(x) for x in column] for column in zip(*at, strict=True))
        finite = [True] * len(at)
        with working(self.precision):
            for k, (function, args, is_partial) in self._steps:
                columns[k] = list(map(function, *[columns[a] for a in args]))
                if is_partial:
                    finite = list(map(_both, finite, columns[k]))
        return [
            v if v.is_finite() and f else None
            for v, f in zip(columns[self._result], finite, strict=True)
        ]

    def _place(self, e: Expression) -> int:
        if e not in self._places:
            number = None if free_variables(e) else self._number(e)
            step = self._step(e) if number is None else None
            self._places[e] = len(self._start)
            self._start.append(number)
            if step is not None:
                self._steps.append((self._places[e], step))
        return self._places[e]

    def _number(self, e: Expression) -> Any:
        try:
            return evaluate(e, {}, self.precision)
        except Undefined as undefined:
            raise CannotTell("a number is undefined") from undefined

    def _step(self, e: Expression) -> _Step:
        match e:
            case Bracket():
                return _Step(_same, (self._place(e.args[0]),))
            case SumOf():
                return _Step(_sum, tuple(map(self._place, e.args)))
            case ProductOf():
                return _Step(_product, tuple(map(self._place, e.args)))
            case Negation():
                return _Step(neg, (self._place(e.args[0]),))
            case Quotient():
                return _Step(truediv, tuple(map(self._place, e.args)), is_partial=True)
            case Power():
                return self._power(*e.args)
            case Call() if e.name in _ENTIRE | _PARTIAL:
                args = tuple(map(self._place, e.arguments))
                return _Step(BALLS[e.name], args, e.name in _PARTIAL)
            case Call() if e.name in _WAVES:
                wave = partial(_surely_nonzero, BALLS[e.name])
                return _Step(wave, tuple(map(self._place, e.arguments)), is_partial=True)
        raise CannotTell("it is evaluated by the kernel only")

    def _power(self, base: Expression, exponent: Expression) -> _Step:
        if isinstance(base, Constant) and base.name == "e":
            return _Step(arb.exp, (self._place(exponent),))
        n = integer_exponent(exponent)
        if n is not None:
            return _Step(lambda value: value**n, (self._place(base),), is_partial=True)
        args = (self._place(base), self._place(exponent))
        return _Step(lambda a, b: (b * a.log()).exp(), args, is_partial=True)


def _both(known: bool, value: Any) -> bool:
    return known and bool(value.is_finite())


def _surely_nonzero(function: Callable[[Any], Any], argument: Any) -> Any:
    """A value, or none where it may be 0 and is not known to be."""
    value = function(argument)
    return value if value.is_zero() or not value.contains(0) else arb("nan")


def _same(value: Any) -> Any:
    return value


def _sum(*values: Any) -> Any:
    return reduce(add, values)


def _product(*values: Any) -> Any:
    return reduce(mul, values)
