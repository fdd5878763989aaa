"""What `derive check` writes besides: chains as scripts, and documents with reasons."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from derive.render.formats import NAMES
from derive.report.document import DocumentReport, LinkVerdict
from derive.worker.documents import check_document
from tests import inside
from tests.outside import ROOT
from tests.test_documents import FOLDER, needs_markdown, written
from tests.test_formats import SCHEMAS, check_json

PAPER = r"""\documentclass{article}
\usepackage{amsmath}
\newcommand{\s}{\sigma}
\begin{document}
Let $\s(x) = \frac{1}{1 + e^{-x}}$ for $x > 0$. Then
\begin{align}
  \s'(x) &= \frac{e^{-x}}{(1 + e^{-x})^2} \label{eq:one} \\  % a comment \\
         &= \s(x) \\
         &\qquad \cdot (1 - \s(x)). \nonumber
\end{align}
\begin{align*}
  f(x) &= x^2 + 2x && \text{by the way} \\
       &= x(x + 2)
\end{align*}
\[ \frac{x^2}{x} = x = \sqrt{x^2} \]
\begin{equation}
\begin{split}
  \sin 2x &= 2 \sin x \cos x \\ &= \left( \begin{array}{c} 1 \end{array} \right)
\end{split}
\end{equation}
\begin{eqnarray} \ln x^2 & = & 2 \ln x \\ & = & \ln x + \ln x \end{eqnarray}
In a line $x + x = 2x = 3x - x$.
\end{document}
"""


def verdicts(report: DocumentReport) -> list[tuple[LinkVerdict, str, str]]:
    return [(link.verdict, link.left, link.right) for link in report.links]


def test_chains_are_scripts_that_verify_reads(tmp_path: Path) -> None:
    written(tmp_path, "a paper.tex", PAPER)
    done = inside.run("check", "a paper.tex", "--extract", "proofs", cwd=tmp_path)
    assert done.returncode == 0
    assert "written 6 scripts to proofs\nleft out " in done.stdout
    assert (tmp_path / "proofs" / "a-paper-7.yaml").read_text() == (
        "derive: 1\ntitle: a paper.tex, line 7\nsource: a paper.tex:7\n"
        "variables: {x: real}\nwhere: [x > 0]\n"
        "definitions:\n  - sigma(x) = 1/(1 + e^(-x))\n"
        "theorem: d/dx sigma(x) = sigma(x)*(1 - sigma(x))\n"
        "steps:\n  - to: e^(-x)/(1 + e^(-x))^2\n  - to: sigma(x)*(1 - sigma(x))\n"
    )
    verified = inside.run("verify", "proofs", cwd=tmp_path)
    assert (verified.returncode, verified.stdout.count("✓ proved")) == (0, 6)


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    written(tmp_path, "a.tex", "$x + x = 2x = 3x - x$\n$x + x = 2x = x 2$ $y + y = 2y = y 2$")
    assert inside.run("check", "a.tex", "--extract", "p", cwd=tmp_path).returncode == 0
    assert sorted(file.name for file in (tmp_path / "p").iterdir()) == [
        "a-1.yaml", "a-2-2.yaml", "a-2.yaml",
    ]  # fmt: skip
    mine = (tmp_path / "p/a-1.yaml").read_text() + "    by: collect\n"
    (tmp_path / "p/a-1.yaml").write_text(mine)
    done = inside.run("check", "a.tex", "--extract", "p", cwd=tmp_path)
    assert "p/a-1.yaml is there already and stays as it is" in " ".join(done.stderr.split())
    assert (tmp_path / "p/a-1.yaml").read_text() == mine
    assert inside.run("check", "a.tex", "--extract", "a.tex", cwd=tmp_path).returncode == 2


def asked() -> Iterator[str]:
    """The documents of the corpus whose chains are looked at, one in two of them."""
    found = sorted(p for p in (ROOT / FOLDER).iterdir() if p.suffix in (".tex", ".md"))
    yield from (str(p) for p in found[::2])


@pytest.mark.parametrize("path", [pytest.param(p, id=Path(p).name) for p in asked()])
def test_what_is_proved_in_a_document_is_proved_as_a_script(path: str) -> None:
    report = check_document(path, extract=True)
    open_or_wrong = {
        LinkVerdict.REFUTED, LinkVerdict.NOT_SHOWN, LinkVerdict.DOMAIN, LinkVerdict.ROUNDED,
        LinkVerdict.CONSEQUENCE,
    }  # fmt: skip
    for chain in report.chains:
        places = {(one.place.line, one.place.column): one for one in report.extracts}
        if open_or_wrong.isdisjoint(link.verdict for link in chain.links):
            one = places.get((chain.place.line, chain.place.column))
            assert one is None or one.proved, one.text
    # a letter that is a function and a factor in one chain cannot be both in a script, and
    # nothing is divided by 0 there
    refused = ("is already the name of a variable", "a division by zero")
    problems = [one.problem for one in report.extracts if one.problem]
    assert all(any(why in problem for why in refused) for problem in problems)


def test_the_reasons_stand_beside_the_lines(tmp_path: Path) -> None:
    file = written(tmp_path, "a.tex", PAPER)
    before = check_document(str(file))
    done = inside.run("check", "a.tex", "--annotate", cwd=tmp_path)
    assert done.returncode == 0
    for line in (
        r"(1 + e^{-x})^2} \label{eq:one} && \text{(",
        r"\cdot (1 - \s(x)). \nonumber && \text{(",
        r"&= x(x + 2) && \text{(factor)}",
        r"\sqrt{x^2} \quad \text{(cancel; ",
        r"2 \ln x \quad \text{(",
        "  f(x) &= x^2 + 2x && \\text{by the way} \\\\\n",
        "$x + x = 2x = 3x - x$.",
    ):
        assert line in done.stdout, line
    once = written(tmp_path, "b.tex", done.stdout)
    after = check_document(str(once))
    assert verdicts(after) == verdicts(before)
    assert after.diagnostics == ()
    again = inside.run("check", "b.tex", "--annotate", cwd=tmp_path)
    assert again.stdout == done.stdout


def test_what_is_wrong_is_told_beside_the_document(tmp_path: Path) -> None:
    written(tmp_path, "a.tex", r"\[ x + x = 2x = 3x + x \]")
    done = inside.run("check", "a.tex", "--annotate", cwd=tmp_path)
    assert done.returncode == 1
    assert "differ" not in done.stdout
    assert done.stderr.startswith("error: a.tex:1:20: the two sides differ at x = ")


def test_where_it_is_written(tmp_path: Path) -> None:
    text = r"\[ x + x = 2x = 3x - x \]"
    new = r"\[ x + x = 2x = 3x - x \quad \mbox{(collect)} \]"
    main = written(tmp_path, "main.tex", r"\input{part}" + text)
    part = written(tmp_path, "part.tex", text)
    done = inside.run("check", "main.tex", "--annotate", "-o", "new.tex", cwd=tmp_path)
    assert done.stdout.endswith("written remarks beside 2 lines: new.tex\n")
    assert (tmp_path / "new.tex").read_text().startswith(r"\input{part}\[ x + x = 2x")
    assert part.read_text() == text
    assert inside.run("check", ".", "--annotate", "-o", "out", cwd=tmp_path).returncode == 0
    assert (tmp_path / "out/part.tex").read_text().replace("merge", "collect") == new
    assert inside.run("check", "main.tex", "--annotate", "--write", cwd=tmp_path).returncode == 0
    assert main.read_text().endswith(")} \\]")
    assert part.read_text().endswith(")} \\]")
    for wrong in (
        ("main.tex", "-o", "x.tex"), ("main.tex", "--write"),
        ("main.tex", "new.tex", "--annotate"), ("main.tex", "--annotate", "--format", "json"),
        ("main.tex", "--annotate", "--write", "-o", "x.tex"),
        ("main.tex", "new.tex", "--annotate", "-o", "part.tex"),
    ):  # fmt: skip
        assert inside.run("check", *wrong, cwd=tmp_path).returncode == 2, wrong


@needs_markdown
def test_markdown_and_notebooks(tmp_path: Path) -> None:
    text = "Then\n\n$$\n\\begin{aligned} x + x &= 2x \\\\ &= 3x - x \\end{aligned}\n$$\n"
    written(tmp_path, "a.md", text)
    done = inside.run("check", "a.md", "--annotate", cwd=tmp_path).stdout
    assert r"&= 2x && \text{(" in done
    assert r"&= 3x - x && \text{(" in done
    cell = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
    tree = {"cells": [{"cell_type": "code", "source": "1"}, cell], "nbformat": 4, "metadata": {}}
    written(tmp_path, "a.ipynb", json.dumps(tree))
    new = json.loads(inside.run("check", "a.ipynb", "--annotate", cwd=tmp_path).stdout)
    assert "".join(new["cells"][1].pop("source")) == done
    del cell["source"]
    assert new == tree


@pytest.mark.long
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex here")
def test_what_is_annotated_compiles(tmp_path: Path) -> None:
    written(tmp_path, "a.tex", PAPER)
    inside.run("check", "a.tex", "--annotate", "-o", "b.tex", cwd=tmp_path)
    command = ["pdflatex", "-halt-on-error", "-interaction=nonstopmode", "b.tex"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


# Formats


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Documents in each format: with an included file, a cell, a warning, a wrong number."""
    here = tmp_path_factory.mktemp("formats")
    (here / ".git").mkdir()
    (here / "parts").mkdir()
    written(
        here,
        "main.tex",
        "$x$ \\input{parts/one}\n$\\pi \\approx 3.15$ $\\int x = y = z$ \\input{../x}",
    )
    written(here, "parts/one.tex", "\n\n$x + x = 2x = 3x$ $y + y = 2y = y2$ \\input{none}")
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": "\n$x + x = 2x = 3x$"}]})
    written(here, "n.ipynb", text)
    asked = [word for name in NAMES for word in ("--format", f"{name}=told.{name}")]
    assert inside.run("check", ".", "nowhere.tex", *asked, cwd=here).returncode == 2
    return {name: (here / f"told.{name}").read_text(encoding="utf-8") for name in NAMES}


