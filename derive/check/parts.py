"""Whether a link holds of parts that add up, as of probabilities, shares, or angles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from sympy.core.symbol import Symbol

from derive.check.binding import agree
from derive.check.reading import Reading
from derive.kernel.tidy import order

#: No more names are taken together.
MAX_PARTS = 4
#: What parts add up to: the whole, per cent, and the angles of a triangle, a corner and a line.
_PI = Fraction(31415926535897932384626433, 10**25)
_SUMS = (Fraction(1), Fraction(100), _PI, _PI / 2, 2 * _PI, Fraction(180), Fraction(90))
#: Where variables are put.
_PUT = tuple(Fraction(n, d) for n, d in ((1, 7), (2, 9), (3, 11), (5, 13), (4, 5), (7, 5)))


def holds_of_parts(reading: Reading, k: int) -> bool:
    """Whether a link holds wherever some of the parts in it add up to a whole."""
    if len(reading.links.parts) < 2 or reading.pair(k) is None:
        return False
    left, right = (reading.theory.unfold(side.node) for side in reading.pair(k) or ())
    variables = sorted(frozenset().union(*reading.variables(k)), key=order)
    parts = [v for v in variables if v.name in reading.links.parts][:MAX_PARTS]
    return any(
        all(agree((left, right), at) for at in _points(variables, chosen, whole))
        for n in range(2, len(parts) + 1)
        for chosen in combinations(parts, n)
        for whole in _SUMS
    )


def _points(
    variables: list[Symbol], chosen: tuple[Symbol, ...], whole: Fraction
) -> Iterator[Mapping[Symbol, Fraction]]:
    """Points at which some variables add up to a whole."""
    for turn in range(3):
        at = {v: _PUT[(i + turn) % len(_PUT)] for i, v in enumerate(variables)}
        *others, last = chosen
        yield {**at, last: whole - sum(at[v] for v in others)}
