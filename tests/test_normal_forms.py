"""Tidy forms, normal forms, domains and balls keep the values that they are made from."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from flint import arb
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    called,
    constant,
    free_variables,
    has_derivative,
    integer,
    rational,
    strip,
)
from derive.expression.parser import parse_expression as parse
from derive.expression.shorthand import Bracket
from derive.expression.substitution import substitute
from derive.kernel.balls import CannotTell, Point, Undefined, ball, compare
from derive.kernel.conditions import Condition, Conditions, closed, definedness
from derive.kernel.facts.intervals import End, Interval, add, invert, multiply, negate, power
from derive.kernel.functions import FUNCTIONS
from derive.kernel.theory import KernelError
from derive.kernel.tidy import ALL, LAWS, order, tidy
from derive.numeric.evaluate import evaluate, holds
from derive.prover.domains import Domain
from derive.prover.normal_form import canonical, factors, same_normal_form
from derive.prover.remaining import remaining
from tests.each import each
from tests.strategies import calls, known, low

X, Y = Symbol("x"), Symbol("y")
PRECISION = 128
VALUES = [Fraction(n, 8) for n in (-31, -16, -9, -8, -4, -1, 0, 1, 2, 5, 8, 12, 16, 27)]
POINTS: list[Point] = [{X: x, Y: y} for x, y in zip(VALUES, VALUES[5:] + VALUES[:5], strict=True)]
POINTS += [{X: x, Y: x} for x in VALUES[::3]]

# Expressions that are often defined: numbers stay small, exponents are mostly integers.


def leaves() -> SearchStrategy[Expression]:
    return st.one_of(
        st.sampled_from([X, Y]),
        st.sampled_from([X, Y]),
        st.integers(0, 4).map(Integer),
        st.sampled_from([constant("e"), constant("pi"), Decimal(Integer(5), Integer(1))]),
    )


def algebraic(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=4)
    exponents = st.sampled_from([-3, -2, -1, 0, 1, 2, 3]).map(integer)
    return st.one_of(
        several.map(lambda terms: SumOf(*terms)),
        several.map(lambda terms: ProductOf(*terms)),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, exponents),
        st.builds(Negation, parts),
        st.builds(Bracket, parts),
    )


def whole(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    return st.one_of(
        algebraic(parts),
        algebraic(parts),
        calls(parts),
        st.builds(Power, parts, parts),
        st.builds(DerivativeOf, parts, st.sampled_from([X, Y])),
        st.builds(DerivativeAt, parts, st.sampled_from([X, Y]), parts),
    )


def rationals(max_leaves: int = 10) -> SearchStrategy[Expression]:
    """Rational functions."""
    return st.recursive(leaves(), algebraic, max_leaves=max_leaves)


def expressions(max_leaves: int = 8) -> SearchStrategy[Expression]:
    """Anything without opaque functions."""
    return low(st.recursive(leaves(), whole, max_leaves=max_leaves), 29)


def value(e: Expression, point: Point) -> arb | None:
    try:
        return evaluate(e, point, PRECISION)
    except (Undefined, CannotTell):
        return None


def agree(a: Expression, b: Expression) -> None:
    for point in POINTS:
        left, right = value(a, point), value(b, point)
        if left is not None and right is not None:
            assert left.overlaps(right), (str(a), str(b), point)


def all_hold(conditions: Conditions, point: Point) -> bool:
    return all(holds(c, point, PRECISION) is True for c in conditions)


# Tidying


@given(expressions())
def test_tidying_keeps_the_value(e: Expression) -> None:
    agree(e, tidy(e))


@given(expressions(), st.sets(st.sampled_from(sorted(LAWS))))
def test_tidying_by_some_laws_keeps_the_value(e: Expression, laws: set[str]) -> None:
    agree(e, tidy(e, frozenset(laws)))


@given(expressions())
def test_tidying_loses_no_definedness(e: Expression) -> None:
    """Where an expression is shown to be defined, its tidy form has a value too."""
    conditions = definedness(strip(e))
    for point in POINTS:
        if all_hold(conditions, point) and value(e, point) is not None:
            try:
                evaluate(tidy(e), point, PRECISION)
            except CannotTell:
                continue


@given(expressions())
@example(parse("x/0^(-3)"))
@example(parse("at(d/dx x, x = 0)^(-3)"))
def test_tidying_is_idempotent(e: Expression) -> None:
    assert tidy(tidy(e)) == tidy(e)


@given(expressions())
def test_tidying_keeps_names(e: Expression) -> None:
    """The search for a proof rests on it: sides with other names are not tidied.

    Where a derivative is carried out, names may go, but none come.
    """
    if not has_derivative(e):
        assert free_variables(tidy(e)) == free_variables(e)
        assert called(tidy(e)) == called(e)
    assert free_variables(tidy(e)) <= free_variables(e)
    assert set(called(tidy(e))) <= set(called(e))
    assert has_derivative(tidy(e)) <= has_derivative(e)


@given(expressions())
def test_brackets_do_not_matter(e: Expression) -> None:
    assert tidy(e) == tidy(strip(e))
    assert tidy(Bracket(e)) == tidy(e)


def shuffled(e: Expression, chance: random.Random) -> Expression:
    """`e` with the parts of every sum and product in another order, some of them grouped."""
    if isinstance(e, (SumOf, ProductOf)):
        parts = [shuffled(a, chance) for a in e.args]
        chance.shuffle(parts)
        if len(parts) > 2 and chance.random() < 0.5:
            parts = [e.func(*parts[:2]), *parts[2:]]
        return e.func(*parts)
    if isinstance(e, (Negation, Quotient, Bracket)):
        return e.func(*(shuffled(a, chance) for a in e.args))
    return e


@given(rationals(), st.integers(0, 10**6))
def test_order_and_grouping_do_not_matter(e: Expression, seed: int) -> None:
    other = shuffled(e, random.Random(seed))
    assert tidy(other) == tidy(e), str(other)


@given(st.lists(expressions(4), min_size=2, max_size=4))
def test_the_order_is_total(parts: list[Expression]) -> None:
    tidied = [tidy(part) for part in parts]
    sums = {SumOf(*sorted(p, key=order)) for p in (tidied, tidied[::-1])}
    assert len(sums) == 1


@each(
    ("one", "other"),
    [
        ("-x/y", "(-x)/y"),
        ("a - b - c", "a - (b + c) - 0*0"),
        ("x/y/z", "x/(y*z)"),
        ("1/x^2", "x^(-2)"),
        ("x*x*x", "x^2*x"),
        ("1/x*(1/x)", "1/x^2"),
        ("2*x*3", "6*x"),
        ("x/2", "0.5*x"),
        ("1*x + 0", "x"),
        ("d/dx (1*x)", "d/dx x"),
        ("1/(1/x)", "x"),
    ],
)
def test_what_tidying_knows(one: str, other: str) -> None:
    same = tidy(parse(one)) == tidy(parse(other))
    assert same == (one != "a - b - c")  # it does not distribute, not even a sign


@each("law", sorted(LAWS))
def test_every_law_can_be_left_out(law: str) -> None:
    needs = {
        "arithmetic": ("2*3", "6"),
        "add-zero": ("x + 0", "x"),
        "multiply-by-one": ("1*x", "x"),
        "signs": ("-x", "(-1)*x"),
        "reciprocal": ("x/y", "x*y^(-1)"),
        "merge": ("x*x^2", "x^3"),
        "commute": ("x + y", "y + x"),
        "associate": ("x + (y + z)", "x + y + z"),
        "constant": ("d/dx 3", "0"),
        "variable": ("d/dx x", "1"),
        "notation": ("d^2/dx^2 sin(x)", "d/dx (d/dx sin(x))"),
    }
    one, other = map(parse, needs[law])
    assert tidy(one) == tidy(other)
    assert tidy(one, ALL - {law}) != tidy(other, ALL - {law})


# Normal forms


@given(expressions())
def test_the_normal_form_keeps_the_value(e: Expression) -> None:
    try:
        agree(e, canonical(strip(e)))
    except KernelError:
        assume(False)


@given(rationals(6), rationals(6))
def test_one_normal_form_means_one_value(a: Expression, b: Expression) -> None:
    try:
        if same_normal_form(strip(a), strip(b)):
            agree(a, b)
        assert same_normal_form(SumOf(a, b), SumOf(b, a))
        assert same_normal_form(SumOf(a, b, Negation(a)), b)
        assert not same_normal_form(SumOf(a, Integer(1)), a)
    except KernelError:
        assume(False)


@given(rationals(8), st.integers(0, 10**6))
def test_the_normal_form_knows_no_order(e: Expression, seed: int) -> None:
    other = shuffled(e, random.Random(seed))
    try:
        assert canonical(other) == canonical(e)
        assert canonical(tidy(e)) == canonical(e)
    except KernelError:
        assume(False)


@given(rationals(8))
def test_factors_have_the_sign_of_their_product(e: Expression) -> None:
    try:
        sign, odd, even = factors(strip(e))
    except KernelError:
        return
    for point in POINTS:
        here = value(e, point)
        turned = [value(f, point) for f in odd]
        parts = turned + [value(f, point) for f in even]
        if here is None or any(p is None or p.contains(0) for p in parts):
            continue
        product_sign = sign * (-1) ** sum(p is not None and p < 0 for p in turned)
        assert here.overlaps(arb(0)) if sign == 0 else not (here * product_sign <= 0), str(e)


# Definedness


@given(expressions())
def test_where_the_conditions_hold_nothing_is_undefined(e: Expression) -> None:
    bare = strip(e)
    conditions = definedness(bare)
    for point in POINTS:
        if all_hold(conditions, point):
            try:
                evaluate(bare, point, PRECISION)
            except CannotTell:
                continue


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_functions_stay_in_the_range_that_their_rows_give(name: str) -> None:
    """On the whole line, and on rays and pieces of it."""
    e = known(name)
    texts = ["x > 0", "x < 0", "x >= 1", "x <= 1", "x + 1/2 > 0", "1 - x^2 > 0", "x != 0"]
    conditions = []
    for source in texts:
        left, relation, right = source.rsplit(" ", 2)
        larger, smaller = (right, left) if relation in ("<", "<=") else (left, right)
        relation = {"<": ">", "<=": ">="}.get(relation, relation)
        difference = SumOf(parse(larger), Negation(parse(smaller)))
        conditions.append(Condition(difference, relation))
    for condition in [None, *conditions]:
        domain = Domain((X, Y), () if condition is None else (condition,))
        values = [value(e, p) for p in domain.points(40)]
        within = domain.range(e)
        assert all(contains(within, v) for v in values if v is not None), (name, condition)


# Intervals

numbers = st.fractions(-4, 4, max_denominator=4)


@st.composite
def intervals(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval with a number in it."""
    number = draw(numbers)
    low, high = (draw(st.none() | st.just(Fraction(0)) | numbers) for _ in range(2))
    ends = []
    for bound, side in ((low, -1), (high, 1)):
        inside = bound is not None and (number - bound) * side <= 0
        ends.append(End(bound if inside else None, bound == number or draw(st.booleans())))
    nonzero = number != 0 and draw(st.booleans())
    return Interval(ends[0], ends[1], nonzero), number


