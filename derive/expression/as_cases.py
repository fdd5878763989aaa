"""Choices as the cases that a person would write."""

from __future__ import annotations

from sympy.core.numbers import Integer
from sympy.core.symbol import Str

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Expression,
    Negation,
    SumOf,
    free_variables,
    strip,
)
from derive.expression.shorthand import NO_CASE, Cases, Comparison, cases
from derive.expression.told_apart import has_choice

#: How a comparison is turned round.
_TURNED = {">": "<", ">=": "<=", "!=": "!="}


def as_cases(e: Expression) -> Expression:
    """`e` with choices as cases that a person would write: `x - 1 > 0` as `x > 1`, one brace."""
    if not has_choice(e) or isinstance(e, Cases):
        return e
    if not isinstance(e, Choice):
        return e.func(*(a if isinstance(a, Str) else as_cases(a) for a in e.args))
    rows: list[tuple[Expression, list[Comparison]]] = []
    other: Expression = e
    while isinstance(other, Choice):
        one, compared, other = _first_case(other)
        rows.append((as_cases(one), compared))
    if other != NO_CASE:
        rows.append((as_cases(other), []))
    made = cases(rows)
    return made if strip(made) == strip(e) else e.func(*e.args[:2], *map(as_cases, e.branches))


def _first_case(e: Choice) -> tuple[Expression, list[Comparison], Expression]:
    """The first case that a choice is, its comparisons, and what is left for the others."""
    one, other = e.branches
    equal = e.relation == "!=" and (one == NO_CASE or isinstance(one, Choice)) and other != NO_CASE
    a, relation, b = _compared(e)
    if equal:
        return other, [(a, "=", b)], one
    compared = [(a, relation, b)]
    while isinstance(one, Choice) and one.branches[1] == other:
        compared.append(_compared(one))
        one = one.branches[0]
    return one, compared, other


def _compared(e: Choice) -> Comparison:
    """What a guard compares: `x > 1` for `x - 1 > 0`, `x < 0` for `-x > 0`."""
    guard, relation, zero = as_cases(e.guard), e.relation, Integer(0)
    if isinstance(guard, Negation):
        return guard.args[0], _TURNED[relation], zero
    if isinstance(guard, SumOf) and len(guard.args) == 2:
        a, b = guard.args
        if isinstance(b, Negation):
            fixed = not free_variables(a) and bool(free_variables(b))
            return (b.args[0], _TURNED[relation], a) if fixed else (a, relation, b.args[0])
        if not free_variables(b):
            return a, relation, Negation(b)
    return guard, relation, zero
