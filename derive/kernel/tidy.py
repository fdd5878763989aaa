"""Tidying: the fixed list of small laws that need no reason.

The tidy form of an expression flattens and sorts sums and products, drops `0 +` and `1 *`, carries
signs as factors -1, folds numerals in a product or in a sum of numerals only, reads `u/v` as
`u*v^-1`, merges like factors with exponents of one sign, and knows that `d/dx c` is 0 and `d/dx x`
is 1.  It never cancels, distributes or collects, and where one side of such a law is defined the
other is too, once the conditions of both sides are kept.  A law can be left out, so that a proof
which names it can be tested for it.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key, lru_cache
from typing import Any

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.arities import ARITIES
from derive.expression.nodes import (
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    Written,
    call,
    called,
    free_variables,
    has_derivative,
    height,
    is_leaf,
    product_of,
    rational,
    strip,
    sum_of,
)
from derive.expression.numerals import NumeralTooLarge, numeral
from derive.expression.shorthand import Bracket
from derive.kernel.theory import Theory

#: The laws, each with what it says.
LAWS: dict[str, str] = {
    "arithmetic": "numerals are computed",
    "add-zero": "0 + u = u",
    "multiply-by-one": "1*u = u, u/1 = u, u^1 = u",
    "signs": "-u = (-1)*u, u - v = u + (-1)*v",
    "reciprocal": "u/v = u*v^(-1), 1/u^n = u^(-n), 1/(u*v) = (1/u)*(1/v)",
    "merge": "u^m*u^n = u^(m + n) for integers m, n of one sign",
    "commute": "u + v = v + u, u*v = v*u",
    "associate": "(u + v) + w = u + (v + w), (u*v)*w = u*(v*w)",
    "constant": "d/dx c = 0 for c free of x, all definitions unfolded",
    "variable": "d/dx x = 1",
    "notation": "d^2/dx^2 u = d/dx (d/dx u), at(u, x = a) is u with a in the place of x",
}
ALL = frozenset(LAWS)
Laws = frozenset[str]
#: The names of a theory, each with the variables that its definition has and its call does not
#: show; of other names nothing is known.
Hidden = frozenset[tuple[str, frozenset[Symbol]]]
#: Without the names of a theory nothing is known of any name.
UNKNOWN: Hidden = frozenset()


@lru_cache(maxsize=200, typed=True)
def hidden_by(theory: Theory) -> Hidden:
    """Each name with the variables that its unfolded definition has besides its parameters."""
    opaque = {(name, frozenset[Symbol]()) for name in theory.opaque}
    calls = ((d, theory.unfold(call(d.name, *d.parameters))) for d in theory.definitions)
    bodies = {(d.name, free_variables(body) - {*d.parameters}) for d, body in calls}
    return frozenset(opaque | bodies)


@lru_cache(maxsize=20_000, typed=True)
def tidy(e: Expression, laws: Laws = ALL, hidden: Hidden = UNKNOWN) -> Expression:
    """The tidy form of `e` under the given laws, its names being those of a theory."""
    if isinstance(e, (Symbol, Integer)) or (is_leaf(e) and not isinstance(e, Decimal)):
        return e
    if isinstance(e, Written) and e.has_notation and "notation" in laws:
        return tidy(strip(e), laws, hidden)
    if isinstance(e, Bracket):
        return tidy(e.meaning, laws, hidden)
    if isinstance(e, Notation):
        return e
    value = _value(e, laws)
    if value is not None:
        return rational(value)
    whole = _terms(e) if isinstance(e, SumOf) and "associate" in laws else e.args
    parts = tuple(a if isinstance(a, (Str, Symbol)) else tidy(a, laws, hidden) for a in whole)
    value = _value_of_parts(e, parts, laws)
    if value is not None:
        return rational(value)
    match e:
        case SumOf():
            return _sum(parts, laws)
        case ProductOf():
            return _product(parts, laws)
        case Negation() if "signs" in laws:
            return _product((rational(Fraction(-1)), *parts), laws)
        case Quotient():
            return _quotient(parts[0], parts[1], laws)
        case Power():
            return _power(parts[0], parts[1], laws)
        case DerivativeOf() | DerivativeAt():
            return _derivative(e.func(*parts), laws, hidden)
    return e.func(*parts) if parts else e


def _value(e: Expression, laws: Laws) -> Fraction | None:
    """The value of an expression of numerals only, where it may be computed."""
    if "arithmetic" not in laws or free_variables(e):
        return None
    try:
        return numeral(e)
    except NumeralTooLarge:
        return None


def _value_of_parts(e: Expression, parts: tuple[Expression, ...], laws: Laws) -> Fraction | None:
    """The value of what has become numerals only, since a derivative in it is one."""
    if not has_derivative(e) or any(literal(p) is None for p in parts):
        return None
    return _value(e.func(*parts), laws)


def literal(e: Expression) -> Fraction | None:
    """The value of a numeral as `rational` writes it."""
    if isinstance(e, Negation):
        inner = literal(e.args[0])
        return None if inner is None else -inner
    if isinstance(e, Integer):
        return Fraction(int(e))
    if isinstance(e, Quotient):
        top, bottom = e.args
        if isinstance(top, Integer) and isinstance(bottom, Integer) and int(bottom):
            return Fraction(int(top), int(bottom))
    return None


def _sum(terms: tuple[Expression, ...], laws: Laws) -> Expression:
    if "associate" in laws:
        terms = tuple(t for term in terms for t in _terms(term))
    if "add-zero" in laws:
        terms = tuple(t for t in terms if t != Integer(0)) or (Integer(0),)
    if "commute" in laws:
        terms = in_order(terms)
    return sum_of(terms)


def _terms(e: Expression) -> tuple[Expression, ...]:
    """The terms of nested sums; found before they are computed, so that grouping is no matter."""
    if isinstance(e, Bracket):
        return _terms(e.meaning)
    if isinstance(e, SumOf):
        return tuple(t for term in e.args for t in _terms(term))
    return (e,)


def _factors(e: Expression) -> tuple[Expression, ...]:
    return e.args if isinstance(e, ProductOf) else (e,)


def _product(factors: tuple[Expression, ...], laws: Laws) -> Expression:
    if "associate" in laws:
        factors = tuple(f for factor in factors for f in _factors(factor))
    if "arithmetic" in laws:
        factors = _folded(factors)
    if "merge" in laws:
        factors = _merged(factors, laws)
    if "multiply-by-one" in laws:
        factors = tuple(f for f in factors if f != Integer(1))
    if "commute" in laws:
        factors = in_order(factors)
    return product_of(factors)


def _folded(factors: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The numerals among the factors, multiplied into one in front."""
    numerals = [q for f in factors if (q := literal(f)) is not None]
    if len(numerals) < 2:
        return factors
    product = Fraction(1)
    for q in numerals:
        product *= q
    return (rational(product), *(f for f in factors if literal(f) is None))


