"""Cases that say two things of one point: which of them is meant, nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, pairwise

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, Negation, SumOf, free_variables, subexpressions
from derive.expression.shorthand import Cases, Comparison
from derive.expression.told_apart import has_choice
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import Condition
from derive.kernel.theory import REFUSALS, Theory
from derive.numeric.evaluate import evaluate, holds

#: Where cases of one variable are looked at, besides the middles between what it is compared with.
_GRID = tuple(Fraction(k, 7) for k in range(-40, 41))
#: What other variables are there.
_OTHERS = tuple(Fraction(n, 11) for n in (9, 17, 26, 31, 43))

#: A case: what it is, and its comparisons.
Row = tuple[Expression, tuple[Comparison, ...]]


def say_two_things(e: Expression, theory: Theory) -> bool:
    """Whether two cases of an expression, both with a condition, differ at a point of both."""
    if not has_choice(e):
        return False
    rows = (s.rows for s in subexpressions(e) if isinstance(s, Cases))
    pairs = (pair for one in rows for pair in combinations(one, 2))
    try:
        return any(_differ(*pair, theory) for pair in pairs if pair[0][1] and pair[1][1])
    except REFUSALS:
        return False


def _differ(first: Row, second: Row, theory: Theory) -> bool:
    """Whether two cases that are told apart by one variable have two values where both apply."""
    told = (*first[1], *second[1])
    sides = [theory.unfold(side) for a, _, b in told for side in (a, b)]
    compared = frozenset[Symbol]().union(*map(free_variables, sides))
    if len(compared) != 1:
        return False
    (v,) = compared
    values = theory.unfold(first[0]), theory.unfold(second[0])
    conditions = [*_conditions(told, theory)]
    rest = sorted(frozenset[Symbol]().union(*map(free_variables, values)) - compared, key=str)
    if len(rest) > len(_OTHERS):
        return False
    others = dict(zip(rest, _OTHERS, strict=False))
    places = ({**others, v: q} for q in _places(sides))
    return any(all(holds(c, at) for c in conditions) and _apart(values, at) for at in places)


def _conditions(told: Iterable[Comparison], theory: Theory) -> Iterator[Condition]:
    for a, relation, b in told:
        less, more = theory.unfold(a), theory.unfold(b)
        if not relation.startswith("<"):
            less, more = more, less
        yield Condition(SumOf(more, Negation(less)), relation.replace("<", ">"))


def _places(sides: Iterable[Expression]) -> Iterator[Fraction]:
    """Where the variable is looked at: between the numbers that it is compared with, and around."""
    found = sorted({q for side in sides if (q := _number(side)) is not None})
    yield from ((a + b) / 2 for a, b in pairwise(found))
    yield from (*found, *_GRID)


def _number(side: Expression) -> Fraction | None:
    if free_variables(side):
        return None
    try:
        return Fraction(float(evaluate(side, {}))).limit_denominator(10**6)
    except (Undefined, CannotTell):
        return None


def _apart(values: Iterable[Expression], at: Mapping[Symbol, Fraction]) -> bool:
    try:
        first, second = (evaluate(value, at) for value in values)
    except (Undefined, CannotTell):
        return False
    return not first.overlaps(second)
