"""What every language writes out: a function and its derivative by pieces, and the header."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context

from derive.codegen.measure import MEASURED
from derive.codegen.pieces import TOLERATED, Measured, Piece, Stable, number_of
from derive.codegen.points import Point, points
from derive.codegen.stable import as_written, stable
from derive.codegen.subject import Subject
from derive.codegen.taylor import REMAINDER_BITS
from derive.codegen.truth import UNDEFINED, Exact, Truth
from derive.expression.nodes import Quotient
from derive.expression.text import text
from derive.report.conditions import either

#: How many values are written into a test.
CASES = 12
#: Errors at edges that are smaller are not told.
_UNTOLD = 1.0
#: Values of smaller exponents are 0 as floats.
_LEAST = -1075
#: Errors are told with so many digits, none too small.
_UPWARDS = Context(prec=3, rounding=ROUND_CEILING)
#: At how many points the definition is measured at most, which may fail at any.
_WRITTEN = 500


@dataclass(frozen=True)
class Case:
    """Values at a point, rounded correctly."""

    point: Point
    value: float
    derivative: float


@dataclass(frozen=True)
class Module:
    """A function and its derivative in stable form, with all that is said of them."""

    subject: Subject
    function: Stable
    derivative: Stable
    written: Measured | None

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.subject.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its arguments, the one that is differentiated by first."""
        return tuple(v.name for v in self.function.target.domain.variables)

    @property
    def variable(self) -> str:
        """The name of the variable that is differentiated by."""
        return self.function.target.variable.name

    @property
    def both(self) -> tuple[tuple[str, Stable], ...]:
        """Both functions by their names."""
        return (self.name, self.function), (f"{self.name}_derivative", self.derivative)

    @property
    def functions(self) -> frozenset[str]:
        """The functions of a mathematical library that are called."""
        every = (p.program.functions for s in (self.function, self.derivative) for p in s.pieces)
        return frozenset().union(*every)

    @property
    def signature(self) -> str:
        """The function with its arguments."""
        return f"{self.name}({', '.join(self.parameters)})"


def module(subject: Subject, count: int = MEASURED) -> Module:
    """The module of a subject, its errors measured at so many points.

    Raises `NoProgramError` where floats do not compute it.
    """
    return Module(
        subject,
        stable(subject.function, count),
        stable(subject.derivative, count),
        as_written(subject.function, min(count, _WRITTEN)),
    )


def said(m: Module) -> Iterator[str]:
    """The header: what was proved, on which domain, and the largest errors that were measured."""
    yield f"{m.subject.title}."
    yield ""
    yield f"Proved, by {m.subject.origin}:"
    yield f"    {m.subject.theorem}"
    for line in map(either, m.subject.domain):
        yield f"    for {line}"
    yield ""
    cases = any(p.when for _, s in m.both for p in s.pieces)
    first = ", the first that holds" if cases else ""
    yield f"Each form below is proved equal to the definition on its piece{first}:"
    for name, s in m.both:
        for piece in s.pieces:
            yield f"    {name} = {_form(piece)}{_where(s, piece)}{_by(piece)}"
    yield ""
    yield "The largest errors at the points that were sampled, in units in the last place,"
    yield "rounded up; they are no bounds. Measured against interval arithmetic, with the functions"
    yield "of the C library, over all exponents and near the worst points, where the value is a"
    yield "normal float; of subnormal values, which may lack digits, and of infinite arguments,"
    yield "which may give nan, nothing is said:"
    for name, s in m.both:
        yield f"    {name}: {_error(m, s.measured)}"
        if s.target.derivative and s.measured.ulps > s.target.tolerated:
            yield "        large where rounding x alone changes the value much: divided by"
            ratio = rounded_up(s.measured.ratio)
            yield f"        1 + |x f''(x)/f'(x)| the largest that was measured is {ratio}"
        if s.measured.edge_ratio > max(s.measured.ratio, _UNTOLD):
            where = at(m, s.measured.edge_point)
            yield "        where an intermediate result leaves the range of normal floats:"
            yield f"        {rounded_up(s.measured.edge)} at {where}"
        if s.is_stable and s.error > TOLERATED:
            yield f"        {_taken_as_stable(s)}"
        if not s.is_stable:
            yield "        NO STABLE FORM IS KNOWN: this is the best that was found"
    if m.written is not None and any(p.moves or p.degree for p in m.function.pieces):
        yield f"    {m.name} as it is defined: {_error(m, m.written)}"


def warnings(m: Module) -> Iterator[str]:
    """What has to be said of functions without a stable form."""
    for name, s in m.both:
        if not s.is_stable:
            error = f"{_error(m, s.measured)}; {_allowed(s)}"
            yield f"no stable form of {name} is known: the largest error measured is {error}"


def _taken_as_stable(s: Stable) -> str:
    """Up to which error a form is stable, where its own is more than what is asked of most."""
    several = " of a function of several variables" if len(s.target.domain.variables) > 1 else ""
    return f"a form{several} is taken as stable up to {s.tolerated:g}"


