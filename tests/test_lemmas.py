"""Lemmas: what follows from the theorem of another script, and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sympy.core.symbol import Symbol
from typer.testing import CliRunner

import derive.kernel.theorem as kernel
from derive.check import lemmas, line
from derive.check.check import check, check_file, new_run
from derive.check.refutation import Outcome
from derive.cli import app
from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression as parse_closed
from derive.expression.substitution import CaptureError, instantiate
from derive.expression.text import text
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.definitions import Definition
from derive.kernel.lemmas import lemma
from derive.kernel.theory import REFUSALS, KernelError, Theory
from derive.numeric.evaluate import evaluate
from derive.prover.equality import normal_form
from derive.prover.plainly import reflexivity, unfolding
from derive.report.diagnostics import Kind
from derive.report.report import Reason, Report, Verdict
from derive.rules import names
from derive.rules.procedures import PROCEDURES
from derive.script.load import Loaded, load_text
from derive.search.specialised import specialise
from tests.each import each
from tests.keeping import RESTING
from tests.scripts import GOOD

ROOT = Path(__file__).resolve().parent.parent
X, Y, T, N = map(Symbol, "xytn")


def parse(source: str) -> Expression:
    return parse_closed(source, Scope(free=True))


def logistic(body: str = "1/(1 + e^(-t))") -> Theory:
    return Theory((Definition("sigmoid", (T,), parse(body)),))


def placed(
    there: Theory,
    here: Theory,
    sides: tuple[str, str],
    values: Mapping[Symbol, str],
    at: Any = None,
) -> kernel.Theorem:
    """The lemma `left = right`, proved by its normal forms there, written as `sides` here."""
    left, right = map(parse, at or sides)
    proved = normal_form(there, left, right, frozenset({"identity"}))
    one, two = map(parse, sides)
    return lemma(here, "it", proved, (one, two), {v: parse(s) for v, s in values.items()})


# The primitive step


def test_an_instance_of_a_theorem() -> None:
    done = placed(
        logistic(),
        logistic(),
        ("sigmoid(2*x)*(1 + e^(-(2*x)))", "1"),
        {X: "2*x"},
        at=("sigmoid(x)*(1 + e^(-x))", "1"),
    )
    assert str(done) == "1 + e^(-2*x) != 0 |- sigmoid(2*x)*(1 + e^(-2*x)) = 1"
    assert done.grounds.lemmas == {"it"}
    assert "algebra" in done.grounds.rules


def test_what_rests_on_a_lemma_says_so() -> None:
    theory = Theory()
    done = placed(theory, theory, ("y + y", "2*y"), {X: "y"}, at=("x + x", "2*x"))
    assert kernel.symmetry(done).grounds.lemmas == {"it"}
    inside = kernel.congruence(parse("sin(y + y)"), (1,), done)
    assert inside.grounds.lemmas == {"it"}
    both = kernel.transitivity(inside, reflexivity(theory, inside.right))
    assert both.grounds.lemmas == {"it"}
    assert specialise(both, Y, X).grounds.lemmas == {"it"}
    again = lemma(Theory(), "above", both, (both.left, both.right), {Y: Y})
    assert again.grounds.lemmas == {"it", "above"}


def test_a_theorem_of_another_theory_has_a_name() -> None:
    theorem = reflexivity(Theory(opaque=frozenset({"f"})), X)
    with pytest.raises(KernelError, match="has a name"):
        lemma(Theory(), "", theorem, (Y, Y), {X: Y})


def test_a_lemma_carries_what_its_definitions_ignore() -> None:
    theory = Theory((Definition("one", (T,), parse("1")),))
    done = placed(theory, theory, ("one(log(y))", "1"), {X: "log(y)"}, at=("one(x)", "1"))
    assert str(done) == "y > 0 |- one(log(y)) = 1"
    said = unfolding(theory, parse("one(1/x)"))
    assert str(said) == "x != 0 |- one(1/x) = 1"
    assert str(specialise(said, X, parse("x - 1"))).startswith("x - 1 != 0 |- ")


TWICE = ("n + n", "2*n")
REFUSED: list[tuple[Theory, Theory, tuple[str, str], dict[Symbol, str], tuple[str, str]]] = [
    # another side than the lemma says
    (Theory(), Theory(), ("y + y", "3*y"), {X: "y"}, ("x + x", "2*x")),
    # a derivative is not a place to substitute into
    (Theory(), Theory(), ("d/dx sin(2*x)", "cos(2*x)"), {X: "2*x"}, ("d/dx sin(x)", "cos(x)")),
    (
        logistic(),
        logistic(),
        ("d/dx sigmoid(2*x)", "sigmoid(2*x)*(1 - sigmoid(2*x))"),
        {X: "2*x"},
        ("d/dx sigmoid(x)", "sigmoid(x)*(1 - sigmoid(x))"),
    ),
    # the variable of a derivative is not constant
    (Theory(), Theory(), ("d/dx (x*x)", "x"), {X: "x", Y: "x"}, ("d/dx (y*x)", "y")),
    (Theory(), Theory(), ("d/dt (t*t)", "t"), {X: "t", Y: "t"}, ("d/dx (y*x)", "y")),
    (
        Theory(),
        Theory((Definition("u", (), parse("x + 1")),)),
        ("d/dx (u*x)", "u"),
        {X: "x", Y: "u"},
        ("d/dx (y*x)", "y"),
    ),
    # one name with two meanings
    (
        logistic(),
        logistic("e^(-t)"),
        ("sigmoid(x)*(1 + e^(-x))", "1"),
        {X: "x"},
        ("sigmoid(x)*(1 + e^(-x))", "1"),
    ),
    # values one after the other, and not all at once
    (Theory(), Theory(), ("x - x", "-(x - x)"), {X: "y", Y: "x"}, ("x - y", "-(y - x)")),
    # a variable without a value
    (Theory(), Theory(), ("y + y", "2*y"), {}, ("y + y", "2*y")),
    # opaque functions that are not, or have another name
    (
        Theory(opaque=frozenset("f")),
        Theory(),
        ("f(x) + f(x)", "2*f(x)"),
        {X: "x"},
        ("f(x) + f(x)", "2*f(x)"),
    ),
    (
        Theory(opaque=frozenset("f")),
        Theory((Definition("f", (T,), parse("log(t)")),)),
        ("f(x) + f(x)", "2*f(x)"),
        {X: "x"},
        ("f(x) + f(x)", "2*f(x)"),
    ),
    (
        Theory(opaque=frozenset("f")),
        Theory(opaque=frozenset("fg")),
        ("g(x) + g(x)", "2*g(x)"),
        {X: "x"},
        ("f(x) + f(x)", "2*f(x)"),
    ),
    # what may not be an integer in the place of one
    *(
        (Theory(integers=frozenset({N})), Theory(), (f"{v} + {v}", f"2*{v}"), {N: v}, TWICE)
        for v in ("(1/2)", "x", "n", "(x + 1)", "pi")
    ),
]


@each(("there", "here", "sides", "values", "at"), REFUSED)
def test_what_does_not_follow(
    there: Theory,
    here: Theory,
    sides: tuple[str, str],
    values: dict[Symbol, str],
    at: tuple[str, str],
) -> None:
    with pytest.raises(REFUSALS):
        placed(there, here, sides, values, at)


def test_integers_stand_for_integers() -> None:
    there, here = (Theory(integers=frozenset({N})) for _ in range(2))
    for value in ("7", "(-2)", "(6/3)", "n"):
        sides = f"{value} + {value}", f"2*{value}"
        assert placed(there, here, sides, {N: value}, at=TWICE).grounds.lemmas


def test_an_integer_is_not_differentiated_by() -> None:
    theory = Theory(integers=frozenset({N}))
    step = normal_form(theory, parse("n + n"), parse("2*n"))
    with pytest.raises(REFUSALS):
        kernel.congruence(parse("d/dn (n + n)"), (0,), step)


def test_conditions_and_assumptions_are_carried() -> None:
    there, here = (Theory(opaque=frozenset("f")) for _ in range(2))
    at = ("x*f'(x)/x", "f'(x)")
    done = placed(there, here, ("(y - 1)*f'(y - 1)/(y - 1)", "f'(y - 1)"), {X: "y - 1"}, at=at)
    assert {*map(str, done.conditions)} == {"y - 1 != 0"}
    assert ("f", 1) in done.grounds.assumptions
    done = placed(Theory(), Theory(), ("1/y", "1*(1/y)"), {X: "1/y"}, at=("x", "1*x"))
    assert {*map(str, done.conditions)} == {"y != 0"}


def test_only_theorems_of_the_kernel() -> None:
    forged: Any = object.__new__(kernel.Theorem)
    with pytest.raises(REFUSALS):
        lemma(Theory(), "it", forged, (X, Y), {X: X, Y: Y})


# Instances


BODIES = (
    "d/dx (x*y)",
    "d/dx (x^2*y + t)",
    "d/dx (d/dx (x^3*y))",
    "x*d/dy (sin(x)*y^2) - d/dx (x*t)",
    "d/dt (e^(x*t))",
    "x - y/2 + t",
)
VALUES = ("x", "y", "t", "3/2", "x + y", "2*t", "-x")
POINT = {X: Fraction(3, 4), Y: Fraction(-5, 3), T: Fraction(2, 7)}


def rational_value(e: str) -> Fraction:
    at = {"x": POINT[X], "y": POINT[Y], "t": POINT[T]}
    known = {"3/2": Fraction(3, 2), "x + y": at["x"] + at["y"], "2*t": 2 * at["t"], "-x": -at["x"]}
    return known[e] if e in known else at[e]


@pytest.mark.parametrize("source", BODIES)
def test_an_instance_has_the_value_at_the_values(source: str) -> None:
    e, compared = parse(source), 0
    for chosen in product(VALUES, repeat=3):
        values = dict(zip((X, Y, T), map(parse, chosen), strict=True))
        point = dict(zip((X, Y, T), map(rational_value, chosen), strict=True))
        try:
            found = evaluate(instantiate(e, values), POINT)
            assert found.overlaps(evaluate(e, point)), (source, chosen)
        except (CaptureError, CannotTell, Undefined):
            continue
        compared += 1
    assert compared > 100


@pytest.mark.parametrize(
    ("source", "values", "expected"),
    [
        ("d/dx sin(x)", {X: T}, "d/dt sin(t)"),
        ("d/dx (x*y)", {X: Y, Y: X}, "d/dy (y*x)"),
        ("d/dx (d/dy (x*y))", {X: Y, Y: X}, "d/dy (d/dx (y*x))"),
        ("d/dx (d/dx (x^3))", {X: T}, "d/dt (d/dt (t^3))"),
    ],
)
def test_renaming_stays_renaming(
    source: str, values: dict[Symbol, Expression], expected: str
) -> None:
    assert text(instantiate(parse(source), values)) == text(parse(expected))


# Scripts


def script(theorem: str, *steps: str, variables: str = "{x: real}", **more: str) -> str:
    """A script; each step is `line` or `line | reasons`."""
    lines = ["derive: 1", "title: t", f"variables: {variables}"]
    lines += [f"{key}: {value}" for key, value in more.items()]
    lines += [f'theorem: "{theorem}"', "steps:"]
    for step in steps:
        line, _, by = step.partition("|")
        lines += [f'  - to: "{line.strip()}"'] + ([f"    by: [{by.strip()}]"] if by else [])
    return "\n".join(lines) + "\n"


XY = "{x: real, y: real}"
SIGMOID = "['sigmoid(t) = 1/(1 + e^(-t))']"
BELL = "['bell(x, m) = e^(-(x - m)^2)']"
POSITIVE = "{x: positive, y: positive}"
RATIO = "['r = log(x)/y']"
#: Scripts to take theorems from, by name; the last ones are not proved.
LIBRARY = {
    "reflect": script("sigmoid(-x) = 1 - sigmoid(x)", "1 - sigmoid(x)", definitions=SIGMOID),
    "square": script("(x + y)^2 = x^2 + 2*x*y + y^2", "x^2 + 2*x*y + y^2 | algebra", variables=XY),
    "swap": script("(x - y)^2 = (y - x)^2", "(y - x)^2 | algebra", variables=XY),
    "three": script(
        "sin(x)*x + x + y = x*(1 + sin(x)) + y", "x*(1 + sin(x)) + y | algebra", variables=XY
    ),
    "root": script("sqrt(x)^2 = x", "x | square-of-root", variables="{x: nonnegative}"),
    "cancel": script("x*y/y = x", "x | cancel", variables="{x: real, y: positive}"),
    "hidden": script(
        "x = x + x - x", "x*y/y | cancel", "x + x - x | algebra", variables="{x: real, y: y > 2}"
    ),
    "twice": script(
        "d/dx (f(x)*f(x)) = 2*f(x)*f'(x)",
        "(d/dx f(x))*f(x) + f(x)*d/dx f(x) | product",
        "f'(x)*f(x) + f(x)*f'(x) | chain, variable",
        "2*f(x)*f'(x) | collect",
        functions="[f]",
    ),
    "even": script("n*(n + 1) = n^2 + n", "n^2 + n | algebra", variables="{n: integer}"),
    "linear": script(
        "d/dx (y*x) = y", "y*d/dx x | constant-multiple", "y | variable", variables=XY
    ),
    "log": script("d/dx log(1 + x^2) = 2*x/(1 + x^2)", "2*x/(1 + x^2) | identity"),
    "bell": script(
        "d/dx bell(x, y) = -2*(x - y)*bell(x, y)",
        "-2*(x - y)*bell(x, y) | identity",
        variables=XY,
        definitions=BELL,
    ),
    "root-at": script(
        "d/dx (x*sqrt(x)) = 3/2*sqrt(x)", "3/2*sqrt(x) | identity", variables="{x: positive}"
    ),
    "ratio": script(
        "d/dx r = 1/(x*y)", "1/(x*y) | identity", variables=POSITIVE, definitions=RATIO
    ),
    "ratio-power": script("e^(y*r) = x", "x | identity", variables=POSITIVE, definitions=RATIO),
    "wrong": script("x + 1 = x + 2", "x + 2"),
    "conditional": script("x/x = 1", "1 | cancel"),
    "unread": "derive: 1\ntitle: [\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lemmas")
    for name, source in LIBRARY.items():
        (folder / f"{name}.yaml").write_text(source, encoding="utf-8")
    return folder


def checked(folder: Path, source: str) -> Report:
    return check(load_text(source, str(folder / "user.yaml")))


PROVED = [
    script(  # in either direction, with the definition on both sides
        "1 - sigmoid(x) = sigmoid(-x)", "sigmoid(-x) | theorem reflect", definitions=SIGMOID
    ),
    script(  # at an expression, twice
        "sigmoid(-x^2) + sigmoid(-(3*x)) = (1 - sigmoid(x^2)) + (1 - sigmoid(3*x))",
        "(1 - sigmoid(x^2)) + (1 - sigmoid(3*x)) | theorem reflect",
        definitions=SIGMOID,
    ),
    script(  # without the definition
        "1/(1 + e^(-(-x))) = 1 - 1/(1 + e^(-x))", "1 - 1/(1 + e^(-x)) | theorem reflect"
    ),
    script(  # all at once, other terms beside, in any order
        "3 + (y + sin(x))^2 = y^2 + 2*y*sin(x) + sin(x)^2 + 3",
        "y^2 + 2*y*sin(x) + sin(x)^2 + 3 | theorem square",
        variables=XY,
    ),
    script("log(1 + (x - 2)^2) = log(1 + (2 - x)^2)", "log(1 + (2 - x)^2) | theorem swap"),
    script(
        "x^3 + x^2*sin(x^2) + x^2 + 7 = x^2*(1 + sin(x^2)) + x^3 + 7",
        "x^2*(1 + sin(x^2)) + x^3 + 7 | theorem three",
    ),
    script("sqrt(1 + x^2)^2 = 1 + x^2", "1 + x^2 | theorem root"),
    script("x*(1 + x^2)/(1 + x^2) = x", "x | theorem cancel"),
    script("d/dx (f(x)*f(x)) = 2*f(x)*f'(x)", "2*f(x)*f'(x) | theorem twice", functions="[f]"),
    script("m*(m + 1) = m^2 + m", "m^2 + m | theorem even", variables="{m: integer}"),
    script("d/dt (sin(x)*t) = sin(x)", "sin(x) | theorem linear", variables="{x: real, t: real}"),
    script(  # with a rule that opens the place for it
        "d/dx (x*sigmoid(x)) = 1*sigmoid(x) + x*(sigmoid(x)*(1 - sigmoid(x)))",
        "1*sigmoid(x) + x*(sigmoid(x)*(1 - sigmoid(x))) | product, variable, theorem sigmoid",
        definitions=SIGMOID,
    ),
    script(  # another variable, and at a point
        "d/dt sigmoid(t) = sigmoid(t)*(1 - sigmoid(t))",
        "sigmoid(t)*(1 - sigmoid(t)) | theorem sigmoid",
        variables="{t: real}",
        definitions=SIGMOID,
    ),
    script(
        "g(2*x) = sigmoid(2*x)*(1 - sigmoid(2*x))",
        "sigmoid(2*x)*(1 - sigmoid(2*x)) | definition, theorem sigmoid",
        definitions="['sigmoid(t) = 1/(1 + e^(-t))', 'g(t) = d/dt sigmoid(t)']",
    ),
    # at an inner function, by the chain rule
    script(
        "d/dx sigmoid(y*x) = sigmoid(y*x)*(1 - sigmoid(y*x))*d/dx (y*x)",
        "sigmoid(y*x)*(1 - sigmoid(y*x))*d/dx (y*x) | chain, theorem sigmoid",
        variables=XY,
        definitions=SIGMOID,
    ),
    script(
        "d/dt sigmoid(t*sin(t)) = sigmoid(t*sin(t))*(1 - sigmoid(t*sin(t)))*d/dt (t*sin(t))",
        "sigmoid(t*sin(t))*(1 - sigmoid(t*sin(t)))*d/dt (t*sin(t)) | chain, theorem sigmoid",
        variables="{t: real}",
        definitions=SIGMOID,
    ),
    script(
        "d/dx log(1 + sin(x)^2) = 2*sin(x)/(1 + sin(x)^2)*cos(x)",
        "2*sin(x)/(1 + sin(x)^2)*cos(x) | chain, theorem log, sin",
    ),
    script(
        "d/dy bell(y^2, x) = -2*(y^2 - x)*bell(y^2, x)*d/dy (y^2)",
        "-2*(y^2 - x)*bell(y^2, x)*d/dy (y^2) | chain, theorem bell",
        variables=XY,
        definitions=BELL,
    ),
    script(
        "d/dx (x^2*sqrt(x^2)) = 3/2*sqrt(x^2)*d/dx (x^2)",
        "3/2*sqrt(x^2)*d/dx (x^2) | chain, theorem root-at",
        variables="{x: x > 1}",
    ),
    # names without parameters
    script(
        "e^(2*r)*d/dx (2*r) = e^(2*r)*(2*(1/(x*y)))",
        "e^(2*r)*(2*(1/(x*y))) | constant-multiple, theorem ratio",
        variables=POSITIVE,
        definitions=RATIO,
    ),
    script(
        "sin(e^(y*r)) = sin(x)",
        "sin(x) | theorem ratio-power",
        variables=POSITIVE,
        definitions=RATIO,
    ),
    script("d/dt (log(t)/2) = 1/(t*2)", "1/(t*2) | theorem ratio", variables="{t: positive}"),
]


@pytest.mark.parametrize("source", PROVED)
def test_what_is_proved_by_a_lemma(folder: Path, source: str) -> None:
    report = checked(folder, source)
    assert report.proved, report.diagnostics
    assert report.theorem is not None
    assert report.theorem.lemmas == report.steps[0].lemmas
    assert len(report.theorem.lemmas) == 1


NOT_PROVED = [
    script(
        "d/dx sigmoid(2*x) = sigmoid(2*x)*(1 - sigmoid(2*x))",
        "sigmoid(2*x)*(1 - sigmoid(2*x)) | theorem sigmoid",
        definitions=SIGMOID,
    ),
    script(
        "s(-x) = 1 - s(x)",
        "1 - s(x) | theorem reflect",
        definitions="['s(t) = 2/(1 + e^(-t))']",
    ),
    script("sqrt(x)^2 = x", "x | theorem root"),
    script("d/dx (sqrt(x)^2) = d/dx x", "d/dx x | theorem root", variables="{x: nonnegative}"),
    script("x*(x - 1)/(x - 1) = x", "x | theorem cancel"),
    script("d/dx (x*x) = x", "x | theorem linear"),
    script("x*(x + 1) = x^2 + x", "x^2 + x | theorem even"),
    script("1/2*(1/2 + 1) = (1/2)^2 + 1/2", "(1/2)^2 + 1/2 | theorem even"),
    script("(x + y)^2 = x^2 + 2*x*y + y", "x^2 + 2*x*y + y | theorem square", variables=XY),
    script("sin(x)*x + x = x*(1 + sin(x))", "x*(1 + sin(x)) | theorem three"),
    script(  # without the inner derivative, and with that of another variable
        "d/dx sigmoid(2*x) = sigmoid(2*x)*(1 - sigmoid(2*x))",
        "sigmoid(2*x)*(1 - sigmoid(2*x)) | chain, theorem sigmoid",
        definitions=SIGMOID,
    ),
    script(
        "d/dx sigmoid(y*x) = sigmoid(y*x)*(1 - sigmoid(y*x))*x",
        "sigmoid(y*x)*(1 - sigmoid(y*x))*x | chain, theorem sigmoid",
        variables=XY,
        definitions=SIGMOID,
    ),
    script(  # both places depend on the variable
        "d/dy bell(y^2, y) = -2*(y^2 - y)*bell(y^2, y)*d/dy (y^2)",
        "-2*(y^2 - y)*bell(y^2, y)*d/dy (y^2) | chain, theorem bell",
        variables=XY,
        definitions=BELL,
    ),
    script(  # the inner function has no derivative at 0, and leaves the domain of the lemma
        "d/dx sigmoid(abs(x)) = sigmoid(abs(x))*(1 - sigmoid(abs(x)))*sign(x)",
        "sigmoid(abs(x))*(1 - sigmoid(abs(x)))*sign(x) | chain, theorem sigmoid, abs",
        definitions=SIGMOID,
    ),
    script(
        "d/dx (x*sqrt(x)) = 3/2*sqrt(x)",
        "3/2*sqrt(x) | theorem root-at",
        variables="{x: nonnegative}",
    ),
    script(
        "d/dx ((x - 1)*sqrt(x - 1)) = 3/2*sqrt(x - 1)",
        "3/2*sqrt(x - 1) | chain, theorem root-at, sum",
        variables="{x: positive}",
    ),
    # a name that hides other variables than those of the lemma
    script(
        "d/dt r = 1/(t*y)",
        "1/(t*y) | theorem ratio",
        variables="{x: positive, y: positive, t: positive}",
        definitions=RATIO,
    ),
    script(
        "d/dx r = 1/(x*y)",
        "1/(x*y) | theorem ratio",
        variables=POSITIVE,
        definitions="['r = log(x)/y + x - y']",
    ),
    script(
        "sin(e^(x*r)) = sin(y)",
        "sin(y) | theorem ratio-power",
        variables=POSITIVE,
        definitions=RATIO,
    ),
]


@pytest.mark.parametrize("source", NOT_PROVED)
@pytest.mark.parametrize("blind", [False, True])
def test_what_is_not_proved_by_a_lemma(
    folder: Path, source: str, blind: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if blind:
        monkeypatch.setattr("derive.check.refutation.Search._compared", lambda *_: Outcome())
    report = checked(folder, source)
    assert not report.proved
    assert not report.steps[0].verdict.passes


def test_values_of_variables_that_a_match_leaves_open(folder: Path) -> None:
    """The lemma holds where y is not 0; y is in neither side, and has a value of its domain."""
    report = checked(folder, script("x + x - x = x", "x | theorem hidden"))
    assert report.steps[0].verdict in (Verdict.PROVED, Verdict.WRONG_REASON)
    source = script("sin(x) + sin(x) - sin(x) = sin(x)", "sin(x) | theorem hidden")
    assert checked(folder, source).proved


def test_assumptions_of_a_lemma_are_told(folder: Path) -> None:
    report = checked(folder, next(s for s in PROVED if "theorem twice" in s))
    assert report.theorem is not None
    assert report.theorem.assumptions == ("f is differentiable",)


# What is wrong with a lemma


def kinds(report: Report) -> list[Kind]:
    return [found.kind for found in report.diagnostics]


@pytest.mark.parametrize("name", ["wrong", "conditional", "unread"])
def test_a_broken_lemma_breaks_its_users(folder: Path, name: str) -> None:
    user = script("x + 1 = 1 + x", f"1 + x | theorem {name}")
    report = checked(folder, user)
    assert kinds(report) == [Kind.BROKEN_LEMMA]
    assert report.diagnostics[0].about == (name,)
    assert report.steps[0].explanation == f"the lemma {name} is not proved"
    assert report.usable
    assert not report.proved
    (folder / "middle.yaml").write_text(user)
    above = checked(folder, script("x + 1 = 1 + x", "1 + x | theorem middle"))
    assert kinds(above) == [Kind.BROKEN_LEMMA]


def test_a_wrong_line_is_told_beside_its_broken_lemma(folder: Path) -> None:
    report = checked(folder, script("x = x + 1", "x + 1 | theorem wrong"))
    assert kinds(report) == [Kind.BROKEN_LEMMA, Kind.REFUTED]


def test_a_lemma_that_is_not_there(folder: Path) -> None:
    (found,) = checked(folder, script("x = x + 0", "x + 0 | theorem sqare")).diagnostics
    assert found.kind is Kind.UNKNOWN_LEMMA
    assert found.hint == "did you mean `square`?"
    (found,) = checked(folder, script("x = x + 0", "x + 0 | theorem ./no.yaml")).diagnostics
    assert found.kind is Kind.UNKNOWN_LEMMA
    (found,) = checked(folder, script("x = x + 0", "x + 0 | theorem")).diagnostics
    assert found.kind is Kind.UNKNOWN_RULE
    assert "theorem NAME" in found.hint


def test_a_lemma_about_another_function(folder: Path) -> None:
    source = script("d/dx (x*x) = 2*x", "2*x | theorem twice")
    (found,) = checked(folder, source).diagnostics
    assert found.kind is Kind.LEMMA_DOES_NOT_FIT
    assert found.written == "f is opaque in the lemma, and not here"


def test_a_lemma_is_needed_or_is_not_the_reason(folder: Path) -> None:
    (found,) = checked(folder, script("x*x = x^2", "x^2 | merge, theorem square")).diagnostics
    assert found.kind is Kind.UNNEEDED_REASON
    assert found.about == ("theorem square",)
    source = script("(x + 1)^2 = x^2 + 2*x*1 + 1^2", "x^2 + 2*x*1 + 1^2 | theorem square, product")
    (found,) = checked(folder, source).diagnostics
    assert found.about == ("product",)
    assert found.expected == "by theorem square"


def chain_of(folder: Path, names: list[str], last: str) -> None:
    for name, below in zip(names, [*names[1:], last], strict=True):
        source = script("sqrt(1 + x^2)^2 = 1 + x^2", f"1 + x^2 | theorem {below}")
        (folder / f"{name}.yaml").write_text(source)


def test_circles(tmp_path: Path) -> None:
    chain_of(tmp_path, ["a", "b", "c"], "a")
    chain_of(tmp_path, ["above"], "b")
    chain_of(tmp_path, ["own"], "own")
    for order in (["a", "b", "c", "above", "own"], ["above", "own", "c", "b", "a"]):
        run = new_run()
        found = {name: check_file(tmp_path / f"{name}.yaml", run) for name in order}
        told = {name: kinds(report) for name, report in found.items()}
        circular = [Kind.CIRCULAR_LEMMA]
        assert told == dict.fromkeys("abc", circular) | {
            "above": [Kind.BROKEN_LEMMA],
            "own": circular,
        }
        assert found["b"].diagnostics[0].about == ("b -> c -> a -> b",)
        assert found["own"].diagnostics[0].about == ("own -> own",)


def test_long_chains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "root.yaml").write_text(LIBRARY["root"])
    names = [f"n{i}" for i in range(60)]
    chain_of(tmp_path, names, "root")
    report = check_file(tmp_path / "n0.yaml")
    assert report.proved
    assert report.theorem is not None
    assert len(report.theorem.lemmas) == len(names)
    monkeypatch.setattr(lemmas, "MAX_SCRIPTS", len(names) - 1)
    assert kinds(check_file(tmp_path / "n0.yaml")) == [Kind.TOO_MANY]
    assert check_file(tmp_path / "n1.yaml").proved


def test_each_script_is_checked_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users = [folder / f"user{i}.yaml" for i in range(3)]
    for user in users:
        user.write_text(script("sqrt(1 + x^2)^2 = 1 + x^2", "1 + x^2 | theorem root"))
    run, paths = new_run(), []
    checking = run._checking

    def counted(loaded: Loaded, path: str, run: lemmas.Run) -> lemmas.Checked:
        paths.append(path)
        return checking(loaded, path, run)

    monkeypatch.setattr(run, "_checking", counted)
    assert all(check_file(path, run).proved for path in [*users, folder / "root.yaml"])
    assert len(paths) == len({*paths}) == 4


# Where lemmas are found, and shown


def test_where_a_lemma_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the script first, then as names are found anywhere."""
    monkeypatch.chdir(tmp_path)
    for place in ("near", "proofs", "other/deep"):
        (tmp_path / place).mkdir(parents=True)
    user = tmp_path / "near" / "user.yaml"
    user.write_text(script("sqrt(1 + x^2)^2 = 1 + x^2", "1 + x^2 | theorem root"))
    assert kinds(check_file(user)) == [Kind.UNKNOWN_LEMMA]
    monkeypatch.setenv("DERIVE_PATH", str(tmp_path / "other"))
    found = []
    for place in ("other", "proofs", "near"):
        (tmp_path / place / "root.yaml").write_text(LIBRARY["root"])
        theorem = check_file(user).theorem
        assert theorem is not None
        found += [lemma.path for lemma in theorem.lemmas]
    assert found == ["other/root.yaml", "proofs/root.yaml", "near/root.yaml"]
    deep = tmp_path / "other" / "deep" / "user.yaml"
    deep.write_text(user.read_text().replace("theorem root", "theorem ../root.yaml"))
    assert check_file(deep).proved