def contains(a: Interval, v: arb) -> bool:
    """Whether a ball may lie in an interval."""
    low, high = a.low.value, a.high.value
    above = low is None or not (v < ball(low) or (v == ball(low) and not a.low.closed))
    below = high is None or not (v > ball(high) or (v == ball(high) and not a.high.closed))
    return above and below and not (a.nonzero and v.is_zero())


def has(a: Interval, q: Fraction) -> bool:
    low, high = a.low, a.high
    above = low.value is None or q > low.value or (q == low.value and low.closed)
    below = high.value is None or q < high.value or (q == high.value and high.closed)
    return above and below and not (a.nonzero and q == 0)


@settings(max_examples=60)
@given(intervals(), intervals(), st.integers(-4, 5))
def test_intervals_contain_every_result(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction], n: int
) -> None:
    (a, p), (b, q) = first, second
    assert has(a, p)
    assert has(b, q)
    assert has(negate(a), -p)
    assert has(add(a, b), p + q)
    assert has(multiply(a, b), p * q)
    if p:
        assert has(invert(a), 1 / p)
    if p or n > 0:
        assert has(power(a, n), p**n)
    if has(b, p):
        assert has(a.meet(b), p)
    assert not a.empty
    for relation in ("!=", ">", ">="):
        if a.satisfies(relation):
            assert compare(ball(p), relation) is True


