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
from itertools import islice, product

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import Call, Expression, free_variables, subexpressions
from derive.expression.parsed import Relation, Scope
from derive.expression.parser import parse_expression, parse_relations
from derive.kernel.balls import CannotTell, Point, Undefined, compare
from derive.numeric.evaluate import evaluate
from derive.prover.opaque import concrete
from tests.equality import Item

FREE = Scope(free=True)
PRECISIONS = (64, 256, 1024, 4096)
MAX_POINTS = 40
MAX_WRITTEN = 40
_SHORT = re.compile(r"\b[1-9]/[1-9]\b|\b[1-9]\b")
_VALUES = """
3/4 -5/4 1/3 2 -1/2 5/2 -2 1/8 7/5 -1/16 1 0 9/2 -7/3 11/3 1/7 -1 17/6 6 -9/2 1/50 12 60 -40
2/5 -1/5 4/7 -2/3 9/10 -9/10 1/20 4 7
"""
VALUES = tuple(map(Fraction, _VALUES.split()))
#: `a relation b`, as a difference and its relation to 0, and whether the difference is b - a.
AS_DIFFERENCE = {
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
        calls = (s for e in self._parts() for s in subexpressions(e) if isinstance(s, Call))
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
        if not self.variables:
            return [{}]
        inside = filter(self._inside, self._plain_points())
        return [*islice(inside, MAX_POINTS), *filter(self._inside, self._written_points())]

    def _plain_points(self) -> Iterator[Point]:
        """Points of plain coordinates, in an order that tells the variables apart."""
        n = len(VALUES)
        for k in range(n * (4 * len(self.variables) - 3)):
            yield {
                v: VALUES[(k * (2 * i + 1) + 5 * i + k // n * i) % n]
                for i, v in enumerate(self.variables)
            }

    def _written_points(self) -> Iterator[Point]:
        """Points of the short numbers that the item itself writes: bumps sit at such places."""
        texts = f"{self.item.left} {self.item.right}"
        written = sorted(set(map(Fraction, _SHORT.findall(texts))))
        for values in islice(product(written, repeat=len(self.variables)), MAX_WRITTEN):
            yield dict(zip(self.variables, values, strict=True))

    def _inside(self, point: Point) -> bool:
        return all(self._holds(r, point) for r in self.relations)

    def _holds(self, relation: Relation, point: Point) -> bool:
        as_zero, swapped = AS_DIFFERENCE[relation.relation]
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
