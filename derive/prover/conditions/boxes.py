"""Conditions in balls on a bounded subdivision of where the variables are, as cases of halves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sympy.core.symbol import Symbol

from derive.expression.nodes import Negation, SumOf, rational
from derive.kernel.balls import CannotTell, Undefined, ball, compare, evaluate
from derive.kernel.conditions import Condition
from derive.kernel.facts.entries import Cases, OnBox, Shown

#: How many boxes are looked at before nothing is shown, and how often one is halved.
MAX_BOXES, MAX_HALVED = 64, 12
Side = tuple[Fraction, Fraction]
Box = Mapping[Symbol, Side]


def on_boxes(c: Condition, box: Box, given: Sequence[Condition]) -> Shown:
    """Entries by which a condition holds on a closed box where given ones do; none if none do."""
    return _Subdivision(c, box, given).shown(box, MAX_HALVED) or ()


class _Subdivision:
    """A box that is halved as often as needed."""

    def __init__(self, c: Condition, whole: Box, given: Sequence[Condition]) -> None:
        self.condition, self.whole, self.given = c, whole, given
        self.boxes: Iterator[int] = iter(range(MAX_BOXES))

    def shown(self, box: Box, depth: int) -> Shown | None:
        """Entries for a part of the whole box."""
        if next(self.boxes, None) is None:
            return None
        verdict = _verdict(self.condition, box)
        if verdict:
            return (OnBox(self.condition.expression),)
        for f in self.given:
            if _verdict(f, box) is False:
                return (OnBox(f.expression),)
        return self._halved(box, depth - 1) if verdict is None and depth else None

    def _halved(self, box: Box, depth: int) -> Shown | None:
        """The same by both halves across the longest side, as measured by the whole box."""
        longest = max(box, key=lambda v: (_length(box[v]) / (_length(self.whole[v]) or 1), v.name))
        low, high = box[longest]
        middle = (low + high) / 2
        above = self.shown({**box, longest: (middle, high)}, depth)
        below = self.shown({**box, longest: (low, middle)}, depth) if above else None
        if above is None or below is None:
            return None
        turn = SumOf(longest, Negation(rational(middle)))
        return (Cases(turn, ">=", (above, below), self.condition),)


def _verdict(condition: Condition, box: Box) -> bool | None:
    """Whether a condition holds everywhere in a box, nowhere in it, or neither is certain."""
    at = {v: ball(low).union(ball(high)) for v, (low, high) in box.items()}
    try:
        return compare(evaluate(condition.expression, at), condition.relation)
    except (Undefined, CannotTell):
        return None


def _length(side: Side) -> Fraction:
    return side[1] - side[0]
