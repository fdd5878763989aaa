"""A function held against a goal: where it is off by more than is allowed, and by how much.

Points are spread over the whole domain and all exponents of floats, and lie near zeros of the goal,
near where it is not smooth, and near where its domain ends.  Values are known by balls.  What is
allowed at a point is an absolute error: so many units in the last place of the value, and as many
of what one unit of each argument makes of it, |x f'(x)|; and always the least normal float.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from derive.codegen.crossings import last, near, near_zeros
from derive.codegen.joints import near_joints
from derive.codegen.measure import far
from derive.codegen.pieces import Target
from derive.codegen.points import Point, inside, points
from derive.codegen.truth import UNDEFINED, Exact, Truth
from derive.kernel.conditions import definedness
from derive.testing.calling import Format, NoNumber, Result, Tested
from derive.testing.goal import Goal

#: Among how many points zeros are looked for.
_AMONG = 200
#: How many points are taken of the whole domain, the plain ones of which come first.
_PLAIN = 16
#: How far from the worst points larger errors are looked for, relative to them; at so many of them.
_NEARER, _REFINED = ((0.1, 0.01), (1e-3, 1e-4)), 6
#: By what part of itself an argument is moved to tell what that makes of the value; a larger one
#: than `_MOST` is told as that.
_STEP, _MOST = 2.0**-40, 1e300
#: The least exponent of normal floats.
_LEAST = -1022
#: Points beyond are at the end of the floats, where results on the way may overflow.
_FAR = math.ldexp(1.75, 1022)


@dataclass(frozen=True)
class Tolerance:
    """What is allowed: in units in the last place, relative to the value, and absolutely."""

    ulps: float
    rel: float = 0.0
    abs: float = 0.0


@dataclass(frozen=True)
class Error:
    """What was found at a point beside the value, and the error beside what is allowed.

    `moved` is by how much the value moves when its arguments do by one part of themselves.
    """

    point: Point
    found: Result
    exact: Exact
    error: float
    allowed: float
    moved: float
    format: Format

    @property
    def ratio(self) -> float:
        """The error in parts of what is allowed."""
        return self.error / self.allowed if math.isfinite(self.error) else math.inf

    @property
    def fails(self) -> bool:
        """Whether it is larger than what is allowed."""
        return self.error > self.allowed

    @property
    def unit(self) -> float:
        """The unit in the last place of the value."""
        return unit(self.exact, self.format)


def value(exact: Exact) -> Fraction:
    """A value to 19 digits."""
    return (Fraction(exact.high) + Fraction(exact.low)) / 2**exact.shift


def unit(exact: Exact, of: Format) -> float:
    """The unit in the last place of a value, at least that of the least normal float."""
    size = of.least if exact.size is None else max(exact.size, of.least)
    return math.ldexp(1.0, size + 1 - of.digits)


@dataclass
class Comparison:
    """The errors of a function at points of a goal, each point once."""

    goal: Goal
    tested: Tested
    tolerance: Tolerance
    errors: list[Error] = field(default_factory=list)
    known: set[Point] = field(default_factory=set)

    @cached_property
    def truth(self) -> Truth:
        """The exact values."""
        variables = self.goal.domain.variables
        return Truth(variables, self.goal.expression, variables[0])

    @property
    def failing(self) -> list[Error]:
        """The errors that are larger than what is allowed."""
        return [e for e in self.errors if e.fails]

    def run(self, count: int) -> Comparison:
        """Compares at so many points, at notable ones, and near the worst of them."""
        spread = points(self.goal.where_defined, count)
        self.more(spread)
        self.more(far(spread))
        self.more(self._notable(spread[:_AMONG]))
        self.more(points(self.goal.domain, _PLAIN))
        self.more(self._kinks())
        for distances in _NEARER:
            worst = sorted(self.errors, key=lambda e: -e.ratio)[:_REFINED]
            self.more([q for e in worst for q in near(e.point, distances)])
        return self

    def _notable(self, among: Sequence[Point]) -> list[Point]:
        """Points near zeros, joints, and ends of the domain."""
        variables = self.goal.domain.variables
        edges = sorted(definedness(self.goal.expression, frozenset(variables)), key=str)
        truths = (self.truth, *(Truth(variables, c.expression, variables[0]) for c in edges))
        return [p for t in truths if _changes_sign(t, among) for p in near_zeros(t, among)]

    def _kinks(self) -> list[Point]:
        """Points at kinks, and beside them."""
        variable, *_ = self.goal.domain.variables
        target = Target(self.goal.expression, variable, self.goal.domain, joints=self.goal.kinks)
        return near_joints(target, _AMONG)

    def more(self, candidates: Iterable[Point]) -> None:
        """Compares at points of the domain."""
        rounded = (self._rounded(p) for p in candidates)
        new = dict.fromkeys(p for p in rounded if p is not None and p not in self.known)
        self.known.update(new)
        here = [p for p in new if inside(p, self.goal.domain)]
        asked = [(p, exact) for p in here if (exact := self._asked(p)) is not None]
        found = self.tested.at([p for p, _ in asked])
        for (p, exact), result in zip(asked, found, strict=True):
            self._note(p, exact, result)
        self._joints([p for p in here if self.truth.at(p) is None])

    def _note(self, point: Point, exact: Exact, found: Result) -> None:
        error = self._error(point, exact, found)
        self.errors += [] if error is None else [error]

    def _joints(self, unknown: Sequence[Point]) -> None:
        """Compares at points at which balls do not tell the value, where it is proved all the same.

        A derivation is looked for where the function gives no number there.
        """
        for p, found in zip(unknown, self.tested.at(unknown), strict=True):
            exact = None if _is_number(found) else self._at_joint(p)
            if exact is not None:
                self._note(p, exact, found)

    def _at_joint(self, point: Point) -> Exact | None:
        if self._proved is None:
            return None
        goal, truth = self._proved
        return self._in_floats(truth.at(point)) if inside(point, goal.domain) else None

    @cached_property
    def _proved(self) -> tuple[Goal, Truth] | None:
        """What the goal is proved to be, with its values."""
        goal = self.goal.proved()
        if goal is None:
            return None
        variables = self.goal.domain.variables
        return goal.of(self.goal.names), Truth(variables, goal.expression, variables[0])

    def _rounded(self, point: Point) -> Point | None:
        """The point of floats of the format that is nearest, if there is one."""
        near = [self.tested.format.rounded(x) for x in point]
        found = tuple(x for x in near if x is not None)
        return found if len(found) == len(near) else None

    def _asked(self, point: Point) -> Exact | None:
        """The value that is asked for at a point, if there is one that floats have."""
        return self._in_floats(self.truth.at(point))

    def _in_floats(self, exact: Exact | None) -> Exact | None:
        large = exact is not None and (exact.size or 0) > self.tested.format.most
        return None if exact is UNDEFINED or large else exact

    def _error(self, point: Point, exact: Exact, found: Result) -> Error | None:
        of = self.tested.format
        if isinstance(found, NoNumber) or not _is_number(found):
            if max(map(abs, point)) >= _FAR:
                return None
            return Error(point, found, exact, math.inf, 0.0, 0.0, of)
        error = _distance(exact, found)
        ulps, least = unit(exact, of), math.ldexp(1.0, of.least)
        size = abs(exact.high) * 2.0**-exact.shift
        allowed = max(least, self.tolerance.abs, self.tolerance.rel * size)
        allowed, moved = max(allowed, self.tolerance.ulps * ulps), 0.0
        if error > allowed:
            moved = self.moved(point)
            room = self.tolerance.ulps * (ulps + math.ldexp(moved, 1 - of.digits))
            allowed = max(allowed, room)
        return Error(point, found, exact, error, allowed, moved, of)

    def moved(self, point: Point) -> float:
        """The sum of |x f'(x)| over the arguments, by differences of exact values.

        What is not known of it counts as 0.
        """
        here, total = self.truth.at(point), 0.0
        for j, x in enumerate(point):
            there = self.truth.at((*point[:j], x * (1 + _STEP), *point[j + 1 :]))
            if x and None not in (here, there) and UNDEFINED not in (here, there):
                assert here is not None
                assert there is not None
                change = abs(value(there) - value(here)) / Fraction(_STEP)
                total += float(min(change, Fraction(_MOST)))
        return total

    def begins(self, error: Error) -> float | None:
        """Of one variable: where failing begins on the way to an error, seen from 0."""
        x = error.point[0]
        same = [e.point[0] for e in self.errors if not e.fails and e.point[0] * x > 0]
        before = [q for q in same if abs(q) < abs(x)]
        if len(error.point) > 1 or not before:
            return None
        return last(error.point, (max(before, key=abs),), self._fails)[0]

    def _fails(self, point: Point) -> bool:
        exact = self._asked(point)
        error = None if exact is None else self._error(point, exact, self.tested.at([point])[0])
        return error is not None and error.fails


def _is_number(found: Result) -> bool:
    return not isinstance(found, NoNumber) and math.isfinite(found)


def _changes_sign(truth: Truth, among: Sequence[Point]) -> bool:
    """Whether both signs are met, without which no zero is looked for."""
    found = [e.high for p in among if (e := truth.at(p)) is not None and e is not UNDEFINED]
    return min(found, default=0.0) < 0 < max(found, default=0.0)


def _distance(exact: Exact, found: float) -> float:
    """How far a float is from a value; at most the largest float."""
    ulps = math.inf if exact.size is None else exact.ulps(found)
    try:
        if math.isfinite(ulps):
            return math.ldexp(ulps, max(exact.size or 0, _LEAST) - 52)
        return float(abs(Fraction(found) - value(exact)))
    except OverflowError:
        return sys.float_info.max
