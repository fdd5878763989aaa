"""Derivations as documents: LaTeX, Markdown, pages, notebooks."""

from __future__ import annotations

import ast
import json
import os
import posixpath
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from derive.check.check import check
from derive.check.explain import explained
from derive.expression.breaking import broken, width
from derive.expression.latex import written
from derive.expression.mathml import flowing
from derive.expression.parser import parse_expression
from derive.expression.typeset import Style, typeset
from derive.render.export import ENDINGS, html, latex, markdown, render
from derive.render.export.escaping import worded
from derive.render.export.exported import Exported
from derive.render.export.site import pages
from derive.render.latex import align, equation
from derive.report.report import Report
from derive.script.load import load_text
from derive.staged import put_tree
from tests.inside import outcome

ROOT = Path(__file__).resolve().parent.parent

SCRIPT = """\
derive: 1
title: {title}
variables: {{x: real, y: real}}
theorem: d/dx ({power} + y) = {value}
steps:
  - to: {line}
    by: [sum, constant, power, variable]
"""


def report_on(
    power: str = "x^2", value: str = "2*x", line: str = "2*x", title: str = "T"
) -> Report:
    """A report on a script of one line."""
    return check(load_text(SCRIPT.format(title=title, power=power, value=value, line=line)))


def test_reasons_stand_in_a_column_or_between_the_lines() -> None:
    report = report_on()
    line = r"\frac{\partial}{\partial x} (x^2 + y)"
    assert align(report, environment="align*") == (
        f"\\begin{{align*}}\n  {line} &= 2x\n\\end{{align*}}"
    )
    assert align(report, reasons="column", environment="aligned") == (
        f"\\begin{{aligned}}\n  {line} &= 2x && \\text{{sum, constant, power, variable}}\n"
        "\\end{aligned}"
    )
    assert align(report, reasons="intertext") == (
        f"\\begin{{align}}\n  & {line} \\notag \\\\\n"
        "  \\intertext{by sum, constant, power, variable}\n  &= 2x\n\\end{align}"
    )


@pytest.mark.parametrize("environment", ["gather", "align\n"])
def test_there_is_no_other_environment(environment: str) -> None:
    with pytest.raises(ValueError, match="there is no"):
        align(report_on(), environment=environment)
    with pytest.raises(ValueError, match="no intertext"):
        align(report_on(), environment="aligned", reasons="intertext")


def test_what_is_not_proved_says_so() -> None:
    assert align(report_on(value="3*x", line="3*x")).startswith("% not proved: refuted\n")


@pytest.mark.parametrize("name", [name for name in ENDINGS if name != "json"])
def test_what_is_wrong_is_told_with_its_step_place_and_hint(name: str) -> None:
    made = render(name, exported(report_on(value="2*x + 1", line="2*x + 1")))
    made = re.sub(r"\s+", " ", made)
    assert "line 6" in made or "it:6" in made or ":6:" in made
    assert "the two lines differ at" in made
    assert "true without" in made


def test_a_reason_that_does_not_hold_stands_with_its_verdict() -> None:
    made = align(report_on(value="3*x", line="3*x"), reasons="column")
    assert "&& \\text{sum, constant, power, variable (refuted)}" in made


def test_a_definition_may_bring_a_variable_in() -> None:
    source = "derive: 1\ntitle: T\nvariables: {x: real, a: real}\ndefinitions: [g(t) = a*t]\n"
    source += "theorem: d/dx g(x) = a\nsteps: [{to: a}]\n"
    assert r"\frac{\partial}{\partial x} g(x)" in align(check(load_text(source)))


def test_one_variable_needs_no_partial_derivative() -> None:
    assert r"\frac{d}{dx} x^3" in outcome("diff", "x^3", "--latex")[1]


HOSTILE = "</title><script>alert(1)</script> \\input{x} $x$ [a](javascript:b) <img src=x> *#_"


def exported(report: Report) -> Exported:
    return Exported("it", report)


@pytest.mark.parametrize("name", ENDINGS)
def test_words_of_an_author_are_only_words(name: str) -> None:
    report = report_on(title=f"'{HOSTILE}'")
    made = render(name, exported(report))
    assert made == render(name, exported(report))
    if name in ("html", "markdown"):
        assert "<script" not in made
        assert "<img" not in made
    if name == "latex":
        assert all(line.startswith("%") for line in made.splitlines() if "input" in line)
        document = latex.document(exported(report))
        assert "\\input" not in document.replace("\\textbackslash{}input", "")
        assert document.endswith("\\end{document}\n")
    if name == "markdown":
        title = made.splitlines()[0]
        assert "](" not in title.replace("\\](", "")
        assert "$x" not in title.replace("\\$", "")


