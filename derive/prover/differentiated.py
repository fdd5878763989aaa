"""Expressions with the derivatives in them carried out."""

from __future__ import annotations

from sympy.core.symbol import Str

from derive.expression.nodes import DerivativeAt, DerivativeOf, Expression, has_derivative
from derive.kernel.derivatives import Derivatives


def differentiated(e: Expression, derivatives: Derivatives) -> Expression:
    """`e` with all derivatives in it carried out, but for those that no row tells of at all points.

    Under which conditions a row holds is not told: where it has one, it tells of some points only.
    """
    if isinstance(e, (DerivativeOf, DerivativeAt)):
        found = derivatives.of(e)
        return e if found is None or found[1] else differentiated(found[0], derivatives)
    if not has_derivative(e):
        return e
    return e.func(*(a if isinstance(a, Str) else differentiated(a, derivatives) for a in e.args))
