"""What a domain implies, and what it must not; its points; remaining conditions in words."""

from __future__ import annotations

from collections.abc import Iterator
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
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    free_variables,
    integer,
    rational,
    strip,
)
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression, parse_relations
from derive.kernel.balls import CannotTell, Point, Undefined, ball, compare
from derive.kernel.conditions import Condition, definedness
from derive.kernel.facts.facts import Facts
from derive.kernel.facts.intervals import End, Interval
from derive.kernel.functions import FUNCTIONS
from derive.numeric.evaluate import evaluate, holds
from derive.prover.domains import Domain
from derive.prover.implied import are_met
from derive.prover.remaining import remaining
from derive.rules import derivative_rows
from tests.each import each

X, Y = Symbol("x"), Symbol("y")
TURNED = {"<": ">", "<=": ">=", ">": ">", ">=": ">=", "!=": "!="}


def conditions(source: str) -> Iterator[Condition]:
    """The conditions that a chain of comparisons says."""
    for relation in parse_relations(source, Scope(free=True)):
        larger, smaller = relation.left.node, relation.right.node
        if relation.relation in ("<", "<="):
            larger, smaller = smaller, larger
        difference = larger if smaller == Integer(0) else SumOf(larger, Negation(smaller))
        yield Condition(difference, TURNED[relation.relation])


def domain(where: str, *more: Expression) -> Domain:
    """The domain of comparisons between commas; `int n` declares an integer."""
    parts = [part.strip() for part in where.split(",") if part.strip()]
    integers = {Symbol(part[4:]) for part in parts if part.startswith("int ")}
    facts = tuple(c for part in parts if not part.startswith("int ") for c in conditions(part))
    found = integers.union(*(free_variables(e) for e in (*more, *(f.expression for f in facts))))
    return Domain(tuple(sorted(found, key=str)), facts, frozenset(integers))


#: What follows by normal forms, and what does not.
FOLLOWING = (
    ("cos(x) != 0, sin(x) > 0", "sqrt(1 - sin(x)^2) != 0"),
    ("x != sqrt(2), x != -sqrt(2)", "x^2 - 2 != 0"),
    ("cos(x) - sin(x)*sqrt(2) > 0, cos(x) + sin(x)*sqrt(2) > 0", "3*sin(x)^2 - 1 != 0"),
)
NOT_FOLLOWING = (
    ("x != sqrt(2)", "x^2 - 2 != 0"),
    ("y != 0", "max(atan(x), y) != 0"),
    ("y != 0", "atan2(asin(x), y) != 0"),
    ("x != sqrt(2), y != -sqrt(2)", "x*y - 2 != 0"),
    ("x + sqrt(2) != 0, x - sqrt(3) != 0", "x^2 - 2 != 0"),
    ("cos(x) - sin(x)*sqrt(2) >= 0, cos(x) + sin(x)*sqrt(2) > 0", "3*sin(x)^2 - 1 != 0"),
)


@pytest.mark.parametrize(
    ("where", "goal", "follows"),
    [*((w, g, True) for w, g in FOLLOWING), *((w, g, False) for w, g in NOT_FOLLOWING)],
)
def test_what_follows_by_normal_forms(where: str, goal: str, follows: bool) -> None:
    (condition,) = conditions(goal)
    left = remaining([condition], domain(where, condition.expression), derivative_rows)
    assert (left == ()) is follows


