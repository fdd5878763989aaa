"""Code of functions by cases, whose joints may be parameters: conditions, errors, the code run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.codegen.branches import branches
from derive.codegen.joints import near_joints
from derive.codegen.languages import LANGUAGES
from derive.codegen.lowering import NoFormError
from derive.codegen.module import said
from derive.codegen.moves import without_marks
from derive.codegen.pieces import Target
from derive.codegen.stable import stable
from derive.expression.nodes import strip
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.report.report import Verdict
from tests.inside import run
from tests.test_code import made, succeeds, tool, written

X, K = Symbol("x"), Symbol("k")
POSITIVE = (Condition(K, ">"),)
#: Huber's joints are parameters; those of the others are 0, with a parameter in a case.
SCRIPTS = ("huber", "celu", "leaky-relu")


def target(words: str, conditions: tuple[Condition, ...] = POSITIVE) -> Target:
    scope = Scope(variables=frozenset("xk"))
    return Target(strip(parse_expression(words, scope)), X, Domain((X, K), conditions))


# What the cases are


def test_joints_that_are_parameters_are_conditions() -> None:
    s = made("huber").function
    assert [[f"{text(a)} {r} {text(b)}" for a, r, b in asked] for asked in s.tests] == [
        ["r > k"],
        ["r < -k"],
        [],
    ]
    assert s.is_stable
    assert s.error < 2


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_case_is_proved_where_it_applies(name: str) -> None:
    for _, s in made(name).both:
        for branch in branches(s.target):
            mine = [p for p in s.pieces if p.when == branch.when]
            assert mine
            for piece in mine:
                domain = (
                    branch.target.domain
                    if piece.when
                    else branch.target.within(piece.low, piece.high).domain
                )
                form = without_marks(piece.form)
                decision = decide(s.target.expression, form, Theory(), domain)
                assert decision.verdict is Verdict.PROVED


def test_a_bound_on_an_absolute_value_is_a_condition() -> None:
    s = stable(target("cases(x^2/2 if abs(x) <= k, k*(abs(x) - k/2) otherwise)"), 300)
    assert [(text(a), r, text(b)) for a, r, b in s.tests[0]] == [("abs(x)", "<=", "k")]
    assert s.is_stable


def test_code_takes_the_case_that_holds() -> None:
    s = made("huber").function
    taken = {(2.0, 1.0): 0, (-2.0, 1.0): 1, (1.0, 1.0): 2, (-1.0, 1.0): 2, (0.5, 1.0): 2}
    assert {point: s.taken(point) for point in taken} == taken
    assert s.is_between((1.0, 1.0))
    assert not s.is_between((0.5, 1.0))


def test_joints_are_looked_at() -> None:
    """Where a joint is rounded, another case may be taken: the jump there is told as an error."""
    s = stable(target("cases(x + 1 if x > k^2 + 1, 0 otherwise)"), 300)
    assert not s.is_stable
    assert s.error > 1e6


def test_points_are_at_joints_and_beside_them() -> None:
    first, *_ = (b.target for b in branches(target("cases(x^2 if x > k, 0 otherwise)")))
    beside = near_joints(first, 80)
    assert any(0 < x - k < 1e-13 * k for x, k in beside)
    assert all(x > k for x, k in beside)


def test_cases_that_the_domain_decides_are_left_out() -> None:
    conditions = (*POSITIVE, Condition(X, ">"))
    (only,) = branches(target("cases(x if x > -k, -x otherwise)", conditions))
    assert only.target.expression == X
    assert not only.when


BY_INEQUALITY = (
    ("cases(sin(x)/x if x != 0, 1 otherwise)", "x != 0", {0.0: 1.0, 2.0: 0.45464871341284085}),
    ("cases(7 if x = 1, x^2 otherwise)", "x != 1", {1.0: 7.0, 3.0: 9.0}),
)


@pytest.mark.parametrize(("function", "asked", "values"), BY_INEQUALITY)
def test_cases_by_inequalities_are_told_apart(
    function: str, asked: str, values: dict[float, float], tmp_path: Path
) -> None:
    out = tmp_path / "made.py"
    done = run("code", function, "--unstable", "--points", "100", "--out", str(out), "--test")
    assert done.returncode == 0, done.stderr
    assert f"    if {asked}:\n" in out.read_text("utf-8")
    made_of: dict[str, object] = {}
    exec(out.read_text("utf-8"), made_of)
    assert {x: made_of["f"](x) for x in values} == values  # type: ignore[operator]


def test_an_inequality_of_two_variables() -> None:
    parts = branches(target("cases(x/(x - k) if x != k, x^2 otherwise)"))
    assert [[f"{text(a)} {r} {text(b)}" for a, r, b in b.when] for b in parts] == [["x != k"], []]
    assert near_joints(parts[1].target, 64)
    assert all(x == k for x, k in near_joints(parts[1].target, 64))


def test_what_a_domain_leaves_out_by_two_conditions_is_nan() -> None:
    huber = "cases(x^2/2 if abs(x) <= k, k*(abs(x) - k/2) otherwise)"
    done = run("code", huber, "--points", "100")
    assert "    for k >= 0 or x != 0\n" in done.stdout
    assert "    if k < 0 and x == 0:\n        return math.nan\n" in done.stdout


def test_what_leaves_out_a_parameter_is_nan() -> None:
    done = run(
        "code", "cases(r if r > k, 2*k otherwise)", "--wrt", "r", "--where", "r != k",
        "--lang", "python", "--points", "100",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "    if r == k:\n        return math.nan\n    if r > k:\n" in done.stdout


@pytest.mark.parametrize(
    ("words", "error", "told"),
    [
        ("cases(x if x > k, k if x > 0)", NoFormError, "has no point|not proved"),
    ],
)
def test_cases_that_code_does_not_tell_apart_are_refused(
    words: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        branches(target(words))


def test_the_header_tells_the_cases_in_their_order() -> None:
    words = "\n".join(said(made("huber")))
    assert "on its piece, the first that holds:" in words
    assert re.search(r"huber = k\*\(r - k/2\) for r > k ", words)
    assert re.search(r"huber = .* for r < -k ", words)
    assert "huber = r^2/2 otherwise\n" in words


def test_a_test_looks_at_every_case() -> None:
    m = made("huber")
    code = LANGUAGES["python"].write_test(m, "huber")
    points = re.findall(r"\(\(([-\d.e+]+), ([-\d.e+]+)\)", code)
    assert {m.function.taken((float(r), float(k))) for r, k in points} == {0, 1, 2}


# The code, run


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("language", ["python", "numpy"])
def test_python_runs(name: str, language: str, tmp_path: Path) -> None:
    if language == "numpy":
        pytest.importorskip("numpy")
    _, test = written(name, language, tmp_path)
    assert succeeds(sys.executable, "-W", "error", test, folder=tmp_path) == "ok\n"


@pytest.mark.parametrize("name", SCRIPTS)
def test_c_runs(name: str, tmp_path: Path) -> None:
    code, test = written(name, "c", tmp_path)
    flags = ("-std=c99", "-O2", "-Wall", "-Wextra", "-Werror")
    succeeds(tool("gcc"), *flags, code, test, "-lm", "-o", "tested", folder=tmp_path)
    assert succeeds(tmp_path / "tested", folder=tmp_path) == "ok\n"


@pytest.mark.parametrize("name", SCRIPTS)
def test_javascript_runs(name: str, tmp_path: Path) -> None:
    _, test = written(name, "javascript", tmp_path)
    succeeds(tool("node"), "--test", test, folder=tmp_path)


@pytest.mark.parametrize("name", SCRIPTS)
def test_rust_runs(name: str, tmp_path: Path) -> None:
    _, test = written(name, "rust", tmp_path)
    succeeds(tool("rustc"), "--test", "-D", "warnings", "-o", "tested", test, folder=tmp_path)
    succeeds(tmp_path / "tested", folder=tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", SCRIPTS)
def test_scala_runs(name: str, tmp_path: Path) -> None:
    scalac, scala = tool("scalac"), tool("scala")
    code, test = written(name, "scala", tmp_path)
    succeeds(scalac, code, test, folder=tmp_path)
    stem = "".join(part.title() for part in made(name).name.split("_"))
    assert succeeds(scala, "-cp", ".", f"Test{stem}", folder=tmp_path) == "ok\n"


@pytest.mark.frameworks
@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("library", ["torch", "jax"])
def test_frameworks_differentiate_as_proved(name: str, library: str, tmp_path: Path) -> None:
    pytest.importorskip(library)
    _, test = written(name, library, tmp_path)
    assert succeeds(sys.executable, test, folder=tmp_path) == "ok\n"
