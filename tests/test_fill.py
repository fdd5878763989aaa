"""Filling scripts: the lines between two, the text around them, what is never written.

`DERIVE_UPDATE=1 pytest tests/test_fill.py` writes the screens under `tests/golden` anew.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
from rich.console import Console

from derive.check import fill as filling
from derive.check.check import check
from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import Judge
from derive.check.fill import fill_file, gaps_of
from derive.check.line import check_line
from derive.expression.nodes import Expression, strip
from derive.expression.parser import parse, parse_expression
from derive.expression.text import text
from derive.render.screen import Screen
from derive.report.fill import FillReport
from derive.report.report import Verdict
from derive.rules import PROCEDURES
from derive.rules.besides import FREE
from derive.script.insertion import CannotInsertError, Change, with_changes
from derive.script.load import load_text
from derive.script.replace import write
from derive.script.script import Placed, Script, Step
from derive.search import between as search
from derive.search.between import between
from tests.each import each
from tests.inside import run
from tests.outside import UPDATE, timeless

ROOT = Path(__file__).resolve().parent.parent
SIGMOID = (ROOT / "proofs" / "sigmoid" / "sigmoid.yaml").read_text(encoding="utf-8")
#: The published derivation, without what is for readers.
PUBLISHED = re.sub(r"\nsource:.*?\ntags:[^\n]*", "", SIGMOID, flags=re.DOTALL)
HEAD = PUBLISHED[: PUBLISHED.index("steps:")]
#: The published derivation of the sigmoid without the lines between its first and its last.
BARE = HEAD + "steps:\n  - to: sigmoid(x)*(1 - sigmoid(x))\n"
#: The same with all of its lines and none of its reasons.
UNREASONED = re.sub(r"\n    by: .*", "", PUBLISHED)
ASKED = re.sub(r"\n    by: .*", "\n    by: '?'", PUBLISHED)


def script(source: str) -> Script:
    loaded = load_text(source)
    assert loaded.script is not None, loaded.diagnostics
    return loaded.script


def framed(theorem: str, *steps: str, variables: str = "{x: real}") -> str:
    rows = "".join(f"  - to: {step}\n" for step in steps)
    head = f"derive: 1\ntitle: t\nvariables: {variables}\n"
    return f"{head}theorem: {theorem}\nsteps:\n{rows}"


def filled(tmp_path: Path, source: str | bytes, name: str = "s.yaml") -> FillReport:
    path = tmp_path / name
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return fill_file(str(path))


# The two that must show


@pytest.mark.parametrize("source", [BARE, UNREASONED, ASKED], ids=["bare", "unreasoned", "asked"])
def test_the_published_derivation_is_restored(tmp_path: Path, source: str) -> None:
    (tmp_path / "s.yaml").write_text(source, encoding="utf-8")
    done = run("fill", "s.yaml", "--write", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "written: the script is proved" in done.stdout
    checked = run("verify", "s.yaml", cwd=tmp_path)
    assert checked.returncode == 0
    assert "all proved" in checked.stdout
    steps = script((tmp_path / "s.yaml").read_text(encoding="utf-8")).steps
    assert len(steps) >= 7
    for step in steps:
        assert step.by
        assert not {by.name for by in step.by} & PROCEDURES.keys()


def test_the_reasons_of_the_published_derivation(tmp_path: Path) -> None:
    found = filled(tmp_path, UNREASONED)
    assert (found.reasons, found.lines) == (10, 0)
    texts = (found.text or "", PUBLISHED)
    filled_in, published = ([{b.name for b in s.by or ()} for s in script(t).steps] for t in texts)
    assert filled_in == [names - FREE for names in published]


# The lines between two

JUMPS = [
    ("d/dx (x^2*sin(x)/(1 + x))", "x*((2 + x)*sin(x) + x*(1 + x)*cos(x))/(1 + x)^2"),
    ("d/dx (log(x)/x)", "(1 - log(x))/x^2"),
    ("d/dx (e^(-a*x^2/2))", "-a*x*e^(-a*x^2/2)"),
    ("d/dx atan(sqrt(x))", "1/(2*sqrt(x)*(1 + x))"),
    ("d/dx abs(x^2 - 3)", "2*x*(x^2 - 3)/abs(x^2 - 3)"),
    ("d/dx log(x + sqrt(x^2 + 1))", "1/sqrt(x^2 + 1)"),
    ("d/dx (d/dx sin(x^2))", "2*cos(x^2) - 4*x^2*sin(x^2)"),
    ("d/dx (x*f(x^2))", "f(x^2) + 2*x^2*f'(x^2)"),
]


def setting(old: str, new: str) -> Script:
    return script(
        f"derive: 1\ntitle: t\nvariables: {{x: positive, a: real}}\nfunctions: [f]\n"
        f"theorem: {old} = {new}\nsteps:\n  - to: {new}\n"
    )


@pytest.mark.parametrize(("old", "new"), JUMPS)
def test_every_line_is_proved_by_its_names(old: str, new: str) -> None:
    made = setting(old, new)
    theory = theory_of(made)
    domain = domain_of(made, theory)
    target = made.theorem.right
    lines = between(made.theorem.left.node, target.node, theory, domain)
    assert len(lines) > 1
    assert strip(lines[-1][0]) == strip(target.node)
    judge = Judge(theory, domain)
    before = made.theorem.left
    for line, names in lines:
        after = Placed(parse(text(line), made.scope), target.source)
        step = Step(1, after, None, "", target.place())
        outcome = check_line(before, step, names, theory, judge)
        assert outcome.finding.verdict in (Verdict.PROVED, Verdict.PROVED_FOR), names
        before = after


def test_a_step_that_a_reader_sees_at_once_is_left_alone() -> None:
    made = setting("d/dx (3*x + 1)", "3")
    theory = theory_of(made)
    (only,) = between(*sides(made), theory, domain_of(made, theory))
    assert strip(only[0]) == strip(made.theorem.right.node)
    assert {*only[1]} == {"sum", "constant-multiple"}


def sides(made: Script) -> tuple[Expression, Expression]:
    return made.theorem.left.node, made.theorem.right.node


@pytest.mark.parametrize(
    ("theorem", "by"),
    [
        ("S*f(h)*u - S*f(h)*(u - w) = S*f(h)*w", "expand"),
        ("1 - f(h) = (1 - f(h)^2)/(1 + f(h))", "algebra"),
        ("u*f(h)/(f(h)^2 + f(h)) = u/(1 + f(h))", "cancel"),
        ("f(h)*d/dh f(h)*u - d/dh f(h)*(u*f(h) - 1) = d/dh f(h)", "expand"),
    ],
)
def test_one_reason_comes_before_a_derivation(tmp_path: Path, theorem: str, by: str) -> None:
    head = framed(theorem, theorem.partition(" = ")[2], variables="{h, u, w, S}")
    head = head.replace("{h, u, w, S}", "{h: real, u: real, w: real, S: real}")
    head = head.replace("theorem:", "definitions:\n  - f(t) = 1/(1 + e^(-t))\ntheorem:")
    assert filled(tmp_path, head).text == f"{head}    by: {by}\n"


def test_there_is_no_way_to_a_wrong_line() -> None:
    made = setting("d/dx (x^2*sin(x))", "2*x*cos(x)")
    theory = theory_of(made)
    assert between(*sides(made), theory, domain_of(made, theory)) == []


def test_the_search_ends_where_its_fuel_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "ALL_FUEL", 50)
    made = setting(*JUMPS[0])
    theory = theory_of(made)
    assert between(*sides(made), theory, domain_of(made, theory)) == []


# The end of a chain, several reasons, lemmas


def test_a_chain_that_ends_elsewhere_is_led_on(tmp_path: Path) -> None:
    source = framed("d/dx (x^3 + x) = 3*x^2 + 1", "d/dx (x^3) + d/dx x\n    by: sum")
    found = filled(tmp_path, source)
    assert found.complete
    assert found.lines >= 1
    assert found.text is not None
    assert found.text.startswith(source)


def test_a_step_that_is_proved_by_its_reason_stays_as_it_is(tmp_path: Path) -> None:
    source = framed(
        "d/dx (x^2*sin(x)) = x*(2*sin(x) + x*cos(x))",
        "2*x*sin(x) + x^2*cos(x)\n    by: identity",
        "x*(2*sin(x) + x*cos(x))\n    by: '?'",
    )
    found = filled(tmp_path, source)
    assert (found.complete, found.lines, found.reasons) == (True, 0, 1)
    assert "    by: identity\n" in (found.text or "")


@pytest.mark.parametrize(("spelling", "other"), [("exp(b*x)", "e^"), ("e^(b*x)", "exp(")])
def test_exponentials_are_written_as_the_author_does(
    tmp_path: Path, spelling: str, other: str
) -> None:
    inverse = spelling.replace("b*x", "-b*x")
    target = f"{spelling}/(1 + {spelling})"
    theorem, variables = f"1/(1 + {inverse}) = {target}", "{x: real, b: positive}"
    source = framed(theorem, f"{target}\n    by: '?'", variables=variables)
    found = filled(tmp_path, source)
    assert found.lines > 0
    assert other not in (found.text or other)


def test_a_procedure_in_the_place_of_a_reason_is_replaced_by_lines(tmp_path: Path) -> None:
    target = "-3*sin(x)*cos(x)^2*e^x + cos(x)^3*e^x"
    found = filled(tmp_path, framed(f"d/dx (cos(x)^3*e^x) = {target}", f"{target}\n    by: '?'"))
    assert found.complete
    steps = script(found.text or "").steps
    assert len(steps) > 2
    assert all(by.name != "identity" for step in steps for by in step.by or ())


def test_a_lemma_that_another_step_names_may_be_the_reason(tmp_path: Path) -> None:
    (tmp_path / "sigmoid.yaml").write_text(PUBLISHED, encoding="utf-8")
    source = HEAD.replace("{x: real}", "{x: real, y: real}").replace(
        "d/dx sigmoid(x) = sigmoid(x)*(1 - sigmoid(x))",
        "d/dx sigmoid(x) + d/dy sigmoid(y) "
        "= sigmoid(x)*(1 - sigmoid(x)) + sigmoid(y)*(1 - sigmoid(y))",
    ) + (
        "steps:\n"
        "  - to: d/dx sigmoid(x) + sigmoid(y)*(1 - sigmoid(y)) + 0\n"
        "    by: '?'\n"
        "  - to: sigmoid(x)*(1 - sigmoid(x)) + sigmoid(y)*(1 - sigmoid(y))\n"
        "    by: theorem sigmoid\n"
    )
    found = filled(tmp_path, source)
    assert found.reasons == 1
    assert found.report.steps[0].verdict.passes


# What cannot be filled


def test_what_cannot_be_filled_is_said(tmp_path: Path) -> None:
    """Euler's reflection formula, which no law here gives: no reason, and no text."""
    target = "pi/sin(pi*x)"
    source = framed(f"gamma(x)*gamma(1 - x) = {target}", target, variables="{x: 0 < x < 1}")
    found = filled(tmp_path, source)
    assert found.text is None
    assert not found.complete
    (missing,) = found.unfilled
    assert "no reason was found for step 1" in missing.why
    done = run("fill", "s.yaml", "--write", cwd=tmp_path)
    assert done.returncode == 1
    assert "no reason was found for step 1" in done.stdout
    assert (tmp_path / "s.yaml").read_text(encoding="utf-8") == source


