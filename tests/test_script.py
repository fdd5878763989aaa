"""Loading proof scripts: what is in them, and every way in which they cannot be used."""

import os
import re
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.expression.numerals import numeral
from derive.expression.parser import parse_expression
from derive.expression.text import text
from derive.report.diagnostics import MAX_DETAIL, Diagnostic, Kind, Place, words
from derive.script.domains import Bound, is_empty
from derive.script.load import Loaded, load, load_text
from derive.script.script import Script
from tests.each import each

SIGMOID = """\
derive: 1
title: The derivative of the sigmoid
source: https://example.org/article
variables: {x: real}
definitions:
  - sigmoid(x) = 1/(1 + e^(-x))
theorem: d/dx sigmoid(x) = sigmoid(x)*(1 - sigmoid(x))
steps:
  - to: d/dx ((1 + e^(-x))^(-1))
    by: definition
  - to: (-1)*(1/(1 + e^(-x))^2)*(0 + e^(-x))*d/dx (-x)
    by: [sum, constant, exp]
    note: three reasons
  - to: sigmoid(x)*((1 - sigmoid(x)))
    by: '?'
  - to: (sigmoid(x)*(1 - sigmoid(x)))
tags: [logistic]
"""

FRAME = """\
derive: 1
title: t
variables: {variables}
functions: [f]
{definitions}theorem: x = x + 0
steps:
  - to: {step}
"""


def framed(
    step: str = "x + 0", variables: str = "{x: real, n: integer}", definitions: str = ""
) -> str:
    rows = "".join(f"  - {row}\n" for row in definitions.splitlines())
    block = f"definitions:\n{rows}" if rows else ""
    return FRAME.format(step=step, variables=variables, definitions=block)


def script(source: str) -> Script:
    loaded = load_text(source)
    assert [words(d) for d in loaded.diagnostics if d.fatal] == []
    assert loaded.script is not None
    return loaded.script


def found(source: str | bytes) -> list[tuple[str, str]]:
    loaded = load_text(source, "s")
    fatal = any(d.fatal for d in loaded.diagnostics)
    assert (loaded.script is None) == fatal
    return [(d.kind.slug, f"{d.place.line}:{d.place.column}") for d in loaded.diagnostics]


def only(source: str | bytes) -> Diagnostic:
    (diagnostic,) = load_text(source, "s").diagnostics
    return diagnostic


def test_a_script() -> None:
    made = script(SIGMOID)
    assert (made.title, made.source) == (
        "The derivative of the sigmoid",
        "https://example.org/article",
    )
    assert [(v.name, v.domain_text, v.integer) for v in made.variables] == [("x", "real", False)]
    assert made.definitions[0].parameters == ("x",)
    assert text(made.definitions[0].body.node) == "1/(1 + e^(-x))"
    assert text(made.theorem.left.node) == "d/dx sigmoid(x)"
    assert [step.number for step in made.steps] == [1, 2, 3, 4]
    names = [None if step.by is None else [by.name for by in step.by] for step in made.steps]
    assert names == [["definition"], ["sum", "constant", "exp"], None, None]
    assert made.steps[1].note == "three reasons"
    assert made.tags == ("logistic",)
    assert made.scope.functions == {"sigmoid": 1}
    assert made.lines[0] == "derive: 1"


def test_every_part_has_its_place() -> None:
    made = script(SIGMOID)
    assert made.variables[0].place == Place("script.yaml", 4, 13, 14)
    assert made.definitions[0].place == Place("script.yaml", 6, 5, 12)
    assert made.definitions[0].body.place() == Place("script.yaml", 6, 18, 32)
    assert made.theorem.left.place() == Place("script.yaml", 7, 10, 25)
    assert made.theorem.right.place() == Place("script.yaml", 7, 28, 55)
    assert made.theorem.right.place((1,)) == Place("script.yaml", 7, 39, 55)
    assert made.theorem.right.place((1, 1)) == Place("script.yaml", 7, 42, 54)
    line = made.steps[1]
    assert line.place == Place("script.yaml", 11, 5, 6)
    assert line.to.place((1, 1)) == Place("script.yaml", 11, 17, 31)
    assert line.by is not None
    assert [by.place.column for by in line.by] == [10, 15, 25]


def test_the_last_lines_of_the_sigmoid_change_nothing() -> None:
    assert found(SIGMOID) == [("no-change", "16:9")]


