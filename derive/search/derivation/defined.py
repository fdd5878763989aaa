"""The derivative of a defined function in terms of itself: `a + b*g + c*g^2`.

The coefficients are guessed from values at a few points; that they are right is for the kernel.
"""

from __future__ import annotations

from fractions import Fraction

from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    Power,
    ProductOf,
    SumOf,
    at_path,
    free_variables,
    has_derivative,
    integer,
    product_of,
    rational,
    replace_at,
    strip,
    sum_of,
)
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.theory import REFUSALS, Theory
from derive.numeric.evaluate import evaluate
from derive.search.derivation.calculus import Detail, innermost, step
from derive.search.derivation.simple import simple
from derive.search.fuel import Fuel, OutOfFuel

#: Where values are looked at; a function need not be defined at all of them.
_POINTS = tuple(Fraction(n, d) for n, d in ((1, 3), (5, 7), (3, 2), (-2, 5), (-9, 7), (11, 5)))
_NEEDED = 4
#: Coefficients are fractions of at most this denominator, and fit the values this closely.
_DENOMINATOR, _CLOSE = 12, 1e-9
_FUEL = 40_000
#: How many steps of calculus are taken.
_STEPS = 60

Coefficients = tuple[Fraction, Fraction, Fraction]


def in_itself(start: Expression, theory: Theory) -> Expression | None:
    """A derivative with those of defined functions written by themselves; None without one."""
    fuel, used, line = Fuel(_FUEL), False, start
    try:
        for _ in range(_STEPS):
            line, found = _replaced(line, theory)
            used = used or found
            if not has_derivative(line):
                return line if used else None
            made = step(line, theory, fuel, Detail.NORMAL)
            if made is None:
                return None
            line = made.new
    except (*REFUSALS, OutOfFuel):
        pass
    return None


def _replaced(line: Expression, theory: Theory) -> tuple[Expression, bool]:
    """The line with `d/dx g(u)` as `(a + b*g(u) + c*g(u)^2)*d/dx u` where that is known."""
    found = False
    for path in tuple(innermost(line)):
        body, x = at_path(line, path).args
        fits = _fitted(body, theory) if theory.is_defined(body) else None
        if fits is not None:
            (inner,) = body.arguments
            factors = (_written(fits, body), *([] if inner == x else [DerivativeOf(inner, x)]))
            line, found = replace_at(line, path, product_of(factors)), True
    return simple(line) if found else line, found


def _fitted(call: Expression, theory: Theory) -> Coefficients | None:
    """The coefficients for a defined function of one argument without further variables."""
    if len(call.arguments) != 1:
        return None
    t = Symbol("t")
    body = theory.unfold(call.func(call.args[0], t))
    if free_variables(body) != {t}:
        return None
    values = _values(body, DerivativeOf(strip(body), t), t)
    return _interpolated(values) if len(values) >= _NEEDED else None


def _values(g: Expression, slope: Expression, t: Symbol) -> list[tuple[float, float]]:
    """Values of a function and its derivative, at the points where both are defined."""
    found = []
    for q in _POINTS:
        try:
            pair = tuple(float(evaluate(e, {t: q}).mid()) for e in (g, slope))
        except (Undefined, CannotTell):
            continue
        found.append((pair[0], pair[1]))
    return found


def _interpolated(values: list[tuple[float, float]]) -> Coefficients | None:
    """The parabola through the first three values, if the others lie on it."""
    (u, p), (v, q), (w, r) = values[:3]
    if min(abs(u - v), abs(u - w), abs(v - w)) < _CLOSE:
        return None
    first, second = (q - p) / (v - u), (r - q) / (w - v)
    square = (second - first) / (w - u)
    slope = first - square * (u + v)
    raw = (p - slope * u - square * u * u, slope, square)
    a, b, c = (Fraction(q).limit_denominator(_DENOMINATOR) for q in raw)
    fits = (abs(float(a) + float(b) * g + float(c) * g * g - s) < _CLOSE for g, s in values)
    return (a, b, c) if all(fits) else None


def _written(found: Coefficients, g: Expression) -> Expression:
    a, b, c = found
    if not a and b and c:
        return ProductOf(g, SumOf(rational(b), ProductOf(rational(c), g)))
    terms = ((a, integer(1)), (b, g), (c, Power(g, integer(2))))
    return sum_of(tuple(ProductOf(rational(q), e) for q, e in terms if q))