IMPLIED = (
    # what is not negative beside a multiple of it that is not 0
    ("1 - y*z >= 0, 2 - 2*y*z != 0", "1 - y*z > 0"),
    ("x^2 - y >= 0, y - x^2 != 0", "x^2 - y > 0"),
    # a given product has other factors besides, of one sign
    ("-y - y*x^2 > 0", "-y > 0"),
    ("a*x > 0, a*x*e - a^2 > 0", "x/a - 1/e > 0"),
    ("a*x > 0, a*x*e - a^2 > 0", "1 + log(x/a) > 0"),
    # values of increasing functions that tell of their arguments
    ("sinh(x)*tanh(x) > 0", "x != 0"),
    ("y*log(x) > 0", "x - 1 != 0"),
    ("log(3) - x > 0", "9 - e^(2*x) > 0"),
    ("cos(x) + 1 != 0", "1 + cos(x) > 0"),
    # normal forms under laws
    ("a > 0, b >= 0", "a + b - b*tanh(x)^2 > 0"),
    ("1 + x > 0, (2 - x)^3*(x + 1) > 0", "1 - ((1 + x)^2/3/sqrt(1 + x^3))^2 > 0"),
    ("y > x^2, z > y", "1 - (x/sqrt(y))^2 > 0"),
    ("abs(y) + x + abs(x) != 0", "x^2 + y^2 != 0"),
    ("abs(y) + x + abs(x) != 0", "x^4 + 2*abs(y) > 0"),
    ("log(x) + y^2 > 0", "x^2 + y^2 > 0"),
    ("x + y != 0", "x^2 + y^2 > 0"),
    ("x != 0", "x^2 + y^2 > 0"),
    ("u > 0", "sqrt(u) != 0"),
    ("x^2 - y > 0", "sqrt(x^2 - y) != 0"),
    ("u > 0", "sqrt(u) > 0"),
    ("x > 1", "log(x) > 0"),
    ("x > 1", "log(x) != 0"),
    ("", "1 - sin(x)^2 >= 0"),
    ("", "1 + sin(x) >= 0"),
    ("", "cos(atan(x)) > 0"),
    ("-1 < x < 1", "cos(asin(x)) > 0"),
    ("", "cos(asin(tanh(x))) != 0"),
    ("cos(x) > 0", "1 + sin(x) > 0"),
    ("cos(x) > 0", "sec(x) + tan(x) > 0"),
    ("-pi/2 < x < pi/2", "sec(x) + tan(x) > 0"),
    ("0 < x < pi", "1 + cos(x) != 0"),
    ("-pi < x < pi", "1 + cos(x) != 0"),
    ("0 < x < 2*pi", "1 - cos(x) > 0"),
    ("-pi/4 < x < pi/4", "1 - tan(x) != 0"),
    ("-pi/4 < x < pi/4", "1 - tan(x)^2 > 0"),
    ("", "sin(x)^2 + cos(x)^2 > 0"),
    ("", "1 + 2*sin(x)*cos(x) >= 0"),
    ("x > y, y > 0", "x^(1/3) - y^(1/3) != 0"),
    ("x > y", "e^x - e^y > 0"),
    ("x > y, y > 0", "log(x) - log(y) > 0"),
    ("", "cos(asin(x)) >= 0"),
    ("", "sin(acos(x)) >= 0"),
    ("", "2 + sin(x) > 0"),
    ("", "1 - tanh(x)^2 > 0"),
    ("", "1 + tanh(x) > 0"),
    ("", "1 - tanh(x)/2 != 0"),
    ("", "x^2 - 2*x + 2 > 0"),
    ("", "x^2 + x + 1 > 0"),
    ("", "sin(x)^2 + sin(x) + 1 > 0"),
    ("", "a^2 + a*b + b^2 >= 0"),
    ("", "x^2 - 2*x*y + y^2 >= 0"),
    ("", "x^2 + y^2 >= 0"),
    ("", "x^2 + y^2 + 1 != 0"),
    ("", "x^4 - x^2*y^2 + y^4 + 1 > 0"),
    ("", "e^x + e^(-x) > 0"),
    ("x > 0", "e^x - 1 > 0"),
    ("x > 0", "1 - e^(-x) > 0"),
    ("0 < x < 1", "1 - x > 0"),
    ("0 < x < 1", "x*(1-x) > 0"),
    ("0 < x < 1", "x - x^2 > 0"),
    ("0 < x < 1", "1/x - 1 > 0"),
    ("0 < x < 1", "-log(1-x) > 0"),
    ("", "sqrt(1+x^2) + x > 0"),
    ("", "sqrt(x^2+1) - x > 0"),
    ("", "sqrt(1+x^2) - abs(x) > 0"),
    ("", "cosh(x) + sinh(x) > 0"),
    ("", "cosh(x) - 1 >= 0"),
    ("", "cosh(x)^2 - 1 >= 0"),
    ("", "x + abs(x) >= 0"),
    ("", "abs(x) + 1 > 0"),
    ("", "abs(x) - x >= 0"),
    ("x > 0", "x - log(x) > 0"),
    ("-pi/2 < x < pi/2", "cos(x) != 0"),
    ("-pi/2 < x < pi/2", "cos(x) > 0"),
    ("0 < x < pi", "sin(x) > 0"),
    ("0 < x < pi/4", "cos(2*x) > 0"),
    ("0 < x < pi", "1/sin(x) + 1 > 0"),
    ("pi < x < 2*pi", "-sin(x) > 0"),
    ("0 < x < pi/2", "tan(x) > 0"),
    ("-1 < x < 1", "cos(x) != 0"),
    ("x > y, y > z", "x - z > 0"),
    ("x > y, y > 0", "x^2 - y^2 > 0"),
    ("x > 0, y > 0", "x*y > 0"),
    ("x > 0, y > 0", "x/(x+y) > 0"),
    ("x > 0, y > 0", "1 - x/(x+y) > 0"),
    ("", "x^y > 0"),
    ("x > 0", "x^y + 1 > 0"),
    ("int n, n >= 1", "n > 0"),
    ("int n, n >= 1", "n - 1 >= 0"),
    ("int n", "2*n + 1 != 0"),
    ("int n, n > 0", "n - 1 >= 0"),
    ("int n, int m", "4*n + 2*m + 1 != 0"),
    ("-1 < x < 1", "2 + x*cos(x) > 0"),
    ("1 - x^2 - y^2 > 0", "1 - x > 0"),
    ("1 - x^2 - y^2 > 0", "2 - x - y > 0"),
    ("x > y, y > 1", "log(x) > 0"),
    ("", "sqrt(x) + x + 1 != 0"),
    ("", "log(x^2 - 2*x + 2) >= 0"),
    ("x > 1", "sqrt(x) - 1 > 0"),
    ("x > 1", "x^2 - 1 > 0"),
    ("x > 1", "1 - 1/x^2 > 0"),
    ("x > 1", "log(x + sqrt(x^2 - 1)) > 0"),
    ("", "1/(1+e^(-x)) > 0"),
    ("", "1 - 1/(1+e^(-x)) > 0"),
    ("", "1/(1+e^(-x))*(1 - 1/(1+e^(-x))) > 0"),
    ("x > 0, y > 0", "(x+y)/2 - sqrt(x*y) >= 0"),
    ("a > 0", "a*x^2 + 1 > 0"),
    ("s > 0", "e^(-(x-m)^2/(2*s^2))/(s*sqrt(2*pi)) > 0"),
    ("x != 0", "x^2 > 0"),
    ("x != 1", "x - 1 != 0"),
    ("x != 1", "2*x - 2 != 0"),
    ("x != y", "x^2 - 2*x*y + y^2 > 0"),
    ("x != 0, y != 0", "x^2 + y^2 > 0"),
    ("", "1 + e^x > 0"),
    ("", "log(1 + e^x) > 0"),
    ("", "1 + x^2 + sin(x)^2 > 0"),
    ("0 < p < 1, 0 < q < 1", "p + q - p*q > 0"),
    ("x > 0", "1/x + x - 2 >= 0"),
    ("x - 1 > 0", "1/(x-1) + 1 > 0"),
    ("", "x + sqrt(x^2) >= 0"),
    ("x < 0", "sqrt(x^2 + 1) - x > 0"),
    ("1 - x - y > 0, x > 0, y > 0", "1 - x > 0"),
    ("x^2 + y^2 < 1, x > 0", "1 - x^2 - y^2 > 0"),
    ("x*y > 1, x > 0", "y > 0"),
    ("x^2 > 4, x > 0", "x - 2 > 0"),
    ("k > 0, t >= 0", "1 + k*t > 0"),
    ("", "sin(x)^2 + cos(x)^2 + 1 > 0"),
    ("x >= 0", "1 + sqrt(x) > 0"),
    ("x > 0", "x^x > 0"),
    ("x < 1", "1/(1 - x) > 0"),
    ("0 <= x < 1", "sqrt(1 - x^2) > 0"),
    ("0 < x < 3", "sin(x) > 0"),
    ("0 < x < 3", "1 - cos(x)^2 != 0"),
    ("0 < x < 3", "sin(x)/(1 + cos(x)) > 0"),
    ("0 < x < 3, 0 < y < 3", "sin(x) + sin(y) > 0"),
    ("-3 < x < 0", "-sin(x) > 0"),
    ("-3 < x < 3, x != 0", "sin(x) != 0"),
    ("-3 < x < 3, x != 0", "1 - cos(x) > 0"),
    ("1 < x < 4", "sin(x - 1) > 0"),
    ("0 < x < 9", "sin(sqrt(x)) > 0"),
    ("0 < x < 6", "1 - cos(x) > 0"),
    ("0 < x < 3/2", "tan(x) > 0"),
    ("-1 < x < 1, x != 0", "tan(x) != 0"),
    ("1/2 <= x <= 1", "tan(x) != 0"),
    ("0 < x < 3", "cot(x/2) > 0"),
    ("0 < x < 1", "sin(pi*x) > 0"),
    ("-1/2 < x < 1/2", "cos(pi*x) > 0"),
    ("1 < x < 2", "-sin(pi*x) > 0"),
    ("x > 2", "log(x) != 0"),
    ("x > 0", "e^x - 1 != 0"),
    ("x > 2", "x^2 - 2 != 0"),
    ("x > sqrt(2)", "x^2 - 2 > 0"),
    ("x >= sqrt(3)", "x^2 - 2 != 0"),
    ("x > sqrt(y), y > 1", "x^2 - y > 0"),
    ("x > 1", "2^x - 2 > 0"),
    ("x > 1", "1/2 - (1/2)^x > 0"),
    ("x > 0", "x - sin(x) > 0"),
    ("x < 0", "sin(x) - x > 0"),
    ("x > 0", "x - atan(x) > 0"),
    ("0 < x < 1", "asin(x) - x > 0"),
    ("x != 0", "e^x - x - 1 > 0"),
    ("x > 1", "x - 1 - log(x) > 0"),
)


