"""Notation with one reading is read as the one notation; with two, both readings are shown."""

from __future__ import annotations

import contextlib
import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from derive.expression.nodes import Expression, strip
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_expression
from derive.expression.text import text
from derive.expression.tokens import ParseError
from tests.each import each
from tests.strategies import expressions

_VARIABLES = "x y z a b c h m n r s t A alpha lambda mu omega sigma x_1 sigma_1"
SCOPE = Scope(frozenset(_VARIABLES.split()), {"g": 1, "k": 0}, frozenset({"f"}))

#: Each is read, and printed as on the right; nothing else is read as the one on the right is not.
ONE_READING = [
    # products without a sign
    ("2x", "2*x"),
    ("2 x", "2*x"),
    ("2(x + 1)", "2*(x + 1)"),
    ("3sin(x)", "3*sin(x)"),
    ("0.5x", "0.5*x"),
    ("2pi", "2*pi"),
    ("2πr²", "2*pi*r^2"),
    ("2π(x + 1)", "2*pi*(x + 1)"),
    ("2x y", "2*x*y"),
    ("x y*z", "x*y*z"),
    ("x sin(x)", "x*sin(x)"),
    ("x e^x", "x*e^x"),
    ("(x + 1)(x - 1)", "(x + 1)*(x - 1)"),
    ("(x + 1)x", "(x + 1)*x"),
    ("sin(x)cos(x)", "sin(x)*cos(x)"),
    ("f(x)(x + 1)", "f(x)*(x + 1)"),
    ("e^(-x)(1 + x)", "e^(-x)*(1 + x)"),
    ("x^(n - 1)y", "x^(n - 1)*y"),
    ("x²y", "x^2*y"),
    ("2√x", "2*sqrt(x)"),
    ("2|x|y", "2*abs(x)*y"),
    ("|x||y|", "abs(x)*abs(y)"),
    ("2 d/dx f(x)", "2*d/dx f(x)"),
    ("f(x) d/dx g(x)", "f(x)*d/dx g(x)"),
    ("2e", "2*e"),
    ("2e^x", "2*e^x"),
    ("2e - x", "2*e - x"),
    ("2e-x", "2*e - x"),
    # with the precedence of a product with its sign
    ("-2x", "-2*x"),
    ("2x^2", "2*x^2"),
    ("3x/4", "3*x/4"),
    ("2*3x", "2*3*x"),
    ("a/b*2x", "a/b*2*x"),
    ("2x/3", "2*x/3"),
    ("-x^2", "-x^2"),
    ("2(x + 1)^2", "2*(x + 1)^2"),
    ("1 - 2x", "1 - 2*x"),
    ("2x - 3y", "2*x - 3*y"),
    # signs
    ("+x", "x"),
    ("-+x", "-x"),
    ("+x - y", "x - y"),
    ("--x", "-(-x)"),
    ("a - -b", "a - (-b)"),
    ("a + -b", "a + (-b)"),
    ("a - +b", "a - b"),
    ("a - - - b", "a - (-(-b))"),
    ("a--b", "a - (-b)"),
    ("2*-x", "2*(-x)"),
    ("2*-x*y", "2*(-x)*y"),
    ("2*-x^2", "2*(-x^2)"),
    ("a/-b", "a/(-b)"),
    ("a/-b*c", "a/(-b)*c"),
    ("2^-x", "2^(-x)"),
    ("2^+x", "2^x"),
    ("2^--x", "2^(-(-x))"),
    ("−x − −y", "-x - (-y)"),
    ("a – b", "a - b"),
    # numbers
    ("1e-3", "0.001"),
    ("1.15e-7", "0.000000115"),
    ("2E5", "200000"),
    ("1.50e1", "15.0"),
    ("1.5e+2", "150"),
    ("0e5", "0"),
    ("1e−3", "0.001"),
    ("2e-3*x", "0.002*x"),
    ("2e3 x", "2000*x"),
    (".5", "0.5"),
    (".5x", "0.5*x"),
    # powers, roots, bars, signs of other alphabets
    ("x²", "x^2"),
    ("x¹²", "x^12"),
    ("x⁻¹", "x^(-1)"),
    ("xⁿ", "x^n"),
    ("x²ⁿ", "x^(2*n)"),
    ("e⁻ˣ", "e^(-x)"),
    ("(x + 1)²", "(x + 1)^2"),
    ("-x²", "-x^2"),
    ("sin²(x)", "sin(x)^2"),
    ("sin^2(x)", "sin(x)^2"),
    ("sin^2(x)cos^2(x)", "sin(x)^2*cos(x)^2"),
    ("sin^n(x)", "sin(x)^n"),
    ("ln^2(x)", "log(x)^2"),
    ("1/cos²(x)", "1/cos(x)^2"),
    ("√x", "sqrt(x)"),
    ("√2*x", "sqrt(2)*x"),
    ("√(x + 1)", "sqrt(x + 1)"),
    ("√(x + 1)(x - 1)", "sqrt(x + 1)*(x - 1)"),
    ("√x/2", "sqrt(x)/2"),
    ("√√x", "sqrt(sqrt(x))"),
    ("√sin(x)", "sqrt(sin(x))"),
    ("1/√(1 - x²)", "1/sqrt(1 - x^2)"),
    ("∛x", "cbrt(x)"),
    ("x⁄y", "x/y"),
    ("f′(x)", "f'(x)"),
    ("f″(x)", "f''(x)"),
    ("|x|", "abs(x)"),
    ("|x - 1| + |x + 1|", "abs(x - 1) + abs(x + 1)"),
    ("||x| - 1|", "abs(abs(x) - 1)"),
    ("|x - |y||", "abs(x - abs(y))"),
    ("|x|²", "abs(x)^2"),
    ("log(|x|)", "log(abs(x))"),
    ("|x|/x", "abs(x)/x"),
    ("|(|x|y)|", "abs((abs(x)*y))"),
    ("a·b × c ⋅ x", "a*b*c*x"),
    ("a ÷ b", "a/b"),
    ("σ² + λ", "sigma^2 + lambda"),
    ("λx", "lambda*x"),
    ("σ₁ + x₁", "sigma_1 + x_1"),
    ("e^(-λt)", "e^(-lambda*t)"),
    ("ω", "omega"),
    ("µ", "mu"),
    # derivatives
    ("d/dx(x^2)", "d/dx (x^2)"),
    ("d/dx (x)", "d/dx (x)"),
    ("d/dx |x|", "d/dx abs(x)"),
    ("d/dx √x", "d/dx sqrt(x)"),
    ("d/dx sin^2(x)", "d/dx (sin(x)^2)"),
    ("d/dx d/dy x", "d/dx (d/dy x)"),
    ("∂/∂x f(x)", "d/dx f(x)"),
    ("∂/∂σ (σ^2)", "d/dsigma (sigma^2)"),
    ("d/dσ (σ^2)", "d/dsigma (sigma^2)"),
    ("diff(x^2, x)^2", "(d/dx (x^2))^2"),
    # derivatives of higher order
    ("d^2/dx^2 f(x)", "d^2/dx^2 f(x)"),
    ("d^2/dx^2(x^2)", "d^2/dx^2 (x^2)"),
    ("d²/dx² (x²)", "d^2/dx^2 (x^2)"),
    ("∂²/∂x² (x*y)", "d^2/dx^2 (x*y)"),
    ("d^2/dσ^2 (σ^3)", "d^2/dsigma^2 (sigma^3)"),
    ("d^2/dx_1^2 (x_1^3)", "d^2/dx_1^2 (x_1^3)"),
    ("d^1/dx^1 f(x)", "d/dx f(x)"),
    ("d^20/dx^20 f(x)", "d^20/dx^20 f(x)"),
    ("2 d^2/dx^2 f(x)", "2*d^2/dx^2 f(x)"),
    ("d^2/dx^2 √x", "d^2/dx^2 sqrt(x)"),
    ("d^2/dx^2 d/dx f(x)", "d^2/dx^2 (d/dx f(x))"),
    ("1/(d^2/dx^2 f(x))", "1/(d^2/dx^2 f(x))"),
    ("(d^2/dx^2 f(x))^2", "(d^2/dx^2 f(x))^2"),
    ("diff(f(x), x, 2)", "d^2/dx^2 f(x)"),
    ("diff(x^2 + 1, x, 3)^2", "(d^3/dx^3 (x^2 + 1))^2"),
    ("diff(f(x), x, 1)", "d/dx f(x)"),
    ("∂²/∂x∂y (x*y)", "d^2/(dx dy) (x*y)"),
    ("d^2/(dx*dy) (x*y)", "d^2/(dx dy) (x*y)"),
    ("∂³/∂x²∂y (x^2*y)", "d^3/(dx^2 dy) (x^2*y)"),
    ("diff(x*y, y, x)", "d^2/(dx dy) (x*y)"),
    ("diff(x*y, x, 2, y, 2)", "d^4/(dy^2 dx^2) (x*y)"),
    # expressions at a point
    ("at(x^2 + 1, x = 4)", "at(x^2 + 1, x = 4)"),
    ("at(q^2, q = 2x)", "at(q^2, q = 2*x)"),
    ("at(σ², σ = 4)^2", "at(sigma^2, sigma = 4)^2"),
    ("at(d^2/dx^2 f(x), x = 4)", "at(d^2/dx^2 f(x), x = 4)"),
    ("at(x*d/dx f(x), x = y)", "at(x*d/dx f(x), x = y)"),
    ("at(at(x*y, x = 2), y = 3)", "at(at(x*y, x = 2), y = 3)"),
    ("at(max(x, y), x = 4)", "at(max(x, y), x = 4)"),
]


