"""Plots: pieces end at poles, extrema are certified, errors have slope 2; screens and files."""

from __future__ import annotations

import os
import stat
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import pi
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sympy.core.symbol import Symbol

from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.render.ticks import powers, ticks
from derive.report.plot import ErrorPlot, Extremum, Plot
from derive.values import sampled
from derive.values.edges import grows
from derive.values.exactly import candidates
from derive.values.plot import Wanted, plot
from derive.values.sampled import Break, Moving
from tests.inside import outcome

GOLDEN = Path(__file__).parent / "golden"


@cache
def drawn(expression: str, low: str = "-8", high: str = "8", **more: tuple[str, ...]) -> Plot:
    found = plot(Wanted(expression, low=low, high=high, **more)).plot  # type: ignore[arg-type]
    assert found is not None
    return found


#: Where no piece of the curve, or of its derivative, may pass.
POLES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "tan(x)": ((-1.5 * pi, -pi / 2, pi / 2, 1.5 * pi), (-pi / 2, pi / 2)),
    "1/x": ((0.0,), (0.0,)),
    "1/(x^2 - 2)": ((-(2**0.5), 2**0.5), (-(2**0.5), 2**0.5)),
    "1/(7*x - 1)": ((1 / 7,), (1 / 7,)),
    "(x^2 - 1)/(x - 1)": ((1.0,), (1.0,)),
    "x/abs(x)": ((0.0,), (0.0,)),
    "floor(x)": ((-1.0, 0.0, 1.0), (0.0, 1.0)),
    "abs(x)": ((), (0.0,)),
    "log(x)": ((-1.0, 0.0), (-1.0, 0.0)),
    "sqrt(x^2 - 4)": ((-1.0, 0.0, 1.0), (-2.0, 0.0, 2.0)),
}


@pytest.mark.parametrize("expression", POLES)
def test_no_piece_passes_a_pole_or_a_gap(expression: str) -> None:
    for curve, poles in zip(drawn(expression).curves, POLES[expression], strict=True):
        assert curve.pieces
        for piece in curve.pieces:
            assert all(a[0] <= b[0] for a, b in pairwise(piece))
            assert not any(piece[0][0] < pole < piece[-1][0] for pole in poles)


@pytest.mark.parametrize("expression", ["abs(x)", "max(x, 0)", "sin(x)", "sqrt(x^2)", "5"])
def test_what_is_defined_everywhere_is_in_one_piece(expression: str) -> None:
    (piece,) = drawn(expression).curves[0].pieces
    assert (piece[0][0], piece[-1][0]) == (-8, 8)


@pytest.mark.parametrize("expression", ["tan(x)", "1/x", "log(x)", "e^x", "sqrt(7*x - 1)"])
def test_all_points_are_in_the_picture(expression: str) -> None:
    found = drawn(expression)
    for curve in found.curves:
        for piece in curve.pieces:
            assert all(found.up[0] <= y <= found.up[1] for _, y in piece)
            assert len(piece) > 1


