"""Code that is generated: its forms, its errors, and the code itself, run in its language."""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest
from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.codegen import proved, search
from derive.codegen.crossings import around
from derive.codegen.guards import guards, near_guards
from derive.codegen.languages import LANGUAGES
from derive.codegen.lowering import POWER, SLOPES, Compensated, program
from derive.codegen.measure import Errors, measure, truth_of
from derive.codegen.module import Module, module, said
from derive.codegen.moves import without_marks
from derive.codegen.pieces import Piece, Target
from derive.codegen.points import points
from derive.codegen.program import Machine
from derive.codegen.quick import Balls
from derive.codegen.rows import REWRITES
from derive.codegen.search import Form, Sample, regimes
from derive.codegen.sharing import shared
from derive.codegen.stable import as_written, stable
from derive.codegen.subject import Subject, of_expression, of_script
from derive.codegen.taylor import RADII, REMAINDER_BITS, taylor
from derive.commands.names import LANGUAGES as NAMED
from derive.expression.nodes import DerivativeOf, free_variables
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.substitution import substitute
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import Condition, definedness
from derive.kernel.theory import Theory
from derive.library import find
from derive.numeric.evaluate import evaluate
from derive.prover.domains import Domain
from derive.report.report import Verdict
from tests.bench import ulps
from tests.each import each
from tests.inside import run

X = Symbol("x")
REALS = Domain((X,))
#: What the tests here are about: scripts of the library, and expressions.
SUBJECTS = ("sigmoid", "softplus", "x/2*(1 + erf(x/sqrt(2)))")


@lru_cache
def made(name: str) -> Module:
    """The module of a script or an expression; a search takes seconds, so it is done once."""
    path = find(name).path
    subject = of_expression(name, "", (), "f") if path is None else of_script(str(path), name)
    assert isinstance(subject, Subject)
    return module(subject)


def target(text: str, derivative: bool = False) -> Target:
    scope = Scope(variables=frozenset({"x"}))
    return Target(parse_expression(text, scope), X, REALS, derivative)


# The rows


@each("rewrite", REWRITES, ids=lambda r: r.row.statement)
def test_rows_are_proved_where_they_are_defined(rewrite) -> None:  # type: ignore[no-untyped-def]
    row = rewrite.row
    variables = tuple(sorted(free_variables(row.lhs), key=str))
    conditions = (*row.conditions, *definedness(row.lhs))
    decision = decide(row.lhs, row.rhs, Theory(), Domain(variables, conditions))
    assert decision.verdict is Verdict.PROVED, decision


@pytest.mark.parametrize("name", [*SLOPES, POWER])
def test_corrections_are_by_derivatives(name: str) -> None:
    assert proved._slope_is_proved(name)


def test_a_correction_by_another_derivative_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SLOPES, "erf", SLOPES["exp"])
    assert not proved._slope_is_proved("erf")


# The search


@pytest.mark.parametrize("name", SUBJECTS)
def test_forms_are_stable_where_the_definition_is_not(name: str) -> None:
    m = made(name)
    assert m.function.is_stable
    assert m.derivative.is_stable
    assert m.function.measured.ulps <= 4
    assert m.written is not None
    assert m.written.ulps > 1000


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_piece_is_proved(name: str) -> None:
    for _, s in made(name).both:
        assert s.pieces[0].low == -math.inf
        assert s.pieces[-1].high == math.inf
        for before, piece in zip(s.pieces, s.pieces[1:], strict=False):
            assert before.high == piece.low
        for piece in s.pieces:
            form = without_marks(piece.form)
            decision = decide(s.target.expression, form, Theory(), s.target.domain)
            assert decision.verdict is Verdict.PROVED


def test_forms_are_found_and_not_known_by_name() -> None:
    """The same function written otherwise has a stable form too."""
    found = stable(target("1 - 1/(e^x + 1)"), 300)
    assert found.is_stable
    assert len(found.pieces) == 2


def test_largest_floats_do_not_overflow_on_the_way() -> None:
    measured = made(SUBJECTS[2]).function.measured
    assert measured.ulps <= 4
    assert measured.edge < math.inf


