"""Integers in waves and floors: what `sin(u + k*pi)` and `floor(k)` are for an integer k.

Expressions here have their definitions unfolded; what is said holds wherever the variables that are
integers are integers.
"""

from __future__ import annotations

from fractions import Fraction

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    NO_NAMES,
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    ProductOf,
    call,
    called,
    constant,
    is_leaf,
)
from derive.prover.polynomials import Polynomial, integral, polynomial, written

_PI = constant("pi")
_NAMES = NO_NAMES | {"sin", "cos", "floor"}
Integers = frozenset[Symbol]


def without_half_turns(e: Expression, integers: Integers) -> Expression:
    """`e` with whole half turns taken out of its sines and cosines, and floors of integers."""
    if is_leaf(e) or not integers or called(e).isdisjoint(_NAMES):
        return e
    if isinstance(e, (DerivativeOf, DerivativeAt)):
        return e  # its variable may be another one
    parts = (a if isinstance(a, (Str, Symbol)) else without_half_turns(a, integers) for a in e.args)
    e = e.func(*parts)
    if not isinstance(e, Call) or e.name not in _NAMES:
        return e
    p = polynomial(e.arguments[0])
    if e.name == "floor":
        return e.arguments[0] if _is_integer(p, integers) else e
    whole = {m: c for m, c in p.items() if _is_half_turn(m, c, integers)}
    rest = {m: c for m, c in p.items() if m not in whole}
    odd = {m: c for m, c in whole.items() if c % 2}
    if not whole or (odd and not rest and e.name == "cos"):
        return call("cos", written(odd)) if len(odd) < len(whole) else e
    wave = call(e.name, written(rest)) if rest else Integer(e.name == "cos")
    return ProductOf(wave, call("cos", written(odd))) if odd else wave


def is_multiple_of_pi(e: Expression, integers: Integers) -> bool:
    """Whether `e` is a multiple of pi by a polynomial in integers, so of cosine 1 or -1."""
    p = polynomial(e) if integers else {}
    return bool(p) and all(_is_half_turn(m, c, integers) for m, c in p.items())


def _is_half_turn(m: frozenset[tuple[Expression, int]], c: Fraction, integers: Integers) -> bool:
    rest = m - {(_PI, 1)}
    return len(rest) < len(m) and c.denominator == 1 and integral({rest: c}, integers)


def _is_integer(p: Polynomial, integers: Integers) -> bool:
    return integral(p, integers) and all(c.denominator == 1 for c in p.values())
