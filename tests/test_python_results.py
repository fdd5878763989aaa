"""The functions of `derive` in a program: what they take, what they return, what they raise."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
import pydoc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import sympy

import derive
import derive.python
from derive.expression.nodes import Written
from derive.worker import kept
from tests.each import each
from tests.outside import ROOT
from tests.refused import refusal
from tests.workers import Here

SCHEMA = json.loads((ROOT / "derive" / "schema" / "report-1.json").read_text(encoding="utf-8"))
RIGHT = """derive: 1
title: A sum
variables: {x: real}
theorem: d/dx (x^2 + x) = 2*x + 1
steps:
  - to: d/dx (x^2) + d/dx x
    by: sum
  - to: 2*x + 1
    by: power
"""
A_NUMBER: Any = 3
WRONG = RIGHT.replace("2*x + 1\n    by: power", "2*x - 1\n    by: power")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "Worker", Here)
    monkeypatch.setattr(kept, "_processes", [kept._Kept()])
    monkeypatch.chdir(ROOT)


@cache
def results() -> tuple[derive.Result, ...]:
    """One of each kind, and some that are false."""
    return tuple(_results())


def _results() -> Iterator[derive.Result]:
    yield derive.equal("sin(x)^2", "1 - cos(x)^2")
    yield derive.equal("x", "y")
    yield derive.equal("x/x", "1")
    yield derive.diff("x^2*sin(x)", "x")
    yield derive.diff("x", to="x + 3")
    yield derive.show(RIGHT)
    yield derive.show(WRONG)
    yield derive.verify([RIGHT, WRONG])
    yield derive.fill(RIGHT.replace("    by: power\n", ""))
    yield derive.explain(RIGHT, 2)
    yield derive.table("x^2", [1, "1/2"])


def test_each_result_is_told_in_each_way() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for found in results():
        assert "\n" not in repr(found)
        assert len(repr(found)) < 120
        assert found.text()
        assert found.latex()
        assert json.loads(json.dumps(found.as_dict())) == found.as_dict()
        if not isinstance(found, derive.TableResult):
            validator.validate(found.as_dict())
        bundle = found._repr_mimebundle_()
        assert bundle["text/plain"].splitlines()[0] == repr(found)
        assert bundle["text/html"]
        assert found._repr_mimebundle_(include=["text/plain"]).keys() == {"text/plain"}
        for step in found.steps:
            assert isinstance(step.line, str)
            assert repr(step).startswith(f"<Step {step.number}: ")
        assert_plain(found.to_sympy())


def assert_plain(found: Any) -> None:
    """What is given as SymPy is SymPy's."""
    if isinstance(found, (list, tuple)):
        for one in found:
            assert_plain(one)
        return
    assert isinstance(found, sympy.Basic)
    assert not [part for part in sympy.preorder_traversal(found) if isinstance(part, Written)]
    assert all(s.is_real for s in found.free_symbols)


def test_what_is_true() -> None:
    assert [bool(found) for found in results()] == [
        *(True, False, False),
        *(True, False),
        *(True, False, False),
        *(True, True, True),
    ]


def modules() -> Iterator[str]:
    for module in pkgutil.iter_modules(derive.python.__path__, "derive.python."):
        yield module.name


