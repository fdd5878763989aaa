"""Taking steps apart: rules, single moves that lead from line to line, conditions.

`DERIVE_UPDATE=1 pytest tests/test_explain.py` writes the screens under `tests/golden` anew.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive import equal
from derive.check.certified import TOLD
from derive.check.explain import explain_step
from derive.check.shown import TOLD as SHOWN
from derive.check.shown import Teller, shown
from derive.expression.nodes import Negation, SumOf, at_path, replace_at, strip
from derive.expression.text import text
from derive.kernel.certificates.enter import ENTER
from derive.kernel.certificates.entries import Entry
from derive.kernel.exponents import Integers
from derive.kernel.facts.entries import FactEntry
from derive.kernel.facts.facts import Facts
from derive.kernel.tidy import tidy
from derive.prover.domains import Domain
from derive.prover.joints import free_variables_of
from derive.render.shown import sentence
from derive.report.certificate import Certified
from derive.report.explain import Explanation
from derive.report.report import Verdict
from derive.rules.reach import STANDS_FOR
from derive.script.load import load
from derive.worker.wire import decode, encode
from tests.inside import run
from tests.library import LIBRARY, SOME
from tests.outside import UPDATE
from tests.test_facts import GOOD, condition

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [*SOME, *sorted((ROOT / "tests" / "pass").glob("*.yaml"))]

MIXED = """\
derive: 1
title: Conditions of all kinds
variables: {x: real, y: positive, z: real}
where: [x - z > 0]
theorem: log((x - z)*y)*cos(3*x)*sqrt(y) = (log(x - z) + log(y))*(4*cos(x)^3 - 3*cos(x))*sqrt(y)
steps:
  - to: (log(x - z) + log(y))*cos(3*x)*sqrt(y)
    by: log-of-product
  - to: (log(x - z) + log(y))*(4*cos(x)^3 - 3*cos(x))*sqrt(y)
    by: trig
"""


def explained(name: str, step: int) -> Explanation:
    (path,) = (ROOT / "proofs").rglob(f"{name}.yaml")
    return explain_step(str(path), str(step))


@pytest.fixture
def mixed(tmp_path: Path) -> str:
    path = tmp_path / "mixed.yaml"
    path.write_text(MIXED, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("path", SCRIPTS[::6], ids=lambda p: p.stem)
def test_moves_lead_from_line_to_line(path: Path) -> None:
    """Each move rewrites one place of the line before it, and the last gives the step's line."""
    moves_lead_from_line_to_line(path)


@pytest.mark.long
@pytest.mark.parametrize("path", sorted({*LIBRARY, *SCRIPTS}), ids=lambda p: p.stem)
def test_moves_lead_from_line_to_line_everywhere(path: Path) -> None:
    moves_lead_from_line_to_line(path)


def moves_lead_from_line_to_line(path: Path) -> None:
    script = load(path).script
    assert script is not None
    for number in range(1, len(script.steps) + 1):
        found = explain_step(str(path), str(number))
        assert found.before is not None
        assert found.step is not None
        line = strip(found.before)
        assert found.moves or line == strip(found.step.line)  # notation alone
        for move in found.moves:
            assert at_path(line, move.path) == move.before
            assert replace_at(line, move.path, move.after) == move.line
            assert move.names or tidy(line) == tidy(move.line)
            line = move.line
        assert line == strip(found.step.line)
        used = {name for move in found.moves for name in (*move.names, *move.laws)}
        assert found.step.reason is not None
        reach = {n for name in found.step.reason.names for n in (name, *STANDS_FOR.get(name, ()))}
        assert used & reach or not any(move.names for move in found.moves)
        assert {s.name for s in found.statements} == {*found.step.reason.names}
        assert all(condition.holds for condition in found.conditions)
        assert decode(encode(found)) == found


def test_the_statement_of_the_row_that_was_used() -> None:
    (power,) = explained("sigmoid", 2).statements
    assert (power.name, power.said, power.when) == (
        "power",
        "d/dx (u^n) = n*u^(n - 1)*d/dx u",
        "n integer",
    )
    said = [s.said for s in explained("sigmoid", 3).statements]
    assert said == ["d/dx (u + v) = d/dx u + d/dx v", "d/dx c = 0", "d/dx (e^u) = e^u*d/dx u"]


def test_the_statement_of_a_lemma() -> None:
    statements = {s.name: s.said for s in explained("silu", 3).statements}
    assert statements["theorem sigmoid"] == "d/dx sigmoid(x) = sigmoid(x)*(1 - sigmoid(x))"


def test_a_rule_that_is_read_from_right_to_left() -> None:
    moves = [move for move in explained("sigmoid", 6).moves if move.names]
    assert [(move.names, move.backwards) for move in moves] == [(("add-and-subtract",), True)]