def test_a_script_that_is_refuted_stays_as_it_is(tmp_path: Path) -> None:
    source = framed("d/dx (x^2*sin(x)) = 2*x*cos(x)", "2*x*cos(x)")
    (tmp_path / "s.yaml").write_text(source, encoding="utf-8")
    done = run("fill", "s.yaml", "--write", cwd=tmp_path)
    assert done.returncode == 1
    assert "step 1 is wrong (refuted), so nothing was filled in" in done.stdout
    assert "s.yaml:6:9: [refuted]" in done.stdout
    assert (tmp_path / "s.yaml").read_text(encoding="utf-8") == source


def test_a_wrong_proposal_goes_into_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = parse_expression("e^(-x)/(1 + e^(-x))^3")

    def lie(old: Expression, new: Expression, *setting: object) -> list[search.Proposal]:
        assert setting
        assert old != new
        return [(wrong, ("identity",)), (new, ("definition",))]

    monkeypatch.setattr(filling, "between", lie)
    found = filled(tmp_path, BARE)
    assert found.text is not None
    assert "^3" not in found.text
    assert (found.reasons, found.lines) == (1, 0)
    assert found.report.proved


def test_wrong_reasons_of_other_steps_are_left_to_their_author(tmp_path: Path) -> None:
    source = framed("d/dx (x^2) = 2*x", "2*x*d/dx x\n    by: product", "2*x")
    found = filled(tmp_path, source)
    assert found.text == source + "    by: variable\n"
    assert not found.complete
    assert [d.kind.slug for d in found.report.diagnostics] == ["wrong-reason"]


