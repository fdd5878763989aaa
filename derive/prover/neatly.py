"""Polynomials and expressions as a person writes them."""

from __future__ import annotations

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.neat import neat
from derive.expression.nodes import Call, Expression, Power, constant, is_leaf, rational
from derive.prover.polynomials import ONE, Polynomial, written


def neat_value(p: Polynomial) -> Expression:
    """A polynomial as a person writes it."""
    if len(p) == 1 and ONE in p:
        return rational(p[ONE])
    return neatly(written(p)) if p else Integer(0)


def neatly(e: Expression) -> Expression:
    """An expression as a person writes it, e^u for exp(u)."""
    return neat(_with_powers(e))


def _with_powers(e: Expression) -> Expression:
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _with_powers(a) for a in e.args))
    exponential = isinstance(e, Call) and e.name == "exp"
    return Power(constant("e"), e.arguments[0]) if exponential else e
