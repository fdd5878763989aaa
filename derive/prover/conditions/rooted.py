"""What is known of a power, handed on to its base by roots of where the power ends."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz

from derive.expression.nodes import Expression, Negation, Power, SumOf, integer, rational
from derive.kernel.conditions import integer_exponent
from derive.kernel.facts.entries import Shaped
from derive.kernel.facts.intervals import End, negate
from derive.prover.conditions.showing import Showing
from derive.rules.inequalities import BY_POWERS

#: How fine a root is that is no fraction, in bits, and of how high a power there are roots.
FINE, MAX_DEGREE = 30, 100


def rooted(s: Showing, power: Expression) -> None:
    """Hands on to x what is known of `x^n`, for a positive integer numeral n."""
    n = integer_exponent(power.args[1])
    if n is None or not 0 < n <= MAX_DEGREE:
        return
    x, found = power.args[0], s.facts.of(power)
    minus = Negation(x)
    s.same(Power(minus, power.args[1]), power if n % 2 == 0 else Negation(power), lawful=False)
    if n % 2:
        _below(s, x, (x, minus), n, found.high)
        _below(s, x, (minus, x), n, negate(found).high)
        return
    for y in (x, minus):
        if found.high.value is not None and found.high.value >= 0:
            _beside(s, x, rational(root(found.high.value, n, 1)), y, n)
        if found.low.value is not None and found.low.value >= 0 and s.facts.of(y).nonnegative:
            _beside(s, x, y, rational(root(found.low.value, n, -1)), n)


def _below(
    s: Showing, x: Expression, signed: tuple[Expression, Expression], n: int, high: End
) -> None:
    """x or -x, and the other one, by an end that the power of the first is below, for an odd n."""
    if high.value is not None:
        r = root(high.value, n, 1)
        _beside(s, x, rational(max(r, Fraction(0))), signed[0], n)
        if r < 0:
            _beside(s, x, signed[1], rational(-r), n)


def _beside(s: Showing, x: Expression, u: Expression, v: Expression, n: int) -> None:
    """What the powers of u and v, of which one is x or -x, tell of x."""
    if by_powers(s, u, v, n):
        gap = SumOf(u, Negation(v))
        sides = {u: SumOf(gap, v), v: SumOf(u, Negation(gap))}
        s.same(x, sides[x] if x in sides else Negation(sides[Negation(x)]), lawful=False)


def by_powers(s: Showing, u: Expression, v: Expression, n: int) -> bool:
    """Whether `u - v` has the sign of `u^n - v^n`, as it has for u >= 0."""
    gap = s.facts.of(SumOf(Power(u, integer(n)), Negation(Power(v, integer(n)))))
    row = BY_POWERS[">" if gap.positive else ">="]
    return gap.nonnegative and s.add(Shaped(row, (u, v, integer(n))))


def root(q: Fraction, n: int, side: int) -> Fraction:
    """The n-th root of a number, or a fraction beside it, on a side."""
    if q < 0:
        return -root(-q, n, -side)
    exact = Fraction(int(fmpz(q.numerator).root(n)), int(fmpz(q.denominator).root(n)))
    if exact**n == q:
        return exact
    below = int(fmpz((q.numerator << (FINE * n)) // q.denominator).root(n))
    return Fraction(below + (side > 0), 1 << FINE)
