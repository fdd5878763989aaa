"""What balls alone say of an equality; no rule and no normal form has a part in it.

A witness is a rational point of the declared domain at which the balls of the two sides are
disjoint.  For opaque functions concrete ones are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import Call, Expression, free_variables, subexpressions
from derive.expression.parser import Relation, Scope, parse_expression, parse_relations
from derive.kernel.balls import CannotTell, Point, Undefined, compare, evaluate
from derive.kernel.opaque import concrete
from tests.equality import Item

FREE = Scope(free=True)
PRECISIONS = (64, 256, 1024, 4096)
MAX_POINTS = 40
_PLAIN = (
    "3/4 -5/4 1/3 2 -1/2 5/2 -2 1/8 7/5 -1/16 1 0 9/2 -7/3 11/3 1/7 -1 17/6 6 -9/2 1/50 12 60 -40"
)
VALUES = tuple(map(Fraction, _PLAIN.split()))
#: `a relation b`, as a difference and its relation to 0, and whether the difference is b - a.
_AS_DIFFERENCE = {
    ">": (">", False),
    ">=": (">=", False),
    "<": (">", True),
    "<=": (">=", True),
    "!=": ("!=", False),
}


@dataclass(frozen=True)
class Witness:
    """A point at which the sides certainly differ, and the precision that shows it."""

    point: Point
    left: arb
    right: arb
    precision: int


@dataclass(frozen=True)
class Question:
    """An item, parsed, with concrete functions for the opaque ones."""

    item: Item

    @cached_property
    def written(self) -> tuple[Expression, Expression]:
        return parse_expression(self.item.left), parse_expression(self.item.right)

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        return tuple(r for text in self.item.where for r in parse_relations(text, FREE))

    @cached_property
    def opaque(self) -> tuple[str, ...]:
        calls = (s for e in self._parts() for _, s in subexpressions(e) if isinstance(s, Call))
        return tuple(sorted({c.name.rstrip("'") for c in calls} - FUNCTION_NAMES.keys()))

    @cached_property
    def variables(self) -> tuple[Symbol, ...]:
        names = frozenset[Symbol]().union(*map(free_variables, self._parts()))
        return tuple(sorted(names, key=lambda v: str(v.name)))

    @cached_property
    def sides(self) -> tuple[Expression, Expression]:
        left, right = self.written
        return concrete(left, self.opaque), concrete(right, self.opaque)

    def _parts(self) -> Iterator[Expression]:
        yield from self.written
        for relation in self.relations:
            yield from (relation.left.node, relation.right.node)

    @cached_property
    def points(self) -> list[Point]:
        """Points that certainly lie in the declared domain."""
        return [p for p in self._candidates() if self._inside(p)][:MAX_POINTS]

    def _candidates(self) -> Iterator[Point]:
        if not self.variables:
            yield {}
            return
        values = (*self._numerals(), *VALUES)
        for k in range(len(values) * (4 * len(self.variables) - 3)):
            yield {
                v: values[(k * (2 * i + 1) + 5 * i + k // len(values) * i) % len(values)]
                for i, v in enumerate(self.variables)
            }

    def _numerals(self) -> list[Fraction]:
        """Short fractions that the item itself writes: bumps sit at such places."""
        texts = f"{self.item.left} {self.item.right} {' '.join(self.item.where)}"
        return [Fraction(t) for t in re.findall(r"\b[1-9]/[1-9]\b", texts)]

    def _inside(self, point: Point) -> bool:
        return all(self._holds(r, point) for r in self.relations)

    def _holds(self, relation: Relation, point: Point) -> bool:
        as_zero, swapped = _AS_DIFFERENCE[relation.relation]
        sides = (concrete(side.node, self.opaque) for side in (relation.left, relation.right))
        try:
            left, right = (evaluate(side, point) for side in sides)
        except (Undefined, CannotTell):
            return False
        return compare(right - left if swapped else left - right, as_zero) is True


def witness(question: Question, precisions: tuple[int, ...] = PRECISIONS) -> Witness | None:
    """The first point, at the least precision, at which the sides certainly differ."""
    for precision in precisions:
        for point in question.points:
            found = differ(question.sides, point, precision)
            if found is not None:
                return found
    return None


def differ(sides: tuple[Expression, Expression], point: Point, precision: int) -> Witness | None:
    """Disjoint balls of the two sides at a point, if they are so at this precision."""
    try:
        left, right = (evaluate(side, point, precision) for side in sides)
    except (Undefined, CannotTell):
        return None
    return None if left.overlaps(right) else Witness(point, left, right, precision)


def defined(e: Expression, point: Point, precision: int = 64) -> bool | None:
    """Whether an expression certainly has a value at a point, certainly has none, or neither."""
    try:
        evaluate(e, point, precision)
    except Undefined:
        return False
    except CannotTell:
        return None
    return True