@each(("written", "printed"), ONE_READING)
def test_one_reading(written: str, printed: str) -> None:
    node = parse(written, SCOPE).node
    assert text(node) == printed
    assert parse(printed, SCOPE).node == node


#: What each means is what the text on the right means.
MEANINGS = [
    ("d^2/dx^2 f(x)", "d/dx (d/dx f(x))"),
    ("d^3/(dx^2 dy) (x*y)", "d/dx (d/dx (d/dy (x*y)))"),
    ("diff(x*y, x, 2, y)", "d/dy (d/dx (d/dx (x*y)))"),
    ("d^2/dx^2 (d^2/dx^2 f(x))", "d/dx (d/dx (d/dx (d/dx f(x))))"),
    ("at(x^2 + 1, x = 4)", "4^2 + 1"),
    ("at(x*y, x = y + 1)", "(y + 1)*y"),
    ("at(d^2/dx^2 f(x), x = 4)", "at(d/dx (d/dx f(x)), x = 4)"),
    ("at((d/dx f(x)), x = 4)", "at(d/dx f(x), x = 4)"),
    ("at(x*d/dx f(x), x = y)", "y*at(d/dx f(x), x = y)"),
    ("at(d/dy (x*y), x = 4)", "d/dy (4*y)"),
    ("at(at(x*y, x = y), y = 3)", "3*3"),
    ("d/dx at(t^2, t = x)", "d/dx (x^2)"),
    ("at(|x|, x = -2)", "abs(-2)"),
    ("at(1, x = log(y))", "1 + 0*log(y)"),
    ("at(1, x = y)", "1"),
]