GATHERED = [
    ("(a + b)^3*(a - b)", "a^4 + 2*a^3*b - 2*a*b^3 - b^4", "expand", ["expand", "collect"]),
    ("a*(a + b) - b*(a + b) + b^2", "a^2", "expand", ["expand", "collect"]),
    ("a^2 + 2*a*b + b^2", "(a + b)^2", "factor", ["expand", "collect"]),
    ("e^a*e^b/(1 + e^a*e^b)", "e^(a + b)/(1 + e^(a + b))", "power-laws", ["power-laws"]),
    ("d/da (a + a^2 + a^3 + b*a)", "1 + 2*a + 3*a^2 + b", "[sum, power, constant-multiple]", None),
]


@pytest.mark.parametrize(("left", "right", "by", "names"), GATHERED)
def test_uses_of_one_rule_are_gathered(
    left: str, right: str, by: str, names: list[str] | None, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        f"derive: 1\ntitle: t\nvariables: {{a: real, b: real}}\ntheorem: {left} = {right}\n"
        f"steps:\n  - to: {right}\n    by: {by}\n",
        encoding="utf-8",
    )
    moves_lead_from_line_to_line(path)
    moves = [move for move in explain_step(str(path), "1").moves if move.names]
    told = [move.names[0] for move in moves]
    assert len(set(told)) == len(told)
    assert any(sum(move.uses) > 1 for move in moves)
    assert names is None or told == names or told == names[::-1]
    for move in moves:
        assert equal(text(move.before), text(move.after)).verdict is Verdict.PROVED


def written(
    path: Path, theorem: str, by: str, declared: str = "variables: {x: real, y: real}"
) -> str:
    """A script of one step."""
    right = theorem.rpartition(" = ")[2]
    path.write_text(
        f"derive: 1\ntitle: t\n{declared}\ntheorem: {theorem}\n"
        f"steps:\n  - to: {right}\n    by: {by}\n",
        encoding="utf-8",
    )
    return str(path)


@pytest.mark.parametrize(
    ("domain", "told"), [("real", "abs(u)^2 = u^2"), ("positive", "abs(u) = u")]
)
def test_the_laws_are_those_that_were_used(domain: str, told: str, tmp_path: Path) -> None:
    declared = f"variables: {{x: {domain}}}"
    path = written(tmp_path / "s.yaml", "abs(x)^2 + 1 = x^2 + 1", "abs", declared)
    assert [law.said for law in explain_step(path, "1").laws] == [told]


CERTIFIED = [
    ("tan(x/2)*cos(x/2) = sin(x/2)", "trig", ["tan(u) = sin(u)/cos(u)"]),
    ("sin(x)^2 + cos(x)^2 = 1", "trig", []),
    ("sin(6*x) = 2*sin(3*x)*cos(3*x)", "trig", ["sin(u + v) = sin(u)*cos(v) + cos(u)*sin(v)"]),
    ("e^(2*x) - 1 = (e^x - 1)*(e^x + 1)", "exp-log", ["e^(n*u) = (e^u)^n"]),
    ("cos(asin(x))^2 = 1 - x^2", "trig", ["sqrt(u)^2 = u", "cos(asin(u)) = sqrt(1 - u^2)"]),
    ("max(x, y) + min(x, y) = x + y", "abs", ["max(u, v)", "min(u, v)"]),
    ("sqrt(x^2) = abs(x)", "radicals", ["sqrt(u)^2 = u"]),
    ("atan(1/2) + atan(1/3) = pi/4", "trig", []),
    ("(x^2 - 1)/(x - 1) = x + 1", "algebra", []),
    ("sign(x)*abs(x) = x", "abs", ["abs(u) = u", "abs(u) = -u", "sign(u) = u/abs(u)"]),
    ("max(x, max(y, 0)) = max(max(x, y), 0)", "abs", ["abs(u) = u", "abs(u) = -u"]),
    ("cases(x if x > 0, -x otherwise) = abs(x)", "cases", ["cases(u if w > 0, v otherwise) = u"]),
    ("gamma(x + 2) = x*(x + 1)*gamma(x)", "identity", ["gamma(u) = gamma(u + 1)/u"]),
]


@pytest.mark.parametrize(("theorem", "by", "laws"), CERTIFIED)
def test_what_a_certificate_says(theorem: str, by: str, laws: list[str], tmp_path: Path) -> None:
    """Each relation and each equality that is told is one, and so is the identity that is left."""
    found = explain_step(written(tmp_path / "s.yaml", theorem, by), "1")
    assert decode(encode(found)) == found
    said = [law.said for law in found.laws]
    assert all(any(s.startswith(law) for s in said) for law in laws)
    assert said or not laws
    assert found.certificates
    for one in found.certificates:
        is_one(one)


