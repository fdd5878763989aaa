"""Slips in layout and notation: what is meant is said once, with the line as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive import DeriveError, equal
from derive.check.check import check
from derive.report.diagnostics import Diagnostic
from derive.script.equality import read_equality
from derive.script.load import load_text
from derive.script.meant import ABSENT
from derive.script.slips import near
from tests.scripts import GOOD
from tests.test_corpora import ROOT


def only(text: str) -> Diagnostic:
    (found,) = load_text(text).diagnostics
    return found


@pytest.mark.parametrize(
    ("old", "new", "line", "hint"),
    [
        ("title: An", "title An", 2, "write `title: An example`"),
        ("title: An", "title:An", 2, "write `title: An example`"),
        ("title: An", "title = An", 2, "write `title: An example`"),
        ("An example", "Ex: one", 2, 'write `title: "Ex: one"`'),
        ("derive: 1", "derive 1", 1, "write `derive: 1`"),
        ("variables: ", "variables ", 3, "write `variables: {x: real}`"),
        ("{x: real}", "x: real", 3, "write `variables: {x: real}`"),
        ("theorem: ", "theorem ", 4, "write `theorem: d/dx (x^2) = 2*x`"),
        ("steps:", "steps", 5, "write `steps:`"),
        ("  - to: 2*x*d", "  -to: 2*x*d", 6, "write `- to: 2*x*d/dx x`"),
        ("- to:", "-to:", 6, "write `- to: 2*x*d/dx x`"),
        ("  - to: 2*x\n", "  - to 2*x\n", 8, "write `- to: 2*x`"),
        ("  - to: 2*x\n", "  - to:2*x\n", 8, "write `- to: 2*x`"),
        ("by: power", "by power", 7, "write `by: power`"),
        ("by: power", "by:power", 7, "write `by: power`"),
        ("    by: power", "by: power", 7, "write it with 4 blanks before it: `by: power`"),
        ("    by: power", "   by: power", 7, "write it with 4 blanks before it: `by: power`"),
        ("    by: power", "      by: power", 7, "write it with 4 blanks before it: `by: power`"),
        ("    by: power", "  - by: power", 7, "write it with 4 blanks before it: `by: power`"),
        ("    by: var", "by: var", 9, "write it with 4 blanks before it: `by: variable`"),
    ],
)
def test_layout(old: str, new: str, line: int, hint: str) -> None:
    assert old in GOOD
    found = only(GOOD.replace(old, new))
    assert (found.kind.slug, found.place.line, found.hint) == ("layout", line, hint)


@pytest.mark.parametrize("old", ["    by: power", "  - to: 2*x\n", "    by: variable"])
def test_tabs(old: str) -> None:
    found = only(GOOD.replace(old, "\t" + old.lstrip()))
    assert (found.kind.slug, found.about) == ("layout", ("a tab in the indentation",))


def test_text_that_only_begins_like_a_key_is_no_slip() -> None:
    told = GOOD.replace(
        "    by: power", "    note: |\n      by symmetry\n      to see\n    by: power"
    )
    assert load_text(told).diagnostics == ()
    broken = told.replace("steps:", "proof:")
    assert only(broken).kind.slug == "unknown-key"


def test_no_script_that_is_right_has_a_slip() -> None:
    for path in [*Path(ROOT, "proofs").rglob("*.yaml"), *Path(ROOT, "tests/pass").glob("*.yaml")]:
        lines = path.read_text(encoding="utf-8").split("\n")
        assert not any(near(lines, n) for n in range(len(lines)))


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("{x: real}", "x", "write `variables: {x: real}`"),
        ("{x: real}", "[x]", "write `variables: {x: real}`"),
        ("theorem", "where: x > 0\ntheorem", "write `where: [x > 0]`"),
        ("theorem", "where: max(x, 1) > 0\ntheorem", 'write `where: ["max(x, 1) > 0"]`'),
        ("theorem", "definitions: c = 2\ntheorem", "write `definitions: [c = 2]`"),
        ("theorem", "definitions: {c: 2}\ntheorem", "write `definitions: [c = 2]`"),
        ("- to: 2*x\n    by: variable", "- 2*x", "write `- to: 2*x`"),
        ("steps", "step", "did you mean `steps`?"),
        ("steps", "Proof", "did you mean `steps`?"),
        ("theorem", "Claim", "did you mean `theorem`?"),
        ("by: power", "reason: power", "did you mean `by`?"),
        ("variables: {x: real}\n", "", "declare what is a variable: `variables: {x: real}`"),
        (") = 2*x", ") == 2*x", "write one `=`: `d/dx (x^2) = 2*x`"),
        (") = 2*x", ")", "a theorem is an equation: `theorem: d/dx (x^2) = ...`"),
        ("to: 2*x\n", "to: = 2*x\n", "a line is an expression, without `=`: `- to: 2*x`"),
        ("to: 2*x\n", "to: x + x = 2*x\n", "a line is an expression, without `=`: `- to: 2*x`"),
        (
            "theorem",
            "where: ['x > 0 and x < pi']\ntheorem",
            "conditions stand one by one, each in a `--where` or an item of `where`: "
            "`x > 0`, `x < pi`",
        ),
        (
            "{x: real}",
            "{x: '0 < x ∧ x != 1'}",
            "conditions stand one by one, each in a `--where` or an item of `where`: "
            "`0 < x`, `x != 1`",
        ),
        ("to: 2*x\n", "to: 2*x;\n", "leave `;` out: `2*x`"),
    ],
)
def test_what_is_meant(old: str, new: str, hint: str) -> None:
    assert old in GOOD
    assert only(GOOD.replace(old, new)).hint == hint


@pytest.mark.parametrize("primed", ["(x^2)'", "(f(x)^2)'", "2*(sin(x) + (x))'"])
def test_a_prime_behind_a_bracket(primed: str) -> None:
    text = GOOD.replace("theorem: d/dx (x^2)", f"functions: [f]\ntheorem: {primed}")
    body = primed[primed.index("(") : -1]
    assert f"write `d/dx {body}`" in only(text).hint


@pytest.mark.parametrize("name", ABSENT)
def test_words_that_the_notation_does_not_have(name: str) -> None:
    (found,) = read_equality(f"{name}(x, 1)", "x").diagnostics
    assert found.hint == ABSENT[name]


def test_a_word_of_the_table_may_be_a_variable() -> None:
    assert read_equality("re + arg*sum", "sum*arg + re").equality is not None


@pytest.mark.parametrize(
    ("left", "hint"),
    [
        ("x = y", "give the two sides: derive equal 'x' 'y'"),
        ("x == y", "give the two sides: derive equal 'x' 'y'"),
        ("lim x->0 sin(x)/x", "there are no limits here: only what holds at points can be stated"),
        ("x < 1", "a comparison is a condition: it stands under `where`, or behind `--where`"),
        ("x >= 1", "a comparison is a condition: it stands under `where`, or behind `--where`"),
        ("x != 1", "a comparison is a condition: it stands under `where`, or behind `--where`"),
    ],
)
def test_an_equation_or_a_comparison_as_a_side(left: str, hint: str) -> None:
    (found,) = read_equality(left, "z").diagnostics
    assert found.hint == hint


def test_names_are_told_once() -> None:
    text = GOOD.replace("2*x", "2*x*a*b")
    found = load_text(text).diagnostics
    assert [d.about for d in found] == [("`a`",)]
    assert "in 2 more lines" in found[0].written


#: Lines as people write them elsewhere, and what is said.
ELSEWHERE = [
    ("∂f/∂x", "write `d/dx f(x)`"),
    ("df/dx", "write `d/dx f(x)`"),
    ("d²f/dx²", "write `d^2/dx^2 f(x)`"),
    ("d^3 f/dx^3", "write `d^3/dx^3 f(x)`"),
    ("d(x^2)/dx", "write `d/dx (x^2)`"),
    ("∂²f/∂x∂y", "what is differentiated stands behind: `∂/∂x f(x)`, `∂²/∂x∂y f(x, y)`"),
    ("d^n/dx^n f(x)", "the order of a derivative is a numeral, as in `d^2/dx^2 f(x)`"),
    ("d/dx [x^2]", "use round brackets"),
    ("f^(2)(x)", "write `f(x)^2` or `f''(x)`"),
    ("f(x)|_{x=1}", "write `at(f(x), x = 1)`"),
    ("f(x)|x=1", "write `at(f(x), x = 1)`"),
    (r"\frac{1}{x}", r"write it in plain notation, not in LaTeX, as `a/b` for `\frac{a}{b}`"),
    ("$x$", "leave the dollar signs out"),
    ("log_3(x)", "write `log(x, 3)` for a logarithm to that base"),
    ("log₃(x)", "write `log(x, 3)` for a logarithm to that base"),
    ("log_{3}(x)", "write `log(x, 3)` for a logarithm to that base"),
    ("x_{1}", "write `x_1` for a name with a subscript"),
    ("1,5*x", "write `1.5` for a decimal"),
    ("1 000*x", "write `1000` for one number, or `1*000` for a product"),
    ("½x", "write 1/2"),
    ("⁴√x", "write `x^(1/4)`, for x > 0"),
    ("³√x", "write `cbrt(x)`"),
    ("⌊x⌋", "write floor(x)"),
    ("5!", "write `factorial(5)`"),
    ("x/3!", "write `factorial(3)`"),
    ("2*(x + 1)!", "write `factorial(x + 1)`"),
    ("f(x)!*2", "write `factorial(f(x))`"),
    ("x!!", "there is no double factorial here"),
    ("sinx", "write `sin(x)`"),
    ("2*cos2y", "write `cos(2*y)`"),
    ("log2x", "write `log2(x)` or `log(2*x)`"),
    ("lny + 1", "write `ln(y)`"),
    ("x mod 2", "no such function of integers is known"),
    ("np.exp(x)", "write `exp`, without what stands in front of the point"),
    ("math.pi", "write `pi`, without what stands in front of the point"),
    ("θ", "declare it under `variables` or `definitions`"),
    ("∞", "there is no infinity here"),
]


@pytest.mark.parametrize(("written", "hint"), ELSEWHERE)
def test_notation_of_elsewhere(written: str, hint: str) -> None:
    quoted = written.replace("'", "''")
    script = (
        "derive: 1\ntitle: t\nvariables: {x: real, y: real}\nfunctions: [f]\n"
        f"theorem: x + 0 = x\nsteps:\n  - to: '{quoted}'\n  - to: x\n"
    )
    (found,) = load_text(script, "t").diagnostics
    assert found.hint == hint


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("piecewise(x, x > 0)", "piecewise"),
        ("2*Piecewise((x, x > 0), (0, True)) + )", "piecewise"),
        ("x + if(x >= 0, 1, 2)", "if"),
        ("integral(t, t = 0..x)", "integral"),
        ("sum(k, k = 1..n)", "sum"),
        ("limit(sin(x)/x, x -> 0)", "limit"),
    ],
)
def test_a_word_that_the_notation_does_not_have_is_one_error(written: str, word: str) -> None:
    (found,) = read_equality(written, "x", ()).diagnostics
    assert found.hint == ABSENT[word]
    (found,) = read_equality("x", "x", (f"{written} > 0",)).diagnostics
    assert found.hint == ABSENT[word]


def test_another_mistake_on_the_other_side_is_another_error() -> None:
    found = read_equality("piecewise(x, x > 0)", "x + )", ()).diagnostics
    assert [d.kind.slug for d in found] == ["unknown-name", "bad-expression"]


_BEHIND = "of the derivation behind it: `- to: 2*x`"


@pytest.mark.parametrize(
    ("old", "new", "place", "hint"),
    [
        ("An example", '"An example', (2, 8), "close it, or leave it out"),
        ("by: power", "by: 'power", (7, 9), "close it, or leave it out"),
        ("by: power", "by: power chain", (7, 9), "write `by: [power, chain]`"),
        ("by: power", "by: power and chain", (7, 9), "write `by: [power, chain]`"),
        ("by: power", "by: power rule", (7, 9), "write `by: power`"),
        ("x: real", "x: complex", (3, 16), "functions are real here: write `x: real`"),
        ("x: real", "x: natural", (3, 16), 'write `x: "integer, x > 0"`'),
        ("x: real", "x: nonzero", (3, 16), "write `x: x != 0`"),
        (
            "to: 2*x\n",
            "to:\n",
            (8, 8),
            "write the next line of the derivation behind it: `- to: 2*x`",
        ),
        ("to: 2*x\n", "to: 2*(x + 1\n", (8, 17), "close the bracket that opens in `(x + 1`"),
        ("to: 2*x\n", "to: 2*sin(x\n", (8, 16), "close the bracket that opens in `sin(x`"),
        ("to: 2*x\n", "to: 2*x +\n", (8, 14), "write what comes behind `+`, or leave it out"),
    ],
)
def test_what_a_newcomer_leaves_out(old: str, new: str, place: tuple[int, int], hint: str) -> None:
    source = GOOD.replace(old, new, 1)
    assert source != GOOD
    (found,) = check(load_text(source)).diagnostics
    assert (found.place.line, found.place.column) == place
    assert found.hint == hint


@pytest.mark.parametrize(
    "said", ["x is positive", "x is a positive", "x  is  positive", "x: positive"]
)
def test_a_domain_in_a_sentence(said: str) -> None:
    assert equal("abs(x)", "x", where=[said])


def test_is_may_be_a_domain_of_nothing() -> None:
    with pytest.raises(DeriveError, match="x is reel"):
        equal("abs(x)", "x", where=["x is reel"])
