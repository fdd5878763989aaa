"""The entries of certificates about powers with integer exponents, in words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
)
from derive.kernel.certificates import entries as kinds
from derive.report.certificate import Entered, Statement
from derive.rules.known import KNOWN

if TYPE_CHECKING:
    from derive.check.certified import Teller

_ROW = {law.statement: law for law in KNOWN if law.group == "power"}

_MINUS_ONE = kinds.Product(Fraction(-1))


def _law(statement: str) -> Statement:
    law = _ROW[statement]
    return Statement(law.group, law.statement, law.when)


def _letters(t: Teller, made: range) -> Iterator[tuple[Expression, Expression]]:
    """The powers that are named."""
    for g in made:
        n = t.kernel.parity_of.get(g)
        if n is not None:
            yield t.letter(g, Power(Negation(Integer(1)), t.written.value(n)))
            continue
        base, m = t.kernel.power_of[g]
        under = t.written.value(t.kernel.base(base))
        yield t.letter(g, Power(under, t.written.value(m)))


def told_raised(t: Teller, entry: kinds.Raised, made: range) -> Entered:
    """A power, by the powers of the factors of its base."""
    letters = tuple(_letters(t, made))
    equal = (entry.e, t.value(entry.e))
    if entry.base == _MINUS_ONE and letters:
        return Entered("", letters=letters, law=_law("(-1)^(2*n) = 1"))
    if t.is_named(entry.e):
        return Entered("", letters, equal=equal, short=False)
    return Entered("", letters, equal=equal, law=_law("(u*v)^n = u^n*v^n"))


def told_powered(t: Teller, entry: kinds.Powered, made: range) -> Entered:
    """A power of a factor: its name, or its value."""
    letters = tuple(_letters(t, made))
    if entry.value is None:
        return Entered("", letters, short=bool(letters))
    power = Power(t.polynomial(entry.p), entry.m)
    why = "its logarithm is that of the power"
    return Entered("", letters, equal=(power, t.product(entry.value)), why=why)
