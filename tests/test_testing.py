"""Functions held against formulas and proved scripts: what passes, what fails, and what is said."""

from __future__ import annotations

import inspect
import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from derive import testing
from derive.testing import FormulaError, assert_derivative, assert_equal
from derive.worker import kept
from tests.scripts import GOOD
from tests.test_formats import REFUTED
from tests.workers import Here, flat

LOGISTIC = "1/(1 + e^(-x))"
FEW = 60


def naive(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def logistic(x: float) -> float:
    if x >= 0:
        return naive(x)
    z = math.exp(x)
    return z / (1 + z)


def slope(x: float) -> float:
    return logistic(x) * logistic(-x)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scripts are proved here, which takes no process."""
    monkeypatch.setattr(kept, "Worker", Here)
    monkeypatch.setattr(kept, "_processes", [kept._Kept()])


def failure(assertion: Callable[..., None], *given: Any, **said: Any) -> str:
    """What is said of a function that fails."""
    with pytest.raises(AssertionError) as found:
        assertion(*given, **{"points": FEW, **said})
    return str(found.value)


def row(said: str, label: str) -> str:
    """What stands beside a label."""
    [found] = re.findall(rf"^ +{label}  (.*(?:\n {{14}}.*)*)", said, re.MULTILINE)
    return " ".join(found.split())


@pytest.mark.parametrize(
    ("function", "formula", "given"),
    [
        (logistic, LOGISTIC, {}),
        (math.log1p, "log(1 + x)", {}),
        (math.sqrt, "sqrt(x)", {}),
        (lambda t: 1 / math.tan(t), "cot(t)", {"where": ["0 < t < 3"]}),
        (lambda x: max(x, 0.0), "max(x, 0)", {}),
        (lambda y, x: x - y, "x - y", {}),
        (lambda y, x: x - y, "y - x", {"variables": ["x", "y"]}),
        (lambda x, base=2.0, *, y: x + y, "x + y", {}),
        (lambda x: x**2 + 1, "g(x) + 1", {"define": ["g(t) = t^2"]}),
        (lambda *_: 2.0, "2", {}),
        (np.expm1, "e^x - 1", {}),
        (np.hypot, "sqrt(x^2 + y^2)", {"variables": ["x", "y"]}),
        (lambda x: np.logaddexp(0, x), "log(1 + e^x)", {}),
        (lambda x: x / 3, "x*0.3333333333", {"rel": 1e-9}),
        (lambda x: 1 - math.tanh(x), "1 - tanh(x)", {"abs": 1e-15}),
    ],
)
def test_what_is_right_passes(
    function: Callable[..., Any], formula: str, given: dict[str, Any]
) -> None:
    assert_equal(function, formula, points=FEW, **given)


@pytest.mark.parametrize(
    ("function", "formula", "given"),
    [
        (slope, LOGISTIC, {}),
        (lambda x: 3 * x * x, "x^3", {}),
        (lambda x: 1.0 if x > 0 else 0.0, "max(x, 0)", {}),
        (lambda x, y: (y, x), "x*y", {}),
        (lambda a, b: (b, a), "a*b", {}),
        (lambda x, y: (x,), "x*y", {"wrt": ["y"]}),
        (lambda x, y: y, "x*y", {"wrt": "x"}),
        (lambda x: -np.sin(x), "cos(x)", {}),
        (lambda x, y: np.array([2 * x, np.ones_like(x)]), "x^2 + y", {}),
    ],
)
def test_a_right_derivative_passes(
    function: Callable[..., Any], formula: str, given: dict[str, Any]
) -> None:
    assert_derivative(function, formula, points=FEW, **given)


HUBER = "cases(x^2/2 if abs(x) <= k, k*(abs(x) - k/2) otherwise)"


def nowhere(function: Callable[..., Any], joint: Callable[..., bool]) -> Callable[..., Any]:
    """A function that is NaN at a joint."""
    return lambda x, *more: math.nan if joint(x, *more) else function(x, *more)


@pytest.mark.parametrize(
    ("function", "joint", "formula", "at", "true"),
    [
        (lambda x: 2 * abs(x), lambda x: x == 0, "x*abs(x)", "x = 0.0", "0"),
        (lambda x: 2 * x, lambda x: x == 0, "sqrt(x^4)", "x = 0.0", "0"),
        (lambda x: 2 * max(x, 0.0), lambda x: x == 0, "max(x, 0)^2", "x = 0.0", "0"),
        (
            lambda x: min(max(x, -1.0), 1.0),
            lambda x: x == 1,
            HUBER.replace("k", "1"),
            "x = 1.0",
            "1",
        ),
    ],
)
def test_no_number_at_a_joint_is_an_error_where_there_is_a_derivative(
    function: Callable[..., Any], joint: Callable[..., bool], formula: str, at: str, true: str
) -> None:
    said = failure(assert_derivative, nowhere(function, joint), formula)
    assert row(said, "at").replace("-0.0", "0.0") == at
    assert (row(said, "found"), row(said, "true")) == ("nan", true)
    assert_derivative(function, formula, points=FEW)


def test_no_number_at_a_joint_that_is_a_parameter_is_an_error() -> None:
    def steep(x: float, k: float) -> float:
        return min(max(x, -k), k)

    given: dict[str, Any] = {"wrt": "x", "where": ["k > 0"], "variables": ["x", "k"]}
    lacking = nowhere(steep, lambda x, k: abs(x) == k)
    said = failure(assert_derivative, lacking, HUBER, **given)
    x, k = (float(part.partition("= ")[2]) for part in row(said, "at").split(", "))
    assert abs(x) == k
    assert_derivative(steep, HUBER, points=FEW, **given)


def test_no_number_is_no_error_where_no_derivative_is_known() -> None:
    zero = nowhere(lambda x: math.copysign(1.0, x), lambda x: x == 0)
    assert_derivative(zero, "abs(x)", points=FEW)


def test_an_overflow_is_told_with_where_it_begins() -> None:
    said = failure(assert_equal, naive, LOGISTIC)
    assert said.startswith(f"naive is not {LOGISTIC}: it fails at ")
    assert row(said, "found") == "raises OverflowError: math range error"
    assert float(row(said, "begins").removeprefix("at x = ")) == pytest.approx(-709.78, abs=0.01)
    assert f"`derive code '{LOGISTIC}'`" in row(said, "hint")
    assert row(failure(assert_equal, lambda x: x * x / x, "x", where=["x != 0"]), "found") == "inf"


def test_lost_digits_are_told_with_the_error() -> None:
    def lossy(x: float) -> float:
        return logistic(x) * (1 - logistic(x))

    said = failure(assert_derivative, lossy, LOGISTIC, points=500)
    assert row(said, "found") == "0.0"
    x, true = float(row(said, "at").removeprefix("x = ")), float(row(said, "true"))
    assert true == pytest.approx(math.exp(-x), rel=1e-15)
    assert "ulps (relative 1, absolute" in row(said, "error")
    lets = re.findall("`abs=(.*?)` lets it pass", row(said, "hint"))
    assert_derivative(lossy, LOGISTIC, points=500, abs=float(*lets))


@pytest.mark.parametrize(
    ("function", "formula", "hint"),
    [
        (lambda x: -3 * x * x, "x^3", "its sign is wrong"),
        (lambda x: 6 * x * x, "x^3", "it is 2 times that everywhere"),
        (lambda x: 2 * x, "x^3", "it is another function: are the formula"),
        (lambda x: None, "x^3", "it gives a number at no point"),
        (lambda x: 1 / 0, "x^3", "it gives a number at no point"),
        (str, "x^2/2", "it gives a number at no point"),
    ],
)
def test_what_is_wrong_everywhere_is_told_at_a_plain_point(
    function: Callable[..., Any], formula: str, hint: str
) -> None:
    said = failure(assert_derivative, function, formula)
    assert row(said, "hint").startswith(hint)
    assert row(said, "at") == "x = 1.0"


def test_digits_that_are_lost_near_zero_make_no_other_function() -> None:
    said = failure(assert_derivative, lambda x: 1 - np.tanh(x) ** 2, "tanh(x)")
    assert row(said, "hint").startswith("digits are lost there: `derive code 'tanh(x)'`")
    assert "`abs=" in row(said, "hint")


@pytest.mark.parametrize(
    ("formula", "where", "error"),
    [("tanh(x", (), FormulaError), ("x", ("",), FormulaError), ("x^2", (), AssertionError)],
)
def test_what_is_raised_has_no_frames_of_the_inside(
    formula: str, where: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        assert_equal(math.tanh, formula, where=where, points=FEW)
    assert len(raised.traceback) == 2


def test_what_is_wrong_near_a_joint_is_found() -> None:
    smooth = failure(assert_equal, lambda x: math.sqrt(x**2 - 6 * x + 9 + 1e-14), "abs(x - 3)")
    assert "fails" in smooth
    clipped = failure(
        assert_equal, lambda x: (x > 2.001) * (x - 2), "max(x - 2, 0)", where=["x > -9", "x < 9"]
    )
    assert 2 < float(row(clipped, "at").removeprefix("x = ")) <= 2.001


def test_results_of_fewer_digits_are_held_to_their_own() -> None:
    def single(x: Any) -> Any:
        return np.log1p(np.asarray(x, dtype=np.float32))

    assert_equal(single, "log(1 + x)", points=FEW)
    said = failure(
        assert_equal, lambda x: np.log(1 + np.asarray(x, np.float32)), "log(1 + x)", points=300
    )
    assert "1.68e+07 ulps" in row(said, "error")


def test_arrays_are_given_to_what_takes_them() -> None:
    seen: list[type] = []

    def function(x: Any) -> Any:
        seen.append(type(x))
        return x + 1

    assert_equal(function, "x + 1", points=FEW)
    assert np.ndarray in seen
    seen.clear()
    assert_equal(function, "x + 1", points=FEW, vectorized=False)
    assert {*seen} == {float}
    assert "called with arrays" in failure(assert_equal, math.sqrt, "sqrt(x)", vectorized=True)


def test_a_script_is_proved_first(tmp_path: Path) -> None:
    for name, written in (("good", GOOD), ("wrong", REFUTED)):
        (tmp_path / f"{name}.yaml").write_text(written, encoding="utf-8")
    good = str(tmp_path / "good.yaml")
    assert_derivative(slope, script="sigmoid", points=FEW)
    assert_derivative(lambda x: 2 * x, script=good, points=FEW)
    assert_equal(lambda x: x * x, script=good, points=FEW)
    assert "d/dx (x^2) of " in failure(assert_derivative, lambda x: x * x, script=good)
    said = failure(assert_derivative, lambda x: 3 * x, script=tmp_path / "wrong.yaml")
    assert "is not proved" in said
    assert "[refuted] the two lines differ at x = 3/4" in flat(said)
    with pytest.raises(FormulaError, match="did you mean `sigmoid`"):
        assert_equal(logistic, script="sigmoidd")
    with pytest.raises(FormulaError, match="cannot be used"):
        assert_equal(naive, script="./nowhere.yaml")
    with pytest.raises(FormulaError, match="is about no derivative"):
        assert_derivative(logistic, script="logit-of-sigmoid")


@pytest.mark.parametrize(
    ("formula", "given", "said"),
    [
        ("1/(1 + e^(-x)", {}, r"expression:1:14: \[bad-expression\](.|\n)*\^"),
        ("foo(x)", {}, "unknown name `foo`"),
        ("f(x)", {}, "nothing is known of the function f"),
        ("sqrt(-1 - x^2)", {}, "no point is known"),
        ("x", {"where": ["x >= 3", "x <= 3"]}, "1 point is known"),
        ("x", {"where": ["x > 2", "x < 1"]}, "the domain of `x` is empty"),
        ("factorial(n)", {"where": ["n is integer"]}, "an integer"),
    ],
)
def test_what_cannot_be_used_says_where(formula: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(FormulaError, match=said):
        assert_equal(lambda x: x, formula, points=FEW, **{"variables": ["x"], **given})


@pytest.mark.parametrize(
    ("function", "given", "said"),
    [
        (lambda a, b: a, {"formula": "x"}, r"say which argument is which, as in variables=\['x'\]"),
        (lambda a, b: a, {"formula": "x", "variables": ["y", "z"]}, "there is no x"),
        (math.hypot, {"formula": "x + y"}, "say which argument is which"),
        (abs, {}, "a formula is needed"),
        (abs, {"formula": "x", "script": "sigmoid"}, "not both"),
        (abs, {"formula": "x", "where": "x > 0"}, "a list of conditions"),
        (abs, {"script": "sigmoid", "where": ["x > 0"]}, "a script says its own"),
    ],
)
def test_what_is_asked_wrongly_is_a_type_error(
    function: Callable[..., Any], given: dict[str, Any], said: str
) -> None:
    with pytest.raises(TypeError, match=said):
        assert_equal(function, **given)


@pytest.mark.parametrize("given", [{"of": "x^2", "wrt": []}, {"of": "x^2", "wrt": ()}])
def test_a_derivative_by_nothing_is_no_claim(given: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="no variable to differentiate by"):
        assert_derivative(lambda x: 0 * x, **given)


def test_a_failure_points_at_the_test() -> None:
    with pytest.raises(AssertionError) as found:
        assert_equal(naive, LOGISTIC, points=FEW)
    visible = found.traceback.filter(found)
    assert {entry.path for entry in visible} == {Path(__file__)}


def test_every_run_is_the_same() -> None:
    assert failure(assert_equal, naive, LOGISTIC) == failure(assert_equal, naive, LOGISTIC)


def test_importing_it_imports_nothing() -> None:
    program = "import derive.testing, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not {"sympy", "rich", "flint", "numpy", "pytest"} & {*done.stdout.split()}
    public = [getattr(testing, name) for name in testing.__all__]
    assert all(inspect.getdoc(each) for each in public)
