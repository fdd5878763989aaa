"""What a stable form is: pieces, and what was measured of them."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from sympy.core.symbol import Symbol

from derive.codegen.lowering import program
from derive.codegen.points import Point
from derive.codegen.program import Machine, Program
from derive.expression.nodes import Expression, Negation, SumOf, free_variables, rational
from derive.expression.numerals import numeral
from derive.kernel.conditions import Condition, bound
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
    """

    expression: Expression
    variable: Symbol
    domain: Domain
    derivative: bool = False
    by: Expression | None = None

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
    def guarded(self) -> Program:
        """The program of the guard."""
        return program(self.guard)

    @cached_property
    def side(self) -> Callable[[Point], float]:
        """The value of the guard at a point, as code computes it."""
        if self.by is None:
            place = self.place
            return lambda point: point[place]
        machine = Machine(self.guarded, [v.name for v in self.domain.variables])

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
    """

    low: float
    high: float
    form: Expression
    program: Program
    moves: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    degree: int = 0


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

    @property
    def excluded(self) -> tuple[float, ...]:
        """The values of the variable that the domain leaves out."""
        found = [bound(c.expression) for c in self.target.domain.conditions if c.relation == "!="]
        return tuple(
            float(-b.sign * b.offset) for b in found if b and b.variable == self.target.variable
        )


def _minus(a: Expression, b: Expression) -> Expression:
    """a - b, as a bound is written: without a 0."""
    if numeral(b) == 0 if not free_variables(b) else False:
        return a
    if not free_variables(a) and numeral(a) == 0:
        return Negation(b)
    if isinstance(b, Negation):
        return SumOf(a, b.args[0])
    return SumOf(a, Negation(b))
