"""Points at which errors are measured: the same ones every time, over all exponents of floats.

Half of them are spread over all exponents of both signs, half over those between 2^-30 and 2^10,
where most functions change.  The variables of a point are spread independently of one another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from derive.kernel.conditions import Condition
from derive.kernel.facts.intervals import Interval
from derive.numeric.evaluate import holds
from derive.prover.bounds import bound
from derive.prover.domains import Domain

Point = tuple[float, ...]
#: Points whose coordinates have these signs and exponents.
Cell = tuple[tuple[float, int], ...]
#: Exponents of normal floats, and of those where most happens.
_ALL, _NEAR = (-1022, 1023), (-30, 10)
#: Exponents of floats that are neither small nor large.
_CENTRAL = (-4, 4)
#: Points that are tried whatever is asked for, each as the value of every variable.
_NOTABLE = (0.0, 1.0, -1.0, 30.0, -30.0, 1000.0, -1000.0)
#: How many points outside of the domain are passed over for each that is asked for.
_PATIENCE = 20
#: Reciprocals of the generalized golden ratios: multiples of them are spread evenly.
_STEPS = (0.7548776662466927, 0.5698402909980532, 0.8191725133961645, 0.6710436067037893)


@dataclass(frozen=True)
class Range:
    """The interval of a variable, as floats; its ends belong to it or not."""

    low: float = -math.inf
    high: float = math.inf
    low_in: bool = False
    high_in: bool = False

    def __contains__(self, x: float) -> bool:
        if self.low < x < self.high:
            return True
        return (self.low_in and x == self.low) or (self.high_in and x == self.high)

    @property
    def bounded(self) -> bool:
        """Whether both ends are numbers."""
        return math.isfinite(self.low) and math.isfinite(self.high)


def ranges(domain: Domain) -> list[Range]:
    """The interval of each variable of a domain."""
    return [_range(domain.bounds[v]) for v in domain.variables]


def _range(interval: Interval) -> Range:
    low, high = interval.low, interval.high
    return Range(
        -math.inf if low.value is None else float(low.value),
        math.inf if high.value is None else float(high.value),
        low.closed,
        high.closed,
    )


def points(domain: Domain, count: int) -> list[Point]:
    """So many points of a domain, the notable ones first; fewer where they are hard to find."""
    lies_inside = insider(domain)
    found: dict[Point, None] = {}
    for k, point in enumerate(_candidates(ranges(domain), count)):
        if len(found) >= count or k > _PATIENCE * count:
            break
        if lies_inside(point):
            found[point] = None
    return list(found)


def inside(point: Point, domain: Domain) -> bool:
    """Whether a point lies in a domain, as far as balls tell."""
    return insider(domain)(point)


def insider(domain: Domain) -> Callable[[Point], bool]:
    """What tells whether points lie in a domain, as far as balls tell."""
    within, special = ranges(domain), _special(domain)

    def lies_inside(point: Point) -> bool:
        if not all(x in r for x, r in zip(point, within, strict=True)):
            return False
        at = {v: Fraction(x) for v, x in zip(domain.variables, point, strict=True) if special}
        return all(holds(c, at) for c in special)

    return lies_inside


def _special(domain: Domain) -> list[Condition]:
    """The conditions that are no interval of a variable."""
    return [c for c in domain.conditions if bound(c.expression) is None or c.relation == "!="]


def _candidates(within: list[Range], count: int) -> Iterator[Point]:
    for k in range(len(_NOTABLE) if count > len(_NOTABLE) else 0):
        yield tuple(
            _NOTABLE[(k + i) % len(_NOTABLE)] if not r.bounded else (r.low, r.high)[(k + i) % 2]
            for i, r in enumerate(within)
        )
    k = 0
    while True:
        k += 1
        yield tuple(_spread(r, k, i) for i, r in enumerate(within))


def spread_out(k: int, i: int) -> float:
    """The k-th of numbers of both signs, spread over the exponents where most happens."""
    one, two = (math.modf(k * _STEPS[(i + j) % len(_STEPS)] + 0.5)[0] for j in (0, 1))
    low, high = _NEAR
    size = math.ldexp(1.0 + two, math.floor(low + one * (high + 1 - low)))
    return size if (k // 2 + k // 4 * i) % 2 else -size


def _spread(r: Range, k: int, i: int) -> float:
    """The k-th value of the i-th variable."""
    one, two = (math.modf(k * _STEPS[(i + j) % len(_STEPS)] + 0.5)[0] for j in (0, 1))
    sign, low, high = 1.0, *(_ALL if k % 2 else _NEAR)
    if r.low < 0 < r.high:
        sign = 1.0 if (k >> (i + 1)) % 2 else -1.0
    elif r.high <= 0:
        sign = -1.0
    end = max(abs(r.low), abs(r.high))
    if r.bounded and k % 4 < 2:
        return r.low + one * (r.high - r.low)
    if r.bounded and k % 4 == 2:
        return r.high - (r.high - r.low) * math.ldexp(1.0 + two, -2 - math.floor(one * 51))
    if math.isfinite(end):
        high = min(high, math.frexp(end)[1] - 1)
    start = r.low if sign > 0 else -r.high
    if start > 0:
        low = max(low, math.frexp(start)[1] - 1)
    exponent = low + one * (high + 1 - low)
    return sign * math.ldexp(1.0 + two, math.floor(exponent))


def central(variables: int, count: int) -> Iterator[Point]:
    """So many points, spread densely and evenly over the few exponents about 1, of all signs."""
    low, high = _CENTRAL
    for k in range(1, count + 1):
        yield tuple(
            math.copysign(
                math.ldexp(
                    1.0 + math.modf(k * _STEPS[i % 4])[0], low + (k >> variables) % (high - low)
                ),
                1 if (k >> i) % 2 else -1,
            )
            for i in range(variables)
        )


def cell_of(point: Point) -> Cell:
    """The signs and exponents of the coordinates of a point."""
    return tuple((math.copysign(1.0, x), math.frexp(x)[1]) if x else (0.0, 0) for x in point)


def inside_cell(cell: Cell, start: int, end: int) -> Iterator[Point]:
    """Points of a cell, from one number to another."""
    for k in range(start + 1, end + 1):
        shifts = (math.modf(k * _STEPS[-1 - i % len(_STEPS)] + i / 7)[0] for i in range(len(cell)))
        yield tuple(
            sign * math.ldexp(1.0 + shift, exponent - 1)
            for (sign, exponent), shift in zip(cell, shifts, strict=True)
        )
