"""The forms by which small laws, that need no reason, make expressions alike.

The laws are those that `tidy` makes its expressions by, and numerals in a sum are added up: sums
and products are flat and in no order, `0 +` and `1 *` are dropped, signs and numerals are one
number in front of a product, `u/v` is `u*v^-1`, like factors with exponents of one sign are one
power, `d/dx c` is 0 and `d/dx x` is 1.  Nothing is cancelled, distributed or collected.
Expressions of one form are equal where both are defined, and under d/dx all around such a point.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.arities import ARITIES
from derive.expression.nodes import (
    Call,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
)
from derive.expression.numerals import NumeralTooLarge, combined
from derive.kernel.conditions import numeral_or_none

#: The names of a theory, each with the variables that its definition has and its call does not
#: show; of other names nothing is known.
Hidden = frozenset[tuple[str, frozenset[Symbol]]]
#: A number, a variable, a sum, a product, or another node with the forms of its parts.
Form: TypeAlias = Hashable


@dataclass(frozen=True)
class _Sum:
    number: Fraction
    terms: frozenset[tuple[Form, int]]


@dataclass(frozen=True)
class _Product:
    """A number times powers; those with exponents above and below 0 are kept apart."""

    number: Fraction
    powers: frozenset[tuple[tuple[Form, bool], int]]


@dataclass(frozen=True)
class _Node:
    kind: type
    parts: tuple[Form, ...]


class Forms:
    """The forms of expressions, whose names are those of a theory."""

    def __init__(self, hidden: Hidden = frozenset()) -> None:
        self._hidden: Mapping[str, frozenset[Symbol]] = dict(hidden)
        self._known: dict[Expression, Form] = {}

    def of(self, e: Expression) -> Form:
        """The form of an expression."""
        found = self._known.get(e)
        if found is None:
            found = self._known[e] = self._made(e)
        return found

    def _made(self, e: Expression) -> Form:
        match e:
            case Symbol() | Str():
                return e
            case Integer() | Decimal() if (number := numeral_or_none(e)) is not None:
                return number
        parts = tuple(map(self.of, e.args))
        value = _value(type(e), parts)
        if value is not None:
            return value
        match e:
            case SumOf():
                return _sum(parts)
            case ProductOf():
                return _product(parts)
            case Negation():
                return _product((Fraction(-1), *parts))
            case Quotient():
                return _product((parts[0], _inverse(parts[1])))
            case Power():
                return _power(*parts)
            case DerivativeOf() | DerivativeAt() if parts[0] == parts[1]:
                return Fraction(1)
            case DerivativeOf() | DerivativeAt() if self._is_free(parts[0], e.args[1]):
                return Fraction(0)
        return _Node(type(e), parts)

    def _is_free(self, form: Form, variable: Symbol) -> bool:
        """Whether a form does not depend on a variable, whatever the names in it stand for."""
        inside = _inside(form)
        names = {s.name.rstrip("'") for s in inside if isinstance(s, Str)}
        known = names <= self._hidden.keys() | ARITIES.keys()
        hidden = frozenset().union(*(self._hidden.get(name, ()) for name in names))
        return known and variable not in inside | hidden


def _inside(form: Form) -> frozenset[Symbol | Str]:
    """The variables that stand in a form, and the names of what is called."""
    match form:
        case Symbol():
            return frozenset({form})
        case _Node(kind, (Str() as name, *parts)):
            called = frozenset({name} if kind is Call else ())
            return called.union(*map(_inside, parts))
        case _Node(kind, (body, variable, point)) if kind is DerivativeAt:
            return (_inside(body) - {variable}) | _inside(point)
        case _Node(_, parts):
            return frozenset().union(*map(_inside, parts))
        case _Sum(_, terms):
            return frozenset().union(*(_inside(term) for term, _ in terms))
        case _Product(_, powers):
            return frozenset().union(*(_inside(base) for (base, _), _ in powers))
    return frozenset()


def _value(kind: type, parts: tuple[Form, ...]) -> Fraction | None:
    """What an operation makes of numbers, if that is one of moderate size."""
    numbers = [p for p in parts if isinstance(p, Fraction)]
    try:
        return combined(kind, numbers) if len(numbers) == len(parts) else None
    except NumeralTooLarge:
        return None


def _sum(parts: Iterable[Form]) -> Form:
    number, terms = Fraction(0), Counter[Form]()
    for part in parts:
        match part:
            case Fraction():
                number += part
            case _Sum(more, inner):
                number += more
                terms.update(dict(inner))
            case _:
                terms[part] += 1
    only = [*terms.items()] if number == 0 else []
    return only[0][0] if [n for _, n in only] == [1] else _Sum(number, frozenset(terms.items()))


def _product(parts: Iterable[Form]) -> Form:
    number, powers = Fraction(1), Counter[tuple[Form, bool]]()
    for part in parts:
        match part:
            case Fraction():
                number *= part
            case _Product(more, inner):
                number *= more
                powers.update(dict(inner))
            case _:
                powers[part, True] += 1
    if powers.pop((Fraction(0), True), 0):  # it was below a line, and that below another one
        number = Fraction(0)
    if not powers:
        return number
    only = [*powers.items()] if number == 1 else []
    alone = len(only) == 1 and only[0][1] == 1
    return only[0][0][0] if alone else _Product(number, frozenset(powers.items()))


def _power(base: Form, exponent: Form) -> Form:
    if exponent in (1, -1):
        return base if exponent == 1 else _inverse(base)
    if exponent == 0:  # the base is not zero where this is defined
        return Fraction(1)
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return _Product(Fraction(1), frozenset({((base, exponent > 0), exponent.numerator)}))
    return _Node(Power, (base, exponent))


def _inverse(form: Form) -> Form:
    """1/u, also where that is defined nowhere."""
    match form:
        case Fraction() if form != 0:
            return 1 / form
        case _Product(number, powers):
            turned = frozenset(((base, not above), -n) for (base, above), n in powers)
            return _product((_inverse(number), _Product(Fraction(1), turned)))
    return _Product(Fraction(1), frozenset({((form, False), -1)}))