# The text around


LAYOUT = """\
derive: 1   # the format
title: 'Odd layout'
variables: {x: real}
theorem: d/dx (x^3 + sin(x)*x) = 3*x^2 + cos(x)*x + sin(x)
steps:
  # the sum first
  - to: 'd/dx (x^3) + d/dx (sin(x)*x)'   # trailing
    note: it is a sum

  # a comment on the second
  -   note: everything at once
      to: "3*x^2 + d/dx (sin(x)*x)"
      by: '?'  # why?

  - {to: 3*x^2 + cos(x)*x + sin(x)}
tags: [odd]
"""


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    found = filled(tmp_path, LAYOUT)
    assert found.complete
    assert found.text is not None
    kept = found.text
    for line in LAYOUT.splitlines():
        if "'?'" not in line and "{to" not in line:
            assert line in kept.splitlines()
    assert "      by: power  # why?\n" in kept
    assert "   # trailing\n    by: sum\n    note: it is a sum\n" in kept
    assert re.search(
        r"  - \{to: 3\*x\^2 \+ cos\(x\)\*x \+ sin\(x\), by: .*\}\ntags: \[odd\]\n", kept
    )


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_stay(tmp_path: Path, ends: str, mark: bytes) -> None:
    plain = filled(tmp_path, LAYOUT).text
    assert plain is not None
    found = filled(tmp_path, mark + LAYOUT.replace("\n", ends).encode())
    assert found.text is not None
    assert found.text.encode() == mark + plain.replace("\n", ends).encode()


