"""Every row of the function tables, by loops: balls, domains, and the other notations."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from flint import arb
from sympy import I, N, Rational
from sympy.core.function import AppliedUndef
from sympy.core.symbol import Symbol

from derive.expression.functions import FUNCTION_NAMES
from derive.expression.latex import latex
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    ProductOf,
    SumOf,
    rational,
)
from derive.expression.parsed import Scope
from derive.expression.parser import parse as parse_within
from derive.expression.parser import parse_expression as parse
from derive.expression.pretty import pretty
from derive.expression.tokens import ParseError
from derive.expression.value import value
from derive.kernel.balls import CannotTell, Point, Undefined
from derive.kernel.conditions import Condition, condition_at, definedness, interior
from derive.kernel.functions import FUNCTIONS
from derive.numeric.evaluate import evaluate, holds
from derive.prover.domains import Domain
from derive.rules import ROWS
from derive.rules.notation import called_first
from derive.rules.standard import STANDARD_NAMES
from tests.each import each
from tests.strategies import known

X, Y = Symbol("x"), Symbol("y")
PRECISION = 128
VALUES = [Fraction(n, 8) for n in (-31, -16, -9, -8, -4, -1, 0, 1, 2, 5, 8, 12, 16, 27, 400)]
VALUES += [Fraction(1, 3), Fraction(-1, 3), Fraction(10)]
POINTS: list[Point] = [{X: x, Y: y} for x, y in product(VALUES, VALUES[::4])]
#: No row gives their derivative: it is no function of the table.
WITHOUT_DERIVATIVE = {"zeta"}

#: The last argument of a function of so many: the first may be an order.
LAST = {1: X, 2: Y}

every_function = pytest.mark.parametrize("name", sorted(FUNCTIONS))


def found(e: Expression, point: Point) -> arb | None:
    try:
        return evaluate(e, point, PRECISION)
    except (Undefined, CannotTell):
        return None


def smooth(name: str, point: Point) -> bool:
    conditions = definedness(DerivativeOf(known(name), LAST[FUNCTION_NAMES[name].arity]))
    return all(holds(c, point, PRECISION) is True for c in conditions)


def test_the_tables_have_the_same_functions() -> None:
    assert FUNCTIONS.keys() | STANDARD_NAMES == FUNCTION_NAMES.keys()
    assert not FUNCTIONS.keys() & STANDARD_NAMES


@each("name", sorted(FUNCTIONS))
def test_functions_are_defined_where_their_rows_say(name: str) -> None:
    e = known(name)
    met = set()
    for point in POINTS:
        conditions = [holds(c, point, PRECISION) for c in definedness(e)]
        try:
            evaluate(e, point, PRECISION)
            met.add(True)
            assert all(held is not False for held in conditions)
        except Undefined:
            met.add(False)
            assert not all(held is True for held in conditions)
    assert True in met


@each("name", sorted(FUNCTIONS))
def test_the_smooth_set_is_an_open_part_of_the_domain(name: str) -> None:
    row = FUNCTIONS[name]
    assert all(relation in ("!=", ">") for _, relation in row.smooth)
    inside = [point for point in POINTS if smooth(name, point)]
    assert inside
    for point in inside:
        assert all(holds(c, point, PRECISION) is True for c in definedness(known(name)))


@each("name", [name for name, row in FUNCTIONS.items() if row.equal is not None])
def test_a_function_is_what_its_row_says_it_equals(name: str) -> None:
    e = known(name)
    assert isinstance(e, Call)
    other = condition_at(FUNCTIONS[name].equal, e.arguments)
    seen = 0
    for point in POINTS:
        value, equal = found(e, point), found(other, point)
        seen += value is not None and equal is not None
        assert value is None or (equal is not None and value.overlaps(equal)), point
    assert seen


@every_function
def test_balls_contain_the_values_of_sympy(name: str) -> None:
    """To 30 digits, at some of the points where the function has a ball."""
    assert points_of_agreement(name, POINTS[::4]) > 2


@pytest.mark.long
@every_function
def test_balls_contain_the_values_of_sympy_at_every_point(name: str) -> None:
    assert points_of_agreement(name, POINTS) > 8


def points_of_agreement(name: str, points: list[Point]) -> int:
    compared = 0
    for point in points:
        ball = found(known(name), point)
        if ball is None:
            continue
        places = {v: Rational(q.numerator, q.denominator) for v, q in point.items()}
        expected = N(value(known(name)).xreplace(places), 40)
        real, imaginary = expected.as_real_imag()
        assert abs(imaginary) < 10**-30 * abs(real + I), (name, point)
        margin = arb(f"1 +/- {10.0**-30}")
        assert ball.overlaps(arb(str(real)) * margin), (name, point)
        assert ball.rad() <= abs(ball) * 2.0**-80 + 2.0**-80, (name, point)
        compared += 1
    return compared


@each("name", sorted(FUNCTIONS))
def test_the_series_starts_with_the_ball(name: str) -> None:
    """The derivative of (x - q)*f(x) at q is f(q), from the series of f."""
    compared, x = 0, LAST[FUNCTION_NAMES[name].arity]
    for point in POINTS:
        distance = SumOf(x, Negation(rational(point[x])))
        from_series = found(DerivativeOf(ProductOf(distance, known(name)), x), point)
        if from_series is not None:
            assert smooth(name, point)
            assert from_series.overlaps(evaluate(known(name), point, PRECISION))
            compared += 1
    assert compared > 3


@each("name", sorted(FUNCTIONS))
def test_a_row_gives_the_derivative(name: str) -> None:
    statements = [row.statement for row in ROWS]
    given = any(called_first(s.removeprefix("d/dx ")) == name for s in statements)
    assert given != (name in WITHOUT_DERIVATIVE)


@each("name", sorted(FUNCTIONS))
def test_sympy_has_the_function_or_what_stands_for_it(name: str) -> None:
    assert not value(known(name)).atoms(AppliedUndef)


def test_no_two_functions_look_alike() -> None:
    authors = ["Gamma'", "psi", "psi'", "psi_1", "lnGamma", "log_2", "erfcinv"]
    calls = [known(name) for name in FUNCTION_NAMES] + [parse(f"{f}(x)") for f in authors[:5]]
    assert len({latex(e) for e in calls}) == len(calls)
    for unicode in (True, False):
        assert len({tuple(pretty(e, unicode=unicode)) for e in calls}) == len(calls)
    for f in authors:
        assert latex(parse(f"{f}(x)")) not in {latex(known(name)) for name in FUNCTION_NAMES}


NICE = [
    ("max(x, y)*min(x, 0)", r"\max(x, y) \min(x, 0)"),
    ("sgn(x)", r"\operatorname{sgn}(x)"),
    ("cbrt(x)^2", r"(\sqrt[3]{x})^2"),
    ("log2(x) + log10(x)", r"\log_2 x + \log_{10} x"),
    ("gamma(x)*digamma(x)^2", r"\Gamma(x) \psi(x)^2"),
    ("loggamma(x) + trigamma(x)", r"\ln\Gamma(x) + \psi'(x)"),
    (
        "Gamma'(x) + psi'(x)",
        r"\operatorname{Gamma}'(x) + \operatorname{psi}'(x)",
    ),
]


@pytest.mark.parametrize(("written", "expected"), NICE)
def test_latex(written: str, expected: str) -> None:
    assert latex(parse(written)) == expected


def test_pretty_roots_and_greek_heads() -> None:
    assert pretty(parse("cbrt(x)"), unicode=False) == ["3 __", "\\/ x"]
    assert pretty(parse("gamma(x) + psi(x)"), unicode=True) == ["Γ(x) + psi(x)"]
    assert pretty(parse("gamma(x)"), unicode=False) == ["gamma(x)"]


def test_a_condition_with_a_jump_has_an_open_interior() -> None:
    """`1/2 - sign(x)^2 > 0` holds at 0 alone, which is no neighbourhood."""
    condition = Condition(parse("1/2 - sign(x)^2"), ">")
    inside = interior(frozenset({condition}), X)
    assert holds(condition, {X: Fraction(0)}) is True
    assert not any(all(holds(c, {X: x}) for c in inside) for x in VALUES)
    assert interior(frozenset({condition}), Y) == {condition}
    nested = interior(frozenset({Condition(parse("sign(sign(x - y) + y)"), ">")}), X)
    assert Condition(parse("x - y"), "!=") in nested


@each(
    ("source", "relation", "implied"),
    [
        ("max(x, y)", ">", True),  # x is positive
        ("min(x, y)", ">", False),
        ("min(x, 1)", ">", True),
        ("1 - sign(x)", ">=", True),
        ("sign(x) - 1", ">=", True),
        ("sign(y)", "!=", True),
        ("sign(y)", ">=", False),
        ("gamma(x) - 4/5", ">", True),
        ("gamma(x) - 1", ">=", False),
        ("1 - erf(x)", ">", True),
        ("erf(x)", ">", True),
        ("erfc(y)", ">", True),
        ("cbrt(x)", ">", True),
        ("cbrt(y)", "!=", True),
        ("log1p(x)", ">", True),
        ("log2(x)", ">", False),
        ("expm1(y) + 1", ">", True),
        ("trigamma(x)", ">", True),
        ("digamma(x)", "!=", False),
    ],
)
def test_what_a_domain_knows_of_them(source: str, relation: str, implied: bool) -> None:
    domain = Domain((X, Y), (Condition(X, ">"), Condition(Y, "!=")))
    assert domain.implies(Condition(parse(source), relation)) is implied


@pytest.mark.parametrize("source", ["cbrt(sin(pi))", "max(sin(pi), 0)", "sign(sin(pi))"])
def test_a_ball_about_a_kink_contains_the_value(source: str) -> None:
    assert evaluate(parse(source), {}, PRECISION).contains(0)


def test_a_letter_is_a_variable_without_brackets_only() -> None:
    assert latex(parse("gamma*gamma(x)")) == r"\gamma \Gamma(x)"
    with pytest.raises(ParseError):
        parse_within("gamma(x)", Scope(variables=frozenset({"gamma", "x"})))
    with pytest.raises(ParseError):
        parse("sin + 1")


@pytest.mark.parametrize("name", ["tanh", "coth", "sech", "csch"])
def test_a_series_with_a_wide_divisor_tells_nothing(name: str) -> None:
    far = parse("exp(exp(exp(x)))")
    with pytest.raises(CannotTell):
        evaluate(DerivativeAt(known(name), X, far), {X: Fraction(2)})
