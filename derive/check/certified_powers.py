"""The entries of certificates about powers with integer exponents, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    product_of,
)
from derive.kernel.certificates import entries as kinds
from derive.kernel.exponents import unshifted
from derive.prover.exponents import expression_of
from derive.report.certificate import Entered, Statement
from derive.rules.known import KNOWN

if TYPE_CHECKING:
    from derive.check.certified import Teller

_ROW = {law.statement: law for law in KNOWN if law.group == "power"}


def _law(statement: str) -> Statement:
    law = _ROW[statement]
    return Statement(law.group, law.statement, law.when)


def _letters(t: Teller, made: range) -> Iterator[tuple[Expression, Expression]]:
    """The powers that are named."""
    for g in made:
        signs = t.kernel.parity_of.get(g)
        if signs is not None:
            exponent = product_of(tuple(sorted(signs, key=str)))
            yield t.letter(g, Power(Negation(Integer(1)), exponent))
            continue
        base, m = t.kernel.power_of[g]
        under = t.written.value(t.kernel.base(base))
        yield t.letter(g, Power(under, expression_of(unshifted(m, t.kernel.integers))))


def told_parity(t: Teller, entry: kinds.Parity, made: range) -> Entered:
    """What the power of -1 to a product of integers is called."""
    del entry
    return Entered("", letters=tuple(_letters(t, made)), law=_law("(-1)^(2*n) = 1"))


def told_raised(t: Teller, entry: kinds.Raised, made: range) -> Entered:
    """A power, by the powers of the factors of its base."""
    letters = tuple(_letters(t, made))
    equal = (entry.e, t.value(entry.e))
    if t.is_named(entry.e):
        return Entered("", letters, equal=equal, short=False)
    return Entered("", letters, equal=equal, law=_law("(u*v)^n = u^n*v^n"))


def told_powered(t: Teller, entry: kinds.Powered, made: range) -> Entered:
    """A power of a factor: its name, or its value."""
    letters = tuple(_letters(t, made))
    if entry.value is None:
        return Entered("", letters, short=bool(letters))
    power = Power(t.polynomial(entry.p), product_of(entry.m))
    why = "its logarithm, or its square, is that of the power"
    return Entered("", letters, equal=(power, t.product(entry.value)), why=why)
