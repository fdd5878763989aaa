"""The search for forms that floats compute well: best first, by errors that are measured.

Forms are compared at a few points, point by point, so that one which is good on a part only is
kept for that part.  Where one form takes over from another is decided by the same errors.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from derive.codegen.lowering import NoProgramError, program
from derive.codegen.moves import Move, fractions_of, moves, polished
from derive.codegen.points import Point
from derive.codegen.program import Machine, Program, computes
from derive.codegen.truth import UNDEFINED, Exact, Truth
from derive.expression.nodes import Call, Expression, subexpressions
from derive.prover.domains import Domain

#: How many forms are rewritten, and how many are measured, at most, at one sample.
MAX_EXPANDED, MAX_MEASURED = 56, 300
#: Into how many runs the points are cut: a form that is good on one of them is worth rewriting.
_RUNS = 6
#: How many of the best forms on each run may be chosen.
_CHOICES = 8
#: How many of them are kept when the points change.
_KEPT = 40
#: After how many forms are rewritten it is looked whether all is good.
_LOOK = 2 * (_RUNS + 1)
#: What an error counts at most: that of a value without any right digit, and of none at all.
WORST, NO_VALUE = 60.0, 100.0
#: What an instruction counts, and one more piece, beside bits of error summed over the points.
_INSTRUCTION, _PIECE, _AWAY = 0.2, 3.0, 1.0
#: Errors below so many units are as good as none.
GOOD = 2.0
#: Where none is larger the search ends, and the search for finer forms.
ENOUGH, FINE = 3.0, 1.75


@dataclass
class Form:
    """A form that was met: how it came about, and its error in bits at each point."""

    expression: Expression
    program: Program
    errors: list[float]
    move: str = ""
    parent: Form | None = None

    @property
    def score(self) -> float:
        """What the search makes small."""
        return sum(self.errors) + _INSTRUCTION * len(self.program.code)

    @property
    def signature(self) -> object:
        """What forms have in common that are alike: one of them is enough."""
        return tuple(round(e, 3) for e in self.errors), len(self.program.code)

    @property
    def names(self) -> tuple[str, ...]:
        """The moves that led to it, each once."""
        found: dict[str, None] = {}
        form: Form | None = self
        while form is not None and form.move:
            found[form.move] = None
            form = form.parent
        return tuple(reversed(found))


def bits(units: float) -> float:
    """An error in units in the last place, as what the search adds up."""
    if math.isnan(units) or units == math.inf:
        return NO_VALUE
    return min(WORST, max(0.0, math.log2(max(units, 1e-9) / GOOD)) + 0.05 * min(units, 8.0))


def finely(units: float) -> float:
    """The same where every form is good: the larger of small errors count for more."""
    return bits(units) + 3 * max(0.0, min(units, WORST) - 1) ** 3


@dataclass
class Sample:
    """Points from left to right with the exact values there, None where none is known.

    `side` says what is left and right.  Errors of a derivative are divided by what its condition
    allows.  Where it is `fine` the larger of small errors count for more.
    """

    points: list[Point]
    truth: Truth
    side: Callable[[Point], float] = itemgetter(0)
    derivative: bool = False
    fine: bool = False
    exact: list[Exact | None] = field(init=False)

    def __post_init__(self) -> None:
        self.truth.learn(self.points)
        known = [(p, self.truth.at(p)) for p in sorted(self.points, key=self.side)]
        kept = [(p, e) for p, e in known if e is not UNDEFINED and not (e and e.is_large)]
        self.points = [p for p, _ in kept]
        self.exact = [e for _, e in kept]

    @property
    def thrift(self) -> int:
        """By what part of the forms finer ones have to be found."""
        return 2 if self.fine else 1

    def errors(
        self, form: Program, known: Mapping[Point, float] = MappingProxyType({})
    ) -> list[float]:
        """The error of a program at each point, in bits, where it is not known."""
        count = finely if self.fine else bits
        pairs = zip(self.points, self.exact, strict=True)
        asked = [(p, e) for p, e in pairs if p not in known]
        machine = Machine(form, [v.name for v in self.truth.variables])
        found = units_at(machine, [p for p, _ in asked], [e for _, e in asked])
        new = iter(map(count, map(self._allowed, found, [p for p, _ in asked])))
        return [known[p] if p in known else next(new) for p in self.points]

    def kept(self, other: Sample) -> list[tuple[int, Point]]:
        """The points that another sample has with the same exact values, with their places."""
        mine = dict(zip(self.points, self.exact, strict=True))
        pairs = zip(other.points, other.exact, strict=True)
        return [(k, p) for k, (p, e) in enumerate(pairs) if p in mine and mine[p] is e]

    def _allowed(self, error: float, point: Point) -> float:
        """An error, of a derivative divided by what its condition allows."""
        if self.derivative and GOOD < error < math.inf:
            return max(GOOD, error / (1 + self.truth.condition(point)))
        return error


def units_at(machine: Machine, at: Sequence[Point], exact: Sequence[Exact | None]) -> list[float]:
    """The errors at points in units in the last place.

    Where the exact value is not known a finite value is as good as any.
    """
    return list(map(units, machine.columns(at)[-1], exact))


def units(computed: float, exact: Exact | None) -> float:
    """The error of a float in units in the last place."""
    if not math.isfinite(computed):
        return math.inf
    return 0.0 if exact is None else exact.ulps(computed)


class Pool:
    """The forms that were met on a domain."""

    def __init__(self, start: Sequence[Expression], domain: Domain, sample: Sample) -> None:
        self.domain = domain
        self.sample = sample
        self.forms: dict[Expression, Form] = {}
        self._expanded: set[Expression] = set()
        self._given_up: set[Expression] = set()
        self.at(sample)
        for e in start:
            self.add(e)
            self.add(polished(e))
            for move in fractions_of(e, domain):
                self.add(move.form, move.name)
            for move in _computed(e, domain):
                self.add(move.form, move.name)

    def at(self, sample: Sample) -> Pool:
        """The same forms, measured at other points, with new fuel."""
        kept = sample.kept(self.sample) if self.forms else []
        self.sample = sample
        if self.forms:
            self.forms = {f.expression: f for f in self.choices(_KEPT)}
        self._most = len(self.forms) + MAX_MEASURED // sample.thrift
        self._order = count()
        self._alike: dict[object, Expression] = {}
        self._least = [math.inf] * (_RUNS + 1)
        self._waiting: list[list[tuple[float, int, Form]]] = [[] for _ in range(_RUNS + 1)]
        for form in self.forms.values():
            form.errors = sample.errors(form.program, {p: form.errors[k] for k, p in kept})
            self._alike.setdefault(form.signature, form.expression)
            self._wait(form)
        return self

    def forget(self, form: Form) -> None:
        """Gives up a form; it is not met again."""
        del self.forms[form.expression]
        self._alike.pop(form.signature, None)
        self._given_up.add(form.expression)

    def add(self, e: Expression, move: str = "", parent: Form | None = None) -> None:
        """Measures a form, unless it is there or floats do not compute it."""
        if e in self.forms or e in self._given_up or len(self.forms) >= self._most:
            return
        try:
            computed = program(e)
        except NoProgramError:
            return
        form = Form(e, computed, self.sample.errors(computed), move, parent)
        if self._alike.setdefault(form.signature, e) != e:
            return
        self.forms[e] = form
        self._wait(form)

    def add_found(self, e: Expression, names: Sequence[str]) -> None:
        """Measures a form that another search found by these moves."""
        parent: Form | None = None
        for name in names[:-1]:
            parent = Form(e, program(e), [], name, parent)
        self.add(e, names[-1] if names else "", parent)

    def _wait(self, form: Form) -> None:
        for k, (waiting, key) in enumerate(zip(self._waiting, self._keys(form), strict=True)):
            heapq.heappush(waiting, (key, next(self._order), form))
            self._least[k] = min(self._least[k], key)

    def _keys(self, form: Form) -> Iterator[float]:
        """The score of all points, and that of each run of them."""
        size = _INSTRUCTION * len(form.program.code)
        yield form.score
        n = len(form.errors)
        for k in range(_RUNS):
            yield sum(form.errors[k * n // _RUNS : (k + 1) * n // _RUNS]) + size

    def choices(self, most: int = _CHOICES) -> list[Form]:
        """The forms that are the best on all points, or on a run of them, so many each time."""
        keyed = [(tuple(self._keys(f)), f) for f in self.forms.values()]
        chosen: dict[int, Form] = {}
        for k in range(_RUNS + 1):
            keyed.sort(key=lambda pair: pair[0][k])
            chosen.update((id(f), f) for _, f in keyed[:most])
        return list(chosen.values())

    def explore(self) -> None:
        """Rewrites the most promising forms, until all is good or nothing improves."""
        before: list[float] = []
        for k in range(MAX_EXPANDED // self.sample.thrift if self.forms else 0):
            if k and k % _LOOK == 0:
                if self._is_good() or (k % (2 * _LOOK) == 0 and before == self._least):
                    break
                before = before if k % (2 * _LOOK) else list(self._least)
            form = self._next(k % len(self._waiting))
            for move in moves(form.expression, self.domain) if form else ():
                self.add(move.form, move.name, form)

    def _is_good(self) -> bool:
        """Whether pieces are known that have no large error at any point."""
        at = list(map(self.sample.side, self.sample.points))
        found = regimes(self.choices(), at)
        ends = [k for k, _ in found[1:]] + [len(at)]
        worst = (max(f.errors[k:end], default=0) for (k, f), end in zip(found, ends, strict=True))
        return max(worst) <= (finely(FINE) if self.sample.fine else bits(ENOUGH))

    def _next(self, k: int) -> Form | None:
        waiting = self._waiting[k]
        while waiting:
            _, _, form = heapq.heappop(waiting)
            if form.expression not in self._expanded:
                self._expanded.add(form.expression)
                return form
        return None


def _computed(e: Expression, domain: Domain) -> Iterator[Move]:
    """Forms of what has functions that floats lack: each move takes one away."""
    known = _lacking(e)
    for move in moves(e, domain) if known else ():
        if _lacking(move.form) < known:
            yield move
            yield from _computed(move.form, domain)


def _lacking(e: Expression) -> int:
    """How many calls there are of functions that floats lack."""
    return sum(not computes(s.name) for s in subexpressions(e) if isinstance(s, Call))


class _Run(NamedTuple):
    """The least cost of runs up to a point: the form of the last one, and where it starts."""

    cost: float
    form: int
    start: int


def regimes(forms: Sequence[Form], at: Sequence[float], most: int = 3) -> list[tuple[int, Form]]:
    """The forms for consecutive runs of points, each with the first place that it is for.

    `at` are the points, from left to right.  The sum of all errors is the least that at most `most`
    runs can have, where another run has to pay for itself, and more where it does not begin at 0.
    """
    n = len(at)
    cuts = [_PIECE + _cut(at[i - 1], at[i]) for i in range(n)]
    best: list[list[_Run]] = [_runs(forms, [0.0, *([math.inf] * (n - 1))])]
    while len(best) < min(most, n):
        before = [math.inf, *(run.cost for run in best[-1][:-1])]
        best.append(_runs(forms, [a + b for a, b in zip(before, cuts, strict=True)]))
    runs = min(range(len(best)), key=lambda r: best[r][-1].cost)
    found: list[tuple[int, Form]] = []
    end = n
    for row in reversed(best[: runs + 1]):
        _, form, start = row[end - 1]
        found.insert(0, (start, forms[form]))
        end = start
    return found


def _runs(forms: Sequence[Form], starts: Sequence[float]) -> list[_Run]:
    """The last runs of least cost up to each point, where `starts` says what is paid before."""
    best = [_Run(math.inf, 0, 0)] * len(starts)
    for k, form in enumerate(forms):
        size = _INSTRUCTION * len(form.program.code)
        cost, start = math.inf, 0
        for i, (paid, error) in enumerate(zip(starts, form.errors, strict=True)):
            if paid + size < cost:
                cost, start = paid + size, i
            cost += error
            if cost < best[i].cost:
                best[i] = _Run(cost, k, start)
    return best


def _cut(a: float, b: float) -> float:
    """What it costs to cut between two points: little at 0, more the farther away.

    Points at which the variable is the same are not cut apart.
    """
    if a == b:
        return math.inf
    return 0.0 if a < 0 <= b else _AWAY + 1e-3 * abs(math.frexp(min(abs(a), abs(b)))[1])
