"""Whether a decimal is a number as it is rounded to the digits that are shown."""

from __future__ import annotations

from flint import arb

from derive.expression.nodes import Decimal, Expression, Negation, free_variables
from derive.kernel.balls import CannotTell, Undefined, evaluate
from derive.kernel.theory import REFUSALS

_PRECISION = 128


def is_rounded(left: Expression, right: Expression) -> bool:
    """Whether the right side is a decimal, and the number on the left is that for its digits."""
    bare = right.args[0] if isinstance(right, Negation) else right
    if not isinstance(bare, Decimal) or free_variables(left):
        return False
    places = int(bare.args[1])
    try:
        apart = evaluate(left, {}, _PRECISION) - evaluate(right, {}, _PRECISION)
    except (CannotTell, Undefined, *REFUSALS):
        return False
    half = arb(1) / (2 * arb(10) ** places)
    return bool(abs(apart) <= half * (1 + arb(1) / 1000))