@pytest.mark.parametrize("text", ["x^(1/5)", "x^pi", "x^(-0.3)"])
def test_exponents_that_no_float_is_are_taken_with_their_error(text: str) -> None:
    aim = Target(target(text).expression, X, Domain((X,), (Condition(X, ">"),)))
    piece = Piece(-math.inf, math.inf, aim.expression, program(Compensated(aim.expression)))
    assert measure(aim, (piece,), 200).ulps <= 1.1
    plain = replace(piece, program=program(aim.expression))
    assert measure(aim, (plain,), 200).ulps > 10


@pytest.mark.parametrize("text", ["sec(x)^2", "csch(x)*coth(x)", "-sech(x)*tanh(x)"])
def test_functions_that_floats_lack_are_written_by_others(text: str) -> None:
    """One that a pole has, as a tangent of half the angle, is not proved on the whole domain."""
    aim = target(text)
    domain = Domain((X,), tuple(definedness(aim.expression)))
    forms = [m.form for m in search._computed(aim.expression, domain)]
    computed = [f for f in forms if not search._lacking(f)]
    assert any(proved.proof_of(replace(aim, domain=domain), f) is not None for f in computed)


@pytest.mark.parametrize("text", ["asec(x)", "acsc(x)"])
def test_inverse_functions_near_one_are_arctangents(text: str) -> None:
    """The reciprocal of what is near 1 loses what it is short of 1 by."""
    aim = target(text)
    far = Domain(
        (X,), (Condition(parse_expression("x - 1", Scope(variables=frozenset("x"))), ">"),)
    )
    found = stable(replace(aim, domain=far))
    assert found.is_stable
    assert "arctangent" in found.pieces[0].moves  # the piece that begins at 1


def test_variables_have_signs_of_their_own() -> None:
    signs = {tuple(x > 0 for x in p) for p in points(several("x*y*z", "x", "y", "z").domain, 100)}
    assert len(signs) == 8


def test_roots_of_sums_do_not_overflow() -> None:
    found = stable(target("sqrt(1 + x^2)"), 200)
    assert found.is_stable
    assert found.pieces[0].high < 0 < found.pieces[-1].low
    for p in (found.pieces[0], found.pieces[-1]):
        part = found.target.within(p.low, p.high)
        assert decide(part.expression, p.form, Theory(), part.domain).verdict is Verdict.PROVED


def test_the_least_floats_keep_their_sign_and_value() -> None:
    found = stable(target("x/sqrt(1 + x^2)", derivative=True), 200)
    for x in (-1e-300, 1e-300):
        (piece,) = (p for p in found.pieces if p.low <= x < p.high)
        values = Machine(piece.program, ["x"]).run((x,))
        assert values is not None
        assert values[-1] == x


def test_products_are_taken_in_an_order_that_does_not_overflow() -> None:
    assert stable(several("a*x^2", "x", "a"), 200).measured.ulps <= 2
    found = stable(target("-(1 + 2*x)/(x^2*(1 + x)^2)", derivative=True), 200)
    assert found.measured.edge_ratio <= 4


@pytest.mark.parametrize("sign", ["+", "-"])
def test_one_beside_a_quotient_by_a_root_is_computed_without_cancelling(sign: str) -> None:
    """As the derivative of squareplus, which is 0 far out on one side."""
    found = stable(target(f"(1 {sign} x/sqrt(x^2 + 4))/2", derivative=True), 200)
    assert found.is_stable
    assert any("conjugate" in p.moves for p in found.pieces)


def several(text: str, *names: str) -> Target:
    """A target of several variables, of which the first moves."""
    variables = tuple(map(Symbol, names))
    return Target(
        parse_expression(text, Scope(variables=frozenset(names))), variables[0], Domain(variables)
    )


def test_guards_compare_exponents() -> None:
    found = [str(g) for g in guards(several("e^x/(e^x + e^y + e^z)", "x", "y", "z"))]
    assert found == ["max(y, z) - x", "max(x, z) - y"]
    assert next(map(str, guards(several("log(1 + e^(-y*z))", "z", "y")))) == "y*z"
    assert not list(guards(target("log(1 + e^x)")))


def test_points_are_where_exponents_meet() -> None:
    chosen = near_guards(several("log(1 + e^(-y*z))", "z", "y"), 200)
    assert len(chosen) > 150
    assert sum(1e-6 < abs(y * z) < 1100 for z, y in chosen) > 100


