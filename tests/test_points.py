"""Points are found in thin and far domains, and none where there is none."""

from __future__ import annotations

import pytest
from sympy.core.symbol import Symbol

from derive.expression.parser import parse_expression
from derive.kernel.conditions import Condition
from derive.numeric.evaluate import holds
from derive.prover.domains import Domain
from tests.each import each
from tests.test_domains import domain

THIN = (
    "1 - (x - 500)^2 > 0",
    "1 - ((x - 300)/5)^2 > 0",
    "(x - 1000)/3 < 1, (x - 1000)/3 > -1",
    "abs(x - 700) < 1/1000, x != 700",
    "(x - 123456)*(123457 - x) > 0",
    "1 - (x - 500)^2 - (y - 300)^2 > 0",
    "x > 999, x < 1000, y > x, y < x + 1/100, z*x > y, z*x < y + 1/100",
    "1 - (x^2 - 1000000)^2 > 0",
    "log(x) > 20, log(x) < 21",
    "1 - (log(x) - 20)^2 > 0",
    "exp(x) > 10000, exp(x) < 10001",
    "sin(x) > 0.99999",
    "cos(x) > 0.99999, x > 1",
    "tan(x) > 5000, tan(x) < 6000",
    "sqrt(x) > 100, sqrt(x) < 101",
    "cbrt(x) > 100, cbrt(x) < 101",
    "1/(x - 300) > 49, 1/(x - 300) < 51",
    "atan(x) > 1.57, atan(x) < 1.5701",
    "tanh(x - 90) > 0.5, tanh(x - 90) < 0.6",
    "log(x)*log(x) < 1/100, x != 1",
    "1 - (x*y - 5000)^2 > 0",
    "(x - 7.001)*(7.002 - x) > 0, (y - x)*(x + 0.001 - y) > 0",
    "int n, n > 5000, n^2 < 25020002",
    "-(x - 444)^2 >= 0",
    "2^x > 1000, 2^x < 1001",
    "log(log(log(x))) > 1",
)


@each("where", THIN)
def test_thin_domains_have_points(where: str) -> None:
    declared: Domain = domain(where)
    found = declared.points(3)
    assert found, where
    for point in found:
        assert all(holds(c, point, 256) for c in declared.conditions), (where, point)
        assert all(point[Symbol(str(v))].denominator == 1 for v in declared.integers)


@pytest.mark.parametrize(
    "where", ["x > 1, x < 1", "1 + (x - 500)^2 < 0", "sin(x) > 2", "x*y > 1, x*y < 0"]
)
def test_empty_domains_have_none(where: str) -> None:
    assert domain(where).points(3) == []


@pytest.mark.parametrize(
    "condition", ["1 - (x - pi)^2*10^8", "(x - sqrt(2))*(sqrt(2) + 1/1000 - x)"]
)
def test_points_are_found_between_edges_that_are_not_rational(condition: str) -> None:
    thin = Condition(parse_expression(condition), ">")
    assert Domain((Symbol("x"),), (thin,)).points(1)