#: What is said of the extrema: curve, kind, value, place, and whether each is exact.
EXTREMA: dict[str, set[tuple[int, str, str, str, bool, bool]]] = {
    "1/(1 + e^(-x))": {(1, "maximum", "1/4", "0", True, True)},
    "log(x)/x": {
        (0, "maximum", "1/e", "e", True, True),
        (1, "minimum", "-1/(2*e^3)", "e^(3/2)", True, True),
    },
    "x^2*e^(-x)": {
        (0, "minimum", "0", "0", True, True),
        (0, "maximum", "4/e^2", "2", True, True),
        (1, "maximum", "0.461159", "2 - sqrt(2)", False, True),
        (1, "minimum", "-0.158866", "2 + sqrt(2)", False, True),
    },
    "x^3 - 2*x^2": {
        (0, "maximum", "0", "0", True, True),
        (0, "minimum", "-32/27", "4/3", True, True),
        (1, "minimum", "-4/3", "2/3", True, True),
    },
    "x/(1 + e^(-x))": {
        (0, "minimum", "-0.278465", "-1.27846", False, False),
        (1, "minimum", "-0.0998393", "-2.39936", False, False),
        (1, "maximum", "1.09984", "2.39936", False, False),
    },
    "e^(-x^2)": {
        (0, "maximum", "1", "0", True, True),
        (1, "maximum", "sqrt(2/e)", "-sqrt(1/2)", True, True),
        (1, "minimum", "-sqrt(2/e)", "sqrt(1/2)", True, True),
    },
    "x^4": {(0, "minimum", "0", "0", True, True)},
    "abs(x)": {(0, "minimum", "0", "0", True, True)},
    "max(x, 1 - x)": {(0, "minimum", "1/2", "1/2", True, True)},
    "max(x^2, 2 - x)": {(0, "minimum", "1", "1", True, True)},
    "abs(x^2 - 3)": {
        (0, "minimum", "0", "-sqrt(3)", True, True),
        (0, "maximum", "3", "0", True, True),
        (0, "minimum", "0", "sqrt(3)", True, True),
    },
    "x^3": {(1, "minimum", "0", "0", True, True)},
    "1/x": set(),
    "5": set(),
    "max(x, 0)": set(),
    "floor(x)": set(),
    "x/(1 + abs(x))": {(1, "maximum", "1", "0", True, True)},
    "x*abs(x)": {(1, "minimum", "0", "0", True, True)},
}


def said(e: Extremum) -> tuple[int, str, str, str, bool, bool]:
    return e.curve, e.kind, e.value, e.at, e.exact, e.at_exact


@pytest.mark.parametrize("expression", EXTREMA)
def test_extrema_are_certified(expression: str) -> None:
    assert {said(e) for e in drawn(expression).extrema} == EXTREMA[expression]


def test_extrema_between_the_sampled_points() -> None:
    found = drawn("sin(x)", "-1", "7").extrema
    assert [e.at for e in found if e.curve == 0] == ["pi/2", "3*pi/2"]
    assert [e.at for e in found if e.curve == 1] == ["0", "pi", "2*pi"]


OPEN: dict[str, tuple[str, ...]] = {
    "1/x": ("pole at x = 0",),
    "tan(x)": ("pole at x = -5*pi/2, -3*pi/2, -pi/2, pi/2, 3*pi/2, 5*pi/2",),
    "log(x)": ("not defined left of x = 0, unbounded beside it",),
    "(x^2 - 1)/(x - 1)": ("no value at x = 1",),
    "sqrt(1 - x)": (
        "not defined right of x = 1",
        "d/dx sqrt(1 - x): not defined right of x = 1, unbounded beside it",
    ),
    "max(x, 0)": ("d/dx max(x, 0): no value at x = 0",),
    "sin(x)": (),
}


@pytest.mark.parametrize("expression", OPEN)
def test_it_is_said_where_a_curve_is_left_open(expression: str) -> None:
    assert drawn(expression).open == OPEN[expression]


def test_a_pole_is_where_values_do_not_swing() -> None:
    zero = Break((Fraction(0), Fraction(0)), (Fraction(0), Fraction(0)), is_point=True)
    scope = Scope(variables=frozenset("x"))
    for written, unbounded in (("1/x^2", True), ("cos(1/x)/x^2", False), ("1/(1 + x^2)", False)):
        function = Moving(parse_expression(written, scope), Symbol("x"), ())
        assert grows(function, zero, 1) is unbounded


RANGES = (
    ("x^2*exp(-x)", (-1, 8)),
    ("x*exp(-x)", (-0.5, 8)),
    ("x^3 - 3*x", (-2.5, 2.5)),
    ("-exp(x)*x", (-8, 0.5)),
    ("exp(x)", (-8, 8)),
    ("x^2", (-8, 8)),
    ("x*sin(x)", (-8, 8)),
    ("1/(1 + x^2)", (-8, 8)),
    ("1/x + x", (-8, 8)),
)


