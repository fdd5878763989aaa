"""Numbers with short names that lie in an interval: fractions, multiples of pi, roots.

What is found here is a guess; whoever uses it proves that it is the number that is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import arb

from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.kernel.balls import ball
from derive.numeric.evaluate import NOWHERE, evaluate
from derive.numeric.working import working
from derive.values.decimals import ends

#: Precision that candidates are compared at, in bits.
PRECISION = 256
#: The largest denominators that are tried: of a fraction, and of a factor of anything else.
_FRACTION, _FACTOR = 60, 24
#: What roots may stand beside, small ones first.
_SHIFTS = sorted({Fraction(k, n) for n in (1, 2, 3) for k in range(-12, 13) if k}, key=abs)
#: A larger numerator is no number that one would write.
_NUMERATOR = 10_000


def candidates(low: Fraction, high: Fraction) -> Iterator[tuple[str, Expression]]:
    """The numbers with short names in [low, high], as texts and as expressions."""
    with working(PRECISION):
        hull = ball(low).union(ball(high))
        texts = [written for name in _NAMED if (written := name(hull))]
    for written in dict.fromkeys(texts):
        e = parse_expression(written, Scope())
        at_least, at_most = ends(evaluate(e, NOWHERE, PRECISION))
        if at_most >= low and at_least <= high:
            yield written, e


def _simplest(hull: Any, largest: int) -> Fraction | None:
    """The fraction in a ball whose denominator is not large; None where there is none."""
    if not hull.is_finite():
        return None
    low, high = ends(hull)
    found = ((low + high) / 2).limit_denominator(largest)
    return found if low <= found <= high and abs(found.numerator) <= _NUMERATOR else None


def _times(factor: Fraction | None, name: str) -> str:
    """A fraction times a number with a name, as in `-3*pi/2`."""
    if factor is None or not factor:
        return ""
    above = name if abs(factor.numerator) == 1 else f"{abs(factor.numerator)}*{name}"
    sign = "-" if factor < 0 else ""
    return f"{sign}{above}" + (f"/{factor.denominator}" if factor.denominator != 1 else "")


def _rational(hull: Any) -> str:
    found = _simplest(hull, _FRACTION)
    return "" if found is None else str(found)


def _multiple(name: str, value: Callable[[], Any]) -> Callable[[Any], str]:
    return lambda hull: _times(_simplest(hull / value(), _FACTOR), name)


def _over_e(hull: Any) -> str:
    found = _simplest(hull * arb.const_e(), _FACTOR)
    if found is None or found.denominator != 1 or not found:
        return ""
    return f"{found.numerator}/e"


def _root(hull: Any) -> str:
    found = _simplest(hull * hull, _FACTOR)
    return f"{_sign(hull)}sqrt({found})" if found else ""


def _root_by(name: str, value: Callable[[], Any]) -> Callable[[Any], str]:
    def written(hull: Any) -> str:
        found = _simplest(hull * hull * value(), _FACTOR)
        if not found or found < 0:
            return ""
        below = name if found.denominator == 1 else f"({found.denominator}*{name})"
        return f"{_sign(hull)}sqrt({found.numerator}/{below})"

    return written


def _power(hull: Any) -> str:
    found = _simplest(abs(hull).log(), 6) if not hull.contains(0) else None
    if not found or abs(found) > 20:
        return ""
    exponent = str(found) if found.denominator == 1 and found > 0 else f"({found})"
    return f"{_sign(hull)}e^{exponent}"


def _times_power(hull: Any) -> str:
    """A fraction times a power of e, as `4/e^2`."""
    for n in (-1, -2, 2, -3, 3, -4, 4):
        found = _simplest(hull * arb(n).exp(), _FACTOR)
        if found:
            power = "e" if abs(n) == 1 else f"e^{abs(n)}"
            if n < 0:
                return _times(found, power)
            return _over(found, power)
    return ""


def _over(q: Fraction, name: str) -> str:
    """A fraction divided by a number with a name, as in `4/(3*e^2)`."""
    below = name if q.denominator == 1 else f"({q.denominator}*{name})"
    return f"{q.numerator}/{below}"


def _beside(hull: Any) -> str:
    """A root beside a fraction, as `2 - sqrt(2)`."""
    for k in _SHIFTS:
        off = hull - arb(k.numerator) / k.denominator
        found = _simplest(off * off, _FACTOR) if not off.contains(0) else None
        if found and not _is_square(found):
            return f"{k} {'-' if off < 0 else '+'} sqrt({found})"
    return ""


def _is_square(q: Fraction) -> bool:
    return all(isqrt(n) ** 2 == n for n in (q.numerator, q.denominator))


def _logarithm(hull: Any) -> str:
    found = _simplest(hull.exp(), 12) if abs(hull) < 8 else None
    return f"log({found})" if found and found not in (0, 1) else ""


def _sign(hull: Any) -> str:
    return "-" if hull < 0 else ""


#: The shortest first; the first that is proved is told.
_NAMED: tuple[Callable[[Any], str], ...] = (
    _rational,
    _multiple("pi", arb.pi),
    _multiple("e", arb.const_e),
    _over_e,
    _root,
    _power,
    _logarithm,
    _times_power,
    _beside,
    _root_by("pi", arb.pi),
    _root_by("e", arb.const_e),
)
