"""Conditions tried at points of a domain before they are reasoned about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import cycle

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, Negation, SumOf, called, free_variables
from derive.kernel.balls import CannotTell, Point, Undefined, compare
from derive.kernel.conditions import Condition
from derive.kernel.functions import FUNCTIONS
from derive.kernel.tidy import order
from derive.numeric import evaluate as balls
from derive.numeric.evaluate import Evaluator
from derive.prover.conditions.vanishing import cores, ends_in, vanishes
from derive.prover.edges import edges
from derive.prover.opaque import concrete

#: Values of variables that a domain says nothing of: of any kind, so integers.
_FREE = tuple(map(Fraction, (2, -3, 5, -1, 3, -2, 1)))


def opaque_in(expressions: Iterable[Expression]) -> tuple[str, ...]:
    """The names of the functions in expressions of which nothing is known, sorted."""
    names = {name.rstrip("'") for e in expressions for name in called(e)}
    return tuple(sorted(names - FUNCTIONS.keys()))


def example(e: Expression, opaque: tuple[str, ...]) -> Expression:
    """An expression with functions that are known in the place of opaque ones, these first."""
    found = opaque_in([e])
    return concrete(e, (*opaque, *(n for n in found if n not in opaque))) if found else e


class Trial:
    """Points of a domain, and the values that expressions have there.

    In the place of `opaque` functions stand those with which the points were found.  The points
    are those of a domain where `conditions` hold and the `integers` are integers.
    """

    def __init__(
        self,
        points: Sequence[Point],
        opaque: tuple[str, ...] = (),
        conditions: Sequence[Condition] = (),
        integers: frozenset[Symbol] = frozenset(),
    ) -> None:
        self.points = points
        self.opaque = opaque
        self.conditions = conditions
        self.integers = integers
        self._at: dict[tuple[Symbol, ...], list[Evaluator]] = {}
        self._values: dict[Expression, tuple[list[arb | None], Iterator[arb | None]]] = {}
        self._vanishing: dict[Expression, bool] = {}

    def fails(self, c: Condition) -> bool:
        """Whether a condition certainly fails somewhere, or is undefined there."""
        if c.relation == "=":
            here = self._example(c)
            return any(balls.holds(here, p) is False for p in self.points)
        return any(
            value is None or compare(value, c.relation) is False for value in self._of(c.expression)
        )

    def turns(self, e: Expression) -> bool:
        """Whether an expression is certainly positive somewhere and negative elsewhere."""
        values = [value for value in self._of(e) if value is not None]
        return any(value > 0 for value in values) and any(value < 0 for value in values)

    def vanishes(self, e: Expression) -> bool:
        """Whether an expression certainly has a zero between some of the points."""
        if e not in self._vanishing:
            here = example(e, self.opaque)
            known = self.points[0].keys() if self.points else frozenset()
            inside = bool(self.points) and free_variables(here) <= known
            self._vanishing[e] = inside and any(self._has_zero(f, here) for f in cores(here))
        return self._vanishing[e]

    def _has_zero(self, f: Expression, e: Expression) -> bool:
        """Whether a factor of an expression has a zero."""
        valued = []
        for p, at in zip(self.points, self._evaluators(frozenset()), strict=True):
            with suppress(Undefined, CannotTell):
                valued.append((p, at.ball(f)))
        if vanishes(f, e, valued, self):
            return True
        zero = Condition(e, "=")
        if any(balls.holds(zero, p) for p in self._led_to(f)):
            return True
        return ends_in(f, e, self.points[0], self)

    def _led_to(self, f: Expression) -> Iterator[Point]:
        """Points of the domain where a rational function may be zero, one variable being moved."""
        p = self.points[0]
        moving = () if called(f) else sorted(free_variables(f) - self.integers, key=order)
        there = ({**p, v: q} for v in moving for q in edges([Condition(f, "!=")], v, p))
        return (q for q in there if all(balls.holds(c, q) for c in self.conditions))

    def differ(self, e: Expression, other: Expression) -> bool:
        """Whether two expressions certainly differ somewhere."""
        gap = SumOf(e, Negation(other))
        return any(value is not None and value != 0 for value in self._of(gap))

    def among(self, conditions: Iterable[Condition]) -> Trial:
        """The points at which conditions certainly hold."""
        told = tuple(map(self._example, conditions))
        inside = [p for p in self.points if all(balls.holds(c, p) for c in told)]
        return Trial(inside, self.opaque, (*self.conditions, *told), self.integers)

    def _example(self, c: Condition) -> Condition:
        return Condition(example(c.expression, self.opaque), c.relation)

    def _of(self, e: Expression) -> Iterator[arb | None]:
        """The values of an expression that could be told; None where it is undefined.

        There are no more of them found than are asked for.
        """
        if e not in self._values:
            self._values[e] = [], self._evaluated(e)
        found, more = self._values[e]
        yield from found
        for value in more:
            found.append(value)
            yield value

    def _evaluated(self, e: Expression) -> Iterator[arb | None]:
        here = example(e, self.opaque)
        for at in self._evaluators(free_variables(here)):
            try:
                yield at.ball(here)
            except Undefined:
                yield None
            except CannotTell:
                continue

    def _evaluators(self, variables: frozenset[Symbol]) -> list[Evaluator]:
        """The points, with some value for each variable that they have none for."""
        known = self.points[0].keys() if self.points else variables
        others = tuple(sorted(variables - known, key=order))
        if others not in self._at:
            values = cycle(_FREE)
            extended = ({**p, **dict(zip(others, values, strict=False))} for p in self.points)
            self._at[others] = list(map(Evaluator, extended))
        return self._at[others]


NOWHERE = Trial(())
