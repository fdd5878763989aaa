"""Conditions by the factors of given ones: what has the same odd factors has the same sign."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    ProductOf,
    Quotient,
    size,
)
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError
from derive.kernel.tidy import tidy
from derive.prover.conditions.showing import Showing
from derive.prover.half_angles import beside_wave
from derive.prover.normal_form import factored, factors

#: How many given conditions are multiplied with each other, and how large they may be.
MAX_GIVEN, MAX_SIZE = 6, 60


def by_signs(s: Showing, c: Condition) -> None:
    """As a product of given ones and of what is a square up to positive factors.

    A given one may have other factors besides, if they are all in it that is of unknown sign.
    """
    if c.relation not in (">", ">="):
        return
    wanted = _odd(s, c.expression)
    for g in _products(s, strict=c.relation == ">"):
        found = _odd(s, g) if wanted else None
        if found and wanted <= found:
            for side in (g, Negation(g)):
                if _beside(s, c, side):
                    return


def _beside(s: Showing, c: Condition, g: Expression) -> bool:
    try:
        q = factored(Quotient(c.expression, g))
    except KernelError:
        return False
    if not s.facts.of(g).nonnegative or not s.reach(Condition(q, c.relation)):
        return False
    return s.same(c.expression, ProductOf(g, q)) and s.facts.holds(c)


def by_given_factors(s: Showing, c: Condition) -> None:
    """What is not zero by given conditions, factor by factor."""
    if c.relation != "!=":
        return
    for g in list(s.facts.given):
        if g.relation in (">", "!=") and size(g.expression) <= MAX_SIZE:
            try:
                product = factored(g.expression)
            except KernelError:
                continue
            if isinstance(product, (ProductOf, Quotient)):
                s.same(product, g.expression, lawful=False)


def by_half_angles(s: Showing, c: Condition) -> None:
    """As a factor of what is not zero, in half its angle: sin(x) is 2*sin(x/2)*cos(x/2)."""
    e = c.expression
    if c.relation == "!=" and isinstance(e, Call) and e.name in ("sin", "cos"):
        for g in s.facts.given:
            q = beside_wave(g.expression, e) if g.relation in (">", "!=") else None
            if q is not None and s.same(ProductOf(e, q), g.expression):
                return


def _products(s: Showing, strict: bool) -> Iterator[Expression]:
    told = [
        g.expression
        for g in s.facts.given
        if g.relation in ((">",) if strict else (">", ">=")) and size(g.expression) <= MAX_SIZE
    ][:MAX_GIVEN]
    yield from told
    yield from (ProductOf(g, h) for g, h in combinations(told, 2))


def _odd(s: Showing, e: Expression) -> frozenset[Expression]:
    """The factors of odd multiplicity that are not known to be positive, each up to a number."""
    if size(e) > 2 * MAX_SIZE:
        return frozenset()
    try:
        odd = map(tidy, factors(e)[1])
        return frozenset(f for f in odd if not s.facts.of(f).positive)
    except KernelError:
        return frozenset()