def test_lemmas_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for arguments in (["show", "silu"], ["show", "silu", "--steps"]):
        out = CliRunner().invoke(app, arguments).stdout
        assert "lemmas    sigmoid (proofs/sigmoid/sigmoid.yaml)" in out
    assert "theorem sigmoid" in out
    out = CliRunner().invoke(app, ["show", "silu", "--latex", "--rules"]).stdout
    assert r"\text{variable, theorem sigmoid}" in out


def test_a_step_without_a_reason_may_rest_on_a_lemma_that_another_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = script(
        "sqrt(x^2)^2 + sqrt(1 + x^2)^2 = x^2 + (1 + x^2)",
        "x^2 + sqrt(1 + x^2)^2",
        "x^2 + (1 + x^2) | theorem root",
    )
    monkeypatch.setattr(line, "prove", lambda *_: None)
    without_square = tuple(n for n in names() if n not in ("square-of-root", *PROCEDURES))
    monkeypatch.setattr("derive.search.join.names", lambda: without_square)
    first, second = checked(folder, source).steps
    assert first.verdict is second.verdict is Verdict.PROVED
    assert first.reason == Reason(("theorem root",), found=True)
    assert first.lemmas == second.lemmas != ()
    assert not checked(folder, source.replace("theorem root", "square-of-root")).proved


