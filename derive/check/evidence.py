"""What is known of an equality on a domain: theorem, witness, verdict.

Only a theorem whose conditions the domain implies is *proved*; a point at which both sides are
certainly different wins over everything; what cannot be told is *not shown*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flint import arb

from derive.expression.nodes import Expression
from derive.kernel.balls import CannotTell, Point, Undefined, evaluate, holds
from derive.kernel.conditions import Condition, Conditions
from derive.kernel.domains import Domain
from derive.kernel.opaque import concrete
from derive.kernel.theorem import Theorem
from derive.kernel.theory import Theory
from derive.kernel.tidy import tidy
from derive.report.report import Verdict, Witness

PRECISIONS = (64, 256)


@dataclass(frozen=True)
class Side:
    """One side at a point: its ball, or that it is certainly undefined, or neither."""

    ball: arb | None
    undefined: bool = False


@dataclass(frozen=True)
class Finding:
    """A verdict with what it rests on: the conditions that are left, a witness, or words."""

    verdict: Verdict
    conditions: tuple[Condition, ...] = ()
    witness: Witness | None = None
    explanation: str = ""
    vacuous: bool = False


class Judge:
    """Verdicts for the equalities of one script, on its domain."""

    def __init__(self, theory: Theory, domain: Domain, points: Sequence[Point]) -> None:
        self.theory = theory
        self.domain = domain
        self.points = points
        self.opaque = tuple(sorted(theory.opaque))
        self.everywhere = Domain(domain.variables)
        self._sides: dict[tuple[Expression, int, int], Side] = {}

    def refute(self, left: Expression, right: Expression) -> Finding | None:
        """The refutation of `left = right` at a point, if there is one.  Raises `KernelError`."""
        sides = self._sides_of(left, right)
        for i in range(len(self.points)):
            witness, verdict = self._compare(sides[0], sides[1], i)
            if verdict is Verdict.REFUTED:
                return Finding(verdict, witness=witness)
        return None

    def _sides_of(self, left: Expression, right: Expression) -> list[Expression]:
        return [concrete(self.theory.unfold(e), self.opaque) for e in (left, right)]

    def judge(self, left: Expression, right: Expression, theorem: Theorem | None) -> Finding:
        """The verdict on `left = right`.  Raises `KernelError` where a side cannot be unfolded."""
        sides = self._sides_of(left, right)
        found = [self._compare(sides[0], sides[1], i) for i in range(len(self.points))]
        for witness, verdict in found:
            if verdict is Verdict.REFUTED:
                return Finding(verdict, witness=witness)
        changes = next((w for w, v in found if v is Verdict.DOMAIN_CHANGES), None)
        if theorem is None:
            return _without_theorem(changes)
        return self._with_theorem(theorem, sides, changes)

    def _compare(
        self, left: Expression, right: Expression, i: int
    ) -> tuple[Witness | None, Verdict | None]:
        point = self.points[i]
        for precision in PRECISIONS:
            a, b = (self._side(e, i, precision) for e in (left, right))
            if a.ball is not None and b.ball is not None:
                if not a.ball.overlaps(b.ball):
                    return _witness(point, a, b, precision), Verdict.REFUTED
                return None, None
            if (a.undefined and b.ball is not None) or (b.undefined and a.ball is not None):
                return _witness(point, a, b, precision), Verdict.DOMAIN_CHANGES
        return None, None

    def _side(self, e: Expression, i: int, precision: int) -> Side:
        """One side at the i-th point; each line is met twice, as new and as old."""
        key = (e, i, precision)
        if key not in self._sides:
            self._sides[key] = side_at(e, self.points[i], precision)
        return self._sides[key]

    def _with_theorem(
        self, theorem: Theorem, sides: Sequence[Expression], changes: Witness | None
    ) -> Finding:
        left_over = self.pending(theorem.conditions)
        if all(c.relation == "!=" for c in left_over) and not self._certified(theorem, sides):
            return Finding(
                Verdict.NOT_SHOWN,
                left_over,
                explanation="no point is known at which its conditions hold",
                vacuous=True,
            )
        if not left_over:
            return Finding(Verdict.PROVED)
        if all(c.relation == "!=" for c in left_over):
            return Finding(Verdict.PROVED_FOR, left_over)
        if changes is not None:
            return Finding(Verdict.DOMAIN_CHANGES, left_over, changes)
        return Finding(
            Verdict.NOT_SHOWN, left_over, explanation="conditions that the domain does not imply"
        )

    def pending(self, conditions: Conditions) -> tuple[Condition, ...]:
        """The conditions that the domain does not imply, each once."""
        return distinct(c for c in conditions if not self.domain.implies(c))

    def _certified(self, theorem: Theorem, sides: Sequence[Expression]) -> bool:
        """Whether some point certainly satisfies the conditions, with finite balls."""
        return any(self._certifies(point, theorem, sides) for point in self.points)

    def _certifies(self, point: Point, theorem: Theorem, sides: Sequence[Expression]) -> bool:
        conditions = (
            Condition(concrete(c.expression, self.opaque), c.relation) for c in theorem.conditions
        )
        finite = all(side_at(e, point, PRECISIONS[-1]).ball is not None for e in sides)
        return finite and all(holds(c, point, PRECISIONS[-1]) for c in conditions)


def _without_theorem(changes: Witness | None) -> Finding:
    if changes is not None:
        return Finding(Verdict.DOMAIN_CHANGES, witness=changes)
    return Finding(Verdict.NOT_SHOWN, explanation="no proof was found, and no point refutes it")


def side_at(e: Expression, point: Point, precision: int) -> Side:
    """One side at a point."""
    try:
        return Side(evaluate(e, point, precision))
    except Undefined:
        return Side(None, undefined=True)
    except CannotTell:
        return Side(None)


def _witness(point: Point, left: Side, right: Side, precision: int) -> Witness:
    named = tuple((v.name, str(q)) for v, q in point.items())
    return Witness(named, _shown(left), _shown(right), precision)


def _shown(side: Side) -> str | None:
    return None if side.ball is None else str(side.ball.str(10))


def distinct(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """The conditions in order of their text, each once up to its tidy form."""
    found: dict[tuple[Expression, str], Condition] = {}
    for c in sorted(conditions, key=lambda c: (len(str(c)), str(c))):
        found.setdefault((tidy(c.expression), c.relation), c)
    return tuple(found.values())
