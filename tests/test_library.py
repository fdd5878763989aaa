"""The library of proofs: what its scripts have in common; how they are found and listed."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from derive.check.check import check_file
from derive.check.finding import search
from derive.library import find, library
from derive.report.diagnostics import Kind
from derive.report.report import Verdict
from derive.rules import PROCEDURES, rows_named
from derive.script.heading import heading, names_reason
from derive.script.load import load
from derive.script.script import Script
from tests.each import each
from tests.inside import outcome
from tests.library import LIBRARY, ROOT

#: Folders with how many scripts each has at least.
FOLDERS = {
    "activations": 20,
    "calculus": 60,
    "finance": 5,
    "logistic-regression": 12,
    "losses": 25,
    "physics": 6,
    "sigmoid": 9,
}
#: Where a step is by a procedure because no rule says it: the inverse functions, signs, a shift of
#: an angle, and what a few functions are in terms of others.
BY_PROCEDURE = {
    "trig": ("arc", "cosine", "polar-angle"),
    "hyperbolic": ("area-hyperbolic",),
    "radicals": ("absolute-value", "cube-root"),
    "abs": ("elu", "hard-sigmoid", "leaky-relu", "maximum", "minimum", "sign-of-a-cut"),
}
GOOD = (ROOT / "proofs/activations/gaussian.yaml").read_text(encoding="utf-8")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder; the shipped library is all there is."""
    for name in ("COLUMNS", "DERIVE_PATH", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The scripts


def test_every_folder_has_its_scripts() -> None:
    counts = Counter(path.parent.name for path in LIBRARY)
    assert all(path.parent.parent == ROOT / "proofs" for path in LIBRARY)
    assert set(counts) == set(FOLDERS)
    assert all(counts[folder] >= least for folder, least in FOLDERS.items()), counts


@cache
def read(path: Path) -> Script:
    script = load(path).script
    assert script is not None
    return script


@each("path", LIBRARY, ids=lambda path: path.stem)
def test_a_script_says_what_a_reader_wants_to_know(path: Path) -> None:
    script = read(path)
    assert script.title
    assert script.source
    assert script.notes
    assert script.tags
    assert len(script.title) <= 80


@each("path", LIBRARY, ids=lambda path: path.stem)
def test_every_step_is_by_rules(path: Path) -> None:
    """By a procedure only where no rule says what a step says."""
    script = read(path)
    assert all(step.by for step in script.steps)
    names = {by.name for step in script.steps for by in step.by or ()}
    for name in names & {*PROCEDURES}:
        if name == "abs" or not rows_named(name):
            assert path.stem.startswith(BY_PROCEDURE.get(name, ())), name


def test_no_two_scripts_have_one_name() -> None:
    assert len({path.stem for path in LIBRARY}) == len(LIBRARY)


def test_a_derivative_at_a_joint_is_refused(tmp_path: Path) -> None:
    """Without what leaves the joint out the theorem is proved for all other points only."""
    text = (ROOT / "proofs/activations/relu.yaml").read_text(encoding="utf-8")
    path = tmp_path / "relu.yaml"
    path.write_text(text.replace("{x: x != 0}", "{x: real}"), encoding="utf-8")
    report = check_file(path)
    assert report.theorem is not None
    assert not report.proved
    assert report.theorem.verdict is Verdict.PROVED_FOR
    assert report.theorem.conditions == ("x != 0",)


# Names


def test_a_name_works_with_and_without_its_folder() -> None:
    for entry in library():
        assert find(entry.name).path == entry.path
        assert find(entry.own).path == entry.path


@pytest.fixture
def twins(elsewhere: Path) -> Path:
    for folder in ("one", "two"):
        (elsewhere / "proofs" / folder).mkdir(parents=True)
        (elsewhere / "proofs" / folder / "twin.yaml").write_text(GOOD, encoding="utf-8")
    return elsewhere


@pytest.mark.usefixtures("twins")
def test_a_name_of_two_scripts_is_told_with_both() -> None:
    assert find("twin").several == ("one/twin", "two/twin")
    for command in (["show", "twin"], ["explain", "twin", "1"], ["fill", "twin"]):
        code, out, err = outcome(*command)
        assert (code, out) == (2, "")
        assert "several proof scripts are called `twin`" in err
        assert "write `one/twin` or `two/twin`" in err
    assert outcome("show", "two/twin")[0] == 0


def test_a_script_that_is_not_in_a_folder_is_meant_first(twins: Path) -> None:
    (twins / "proofs" / "twin.yaml").write_text(GOOD, encoding="utf-8")
    assert find("twin").path == Path("proofs/twin.yaml")


def test_an_ambiguous_lemma_is_told_at_its_place(twins: Path) -> None:
    text = "derive: 1\ntitle: t\nvariables: {x: real}\ntheorem: d/dx exp(-x^2) = -2*x*exp(-x^2)\n"
    (twins / "mine.yaml").write_text(
        text + "steps:\n  - to: -2*x*exp(-x^2)\n    by: theorem twin\n", encoding="utf-8"
    )
    (found,) = check_file(twins / "mine.yaml").diagnostics
    assert (found.kind, found.place.line) == (Kind.SEVERAL_SCRIPTS, 7)
    mended = (twins / "mine.yaml").read_text(encoding="utf-8").replace("theorem ", "theorem one/")
    (twins / "mine.yaml").write_text(mended, encoding="utf-8")
    assert check_file(twins / "mine.yaml").proved


def test_a_lemma_is_looked_for_in_the_library_of_its_script_first(elsewhere: Path) -> None:
    """What a user calls `sigmoid` changes no shipped proof."""
    (elsewhere / "proofs").mkdir()
    (elsewhere / "proofs" / "sigmoid.yaml").write_text(GOOD, encoding="utf-8")
    assert find("sigmoid").path == Path("proofs/sigmoid.yaml")
    assert check_file(ROOT / "proofs/activations/silu.yaml").proved


@pytest.mark.parametrize("name", ["activations/gelo", "activation/gelu"])
def test_a_misspelt_name_with_a_folder(name: str) -> None:
    assert "`activations/gelu`" in find(name).hint


# Lists


@pytest.mark.usefixtures("elsewhere")
def test_the_list_by_folder() -> None:
    code, out, _ = outcome("list")
    lines = out.splitlines()
    assert code == 0
    assert "activations/  the shipped library" in lines
    assert any(
        line.split()[:1] == ["gelu"] and "The derivative of the GELU" in line for line in lines
    )
    assert lines[-1] == f"{len(LIBRARY)} scripts in {len(FOLDERS)} folders"
    code, out, _ = outcome("list", "sigmoid/")
    assert code == 0
    assert out.splitlines()[-1].endswith("scripts in 1 folder")
    assert "gelu" not in out


@pytest.mark.usefixtures("elsewhere")
def test_the_list_by_tags() -> None:
    code, out, _ = outcome("list", "--tag", "activation")
    assert code == 0
    assert "gelu" in out
    assert "bce" not in out
    fewer = outcome("list", "--tag", "activation", "--tag", "abs")[1]
    assert "softsign" in fewer
    assert "gelu" not in fewer


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--tag", "activations"), "did you mean `activation`?"),
        (("list", "--tag", "zzz"), "the tags are "),
        (("list", "activation"), "did you mean `activations`?"),
        (("list", "zzz"), "there are activations, calculus"),
    ],
)
def test_a_list_of_nothing(arguments: tuple[str, ...], said: str) -> None:
    code, out, err = outcome(*arguments)
    assert (code, out) == (2, "")
    assert said in " ".join(err.split())


