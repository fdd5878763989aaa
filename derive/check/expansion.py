"""Whether a line is the beginning of a power series: `sin(x) = x - x^3/6` is, and is no error.

Authors write so when terms of higher order are left out, and say so in words or not at all.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.refutation import Sides
from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    strip,
)
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.theory import REFUSALS
from derive.kernel.tidy import order
from derive.numeric.evaluate import evaluate

#: How far from 0 and from 1 both sides are compared, and by how much they may differ there.
_STEP, _SMALL = Fraction(1, 10**6), Fraction(1, 10**3)
_PRECISION = 320
#: No polynomial of a higher degree is looked at: balls tell no more of its last term.
_MAX_DEGREE = 8
#: Where the other variables are put.
_PUT = tuple(Fraction(n, d) for n, d in ((7, 5), (13, 8), (3, 7), (11, 4), (9, 5), (5, 3)))


def is_expansion(sides: Sides) -> bool:
    """Whether one side is no polynomial, and the other its expansion at 0 or 1, as far as it goes.

    The sides have their definitions unfolded.
    """
    one, other = map(strip, sides)
    return any(_is_expansion(*pair) for pair in ((one, other), (other, one)))


def _is_expansion(whole: Expression, short: Expression) -> bool:
    for v in sorted(free_variables(short) & free_variables(whole), key=order):
        n = _degree(short, v)
        if n is None or not 1 <= n <= _MAX_DEGREE or _degree(whole, v) is not None:
            continue
        if any(_agrees((whole, short), v, about, n) for about in (0, 1)):
            return True
    return False


def _agrees(sides: Sides, v: Symbol, about: int, n: int) -> bool:
    """Whether the sides differ by less than the n-th power of how far v is from a number."""
    others = sorted((free_variables(sides[0]) | free_variables(sides[1])) - {v}, key=order)
    point = {u: _PUT[k % len(_PUT)] for k, u in enumerate(others)}
    try:
        left, right = (evaluate(e, {**point, v: about + _STEP}, _PRECISION) for e in sides)
        small = _SMALL * _STEP**n
        return bool(abs(left - right) < arb(fmpq(small.numerator, small.denominator)))
    except (CannotTell, Undefined, ValueError, OverflowError, *REFUSALS):
        return False


def _degree(e: Expression, v: Symbol) -> int | None:
    """The degree in a variable of what is written as a polynomial in it; None of anything else."""
    if v not in free_variables(e):
        return 0
    match e:
        case Symbol():
            return 1
        case SumOf() | ProductOf():
            found = [_degree(a, v) for a in e.args]
            known = [n for n in found if n is not None]
            if len(known) < len(found):
                return None
            return max(known) if isinstance(e, SumOf) else sum(known)
        case Negation(args=(a,)):
            return _degree(a, v)
        case Quotient(args=(a, b)) if v not in free_variables(b):
            return _degree(a, v)
        case Power(args=(a, Integer() as n)) if n >= 0:
            inner = _degree(a, v)
            return None if inner is None else inner * int(n)
    return None