def test_nothing_is_changed_but_what_is_put_in(tmp_path: Path) -> None:
    found = filled(tmp_path, UNREASONED)
    assert found.text is not None
    assert re.sub(r"\n    by: .*", "", found.text) == UNREASONED
    body = [line for line in found.diff if not line.startswith(("---", "+++", "@@"))]
    assert {line[0] for line in body} == {" ", "+"}


NEIGHBOURS = [
    ("- to: x\n", "max(x, 1)", "- to: max(x, 1)\n"),
    ("- to: x\n", "*p", "- to: '*p'\n"),
    ("- to: 'x'\n", "f'(x)", "- to: 'f''(x)'\n"),
    ('- to: "x"\n', "f'(x)", '- to: "f\'(x)"\n'),
    ("- {to: x}\n", "max(x, 1)", "- {to: 'max(x, 1)', by: cancel}\n"),
    ("- {to: x}\n", "x + 1", "- {to: x + 1, by: cancel}\n"),
    ("-   to: >-\n      x +\n      1\n", "y", "-   to: y\n"),
    ("-\n  # why\n  to: x\n", "y", "- to: y\n"),
]


@each(("neighbour", "line", "expected"), NEIGHBOURS)
def test_new_lines_look_like_their_neighbours(neighbour: str, line: str, expected: str) -> None:
    source = f"steps:\n{neighbour}"
    new = with_changes(source.encode(), "s", {1: Change(((line, ("cancel",)),))}).decode()
    assert new.startswith(f"steps:\n{expected}")
    assert new.endswith(neighbour)


