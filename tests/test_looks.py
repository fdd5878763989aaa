"""No two names of one script look alike once they are typeset, whatever their fonts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.check.check import check
from derive.expression import latex, mathml
from derive.expression.boxes import Box
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.greek import GREEK_LETTERS, GREEK_WORDS
from derive.expression.layout import ROOTS
from derive.expression.looks import names_in
from derive.expression.nodes import Call, Expression, call
from derive.expression.notation import boxes
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.pretty import pretty
from derive.expression.typeset import Style, alone, style_for, typeset
from derive.expression.words import word
from derive.render.export import latex as document
from derive.render.export import markdown
from derive.render.export.exported import Exported
from derive.render.export.html import fragment
from derive.report.diagnostics import Kind
from derive.script.load import Loaded, load_text
from tests.each import each

_FONT = re.compile(
    r"\\(?:mathit|mathrm|operatorname|mathop)\{((?:[^{}]|\{[^{}]*\})*)\}|\{(\\?[^{}\\]|\\[A-Za-z]+)\}"
)


def seen_in_latex(box: Box) -> str:
    """What a reader of LaTeX sees: fonts, and braces that only group, are nothing to him."""
    text = latex.written(box).replace("'", r"^{\prime}")
    while (plain := _FONT.sub(lambda m: m[1] or m[2], text)) != text:
        text = plain
    return re.sub(
        r"\\([A-Za-z]+)", lambda m: m[0] if m[1] in _SIGNS else m[1], text.replace(" ", "")
    )


_SIGNS = {*GREEK_LETTERS, *GREEK_WORDS.values(), "prime", "hat", "dot", "ast", "mathcal"}


def seen_in_mathml(box: Box) -> str:
    """What a reader of a page sees."""
    bare = re.sub(r"<(/?)(mi|mn|mo|mrow)[^>]*>", "", mathml.written(box))
    return unescape(bare)


_BASES = [
    "c",
    "x",
    "f",
    "S",
    "E",
    "K",
    "Ai",
    "Si",
    "alpha",
    "beta",
    "psi",
    "Gamma",
    "zeta",
    "log2",
    "li",
    "phi",
    "u",
]
_ENDINGS = ["", "1", "_1", "12", "_12", "1_2", "_a", "_ab", "ab"]
_NAMES = st.sampled_from([b + ending for b in _BASES for ending in _ENDINGS])
_KNOWN = [
    row.name for row in FUNCTION_NAMES.values() if row.name not in ROOTS and row.name != "abs"
]
_SCOPE = Scope(free=True)


def _forms(names: Iterable[str], used: Iterable[str]) -> list[tuple[str, Expression]]:
    """Each name as a variable, a definition or a head, in turn, and known functions' heads."""
    told = []
    known = {*map(word, _KNOWN), "Gamma"}
    for i, name in enumerate(n for n in names if n not in known or n in ("beta", "zeta")):
        x = parse_expression("t")
        kinds = [parse_expression(name, _SCOPE), call(name), call(name, x)]
        told.append((name, kinds[0] if name in known else kinds[i % 3]))
    for name in used:
        arguments = [parse_expression("t")] * FUNCTION_NAMES[name].arity
        told.append((f"{word(name)}()", call(name, *arguments)))
    return told


def _assert_distinct(forms: list[tuple[str, str]]) -> None:
    for (a, look), (b, other) in combinations(forms, 2):
        assert a == b or look != other, (a, b, look)


@settings(max_examples=50)
@given(
    st.lists(_NAMES, min_size=2, max_size=9, unique=True),
    st.lists(st.sampled_from(_KNOWN), max_size=9, unique=True),
)
def test_no_two_names_look_alike(names: list[str], used: list[str]) -> None:
    forms = _forms(names, used)
    style = alone(*(e for _, e in forms))
    heads = [(name, _head(typeset(e, style))) for name, e in forms]
    for seen in (seen_in_latex, seen_in_mathml):
        _assert_distinct([(name, seen(box)) for name, box in heads])
        primed = [
            (name, seen(_head(typeset(call(f"{name}'", *e.arguments), style))))
            for name, e in forms
            if isinstance(e, Call) and e.arguments and not name.endswith(")")
        ]
        _assert_distinct([*primed, *((name, seen(box)) for name, box in heads)])


def _head(box: Box) -> Box:
    """The name itself, without what it is applied to."""
    parts = getattr(box, "parts", None)
    return parts[0] if parts else box


_ALIKE = [
    ("x1", "x_1"),
    ("f1(x)", "f_1(x)"),
    ("x1", "x_1(t)"),
    ("alpha1", "alpha_1"),
    ("S(x)", "fresnels(x)"),
    ("E1", "expint(x)"),
    ("Si", "sinint(x)"),
    ("Ai'(x)", "airyaiprime(x)"),
    ("psi", "digamma(x)"),
    ("Gamma", "gamma(x)"),
    ("beta_1", "beta1"),
    ("log2(x)", "log(x, 2)"),
]


