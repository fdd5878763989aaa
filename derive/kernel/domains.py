"""The declared domain of a proof: which conditions it implies, and points inside it.

A condition is discharged by the range of its expression over the declared variables, by its sign,
factor by factor, or by balls on a subdivision.  What cannot be discharged is not implied: nothing
here guesses.  Expressions have their definitions unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial, reduce
from itertools import islice

from sympy.core.symbol import Symbol

from derive.expression.choices import Choice, outer_choice, with_branch
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    free_variables,
    has_choice,
    size,
)
from derive.kernel.balls import Point, holds
from derive.kernel.boxes import Box, holds_on
from derive.kernel.conditions import (
    NONE,
    Bound,
    Condition,
    Conditions,
    alternatives,
    bound,
    compare,
    definedness,
    necessary,
)
from derive.kernel.half_turns import without_half_turns
from derive.kernel.intervals import REALS, End, Interval, multiply, point, power
from derive.kernel.normal_form import factors
from derive.kernel.points import Finder, bounds_of
from derive.kernel.polynomials import in_sines, polynomial
from derive.kernel.ranges import rounded
from derive.kernel.signs import Signs
from derive.kernel.surfaces import on_surface
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order, tidy

#: At how many points a condition is tried before it is reasoned about.
TRIED = 4
#: Larger expressions are not evaluated on boxes.
MAX_SIZE = 120
#: How many choices are told apart, one in the other.
MAX_CHOICES = 6
#: Of more conditions on choices the choices are not told apart.
MAX_CHOOSING = 3
#: Conditions, each with what it is as a bound on a variable.
Bounding = list[tuple[Condition, Bound | None]]


@dataclass(frozen=True)
class Domain:
    """The points at which all `conditions` hold and the `integers` are integers."""

    variables: tuple[Symbol, ...]
    conditions: tuple[Condition, ...] = ()
    integers: frozenset[Symbol] = frozenset()
    #: In how many choices it is where a branch is chosen.
    depth: int = 0

    @cached_property
    def bounds(self) -> dict[Symbol, Interval]:
        """The interval of each variable."""
        known: Mapping[Expression, Interval]
        if not self.equations and all(b or _bounds_nothing(c) for c, b in self._bounding):
            known = self._own_bounds()
        else:
            known = self._signs.shallow.bounds
        return {v: known.get(v, REALS) for v in self.variables}

    @cached_property
    def _bounding(self) -> Bounding:
        """The conditions, with what they are as bounds on a variable."""
        return [(c, bound(c.expression)) for c in self.conditions]

    def _own_bounds(self) -> dict[Expression, Interval]:
        """The bounds that conditions are; where there are no others, all that `Ranges` tells."""
        known: dict[Expression, Interval] = {}
        for c, b in self._bounding:
            if b is not None:
                within = known.get(b.variable, REALS).meet(_side_of(b, c.relation))
                whole = b.variable in self.integers
                known[b.variable] = rounded(within) if whole else within
        return known

    @cached_property
    def _facts(self) -> tuple[Condition, ...]:
        """What holds at every point: the conditions, and that they have values."""
        defined = (necessary(c.expression) for c in self.conditions)
        stated = (d for c in self.conditions for d in _as_inequalities(c))
        return (*stated, *_sorted(NONE.union(*defined)))

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
    def _signs(self) -> Signs:
        facts = [(polynomial(c.expression), c.relation) for c in self._facts]
        return Signs(facts, self.integers)

    def range(self, e: Expression) -> Interval:
        """An interval that contains every value of `e` on the domain."""
        return self._signs.quickly(e)

    def sign(self, e: Expression) -> int | None:
        """1, -1 or 0 where `e` is positive, negative or zero on the domain; None where unknown.

        Like `implies`, it speaks of the points at which `e` is defined.
        """
        shown = self._signs.quickly(e)
        if not (shown.positive or shown.negative):
            shown = self._signs.thoroughly(tidy(e))
        if shown.positive or shown.negative:
            return 1 if shown.positive else -1
        return 0 if shown == point(Fraction(0)) else None

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
        if condition.is_false():
            return False
        e, relation = condition.expression, condition.relation
        if relation == "=":
            return all(self.implies(Condition(side, ">=")) for side in (e, Negation(e)))
        simpler = without_half_turns(e, self.integers)
        if simpler != e:
            return self.implies(Condition(simpler, relation))
        if self._signs.quickly(e).satisfies(relation):
            return True
        if any(holds(condition, p) is False and _is_defined(e, p) for p in self._tried):
            return False
        return self._directly(condition) or self._in_cases(condition)

    def _directly(self, condition: Condition) -> bool:
        here = self._where_defined(condition.expression)
        return here._shown(Condition(tidy(condition.expression), condition.relation))

    def _in_cases(self, condition: Condition) -> bool:
        """Whether it holds with each branch in the place of a choice, where that is chosen.

        Wherever the condition is defined the choice is, and so has the value of one of the two.
        """
        e = outer_choice(condition.expression) or self._own_choice
        if e is None or self.depth == MAX_CHOICES:
            return False
        both = alternatives(e.guard, e.relation)
        known = [all(map(self._directly, supposed)) for supposed in both]
        for i, (branch, supposed) in enumerate(zip(e.branches, both, strict=True)):
            if not known[1 - i]:
                there = (
                    Condition(with_branch(c.expression, e, branch), c.relation)
                    for c in self.conditions
                )
                here = tuple(dict.fromkeys((*there, *supposed)))
                part = Domain(self.variables, here, self.integers, self.depth + 1)
                chosen = with_branch(condition.expression, e, branch)
                if not part.implies(Condition(chosen, condition.relation)):
                    return False
        return True

    @cached_property
    def _own_choice(self) -> Choice | None:
        """A choice that its own conditions speak of, where they are few."""
        choosing = [c.expression for c in self.conditions if has_choice(c.expression)]
        return outer_choice(choosing[0]) if 0 < len(choosing) <= MAX_CHOOSING else None

    @cached_property
    def _tried(self) -> list[Point]:
        return list(islice(self._finder.early(), TRIED))

    def _where_defined(self, e: Expression) -> Domain:
        """The part of the domain at which `e` is defined."""
        known = {*self._facts}
        needed = frozenset(
            c
            for c in definedness(e)
            if c not in known and not self._signs.quickly(c.expression).satisfies(c.relation)
        )
        if not needed:
            return self
        if needed not in self._parts:
            more = (*self.conditions, *_sorted(needed))
            self._parts[needed] = Domain(self.variables, more, self.integers, self.depth)
        return self._parts[needed]

    @cached_property
    def _parts(self) -> dict[Conditions, Domain]:
        return {}

    def _shown(self, condition: Condition) -> bool:
        e, relation = condition.expression, condition.relation
        if self._signs.thoroughly(e).satisfies(relation) or self._is_off_zero(e):
            return True
        # tan and its like as quotients, so that 1 + tan(x) has sin(x) + cos(x) as a factor
        forms = dict.fromkeys((e, in_sines(e)))
        if any(self._by_factors(form).satisfies(relation) for form in forms):
            return True
        return self._on_box(condition)

    def _is_off_zero(self, e: Expression) -> bool:
        """Whether a sum of even powers is positive, since the one point where it is 0 is left out.

        So is one of absolute values: it is 0 where all of its variables are.
        """
        zero = _only_zero(e)
        if zero is None:
            return False
        told = (c for c in self.conditions if free_variables(c.expression) <= zero.keys())
        return any(holds(c, zero) is False for c in told)

    def _by_factors(self, e: Expression) -> Interval:
        try:
            sign, odd, even = factors(e)
        except KernelError:
            return REALS
        if len(odd) + len(even) <= 1 and size(e) > MAX_SIZE:
            return REALS
        once = (self._signs.thoroughly(f) for f in odd)
        twice = (power(self._signs.thoroughly(f), 2) for f in even)
        return reduce(multiply, [*once, *twice], point(Fraction(sign)))

    def _on_box(self, condition: Condition) -> bool:
        """By balls on a subdivision, if the variables of the condition are bounded."""
        box = self._box(condition.expression)
        if not box or size(condition.expression) > MAX_SIZE:
            return False
        if condition.relation == "!=" and self._has_both_signs(condition.expression):
            return False
        facts = [f for f in self._facts if free_variables(f.expression) <= box.keys()]
        return holds_on(condition, box, facts)

    def _has_both_signs(self, e: Expression) -> bool:
        """Whether it takes both signs at the points that were tried, and so mostly 0 between."""
        signs = [holds(Condition(e, ">"), p) for p in self._tried]
        return True in signs and False in signs

    def _box(self, e: Expression) -> Box | None:
        box = {}
        for v in sorted(free_variables(e), key=order):
            within = self.bounds.get(v, REALS)
            low, high = within.low.value, within.high.value
            if low is None or high is None or low > high:
                return None
            box[v] = (low, high)
        return box

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


def _only_zero(e: Expression) -> Point | None:
    """Where a sum of even powers and absolute values of variables is 0; None for other sums."""
    zero: dict[Symbol, Fraction] = {}
    for powers, c in polynomial(e).items():
        if c <= 0 or len(powers) != 1:
            return None
        ((a, n),) = powers
        if isinstance(a, Call) and a.name == "abs" and n > 0:
            a, n = a.arguments[0], 2
        if not isinstance(a, Symbol) or n <= 0 or n % 2:
            return None
        zero[a] = Fraction(0)
    return zero or None


def _as_inequalities(c: Condition) -> tuple[Condition, ...]:
    """An equation as the two inequalities that it is; another condition as it is."""
    if c.relation != "=":
        return (c,)
    return Condition(c.expression, ">="), Condition(Negation(c.expression), ">=")


def _side_of(b: Bound, relation: str) -> Interval:
    """Where a variable is by a bound on it."""
    if relation == "!=":
        return Interval(nonzero=b.offset == 0)
    edge = End(-b.sign * b.offset, relation == ">=")
    return Interval(low=edge) if b.sign > 0 else Interval(high=edge)


def _bounds_nothing(c: Condition) -> bool:
    """Whether a condition says nothing of how large or small a variable is."""
    return c.relation == "!=" and not necessary(c.expression)


def _satisfies(candidate: Point, c: Condition, b: Bound | None) -> bool:
    """Whether a condition certainly holds at a point."""
    if b is None or c.relation == "=" or b.variable not in candidate:
        return holds(c, candidate) is True
    return compare(b.at(candidate[b.variable]), c.relation)


def _sorted(conditions: Conditions) -> list[Condition]:
    return sorted(conditions, key=lambda c: (order(c.expression), c.relation))


def _is_defined(e: Expression, candidate: Point) -> bool:
    """Whether an expression is certainly defined at a point."""
    return all(holds(c, candidate) for c in definedness(e))
