"""Rules are found by words, by an expression, and by the step that they make."""

from __future__ import annotations

import pytest

from derive.check.decide import equal
from derive.check.finding_rules import find_rules
from derive.render.rules import one_rule
from derive.render.screen import as_text
from derive.render.terminal import Terminal
from derive.report.report import Verdict
from derive.rules import names
from derive.rules.called import CALLED
from derive.rules.identities import IDENTITIES
from tests.each import each
from tests.inside import run

#: Questions, and the names of the rules that are told first, in this order.
FOUND = (
    ("double angle", ["trig"]),
    ("half angles", ["trig"]),
    ("chain rule", ["chain"]),
    ("Leibniz", ["product"]),
    ("linearity", ["sum", "difference", "constant-multiple"]),
    ("derivative of arcsine", ["asin"]),
    ("common denominator", ["combine-fractions"]),
    ("d/dx u^n", ["power", "exponential", "general-power"]),
    ("d/dx (u^n)", ["power", "exponential", "general-power"]),
    ("d/dx x^3", ["power", "general-power"]),
    ("d/dx (u/v)", ["constant-multiple", "quotient"]),
    ("d/dx f(g(x))", ["chain"]),
    ("sin(x)^2 + cos(x)^2", ["pythagoras"]),
    ("log(x*y)", ["log-of-product"]),
    ("2*x + 3*x", ["collect"]),
    ("e^(a + b)", ["exp-log"]),
)
#: Steps, each with the reason that a line without one would be told.
STEPS = (
    ("a*b + a*c = a*(b + c)", ("factor",)),
    ("sin(2*x) = 2*sin(x)*cos(x)", ("trig",)),
    ("d/dx (x*sin(x)) = sin(x) + x*cos(x)", ("product", "sin")),
    ("log(e^x) = x", ("exp-log",)),
)
#: What is shown beside a procedure that decides identities of a name.
SHOWN = (
    ("double angle", "sin(2*x) = 2*sin(x)*cos(x)"),
    ("double-angle formulas", "cosh(2*x) = cosh(x)^2 + sinh(x)^2"),
    ("partial fractions", "1/(x*(x + 1)) = 1/x - 1/(x + 1)"),
    ("addition formulas", "cos(x + y) = cos(x)*cos(y) - sin(x)*sin(y)"),
)
NOTHING = {
    "powr": "did you mean `power`?",
    "nothing-of-the-sort": "`derive rules` lists them",
    "((": "as an expression it cannot be read",
    "d/dx": "as an expression it cannot be read",
    "7": "`derive rules` lists them",
}


@each(("question", "names"), FOUND)
def test_rules_are_found(question: str, names: list[str]) -> None:
    told = list(dict.fromkeys(hit.name for hit in find_rules(question).hits))
    assert told[: len(names)] == names


@pytest.mark.parametrize(("step", "reasons"), STEPS)
def test_what_makes_a_step(step: str, reasons: tuple[str, ...]) -> None:
    found = find_rules(step)
    assert found.equality
    assert set(found.reasons) == {*reasons}
    assert {hit.name for hit in found.hits} >= {*reasons}


def test_a_false_step_is_by_no_rule() -> None:
    found = find_rules("x^2 = x")
    assert found.equality is not None
    assert found.equality.verdict is Verdict.REFUTED
    assert found.reasons == ()
    done = run("rules", "x^2 = x")
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "✗ refuted")


def test_all_derivatives_are_one_group() -> None:
    told = find_rules("derivatives").hits
    assert {"sin", "chain", "product", "quotient"} <= {hit.name for hit in told}
    assert all("d/dx" in hit.statement for hit in told if hit.group == told[0].group)


def test_what_no_rule_does_is_told() -> None:
    done = run("rules", "limit")
    assert done.returncode == 1
    assert "no rule takes limits" in done.stdout


@pytest.mark.parametrize("question", NOTHING)
def test_where_nothing_is_found(question: str) -> None:
    done = run("rules", question)
    assert done.stdout == ""
    assert done.returncode in (1, 2)
    assert NOTHING[question] in done.stderr.replace("\n        ", " ")


def test_a_name_in_words_is_that_rule() -> None:
    assert run("rules", "split", "fraction").stdout == run("rules", "split-fraction").stdout


@each("name", names())
def test_a_rule_is_told_within_the_width(name: str) -> None:
    told = as_text(Terminal, lambda terminal: one_rule(terminal, name, []))
    assert all(len(line) <= 80 for line in told.splitlines()), told


@each("identity", IDENTITIES, ids=lambda i: i.statement)
def test_identities_are_proved_by_their_procedure_where_they_are_told_to_hold(identity) -> None:  # type: ignore[no-untyped-def]
    left, _, right = identity.statement.partition(" = ")
    found = equal(left, right, identity.where)
    assert found.verdict is Verdict.PROVED
    assert found.names == (identity.procedure,)
    assert {*identity.called} <= CALLED.keys()


@each(("question", "statement"), SHOWN)
def test_identities_are_found_by_their_names(question: str, statement: str) -> None:
    assert statement in [hit.statement for hit in find_rules(question).hits]


def test_a_step_is_looked_for_on_a_domain() -> None:
    step = "log(a*b) = log(a) + log(b)"
    assert find_rules(step, ("a > 0", "b > 0")).reasons == ("log-of-product",)
    done = run("rules", step, "--where", "a > 0", "--where", "b > 0")
    assert done.returncode == 0
    assert "by: log-of-product" in done.stdout
    rows = [hit.statement for hit in find_rules("x^2/x = x", ("x > 0",)).hits]
    assert rows == ["u^m*u^n = u^(m + n)"], "those of roots rewrite nothing here"
    refused = run("rules", "double angle", "--where", "x > 0")
    assert refused.returncode == 2
    assert "`--where` goes with a step" in refused.stderr
