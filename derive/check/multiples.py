"""Where waves have their zeros and peaks: variables at which an angle is a multiple of pi.

No rational point of `y*(1 + cos(x))^2 >= 0` has a negative y, but x = pi has.  So a variable is
replaced by an expression at which some angle is a simple multiple of pi; what is left has rational
points again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache

from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    SumOf,
    constant,
    free_variables,
    rational,
    subexpressions,
)
from derive.expression.substitution import CaptureError, substitute
from derive.expression.text import text
from derive.kernel.balls import Point
from derive.kernel.tidy import order
from derive.numeric.evaluate import WAVES
from derive.numeric.turns import Turns, in_turns
from derive.prover.bounds import bound
from derive.prover.domains import Domain
from derive.prover.polynomials import ONE, Monomial, Polynomial, polynomial, written

#: The multiples of pi that an angle is put at, and how many angles are, the simplest first.
TURNS = tuple(Fraction(n, d) for n, d in ((1, 1), (1, 2), (-1, 2), (2, 1), (0, 1), (-1, 1)))
TURNS += tuple(Fraction(n, d) for n, d in ((1, 3), (2, 3), (1, 4), (3, 4), (3, 2), (1, 6)))
MAX_ANGLES = 4
#: How many points are tried on each part of a domain.
POINTS = 6
_PI = frozenset([(constant("pi"), 1)])
Placed = dict[Symbol, Expression]


def _placed(expressions: Iterable[Expression], variables: Iterable[Symbol]) -> Iterator[Placed]:
    """Values of variables at which an angle of a wave is a multiple of pi, all angles in turn."""
    found = dict.fromkeys(a for e in expressions for a in _angles(e))
    moved = {*variables}
    lines = [(v, a) for a in sorted(found, key=order) for v in _in_order(a) if v in moved]
    lines = lines[:MAX_ANGLES]
    for turns in TURNS:
        alone = [{v: value} for v, a in lines if (value := _solved(a, v, turns)) is not None]
        yield from alone
        together = {v: value for placed in alone for v, value in placed.items()}
        if len(together) > 1 and not any(map(free_variables, together.values())):
            yield together


def _in_order(e: Expression) -> list[Symbol]:
    return sorted(free_variables(e), key=order)


@lru_cache(maxsize=1_000)
def _angles(e: Expression) -> tuple[Expression, ...]:
    waves = (s for s in subexpressions(e) if isinstance(s, Call) and s.name in WAVES)
    return tuple(dict.fromkeys(w.arguments[0] for w in waves))


def _solved(angle: Expression, v: Symbol, turns: Fraction) -> Expression | None:
    """The value of a variable at which an angle that is linear in it is `turns*pi`."""
    p = polynomial(angle)
    slope = {m: c for m, c in p.items() if any(a == v for a, _ in m)}
    if len(slope) != 1 or any(v in free_variables(a) and a != v for m in p for a, _ in m):
        return None
    ((monomial, c),) = slope.items()
    rest = {m: d for m, d in p.items() if m != monomial}
    if monomial == frozenset([(v, 1)]):
        return _written(_divided({**rest, _PI: rest.get(_PI, Fraction(0)) - turns}, -1 / c))
    if monomial == _PI | {(v, 1)} and rest.keys() <= {_PI}:
        return rational((turns - rest.get(_PI, Fraction(0))) / c)
    return None


def _divided(p: Polynomial, factor: Fraction) -> Polynomial:
    return {m: c * factor for m, c in p.items() if c}


def _written(p: Polynomial) -> Expression:
    """A sum with its multiple of pi and its rational written simply."""
    simple = Turns(p.get(ONE, Fraction(0)), p.get(_PI, Fraction(0))).expression
    others: dict[Monomial, Fraction] = {m: c for m, c in p.items() if m not in (ONE, _PI)}
    return SumOf(simple, written(others)) if others else simple


class Placement:
    """A domain on which some variables are replaced by expressions in the others."""

    def __init__(self, domain: Domain, placed: Placed) -> None:
        self.domain = domain
        self.placed = placed
        left = tuple(v for v in domain.variables if v not in placed)
        where = tuple(c.substitute(placed) for c in domain.conditions)
        self._left = Domain(left, where, domain.integers)
        bounds = tuple(c for c in where if bound(c.expression) is not None)
        self._wider = Domain(left, bounds, domain.integers)

    def at(self, e: Expression) -> Expression:
        """An expression with the variables replaced.  Raises `CaptureError`."""
        return substitute(e, self.placed)

    def points(self) -> Iterator[Point]:
        """Some points at which all variables are in the domain."""
        yield from filter(self._left.contains, self._wider.points(POINTS))

    def named(self, point: Point) -> tuple[tuple[str, str], ...]:
        """The values of all variables at a point, as they are written."""
        values = {v: str(q) for v, q in point.items()}
        for v, e in self.placed.items():
            values[v] = str(in_turns(e, point) or text(substitute(e, _written_point(point))))
        return tuple((v.name, values[v]) for v in self.domain.variables)


def placements(expressions: Iterable[Expression], domain: Domain) -> Iterator[Placement]:
    """The domain with variables at which an angle of a wave is a multiple of pi."""
    real = [v for v in domain.variables if v not in domain.integers]
    for placed in _placed(expressions, real):
        try:
            yield Placement(domain, placed)
        except CaptureError:  # the variable of a derivative would catch another one
            continue


def _written_point(point: Point) -> Placed:
    return {v: rational(q) for v, q in point.items()}
