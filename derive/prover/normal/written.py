"""Rational powers, written so that they are defined where their values are, at 0 too."""

from __future__ import annotations

from fractions import Fraction

from sympy.core.numbers import Integer

from derive.expression.nodes import Expression, Power, call, rational

#: The functions that are roots of a prime degree, of 0 as well.
_ROOTS = {2: "sqrt", 3: "cbrt"}


def rational_power(under: Expression, q: Fraction) -> Expression:
    """`under^q` for what is not negative: roots of degrees 2^i*3^j by nested `sqrt` and `cbrt`.

    `under^(1/d)` would be undefined where `under` is 0, so other degrees only are written so.
    """
    degree, root = q.denominator, under
    for prime, name in _ROOTS.items():
        while degree % prime == 0:
            degree, root = degree // prime, call(name, root)
    if degree > 1:
        return Power(under, rational(q))
    return root if q.numerator == 1 else Power(root, Integer(q.numerator))
