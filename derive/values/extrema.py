"""The extrema of a curve: guessed from signs at points, then certified.

Where the derivative is certainly positive at a and negative at b, and the function is continuous
between, it has a maximum in between, whatever else happens there.  So a change of sign in balls is
a proof; it is narrowed until the place is known to many digits.  A number with a short name that
lies there is told as the place where the kernel proves that the derivative is 0 at it, and balls
that it is 0 nowhere else near by.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    SumOf,
    rational,
)
from derive.expression.substitution import substitute
from derive.kernel.balls import CannotTell, Undefined, ball
from derive.kernel.conditions import Condition
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import Theory
from derive.numeric.evaluate import NOWHERE, evaluate, evaluate_balls
from derive.numeric.working import working
from derive.prover.domains import Domain
from derive.prover.joints import joints
from derive.report.plot import Extremum
from derive.report.report import Verdict
from derive.rules import derivative_rows
from derive.values.decimals import ends, rounded_alike
from derive.values.exactly import candidates
from derive.values.one_sided import pieces
from derive.values.sampled import Sampled, continuous

#: How much narrower than a cell the place is made, and the precision for it, in bits.
_HALVINGS, _PRECISION = 90, 256
#: Where an interval is divided when its middle says nothing.
_PARTS = tuple(Fraction(k, 64) for k in (32, 27, 38, 23, 42))
#: How many significant digits are told.
_DIGITS = 6
#: How many derivatives are followed where the first ones are 0.
_ORDERS = 4


@dataclass(frozen=True)
class Slope:
    """A function with its derivative; the latter may be one that is not worked out."""

    function: Expression
    derivative: Expression
    variable: Symbol
    theory: Theory


def extrema(curve: int, slope: Slope, sampled: Sampled) -> Iterator[Extremum]:
    """The certified extrema of a curve, left to right."""
    for piece in sampled.pieces:
        before: tuple[Fraction, int] | None = None
        for x, _ in piece:
            sign = _sign(slope.derivative, slope.variable, x, 64)
            if sign and before is not None and before[1] == -sign:
                found = _certified(curve, slope, before[0], x, before[1])
                if found is not None:
                    yield found
            if sign:
                before = x, sign


def _sign(e: Expression, v: Symbol, x: Fraction, precision: int) -> int:
    """The sign at a point, 0 where it is not known or there is none."""
    try:
        value = evaluate(e, {v: x}, precision)
    except (Undefined, CannotTell):
        return 0
    return 1 if value > 0 else -1 if value < 0 else 0


def _certified(
    curve: int, slope: Slope, low: Fraction, high: Fraction, rising: int
) -> Extremum | None:
    """The extremum between two points at which the slope has opposite signs."""
    cell = high - low
    low, high = _narrowed(slope, low, high, rising)
    width = high - low  # a place that may be an end is to be inside
    low, high = low - width, high + width
    value = _hull_value(slope.function, slope.variable, low, high)
    if value is None or (high - low) * 1000 > cell or not _joined(slope, low, high):
        return None
    kind = "maximum" if rising > 0 else "minimum"
    dot = float((low + high) / 2), float(sum(value) / 2)
    near = (c for c in candidates(low, high) if _is_inside(c[1], low, high))
    place = next((c for c in near if _is_place(slope, c[1], low, high, rising)), None)
    if place is None:
        return Extremum(curve, kind, _told(low, high), _told(*value), False, False, dot)
    at, number = place
    named = _named_value(slope, number, value)
    return Extremum(curve, kind, at, named or _told(*value), True, bool(named), dot)


def _joined(slope: Slope, low: Fraction, high: Fraction) -> bool:
    """Whether the function is continuous on the interval, on all of which it has values."""
    if continuous(slope.function) or not isinstance(slope.derivative, DerivativeOf):
        return True  # a function that jumps is sampled where it has a derivative only
    return _hull_value(slope.derivative, slope.variable, low, high) is not None


def _told(low: Fraction, high: Fraction) -> str:
    """A number between two as a decimal."""
    if low <= 0 <= high:
        return "0"
    return rounded_alike(low, high, _DIGITS) or f"{float(low):.{_DIGITS - 1}g}"


def _narrowed(
    slope: Slope, low: Fraction, high: Fraction, rising: int
) -> tuple[Fraction, Fraction]:
    for _ in range(_HALVINGS):
        for part in _PARTS:
            x = low + (high - low) * part
            sign = _sign(slope.derivative, slope.variable, x, _PRECISION)
            if sign:
                low, high = (x, high) if sign == rising else (low, x)
                break
        else:
            break
    return low, high


def _hull_value(
    e: Expression, v: Symbol, low: Fraction, high: Fraction
) -> tuple[Fraction, Fraction] | None:
    """Bounds of the values on an interval."""
    with working(_PRECISION):
        hull = ball(low).union(ball(high))
    try:
        return ends(evaluate_balls(e, {v: hull}, _PRECISION))
    except (Undefined, CannotTell):
        return None


def _is_inside(x: Expression, low: Fraction, high: Fraction) -> bool:
    """Whether a number is certainly between two others."""
    least, most = ends(evaluate(x, NOWHERE, _PRECISION))
    return low < least and most < high


def _is_place(slope: Slope, x: Expression, low: Fraction, high: Fraction, rising: int) -> bool:
    """Whether the extremum is at x: the slope is 0 there and nowhere near, or it changes sign."""
    return (
        _is_only_zero(slope, x, low, high)
        or _is_corner(slope, x, low, high, rising)
        or _is_between_pieces(slope, x, low, high, rising)
    )


def _is_between_pieces(
    slope: Slope, x: Expression, low: Fraction, high: Fraction, rising: int
) -> bool:
    """Whether the function rises in one piece up to x and falls in another behind it, or reverse.

    What tells the pieces apart is 0 at x, and has a slope of one sign on all of the interval.
    """
    v, f = slope.variable, slope.theory.unfold(slope.function)
    guards = joints(slope.theory, DerivativeOf(f, v))
    found = pieces(f, v, x) if guards else None
    if found is None or not all(_is_only_zero_of(u, slope, x, low, high) for u in guards):
        return False
    signs = [_sign_within(DerivativeOf(piece, v), v, low, high) for piece in found]
    return signs == [rising, -rising]


def _is_only_zero_of(
    u: Expression, slope: Slope, x: Expression, low: Fraction, high: Fraction
) -> bool:
    """Whether an expression is 0 nowhere in the interval, or at x only."""
    v = slope.variable
    if _sign_within(u, v, low, high):
        return True
    here = decide(substitute(u, {v: x}), Integer(0), slope.theory, Domain(()))
    return here.verdict is Verdict.PROVED and bool(_sign_within(DerivativeOf(u, v), v, low, high))


def _sign_within(e: Expression, v: Symbol, low: Fraction, high: Fraction) -> int:
    """The sign that an expression has on all of an interval; 0 where it is not known."""
    bounds = _hull_value(e, v, low, high)
    if bounds is None:
        return 0
    return (bounds[0] > 0) - (bounds[1] < 0)


def _is_corner(slope: Slope, x: Expression, low: Fraction, high: Fraction, rising: int) -> bool:
    """Whether the slope has one sign up to x and the other one behind it, as the kernel knows."""
    v, steep = slope.variable, _worked_out(slope.derivative, slope.theory)
    for sign, near in (
        (rising, (SumOf(v, Negation(rational(low))), SumOf(x, Negation(v)))),
        (-rising, (SumOf(v, Negation(x)), SumOf(rational(high), Negation(v)))),
    ):
        domain = Domain((v,), tuple(Condition(e, ">") for e in near))
        if steep is None or not domain.implies(Condition(_turned(steep, sign), ">")):
            return False
    return True


def _worked_out(e: Expression, theory: Theory) -> Expression | None:
    """A derivative as its rows tell it, where they leave out nothing; what is none, as it is."""
    if not isinstance(e, DerivativeOf):
        return e
    found = Derivatives(derivative_rows).of(theory.unfold(e))
    return None if found is None or found[1] else found[0]


def _turned(e: Expression, sign: int) -> Expression:
    return e if sign > 0 else Negation(e)


def _is_only_zero(slope: Slope, x: Expression, low: Fraction, high: Fraction) -> bool:
    """Whether the slope is 0 at x, and nowhere else in the interval.

    Where it and its next derivatives are 0 at x, as many as there are before one that has a sign
    all over the interval, Rolle leaves no room for another zero.
    """
    e, v = slope.derivative, slope.variable
    for _ in range(_ORDERS):
        here = DerivativeAt(e.args[0], v, x) if isinstance(e, DerivativeOf) else e
        zero = here if here is not e else substitute(e, {v: x})
        if decide(zero, Integer(0), slope.theory, Domain(())).verdict is not Verdict.PROVED:
            return False
        e = DerivativeOf(e, v)
        bounds = _hull_value(e, v, low, high)
        if bounds is None:
            return False
        if bounds[0] > 0 or bounds[1] < 0:
            return True
    return False


def _named_value(slope: Slope, x: Expression, value: tuple[Fraction, Fraction]) -> str:
    """The value at x as a number with a short name that is proved to be it, or nothing."""
    here = substitute(slope.function, {slope.variable: x})
    for written, number in candidates(*value):
        if decide(here, number, slope.theory, Domain(())).verdict is Verdict.PROVED:
            return written
    return ""
