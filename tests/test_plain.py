"""The values that the kernel compares lines by: no less than tidying knows, and nothing false."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    has_derivative,
    integer,
)
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.certificates.plain import Plain, alike
from derive.kernel.certificates.ring import Value
from derive.kernel.definitions import Definition
from derive.kernel.theorem import tidiness
from derive.kernel.theory import KernelError, Theory
from derive.kernel.tidy import hidden_by, tidy
from derive.numeric.evaluate import evaluate
from derive.rules.axioms import AXIOMS

assert AXIOMS  # the tables are read
X, Y = Symbol("x"), Symbol("y")
THEORY = Theory((Definition("g", (Y,), ProductOf(X, call("f", Y))),), frozenset({"f"}))
LEAVES = (X, X, Y, *map(Integer, range(4)), constant("pi"))
EXPONENTS = (*map(integer, range(-3, 4)), X, Quotient(Integer(1), Integer(2)))


def some(random: Random, depth: int, names: tuple[str, ...] = ("exp", "f", "g")) -> Expression:
    """An expression of few leaves, so that many are alike."""

    def part() -> Expression:
        return some(random, depth - 1, names)

    if depth == 0 or random.random() < 0.12:
        return random.choice(LEAVES)
    several = [part() for _ in range(random.choice([2, 2, 3]))]
    made = [SumOf(*several), ProductOf(*several), Negation(part()), Quotient(part(), part())]
    made += [Power(part(), random.choice(EXPONENTS)), Power(part(), part())]
    made.append(call(random.choice(names), part()))
    if "f" in names:
        made.append(DerivativeOf(part(), random.choice((X, Y))))
        made.append(DerivativeAt(part(), random.choice((X, Y)), part()))
    return random.choice(made)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_tidied_has_the_same_value(seed: int) -> None:
    random, compared = Random(seed), 0
    for _ in range(400):
        e = some(random, random.choice((1, 2, 3)))
        try:
            alike(THEORY.unfold(e), THEORY.unfold(e))
        except KernelError:  # a division by zero has no value
            continue
        tidiness(THEORY, e, tidy(e, hidden=hidden_by(THEORY)))
        compared += 1
    assert compared > 300


@pytest.mark.parametrize("seed", range(4))
def test_expressions_of_one_value_are_equal_where_both_are_defined(seed: int) -> None:
    random, plain, compared = Random(seed), Plain(), 0
    seen: dict[Value, Expression] = {}
    for _ in range(2_000):
        e = some(random, random.choice((1, 2, 2)), ("exp", "sqrt"))
        if plain.full:
            plain, seen = Plain(), {}
        try:
            other = seen.setdefault(plain.value(e), e)
        except KernelError:
            continue
        for x, y in ((Fraction(3, 7), Fraction(5, 3)), (Fraction(-2), Fraction(9, 4))):
            try:
                values = [evaluate(s, {X: x, Y: y}) for s in (e, other)]
            except (Undefined, CannotTell):
                continue
            compared += e != other
            assert values[0].overlaps(values[1]), (e, other)
    assert compared > 100


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (DerivativeOf(call("g", Y), X), Integer(0)),  # what g stands for has x in it
        (DerivativeAt(X, Y, X), Integer(1)),
        (DerivativeAt(call("f", X), X, Y), Integer(0)),
        (DerivativeOf(DerivativeAt(call("f", Y), Y, X), X), Integer(0)),
        (Power(Power(X, Integer(2)), Quotient(Integer(1), Integer(2))), X),
        (call("f", X), call("g", X)),
        (call("f", X), call("f", Y)),
    ],
)
def test_other_expressions_have_other_values(left: Expression, right: Expression) -> None:
    assert not alike(THEORY.unfold(left), THEORY.unfold(right))
    assert not has_derivative(right)


def test_a_full_ring_is_given_up() -> None:
    terms = [call("f", SumOf(X, Integer(i))) for i in range(100)]
    for first, second in pairwise(terms):
        assert alike(SumOf(first, second), SumOf(second, first))
        assert not alike(first, second)


def test_what_fails_on_the_way_leaves_nothing_behind() -> None:
    with pytest.raises(KernelError):
        alike(SumOf(X, Quotient(call("f", Y), Integer(0))), X)
    assert alike(call("f", SumOf(X, Y)), call("f", SumOf(Y, X)))
    assert not alike(call("f", X), call("f", Y))
