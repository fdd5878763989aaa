"""Certificates of conditions: every kind of entry, lies of every kind, and the rows in balls."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import sqrt

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sympy.core.numbers import Integer

from derive.expression.nodes import Expression, Negation, rational, strip
from derive.expression.numerals import numeral
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression, parse_relations
from derive.expression.substitution import substitute
from derive.kernel.certificates.checked import malformed_refused
from derive.kernel.certificates.entries import Generator
from derive.kernel.conditions import Condition, definedness
from derive.kernel.exponents import Integers
from derive.kernel.facts.enter import look_over
from derive.kernel.facts.entries import (
    Cases,
    Compared,
    FactEntry,
    OnBox,
    Same,
    Shaped,
)
from derive.kernel.facts.facts import Facts
from derive.kernel.facts.intervals import Interval, end, point, power
from derive.kernel.functions import PARAMETERS
from derive.kernel.judge import met
from derive.kernel.laws import INEQUALITIES
from derive.kernel.theory import KernelError
from derive.numeric.evaluate import holds
from derive.prover.conditions.rooted import root, rooted
from derive.prover.conditions.showing import Showing
from derive.prover.conditions.univariate import by_roots
from derive.prover.domains import Domain
from derive.prover.identities import as_it_stands, values
from derive.prover.implied import are_met, shown_for
from derive.prover.polynomials import polynomial, written
from derive.rules.inequalities import BY_POWERS, RISING, ROWS, TURNING_NOTHING, WINDOWS, Row
from tests.each import each

VARIABLES = frozenset("abnpquvwxyz")


def expression(source: str) -> Expression:
    return strip(parse_expression(source, Scope(variables=VARIABLES)))


def condition(source: str) -> Condition:
    (r,) = parse_relations(source, Scope(variables=VARIABLES))
    left, right = strip(r.left.node), strip(r.right.node)
    assert right == Integer(0)
    return Condition(left, r.relation)


def same(e: str, other: str) -> Same:
    sides = expression(e), expression(other)
    return Same(*sides, values(as_it_stands(sides)))


def by_powers(*arguments: str) -> Shaped:
    return Shaped(BY_POWERS[">"], tuple(map(expression, arguments)))


def rises(u: str, v: str, w: str, kind: str) -> Shaped:
    return Shaped(RISING[kind][0], tuple(map(expression, (u, v, w))))


POWERS = [Fraction(k, 2) ** n for k in range(-5, 6) for n in range(1, 6)]
X, Y, U, N = map(expression, "xyun")
COSINES = expression("cos(x)"), expression("cos(y)")
LOGARITHMS = expression("log(x)"), expression("log(y)")
OFF_ZERO = condition("x^2 + 3*abs(y) > 0")
HALF, ON_BOX = expression("x - 1/2"), condition("sin(x) - x + 3/5 > 0")
SPLIT = condition("abs(x)^3 + x + abs(x) >= 0")
Shown = tuple[tuple[str, ...], tuple[FactEntry, ...], str]
#: Conditions that are given, entries, and what holds by them and not without.
GOOD: tuple[Shown, ...] = (
    (("x - y > 0", "y > 0"), (same("x", "(x - y) + y"),), "x > 0"),
    (("x*y > 0", "y > 0"), (same("x", "x*y/y"),), "x > 0"),
    (("x - y > 0",), (Compared("exp", (X, Y)),), "exp(x) - exp(y) > 0"),
    (("exp(x) - exp(y) > 0",), (Compared("exp", (X, Y), of_arguments=True),), "x - y > 0"),
    (("x - 1 > 0",), (rises("x", "1", "2", "more"),), "2^x - 2^1 > 0"),
    (("1 - x > 0",), (rises("x", "1", "1/2", "less"),), "(1/2)^x - (1/2)^1 > 0"),
    (
        ("4 - x^2 > 0",),
        (
            same("x^2", "4 - (4 - x^2)"),
            by_powers("2", "x", "2"),
        ),
        "2 - x > 0",
    ),
    (
        ("x > 0", "y > 0"),
        (
            same("(x + y)^2 - x^2", "y^2 + 2*x*y"),
            by_powers("x + y", "x", "2"),
        ),
        "(x + y) - x > 0",
    ),
    ((), (Shaped(0, (X,)),), "abs(x) - x >= 0"),
    (("x > 0", "pi - x > 0"), (Shaped(WINDOWS["sin"][0][0], (X,)),), "sin(x) > 0"),
    (
        ("x + y != 0",),
        (
            Cases(
                X,
                "!=",
                ((), (Cases(Y, "!=", ((), (same("x + y", "x + y"),)), OFF_ZERO),)),
                OFF_ZERO,
            ),
        ),
        "x^2 + 3*abs(y) > 0",
    ),
    (
        ("x > 0", "1 - x > 0"),
        (Cases(HALF, ">=", ((OnBox(ON_BOX.expression),),) * 2, ON_BOX),),
        "sin(x) - x + 3/5 > 0",
    ),
    (
        (),
        (
            Cases(
                X,
                ">=",
                ((), (Shaped(1, (X,)), same("abs(x)^3 + x + abs(x)", "abs(x)^3 + (abs(x) + x)"))),
                SPLIT,
            ),
        ),
        "abs(x)^3 + x + abs(x) >= 0",
    ),
)
#: The same with something that does not hold: none may be taken.
LIES: tuple[tuple[tuple[str, ...], FactEntry], ...] = (
    (("x > 0",), same("y", "x + y")),
    (("x > 0",), same("x", "x*y/y")),  # y may be 0
    (("x > 0",), Same(X, expression("x + 1"), (Generator(X), Generator(expression("x + 1"))))),
    (("x - y > 0",), Compared("cos", (X, Y))),
    (("x - y > 0",), Compared("log", (X, Y))),
    (("x - y > 0",), Compared("max", (X, Y))),
    (("x - y > 0",), Compared("f", (X, Y))),
    (("1^(-2) - x^(-2) > 0",), by_powers("1", "x", "-2")),
    (("(-2)^2 - x^2 > 0",), by_powers("-2", "x", "2")),
    (("y > 0", "y^n - x^n > 0"), by_powers("y", "x", "n")),
    (("x - 1 > 0",), rises("x", "1", "1", "more")),
    (("x - 1 > 0",), rises("x", "1", "1/2", "more")),
    (("1 - x > 0",), rises("x", "1", "2", "less")),
    (("n - 1 > 0",), rises("n", "1", "-2", "less")),
    (("x - y > 0",), rises("x", "y", "2", "powers")),
    (("x - y > 0", "y > 0"), rises("x", "y", "-1/2", "powers")),
    (("(x + y)^2 - x^2 > 0",), by_powers("x + y", "x", "2")),
    (("y > 0",), Shaped(ROWS.index(Row("u - sin(u) > 0", "u > 0")), (X,))),
    ((), Shaped(7, (X,))),  # exp(u) > u + 1 where u != 0
    ((), Shaped(len(ROWS), (X,))),
    (("x + 1 > 0", "3 - x > 0"), Shaped(WINDOWS["sin"][0][0], (X,))),
    (("cos(2*pi) - 1 >= 0",), Shaped(TURNING_NOTHING[1], (expression("2*pi"),))),
    (("cos(-2*pi) - 1 >= 0",), Shaped(TURNING_NOTHING[0], (expression("-2*pi"),))),
    (("cos(x) - 1 >= 0", "x + 7 > 0"), Shaped(TURNING_NOTHING[0], (X,))),
    (("z != 0",), Cases(X, "!=", ((), (same("z", "z"),)), condition("x^2 + y^2 > 0"))),
    (("x + y != 0",), Cases(X, "!=", ((), (same("x + y", "x + y"),)), OFF_ZERO)),
    (("x != 0",), Cases(X, "!=", ((), (same("x", "x"),)), condition("x^2 - 1 > 0"))),
    (("x > 0",), OnBox(expression("x + 1"))),
    (("x > 0", "1 - x > 0"), OnBox(expression("1/x"))),
    ((), OnBox(expression("log(x) + 9"))),
    (("x > 0", "1 - x > 0"), OnBox(expression("x + y"))),
    ((), Cases(X, ">=", ((), ()), condition("x >= 0"))),
    ((), Cases(expression("log(x)"), ">=", ((), ()), condition("x^2 >= 0"))),
    ((), Cases(X, "=", ((), ()), condition("x^2 >= 0"))),
)
WHOLE = Integers(frozenset({N}))


def facts_of(given: tuple[str, ...]) -> Facts:
    return Facts(map(condition, given), WHOLE)


def test_what_lies_between_integers_is_one_of_them() -> None:
    assert facts_of(("n^2 - n > 0",)).implies(condition("(n^2 - n) - 1 >= 0"))
    assert facts_of(("2*n - 1 > 0", "3 - 2*n > 0")).implies(condition("(2*n - 1) - 1 >= 0"))
    for where, goal in (("2*x - 1 > 0", "(2*x - 1) - 1 >= 0"), ("n/2 > 0", "n/2 - 1 >= 0")):
        assert not facts_of((where,)).implies(condition(goal))


@each(("given", "entries", "told"), GOOD)
def test_what_entries_tell(
    given: tuple[str, ...], entries: tuple[FactEntry, ...], told: str
) -> None:
    facts, c = facts_of(given), condition(told)
    assert not facts.implies(c)
    look_over(facts, entries)
    assert facts.implies(c)
    assert met([c], map(condition, given), WHOLE, entries)


@each(("given", "lie"), LIES)
def test_what_does_not_hold_is_not_taken(given: tuple[str, ...], lie: FactEntry) -> None:
    facts = facts_of(given)
    before = dict(facts.known)
    try:
        with malformed_refused():
            look_over(facts, (lie,))
    except KernelError:
        assert facts.known == before
        return
    assert type(lie) is not Compared or facts.known == before
    assert not any(tells(facts, e, before) for e in facts.known)


def tells(facts: Facts, e: Expression, before: dict[Expression, object]) -> bool:
    """Whether something is known of an expression that was not known before."""
    return facts.known[e] != before.get(e)


#: Where rows are looked at.
PLACES = [Fraction(k, 12) for k in (-61, -40, -19, -12, -7, -1, 0, 1, 5, 12, 17, 36, 72)]


#: The exponents for which rows about powers are looked at.
EXPONENTS = tuple(map(expression, ("-1", "1", "2", "3", "4", "1/2", "5/3")))
UV, W = PARAMETERS[:2], PARAMETERS[2]


def instances(row: int) -> Iterator[tuple[Condition, tuple[Condition, ...]]]:
    """A row for each exponent, if it has one: powers with integer numerals are others."""
    said, when = INEQUALITIES[row]
    for w in EXPONENTS if "w" in ROWS[row].when else (Integer(1),):
        yield said.substitute({W: w}), tuple(c.substitute({W: w}) for c in when)


@each("row", range(len(ROWS)))
def test_rows_hold_where_their_conditions_do(row: int) -> None:
    seen = 0
    for said, when in instances(row):
        needed = [*when, *(d for c in (said, *when) for d in definedness(c.expression))]
        for at in (dict(zip(UV, p, strict=True)) for p in product(PLACES, PLACES[::4])):
            if all(holds(c, at) is True for c in needed):
                assert holds(said, at, 256) is not False, at
                seen += holds(said, at, 256) is True
    assert seen > 2


# what fails at a multiple of pi only fails at no rational point
@each("row", [i for i, row in enumerate(ROWS) if row.when and "pi" not in row.when])
def test_conditions_of_rows_are_needed(row: int) -> None:
    places = [
        dict(zip(UV, at, strict=True))
        for at in product((*PLACES, Fraction(1), Fraction(22, 7), Fraction(-22, 7)), PLACES)
    ]
    assert any(
        holds(c, at) is False
        and all(holds(d, at) is True for d in needed if d != c)
        and holds(said, at, 256) is not True
        for said, when in instances(row)
        for needed in [(*when, *definedness(said.expression))]
        for c in when
        for at in places
    ), ROWS[row].statement


def test_a_domain_hands_over_only_what_is_needed() -> None:
    domain = Domain((X, Y), (condition("x - y > 0"), condition("y > 0")))
    shown = shown_for([condition("x > 0")], domain)
    assert are_met([condition("x > 0")], domain)
    assert shown == (same("x", "x - y - (-y)"),) or len(shown) == 1


@given(
    st.sampled_from([(-5, 3), (-3, 5), (2, 9), (-9, -2), (0, 7), (-7, 0), (1, 1), (-1, 1)]),
    st.integers(1, 40) | st.sampled_from([999, 1000, 5001, 6000]),
    st.integers(0, 16),
)
def test_powers_lie_in_the_power_of_an_interval(ends: tuple[int, int], n: int, part: int) -> None:
    low, high = ends
    value = low + Fraction(high - low) * part / 16
    inside = power(Interval(end(low, closed=True), end(high, closed=True)), n)
    assert inside.low.value is None or inside.low.value <= value**n
    assert inside.high.value is None or value**n <= inside.high.value
    assert not inside.excludes_zero or value != 0


@given(
    st.integers(1, 5),
    st.tuples(*(st.fractions(-40, 40, max_denominator=4) | st.sampled_from(POWERS),) * 2).map(
        sorted
    ),
    st.tuples(*(st.booleans() for _ in "abc")),
    st.sampled_from(["", "x >= 0", "-x > 0"]),
)
@example(2, [Fraction(1), Fraction(1)], (False, False, False), "")
@example(4, [Fraction(1), Fraction(16)], (False, True, False), "-x > 0")
def test_the_base_of_a_power_lies_where_the_power_tells(
    n: int, ends: list[Fraction], left_out: tuple[bool, ...], sign: str
) -> None:
    showing, e = Showing(map(condition, [sign] if sign else [])), expression(f"x^{n}")
    facts = showing.facts
    low, high = (end(q, not out) for q, out in zip(ends, left_out[:2], strict=True))
    within = Interval(low, high, left_out[2])
    facts.learn(e, within)
    assume(not facts.empty)
    rooted(showing, e)
    for x in (Fraction(k, 4) for k in range(-20, 21)):
        here = not within.meet(point(x**n)).empty
        here = here and (not sign or holds(condition(sign), {X: x}) is True)
        inside = not facts.of(X).meet(point(x)).empty
        assert inside or not here
        # what is told is all, but for where the base may have both signs
        assert here or not inside or x == 0 or (n % 2 == 0 and not sign)


ENDS = st.sampled_from([None, *(Fraction(k, 2) for k in range(-6, 7))])


#: Polynomials of degree 2 by the sum of their roots and by how much the square of it is missed.
QUADRATICS = st.tuples(st.integers(-3, 3), st.integers(-5, 5).filter(lambda d: d not in (0, 1, 4)))


@given(st.lists(QUADRATICS, min_size=1, max_size=3), ENDS, ENDS)
@example([(0, 2)], Fraction(3, 2), None)
@example([(0, -1), (1, -3)], None, None)
@example([(1, 5)], Fraction(-1), Fraction(3))
@example([(0, 2), (0, 2)], None, None)
def test_a_polynomial_has_one_sign_where_it_has_no_root(
    factors: list[tuple[int, int]], low: Fraction | None, high: Fraction | None
) -> None:
    given = [f"x - ({low}) >= 0"] * (low is not None) + [f"({high}) - x >= 0"] * (high is not None)
    s = Showing(map(condition, given))
    p = expression("*".join(f"((x - ({a}))^2 - ({d}))" for a, d in factors))
    whole = written(polynomial(p))
    by_roots(s, Condition(whole, ">"))
    inside = [
        (low is None or root > low) and (high is None or root < high)
        for a, d in factors
        if d > 0
        for root in (a - sqrt(d), a + sqrt(d))
    ]
    found = s.facts.of(whole)
    assert found.excludes_zero is not any(inside) or s.facts.empty
    for x in (Fraction(k, 4) for k in range(-16, 17)):
        if all(holds(c, {X: x}) for c in map(condition, given)):
            value = numeral(substitute(whole, {X: rational(x)}))
            assert value is not None
            assert not found.meet(point(value)).empty


@given(st.fractions(-1000, 1000, max_denominator=60), st.integers(1, 7), st.sampled_from([-1, 1]))
def test_a_root_is_exact_or_on_its_side(q: Fraction, n: int, side: int) -> None:
    q = q if n % 2 else abs(q)
    assert root(q**n, n, side) == q
    assert (root(q, n, side) ** n - q) * side >= 0
    assert abs(root(q, n, 1) - root(q, n, -1)) < Fraction(1, 2**20)


@pytest.mark.parametrize("wave", ["sin", "cos", "tan", "cot", "sec", "csc"])
def test_a_wave_has_the_sign_it_has_in_a_quarter_of_a_turn(wave: str) -> None:
    e = expression(f"{wave}(x)")
    for n in (*range(-6, 7), 40, -41):
        inside = (condition(f"x - {n}*pi/2 > 0"), condition(f"({n} + 1)*pi/2 - x > 0"))
        middle = {X: Fraction(2 * n + 1, 4) * Fraction(355, 113)}
        sign, other = Condition(e, ">"), Condition(Negation(e), ">")
        if holds(other, middle):
            sign, other = other, sign
        domain = Domain((X,), inside)
        assert holds(sign, middle)
        assert are_met([sign], domain), n
        assert not are_met([other], domain)
