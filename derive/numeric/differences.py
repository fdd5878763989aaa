"""Central differences of the original function against a line, computed in balls.

The derivative in an expression is replaced by `(f(x + h) - f(x - h))/(2h)`, and a derivative of
order n by the difference of that order, so nothing that is compared here was differentiated by a
rule.  The error of a right line falls with h squared: its
observed order is about 2, that of a wrong line about 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from flint import arb
from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    ProductOf,
    Quotient,
    SumOf,
    has_derivative,
    is_leaf,
    rational,
    strip,
    subexpressions,
)
from derive.expression.substitution import substitute
from derive.kernel.balls import CannotTell, Point, Undefined
from derive.numeric.evaluate import evaluate
from derive.report.report import Agreement, NumericCheck, NumericRow, NumericTable

PRECISION = 192
#: How many bits more each derivative takes: a difference divides by a step.
BITS_A_STEP = 24
#: A larger original is not differenced; each derivative in another doubles it.
MAX_SIZE = 40_000
#: The step of the check of a line, and the steps of the theorem's table.
STEP = Fraction(1, 1024)
SMALL_STEP = STEP / 4096
STEPS = tuple(Fraction(1, 2**k) for k in range(3, 9))
#: The least observed order of a line that agrees.
LEAST_ORDER = 1.8
_CHECKED = 3
_DERIVATIVES = (DerivativeOf, DerivativeAt)


def differenced(e: Expression, h: Fraction) -> Expression:
    """`e` with each derivative replaced by a central difference with step h."""
    if is_leaf(e):
        return e
    if isinstance(e, _DERIVATIVES):
        return _difference(e, h)
    args = tuple(a if isinstance(a, (Str, Symbol)) else differenced(a, h) for a in e.args)
    return e.func(*args)


def _difference(e: Expression, h: Fraction) -> Expression:
    """The central difference of as many orders as the same derivative is taken at once."""
    body, variable, *point = e.args
    order = 1
    while isinstance(body, DerivativeOf) and body.args[1] == variable:
        body, order = body.args[0], order + 1
    body, at = differenced(body, h), differenced(point[0], h) if point else variable
    terms = []
    for k in range(order + 1):
        shift = rational((order - 2 * k) * h)
        term = substitute(body, {variable: SumOf(at, shift)})
        term = ProductOf(Integer(comb(order, k)), term) if 0 < k < order else term
        terms.append(Negation(term) if k % 2 else term)
    return Quotient(SumOf(*terms), rational((2 * h) ** order))


def _cost(e: Expression) -> int:
    """How large `e` is once it is differenced."""
    if is_leaf(e):
        return 1
    body, times = e, 1
    while isinstance(body, _DERIVATIVES):
        body, times = body.args[0], times + 1
    return times * (1 + sum(_cost(a) for a in body.args if not isinstance(a, Str)))


class Differences:
    """The original function of a chain, differenced once for every step size, at some points."""

    def __init__(self, original: Expression, points: Sequence[Point]) -> None:
        original = strip(original)
        self.original = original
        self.exact = not has_derivative(original)
        self.points = points
        orders = sum(isinstance(s, _DERIVATIVES) for s in subexpressions(original))
        self.precision = PRECISION + BITS_A_STEP * orders
        self.too_large = _cost(original) > MAX_SIZE
        self._at: dict[Fraction, Expression] = {}
        self._values: dict[tuple[int, Fraction], arb | None] = {}

    def value(self, i: int, h: Fraction) -> arb | None:
        """The differenced original at the i-th point; None where it has no ball."""
        if self.too_large:
            return None
        if h not in self._at:
            self._at[h] = differenced(self.original, h)
        if (i, h) not in self._values:
            self._values[i, h] = _ball(self._at[h], self.points[i], self.precision)
        return self._values[i, h]

    def check(self, line: Expression) -> NumericCheck:
        """A line, whose derivatives are values and not differences, against the original."""
        worst, agreements = arb(0), []
        for i, point in enumerate(self.points):
            found = self._at_point(i, _ball(line, point, self.precision))
            if found is None:
                continue
            agreements.append(found[0])
            worst = max(worst, found[1], key=_size)
            if len(agreements) == _CHECKED:
                break
        return NumericCheck(
            _overall(agreements),
            None if self.exact else str(STEP),
            shown(worst) if agreements else "",
            len(agreements),
        )

    def _at_point(self, i: int, line_value: arb | None) -> tuple[Agreement, arb] | None:
        """What the differences say at one point, and the error at the usual step.

        Where they do not converge yet, a much smaller step has the last word.
        """
        usual = [_error(self.value(i, h), line_value) for h in (STEP * 2, STEP)]
        if usual[0] is None or usual[1] is None:
            return None
        agreement = _agreement(usual[0], usual[1], self.exact)
        if agreement is Agreement.DISAGREES and not self.exact:
            small = [_error(self.value(i, h), line_value) for h in (SMALL_STEP * 2, SMALL_STEP)]
            if small[0] is not None and small[1] is not None:
                agreement = _agreement(small[0], small[1], False)
        return agreement, usual[1]

    def table(self, line: Expression) -> NumericTable | None:
        """How the original's differences converge to a line, at the first point that tells."""
        for i, point in enumerate(self.points):
            value = _ball(line, point, self.precision)
            steps = STEPS if not self.exact else STEPS[:1]
            found = [self.value(i, h) for h in steps]
            if value is not None and all(v is not None for v in found):
                return self._rows(point, value, steps, found)
        return None

    def _rows(
        self, point: Point, value: arb, steps: Sequence[Fraction], found: list[arb | None]
    ) -> NumericTable:
        rows: list[NumericRow] = []
        before: arb | None = None
        for h, approximation in zip(steps, found, strict=True):
            error = _error(approximation, value)
            assert error is not None
            order = None if before is None else _order(before, error)
            rows.append(
                NumericRow(
                    None if self.exact else str(h),
                    digits(approximation),
                    shown(error),
                    None if order is None else f"{order:.2f}",
                )
            )
            before = error
        named = tuple((v.name, str(q)) for v, q in point.items())
        return NumericTable(named, digits(value), bool(value != 0), tuple(rows))


