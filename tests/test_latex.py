"""LaTeX keeps the author's form, and no two expressions look alike in it."""

from __future__ import annotations

import pytest
from hypothesis import given

from derive.expression.latex import latex
from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_expression
from tests.strategies import associated, expressions, small_expressions

SIGMOID = [
    (r"d/dx sigmoid(x)", r"\frac{d}{dx} \operatorname{sigmoid}\left(x\right)"),
    (r"d/dx ((1 + e^(-x))^(-1))", r"\frac{d}{dx} \left(1 + e^{-x}\right)^{-1}"),
    (
        r"(-1)*(1/(1 + e^(-x))^2)*d/dx (1 + e^(-x))",
        r"\left(-1\right) \frac{1}{\left(1 + e^{-x}\right)^{2}} "
        r"\frac{d}{dx} \left(1 + e^{-x}\right)",
    ),
    (
        r"(-1)*(1/(1 + e^(-x))^2)*(0 + e^(-x))*d/dx (-x)",
        r"\left(-1\right) \frac{1}{\left(1 + e^{-x}\right)^{2}} "
        r"\left(0 + e^{-x}\right) \frac{d}{dx} \left(-x\right)",
    ),
    (
        r"(-1)*(1/(1 + e^(-x))^2)*e^(-x)*(-1)",
        r"\left(-1\right) \frac{1}{\left(1 + e^{-x}\right)^{2}} e^{-x} \left(-1\right)",
    ),
    (r"e^(-x)/(1 + e^(-x))^2", r"\frac{e^{-x}}{\left(1 + e^{-x}\right)^{2}}"),
    (r"(1 + e^(-x) - 1)/(1 + e^(-x))^2", r"\frac{1 + e^{-x} - 1}{\left(1 + e^{-x}\right)^{2}}"),
    (
        r"((1 + e^(-x)))/(1 + e^(-x))^2 - 1/(1 + e^(-x))^2",
        r"\frac{\left(1 + e^{-x}\right)}{\left(1 + e^{-x}\right)^{2}} - "
        r"\frac{1}{\left(1 + e^{-x}\right)^{2}}",
    ),
    (
        r"1/(1 + e^(-x)) - 1/(1 + e^(-x))^2",
        r"\frac{1}{1 + e^{-x}} - \frac{1}{\left(1 + e^{-x}\right)^{2}}",
    ),
    (
        r"1/(1 + e^(-x))*(1 - 1/(1 + e^(-x)))",
        r"\frac{1}{1 + e^{-x}} \left(1 - \frac{1}{1 + e^{-x}}\right)",
    ),
    (
        r"sigmoid(x)*(1 - sigmoid(x))",
        r"\operatorname{sigmoid}\left(x\right) "
        r"\left(1 - \operatorname{sigmoid}\left(x\right)\right)",
    ),
]