def test_each_kind_of_entry_is_told() -> None:
    assert {*Entry.__subclasses__()} == {*ENTER} == {*TOLD}


def is_one(found: Certified) -> None:
    """Multiplies out what a certificate leaves, in the letters that it names."""
    for _, case in found.cases:
        is_one(case)
    if found.identity is None:
        assert found.cases
        return
    left = found.identity.difference
    total = found.identity.total or Integer(0)
    relations = {r for _, r in found.identity.multiples}
    assert equal(text(left), text(total)).verdict is Verdict.PROVED
    known = [
        SumOf(one, Negation(other))
        for entry in found.entries
        for one, other in (*entry.relations, *pairwise(entry.equal))
    ]
    for r in relations:
        assert any(
            equal(text(r), f"{n}*({text(k)})").verdict is Verdict.PROVED
            for k in known
            for n in (1, -1, 4, -4)
        )


def test_conditions_and_their_grounds(mixed: str) -> None:
    grounds = {c.condition: c.how for c in explain_step(mixed, "1").conditions}
    assert grounds["y > 0"] == "declared under `variables`"
    assert grounds["x > z"] == "declared under `where`"
    assert grounds["y >= 0"] == "follows from y > 0, declared under `variables`"
    assert grounds["(x - z)*y > 0"] == "implied by the declared domain"
    assert {c.how for c in explained("sigmoid", 2).conditions} == {"true for all real values"}


def test_what_needs_no_domain_is_not_shown_by_one() -> None:
    (found,) = (c for c in explained("arccotangent", 6).conditions if c.condition == "1 + x^2 != 0")
    assert found.how == "true for all real values"
    assert [known.why for known in found.shown] == ["since x^2 >= 0"]


def test_each_kind_of_entry_for_a_condition_is_told() -> None:
    assert {*FactEntry.__subclasses__()} == {*SHOWN}
    for given, entries, said in GOOD:
        goal = condition(said)
        integers = Integers(frozenset({Symbol("n")}))
        teller = Teller(Facts(map(condition, given), integers), goal)
        told = teller.all_told(entries)
        assert told[-1].said, told
        assert any(known.short for known in told)
        assert all(known.why or known.law for known in told)
        assert {known.kind for known in told} - {""} == {type(e).__name__ for e in entries}


#: Conditions on a domain, and what a reader is told of how they are shown there.
SHOWN_BY = {
    ("x - y > 0; y > 0", "x > 0"): ["x > 0: since x > y and y > 0"],
    ("x > 0; pi - x > 0", "sin(x) > 0"): [
        "sin(x) > 0: by sin(u) > 0 when u > 0 and pi - u > 0, with u = x"
    ],
    ("x > 0; 2 - x > 0", "x*(3 - x) > 0"): ["x*(3 - x) > 0: since 0 < x < 2"],
    ("x - 1 > 0", "x^2 - x > 0"): [
        "x^2 - x > 0: it is (x - 1)*x, where x > 1",
    ],
    ("", "x^2 + y^2 - 2*x*y + 1 > 0"): [
        "x^2 + y^2 - 2*x*y + 1 > 0: it is (x - y)^2 + 1, where (x - y)^2 >= 0",
    ],
    ("x - y > 0; y > 0", "log(x) - log(y) > 0"): [
        "x > 0: since x > y and y > 0",
        "log(x) > log(y): log is increasing, and x > y",
    ],
    ("", "abs(x) + x + 1 > 0"): [
        "abs(x) + x >= 0: by abs(u) + u >= 0, with u = x",
        "abs(x) + x + 1 > 0: it is (abs(x) + x) + 1, where abs(x) + x >= 0",
    ],
    ("x + pi/4 > 0; pi/4 - x > 0", "1 - tan(x) > 0"): [
        "0 < cos(x) <= 1: by cos(u) > 0 when u + pi/2 > 0 and pi/2 - u > 0, with u = x",
        "tan(x) < 1: by 1 - tan(u) > 0 when u + pi/4 > 0 and pi/4 - u > 0, with u = x",
    ],
}


@pytest.mark.parametrize(("where", "said"), SHOWN_BY)
def test_how_a_condition_is_shown(where: str, said: str) -> None:
    given = tuple(condition(c) for c in where.split("; ") if c)
    goal = condition(said)
    variables = free_variables_of(c.expression for c in (goal, *given))
    told = shown(goal, Domain(variables, given))
    assert [sentence(known) for known in told if known.short] == SHOWN_BY[where, said]


def test_joints_are_told_where_the_theorem_has_them(tmp_path: Path) -> None:
    (joint,) = explained("softsign", 2).joints
    assert (joint.at, joint.value, joint.slope) == ("x = 0", "0", "1")
    assert [where for where, *_ in joint.pieces] == ["x >= 0", "x <= 0"]
    assert not explained("relu", 2).joints  # the joint is out of the domain
    path = tmp_path / "apart.yaml"
    path.write_text(APART, encoding="utf-8")
    found = explain_step(str(path), "1")
    assert found.stands
    assert not found.joints  # of the kink at 0 the theorem says nothing