def _allowed(s: Stable) -> str:
    """How large an error may be, in units in the last place."""
    most = f"{s.tolerated:g}"
    if not s.target.derivative or math.isinf(s.measured.ratio):
        return f"at most {most} units in the last place are allowed"
    ratio = rounded_up(s.measured.ratio)
    return f"{ratio} times 1 + |x f''(x)/f'(x)| units in the last place; {most} times is allowed"


def _form(piece: Piece) -> str:
    """A form in words where it is a polynomial, which its text below writes out."""
    if not piece.degree:
        return text(piece.form)
    whole = f"the Taylor polynomial of degree {piece.degree}"
    if isinstance(piece.form, Quotient):
        whole += f" of its numerator, over {text(piece.form.args[1])}"
    return f"{whole}, off by less than 2^{REMAINDER_BITS} of the value,"


def _where(s: Stable, piece: Piece) -> str:
    """The piece in words: its case, and its interval."""
    asked = " and ".join(f"{text(a)} {relation} {text(b)}" for a, relation, b in piece.when)
    interval = _interval(s, piece)
    if not asked and s.pieces[0].when:
        return f" otherwise, for {interval}" if interval else " otherwise"
    told = " and ".join(filter(None, (asked, interval)))
    return f" for {told}" if told else ""


def _interval(s: Stable, piece: Piece) -> str:
    """The interval of a piece, its left end open where the domain leaves that out."""
    guard, low, high = text(s.guard(piece)), number(piece.low), number(piece.high)
    if math.isinf(piece.low) and math.isinf(piece.high):
        return ""
    if math.isinf(piece.low):
        return f"{guard} < {high}"
    is_open = ((s.guard(piece), "=", number_of(piece.low)),) in s.excluded
    if math.isinf(piece.high):
        return f"{guard} {'>' if is_open else '>='} {low}"
    return f"{low} {'<' if is_open else '<='} {guard} < {high}"


def _by(piece: Piece) -> str:
    return f"  (by {', '.join(piece.moves)})" if piece.moves and not piece.degree else ""


def _error(m: Module, measured: Measured) -> str:
    if math.isinf(measured.ulps):
        return f"overflow or no number at {at(m, measured.point)}"
    where = f" at {at(m, measured.point)}" if measured.point else ""
    return f"{rounded_up(measured.ulps)}{where}, the worst of {measured.count} points"


def rounded_up(x: float) -> str:
    """An error with three digits, which is not less than it is."""
    if not math.isfinite(x):
        return str(x)
    return f"{float(_UPWARDS.create_decimal_from_float(x)):.3g}"


def at(m: Module, point: Point) -> str:
    """A point in words."""
    return ", ".join(f"{n} = {x!r}" for n, x in zip(m.parameters, point, strict=True))


def number(x: float) -> str:
    """A float as it is written: integers without a point."""
    return str(int(x)) if abs(x) < 1e15 and x == math.floor(x) else repr(x)


def cases(m: Module) -> list[Case]:
    """Points with the values there, for a test: of every case some."""
    function, derivative = _truth(m.function), _truth(m.derivative)
    ways = {p.when for p in m.function.pieces}
    most = dict.fromkeys(ways, -(-CASES // len(ways)))
    found: list[Case] = []
    for point in points(m.derivative.target.domain, 400):
        moderate = all(v == 0 or 1e-12 < abs(v) < 2000 for v in point)
        if not moderate or _at_edge(m, point) or len(found) == CASES:
            continue
        when = m.function.pieces[m.function.taken(point)].when
        values = function.at(point), derivative.at(point)
        known = [_rounded(v) for v in values if v and v is not UNDEFINED and not v.is_large]
        told = most[when] and len(known) == len(values)
        if told and _is_smooth_at(function, point, *known):
            most[when] -= 1
            found.append(Case(point, *known))
    return found


def _is_smooth_at(function: Truth, point: Point, value: float, slope: float) -> bool:
    """Whether a difference of exact values tells the slope, as the tests take one.

    It does not where a step leaves the domain, or where the slope changes within it.
    """
    x, *rest = point
    step = 1e-5 * max(1.0, abs(x))
    sides = [function.at((x + h, *rest)) for h in (step, -step)]
    if any(not side or side is UNDEFINED or side.is_large for side in sides):
        return False
    ahead, behind = (_rounded(side) for side in sides if side)
    allowed = 1e-5 * abs(slope) + 1e-10 * max(abs(ahead), abs(behind), abs(value)) / step
    return abs((ahead - behind) / (2 * step) - slope) <= allowed / 2 + 1e-10


def _at_edge(m: Module, point: Point) -> bool:
    """Whether a point is between two pieces."""
    return any(s.is_between(point) for _, s in m.both)


def _truth(s: Stable) -> Truth:
    return Truth(s.target.domain.variables, s.target.expression, s.target.variable)


def _rounded(value: Exact) -> float:
    if value.size is None or value.size < _LEAST:
        return 0.0
    return math.ldexp(value.high, -value.shift)