FLOW = (
    "{derive: 1, title: t, variables: {x: real}, theorem: 'd/dx (x*x) = 2*x', steps: [{to: 2*x}]}"
)


def test_steps_in_brackets(tmp_path: Path) -> None:
    found = filled(tmp_path, FLOW)
    assert found.complete, found
    assert found.text is not None
    assert check(load_text(found.text)).proved


COMMENTED = framed("x = x + 0", "x + 0\n    by: [algebra,  # why\n      sum]")


def test_a_layout_that_nothing_can_be_put_into() -> None:
    with pytest.raises(CannotInsertError) as error:
        with_changes(COMMENTED.encode(), "s.yaml", {1: Change((), ("add-zero",))})
    assert str(error.value.place) == "s.yaml:7:9"


# Writing


def test_a_read_only_file_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(BARE, encoding="utf-8")
    path.chmod(0o444)
    done = run("fill", "s.yaml", "--write", cwd=tmp_path)
    assert done.returncode == 2
    assert (
        "s.yaml:1:1: [unwritable-file] the file cannot be written: it is read-only" in done.stdout
    )
    assert path.read_text(encoding="utf-8") == BARE
    assert os.listdir(tmp_path) == ["s.yaml"]


def test_a_file_that_was_changed_meanwhile_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("mine", encoding="utf-8")
    told = write(path, b"new", b"old")
    assert told is not None
    assert told.about == ("it was changed meanwhile",)
    assert path.read_text(encoding="utf-8") == "mine"


