"""What the chain around a refuted link tells: proved links, or equal sides before and behind it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.binding import unknown_functions, value_at
from derive.check.reading import STAND, Reading
from derive.check.refutation import Sides
from derive.check.slips import Mending
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Negation,
    Power,
    Quotient,
    SumOf,
    free_variables,
    strip,
    subexpressions,
)
from derive.expression.shorthand import ValueAt
from derive.kernel.conditions import integer_exponent
from derive.kernel.tidy import order
from derive.prover.polynomials import polynomial
from derive.report.report import Verdict
from derive.script.script import Placed


def is_surrounded(reading: Reading, k: int) -> bool:
    """Whether other links of the chain are proved, so that it is one of identities.

    Of variables something may be known that is not said, such as what they are roots of: then one
    of polynomials may lack a single term only, or holds for no number.
    """
    pair = reading.pair(k) or ()
    if any(unknown_functions(reading.theory.unfold(side.node)) for side in pair):
        return False
    if reading.links.claimed or _is_of_numbers(reading, k):
        return True
    if is_of_polynomials(reading, k) and not (is_one_term(reading, k) or _has_no_root(reading, k)):
        return False
    stand = any(j is not None and j.verdict in STAND for j in reading.found)
    return stand and is_of_the_same(reading, k)


def _is_of_numbers(reading: Reading, k: int) -> bool:
    """Whether a link has a number beside what an antiderivative is between limits."""
    pair = reading.pair(k) or ()
    values = any(isinstance(s, ValueAt) for side in pair for s in subexpressions(side.node))
    return values and not any(reading.variables(k))


def is_of_polynomials(reading: Reading, k: int) -> bool:
    """Whether a link is an equation of polynomials or fractions, which may define a variable."""
    sides = [reading.theory.unfold(side.node) for side in reading.pair(k) or ()]
    parts = [s for side in sides for s in subexpressions(strip(side))]
    calls = any(isinstance(s, (Call, DerivativeOf, DerivativeAt)) for s in parts)
    powers = any(isinstance(s, Power) and integer_exponent(s.args[1]) is None for s in parts)
    return any(reading.variables(k)) and not calls and not powers


#: Where roots are looked for, and numbers at which much is equal that is different elsewhere.
_TRIED = tuple(Fraction(n, 8) + Fraction(1, 97) for n in range(-160, 161))
_SPECIAL = (-1.0, 0.0, 1.0)
_NEAR = 0.13


def _has_no_root(reading: Reading, k: int) -> bool:
    """Whether a link of one variable holds for no value of that, but -1, 0 and 1.

    One of several variables is to hold for no real numbers at all.
    """
    variables = sorted(frozenset().union(*reading.variables(k)), key=order)
    left, right = (reading.theory.unfold(side.node) for side in reading.pair(k) or ())
    if len(variables) != 1:
        return len(variables) <= MAX_VARIABLES and _is_definite((left, right), variables)
    (v,) = variables
    before: float | None = None
    for x in _TRIED:
        values = value_at((left, right), {v: x})
        gap = None if values is None else values[0] - values[1]
        turns = gap is not None and before is not None and gap * before <= 0
        if turns and min(abs(float(x) - s) for s in _SPECIAL) > _NEAR:
            return False
        before = gap
    return before is not None


#: Where the sign of a polynomial in several variables is looked at, with squares that vanish there.
_GRID = tuple(Fraction(n, 2) for n in (-6, -4, -2, -1, 0, 1, 2, 3, 4, 6))
MAX_VARIABLES = 2


def _is_definite(sides: Sides, variables: Sequence[Symbol]) -> bool:
    """Whether the difference of two sides, times their divisors, has one sign everywhere.

    So it has for `1/(a + b)` and `1/a + 1/b`, which are equal for no real numbers.
    """
    parts = [s for e in sides for s in subexpressions(e)]
    divisors = {s.args[1]: None for s in parts if isinstance(s, Quotient)}
    signs = set()
    for point in product(_GRID, repeat=len(variables)):
        at = dict(zip(variables, point, strict=True))
        values = value_at(sides, at)
        factors = [value_at((d, d), at) for d in divisors]
        if values is None or None in factors:
            continue
        whole = prod((f[0] for f in factors if f is not None), start=values[0] - values[1])
        signs.add((whole > 0) - (whole < 0))
    return len(signs) == 1 and 0 not in signs


def is_one_term(reading: Reading, k: int) -> bool:
    """Whether the sides of a link differ by a single term, as of a square that is written out."""
    left, right = (reading.theory.unfold(side.node) for side in reading.pair(k) or ())
    return len(polynomial(SumOf(left, Negation(right)))) == 1


def is_of_the_same(reading: Reading, k: int) -> bool:
    """Whether both sides of a link depend on the same variables."""
    first, second = reading.variables(k)
    return all(_is_idle(reading, k, v) for v in first ^ second)


def _is_idle(reading: Reading, k: int, v: Symbol) -> bool:
    """Whether a link has a variable on one side only, on which that does not depend."""
    moved = {v: SumOf(v, Integer(1))}
    return all(
        v not in free_variables(e) or reading.decided(e, e.xreplace(moved)) in _PROVED
        for e in (reading.theory.unfold(side.node) for side in reading.pair(k) or ())
    )


def odd_side(reading: Reading, k: int, found: Mending | None = None) -> int | None:
    """The side of a link that is another than those before and behind it, which are equal.

    One with a variable of its own gives or asks for the value of that.  One with unknown functions
    may be what those are known to do, unless an edit is `found` of a number in their arguments.
    """
    first, second = reading.variables(k)
    behind = _next(reading, k + 1, 1)
    if behind is not None and second <= first and _is_odd(reading, k, k + 1, behind, found):
        return k + 1
    if k == 0 or reading.links.sides[k - 1] is not None:
        return None  # else it is told of the link before
    before = _next(reading, k, -1)
    if before is not None and first <= second and _is_odd(reading, before, k, k + 1, found):
        return k
    return None


def _next(reading: Reading, k: int, step: int) -> int | None:
    """The side of a chain that is read next, in one direction."""
    sides, joined = reading.links.sides, reading.links.joined
    while 0 <= k + step < len(sides) and joined[min(k, k + step)]:
        k += step
        if sides[k] is not None:
            return k
    return None


def _is_odd(reading: Reading, before: int, k: int, behind: int, found: Mending | None) -> bool:
    """Whether the sides before and behind one are equal, and it is not."""
    one, other, last = (reading.links.sides[i] for i in (before, k, behind))
    assert one is not None
    assert other is not None
    assert last is not None
    inner = found is not None and found.inner and found.index == k
    if not _is_told(reading, one, other, last, inner):
        return False
    falls = reading.decided(other.node, last.node) is Verdict.REFUTED
    falls = falls and reading.decided(one.node, other.node) is Verdict.REFUTED
    return falls and reading.joins(one, last)


def _is_told(reading: Reading, one: Placed, other: Placed, last: Placed, inner: bool) -> bool:
    """Whether doubtful names say nothing against it that one of three sides is wrong.

    What defines them is confirmed where it makes the other two equal.
    """
    names = [reading.names(side) for side in (one, other, last)]
    unknown = {f.name for f in reading.links.functions}
    if isinstance(strip(other.node), Symbol) or (names[1] & unknown and not inner):
        return False  # it may be what the name means, or what the function is known to do
    doubtful = reading.links.doubtful - (unknown if inner else set())
    first, middle, final = (doubtful & found for found in names)
    defined = {d.name for d in reading.links.definitions}
    known = first | middle | final <= defined
    return known and (first != final or not first | middle | final)


_PROVED = (Verdict.PROVED, Verdict.PROVED_FOR)