@each(("where", "goal"), IMPLIED)
def test_implied(where: str, goal: str) -> None:
    for condition in conditions(goal):
        assert domain(where, condition.expression).implies(condition)


NOT_IMPLIED = (
    ("-y - y*x > 0", "-y > 0"),
    ("-y - y*x^2 >= 0, y != 1", "-y > 0"),
    ("a*x > 0, a*x*e - a^2 > 0", "-2 - log(x/a) > 0"),
    ("a*x > 0, a*x*e + a^2 > 0", "1 + log(x/a) > 0"),
    ("sinh(x)*tanh(x) >= 0", "x != 0"),
    ("sinh(x)*tanh(x) > 0", "x > 0"),
    ("y*cosh(x) > 0", "x != 0"),
    ("log(3) - x > 0", "8 - e^(2*x) > 0"),
    ("cos(x) + 1 != 0", "cos(x) > 0"),
    ("a > 0", "a + b - b*tanh(x)^2 > 0"),
    ("a > 0, b >= 0", "a - b*tanh(x)^2 > 0"),
    ("y > x", "1 - (x/sqrt(y))^2 > 0"),
    ("x + y != 1", "x^2 + y^2 > 0"),
    ("x + z != 0", "x^2 + y^2 > 0"),
    ("x + y != 0", "x^2 - y^2 != 0"),
    ("x + y != 0", "x^2 + y^2 - 1 != 0"),
    ("x + y != 0", "x^2 + y != 0"),
    ("", "x > 0"),
    ("", "x^2 > 0"),
    ("", "x^2 - 1 != 0"),
    ("", "1 - sin(x)^2 > 0"),
    ("", "1 + sin(x) > 0"),
    ("", "x^2 - 2*x*y + y^2 > 0"),
    ("", "x + abs(x) > 0"),
    ("", "cosh(x) - 1 > 0"),
    ("", "e^x - 2 != 0"),
    ("", "log(x^2 - 2*x + 2) > 0"),
    ("", "sqrt(x^2) - x > 0"),
    ("", "sqrt(1 + x^2) - 2*x > 0"),
    ("", "x^2 + 2*x*y + y^2 - 1/1000000 > 0"),
    ("", "sin(x)^2 + sin(x) + 1/5 > 0"),
    ("", "cos(asin(x)) > 0"),
    ("", "sin(atan(x)) >= 0"),
    ("cos(x) != 0", "sec(x) + tan(x) > 0"),
    ("", "1 + 2*sin(x)*cos(x) > 0"),
    ("0 < x < 2*pi", "1 + cos(x) != 0"),
    ("-pi <= x < pi", "1 + cos(x) != 0"),
    ("-pi/4 <= x < pi/4", "1 + tan(x) != 0"),
    ("x > y", "x^2 - y^2 > 0"),
    ("x != y", "abs(x) - abs(y) != 0"),
    ("x >= 0", "x > 0"),
    ("x >= 0", "sqrt(x) > 0"),
    ("x >= 1", "log(x) > 0"),
    ("0 <= x <= 1", "x*(1 - x) > 0"),
    ("0 <= x <= pi", "sin(x) > 0"),
    ("-pi/2 <= x <= pi/2", "cos(x) > 0"),
    ("0 < x < 4", "sin(x) > 0"),
    ("-2 < x < 2", "cos(x) != 0"),
    ("x >= y, y >= z", "x - z > 0"),
    ("x > y, z > y", "x - z > 0"),
    ("x > 0, y >= 0", "x*y > 0"),
    ("x*y > 0", "x > 0"),
    ("x^2 > 4", "x - 2 > 0"),
    ("x^2 > 2, x > 0", "x - 1.4142136 > 0"),
    ("x != 1", "x^2 - 1 != 0"),
    ("x^2 + y^2 <= 1", "1 - x > 0"),
    ("int n", "2*n - 4 != 0"),
    ("int n, n >= 0", "n - 1 >= 0"),
    ("int n", "2*n + x != 0"),
    ("x > 0, y > 0", "(x + y)/2 - sqrt(x*y) > 0"),
    ("0 < x < 1", "x - 1/10^30 > 0"),
    ("0 <= x < 3", "sin(x) > 0"),
    ("0 <= x < 3", "sin(x) != 0"),
    ("0 < x <= 22/7", "sin(x) > 0"),
    ("0 < x < 3.2", "sin(x) != 0"),
    ("0 < x < 3.2", "1 + cos(x) != 0"),
    ("0 < x < 3", "1 - sin(x) > 0"),
    ("-3 < x < 3", "sin(x) != 0"),
    ("-3 < x < 3", "1 - cos(x) > 0"),
    ("-4 < x < 4, x != 0", "sin(x) != 0"),
    ("-7 < x < 7, x != 0", "1 - cos(x) > 0"),
    ("0 <= x <= 6", "1 - cos(x) > 0"),
    ("0 < x < 7", "1 - cos(x) > 0"),
    ("-1.6 < x < 1.6", "cos(x) != 0"),
    ("0 < x < 1.6", "tan(x) > 0"),
    ("0 < x < 1", "sin(4*x) > 0"),
    ("0 <= x < 1", "sin(pi*x) > 0"),
    ("0 < x < 1", "sin(2*pi*x) != 0"),
    ("100 < x < 101", "sin(x) != 0"),
    ("x >= 0", "e^x - 1 != 0"),
    ("x > 1/2", "log(x) != 0"),
    ("x >= sqrt(2)", "x^2 - 2 != 0"),
    ("x > -sqrt(2)", "x^2 - 2 > 0"),
    ("x >= 1", "2^x - 2 > 0"),
    ("x > 0", "1^x - 1 != 0"),
    ("", "x - sin(x) >= 0"),
    ("x >= 0", "x - sin(x) > 0"),
    ("x > -1", "e^x - x - 1 > 0"),
)


