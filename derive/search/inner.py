"""Lemmas about derivatives at inner functions: `chain` makes them what the lemmas speak of.

Of a lemma `d/dx s(x) = g(x)`, the chain rule makes `d/dx s(u)` the derivative of s at u times
`d/dx u`; the lemma says the rest.  That the derivative is so composed, the kernel computes by
itself for the s at hand: no law about all functions is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    ProductOf,
    free_variables,
)
from derive.expression.substitution import instantiate
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import tidy
from derive.prover.equality import normal_form
from derive.rules import derivative_rows
from derive.search.lemmas import LemmaRow, Spend, found_in
from derive.search.match import Bindings

_IDENTITY = frozenset({"identity"})


class Chained(NamedTuple):
    """What the derivative of a lemma's function at an inner one is, and what stands in it."""

    new: Expression
    prove: Callable[[Theory], Theorem]
    bindings: Bindings


def chained(row: LemmaRow, e: Expression, spend: Spend) -> Iterator[Chained]:
    """The ways to see in `e` the derivative of a lemma's function at an inner function."""
    if not (isinstance(row.pattern, DerivativeOf) and isinstance(e, DerivativeOf)):
        return
    body, variable = e.args
    pattern, moved = row.pattern.args
    for found in found_in(pattern, body, spend):
        bindings = found.bindings
        inner = bindings.get(moved.name)
        others = [value for name, value in bindings.items() if name != moved.name]
        if inner is None or not _is_inner(inner, variable, others):
            continue
        spend(1)
        values = {Symbol(n): x for n, x in bindings.items()} | {moved: variable}
        try:
            outer = instantiate(row.lhs.args[0], values)
            new = ProductOf(DerivativeAt(outer, variable, inner), DerivativeOf(inner, variable))
        except REFUSALS:
            continue
        if tidy(instantiate(outer, {variable: inner})) == tidy(body):
            yield Chained(new, _proof(e, new), {"u": inner})


def _is_inner(inner: Expression, variable: Symbol, others: list[Expression]) -> bool:
    """Whether one place alone depends on the variable, by more than the variable itself."""
    moved = variable in free_variables(inner) and inner != variable
    return moved and not any(variable in free_variables(value) for value in others)


def _proof(e: Expression, new: Expression) -> Callable[[Theory], Theorem]:
    return lambda theory: normal_form(theory, e, new, _IDENTITY, rows_of=derivative_rows)