def test_any_character_is_something_in_latex() -> None:
    assert latex.text("σ ≥ 0 – ñ 日 \x1b%") == r"$\sigma$ $\ge$ 0 -- ñ [U+65E5] ?\%"


def test_a_sign_in_words_is_a_minus_in_latex() -> None:
    assert latex.text("at -10 and (-.5), 1e-05, a-1, 3-4, --2") == (
        "at $-$10 and ($-$.5), 1e$-$05, a-1, 3-4, --2"
    )
    assert latex.text("the factor 1 - f(2) - x, that is - so") == (
        "the factor 1 $-$ f(2) $-$ x, that is - so"
    )


def test_a_document_compiles(tmp_path: Path) -> None:
    program = shutil.which("pdflatex")
    if program is None:
        pytest.skip("pdflatex is not here")
    report = explained(str(ROOT / "proofs/sigmoid/sigmoid.yaml"))[0]
    for reasons in ("none", "column", "intertext"):
        file = tmp_path / f"{reasons}.tex"
        file.write_text(latex.document(exported(report), reasons=reasons), encoding="utf-8")
        asked = [program, "-interaction=nonstopmode", "-halt-on-error", file.name]
        done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, "Overfull" in done.stdout) == (0, False), done.stdout[-2000:]


@pytest.mark.parametrize("source", ["javascript:alert(1)", "https://a.b/<x>", "data:text/html,x"])
def test_only_an_address_is_a_link(source: str) -> None:
    report = replace(report_on(), source=source)
    assert "href" not in html.render(exported(report))
    assert f"<{source}>" not in markdown.render(exported(report))
    linked = replace(report, source="https://example.org/a?b=1&c=2")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html.render(exported(linked))


def test_markdown_has_what_github_renders() -> None:
    source = "derive: 1\ntitle: 1. T\nvariables: {x: x > 0}\ntheorem: sigmoid(x) = sigmoid(x) + 0\n"
    source += "steps: [{to: sigmoid(x) + 0}]\n"
    made = markdown.render(exported(check(load_text(source))))
    assert made.startswith("# 1\\. T\n")
    assert "operatorname" not in made
    assert r"&= \mathop{\mathrm{sigmoid}}(x) + 0 && \text{addition}" in made or "&&" in made
    assert r"- Domain: $x \gt  0$" in made


def test_a_backslash_before_a_sign_stands_where_github_leaves_it() -> None:
    assert markdown.display(r"\mathrm{a\_b}") == "```math\n\\mathrm{a\\_b}\n```"
    assert markdown.display("a \\\\\n b") == "$$\na \\\\\n b\n$$"


def test_a_page_is_well_formed_and_marks_what_changed() -> None:
    report, apart = explained(str(ROOT / "proofs/sigmoid/sigmoid.yaml"))
    made = html.render(Exported("sigmoid", report, apart, "<svg></svg>"))
    body = re.sub(r"<(meta|img|link|input|wbr)([^>]*)>", r"<\1\2/>", made.partition("<body>")[2])
    tree = ElementTree.fromstring("<body>" + body.replace("</html>", "").replace("&#x", "&#x"))
    assert len(tree.findall(".//details")) == 10
    assert tree.findall(".//mrow[@class='changed']")
    assert "<script" not in made
    assert "http" not in made.replace("http://www.w3.org", "")
    assert html.fragment(report, apart).startswith("<style>")


def test_a_long_sum_is_an_element_for_each_term() -> None:
    long = typeset(
        parse_expression("sin(x)*cos(y) - exp(x)*cos(y) + x*y*z*exp(x*y*z)"), None, [(1,)]
    )
    short = typeset(parse_expression("a - b"))
    assert flowing(("", short)).count("<math") == 1
    lines = flowing(("", short), ("=", long)).split("<wbr>")
    assert [re.findall('<mo form="infix">(.)</mo>', line) for line in lines] == [
        [], ["−"], ["="], ["−"], ["+"]
    ]  # fmt: skip
    assert ['class="changed"' in line for line in lines] == [False, False, False, True, False]


def test_words_in_backquotes_are_code() -> None:
    assert worded("`a < b` is <b>") == "<code>a &lt; b</code> is &lt;b&gt;"


def test_a_notebook_verifies_itself() -> None:
    for title in ("T", "'a ''''b\\'"):
        made = json.loads(render("ipynb", exported(report_on(title=title))))
        assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
        assert [cell["id"] for cell in made["cells"]] == ["title", "derivation", "verify"]
        code = "".join(made["cells"][-1]["source"])
        literal = next(n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Assign)).value
        assert check(load_text(ast.literal_eval(_bare(literal)))).proved