@each("name", [*modules()])
def test_examples(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert found.failed == 0


def test_every_function_has_an_example_that_runs() -> None:
    finder = doctest.DocTestFinder()
    for name in ("diff", "equal", "explain", "fill", "load", "show", "table", "verify"):
        (own,) = (t for t in finder.find(getattr(derive, name), name) if t.name == name)
        assert own.examples, name


def test_the_help_is_a_tour() -> None:
    said = pydoc.plain(pydoc.render_doc(derive))
    for name in derive.__all__:
        assert name in said
    assert "__getattr__" not in said
    assert "Raises `ExpressionError`" in said
    assert {*derive.__all__} <= {*dir(derive)}
    for name in derive.__all__:
        assert getattr(derive, name).__doc__, name


def test_a_script_by_name_path_text_and_as_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(RIGHT, encoding="utf-8")
    read = derive.load(path)
    assert read.text == RIGHT
    for script in (path, str(path), RIGHT, read, derive.load(RIGHT)):
        assert derive.verify(script)
        assert len(derive.show(script).steps) == 2
        assert derive.explain(script, 2).rules
        assert derive.fill(script)
    assert read.steps == (("d/dx (x^2) + d/dx x", ("sum",)), ("2*x + 1", ("power",)))
    assert read.variables == {"x": "real"}
    assert len(read.lines) == 3


def test_a_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(RIGHT, encoding="utf-8")
    lemma = "derive: 1\ntitle: T\nvariables: {x: real}\ntheorem: d/dx (x^2 + x) = 2*x + 1\n"
    above = tmp_path / "above.yaml"
    above.write_text(f"{lemma}steps:\n  - to: 2*x + 1\n    by: theorem mine\n", encoding="utf-8")
    assert derive.verify(path)
    assert derive.verify(above)
    path.write_text(WRONG, encoding="utf-8")
    assert not derive.verify(path)
    assert not derive.verify(above)


def test_names_are_looked_for_where_the_program_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs" / "own.yaml").write_text(RIGHT, encoding="utf-8")
    assert isinstance(refusal(derive.show, "own"), derive.NotFoundError)
    monkeypatch.chdir(tmp_path)
    assert derive.show("own")
    assert [proof.name for proof in derive.verify([Path("proofs"), RIGHT])] == ["own", "script"]


def test_a_wrong_line_is_told_with_its_step() -> None:
    found = derive.verify(derive.load(WRONG))
    assert found.verdict is derive.show(WRONG).verdict
    assert (found.verdict.value, found.steps[1].verdict.value) == ("refuted", "refuted")
    assert found.steps[1].witness is not None
    assert found.steps[1].remedy == ("true with `+` here", "2*x + 1")
    assert "at step 2 of 2" in repr(found)
    assert "script:8:" in found.text()


@each(
    ("call", "kind", "slug", "file", "column"),
    [
        (lambda: derive.equal("x +", "x"), derive.ExpressionError, "bad-expression", "left", 4),
        (
            lambda: derive.equal("x", "x", ["x > 0", "y <"]),
            derive.ExpressionError,
            "bad-expression",
            "where 2",
            4,
        ),
        (
            lambda: derive.diff("sinn(x)"),
            derive.ExpressionError,
            "unknown-name",
            "expression",
            1,
        ),
        (
            lambda: derive.diff("g(x)", define=["g(t) = "]),
            derive.ExpressionError,
            "bad-expression",
            "define",
            7,
        ),
        (
            lambda: derive.verify(RIGHT.replace("title", "titel")),
            derive.ScriptError,
            "unknown-key",
            "script",
            1,
        ),
        (lambda: derive.load("a: [\n"), derive.ScriptError, "bad-yaml", "script", 1),
        (lambda: derive.show("nothing-at-all"), derive.NotFoundError, "unknown-script", "", 1),
        (
            lambda: derive.show("no/such.yaml"),
            derive.NotFoundError,
            "unreadable-file",
            "no/such.yaml",
            1,
        ),
        (lambda: derive.explain(RIGHT, 7), derive.NotFoundError, "unknown-step", "script", 9),
        (lambda: derive.table("x^2", ["a"]), derive.ArgumentError, "unusable", "x^2", 1),
        (lambda: derive.table("x^2)", [1]), derive.ExpressionError, "", "expression", 4),
        (lambda: derive.code("x^2", "cobol"), derive.ArgumentError, "refused", "", 1),
        (lambda: derive.diff("x", order=A_NUMBER + 18), derive.ArgumentError, "refused", "", 1),
        (lambda: derive.diff("x", detail="all"), derive.ArgumentError, "refused", "", 1),
        (lambda: derive.verify([]), derive.ArgumentError, "refused", "", 1),
        (lambda: derive.table("x^2", []), derive.ArgumentError, "refused", "", 1),
        (lambda: derive.diff("s*t"), derive.ArgumentError, "refused", "", 1),
        (lambda: derive.verify(RIGHT, allow=["refuted"]), derive.ArgumentError, "refused", "", 1),
        (lambda: derive.equal(None, "x"), derive.ArgumentTypeError, "refused", "", 1),
        (lambda: derive.equal("x", "x", "x > 0"), derive.ArgumentTypeError, "refused", "", 1),
        (lambda: derive.verify(A_NUMBER), derive.ArgumentTypeError, "refused", "", 1),
    ],
)
def test_what_cannot_be_used_is_an_error_with_its_place(
    call: Any, kind: type[derive.DeriveError], slug: str, file: str, column: int
) -> None:
    error = refusal(call)
    assert type(error) is kind
    found = error.diagnostics[0]
    assert found.kind == slug or not slug
    assert (found.file, found.column) == (file, column)
    assert found.message in str(error).replace("\n    ", " ")
    assert isinstance(error, (ValueError, TypeError, LookupError))


def test_hints_are_about_arguments() -> None:
    assert "given=['y = 1']" in str(refusal(derive.table, "x*y", [1], wrt="x"))
    assert "at=['1e999']" in str(refusal(derive.table, "x^2", ["1e999"]))
    assert "opaque=['sinn']" in str(refusal(derive.equal, "sinn(x)", "x"))


def test_no_part_of_the_package_has_the_name_of_a_function() -> None:
    parts = {module.name for module in pkgutil.iter_modules(derive.__path__)}
    assert not parts & {*derive.__all__}


def test_an_error_can_cross_to_another_process() -> None:
    import copy

    error = refusal(derive.equal, "x +", "x")
    again = copy.copy(error)
    assert (str(again), again.diagnostics) == (str(error), error.diagnostics)


def test_what_is_not_proved_is_no_error() -> None:
    assert not derive.equal("x", "x + 1")
    assert not derive.show(WRONG)
    assert not derive.diff("x^2", to="3*x")
    assert not derive.explain(WRONG, 2)
    assert not derive.fill(WRONG)


def test_domains_become_assumptions() -> None:
    left, right = derive.equal("sqrt(x^2)", "x", ["x > 0"]).to_sympy()
    assert left == right
    (n,) = derive.equal("n", "n", ["n integer", "n > 0"]).to_sympy()[0].free_symbols
    assert n.is_integer
    assert n.is_positive
    left, right = derive.show("sigmoid").to_sympy()
    sigmoid = sympy.Function("sigmoid")
    (x,) = right.free_symbols
    assert (left, right) == (
        sympy.Derivative(sigmoid(x), x),
        sigmoid(x) * (1 - sigmoid(x)),
    )
    left, right = derive.equal("f'(x^2)", "f''(x)").to_sympy()
    f, t, (x,) = sympy.Function("f"), sympy.Symbol("t_"), right.free_symbols
    assert left == sympy.Subs(sympy.Derivative(f(t), t), t, x**2)
    assert right == sympy.Derivative(f(x), (x, 2))
    assert_plain(derive.load("difference-rule").to_sympy())


def test_code_is_made_and_kept() -> None:
    made = derive.code("x^2", points=100)
    assert made
    assert str(made) == made.code
    assert "def f_derivative(x)" in made.code
    assert repr(made).startswith("<CodeResult x^2 in python: ")
    assert made.as_dict()["code"] == made.code
    assert "```" not in made._repr_html_()
    assert isinstance(refusal(made.to_sympy), derive.DeriveError)
