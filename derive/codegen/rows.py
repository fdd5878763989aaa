"""The rewrites that stable forms are found by: rows in the notation of authors, and conditions.

A row only proposes.  What it makes of an expression is used where the kernel proves the two equal
on the piece, and where the error that is measured is smaller for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from derive.expression.nodes import Call, Expression
from derive.kernel.rules import Rule
from derive.rules.row import rule


class Rewrite(NamedTuple):
    """A rewrite: what it is called, and its row.

    One that is for a piece is proposed also where its conditions are not known to hold: what it
    makes is proved on its piece, or not used.
    """

    name: str
    row: Rule
    on_piece: bool = False


_ROWS = (
    # logarithms near 1, and of sums in which one term is the larger
    ("log1p", "log(u + v) = log(u) + log1p(v/u)", "u > 0, u + v > 0"),
    ("log1p", "log(u + v) = log(v) + log1p(u/v)", "v > 0, u + v > 0"),
    ("log1p", "log(u) = log1p(u - 1)", "u > 0"),
    ("log1p", "log1p(u) = log(1 + u)", "1 + u > 0"),
    ("log-of-product", "log(u*v) = log(u) + log(v)", "u > 0, v > 0"),
    ("log-of-product", "log(u/v) = log(u) - log(v)", "u > 0, v > 0"),
    ("log-of-product", "log(u) - log(v) = log(u/v)", "u > 0, v > 0"),
    ("log-of-product", "log(u^n) = n*log(u)", "n integer, u > 0"),
    # exponentials near 1
    ("expm1", "e^u - 1 = expm1(u)", ""),
    ("expm1", "1 - e^u = -expm1(u)", ""),
    ("expm1", "e^u - e^v = e^v*expm1(u - v)", ""),
    ("expm1", "expm1(u) = e^u - 1", ""),
    ("half-argument", "expm1(u)/(1 + e^u) = tanh(u/2)", ""),
    ("half-argument", "(e^u - 1)/(1 + e^u) = tanh(u/2)", ""),
    ("half-argument", "1/(1 + e^(-u)) = 1/2 + tanh(u/2)/2", ""),
    # complements
    ("complement", "1/(1 + u) = 1 - u/(1 + u)", "1 + u != 0"),
    ("complement", "u/(1 + u) = 1 - 1/(1 + u)", "1 + u != 0"),
    ("complement", "(u - 1)/(1 + u) = 1 - 2/(1 + u)", "1 + u != 0"),
    ("complement", "(1 - u)/(1 + u) = 2/(1 + u) - 1", "1 + u != 0"),
    ("erfc", "1 + erf(u) = erfc(-u)", ""),
    ("erfc", "erf(u) + 1 = erfc(-u)", ""),
    ("erfc", "1 - erf(u) = erfc(u)", ""),
    ("erfc", "erf(u) - 1 = -erfc(u)", ""),
    ("versine", "1 - cos(u) = 2*sin(u/2)^2", ""),
    ("versine", "cos(u) - 1 = -2*sin(u/2)^2", ""),
    # differences of roots and of squares
    ("conjugate", "sqrt(u) - v = (u - v^2)/(sqrt(u) + v)", "u >= 0, sqrt(u) + v != 0"),
    ("conjugate", "v - sqrt(u) = (v^2 - u)/(v + sqrt(u))", "u >= 0, sqrt(u) + v != 0"),
    (
        "conjugate",
        "1 + u/sqrt(u^2 + v) = v/(sqrt(u^2 + v)*(sqrt(u^2 + v) - u))",
        "u^2 + v > 0, sqrt(u^2 + v) - u != 0",
    ),
    (
        "conjugate",
        "1 - u/sqrt(u^2 + v) = v/(sqrt(u^2 + v)*(sqrt(u^2 + v) + u))",
        "u^2 + v > 0, sqrt(u^2 + v) + u != 0",
    ),
    (
        "conjugate",
        "1 + u/sqrt(v + u^2) = v/(sqrt(v + u^2)*(sqrt(v + u^2) - u))",
        "v + u^2 > 0, sqrt(v + u^2) - u != 0",
    ),
    (
        "conjugate",
        "1 - u/sqrt(v + u^2) = v/(sqrt(v + u^2)*(sqrt(v + u^2) + u))",
        "v + u^2 > 0, sqrt(v + u^2) + u != 0",
    ),
    ("squares", "u^2 - v^2 = (u - v)*(u + v)", ""),
    ("squares", "1 - v^2 = (1 - v)*(1 + v)", ""),
    ("squares", "u^2 - 1 = (u - 1)*(u + 1)", ""),
    # common factors
    ("collect", "u - u*v = u*(1 - v)", ""),
    ("collect", "u + u*v = u*(1 + v)", ""),
    ("collect", "u*v - u = u*(v - 1)", ""),
    ("collect", "v*u - u = u*(v - 1)", ""),
    ("collect", "u*v + u*w = u*(v + w)", ""),
    ("collect", "u*v - u*w = u*(v - w)", ""),
    ("collect", "v - u*v = v*(1 - u)", ""),
    ("collect", "u*v + w*v = (u + w)*v", ""),
    ("order", "-(u - v) = v - u", ""),
    ("order", "u*(v*w) = (u*v)*w", ""),
    ("order", "(u*v)/w = u*(v/w)", ""),
    ("order", "(u*v)/w = (u/w)*v", ""),
    ("order", "u*v/w = u*(v/w)", ""),
    ("cancel", "u^2*(v/u)^2 = v^2", ""),
    # functions that floats lack, and those that overflow at one end
    ("secant", "sec(u) = 1/cos(u)", "cos(u) != 0"),
    ("secant", "csc(u) = 1/sin(u)", "sin(u) != 0"),
    ("secant", "cot(u) = cos(u)/sin(u)", "sin(u) != 0"),
    ("exponentials", "sech(u) = 2*e^u/(1 + e^(2*u))", ""),
    ("exponentials", "sech(u) = 2*e^(-u)/(1 + e^(-2*u))", ""),
    ("exponentials", "csch(u) = 2*e^u/expm1(2*u)", "u != 0"),
    ("exponentials", "csch(u) = -2*e^(-u)/expm1(-2*u)", "u != 0"),
    ("reciprocal", "coth(u) = 1/tanh(u)", "u != 0"),
    # powers of roots, in which each root brings its error
    ("root", "cbrt(u)^2 = u/cbrt(u)", "u != 0"),
    ("root", "u/cbrt(v)^2 = u*cbrt(v)/v", "v != 0"),
    ("root", "cbrt(u)^4 = u*cbrt(u)", ""),
    ("root", "sqrt(u)^3 = u*sqrt(u)", "u >= 0"),
    # what is decided on a piece
    ("sign", "abs(u) = u", "u >= 0"),
    ("sign", "abs(u) = -u", "-u >= 0"),
    ("sign", "sign(u) = 1", "u > 0"),
    ("sign", "sign(u) = -1", "-u > 0"),
    ("larger", "max(u, v) = u", "u - v >= 0"),
    ("larger", "max(u, v) = v", "v - u >= 0"),
    ("smaller", "min(u, v) = u", "v - u >= 0"),
    ("smaller", "min(u, v) = v", "u - v >= 0"),
)
_ON_PIECES = (
    # roots of sums in which a square may overflow
    ("root", "sqrt(u^2 + v) = u*sqrt(1 + v/u^2)", "u > 0, u^2 + v >= 0"),
    ("root", "sqrt(u^2 + v) = -u*sqrt(1 + v/u^2)", "-u > 0, u^2 + v >= 0"),
    ("root", "sqrt(v + u^2) = u*sqrt(1 + v/u^2)", "u > 0, v + u^2 >= 0"),
    ("root", "sqrt(v + u^2) = -u*sqrt(1 + v/u^2)", "-u > 0, v + u^2 >= 0"),
    # inverse functions by the arctangent, which keeps what an argument is short of 1
    ("arctangent", "asec(u) = atan(sqrt(u - 1)*sqrt(u + 1))", "u - 1 >= 0"),
    ("arctangent", "asec(u) = pi - atan(sqrt(-u - 1)*sqrt(1 - u))", "-u - 1 >= 0"),
    ("arctangent", "acsc(u) = atan(1/(sqrt(u - 1)*sqrt(u + 1)))", "u - 1 > 0"),
    ("arctangent", "acsc(u) = -atan(1/(sqrt(-u - 1)*sqrt(1 - u)))", "-u - 1 > 0"),
)
REWRITES = (
    *(Rewrite(name, rule(name, statement, when)) for name, statement, when in _ROWS),
    *(Rewrite(name, rule(name, statement, when), True) for name, statement, when in _ON_PIECES),
)


def rewrites_of(e: Expression) -> Sequence[Rewrite]:
    """The rewrites whose left side has the head of an expression, in the order of the table."""
    return _by_head().get(_head(e), ())


@cache
def _by_head() -> dict[object, list[Rewrite]]:
    found: dict[object, list[Rewrite]] = {}
    for rewrite in REWRITES:
        found.setdefault(_head(rewrite.row.lhs), []).append(rewrite)
    return found


def _head(e: Expression) -> object:
    """The operation, or the name of what is called."""
    return e.name if isinstance(e, Call) else type(e)