def _bare(literal: ast.expr) -> ast.expr:
    """A literal without the call around it that takes its first line break away."""
    while isinstance(literal, (ast.Call, ast.Attribute)):
        literal = literal.func if isinstance(literal, ast.Call) else literal.value
    return literal


def test_what_is_not_proved_is_exported_with_a_mark(tmp_path: Path) -> None:
    script = tmp_path / "wrong.yaml"
    script.write_text(SCRIPT.format(title="T", power="x^2", value="3*x", line="3*x"))
    for name in ENDINGS:
        code, out, _ = outcome("export", str(script), "--format", name)
        assert code == 1
        assert "not proved" in out.lower() or '"passes": false' in out
    script.write_text("derive: 1\n")
    code, out, _ = outcome(
        "export", str(script), "--format", "html", "-o", str(tmp_path / "x.html")
    )
    assert code == 2
    assert not (tmp_path / "x.html").exists()


WRONG = [
    ("export sigmoid --format latx", "did you mean `latex`?"),
    ("export sigmoid", "a format is needed"),
    ("export --all --format html", "needs a folder"),
    ("export --format html", "a script is needed"),
    ("export sigmoid --all --format html -o x", "stands without a name"),
    ("export sigmoid --format html -o nowhere/x.html", "there is no folder nowhere"),
    ("export --all --format html -o file/site", "file is no folder"),
    ("export sigmoid --format html --standalone", "go with `--format latex`"),
    ("export sigmoid --format latex --environment gather", "no environment gather"),
    ("export sigmoid --format latex --reasons left", "no place left"),
]


@pytest.mark.parametrize(("command", "told"), WRONG)
def test_what_cannot_be_exported_is_told(
    command: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    code, _, err = outcome(*command.split())
    assert (code, told in " ".join(err.split())) == (2, True)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_site_is_linked_both_ways() -> None:
    reports = [
        explained(str(ROOT / f"proofs/{name}.yaml"))
        for name in ("sigmoid/sigmoid", "activations/silu")
    ]
    names = ("sigmoid/sigmoid", "activations/silu")
    scripts = [
        (str(ROOT / f"proofs/{name}.yaml"), Exported(name, *found, "<svg/>"))
        for name, found in zip(names, reports, strict=True)
    ]
    files = pages(scripts)
    for file, made in files.items():
        for address in re.findall(r'(?:href|src)="([^"]*)"', made):
            there, _, part = address.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file), there))
            assert target in files, (file, address)
            assert not part or f'id="{part}"' in files[target]
    assert "../../rules/power.html" in files["proofs/sigmoid/sigmoid.html"]
    assert "../proofs/sigmoid/sigmoid.html#step-2" in files["rules/power.html"]
    assert "../../proofs/sigmoid/sigmoid.html" in files["proofs/activations/silu.html"]


def test_a_tree_of_files_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    put_tree({tmp_path / "a/b/c": b"1", tmp_path / "a/d": b"2"})
    assert (tmp_path / "a/b/c").read_bytes() == b"1"
    (tmp_path / "x").mkdir()
    with pytest.raises(IsADirectoryError):
        put_tree({tmp_path / "new/e": b"", tmp_path / "x": b""})
    assert not (tmp_path / "new").exists()


WIDE = "-(alpha*f(x)*(1 - x/2)^2 + beta*g(x) - gamma*h(x)) + f(x)*g(x)*h(x) - d/dx (f(x)*g(x)*h(x))"


@pytest.mark.parametrize("room", [1, 4, 8, 15, 30])
def test_a_line_that_is_broken_says_the_same(room: int) -> None:
    parts = (f"({WIDE})/({WIDE})", f"d/dx (({WIDE})/2)", f"x - y*(1/x*log(1 - {WIDE}))*z")
    for said in (WIDE, f"-({WIDE})", f"x*({WIDE})*y*z", f"({WIDE})/2", "x", *parts):
        box = typeset(parse_expression(said))
        lines = broken(box, room)
        assert len(lines) == 1 or width(box) > room
        assert _bare_signs("".join(map(written, lines))) == _bare_signs(written(box))


