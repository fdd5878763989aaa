"""The declared domain of a proof: which conditions it implies, and points inside it.

A condition is discharged by the range of its expression over the declared variables, by its sign,
factor by factor, or by balls on a subdivision.  What cannot be discharged is not implied: nothing
here guesses.  Expressions have their definitions unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import islice

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, Negation, size
from derive.kernel.balls import Point
from derive.kernel.conditions import (
    Condition,
    Conditions,
    compare,
    definedness,
)
from derive.kernel.exponents import Integers
from derive.kernel.facts.intervals import REALS, Interval, point
from derive.kernel.tidy import order
from derive.numeric.evaluate import holds
from derive.prover.bounds import Bound, bound
from derive.prover.conditions.parts import solve_for
from derive.prover.conditions.remembered import Remembered
from derive.prover.conditions.showing import MAX_SIZE, Showing
from derive.prover.conditions.tactics import TACTICS
from derive.prover.conditions.trial import Trial, example, opaque_in
from derive.prover.exponents import integer_bounds
from derive.prover.points import Finder, bounds_of
from derive.prover.polynomials import polynomial
from derive.prover.surfaces import on_surface

#: At how many points a condition is tried before it is reasoned about.
TRIED = 4
#: At how many of those where functions that are known stand in the place of opaque ones.
OF_EXAMPLES = 10
#: Conditions, each with what it is as a bound on a variable.
Bounding = list[tuple[Condition, Bound | None]]


@dataclass(frozen=True)
class Domain:
    """The points at which all `conditions` hold and the `integers` are integers."""

    variables: tuple[Symbol, ...]
    conditions: tuple[Condition, ...] = ()
    integers: frozenset[Symbol] = frozenset()

    @cached_property
    def bounds(self) -> dict[Symbol, Interval]:
        """The interval of each variable."""
        if not self.conditions and not self.integers:
            return dict.fromkeys(self.variables, REALS)
        return {v: self._showing.facts.of(v) for v in self.variables}

    @cached_property
    def whole(self) -> Integers:
        """Its integer variables with their bounds."""
        return Integers(self.integers, integer_bounds(self.conditions, self.integers))

    @cached_property
    def equations(self) -> tuple[Condition, ...]:
        """The conditions that are equations."""
        return tuple(c for c in self.conditions if c.relation == "=")

    @cached_property
    def without_equations(self) -> Domain:
        """The wider domain of the other conditions."""
        if not self.equations:
            return self
        others = tuple(c for c in self.conditions if c.relation != "=")
        return Domain(self.variables, others, self.integers)

    @cached_property
    def _bounding(self) -> Bounding:
        """The conditions, with what they are as bounds on a variable."""
        return [(c, bound(c.expression)) for c in self.conditions]

    @cached_property
    def _given(self) -> Showing:
        """What its conditions say as they stand."""
        return Showing(self.conditions, self.whole, tactics=TACTICS)

    @cached_property
    def _showing(self) -> Showing:
        """The same, the conditions solved for each variable."""
        found = self._given.fork()
        for v in self.variables if self.conditions else ():
            solve_for(found, v)
        found.trial_of = lambda: self.trial
        return found

    @cached_property
    def remembered(self) -> Remembered:
        """What shows the conditions that it was asked."""
        return Remembered(self._showing)

    def range(self, e: Expression) -> Interval:
        """An interval that contains every value of `e` on the domain."""
        return self._showing.facts.of(e)

    def sign(self, e: Expression) -> int | None:
        """1, -1 or 0 where `e` is positive, negative or zero on the domain; None where unknown.

        Like `implies`, it speaks of the points at which `e` is defined.
        """
        if not polynomial(e):
            return 0
        for sign, side in ((1, e), (-1, Negation(e))):
            if self.implies(Condition(side, ">")):
                return sign
        return 0 if self.range(e) == point(Fraction(0)) else None

    def implies(self, condition: Condition) -> bool:
        """Whether `condition` is shown to hold at every point at which it is defined.

        Who relies on it has to ask for the definedness of its expression as well.
        """
        if condition not in self._implied:
            self._implied[condition] = self._implies(condition)
        return self._implied[condition]

    @cached_property
    def _implied(self) -> dict[Condition, bool]:
        return {}

    def _implies(self, condition: Condition) -> bool:
        if condition in self.conditions or condition.is_trivial():
            return True
        e = condition.expression
        if condition.is_false():
            return False
        if self._given.facts.implies(condition) or self._showing.facts.implies(condition):
            return True
        if size(e) > MAX_SIZE:
            return False
        if self.denies(condition):
            return False
        return self._where_defined(e).remembered.found(condition) is not None

    def denies(self, condition: Condition) -> bool:
        """Whether a condition is defined, and fails, at one of a few points."""
        e = condition.expression
        return any(holds(condition, p) is False and _is_defined(e, p) for p in self.tried)

    @cached_property
    def tried(self) -> list[Point]:
        """A few points of the domain, at which conditions are tried before they are reasoned of."""
        return list(islice(self._finder.early(), TRIED))

    @cached_property
    def trial(self) -> Trial:
        """The points at which conditions are tried that are searched for."""
        opaque = opaque_in(c.expression for c in self.conditions)
        if not opaque:
            edges = (q for p in self.tried[:1] for q in self._finder.near_edges(p))
            points = [*self.tried, *self._finder.telling(), *edges]
            return Trial(points or self.points(TRIED), (), self.conditions, self.integers)
        told = tuple(Condition(example(c.expression, opaque), c.relation) for c in self.conditions)
        there = Domain(self.variables, told, self.integers)
        return Trial(there.points(OF_EXAMPLES), opaque, told, self.integers)

    def _where_defined(self, e: Expression) -> Domain:
        """The part of the domain at which `e` is defined."""
        needed = frozenset(c for c in definedness(e) if not self._showing.facts.implies(c))
        if not needed:
            return self
        if needed not in self._parts:
            more = (*self.conditions, *_sorted(needed))
            self._parts[needed] = Domain(self.variables, more, self.integers)
        return self._parts[needed]

    @cached_property
    def _parts(self) -> dict[Conditions, Domain]:
        return {}

    def says(self, conditions: Iterable[Condition]) -> bool:
        """Whether its conditions say, as they stand, that others are defined and hold."""
        return all(map(self._given.facts.implies, conditions))

    def implies_all(self, conditions: Iterable[Condition]) -> bool:
        """Whether every one of the conditions is implied."""
        return all(map(self.implies, conditions))

    def points(self, count: int) -> list[Point]:
        """Up to `count` rational points that certainly lie in the domain, always the same."""
        return list(self.each_point(count))

    def each_point(self, count: int) -> Iterator[Point]:
        """The same points one by one, no more of them found than are asked for."""
        found = self._found
        for i in range(count):
            if i == len(found):
                found.extend(islice(self._more, 1))
            if i == len(found):
                return
            yield found[i]

    @cached_property
    def _found(self) -> list[Point]:
        return []

    @cached_property
    def _finder(self) -> Finder:
        bounds = bounds_of(self.variables, self.bounds)
        # a finder that knew its domain would stay with it until memory is collected
        contains = partial(_contains, self._bounding, self.integers)
        finder = Finder(bounds, self.integers, self.conditions, contains)
        finder.moved = partial(on_surface, self.equations) if self.equations else None
        return finder

    @cached_property
    def _more(self) -> Iterator[Point]:
        return self._finder.points()

    def contains(self, candidate: Point) -> bool:
        """Whether a point certainly lies in the domain."""
        return _contains(self._bounding, self.integers, candidate)


def _contains(bounding: Bounding, integers: frozenset[Symbol], candidate: Point) -> bool:
    whole = all(candidate[v].denominator == 1 for v in integers)
    return whole and all(_satisfies(candidate, c, b) for c, b in bounding)


def _satisfies(candidate: Point, c: Condition, b: Bound | None) -> bool:
    """Whether a condition certainly holds at a point."""
    if b is None or c.relation == "=" or b.variable not in candidate:
        return holds(c, candidate) is True
    return compare(b.offset + b.sign * candidate[b.variable], c.relation)


def _sorted(conditions: Conditions) -> list[Condition]:
    """Conditions in an order that depends on no hash."""
    return sorted(conditions, key=lambda c: (order(c.expression), c.relation))


def _is_defined(e: Expression, candidate: Point) -> bool:
    """Whether an expression is certainly defined at a point."""
    return all(holds(c, candidate) for c in definedness(e))


@lru_cache(maxsize=200)
def entailed(
    variables: tuple[Symbol, ...], facts: Conditions, integers: frozenset[Symbol]
) -> Domain:
    """The domain of facts, which is asked again and again while one line is decided."""
    return shared(Domain(variables, tuple(_sorted(facts)), integers & {*variables}))


@lru_cache(maxsize=256)
def shared(domain: Domain) -> Domain:
    """A domain that is equal to it, always the same as long as it is remembered.

    What was found out of one is known of all: points of a domain are found once and kept with it,
    and where there are none the search is long.
    """
    return domain
