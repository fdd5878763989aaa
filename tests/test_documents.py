"""Documents: each with the exact output of `derive check`, and those that are made to hurt.

`DERIVE_UPDATE=1 pytest tests/test_documents.py` writes the outputs anew.
"""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from derive.document.claims import claims
from derive.document.grammar import read_expression
from derive.document.meanings import Meanings
from derive.document.read import read_document
from derive.document.statements import statements
from derive.document.subject import Subject
from derive.document.tokens import FormulaError, tokens
from derive.expression.text import text
from derive.report.codes import CODES
from derive.report.diagnostics import Kind
from derive.report.document import DocumentReport, LinkVerdict
from derive.worker.documents import check_document
from tests import inside
from tests.outside import ROOT, timeless

FOLDER = "tests/documents"
DOCUMENTS = sorted(
    p.relative_to(ROOT).as_posix() for p in (ROOT / FOLDER).iterdir() if p.suffix != ".out"
)
#: What reads Markdown is an extra.
needs_markdown = pytest.mark.skipif(
    find_spec("mdit_py_plugins") is None, reason="mdit-py-plugins is not installed"
)
UPDATE = bool(os.environ.get("DERIVE_UPDATE"))


@pytest.mark.parametrize(
    "path",
    [p if p.endswith(".tex") else pytest.param(p, marks=needs_markdown) for p in DOCUMENTS],
)
def test_what_is_said_of_a_document(path: str) -> None:
    done = inside.run("check", path, "--notes", "--unread", "--show-reading")
    found = f"{timeless(done.stdout)}exit {done.returncode}\n"
    golden = ROOT / f"{path}.out"
    if UPDATE:
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_every_output_has_its_document() -> None:
    outputs = {p.name.removesuffix(".out") for p in (ROOT / FOLDER).glob("*.out")}
    assert outputs == {Path(path).name for path in DOCUMENTS}


# Documents that are made to hurt


def written(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def told(file: Path) -> list[tuple[str, int, int]]:
    """The codes of what is told of a file, with line and column."""
    found = check_document(str(file)).diagnostics
    return [(d.kind.slug, d.place.line, d.place.column) for d in found]


#: A line that is wrong: the rest of a file is checked, whatever stands before.
WRONG = r"\[ (x+1)^2 = x^2 + 2x = x^2 + x + x \]"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (r"\begin{align} x &= 1" + "\n", ("DRV201", 1, 1)),
        (r"$x = 1" + "\n\n", ("DRV201", 1, 1)),
        (r"\newcommand{\a}{\a\a} $\a = 1$" + "\n", ("DRV210", 1, 24)),
        (r"\def\a{\b}\def\b{\a}" + "\n" r"$\a = 1$" + "\n", ("DRV210", 2, 2)),
        (r"$x = \frac{1{2} = y$" + "\n", ("DRV210", 1, 11)),
        (r"$$ x = y" + "\n\nA few words." + "\n\n", ("DRV201", 1, 1)),
        (r"\[ x = y" + "\n\nA few words." + "\n\n", ("DRV201", 1, 1)),
        (r"\input{../elsewhere}" + "\n", ("DRV203", 1, 8)),
        (r"Some \textbf{words, and $x^{2}$" + "\n\n", ("DRV210", 1, 13)),
        (r"Some words}, and \textbf{more}" + "\n\n", ("DRV210", 1, 11)),
        ("Nothing \0 at all" + "\n\n", ("control-character", 1, 9)),
    ],
)
def test_the_rest_of_a_file_is_checked(
    tmp_path: Path, before: str, expected: tuple[str, int, int]
) -> None:
    file = written(tmp_path, "a.tex", before + WRONG)
    found = told(file)
    assert expected in found
    assert [code for code, _, _ in found if code == "DRV101"] == ["DRV101"]


@pytest.mark.parametrize(
    "words",
    [r"\{ \textbf{a} $x^{2}$ \}", r"\catcode`\{=12 {", "% { \n", r"\newcommand{\a}{\{} {}",
     r"\begin{verbatim} { \end{verbatim}", r"\verb|{|", r"\section{$\frac{1}{2}$}"],
)  # fmt: skip
def test_braces_that_are_well(tmp_path: Path, words: str) -> None:
    file = written(tmp_path, "a.tex", f"{words}\n\n{WRONG}")
    assert [code for code, _, _ in told(file)] == ["DRV101"]


