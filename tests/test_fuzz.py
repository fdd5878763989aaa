"""The kernel alone, asked near-true equalities: what it proves holds at every place that is met.

`derive` also looks at points before it says *proved*; here nothing but the kernel stands between a
false equality and that word.  `python -m tests.fuzz` asks for as many as one likes.
"""

from __future__ import annotations

import pytest

from derive.check.elaborate import domain_of, theory_of
from derive.script.equality import read_equality
from tests.each import each
from tests.equality import Item
from tests.fuzz.families import FAMILIES, items
from tests.fuzz.kernel import Claim, claimed, refutation

#: How many of each family are asked in every run, and how many in a long one.
FEW, MANY = 8, 10_000
#: How many of some others, and the seed.
ASKED = {"casewise": (9, 1)}
#: What the kernel must prove of those, so that something is looked at.
LEAST = 2

#: Equalities that are false at a point that is not easily met, which the judge must meet.
FALSE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("abs(y)", "y", ("y*(1 + cos(x))^2 >= 0",)),
    ("abs(y)", "y", ("y*(1 + sin(3*x + 1))^2 >= 0",)),
    ("abs(y)", "y", ("y*(1 + cos(x + z))^2 >= 0",)),
    ("sqrt(y)", "0 + sqrt(y)", ("y*log(2 + cos(x))^2 >= 0",)),
    ("abs(x - 1)", "x - 1", ("x >= 1 - 10^(-9)",)),
    ("sign(x^2 - 2)^2", "1", ()),
    ("sign(n - 1/2)", "1", ("n integer", "n >= 0")),
    ("sqrt(x - 2*sqrt(x - 1))", "sqrt(x - 1) - 1", ("x >= 1",)),
    ("asin(sin(x))", "x", ("-pi/2 <= x", "x <= pi")),
    ("abs(sin(x))", "sin(x)", ("0 <= x", "x <= 22/7")),
    ("tan(x)*cos(x)", "sin(x)", ()),
    ("f(x)/f(x)", "1", ()),
    ("abs(y)", "y", ("y*f(x)^2 >= 0",)),
    ("d/dx abs(x)", "sign(x)", ()),
    ("d/dx max(x, 1)", "1", ("x >= 1",)),
    ("d/dx (d/dx (x*abs(x)))", "2*sign(x)", ()),
    ("1/(1/x)", "x", ()),
    ("sign(1 + cos(x))", "1", ()),
    ("d/dx relu(x)", "heaviside(x)", ()),
    ("d/dx elu(x, 2)", "max(2*exp(x), 1)", ("x >= 0",)),
    ("heaviside(x)", "1", ("x >= 0",)),
    ("xlogy(x, y)", "x*log(y)", ("y >= 0",)),
    ("atan2(y, x)", "atan(y/x)", ("x != 0",)),
    ("atan2(0, x)", "0", ("x != 0",)),
    ("log(x, y)*log(y)", "log(x)", ("x > 0", "y > 0")),
    ("floor(2*n/2 + 1/2)", "n + 1", ("n integer",)),
    ("ceil(x) - floor(x)", "1", ()),
    ("sinc(n)", "0", ("n integer",)),
    ("sin(n*pi/2)^2", "1", ("n integer",)),
    ("binomial(n, n)", "1", ("n integer",)),
)
#: True ones, which it must not take for false.
TRUE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("sign(d/dx (x*abs(x)))", "sign(2*abs(x))", ()),
    ("sqrt(1 + cos(x))", "sqrt(2)*abs(cos(x/2))", ()),
    ("acosh(cosh(x))", "abs(x)", ()),
    ("sqrt((1 - cos(x))/(1 + cos(x)))", "abs(tan(x/2))", ("cos(x) != -1",)),
    ("d/dx (abs(x)^3)", "3*x*abs(x)", ()),
    ("d/dx (d/dx sin(x*y))", "-y^2*sin(x*y)", ()),
    ("f((1 + cos(x))*tan(x/2))", "f(sin(x))", ("cos(x/2) != 0",)),
    ("d/dx elu(x, 1)", "min(exp(x), 1)", ()),
    ("xlogy(x, x)", "x*log(x + 1 - sign(x))", ("x >= 0",)),
    ("atan2(y, x)", "2*atan(y/(x + hypot(x, y)))", ("x + hypot(x, y) > 0",)),
    ("floor(n/2) + ceil(n/2)", "n", ("n integer",)),
    ("sign(sqrt(expm1(x) - x)^2)", "sign(expm1(x) - x)", ("x > 0 - 1/1000",)),
    ("log(abs(sin(x)))", "log(1 - cos(x))/2 + log(1 + cos(x))/2", ("sin(x) != 0",)),
)


def wrong(family: str, count: int, seed: int) -> tuple[list[str], int]:
    """What the kernel proves wrongly of a family, and how many it proves."""
    found, proved = [], 0
    for item in items(family, count, seed):
        claim = claimed(item)
        proved += claim is not None
        said = None if claim is None else refutation(item, claim)
        if said is not None:
            found.append(f"{item.left} = {item.right} where {item.where}: {said}")
    return found, proved


@pytest.mark.parametrize("family", FAMILIES)
def test_what_the_kernel_alone_proves_is_true(family: str) -> None:
    count, seed = ASKED.get(family, (FEW, 5))
    found, proved = wrong(family, count, seed)
    assert found == []
    assert proved >= LEAST


def test_more_letters_than_a_polynomial_had() -> None:
    where = (
        "(exp(y) - 1)*(1 + cos(2*x))^3 + min((-x)^2, 1) >= 0",
        "(1 + cos(2*x))^3*min(x^2, 1) > 0",
    )
    assert claimed(Item("", "cos(sign(exp(exp(y) - 1) - 1))", "cos(1)", where)) is None


@pytest.mark.long
@pytest.mark.parametrize("family", FAMILIES)
def test_a_hundred_thousand_of_them(family: str) -> None:
    found, proved = wrong(family, MANY, seed=2)
    assert found == []
    assert proved >= MANY // 10


def taken(left: str, right: str, where: tuple[str, ...]) -> tuple[Item, Claim]:
    """An equality as if the kernel had proved it."""
    equality = read_equality(left, right, where).equality
    assert equality is not None
    theory = theory_of(equality)
    sides = theory.unfold(equality.left.node), theory.unfold(equality.right.node)
    return Item("", left, right, where), Claim(sides, theory, domain_of(equality, theory), ())


@each(("left", "right", "where"), FALSE)
def test_the_judge_sees_what_is_false(left: str, right: str, where: tuple[str, ...]) -> None:
    assert refutation(*taken(left, right, where)) is not None


@pytest.mark.parametrize(("left", "right", "where"), TRUE)
def test_the_judge_sees_nothing_wrong_with_what_is_true(
    left: str, right: str, where: tuple[str, ...]
) -> None:
    assert refutation(*taken(left, right, where)) is None
