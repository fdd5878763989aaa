"""Where the domain of a function ends, in words: poles, gaps and ends, each at its number.

A number with a short name is told where it is proved to be the edge: what is compared with 0 there
is 0.  Else there are the digits of where balls begin to say that the function is defined.  That
values grow without end is read off points, and only a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from sympy.core.numbers import Integer

from derive.check.decide import decide
from derive.expression.nodes import Expression, rational
from derive.kernel.conditions import Condition
from derive.kernel.theory import Theory
from derive.numeric.evaluate import NOWHERE, holds
from derive.prover.domains import Domain
from derive.prover.polynomials import ONE, polynomial
from derive.report.report import Verdict
from derive.values.exactly import candidates
from derive.values.sampled import Break, Moving, Side
from derive.values.usual import in_digits

#: How near to an edge values are compared, in powers of 1/2.
_NEAR = (8, 11, 14, 17, 20, 23, 26)


#: Whether a function certainly has no value at a number.
Absent = Callable[[Expression], bool]


def words(function: Moving, b: Break, across: Side, absent: Absent = lambda _: True) -> str:
    """What is to be said of a break on a range."""
    v = function.variable.name
    low, high = b.first[0] > across[0], b.last[1] < across[1]
    sides = [side for inner, side in ((low, -1), (high, 1)) if inner]
    grown = [grows(function, b, side) for side in sides]
    unbounded = ", unbounded beside it" if any(grown) else ""
    if b.is_point:
        at = _place(function, b.first[0], b.last[1])
        if not function.joined:
            return f"not joined at {v} = {at}"
        if len(grown) == 2 and all(grown):
            return f"pole at {v} = {at}"
        if not unbounded and not lacks(function, b, absent):
            return f"no value is known at {v} = {at}"
        return f"no value at {v} = {at}{unbounded}"
    if low and high:
        at = " to ".join(_place(function, *side) for side in (b.first, b.last))
        return f"not defined from {v} = {at}{unbounded}"
    if low:
        return f"not defined right of {v} = {_place(function, *b.first)}{unbounded}"
    if high:
        return f"not defined left of {v} = {_place(function, *b.last)}{unbounded}"
    return "not defined anywhere in the range"


def lacks(function: Moving, b: Break, absent: Absent) -> bool:
    """Whether there certainly is no value at one of the numbers at which a break may be."""
    return any(absent(e) for _, e in _near(function, b.first[0], b.last[1]))


def grows(function: Moving, b: Break, side: int) -> bool:
    """Whether values grow without end towards a break, as far as points near it tell."""
    edge = b.last[1] if side > 0 else b.first[0]
    near = [function.value(edge + side * Fraction(1, 2**k) * (1 + abs(edge))) for k in _NEAR]
    values = [y for y in near if y is not None]
    if len(values) < len(near) or min(values) < 0 < max(values):  # what swings has no pole
        return False
    steps = [abs(after) - abs(before) for before, after in pairwise(values)]
    return all(step > 0 for step in steps) and steps[-1] > 0.5 * steps[0]


def belongs(function: Moving, low: Fraction, high: Fraction) -> bool:
    """Whether the edge that lies in a narrow interval is a point of the domain."""
    return any(
        all(holds(c, NOWHERE) or (c.relation == ">=" and _is_zero(c)) for c in function.at(e))
        for _, e in _edges(function, low, high)
    )


def _place(function: Moving, low: Fraction, high: Fraction) -> str:
    """The edge in a narrow interval."""
    named = next((written for written, _ in _near(function, low, high)), "")
    return named or f"{float((low + high) / 2):.6g}"


def _near(function: Moving, low: Fraction, high: Fraction) -> Iterator[tuple[str, Expression]]:
    """The numbers with short names at which an edge may be that is in a narrow interval."""
    margin = high - low
    yield from _edges(function, low - margin, high + margin)


def _edges(function: Moving, low: Fraction, high: Fraction) -> Iterator[tuple[str, Expression]]:
    """The numbers with short names at which what a condition compares with 0 is 0.

    Where there are none, those at which it is linear and 0.
    """
    found = [(said, e) for said, e in candidates(low, high) if any(map(_is_zero, function.at(e)))]
    yield from found
    for q in () if found else _linear_zeros(function):
        if low <= q <= high:
            yield in_digits(q), rational(q)


def _linear_zeros(function: Moving) -> Iterator[Fraction]:
    for c in function.conditions:
        p = polynomial(c.expression)
        slope = p.get(frozenset([(function.variable, 1)]))
        if slope and p.keys() <= {frozenset([(function.variable, 1)]), ONE}:
            yield -p.get(ONE, Fraction(0)) / slope


def _is_zero(c: Condition) -> bool:
    found = decide(c.expression, Integer(0), Theory(), Domain(()))
    return found.verdict is Verdict.PROVED
