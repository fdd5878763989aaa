"""What is not shown says why: a sign, a function, a size, or that no point is known."""

from __future__ import annotations

import pytest

from derive.check.decide import equal
from derive.check.derivative import derivatives
from derive.report.report import Verdict
from derive.script.derivative import Texts
from tests.each import each

#: Sides, conditions, and what is said to stand in the way.
OBSTACLES: tuple[tuple[str, str, list[str], str], ...] = (
    ("abs(x + y)", "abs(x) + abs(y)", ["x*y >= 0"], "the sign of x, y and x + y is not decided"),
    (
        "abs(x^2 - log(x))",
        "x^2 - log(x)",
        ["x > 0"],
        "the sign of x^2 - log(abs(x)) is not decided",
    ),
    (
        "gamma(x)*gamma(x + 1/2)",
        "2^(1 - 2*x)*sqrt(pi)*gamma(2*x)",
        ["x > 0"],
        "what is left, in gamma(x), sqrt(pi), gamma(2*x) and 2 more",
    ),
    ("cos(pi/7)*cos(2*pi/7)*cos(3*pi/7)", "1/8", [], "what is left, in tan(pi/14)"),
    ("cos(pi/11) + sin(x*0)", "cos(pi/11)*(1 + f(x) - f(x))^2*cosh(0*f(2))", [], ""),
    ("(1 + x^(1/99991))^99991 - x", "(x^(1/99991) + 1)^99991 - x + 0*x", ["x > 0"], ""),
    ("sqrt(-1 - x^2)", "sqrt(-1 - x^2)*cos(0)", [], "none was found for x^2 <= -1"),
    ("log(-exp(x))*2", "log(-exp(x)) + log(-exp(x))", [], "no point is known"),
    ("at(d/dx (x*abs(x)), x = 0)", "0", [], "no value of at(d/dx (x*abs(x)), x = 0) is known"),
    ("at(d/dx sqrt(x^4), x = 0)", "0", [], "no value of at(d/dx sqrt(x^4), x = 0) is known"),
    ("at(d/dx (x*cbrt(x)), x = 0)", "0", [], "no value of at(d/dx (x*cbrt(x)), x = 0) is known"),
)


@each(("left", "right", "where", "why"), OBSTACLES)
def test_what_is_not_shown_says_why(left: str, right: str, where: list[str], why: str) -> None:
    found = equal(left, right, where)
    assert (found.verdict is Verdict.NOT_SHOWN) == bool(why)
    assert why in found.reason


def test_a_derivative_that_is_nowhere_says_what_was_looked_for() -> None:
    (found,) = derivatives(Texts("asin(2 + x^2)", "x"))
    assert not found
    assert "none was found for x^4 + 4*x^2 < -3" in found.stopped


def test_no_domain_is_proposed_that_the_declared_one_leaves_out() -> None:
    assert equal("x/x", "1", ["x = 0"]).conditions == ()
    assert equal("x/x", "1", ["x = y", "x = -y"]).conditions == ()
    assert equal("x/x", "1", ["x >= 0"]).conditions == ("x != 0",)


EMPTY: tuple[list[str], ...] = (
    ["x^2 < 0"],
    ["x^2 + y^2 < -1"],
    ["x > y", "y > x"],
    ["exp(x) <= 0"],
    ["sin(x) > 2"],
    ["x >= 1", "x^2 < 1"],
    ["x - x != 0"],
)


@pytest.mark.parametrize("where", EMPTY)
def test_an_empty_domain_is_told_as_such(where: list[str]) -> None:
    found = equal("x + y", "y + x", where)
    assert (found.verdict, found.reason.rpartition(": ")[2]) == (
        Verdict.NOT_SHOWN,
        "the declared domain is empty",
    )
    derived = derivatives(Texts("x + y", "x", tuple(where)))
    assert derived[0].stopped.endswith("the declared domain is empty")


@pytest.mark.parametrize("where", [["x > 0"], ["x*y >= 0"], ["x^2 <= 0"], ["x != 0", "x > -1"]])
def test_a_domain_that_has_points_is_not_told_to_be_empty(where: list[str]) -> None:
    assert "empty" not in equal("log(-1 - x^2)", "log(-1 - x^2) + 0", where).reason


def test_an_order_that_is_an_integer_only_has_no_derivative() -> None:
    (found,) = derivatives(Texts("polygamma(x, 2)", "x"))
    assert found.stopped.endswith("polygamma is known at integers x only")


#: A function, and where its derivative by x is defined, as it is told.
WHERE = (
    ("hypot(x, y)", ("x^2 + y^2 != 0",)),
    ("hypot(x, y, z)", ("x^2 + y^2 + z^2 != 0",)),
    ("atan2(y, x)", ("abs(y) + max(x, 0) != 0",)),
    ("1/(x^4 + y^2)", ("x^4 + y^2 != 0",)),
    ("1/(x + y)", ("x != -y",)),
    ("1/(x^2 - y^2)", ("x != y", "x != -y")),
    ("floor(x)", ("x != floor(x)",)),
)


@pytest.mark.parametrize(("function", "where"), WHERE)
def test_conditions_read_well(function: str, where: tuple[str, ...]) -> None:
    (found,) = derivatives(Texts(function, "x"))
    assert found
    assert sorted(found.found) == sorted(where)


@pytest.mark.parametrize("n", [5, 8, 12])
def test_values_that_are_too_large_for_balls_are_values(n: int) -> None:
    nest = "exp(" * n + "x" + ")" * n
    assert equal(nest, f"{nest} + 0*x").verdict is Verdict.PROVED
    assert equal(nest, f"{nest} + 1").verdict is not Verdict.PROVED