@each(("one", "other"), _ALIKE)
def test_what_looked_alike_is_told_apart(one: str, other: str) -> None:
    both = [parse_expression(text, _SCOPE) for text in (one, other)]
    style = alone(*both)
    for seen in (seen_in_latex, seen_in_mathml):
        first, second = (seen(_head(typeset(e, style))) for e in both)
        assert first != second
    for unicode in (True, False):
        first, second = ("\n".join(pretty(e, unicode=unicode)) for e in both)
        assert first.partition("(")[0] != second.partition("(")[0] or "log" in one


def test_a_name_alone_is_as_it_was() -> None:
    for written in ("x1 + y_1", "c_1*c_2", "psi + Gamma", "alpha1*beta_1"):
        style = alone(parse_expression(written, _SCOPE))
        assert not {*style.letters}
        assert not {*style.heads} & {"x1", "c_1"}


_DECLARED = st.sampled_from(["x", "x1", "x_1", "f", "f1", "f_1", "g", "S"])
_NOTATIONS = st.sampled_from(
    [
        *(r"f^{\prime}", "f^{(4)}", r"\dot{f}", "x_1", r"\mathrm{Si}", r"\mathrm{E}_1", "E_1", "S"),
        *(r"\phi", r"\phi^{\prime}", r"\phi^{(2)}", r"\varphi", "f_1", r"\mathrm{f1}", "f^*"),
        *(r"f^\ast", r"\hat{x}", r"\operatorname{x1}", r"\mathcal{L}", "g", r"\mathrm{g}", "Ai"),
    ]
)


@settings(max_examples=50)
@given(
    st.lists(
        _DECLARED,
        min_size=2,
        max_size=5,
        unique=True,
    ),
    st.dictionaries(st.integers(0, 4), _NOTATIONS, max_size=3),
)
def test_names_with_notation_look_like_no_other(names: list[str], given: dict[int, str]) -> None:
    style = _style(names, {names[i % len(names)]: text for i, text in given.items()})
    if style is None:
        return
    applied = [n for n in names if n[0] in "fg"]
    forms = [(name, _box(name, style)) for name in [*names, "sinint", "expint", "fresnels"]]
    for seen in (seen_in_latex, seen_in_mathml):
        looks = [(name, seen(box)) for name, box in forms]
        looks += [(name, seen(_box(f"{name}'", style))) for name in applied]
        _assert_distinct(looks)


def _box(name: str, style: Style) -> Box:
    is_head = name[0] in "fg" or name in FUNCTION_NAMES
    e = call(name, parse_expression("t")) if is_head else parse_expression(name, _SCOPE)
    return _head(typeset(e, style))


def _script(names: list[str], notation: dict[str, str]) -> Loaded:
    functions = [name for name in names if name[0] in "fg"]
    line = " + ".join(f"{n}(t)" if n in functions else n for n in names)
    variables = ", ".join(f"{n}: real" for n in ["t", *names] if n not in functions)
    said = ", ".join(f"{name}: '{text}'" for name, text in notation.items())
    lines = [
        "derive: 1",
        "title: An example",
        f"variables: {{{variables}}}",
        *([f"functions: [{', '.join(functions)}]"] if functions else []),
        *([f"notation: {{{said}}}"] if said else []),
        f"theorem: {line} = 0 + {line}",
        "steps:",
        f"  - to: 0 + {line}",
    ]
    return load_text("\n".join(lines) + "\n")


def _style(names: list[str], notation: dict[str, str]) -> Style | None:
    """The style of a script; None where its notations are refused."""
    loaded = _script(names, notation)
    if loaded.script is None:
        assert {found.kind for found in loaded.diagnostics} == {Kind.BAD_NOTATION}
        return None
    theorem = loaded.script.theorem
    written = names_in(theorem.left.node, theorem.right.node)
    return style_for(written, given=boxes(loaded.script.notation))


def test_exports_tell_names_apart() -> None:
    told = Exported("an example", check(_script(["x1", "x_1", "f1", "f_1"], {})))
    assert told.report.proved
    for made in (document.render(told), document.document(told), markdown.render(told)):
        assert r"\mathit{x1} + x_1" in made
        assert r"{f1}" in made
    page = fragment(told.report)
    assert '<mi class="word">x1</mi><mo>+</mo><msub><mi>x</mi><mn>1</mn></msub>' in page
    assert "<dt>Domain</dt><dd>" in page
    assert '<mi class="word">x1</mi></mrow></math> real' in page


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ab - a*b", r"\mathit{ab} - a \cdot b"),
        ("ab^2 - a*b^2", r"\mathit{ab}^2 - a \cdot b^2"),
        ("xyz + x*y + y*z^2*x", r"\mathit{xyz} + x \cdot y + y \cdot z^2 x"),
        ("ab - b*a", r"\mathit{ab} - b a"),
        ("a*b + a_b", "a b + a_b"),
    ],
)
def test_letters_side_by_side_spell_no_name(written: str, expected: str) -> None:
    assert latex.latex(parse_expression(written, _SCOPE)) == expected
