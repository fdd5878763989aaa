"""Derivatives of derivatives as one of higher order, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import DerivativeOf, Expression, has_derivative
from derive.expression.shorthand import MAX_ORDER, HigherDerivative


def higher_derivative(body: Expression, by: Iterable[tuple[Symbol, int]]) -> Expression:
    """The derivative of `body` by variables, each with its order, outermost first."""
    merged: list[tuple[Symbol, int]] = []
    for variable, n in by:
        before = merged.pop() if merged and merged[-1][0] == variable else (variable, 0)
        merged.append((variable, before[1] + n))
    if sum(n for _, n in merged) == 1:
        return DerivativeOf(body, merged[0][0])
    return HigherDerivative(body, *(a for v, n in merged for a in (v, Integer(n))))


def with_orders(e: Expression) -> Expression:
    """`e` with derivatives of derivatives by one variable written as one of higher order."""
    if not has_derivative(e):
        return e
    n, body = 0, e
    while isinstance(body, DerivativeOf) and body.args[1] == e.args[1] and n < MAX_ORDER:
        n, body = n + 1, body.args[0]
    if n > 1:
        return higher_derivative(with_orders(body), [(e.args[1], n)])
    return e.func(*(a if isinstance(a, Str) else with_orders(a) for a in e.args))