@given(intervals(), intervals())
def test_the_meet_of_intervals_that_share_nothing_is_empty(
    first: tuple[Interval, Fraction], second: tuple[Interval, Fraction]
) -> None:
    (a, p), (b, _) = first, second
    if not has(b, p):
        assert not has(a.meet(b), p)


# Domains

RELATIONS = ("!=", ">", ">=")
FACTS = [
    Condition(parse(source), relation)
    for source, relation in product(
        (
            "x",
            "x - 1",
            "1 - x",
            "x + y",
            "x*y - 1",
            "1 - x^2 - y^2",
            "y",
            "-y",
            "e^x - y",
            "x/y",
            "x^2 - 1",
            "y - 1/2",
        ),
        RELATIONS,
    )
]
domains = st.builds(
    lambda facts, whole: Domain((X, Y), tuple(facts), frozenset([Y] if whole else [])),
    st.lists(st.sampled_from(FACTS), max_size=3),
    st.booleans(),
)


def inside(domain: Domain) -> list[Point]:
    """The points of a grid that certainly lie in a domain."""
    grid = ({X: x, Y: y} for x, y in product(VALUES[::2], [*VALUES[::3], Fraction(1)]))
    return [p for p in grid if domain.contains(p)]


def consequences() -> SearchStrategy[Condition]:
    """Conditions that the facts often imply: themselves, sums, products and multiples of them."""
    parts = st.sampled_from([f.expression for f in FACTS])
    grown = st.one_of(
        parts,
        st.builds(SumOf, parts, parts),
        st.builds(ProductOf, parts, parts),
        st.builds(lambda a, q: ProductOf(rational(q), a), parts, st.sampled_from(VALUES)),
        st.builds(lambda a, q: SumOf(a, rational(q)), parts, st.sampled_from(VALUES)),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, st.sampled_from([-2, -1, 2, 3]).map(integer)),
        calls(parts),
        expressions(5),
    )
    return st.builds(Condition, grown, st.sampled_from(RELATIONS))