def test_byte_order_mark_and_line_ends_make_no_difference() -> None:
    data = SIGMOID.replace("\n", "\r\n").encode("utf-8-sig")
    assert load_text(data) == load_text(SIGMOID)


def test_conditions_are_read() -> None:
    source = framed(variables="{x: real, p: 0 < p < 1, q: positive, k: 'integer, k >= 2'}")
    made = script(source + "where: [1 - x^2 > 0, q < p < x]\n")
    shown = {
        v.name: [f"{text(c.left.node)} {c.relation} {text(c.right.node)}" for c in v.relations]
        for v in made.variables
    }
    assert shown == {"x": [], "p": ["0 < p", "p < 1"], "q": ["q > 0"], "k": ["k >= 2"]}
    assert [v.integer for v in made.variables] == [False, False, False, True]
    assert [str(c.place).removeprefix("script.yaml:") for c in made.where] == [
        "8:9",
        "8:22",
        "8:26",
    ]


def test_definitions_may_use_each_other_in_any_order() -> None:
    made = script(framed(definitions="u = g(x) + f'(x)\ng(t) = t^2\nh(x) = x + u"))
    assert made.scope.functions == {"u": 0, "g": 1, "h": 1}
    assert made.scope.opaque == {"f"}


def test_a_parameter_may_be_called_like_a_variable() -> None:
    assert found(framed(definitions="g(n) = d/dn n^2".replace("n^2", "(n^2)"))) == []


@each(
    ("step", "kind", "column"),
    [
        ("__import__('os').system('x')", "bad-expression", 9),
        ("x.__class__", "bad-expression", 10),
        ("x + 'a'", "bad-expression", 13),
        ('"x + \\"a\\""', "bad-expression", 14),
        ("x + 9^9^9^9", "numeral-too-large", 13),
        ("x^(9^9^9)", "numeral-too-large", 9),
        ("x + 2^(2^70)", "numeral-too-large", 13),
        ("x + " + "1" * 1001, "numeral-too-large", 13),
        ("1" * 100_000, "too-large", 40_009),
        ("x + " + "(" * 10_000, "too-deep", 234),
        ("x + " + "(" * 9_000 + "x" + ")" * 9_000, "too-deep", 234),
        ("-" * 10_000 + "x", "too-deep", 9779),
        ("y + x", "unknown-name", 9),
        ("d/dy x", "unknown-name", 9),
        ("x + 1/0", "division-by-zero", 15),
        ("x + x/(1 - 1)", "division-by-zero", 15),
        ("x + 0^(-1)", "division-by-zero", 13),
        ("x + 1/0.0", "division-by-zero", 15),
        ("x + d/dn (n^2)", "integer-derivative", 13),
        ("at(d/dn sin(n), n = x)", "integer-derivative", 9),
        ("1/2x", "bad-expression", 12),
        ("", "empty-value", 8),
        ("null", "empty-value", 9),
        ("[x]", "wrong-type", 9),
        ("{x: 1}", "wrong-type", 9),
        ("x +", "bad-expression", 12),
        ("* x", "bad-yaml", 10),
        ("x\n    by: []", "empty-value", 9),
        ("x\n    by:", "empty-value", 8),
        ("x\n    by: [a, a]", "doubled-name", 13),
        ("x\n    by: {a: b}", "wrong-type", 9),
        ("x\n    bye: a", "unknown-key", 5),
        ("x\n    to: x", "duplicate-key", 5),
    ],
)
def test_a_step_that_cannot_be_used(step: str, kind: str, column: int) -> None:
    diagnostic = only(framed(step))
    assert (diagnostic.kind.slug, diagnostic.place.column) == (kind, column)
    assert diagnostic.fatal


