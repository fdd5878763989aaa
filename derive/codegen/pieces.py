"""What a stable form is: pieces, and what was measured of them."""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.codegen.lowering import program
from derive.codegen.points import Point
from derive.codegen.program import Machine, Program
from derive.expression.as_cases import as_cases
from derive.expression.choices import Choice
from derive.expression.nodes import Expression, Negation, SumOf, free_variables, rational
from derive.expression.numerals import numeral
from derive.expression.shorthand import Comparison, written_rows
from derive.kernel.conditions import Condition, numeral_or_none
from derive.kernel.theory import Theory
from derive.prover.domains import Domain

#: How large an error may be, in units in the last place, for a form of one variable to be stable.
TOLERATED = 4.0
#: That is asked of points which are spread evenly.  What is told in the end was looked for near the
#: worst of them, where it may be so many times as large.
_NEAR_WORST = 1.05
#: The largest float.
_MOST = sys.float_info.max


@dataclass(frozen=True)
class Target:
    """What is computed: an expression, its variables, the one that moves, and its domain.

    The pieces of a form lie between values of `guard`: the variable that moves, or what `by` says.
    Where the domain is that of one case, the others begin where one of the `joints` is 0.
    """

    expression: Expression
    variable: Symbol
    domain: Domain
    derivative: bool = False
    by: Expression | None = None
    joints: tuple[Expression, ...] = ()

    @property
    def place(self) -> int:
        """Which of the variables moves."""
        return self.domain.variables.index(self.variable)

    @property
    def tolerated(self) -> float:
        """How large an error may be: of several variables more sums and products are taken."""
        return TOLERATED if len(self.domain.variables) == 1 else 2 * TOLERATED

    @property
    def guard(self) -> Expression:
        """What tells the pieces apart."""
        return self.variable if self.by is None else self.by

    @cached_property
    def side(self) -> Callable[[Point], float]:
        """The value of the guard at a point, as code computes it."""
        if self.by is None:
            place = self.place
            return lambda point: point[place]
        machine = Machine(program(self.guard), [v.name for v in self.domain.variables])

        def value(point: Point) -> float:
            values = machine.run(point)
            if values is None or math.isnan(values[-1]):
                return _MOST  # it is less than nothing, so that the last piece has it
            return max(-_MOST, min(_MOST, values[-1]))

        return value

    def within(self, low: float, high: float) -> Target:
        """The same on [low, high)."""
        x, domain = self.variable, self.domain
        more = []
        if math.isfinite(low):
            more.append(Condition(_minus(x, rational(Fraction(low))), ">="))
        if math.isfinite(high):
            more.append(Condition(_minus(rational(Fraction(high)), x), ">"))
        conditions = (*domain.conditions, *more)
        return replace(self, domain=Domain(domain.variables, conditions, domain.integers))

    @property
    def theory(self) -> Theory:
        """The theory that it is stated in, without definitions."""
        return Theory(integers=self.domain.integers)


@dataclass(frozen=True)
class Piece:
    """A form on an interval [low, high), what it is computed by, and by which moves it came.

    With a `degree` it is a Taylor polynomial, which is not equal but off by a proved remainder.
    The interval is one of `guard`, where that is not the target's; it is for the points at which
    all comparisons of `when` hold, and those of no piece before it.
    """

    low: float
    high: float
    form: Expression
    program: Program
    moves: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    degree: int = 0
    guard: Expression | None = None
    when: tuple[Comparison, ...] = ()


@dataclass(frozen=True)
class Measured:
    """The largest error that was met, in units in the last place, and where.

    Values that are normal floats are asked for.  Of a derivative `ratio` is the largest one divided
    by 1 + |x f''/f'|.  `edge` and `edge_ratio` are the same where an intermediate
    result was no normal float.
    """

    ulps: float = 0.0
    point: Point = ()
    ratio: float = 0.0
    edge: float = 0.0
    edge_ratio: float = 0.0
    edge_point: Point = ()
    count: int = 0