@each(("where", "goal"), NOT_IMPLIED)
def test_not_implied(where: str, goal: str) -> None:
    for condition in conditions(goal):
        assert not domain(where, condition.expression).implies(condition)


# Nothing that is implied is false

RELATIONS = ("!=", ">", ">=")
FACTS = tuple(
    c
    for source in (
        *("x > 0", "x >= 0", "x < 0", "x <= 1", "x > 1", "x != 0"),
        *("x != 1", "x^2 > 1", "x^2 <= 4", "x^3 >= 8", "1 - x^2 - y^2 >= 0", "x*y >= 1"),
        *("x > y", "x >= y", "x + y <= 2", "y > 1/2", "y <= 0", "x*y != 0"),
        *("e^x >= y", "-pi <= x <= pi", "0 < y < pi/2", "x/y > 1", "sqrt(x) > y", "x^2 >= y^2"),
        *(
            "1/x < 1",
            "abs(x) < 2",
            "2*x - 3*y > 1",
            "x^2 - 3*x + 2 >= 0",
            "x - y != 1",
            "log(x) >= 0",
            "0 < x < 3",
            "-2 <= y < 1/2",
            "x > sqrt(2)",
        ),
    )
    for c in conditions(source)
)
VALUES = tuple(
    map(Fraction, ("0", "1", "-1", "2", "-2", "1/2", "-1/2", "3/2", "1/1024", "-1/1024", "5", "-7"))
)
GRID = [{X: x, Y: y} for x, y in product(VALUES, VALUES)]


