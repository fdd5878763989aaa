"""Normal forms under all laws keep the value, in balls, at points that are often exact angles.

An expression is written out from its normal form and compared with itself wherever it is defined
and what was relied on holds; and two expressions that the kernel says are equal are compared where
the conditions of the theorem hold.  No other part of the checker is asked.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from flint import arb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    called,
    constant,
    rational,
    strip,
)
from derive.expression.parser import parse_expression as parse
from derive.kernel.balls import CannotTell, Point, Undefined, compare
from derive.kernel.conditions import Condition, Conditions, definedness
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import REFUSALS
from derive.numeric.evaluate import Evaluator
from derive.prover.domains import Domain
from derive.prover.identities import certified_in_cases
from derive.prover.normal.signs import Signs
from derive.prover.normal_form import agree, written
from derive.prover.opaque import concrete
from derive.rules import derivative_rows
from derive.rules.procedures import PROCEDURES
from tests.mutants import edits
from tests.strategies import expressions, low

X, Y, T = map(Symbol, "xyt")
VALUES = [Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (-3, 1), (1, 2), (-1, 2))]
VALUES += [Fraction(n, d) for n, d in ((3, 2), (-5, 2), (1, 3), (-2, 3), (1, 4), (-7, 5), (9, 7))]
#: Numbers at which pi*x and its parts are exact angles, and others between them.
POINTS: list[Point] = [
    {X: VALUES[k], Y: VALUES[(3 * k + 5) % 14], T: VALUES[(5 * k + 8) % 14]} for k in range(14)
]
#: The precision of every ball, and that for the wide ones.
PRECISIONS = (160, 480)
#: A ball is wide whose radius is above this part of it.
NARROW = arb(2) ** -60
GROUPS = tuple(PROCEDURES[name] for name in ("identity", "trig", "exp-log", "radicals", "abs"))
DOMAINS = [
    Domain((X, Y, T), tuple(Condition(parse(e), relation) for e, relation in conditions))
    for conditions in (
        (),
        (("x", ">"), ("y", ">"), ("t", ">")),
        (("x", ">="), ("y", "!=")),
        (("-x", ">="), ("y", ">=")),
        (("x", ">"), ("1 - x", ">"), ("y + 1", ">="), ("1 - y", ">=")),
        (("x - y", ">"), ("x*y", ">")),
        (("1 - x^2", ">="), ("pi/2 - y", ">"), ("y + pi/2", ">")),
    )
]

# Expressions that are full of laws


def leaves() -> SearchStrategy[Expression]:
    numbers = ("0", "1", "2", "3", "1/2", "-1", "-3/2", "pi", "e")
    return st.sampled_from([X, X, X, Y, *map(parse, numbers)])


def angles(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    """Multiples of pi, with numerals and with variables, and what is added to them."""
    multiples = st.builds(Fraction, st.integers(-7, 13), st.sampled_from([1, 2, 3, 4, 5, 6, 8, 12]))
    turns = multiples.map(lambda q: ProductOf(rational(q), constant("pi")))
    shares = st.sampled_from(["pi*x", "pi*x/2", "2*pi*x", "pi*x/3", "pi*y", "pi*(x + y)", "x/2"])
    plain = st.one_of(shares.map(parse), turns, st.sampled_from([X, Y, parse("2*x"), parse("-x")]))
    return st.one_of(plain, plain, st.builds(SumOf, plain, turns), parts)


_TRIG = ("sin", "cos", "tan", "cot", "sec", "csc")
_HYPERBOLIC = ("exp", "sinh", "cosh", "tanh", "coth", "sech", "csch", "expm1")
_ROOTS = ("sqrt", "sqrt", "cbrt", "abs", "sign")
_INVERSE = ("asin", "acos", "atan", "acot", "asec", "acsc", "asinh", "acosh", "atanh", "acoth")
_LOGARITHMS = ("log", "log", "log1p", "log2", "log10", "asech", "acsch")
_SPECIAL = (
    *("erf", "erfc", "erfi", "erfcx", "dawson", "gamma", "loggamma", "digamma", "trigamma"),
    *("factorial", "sinint", "fresnels", "besselj0", "bessely1"),
)


def _called(names: tuple[str, ...], of: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    return st.builds(call, st.sampled_from(names), of)


def functions(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    exponents = st.sampled_from(["1/2", "-1/2", "1/3", "-2/3", "3/2", "x", "2*x", "-y", "0.25"])
    shifted = st.builds(lambda e, n: SumOf(e, Integer(n)), parts, st.integers(0, 3))
    return st.one_of(
        _called(_TRIG, angles(parts)),
        _called(_TRIG, angles(parts)),
        _called(_HYPERBOLIC, parts),
        _called(_ROOTS, parts),
        _called(_INVERSE, parts),
        _called(_INVERSE, _called(_TRIG, angles(parts))),
        _called(_LOGARITHMS, parts),
        _called(_SPECIAL, shifted),
        st.builds(Power, parts, exponents.map(parse)),
        st.builds(Power, st.just(constant("e")), parts),
        st.builds(call, st.sampled_from(["max", "min"]), parts, parts),
    )


def algebraic(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=3)
    exponents = st.sampled_from(["-2", "-1", "0", "2", "3"]).map(parse)
    return st.one_of(
        several.map(lambda terms: SumOf(*terms)),
        several.map(lambda factors: ProductOf(*factors)),
        st.builds(lambda a, b: SumOf(a, Negation(b)), parts, parts),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, exponents),
    )


def grown(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    derived = st.builds(DerivativeOf, parts, st.sampled_from([X, X, Y]))
    at_point = st.builds(DerivativeAt, parts, st.just(X), parts)
    return st.one_of(algebraic(parts), functions(parts), functions(parts), derived, at_point)


def lawful() -> SearchStrategy[Expression]:
    small = st.one_of(leaves(), functions(leaves()), algebraic(functions(leaves())))
    found = st.one_of(st.recursive(small, grown, max_leaves=6), expressions(8))
    return low(found.map(strip), 19)


# Balls


@dataclass(frozen=True)
class At:
    """Balls at one point, by concrete functions for the opaque ones; None where none is told."""

    point: Point

    def value(self, e: Expression) -> arb | None:
        """The narrowest ball that is found.  Raises `Undefined`."""
        found = None
        for precision in PRECISIONS:
            try:
                found = Evaluator(self.point, precision).ball(concrete(e, ("f",)))
            except CannotTell:
                continue
            if found.rad() <= NARROW * (1 + abs(found)):
                break
        return found

    def all_hold(self, conditions: Conditions) -> bool:
        return all(self.holds(c) for c in conditions)

    def holds(self, c: Condition) -> bool:
        try:
            value = self.value(c.expression)
        except Undefined:
            return False
        return value is not None and compare(value, c.relation) is True


def compared(
    left: Expression, right: Expression, conditions: Conditions, total: bool
) -> Iterator[Point]:
    """The points at which the conditions hold and both sides are compared.

    Where they hold, `left` is not undefined, and if `total` neither is `right`.
    """
    for point in POINTS:
        at = At(point)
        if not at.all_hold(conditions):
            continue
        a = at.value(left)
        try:
            b = at.value(right)
        except Undefined:
            assert not total, (str(left), str(right), point)
            continue
        if a is not None and b is not None:
            assert a.overlaps(b), (str(left), str(right), point, a, b)
            yield point


# What is compared

Case = tuple[Expression, Domain, frozenset[str]]
cases = st.tuples(lawful(), st.sampled_from(DOMAINS), st.sampled_from(GROUPS))


def signs_of(domain: Domain, *sides: Expression) -> Signs:
    facts: Conditions = frozenset().union(*map(definedness, sides))
    return Signs(
        facts,
        frozenset(domain.conditions),
        domain.implies,
        lambda known: Domain(domain.variables, tuple(known)).implies,
    )


def keeps_its_value(case: Case) -> int:
    """At how many points an expression and its normal form, written out, are compared."""
    e, domain, groups = case
    signs = signs_of(domain, e)
    try:
        form = written(e, groups, signs, Derivatives(derivative_rows))
    except REFUSALS:
        return 0
    # where a half tangent of the form is infinite the form is meant by continuity
    total = set(called(form)) <= set(called(e))
    return sum(1 for _ in compared(e, form, signs.facts | signs.used, total=total))


def are_equal(left: Expression, right: Expression, domain: Domain, groups: frozenset[str]) -> int:
    """At how many points two expressions are compared that are said to be equal; 0 if not."""
    found = 0
    for decide in (agree, certified_in_cases):
        signs = signs_of(domain, left, right)
        try:
            equal = decide(left, right, groups, signs, Derivatives(derivative_rows))
        except REFUSALS:
            continue
        if equal:
            found += sum(1 for _ in compared(left, right, signs.facts | signs.used, total=True))
    return found


def form_is_equal(case: Case) -> int:
    """An expression and its normal form, written out."""
    e, domain, groups = case
    try:
        form = written(e, groups, signs_of(domain, e), Derivatives(derivative_rows))
    except REFUSALS:
        return 0
    return are_equal(e, form, domain, groups)


def pair_is_equal(pair: tuple[Case, Expression]) -> int:
    """Two expressions that have nothing to do with each other."""
    (left, domain, groups), right = pair
    return are_equal(left, right, domain, groups)


def edit_is_equal(chosen: tuple[Case, int]) -> int:
    """An expression and a single edit of it."""
    (e, domain, groups), seed = chosen
    found = [edit.whole for edit in edits(e)]
    return are_equal(e, strip(random.Random(seed).choice(found)), domain, groups) if found else 0


@dataclass(frozen=True)
class Property:
    """What is checked, of what, how many times, and which part of it compares balls at least."""

    check: Callable[[Any], int]
    cases: SearchStrategy[Any]
    count: int
    share: float

    def hold(self, times: int) -> None:
        """Checks it; a check that compares nothing is not counted."""
        done: Counter[bool] = Counter()

        @settings(max_examples=times * self.count, suppress_health_check=SLOW)
        @given(self.cases)
        def each(case: Any) -> None:
            done[self.check(case) > 0] += 1

        each()
        assert done[True] >= self.share * done.total(), done


SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]
PROPERTIES = {
    "a form has the value of its expression": Property(keeps_its_value, cases, 80, 0.6),
    "an expression and its form": Property(form_is_equal, cases, 30, 0.4),
    "an expression and an edit of it": Property(
        edit_is_equal, st.tuples(cases, st.integers(0, 10**6)), 25, 0.01
    ),
    "any two expressions": Property(pair_is_equal, st.tuples(cases, lawful()), 20, 0.0),
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_some_hundreds(name: str) -> None:
    PROPERTIES[name].hold(1)


@pytest.mark.long
@pytest.mark.parametrize("name", PROPERTIES)
def test_ten_thousand(name: str) -> None:
    PROPERTIES[name].hold(66)
