"""What is said of a function that fails: the worst point, the values, the error, what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Context, Decimal
from fractions import Fraction
from statistics import median

from derive.render.diagnostics import flowed
from derive.testing.calling import NoNumber
from derive.testing.comparing import Comparison, Error, Tolerance, value

#: How many digits of a true value are told.
_DIGITS = 17
#: A ratio of found and true is the same everywhere where it is so to this part of itself.
_SAME = 1e-6
#: From which relative error on a value is another one, and in what part of all the function is;
#: at fewer points near 1 than these all count.
_ANOTHER, _MANY, _FEWEST = 1e-3, 0.3, 5
#: How far 0 is from 1, in powers of 2: farther than any other float.
_ZERO = 2_000.0
#: Arguments are near 1 up to this power of 2.
_PLAIN = 6.0
_WIDTH = 88
_NARROWER = "`where=[...]` says where it is used"
#: By how much more than the largest error is proposed: at other points it may be larger.
_MARGIN = 3.0
#: Larger absolute errors are not proposed to be let pass.
_NEGLIGIBLE = 1e-8


def told(comparison: Comparison) -> str:
    """The words for a comparison that fails."""
    failing, total = comparison.failing, len(comparison.errors)
    hint = _everywhere(comparison)
    worst = max(failing, key=_plainest if hint else _worst)
    said = f"it fails at {len(failing)} of {total} points"
    first = f"{comparison.tested.name} is not {comparison.goal.said}: {said}"
    rows = [*_rows(comparison, worst, bool(hint)), ("hint", hint or _locally(comparison, worst))]
    lines = (flowed([(f"{label:>12}  ", "")], said, "", _WIDTH) for label, said in rows if said)
    shown = ("".join(p for p, _ in pieces).rstrip() for row in lines for pieces in row)
    return "\n".join([first, *shown])


def _worst(e: Error) -> tuple[float, float]:
    """What is largest at the worst error; of those without a number at the plainest point."""
    return e.ratio, _plainest(e)[0]


def _plainest(e: Error) -> tuple[float, float]:
    """What is largest at the point nearest to 1."""
    return -max(abs(math.log2(abs(x))) if x else _ZERO for x in e.point), 0.0


def _rows(comparison: Comparison, worst: Error, everywhere: bool) -> Iterator[tuple[str, str]]:
    names = comparison.goal.names
    pairs = zip(names, worst.point, strict=True)
    yield "at", ", ".join(f"{name} = {x!r}" for name, x in pairs)
    numberless = isinstance(worst.found, NoNumber)
    yield "found", worst.found.said if isinstance(worst.found, NoNumber) else repr(worst.found)
    yield "true", _digits(value(worst.exact), _DIGITS)
    if not numberless and math.isfinite(worst.error):
        yield "error", f"{_error(worst)}; allowed {_allowed(worst, comparison.tolerance)}"
    begins = None if everywhere else comparison.begins(worst)
    if begins is not None and begins != worst.point[0]:
        yield "begins", f"at {names[0]} = {begins!r}"


def _digits(found: Fraction, digits: int) -> str:
    if not found:
        return "0"
    context = Context(prec=digits, Emin=-99_999, Emax=99_999)
    return str(context.divide(Decimal(found.numerator), Decimal(found.denominator))).lower()


def _short(found: Fraction, digits: int) -> str:
    """A number to so many digits, as floats are written as far as they go."""
    try:
        return f"{float(found):.{digits}g}"
    except OverflowError:
        return _digits(found, digits)


def _error(worst: Error) -> str:
    size, error = abs(value(worst.exact)), Fraction(worst.error)
    relative = f"relative {_short(error / size, 2)}, " if size else ""
    ulps = _short(error / Fraction(worst.unit), 3)
    return f"{ulps} ulps ({relative}absolute {worst.error:.2g})"


def _allowed(worst: Error, tolerance: Tolerance) -> str:
    """What is allowed: ulps of the value, and those that its condition makes more."""
    said = f"{worst.allowed / worst.unit:.3g}"
    own = tolerance.ulps * worst.unit
    if worst.moved and worst.allowed > 1.5 * own and worst.allowed > tolerance.abs:
        return f"{said}: {tolerance.ulps:g} for the value, and as many for its arguments"
    return said


def _everywhere(comparison: Comparison) -> str:
    """What to do where the function is wrong nearly everywhere; empty where it is not."""
    if all(isinstance(e.found, NoNumber) for e in comparison.errors):
        return "it gives a number at no point: is it called as it should be?"
    ratio = _ratio(comparison)
    if ratio is not None:
        return "its sign is wrong" if ratio == -1 else f"it is {ratio:.6g} times that everywhere"
    if _is_another(comparison):
        return "it is another function: are the formula and the names of the arguments right?"
    return ""


def _locally(comparison: Comparison, worst: Error) -> str:
    """What to do where the function is right at many points."""
    command = f"`{comparison.goal.command}` looks for a form that"
    if not math.isfinite(worst.error):
        return f"a result on the way is no float there: {command} stays finite, or {_NARROWER}"
    largest = max(e.error for e in comparison.failing)
    lets = (
        f"`abs={_above(_MARGIN * largest):g}` lets it pass" if largest <= _NEGLIGIBLE else _NARROWER
    )
    return f"digits are lost there: {command} keeps them, or {lets}"


def _above(error: float) -> float:
    """A number of one digit that is larger."""
    exponent = math.floor(math.log10(error))
    return float(f"{math.floor(error / 10.0**exponent) + 1}e{exponent}")


def _ratio(comparison: Comparison) -> float | None:
    """By which factor all that is found differs from what is true, where it is the same one."""
    pairs = [
        (e.found, float(v))
        for e in comparison.errors
        if isinstance(e.found, float) and (v := value(e.exact)) and math.isfinite(e.found)
    ]
    ratios = sorted(found / true for found, true in pairs if abs(true) > 1e-290)
    if len(ratios) < 3:
        return None
    middle = median(ratios)
    same = [r for r in ratios if abs(r - middle) <= _SAME * abs(middle)]
    if not middle or len(same) < 0.9 * len(ratios) or abs(middle - 1) < _ANOTHER:
        return None
    return -1.0 if abs(middle + 1) < _SAME else middle


def _is_another(comparison: Comparison) -> bool:
    """Whether most values are wrong in their first digits, where arguments are near 1.

    A value near 0 may be so since digits are lost, as those of 1 - tanh(x)^2 are.
    """
    plain = [e for e in comparison.errors if -_plainest(e)[0] <= _PLAIN]
    errors = plain if len(plain) >= _FEWEST else comparison.errors
    sizes = [min(1.0, abs(float(value(e.exact)))) for e in errors]
    least = _NEGLIGIBLE * max(sizes, default=0.0)
    wrong = (
        not math.isfinite(e.error) or e.error > max(least, _ANOTHER * abs(float(value(e.exact))))
        for e in errors
        if e.fails
    )
    return sum(wrong) > _MANY * len(errors)
