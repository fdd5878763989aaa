"""Which branch of a choice is chosen, as far as it is known, and what is to be told apart first."""

from __future__ import annotations

from collections.abc import Iterator

from sympy.core.symbol import Str

from derive.expression.choices import Choice
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    parts,
)
from derive.expression.told_apart import has_choice
from derive.kernel.conditions import alternatives
from derive.kernel.derivatives import Derivatives
from derive.prover.normal.signs import Signs


def chosen(e: Choice, signs: Signs) -> int | None:
    """Which branch of a choice may be relied on to be chosen."""
    for branch, supposed in enumerate(alternatives(e.guard, e.relation)):
        if all(map(signs.holds, supposed)):
            return branch
    return None


def open_guards(
    e: Expression, signs: Signs, derivatives: Derivatives
) -> Iterator[tuple[Expression, str]]:
    """The guards in `e` whose sign is not known, each with its relation, outer ones first.

    What stands in a branch that is not chosen, or not yet, may have no value: it is not looked at.
    """
    if not has_choice(e):
        return
    inner = parts(e)
    if isinstance(e, Choice):
        yield from open_guards(e.guard, signs, derivatives)
        branch = chosen(e, signs)
        if branch is None:
            yield e.guard, e.relation
            return
        inner = (e.branches[branch],)
    elif isinstance(e, (DerivativeOf, DerivativeAt)):
        done = derivatives.of(e)
        inner = (done[0],) if done is not None else e.args[2:]
    for part in inner:
        yield from open_guards(part, signs, derivatives)


def is_zero(u: Expression, signs: Signs) -> bool:
    """Whether u is known to be 0."""
    return all(map(signs.holds, alternatives(u, "!=")[1]))


def at_hand(e: Expression, signs: Signs) -> Expression:
    """`e` with the branches that are known to be chosen in the place of choices."""
    if not has_choice(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return e
    if isinstance(e, Choice):
        branch = chosen(e, signs)
        return e.guard if branch is None else at_hand(e.branches[branch], signs)
    return e.func(*(a if isinstance(a, Str) else at_hand(a, signs) for a in e.args))