@each(
    ("variables", "kind", "column"),
    [
        ("{x: }", "bad-domain", 15),
        ("{x: rael}", "bad-domain", 16),
        ("{x: 'real, '}", "bad-domain", 22),
        ("{x: real, c: 0 < c < x}", "bad-domain", 29),
        ("{x: x > f(1)}", "bad-domain", 16),
        ("{x: x > d/dx x}", "bad-domain", 16),
        ("{x: x > x}", "bad-domain", 16),
        ("{x: 1 < 2}", "bad-domain", 16),
        ("{x: real, y: y > x}", "bad-domain", 25),
        ("{x: x > z}", "unknown-name", 20),
        ("{x: x = 1}", "bad-condition", 16),
        ("{x: 1 < x <}", "bad-expression", 23),
        ("{x: x > 1/0}", "division-by-zero", 22),
        ("{x: x > 9^9^9^9}", "numeral-too-large", 20),
        ("{x: 1 < x < 0}", "empty-domain", 16),
        ("{x: 'positive, x < 0'}", "empty-domain", 16),
        ("{x: 'integer, 0 < x < 1'}", "empty-domain", 16),
        ("{x: [real]}", "wrong-type", 16),
        ("{x: real, 2y: real}", "bad-name", 22),
        ("{x: real, f': real}", "bad-name", 22),
        ("{x: real, exp: real}", "reserved-name", 22),
        ("{x: real, ln: real}", "reserved-name", 22),
        ("{x: real, e: real}", "reserved-name", 22),
        ("{x: real, d: real}", "reserved-name", 22),
        ("{x: real, x: real}", "duplicate-key", 22),
    ],
)
def test_a_variable_that_cannot_be_used(variables: str, kind: str, column: int) -> None:
    diagnostic = only(framed(variables=variables))
    assert (diagnostic.kind.slug, diagnostic.place.line) == (kind, 3)
    assert diagnostic.place.column == column
    assert diagnostic.fatal


@each(
    ("definitions", "expected"),
    [
        ("g(x) = h(x)\nh(x) = g(x) + 1", ("circular-definition", "6:5")),
        ("u = u + 1", ("circular-definition", "6:5")),
        ("g(x) = 1\ng(x) = 2", ("doubled-definition", "7:5")),
        ("exp = x", ("reserved-name", "6:5")),
        ("beta(t) = t", ("other-meaning", "6:5")),
        ("log(t) = t\nlog(t) = 1", ("doubled-definition", "7:5")),
        ("e = x", ("reserved-name", "6:5")),
        ("pi = 3", ("reserved-name", "6:5")),
        ("at(x) = x", ("reserved-name", "6:5")),
        ("x = 2", ("reserved-name", "6:5")),
        ("f(x) = x", ("reserved-name", "6:5")),
        ("g(sin) = 1", ("reserved-name", "6:7")),
        ("g(f) = 1", ("reserved-name", "6:7")),
        ("g(t, t) = t", ("doubled-name", "6:10")),
        ("g' = x", ("bad-name", "6:5")),
        ("g(t) = y", ("unknown-name", "6:12")),
        ("g(t)", ("bad-expression", "6:9")),
        ("g(t) =", ("bad-expression", "6:11")),
        ("g(t) = t = 1", ("bad-expression", "6:14")),
        ("g(t) = 1/0", ("division-by-zero", "6:14")),
        ("g(t) = d/dn t", ("integer-derivative", "6:12")),
        ("[g]", ("wrong-type", "6:5")),
    ],
)
def test_a_definition_that_cannot_be_used(definitions: str, expected: tuple[str, str]) -> None:
    assert found(framed(definitions=definitions)) == [expected]


def test_a_circle_is_spelled_out() -> None:
    rows = "a = x\nb = c + a\nc = g(x)\ng(t) = b*t\nk = k"
    loaded = load_text(framed(definitions=rows))
    assert [words(d) for d in loaded.diagnostics] == [
        "definitions in a circle: b -> c -> g -> b",
        "definitions in a circle: k -> k",
    ]


def test_definitions_that_double_are_counted_and_not_unfolded() -> None:
    rows = ["a0 = x", *(f"a{n + 1} = a{n}*a{n}" for n in range(150))]
    slugs = {slug for slug, _ in found(framed(definitions="\n".join(rows)))}
    assert slugs == {"too-large"}


def test_definitions_that_nest_too_deeply_unfolded() -> None:
    rows = ["a0 = x", *(f"a{n + 1} = -(a{n} + 1)" for n in range(120))]
    slugs = {slug for slug, _ in found(framed(definitions="\n".join(rows)))}
    assert slugs == {"too-large"}


