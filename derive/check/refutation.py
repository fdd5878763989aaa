"""The search for a point at which an equality fails, or only one of its sides is defined.

A point is rational, or some of its coordinates put an angle at a multiple of pi.  It certainly
lies in the domain, and both balls certainly contain the values: anyone can
recheck a witness from its point and precision.  A point that shows nothing counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import NamedTuple

from flint import arb
from sympy.core.symbol import Symbol

from derive.check.multiples import placements
from derive.expression.nodes import (
    Expression,
    Negation,
    SumOf,
    free_variables,
    has_derivative,
    rational,
    size,
    subexpressions,
)
from derive.expression.substitution import CaptureError, substitute
from derive.kernel.balls import CannotTell, Point, Undefined, compare
from derive.kernel.conditions import Condition, definedness, numeral_or_none
from derive.kernel.facts.images import exact
from derive.kernel.tidy import order
from derive.numeric.evaluate import Evaluator, evaluate, holds
from derive.prover.domains import Domain, shared
from derive.prover.points import line_in
from derive.prover.polynomials import ONE, Polynomial, atoms, polynomial, written
from derive.prover.remaining import simplified
from derive.report.report import Witness

#: The precision of every point; a higher one where that cannot tell; the last ones for few points.
FIRST, HIGHER, LAST = 64, 256, (512, 4096)
#: At how many points the last precisions are tried, and up to which size of both sides.
FEW = 3
MAX_SIZE_AT_LAST = 2_000
#: How many points are made from each condition that may fail.
MADE = 4
MAX_CONDITIONS = 6
#: How many sums are looked at for where they are 0.
MAX_SUMS = 12
#: At how many points values are remembered.
MAX_EVALUATORS = 100


#: The left and the right side of an equality.
Sides = tuple[Expression, Expression]
Naming = Callable[[Point], tuple[tuple[str, str], ...]]


class Side(NamedTuple):
    """One side at a point: its ball, or that it is certainly undefined, or neither."""

    ball: arb | None
    undefined: bool = False


class Outcome(NamedTuple):
    """What points say: a refutation, a change of domain, whether both sides were ever finite."""

    refuted: Witness | None = None
    changes: Witness | None = None
    finite: bool = False

    def joined(self, other: Outcome) -> Outcome:
        """What both say, the first witnesses first."""
        return Outcome(
            self.refuted or other.refuted,
            self.changes or other.changes,
            self.finite or other.finite,
        )


_NOTHING = Outcome()
_Place = tuple[int, int]


class Search:
    """Looks at the points of one domain; expressions have no opaque functions.

    `named` writes the values of the variables at a point.
    """

    def __init__(self, domain: Domain, named: Naming | None = None) -> None:
        self.domain = domain
        self._named = named or _named
        self._met: dict[_Place, tuple[Point, Evaluator, dict[Expression, Side]]] = {}

    def at_points(self, sides: Sides, count: int) -> Outcome:
        """What the first points of the domain say."""
        return self._at(sides, self.domain.each_point(count))

    def everywhere(
        self,
        sides: Sides,
        count: int,
        conditions: Sequence[Condition],
    ) -> Outcome:
        """What is said by many points, and by those where conditions fail.

        Without conditions those of both sides are taken.
        """
        points = self.domain.points(count)
        outcome = self._at(sides, points)
        if outcome.refuted is not None or sides[0] == sides[1]:
            return outcome
        suspects = conditions or self._own_conditions(sides)
        outcome = outcome.joined(self._at(sides, self._made(suspects)))
        if outcome.refuted is not None:
            return outcome
        outcome = outcome.joined(self._at(sides, self._centres(sides)))
        return outcome if outcome.refuted is not None else outcome.joined(self._at_multiples(sides))

    def _at_multiples(self, sides: Sides) -> Outcome:
        """What is said where angles are multiples of pi."""
        outcome = Outcome()
        conditions = (c.expression for c in self.domain.conditions)
        for placement in placements((*sides, *conditions), self.domain):
            try:
                left, right = map(placement.at, sides)
            except CaptureError:
                continue
            there = Search(placement.domain, placement.named)
            outcome = outcome.joined(there._at((left, right), placement.points()))
            if outcome.refuted is not None:
                break
        return outcome

    def closely(self, sides: Sides, count: int) -> Outcome:
        """What high precision says at a few points with finite balls, and where bumps would be."""
        if sides[0] == sides[1] or sum(map(size, sides)) > MAX_SIZE_AT_LAST:
            return Outcome()
        finite = (p for p in self.domain.points(count) if self._finite(sides, p))
        few = [*islice(finite, FEW), *islice(self._centres(sides), FEW)]
        for precision in LAST:
            for point in few:
                seen = self._compared(sides, point, precision)
                if seen.refuted is not None:
                    return Outcome(seen.refuted)
        return Outcome()

    def certifies(self, conditions: Iterable[Condition], sides: Sides, count: int) -> bool:
        """Whether at some point all conditions certainly hold and all sides are finite."""
        conditions = list(conditions)
        return any(
            self._satisfies(point, conditions, sides, precision)
            for precision in (FIRST, HIGHER)
            for point in self.domain.each_point(count)
        )

    def _satisfies(
        self,
        point: Point,
        conditions: Sequence[Condition],
        sides: Sides,
        precision: int,
    ) -> bool:
        finite = all(side.ball is not None for side in self._seen(sides, point, precision))
        return finite and all(self._holds(c, point, precision) for c in conditions)

    def _holds(self, c: Condition, point: Point, precision: int) -> bool:
        if c.relation == "=":
            return holds(c, point, precision) is True
        (side,) = self._seen((c.expression,), point, precision)
        return side.ball is not None and compare(side.ball, c.relation) is True

    def _at(self, sides: Sides, points: Iterable[Point]) -> Outcome:
        changes, finite = None, False
        if sides[0] == sides[1]:  # equal wherever it has a value
            return Outcome(finite=any(self._finite(sides, p) for p in points))
        for point in points:
            seen = self._compared(sides, point, FIRST)
            if seen is _NOTHING:
                seen = self._compared(sides, point, HIGHER)
            if seen.refuted is not None:
                return Outcome(seen.refuted, changes, True)
            changes, finite = changes or seen.changes, finite or seen.finite
        return Outcome(None, changes, finite)

    def _finite(self, sides: Sides, point: Point) -> bool:
        return any(
            all(side.ball is not None for side in self._seen(sides, point, precision))
            for precision in (FIRST, HIGHER)
        )

    def _compared(self, sides: Sides, point: Point, precision: int) -> Outcome:
        """What one point says at one precision."""
        a, b = self._seen(sides, point, precision)
        if a.ball is not None and b.ball is not None:
            apart = not a.ball.overlaps(b.ball)
            return Outcome(self._witness(point, a, b, precision) if apart else None, finite=True)
        if (a.undefined and b.ball is not None) or (b.undefined and a.ball is not None):
            return Outcome(changes=self._witness(point, a, b, precision))
        return _NOTHING

    def _witness(self, point: Point, left: Side, right: Side, precision: int) -> Witness:
        return Witness(self._named(point), *_shown(left, right), precision)

    def _seen(self, expressions: Sequence[Expression], point: Point, precision: int) -> list[Side]:
        """Expressions at a point; what they share with others there is evaluated once."""
        key = (id(point), precision)
        if key not in self._met:
            if len(self._met) >= MAX_EVALUATORS:
                self._met.clear()
            self._met[key] = point, Evaluator(point, precision), {}  # kept, so that its id is
        _, evaluator, known = self._met[key]
        for e in expressions:
            if e not in known:
                known[e] = _side(evaluator, e, point)
        return [known[e] for e in expressions]

    def _own_conditions(self, sides: Sides) -> tuple[Condition, ...]:
        """The conditions under which one side is defined that the domain does not imply."""
        own = frozenset().union(*map(definedness, sides))
        return simplified((c for c in own if not self.domain.implies(c)), self.domain)

    def _made(self, conditions: Sequence[Condition]) -> Iterator[Point]:
        """Points of the domain at which a condition fails, or comes to its end."""
        for c in conditions[:MAX_CONDITIONS]:
            if c.relation not in ("!=", "="):
                turned = Condition(Negation(c.expression), ">")
                where = (*self.domain.conditions, turned)
                failing = shared(Domain(self.domain.variables, where, self.domain.integers))
                yield from failing.points(MADE)
            yield from islice(self._zeros(c), MADE)

    def _centres(self, sides: Sides) -> Iterator[Point]:
        """Points at which terms such as x - 1/3 are 0: where a narrow bump would stand."""
        found: dict[Symbol, dict[Fraction, None]] = {}
        sums = {s: None for e in sides for s in subexpressions(e) if isinstance(s, SumOf)}
        for s in islice(sums, MAX_SUMS):
            for v, q in _roots(s):
                found.setdefault(v, {})[q] = None
        for k in range(MADE if found else 0):
            for base in self.domain.points(1):
                moved = {v: [*zeros][k % len(zeros)] for v, zeros in found.items() if v in base}
                for v, q in moved.items():
                    yield from filter(self.domain.contains, [{**base, v: q}])
                yield from filter(self.domain.contains, [{**base, **moved}])

    def _zeros(self, c: Condition) -> Iterator[Point]:
        """Points at which the expression of a condition is 0, and beside those."""
        p = polynomial(c.expression)
        for v in sorted(free_variables(c.expression) & {*self.domain.variables}, key=order):
            for base in self.domain.points(2):
                zero = _zero(p, v, base)
                for q in () if zero is None else (zero, zero - 1, zero + 1):
                    if self.domain.contains({**base, v: q}):
                        yield {**base, v: q}


def _side(evaluator: Evaluator, e: Expression, point: Point) -> Side:
    try:
        return Side(evaluator.ball(e))
    except Undefined:
        return Side(None, undefined=True)
    except CannotTell:
        return Side(None, undefined=_exactly_undefined(e, point))


def _zero(p: Polynomial, v: Symbol, at: Point) -> Fraction | None:
    """Where a polynomial that is linear in v is 0, for the other variables at a point."""
    line = line_in(p, v, at)
    return None if line is None or line[0] == 0 else -line[1] / line[0]


def _roots(e: Expression) -> Iterator[tuple[Symbol, Fraction]]:
    """For each variable in which a sum is linear, the rest being a number, about where it is 0."""
    p = polynomial(e)
    for v in sorted(free_variables(e), key=order):
        slope = p.get(frozenset([(v, 1)]))
        rest = {m: c for m, c in p.items() if m != frozenset([(v, 1)])}
        if slope is None or any(free_variables(a) for a in atoms(rest)):
            continue
        try:
            middle = exact(evaluate(written(rest), {}, HIGHER).mid())
        except (Undefined, CannotTell):
            continue
        if middle is not None:
            yield v, -_number(rest, middle) / slope


def _number(rest: Polynomial, middle: Fraction) -> Fraction:
    """A polynomial that is a numeral exactly, another one by its middle."""
    return rest.get(ONE, Fraction(0)) if rest.keys() <= {ONE} else middle


def _exactly_undefined(e: Expression, point: Point) -> bool:
    """Whether a condition for `e` to be defined fails at a point in exact arithmetic.

    Under a derivative the conditions are sufficient only, so that nothing follows.
    """
    if has_derivative(e):
        return False
    values = {v: rational(q) for v, q in point.items()}
    return any(
        numeral_or_none(substitute(c.expression, values)) is not None
        and Condition(substitute(c.expression, values), c.relation).is_false()
        for c in definedness(e)
    )


def _named(point: Point) -> tuple[tuple[str, str], ...]:
    return tuple((v.name, str(q)) for v, q in point.items())


def _shown(left: Side, right: Side) -> tuple[str | None, str | None]:
    """Both balls with as many digits as tell them apart."""
    for digits in (10, 20, 50, 200, 1000):
        if _digits(left, digits, radius=False) != _digits(right, digits, radius=False):
            break
    return _digits(left, digits), _digits(right, digits)


def _digits(side: Side, digits: int, radius: bool = True) -> str | None:
    return None if side.ball is None else str(side.ball.str(digits, radius=radius))