@each(("written", "plain"), MEANINGS)
def test_meanings(written: str, plain: str) -> None:
    assert strip(parse(written, SCOPE).node) == strip(parse(plain, SCOPE).node)


#: Each is refused; what is expected and what to do.
REFUSED = [
    ("d^2/dx f(x)", "one order above and below", "write `d^2/dx^2 f(x)` or `d/dx f(x)`"),
    ("d/dx^2 f(x)", "one order above and below", "write `d/dx f(x)` or `d^2/dx^2 f(x)`"),
    ("d²/dx (x²)", "one order above and below", "write `d^2/dx^2 (x²)` or `d/dx (x²)`"),
    ("d^2/dy^3 f(y)", "one order above and below", "write `d^2/dy^2 f(y)` or `d^3/dy^3 f(y)`"),
    ("d^2/dx", "one order above and below", "write `d^2/dx^2 (...)` or `d/dx (...)`"),
    ("d^2/dxdy (x*y)", "one order above and below", "write `d^2/(dx dy) (x*y)`"),
    ("d^3/(dx dy) (x*y)", "one order above and below", "write `d^2/(dx dy) (x*y)`"),
    ("d^2/dx^2", "what d^2/dx^2 applies to", "one name, call or bracket: d^2/dx^2 (...)"),
    ("d^21/dx^21 f(x)", "a derivative of an order from 1 to 20", ""),
    ("d^0/dx^0 f(x)", "a derivative of an order from 1 to 20", ""),
    ("d^2/dq^2 f(x)", "a variable to differentiate by", "declare it under `variables`"),
    ("diff(f(x), x, 0)", "an order from 1 to 20", ""),
    ("diff(f(x), x, 21)", "an order from 1 to 20", ""),
    ("diff(f(x), x, 1.5)", "an order from 1 to 20", ""),
    ("diff(f(x), x, 11, x, 11)", "a derivative of an order from 1 to 20", ""),
    ("at(x^2)", "`,` and the point, as in `at(x^2, x = 4)`", ""),
    ("at(x^2, 4)", "the variable, as in `at(x^2, x = 4)`", ""),
    ("at(x^2, x, 4)", "`=` behind `x`, as in `at(x^2, x = 4)`", ""),
    ("at(x^2, sin = 4)", "a variable", "sin is the name of something else"),
    ("at(x^2, e = 4)", "a variable", "e is the name of something else"),
    ("at(x^2, g = 4)", "a variable", "g is the name of something else"),
    (
        "at(d/dx (x*y), y = x)",
        "a point without the variable of a derivative",
        "write the derivative by another name t, as `at(d/dt (...), t = ...)`",
    ),
]