def test_links_and_modes_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "s.yaml", tmp_path / "link.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    assert write(link, b"new", b"old") is None
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_nothing_is_written_without_being_asked(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(BARE, encoding="utf-8")
    assert run("fill", "s.yaml", cwd=tmp_path).returncode == 0
    assert (tmp_path / "s.yaml").read_text(encoding="utf-8") == BARE


BAD_INPUT = {
    "none.yaml": ("none.yaml:1:1: [unreadable-file]", ""),
    "bad.yaml": ("bad.yaml:1:1: [wrong-type]", "- 1\n"),
    "rule.yaml": (
        "rule.yaml:7:9: [unknown-rule]",
        framed("x + 0 = x", "x\n    by: produkt"),
    ),
}


FILL, WRITE, GAPS = ("fill",), ("fill", "--write"), ("verify", "--gaps")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *((FILL, name) for name in BAD_INPUT),
        (WRITE, "none.yaml"),
        (WRITE, "rule.yaml"),
        (GAPS, "bad.yaml"),
        (GAPS, "rule.yaml"),
    ],
)
def test_bad_input(tmp_path: Path, command: tuple[str, ...], name: str) -> None:
    said, source = BAD_INPUT[name]
    if source:
        (tmp_path / name).write_text(source, encoding="utf-8")
    done = run(*command, name, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stdout
    assert not source or (tmp_path / name).read_text(encoding="utf-8") == source


def test_a_name_of_no_script() -> None:
    done = run("fill", "sigmiod")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean `sigmoid`?" in done.stderr


# Gaps


def gaps(tmp_path: Path, source: str) -> list[tuple[int, int]]:
    path = tmp_path / "s.yaml"
    path.write_text(source, encoding="utf-8")
    return [(gap.number, len(gap.skipped)) for gap in gaps_of(str(path))]


def test_gaps_are_steps_that_fill_would_put_lines_into(tmp_path: Path) -> None:
    ((number, skipped),) = gaps(tmp_path, BARE)
    assert number == 1
    assert skipped == filled(tmp_path, BARE).lines
    assert gaps(tmp_path, PUBLISHED) == []
    assert gaps(tmp_path, UNREASONED) == []


def test_too_many_reasons_are_a_gap(tmp_path: Path) -> None:
    target = "2*x*sin(x) + x^2*cos(x) + 3"
    by = "[sum, product, power, variable, sin, constant-multiple]"
    source = framed(f"d/dx (x^2*sin(x) + 3*x) = {target}", f"{target}\n    by: {by}")
    ((number, skipped),) = gaps(tmp_path, source)
    assert (number, skipped > 2) == (1, True)


def test_a_wrong_step_is_no_gap(tmp_path: Path) -> None:
    assert gaps(tmp_path, framed("d/dx (x^2*sin(x)) = 2*x*cos(x)", "2*x*cos(x)")) == []


def test_gaps_change_no_exit_code(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(BARE, encoding="utf-8")
    plain, told = (run("verify", "s.yaml", *o, cwd=tmp_path) for o in ((), ("--gaps",)))
    assert (plain.returncode, told.returncode) == (0, 0)
    assert "[gap]" not in plain.stdout
    assert "s.yaml:8:9: [gap] step 1 has no reason and skips" in told.stdout


# Screens

SCREENS = {
    "fill-sigmoid.txt": ("fill", "s.yaml"),
    "gaps-sigmoid.txt": ("verify", "s.yaml", "--gaps"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screens(name: str, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(BARE, encoding="utf-8")
    done = run(*SCREENS[name], cwd=tmp_path)
    golden = ROOT / "tests" / "golden" / name
    if UPDATE:
        golden.write_text(timeless(done.stdout), encoding="utf-8")
    assert timeless(done.stdout) == golden.read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


# Wrong reasons

WRONG = """derive: 1
title: t
variables: {x: real}

theorem: d/dx (x^2 + sin(x)*e^x) = 2*x + (cos(x) + sin(x))*e^x
steps:
  # first the terms
  - to: d/dx (x^2) + d/dx (sin(x)*e^x)
    by: sum    # right

  - to: 2*x + d/dx (sin(x)*e^x)
    by: [power, sin]  # one too many
    note: hello
  - to: 2*x + (cos(x)*e^x + sin(x)*e^x)
    by:
      # these
      - sin  # the sine
      - quotient
  - {to: 2*x + (cos(x) + sin(x))*e^x, by: 'cancel'}
"""
MENDED = (
    WRONG.replace("[power, sin]", "power")
    .replace("- quotient", "- product\n      - exp")
    .replace("'cancel'", "factor")
)


def test_wrong_reasons_give_way_to_those_that_are_told(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(WRONG, encoding="utf-8")
    told = [d.expected for d in check(load_text(WRONG)).diagnostics]
    done = run("fill", "s.yaml", "--fix", "--write", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 reasons in the place of wrong ones written: the script is proved" in done.stdout
    assert (tmp_path / "s.yaml").read_text(encoding="utf-8") == MENDED
    assert told == ["by power", "by sin, product, exp", "by factor"]


def test_without_being_asked_wrong_reasons_stay(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(WRONG, encoding="utf-8")
    done = run("fill", "s.yaml", "--write", cwd=tmp_path)
    assert done.returncode == 1
    assert "nothing was filled in: the script is not proved" in done.stdout
    assert "`derive fill --fix` replaces 3 wrong reasons" in done.stdout
    assert (tmp_path / "s.yaml").read_text(encoding="utf-8") == WRONG


def test_reasons_in_lines_of_their_own_go_and_come(tmp_path: Path) -> None:
    head = framed("x*(y + z)/x = y + z", variables="{x: x > 0, y: real, z: real}")
    wrong = f"{head}  - to: y + z\n    by:\n    - product\n    - cancel  # so\n    - quotient\n"
    (tmp_path / "s.yaml").write_text(wrong, encoding="utf-8")
    found = fill_file(str(tmp_path / "s.yaml"), fix=True)
    assert found.complete
    assert found.text == f"{head}  - to: y + z\n    by:\n    - cancel  # so\n"


def test_lines_that_are_missing_come_with_the_reasons(tmp_path: Path) -> None:
    wrong = framed("d/dx (sin(x)^2/x) = (2*sin(x)*cos(x)*x - sin(x)^2)/x^2", variables="{x: x > 0}")
    wrong += "  - to: (2*sin(x)*cos(x)*x - sin(x)^2)/x^2\n    by: trig\n"
    (tmp_path / "s.yaml").write_text(wrong, encoding="utf-8")
    found = fill_file(str(tmp_path / "s.yaml"), fix=True)
    assert found.complete, found.report.diagnostics
    assert found.replaced == 1


def test_a_terminal_is_told_what_goes_on_until_it_is_done() -> None:
    told = io.StringIO()
    screen = Screen()
    screen.err = Console(file=told, force_terminal=True, width=40)
    with screen.busy("looking for missing reasons: x.yaml"):
        during = told.getvalue()
    assert "looking for missing reasons: x.yaml" in during
    assert "\n" not in during
    assert told.getvalue().removeprefix(during) == "\r\x1b[2K"
    screen.err = Console(file=(quiet := io.StringIO()), force_terminal=False)
    with screen.busy("looking"):
        pass
    assert not quiet.getvalue()


def test_what_stays_wrong_is_told_at_its_place_in_the_file(tmp_path: Path) -> None:
    far = "(x + 1)^2*(x - 1) = x^3 + x^2 - x - 1"
    source = framed(far, "(x^2 + 2*x + 1)*(x - 1)", "x^3 + x^2 - x - 1\n    by: power")
    (tmp_path / "s.yaml").write_text(source, encoding="utf-8")
    shown = run("fill", "s.yaml", cwd=tmp_path).stdout
    assert "+    by: expand" in shown
    assert "s.yaml:8:9: [wrong-reason]" in shown
    assert "     8 |     by: power" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    shown = run("fill", "s.yaml", "--write", cwd=tmp_path).stdout
    assert "s.yaml:9:9: [wrong-reason]" in shown
    assert "     9 |     by: power" in shown


# Names of rules that there are not

MISNAMED = framed(
    "d/dx (x*sin(x)) = sin(x) + x*cos(x)",
    "x*d/dx sin(x) + d/dx x*sin(x)\n    by: prodct",
    "sin(x) + x*cos(x)\n    by: [sine rule, frobnicate]",
)


def test_names_of_no_rule_give_way_to_reasons(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(MISNAMED, encoding="utf-8")
    refused = fill_file(str(path))
    assert (refused.text, refused.report.usable) == (None, False)
    found = fill_file(str(path), fix=True)
    assert found.complete
    assert found.text is not None
    assert "by: product\n" in found.text
    assert "by: sin\n" in found.text
    assert check(load_text(found.text)).proved


def test_names_of_no_script_give_way_too(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(MISNAMED.replace("frobnicate", "theorem nowhere"), encoding="utf-8")
    assert fill_file(str(path), fix=True).complete


def test_the_rest_is_filled_where_such_a_name_stays(tmp_path: Path) -> None:
    """And it is said what was found, and where none was."""
    source = framed(
        "erf(x)*besselj(3/2, x)*sqrt(pi*x/2) + d/dx (x^2) = erf(x)*(sin(x)/x - cos(x)) + 2*x",
        "erf(x)*(sin(x)/x - cos(x)) + d/dx (x^2)\n    by: frobnicate",
        "erf(x)*(sin(x)/x - cos(x)) + 2*x\n    by: '?'",
    ).replace("x: real", "x: positive")
    (tmp_path / "s.yaml").write_text(source, encoding="utf-8")
    done = run("fill", "s.yaml", "--fix", "--write", cwd=tmp_path)
    assert done.returncode == 2
    assert "1 reason written: the script cannot be used" in done.stdout
    assert "no reason was found for step 1" in done.stdout
    assert (tmp_path / "s.yaml").read_text("utf-8") == source.replace("'?'", "power")


def test_a_script_where_such_a_name_stays_is_not_told_to_be_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "_all_attempts", lambda *_: {1: ()})
    path = tmp_path / "s.yaml"
    path.write_text(MISNAMED, encoding="utf-8")
    found = fill_file(str(path), fix=True)
    assert not found.complete
    assert not found.report.usable