def test_a_macro_that_doubles_itself_ends(tmp_path: Path) -> None:
    doubled = r"\a{" * 16 + "x" + "}" * 16
    file = written(tmp_path, "a.tex", rf"\newcommand{{\a}}[1]{{#1#1}} ${doubled} = 1$ {WRONG}")
    first, *_ = check_document(str(file)).diagnostics
    assert first.about == (r"the macro \a expands to more than is read",)


@needs_markdown
def test_a_brace_in_words_of_markdown_is_told_itself(tmp_path: Path) -> None:
    content = "$x = \\text{a$ b and $y = 2$5 c\n\n$$(x+1)^2 = x^2 + 2x = x^2 + x + x$$\n"
    file = written(tmp_path, "a.md", content)
    assert told(file)[0] == ("DRV210", 1, 11)


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    written(tmp_path, "a.tex", "$1 + 1 = 2 = 2$")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    done = inside.run("check", str(tmp_path), "--jobs", "1")
    assert done.returncode == 2
    assert "locked cannot be read: Permission denied" in " ".join(done.stderr.split())
    assert "2 links" in done.stdout


@pytest.mark.parametrize("depth", [100, 3000, 9000])
def test_nested_braces(tmp_path: Path, depth: int) -> None:
    deep = "{" * depth + "x" + "}" * depth
    fractions = r"\frac{1}{" * depth + "x" + "}" * depth
    file = written(tmp_path, "a.tex", rf"\[ {deep} = x = x \] \[ {fractions} = x = x \] {WRONG}")
    report = check_document(str(file))
    assert [d.kind for d in report.diagnostics][-1:] == [Kind.WRONG_LINK]
    kinds = {link.kind for link in report.links if link.verdict is LinkVerdict.UNREAD}
    assert kinds <= {"too-deep"}
    assert (Kind.UNREADABLE_FORMULA in {d.kind for d in report.diagnostics}) == (depth > 100)


def placed(file: Path, root: Path | None = None) -> list[tuple[str, str, int, int]]:
    """The codes of what is told of a document, with the name of the file, line and column."""
    found = check_document(str(file), None if root is None else str(root)).diagnostics
    return [(d.kind.slug, Path(d.place.file).name, d.place.line, d.place.column) for d in found]


def test_files_that_include_each_other(tmp_path: Path) -> None:
    written(tmp_path, "b.tex", r"\input{a} \newcommand{\half}{\frac12} \input{b} \input c.tex")
    file = written(tmp_path, "a.tex", r"\include{b} $\half x = x/2 = \frac{x}{2}$")
    report = check_document(str(file))
    assert placed(file) == [
        ("DRV207", "b.tex", 1, 8), ("DRV207", "b.tex", 1, 46), ("DRV208", "b.tex", 1, 56),
    ]  # fmt: skip
    assert [link.verdict for link in report.links] == [LinkVerdict.PROVED] * 2
    assert report.diagnostics[-1].about == ("c.tex", "there is no such file")


def test_what_is_included_is_checked_where_it_stands(tmp_path: Path) -> None:
    main = r"""% \input{never}
\newcommand{\s}{\sigma} Let $\s(x) = \frac{1}{1 + e^{-x}}$.
\input{parts/one}
\begin{verbatim} \input{never} \end{verbatim}
$x + x = 2x = 3x$ \end{document} \input{never}"""
    (tmp_path / "parts").mkdir()
    file = written(tmp_path, "main.tex", main)
    one = "\\import{parts/}{two} % last\n$\\s(x) = \\frac{e^x}{1 + e^x} = \\frac{e^x}{1 - e^x}$"
    written(tmp_path, "parts/one.tex", one)
    written(tmp_path, "parts/two.tex", "$1 + 1 = 2 = 3$\n\\endinput $1 + 1 = 2 = 3$")
    written(tmp_path, "parts/never.tex", "$1 + 1 = 2 = 4$")
    found = [
        ("DRV101", "two.tex", 1, 14),
        ("DRV101", "one.tex", 2, 45),
        ("DRV101", "main.tex", 5, 15),
    ]
    assert placed(file) == found
    done = inside.run("check", ".", cwd=tmp_path)
    assert done.stdout.count("DRV101") == 4  # `never` is included by nothing
    assert "sigma(x) is what main.tex:2 says" in done.stdout
    assert "2 | $\\s(x) =" in done.stdout


