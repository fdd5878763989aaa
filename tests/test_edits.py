"""What went wrong: the edit that mends a refuted line, its words, its place, and how often."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from derive.check.check import check
from derive.check.elaborate import domain_of, theory_of
from derive.report.diagnostics import Place
from derive.report.report import Remedy, Report, Verdict
from derive.script.load import load_text
from derive.search import remedy
from derive.search.edits import SAYINGS
from derive.search.remedy import Mended, Wrong, mend
from tests.library import LIBRARY, SOME
from tests.mutants import Draft, Mutant, false_steps, mutants
from tests.test_mutants import PASSING, draft, strided

#: How many mutants of each script are tried, and which share must be mended.
SHARE = 6
#: All small scripts, and some of the library: so many together are judged, by default the
#: first lot.
SCRIPTS = [p for p in PASSING if p in SOME or p not in LIBRARY]
STRIDE = 6
LOTS = [SCRIPTS[k::STRIDE] for k in range(STRIDE)]
FOUND = 0.93
PROVED = 0.8

HEAD = "derive: 1\ntitle: t\nfunctions: [f]\n"


def script(old: str, written: str, domain: str = "real", by: str = "") -> str:
    variables = json.dumps({"x": domain, "y": "real"})
    reason = f"    by: {by}\n" if by else ""
    return (
        f"{HEAD}variables: {variables}\ntheorem: {json.dumps(f'{old} = {written}')}\n"
        f"steps:\n  - to: {json.dumps(written)}\n{reason}"
    )


def remedy_of(text: str) -> Remedy | None:
    (step,) = check(load_text(text)).steps
    assert step.verdict is Verdict.REFUTED
    return step.remedy


def marked(text: str, place: Place) -> str:
    assert place.end_column is not None
    return text.split("\n")[place.line - 1][place.column - 1 : place.end_column - 1]


#: For each kind the line before, the line as it is written, what is said of it, what is marked.
KINDS: dict[str, tuple[str, str, str, str]] = {
    "sign": ("d/dx cos(x)", "sin(x)", "true with `-` here", "sin(x)"),
    "function": ("d/dx sin(x)", "sin(x)", "true with `cos` instead of `sin`", "sin(x)"),
    "exponent": ("d/dx (x^4)", "4*x^2", "the exponent should be 3", "2"),
    "numeral": ("d/dx (x^3)", "2*x^2", "true with `3` instead of `2`", "2"),
    "swapped fraction": (
        "d/dx log(y^2 + x)",
        "1*((y^2 + x)/1)",
        "true with numerator and denominator swapped",
        "((y^2 + x)/1)",
    ),
    "swapped power": ("d/dx (e^x)", "x^e", "true with base and exponent swapped", "x^e"),
    "swapped difference": (
        "d/dx (x^2 - sin(x))",
        "cos(x) - 2*x",
        "true with the difference the other way round",
        "cos(x) - 2*x",
    ),
    "doubled factor": ("d/dx (x^2)", "2*x*x", "the factor x stands here twice", "2*x*x"),
    "needless factor": ("d/dx sin(x)", "x*cos(x)", "true without the factor x", "x*cos(x)"),
    "doubled term": ("d/dx (x^2 + x)", "2*x + 1 + 1", "the term 1 stands here twice", ""),
    "needless term": ("d/dx (x^2 + x)", "2*x + 1 + y", "true without the term y", ""),
    "missing derivative": (
        "d/dx (x*f(x))",
        "f(x) + x*f(x)",
        "true with `d/dx` in front of this",
        "f(x)",
    ),
    "needless derivative": (
        "d/dx (x*f(x))",
        "d/dx f(x) + x*d/dx f(x)",
        "true without `d/dx` here",
        "d/dx f(x)",
    ),
    "variable": ("d/dx (x*y)", "x", "true with `y` instead of `x`", "x"),
    "missing factor": ("d/dx sin(x^2)", "cos(x^2)", "the factor d/dx (x^2) is missing", ""),
    "missing divisor": ("x*sin(x)/x^2", "sin(x)", "the divisor x is missing", ""),
    "missing term": ("d/dx (x*sin(x))", "sin(x)", "the term x*cos(x) is missing", ""),
    "missing exponent": ("1*e^x*sin(y)", "e*sin(y)", "the exponent x is missing", "e"),
    "missing function": (
        "x*sin(x) + y",
        "y + x*x",
        "the function sin around this is missing",
        "x",
    ),
    "needless function": (
        "x + x + y",
        "2*sin(x) + y",
        "true without the function sin here",
        "sin(x)",
    ),
    "needless operand": ("x + x + y", "2*x^3 + y", "true without `^3` here", "x^3"),
    "operator": ("x*y + x*y", "2*(x + y)", "true with `*` instead of `+`", "(x + y)"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_where_it_is(kind: str) -> None:
    old, written, said, place = KINDS[kind]
    text = script(old, written, "positive")
    found = remedy_of(text)
    assert found is not None
    assert found.said == said
    assert marked(text, found.place) == (place or written)


def test_the_kinds_are_all_there_are() -> None:
    assert KINDS.keys() == SAYINGS.keys()


# What is not told


def wrong(old: str, written: str, domain: str, by: tuple[str, ...] | None = None) -> Wrong:
    loaded = load_text(script(old, written, domain)).script
    assert loaded is not None
    theory = theory_of(loaded)
    stated = domain_of(loaded, theory)
    sides = loaded.theorem.left.node, loaded.theorem.right.node
    return Wrong(*sides, None, by, theory, stated, stated.points(12))


def said(found: Mended | None) -> str:
    return "" if found is None else found.edit.said


def test_nothing_is_told_where_one_edit_is_not_enough() -> None:
    assert mend(wrong("d/dx (x*sin(x))", "e^x", "real")) is None


def test_nothing_is_told_that_holds_on_a_part_of_the_domain_only() -> None:
    assert said(mend(wrong("x/x", "2", "x != 0"))) == "true with `1` instead of `2`"
    assert mend(wrong("x/x", "2", "real")) is None


def test_nothing_is_told_on_the_word_of_balls(monkeypatch: pytest.MonkeyPatch) -> None:
    step = wrong("d/dx (x^3)", "2*x^2", "real")
    assert said(mend(step)) == "true with `3` instead of `2`"
    monkeypatch.setattr(remedy, "prove", lambda *_: None)
    assert mend(step) is None


def test_the_line_before_is_no_remedy() -> None:
    """It would make a step that changes nothing."""
    assert mend(wrong("sin(x)", "cos(x)", "real")) is None


def test_no_point_no_remedy() -> None:
    assert mend(wrong("1/(x - x)", "2", "real")) is None


def test_counts_bound_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    step = wrong("d/dx (x^3)", "2*x^2", "real")
    monkeypatch.setattr(remedy, "MAX_WORK", 60)
    assert mend(step) is None
    many = " + ".join(f"x^{n}/{n}*sin({n}*x)" for n in range(2, 60))
    assert mend(wrong("e^x", many, "real")) is None


def test_of_two_edits_that_mend_a_line_the_one_with_the_written_reason_is_told() -> None:
    lines = "d/dx cos(x)", "-sin(x)*d/dx (-x)", "real"
    outer, inner = mend(wrong(*lines)), mend(wrong(*lines, ("cos",)))
    assert outer is not None
    assert str(outer.line) == "sin(x)*d/dx (-x)"
    assert inner is not None
    assert str(inner.line) == "-sin(x)*d/dx x"


def test_the_lost_factor_of_the_chain_rule() -> None:
    by_chain = mend(wrong("d/dx sin(2*x)", "cos(2*x)", "real", ("sin",)))
    assert said(by_chain) == "the factor d/dx (2*x) is missing"


# The chain


CHAIN = """derive: 1
title: t
variables: {x: real}
theorem: d/dx (x*sin(x)) = sin(x) + x*cos(x)
steps:
  - to: d/dx x*sin(x) - x*d/dx sin(x)
    by: product
  - to: sin(x) - x*d/dx sin(x)
    by: variable
  - to: sin(x) + x*cos(x)
