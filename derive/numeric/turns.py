"""Numbers of the form `r + s*pi` with rational r and s, exactly: where waves have exact values.

In balls `1 + cos(pi)` is about 0 and no more; that an angle is a multiple of pi has to be read off
its expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Constant,
    Decimal,
    Expression,
    Negation,
    Notation,
    ProductOf,
    Quotient,
    SumOf,
    constant,
    free_variables,
    product_of,
    rational,
    subexpressions,
    sum_of,
)
from derive.expression.text import text
from derive.kernel.conditions import numeral_or_none

#: Larger expressions, and larger rationals, are not computed with.
MAX_BITS = 1_000
_PI = constant("pi")


class Turns(NamedTuple):
    """`rest + turns*pi`."""

    rest: Fraction
    turns: Fraction

    @property
    def expression(self) -> Expression:
        """The number, written."""
        size = abs(self.turns)
        top = _PI if size.numerator == 1 else product_of((Integer(size.numerator), _PI))
        part = top if size.denominator == 1 else Quotient(top, Integer(size.denominator))
        if not self.turns:
            return rational(self.rest)
        signed = part if self.turns > 0 else Negation(part)
        return sum_of((signed, rational(self.rest))) if self.rest else signed

    def __str__(self) -> str:
        return text(self.expression)


def turns_of(e: Expression, at: Mapping[Symbol, Fraction]) -> Fraction | None:
    """The rational s with `e = s*pi` for variables at rationals, where that can be read off."""
    if not _has_pi(e):
        return None
    found = in_turns(e, at)
    return None if found is None or found.rest else found.turns


@lru_cache(maxsize=5_000, typed=True)
def _has_pi(e: Expression) -> bool:
    return any(s == _PI for s in subexpressions(e))


def in_turns(e: Expression, at: Mapping[Symbol, Fraction]) -> Turns | None:
    """The value of an expression as `r + s*pi`, for variables at rationals, if it is that."""
    found = _in_turns(e, at)
    if found is not None and any(q.denominator.bit_length() > MAX_BITS for q in found):
        return None
    return found


def _in_turns(e: Expression, at: Mapping[Symbol, Fraction]) -> Turns | None:
    match e:
        case Symbol():
            return Turns(at[e], Fraction(0)) if e in at else None
        case Integer() | Decimal():
            return _rational(e)
        case Constant():
            return Turns(Fraction(0), Fraction(1)) if e == _PI else None
        case Notation():
            return in_turns(e.meaning, at)
        case Negation():
            return _scaled(in_turns(e.args[0], at), Fraction(-1))
        case SumOf():
            return _sum([in_turns(a, at) for a in e.args])
        case ProductOf():
            return _product([in_turns(a, at) for a in e.args])
        case Quotient():
            top, bottom = (in_turns(a, at) for a in e.args)
            return None if bottom is None else _scaled(top, _inverse(bottom))
    return _rational(e)


def _rational(e: Expression) -> Turns | None:
    value = None if free_variables(e) else numeral_or_none(e)
    return None if value is None else Turns(value, Fraction(0))


def _inverse(a: Turns) -> Fraction | None:
    return None if a.turns or not a.rest else 1 / a.rest


def _scaled(a: Turns | None, q: Fraction | None) -> Turns | None:
    return None if a is None or q is None else Turns(a.rest * q, a.turns * q)


def _sum(parts: list[Turns | None]) -> Turns | None:
    rest = turns = Fraction(0)
    for part in parts:
        if part is None:
            return None
        rest, turns = rest + part.rest, turns + part.turns
    return Turns(rest, turns)


def _product(parts: list[Turns | None]) -> Turns | None:
    done: Turns | None = Turns(Fraction(1), Fraction(0))
    for part in parts:
        if done is None or part is None or (done.turns and part.turns):
            return None
        done = _scaled(part, done.rest) if part.turns else _scaled(done, part.rest)
    return done
