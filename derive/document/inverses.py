"""The inverse of a function that the text gives: `g^{-1}` where `g(x) = (x - a)/b`.

It is found where the variable stands once, below operations that are undone in one way.
"""

from __future__ import annotations

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    free_variables,
    product_of,
    strip,
    subexpressions,
    sum_of,
)

#: How the name of an inverse ends.
SUFFIX = "_inv"
_UNDONE = {"exp": "log", "log": "exp", "cbrt": None, "sinh": "asinh", "asinh": "sinh"}


def inverse(body: Expression, variable: Symbol) -> Expression | None:
    """The inverse of a function in the same variable; None where it is not found."""
    if sum(s == variable for s in subexpressions(body)) != 1:
        return None
    value: Expression | None = variable
    here = strip(body)
    while here != variable and value is not None:
        value, here = _undone(here, variable, value)
    return value


def _undone(
    e: Expression, variable: Symbol, value: Expression
) -> tuple[Expression | None, Expression]:
    """The value of the part of an expression that has the variable, by that of the whole."""
    at = next(k for k, a in enumerate(e.args) if variable in free_variables(a))
    part = strip(e.args[at])
    match e:
        case Negation():
            return Negation(value), part
        case SumOf():
            rest = sum_of(e.args[:at] + e.args[at + 1 :])
            return SumOf(value, Negation(rest)), part
        case ProductOf():
            return Quotient(value, product_of(e.args[:at] + e.args[at + 1 :])), part
        case Quotient():
            other = e.args[1 - at]
            return (ProductOf(value, other) if at == 0 else Quotient(other, value)), part
        case Power() if at == 0 and e.args[1] == Integer(3):
            return call("cbrt", value), part
        case Power() if at == 1 and e.args[0] == constant("e"):
            return call("log", value), part
        case Call() if e.name in _UNDONE and len(e.arguments) == 1:
            other_name = _UNDONE[e.name]
            return (
                Power(value, Integer(3)) if other_name is None else call(other_name, value)
            ), part
    return None, part