HEADED = """derive: 1
title: The derivative
  of a product  # of two
tags:
- one
- 'two: three'
# a comment
source: "title: none"
steps:
  - to: x
    by: [product, theorem  other]
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADED, ("The derivative of a product", ("one", "two: three"))),
        ("{derive: 1, title: flow, tags: a}", ("flow", ("a",))),
        ('"title": quoted\ntags: [a,\n  b\n]\n', ("quoted", ("a", "b"))),
        ("title: |\n  tags: none\n\n  title: none\n", ("tags: none\n\ntitle: none", ())),
        ("title: a\ntitle: b\n", None),
        ("steps: [title: a]\n", None),
        ("title: [a\n", None),
        ("", None),
    ],
)
def test_the_heading_of_a_file(
    tmp_path: Path, text: str, told: tuple[str, tuple[str, ...]] | None
) -> None:
    """No more of a file is read than that, whatever follows."""
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    assert heading(tmp_path / "one.yaml") == told


def test_the_heading_is_what_the_whole_file_says() -> None:
    for path in LIBRARY:
        script = load(path).script
        assert script is not None
        assert heading(path) == (script.title, script.tags)


def test_who_names_a_rule(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(HEADED, encoding="utf-8")
    rules = ("product", "theorem-other", "other", "two")
    named = [rule for rule in rules if names_reason(tmp_path / "one.yaml", rule)]
    assert named == ["product", "theorem-other"]


# Searches


def names(question: str) -> list[str]:
    return [hit.name for hit in search(question).hits]


@pytest.mark.parametrize(
    ("question", "found", "first"),
    [
        ("log1p", "bce-with-logits", "log1p"),
        ("Black and Scholes", "balance", "balance"),
        ("derivative of tanh", "tanhshrink", "tanh"),
        ("derivative of sigmoid", "hard-sigmoid", "sigmoid"),
        ("robust", "log-cosh", ""),
        ("softmax cross-entropy", "softmax-cross-entropy", ""),
        ("activations/gelu", "gelu", "gelu"),
        ("d/dx erf(u)", "normal-distribution", ""),
        ("d/dt erf(u)", "normal-distribution", ""),
        ("d/dx max(u, 0)", "relu", ""),
        ("sigmoid(-u)", "reflection", ""),
        ("1 - tanh(u)^2", "tanh", ""),
        ("tanh(u)^2*(-1) + 1", "tanh", ""),
        ("tanh(u) = v", "tanh-as-sigmoid", ""),
        ("ln(u/(1 - u))", "logit", ""),
        ("u/cosh(v)", "log-cosh", ""),
        ("f(u)*g(u)", "product-rule", ""),
        ("e^(-u^2)", "gaussian", "gaussian"),
        ("exp(-u^2/2)", "balance", "balance"),
    ],
)
def test_what_a_search_finds(question: str, found: str, first: str) -> None:
    told = names(question)
    assert found in told
    assert not first or told[0] == first
    assert len(told) < len(LIBRARY)


@pytest.mark.parametrize(
    "question", ["zzz", "d/dx besselj0(u)", "zzz(u)", "tanh(zzz)", "tanh(u) = coth(v)", "u = v"]
)
def test_a_search_for_what_is_not_there(question: str) -> None:
    assert names(question) == []


def test_what_a_theorem_says_is_told_first() -> None:
    told = [hit.where.split()[0] for hit in search("d/dx max(u, 0)").hits]
    assert told[0] == "theorem"
    assert told == sorted(told, key=["theorem", "definition", "step"].index)


def test_a_letter_stands_for_one_expression() -> None:
    (hit,) = (h for h in search("u*log(u)").hits if h.name == "power-tower")
    assert [str(name) for name, _ in hit.bindings] == ["u"]
    assert "focal" not in names("u*log(u)")


@pytest.mark.usefixtures("elsewhere")
def test_a_search_on_the_command_line() -> None:
    code, out, _ = outcome("search", "d/dx erf(u)")
    assert code == 0
    assert "with u = x/sqrt(2)\n" in out
    code, out, err = outcome("search", "zzz")
    assert (code, out) == (1, "")
    assert "no script fits zzz" in err
    assert outcome("search", " ")[0] == 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("sin x", "write `sin(x)`"),
        ("(x", "expected `)`, found the end"),
        ("2*d/dx x^2", "write `d/dx (x^2)` or `(d/dx x)^2`"),
        ("2 = ", "expected an expression"),
    ],
)
def test_a_search_says_what_cannot_be_read(question: str, said: str) -> None:
    assert said in search(question).unreadable
    assert "as an expression this cannot be read" in outcome("search", question)[1]


@pytest.mark.parametrize(
    "question",
    ["cross entropy", "product rule", "derivative of tanh", "log1p", "l'hopital", "x*log(x)"],
)
def test_words_are_no_expressions_that_cannot_be_read(question: str) -> None:
    assert search(question).unreadable == ""


def test_what_stands_for_itself_is_not_told() -> None:
    bindings = [pair for hit in search("x + x").hits for pair in hit.bindings]
    assert bindings
    assert all(name != e for name, e in bindings)


def test_a_search_passes_over_what_cannot_be_read(elsewhere: Path) -> None:
    (elsewhere / "proofs").mkdir()
    (elsewhere / "proofs" / "torn.yaml").write_text("derive: [log1p", encoding="utf-8")
    (elsewhere / "proofs" / "bad.yaml").write_bytes(b"\xff log1p")
    (elsewhere / "proofs" / "half.yaml").write_text("title: mine\n# log1p(x)", encoding="utf-8")
    assert names("log1p(u)") == ["bce-with-logits", "log1p"]
    assert "mine" in outcome("list")[1]


def test_the_wheel_has_the_folders() -> None:
    """The project file takes the folder of proofs as it is."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'proofs = "derive/proofs"' in text


def test_a_library_of_ones_own(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "proofs" / "physics", elsewhere / "mine" / "deep" / "physics")
    monkeypatch.setenv(
        "DERIVE_PATH", str(elsewhere / "none") + os.pathsep + str(elsewhere / "mine")
    )
    assert find("physics/rc-circuit").where == "$DERIVE_PATH"
    code, out, _ = outcome("list", "deep/physics")
    assert code == 0
    assert "deep/physics/  $DERIVE_PATH" in out
