"""The domain of a variable: words such as `real`, bounds such as `0 < p < 1`, or both.

A domain holds comparisons of the variable with numbers, such as 1/2 or pi/2; other conditions
belong under `where`.  Only numerals are asked here whether some number is between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, called, free_variables, has_derivative
from derive.expression.numerals import NumeralTooLarge, numeral
from derive.expression.parsed import Parsed
from derive.expression.words import BY_ARITY
from derive.script.script import Condition, Placed
from derive.script.yaml_tree import Text


class DomainWord(NamedTuple):
    """A word for a domain: whether of integers, and its comparison with 0 if it has one."""

    integer: bool
    relation: str = ""


DOMAIN_WORDS = {
    "real": DomainWord(False),
    "integer": DomainWord(True),
    "positive": DomainWord(False, ">"),
    "nonnegative": DomainWord(False, ">="),
}

_MIRRORED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}


class Bound(NamedTuple):
    """That a variable is in `relation` to a number."""

    relation: str
    value: Fraction


def domain_parts(value: str) -> Iterator[tuple[int, str]]:
    """The parts of a domain between commas, each with where it begins."""
    start = 0
    for piece in value.split(","):
        yield start + len(piece) - len(piece.lstrip()), piece.strip()
        start += len(piece) + 1


def word_conditions(
    name: str, word: DomainWord, source: Text, start: int, end: int
) -> tuple[Condition, ...]:
    """The comparison that `word`, which stands at `start`, means for the variable `name`."""
    if not word.relation:
        return ()
    left, right = Parsed(Symbol(name), start, end), Parsed(Integer(0), start, end)
    return (Condition(Placed(left, source), word.relation, Placed(right, source)),)


def bound(name: str, condition: Condition) -> Bound | None:
    """`condition` as a bound on the variable `name`; None if it is not one."""
    left, right = condition.left.node, condition.right.node
    value = _value(right)
    if left == Symbol(name) and value is not None:
        return Bound(condition.relation, value)
    value = _value(left)
    if right == Symbol(name) and value is not None:
        return Bound(_MIRRORED[condition.relation], value)
    return None


def is_with_number(name: str, condition: Condition) -> bool:
    """Whether `condition` compares the variable `name` with a number, as in `x < pi`."""
    left, right = condition.left.node, condition.right.node
    sides = ((left, right), (right, left))
    return any(one == Symbol(name) and _is_number(other) for one, other in sides)


def _is_number(e: Expression) -> bool:
    """Whether an expression is a number, by no name that a script gives."""
    return not (free_variables(e) or has_derivative(e) or called(e) - BY_ARITY.keys())


def _value(e: Expression) -> Fraction | None:
    try:
        return numeral(e)
    except NumeralTooLarge:
        return None


def is_empty(bounds: Iterable[Bound], integer: bool) -> bool:
    """Whether no real number, or no integer, satisfies all `bounds`."""
    bounds = list(bounds)
    below = [b for b in bounds if b.relation in (">", ">=", "=")]
    above = [b for b in bounds if b.relation in ("<", "<=", "=")]
    if not below or not above:
        return False
    excluded = {b.value for b in bounds if b.relation == "!="}
    if integer:
        return _no_integer(below, above, excluded)
    low, high = max(b.value for b in below), min(b.value for b in above)
    strict = any(b.relation in "<>" and b.value == low for b in [*below, *above])
    return low > high or (low == high and (strict or low in excluded))


def _no_integer(below: list[Bound], above: list[Bound], excluded: set[Fraction]) -> bool:
    low = max(floor(b.value) + 1 if b.relation == ">" else ceil(b.value) for b in below)
    high = min(ceil(b.value) - 1 if b.relation == "<" else floor(b.value) for b in above)
    if high - low >= len(excluded):
        return False
    return all(Fraction(n) in excluded for n in range(low, high + 1))
