"""A curve as points that are joined only where the function is defined in between.

Values are the middles of balls.  Whether all of an interval belongs to the domain is answered by
balls of the conditions on it; where they do not say so it is halved, down to a width that no
picture shows, and what is left is a break of the curve.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.check.decide import decide
from derive.codegen.lowering import nearest
from derive.expression.choices import Choice
from derive.expression.nodes import (
    Expression,
    Negation,
    SumOf,
    called,
    free_variables,
    subexpressions,
)
from derive.expression.told_apart import has_choice
from derive.kernel.balls import CannotTell, Undefined, ball, compare
from derive.kernel.conditions import Condition
from derive.kernel.functions import FUNCTIONS
from derive.kernel.theory import Theory
from derive.kernel.tidy import order
from derive.numeric.evaluate import evaluate, evaluate_balls, holds
from derive.numeric.working import working
from derive.prover.domains import Domain
from derive.report.report import Verdict

#: Into how many cells a range is divided, and how often one that has an edge is halved.
CELLS, HALVINGS = 480, 34
#: How many intervals are looked at for one curve: an edge takes about 70.
MOST = 12_000
#: Larger values are not drawn.
LARGEST = 1e100
#: Precisions that values are computed at, in bits.
_PRECISIONS = (64, 256)

Side = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Break:
    """Where a curve is interrupted: from the first to the last of these narrow intervals.

    An end of the range that is not in the domain is one of width 0.  A break `is_point` where all
    of it is as narrow as an interval that is not halved any more.
    """

    first: Side
    last: Side
    is_point: bool


@dataclass
class Sampled:
    """The pieces and breaks of a function from low to high, left to right."""

    pieces: list[list[tuple[Fraction, float]]] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)


class Moving:
    """A function of one variable on the conditions of its domain.

    One that is not `joined` has values beyond the conditions, but is drawn in pieces there.
    """

    def __init__(
        self,
        expression: Expression,
        variable: Symbol,
        conditions: tuple[Condition, ...],
        joined: bool = True,
    ) -> None:
        self.expression = expression
        self.variable = variable
        self.conditions = conditions
        self.joined = joined

    def at(self, x: Expression) -> list[Condition]:
        """The conditions at a number."""
        return [c.substitute({self.variable: x}) for c in self.conditions]

    def value(self, x: Fraction) -> float | None:
        """The value at a point as a float; None outside of the domain and where it is not known."""
        if any(holds(c, {self.variable: x}) is not True for c in self.conditions):
            return None
        for precision in _PRECISIONS:
            try:
                found = evaluate(self.expression, {self.variable: x}, precision)
                return max(-LARGEST, min(nearest(found), LARGEST))
            except OverflowError:
                return LARGEST if found > 0 else -LARGEST
            except Undefined:
                return None
            except CannotTell:
                continue
        return None

    def inside(self, low: Fraction, high: Fraction) -> bool | None:
        """Whether all of an interval belongs to the domain, none of it, or neither is known."""
        with working(_PRECISIONS[0]):
            hull = {self.variable: ball(low).union(ball(high))}
        known: bool | None = True
        for c in self.conditions:
            try:
                found = compare(evaluate_balls(c.expression, hull), c.relation)
            except Undefined:
                found = False
            except CannotTell:
                found = None
            if found is False:
                return False
            known = known and found
        return known


def continuous(e: Expression) -> bool:
    """Whether all functions in an expression are continuous wherever they are defined.

    Of cases it is asked that those on both sides of a joint are shown to meet there.
    """
    if not all(name not in FUNCTIONS or FUNCTIONS[name].continuous for name in called(e)):
        return False
    return not has_choice(e) or all(_meets(s) for s in subexpressions(e) if isinstance(s, Choice))


def _meets(e: Choice) -> bool:
    """Whether both branches are defined and equal where the guard is zero."""
    one, other = e.branches
    apart = Choice(Str("!="), e.guard, Integer(0), SumOf(one, Negation(other)))
    everywhere = Domain(tuple(sorted(free_variables(apart), key=order)))
    return decide(apart, Integer(0), Theory(), everywhere).verdict is Verdict.PROVED


def sample(function: Moving, low: Fraction, high: Fraction, cells: int = CELLS) -> Sampled:
    """The curve of a function from low to high."""
    return _Sampling(function).run(low, high, cells)


class _Sampling:
    """One run over a range."""

    def __init__(self, function: Moving) -> None:
        self.function = function
        self.left = MOST
        self.found = Sampled()
        self.piece: list[tuple[Fraction, float]] = []
        self.gap: list[Side] = []
        self.narrow = Fraction(0)

    def run(self, low: Fraction, high: Fraction, cells: int) -> Sampled:
        step = (high - low) / cells
        self.narrow = 4 * step / 2**HALVINGS
        self._point(low)
        for k in range(cells):
            for side, inside in self._sides(low + k * step, low + (k + 1) * step, HALVINGS):
                if not inside:
                    self._interrupted(side)
                self._point(side[1])
        self._close()
        self._open()
        return self.found

    def _sides(self, a: Fraction, b: Fraction, halvings: int) -> Iterator[tuple[Side, bool]]:
        """The parts of an interval, each within the domain or not, as far as that is known."""
        self.left -= 1
        inside = self.function.inside(a, b)
        if inside is not None or not halvings or self.left <= 0:
            yield (a, b), bool(inside) or (inside is None and self._at_edge(a, b))
            return
        middle = (a + b) / 2
        yield from self._sides(a, middle, halvings - 1)
        yield from self._sides(middle, b, halvings - 1)

    def _at_edge(self, a: Fraction, b: Fraction) -> bool:
        """Whether a narrow interval has an end of the domain that belongs to it, as 0 of a root."""
        function = self.function
        closed = all(c.relation == ">=" for c in function.conditions)
        return closed and b - a <= self.narrow and None not in map(function.value, (a, b))

    def _point(self, x: Fraction) -> None:
        y = self.function.value(x)
        if y is None or not math.isfinite(y):
            self._interrupted((x, x))
            return
        self._open()
        self.piece.append((x, y))

    def _open(self) -> None:
        """Ends a gap, if there is one."""
        if self.gap:
            first, last = self.gap[0], self.gap[-1]
            self.found.breaks.append(Break(first, last, last[1] - first[0] <= self.narrow))
            self.gap = []

    def _interrupted(self, side: Side) -> None:
        self._close()
        self.gap.append(side)

    def _close(self) -> None:
        if len(self.piece) > 1:
            self.found.pieces.append(self.piece)
        self.piece = []