APART = """\
derive: 1
title: A kink that is left out
variables: {x: real}
where: [x != 0]
theorem: d/dx (abs(x) + 1) = sign(x)
steps:
  - to: sign(x)
    by: identity
"""


def test_conditions_that_are_not_implied(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    source = MIXED.replace("where: [x - z > 0]\n", "")
    path.write_text(source, encoding="utf-8")
    found = explain_step(str(path), "1")
    assert found.step is not None
    assert not found.step.verdict.passes
    left = {c.condition: c.how for c in found.conditions if not c.holds}
    assert left["x > z"] == "the declared domain does not imply it"
    assert "y > 0" not in left


def test_laws_are_those_that_speak_of_what_is_new(mixed: str) -> None:
    laws = {law.said for law in explain_step(mixed, "2").laws}
    assert "cos(u + v) = cos(u)*cos(v) - sin(u)*sin(v)" in laws
    assert not any("asin" in law or "cbrt" in law or "pi" in law for law in laws)
    assert explain_step(mixed, "1").laws == ()


# The command

BAD_STEPS = ["0", "11", "two", "1.5", "9" * 5000, "²"]


def test_laws_are_those_of_the_least_procedure_that_does_it(tmp_path: Path) -> None:
    path = tmp_path / "mixed.yaml"
    path.write_text(MIXED.replace("by: trig", "by: identity"), encoding="utf-8")
    groups = {law.name for law in explain_step(str(path), "2").laws}
    assert groups == {"trig"}
    squares = """\
derive: 1
title: A square
variables: {x: real}
theorem: e^x*abs(e^x - x)^2 = e^x*(e^x - x)^2
steps:
  - to: e^x*(e^x - x)^2
    by: identity
"""
    path.write_text(squares, encoding="utf-8")
    assert {law.name for law in explain_step(str(path), "1").laws} == {"abs"}


@pytest.mark.parametrize("step", BAD_STEPS)
def test_a_step_that_is_not_there(step: str) -> None:
    done = run("explain", "sigmoid", step)
    assert done.returncode == 2
    assert re.match(r"proofs/sigmoid/sigmoid.yaml:\d+:9: \[unknown-step\]", done.stdout)
    assert "expected  a number from 1 to 10" in done.stdout


def test_bad_input(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("- 1\n", encoding="utf-8")
    done = run("explain", "bad.yaml", "1", cwd=tmp_path)
    assert (done.returncode, "bad.yaml:1:1: [wrong-type]" in done.stdout) == (2, True)
    done = run("explain", "sigmiod", "1")
    assert done.returncode == 2
    assert "did you mean `sigmoid`?" in done.stderr


def test_a_wrong_step_says_what_is_wrong() -> None:
    done = run("explain", "tests/fail/refuted.sign.yaml", "1")
    assert done.returncode == 1
    assert "remedy: true with `+` here" in done.stdout
    assert "[refuted]" in done.stdout


SCREENS = {
    "explain-trig.txt": ("explain", "tests/pass/half-tangent.yaml", "1"),
    "explain-trig-certificate.txt": (
        "explain",
        "tests/pass/half-tangent.yaml",
        "1",
        "--certificate",
    ),
    "explain-exp-log.txt": ("explain", "tests/pass/logarithm-of-a-sum.yaml", "1"),
    "explain-sigmoid-3.txt": ("explain", "sigmoid", "3"),
    "explain-sigmoid-3-ascii.txt": ("explain", "sigmoid", "3", "--ascii"),
    "explain-elu.txt": ("explain", "elu", "1"),
    "explain-hard-sigmoid.txt": ("explain", "hard-sigmoid", "1"),
    "explain-hard-sigmoid-certificate.txt": ("explain", "hard-sigmoid", "1", "--certificate"),
    "explain-huber.txt": ("explain", "huber", "1"),
    "explain-huber-at-once.txt": ("explain", "tests/pass/huber-at-once.yaml", "1"),
    "explain-softsign.txt": ("explain", "softsign", "2"),
    "explain-softplus-7.txt": ("explain", "softplus", "7"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screens(name: str) -> None:
    done = run(*SCREENS[name])
    golden = ROOT / "tests" / "golden" / name
    if UPDATE:
        golden.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == golden.read_text(encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "ascii" not in name or done.stdout.isascii()
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_an_error_begins_with_its_first_line() -> None:
    for arguments in (("explain", "sigmoid", "99"), ("fill", "tests/fail/missing-key.yaml")):
        done = run(*arguments)
        assert done.returncode == 2
        assert done.stdout.splitlines()[0].strip()
