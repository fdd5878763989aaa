"""A `Piecewise` of SymPy by steps: each piece times 1 where its condition holds, 0 elsewhere.

That is the same function only if every piece has a value everywhere, which is looked at first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import Eq, Ne
from sympy.core.numbers import Integer
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanTrue, Not, Or

from derive.expression.nodes import (
    Expression,
    Negation,
    ProductOf,
    SumOf,
    call,
    has_derivative,
    product_of,
    strip,
    sum_of,
)
from derive.kernel.conditions import definedness
from derive.kernel.theory import Theory
from derive.python.sympy_names import refused

Inner = Callable[[Any], Expression]
_ONE, _ZERO = Integer(1), Integer(0)


def piecewise(e: Any, inner: Inner, what: str) -> Expression:
    """The sum of the pieces, each where its condition holds."""
    if not isinstance(Or(*(condition for _, condition in e.args)), BooleanTrue):
        raise refused(what, str(e), "it has no value where no condition holds: end with (…, True)")
    terms, before = [], True
    for value, condition in e.args:
        here = And(condition, before)
        before = And(before, Not(condition))
        piece, step = inner(value), _indicator(here, inner, what)
        for part in (piece, step):
            if not _is_total(part):
                hint = "each piece needs a value everywhere, also where another one is taken"
                raise refused(what, str(e), hint)
        if _ZERO not in (step, piece):
            terms.append(piece if step == _ONE else ProductOf(piece, step))
    return sum_of(tuple(terms))


def _is_total(e: Expression) -> bool:
    """Whether an expression has a value everywhere, as far as its parts tell."""
    node = strip(e)
    return not has_derivative(node) and not definedness(Theory().unfold(node))


def _indicator(condition: Any, inner: Inner, what: str) -> Expression:
    """1 where a condition holds, 0 where it does not."""
    match condition:
        case And():
            return product_of(tuple(_indicator(one, inner, what) for one in condition.args))
        case Or():
            none = And(*(Not(one) for one in condition.args))
            return SumOf(_ONE, Negation(_indicator(none, inner, what)))
        case Relational():
            return _step(condition, inner)
    if condition in (True, False):
        return _ONE if condition else _ZERO
    raise refused(what, str(condition), "a condition of a piece is a comparison")


def _step(condition: Any, inner: Inner) -> Expression:
    """The step at which a comparison begins to hold."""
    left, right = condition.args
    above, below = (_difference(*sides, inner) for sides in ((left, right), (right, left)))
    if isinstance(condition, Eq):
        return ProductOf(call("heaviside/2", above, _ONE), call("heaviside/2", below, _ONE))
    if isinstance(condition, Ne):
        return SumOf(call("heaviside/2", above, _ZERO), call("heaviside/2", below, _ZERO))
    larger = above if condition.rel_op in (">", ">=") else below
    return call("heaviside/2", larger, _ONE if condition.rel_op in (">=", "<=") else _ZERO)


def _difference(left: Any, right: Any, inner: Inner) -> Expression:
    if right == 0:
        return inner(left)
    return Negation(inner(right)) if left == 0 else SumOf(inner(left), Negation(inner(right)))
