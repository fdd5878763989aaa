"""What must not be proved, end to end, and what must not make a theorem."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sympy.core.symbol import Symbol

from derive.check.check import check
from derive.expression.parser import parse_expression
from derive.kernel import theorem as kernel
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.entries import Generator, Instance
from derive.kernel.conditions import Condition
from derive.kernel.definitions import Definition
from derive.kernel.rules import Rule
from derive.kernel.theory import KernelError, Theory
from derive.prover.equality import normal_form
from derive.prover.plainly import reflexivity, unfolding
from derive.report.report import Report, Verdict
from derive.rules import ROWS
from derive.rules.laws import LAWS
from derive.rules.row import rule
from derive.script.load import load_text
from tests.each import each


def checked(
    lines: list[str],
    variables: str = "{x: real}",
    definitions: tuple[str, ...] = (),
    by: tuple[str, ...] = (),
    functions: str = "[]",
    where: str = "[]",
) -> Report:
    """The report on a chain of lines, with a reason for each step where `by` gives one."""
    steps = [f'  - to: "{line}"' for line in lines[1:]]
    reasons = [f"\n    by: {b}" for b in by] or [""] * len(steps)
    defined = "".join(f'\n  - "{d}"' for d in definitions) or " []"
    text = (
        f"derive: 1\ntitle: t\nvariables: {variables}\nfunctions: {functions}\nwhere: {where}\n"
        f"definitions:{defined}\n"
        f'theorem: "{lines[0]} = {lines[-1]}"\nsteps:\n'
        + "\n".join(s + b for s, b in zip(steps, reasons, strict=True))
        + "\n"
    )
    return check(load_text(text))


FALSE_CHAINS: dict[str, dict[str, Any]] = {
    "roots of negative numbers": {"lines": ["x", "sqrt(x)*sqrt(x)", "sqrt(x*x)", "abs(x)"]},
    "a definition that is not defined": {
        "lines": ["g(x) - g(x)", "0"],
        "definitions": ("g(t) = log(t)",),
    },
    "a derivative by an integer": {
        "lines": ["d/dn sin(pi*n)", "d/dn 0"],
        "variables": "{n: integer}",
    },
    "abs at the end of its domain": {
        "lines": ["d/dx abs(x)", "d/dx x"],
        "variables": "{x: nonnegative}",
    },
    "zero times an undefined derivative": {"lines": ["0*d/dx abs(x)", "0"]},
    "a name that hides its variable": {
        "lines": ["d/dx u", "0"],
        "definitions": ("u = 1 + e^(-x)",),
        "by": ("constant",),
    },
    "a name that hides its variable, unfolded": {
        "lines": ["d/dx u", "0"],
        "definitions": ("u = 1 + e^(-x)",),
        "by": ("[definition, constant]",),
    },
    "a derivative taken where it is evaluated": {
        "lines": ["g(2*x)", "d/dx sin(2*x)"],
        "definitions": ("g(t) = d/dt sin(t)",),
    },
    "definitions in a circle": {
        "lines": ["f(x)", "f(x) + 1"],
        "definitions": ("f(x) = g(x)", "g(x) = f(x) + 1"),
    },
    "nought over nought": {"lines": ["g(x)/g(x)", "1"], "definitions": ("g(t) = t - t",)},
    "a root of a square": {"lines": ["(x^2)^(1/2)", "x"], "by": ("power-laws",)},
    "a logarithm of a square": {
        "lines": ["log(x^2)", "2*log(x)"],
        "by": ("log-of-product",),
        "variables": "{x: x != 0}",
    },
    "a product under a logarithm": {
        "lines": ["log(x*y)", "log(x) + log(y)"],
        "variables": "{x: x != 0, y: x != 0}".replace("y: x", "y: y"),
    },
    "an inverse that is not one": {"lines": ["atan(tan(x))", "x"]},
    "a cancelled pole": {"lines": ["x/x", "1"], "by": ("cancel",)},
    "an empty where": {
        "lines": ["x", "x + 1"],
        "where": '["x > 1", "x < 0"]',
    },
    "a vacuous condition": {"lines": ["sqrt(-1 - x^2)", "sqrt(-1 - x^2) + 0"]},
    "an opaque function is no constant": {"lines": ["d/dx f(x)", "0"], "functions": "[f]"},
    "the chain rule forgotten": {
        "lines": ["d/dx f(2*x)", "f'(2*x)"],
        "functions": "[f]",
        "by": ("chain",),
    },
    "a hidden variable behind a parameter": {
        "lines": ["g(x)", "d/dx (x*x)"],
        "definitions": ("g(t) = d/dx (x*t)",),
    },
    "zero to the power of zero": {"lines": ["x^0", "1"], "by": ("power-laws",)},
    "an argument that is ignored": {"lines": ["g(log(x))", "1"], "definitions": ("g(t) = 1",)},
    "an argument that is ignored, unfolded": {
        "lines": ["g(log(x))", "1"],
        "definitions": ("g(t) = 1",),
        "by": ("definition",),
    },
    "an argument that is ignored further down": {
        "lines": ["h(1/x, x)", "1 + x"],
        "definitions": ("g(t) = 1", "h(s, t) = g(s) + t"),
        "by": ("definition",),
    },
    "an argument that a body ignores": {
        "lines": ["h(x)", "1"],
        "definitions": ("g(t) = 1", "h(t) = g(sqrt(t))"),
        "by": ("definition",),
    },
    "an ignored argument under a derivative": {
        "lines": ["d/dx g(log(x))", "0"],
        "definitions": ("g(t) = 1",),
    },
    "an ignored argument in an ignored one": {
        "lines": ["g(g(asin(x)))", "1"],
        "definitions": ("g(t) = 1",),
    },
}


@each("name", FALSE_CHAINS)
def test_false_chains_are_not_proved(name: str) -> None:
    report = checked(**FALSE_CHAINS[name])
    assert not report.proved
    assert report.diagnostics


def test_some_true_chains_beside_them_are() -> None:
    assert checked(["x/x", "1"], "{x: x != 0}", by=("cancel",)).proved
    assert checked(["abs(x)*0", "0*abs(x)"], by=("commute",)).proved
    assert checked(["g(2*x)", "cos(2*x)"], definitions=("g(t) = d/dt sin(t)",)).proved
    report = checked(["d/dx f(2*x)", "f'(2*x)*2"], functions="[f]")
    assert report.proved
    assert report.theorem is not None
    assert report.theorem.assumptions == ("f is differentiable",)


@pytest.mark.parametrize(
    ("left", "right", "where"),
    [
        ("g(log(x))", "1", "x > 0"),
        ("h(1/x, x)", "1 + x", "x != 0"),
        ("d/dx g(log(x))", "0", "x > 0"),
        ("g(g(sqrt(x)))", "g(3)", "x >= 0"),
        ("x*g(x)", "x", "x > -1"),
    ],
)
def test_ignored_arguments_have_values(left: str, right: str, where: str) -> None:
    definitions = ("g(t) = 1", "h(s, t) = g(s) + t")
    assert checked([left, right], where=f'["{where}"]', definitions=definitions).proved


def test_a_point_shows_that_an_ignored_argument_has_no_value() -> None:
    (step,) = checked(["g(log(x))", "1"], definitions=("g(t) = 1",)).steps
    assert step.verdict is Verdict.DOMAIN_CHANGES
    assert step.witness is not None
    assert step.witness.left is None
    assert step.witness.right is not None


def test_a_condition_on_a_call_says_that_its_arguments_have_values() -> None:
    chain: dict[str, Any] = {"definitions": ("g(t) = 1",), "where": '["g(log(x)) > 0"]'}
    assert checked(["abs(x)", "x"], **chain).proved
    assert not checked(["abs(x - 1)", "x - 1"], **chain).proved


def test_verdicts() -> None:
    def verdict(*lines: str, variables: str = "{x: real}") -> Verdict:
        return checked(list(lines), variables).steps[0].verdict

    assert verdict("x/x", "1") is Verdict.PROVED_FOR
    assert verdict("x + 1", "x") is Verdict.REFUTED
    assert verdict("sqrt(x)*sqrt(x)", "x") is Verdict.DOMAIN_CHANGES
    assert verdict("x^2", "x*x") is Verdict.PROVED


def theorem() -> kernel.Theorem:
    return reflexivity(Theory(), parse_expression("x"))


@each(
    "forge",
    [
        lambda _: kernel.Theorem(),
        copy.copy,
        copy.deepcopy,
        pickle.dumps,
        dataclasses.replace,
        lambda _: kernel.symmetry(object.__new__(kernel.Theorem)),
        lambda _: kernel.symmetry(object.__new__(type("Fake", (kernel.Theorem,), {}))),
        lambda t: setattr(t, "left", parse_expression("y")),
        lambda t: object.__setattr__(t, "left", parse_expression("y")),
    ],
)
def test_theorems_cannot_be_forged(forge: Any) -> None:
    with pytest.raises((TypeError, AttributeError, KernelError)):
        forge(theorem())


def test_the_kernel_refuses() -> None:
    theory, x = Theory(), parse_expression("x")
    with pytest.raises(KernelError):  # a row that is in no table
        kernel.instance(theory, rule("lie", "u = u + 1"), {"u": x})
    row = next(r.rule for r in ROWS if r.name == "power")
    with pytest.raises(KernelError):  # a copy of one that is
        kernel.instance(theory, dataclasses.replace(row), {"u": x, "n": x, "x": x})
    with pytest.raises(KernelError):
        kernel.tidiness(theory, x, parse_expression("x + 1"))
    with pytest.raises(KernelError):
        normal_form(theory, x, parse_expression("x + 1"))
    other = reflexivity(Theory(opaque=frozenset("f")), x)
    with pytest.raises(KernelError):  # two theories
        kernel.transitivity(theorem(), other)
    with pytest.raises(ValueError, match="unbound"):
        rule("unbound", "u = v")


@contextmanager
def changed(row: Rule, field: str, value: Any) -> Iterator[None]:
    """A row of the tables, changed in place for a while."""
    kept = getattr(row, field)
    object.__setattr__(row, field, value)
    try:
        yield
    finally:
        object.__setattr__(row, field, kept)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "arithmetic"),
        ("lhs", parse_expression("d/dx c + 0")),
        ("rhs", parse_expression("1")),
        ("conditions", (Condition(parse_expression("c"), ">"),)),
        ("independent", ()),
        ("numerals", frozenset("c")),
        ("functions", frozenset("c")),
    ],
)
def test_a_row_that_is_changed_in_place_changes_no_axiom(field: str, value: Any) -> None:
    """The kernel goes by what the row said when it was registered."""
    theory, x, y = Theory(), parse_expression("x"), parse_expression("y")
    row = next(r.rule for r in ROWS if r.name == "constant")
    with changed(row, field, value):
        assert repr(kernel.instance(theory, row, {"c": y, "x": x})) == " |- d/dx y = 0"
        with pytest.raises(KernelError, match="depends on"):
            kernel.instance(theory, row, {"c": x, "x": x})


def test_the_conditions_of_a_row_are_its_own() -> None:
    """Nor does a condition that is changed in place change an axiom, or a law of certificates."""
    theory, two = Theory(), parse_expression("2")
    row = next(r.rule for r in ROWS if "u > 0" in r.rule.when and not r.rule.moved)
    values = {name: parse_expression("x") if name == "u" else two for name in row.variables}
    before = kernel.instance(theory, row, values).conditions
    with changed_condition(row.conditions[0]):
        assert kernel.instance(theory, row, values).conditions == before != frozenset()


def test_a_law_that_is_changed_in_place_changes_no_certificate() -> None:
    law = next(law for law in LAWS if law.statement == "atan(1/u) = pi/2 - atan(u)")
    placed = (("u", parse_expression("x")),)
    sides = parse_expression("atan(1/x)"), parse_expression("pi/2 - atan(x)")
    named = tuple(Generator(parse_expression(e)) for e in ("pi", "atan(x)"))
    certificate = Certificate((*named, Instance(sides[0], LAWS.index(law), placed)))
    with changed_condition(law.rule.conditions[0]), changed(law.rule, "conditions", ()):
        found = kernel.by_certificate(Theory(), *sides, certificate, frozenset({"trig"}))
    assert repr(found) == "x != 0, x > 0 |- atan(1/x) = pi/2 - atan(x)"


@contextmanager
def changed_condition(c: Condition) -> Iterator[None]:
    """A condition that always holds for a while."""
    kept = c.expression
    object.__setattr__(c, "expression", parse_expression("1"))
    try:
        yield
    finally:
        object.__setattr__(c, "expression", kept)


def test_a_changed_row_proves_no_line() -> None:
    """The search goes by the row as it is now, and asks the kernel, which does not."""
    row = next(r.rule for r in ROWS if r.name == "constant")
    with changed(row, "rhs", parse_expression("c")):
        assert not checked(["d/dx y", "y"], "{x: real, y: real}", by=("constant",)).proved
    assert checked(["d/dx y", "0"], "{x: real, y: real}", by=("constant",)).proved


def test_theories_refuse_shadows_and_circles() -> None:
    x = Symbol("x")
    circle = (
        Definition("f", (x,), parse_expression("g(x)")),
        Definition("g", (x,), parse_expression("f(x)")),
    )
    for definitions in (
        circle,
        (Definition("at", (x,), x),),
        (Definition("f", (x,), x), Definition("f", (x,), x)),
        (Definition("f", (x, x), x),),
    ):
        with pytest.raises(KernelError):
            Theory(definitions)
    with pytest.raises(KernelError):
        Theory(opaque=frozenset({"sin"}))


def test_rows_about_a_known_function_are_not_about_another_of_its_name() -> None:
    """With `sin(x) = x^2` the row would make d/dx (x^2) = cos(x)."""
    x = Symbol("x")
    theory = Theory((Definition("sin", (x,), parse_expression("x^2")),))
    (row,) = (row.rule for row in ROWS if row.statement.startswith("d/dx sin("))
    with pytest.raises(KernelError):
        kernel.instance(theory, row, {"x": x, "u": x})
    square = unfolding(theory, parse_expression("sin(x)"))
    assert square.right == parse_expression("x^2")
    with pytest.raises(KernelError):
        normal_form(theory, parse_expression("sin(pi)"), parse_expression("0"))
    # a standard definition means the standard functions, whatever is defined here
    theory = Theory((Definition("log", (x,), x),))
    assert theory.unfold(parse_expression("logit(x)")) == parse_expression("log(x/(1 - x))")
    with pytest.raises(KernelError):
        unfolding(theory, parse_expression("logit(x)"))


def test_congruence_under_a_derivative_opens_conditions() -> None:
    theory = Theory()
    root = reflexivity(theory, parse_expression("sqrt(x)"))
    under = kernel.congruence(parse_expression("d/dx (sqrt(x))"), (0,), root)
    assert {str(c) for c in under.conditions} == {"x > 0"}
