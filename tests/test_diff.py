"""`derive diff`: walks that are found, natural domains, targets, saved scripts, bad input.

`DERIVE_UPDATE=1 pytest tests/test_diff.py` writes the walks under `tests/golden` anew.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from pathlib import Path

import pytest
from flint import arb
from sympy.core.symbol import Symbol

import derive
from derive.check.check import check, checked
from derive.check.decide import equal
from derive.check.derivative import derivatives
from derive.expression.nodes import DerivativeOf, strip
from derive.expression.parsed import Scope
from derive.expression.parser import parse, parse_expression
from derive.expression.text import text
from derive.kernel.tidy import tidy
from derive.numeric.differences import differenced
from derive.numeric.evaluate import evaluate
from derive.report.report import Verdict
from derive.script.derivative import Texts
from derive.script.load import load_text
from derive.script.write import scalar
from derive.search.derivation.simple import simple
from derive.worker.wire import decode, encode
from tests.each import each
from tests.inside import outcome, run
from tests.outside import ROOT, UPDATE
from tests.workers import flat

SIGMOID = "sigmoid(t) = 1/(1 + e^(-t))"
WALKS = {
    "diff-quotient": ("x^2*sin(x)/(1+x)",),
    "diff-sigmoid": ("sigmoid(x)", "--define", SIGMOID),
    "diff-tanh": ("tanh(x)",),
    "diff-log-over-x": ("log(x)/x",),
    "diff-power-tower": ("x^x",),
    "diff-hypotenuse": ("sqrt(1+x^2)",),
    "diff-gaussian": ("e^(-x^2)",),
    "diff-opaque": ("f(g(x))",),
    "diff-gradient": ("x^2*y + sin(x*y)",),
    "diff-second": ("x^2*sin(x)", "--order", "2"),
    "diff-brief": ("x^2*sin(x)/(1+x)", "--detail", "brief"),
    "diff-full": ("x*e^(2*x)", "--detail", "full"),
    "diff-ascii": ("e^(-x^2)", "--ascii"),
}


@pytest.mark.parametrize("name", WALKS)
def test_walks(name: str) -> None:
    done = run("diff", *WALKS[name], "--steps")
    golden = ROOT / "tests" / "golden" / f"{name}.txt"
    if UPDATE:
        golden.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == golden.read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


#: Functions, what a person leaves of their derivative, and where it is defined.
LAST = [
    ("3", "0", ()),
    ("x", "1", ()),
    ("x^1*sin(x)", "sin(x) + x*cos(x)", ()),
    ("sin(x)^(2 - 1)", "cos(x)", ()),
    ("7 - 3*x", "-3", ()),
    ("x^3/3", "x^2", ()),
    ("1/x", "-1/x^2", ("x != 0",)),
    ("3/(x^2 + 1)^2", "-12*x/(x^2 + 1)^3", ()),
    ("log(log(x))", "1/(x*log(x))", ("x > 1",)),
    ("abs(x)", "x/abs(x)", ("x != 0",)),
    ("asin(x)", "1/sqrt(1 - x^2)", ("x^2 < 1",)),
    ("2^x", "2^x*log(2)", ()),
    ("x*sqrt(x)", "3*sqrt(x)/2", ("x > 0",)),
    ("(sin(x) + 1)/cos(x)", "1/(1 - sin(x))", ("cos(x) != 0",)),
    ("atan(1/x)", "-1/(x^2 + 1)", ("x != 0",)),
    ("log(sin(x)^2 + 1)", "2*sin(x)*cos(x)/(sin(x)^2 + 1)", ()),
    ("erf(x)", "2*e^(-x^2)/sqrt(pi)", ()),
    ("x/2 + sin(x)*cos(x)/2", "cos(x)^2", ()),
    ("x/2 - sin(x)*cos(x)/2", "sin(x)^2", ()),
    ("sin(x)*cos(x)", "cos(x)^2 - sin(x)^2", ()),
    ("tan(x) - x", "tan(x)^2", ("cos(x) != 0",)),
    ("sinh(x)*cosh(x) - x", "2*sinh(x)^2", ()),
    ("x*sqrt(1 - x^2) + asin(x)", "2*sqrt(1 - x^2)", ("x^2 < 1",)),
    ("log(x - sqrt(2)) + log(x + sqrt(2))", "2*x/(x^2 - 2)", ("x > sqrt(2)",)),
    ("log(x + sqrt(x^2 + 1))", "1/sqrt(x^2 + 1)", ()),
    ("x^pi", "pi*x^(pi - 1)", ("x > 0",)),
    ("sqrt(x)*log(x)", "(2 + log(x))/(2*sqrt(x))", ("x > 0",)),
    ("1/log(log(x))", "-1/(x*log(log(x))^2*log(x))", ("x > 1", "x != e")),
    ("log(e^x - 2)", "e^x/(e^x - 2)", ("x > log(2)",)),
]


@each(("function", "last", "where"), LAST)
def test_the_line_that_a_person_leaves(function: str, last: str, where: tuple[str, ...]) -> None:
    found = derive.diff(function)
    assert found, found
    assert (found.derivative, found.found) == (last, where)
    assert equal(f"d/dx ({function})", last, where)


def test_parameters_in_exponents() -> None:
    found = derive.diff("x^a*exp(-b*x)")
    assert found.derivative == "x^(a - 1)*(a - b*x)*e^(-b*x)"


@pytest.mark.parametrize("function", ["sqrt(-1 - x^2)", "log(-x^2)", "asin(2 + x^2)"])
def test_what_is_defined_nowhere(function: str) -> None:
    found = derive.diff(function)
    assert not found
    assert found.stopped.startswith("no real point is known")
    assert found.script == ""


def test_the_variable_is_that_of_the_expression() -> None:
    assert derive.diff("t^2").derivative == "2*t"
    assert derive.diff("a*x + a").derivative == "a"
    assert derive.diff("3").derivative == "0"
    with pytest.raises(ValueError, match="one of s, t"):
        derive.diff("s*t")


def test_parameters_have_conditions_too() -> None:
    found = derive.diff("a^x")
    assert (found.derivative, found.found) == ("a^x*log(a)", ("a > 0",))
    declared = derive.diff("a^x", where=["a > 1"])
    assert declared
    assert declared.found == ()
    assert declared.conditions == ("a: real", "x: real", "a > 1")


def test_domain_words_are_kept() -> None:
    found = derive.diff("x^n", where=["n integer", "x: positive"])
    assert found
    assert found.conditions == ("n: integer", "x: positive")


@pytest.mark.parametrize(
    ("definition", "last"),
    [
        ("s(t) = 1/(1 + e^(-t))", "s(x)*(1 - s(x))"),
        ("s(x) = (e^x - e^(-x))/(e^x + e^(-x))", "1 - s(x)^2"),
        ("s(x) = 2*e^x", "s(x)"),
    ],
)
def test_defined_functions_by_themselves(definition: str, last: str) -> None:
    found = derive.diff("s(x)", define=[definition])
    assert found
    assert found.derivative == last
    inside = derive.diff("x*s(2*x)", define=[definition])
    assert inside, inside


def test_a_definition_may_have_parameters_of_its_own() -> None:
    found = derive.diff("g(x^2)", define=["g(t) = a*h(t)", "h(s) = sin(s) + k"])
    assert found
    assert found.derivative == "2*a*x*cos(x^2)"


def test_orders() -> None:
    found = derive.diff("x*e^x", order=3)
    assert found
    assert found.report is not None
    assert found.report.title == "The third derivative of x*e^x"
    assert equal("d/dx (d/dx (d/dx (x*e^x)))", found.derivative)
    assert not equal("d/dx (d/dx (x*e^x))", found.derivative)


@pytest.mark.parametrize(
    ("function", "order", "last"),
    [
        ("exp(x)", 9, "exp(x)"),
        ("exp(x)", 20, "exp(x)"),
        ("sin(x)", 20, "sin(x)"),
        ("1/(1 + x)", 9, "-362880/(1 + x)^10"),
        ("log(x)", 10, "-362880/x^10"),
    ],
)
def test_high_orders(function: str, order: int, last: str) -> None:
    found = derive.diff(function, order=order)
    assert found, found
    assert found.derivative == last
    assert found.report is not None
    assert found.report.theorem is not None
    table = found.report.theorem.table
    assert table is not None
    *_, (_, observed) = [(row.h, row.order) for row in table.rows]
    assert observed is not None
    assert abs(float(observed) - 2) < 0.1


@each("order", range(1, 21))
def test_high_derivatives_in_balls(order: int) -> None:
    """FLINT cuts a series off behind ten terms unless it is told otherwise."""
    scope = Scope(variables=frozenset("x"))
    e, at = parse_expression("1/(1 - x) + e^(2*x)", scope), {Symbol("x"): Fraction(0)}
    for _ in range(order):
        e = DerivativeOf(e, Symbol("x"))
    found = evaluate(e, at, 128)
    assert found.overlaps(arb(factorial(order) + 2**order))
    assert found.rad() < 1e-6
    around = evaluate(differenced(e, Fraction(1, 4096)), at, 1024)
    assert abs(around / found - 1) < 1e-3


@pytest.mark.parametrize("order", [0, 21])
def test_orders_that_there_are_not(order: int) -> None:
    with pytest.raises(ValueError, match="order"):
        derive.diff("x", order=order)


def test_lists_are_no_texts() -> None:
    with pytest.raises(TypeError):
        derive.diff("x", where="x > 0")


@pytest.mark.parametrize("detail", ["brief", "full"])
def test_details(detail: str) -> None:
    normal, other = derive.diff("x^2*sin(x)"), derive.diff("x^2*sin(x)", detail=detail)
    assert normal
    assert other
    assert normal.derivative == other.derivative
    assert (len(other.steps) < len(normal.steps)) == (detail == "brief")
    if detail == "full":
        calculus = [s for s in other.steps if "d/dx" in str(s.line)]
        assert all(s.written is not None and len(s.written) == 1 for s in calculus)


def test_the_search_is_deterministic() -> None:
    question = "x^2*sin(x)*e^(-x)/(1 + x^2)"
    assert derive.diff(question).script == derive.diff(question).script


def test_a_gradient_has_a_derivation_by_each_variable() -> None:
    found = derivatives(Texts("x^2*y + n", where=("n integer",)))
    assert [(f.variable, f.derivative) for f in found] == [("x", "2*x*y"), ("y", "x^2")]
    assert all(found)


# Targets

TARGETS = [
    ("x^2", "2*x", Verdict.PROVED),
    ("x^2", "x + x", Verdict.PROVED),
    ("x^2", "2*x*1", Verdict.PROVED),
    ("sin(x)^2", "sin(2*x)", Verdict.PROVED),
    ("tan(x)", "1 + tan(x)^2", Verdict.PROVED),
    ("x^2", "3*x", Verdict.REFUTED),
    ("sin(x)", "-cos(x)", Verdict.REFUTED),
    ("x^2", "2*x*(x/x)", Verdict.DOMAIN_CHANGES),
    ("f(x)", "g(x)", Verdict.REFUTED),
]


@each(("function", "target", "verdict"), TARGETS)
def test_targets(function: str, target: str, verdict: Verdict) -> None:
    found = derive.diff(function, to=target)
    if verdict.passes:
        assert found
        assert found.derivative == text(strip(parse(target, Scope(frozenset("x"))).node))
        return
    assert not found
    assert found.target is not None
    assert found.report is not None
    assert found.report.proved, "the walk that was kept is proved"
    assert found.target.verdict in (verdict, Verdict.PROVED_FOR)
    if verdict is Verdict.REFUTED:
        assert found.target.witness is not None


def test_a_wrong_target_on_the_screen() -> None:
    code, out, _ = outcome("diff", "x^2", "--to", "3*x")
    assert code == 1
    assert "3*x instead of 2*x" in out
    assert "x = 3/4" in out
    assert "     1 | 3*x\n       | ^\n  hint      true with `2` instead of `3`" in out


#: A function, a wrong last line, what mends it, and the line that it gives.
MENDED = [
    ("x*sin(x)", "sin(x) - x*cos(x)", "true with `+` here", "sin(x) + x*cos(x)"),
    ("sin(3*x)", "cos(3*x)", "the factor 3 is missing", "3*cos(3*x)"),
    ("sin(x)^3", "3*sin(x)^2", "the factor cos(x) is missing", "3*sin(x)^2*cos(x)"),
    ("x^3", "3*x", "the exponent 2 is missing", "3*x^2"),
    ("1/x^3", "-3/x^2", "the exponent should be 4", "-3/x^4"),
    ("x/(1 + x)", "1/(1+x)", "the exponent 2 is missing", "1/(1 + x)^2"),
    ("cos(x)", "sin(x)", "true with `-` here", "-sin(x)"),
    ("x^2*e^x", "2*x*e^x", "the term x^2*e^x is missing", "2*x*e^x + x^2*e^x"),
]


@pytest.mark.parametrize(("function", "target", "said", "line"), MENDED)
def test_the_edit_that_mends_a_target(function: str, target: str, said: str, line: str) -> None:
    (found,) = derivatives(Texts(function, "x", target=target))
    assert found.remedy is not None
    assert (found.remedy.said, str(found.remedy.line)) == (said, line)
    assert found.remedy.line != parse(target, Scope(frozenset("x"))).node
    assert f"{said}: {line}" in found.reason


def test_a_target_that_no_edit_mends() -> None:
    code, out, _ = outcome("diff", "atan(x)", "--to", "tan(x)")
    assert code == 1
    assert "hint      --to '1/(1 + x^2)'" in out


def test_a_target_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.search.derivation.reasons.Reasons.found", lambda *_: None)
    monkeypatch.setattr("derive.search.derivation.reasons.Reasons.equal", lambda *_: False)
    monkeypatch.setattr("derive.check.decide.first", lambda *_: None)
    monkeypatch.setattr("derive.check.decide.prove", lambda *_: None)
    (found,) = derivatives(Texts("sin(x)^2", "x", target="sin(2*x)"))
    assert not found
    assert found.target is not None
    assert found.target.verdict is Verdict.NOT_SHOWN
    assert found.report is not None
    assert found.report.proved


# What has no derivation


def test_a_search_that_stops_says_why() -> None:
    found = derive.diff("f(x, x)")
    assert not found
    assert "nothing is known of f" in found.reason


def test_a_search_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("derive.search.derivation.reasons.WHOLE", 500)
    (found,) = derivatives(Texts("sin(cos(sin(cos(x))))*x^2", "x"))
    assert not found
    assert found.stopped == "the search is out of fuel"
    assert found.report is not None
    assert found.report.proved, "what was found until then is proved"
    assert "d/dx" in found.derivative


# Saved scripts

SAVED = [
    ("x^2*sin(x)/(1+x)",),
    ("sigmoid(x)", "--define", SIGMOID),
    ("f'(x)*g(x)", "--wrt", "x"),
    ("log(x)/x",),
    ("x^n", "--wrt", "x", "--where", "n integer", "--where", "0 < x < 1"),
    ("x^3", "--order", "2"),
    ("max(x, 2)",),
    ("-cos(x)",),
]


@pytest.mark.parametrize("arguments", SAVED, ids=lambda a: a[0])
def test_what_is_saved_is_proved_in_a_fresh_process(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "mine.yaml"
    assert outcome("diff", *arguments, "--save", str(path))[0] == 0
    verified = run("verify", str(path))
    assert verified.returncode == 0, verified.stdout


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("precious", encoding="utf-8")
    code, _, err = outcome("diff", "x^2", "--save", str(path))
    assert (code, path.read_text(encoding="utf-8")) == (2, "precious")
    assert "--force" in err
    assert outcome("diff", "x^2", "--save", str(path), "--force")[0] == 0
    assert path.read_text(encoding="utf-8").startswith("derive: 1")


@pytest.mark.parametrize("name", ["mine.txt", "no/such/folder.yaml"])
def test_where_nothing_can_be_saved(name: str, tmp_path: Path) -> None:
    assert outcome("diff", "x", "--save", str(tmp_path / name))[0] == 2


def test_a_gradient_is_saved_in_a_file_each(tmp_path: Path) -> None:
    assert outcome("diff", "x*y", "--save", str(tmp_path / "g.yaml"))[0] == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["g_x.yaml", "g_y.yaml"]


@pytest.mark.parametrize(
    ("function", "where", "told"),
    [
        ("1/(1 - x)", ["x < 1"], ()),
        ("log(x - 1)", ["x > 2"], ()),
        ("1/(1 - x)", [], ("x != 1",)),
        ("sqrt(y)/(1 - x)", ["y > 0"], ("x != 1",)),
    ],
)
def test_what_is_declared_is_not_told_as_a_condition(
    function: str, where: list[str], told: tuple[str, ...]
) -> None:
    found = derive.diff(function, wrt="x", where=where)
    assert found
    assert {step.conditions for step in found.steps} == {told}
    assert found.report is not None
    assert found.report.theorem is not None
    assert found.report.theorem.conditions == told
    declared = check(load_text(found.script))  # the saved script declares them
    assert {step.conditions for step in declared.steps} == {()}


def test_a_variable_that_does_not_occur_is_told() -> None:
    told = "note: z does not occur in x^y: is another variable meant?"
    code, out, _ = outcome("diff", "x^y", "--wrt", "z")
    assert (code, told in out) == (0, True)
    assert "does not occur" not in outcome("diff", "x^y", "--wrt", "y")[1]
    assert not derive.diff("h(x)", "a", define=["h(x) = a*x"]).absent
    assert not derive.diff("3").absent


@pytest.mark.parametrize(
    ("function", "where", "said"),
    [
        ("polygamma(n, x)", [], "for n >= 0 and x > 0 and n integer"),
        ("1/(1 - y*x)", [], "for y*x != 1"),
    ],
)
def test_the_natural_domain_in_words(function: str, where: list[str], said: str) -> None:
    found = derive.diff(function, "x", where)
    assert found
    assert found.report is not None
    assert found.report.title.endswith(said)


@pytest.mark.parametrize("function", ["1/(1 - x)", "a/(b - x)", "1/(2 - 3*x)^2"])
def test_a_power_of_a_difference_has_reasons(function: str) -> None:
    found = derive.diff(function, wrt="x")
    assert found
    assert "identity" not in found.script


@pytest.mark.parametrize("function", ["softplus(x)", "log(1 + e^x)"])
def test_the_summary_names_what_the_steps_name(function: str) -> None:
    found = derive.diff(function, to="sigmoid(x)")
    assert found
    assert found.report is not None
    assert found.report.theorem is not None
    told = {name for s in found.steps if s.reason for name in s.reason.names}
    assert {*found.report.theorem.rules} == told
    assert {"definition", "exp-log"} <= told
    assert "identity" not in told


def test_what_is_not_proved_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert outcome("diff", "x^2", "--to", "3*x", "--save", str(path))[0] == 1
    assert not path.exists()


@each("said", ["a: b", "f'(x)", "'q'", "-x", "x # y", "[x]", "a, b", "x^2"])
def test_scalars_are_read_back(said: str) -> None:
    script = f"derive: 1\ntitle: {scalar(said)}\nvariables: {{x: real}}\n"
    loaded = load_text(script + "theorem: x = x\nsteps:\n  - to: x\n")
    assert loaded.script is not None
    assert loaded.script.title == said


def test_what_is_printed_is_what_was_checked() -> None:
    found = derive.diff("x^2*log(x)")
    script = load_text(found.script, "derivation.yaml")
    assert found.report == checked(script, "derivation.yaml", natural=len(found.found)).report
    (crossing,) = derivatives(Texts("x^2*log(x)", "x"))
    assert decode(encode(crossing)) == crossing


def test_latex() -> None:
    assert outcome("diff", "x^3", "--latex", "--rules")[1] == (
        "\\begin{align}\n  \\frac{d}{dx} x^3 &= 3x^2 && \\text{power, variable}\n\\end{align}\n"
    )


# Bad input


@each(
    ("arguments", "place"),
    [
        (("x^2*sin(x",), "expression:1:10"),
        (("",), "expression:1:1"),
        (("x\u202e",), "expression:1:2"),
        (("x^2", "--wrt", "2"), "wrt:1:1"),
        (("x^2", "--wrt", "sin"), "wrt:1:4"),
        (("x^n", "--wrt", "n", "--where", "n integer"), "wrt:1:1"),
        (("x", "--where", "x >"), "where:1:"),
        (("x", "--where", "x > 0", "--where", "x < 0"), "where 2:1:"),
        (("g(x)", "--define", "g(x) = "), "define:1:"),
        (("g(x)", "--define", "g(t) = h(t)", "--define", "h(t) = g(t)"), "define 1:1:1"),
        (("g(x)", "--define", "g(t) = t", "--define", "g(t) = 2*t"), "define 2:1:1"),
        (("x", "--define", "sin(x) = x"), "define:1:1"),
        (("x", "--to", "1 +"), "to:1:"),
        (("1/0",), "expression:1:3"),
        (("x*y", "--to", "y"), "to:1:1"),
    ],
)
def test_bad_input_is_told_with_its_place(arguments: tuple[str, ...], place: str) -> None:
    code, out, _ = outcome("diff", *arguments)
    assert code == 2
    assert out.startswith(place)


def test_a_second_word_is_the_variable() -> None:
    told = outcome("diff", "x^2*y", "--wrt", "y")
    assert outcome("diff", "x^2*y", "y") == told == outcome("diff", "x^2*y", "y", "--wrt", "y")
    assert outcome("diff", "x^2", "x", "--order", "2")[0] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x", "--wrt", "y"), "by x and by y is asked for"),
        (("y^2",), "there is nothing to do with y^2"),
        (("2",), "there is nothing to do with 2"),
        (("x", "y"), "there is nothing to do with y"),
        (("--order2",), "there is no option --order2"),
    ],
)
def test_a_second_word_that_is_no_variable(words: tuple[str, ...], said: str) -> None:
    code, out, error = outcome("diff", "x^2*y", *words)
    assert (code, said in " ".join((out + error).split())) == (2, True)


@pytest.mark.parametrize("arguments", [("x", "--detail", "huge"), ("x", "--order", "0"), ()])
def test_options_that_cannot_be_used(arguments: tuple[str, ...]) -> None:
    assert outcome("diff", *arguments)[0] == 2


# Simple forms


@each(
    ("written", "left"),
    [
        ("1*x + 0", "x"),
        ("x*(-sin(x))", "-x*sin(x)"),
        ("2*(3*x)/(4*y)", "3*x/(2*y)"),
        ("1/x*y", "y/x"),
        ("x*x*x^2/y/y", "x^4/y^2"),
        ("(-1)*x^(-2)", "-1/x^2"),
        ("-x + 1", "1 - x"),
        ("0*x", "0*x"),
        ("x^1*(2 - 1)", "x"),
        ("e^(1*x)", "e^x"),
    ],
)
def test_simple_forms_are_tidy_alike(written: str, left: str) -> None:
    e = parse(written, Scope(frozenset("xy"))).node
    assert text(simple(e, arguments=True)) == left
    assert tidy(simple(e, arguments=True)) == tidy(e)


def test_a_base_beside_two_of_its_powers_is_joined_with_one() -> None:
    assert derive.diff("exp(exp(x)^a - 1)", "x")
    assert derive.diff("((1 + x^2)^a)^a", "x")


# A declared domain is kept


@each(
    ("function", "where", "verdict", "conditions"),
    [
        ("abs(x)", ["x >= 0"], Verdict.PROVED_FOR, ("x != 0",)),
        ("sqrt(x)", ["x >= -1"], Verdict.NOT_SHOWN, ("x > 0",)),
        ("log(x)", ["x real"], Verdict.DOMAIN_CHANGES, ("x > 0",)),
        ("1/x", ["x real"], Verdict.PROVED_FOR, ("x != 0",)),
        ("sqrt(x)", ["x nonnegative"], Verdict.PROVED_FOR, ("x != 0",)),
        ("asin(x)", ["-1 <= x <= 1"], Verdict.PROVED_FOR, None),
        ("log(x)*y", ["x > -1", "y > 0"], Verdict.DOMAIN_CHANGES, ("x > 0",)),
        ("sqrt(x)", ["x > 0"], Verdict.PROVED, ()),
        ("abs(x)", ["x < 0"], Verdict.PROVED, ()),
        # of what is not mentioned the natural domain is found
        ("log(x)", [], Verdict.PROVED, ("x > 0",)),
        ("log(x - a)", ["x > 0"], Verdict.PROVED, ("x > a",)),
        ("x^n", ["n integer"], Verdict.PROVED, ("x != 0",)),
        ("log(x)*sqrt(y)", ["y > 0"], Verdict.PROVED, ("x > 0",)),
    ],
)
def test_a_declared_domain_is_not_narrowed(
    function: str, where: list[str], verdict: Verdict, conditions: tuple[str, ...] | None
) -> None:
    found = derive.diff(function, "x", where)
    assert found.verdict is verdict
    assert bool(found) is verdict.passes
    told = derive.equal(f"d/dx ({function})", found.derivative, [*where, *found.found])
    assert told.verdict is verdict
    if conditions is not None:
        assert (found.found if found else told.conditions) == conditions
    report = check(load_text(found.script))  # as it would be saved
    assert report.theorem is not None
    assert report.theorem.verdict is verdict


def test_a_declared_domain_on_the_command_line(tmp_path: Path) -> None:
    done = run("diff", "sqrt(x)", "--where", "x >= -1", "--save", "s.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert "proved for x > 0; the domain is wider" in flat(done.stdout)
    assert not (tmp_path / "s.yaml").exists()


def test_a_number_too_large_to_be_written_is_left_as_it_is() -> None:
    """Its digits are more than Python turns into a text."""
    found = derive.diff("3^10000*x")
    assert found.verdict.value == "proved"


def test_a_word_that_is_nearly_a_function_is_taken_as_a_variable_with_a_note() -> None:
    assert "did you mean tanh(x)?" in flat(run("diff", "tahn").stdout)
    assert "did you mean" not in run("diff", "theta").stdout


@pytest.mark.parametrize(
    ("expression", "end"),
    [
        ("erf(x)*exp(x^2)", "2*(1 + sqrt(pi)*x*erf(x)*e^x^2)/sqrt(pi)"),
        ("erfc(x)*e^(x^2)", "2*(sqrt(pi)*x*erfc(x)*e^x^2 - 1)/sqrt(pi)"),
        ("erfi(x)*exp(-x^2)", "2*(1 - sqrt(pi)*x*erfi(x)*e^(-x^2))/sqrt(pi)"),
    ],
)
def test_opposite_exponentials_cancel_in_the_last_line(expression: str, end: str) -> None:
    assert derive.diff(expression, "x").derivative == end
