"""LaTeX keeps the author's form, and no two expressions look alike in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.expression.latex import latex, written
from derive.expression.nodes import Expression, Power, ProductOf, call
from derive.expression.notation import LETTERS, NotationError, boxes, read_notation
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_expression
from derive.expression.typeset import Style
from tests.each import each
from tests.strategies import associated, expressions, small_expressions

SIGMOID = [
    (r"d/dx sigmoid(x)", r"\frac{d}{dx} \operatorname{sigmoid}(x)"),
    (r"d/dx ((1 + e^(-x))^(-1))", r"\frac{d}{dx} (1 + e^{-x})^{-1}"),
    (
        r"(-1)*(1/(1 + e^(-x))^2)*d/dx (1 + e^(-x))",
        r"(-1) \frac{1}{(1 + e^{-x})^2} \frac{d}{dx} (1 + e^{-x})",
    ),
    (
        r"(-1)*(1/(1 + e^(-x))^2)*(0 + e^(-x))*d/dx (-x)",
        r"(-1) \frac{1}{(1 + e^{-x})^2} (0 + e^{-x}) \frac{d}{dx} (-x)",
    ),
    (
        r"(-1)*(1/(1 + e^(-x))^2)*e^(-x)*(-1)",
        r"(-1) \frac{1}{(1 + e^{-x})^2} e^{-x} (-1)",
    ),
    (r"e^(-x)/(1 + e^(-x))^2", r"\frac{e^{-x}}{(1 + e^{-x})^2}"),
    (r"(1 + e^(-x) - 1)/(1 + e^(-x))^2", r"\frac{1 + e^{-x} - 1}{(1 + e^{-x})^2}"),
    (
        r"((1 + e^(-x)))/(1 + e^(-x))^2 - 1/(1 + e^(-x))^2",
        r"\frac{(1 + e^{-x})}{(1 + e^{-x})^2} - \frac{1}{(1 + e^{-x})^2}",
    ),
    (
        r"1/(1 + e^(-x)) - 1/(1 + e^(-x))^2",
        r"\frac{1}{1 + e^{-x}} - \frac{1}{(1 + e^{-x})^2}",
    ),
    (
        r"1/(1 + e^(-x))*(1 - 1/(1 + e^(-x)))",
        r"\frac{1}{1 + e^{-x}} \left(1 - \frac{1}{1 + e^{-x}}\right)",
    ),
    (
        r"sigmoid(x)*(1 - sigmoid(x))",
        r"\operatorname{sigmoid}(x) (1 - \operatorname{sigmoid}(x))",
    ),
]

FORMS = [
    # factors
    ("2*x", "2x"),
    ("2*3", r"2 \cdot 3"),
    ("x*2", r"x \cdot 2"),
    ("x*2^n", r"x \cdot 2^n"),
    ("x*y", "x y"),
    ("x*(y + 1)", r"x \cdot (y + 1)"),
    ("x^2*(y + 1)", "x^2 (y + 1)"),
    ("2*(1/3)", r"2 \cdot \frac{1}{3}"),
    ("x*(-1)", r"x \cdot (-1)"),
    ("sin(x)*y", r"\sin(x) y"),
    ("sin(x*y)", r"\sin(x y)"),
    ("abs(x)*y*abs(t)", r"\lvert x\rvert \cdot y \cdot \lvert t\rvert"),
    ("(x*y)*t", "(x y) t"),
    ("x*(y*t)", r"x \cdot (y t)"),
    # fractions
    ("a*(b/c)", r"a \frac{b}{c}"),
    ("a*b/c", r"\frac{a b}{c}"),
    ("a/b*c", r"\frac{a}{b} c"),
    ("(a/b)*c", r"\left(\frac{a}{b}\right) c"),
    ("a/(b*c)", r"\frac{a}{b c}"),
    ("a/b/c", r"\frac{\frac{a}{b}}{c}"),
    ("a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
    ("(-a)/b", r"\frac{-a}{b}"),
    ("-a/b", r"-\frac{a}{b}"),
    # signs and powers
    ("a - (-b)", "a - (-b)"),
    ("a - (b + c)", "a - (b + c)"),
    ("-(a + b)", "-(a + b)"),
    ("-x^2", "-x^2"),
    ("(-x)^2", "(-x)^2"),
    ("(a/b)^n", r"\left(\frac{a}{b}\right)^n"),
    ("a^b^c", "a^{b^c}"),
    ("(a^b)^c", "(a^b)^c"),
    ("sqrt(x)^2", r"(\sqrt{x})^2"),
    ("sin(x)^2", r"\sin^2 x"),
    ("e^(-x) + exp(-x)", r"e^{-x} + \exp(-x)"),
    ("0.50*x", "0.50x"),
    # derivatives
    ("d/dx f(x)", r"\frac{d}{dx} f(x)"),
    ("d/dx (x*y)", r"\frac{d}{dx} (x y)"),
    ("d/dx (x/y)", r"\frac{d}{dx} \left(\frac{x}{y}\right)"),
    ("d/dx x*y", r"\left(\frac{d}{dx} x\right) y"),
    ("(d/dx x)*y", r"\left(\frac{d}{dx} x\right) y"),
    ("y*d/dx x", r"y \frac{d}{dx} x"),
    ("(d/dx x)^2", r"\left(\frac{d}{dx} x\right)^2"),
    ("d/dx (d/dx x)", r"\frac{d}{dx} \left(\frac{d}{dx} x\right)"),
    ("d/dtheta (1 + theta)", r"\frac{d}{d\theta} (1 + \theta)"),
    ("at(d/dt sin(t), t = 2*x)", r"\left.\frac{d}{dt} \sin t\right|_{t=2x}"),
    ("x + at(d/dt t, t = x)", r"x + \left(\left.\frac{d}{dt} t\right|_{t=x}\right)"),
    # names
    ("alpha", r"\alpha"),
    ("α + λ", r"\alpha + \lambda"),
    ("lambda*pi", r"\lambda \pi"),
    ("x_1 + x1", r"x_1 + \mathit{x1}"),
    ("theta12", r"\theta_{12}"),
    ("x_n + x_max", r"x_n + x_{\mathrm{max}}"),
    ("rate", r"\mathit{rate}"),
    ("rate_1*x", r"\mathit{rate\_1}\, x"),
    ("Alpha", r"\mathit{Alpha}"),
    ("soft_plus(x)", r"\operatorname{soft\_plus}(x)"),
    ("f'(u) + g''(u)", "f'(u) + g''(u)"),
    ("relu'(x)", r"\operatorname{relu}'(x)"),
    ("f_1(x)", "f_1(x)"),
    ("asinh(x)", r"\operatorname{arsinh} x"),
    # a factor times a fraction stays that
    ("A * 2/(1-x)^2", r"A \frac{2}{(1 - x)^2}"),
    ("A·2÷(1−x)²", r"A \frac{2}{(1 - x)^2}"),
    ("a/b * 1/b", r"\frac{a}{b} \frac{1}{b}"),
    ("a/b × x y/b", r"\frac{a}{b} \frac{x y}{b}"),
    ("x*1/b*d/dx (x^2)", r"x \frac{1}{b} \frac{d}{dx} x^2"),
    ("2*1/x", r"2 \cdot \frac{1}{x}"),
    ("x*(y*1/b)*t", r"x \cdot \left(y \frac{1}{b}\right) t"),
    ("2x/b", r"\frac{2x}{b}"),
    ("x*sin(x)/b", r"\frac{x \sin x}{b}"),
    ("x*(1/y)/b", r"\frac{x \frac{1}{y}}{b}"),
    # functions without brackets, where nothing else could be read
    ("sin(x)*cos(x)", r"\sin x \cos x"),
    ("sin(x*cos(x))", r"\sin(x \cos x)"),
    ("sin(2*x)*cos(x/2)*y", r"\sin 2x \cos\left(\frac{x}{2}\right) y"),
    ("sin(2*pi*x)", r"\sin 2\pi x"),
    ("sin(x*2)", r"\sin(x \cdot 2)"),
    ("sin(-x)", r"\sin(-x)"),
    ("sin(x^2)", r"\sin(x^2)"),
    ("sin(cos(x))", r"\sin(\cos x)"),
    ("sin((x))", r"\sin((x))"),
    ("sin(x)*(x + 1)", r"\sin(x) (x + 1)"),
    ("cos(2*x)*d/dx (2*x)", r"\cos(2x) \frac{d}{dx} (2x)"),
    ("log(abs(x)) + log(sqrt(x))", r"\log \lvert x\rvert + \log \sqrt{x}"),
    ("f(x)*exp(x)*erf(x)", r"f(x) \exp(x) \operatorname{erf}(x)"),
    # their powers
    ("1 - tanh(x)^2", r"1 - \tanh^2 x"),
    ("sech(x)^2", r"\operatorname{sech}^2 x"),
    ("sin(x)^n*cos(x)^2", r"\sin^n x \cos^2 x"),
    ("sin(x)^2*x", r"\sin^2(x) x"),
    ("tanh(x)^(-1)", r"(\tanh x)^{-1}"),
    ("(tanh(x))^2", r"(\tanh x)^2"),
    ("atan(x)^2 + log(x)^2", r"(\arctan x)^2 + (\log x)^2"),
    ("sin(x)^(1/2)", r"(\sin x)^{1/2}"),
    # fractions in exponents
    ("e^(-x^2/2)*x^(1/2)", r"e^{-x^2/2} x^{1/2}"),
    ("e^((-x)/2)", r"e^{\frac{-x}{2}}"),
    ("e^(x/(2*y))", r"e^{\frac{x}{2y}}"),
    # brackets grow with what is tall
    ("(1 - x)*(1 - x/2)*(1 - e^(-x))", r"(1 - x) \left(1 - \frac{x}{2}\right) (1 - e^{-x})"),
    ("(sqrt(x) + 1)^2", r"(\sqrt{x} + 1)^2"),
    ("(sqrt(x/2) + 1)^2", r"\left(\sqrt{\frac{x}{2}} + 1\right)^2"),
    ("abs(x/2)", r"\left|\frac{x}{2}\right|"),
    # brackets that are not needed are kept
    ("(x) + ((y + 1))*t", "(x) + ((y + 1)) t"),
]


@each(("written", "expected"), SIGMOID + FORMS)
def test_form(written: str, expected: str) -> None:
    assert latex(parse_expression(written)) == expected


def test_defined_name_without_arguments() -> None:
    scope = Scope(variables=frozenset("x"), functions={"u": 0, "loss": 0})
    assert latex(parse("u*(x + 1)*loss", scope).node) == (r"u \cdot (x + 1) \operatorname{loss}")


def _as_seen(source: str) -> str:
    """What is left of LaTeX for the eye: no spaces, and brackets of one size."""
    source = source.replace(r"\lvert", "|").replace(r"\rvert", "|")
    for unseen in (r"\left.", r"\left", r"\right", r"\,", " "):
        source = source.replace(unseen, "")
    return source


def test_no_two_expressions_look_alike() -> None:
    """But for those that differ in how factors are taken together: `x*2/x` and `x*(2/x)`."""
    seen: dict[str, Expression] = {}
    for e in small_expressions("x"):
        other = seen.setdefault(_as_seen(latex(e)), e)
        assert associated(other) == associated(e)


def test_no_two_products_look_alike() -> None:
    """Nor what functions of products are: which factor belongs to which head is seen."""
    written = ["x", "2", "y^2", "(y + 2)", "d/dx x", "(x/2)", "sqrt(x)", "abs(x)", "f(x)", "(-x)"]
    for head in ("sin", "log"):
        written += [f"{head}({a})" for a in ("x", "2", "2*x", "x*y", "x/2", "-x", "cos(x)")]
        written += [
            f"{head}(x)^2",
            f"{head}(x)^y",
            f"{head}(x)^(-1)",
            f"{head}(x^2)",
            f"{head}(2*x)^2",
        ]
    factors = [parse_expression(w) for w in written]
    products = [ProductOf(a, b) for a in factors for b in factors]
    triples = [ProductOf(a, b, c) for a in factors[10:16] for b in factors for c in factors[::2]]
    called = [call("sin", p) for p in products] + [Power(call("sin", p), p) for p in products[::7]]
    seen: dict[str, Expression] = {}
    for e in [*factors, *products, *triples, *called]:
        other = seen.setdefault(_as_seen(latex(e)), e)
        assert associated(other) == associated(e)


def test_a_derivative_by_one_of_several_variables_has_its_own_sign() -> None:
    style = Style(partial=True)
    expected = r"\frac{\partial}{\partial x} (x y) + \frac{\partial^2}{\partial x^2} f(x)"
    assert latex(parse_expression("d/dx (x*y) + d^2/dx^2 f(x)"), style) == expected
    inner = parse_expression("at(d/dt sin(t), t = x*y)")
    assert latex(inner, style) == r"\left.\frac{d}{dt} \sin t\right|_{t=x y}"


@given(expressions())
def test_every_expression_has_balanced_latex(e: Expression) -> None:
    source = latex(e)
    assert source == latex(e)
    assert source.isascii()
    assert source.count("{") == source.count("}")
    assert source.count(r"\left") == source.count(r"\right")


def test_the_base_of_a_logarithm_is_below_it() -> None:
    assert latex(parse_expression("log(x + 1, 2*b)")) == r"\log_{2b}(x + 1)"


NOTATIONS = [
    (r"\sigma", r"\sigma"),
    ("L", "L"),
    (" ReLU ", r"\operatorname{ReLU}"),
    (r"\hat y", r"\hat{y}"),
    (r"\bar{\theta}_1", r"\bar{\theta}_1"),
    (r"x_{max}^{(k,1)}", r"x_{\mathrm{max}}^{(k,1)}"),
    (r"f^*", "f^*"),
    (r"\beta^\dagger_\ell", r"\beta_{\ell}^{\dagger}"),
    (r"\mathcal{L}", r"\mathcal{L}"),
    (r"\mathrm{softplus}", r"\operatorname{softplus}"),
]


@each(("given", "expected"), NOTATIONS)
def test_a_notation_is_made_anew(given: str, expected: str) -> None:
    assert written(read_notation(given)) == expected


NO_NOTATIONS = [
    "",
    r"\input",
    r"\input{x}",
    r"\href{javascript:x}{y}",
    r"\hat{\def}",
    r"\def\x{y}",
    r"\sigma\sigma",
    r"\hatx",
    r"\mathcal{ab}",
    r"\sigma^2",
    r"x^{n}",
    r"x_1_2",
    r"x_{}",
    r"x_{<b>}",
    r"x_{\csname}",
    "<b>",
    "$x$",
    "a b",
    "x%",
    "x" * 61,
    "\\sigma\n\\input",
    "σ",
]


@each("given", NO_NOTATIONS)
def test_no_other_notation_is_read(given: str) -> None:
    with pytest.raises(NotationError):
        read_notation(given)


@given(st.text(alphabet="\\{}_^ $%&#<>aLx19*()σhatinputsigm", max_size=12))
def test_what_is_read_has_no_other_control_word(said: str) -> None:
    try:
        found = written(read_notation(said))
    except NotationError:
        return
    words = set(re.findall(r"\\([A-Za-z]+|.)", found))
    assert words <= {*LETTERS, *_OTHER_WORDS}
    assert not set(found) & set("$%&#<>~\"'")
    assert written(read_notation(found)) == found


_OTHER_WORDS = {"hat", "operatorname", "mathrm", "star", "ast", "prime", "ln", "sin", "min", "max"}
STYLE = Style(names=boxes([("sigmoid", r"\sigma"), ("x", "f^*"), ("log", r"\ln"), ("sin", "S")]))
TYPESET = [
    ("sigmoid(y)*(1 - sigmoid(y))", r"\sigma(y) (1 - \sigma(y))"),
    ("x^2*d/dx x", r"(f^*)^2 \frac{d}{df^*} f^*"),
    ("log(y) + log(y, 2)", r"\ln y + \ln_2 y"),
    ("sin(y)*cos(y) + sin(y)^2", r"S(y) \cos y + S(y)^2"),
]


@pytest.mark.parametrize(("given", "expected"), TYPESET)
def test_names_are_written_as_they_are_given(given: str, expected: str) -> None:
    assert latex(parse_expression(given), STYLE) == expected