def parts() -> SearchStrategy[Expression]:
    """Sums of terms over x and y with small coefficients."""
    leaves = st.sampled_from(
        [
            parse_expression(s)
            for s in (
                "x", "y", "x^2", "y^2", "x*y", "x - y", "1", "1/2", "pi", "e^x", "x^2 - 2*x + 2",
                "sqrt(x^2 + 1)", "abs(x)", "abs(x - y)", "1/x", "x^(-2)", "x/(x + y)", "x^y", "2^x",
            )
        ]
    )  # fmt: skip
    names = sorted(name for name in FUNCTIONS if FUNCTIONS[name].defined is not None)
    single = [name for name in names if name not in ("max", "min")]
    atoms = leaves | st.builds(call, st.sampled_from(single), leaves)
    scaled = st.builds(lambda a, q: ProductOf(rational(q), a), atoms, st.sampled_from(VALUES[1:]))
    return atoms | scaled


def grown() -> SearchStrategy[Expression]:
    """Sums, products, quotients and functions of parts."""
    two = st.lists(parts(), min_size=2, max_size=4)
    exponents = st.sampled_from([-2, -1, 2, 3]).map(integer)
    first = st.one_of(
        two.map(lambda terms: SumOf(*terms)),
        two.map(lambda factors: ProductOf(*factors)),
        st.builds(Quotient, parts(), parts()),
        st.builds(Power, parts(), exponents),
    )
    outer = st.sampled_from(["log", "sqrt", "exp", "tanh", "cos", "abs"])
    return first | st.builds(lambda n, e, q: SumOf(call(n, e), q), outer, first, parts())


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(FACTS), max_size=3),
    grown(),
    st.sampled_from(RELATIONS),
    st.sets(st.sampled_from([X, Y]), max_size=1),
)
def test_nothing_false_is_implied(
    facts: list[Condition], e: Expression, relation: str, integers: set[Symbol]
) -> None:
    where = Domain((X, Y), tuple(facts), frozenset(integers))
    condition = Condition(e, relation)
    if not where.implies(condition):
        return
    for point in (*GRID, *where.points(12)):
        if where.contains(point) and is_defined(e, point):
            assert holds(condition, point, 256) is not False, (point, str(condition))


