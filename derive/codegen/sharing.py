"""Quotients of polynomials in which the denominator is computed from the numerator.

With d = q*n + r, where r has fewer terms, n/d is n/(q*n + r) and 1/(q + r/n): what the numerator
and the denominator share is rounded once.  These forms are not tidied, which would undo them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    product_of,
    rational,
)
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.theory import REFUSALS
from derive.prover.normal_form import canonical, factored

_ONE = Integer(1)


class _Share(NamedTuple):
    """The denominator as q*numerator + r."""

    q: Fraction
    r: Expression


def shared(e: Expression, v: Symbol) -> Iterator[Expression]:
    """A fraction in terms of v, with the denominator computed from the numerator."""
    try:
        whole = factored(e)
        if not isinstance(whole, Quotient):
            return
        top, outer = _with(whole.args[0], v)
        bottom, below = _with(whole.args[1], v)
        base, n = _power(bottom)
        for share in _shares(canonical(top), canonical(base)):
            yield from _written(outer, canonical(top), share, below, n)
    except REFUSALS:
        return


def _with(e: Expression, v: Symbol) -> tuple[Expression, Expression]:
    """The product of the factors that have v, and of the others."""
    factors = e.args if isinstance(e, ProductOf) else (e,)
    mine = tuple(f for f in factors if v in free_variables(f))
    return product_of(mine or (_ONE,)), product_of(
        tuple(f for f in factors if f not in mine) or (_ONE,)
    )


def _power(e: Expression) -> tuple[Expression, int]:
    if isinstance(e, Power) and (n := integer_exponent(e.args[1])) and n > 0:
        return e.args[0], n
    return e, 1


def _shares(top: Expression, bottom: Expression) -> Iterator[_Share]:
    """The ways to take a multiple of the numerator from the denominator that leave few terms."""
    terms = _terms(bottom)
    if len(_terms(top)) < 2:
        return
    for q in dict.fromkeys(
        (_coefficient(terms[k]) / _coefficient(_terms(top)[k])) for k in (0, -1)
    ):
        rest = canonical(SumOf(bottom, Negation(ProductOf(rational(q), top))))
        if q > 0 and numeral_or_none(rest) != 0 and len(_terms(rest)) < len(terms):
            yield _Share(q, rest)


def _terms(e: Expression) -> tuple[Expression, ...]:
    return e.args if isinstance(e, SumOf) else (e,)


def _coefficient(term: Expression) -> Fraction:
    """The numeral in front of a term."""
    first = numeral_or_none(term.args[0] if isinstance(term, ProductOf) else term)
    return Fraction(1) if first is None else first


def _written(
    outer: Expression, top: Expression, share: _Share, below: Expression, n: int
) -> Iterator[Expression]:
    times = () if share.q == 1 else (rational(share.q),)
    bottom = SumOf(share.r, ProductOf(*times, top) if times else top)
    rest = () if n == 1 else (bottom if n == 2 else Power(bottom, Integer(n - 1)),)
    under = tuple(f for f in (below, *rest) if f != _ONE)
    factors = () if outer == _ONE else (outer,)
    yield _over(product_of((*factors, Quotient(top, bottom))), under)
    if factors:
        yield _over(Quotient(ProductOf(outer, top), bottom), under)
    yield _over(Quotient(outer, SumOf(rational(share.q), Quotient(share.r, top))), under)


def _over(e: Expression, under: tuple[Expression, ...]) -> Expression:
    return Quotient(e, product_of(under)) if under else e