def test_what_is_wide_within_a_term_is_broken_there() -> None:
    terms = [f"loss(w*u_{i} + b, y_{i})" for i in range(1, 6)]
    fraction = typeset(parse_expression(f"d/dw (({' + '.join(terms)})/5)"))
    (line,) = broken(fraction, 30)
    assert width(line) <= 30
    assert r"\frac{\begin{aligned}&\operatorname{loss}" in written(line)
    factors = typeset(parse_expression(f"-y*(1/{terms[0]}*({terms[1]}*(1 - {terms[2]}))) - {WIDE}"))
    lines = broken(factors, 20)
    assert all(width(one) <= 20 for one in lines)
    assert any(written(one).startswith(r"\quad \cdot") for one in lines)


def _bare_signs(source: str) -> str:
    """LaTeX without dots between factors, spaces, and the sizes of brackets."""
    piled = r"\\begin\{aligned\}|\\end\{aligned\}|\\\\|&|\\quad"
    return re.sub(rf"{piled}|\\cdot|\\Big[lr]|\\left|\\right|\s", "", source)


def test_a_wide_derivation_is_broken_before_signs() -> None:
    terms = " + ".join(f"sigmoid({a}*x)*softplus({b}*x)" for a, b in ("ab", "ck", "ph", "ml"))
    names = ", ".join(f"{v}: real" for v in "abckphmlx")
    source = f"derive: 1\ntitle: T\nvariables: {{{names}}}\ntheorem: {terms} = {terms} + 0\n"
    made = align(check(load_text(f"{source}steps: [{{to: {terms} + 0}}]\n")))
    assert made.count(r"\notag \\") >= 2
    assert r"&\quad + " in made


@pytest.fixture(scope="module")
def katex() -> Path:
    """The folder of KaTeX, where there is one below $KATEX or a folder of modules of node."""
    for folder in (os.environ.get("KATEX", ""), str(ROOT / "node_modules/katex")):
        if folder and (Path(folder) / "dist/katex.js").is_file() and shutil.which("node"):
            return Path(folder)
    pytest.skip("KaTeX and node are not here: npm install katex, KATEX=node_modules/katex")


def test_katex_typesets_what_is_exported(katex: Path) -> None:
    names = (
        "sigmoid/sigmoid",
        "activations/gelu-tanh",
        "losses/focal-sigmoid",
        "finance/d1-by-rate",
    )
    blocks = []
    for name in names:
        report = explained(str(ROOT / f"proofs/{name}.yaml"))[0]
        found = re.findall(
            r"\$\$\n(.*?)\n\$\$|```math\n(.*?)\n```", markdown.render(exported(report)), re.S
        )
        blocks += [a or b for a, b in found]
    program = (
        "const k = require(process.argv[1]); let s = '';"
        "process.stdin.on('data', d => s += d).on('end', () => JSON.parse(s).forEach("
        "b => k.renderToString(b, {displayMode: true, strict: 'error', throwOnError: true})));"
    )
    done = subprocess.run(
        ["node", "-e", program, str(katex.resolve())],
        input=json.dumps(blocks),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(blocks) >= 8) == (0, True), done.stderr


def test_what_is_told_in_a_notebook_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    assert "Theorem" in render("text", exported(report_on()))


def test_a_page_shows_the_point_at_which_lines_differ() -> None:
    made = html.render(exported(report_on(value="3*x", line="3*x")))
    assert re.search(r"At x = [\d/-]+, y = [\d/-]+ the line before is .* and this one is ", made)
    assert "disagrees" in made


def test_a_wide_theorem_stands_on_several_lines() -> None:
    left, right = parse_expression("f(x)"), parse_expression(" + ".join(["f(x)*g(x)*h(x)"] * 9))
    made = equation(left, right, Style())
    assert made.startswith("\\begin{aligned}\n& f(x) \\\\\n&= f(x) g(x) h(x)")
    assert equation(left, left, Style()) == "f(x) = f(x)"


def test_what_is_mathematics_in_a_title_is_code() -> None:
    source = (
        "derive: 1\ntitle: The derivative of x^2*sin(x)/(1+x) for x != -1\nvariables: {x: real}\n"
        "where: [x != -1]\n"
        "theorem: d/dx (x^2*sin(x)/(1 + x)) = d/dx (x*(x*sin(x))/(1 + x))\n"
        "steps:\n  - to: d/dx (x*(x*sin(x))/(1 + x))\n"
    )
    told = Exported("proofs/mine.yaml", check(load_text(source)))
    assert markdown.render(told).startswith(
        "# The derivative of `x^2*sin(x)/(1+x)` for `x != -1`\n"
    )
    page = html.render(told)
    assert "<h1>The derivative of <code>x^2*sin(x)/(1+x)</code> for <code>x != -1</code>" in page
    assert r"\texttt{x\textasciicircum{}2*sin(x)/(1+x)} for \texttt{" in latex.document(told)
