"""What authors call rules leads to the names of the rules, as the text to write."""

from __future__ import annotations

import pytest

from derive.check.check import check
from derive.rules import names
from derive.rules.called import BEYOND, CALLED, VAGUE, beyond, choices, meant
from derive.script.load import load_text
from tests.each import each

WRITE = {
    "power, variable": "[power, variable]",
    "Power Rule": "power",
    "chain rule": "chain",
    "quotient rule and chain rule": "[quotient, chain]",
    "Product rule": "product",
    "by definition": "definition",
    "definition of tanh": "hyperbolic-as-exponential",
    "the definition of tan": "ratio",
    "cosh definition": "hyperbolic-as-exponential",
    "definition of relu": "definition",
    "sigmoid": "theorem sigmoid",
    "[sigmoid, chain rule]": "[theorem sigmoid, chain]",
    "the product rule": "product",
    "power; sum": "[power, sum]",
    "product + chain": "[product, chain]",
    "derivative of sine": "sin",
    "using the chain rule": "chain",
    "constant_multiple": "constant-multiple",
    "Constant Multiple Rule": "constant-multiple",
    "sum rule, power rule and constant multiple rule": "[sum, power, constant-multiple]",
    "[sum rule, power]": "[sum, power]",
    "Pythagorean identity": "pythagoras",
    "laws of exponents": "power-laws",
    "log rules": "log-of-product",
    "difference of squares": "factor",
    "common denominator": "combine-fractions",
    "distributive law": "expand",
    "EXPAND": "expand",
    "log-exp": "exp-log",
    "log of exp": "exp-log",
    "exp-of-sum": "power-laws",
    "product-of-powers": "power-laws",
    "quotient of powers": "power-laws",
    "exp-of-difference": "power-laws",
    "negative exponent": "power-laws",
    "double-angle": "trig",
    "half-angle formulas": "trig",
    "angle-sum identity": "trig",
    "cofunction": "trig",
    "hyperbolic-pythagoras": "pythagoras",
    "hyperbolic double angle": "hyperbolic",
    "sum of logs": "log-of-product",
    "ln-e": "exp-log",
    "sqrt squared": "square-of-root",
    "product of roots": "radicals",
    "simplify fraction": "cancel",
    "complete the square": "factor",
    "partial fractions": "algebra",
    "quotient identities": "ratio",
    "numerical": "arithmetic",
}


def hint(by: str) -> str:
    text = "derive: 1\ntitle: t\nvariables: {x: real}\ntheorem: d/dx (x^2) = 2*x\nsteps:\n"
    (found, *_) = check(load_text(f"{text}  - to: 2*x\n    by: {by}\n")).diagnostics
    return found.hint


@each(("by", "told"), WRITE.items())
def test_the_text_to_write_is_told(by: str, told: str) -> None:
    assert hint(by) == f"write `by: {told}`"


def test_what_is_only_near_is_asked() -> None:
    assert hint("powr") == "did you mean `by: power`?"
    assert hint("Chian Rule") == "did you mean `by: chain`?"


def test_a_word_that_says_too_little_has_a_choice() -> None:
    assert hint("linearity") == "say what is done: sum, difference or constant-multiple"
    assert hint("linearity of differentiation") == hint("linearity")
    assert hint("simplify").startswith("say what is done: cancel, ")
    assert hint("logarithm-rule") == "say what is done: log, log-of-product or exp-log"
    assert hint("implicit differentiation").startswith("say what is done: chain, ")


@each(
    ("by", "told"),
    [
        ("l'hopital", "no rule takes limits"),
        ("L'Hôpital's rule", "no rule takes limits"),
        ("definition of the derivative", "no rule takes limits"),
        ("integration by parts", "no rule integrates: "),
        ("FTC", "no rule integrates: "),
        ("u-substitution", "no rule integrates; write `by: chain`"),
        ("Taylor series", "no rule sums a series"),
        ("given", "conditions under `where` need no reason"),
        ("triangle inequality", "no rule does this: lines are equal"),
    ],
)
def test_what_no_rule_does_is_told(by: str, told: str) -> None:
    assert hint(f'"{by}"').startswith(told)


def test_what_means_nothing_is_not_guessed() -> None:
    assert hint("QED") == ""
    assert meant("magic and chain rule", near=True) == ()


def test_the_words_lead_to_names_and_hide_none() -> None:
    assert {*CALLED.values()} <= {*names()}
    assert {name for several in VAGUE.values() for name in several} <= {*names()}
    assert not BEYOND.keys() & (CALLED.keys() | VAGUE.keys())
    for name in names():
        assert not beyond(name)
        assert meant(name) == meant(name.upper()) == (name,)
    for said, name in CALLED.items():
        assert meant(said) == (name,)
        assert not choices(said)


SPELLED = {
    "ln": "d/dx ln(x) = 1/x",
    "arctan": "d/dx arctan(x) = 1/(1 + x^2)",
    "arcsin": "d/dx asin(x) = 1/sqrt(1 - x^2)",
    "arsinh": "d/dx arsinh(x) = 1/sqrt(x^2 + 1)",
    "arctanh": "d/dx atanh(x) = 1/(1 - x^2)",
}


@pytest.mark.parametrize(("by", "statement"), SPELLED.items())
def test_a_function_names_its_rule_as_it_may_be_written(by: str, statement: str) -> None:
    right = statement.partition(" = ")[2]
    head = "derive: 1\ntitle: t\nvariables: {x: '0 < x < 1'}\n"
    steps = f"theorem: {statement}\nsteps:\n  - to: {right}\n    by: "
    assert check(load_text(head + steps + by + "\n")).proved
    (found,) = check(load_text(head + steps + f"derivative of {by}\n")).diagnostics
    assert found.hint == f"write `by: {meant(by)[0]}`"