def base_and_exponent(e: Expression) -> tuple[Expression, int]:
    """`u^n` with an integer numeral n as (u, n); everything else as its own first power."""
    if isinstance(e, Power):
        n = literal(e.args[1])
        if n is not None and n.denominator == 1:
            return e.args[0], n.numerator
    return e, 1


def _merged(factors: tuple[Expression, ...], laws: Laws) -> tuple[Expression, ...]:
    exponents: dict[tuple[Expression, bool], list[int]] = {}
    for factor in factors:
        base, n = base_and_exponent(factor)
        if literal(factor) is not None or n == 0:
            base, n = factor, 1
        exponents.setdefault((base, n > 0), []).append(n)
    merged: list[Expression] = []
    for (base, _), found in exponents.items():
        if literal(base) is not None:  # numerals are folded, not merged
            merged.extend(raised(base, n, laws) for n in found)
        else:
            merged.append(raised(base, sum(found), laws))
    return tuple(merged)


def raised(base: Expression, n: int, laws: Laws = ALL) -> Expression:
    """`base^n`, where `base^1` is the base under multiply-by-one."""
    if n == 1 and "multiply-by-one" in laws:
        return base
    return Power(base, rational(Fraction(n)))


def _quotient(top: Expression, bottom: Expression, laws: Laws) -> Expression:
    if "reciprocal" not in laws:
        trivial = "multiply-by-one" in laws and bottom == Integer(1)
        return top if trivial else Quotient(top, bottom)
    return _product((top, _inverse(bottom, laws)), laws)


def _inverse(e: Expression, laws: Laws) -> Expression:
    """`1/e` for a tidy e."""
    value = literal(e)
    if value:
        return rational(1 / value)
    if isinstance(e, ProductOf):
        return _product(tuple(_inverse(f, laws) for f in e.args), laws)
    base, n = base_and_exponent(e)
    if n < 0 and base == Integer(0) and "arithmetic" in laws:
        return base  # the numeral 0^(-n); what it is read from has no value
    return raised(base, -n, laws)


def _power(base: Expression, exponent: Expression, laws: Laws) -> Expression:
    n = literal(exponent)
    if n == 1 and "multiply-by-one" in laws:
        return base
    if n == -1 and "reciprocal" in laws:
        return _inverse(base, laws)
    return Power(base, exponent)


def _derivative(e: Expression, laws: Laws, hidden: Hidden) -> Expression:
    """A derivative of a tidy body, or its value where the body is a constant or the variable."""
    body, variable = e.args[:2]
    if "variable" in laws and body == variable:
        return Integer(1)
    if "constant" in laws and _is_free(body, variable, hidden):
        return Integer(0)
    return e


def _is_free(e: Expression, variable: Symbol, hidden: Hidden) -> bool:
    """Whether `e` does not depend on a variable, whatever the names in it stand for."""
    if variable in free_variables(e):
        return False
    known = dict(hidden)
    names = {name.rstrip("'") for name in called(e)}
    unknown = names - known.keys() - ARITIES.keys()
    return not unknown and all(variable not in known.get(name, ()) for name in names)


#: Taller expressions are compared part by part: tuples look for where they differ at each level.
TALL = 24


def in_order(parts: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """The parts of a sum or a product in their order."""
    if len(parts) > 1 and any(height(p) > TALL for p in parts):
        return tuple(sorted(parts, key=cmp_to_key(_compared)))
    return tuple(sorted(parts, key=order))


def _compared(a: Expression, b: Expression) -> int:
    return _compared_orders(order(a), order(b))


def _compared_orders(a: Any, b: Any) -> int:
    """-1, 0 or 1 as one order is before, at or behind the other, in one descent."""
    if a is b:
        return 0
    if not isinstance(a, tuple):
        return (a > b) - (a < b)
    for x, y in zip(a, b, strict=False):
        if x is not y:
            found = _compared_orders(x, y)
            if found:
                return found
    return (len(a) > len(b)) - (len(a) < len(b))


@lru_cache(maxsize=20_000, typed=True)
def order(e: Expression) -> tuple[object, ...]:
    """A total order of tidy expressions, numerals first; `0` and `-0` are in none."""
    value = literal(e)
    if value is not None:
        return (0, value)
    if isinstance(e, Symbol):
        return (1, e.name)
    parts = tuple((0, a.name) if isinstance(a, Str) else order(a) for a in e.args)
    return (2, type(e).__name__, len(parts), parts)
