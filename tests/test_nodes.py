"""What is kept with a node is what its tree says; there is one node of a tree."""

from __future__ import annotations

import copy
import gc
import pickle

import pytest
from hypothesis import given
from sympy.core.symbol import Symbol

from derive.expression import nodes
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Notation,
    SumOf,
    Written,
    called,
    free_variables,
    has_derivative,
    height,
    integer,
    parts,
    size,
    strip,
    subexpressions,
)
from derive.expression.shorthand import HigherDerivative, ValueAt
from tests.strategies import expressions

X, Y = Symbol("x"), Symbol("y")


_DERIVATIVES = (DerivativeOf, DerivativeAt, HigherDerivative)


def depth(e: Expression) -> int:
    return 1 + max(map(depth, parts(e)), default=0)


def variables(e: Expression) -> set[Symbol]:
    if isinstance(e, Symbol):
        return {e}
    if isinstance(e, (DerivativeAt, ValueAt)):
        body, variable, point = e.args
        return (variables(body) - {variable}) | variables(point)
    below = set[Symbol]().union(*map(variables, parts(e)))
    return below | ({*e.args[1::2]} if isinstance(e, (DerivativeOf, HigherDerivative)) else set())


@given(expressions())
def test_what_is_kept_is_what_the_tree_says(e: Expression) -> None:
    found = [*subexpressions(e)]
    assert size(e) == len(found)
    assert height(e) == depth(e)
    assert free_variables(e) == variables(e)
    assert called(e) == {s.name for s in found if isinstance(s, Call)}
    assert has_derivative(e) == any(isinstance(s, _DERIVATIVES) for s in found)
    assert (strip(e) is e) == (not any(isinstance(s, Notation) for s in found))


@given(expressions())
def test_a_tree_that_is_built_again_is_the_same_object(e: Expression) -> None:
    if isinstance(e, Written):
        assert e.func(*e.args) is e
        assert copy.deepcopy(e) is e
        assert pickle.loads(pickle.dumps(e)) is e


def test_nodes_that_are_in_use_stay_the_only_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often those that nobody has any more are forgotten."""
    gc.collect()
    monkeypatch.setattr(nodes, "MAX_SHARED", 0)
    monkeypatch.setattr(nodes, "_most", [0])
    kept = [SumOf(X, integer(n)) for n in range(2_000, 2_100)]
    for n in range(3_000, 3_500):
        SumOf(SumOf(Y, integer(n)), X)
    nodes.forget()
    assert all(SumOf(X, integer(n)) is e for n, e in enumerate(kept, 2_000))
    forgotten = (Y, integer(3_000))
    assert (SumOf, forgotten) not in nodes._nodes