@pytest.mark.parametrize(("expression", "across"), RANGES)
def test_a_range_is_where_a_function_turns_rather_than_where_it_grows(
    expression: str, across: tuple[float, float]
) -> None:
    found = plot(Wanted(expression)).plot
    assert found is not None
    assert found.across == across


def test_a_corner_is_told_as_one() -> None:
    assert [e.corner for e in drawn("abs(x)").extrema] == [True]
    assert "0 at x = 0, where it has no derivative" in outcome("plot", "abs(x)")[1]
    assert not any(e.corner for e in drawn("sin(x)", "-1", "7").extrema)


def test_what_is_not_known_of_a_derivative_is_not_denied() -> None:
    found = drawn("x*cbrt(x)")
    assert found.open == ("d/dx (x*cbrt(x)): no value is known at x = 0",)
    assert [e.corner for e in found.extrema] == [False]
    assert drawn("sqrt(x^4)").open == ()
    assert drawn("abs(x - 1.0625)").open == ("d/dx abs(x - 1.0625): no value at x = 17/16",)


def test_a_derivative_of_a_higher_order() -> None:
    code, out, _ = outcome("plot", "second-derivative")
    assert code == 0
    assert "d^2/dx^2 sigmoid(x): ≈ 0.0962250 at x ≈ -1.31696" in out
    code, _, errors = outcome("plot", "second-derivative", "--what", "error")
    assert (code, "one of a higher order" in " ".join(errors.split())) == (2, True)


def test_ends_that_do_not_belong_to_a_curve() -> None:
    function, derivative = drawn("max(x, 0)").curves
    assert function.ends == ()
    assert [(round(x, 9), y) for x, y in derivative.ends] == [(0, 0), (0, 1)]
    assert drawn("sqrt(x)").curves[0].ends == ()
    assert drawn("sqrt(7*x - 1)").curves[0].ends == ()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(3, 7), "3/7"),
        (Fraction("1.57079632679489661923132169163975144210"), "pi/2"),
        (Fraction("-9.42477796076937971538793014983850865259"), "-3*pi"),
        (Fraction("0.36787944117144232159552377016146086745"), "1/e"),
        (Fraction("-1.41421356237309504880168872420969807857"), "-sqrt(2)"),
        (Fraction("0.69314718055994530941723212145817656808"), "log(2)"),
        (Fraction("0.39894228040143267793994605993438186848"), "sqrt(1/(2*pi))"),
    ],
)
def test_numbers_with_short_names(value: Fraction, written: str) -> None:
    near = Fraction(1, 10**36)
    assert [text for text, _ in candidates(value - near, value + near)][:1] == [written]


def test_a_number_without_a_short_name() -> None:
    value = Fraction("1.27846454276107379510935873902298015543")
    assert not list(candidates(value - Fraction(1, 10**30), value + Fraction(1, 10**30)))


def errors(expression: str, at: str = "") -> ErrorPlot:
    found = plot(Wanted(expression, errors=True, at=at)).errors
    assert found is not None
    return found


@pytest.mark.parametrize("expression", ["1/(1 + e^(-x))", "sin(x)", "log(x)", "x^3", "tan(x)"])
def test_errors_have_slope_2_and_a_floor(expression: str) -> None:
    found = errors(expression)
    assert found.slope == pytest.approx(2, abs=0.02)
    assert 1e-8 < found.best < 1e-3
    assert found.floor == min(error for _, error in found.dots) < 1e-9
    for h, error in found.dots:
        assert h > 0.1 or error <= 1.5 * found.truncation * h**2 + 8 * found.rounding / h


def test_a_square_has_rounding_errors_only() -> None:
    found = errors("x^2", "1/3")
    assert found.slope is None
    assert found.truncation == 0


SCREENS = {
    "plot_sigmoid": ("sigmoid",),
    "plot_tan_ascii": ("tan(x)", "--range=-2:2", "--ascii"),
    "plot_two": ("sigmoid", "max(x, 0)"),
    "plot_three": ("sigmoid", "tanh", "relu"),
    # arithmetic alone, which is the same on every machine
    "plot_error": ("x/(1 + x*x)", "--what", "error", "--at", "1/2"),
}
WIDTHS = {"plot_two": "120", "plot_tan_ascii": "60"}