@needs_markdown
def test_json_is_as_its_schema_says(told: dict[str, str]) -> None:
    found = check_json(told["json"])
    assert (found["passes"], found["usable"]) == (False, False)
    assert [one["kind"] for one in found["problems"]] == ["no-such-path"]
    assert [one["file"] for one in found["documents"]] == ["main.tex", "n.ipynb"]
    links = [link for chain in found["documents"][0]["chains"] for link in chain["links"]]
    assert {"≈", "="} == {link["sign"] for link in links}
    assert {link["verdict"] for link in links} <= {v.value for v in LinkVerdict}
    schema = json.loads((ROOT / "derive/schema/report-1.json").read_text(encoding="utf-8"))
    assert schema["$defs"]["link"]["properties"]["verdict"]["enum"] == [
        v.value for v in LinkVerdict
    ]


@needs_markdown
def test_places_are_those_of_the_files(told: dict[str, str]) -> None:
    (run,) = json.loads(told["sarif"])["runs"]
    places = [one["locations"][0]["physicalLocation"] for one in run["results"]]
    found = [(p["artifactLocation"]["uri"], p.get("region", {}).get("startLine")) for p in places]
    assert found == [
        ("parts/one.tex", 3), ("main.tex", 2), ("parts/one.tex", 3), ("main.tex", 2),
        ("n.ipynb", None),
    ]  # fmt: skip
    assert run["results"][-1]["message"]["text"].startswith("cell 1, line 2, column ")
    lines = told["github"].splitlines()
    assert [line.partition(",")[0] for line in lines] == [
        "::error title=derive%3A no-such-path::there is no file or folder nowhere.tex",
        "::warning file=parts/one.tex", "::warning file=main.tex", "::error file=parts/one.tex",
        "::error file=main.tex", "::error file=n.ipynb",
    ]  # fmt: skip