@each(("written", "expected", "hint"), REFUSED)
def test_what_is_refused(written: str, expected: str, hint: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(written, SCOPE)
    assert (caught.value.expected, caught.value.hint) == (expected, hint)


def test_what_is_put_at_a_point_is_bounded() -> None:
    long, written = "*".join("x" * 60), "x*x"
    for _ in range(4):
        written = f"at({written}, x = {long})"
    with pytest.raises(ParseError, match="at most 40000 parts at a point"):
        parse(written, SCOPE)


#: Each is refused, and these readings are shown.
TWO_READINGS = [
    ("1/2x", "1/2*x", "1/(2*x)"),
    ("1/2 x", "1/2*x", "1/(2*x)"),
    ("a/b(x + 1)", "a/b*(x + 1)", "a/(b*(x + 1))"),
    ("1/x²y", "1/x^2*y", "1/(x^2*y)"),
    ("a/b c d", "a/b*c", "a/(b*c)"),
    ("1/√(x)y", "1/sqrt(x)*y", "1/(sqrt(x)*y)"),
    ("x^2y", "x^2*y", "x^(2*y)"),
    ("x^2 y", "x^2*y", "x^(2*y)"),
    ("e^2x", "e^2*x", "e^(2*x)"),
    ("e^-x y", "e^(-x)*y", "e^(-x*y)"),
    ("sin(x)^2cos(x)", "sin(x)^2*cos(x)", "sin(x)^(2*cos(x))"),
    ("2^3(x)", "2^3*x", "2^(3*x)"),
    ("1 + x^2y", "x^2*y", "x^(2*y)"),
    ("d/dx (x) y", "(d/dx (x))*y", "d/dx (x*y)"),
    ("d/dx x y", "(d/dx x)*y", "d/dx (x*y)"),
    ("d/dx 2x", "(d/dx 2)*x", "d/dx (2*x)"),
    ("d/dx (x + 1)(x)", "(d/dx (x + 1))*(x)", "d/dx ((x + 1)*x)"),
    ("d/dx x^2", "d/dx (x^2)", "(d/dx x)^2"),
    ("d/dx x²", "d/dx (x^2)", "(d/dx x)^2"),
    ("d^2/dx^2 x^2", "d^2/dx^2 (x^2)", "(d^2/dx^2 x)^2"),
    ("d^2/dx^2 f(x) y", "(d^2/dx^2 f(x))*y", "d^2/dx^2 (f(x)*y)"),
    ("√2x", "sqrt(2)*x", "sqrt(2*x)"),
    ("√x²", "sqrt(x^2)", "sqrt(x)^2"),
    ("√x^2", "sqrt(x^2)", "sqrt(x)^2"),
    ("x²^3", "x^2^3", "(x^2)^3"),
    ("|a|b|c|", "abs(a)*b*abs(c)", "abs(a*abs(b)*c)"),
    ("|a|b + 1|c|", "abs(a)*b + 1*abs(c)", "abs(a*abs(b + 1)*c)"),
    ("sin^-1(x)", "asin(x)", "sin(x)^(-1)"),
    ("sin⁻¹(x)", "asin(x)", "sin(x)^(-1)"),
    ("sin^(-1)(2x)", "asin(2*x)", "sin(2*x)^(-1)"),
    ("sinh^-1(x)", "asinh(x)", "sinh(x)^(-1)"),
    ("exp^-1(x)", "log(x)", "exp(x)^(-1)"),
    ("sin x", "sin(x)", "sin(x)"),
    ("sin 2x", "sin(2*x)", "sin(2)*x"),
    ("sin x^2", "sin(x^2)", "sin(x)^2"),
    ("sin x/2", "sin(x/2)", "sin(x)/2"),
    ("sin^2 x", "sin(x)^2", "sin(x)^2"),
    ("log^2 x", "log(x)^2", "log(x)^2"),
    ("f^2(x)", "f(x)^2", "f(f(x))"),
    ("g²(x + 1)", "g(x + 1)^2", "g(g(x + 1))"),
    ("x(1 - x)", "x*(1 - x)", "f(1 - x)"),
    ("2x(1 - x)", "x*(1 - x)", "f(1 - x)"),
    ("k(x)", "k*x", "f(x)"),
    ("2e-3x", "2*10^(-3)*x", "2*e - 3*x"),
    ("αy(2)", "y*2", "f(2)"),
    ("ζx", "zeta*x", "zeta_x"),
    ("x 2", "x*2", "x^2"),
]


@each(("written", "first", "second"), TWO_READINGS)
def test_two_readings(written: str, first: str, second: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(written, SCOPE)
    assert f"`{first}`" in caught.value.hint
    assert f"`{second}`" in caught.value.hint


#: The span of each error, behind words of several signs and of other alphabets.
PLACES = [
    ("x² + 1/2y", 8, 9),
    ("√x·σ + q", 7, 8),
    ("2e-3 + |x|q", 10, 11),
    ("d/dx(x) + x'", 10, 12),
    ("∂/∂σ(σ) + w₁", 10, 12),
    ("x³ + (y", 7, 8),
    ("|x", 2, 3),
    ("2πq", 2, 3),
]


@each(("written", "start", "end"), PLACES)
def test_errors_have_their_places(written: str, start: int, end: int) -> None:
    with pytest.raises(ParseError) as caught:
        parse(written, SCOPE)
    assert (caught.value.start, caught.value.end) == (start, end)


def test_a_number_is_not_read_as_a_product_by_a_name_that_is_declared() -> None:
    scope = Scope(frozenset({"e3"}))
    with pytest.raises(ParseError) as caught:
        parse("2e3", scope)
    assert "`2*10^3` or `2*e3`" in caught.value.hint
    assert text(parse("2*e3", scope).node) == "2*e3"


def test_a_declared_name_of_two_alphabets_is_one_name() -> None:
    scope = Scope(frozenset({"lambda", "x", "lambdax"}))
    assert text(parse("λx", scope).node) == "lambdax"
    assert text(parse("Δx^2", Scope(frozenset({"Deltax"}))).node) == "Deltax^2"


@pytest.mark.parametrize("digits", ["1e999999", "1e-999999", "1e" + "9" * 900, "1." + "0" * 999])
def test_numbers_are_bounded(digits: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_expression(digits)
    assert "digits" in caught.value.expected


# Properties


_SYNONYMS = [
    (r"(?<!\*)\*(?!\*)", "·"),
    (r"(?<!\*)\*(?!\*)", " × "),
    (r"\^2(?![\d.^])", "²"),
    (r"\^", "**"),
    (r"d/d(?=[xyt] )", "∂/∂"),
    (r" \+ ", "+"),
    (r"\bpi\b", "π"),
    (r"-", "−"),
    (r"\bsqrt\(", "√("),
    (r"(?<![d∂])/(?![d(])", "÷"),
]


def synonym(written: str, choices: st.DataObject) -> str:
    """`written` with other spellings of some of its signs, none of which changes what it says."""
    chosen = choices.draw(st.lists(st.sampled_from(_SYNONYMS), unique=True))
    for old, new in chosen:
        written = re.sub(old, new, written)
    return written


@given(expressions(), st.data())
def test_synonyms_are_read_alike(e: Expression, choices: st.DataObject) -> None:
    assert parse_expression(synonym(text(e), choices)) == e


@given(st.lists(expressions(4), min_size=2, max_size=4), st.data())
def test_a_factor_that_may_stand_without_its_sign_may_as_well_have_it(
    factors: list[Expression], choices: st.DataObject
) -> None:
    """Whatever is read without signs is what is read with them."""
    shown = [f"({text(e)})" if choices.draw(st.booleans()) else text(e) for e in factors]
    assume(not any(factor.startswith("-") for factor in shown))
    try:
        node = parse(" ".join(shown), SCOPE).node
    except ParseError:
        return
    assert node == parse("*".join(shown), SCOPE).node


_SOUP = (
    "x y f( sin( sin g(x) 2 0.5 1e-3 2e3 .5 + - * / ^ ** ( ) √ ∛ ² ⁻¹ ⁿ π σ λx , = d/dx ∂/∂x diff( "
    "d^2/dx^2 ∂²/∂x∂y d^2/(dxdy) at( d ∂ dx x' ' . · ÷ ! x₁ e at diff < [ e^ | |x| x=2"
)


def assert_read_or_refused(written: str, scope: Scope) -> None:
    """What is read prints back as itself; what is not is refused at a place in it."""
    try:
        node = parse(written, scope).node
    except ParseError as error:
        start, end = error.start, error.end
    else:
        assert parse_expression(text(node), scope) == node
        return
    assert 0 <= start < end <= len(written) + 1


@given(st.lists(st.sampled_from(_SOUP.split()), max_size=25), st.sampled_from(["", " "]))
def test_no_words_raise_anything_else(words: list[str], between: str) -> None:
    for scope in (SCOPE, Scope(free=True)):
        assert_read_or_refused(between.join(words), scope)


@given(st.text(alphabet="x2()|^²√-+*/dσ∂ ='e.,", max_size=40))
def test_no_text_raises_anything_else(written: str) -> None:
    assert_read_or_refused(written, SCOPE)


@pytest.mark.parametrize("length", [13_000, pytest.param(39_000, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "unit", ["x ", "2x+", "|x|", "|", "(x)", "√", "-", "sin ", "1/2x+", "|a|b", "λx ", "at(", "x²"]
)
def test_time_is_linear(unit: str, length: int) -> None:
    """The longest text that there may be is read, or refused, at once; so is a third of it.

    The least of three tries counts, as another process may take the caches of one.
    """
    limit = length / 7_800
    assert any(_time_to_read(unit * (length // len(unit))) < limit for _ in range(3))


def _time_to_read(written: str) -> float:
    start = time.process_time()
    with contextlib.suppress(ParseError):
        parse(written, SCOPE)
    return time.process_time() - start


def test_a_name_has_so_many_primes_only() -> None:
    assert parse_expression("f" + "'" * 40 + "(x)")
    with pytest.raises(ParseError, match="at most 40 primes, found 5000 primes"):
        parse_expression("f" + "'" * 5000 + "(x)")


@pytest.mark.parametrize("count", [1, 2, 16, 17, 40])
def test_where_names_are_free_a_function_takes_any_number_of_arguments(count: int) -> None:
    written = f"f({', '.join(['x'] * count)})"
    assert text(parse(written, Scope(free=True)).node) == written