def _ball(e: Expression, point: Point, precision: int) -> arb | None:
    try:
        return evaluate(e, point, precision)
    except (Undefined, CannotTell):
        return None


def _error(found: arb | None, value: arb | None) -> arb | None:
    """The relative error, or the absolute one where the value's ball contains 0."""
    if found is None or value is None:
        return None
    error = abs(found - value)
    return error / abs(value) if value != 0 else error


def _size(error: arb) -> float:
    return float(error.mid())


def _order(larger: arb, smaller: arb) -> float | None:
    """log2 of the ratio of two errors; None where one of them is within its ball."""
    if not (larger > 0 and smaller > 0):
        return None
    return float((larger / smaller).log().mid()) / float(arb(2).log().mid())


def _agreement(larger: arb, smaller: arb, exact: bool) -> Agreement:
    if smaller.contains(0):
        return Agreement.EXACT
    order = _order(larger, smaller)
    right = not exact and order is not None and order >= LEAST_ORDER
    return Agreement.CONVERGES if right else Agreement.DISAGREES


def _overall(found: list[Agreement]) -> Agreement:
    for agreement in (Agreement.DISAGREES, Agreement.CONVERGES, Agreement.EXACT):
        if agreement in found:
            return agreement
    return Agreement.UNTESTED


def shown(error: arb) -> str:
    """An error in scientific notation, or `exact` where it is within its ball."""
    return "exact" if error.contains(0) else f"{float(error.mid()):.1e}"


def digits(value: arb) -> str:
    """A value with ten significant digits."""
    return str(value.mid().str(10, radius=False))
