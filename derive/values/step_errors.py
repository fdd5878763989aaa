"""The error of central differences in floats against the derivative in balls, by the step.

The definition is computed in float64 as it is written.  Where h is large the error is that of the
series, f'''(x)/6 * h^2; where it is small, that of rounding: half a unit in the last
place of f and of x + h make eps/2 * (|f(x)| + |x f'(x)|)/h.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from fractions import Fraction

from sympy.core.symbol import Symbol

from derive.codegen.lowering import NoProgramError, nearest, program
from derive.codegen.program import Machine
from derive.expression.nodes import DerivativeOf, Expression
from derive.kernel.balls import CannotTell, Undefined
from derive.numeric.evaluate import evaluate
from derive.report.plot import Dot, ErrorPlot
from derive.report.values import Unusable
from derive.values.sampled import Moving

#: The steps are 10^(-k/8).
_STEPS = tuple(10 ** (-k / 8) for k in range(2, 121))
#: Points that are tried where none is asked for; a series has an h^2 at most of them.
POINTS = tuple(Fraction(p, 4) for p in (4, 3, 2, 1, 6, 8, 12, -4, -2, -1, -6, -8))
#: By how much the error of the series prevails where the slope is read.
_PREVAILS = 300
#: How few steps make no slope.
_FEWEST = 4


def _ball(e: Expression, at: dict[Symbol, Fraction]) -> float | None:
    try:
        return nearest(evaluate(e, at, 256))
    except (Undefined, CannotTell, OverflowError):
        return None


def good_point(function: Moving, derivative: Moving) -> Fraction | None:
    """A point at which the error of the series falls with h^2, or else any with a derivative."""
    v = function.variable
    third = DerivativeOf(DerivativeOf(derivative.expression, v), v)
    usable = [x for x in POINTS if None not in (function.value(x), derivative.value(x))]
    good = (x for x in usable if (found := _ball(third, {v: x})) is not None and abs(found) > 1e-3)
    return next(good, usable[0] if usable else None)


def step_errors(
    function: Moving, derivative: Moving, at: Fraction, words: tuple[str, str, str]
) -> ErrorPlot | Unusable:
    """The errors at a point; `words` are the title, the label of the function and the theorem."""
    v, x = function.variable, float(at)
    try:
        machine = Machine(program(function.expression), [v.name])
    except NoProgramError as error:
        return Unusable("floats do not compute this function", str(error))
    here = {v: Fraction(x)}
    value, slope = function.value(here[v]), derivative.value(here[v])
    if value is None or slope is None:
        told = f"there is no derivative at {v.name} = {x:g}"
        return Unusable(told, "choose a point of the domain with `--at`")
    exact = Fraction(slope)
    dots = [(h, float(abs(found - exact))) for h in _STEPS if (found := _central(machine, x, h))]
    dots = [(h, error) for h, error in dots if error]
    if not dots:
        told = f"floats give no difference of it at {v.name} = {x:g} that is in error"
        return Unusable(told, "choose another point with `--at`")
    third = _ball(DerivativeOf(DerivativeOf(derivative.expression, v), v), here)
    truncation = abs(third or 0.0) / 6
    rounding = sys.float_info.epsilon / 2 * (abs(value) + abs(x * slope))
    best, floor = min(dots, key=lambda dot: dot[1])
    return ErrorPlot(
        title=words[0],
        label=words[1],
        theorem=words[2],
        at=f"{v.name} = {x:g}",
        dots=tuple(dots),
        truncation=truncation,
        rounding=rounding,
        slope=_slope(dots, truncation, rounding),
        best=best,
        floor=floor,
    )


def _central(machine: Machine, x: float, h: float) -> Fraction | None:
    """The central difference in floats; None where it is not finite."""
    right, left = machine.run([x + h]), machine.run([x - h])
    if right is None or left is None:
        return None
    found = (right[-1] - left[-1]) / (2 * h)
    return Fraction(found) if math.isfinite(found) else None


def _slope(dots: Sequence[Dot], truncation: float, rounding: float) -> float | None:
    """The slope by least squares where h is small and the error of the series prevails."""
    logs = [
        (math.log10(h), math.log10(error))
        for h, error in dots
        if h < 0.15 and truncation * h * h > _PREVAILS * rounding / h
    ]
    if len(logs) < _FEWEST:
        return None
    n = len(logs)
    across, up = (sum(pair[i] for pair in logs) / n for i in (0, 1))
    return sum((a - across) * (b - up) for a, b in logs) / sum((a - across) ** 2 for a, _ in logs)