@needs_markdown
def test_junit_has_a_case_for_each_chain(told: dict[str, str]) -> None:
    root = ElementTree.fromstring(told["junit"])
    cases = [(c.get("classname"), c.get("name"), [e.tag for e in c]) for c in root.iter("testcase")]
    assert cases[1:] == [
        ("main.tex", "document", ["system-out", "system-out"]),
        ("parts/one.tex", "line 3, column 2", ["failure"]),
        ("parts/one.tex", "line 3, column 20", []),
        ("main.tex", "line 2, column 2", ["failure"]),
        ("main.tex", "line 2, column 21", []),
        ("n.ipynb", "cell 1, line 2, column 2", ["failure"]),
    ]
    assert "$x + x = 2x = 3x$" in (root.findtext(".//testcase[@classname='n.ipynb']/failure") or "")


@needs_markdown
def test_the_schemas_of_others(told: dict[str, str]) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    jsonschema = pytest.importorskip("jsonschema")
    if not SCHEMAS.exists():
        pytest.skip("the schemas are not there")
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(told["junit"])
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text())
    jsonschema.validate(json.loads(told["sarif"]), schema)


def test_a_line_that_is_refuted_is_marked_and_stays_refuted(tmp_path: Path) -> None:
    wrong = "\\begin{align}\n(x+1)^2 &= x^2 + 2x + 2 \\\\\n &= x(x+2) + 2\n\\end{align}\n"
    file = written(tmp_path, "a.tex", wrong)
    done = inside.run("check", "a.tex", "--annotate", "--write", cwd=tmp_path)
    assert done.returncode == 1
    rows = file.read_text().splitlines()
    assert rows[1].endswith(r"x^2 + 2x + 2 && \text{(refuted)} \\")
    assert rows[2].endswith(r"x(x+2) + 2 && \text{(factor)}")
    assert [v for v, _, _ in verdicts(check_document(str(file)))] == [
        LinkVerdict.REFUTED,
        LinkVerdict.PROVED,
    ]
