"""Rational points inside a domain, always the same ones, in an order that refutes early.

Generic points come first, then several scales, then special points such as 0 and 1.  Where the
domain is too thin for them, points are searched for: one variable after the other is moved to
where the conditions come closest to holding, between the edges of each of them among others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from math import ceil, floor, inf, prod

from sympy.core.symbol import Symbol

from derive.expression.nodes import free_variables
from derive.kernel.balls import CannotTell, Point, Undefined
from derive.kernel.conditions import Condition
from derive.kernel.facts.intervals import REALS, Interval
from derive.numeric.evaluate import Evaluator
from derive.prover.edges import between
from derive.prover.polynomials import Polynomial

#: How many candidates are tried, and how many searches are made where those fail.
CANDIDATES = 120
SEARCHES = 6
#: Samples of the line: dyadic, so that their arithmetic is exact in balls.
_SAMPLES = tuple(
    Fraction(n, 64)
    for n in (48, -80, 136, 20, -28, 96, -52, 176, -12, 8, -144, 300, -208, 672, -604, 2560)
)
_SAMPLES += (Fraction(1, 1024), Fraction(-3, 2048), Fraction(153, 64), Fraction(-2544, 64))
#: Strides that are coprime to their number let variables run through all combinations.
_STRIDES = (1, 7, 3, 9, 11, 13)
_SPECIAL = tuple(map(Fraction, (0, 1, -1, 2, -2)))
_FAR = 977
#: Beside odd multiples of pi/2.
_CRESTS = (Fraction(11, 7), Fraction(-33, 7))
_STEPS = tuple(Fraction(1, 4**k) for k in range(1, 12))
#: Along how many variables edges are looked for, and how often a line is halved for one.
MAX_LINES, HALVINGS = 2, 22
#: How much closer than a point that is known one beside a bound is to it.
BESIDE = 1 << 12
#: How many values of a variable that fit are followed by values of the next one.
TRIED_VALUES = 3
_Place = tuple[Symbol, tuple[tuple[Symbol, Fraction], ...]]
Bounds = Mapping[Symbol, Interval]


class Finder:
    """Finds points for variables in bounds that satisfy a test and conditions."""

    def __init__(
        self,
        bounds: Bounds,
        integers: frozenset[Symbol],
        conditions: Sequence[Condition],
        contains: Callable[[Point], bool],
    ) -> None:
        self.bounds = bounds
        self.variables = tuple(bounds)
        self.integers = integers
        self.conditions = conditions
        self.contains = contains
        self._gaps: dict[_Place, tuple[Fraction, ...]] = {}
        #: Candidates moved to where equations hold, if there are any.
        self.moved: Callable[[Point], Iterator[dict[Symbol, Fraction]]] | None = None

    def points(self) -> Iterator[dict[Symbol, Fraction]]:
        """Points of the domain, each once."""
        seen: set[tuple[tuple[int, int], ...]] = set()
        if not self.variables:  # there is one point
            yield from filter(self.contains, [{}])
            return
        for candidate in self._tried():
            key = tuple(q.as_integer_ratio() for q in candidate.values())
            if key not in seen:
                seen.add(key)
                yield candidate

    def _tried(self) -> Iterator[dict[Symbol, Fraction]]:
        found = 0
        if any(b.empty for b in self.bounds.values()):
            return
        for candidate in self._inside(islice(self._candidates(), CANDIDATES)):
            found += 1
            yield candidate
        if found < 6:
            yield from self._inside(islice(self._nested({}), SEARCHES))
            for k in range(SEARCHES):
                yield from self._inside(self._searched(self._generic(k)))

    def _inside(
        self, candidates: Iterable[dict[Symbol, Fraction]]
    ) -> Iterator[dict[Symbol, Fraction]]:
        """The candidates, moved to where equations hold, that are inside the domain."""
        if self.moved is not None:
            candidates = (there for here in candidates for there in self.moved(here))
        return filter(self.contains, candidates)

    def early(self) -> Iterator[dict[Symbol, Fraction]]:
        """The points among the first few candidates."""
        return self._inside(map(self._generic, range(6)))

    def telling(self) -> Iterator[dict[Symbol, Fraction]]:
        """Points far away, at special values, where waves turn, and a few generic ones more."""
        crests = (dict.fromkeys(self.variables, q) for q in _CRESTS if not self.integers)
        special = islice(self._special(), 3)
        return self._inside((*self._far(), *special, *map(self._generic, range(6, 10)), *crests))

    def near_edges(self, inside: Point) -> Iterator[dict[Symbol, Fraction]]:
        """Points beside the edges of the domain on lines through one of its points."""
        for v in self.variables[:MAX_LINES]:
            for far in (-_FAR, _FAR):
                if v not in self.integers and self.moved is None:
                    yield from self._near_edge(inside, v, Fraction(far))

    def _near_edge(
        self, inside: Point, v: Symbol, outside: Fraction
    ) -> Iterator[dict[Symbol, Fraction]]:
        """A point beside the bound of a variable, where that is the edge.

        Else the last point found on a line that is halved again and again, if it has an edge.
        """
        at, within = inside[v], self.bounds[v]
        end = (within.low if outside < 0 else within.high).value
        if end is not None and end != at:
            beside = {**inside, v: end + (at - end) / BESIDE}
            if self.contains(beside):
                yield beside
                return
        if self.contains({**inside, v: outside}):
            return
        for _ in range(HALVINGS):
            middle = (at + outside) / 2
            if self.contains({**inside, v: middle}):
                at = middle
            else:
                outside = middle
        if at != inside[v]:
            yield {**inside, v: at}

    def _far(self) -> Iterator[dict[Symbol, Fraction]]:
        """All variables far away to one side, then by turns."""
        for first, others in ((1, 1), (-1, -1), (1, -1), (-1, 1)):
            yield {
                v: _placed(Fraction((others if i % 2 else first) * (_FAR + 13 * i)), self.bounds[v])
                for i, v in enumerate(self.variables)
            }

    def _candidates(self) -> Iterator[dict[Symbol, Fraction]]:
        for k in range(8):
            yield self._generic(k)
        yield from islice(self._special(), 10)
        for k in range(8, 12):
            yield self._generic(k)
        yield from self._special()
        for k in range(12, CANDIDATES):
            yield self._generic(k)

    def _generic(self, k: int) -> dict[Symbol, Fraction]:
        return {v: self._sample(v, i, k) for i, v in enumerate(self.variables)}

    def _sample(self, variable: Symbol, i: int, k: int) -> Fraction:
        """The k-th value tried for the i-th variable, inside its bounds."""
        within = self.bounds[variable]
        if variable in self.integers:
            return _integer_sample(within, k * (2 * i + 1) + i)
        t = _SAMPLES[(k * _STRIDES[i % 6] + 3 * i + k // len(_SAMPLES)) % len(_SAMPLES)]
        return _placed(t, within)

    def _special(self) -> Iterator[dict[Symbol, Fraction]]:
        """All variables at one special value, then one alone, then at their ends."""
        for q in _SPECIAL:
            yield {v: self._nearest(v, q) for v in self.variables}
        for q in _SPECIAL[:3]:
            for v in self.variables:
                yield {**self._generic(1), v: self._nearest(v, q)}
        for v in self.variables:
            for e in (self.bounds[v].low, self.bounds[v].high):
                if e.value is not None and e.closed:
                    yield {**self._generic(2), v: e.value}

    def _nearest(self, variable: Symbol, q: Fraction) -> Fraction:
        """A special value, or one like it inside the bounds."""
        within = self.bounds[variable]
        low, high = within.low.value, within.high.value
        outside = (low is not None and q < low) or (high is not None and q > high)
        return self._sample(variable, 0, int(abs(q))) if outside else q

    def _nested(self, chosen: dict[Symbol, Fraction]) -> Iterator[dict[Symbol, Fraction]]:
        """Points whose variables are chosen one after the other by the conditions on them."""
        v = next((v for v in self.variables if v not in chosen), None)
        if v is None:
            yield chosen
            return
        here = {*chosen, v}
        known = [
            c for c in self.conditions if v in (f := free_variables(c.expression)) and f <= here
        ]
        values = (*self._between(v, chosen, known), *(self._sample(v, 0, k) for k in range(2)))
        moved = ({**chosen, v: q} for q in values)
        fitting = (p for p in moved if not _lacks(known, p))
        for p in islice(fitting, TRIED_VALUES):
            yield from self._nested(p)

    def _searched(self, start: dict[Symbol, Fraction]) -> Iterator[dict[Symbol, Fraction]]:
        """Points on the way of a search that moves one variable after the other."""
        here, best = start, self._lack(start)
        for i in range(3 * len(self.variables)):
            v = self.variables[i % len(self.variables)]
            for q in self._moves(v, here):
                there = {**here, v: q}
                lack = self._lack(there, best)
                if lack < best:
                    here, best = there, lack
                if lack == 0:
                    yield there
                    return

    def _between(
        self, v: Symbol, at: Point, conditions: Sequence[Condition]
    ) -> tuple[Fraction, ...]:
        """Values of a variable between the edges of conditions, the others at a point."""
        key = v, tuple((w, q) for w, q in at.items() if w != v)
        if key not in self._gaps:
            found = between(conditions, v, at)
            whole = (n for q in found for n in (floor(q), ceil(q))) if v in self.integers else found
            self._gaps[key] = tuple(dict.fromkeys(map(Fraction, whole)))
        return self._gaps[key]

    def _moves(self, v: Symbol, here: Point) -> Iterator[Fraction]:
        """Values to move a variable to: between edges, then far away, then ever closer."""
        at = here[v]
        yield from self._between(v, here, self.conditions)
        if v in self.integers:
            yield from (at + n for n in (1, -1, 2, -2, 5, -5, 10, -10))
            return
        yield from (_placed(t, self.bounds[v]) for t in _SAMPLES)
        low, high = self.bounds[v].low.value, self.bounds[v].high.value
        width = high - low if low is not None and high is not None else Fraction(4)
        for step in _STEPS:
            yield at + step * width
            yield at - step * width

    def _lack(self, candidate: Point, most: float = inf) -> float:
        """How far a point is from the domain: the sum of what its conditions lack.

        What is not less than `most` is not summed up to its end.
        """
        at, lack = Evaluator(candidate), 0.0
        for c in self.conditions:
            lack += _lack(c, at)
            if lack >= most:
                break
        return lack


def line_in(p: Polynomial, v: Symbol, at: Point) -> tuple[Fraction, Fraction] | None:
    """Slope and constant of a polynomial that is linear in v, for the others at a point."""
    slope, rest = Fraction(0), Fraction(0)
    for m, c in p.items():
        exponents = dict(m)
        n = exponents.pop(v, 0)
        if n not in (0, 1) or any(a not in at or k < 0 for a, k in exponents.items()):
            return None
        term = c * prod(at[a] ** k for a, k in exponents.items())
        slope, rest = (slope + term, rest) if n else (slope, rest + term)
    return slope, rest


def _lacks(conditions: Sequence[Condition], candidate: Point) -> bool:
    at = Evaluator(candidate)
    return any(_lack(c, at) for c in conditions)


def _lack(condition: Condition, at: Evaluator) -> float:
    try:
        value = float(at.ball(condition.expression).mid())
    except (Undefined, CannotTell):
        return 1e9
    if condition.relation == "!=":
        return float(value == 0)
    if condition.relation == "=":
        return 0.0  # where that is it is moved to
    if value > 0 or (value == 0 and condition.relation == ">="):
        return 0.0
    return -value + 1e-9


@lru_cache(maxsize=1_000)
def _placed(t: Fraction, within: Interval) -> Fraction:
    """A sample of the line moved into an interval; those in its middle are simple numbers."""
    low, high = within.low.value, within.high.value
    if low is None and high is None:
        return t
    if Fraction(1, 100) <= abs(t) <= 10:
        low, high = _simple_ends(low, high)
    if low is not None and high is not None:
        return low + (high - low) * _part(t)
    if low is not None:
        return low + abs(t) * (1 + abs(round(low)) / Fraction(4))
    if high is not None:
        return high - abs(t) * (1 + abs(round(high)) / Fraction(4))
    return t


def _simple_ends(
    low: Fraction | None, high: Fraction | None
) -> tuple[Fraction | None, Fraction | None]:
    """Ends a little further inside, where those of an interval are long, as of pi."""
    first = low if low is None or _is_simple(low) else Fraction(ceil(low * 16), 16)
    last = high if high is None or _is_simple(high) else Fraction(floor(high * 16), 16)
    if first is not None and last is not None and last - first < Fraction(1, 2):
        return low, high
    return first, last


def _is_simple(q: Fraction) -> bool:
    return q.denominator < 1 << 20


def _part(t: Fraction) -> Fraction:
    """A sample of the line as a part of an interval: large and small ones near its ends."""
    if abs(t) < Fraction(1, 100):
        return abs(t)
    if abs(t) > 10:
        return 1 - 1 / (abs(t) * 16)
    return Fraction(int(abs(t) * 64) * 37 % 63 + 1, 64)


def _integer_sample(within: Interval, k: int) -> Fraction:
    """The k-th integer upwards or downwards from a bound, or from 0 in both directions."""
    low, high = within.low.value, within.high.value
    if low is not None:
        first = ceil(low)
        span = 40 if high is None else max(1, min(40, floor(high) - first + 1))
        return Fraction(first + k % span)
    if high is not None:
        return Fraction(floor(high) - k % 40)
    k += 3  # 2, -2, 3, -3 before 0 and 1
    return Fraction((k % 40 + 1) // 2 * (1 if k % 2 else -1))


def bounds_of(variables: Sequence[Symbol], known: Mapping[Symbol, Interval]) -> Bounds:
    """The bounds of the variables."""
    return {v: known.get(v, REALS) for v in variables}
