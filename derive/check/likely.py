"""What the form of a link says of what its author likely meant by it."""

from __future__ import annotations

from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    Path,
    Power,
    SumOf,
    free_variables,
    subexpressions,
)
from derive.kernel.theory import Theory
from derive.report.report import Witness
from derive.script.script import Placed

#: How far the sides of an error are apart, where decimals may be rounded.
_ROUNDED = 0.02
#: Letters of constants of integration.
CONSTANTS = frozenset(map(Symbol, ("C", "c", "K", "C_1")))
#: Functions of angles and their like, whose values may be one number everywhere.
_OF_ANGLES = frozenset({"sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh"})


def placed_path(written: Placed, path: Path) -> Path:
    """The path of the nearest part above that has a place of its own."""
    here = written.parsed
    for k, i in enumerate(path):
        below = dict(here.parts).get(i)
        if below is None:
            return path[:k]
        here = below
    return path


def has_power(e: Expression) -> bool:
    """Whether an exponent varies: of what is undefined then an author may take no notice."""
    return any(isinstance(s, Power) and free_variables(s.args[1]) for s in subexpressions(e))


def has_constant(e: Expression) -> bool:
    """Whether a constant of integration is a term."""
    return isinstance(e, SumOf) and not CONSTANTS.isdisjoint(e.args)


def opaque_at_numbers(e: Expression, theory: Theory) -> bool:
    """Whether an unknown function is called at a number: its values may be given elsewhere."""
    for s in subexpressions(e):
        if isinstance(s, Call) and s.name.rstrip("'") in theory.opaque and not free_variables(s):
            return True
    return False


def far_apart(witness: Witness | None) -> bool:
    """Whether both values differ by more than rounding does."""
    if witness is None or witness.left is None or witness.right is None:
        return False
    try:
        left, right = (float(v.strip("[]").split(" +/-")[0]) for v in (witness.left, witness.right))
    except ValueError:
        return False
    return abs(left - right) > _ROUNDED * max(abs(left), abs(right))


def is_of_angles(e: Expression) -> bool:
    """Whether a side such as `sin(x)^2 + cos(x)^2` is likely meant to be the number beside it."""
    calls = [s for s in subexpressions(e) if isinstance(s, Call) and s.name in _OF_ANGLES]
    return len(calls) > 1
