"""What of an expression floats compute without rounding, and what they round more than once."""

from __future__ import annotations

from sympy.core.symbol import Symbol

from derive.codegen.exponentials import exponent_of
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    subexpressions,
)
from derive.kernel.conditions import numeral_or_none


def is_inexact_sum(e: SumOf) -> bool:
    """Whether it is a polynomial with more than one rounding, which may cancel."""
    products = (ProductOf, Power, Quotient)
    polynomial = not any(isinstance(s, Call) or exponent_of(s) for s in subexpressions(e))
    several = len(e.args) > 2 or any(isinstance(t, products) for t in map(_unsigned, e.args))
    return polynomial and several and len(free_variables(e)) > 0


def _unsigned(e: Expression) -> Expression:
    return e.args[0] if isinstance(e, Negation) else e


def is_exact(e: Expression) -> bool:
    """Whether an argument is computed without rounding: a variable, up to a power of two."""
    match e:
        case Symbol():
            return True
        case Negation():
            return is_exact(e.args[0])
        case ProductOf() if len(e.args) == 2 and _is_power_of_two(e.args[0]):
            return is_exact(e.args[1])
        case Quotient() if _is_power_of_two(e.args[1]):
            return is_exact(e.args[0])
    return False


def _is_power_of_two(e: Expression) -> bool:
    q = numeral_or_none(e)
    return (
        q is not None
        and q > 0
        and (q.numerator & (q.numerator - 1)) == 0
        and (q.denominator & (q.denominator - 1)) == 0
    )