def test_forms_of_several_variables_are_told_apart_by_what_they_share() -> None:
    """Neither form of the logistic loss is good where the other is."""
    found = stable(several("log(1 + e^(-y*z))", "z", "y"), 300)
    assert found.is_stable
    assert str(found.target.guard) == "y*z"
    for piece in found.pieces:
        form = without_marks(piece.form)
        decision = decide(found.target.expression, form, Theory(), found.target.domain)
        assert decision.verdict is Verdict.PROVED


def test_sums_are_computed_without_error() -> None:
    found = stable(several("1 - y*z", "z", "y"), 300)
    assert found.measured.ulps <= 1


def test_joints_are_pieces() -> None:
    found = stable(target("max(x, 0) + abs(x - 2)"), 100)
    assert [p.low for p in found.pieces] == [-math.inf, 0, 2]
    assert found.measured.ulps <= 1


@pytest.fixture
def little_fuel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that ends soon."""
    monkeypatch.setattr(search, "MAX_EXPANDED", 10)
    monkeypatch.setattr(proved, "_ROUNDS", 1)


@pytest.mark.usefixtures("little_fuel")
def test_a_function_without_a_stable_form_says_so() -> None:
    found = stable(target("log(x) - x + 1"), 100)
    assert not found.is_stable
    assert found.measured.ulps > 1000


@pytest.mark.usefixtures("little_fuel")
def test_what_cancels_near_zero_has_a_polynomial_there() -> None:
    found = stable(target("sin(x) - x"), 100)
    assert found.is_stable
    (middle,) = (p for p in found.pieces if p.degree)
    assert middle.low < 0 < middle.high
    assert str(middle.form).startswith("x^3*(-1/6 + x^2*(1/120")


@pytest.mark.long
def test_errors_that_are_small_are_made_smaller_where_much_is_gained() -> None:
    found = stable(target("tanh(x)"))
    assert found.error < 1.69
    (middle,) = (p for p in found.pieces if p.degree)
    assert middle.low < -0.2237 < 0.2237 < middle.high  # where tanh itself is off by 1.87
    for piece in found.pieces:
        at = {X: Fraction(max(-9.0, piece.low) + min(9.0, piece.high)) / 2}
        exact = evaluate(found.target.expression, at, 256)
        assert abs(exact - evaluate(piece.form, at, 256)) <= 2.0**REMAINDER_BITS


def test_what_numerator_and_denominator_share_is_rounded_once() -> None:
    v = Symbol("_v")
    scope = Scope(variables=frozenset({"x", "w"}))
    e = substitute(parse_expression("x*w*(w + 2)/(w^2 + 2*w + 2)", scope), {Symbol("w"): v})
    found = [str(form) for form in shared(e, v)]
    assert "x*((_v^2 + 2*_v)/(2 + (_v^2 + 2*_v)))" in found
    assert "x/(1 + 2/(_v^2 + 2*_v))" in found
    assert not list(shared(parse_expression("x/(1 + w)", scope), Symbol("w")))


@pytest.mark.parametrize("text", ["x*tanh(log(1 + e^x))", "log(x)/(x - 1)", "sqrt(x)^3 - 1/x^2"])
def test_what_is_compiled_is_what_the_kernel_tells(text: str) -> None:
    e = target(text).expression
    quick = Balls(e, [X], 256)
    for (x,) in points(REALS, 60):
        ball = quick.at((x,))
        try:
            exact = evaluate(e, {X: Fraction(x)}, 256)
        except (Undefined, CannotTell):
            assert ball is None
        else:
            assert ball is not None
            assert ball.overlaps(exact)


def test_slopes_are_those_of_the_kernel() -> None:
    e = target("x*e^x - 1").expression
    slope = Balls(e, [X], 256).slope((0.75,), 0)
    exact = evaluate(DerivativeOf(e, X), {X: Fraction(3, 4)}, 256) * 0.75
    assert abs(slope / exact - 1) < 1e-9


def test_errors_are_left_where_nothing_is_gained() -> None:
    assert not any(p.degree for p in stable(target("x/sqrt(1 + x^2)")).pieces)


REMOVABLE = (
    "(x*cos(x) - sin(x))/x^2",
    "1/x - 1/sin(x)",
    "-(x/(e^x - 1))^2 + 1",
    "(x^2/sin(x)^2)^(-1)",
)


@pytest.mark.parametrize("text", ["sin(x) - x", "1 - cos(x)", "x - tanh(x)", *REMOVABLE])
def test_polynomials_are_as_near_as_is_told(text: str) -> None:
    e = target(text).expression
    narrow = list(taylor(e, X, Fraction(1, 4)))[-1]
    for k in range(1, 20):
        at = {X: narrow.radius * Fraction(k, 19) * (-1) ** k}
        exact, near = evaluate(e, at, 256), evaluate(narrow.form, at, 256)
        assert abs(exact - near) < abs(exact) * 2.0**REMAINDER_BITS


@pytest.mark.parametrize("text", ["abs(x)", "1/x", "log(x)", "sqrt(x + 1/8)", "sin(1)"])
def test_what_is_not_smooth_near_zero_has_no_polynomial(text: str) -> None:
    assert not any(list(taylor(target(text).expression, X, r)) for r in RADII)


def test_pieces_begin_between_points() -> None:
    sample = Sample([(0.5,), (1.0,), (2.0,)], truth_of(target("x")))
    one, two = (Form(X, program(X), errors) for errors in ([0.0, 0.0, 50.0], [50.0, 50.0, 0.0]))
    assert [(k, f is two) for k, f in regimes([one, two], [0.5, 1, 2])] == [(0, False), (2, True)]
    assert len(regimes([one, two], [0.5, 1, 1])) == 1
    assert sample.errors(program(X)) == [0.0, 0.0, 0.0]


def test_errors_are_those_of_floats() -> None:
    measured = as_written(target("(1 - cos(x))/x"), 500)
    assert measured is not None
    assert measured.ulps > 1e6
    assert abs(measured.point[0]) < 1e-3


def test_values_that_overflow_on_the_way_are_told_apart() -> None:
    measured = as_written(target("x/(1 + x^2)^2"), 500)
    assert measured is not None
    assert measured.ulps <= 4
    assert measured.edge > 1e15
    assert 1e77 < abs(measured.edge_point[0]) < 1e103


def test_figures_are_of_the_worst_nearby() -> None:
    """Where an error is the largest others are about as large: they are looked for."""
    s = made(SUBJECTS[2]).function
    there = list(around(s.measured.point, 0.01, 300))
    found = Errors(s.target, s.pieces, truth_of(s.target)).more(there).found
    assert max(e.units for e in found) <= 1.1 * s.measured.ulps
    assert made("silu").function.measured.edge > 100
    assert -715 < made("silu").function.measured.edge_point[0] < -708


def test_what_overflows_at_the_largest_floats_is_told() -> None:
    measured = as_written(target("(x + x)/2 - x/4"), 300)
    assert measured is not None
    assert measured.ulps <= 4
    assert measured.edge == math.inf
    assert abs(measured.edge_point[0]) > 1e307


def test_the_header_tells_of_intermediate_results() -> None:
    text = "\n".join(said(made("silu")))
    assert "where an intermediate result leaves the range of normal floats:" in text


def test_the_header_says_up_to_which_error_a_form_is_stable() -> None:
    m = made("sigmoid")
    assert "taken as stable" not in "\n".join(said(m))
    worse = replace(m.function, measured=replace(m.function.measured, ulps=4.1))
    text = "\n".join(said(replace(m, function=worse)))
    assert "a form is taken as stable up to 4.2" in text
    worst = replace(m.function, measured=replace(m.function.measured, ulps=4.3))
    assert "NO STABLE FORM" in "\n".join(said(replace(m, function=worst)))


def test_points_are_the_same_every_time_and_everywhere() -> None:
    chosen = points(REALS, 2_000)
    assert chosen == points(REALS, 2_000)
    exponents = {math.frexp(p[0])[1] for p in chosen}
    assert min(exponents) < -1000
    assert max(exponents) > 1000
    assert len(exponents) > 700


def test_numbers_are_rounded_once() -> None:
    code = program(target("x*sqrt(2/pi)").expression).code
    assert [i.value for i in code if i.op == "number"] == [0.7978845608028654]


# The code


def test_the_header_says_what_is_proved_and_measured() -> None:
    text = "\n".join(said(made("sigmoid")))
    assert "d/dx sigmoid(x) = sigmoid(x)*(1 - sigmoid(x))" in text
    assert "for x: real" in text
    assert "sigmoid = 1/(1 + e^(-x)) for x >= 0" in text
    assert "points" in text


def test_pieces_begin_behind_a_point_that_the_domain_leaves_out() -> None:
    m = made("sigmoid")
    away = Domain((X,), (Condition(X, "!="),))
    cut = replace(m.derivative, target=replace(m.derivative.target, domain=away))
    lines = list(said(replace(m, derivative=cut)))
    assert any("sigmoid = " in line and " for x >= 0" in line for line in lines)
    assert any("sigmoid_derivative = " in line and " for x > 0" in line for line in lines)


def test_languages_are_those_of_the_command() -> None:
    assert {name: row.test_name for name, row in LANGUAGES.items()} == NAMED


def written(name: str, language: str, folder: Path) -> tuple[Path, Path]:
    """The code of a module and its test, as files."""
    m, row = made(name), LANGUAGES[language]
    stem = m.name
    code, test = folder / f"{stem}{row.suffix}", folder / row.test_name.format(stem=stem)
    code.write_text(row.write(m), encoding="utf-8")
    test.write_text(row.write_test(m, stem), encoding="utf-8")
    return code, test


def succeeds(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} here")
    return found


@pytest.mark.parametrize("name", SUBJECTS)
def test_python_runs(name: str, tmp_path: Path) -> None:
    _, test = written(name, "python", tmp_path)
    assert succeeds(sys.executable, test, folder=tmp_path) == "ok\n"


@pytest.mark.parametrize("name", SUBJECTS)
def test_numpy_runs_in_silence(name: str, tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    if "erf" in name:
        pytest.importorskip("scipy")
    _, test = written(name, "numpy", tmp_path)
    assert succeeds(sys.executable, "-W", "error", test, folder=tmp_path) == "ok\n"


@pytest.mark.parametrize("name", SUBJECTS)
def test_c_runs(name: str, tmp_path: Path) -> None:
    code, test = written(name, "c", tmp_path)
    flags = ("-std=c99", "-O2", "-Wall", "-Wextra", "-Werror")
    succeeds(tool("gcc"), *flags, code, test, "-lm", "-o", "tested", folder=tmp_path)
    assert succeeds(tmp_path / "tested", folder=tmp_path) == "ok\n"


#: Those that need no package for what they compute.
PLAIN = SUBJECTS[:2]


@pytest.mark.parametrize("name", PLAIN)
def test_javascript_runs(name: str, tmp_path: Path) -> None:
    node = tool("node")
    _, test = written(name, "javascript", tmp_path)
    succeeds(node, "--test", test, folder=tmp_path)


@pytest.mark.parametrize("name", PLAIN)
def test_rust_runs(name: str, tmp_path: Path) -> None:
    rustc = tool("rustc")
    _, test = written(name, "rust", tmp_path)
    succeeds(rustc, "--test", "-D", "warnings", "-o", "tested", test, folder=tmp_path)
    succeeds(tmp_path / "tested", folder=tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", SUBJECTS[:1])
def test_scala_runs(name: str, tmp_path: Path) -> None:
    scalac, scala = tool("scalac"), tool("scala")
    code, test = written(name, "scala", tmp_path)
    succeeds(scalac, code, test, folder=tmp_path)
    assert succeeds(scala, "-cp", ".", "TestSigmoid", folder=tmp_path) == "ok\n"


#: The last one has a piece that fails in Python where another one is taken.
DIFFERENTIATED = (*SUBJECTS, "softsign")


@pytest.mark.frameworks
@pytest.mark.parametrize("name", DIFFERENTIATED)
@pytest.mark.parametrize("library", ["torch", "jax"])
def test_frameworks_differentiate_as_proved(name: str, library: str, tmp_path: Path) -> None:
    pytest.importorskip(library)
    _, test = written(name, library, tmp_path)
    assert succeeds(sys.executable, test, folder=tmp_path) == "ok\n"


@pytest.mark.parametrize("language", [n for n, row in LANGUAGES.items() if row.packages])
def test_the_code_says_which_package_it_needs(language: str) -> None:
    row = LANGUAGES[language]
    code = row.write(made(SUBJECTS[2]))
    assert any(package in code for package in row.packages.values())


# The command


def test_the_command_writes_both_files(tmp_path: Path) -> None:
    out = tmp_path / "mine.py"
    done = run("code", "x^2", "--lang", "python", "-o", str(out), "--test", "--points", "100")
    assert done.returncode == 0, done.stderr
    assert succeeds(sys.executable, tmp_path / "test_mine.py", folder=tmp_path) == "ok\n"


@pytest.mark.parametrize("function", ["log(x)", "1/x", "tan(x)", "x^x", "sqrt(x)"])
def test_a_test_takes_differences_where_they_tell_the_slope(function: str, tmp_path: Path) -> None:
    out = tmp_path / "mine.py"
    done = run("code", function, "--lang", "python", "-o", str(out), "--test", "--points", "100")
    assert done.returncode == 0, done.stderr
    test = tmp_path / "test_mine.py"
    assert test.read_text().count("\n    (") >= 5
    assert succeeds(sys.executable, test, folder=tmp_path) == "ok\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sigmoid", "--lang", "cobol"), "there is no language cobol"),
        (("no-such-script",), "there is no proof script"),
        ((), "a script or an expression is needed"),
        (("sigmoid", "--test"), "`--test` goes with `-o`"),
        (("sigmoid", "-o", "no-such-folder/a.py"), "there is no folder no-such-folder"),
        (("sigmoid", "-o", "a-b.py"), "no name for a module"),
        (("sigmoid", "--name", "2f"), "no name of a function"),
        (("sigmoid", "--where", "x > 0"), "go with an expression"),
        (("sigmoid", "--lang", "javascript", "-o", "s.js", "--test"), "does not end in .mjs"),
        (("no-such.yaml",), "no-such.yaml cannot be used"),
        (("log(1 +",), "cannot be read"),
        (("besselj0(x)",), "is not computed in floats"),
    ],
)
def test_bad_input_is_an_error(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("code", *arguments)
    assert done.returncode == 2
    assert said in done.stderr + done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("little_fuel")
def test_without_a_stable_form_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("code", "log(x) - x + 1", "-o", "f.py", "--points", "100")
    assert done.returncode == 1
    assert "no stable form of f is known" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.long
@pytest.mark.parametrize("case", ulps.CASES, ids=lambda c: c.name)
def test_errors_in_python_and_c(case: ulps.Case, tmp_path: Path) -> None:
    """At most 4 units in the last place; of a derivative 4 times what its condition allows."""
    tool("gcc")
    m = module(ulps.subject_of(case))
    for name, s in m.both:
        where = ulps.known(s, 20_000)
        assert len(where.points) >= 20_000
        for language in ("python", "c"):
            error, point = ulps.worst(
                ulps.generated(m, name, language, tmp_path)(where.points), where
            )
            assert error <= 4, (name, language, error, point)


@pytest.mark.parametrize(
    ("language", "ending", "command"),
    [
        ("c", "c", "cc {0}/g.c {0}/test_g.c -lm -o test_g && ./test_g"),
        ("rust", "rs", "rustc --test {0}/test_g.rs -o test_g && ./test_g"),
        ("javascript", "mjs", "node --test {0}/g.test.mjs"),
        ("python", "py", "python -m pytest {0}/test_g.py"),
    ],
)
def test_it_is_said_how_a_test_is_run(
    language: str, ending: str, command: str, tmp_path: Path
) -> None:
    out = tmp_path / f"g.{ending}"
    options = ("--lang", language, "--out", str(out), "--points", "100")
    done = run("code", "x^2", *options, "--test")
    assert done.stdout.splitlines()[-1] == f"test it {command.format(tmp_path)}"
    assert "test it" not in run("code", "x^2", *options).stdout


def test_a_module_of_javascript_says_what_node_takes(tmp_path: Path) -> None:
    options = ("code", "x^2", "--lang", "javascript", "--points", "100", "--out")
    assert "its name ends in .mjs" in run(*options, str(tmp_path / "g.js")).stdout
    assert "note" not in run(*options, str(tmp_path / "g.mjs")).stdout