"""


def test_a_line_that_is_wrong_only_by_an_earlier_one_is_said_to_be_right() -> None:
    report = check(load_text(CHAIN))
    assert [s.verdict for s in report.steps] == [Verdict.REFUTED, Verdict.PROVED, Verdict.REFUTED]
    assert [s.remedy is None for s in report.steps] == [False, True, True]
    assert [d.hint for d in report.diagnostics] == [
        "true with `+` here; step 3 is right then",
    ]
    assert marked(CHAIN, report.diagnostics[0].place) == "-"


def test_steps_that_are_proved_are_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[str] = []
    monkeypatch.setattr("derive.search.remedy.mend", lambda w: searched.append(str(w.new)))
    check(load_text(CHAIN))
    assert searched == ["d/dx x*sin(x) - x*d/dx sin(x)", "sin(x) + x*cos(x)"]


# Every edit of the tests' own list, in every proof


def refuted_lines(path: Path) -> Iterator[tuple[Mutant, int, Report]]:
    """Mutants of single lines that are refuted there, with the line and the report."""
    single = [m for m in mutants(draft(path)) if m.where.startswith("line ") and len(m.steps) == 2]
    for mutant in strided(single, SHARE):
        i = mutant.steps[0]
        report = check(load_text(mutant.draft.yaml()))
        if report.steps and report.steps[i].verdict is Verdict.REFUTED:
            yield mutant, i, report


def mended_draft(mutant: Mutant, i: int, found: Remedy) -> Draft:
    return mutant.draft.with_line(i, found.line)


@pytest.mark.parametrize(
    "paths",
    [pytest.param(p, marks=[pytest.mark.long] * (k > 0)) for k, p in enumerate(LOTS)],
    ids=lambda paths: paths[0].stem,
)
def test_remedies_are_true(paths: list[Path]) -> None:
    """Balls that know nothing of the search judge them; most edits are found, and mended.

    Most make a proof of the script again.
    """
    tally: Counter[str] = Counter()
    for path in paths:
        for mutant, i, report in refuted_lines(path):
            tally["refuted lines"] += 1
            tally.update(what_comes_of(mutant, i, report))
    assert tally["refuted lines"] > 4 * len(paths)
    assert tally["mended"] >= FOUND * tally["refuted lines"]
    assert tally["proved again"] >= PROVED * tally["refuted lines"]


def what_comes_of(mutant: Mutant, i: int, report: Report) -> Iterator[str]:
    """Whether the remedy of a line, which is true, mends it and the script."""
    found = report.steps[i].remedy
    if found is None:
        return
    text = mended_draft(mutant, i, found).yaml()
    again = load_text(text).script
    assert again is not None, text
    assert i not in false_steps(again), text
    yield "mended"
    if check(load_text(text)).proved:
        yield "proved again"