def test_the_folder_that_was_given_is_the_root(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    written(tmp_path, "macros.tex", r"\newcommand{\hf}{\frac12}")
    file = written(tmp_path, "parts/a.tex", r"\input{../macros} $\hf x = x/2 = 2x$")
    assert placed(file)[0] == ("DRV203", "a.tex", 1, 8)
    assert placed(file, tmp_path) == [("DRV101", "a.tex", 1, 34)]
    (tmp_path / "parts" / "link.tex").symlink_to("/etc/passwd")
    file = written(tmp_path, "b.tex", r"\input{parts/link}")
    assert placed(file) == [("DRV203", "b.tex", 1, 8)]


def test_too_many_files(tmp_path: Path) -> None:
    for k in range(20):
        written(tmp_path, f"f{k}.tex", rf"\input{{f{k + 1}}} $1 + 1 = 2 = 2$")
    report = check_document(str(tmp_path / "f0.tex"))
    assert [d.kind for d in report.diagnostics] == [Kind.UNREAD_INCLUDE]
    assert len([*report.links]) == 30


@needs_markdown
@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": 3}', "[" * 100_000, "nothing"])
def test_notebooks_that_are_none(tmp_path: Path, content: str) -> None:
    file = written(tmp_path, "a.ipynb", content)
    assert [code for code, _, _ in told(file)] == ["DRV204"]
    assert inside.run("check", str(file)).returncode == 2


@needs_markdown
def test_cells_that_are_odd(tmp_path: Path) -> None:
    odd = [3, {"cell_type": "markdown", "source": [1, "$x$"]}, {"cell_type": "code", "source": 5}]
    right = [{}, {"cell_type": "markdown"}, {"cell_type": "markdown", "source": "$1 + 1 = 2 = 2$"}]
    written_out = json.dumps({"nbformat": 10**4000, "cells": [*odd, *right]})
    file = written(tmp_path, "a.ipynb", written_out.replace("1000", "1" * 5000, 1))
    report = check_document(str(file))
    assert [(d.kind, d.about) for d in report.diagnostics] == [
        (Kind.NO_NOTEBOOK, ("cell 1 is no object",)),
        (Kind.NO_NOTEBOOK, ("cell 2 has no text as its source",)),
        (Kind.NO_NOTEBOOK, ("cell 3 has no text as its source",)),
    ]
    assert [link.verdict for link in report.links] == [LinkVerdict.PROVED] * 2


@pytest.mark.parametrize("name", ["a.tex", pytest.param("a.md", marks=needs_markdown)])
def test_a_long_formula_is_closed(tmp_path: Path, name: str) -> None:
    long = "+".join("x" * 6_000)
    file = written(tmp_path, name, f"$y = {long} = 6000x$ and $1 + 1 = 2 = 3$")
    assert [code for code, _, _ in told(file)] == ["DRV101"]


def test_dollars_in_words_that_never_end(tmp_path: Path) -> None:
    file = written(tmp_path, "a.tex", "$\\text{a " * 3_000)
    assert {code for code, _, _ in told(file)} <= {"DRV201", "DRV210"}


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    file = written(tmp_path, "a.tex", b"\xff\xfe\n" + WRONG.encode())
    assert [d.kind for d in check_document(str(file)).diagnostics] == [
        Kind.NOT_UTF8,
        Kind.WRONG_LINK,
    ]


def test_an_encoding_that_the_document_names(tmp_path: Path) -> None:
    written(tmp_path, "a.tex", b"\\usepackage[latin1]{inputenc} \xe9 " + WRONG.encode())
    assert [code for code, _, _ in told(tmp_path / "a.tex")] == ["DRV101"]


def test_characters_that_do_not_show(tmp_path: Path) -> None:
    file = written(tmp_path, "a.tex", "\x0c\u200b\x1b[31m" + WRONG)
    assert [code for code, _, _ in told(file)] == ["DRV101"]
    assert "\x1b" not in inside.run("check", str(file)).stdout


#: Texts of which nothing is closed, which are gone through in a moment however long they are.
@needs_markdown
@pytest.mark.parametrize(
    "piece",
    [r"\[ x ", r"\begin{align} ", "$$ x $ ", r"\begin{verbatim} ", "```\n", "<!-- ", r"\( x ",
     r"\newcommand{\a}{", "{", "x " * 20 + "\n\n", r"$x$ ", "`x ", "- ", "> ", "\\"],
)  # fmt: skip
def test_a_large_file(tmp_path: Path, piece: str) -> None:
    for name in ("a.tex", "a.md"):
        file = written(tmp_path, name, WRONG + "\n\n" + piece * (8_000 // len(piece)))
        codes = [code for code, _, _ in told(file)]
        assert codes.count("DRV101") == 1
        assert len(codes) < 50


def test_a_file_of_five_megabytes(tmp_path: Path) -> None:
    file = written(tmp_path, "a.tex", ("x" * 999 + "\n") * 5000 + WRONG)
    assert told(file) == [("DRV101", 5001, 14)]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.tex").open("wb") as sparse:
        sparse.truncate(40_000_000)
    assert [d.kind for d in check_document(str(tmp_path / "a.tex")).diagnostics] == [Kind.TOO_LARGE]


@needs_markdown
@pytest.mark.parametrize(
    "piece",
    ["$", "$$", r"\(", r"\[ = = =", r"$\frac$", r"$\frac{1}$", r"$x^$", r"$_$", r"$\left( x$",
     r"$\right)$", r"$\sqrt[$", r"$\begin{matrix}$", "$&&&$", r"$x \\ = \\ y = $", r"$||||$",
     r"$\sin$", r"$\sin^{2} = \cos = x$", r"$x'''''' = y = z$", "$1{,}0{,}00 = 1 = 1$",
     r"$\left. x \right|_ = 1 = 1$", r"$\dot{} = \bar{} = x_{}$", r"$x_{{{}}} = x = x$",
     r"$\frac{d}{d} = \frac{d}{dx} = \frac{d^9999999999 y}{dx^9999999999}$",
     r"$10^{10^{10^{10}}} = 10^{10^{10^{10}}} = 1$", "$" + "9" * 5000 + " = 1 = 1$",
     r"$\answer = \answer[x]{ = y$", r"$\text = \text{} = \mathrm{}$", r"$f( = f() = f(,)$"],
)  # fmt: skip
def test_no_piece_makes_it_fail(tmp_path: Path, piece: str) -> None:
    for name in ("a.tex", "a.md"):
        report = check_document(str(written(tmp_path, name, f"{piece}\n\n$x+x = 2x = x2$\n")))
        assert isinstance(report, DocumentReport)
        proved = [link for link in report.links if link.verdict is LinkVerdict.PROVED]
        assert len(proved) >= 2 or piece in ("$$", r"\[ = = =")


# The notation, piece by piece


def test_a_formula_is_read_part_by_part_with_its_place() -> None:
    formula = r"\frac{a}{b} + \sin 2x"
    read = read_expression(tokens(formula, 0, len(formula)), Meanings())
    assert text(read.node) == "a/b + sin(2*x)"
    part = read.part((0, 1))
    assert formula[part.start : part.end] == "b"
    part = read.part((1, 1))
    assert formula[part.start : part.end] == "2x"


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        (r"\int x \, dx", "integral"),
        (r"\sum_i x_i", "sum"),
        (r"\lim_{x\to0} x", "limit"),
        (r"\vec v", "vector"),
        (r"A^T", "matrix"),
        (r"E[X]", "probability"),
        (r"1 + \cdots + n", "dots"),
        (r"\pm x", "plus-minus"),
        (r"x^\circ", "degrees"),
        (r"f'(x) dx", "differential"),
        (r"\unknown x", "notation"),
        (r"(x", "syntax"),
    ],
)
def test_what_is_not_read_has_its_kind(formula: str, kind: str) -> None:
    with pytest.raises(FormulaError) as raised:
        read_expression(tokens(formula, 0, len(formula)), Meanings())
    assert raised.value.kind == kind


def test_every_code_is_explained() -> None:
    told_of = {kind.slug for kind in Kind if kind.slug.startswith("DRV")}
    assert {*CODES} == told_of
    for code in CODES:
        assert inside.run("check", "--explain", code).stdout.startswith(f"{code}: ")
    assert inside.run("check", "--explain", "DRV999").returncode == 2


def test_nothing_to_check(tmp_path: Path) -> None:
    assert inside.run("check").returncode == 2
    assert inside.run("check", str(tmp_path)).returncode == 2
    assert inside.run("check", str(tmp_path / "none.tex")).returncode == 2


def test_strict_refuses_what_is_not_shown(tmp_path: Path) -> None:
    text = "Let $x = 2$. Then\n\\[ x^2 + 1 = 2x + 1 = 5. \\]\n"
    file = written(tmp_path, "a.tex", text)
    assert inside.run("check", str(file)).returncode == 0
    done = inside.run("check", str(file), "--strict")
    assert done.returncode == 1
    assert "not shown: known for one value of a letter only" in done.stdout
    assert "a.tex:2:12: [DRV107]" in done.stdout
    assert "     2 | \\[ x^2 + 1 = 2x + 1" in done.stdout
    found = json.loads(inside.run("check", str(file), "--strict", "--format", "json").stdout)
    assert not found["passes"]
    assert "::error" in inside.run("check", str(file), "--strict", "--format", "github").stdout
    assert "<failure" in inside.run("check", str(file), "--strict", "--format", "junit").stdout
    right = written(tmp_path, "b.tex", r"\[ x + x = 2x = 3x - x \]")
    assert inside.run("check", str(right), "--strict").returncode == 0


def test_the_formats(tmp_path: Path) -> None:
    file = written(tmp_path, "a.tex", WRONG)
    found = json.loads(inside.run("check", str(file), "--format", "json").stdout)
    (document,) = found["documents"]
    assert document["links"] == {"refuted": 1, "proved": 1}
    assert "DRV101" in inside.run("check", str(file), "--format", "sarif").stdout
    assert "::error" in inside.run("check", str(file), "--format", "github").stdout
    assert "<failure" in inside.run("check", str(file), "--format", "junit").stdout
    assert inside.run("check", str(file)).returncode == 1


def test_what_is_said_again_and_again_is_looked_at_once_a_chain(tmp_path: Path) -> None:
    said = "Let $x > 0$ be positive and $n \\in \\mathbb{N}$.\n\\[ x x = x^2 = x \\cdot x \\]\n\n"
    file = written(tmp_path, "long.tex", said * 40)
    text = read_document(str(file)).texts[0]
    found, _ = statements(text)
    last = [*claims(text, found)][-1]
    subject = Subject.of(text, found, last)
    assert len(subject.compared) == 1
    assert len(subject.worded) == 1
    assert subject.compared[0].start > found[last].start - 60


def test_a_chain_sees_only_the_definitions_of_its_names(tmp_path: Path) -> None:
    said = "".join(f"Let $f_{{{k}}}(x) = x + {k}$ and $g(x) = x - {k}$.\n\n" for k in range(99))
    chain = "We have $h(x) = f_{7}(x) + 1 = x + 8 = 8 + x$."
    (text,) = read_document(str(written(tmp_path, "a.tex", said + chain))).texts
    found, _ = statements(text)
    subject = Subject.of(text, found, max(claims(text, found)))
    assert {one.head.name for one in subject.said} == {"f_7"}
    links = [link.verdict for link in check_document(str(tmp_path / "a.tex")).links]
    assert links == [LinkVerdict.DEFINES, LinkVerdict.PROVED, LinkVerdict.PROVED]