@pytest.mark.parametrize("name", SCREENS)
def test_screens(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", WIDTHS.get(name, "80"))
    code, out, errors = outcome("plot", *SCREENS[name])
    assert (code, errors) == (0, "")
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= int(WIDTHS.get(name, "80"))
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("DERIVE_UPDATE"):
        golden.write_text(out, encoding="utf-8")
    assert out == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", ["40", "60", "200"])
def test_every_width_is_kept(width: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    code, out, _ = outcome("plot", "sin(x)", "x", "--ascii")
    assert code == 0
    assert out.isascii()
    assert max(map(len, out.splitlines())) <= int(width)


def test_files(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    once, again = tmp_path / "a.svg", tmp_path / "b.svg"
    for file in (once, again):
        code, out, errors = outcome("plot", "sigmoid", "-o", str(file))
        assert (code, errors) == (0, "")
        assert out == f"written {file}\n"
    assert once.read_bytes() == again.read_bytes()
    root = ElementTree.fromstring(once.read_text(encoding="utf-8"))
    texts = {"".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")}
    assert texts >= {"sigmoid(x)", "d/dx sigmoid(x)", "1/4 at x = 0", "x"}
    assert len(once.read_bytes()) < 60_000
    assert stat.S_IMODE(once.stat().st_mode) & stat.S_IRUSR


@pytest.mark.parametrize("ending", ["png", pytest.param("pdf", marks=pytest.mark.long)])
def test_other_files(ending: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / f"all.{ending}"
    assert outcome("plot", "x^2", "1/x", "-o", str(file))[0] == 0
    assert file.read_bytes()[:4] in (b"\x89PNG", b"%PDF")


def test_a_line_across_a_pole_is_in_no_file(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / "pole.svg"
    code, out, _ = outcome("plot", "1/x", "-o", str(file))
    assert code == 0
    assert "pole at x = 0" in out
    drawn = [p for p in file.read_text(encoding="utf-8").split("<path") if "#0072b2" in p[:4000]]
    assert len(drawn) >= 2


#: What is drawn where no range is asked for.
USUAL: dict[str, tuple[float, float]] = {
    "sin(x)": (-8, 8),
    "1/x": (-8, 8),
    "log(x)": (-0.4, 8),
    "asin(x)": (-1.1, 1.1),
    "log(x - 20)": (19.6, 28),
    "log(-3 - x)": (-11, -2.6),
    "sqrt(x + 100)": (-8, 8),
}


@pytest.mark.parametrize("expression", USUAL)
def test_what_is_drawn_suits_the_domain(expression: str) -> None:
    made = plot(Wanted(expression)).plot
    assert made is not None
    assert made.across == pytest.approx(USUAL[expression], abs=0.01)
    assert len(made.curves) == 2


BAD: dict[tuple[str, ...], tuple[int, str]] = {
    (): (2, "a script or an expression is needed"),
    ("nosuch",): (2, "there is no proof script `nosuch`"),
    ("sigmoid", "nosuch"): (2, "there is no proof script `nosuch`"),
    ("sin(x)", "--range", "8:-8"): (2, "is backwards"),
    ("sin(x)", "--range", "1:1"): (2, "is empty"),
    ("sin(x)", "--range", "8"): (2, "`--range 8` is no range"),
    ("sin(x)", "--range", "a:b"): (2, "`--range a` is not a number"),
    ("sin(x)", "--range", "0:1/0"): (2, "`--range 1/0` has no value"),
    ("sin(x)", "--range", "0:1e300"): (2, "is too wide"),
    ("sin(x)", "--range", "1e12:1e12+1"): (2, "is too narrow"),
    ("a*b*x", "--wrt", "x"): (2, "a and b need values"),
    ("a*x", "--wrt", "x", "--given", "x = 1"): (2, "there is no variable x to be given"),
    ("log(x)", "--range", "-8:-1"): (2, "there is nothing to draw from x = -8 to -1"),
    ("sin(x)", "-o", "plot.bmp"): (2, "plot.bmp has no known ending"),
    ("sin(x)", "-o", "plot"): (2, "plot has no known ending"),
    ("sin(x)", "-o", "nosuch/plot.svg"): (2, "there is no folder nosuch"),
    ("sin(x)", "--what", "speed"): (2, "there is no plot of speed"),
    ("sin(x)", "--at", "1"): (2, "`--at` goes with `--what error`"),
    ("log(x)", "--what", "error", "--at", "-1"): (2, "there is no derivative at x = -1"),
    ("sin(x)", "--what", "error", "--at", "y"): (2, "`--at y` is not a number"),
    ("gamma(x)", "--what", "error"): (2, "floats do not compute this function"),
    ("sin(x)", "--rnage", "0:1"): (2, "there is no option --rnage"),
    ("sigmoid", "--wrt", "x"): (2, "go with an expression"),
    ("sin(x",): (2, "cannot be read"),
    ("f(x)",): (2, "nothing is known"),
    ("log(-x^2 - 1)",): (1, "not proved"),
}


@pytest.mark.parametrize("arguments", BAD)
def test_what_cannot_be_drawn(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, errors = outcome("plot", *arguments)
    expected, told = BAD[arguments]
    assert told in " ".join((out + errors).split())
    assert code == expected
    assert not list(tmp_path.iterdir())


def test_no_file_where_one_of_several_is_not_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / "plots.svg"
    code, _, errors = outcome("plot", "sin(x)", "log(x)", "--range=-2:-1", "-o", str(file))
    assert code == 2
    assert "there is nothing to draw" in errors
    assert not list(tmp_path.iterdir())


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("derive.commands.plot.find_spec", lambda _: None)
    code, _, errors = outcome("plot", "sin(x)", "-o", str(tmp_path / "a.svg"))
    assert code == 2
    assert "pip install '.[plot]'" in errors


def test_other_variables_have_values() -> None:
    found = drawn("a*x^2 + b", wrt="x", given=("a = -2", "b = 1/3"))
    assert [said(e) for e in found.extrema] == [(0, "maximum", "1/3", "0", True, True)]


def test_ticks_are_round() -> None:
    assert [name for _, name in ticks(-8, 8, 9)] == [
        "-8",
        "-6",
        "-4",
        "-2",
        "0",
        "2",
        "4",
        "6",
        "8",
    ]
    assert [name for _, name in ticks(0, 1.05, 6)] == ["0", "0.2", "0.4", "0.6", "0.8", "1"]
    assert [name for _, name in powers(-6, 0, 3)] == ["1e-6", "1e-3", "1e0"]


def test_a_place_is_told_where_it_is_proved_only() -> None:
    (found,) = [e for e in drawn("(x - 1/2 - 1e-30)^2").extrema if e.curve == 0]
    assert (found.at_exact, float(found.at)) == (False, 0.5)


def test_a_curve_that_varies_fast_has_more_points() -> None:
    (piece,) = drawn("sin(60*x)").curves[0].pieces
    turns = sum(a[1] < b[1] > c[1] for a, b, c in zip(piece, piece[1:], piece[2:], strict=False))
    assert turns == 153  # 16*60/(2*pi), rounded up
    assert not any("narrow" in words for words in drawn("sin(60*x)").open)


def test_it_is_said_where_no_number_of_points_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampled, "MOST", 3_000)
    (words,) = drawn("sin(10^6*x)").open
    assert "narrow the range" in words


def test_values_outside_of_the_domain() -> None:
    wanted = Wanted("a^x", wrt="x", given=("a = -2",))
    (problem,) = plot(wanted).problems
    assert "there is nothing to draw" in problem.trouble


def test_a_picture_calls_a_function_as_its_notation_says(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / "plot.svg"
    assert outcome("plot", "elu-joined", "-o", str(file))[0] == 0
    written = file.read_text(encoding="utf-8")
    assert ">ELU(x)<" in written
    assert ">d/dx ELU(x)<" in written
    assert "elu_1" not in written
