"""Witnesses at multiples of pi, with the exact values of waves there."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy.core.symbol import Symbol

from derive.check.decide import equal
from derive.expression.parser import parse_expression as parse
from derive.expression.substitution import substitute
from derive.kernel.balls import Undefined
from derive.numeric.evaluate import evaluate
from derive.numeric.turns import Turns, in_turns, turns_of
from derive.report.equality import EqualityReport, point_words
from derive.report.report import Verdict
from tests.each import each

X = Symbol("x")
#: Equalities that fail, or whose domain changes, where an angle is a multiple of pi only.
FALSE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("abs(y)", "y", ("y*(1 + cos(x))^2 >= 0",)),
    ("abs(y)", "-y", ("y*(1 + cos(pi*x))^2 <= 0",)),
    ("abs(y)", "y", ("y*sin(x + 1)^2 >= 0",)),
    ("abs(y)", "y", ("y*(1 - sin(3*x))^2 >= 0",)),
    ("abs(y)", "y", ("y*(1 + cos(x + z))^4 >= 0",)),
    ("abs(y)", "y", ("y*(1 - sin(pi*x/5 + pi/3))^2 >= 0",)),
    ("sign(1 - 2*cos(x))^2", "1", ()),
    ("sign(2 + cos(x) + cos(z))", "1", ()),
    ("y*sign(1 + cos(x))", "y", ("y > 3",)),
)


@pytest.mark.parametrize(("left", "right", "where"), FALSE)
def test_a_multiple_of_pi_refutes_it(left: str, right: str, where: tuple[str, ...]) -> None:
    found = equal(left, right, where)
    assert found.verdict is Verdict.REFUTED
    assert is_witness(found)


def test_a_multiple_of_pi_changes_a_domain() -> None:
    found = equal("sqrt(y)", "sqrt(abs(y))", ("y*(1 + cos(x))^2 >= 0",))
    assert found.verdict is Verdict.DOMAIN_CHANGES
    assert is_change(found)


def test_the_point_is_told_in_words() -> None:
    found = equal("abs(y)", "y", ("y*(1 + cos(x))^2 >= 0",))
    assert found.witness is not None
    assert point_words(found.witness).startswith("x = pi, y = -")
    assert "at x = pi, y = -" in str(found)


def is_witness(found: EqualityReport) -> bool:
    """Whether the sides, read again, differ at the point, the coordinates being what is told."""
    assert found.witness is not None
    values = {Symbol(name): parse(q) for name, q in found.witness.point}
    left, right = (
        evaluate(substitute(parse(side), values), {}, found.witness.precision)
        for side in (found.left, found.right)
    )
    return not left.overlaps(right)


def is_change(found: EqualityReport) -> bool:
    """Whether only the right side has a value at the point."""
    assert found.witness is not None
    values = {Symbol(name): parse(q) for name, q in found.witness.point}
    evaluate(substitute(parse(found.right), values), {})
    try:
        evaluate(substitute(parse(found.left), values), {})
    except Undefined:
        return True
    return False


EXACT = (
    ("1 + cos(pi)", 0),
    ("cos(pi/2)", 0),
    ("sin(-7*pi)", 0),
    ("1 - 2*cos(pi/3)", 0),
    ("1 - 2*sin(5*pi/6)", 0),
    ("cos(2*(pi - pi/4))", 0),
    ("sin(pi*x)", 0),
    ("1 + cos(pi*(2*x - 2)/3)", Fraction(1, 2)),
    ("tan(pi*x)", 0),
    ("sec(0.5*pi + pi/2)", -1),
)


@each(("source", "value"), EXACT)
def test_waves_are_exact_at_multiples_of_pi(source: str, value: Fraction | int) -> None:
    found = evaluate(parse(source), {X: Fraction(2)})
    assert found.is_exact()
    assert found == float(value)


@pytest.mark.parametrize("source", ["tan(pi/2)", "cot(pi*x)", "csc(0*pi)", "1/cos(3*pi/2)"])
def test_poles_at_multiples_of_pi_are_certain(source: str) -> None:
    with pytest.raises(Undefined):
        evaluate(parse(source), {X: Fraction(1)})


def test_what_is_no_multiple_of_pi_is_none() -> None:
    for source in ("pi + 1", "pi^2", "pi*pi", "1/pi", "x", "e*pi", "sin(pi)", "pi/0", "y*pi"):
        assert turns_of(parse(source), {X: Fraction(1)}) is None
    assert in_turns(parse("pi/2 + x"), {X: Fraction(3)}) == Turns(Fraction(3), Fraction(1, 2))


@pytest.mark.parametrize(
    ("rest", "turns", "words"),
    [(0, 1, "pi"), (0, -1, "-pi"), (1, Fraction(1, 2), "pi/2 + 1"), (-1, -3, "-3*pi - 1")],
)
def test_numbers_with_pi_are_written_simply(rest: int, turns: Fraction, words: str) -> None:
    number = Turns(Fraction(rest), Fraction(turns))
    assert str(number) == words
    assert in_turns(parse(words), {}) == number
