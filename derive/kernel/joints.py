"""A primitive step where a sign is told apart: derivatives that join."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sympy.core.symbol import Symbol

from derive.expression.nodes import DerivativeOf, Expression, Negation
from derive.kernel.certificates.checked import beyond
from derive.kernel.conditions import (
    NONE,
    Condition,
    Conditions,
    assumptions,
    continuity,
    definedness,
    interior,
)
from derive.kernel.facts.entries import Shown
from derive.kernel.theorem import Grounds, Theorem, fact_of, refuse_equations, state
from derive.kernel.theory import KernelError, Theory, bounded, is_condition, written


class Piece(NamedTuple):
    """`f = g` on one side of a joint, and `d/dx g = r` there."""

    equal: Theorem
    slope: Theorem


def join(
    first: Piece,
    second: Piece,
    u: Expression,
    within: Conditions = NONE,
    shown: tuple[Shown, Shown] = ((), ()),
) -> Theorem:
    """From f = g and d/dx g = r on `u >= 0`, f = h and d/dx h = r on `-u >= 0`: `d/dx f = r`.

    Of the conditions of each piece is left what does not follow from its side of u, where u is
    defined and the conditions `within` hold, which the theorem has too.  What `f = g` and `f = h`
    rest on must hold on a neighbourhood in x, the conditions of both slopes at the point only.
    `shown` are entries that show what follows, on either side.

    Why it holds.  Take a point of S with x = a, and let x move.  Nearby, u is defined and
    continuous and the common conditions hold, since they stand in S by their interior.  So for each
    x near a, f(x) = g(x) if u(x) >= 0, and f(x) = h(x) if u(x) <= 0, and one of both is the case.
    If u(a) > 0 then u > 0 nearby: f is g there, and has the slope g'(a) = r.  Likewise if
    u(a) < 0.  If u(a) = 0 then the conditions of both pieces hold at a, so g'(a) = r = h'(a) exist
    and g(a) = f(a) = h(a).  Then (f(x) - f(a))/(x - a) is a quotient of differences of g or one of
    h for each x near a, and both tend to r.  Nothing is asked of the zeros of u, nor of its slope:
    u may be x^3, or 0 on a whole interval, where f = g = h then.  An equation that mentions x holds
    on no neighbourhood: only the slopes may rest on one.
    """
    facts = [tuple(map(fact_of, piece)) for piece in (first, second)]
    (a, da), (b, db) = facts
    x = da.left.args[1] if isinstance(da.left, DerivativeOf) else None
    theory = a.theory
    if any(t.theory is not theory for piece in facts for t in piece):
        raise KernelError("theorems of two theories")
    if x is None or x in theory.integers:
        raise KernelError("a joint is of derivatives by a real variable")
    if a.left != b.left or da.right != db.right:
        raise KernelError("the pieces are of two functions, or have two slopes")
    if (da.left, db.left) != (DerivativeOf(a.right, x), DerivativeOf(b.right, x)):
        raise KernelError("the slopes are of other pieces")
    u = written(u)  # read once: what stands in the place of notation may change
    common = around_joint(theory, u, x, within)
    u = bounded(theory.unfold(u))  # once: a name may mean another thing in what is unfolded
    left, assumed = common, assumptions(u, 1)
    for piece, side, entries in zip(facts, (u, Negation(u)), shown, strict=True):
        here = common | {Condition(side, ">=")}
        equal, slope = (
            beyond(t.conditions, here, theory.integer_variables, entries) for t in piece
        )
        left = left | _around(equal, x) | slope
    assumed = assumed.union(*(assumptions(c.expression, 1) for c in left))
    grounds = Grounds(assumptions=assumed)
    for piece in facts:
        for t in piece:
            grounds = grounds | t.grounds
    return state(theory, DerivativeOf(a.left, x), da.right, left, grounds)


def around_joint(theory: Theory, u: Expression, x: Symbol, within: Conditions) -> Conditions:
    """Where, around a point, u is defined and continuous in x, and conditions hold."""
    u = bounded(theory.unfold(u))
    return _around(_stated(theory, within) | definedness(u), x) | continuity(u, x)


def _stated(theory: Theory, conditions: Iterable[Condition]) -> Conditions:
    """Conditions that a caller hands over, with definitions unfolded."""
    found = tuple(conditions)
    if not all(map(is_condition, found)):
        raise KernelError("this is not a condition")
    return frozenset(Condition(theory.unfold(bounded(c.expression)), c.relation) for c in found)


def _around(conditions: Conditions, variable: Symbol) -> Conditions:
    """The conditions, so that they hold on a neighbourhood in a variable."""
    refuse_equations(conditions, variable)
    return interior(conditions, variable)
