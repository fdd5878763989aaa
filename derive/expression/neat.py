"""Tidy forms written the way a person would: `(-1)*x` as `-x`, `u*v^(-1)` as `u/v`.

For showing what a rule's variables stood for; nothing is proved about it.
"""

from __future__ import annotations

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    is_leaf,
    product_of,
)


def neat(e: Expression) -> Expression:
    """`e` with negative factors and exponents written as minus signs and fractions."""
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else neat(a) for a in e.args))
    if isinstance(e, (ProductOf, Power)):
        return _as_fraction(e.args if isinstance(e, ProductOf) else (e,))
    return e


def _as_fraction(factors: tuple[Expression, ...]) -> Expression:
    top: list[Expression] = []
    bottom: list[Expression] = []
    negative = False
    for factor in factors:
        minus = isinstance(factor, Negation)
        negative ^= minus
        above, below = _parts(factor.args[0] if minus else factor)
        top += [] if above == Integer(1) else [above]
        bottom += [] if below == Integer(1) else [below]
    whole = product_of(tuple(top))
    if bottom:
        whole = Quotient(whole, product_of(tuple(bottom)))
    return Negation(whole) if negative else whole


def _parts(factor: Expression) -> tuple[Expression, Expression]:
    """A factor as numerator and denominator."""
    if isinstance(factor, Quotient):
        return factor.args[0], factor.args[1]
    if isinstance(factor, Power) and isinstance(factor.args[1], Negation):
        base, exponent = factor.args[0], factor.args[1].args[0]
        if isinstance(exponent, Integer):
            return Integer(1), base if exponent == Integer(1) else Power(base, exponent)
    return factor, Integer(1)