def is_defined(e: Expression, point: Point) -> bool:
    try:
        evaluate(e, point, 256)
    except (Undefined, CannotTell):
        return False
    return all(holds(c, point, 256) for c in definedness(e))


@settings(max_examples=60)
@given(st.lists(st.sampled_from(FACTS), max_size=3), grown())
def test_ranges_contain_every_value(facts: list[Condition], e: Expression) -> None:
    where = Domain((X, Y), tuple(facts))
    within = where.range(e)
    for point in (*GRID, *where.points(6)):
        if not where.contains(point):
            continue
        try:
            value = evaluate(e, point, 128)
        except (Undefined, CannotTell):
            continue
        for end, relation in ((within.low, ">="), (within.high, "<=")):
            if end.value is not None:
                gap = Condition(SumOf(e, Negation(rational(end.value))), ">=")
                turned = Condition(SumOf(rational(end.value), Negation(e)), ">=")
                held = holds(gap if relation == ">=" else turned, point, 256)
                assert held is not False, (point, str(e), within)
        assert not (within.nonzero and compare(value, "!=") is False)


ENDS = st.sampled_from([Fraction(n, d) for d in (1, 2, 7) for n in range(-22, 23)])
#: The functions of one argument of which more is known than where all values lie.
SHAPED = sorted(n for n, row in FUNCTIONS.items() if (row.shape or row.equal) and n != "min")


