"""The errors of a stable form: at points over all exponents, at edges, and near the worst."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import islice, pairwise
from operator import attrgetter
from typing import TypeAlias

from derive.codegen.crossings import around, last, near
from derive.codegen.guards import near_guards
from derive.codegen.joints import near_joints
from derive.codegen.moves import without_marks
from derive.codegen.pieces import TOLERATED, Measured, Piece, Target
from derive.codegen.points import (
    Cell,
    Point,
    cell_of,
    central,
    inside_cell,
    insider,
    points,
)
from derive.codegen.program import Machine, are_normal, normal_ones
from derive.codegen.search import units
from derive.codegen.truth import UNDEFINED, Equal, Exact, Truth

#: At how many points what is found is measured.
MEASURED = 2_000
#: How far from the worst points, relative to them, larger errors are looked for, one after another;
#: at so many of them.
_NEARER, _REFINED = (
    ((0.3, 0.17, 0.1, 0.05, 0.02), (0.03, 0.013, 0.005, 1e-3), (2e-3, 7e-4, 2e-4)),
    8,
)
#: The same for what is told in the end: how far, at how many points, near how many of the worst.
_SCALES = ((0.06, 32, 6), (0.015, 48, 4), (4e-3, 64, 3), (1e-3, 96, 2))
#: Before that, in how many of the worst cells fresh points are looked at, and which of each: some,
#: and then more.
_CELLS, _SOME, _FRESH = 12, 100, (0, 100, 300, 600)
#: In how many cells what is chosen is measured again, and up to which of their points.
_LAST_CELLS, _LAST = 3, 1_200
#: At how many points about 1 it is.
_CENTRAL = 2_000
#: How far from the ends of where values are normal floats.
_AT_END = (1e-4, 1e-3, 3e-3, 5e-3, 7e-3, 0.02)
#: For how many points of the domain there is one beside a joint.
_BESIDE = 8
#: A float near the largest ones.
_FAR = math.ldexp(1.75, 1023)
#: One near the least normal floats.
_TINY = math.ldexp(1.75, -1000)


#: Which piece code takes at a point, as floats tell.
Chooser: TypeAlias = Callable[[Point], int | None]


def truth_of(target: Target) -> Truth:
    """The exact values of a target."""
    return Truth(target.domain.variables, target.expression, target.variable)


def spread(target: Target, count: int) -> list[Point]:
    """So many points of a domain, more where exponents of several variables meet, and joints."""
    beside = near_joints(target, count // _BESIDE)
    return [*points(target.domain, count), *near_guards(target, count), *beside]


def equal_forms(target: Target, pieces: Iterable[Piece]) -> list[Equal]:
    """The forms that are proved equal to a target, and where."""
    return [_as_equal(target, p) for p in pieces if p.moves and not p.degree]


def _as_equal(target: Target, piece: Piece) -> Equal:
    """Where a form is equal: by a guard of several variables everywhere."""
    if target.by is not None:
        return Equal(without_marks(piece.form))
    return Equal(without_marks(piece.form), piece.low, piece.high)


@dataclass(frozen=True)
class Error:
    """The error at a point; `normal` says that all results were normal floats.

    `edge` says that the value and the point are, but an intermediate result was not.
    """

    point: Point
    units: float
    ratio: float
    normal: bool
    edge: bool = False

    @cached_property
    def cell(self) -> Cell:
        """The signs and exponents of the point."""
        return cell_of(self.point)

    @property
    def counts(self) -> bool:
        """Whether it is asked to be small: also where there should be a value and is none.

        What overflows at the largest floats only is told, but asked of nobody.
        """
        return self.normal or (not math.isfinite(self.units) and not _isfar(self.point))


def far(at: Sequence[Point]) -> list[Point]:
    """Points at the largest floats, one coordinate moving."""
    return [
        (*point[:j], far, *point[j + 1 :])
        for point in at[:1]
        for j in range(len(point))
        for far in (-_FAR, _FAR)
    ]


def tiny(at: Sequence[Point]) -> list[Point]:
    """Points near the least normal floats, one coordinate moving, of both signs."""
    return [
        (*point[:j], x, *point[j + 1 :])
        for point in at[:1]
        for j in range(len(point))
        for x in (-_TINY, _TINY)
    ]


def _isfar(point: Point) -> bool:
    return any(abs(x) >= _FAR / 2 for x in point)


def _each(
    target: Target, pieces: Sequence[Piece], at: Sequence[Point], truth: Truth, choose: Chooser
) -> Iterator[Error]:
    """The error of pieces at each point that has a value which floats have."""
    truth.learn(at)
    known = [(p, truth.at(p)) for p in at]
    asked = [(p, e) for p, e in known if e is not UNDEFINED and not (e and e.is_large)]
    places: dict[int, list[int]] = {}
    for k, (point, _) in enumerate(asked):
        place = choose(point)
        if place is not None:
            places.setdefault(place, []).append(k)
    found: dict[int, Error] = {}
    for place, mine in places.items():
        part = [asked[k] for k in mine]
        found |= zip(mine, _of_piece(target, pieces[place], part, truth), strict=True)
    return (found[k] for k in sorted(found))


def _piece(pieces: Sequence[Piece], x: float) -> int | None:
    """Which piece is meant for a value of the guard."""
    place = next((k for k, p in enumerate(pieces) if x < p.high), len(pieces) - 1)
    return place if x >= pieces[place].low else None


def _of_piece(
    target: Target, piece: Piece, at: Sequence[tuple[Point, Exact | None]], truth: Truth
) -> Iterator[Error]:
    """The errors of one piece."""
    machine = Machine(piece.program, [v.name for v in target.domain.variables])
    columns = machine.columns([point for point, _ in at])
    lossless = normal_ones(piece.program, columns)
    for (point, exact), value, kept in zip(at, columns[-1], lossless, strict=True):
        error = units(value, exact)
        asked = exact is not None and exact.is_normal and are_normal(point)
        whole = asked and kept and not math.isnan(value)
        ratio = error
        if target.derivative and TOLERATED / 2 < error < math.inf:
            ratio = max(TOLERATED / 2, error / (1 + truth.condition(point)))
        lost = error == math.inf and _isfar(point)
        yield Error(point, error, ratio, whole, (asked or lost) and not whole)


class Errors:
    """The errors of pieces at points, each point once."""

    def __init__(
        self,
        target: Target,
        pieces: Sequence[Piece],
        truth: Truth,
        choose: Chooser | None = None,
    ) -> None:
        self.target, self.pieces, self.truth = target, pieces, truth
        self._choose = choose or (lambda point: _piece(pieces, target.side(point)))
        self.found: list[Error] = []
        self._known: set[Point] = set()
        self._is_inside = insider(target.domain)
        self._is_dense = False

    def more(self, candidates: Iterable[Point]) -> Errors:
        """Takes in the errors at points of the domain."""
        new = [p for p in dict.fromkeys(candidates) if p not in self._known]
        self._known.update(new)
        inner = list(filter(self._is_inside, new))
        self.found += _each(self.target, self.pieces, inner, self.truth, self._choose)
        return self

    def usual(self, at: Sequence[Point]) -> Errors:
        """Those at points, at the ends of where values are normal, and near the worst of all."""
        self.more(at).more(far(at))
        self.more(_at_ends(self.found, self.truth))
        for distances in _NEARER:
            self.more([q for e in self._worst(_REFINED) for q in near(e.point, distances)])
        return self

    def freshly(self, start: int = 0, end: int = _SOME, most: int = _CELLS) -> Errors:
        """Looks for larger errors at points of the worst cells, from one number to another."""
        cells = self._worst_cells(most)
        return self.more(q for cell in cells for q in inside_cell(cell, start, end))

    def densely(self) -> Errors:
        """Looks for larger errors at fresh points of the worst cells, and near the worst points.

        It is done once.
        """
        if self._is_dense:
            return self
        self._is_dense = True
        for a, b in pairwise(_FRESH):
            self.freshly(a, b)
        return self._about_the_worst()

    def _about_the_worst(self, apart: bool = False) -> Errors:
        """Points near the worst of all, or near the worst of the worst cells."""
        for scale, count, most in _SCALES:
            worst = self._worst_apart(most) if apart else [e.point for e in self._worst(most)]
            self.more([q for point in worst for q in around(point, scale, count)])
        return self

    @property
    def worst(self) -> Error:
        """The largest error that is asked to be small, by what its condition allows."""
        asked = (e for e in self.found if e.counts)
        return max(asked, key=lambda e: e.ratio, default=Error((0.0,), 0.0, 0.0, True))

    def at_last(self) -> Errors:
        """Looks for larger errors at points that nothing was chosen by.

        They lie in the worst cells, about 1, and then near the worst of these.
        """
        self.freshly(_FRESH[-1], _LAST, _LAST_CELLS)
        self.more(central(len(self.target.domain.variables), _CENTRAL))
        return self._about_the_worst(apart=True)

    def joined(self, parts: Sequence[Errors]) -> Errors:
        """Takes over what was measured of its pieces on parts."""
        self.found += (e for part in parts for e in part.found)
        self._known.update(e.point for e in self.found)
        self._is_dense = all(part._is_dense for part in parts)
        return self

    def worst_points(
        self, most: int, among: Callable[[Point], bool] = lambda _: True
    ) -> list[Point]:
        """So many points with the largest errors that are asked to be small."""
        asked = sorted((e for e in self.found if e.counts), key=lambda e: (-e.ratio, e.point))
        return list(islice((e.point for e in asked if among(e.point)), most))

    def _worst_cells(self, most: int) -> list[Cell]:
        """The cells in which the largest errors were met."""
        worst: dict[Cell, float] = {}
        for e in self.found:
            if e.normal and e.ratio >= worst.get(e.cell, 0.0):
                worst[e.cell] = e.ratio
        most *= len(self.target.domain.variables)
        return sorted(worst, key=lambda cell: (-worst[cell], cell))[:most]

    def _worst_apart(self, most: int) -> list[Point]:
        """The worst points of the worst cells."""
        worst: dict[Cell, Error] = {}
        for e in self.found:
            if e.normal and math.isfinite(e.units):
                known = worst.get(e.cell)
                if known is None or _BY_RATIO(e) > _BY_RATIO(known):
                    worst[e.cell] = e
        ordered = sorted(worst.values(), key=lambda e: (-e.ratio, -e.units, e.point))
        return [e.point for e in ordered[: 2 * most]]

    def _worst(self, most: int) -> list[Error]:
        """The largest errors, by what their condition allows too, and an edge."""
        finite = [e for e in self.found if math.isfinite(e.units)]
        normal, edge = [e for e in finite if e.normal], [e for e in finite if e.edge]
        found = nlargest(most, normal, _BY_UNITS) + nlargest(1, edge, _BY_UNITS)
        if self.target.derivative:
            found += nlargest(most, (e for e in normal if e.units > TOLERATED / 2), _BY_RATIO)
        return found


_WORST = attrgetter("ulps", "ratio")
_BY_UNITS, _BY_RATIO = attrgetter("units"), attrgetter("ratio", "units")


def _at_ends(errors: Sequence[Error], truth: Truth) -> Iterator[Point]:
    """Points near where values cease to be normal floats, for functions of one variable."""

    def asked(point: Point) -> bool:
        exact = truth.at(point)
        return exact is not None and exact.is_normal and are_normal(point)

    ordered = sorted(e.point for e in errors if len(e.point) == 1)
    for a, b in pairwise(ordered):
        if asked(a) != asked(b):
            yield from near(last(a, b, asked) if asked(a) else last(b, a, asked), _AT_END)


def measure(
    target: Target, pieces: Sequence[Piece], count: int = MEASURED, densely: bool = False
) -> Measured:
    """What is measured of pieces at so many points of the domain, and near the worst of them."""
    truth = truth_of(target)
    truth.add(*equal_forms(target, pieces))
    errors = Errors(target, pieces, truth).usual(spread(target, count))
    return measured((errors.densely() if densely else errors).found)


def measured(errors: Sequence[Error]) -> Measured:
    """The largest of the errors."""
    zero = Error((), 0.0, 0.0, True)
    inside = [e for e in errors if e.counts]
    worst = max(inside, key=lambda e: e.units, default=zero)
    ratio = max(inside, key=lambda e: e.ratio, default=zero)
    edge = max((e for e in errors if e.edge), key=lambda e: (e.ratio, e.units), default=zero)
    return Measured(
        worst.units, worst.point, ratio.ratio, edge.units, edge.ratio, edge.point, len(errors)
    )


def together(parts: Sequence[Measured]) -> Measured:
    """What was measured of all parts."""
    worst, ratio, edge = (
        max(parts, key=by) for by in (_WORST, attrgetter("ratio"), attrgetter("edge_ratio", "edge"))
    )
    return Measured(
        worst.ulps,
        worst.point,
        ratio.ratio,
        edge.edge,
        edge.edge_ratio,
        edge.edge_point,
        sum(m.count for m in parts),
    )