# Many scripts


def test_a_run_over_many_scripts_remembers_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lemmas, "MAX_REMEMBERED", 4)
    (tmp_path / "basis.yaml").write_text(GOOD, encoding="utf-8")
    paths = [tmp_path / f"{n}.yaml" for n in range(12)]
    for path in paths:
        path.write_text(RESTING, encoding="utf-8")
    proved: list[str] = []
    run = new_run()
    checking = run._checking

    def told(loaded: Loaded, path: str, here: lemmas.Run) -> lemmas.Checked:
        proved.append(Path(path).stem)
        return checking(loaded, path, here)

    monkeypatch.setattr(run, "_checking", told)
    for path in paths:
        assert run.report(str(path)).proved
        assert [Path(read.path).stem for read in run.rests(str(path))] == [path.stem, "basis"]
        assert len(run._loaded) <= lemmas.MAX_REMEMBERED + 2
        assert len(run._checked) <= lemmas.MAX_REMEMBERED + 2
    assert proved.count("basis") == 1  # what all of them rest on is remembered
    (tmp_path / "basis.yaml").write_text(GOOD.replace("2*x", "3*x"), encoding="utf-8")
    assert run.report(str(paths[0])).proved  # a run holds to what it read
    assert not new_run().report(str(paths[0])).proved
