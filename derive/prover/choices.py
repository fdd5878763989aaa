"""Which branch of a choice is chosen, as far as it is known, and what is to be told apart first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    called,
    free_variables,
    has_choice,
    parts,
)
from derive.kernel.conditions import Condition, alternatives, nontrivial
from derive.kernel.derivatives import Derivatives
from derive.kernel.tidy import order
from derive.prover.neatly import neat_value
from derive.prover.normal.signs import Signs
from derive.prover.polynomials import polynomial, scaled


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


def value_at(u: Expression, signs: Signs) -> tuple[Symbol, Expression] | None:
    """A variable and what it is equal to, where u is 0 and linear in it."""
    if not is_zero(u, signs):
        return None
    p = polynomial(_without_abs(u, signs))
    for v in sorted(free_variables(u), key=order):
        c = p.get(frozenset([(v, 1)]))
        rest = {m: d for m, d in p.items() if m != frozenset([(v, 1)])}
        value = neat_value(scaled(rest, -1 / c)) if c else v
        if c and v not in free_variables(value):
            return v, value
    return None


def _without_abs(e: Expression, signs: Signs) -> Expression:
    """An expression with what stands in abs in its place, where its sign is known."""
    if "abs" not in called(e) or isinstance(e, (DerivativeOf, DerivativeAt, Choice)):
        return e
    e = e.func(*(a if isinstance(a, Str) else _without_abs(a, signs) for a in e.args))
    if isinstance(e, Call) and e.name == "abs":
        for sign in (e.arguments[0], Negation(e.arguments[0])):
            if signs.holds(Condition(sign, ">=")):
                return sign
    return e


def placed(signs: Signs, v: Symbol, value: Expression) -> Signs:
    """What is known where a variable has a value, of what has the value in its place."""
    facts = nontrivial(c.substitute({v: value}) for c in signs.facts)
    return replace(signs, facts=facts, used=set())


def at_hand(e: Expression, signs: Signs) -> Expression:
    """`e` with the branches that are known to be chosen in the place of choices."""
    if not has_choice(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return e
    if isinstance(e, Choice):
        branch = chosen(e, signs)
        return e.guard if branch is None else at_hand(e.branches[branch], signs)
    return e.func(*(a if isinstance(a, Str) else at_hand(a, signs) for a in e.args))
