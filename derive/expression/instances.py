"""Instances of statements: variables replaced, also those that are differentiated by."""

from __future__ import annotations

from collections.abc import Mapping

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Notation,
    free_variables,
    is_leaf,
    strip,
    substitute,
    substitute_under,
)


def instantiate(e: Expression, values: Mapping[Symbol, Expression]) -> Expression:
    """`e` with variables replaced, all at once, as by `substitute`; but renaming stays renaming.

    `d/dx f(x)` with another variable t for x is `d/dt f(t)`, unless t stands elsewhere in the body:
    `d/dx (x*t)` at x = t is "evaluated at", for it is not `d/dt (t*t)`.  Raises `CaptureError`.
    """
    match e:
        case Symbol():
            return values.get(e, e)
        case DerivativeOf():
            return _instantiate_derivative(e, values)
        case DerivativeAt():
            body, variable, point = e.args
            inner = substitute_under(body, variable, values)
            return DerivativeAt(inner, variable, instantiate(point, values))
        case Notation() if e._binds:
            return instantiate(strip(e), values)
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, Str) else instantiate(a, values) for a in e.args))


def _instantiate_derivative(e: Expression, values: Mapping[Symbol, Expression]) -> Expression:
    body, variable = e.args
    new = values.get(variable, variable)
    others = free_variables(body) - {variable}
    if isinstance(new, Symbol) and not any(new in free_variables(values.get(v, v)) for v in others):
        return DerivativeOf(instantiate(body, values), new)
    return substitute(e, values)
