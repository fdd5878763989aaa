"""Names that people use: what each means, by a table; and what is said of unknown ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flint import arb
from mpmath import mp  # type: ignore[import-untyped]
from sympy.core.symbol import Symbol

import derive
from derive.check import decide
from derive.check.derivative import derivatives
from derive.expression.functions import ALSO_VARIABLES, FUNCTION_NAMES, SYNONYMS
from derive.expression.latex import latex
from derive.expression.nodes import called, free_variables
from derive.expression.numerals import numeral
from derive.expression.parser import parse_expression as parse
from derive.expression.text import text
from derive.expression.words import BY_ARITY
from derive.kernel.definitions import standard
from derive.kernel.theory import Theory
from derive.numeric.evaluate import evaluate
from derive.report.equality import function_words
from derive.report.report import Verdict
from derive.rules.standard import STANDARD, Standard
from derive.script.derivative import Texts
from tests.inside import outcome
from tests.refused import refusal
from tests.test_corpora import ROOT

#: An expression in x, its derivative by x, a condition, and points with values that mpmath tells.
NAMES = [
    ("sigmoid(x)", "sigmoid(x)*(1 - sigmoid(x))", "", {"2": lambda: 1 / (1 + mp.exp(-2))}),
    ("logistic(x)", "expit(x)*(1 - expit(x))", "", {"-3": lambda: 1 / (1 + mp.exp(3))}),
    ("logit(x)", "1/(x*(1 - x))", "0 < x < 1", {"1/4": lambda: mp.log(mp.mpf(1) / 3)}),
    ("softplus(x)", "sigmoid(x)", "", {"1": lambda: mp.log1p(mp.exp(1))}),
    ("relu(x)", "heaviside(x)", "x != 0", {"3": lambda: 3, "-3": lambda: 0, "0": lambda: 0}),
    ("leaky_relu(x, 1/100)", "1", "x > 0", {"-2": lambda: mp.mpf(-2) / 100, "2": lambda: 2}),
    ("leaky_relu(x, a)", "a", "x < 0", {}),
    ("silu(x)", "sigmoid(x)*(1 + x*(1 - sigmoid(x)))", "", {"2": lambda: 2 / (1 + mp.exp(-2))}),
    ("swish(x)/x", "sigmoid(x)*(1 - sigmoid(x))", "x != 0", {"1": lambda: 1 / (1 + mp.exp(-1))}),
    (
        "gelu(x)",
        "(1 + erf(x/sqrt(2)))/2 + x*e^(-x^2/2)/sqrt(2*pi)",
        "",
        {"1": lambda: mp.ncdf(1), "-2": lambda: -2 * mp.ncdf(-2)},
    ),
    ("elu(x, 1)", "e^x", "x < 0", {"-1": lambda: mp.expm1(-1), "2": lambda: 2}),
    ("heaviside(x)", "0", "x != 0", {"-1/9": lambda: 0, "0": lambda: 0.5, "7": lambda: 1}),
    ("heaviside(x, 1/4)", "0", "x != 0", {"-1/9": lambda: 0, "0": lambda: 0.25, "7": lambda: 1}),
    ("hypot(x, y)", "x/hypot(x, y)", "x > 0", {}),
    ("hypot(3, 4, x)", "x/sqrt(25 + x^2)", "", {"12": lambda: 13}),
    ("max(x, 1, 2, 3)", "1", "x > 3", {"-1": lambda: 3, "5": lambda: 5}),
    ("min(x, 1, 2)", "0", "x > 3", {"-1": lambda: -1, "5": lambda: 1}),
    ("log(x, 10)", "1/(x*log(10))", "x > 0", {"100": lambda: 2}),
    ("log(3, x)", "-log(3)/(x*log(x)^2)", "x > 1", {"9": lambda: 0.5}),
    ("exp2(x)", "log(2)*exp2(x)", "", {"3": lambda: 8}),
    ("exp10(x)", "log(10)*exp10(x)", "", {"-2": lambda: mp.mpf(1) / 100}),
    ("logaddexp(x, y)", "sigmoid(x - y)", "", {}),
    ("logaddexp(x, 1)", "sigmoid(x - 1)", "", {"1": lambda: 1 + mp.log(2)}),
    (
        "beta(x, 2)",
        "beta(x, 2)*(digamma(x) - digamma(x + 2))",
        "x > 0",
        {"1/2": lambda: mp.beta(0.5, 2), "3": lambda: mp.mpf(1) / 12},
    ),
    ("binomial(x, 2)", "x - 1/2", "x > 1", {"5": lambda: 10, "7/2": lambda: mp.binomial(3.5, 2)}),
    ("sinc(x)", "(cos(pi*x) - sinc(x))/x", "x != 0", {"0": lambda: 1, "1/2": lambda: 2 / mp.pi}),
    ("floor(x)", "0", "1 < x < 2", {"-1/2": lambda: -1, "3": lambda: 3, "-3": lambda: -3}),
    ("ceil(x)", "0", "1 < x < 2", {"-1/2": lambda: 0, "3": lambda: 3, "5/2": lambda: 3}),
    ("atan2(x, 3)", "3/(x^2 + 9)", "", {"-3": lambda: -mp.pi / 4}),
    ("atan2(3, x)", "-3/(x^2 + 9)", "", {"-3": lambda: 3 * mp.pi / 4, "0": lambda: mp.pi / 2}),
    ("atan2(0, x)", "0", "x > 0", {"-3": lambda: mp.pi, "2": lambda: 0}),
    ("atan2(y, x)", "-y/(x^2 + y^2)", "x > 0", {}),
    ("xlogy(x, 3)", "log(3)", "", {"0": lambda: 0, "2": lambda: 2 * mp.log(3)}),
    ("xlogy(2, x)", "2/x", "x > 0", {"1/2": lambda: -2 * mp.log(2)}),
    ("xlogy(0, x)", "0", "x > 0", {"0": lambda: 0, "-5": lambda: 0}),
    ("xlog1py(x, 2)", "log(3)", "", {"0": lambda: 0, "2": lambda: 2 * mp.log(3)}),
    (
        "erfinv(x)",
        "sqrt(pi)/2*e^(erfinv(x)^2)",
        "-1 < x < 1",
        {"1/2": lambda: mp.erfinv(0.5), "0": lambda: 0},
    ),
    ("polygamma(3, x)", "polygamma(4, x)", "x > 0", {"5/2": lambda: mp.polygamma(3, 2.5)}),
    ("polygamma(0, x)", "polygamma(1, x)", "x > 0", {"2": lambda: mp.digamma(2)}),
    ("tetragamma(x)", "polygamma(3, x)", "x > 0", {}),
    (
        "besseli(2, x)",
        "(besseli(1, x) + besseli(3, x))/2",
        "x > 0",
        {"3": lambda: mp.besseli(2, 3)},
    ),
    ("besselk(1, x)", "-besselk(0, x) - besselk(1, x)/x", "x > 0", {"3": lambda: mp.besselk(1, 3)}),
    ("expint(3, x)", "-expint(2, x)", "x > 0", {"2": lambda: mp.expint(3, 2)}),
    ("expint(1, x)", "-e^(-x)/x", "x > 0", {"2": lambda: mp.e1(2)}),
]


@pytest.mark.parametrize(("f", "slope", "where", "values"), NAMES, ids=[row[0] for row in NAMES])
def test_what_a_name_means(
    f: str, slope: str, where: str, values: dict[str, Callable[[], Any]]
) -> None:
    conditions = (where, "y > 0") if "y" in f and where else filter(None, (where,))
    found = derive.equal(f"d/dx ({f})", slope, tuple(conditions))
    assert found, found
    for at, expected in values.items():
        with mp.workdps(30):
            value = mp.mpf(expected())
            ball = arb(mp.nstr(value, 25)) + arb("0 +/- 1e-20")
        point = numeral(parse(at))
        assert point is not None
        assert evaluate(Theory().unfold(parse(f)), {Symbol("x"): point}, 128).overlaps(ball), at
    assert parse(text(parse(f))) == parse(f)


def test_every_name_is_in_the_table() -> None:
    heads = {f.partition("(")[0] for f, *_ in NAMES}
    known = {row.word for row in FUNCTION_NAMES.values() if not row.elementary}
    assert known - {"gamma", "zeta"} <= heads | {*SYNONYMS.values()}


#: What must not be proved, where a function jumps, bends or is not defined.
EDGES = [
    ("d/dx floor(x)", "0", ()),
    ("d/dx ceil(x)", "0", ()),
    ("d/dx heaviside(x)", "0", ()),
    ("d/dx relu(x)", "heaviside(x)", ()),
    ("d/dx elu(x, a)", "1", ("x >= 0",)),
    ("d/dx atan2(x, -1)", "-1/(x^2 + 1)", ()),
    ("d/dx atan2(x, y)", "y/(x^2 + y^2)", ("x^2 + y^2 > 0",)),
    ("d/dx max(x, 1, 2)", "0", ("x <= 2",)),
    ("atan2(y, x)", "atan(y/x)", ("x != 0",)),
    ("atan2(0, x)", "0", ("x != 0",)),
    ("atan2(x, x)", "pi/4", ()),
    ("heaviside(x)", "heaviside(x, 1)", ()),
    ("heaviside(x)^2", "heaviside(x)", ()),
    ("sinc(x)", "sin(pi*x)/(pi*x)", ()),
    ("xlogy(x, y)", "x*log(y)", ()),
    ("d/dx xlogy(x, y)", "log(y)", ()),
    ("d/dx xlogy(x, x)", "log(x) + 1", ("x >= 0",)),
    ("erfinv(erf(x))", "-x", ()),
    ("erf(erfinv(x))", "x", ()),
    ("floor(x)", "x", ()),
    ("floor(-x)", "-floor(x)", ()),
    ("ceil(x)", "floor(x) + 1", ()),
    ("floor(2*x)", "2*floor(x)", ()),
    ("floor(x/2)", "x/2", ("x integer",)),
    ("polygamma(x, 2)", "polygamma(x, 2) + 0", ()),
    ("polygamma(x, 2)", "polygamma(x, 2) + 0", ("x >= 0",)),
    ("d/dx polygamma(x, 2)", "polygamma(x + 1, 2)", ("x > 0",)),
    ("d/dx polygamma(floor(x), 2)", "0", ("x > 0",)),
    ("zeta(x)", "zeta(x)*1", ("x > 0",)),
    ("d/dx besselk(x, 2)", "0", ()),
    ("log(x, b)", "log(x)/log(b)", ("x > 0", "b > 0")),
    ("beta(x, y)", "beta(y, x)", ()),
    ("hypot(x, 0)", "x", ()),
    ("d/dx hypot(x, 0)", "x/abs(x)", ()),
    ("relu(x)", "x", ()),
    ("logit(sigmoid(x))", "x + 1/10^30", ()),
    ("sigmoid(logit(x))", "x", ()),
]


@pytest.mark.parametrize(("left", "right", "where"), EDGES, ids=lambda v: str(v)[:40])
def test_what_is_not_so_everywhere(left: str, right: str, where: tuple[str, ...]) -> None:
    assert not derive.equal(left, right, where)


TRUE = [
    ("sinc(0)", "1", ()),
    ("heaviside(0)", "1/2", ()),
    ("heaviside(0, 1)", "1", ()),
    ("xlogy(0, y)", "0", ()),
    ("xlogy(x, y)", "x*log(y)", ("y > 0",)),
    ("xlog1py(x, y)", "x*log1p(y)", ("y > -1",)),
    ("sinc(x)", "sin(pi*x)/(pi*x)", ("x != 0",)),
    ("floor(7/2)", "3", ()),
    ("floor(x + 3)", "floor(x) + 3", ()),
    ("ceil(x)", "-floor(-x)", ()),
    ("floor(n)", "n", ("n integer",)),
    ("floor(n^2 - 3*n)", "n^2 - 3*n", ("n integer",)),
    ("ceil(2*n)", "2*n", ("n integer",)),
    ("polygamma(n, 2) + 0", "polygamma(n, 2)", ("n integer", "n >= 0")),
    ("d/dx polygamma(n, x)", "polygamma(n + 1, x)", ("n integer", "n >= 0", "x > 0")),
    ("atan2(y, x)", "atan(y/x)", ("x > 0",)),
    ("atan2(y, x)", "pi/2 - atan(x/y)", ("y > 0",)),
    ("d/dy atan2(y, x)", "x/(x^2 + y^2)", ("y != 0",)),
    ("erfinv(erf(x))", "x", ()),
    ("erf(erfinv(x))", "x", ("-1 < x < 1",)),
    ("max(a, b, c)", "max(c, max(b, a))", ()),
    ("min(a, b, c)", "-max(-a, -b, -c)", ()),
    ("beta(x, y)", "beta(y, x)", ("x > 0", "y > 0")),
    ("binomial(n, 1)", "n", ("n > 0",)),
    ("binomial(n, k)", "binomial(n, n - k)", ("n >= k", "k >= 0")),
    ("beta(x, 1)", "1/x", ("x > 0",)),
    ("sigmoid(-x)", "1 - sigmoid(x)", ()),
    ("sigmoid(logit(x))", "x", ("0 < x < 1",)),
    ("logit(sigmoid(x))", "x", ()),
    ("softplus(x) - softplus(-x)", "x", ()),
    ("tanh(x)", "2*sigmoid(2*x) - 1", ()),
    ("relu(x)", "x*heaviside(x)", ()),
    ("relu(x) - relu(-x)", "x", ()),
    ("leaky_relu(x, 1)", "x", ()),
    ("elu(x, 0)", "relu(x)", ()),
    ("logaddexp(x, y)", "x + softplus(y - x)", ()),
    ("exp2(x)*exp10(x)", "20^x", ()),
    ("log(x^2, x)", "2", ("x > 1",)),
    ("log(x, 2)", "log2(x)", ("x > 0",)),
    ("hypot(x, y)^2", "x^2 + y^2", ()),
    ("hypot(x, 0)", "abs(x)", ()),
    ("zeta(2)", "pi^2/6", ()),
    ("besselk(-1, x)", "besselk(1, x)", ("x > 0",)),
    ("besseli(0, x) - besseli(2, x)", "2*besseli(1, x)/x", ("x > 0",)),
    ("besselk(n + 1, x)", "besselk(n - 1, x) + 2*n/x*besselk(n, x)", ("x > 0",)),
    ("expint(2, x)", "e^(-x) - x*expint(x)", ("x > 0",)),
    ("expint(0, x)", "e^(-x)/x", ("x > 0",)),
    ("gelu(x)", "x*(1 - erfc(x/sqrt(2))/2)", ()),
]


@pytest.mark.parametrize(("left", "right", "where"), TRUE, ids=lambda v: str(v)[:40])
def test_what_is_known_of_them(left: str, right: str, where: tuple[str, ...]) -> None:
    found = derive.equal(left, right, where)
    assert found, found


@pytest.mark.parametrize("row", STANDARD, ids=lambda row: row.name)
def test_a_standard_definition_is_in_terms_of_others(row: Standard) -> None:
    definition = standard(row.name)
    arity = FUNCTION_NAMES[definition.name].arity
    assert len(definition.parameters) == arity
    unfolded = Theory().unfold(definition.body)
    assert called(unfolded).isdisjoint(Theory().names)
    assert free_variables(unfolded) == {*definition.parameters}


def test_zeta_has_values_and_no_derivative() -> None:
    with mp.workdps(30):
        ball = arb(mp.nstr(mp.zeta(2.5), 25)) + arb("0 +/- 1e-20")
    assert evaluate(parse("zeta(5/2)"), {}, 128).overlaps(ball)
    assert derive.equal("d/dx zeta(x)", "0", ["x > 1"]).verdict is Verdict.REFUTED
    assert not derive.diff("zeta(x)")


def test_a_bare_name_is_a_variable() -> None:
    for name in sorted(ALSO_VARIABLES):
        assert derive.equal(f"{name}*{name}", f"{name}^2"), name
        assert derive.equal(f"d/d{name} ({name}^2)", f"2*{name}"), name
        assert derive.equal(name, name, [f"{name} > 0"])
    sides = "x^(beta - 1)/beta(alpha, beta)*beta", "beta*x^(beta - 1)/beta(alpha, beta)"
    assert derive.equal(*sides, ["x > 0", "alpha > 0", "beta > 0"])
    assert derive.diff("g(2)*beta", "beta", define=["g(beta) = beta^2"]).derivative == "4"
    assert refusal(derive.equal, "gamma*gamma(x)", "gamma(x)*gamma")  # gamma*(x), or Γ?


def test_names_in_latex_are_upright() -> None:
    assert latex(parse("silu(x) + beta(x, y)")) == (r"\operatorname{silu}(x) + \mathrm{B}(x, y)")
    assert latex(parse("max(x, y, 1)")) == r"\max(x, y, 1)"
    assert latex(parse("leaky_relu(x, a)")) == r"\operatorname{leaky\_relu}(x, a)"


UNKNOWN = ["sigmoyd(x)", "floorr(x)", "foo(x, y)", "Phi(x)", "theta(t)", "loss'(x)", "erfcc(x)"]


@pytest.mark.parametrize("e", UNKNOWN)
def test_what_is_not_known_is_no_function(e: str) -> None:
    name = e.partition("(")[0].rstrip("'")
    for found in (
        refusal(derive.equal, e, e),
        refusal(derive.equal, "1", f"1 + 0*{e}"),
        refusal(derive.diff, e, "x"),
    ):
        assert f"opaque=['{name}']" in found.diagnostics[0].hint
    assert decide.equal(e, e).unknown == (name,)
    assert derive.equal(f"{e}*1", e, opaque=[name])


@pytest.mark.parametrize(
    "e", ["f(x)", "f'(x)", "f_1(x)", "g_n(x)", "phi(x)", "psi_2(x)", "F(x, y)"]
)
def test_letters_stand_for_any_function(e: str) -> None:
    assert derive.equal(f"1*{e}", e)
    assert derive.equal(e, "2*x").verdict is Verdict.REFUTED


def test_the_nearest_names_are_told() -> None:
    hints = [refusal(derive.equal, f, "1").diagnostics[0].hint for f in ("sigmod(x)", "erfx(x)")]
    assert "did you mean `sigmoid`?" in hints[0]
    assert "`erfcx`" in hints[1]
    assert refusal(derive.equal, "sin(x)", "1", opaque=["sin"])


@pytest.mark.parametrize("name", ["i", "I", "oo", "inf", "nan", "infinity"])
def test_what_is_no_number_is_told(name: str) -> None:
    assert refusal(derive.equal, f"{name} + x", f"x + {name}")
    assert derive.equal(f"{name} + x", f"x + {name}", [f"{name} real"])


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("sinx", "sin(x)"),
        ("cosx", "cos(x)"),
        ("logx", "log(x)"),
        ("lnx", "ln(x)"),
        ("expx", "exp(x)"),
        ("sqrtz", "sqrt(z)"),
        ("sint", "sin(t)"),
        ("tan2x", "tan(2*x)"),
        ("costheta", "cos(theta)"),
        ("sinhy", "sinh(y)"),
        ("arctanx", "arctan(x)"),
        ("log2x", "log2(x)` or `log(2*x)"),
    ],
)
def test_a_function_run_together_with_its_argument(name: str, call: str) -> None:
    sides = (f"2*{name}", f"{name}*2")
    for found in (refusal(derive.equal, *sides), refusal(derive.diff, name)):
        assert found.diagnostics[0].hint.startswith(f"write `{call}`; for a variable of that name")
    assert derive.equal(f"2*{name}", f"{name}*2", [f"{name} real"])
    assert derive.diff(f"{name}^2", name).derivative == f"2*{name}"


@pytest.mark.parametrize(
    ("left", "right", "name", "product"),
    [
        ("(a + b)^2", "a^2 + 2ab + b^2", "ab", "a*b"),
        ("a/b/c", "a/(bc)", "bc", "b*c"),
        ("x*y*z", "xyz", "xyz", "x*y*z"),
    ],
)
def test_factors_run_together(left: str, right: str, name: str, product: str) -> None:
    found = refusal(derive.equal, left, right).diagnostics[0]
    assert found.hint.startswith(f"write `{product}`; for a variable of that name say")
    assert derive.equal(left, right, [f"{name} real"]).verdict is Verdict.REFUTED
    assert derive.equal(f"mu*m*u + {name}", f"{name} + m*u*mu")


def test_a_name_with_the_variable_as_a_letter_is_noted() -> None:
    note = "note: xy is one name, without x; write x*y for a product"
    assert note in outcome("diff", "2xy + x", "x")[1]
    assert "is one name" not in outcome("diff", "2*x*y + exp(x)", "x")[1]
    assert "is one name" not in outcome("diff", "2*xy + x", "x", "--where", "xy > 0")[1]


HONEST = "exponent sinusoid logs maximum beta1 cost tans sect expert signal absolute sin2 logits"


@pytest.mark.parametrize("name", HONEST.split())
def test_words_that_only_begin_like_a_function(name: str) -> None:
    assert derive.equal(f"2*{name}*x", f"x*{name}*2")
    assert derive.diff(f"{name}^2*x", name).derivative == f"2*{name}*x"


def test_what_else_is_a_variable_tells_that_a_call_is_meant() -> None:
    for sides, call in ((("cost*t", "t*cost"), "cos(t)"), (("logp + p", "p + logp"), "log(p)")):
        assert refusal(derive.equal, *sides).diagnostics[0].hint.startswith(f"write `{call}`; ")
    assert derive.equal("logp + q", "q + logp")
    assert derive.equal("cost*t", "t*cost", ["cost > 0"])
    assert derive.diff("g(x, 2)", define=["g(cost, t) = cost*t"]).derivative == "2"


def test_the_letter_of_gamma_is_the_function() -> None:
    assert derive.equal("Γ(x)", "gamma(x)", ["x > 0"])
    assert derive.equal("Γ(6)", "factorial(5)")
    assert derive.equal("Γ*Γ", "Γ^2")  # a variable, as all such names are without brackets


def test_a_variable_may_be_called_i() -> None:
    assert derive.equal("d/dx (x^2*i)", "2*x*i", ["i integer"])
    assert derive.equal("sqrt(i^2)", "i", ["i > 0"])
    assert derive.diff("i^2", "i").derivative == "2*i"


OWN = [
    ("sec(x) = 1/cos(x)", True),
    ("sec(x) = 1/sin(x)", False),
    ("sigmoid(x) = e^x/(1 + e^x)", True),
    ("expit(x) = 1/(1 + e^(-x))", True),
    ("swish(x) = x/(1 + e^x)", False),
    ("tanh(x) = (e^x - e^(-x))/(e^x + e^(-x))", True),
    ("logit(p) = log(p) - log(1 - p)", True),
    ("logit(p) = log(p/(1 + p))", False),
    ("log(x, b) = log(x)/log(b)", True),
    ("log(x, b) = log(b)/log(x)", False),
    ("relu(x) = (x + abs(x))/2", True),
    ("heaviside(x) = (1 + x/abs(x))/2", False),  # not at 0
    ("max(a, b) = (a + b + abs(a - b))/2", True),
    ("cot(x) = cos(x)/sin(x)", True),
    ("sqrt(x) = x^(1/2)", False),  # not at 0
]


@pytest.mark.parametrize(("definition", "right"), OWN)
def test_a_known_name_may_be_defined_as_what_it_is(definition: str, right: bool) -> None:
    head = definition.partition(" = ")[0]
    if right:
        derive.diff(f"x + {head}", "x", define=[definition])
    else:
        assert refusal(derive.diff, f"x + {head}", "x", define=[definition])


def test_a_witness_shows_as_many_parameters_as_there_are() -> None:
    found = derive.equal("g(x, y) + f(x)", "x + y")
    assert found.witness is not None
    assert "f(z) = " in function_words(found.witness)
    assert "g(z_1, z_2) = " in function_words(found.witness)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("zeta(x)", "no rule is known for the derivative of zeta"),
        ("besselj(x, 2)", "no rule is known for the derivative of besselj by its first argument"),
        (
            "f(x, y)",
            "nothing is known of f, a function of 2 arguments: its partial derivative "
            "d/dx f(x, y) has no other form",
        ),
    ],
)
def test_a_derivative_without_a_rule_is_told(function: str, said: str) -> None:
    (report,) = derivatives(Texts(function, "x"))
    assert (report.stopped, bool(report.report)) == (said, False)


def test_a_product_with_an_opaque_function_of_two_arguments_is_proved() -> None:
    (report,) = derivatives(Texts("x^2*f(x, y)", "x"))
    assert report.report is not None
    assert report.report.proved
    assert "d/dx f(x, y) has no other form" in report.stopped


def test_the_readme_lists_every_name() -> None:
    listed = (ROOT / "README.md").read_text(encoding="utf-8").partition("### Names")[2]
    words = set(re.findall(r"\w+", listed.partition("\n`derive NAME`")[0]))
    angles = ("sin", "cos", "tan", "cot", "sec", "csc")
    words |= {f"{a}{name}{h}" for name in angles for a in ("", "a") for h in ("", "h")}
    assert {*BY_ARITY} <= words
