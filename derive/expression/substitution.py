"""Variables of written expressions replaced by expressions."""

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
)


class CaptureError(ValueError):
    """A substitution would let a variable be caught by a derivative."""


def substitute(e: Expression, values: Mapping[Symbol, Expression]) -> Expression:
    """`e` with variables replaced, all at once.

    A derivative is not a place to substitute into: `d/dt f(t)` at t = 2x becomes "evaluated at".
    Raises `CaptureError` where the variable of a derivative would catch one that is substituted.
    """
    values = {v: s for v, s in values.items() if s != v}
    return _substitute(e, values, False) if values else e


def instantiate(e: Expression, values: Mapping[Symbol, Expression]) -> Expression:
    """`e` with variables replaced, all at once, as by `substitute`; but renaming stays renaming.

    `d/dx f(x)` with another variable t for x is `d/dt f(t)`, unless t stands elsewhere in the body:
    `d/dx (x*t)` at x = t is "evaluated at", for it is not `d/dt (t*t)`.  Raises `CaptureError`.
    """
    return _substitute(e, values, True)


def _substitute(e: Expression, values: Mapping[Symbol, Expression], renamed: bool) -> Expression:
    match e:
        case Symbol():
            return values.get(e, e)
        case DerivativeOf():
            return _substitute_derivative(e, values, renamed)
        case DerivativeAt():
            body, variable, point = e.args
            inner = _substitute_under(body, variable, values)
            return DerivativeAt(inner, variable, _substitute(point, values, renamed))
        case Notation() if e._binds:
            return _substitute(strip(e), values, renamed)
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, Str) else _substitute(a, values, renamed) for a in e.args))


def _substitute_derivative(
    e: Expression, values: Mapping[Symbol, Expression], renamed: bool
) -> Expression:
    body, variable = e.args
    new = values.get(variable, variable)
    if renamed and isinstance(new, Symbol):
        others = free_variables(body) - {variable}
        if not any(new in free_variables(values.get(v, v)) for v in others):
            return DerivativeOf(_substitute(body, values, True), new)
    inner = _substitute_under(body, variable, values)
    return DerivativeOf(inner, variable) if new == variable else DerivativeAt(inner, variable, new)


def _substitute_under(
    body: Expression, variable: Symbol, values: Mapping[Symbol, Expression]
) -> Expression:
    """The body of a derivative by a variable with others replaced.  Raises `CaptureError`."""
    free = free_variables(body)
    inner = {v: s for v, s in values.items() if v != variable and v in free and s != v}
    if any(variable in free_variables(s) for s in inner.values()):
        raise CaptureError(f"the variable {variable.name} of a derivative would be captured")
    return _substitute(body, inner, False) if inner else body
