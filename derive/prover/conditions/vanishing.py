"""Zeros of an expression between points of a domain: what has one is not shown to have none.

A sign that turns on the way from one point to another is followed by halving.  Where the
expression is small in a whole ball about the place at last, and the domain contains the ball, it
has a zero there.  Only searches are left out by what is found, so nothing is proved by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Protocol

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.nodes import Call, Expression, Negation, Power, free_variables
from derive.kernel.balls import CannotTell, Point, Undefined, ball, compare
from derive.kernel.conditions import Condition, definedness, numeral_or_none
from derive.kernel.facts.facts import factors_of
from derive.kernel.tidy import order
from derive.numeric.evaluate import evaluate, evaluate_balls
from derive.prover.edges import edges

#: Between how many pairs of points a zero is looked for, and how often the way is halved.
MAX_WAYS, HALVINGS = 3, 20
#: What part of the values at both ends a value beside a zero is at most: it is no jump then.
_SMALL = arb(2) ** -10
#: How far beside an edge its two sides are looked at.
_BESIDE = Fraction(1, 2**20)
#: A point and the value there.
Valued = tuple[Point, arb]
Balls = Mapping[Symbol, arb]


class Within(Protocol):
    """A domain: conditions, and variables that are not moved."""

    conditions: Sequence[Condition]
    integers: frozenset[Symbol]


def cores(e: Expression) -> Iterator[Expression]:
    """The factors that have all zeros of an expression, as it is written, powers left out."""
    found = (e.args[0],) if isinstance(e, Negation) else factors_of(e) or _under_root(e)
    for part in found:
        yield from cores(part)
    if not found and free_variables(e):
        yield e


def _under_root(e: Expression) -> tuple[Expression, ...]:
    """What a root or a positive power is of: it is zero where that is."""
    if isinstance(e, Call) and e.name in ("sqrt", "cbrt"):
        return e.arguments
    n = numeral_or_none(e.args[1]) if isinstance(e, Power) else None
    return (e.args[0],) if n is not None and n > 0 else ()


def ends_in(f: Expression, e: Expression, p: Point, within: Within) -> bool:
    """Whether a factor of e is zero at an edge of a domain, where e has a value.

    The domain asks that it is not negative.  One variable is moved, from a point, to where the
    factor turns its sign in balls in which all other conditions hold.
    """
    needed = {*within.conditions, *definedness(e)}
    others = [c for c in needed if c.relation != ">=" or [*cores(c.expression)] != [f]]
    if len(others) == len(needed):
        return False
    for v in sorted(free_variables(f) - within.integers, key=order):
        for q in edges([Condition(f, "!=")], v, p):
            low, high = ({**p, v: q + side * _BESIDE * (1 + abs(q))} for side in (-1, 1))
            if _turns(f, low, high) and _holds(others, _between(low, high)):
                return True
    return False


def _turns(f: Expression, low: Point, high: Point) -> bool:
    try:
        return bool(evaluate(f, low) * evaluate(f, high) < 0)
    except (Undefined, CannotTell):
        return False


def vanishes(f: Expression, e: Expression, valued: Sequence[Valued], within: Within) -> bool:
    """Whether a factor of e has a zero in a domain, where e has a value, between some points."""
    ways = islice(_ways(f, valued, within.integers), MAX_WAYS)
    return any(_has_zero(f, a, b, e, within.conditions) for a, b in ways)


def _ways(
    e: Expression, valued: Sequence[Valued], integers: frozenset[Symbol]
) -> Iterator[tuple[Valued, Valued]]:
    """Pairs of points between which an expression turns its sign, near ones first on a line."""
    variables = sorted(free_variables(e), key=order)
    ordered = sorted(valued, key=lambda at: [at[0][v] for v in variables])
    for step in (1, 2):
        for a, b in zip(ordered, ordered[step:], strict=False):
            if a[1] * b[1] < 0 and all(a[0][v] == b[0][v] for v in integers):
                yield a, b


def _has_zero(
    f: Expression, a: Valued, b: Valued, e: Expression, conditions: Sequence[Condition]
) -> bool:
    (low, below), (high, above) = a, b
    most = (abs(below) + abs(above)) * _SMALL
    for _ in range(HALVINGS):
        middle = {v: (q + high[v]) / 2 for v, q in low.items()}
        try:
            value = evaluate(f, middle)
        except (Undefined, CannotTell):
            return False
        if value.is_zero():
            low = high = middle
            break
        if value * below < 0:
            high = middle
        elif value * below > 0:
            low = middle
        else:
            return False
    there = _between(low, high)
    return _is_below(f, there, most) and _is_finite(e, there) and _holds(conditions, there)


def _between(low: Point, high: Point) -> Balls:
    return {v: ball(q).union(ball(high[v])) for v, q in low.items()}


def _is_below(f: Expression, at: Balls, most: arb) -> bool:
    try:
        return bool(abs(evaluate_balls(f, at)) < most)
    except (Undefined, CannotTell):
        return False


def _is_finite(e: Expression, at: Balls) -> bool:
    try:
        return bool(evaluate_balls(e, at).is_finite())
    except (Undefined, CannotTell):
        return False


def _holds(conditions: Sequence[Condition], at: Balls) -> bool:
    """Whether conditions certainly hold everywhere in balls."""
    try:
        told = (compare(evaluate_balls(c.expression, at), c.relation) for c in conditions)
        return all(verdict is True for verdict in told)
    except (Undefined, CannotTell):
        return False
