"""What is read is what was written: `parse(text(e)) == e`, and `text(parse(s)) == s`."""

from __future__ import annotations

import pytest
from hypothesis import given

from derive.expression.nodes import Expression
from derive.expression.parser import parse_expression
from derive.expression.text import text
from derive.expression.tokens import ParseError
from tests.each import each
from tests.strategies import expressions, small_expressions

EXACT = [
    "x",
    "12",
    "0.50",
    "12.0",
    "e",
    "pi",
    "-x",
    "-2*x",
    "a + b - c",
    "a - (b - c)",
    "a - (-b)",
    "-a + b",
    "-(a + b)",
    "-(-a)",
    "(a + b) + c",
    "a + (b)",
    "a*b*c",
    "(a*b)*c",
    "a*(b*c)",
    "a*b/c",
    "a*(b/c)",
    "a/b*c",
    "(a/b)*c",
    "a/b/c",
    "a/(b/c)",
    "a*1/b*c",
    "(-1)*x*(-1)",
    "x^2",
    "-x^2",
    "(-x)^2",
    "x^(-2)",
    "x^(a + b)",
    "a^b^c",
    "(a^b)^c",
    "(a/b)^c",
    "e^(-x)/(1 + e^(-x))^2",
    "((1 + e^(-x)))/(1 + e^(-x))^2 - 1/(1 + e^(-x))^2",
    "((x))",
    "sin(x)^2 + cos(x)^2",
    "sin((x))",
    "f''(u)*f'(u)",
    "d/dx x",
    "d/dx sin(x)*y",
    "(d/dx sin(x))*y",
    "d/dx (sin(x)*y)",
    "d/dx ((1 + e^(-x))^(-1))",
    "(d/dx x)^2",
    "1/(d/dx x)",
    "d/dtheta (theta*x_1)",
    "at(d/dt sin(t), t = 2*x)",
    "x - at(d/dt (t^2), t = 1/x)^2",
]

SYNONYMS = [
    ("x**2", "x^2"),
    ("e^-x", "e^(-x)"),
    ("e^-x^2", "e^(-x^2)"),
    ("a−b", "a - b"),
    ("2·x × y ⋅ z", "2*x*y*z"),
    ("ln(x) + arcsin(x)", "log(x) + asin(x)"),
    ("π", "pi"),
    ("diff(x*y, x)", "d/dx (x*y)"),
    ("diff(sin(x), x)", "d/dx sin(x)"),
    ("d / dx sin(x)", "d/dx sin(x)"),
    ("007 + 00.50", "7 + 0.50"),
    ("a/d/dx x", "a/(d/dx x)"),
    ("\tx+\n y ", "x + y"),
]


@each("written", EXACT)
def test_text_of_what_was_read(written: str) -> None:
    assert text(parse_expression(written)) == written
    assert text(parse_expression(written.replace(" ", "  "))) == written


@each(("written", "expected"), SYNONYMS)
def test_synonyms(written: str, expected: str) -> None:
    assert text(parse_expression(written)) == expected


@pytest.mark.parametrize("name", ["xy", "theta", "x2"])
def test_no_variable_is_guessed_from_the_beginning_of_a_name(name: str) -> None:
    assert text(parse_expression(f"d/d{name}(t + 1)")) == f"d/d{name} (t + 1)"


@each("written", ["d/dx (x)^2", "x 2", "(x", "x)", "2 3", "d/dx -x", "x+", "*x"])
def test_what_is_not_in_the_notation(written: str) -> None:
    with pytest.raises(ParseError):
        parse_expression(written)


def test_small_expressions_read_back() -> None:
    for e in small_expressions("f"):
        assert parse_expression(text(e)) == e


@given(expressions())
def test_expressions_read_back(e: Expression) -> None:
    assert parse_expression(text(e)) == e


@given(expressions(40))
def test_larger_expressions_read_back_with_other_spaces(e: Expression) -> None:
    assert parse_expression(text(e).replace(" + ", "+").replace("*", " * ")) == e
