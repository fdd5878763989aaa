"""The forms that the kernel compares lines by: no less than tidying knows, and nothing false."""

from __future__ import annotations

from fractions import Fraction
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
from derive.kernel.balls import CannotTell, Undefined, evaluate
from derive.kernel.forms import Form, Forms
from derive.kernel.tidy import tidy

X, Y = Symbol("x"), Symbol("y")
HIDDEN = frozenset({("f", frozenset[Symbol]()), ("g", frozenset({X}))})
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
def test_what_is_tidied_has_the_same_form(seed: int) -> None:
    random, forms = Random(seed), Forms(HIDDEN)
    for _ in range(400):
        e = some(random, random.choice((1, 2, 3)))
        assert forms.of(e) == forms.of(tidy(e, hidden=HIDDEN)), e


@pytest.mark.parametrize("seed", range(4))
def test_expressions_of_one_form_are_equal_where_both_are_defined(seed: int) -> None:
    random, forms, compared = Random(seed), Forms(), 0
    seen: dict[Form, Expression] = {}
    for _ in range(2_000):
        e = some(random, random.choice((1, 2, 2)), ("exp", "sqrt"))
        other = seen.setdefault(forms.of(e), e)
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
        (DerivativeOf(call("h", Y), X), Integer(0)),  # of h nothing is known
        (DerivativeAt(X, Y, X), Integer(1)),
        (DerivativeAt(call("f", X), X, Y), Integer(0)),
        (DerivativeOf(DerivativeAt(call("f", Y), Y, X), X), Integer(0)),
        (Quotient(X, X), Integer(1)),
        (SumOf(X, X), ProductOf(Integer(2), X)),
        (Power(ProductOf(X, Y), Integer(2)), ProductOf(*(Power(v, Integer(2)) for v in (X, Y)))),
        (Power(Power(X, Integer(2)), Quotient(Integer(1), Integer(2))), X),
        (call("f", X), call("g", X)),
    ],
)
def test_other_expressions_have_other_forms(left: Expression, right: Expression) -> None:
    forms = Forms(HIDDEN)
    assert forms.of(left) != forms.of(right)
    assert not has_derivative(right)