@dataclass(frozen=True)
class Stable:
    """The pieces of a function from left to right, with what was measured of them."""

    target: Target
    pieces: tuple[Piece, ...]
    measured: Measured

    @property
    def is_stable(self) -> bool:
        """Whether no error is larger than what is tolerated."""
        return self.error <= self.tolerated

    @property
    def tolerated(self) -> float:
        """How large an error may be near the worst points: a little more than elsewhere."""
        return _NEAR_WORST * self.target.tolerated

    @property
    def error(self) -> float:
        """The largest error, of a derivative by what its condition allows."""
        return self.measured.ratio if self.target.derivative else self.measured.ulps

    def guard(self, piece: Piece) -> Expression:
        """What a piece is an interval of."""
        return self.target.guard if piece.guard is None else piece.guard

    @cached_property
    def tests(self) -> tuple[tuple[Comparison, ...], ...]:
        """What code asks for each piece, one after the other; nothing for the last one."""
        following = [*(p.when for p in self.pieces[1:]), None]
        return tuple(
            (*p.when, *([(self.guard(p), "<", number_of(p.high))] if p.when == after else []))
            for p, after in zip(self.pieces, following, strict=True)
        )

    @cached_property
    def _machines(self) -> list[list[tuple[Machine, str, Machine]]]:
        names = [v.name for v in self.target.domain.variables]
        return [
            [(Machine(program(a), names), r, Machine(program(b), names)) for a, r, b in asked]
            for asked in self.tests
        ]

    def taken(self, point: Point) -> int:
        """Which piece code takes at a point."""
        asked = enumerate(self._machines)
        return next(k for k, tests in asked if all(_holds(t, point) for t in tests))

    def is_between(self, point: Point) -> bool:
        """Whether a point is one at which another piece begins."""
        return any(_holds((a, "=", b), point) for tests in self._machines for a, _, b in tests)

    @property
    def excluded(self) -> tuple[tuple[Comparison, ...], ...]:
        """The values that the domain leaves out, as far as floats tell them: what holds of each."""
        apart = (c.expression for c in self.target.domain.conditions if c.relation == "!=")
        return tuple(gap for e in apart for gap in _zeros(e))


_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def _holds(test: tuple[Machine, str, Machine], point: Point) -> bool:
    """Whether a comparison holds in floats; none does of what has no value."""
    one, relation, other = test
    a, b = one.run(point), other.run(point)
    return a is not None and b is not None and _COMPARISONS[relation](a[-1], b[-1])


def compared(e: Expression, relation: str) -> Comparison:
    """A relation to 0 as a person would write it: `x > 1` for `x - 1 > 0`."""
    choice = Choice(Str(relation), e, Integer(1), Integer(0))
    ((_, (comparison,)), *_) = written_rows(as_cases(choice))
    return comparison


def _zeros(e: Expression) -> Iterator[tuple[Comparison, ...]]:
    """Where an expression is 0: in cases, where one that is not a number applies and is 0."""
    if not isinstance(e, Choice):
        one, _, other = compared(e, "!=")
        if _is_float(one) and _is_float(other):
            yield ((one, "=", other),)
        return
    for branch, (a, relation, b) in zip(e.branches, sides(e), strict=True):
        if free_variables(branch):
            applies = ((a, relation, b),) if _is_float(a) and _is_float(b) else ()
            yield from ((*applies, *gap) for gap in _zeros(branch))


#: The comparison that holds where another does not.
_OTHERWISE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "!=": "=", "=": "!="}


def opposite(comparison: Comparison) -> Comparison:
    """The comparison that holds where another does not."""
    a, relation, b = comparison
    return a, _OTHERWISE[relation], b


def sides(e: Choice) -> tuple[Comparison, Comparison]:
    """When the first branch of a choice applies, and when the second one."""
    first = compared(e.guard, e.relation)
    return first, opposite(first)


def number_of(x: float) -> Expression:
    """A float as an expression."""
    return rational(Fraction(x))


def _is_float(e: Expression) -> bool:
    """Whether it is computed without rounding: a variable, or a number that a float is."""
    if isinstance(e, Negation):
        return _is_float(e.args[0])
    if isinstance(e, Symbol):
        return True
    value = None if free_variables(e) else numeral_or_none(e)
    return value is not None and Fraction(float(value)) == value


def _minus(a: Expression, b: Expression) -> Expression:
    """a - b, as a bound is written: without a 0."""
    if numeral(b) == 0 if not free_variables(b) else False:
        return a
    if not free_variables(a) and numeral(a) == 0:
        return Negation(b)
    if isinstance(b, Negation):
        return SumOf(a, b.args[0])
    return SumOf(a, Negation(b))
