"""Conditions tried at points of a domain before they are reasoned about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flint import arb

from derive.expression.nodes import Expression, Negation, SumOf
from derive.kernel import balls
from derive.kernel.balls import CannotTell, Evaluator, Point, Undefined
from derive.kernel.conditions import Condition


class Trial:
    """Points of a domain, and the values that expressions have there."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points
        self._at = [Evaluator(p) for p in points]
        self._values: dict[Expression, list[arb | None]] = {}

    def fails(self, c: Condition) -> bool:
        """Whether a condition certainly fails somewhere, or is undefined there."""
        if c.relation == "=":
            return any(balls.holds(c, p) is False for p in self.points)
        return any(
            value is None or balls.compare(value, c.relation) is False
            for value in self._of(c.expression)
        )

    def turns(self, e: Expression) -> bool:
        """Whether an expression is certainly positive somewhere and negative elsewhere."""
        values = [value for value in self._of(e) if value is not None]
        return any(value > 0 for value in values) and any(value < 0 for value in values)

    def differ(self, e: Expression, other: Expression) -> bool:
        """Whether two expressions certainly differ somewhere."""
        gap = SumOf(e, Negation(other))
        return any(value is not None and value != 0 for value in self._of(gap))

    def among(self, conditions: Iterable[Condition]) -> Trial:
        """The points at which conditions certainly hold."""
        told = tuple(conditions)
        return Trial([p for p in self.points if all(balls.holds(c, p) for c in told)])

    def _of(self, e: Expression) -> list[arb | None]:
        """The values of an expression that could be told; None where it is undefined."""
        if e not in self._values:
            self._values[e] = list(self._evaluated(e))
        return self._values[e]

    def _evaluated(self, e: Expression) -> Iterable[arb | None]:
        for at in self._at:
            try:
                yield at.ball(e)
            except Undefined:
                yield None
            except CannotTell:
                continue


NOWHERE = Trial(())