FORMS = [
    # factors
    ("2*x", "2 x"),
    ("2*3", r"2 \cdot 3"),
    ("x*2", r"x \cdot 2"),
    ("x*2^n", r"x \cdot 2^{n}"),
    ("x*y", r"x\, y"),
    ("x*(y + 1)", r"x \cdot \left(y + 1\right)"),
    ("x^2*(y + 1)", r"x^{2} \left(y + 1\right)"),
    ("2*(1/3)", r"2 \cdot \frac{1}{3}"),
    ("x*(-1)", r"x \cdot \left(-1\right)"),
    ("sin(x)*y", r"\sin\left(x\right) y"),
    ("sin(x*y)", r"\sin\left(x\, y\right)"),
    ("abs(x)*y*abs(t)", r"\left|x\right| \cdot y \cdot \left|t\right|"),
    ("(x*y)*t", r"\left(x\, y\right) t"),
    ("x*(y*t)", r"x \cdot \left(y\, t\right)"),
    # fractions
    ("a*(b/c)", r"a \frac{b}{c}"),
    ("a*b/c", r"\frac{a\, b}{c}"),
    ("a/b*c", r"\frac{a}{b} c"),
    ("(a/b)*c", r"\left(\frac{a}{b}\right) c"),
    ("a/(b*c)", r"\frac{a}{b\, c}"),
    ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
    ("a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
    ("(-a)/b", r"\frac{-a}{b}"),
    ("-a/b", r"-\frac{a}{b}"),
    # signs and powers
    ("a - (-b)", r"a - \left(-b\right)"),
    ("a - (b + c)", r"a - \left(b + c\right)"),
    ("-(a + b)", r"-\left(a + b\right)"),
    ("-x^2", "-x^{2}"),
    ("(-x)^2", r"\left(-x\right)^{2}"),
    ("(a/b)^n", r"\left(\frac{a}{b}\right)^{n}"),
    ("a^b^c", "a^{b^{c}}"),
    ("(a^b)^c", r"\left(a^{b}\right)^{c}"),
    ("sqrt(x)^2", r"\left(\sqrt{x}\right)^{2}"),
    ("sin(x)^2", r"\sin\left(x\right)^{2}"),
    ("e^(-x) + exp(-x)", r"e^{-x} + \exp\left(-x\right)"),
    ("0.50*x", "0.50 x"),
    # derivatives
    ("d/dx f(x)", r"\frac{d}{dx} f\left(x\right)"),
    ("d/dx (x*y)", r"\frac{d}{dx} \left(x\, y\right)"),
    ("d/dx (x/y)", r"\frac{d}{dx} \left(\frac{x}{y}\right)"),
    ("d/dx x*y", r"\left(\frac{d}{dx} x\right) y"),
    ("(d/dx x)*y", r"\left(\frac{d}{dx} x\right) y"),
    ("y*d/dx x", r"y \frac{d}{dx} x"),
    ("(d/dx x)^2", r"\left(\frac{d}{dx} x\right)^{2}"),
    ("d/dx (d/dx x)", r"\frac{d}{dx} \left(\frac{d}{dx} x\right)"),
    ("d/dtheta (1 + theta)", r"\frac{d}{d\theta} \left(1 + \theta\right)"),
    ("at(d/dt sin(t), t = 2*x)", r"\left.\frac{d}{dt} \sin\left(t\right)\right|_{t=2 x}"),
    ("x + at(d/dt t, t = x)", r"x + \left(\left.\frac{d}{dt} t\right|_{t=x}\right)"),
    # names
    ("alpha", r"\alpha"),
    ("α + λ", r"\alpha + \lambda"),
    ("lambda*pi", r"\lambda\, \pi"),
    ("x_1 + x1", "x_{1} + x_{1}"),
    ("theta12", r"\theta_{12}"),
    ("x_n + x_max", r"x_{n} + x_{\mathrm{max}}"),
    ("rate", r"\mathit{rate}"),
    ("rate_1*x", r"\mathit{rate\_1}\, x"),
    ("Alpha", r"\mathit{Alpha}"),
    ("soft_plus(x)", r"\operatorname{soft\_plus}\left(x\right)"),
    ("f'(u) + g''(u)", r"f'\left(u\right) + g''\left(u\right)"),
    ("relu'(x)", r"\operatorname{relu}'\left(x\right)"),
    ("f_1(x)", r"f_{1}\left(x\right)"),
    ("asinh(x)", r"\operatorname{arsinh}\left(x\right)"),
    # a factor times a fraction stays that
    ("A * 2/(1-x)^2", r"A \frac{2}{\left(1 - x\right)^{2}}"),
    ("A·2÷(1−x)²", r"A \frac{2}{\left(1 - x\right)^{2}}"),
    ("a/b * 1/b", r"\frac{a}{b} \frac{1}{b}"),
    ("a/b × x y/b", r"\frac{a}{b} \frac{x\, y}{b}"),
    ("x*1/b*d/dx (x^2)", r"x \frac{1}{b} \frac{d}{dx} x^{2}"),
    ("2*1/x", r"2 \cdot \frac{1}{x}"),
    ("x*(y*1/b)*t", r"x \cdot \left(y \frac{1}{b}\right) t"),
    ("2x/b", r"\frac{2 x}{b}"),
    ("x*sin(x)/b", r"\frac{x \sin\left(x\right)}{b}"),
    ("x*(1/y)/b", r"\frac{x \frac{1}{y}}{b}"),
    # brackets that are not needed are kept
    ("(x) + ((y + 1))*t", r"\left(x\right) + \left(\left(y + 1\right)\right) t"),
]


@pytest.mark.parametrize(("written", "expected"), SIGMOID + FORMS)
def test_form(written: str, expected: str) -> None:
    assert latex(parse_expression(written)) == expected


def test_defined_name_without_arguments() -> None:
    scope = Scope(variables=frozenset("x"), functions={"u": 0, "loss": 0})
    assert latex(parse("u*(x + 1)*loss", scope).node) == (
        r"u \cdot \left(x + 1\right) \operatorname{loss}"
    )


def _as_seen(source: str) -> str:
    """What is left of LaTeX for the eye: no spaces, and brackets of one size."""
    for unseen in (r"\left.", r"\left", r"\right", r"\,", " "):
        source = source.replace(unseen, "")
    return source


def test_no_two_expressions_look_alike() -> None:
    """But for those that differ in how factors are taken together: `x*2/x` and `x*(2/x)`."""
    seen: dict[str, Expression] = {}
    for e in small_expressions("x"):
        other = seen.setdefault(_as_seen(latex(e)), e)
        assert associated(other) == associated(e)


@given(expressions())
def test_every_expression_has_balanced_latex(e: Expression) -> None:
    source = latex(e)
    assert source == latex(e)
    assert source.isascii()
    assert source.count("{") == source.count("}")
    assert source.count(r"\left") == source.count(r"\right")


def test_the_base_of_a_logarithm_is_below_it() -> None:
    assert latex(parse_expression("log(x + 1, 2*b)")) == r"\log_{2 b}\left(x + 1\right)"
