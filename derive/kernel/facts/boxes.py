"""Conditions on boxes: interval arithmetic in balls over a bounded subdivision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import arb
from sympy.core.symbol import Symbol

from derive.kernel.balls import CannotTell, Undefined, ball, compare, evaluate_balls
from derive.kernel.conditions import Condition

#: How many boxes are looked at before nothing is shown.
BOXES = 64
Side = tuple[Fraction, Fraction]
Box = Mapping[Symbol, Side]


def holds_on(condition: Condition, box: Box, facts: Sequence[Condition]) -> bool:
    """Whether a condition holds on a closed box, wherever it is defined and the facts hold."""
    boxes = [dict(box)]
    for _ in range(BOXES):
        if not boxes:
            return True
        here = boxes.pop()
        verdict = _verdict(condition, here)
        if verdict is True or any(_verdict(f, here) is False for f in facts):
            continue
        if verdict is False:
            return False
        boxes.extend(_halves(here, box))
    return not boxes


def _verdict(condition: Condition, box: Box) -> bool | None:
    """Whether a condition holds everywhere in a box, nowhere in it, or neither is certain."""
    at = {v: _ball(side) for v, side in box.items()}
    try:
        value = evaluate_balls(condition.expression, at)
    except Undefined:
        return True  # it is defined nowhere in the box
    except CannotTell:
        return None
    return compare(value, condition.relation)


def _ball(side: Side) -> arb:
    """A ball that contains an interval."""
    low, high = side
    return ball(low).union(ball(high))


def _halves(here: Box, whole: Box) -> list[dict[Symbol, Side]]:
    """A box cut in two across its longest side, as measured by the whole box."""
    longest = max(here, key=lambda v: (_length(here[v]) / (_length(whole[v]) or 1), v.name))
    low, high = here[longest]
    middle = (low + high) / 2
    return [{**here, longest: (middle, high)}, {**here, longest: (low, middle)}]


def _length(side: Side) -> Fraction:
    return side[1] - side[0]
