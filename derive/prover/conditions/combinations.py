"""Conditions as nonnegative combinations of what is known."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, islice

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    call,
    rational,
    sum_of,
)
from derive.kernel.conditions import Condition
from derive.kernel.tidy import order
from derive.prover.conditions.functions import ROWS_OF, instance, shaped
from derive.prover.conditions.polynomials import linear_in
from derive.prover.conditions.showing import Showing
from derive.prover.linear import Fact, weighted
from derive.prover.polynomials import (
    ONE,
    Polynomial,
    atoms,
    minus,
    polynomial,
    scaled,
    square_of,
    times,
    written,
)

_TWO = Integer(2)
MAX_LENGTH = 8
MAX_FACTS = 14


def by_combination(s: Showing, c: Condition) -> None:
    """As a nonnegative combination of what is known."""
    if c.relation == "!=":
        for side in (c.expression, Negation(c.expression)):
            if s.facts.holds(c) or s.reach(Condition(side, ">")):
                return
        return
    goal = polynomial(c.expression)
    if len(goal) > 40:
        return
    found = weighted(goal, list(_facts(s, goal)))
    if found is None:
        return
    terms = [ProductOf(rational(w), f.source) for w, f in found]
    if c.relation == ">=" or any(f.strict for _, f in found):
        s.same(c.expression, sum_of(tuple(terms)))


def _facts(s: Showing, goal: Polynomial) -> Iterator[Fact]:
    """Facts that may bear on a polynomial: given ones, products, rows, ranges."""
    yield Fact({ONE: Fraction(1)}, True, Integer(1))
    known = list(_known(s, goal))
    yield from known
    if 1 < len(goal) <= 6 and (square := times(goal, goal)) is not None:
        yield Fact(square, False, Power(written(goal), _TWO))
    met = dict.fromkeys(m for p in (goal, *(f.form for f in known)) for m in p)
    for f in _conjugates(s, known):
        yield f
        met.update(dict.fromkeys(f.form))
    if any(sum(abs(k) for _, k in m) > 1 for m in goal):
        for f in _products(known):
            yield f
            met.update(dict.fromkeys(f.form))
    for a in sorted({a for m in met for a, _ in m}, key=order):
        for f in _rows(s, a):
            yield f
            met.update(dict.fromkeys(f.form))
    for m in met:
        yield from _ends(s, m)


def _known(s: Showing, goal: Polynomial) -> Iterator[Fact]:
    """What is known of given expressions, and of others with an atom of theirs or of the goal."""
    given = {c.expression for c in s.facts.given}
    near = {*atoms(goal)}.union(*(atoms(polynomial(e)) for e in given))
    told = (
        e for e in list(s.facts.known) if e in given or not near.isdisjoint(atoms(polynomial(e)))
    )
    for e in islice(told, MAX_FACTS):
        inside = s.facts.known[e]
        if inside.nonnegative:
            yield Fact(polynomial(e), inside.positive, e)
        elif inside.nonpositive:
            yield Fact(polynomial(Negation(e)), inside.negative, Negation(e))


def _products(known: list[Fact]) -> Iterator[Fact]:
    for f, g in combinations(known, 2):
        p = times(f.form, g.form)
        if p is not None and len(p) <= MAX_LENGTH:
            yield Fact(p, f.strict and g.strict, ProductOf(f.source, g.source))


def _conjugates(s: Showing, known: list[Fact]) -> Iterator[Fact]:
    """`B^2 - c^2*P` for what is known of `B - c*r`, with c > 0 and a root r of P."""
    for f in known:
        for r in sorted(atoms(f.form), key=order):
            square, parts = square_of(r), linear_in(f.form, r)
            if square is None or parts is None or parts[0].keys() != {ONE} or parts[0][ONE] > 0:
                continue
            c, whole = -parts[0][ONE], times(parts[1], parts[1])
            if whole is None or not parts[1]:
                continue
            other = SumOf(written(parts[1]), ProductOf(rational(c), r))
            s.same(other, SumOf(f.source, ProductOf(rational(2 * c), r)))
            if s.facts.of(other).nonnegative:
                yield Fact(minus(whole, scaled(square, c**2)), f.strict, ProductOf(f.source, other))


def _rows(s: Showing, a: Expression) -> Iterator[Fact]:
    """What rows tell of the value of a function beside its arguments."""
    if not isinstance(a, Call):
        return
    for i in ROWS_OF.get(a.name, ()):
        if shaped(s, i, a.arguments):
            e, _ = instance(i, a.arguments)
            yield Fact(polynomial(e), s.facts.of(e).positive, e)
    if a.name == "cos":
        partner = call("sin", *a.arguments)
        for e in (SumOf(a, partner), SumOf(a, Negation(partner))):
            yield Fact(polynomial(Power(e, _TWO)), False, Power(e, _TWO))


def _ends(s: Showing, m: frozenset[tuple[Expression, int]]) -> Iterator[Fact]:
    """The range of a monomial as facts."""
    if m == ONE:
        return
    e = written({m: Fraction(1)})
    if not s.facts.defined(e):
        return
    inside = s.facts.of(e)
    for end, turned in ((inside.low, False), (inside.high, True)):
        if end.value is not None:
            q = end.value
            strict = not end.closed or (inside.nonzero and q == 0)
            side = Negation(e) if turned else e
            edge = rational(q) if turned else Negation(rational(q))
            source = side if q == 0 else SumOf(side, edge)
            sign = Fraction(-1 if turned else 1)
            yield Fact({m: sign, ONE: -sign * q} if q else {m: sign}, strict, source)