@settings(max_examples=100)
@given(st.sampled_from(SHAPED), ENDS, ENDS, st.booleans(), st.booleans(), st.booleans())
@example("floor", Fraction(1), Fraction(2), False, False, False)
@example("abs", Fraction(-2), Fraction(1), False, True, True)
def test_images_contain_every_value(
    name: str, first: Fraction, last: Fraction, low: bool, high: bool, nonzero: bool
) -> None:
    first, last = sorted((first, last))
    facts, e = Facts(()), call(name, X)
    facts.learn(X, Interval(End(first, low), End(last, high), nonzero))
    assume(not facts.empty)
    within = facts.of(e)
    near = [first + (last - first) * Fraction(part, 999) for part in (0, 1, 333, 500, 999)]
    for x in (*near, Fraction(0), last - Fraction(1, 10**9)):
        inside = first < x < last or (x == first and low) or (x == last and high and first < last)
        if not inside or (nonzero and x == 0):
            continue
        try:
            value = evaluate(e, {X: x}, 128)
        except (Undefined, CannotTell):
            continue
        assert not (within.excludes_zero and value.is_zero())
        for end, sign in ((within.low, 1), (within.high, -1)):
            beyond = arb(1) if end.value is None else sign * (value - ball(end.value))
            assert not (beyond < 0 if end.closed else beyond <= 0), (str(within), x, value)


@each(
    ("text", "where"),
    [
        ("1 + 1/(1 + 1/(1 + x))", ""),
        ("(1 + 1/(1 + 1/(1 + 1/(1 + x))))^2/(1 + x)", ""),
        ("cos(x) - x", ""),
        ("x*exp(x)", ""),
        ("x - y", "x > 0"),
        ("n - x", "int n"),
        ("2*sqrt(5 - x^2)", ""),  # where the root ends
        ("x*sqrt(a^2 - log(x)^2)", ""),
        ("sqrt(b/x^3)", ""),
    ],
)
def test_zeros_between_points_are_seen(text: str, where: str) -> None:
    e = parse_expression(text)
    assert domain(where, e)._where_defined(e).trial.vanishes(e)


@each(
    ("text", "where"),
    [
        ("1/x", ""),  # a pole
        ("sign(x)", "x != 0"),  # a jump
        ("x", "x^2 - 1 > 0"),  # the zero is outside
        ("2*n - 1", "int n"),  # so is it here
        ("x^2 + 1", ""),
        ("x - 1/3", "3*x != 1"),
        ("x/x", ""),
        ("(x^2 - 1)/(x - 1)", "x + 1 > 0"),
        ("f(x) - f(x)^2 - 1", ""),
        ("sqrt(5 - x^2)", "5 - x^2 > 0"),
        ("sqrt(5 - x^2)", "4 - x^2 > 0"),
        ("sqrt(x^2 + 5)", ""),
        ("sqrt(5 - x^2)/(5 - x^2)", ""),
    ],
)
def test_no_zero_is_seen_where_there_may_be_none(text: str, where: str) -> None:
    e = parse_expression(text)
    assert not domain(where, e)._where_defined(e).trial.vanishes(e)


def test_what_each_condition_rests_on_shows_them_together() -> None:
    """An entry may tell more where it is given a second time, after others."""
    root = "sqrt(35)*sqrt(2 + 3*x^2)"
    off = ("2*x + 3", f"9*x + {root} - 4", f"9*x + (-1)*{root} - 4")
    domain = Domain((Symbol("x"),), tuple(Condition(parse_expression(e), "!=") for e in off))
    e = (
        f"atanh((4 - 9*x)/({root}))/sqrt(35) + 1/((3 + 2*x)^3*sqrt(2 + 3*x^2))"
        " + sqrt(2 + 3*x^2)/(3 + 2*x)^2 + 1/((3 + 2*x)^4*(2 + 3*x^2)^(3/2))"
    )
    assert are_met(definedness(strip(parse_expression(e))), domain)
