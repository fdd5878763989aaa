"""Exponents that are integers by their variables, and the powers that have one.

An exponent is an integer where it is a polynomial with integer coefficients in variables that are
integers: `n`, `2*n`, `n*m - 1`.  Where an expression is unfolded its powers are marked so, and with
a positive number that the exponent is at least, if the bounds of the variables tell one.  All of
this is read off the expression: nothing here reasons about domains.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, reduce
from typing import NamedTuple

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Constant,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    SumOf,
    free_variables,
    integer,
    is_leaf,
)
from derive.kernel.conditions import (
    NONE,
    Conditions,
    integer_exponent,
    numeral_or_none,
)
from derive.kernel.facts import intervals
from derive.kernel.facts.images import of_part
from derive.kernel.facts.intervals import Interval


class Integers(NamedTuple):
    """Variables that are integers, and bounds of some of them: conditions on one variable each."""

    variables: frozenset[Symbol] = frozenset()
    bounds: Conditions = NONE


NO_INTEGERS = Integers()


# What is known of an exponent


def is_integer(e: Expression, variables: frozenset[Symbol]) -> bool:
    """Whether an expression is a polynomial in integer variables, as it is written."""
    if integer_exponent(e) is not None:
        return True
    match e:
        case Symbol():
            return e in variables
        case Power() if (integer_exponent(e.args[1]) or 0) > 0:
            return is_integer(e.args[0], variables)
        case Negation() | SumOf() | ProductOf():
            return all(is_integer(a, variables) for a in e.args)
    return False


def least(e: Expression, integers: Integers) -> int:
    """A positive number that an exponent is at least; 0 where none is read off its bounds."""
    low = _within(e, integers.bounds).low.value
    return max(int(low), 0) if low is not None else 0


def _within(e: Expression, bounds: Conditions) -> Interval:
    n = integer_exponent(e)
    if n is not None:
        return intervals.point(Fraction(n))
    match e:
        case Symbol():
            return intervals.rounded(_of_variable(e, bounds))
        case Power():
            return intervals.power(_within(e.args[0], bounds), integer_exponent(e.args[1]) or 0)
        case Negation():
            return intervals.negate(_within(e.args[0], bounds))
    combined = intervals.multiply if isinstance(e, ProductOf) else intervals.add
    return reduce(combined, (_within(a, bounds) for a in e.args))


def _of_variable(v: Symbol, bounds: Conditions) -> Interval:
    found = intervals.REALS
    for c in bounds:
        e, inside = c.expression, intervals.RELATIONS[c.relation]
        while (part := of_part(e, inside)) is not None:
            e, inside = part
        if e == v:
            found = found.meet(inside)
    return found


# Marks


def marked(e: Expression, integers: Integers) -> Expression:
    """An expression without marks with those of its powers that have an integer exponent.

    A power of a positive number needs none.
    """
    return _marked(e, integers) if integers.variables else e


@lru_cache(maxsize=20_000, typed=True)
def _marked(e: Expression, integers: Integers) -> Expression:
    if is_leaf(e) or integers.variables.isdisjoint(free_variables(e)):
        return e
    if isinstance(e, (DerivativeOf, DerivativeAt)):
        return _marked_derivative(e, integers)
    args = tuple(a if isinstance(a, Str) else _marked(a, integers) for a in e.args)
    if isinstance(e, Power) and _has_mark(e.args[0], e.args[1], integers):
        return IntegerPower(*args, integer(least(e.args[1], integers)))
    return e.func(*args)


def _marked_derivative(e: Expression, integers: Integers) -> Expression:
    """In the body of a derivative its variable is a real one."""
    body, variable = e.args[:2]
    inner = marked(body, Integers(integers.variables - {variable}, integers.bounds))
    if isinstance(e, DerivativeOf):
        return DerivativeOf(inner, variable)
    return DerivativeAt(inner, variable, marked(e.args[2], integers))


def _has_mark(base: Expression, exponent: Expression, integers: Integers) -> bool:
    """Whether a power has an integer exponent, and is not of a positive number."""
    value = numeral_or_none(base)
    if isinstance(base, Constant) or (value is not None and value > 0):
        return False
    return numeral_or_none(exponent) is None and is_integer(exponent, integers.variables)