@each(
    ("source", "expected"),
    [
        ("", [("empty-value", "1:1")]),
        ("# nothing\n", [("empty-value", "1:1")]),
        ("- a", [("wrong-type", "1:1")]),
        ("x", [("wrong-type", "1:1")]),
        ("derive: 2\nnew: thing", [("newer-format", "1:9")]),
        ("derive: one\nnew: thing", [("bad-format", "1:9")]),
        ("derive: 1.0", [("bad-format", "1:9")]),
        ("derive: " + "9" * 9999, [("bad-format", "1:9")]),
        (
            "derive: 1",
            [("missing-key", "1:1")] * 3,
        ),
        (framed().replace("derive: 1\n", ""), [("missing-format", "1:1")]),
        (framed().replace("title: t", "titel: t"), [("unknown-key", "2:1")]),
        (framed().replace("title: t", "title: "), [("empty-value", "2:7")]),
        (framed().replace("title: t", "title: [t]"), [("wrong-type", "2:8")]),
        (framed().replace("functions: [f]", "functions: f"), [("wrong-type", "4:12")]),
        (framed().replace("functions: [f]", "functions: [f, f]"), [("doubled-name", "4:16")]),
        (framed().replace("functions: [f]", "functions: [x]"), [("reserved-name", "4:13")]),
        (framed().replace("functions: [f]", "functions: [sin]"), [("reserved-name", "4:13")]),
        (framed().replace("  - to: x + 0\n", "").replace("steps:", "steps: []"), [
            ("empty-steps", "6:8"),
        ]),
        (framed().replace("- to: x + 0", "- x + 0"), [("wrong-type", "7:5")]),
        (framed().replace("- to: x + 0", "- by: a"), [("missing-key", "7:5")]),
        (framed().replace("x = x + 0", "x + 0"), [("bad-expression", "5:15")]),
        (framed() + "where: [x]", [("bad-expression", "8:10")]),
        (framed() + "where: x > 0", [("wrong-type", "8:8")]),
        (framed() + "a: &a b", [("unknown-key", "8:1"), ("alias", "8:4")]),
    ],
)  # fmt: skip
def test_a_script_that_cannot_be_used(source: str, expected: list[tuple[str, str]]) -> None:
    assert found(source) == expected


def test_an_unknown_key_names_the_nearest() -> None:
    assert only(framed().replace("variables:", "variable:")).hint == "did you mean `variables`?"


def test_all_problems_are_told() -> None:
    source = framed("y", "{x: rael}", "g(t) = 1/2t\ne(x) = x") + "note: a\nwhere: ['x >']\n"
    assert found(source) == [
        ("bad-domain", "3:16"),
        ("bad-expression", "6:15"),
        ("reserved-name", "7:5"),
        ("unknown-name", "10:9"),
        ("layout", "11:1"),
        ("bad-expression", "12:13"),
    ]


def test_a_chain_that_ends_elsewhere() -> None:
    diagnostic = only(framed("(1*x)"))
    assert (diagnostic.kind, diagnostic.fatal) == (Kind.CHAIN_ENDS_ELSEWHERE, False)
    assert (diagnostic.expected, diagnostic.written) == ("x + 0", "(1*x)")
    assert diagnostic.place == Place("s", 7, 9, 14)


def test_a_step_that_changes_nothing() -> None:
    assert found(framed("((x))\n  - to: (x) + 0")) == [("no-change", "7:9")]


def test_limits() -> None:
    variables = "{" + ", ".join(f"x{n}: real" for n in range(200)) + ", x: real}"
    kinds = [slug for slug, _ in found(framed("1", variables))]
    assert kinds[0] == "too-many"
    rows = "\n".join(f"g{n} = {n}" for n in range(300))
    assert found(framed(definitions=rows)) == [("too-many", "6:3")]
    steps = "\n".join(["x*1"] + ["  - to: x + 0"] * 2500)
    assert ("too-many", "7:3") in found(framed(steps))


@pytest.mark.parametrize(
    "data",
    [b"#" * 10_000_000, b"derive: 1\ntitle: " + b"[" * 10_000, b"\0" * 1000, b"\xff\xfe" * 10],
)
def test_large_and_odd_files_end_soon(data: bytes) -> None:
    begun = time.process_time()
    assert load_text(data).script is None
    assert time.process_time() - begun < 10


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "sigmoid.yaml"
    path.write_text(SIGMOID, encoding="utf-8")
    loaded = load(path)
    assert loaded.script is not None
    assert loaded.script.path == os.fspath(path)
    assert loaded.lines == tuple(SIGMOID.split("\n"))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml", "a\0b"):
        loaded = load(path)
        assert [d.kind for d in loaded.diagnostics] == [Kind.UNREADABLE_FILE]
        assert words(loaded.diagnostics[0]).startswith("the file cannot be read: ")


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(10**12)
    assert [d.kind for d in load(path).diagnostics] == [Kind.TOO_LARGE]


