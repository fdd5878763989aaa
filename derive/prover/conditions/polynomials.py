"""Conditions on polynomials: by factors, squares and roots of what stands in them."""

from __future__ import annotations

from fractions import Fraction

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    called,
    free_variables,
    rational,
    sum_of,
)
from derive.kernel.conditions import Condition
from derive.kernel.facts.entries import Cases, Same, Shown
from derive.kernel.facts.facts import MAX_CASES
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order
from derive.numeric.evaluate import holds
from derive.prover.conditions.rooted import by_powers
from derive.prover.conditions.showing import Showing
from derive.prover.identities import as_it_stands, values
from derive.prover.normal_form import factored
from derive.prover.polynomials import (
    ONE,
    Monomial,
    Polynomial,
    atoms,
    in_sines,
    minus,
    polynomial,
    scaled,
    square_of,
    times,
    written,
)
from derive.prover.squares import squares

_TWO = Integer(2)


def by_factors(s: Showing, c: Condition) -> None:
    """As a product of irreducible polynomials."""
    try:
        product = factored(c.expression)
    except KernelError:
        return
    if product == c.expression or isinstance(product, SumOf):
        return
    if s.reach(Condition(product, c.relation)):
        s.same(c.expression, product)


def by_nonzero_factors(s: Showing, c: Condition) -> None:
    """What is not zero as a product of irreducible polynomials, each of which is known to be so."""
    if c.relation == "!=":
        by_factors(s, c)


def by_sines(s: Showing, c: Condition) -> None:
    """Tangents and their like as quotients, so that 1 + tan(x) has sin(x) + cos(x) as a factor."""
    simple = in_sines(c.expression)
    if simple != c.expression:
        try:
            product = factored(simple)
        except KernelError:
            return
        if s.reach(Condition(product, c.relation)):
            s.same(c.expression, product)


def by_form(s: Showing, c: Condition) -> None:
    """As a sum of squares, or minus one."""
    p = polynomial(c.expression)
    for turned in (False, True):
        found = squares({m: -k for m, k in p.items()} if turned else p)
        if found:
            terms = [
                ProductOf(rational(k), Power(written(q), _TWO))
                if q.keys() != {ONE}
                else _square(k, q)
                for k, q in found
            ]
            total = sum_of(tuple(terms))
            if s.same(c.expression, Negation(total) if turned else total):
                return


def _square(k: Fraction, q: Polynomial) -> Expression:
    return rational(k * q[ONE] ** 2)


def by_root(s: Showing, c: Condition) -> None:
    """`A*s + B` with a root s: where A^2*s^2 is more than B^2 it has the sign of A."""
    p = polynomial(c.expression)
    if len(p) > 6:
        return
    for r in sorted(atoms(p), key=order):
        if square_of(r) is None:
            continue
        parts = linear_in(p, r)
        if parts is None:
            continue
        a, b = written(parts[0]), written(parts[1])
        first = r if a == Integer(1) else ProductOf(a, r)
        left, right = (times(parts[0], parts[0]) or {}, times(parts[1], parts[1]) or {})
        gap = minus(times(left, square_of(r) or {}) or {}, right)
        for a, other, sign_ in (
            (first, b, 1),
            (Negation(first), b, 1),
            (b, first, -1),
            (Negation(b), first, -1),
        ):
            if _outweighs(s, a, other, written(scaled(gap, Fraction(sign_)))):
                s.same(c.expression, SumOf(first, b))
                if s.facts.holds(c):
                    return


def linear_in(p: Polynomial, r: Expression) -> tuple[Polynomial, Polynomial] | None:
    """A and B of `A*r + B` with r in neither, if a polynomial is that."""
    slope: dict[Monomial, Fraction] = {}
    rest: dict[Monomial, Fraction] = {}
    for m, k in p.items():
        n = dict(m).get(r, 0)
        if n not in (0, 1):
            return None
        (slope if n else rest)[frozenset(x for x in m if x[0] != r)] = k
    return slope, rest


def _outweighs(s: Showing, a: Expression, b: Expression, simple: Expression) -> bool:
    if not s.reach(Condition(a, ">=")):
        return False
    gap = SumOf(Power(a, Integer(2)), Negation(Power(b, Integer(2))))
    if not s.reach(Condition(simple, ">")) and not s.reach(Condition(simple, ">=")):
        return False
    if not s.same(gap, simple):
        return False
    by_powers(s, a, b, 2)
    total, minus = SumOf(a, b), Negation(b)
    s.same(SumOf(Power(a, _TWO), Negation(Power(minus, _TWO))), gap, lawful=False)
    if by_powers(s, a, minus, 2):
        s.same(total, SumOf(a, Negation(minus)), lawful=False)
    inner = a.args[0] if isinstance(a, Negation) else None
    if inner is not None:  # -(a) + b, -(b) + a tell of the sum by the other sign
        s.same(SumOf(inner, b), Negation(SumOf(a, Negation(b))), lawful=False)
        s.same(SumOf(b, inner), Negation(SumOf(a, Negation(b))), lawful=False)
    else:
        s.same(SumOf(b, a), total, lawful=False)
    return True


def by_zero(s: Showing, c: Condition) -> None:
    """A sum of even powers, the one zero of which is left out."""
    p = polynomial(c.expression)
    whole = written(p)
    if not all(k > 0 and _is_sized(m) for m, k in p.items()):
        return
    zero = dict.fromkeys(sorted(free_variables(whole), key=order), Fraction(0))
    told = (g for g in s.facts.given if free_variables(g.expression) <= zero.keys())
    left_out = next((g.expression for g in told if holds(g, zero) is False), None)
    if left_out is None or len(zero) >= MAX_CASES:
        return
    # where all variables are 0 that has a value which it has nowhere
    shown: Shown = (Same(left_out, left_out, values(as_it_stands((left_out,)))),)
    for v in reversed(zero):
        shown = (Cases(v, "!=", ((), shown), Condition(whole, ">")),)
    if s.add(*shown):
        s.same(c.expression, whole)


def _is_sized(m: Monomial) -> bool:
    """Whether a monomial is an even power, or one of an absolute value."""
    return len(m) == 1 and all(n % 2 == 0 or "abs" in called(a) for a, n in m)
