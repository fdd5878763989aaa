"""Rational points on which equations hold, near others: hints, held against the equations after.

Equations that are linear in a variable are solved for it.  In others a variable is moved to a
rational root, the rest at a point; and where a quadric has one rational point, the line from there
to any other rational point meets it in one more.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product
from math import lcm

from flint import fmpz_poly
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, free_variables, rational
from derive.expression.substitution import CaptureError, substitute
from derive.kernel.balls import CannotTell, Point, Undefined
from derive.kernel.conditions import Condition, numeral_or_none
from derive.kernel.facts.images import exact
from derive.kernel.tidy import order
from derive.numeric.evaluate import evaluate
from derive.prover.polynomials import Monomial, polynomial, scaled, written

#: How many points are made of one, and where a first point of a quadric is looked for.
MADE = 3
_FIRST = tuple(Fraction(n, d) for n, d in ((0, 1), (1, 1), (-1, 1), (2, 1), (1, 2), (3, 1)))
MAX_FIRST = 250
MAX_DEGREE, MAX_BITS = 8, 600
Found = dict[Symbol, Fraction]
#: Variables with what they are equal to, in the order in which they are told, and what is left.
Plan = tuple[tuple[tuple[Symbol, Expression], ...], tuple[Expression, ...]]


def on_surface(equations: tuple[Condition, ...], start: Point) -> Iterator[Found]:
    """Points near `start` at which the equations hold, as far as any are found."""
    solved, left = _plan(tuple(c.expression for c in equations))
    moved = {v: q for v, q in start.items() if v not in dict(solved)}
    for here in islice(_on(left, moved, frozenset()), MADE):
        there = _completed(solved, here)
        if there is not None:
            yield {v: there[v] for v in start}


@lru_cache(maxsize=100)
def _plan(equations: tuple[Expression, ...]) -> Plan:
    """Which variables are told by the others."""
    solved, left = list[tuple[Symbol, Expression]](), list(equations)
    while (found := next(filter(None, map(_linear, left)), None)) is not None:
        e, v, value = found
        left.remove(e)
        try:
            left = [substitute(other, {v: value}) for other in left]
        except CaptureError:
            break
        solved.insert(0, (v, value))
    return tuple(solved), tuple(e for e in left if polynomial(e))


def _linear(e: Expression) -> tuple[Expression, Symbol, Expression] | None:
    """A variable with what it is equal to where `e = 0`, if that is linear in it."""
    p = polynomial(e)
    for v in reversed(_in_order(e)):
        mentioned = [m for m in p if any(v in free_variables(a) for a, _ in m)]
        if mentioned == [frozenset([(v, 1)])]:
            rest = {m: c for m, c in p.items() if m != mentioned[0]}
            return e, v, written(scaled(rest, -1 / p[mentioned[0]]))
    return None


def _completed(solved: tuple[tuple[Symbol, Expression], ...], here: Found) -> Found | None:
    """A point with the variables that the others tell."""
    for v, value in solved:
        q = _exactly(value, here)
        if q is None:
            return None
        here = {**here, v: q}
    return here


def _on(left: tuple[Expression, ...], here: Found, fixed: frozenset[Symbol]) -> Iterator[Found]:
    """Points at which expressions are 0; variables of those that are done do not move."""
    left = tuple(e for e in left if _exactly(e, here) != 0)
    for i, e in enumerate(left):
        others = left[:i] + left[i + 1 :]
        for there in _zeros(e, here, fixed):
            yield from _on(others, there, fixed | free_variables(e))
    if not left:
        yield here


def _zeros(e: Expression, here: Found, fixed: frozenset[Symbol]) -> Iterator[Found]:
    """Points at which one expression is 0."""
    free = [v for v in reversed(_in_order(e)) if v not in fixed and v in here]
    for v in free:
        yield from ({**here, v: q} for q in _roots(e, v, here))
    if len(free) > 1 and not fixed & free_variables(e):
        yield from _by_lines(e, here)


def _by_lines(e: Expression, here: Found) -> Iterator[Found]:
    """Where the lines from some zeros of a quadric to a point meet it again."""
    for base in _first(e):
        along = {v: here[v] - q for v, q in base.items()}
        ends = (_exactly(e, _moved(base, along, s)) for s in (Fraction(1), Fraction(-1)))
        up, down = ends
        if up is not None and down is not None and up + down:
            yield {**here, **_moved(base, along, (down - up) / (up + down))}


def _moved(base: Point, along: Point, s: Fraction) -> Found:
    return {v: q + s * along[v] for v, q in base.items()}


@lru_cache(maxsize=100)
def _first(e: Expression) -> tuple[Point, ...]:
    """Some zeros with small coordinates."""
    *others, v = _in_order(e)
    found = []
    for values in islice(product(_FIRST, repeat=len(others)), MAX_FIRST):
        at = dict(zip(others, values, strict=True))
        found += [{**at, v: q} for q in _roots(e, v, at)]
        if len(found) >= MADE:
            break
    return tuple(found[:MADE])


def _in_order(e: Expression) -> list[Symbol]:
    return sorted(free_variables(e), key=order)


def _roots(e: Expression, v: Symbol, at: Point) -> list[Fraction]:
    """The rational values of a variable at which an expression is 0, the others at a point."""
    powers: dict[int, Fraction] = {}
    for m, c in polynomial(e).items():
        n = dict(m).get(v, 0)
        rest = _coefficient(m, v, at)
        if rest is None or not 0 <= n <= MAX_DEGREE:
            return []
        powers[n] = powers.get(n, Fraction(0)) + c * rest
    scale = lcm(*(c.denominator for c in powers.values()))
    integers = [int(powers.get(n, 0) * scale) for n in range(max(powers, default=0) + 1)]
    if not any(integers[1:]) or max(map(abs, integers)).bit_length() > MAX_BITS:
        return []
    _, factors = fmpz_poly(integers).factor()
    return [Fraction(-int(f[0]), int(f[1])) for f, _ in factors if f.degree() == 1]


def _coefficient(m: Monomial, v: Symbol, at: Point) -> Fraction | None:
    """The value of what stands beside a power of a variable; None where it is not known."""
    whole = Fraction(1)
    for a, n in m:
        if a != v:
            q = None if v in free_variables(a) else _exactly(a, at)
            if q is None or (q == 0 and n < 0):
                return None
            whole *= q**n
    return whole


def _exactly(e: Expression, at: Point) -> Fraction | None:
    """The value of an expression at a point, where it is a rational that is known exactly."""
    if not free_variables(e) <= at.keys():
        return None
    found = numeral_or_none(substitute(e, {v: rational(q) for v, q in at.items()}))
    if found is not None:
        return found
    try:
        value = evaluate(e, at)
    except (Undefined, CannotTell):
        return None
    return exact(value.mid()) if value.is_exact() else None
