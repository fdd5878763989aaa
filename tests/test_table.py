"""Values at points: every digit known, beside what floats give."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.core.symbol import Symbol

from derive.expression.nodes import strip
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.kernel.balls import CannotTell
from derive.kernel.facts.intervals import End, Interval
from derive.numeric.evaluate import NOWHERE, evaluate
from derive.values.decimals import decimal, ends
from derive.values.one_sided import has_no_slope
from derive.values.usual import in_digits, usual_points, usual_range
from tests.inside import outcome


def shown(*arguments: str) -> str:
    code, out, errors = outcome("table", *arguments)
    assert (code, errors) == (0, "")
    return out


#: What articles on the sigmoid print, by point; the last is what they should print.
PUBLISHED = {
    "sigmoid(x)": "4.53978687e-05 0.00669285092 0.5 0.993307149 0.999954602",
    "d/dx sigmoid(x)": "4.53958077e-05 0.00664805667 0.25 0.00664805667 4.53958077e-05",
}


def test_published_values() -> None:
    out = shown("sigmoid", "--at", "-10,-5,0,5,10", "--digits", "9")
    for label, expected in PUBLISHED.items():
        block = out.split(f"  {label} ")[1].split("\n\n")[0]
        assert [line.split()[1] for line in block.splitlines()[1:]] == expected.split()


def test_floats_stand_beside_with_their_errors() -> None:
    out = shown("sigmoid", "--at", "0,10,-1000")
    assert re.search(r"10 +4\.5395807735951671032e-05 +4\.5395807735907655e-05 +6\.5e\+03\n", out)
    assert re.search(r"-1000 +5\.0759588975494567653e-435 +overflow +inf\n", out)
    assert re.search(r"0 +0\.25 +0\.25 +0\n", out)


def test_floats_compute_the_case_that_applies() -> None:
    out = shown(
        "cases(exp(x) if x > 1, x/3 otherwise)",
        "--wrt",
        "x",
        "--at",
        "-2,1000",
        "--where",
        "x != 1",
    )
    _, function, derivative, *_ = out.split("\n\n")
    assert function.startswith("  x     cases(exp(x) if x > 1, x/3 otherwise)  float64")
    assert re.search(r"-2 +-0\.66666666666666666667 +-0\.6666666666666666 +0\.33\n", function)
    assert re.search(r"1000 +1\.97.*e\+434 +overflow +inf\n?$", function)
    assert re.search(r"-2 +0\.3333.* +0\.333.* +0\.33\n", derivative)


def test_a_function_that_floats_do_not_compute() -> None:
    out = shown("gamma(x)", "--at", "1,2.5")
    assert "-0.57721566490153286061" in out
    assert "float64" not in out


def test_points_are_numbers_as_one_writes_them() -> None:
    out = shown("sin(x)", "--at", "pi, 1/3, 1e22, -0.5")
    assert re.search(r"pi +0 ", out)
    assert "-0.85220084976718880177" in out
    assert "0.32719469679615224417" in out


def test_other_variables_have_values() -> None:
    out = shown("a*x^2", "--wrt", "x", "--at", "2", "--given", "a = 1/3")
    assert out.count("1.3333333333333333333 ") == 2


def test_where_only_the_derivative_is_not_defined() -> None:
    out = shown("abs(x)", "--at", "0,1")
    assert re.search(r"^  0  undefined$", out, re.MULTILINE)
    assert re.search(r"^  0  undefined$", shown("sqrt(x)", "--at", "0,4"), re.MULTILINE)


SLOPES = (
    ("sqrt(x^4)", "0", "0"),
    ("abs(x)^3", "0", "0"),
    ("cases(x^2/2 if abs(x) <= 1, abs(x) - 1/2 otherwise)", "1", "1"),
    ("x*cbrt(x)", "0", "not known"),
    ("atan2(x, -1)", "0", "not known"),
    ("cbrt(x)", "0", "undefined"),
    ("sqrt(x^3)", "0", "undefined"),
    ("asin(x)", "1", "undefined"),
    ("floor(x)*sin(pi*x)", "2", "undefined"),
    ("abs(x) + abs(x^3)", "0", "undefined"),
    ("d/dx (x*abs(x))", "0", "undefined"),
)


@pytest.mark.parametrize(("function", "at", "slope"), SLOPES)
def test_what_is_not_known_is_not_called_undefined(function: str, at: str, slope: str) -> None:
    block = shown(function, "--at", at).split("\n\n")[2]
    assert re.search(rf"^  {at}  {slope}(  |$)", block, re.MULTILINE)


def test_at_a_joint_that_is_a_parameter_there_is_a_slope() -> None:
    huber = "cases(x^2/2 if abs(x) <= k, k*(abs(x) - k/2) otherwise)"
    out = shown(huber, "--wrt", "x", "--at=-1,1", "--given", "k = 1").split("\n\n")[2]
    assert re.search(r"^  -1  -1  .*\n  1   1  ", out, re.MULTILINE)
    steep = shown(huber.replace("k/2", "k"), "--wrt", "x", "--at", "1", "--given", "k = 1")
    assert re.search(r"^  1  undefined", steep, re.MULTILINE)


SIDES = (
    ("abs(x)", "0", 1, True),
    ("x*abs(x)", "0", 1, False),
    ("x*abs(x)", "0", 2, True),
    ("abs(x)^3", "0", 3, True),
    ("sqrt(x)", "0", 1, True),
    ("cbrt(x)^2", "0", 1, True),
    ("cbrt(x)^3", "0", 1, False),
    ("x*cbrt(x)", "0", 1, False),
    ("1/x", "0", 1, True),
    ("sqrt(x^4)", "0", 1, False),
    ("sqrt(abs(x))", "0", 1, True),
    ("sqrt(1 - x^2)", "-1", 1, True),
    ("acosh(x)", "1", 1, True),
    ("sign(x)", "0", 1, True),
    ("floor(x)", "2", 1, True),
    ("floor(x) - floor(x)", "2", 1, False),
    ("floor(x)*sin(pi*x)^2", "2", 1, False),
    ("max(sin(x), 0)", "pi", 1, True),
    ("sin(x)*abs(sin(x))", "pi", 1, False),
    ("cases(x^2 if x != 0, 1 otherwise)", "0", 1, True),
    ("cases(x^2 if x != 0, 0 otherwise)", "0", 1, False),
    ("x*log(abs(x))", "0", 1, True),
    ("log(x)", "1", 1, False),
    ("x^2", "0", 4, False),
)


@pytest.mark.parametrize(("function", "at", "order", "none"), SIDES)
def test_there_is_no_slope_where_both_sides_tell(
    function: str, at: str, order: int, none: bool
) -> None:
    f, place = (strip(parse_expression(e, Scope(free=True))) for e in (function, at))
    assert has_no_slope(f, Symbol("x"), place, order) is none


def test_a_point_on_an_edge_that_no_ball_tells_has_no_derivative() -> None:
    for function in ("sign(x - pi)", "abs(x - pi)"):
        assert re.search(r"^  pi  undefined$", shown(function, "--at", "pi"), re.MULTILINE)
    left_out = shown("x^2", "--where", "x != sqrt(2)", "--at", "sqrt(2)")
    assert re.search(r"^  sqrt\(2\)  not known$", left_out, re.MULTILINE)
    code, _, errors = outcome("table", "x^2", "--where", "x > sqrt(2)", "--at", "sqrt(2)")
    assert (code, "outside of the domain" in errors) == (2, True)


def test_values_far_from_one() -> None:
    assert "3.2968314780885585790e-434295" in shown("exp(-x)", "--at", "1000000")
    assert "e-1100000 " in shown("x^(-100000)", "--at", "1e11")


def test_values_beyond_all_measure() -> None:
    """Neither their digits nor their sizes are written out on the way."""
    out = shown("e^x", "--at", "1e15,-1e15,1e60")
    assert re.search(r"1e15 +6\.7243626761305717543e\+434294481903251 +overflow", out)
    assert re.search(r"-1e15 +1\.4871297819043784805e-434294481903252 +0\.0 +0\n", out)
    assert re.search(r"1e60 +\? +overflow", out)
    assert "2.7372659391556052703e+2251689001358648043629" in shown("e^(e^x)", "--at", "50")


def test_a_point_that_is_no_float() -> None:
    """Floats are held against the value at the float that they get, which is told."""
    out = shown("sin(x)", "--at", "pi,1/3")
    assert "at       pi the float is 3.141592653589793, where sin(x) is" in out
    assert "1.2246467991473531772e-16" in out
    assert "the float is" not in out.partition("pi the float")[2]
    assert "the float is" not in shown("sigmoid", "--at", "1/3,0.1")
    edge = shown("sqrt(1 - x^2)", "--at", "1 - 1e-20")
    assert "the float is 1.0, where d/dx sqrt(1 - x^2) has no value" in edge


def test_what_is_given_has_its_sign() -> None:
    """Where k is 1, nothing is asked of the other k."""
    huber = "cases(x^2/2 if abs(x) <= k, k*(abs(x) - k/2) otherwise)"
    out = shown(huber, "--wrt", "x", "--at", "0,2", "--given", "k = 1")
    slopes = [line.split() for line in out.rpartition("d/dx")[0].splitlines()]
    assert [row[1] for row in slopes if row[:1] == ["0"]] == ["0", "0"]


def test_a_derivative_of_a_higher_order() -> None:
    out = shown("second-derivative", "--at", "0,1")
    assert re.search(r"  d\^2/dx\^2 sigmoid\(x\) .*\n  0  0 .*\n  1  -0\.0908577476729484", out)
    given = [f"--given={name} = 1" for name in ("w_1", "w_2", "x_1", "x_2", "y")]
    out = shown("hessian-w1-b", "--at", "0", *given)
    assert re.search(r"  d\^2/\(db dw_1\) .*\n  0  0\.1049935854035065", out)


def test_what_cannot_be_read_is_told_once() -> None:
    _, out, errors = outcome("table", "sin x", "--at", "1")
    assert (out + errors).count("cannot be read") == 1
    assert "not proved" not in out + errors


BAD: dict[tuple[str, ...], tuple[int, str]] = {
    (): (2, "a script or an expression is needed"),
    ("nosuch",): (2, "there is no proof script `nosuch`"),
    ("log(x)", "--at", "1,0,-1"): (2, "x = -1 is outside of the domain"),
    ("log(x)", "--at", "0"): (2, "x = 0 is outside of the domain"),
    ("1/x", "--at", "1-1"): (2, "x = 1-1 is outside of the domain"),
    ("sin(x)", "--at", "x"): (2, "`--at x` is not a number"),
    ("sin(x)", "--at", "1/0"): (2, "`--at 1/0` has no value"),
    ("sin(x)", "--at", "-1e400"): (2, "`--at -1e400` is beyond the floats"),
    ("sin(x)", "--at", "e^(e^100)"): (2, "the largest one is 1.7976931348623157e+308"),
    ("sin(x)", "--at", "1;2"): (2, "`--at 1;2` is not a number"),
    ("sin(x)", "--at", "10^10^10"): (2, "is beyond the floats"),
    ("sin(x)", "--at", "1,,2"): (2, "`--at` has an empty point"),
    ("sqrt(x)", "--at", "0", "--where", "x > 0"): (2, "x = 0 is outside of the domain"),
    ("a*x", "--wrt", "x"): (2, "a needs a value"),
    ("a*x", "--wrt", "x", "--given", "a"): (2, "`--given a` is no value"),
    ("a*x", "--wrt", "x", "--given", "x = 1"): (2, "hint: a may be; x moves"),
    ("a*x", "--wrt", "x", "--given", "b = 1"): (2, "there is no variable b to be given"),
    ("reflection",): (2, "is about no derivative: sigmoid(-x) = 1 - sigmoid(x)"),
    ("softmax-of-two",): (2, "an expression may be given instead: 'e^a/(e^a + e^b)'"),
    ("lennard-jones",): (2, "the left side of its theorem is more than a derivative"),
    ("d1-by-price",): (2, "the right side of its theorem has another derivative in it"),
    ("wave-equation",): (2, "a function of which nothing is known"),
    ("a*x",): (2, "a needs a value"),
    ("sigmoid", "--wrt", "x"): (2, "go with an expression"),
    ("sin(x", "--at", "1"): (2, "cannot be read"),
    ("sin(x)", "--digits", "0"): (2, "digits"),
    ("f(x)", "--at", "1"): (2, "nothing is known"),
    ("log(-x^2 - 1)", "--at", "1"): (1, "not proved"),
}


@pytest.mark.parametrize("arguments", BAD)
def test_what_cannot_be_shown(arguments: tuple[str, ...]) -> None:
    code, out, errors = outcome("table", *arguments)
    expected, told = BAD[arguments]
    assert told in " ".join((out + errors).split())
    assert code == expected


NUMBERS = st.builds(
    "{}({}/{})".format,
    st.sampled_from(["exp", "sin", "atan", "erf", "cosh", ""]),
    st.integers(-40, 40),
    st.integers(1, 12),
)


@given(NUMBERS, st.integers(1, 60))
@settings(max_examples=150)
def test_no_rounding_to_as_many_digits_is_nearer(written: str, digits: int) -> None:
    e = parse_expression(written)
    try:
        told = decimal(e, digits)
    except CannotTell:
        assert evaluate(e, NOWHERE, 300).contains(0)
        return
    low, high = ends(evaluate(e, NOWHERE, 400))
    last = Fraction(10) ** (_exponent(told) - (digits - 1))
    assert max(abs(Fraction(told) - low), abs(Fraction(told) - high)) <= last / 2 + (high - low)
    assert len(re.sub(r"e.*|[-.]", "", told).lstrip("0")) <= digits


def _exponent(told: str) -> int:
    return Decimal(told).adjusted() if Fraction(told) else 0


#: Points that are taken where none are named: inside of the domain.
USUAL: dict[tuple[str, ...], str] = {
    ("sigmoid",): "-10 -5 0 5 10",
    ("log(x)",): "0.1 0.5 1 5 10",
    ("asin(x)",): "-0.8 -0.5 0 0.5 0.8",
    ("1/x",): "-10 -5 5 10",
    ("x^2", "--where", "x <= 4"): "-6 -1 3 3.5 4",
    ("x*log(x)", "--where", "0 < x < 1"): "0.1 0.25 0.5 0.75 0.9",
    ("log(a - x)", "--wrt", "x", "--where", "x < a", "--given", "a = -3"): "-13 -8 -4 -3.5 -3.1",
    ("sqrt(x)*sqrt(2 - x)*log(abs(x - 1))",): "0.2 0.5 1.5 1.8",
}


@pytest.mark.parametrize("arguments", USUAL)
def test_points_that_are_not_asked_for_are_inside(arguments: tuple[str, ...]) -> None:
    _, function, *_ = shown(*arguments).split("\n\n")
    rows = function.splitlines()[1:]
    assert [row.split()[0] for row in rows] == USUAL[arguments].split()


@given(
    st.fractions(-1000, 1000, max_denominator=7),
    st.fractions(Fraction(1, 100), 1000, max_denominator=100),
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
def test_usual_points_and_ranges_are_those_of_the_interval(
    a: Fraction, width: Fraction, kind: tuple[bool, ...]
) -> None:
    ends = [
        End(q if is_bounded else None, is_closed and is_bounded)
        for q, is_bounded, is_closed in zip((a, a + width), kind[:2], kind[2:], strict=True)
    ]
    across = Interval(ends[0], ends[1])
    low, high = (end.value for end in ends)
    found = usual_points(across, lambda _: True)
    assert found == sorted(set(found))
    assert len(found) == 5
    for q in found:
        assert low is None or low < q or (ends[0].closed and q == low)
        assert high is None or q < high or (ends[1].closed and q == high)
        assert Fraction(in_digits(q)) == q
    start, stop = usual_range(across)
    assert start < stop
    assert low is None or start > low - stop + start
    assert high is None or stop < high + stop - start