@each(
    ("bounds", "integer", "empty"),
    [
        ("> 0, < 1", False, False),
        ("> 0, < 1", True, True),
        ("> 0, <= 1", True, False),
        ("> 0, <= 1, != 1", True, True),
        (">= 0, <= 2, != 1", True, False),
        (">= 0, <= 0", False, False),
        (">= 0, <= 0, != 0", False, True),
        (">= 0, < 0", False, True),
        ("> 1, < 0", False, True),
        ("> 0", True, False),
        ("> 0, < 1000000000000, != 5", True, False),
    ],
)
def test_empty_domains(bounds: str, integer: bool, empty: bool) -> None:
    rows = [bound.split() for bound in bounds.split(", ")]
    assert is_empty([Bound(r, Fraction(v)) for r, v in rows], integer) is empty


def test_every_kind_has_its_own_slug_and_words() -> None:
    assert len({kind.slug for kind in Kind}) == len(Kind)
    for kind in Kind:
        about = tuple(f"detail {n}" for n in range(kind.details))
        said = words(Diagnostic(kind, Place("s", 1, 1), about=about))
        assert said
        assert "{" not in said
        # what is said of documents has a code
        named = kind.name.lower().replace("_", "-")
        assert kind.slug == named or re.fullmatch(r"DRV[12]\d\d", kind.slug)


def test_words_are_short_and_on_one_line() -> None:
    said = words(Diagnostic(Kind.UNKNOWN_KEY, Place("s", 1, 1), about=("a\nb {} " + "c" * 999,)))
    assert said.startswith("unknown key `a b {} ccc")
    assert len(said) < len("unknown key ``") + MAX_DETAIL + 1
    assert "\n" not in said


def test_a_diagnostic_takes_the_details_of_its_kind() -> None:
    with pytest.raises(ValueError, match="takes 1 details"):
        Diagnostic(Kind.UNKNOWN_KEY, Place("s", 1, 1))


WORDS = st.sampled_from([*"[]{}:,-*&!|>%@`'\"#?\n \t()^/+=<", "derive: 1\n", "steps:\n", "to: x",
    "title: t\n", "variables: {x: real}\n", "theorem: x = x\n", "- ", "  ", "d/dx ", "x", "e",
    "definitions: [", "g(t) = ", "0", "9^9", "\\x", "\\U", "---\n", "\ufeff", "\r\n", "null", "é",
    "where: [x > 0]\n", "by: [a]\n"])  # fmt: skip


def usable(loaded: Loaded) -> bool:
    """Every place is in the text, and there is a script or a reason why there is none."""
    for diagnostic in loaded.diagnostics:
        assert words(diagnostic)
        assert 1 <= diagnostic.place.line <= max(len(loaded.lines), 1)
        line = loaded.lines[diagnostic.place.line - 1] if loaded.lines else ""
        assert 1 <= diagnostic.place.column <= len(line) + 1
    return loaded.script is not None or any(d.fatal for d in loaded.diagnostics)


@settings(max_examples=150)
@given(st.one_of(st.text(), st.binary(), st.lists(WORDS, max_size=60).map("".join)))
def test_no_text_is_a_crash(source: str | bytes) -> None:
    assert usable(load_text(source))


@settings(max_examples=150)
@given(st.integers(0, len(SIGMOID)), st.integers(0, 20), st.lists(WORDS, max_size=3).map("".join))
def test_no_broken_script_is_a_crash(at: int, cut: int, put: str) -> None:
    assert usable(load_text(SIGMOID[:at] + put + SIGMOID[at + cut :]))


@each(
    ("source", "value"),
    [
        ("1 + 2*3", "7"),
        ("-(0.5)", "-1/2"),
        ("2^(-3)", "1/8"),
        ("(1/2)^3/(1 - 3)", "-1/16"),
        ("(-1)^(9^9^2)", "-1"),
        ("1/0", "None"),
        ("0^0", "None"),
        ("2^(1/2)", "None"),
        ("x", "None"),
        ("pi", "None"),
        ("sin(0)", "None"),
    ],
)
def test_numerals(source: str, value: str) -> None:
    assert str(numeral(parse_expression(source))) == value
