"""Magics in notebooks: with a shell that only keeps magics, with IPython, in a kernel."""

from __future__ import annotations

import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sympy

import derive
from derive.python import notebook
from derive.worker import kept
from derive.worker.guard import Failure
from tests.outside import ROOT
from tests.test_python_results import RIGHT, WRONG
from tests.workers import Here


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "Worker", Here)
    monkeypatch.setattr(kept, "_processes", [kept._Kept()])
    monkeypatch.chdir(ROOT)


class Shell:
    """As much of a shell of IPython as magics need."""

    def __init__(self) -> None:
        self.magics: dict[str, Callable[..., Any]] = {}
        self.user_ns: dict[str, Any] = {}

    def register_magic_function(self, function: Callable[..., Any], kind: str, name: str) -> None:
        assert kind in ("line", "line_cell")
        self.magics[name] = function


@pytest.fixture
def shell() -> Shell:
    found = Shell()
    derive.load_ipython_extension(found)
    return found


def test_a_script_in_a_cell(shell: Shell) -> None:
    found = shell.magics["derive"]("", RIGHT)
    assert found
    assert repr(found) == "<ProofResult cell: d/dx (x^2 + x) = 2*x + 1: proved, 2 steps>"


def test_a_script_that_is_not_called_quite_so(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.magics["derive"]("tahn") is None
    assert "did you mean `tanh`?" in capsys.readouterr().err
    assert repr(shell.magics["derive"]("rate")).startswith("<DerivativeResult d/drate rate = 1")


def test_a_wrong_line_in_a_cell_is_shown_with_why(shell: Shell) -> None:
    found = shell.magics["derive"]("", WRONG)
    assert not found
    for told in found._repr_mimebundle_().values():
        assert "2*x - 1" in told or "2x - 1" in told or "<mn>2</mn>" in told
    for kind in ("text/plain", "text/html"):
        told = found._repr_mimebundle_()[kind]
        assert "cell:9:13: [refuted]" in told  # the magic is the first line
        assert "the two lines differ at x =" in told
        assert "true with `+` here" in told


@pytest.mark.parametrize("line", ["sigmoid", "d/dx (x^2*sin(x))"])
def test_steps_open_to_rules_and_conditions(shell: Shell, line: str) -> None:
    made = shell.magics["derive"]("", line)._repr_html_()
    assert made.count("<details>") == made.count(">Rule")
    assert "here with" in made
    assert "Nothing more is known" not in made
    assert ("true for all real values, since" in made) == (line == "sigmoid")


def test_a_step_taken_apart_is_shown_in_mathematics() -> None:
    found = derive.explain("hard-sigmoid", 1)
    made = found._repr_html_()
    assert "The derivative of the hard sigmoid, off its joints, step 1</h3>" in made
    assert "declared under <code>where</code>" in made
    assert made.count("<math") > 10
    assert "".join(Sanitized(made).seen).strip() == found.text().strip()


def test_steps_that_take_too_long_open_to_what_is_known(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shell.magics["derive"]("", RIGHT)
    monkeypatch.setattr(Here, "ask", lambda _, __: Failure("it took more than 10 s"))
    made = found._repr_html_()
    assert made.count("<details>") == 2
    assert ">Rule" not in made
    assert "Finite differences" in made


def test_on_a_terminal_nothing_is_made_for_a_page(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shell.magics["derive"]("", RIGHT)
    formatter = SimpleNamespace(active_types=["text/plain"])
    there = SimpleNamespace(get_ipython=lambda: SimpleNamespace(display_formatter=formatter))
    monkeypatch.setitem(sys.modules, "IPython", there)
    assert {*found._repr_mimebundle_()} == {"text/plain"}
    formatter.active_types = ["text/plain", "text/html", "text/latex", "image/png"]
    assert {*found._repr_mimebundle_()} == {"text/plain", "text/html", "text/latex"}
    assert {*found._repr_mimebundle_(include={"text/latex"})} == {"text/latex"}


class Sanitized(HTMLParser):
    """The words that are seen of HTML without styles, where no tag of MathML is known."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._hidden: list[bool] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("div", "style"):
            hidden = tag == "style" or "display: none" in (dict(attrs).get("style") or "")
            self._hidden.append(hidden)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "style"):
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not any(self._hidden):
            self.seen.append(data)


@pytest.mark.parametrize(
    ("cell", "formula", "standing"),
    [
        (RIGHT, r"\frac{d}{dx} (x^2 + x) = 2x + 1", "✓ Proved: each of its 2 lines"),
        (WRONG, r"&= 2x - 1 && \text{", "true with + here"),
        ("sqrt(x^2) = abs(x)", r"\sqrt{x^2} = \lvert x\rvert", "✓ proved (by radicals)"),
        ("x^2 = x", r"x^2 \ne x", "✗ refuted at x ="),
    ],
)
def test_where_styles_and_mathml_are_taken_away_there_is_latex(
    shell: Shell, cell: str, formula: str, standing: str
) -> None:
    made = shell.magics["derive"]("", cell)._repr_html_()
    seen = "".join(Sanitized(made).seen)
    assert formula in seen
    assert standing in seen
    assert "ddx" not in seen
    assert ".derive-page { display: block !important; }\n.derive-plain { display: none; }" in made
    assert "<math" in made


def test_a_hint_names_the_option_of_the_magic(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.magics["derive"]("", "sinn(x) = x") is None
    assert "`--opaque sinn` takes it" in capsys.readouterr().err
    assert shell.magics["derive"]("--opaque sinn", "sinn(x) + 0 = sinn(x)")


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("hello world, this is no script\n", "cell:2:12: "),
        ("\n\n  x + = 2*x\n", "cell:4:6: "),
        ("x = 2*+\n", "cell:2:8: "),
        ("d/dx (sin(x) + )", "cell:2:15: "),
        (RIGHT.replace("title", "titel"), "cell:3:1: [unknown-key]"),
        (RIGHT.replace("by: sum", "by: sam"), "cell:8:9: [unknown-rule]"),
        ("title: [\n", "cell:"),
        ("", "cell: there is nothing in it"),
        ("# only this\n", "cell: there is nothing in it"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_place(
    shell: Shell, cell: str, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.magics["derive"]("", cell) is None
    told = capsys.readouterr()
    assert place in told.err
    assert "Traceback" not in told.err
    assert not told.out


def test_lines_are_asked_one_by_one(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[derive.Result] = []
    monkeypatch.setattr(notebook, "_show", shown.append)
    cell = "# some\nsqrt(x^2) = x\nd/dx (x^2*sin(x))\nd^2/dx^2 (x^3)\nx^2\nsigmoid\n"
    last = shell.magics["derive"]("--where 'x > 0'", cell)
    assert last.name == "sigmoid"
    assert [*map(repr, shown)] == [
        "<EqualityResult sqrt(x^2) = x: proved>",
        "<DerivativeResult d/dx (x^2*sin(x)) = x*(x*cos(x) + 2*sin(x)): proved for x > 0, 3 steps>",
        "<DerivativeResult d^2/dx^2 (x^3) = 6*x: proved for x > 0, 3 steps>",
        "<DerivativeResult d/dx (x^2) = 2*x: proved for x > 0, 1 step>",
    ]


def test_derivatives_by_a_line(shell: Shell) -> None:
    magic = shell.magics["derive_diff"]
    assert magic("x^2*sin(x) x").derivative == "x*(x*cos(x) + 2*sin(x))"
    assert magic("x^2 * y y").derivative == "x^2"
    assert magic("x^2 + 3 * x").derivative == "2*x + 3"
    assert magic("f'(x) x").derivative == "f''(x)"
    assert magic("abs(x) --where 'x > 0'").derivative == "1"
    assert magic("x^3 --order 2").derivative == "6*x"
    x = sympy.Symbol("x", positive=True)
    shell.user_ns["own"] = x**3 * sympy.log(x)
    assert magic("own x").to_sympy()[0] == sympy.Derivative(x**3 * sympy.log(x), x)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "an expression is needed"),
        ("x + ", "expression:1:4: "),
        ("x^2 --wrong", "there is no option --wrong"),
        ("x^2 --order a", "--order"),
        ("s*t", "`wrt` is needed"),
    ],
)
def test_a_line_that_cannot_be_used(
    shell: Shell, line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.magics["derive_diff"](line) is None
    assert said in capsys.readouterr().err


def test_in_ipython(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    interactive = pytest.importorskip("IPython.core.interactiveshell")
    settings = pytest.importorskip("traitlets.config").Config()
    settings.HistoryManager.enabled = False
    shell = interactive.InteractiveShell(config=settings)
    shell.run_line_magic("load_ext", "derive")
    assert shell.run_cell("%%derive\n" + RIGHT).result
    assert shell.run_cell("%derive_diff x^2 x").result.derivative == "2*x"
    capsys.readouterr()
    assert shell.run_cell("%derive_diff x^{2}").success  # the braces are not IPython's
    assert "expression:1:3: " in capsys.readouterr().err
    shown = shell.run_cell("import derive\nderive.equal('x +', 'x')")
    assert isinstance(shown.error_in_exec, derive.ExpressionError)
    told = capsys.readouterr().out
    assert "ExpressionError: left:1:4: " in told
    assert "Traceback" not in told


@pytest.mark.long
def test_in_a_kernel() -> None:
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    sources = [
        "%load_ext derive",
        "%%derive\n" + RIGHT,
        "%%derive\n" + WRONG,
        "%%derive\nthis is no script, is it",
        "%derive_diff x^2*sin(x) x",
        "import derive\nfrom sympy import *\nx = symbols('x')",
        "derive.equal(sin(x)**2, 1 - cos(x)**2)",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    book = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(book, timeout=120, resources={"metadata": {"path": ROOT}}).execute()
    shown = [cell.outputs for cell in book.cells]
    kinds = {"text/plain", "text/latex", "text/html"}
    assert {*shown[1][0].data} == {*shown[4][0].data} == {*shown[6][0].data} == kinds
    assert "cell:9:13: [refuted]" in shown[2][0].data["text/html"]
    assert shown[3][0].output_type == "stream"
    assert "cell:2:18: " in shown[3][0].text
    nbformat.validate(book)
