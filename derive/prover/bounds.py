"""Conditions that bound one variable by a number."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, Negation, SumOf
from derive.kernel.conditions import numeral_or_none


class Bound(NamedTuple):
    """What a condition asks of one variable: that `sign*variable + offset` is above 0, or not 0."""

    variable: Symbol
    sign: int
    offset: Fraction


@lru_cache(maxsize=5_000, typed=True)
def bound(e: Expression) -> Bound | None:
    """The bound that `e > 0` or `e >= 0` is, where e is written as `x`, `x - q` or `q - x`."""
    found, offset = [], Fraction(0)
    for term in e.args if isinstance(e, SumOf) else (e,):
        sign, part = (-1, term.args[0]) if isinstance(term, Negation) else (1, term)
        value = numeral_or_none(part)
        if value is not None:
            offset += sign * value
        elif isinstance(part, Symbol):
            found.append((part, sign))
        else:
            return None
    return Bound(*found[0], offset) if len(found) == 1 else None