@settings(max_examples=60)
@given(domains, consequences())
def test_a_domain_implies_nothing_that_fails_in_it(domain: Domain, condition: Condition) -> None:
    bare = Condition(strip(condition.expression), condition.relation)
    if domain.implies(bare):
        for point in inside(domain):
            here = value(bare.expression, point)
            if here is not None:
                assert compare(here, bare.relation) is not False, (str(bare), point)


@settings(max_examples=30)
@given(domains, st.lists(consequences(), min_size=1, max_size=3))
def test_what_remains_of_conditions_says_all_of_them(
    domain: Domain, conditions: list[Condition]
) -> None:
    bare = [Condition(strip(c.expression), c.relation) for c in conditions]
    left = remaining(bare, domain)
    for point in inside(domain):
        if all(at(c, point) is True for c in left):
            assert all(at(c, point) is not False for c in closed(bare)), list(map(str, left))


def at(condition: Condition, point: Point) -> bool | None:
    """Whether a condition holds at a point; None where that is not known, or it has no value."""
    here = value(condition.expression, point)
    return None if here is None else compare(here, condition.relation)


@settings(max_examples=60)
@given(domains, consequences())
def test_a_range_contains_every_value(domain: Domain, condition: Condition) -> None:
    e = strip(condition.expression)
    within = domain.range(e)
    for point in inside(domain):
        here = value(e, point)
        assert here is None or contains(within, here), (str(e), point)


@given(domains)
def test_the_points_of_a_domain_lie_in_it(domain: Domain) -> None:
    for point in domain.points(8):
        assert all(holds(c, point, 256) is True for c in domain.conditions)
        assert all(point[v].denominator == 1 for v in domain.integers)


@each("fact", FACTS, ids=str)
def test_a_domain_implies_its_own_facts(fact: Condition) -> None:
    domain = Domain((X, Y), (fact,))
    assert domain.implies(fact)
    doubled = ProductOf(Integer(2), fact.expression)
    assert domain.implies(Condition(doubled, fact.relation))
    if fact.relation == ">":
        assert domain.implies(Condition(fact.expression, "!="))
        assert domain.implies(Condition(Negation(fact.expression), "!="))


# Derivatives in balls

H = Fraction(1, 2**40)


@settings(max_examples=80)
@given(expressions(6))
def test_a_derivative_is_the_limit_of_differences(e: Expression) -> None:
    """The central difference is off by less than a constant times h^2, here about 2^-60."""
    for point in POINTS[::2]:
        exact = value(DerivativeOf(e, X), point)
        ahead, behind = (value(e, {**point, X: point[X] + h}) for h in (H, -H))
        if exact is None or ahead is None or behind is None:
            continue
        if abs(exact) > 10**6 or abs(ahead) > 10**6:
            continue
        difference = (ahead - behind) / ball(2 * H)
        assert not abs(difference - exact) > abs(exact) * 2.0**-8 + 2.0**-8, (str(e), point)


@given(expressions(5), st.sampled_from(VALUES))
def test_a_derivative_at_a_point_is_the_derivative_there(e: Expression, q: Fraction) -> None:
    for point in POINTS[::4]:
        there = value(DerivativeOf(e, X), {**point, X: q})
        here = value(DerivativeAt(e, X, rational(q)), point)
        if there is not None and here is not None:
            assert there.overlaps(here)


@given(expressions(4), expressions(4))
def test_substitution_is_composition(e: Expression, inner: Expression) -> None:
    """Also through derivatives, which then are evaluated at a point."""
    try:
        composed = substitute(e, {X: inner})
    except ValueError:
        return
    for point in POINTS[::2]:
        place = value(inner, point)
        if place is None or not place.is_exact():
            continue
        q = Fraction(int(place.man_exp()[0])) * Fraction(2) ** int(place.man_exp()[1])
        there, here = value(e, {**point, X: q}), value(composed, point)
        if there is not None and here is not None:
            assert there.overlaps(here), (str(e), str(inner), point)
