"""What grows stays within the bounds: long sums and products, deep nests, tall trees."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sympy.core.numbers import Integer

from derive.check.decide import decide
from derive.check.derivative import derivatives
from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    Negation,
    ProductOf,
    Quotient,
    SumOf,
    call,
    height,
    sum_of,
)
from derive.expression.parser import parse_expression
from derive.kernel.conditions import Condition
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import MAX_UNFOLDED_HEIGHT, Theory
from derive.kernel.tidy import in_order, order
from derive.prover.domains import Domain
from derive.prover.normal.field import Field
from derive.prover.normal.linear import coordinates
from derive.prover.normal.signs import Signs
from derive.report.report import Verdict
from derive.rules.procedures import PROCEDURES
from derive.script.derivative import Texts
from tests.bench.families import FAMILIES, Family, X
from tests.each import each


def domain(family: Family) -> Domain:
    return Domain((X,), (Condition(X, ">"),) if family.positive else ())


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
@pytest.mark.parametrize("which", [0, -2])
def test_growing_families_are_proved(family: Family, which: int) -> None:
    left, right = family.sides(family.sizes[which])
    assert decide(left, right, Theory(), domain(family)).verdict is Verdict.PROVED


@each("family", FAMILIES, ids=lambda f: f.name)
def test_growing_families_are_refuted_where_they_are_wrong(family: Family) -> None:
    left, _ = family.sides(5)
    _, right = family.sides(6)
    assert decide(left, right, Theory(), domain(family)).verdict is Verdict.REFUTED


TALL: dict[str, Callable[[Expression], Expression]] = {
    "sin": lambda u: call("sin", u),
    "max": lambda u: call("max", u, X),
    "negation": Negation,
    "sum": lambda u: SumOf(Integer(1), u),
    "quotient": lambda u: Quotient(Integer(1), u),
}


@pytest.mark.parametrize(
    "name", [n if n != "max" else pytest.param(n, marks=pytest.mark.long) for n in TALL]
)
def test_the_tallest_trees_are_decided(name: str) -> None:
    u: Expression = X
    while height(u) < MAX_UNFOLDED_HEIGHT - 2:
        u = TALL[name](u)
    same = decide(u, SumOf(u, Integer(0)), Theory(), Domain((X,)))
    assert same.verdict in (Verdict.PROVED, Verdict.PROVED_FOR)
    derivative = decide(DerivativeOf(u, X), Integer(0), Theory(), Domain((X,)))
    assert derivative.verdict not in (Verdict.PROVED, Verdict.PROVED_FOR)


def field() -> Field:
    return Field(PROCEDURES["identity"], Signs(), {}, Derivatives())


@pytest.mark.parametrize(
    ("text", "basis", "expected"),
    [
        ("3*x + 2*y", ["x", "y"], [3, 2]),
        ("x + y", ["x", "z"], None),
        ("(y*x - y)/(y*(x - 1)) + z", ["z", "1"], [1, 1]),  # y is in it, and it depends on no y
        ("(x + 1)^2", ["x^2", "x", "1"], [1, 2, 1]),
        ("x/(x + 1)", ["1/(x + 1)", "1"], [-1, 1]),
        ("sqrt(2)*sqrt(3)", ["sqrt(2)", "sqrt(3)"], None),
    ],
)
def test_coordinates(text: str, basis: list[str], expected: list[int] | None) -> None:
    f = field()
    values = [f.value(parse_expression(b)) for b in basis]
    found = coordinates(f.ring, f.value(parse_expression(text)), values)
    assert found == expected


def test_equal_values_have_one_residue() -> None:
    f = field()
    pairs = [
        ("(x^2 - 1)/(x - 1)", "x + 1"),
        ("(x + y)^3", "x^3 + 3*x^2*y + 3*x*y^2 + y^3"),
        ("1/x + 1/y", "(x + y)/(x*y)"),
    ]
    for pair in pairs:
        a, b = (f.value(parse_expression(text)) for text in pair)
        assert f.ring.residue(a) == f.ring.residue(b) is not None
        assert not f.ring.apart(a, b)
        assert f.ring.apart(a, f.value(parse_expression("x + 2")))


def test_terms_that_cancel_in_pairs() -> None:
    left = sum_of(tuple(call("sin", ProductOf(Integer(2 * i), X)) for i in range(1, 12)))
    doubled = [
        ProductOf(Integer(2), *(call(f, ProductOf(Integer(i), X)) for f in ("sin", "cos")))
        for i in range(1, 12)
    ]
    f = field()
    assert f.equal(sum_of(tuple(doubled)), left)
    assert not f.equal(sum_of(tuple(doubled[1:])), left)
    assert not f.equal(sum_of((*doubled[1:], doubled[1])), left)


def test_tall_parts_are_in_the_same_order_as_small_ones() -> None:
    parts: list[Expression] = [X]
    for _ in range(40):
        parts.append(call("sin", parts[-1]))
        parts.append(SumOf(parts[-1], call("cos", parts[-2])))
    assert in_order(tuple(parts)) == tuple(sorted(parts, key=order))


def _nested(name: str, n: int) -> str:
    return f"{name}(" * n + "x" + ")" * n


@pytest.mark.parametrize("name", ["tan", "sec", "sin"])
def test_deep_nests_of_waves_are_decided(name: str) -> None:
    whole, inner = _nested(name, 9), _nested(name, 8)
    for other in (f"{whole} + 0*x", f"sqrt({inner}^2 + 1 - {inner}^2)*{whole}"):
        found = decide(parse_expression(whole), parse_expression(other), Theory(), Domain((X,)))
        assert found.verdict in (Verdict.PROVED, Verdict.PROVED_FOR)


@pytest.mark.parametrize("name", ["tan", "tanh", "atan", "cos"])
def test_deep_nests_are_derived(name: str) -> None:
    (found,) = derivatives(Texts(_nested(name, 9), "x"))
    assert found
