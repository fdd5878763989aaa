"""What is drawn of a function: its curve and its derivative's, with extrema and open ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from derive.codegen.lowering import rounded
from derive.codegen.pieces import Target
from derive.codegen.subject import NoSubject, Subject
from derive.expression.nodes import DerivativeOf, Expression
from derive.expression.substitution import substitute
from derive.kernel.conditions import Condition, definedness
from derive.prover.domains import Domain
from derive.report.plot import Curve, Dot, Extremum, Plot, PlotReport
from derive.report.values import Unusable
from derive.values.asked import Values, number, subject_of, values_of
from derive.values.calm import calm_range
from derive.values.edges import belongs, lacks, words
from derive.values.extrema import Slope, extrema
from derive.values.frame import clipped, heights, is_coarse, refined
from derive.values.one_sided import has_no_slope
from derive.values.sampled import CELLS, Moving, Sampled, Side, continuous, sample
from derive.values.step_errors import good_point, step_errors
from derive.values.usual import interval_of, usual_range

#: A label that is longer is told as `f(x)`.
_LONGEST = 36
#: How many extrema of a curve are looked for, from the left.
_MOST_EXTREMA = 16
#: Into how many cells a range is divided, more where a curve needs them.
_CELLS = (CELLS, 4 * CELLS, 16 * CELLS)
_TOO_FAST = "between its points the function varies more than they tell: narrow the range"
#: How many places are told of one kind.
_MOST_PLACES = 8
_SHAPE = "--range=-8:8, the lower end first"


@dataclass(frozen=True)
class Wanted:
    """What is drawn: of a script at a path, or of an expression where that is empty.

    `low` and `high` are the ends of the range as they are written, empty for those that suit the
    domain; `at` is the point at which errors are drawn instead, empty for a good one.
    """

    name: str
    path: str = ""
    wrt: str = ""
    where: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    errors: bool = False
    at: str = ""


def plot(wanted: Wanted) -> PlotReport:
    """What is drawn, or why there is nothing."""
    subject = subject_of(wanted.name, wanted.path, wanted.wrt, wanted.where, wanted.given)
    if isinstance(subject, NoSubject):
        said = (Unusable(subject.trouble, subject.hint),)
        return PlotReport(wanted.name, problems=said, report=subject.report, found=subject.found)
    problems: list[Unusable] = []
    given = values_of(subject, wanted.given, problems)
    across = _across(wanted, problems) if wanted.low else None
    at = number(wanted.at, "--at", problems) if wanted.at else None
    if problems:
        return PlotReport(wanted.name, problems=tuple(problems))
    drawn = _Drawn(subject, given)
    if wanted.errors:
        point = good_point(*drawn.moving) if at is None else Fraction(rounded(at))
        return _errors(wanted, drawn, point)
    return _plot(wanted, drawn, *(across or drawn.usual_range))


def _across(wanted: Wanted, problems: list[Unusable]) -> tuple[Fraction, Fraction] | None:
    """The ends of the range."""
    ends = [number(end, "--range", problems) for end in (wanted.low, wanted.high)]
    if None in ends:
        return None
    low, high = (Fraction(rounded(end)) for end in ends)
    if low >= high:
        told = f"the range from {wanted.low} to {wanted.high} is "
        problems.append(Unusable(told + ("empty" if low == high else "backwards"), _SHAPE))
        return None
    if (high - low) * 10**9 < max(abs(low), abs(high)) or high - low > 10**18:
        told = f"the range from {wanted.low} to {wanted.high} is too "
        kind = "wide" if high - low > 10**18 else "narrow"
        problems.append(Unusable(told + kind, _SHAPE))
        return None
    return low, high


class _Drawn:
    """A function and its derivative with values for all variables but one."""

    def __init__(self, subject: Subject, given: Values) -> None:
        self.subject = subject
        targets = (subject.function, subject.derivative)
        self.variable = subject.function.variable
        domains = (_closed(subject.function), subject.derivative.domain)
        conditions = [
            tuple(c.substitute(dict(given)) for c in domain.conditions) for domain in domains
        ]
        joined = continuous(subject.function.expression)
        if not joined:  # it is continuous where it has a derivative
            conditions[0] = conditions[1]
        function, derivative = (substitute(t.expression, given) for t in targets)
        self.moving = (
            Moving(function, self.variable, conditions[0], joined),
            Moving(derivative, self.variable, conditions[1]),
        )

    def absent(self, at: Expression) -> bool:
        """Whether the function certainly has no derivative at a number."""
        f, order = self.moving[0].expression, self.subject.order
        return has_no_slope(f, self.variable, at, order)

    @property
    def usual_range(self) -> Side:
        """From where to where it is drawn unless that is asked for."""
        low, high = usual_range(interval_of(self.variable, self.moving[0].conditions))
        return calm_range(self.moving[0], Fraction(float(low)), Fraction(float(high)))

    @property
    def labels(self) -> tuple[str, str]:
        """What the function and its derivative are called."""
        function, derivative = self.subject.labels
        if len(function) > _LONGEST:
            name = f"f({self.variable.name})"
            derivative = derivative.replace(f"({function})", name).replace(function, name)
            function = name
        return function, derivative

    @property
    def slopes(self) -> tuple[Slope, Slope]:
        """The function with its derivative, and that with its own."""
        function, derivative = self.moving
        v, theory = self.variable, self.subject.derivative.theory
        second = DerivativeOf(derivative.expression, v)
        return (
            Slope(function.expression, self.slope.expression, v, theory),
            Slope(derivative.expression, second, v, theory),
        )

    @property
    def slope(self) -> Moving:
        """The first derivative of the function by the variable that moves."""
        function, derivative = self.moving
        if self.subject.order == 1:
            return derivative
        first = DerivativeOf(function.expression, self.variable)
        return Moving(first, self.variable, derivative.conditions)


def _closed(function: Target) -> Domain:
    """The domain with its ends, where the function has values at them as sqrt(x) has at 0."""
    conditions = function.domain.conditions
    wider = Domain(
        function.domain.variables,
        tuple(Condition(c.expression, ">=") if c.relation == ">" else c for c in conditions),
        function.domain.integers,
    )
    return wider if all(map(wider.implies, definedness(function.expression))) else function.domain


def _errors(wanted: Wanted, drawn: _Drawn, at: Fraction | None) -> PlotReport:
    subject = drawn.subject
    if subject.order > 1:
        trouble = "errors are drawn of a first derivative, and this is one of a higher order"
        return PlotReport(wanted.name, problems=(Unusable(trouble, "plot the expression instead"),))
    told = subject.title or wanted.name, drawn.labels[0], subject.theorem
    if at is None:
        trouble = "no point of the domain is found at which to draw errors"
        return PlotReport(wanted.name, problems=(Unusable(trouble, "name one with `--at`"),))
    made = step_errors(*drawn.moving, at, told)
    if isinstance(made, Unusable):
        return PlotReport(wanted.name, problems=(made,))
    return PlotReport(wanted.name, errors=made)


def _plot(wanted: Wanted, drawn: _Drawn, low: Fraction, high: Fraction) -> PlotReport:
    subject, name = drawn.subject, drawn.variable.name
    curves, coarse = _sampled(drawn, low, high)
    if not curves[0].pieces:
        ends = (wanted.low or f"{float(low):g}", wanted.high or f"{float(high):g}")
        told = f"there is nothing to draw from {name} = {' to '.join(ends)}"
        hint = f"the domain is {'; '.join(subject.domain)}"
        return PlotReport(wanted.name, problems=(Unusable(told, hint),))
    found = list(_extrema(drawn, curves))
    bottom, top = heights(curves, [e.dot[1] for e in found])
    made = Plot(
        title=subject.title or wanted.name,
        variable=name,
        theorem=subject.theorem,
        domain=subject.domain,
        across=(float(low), float(high)),
        up=(bottom, top),
        curves=tuple(
            _curve(function, sampled, label, (bottom, top))
            for function, sampled, label in zip(drawn.moving, curves, drawn.labels, strict=True)
        ),
        extrema=tuple(e for e in found if bottom <= e.dot[1] <= top),
        open=(*_opened(drawn, curves, (low, high)), *coarse),
        notation=subject.notation,
    )
    return PlotReport(wanted.name, plot=made)


def _extrema(drawn: _Drawn, curves: list[Sampled]) -> Iterator[Extremum]:
    """The extrema of both curves, the first of each."""
    breaks = curves[1].breaks
    for k, slope in enumerate(drawn.slopes):
        for e in islice(extrema(k, slope, curves[k]), _MOST_EXTREMA):
            here = [b for b in breaks if b.first[0] <= e.dot[0] <= b.last[1]] if k == 0 else ()
            corner = any(lacks(drawn.moving[1], b, drawn.absent) for b in here)
            yield replace(e, corner=corner)


def _sampled(drawn: _Drawn, low: Fraction, high: Fraction) -> tuple[list[Sampled], tuple[str, ...]]:
    """The curves by as many points as they need, and that more would be needed where it is so."""
    for cells in _CELLS:
        curves = [sample(function, low, high, cells) for function in drawn.moving]
        up = heights(curves, ()) if curves[0].pieces else (0.0, 0.0)
        slope = curves[1] if drawn.subject.order == 1 else sample(drawn.slope, low, high, cells)
        if not curves[0].pieces or not is_coarse([curves[0], slope], up):
            return curves, ()
    return curves, (_TOO_FAST,)


def _curve(function: Moving, sampled: Sampled, label: str, up: tuple[float, float]) -> Curve:
    pieces: list[tuple[Dot, ...]] = []
    for piece in sampled.pieces:
        pieces += clipped(refined(function, piece, up), up)
    return Curve(label, tuple(pieces), tuple(_ends(function, sampled, up)))


def _ends(function: Moving, sampled: Sampled, up: tuple[float, float]) -> Iterator[Dot]:
    """Where a piece ends within the picture at a point that does not belong to it."""
    beside = {b.first[0]: b.first for b in sampled.breaks}
    beside |= {b.last[1]: b.last for b in sampled.breaks}
    for piece in sampled.pieces:
        for (x, y), inner in ((piece[0], piece[1]), (piece[-1], piece[-2])):
            steep = abs(y - inner[1]) > (up[1] - up[0]) / 50
            drawn = x in beside and not steep and up[0] <= y <= up[1]
            if drawn and not belongs(function, *beside[x]):
                yield float(x), y


def _opened(drawn: _Drawn, curves: list[Sampled], across: Side) -> Iterator[str]:
    """Where the curves are left open, in words; what holds of both is told once."""
    function, derivative = drawn.moving
    told = (
        [words(function, b, across) for b in curves[0].breaks],
        [words(derivative, b, across, drawn.absent) for b in curves[1].breaks],
    )
    yield from _together(told[0])
    own = [said for said in told[1] if said not in told[0]]
    yield from (f"{drawn.labels[1]}: {said}" for said in _together(own))


def _together(told: list[str]) -> Iterator[str]:
    """Words that differ in the place alone, with all their places, or with so many."""
    places: dict[str, list[str]] = {}
    for said in told:
        opening, sign, place = said.partition(" = ")
        places.setdefault(opening + sign, []).append(place)
    for opening, found in places.items():
        more = f" and {len(found) - _MOST_PLACES} more" if len(found) > _MOST_PLACES else ""
        yield opening + ", ".join(found[:_MOST_PLACES]) + more
