"""What is known of a power, handed on to its base by roots of where the power ends."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpz

from derive.expression.nodes import Expression
from derive.kernel.conditions import integer_exponent
from derive.kernel.facts.entries import Rooted
from derive.prover.conditions.showing import Showing

#: How fine a root is that is no fraction, in bits, and of how high a power there are roots.
FINE, MAX_DEGREE = 30, 100


def rooted(s: Showing, power: Expression) -> None:
    """Hands on to u what is known of `u^n`, for a positive integer numeral n."""
    n = integer_exponent(power.args[1])
    if n is None or not 0 < n <= MAX_DEGREE:
        return
    found = s.facts.of(power)
    if found.excludes_zero:
        s.add(Rooted(power, Fraction(0)))
    for end, side in ((found.low, -1), (found.high, 1)):
        if end.value is not None and (n % 2 or end.value >= 0):
            s.add(Rooted(power, root(end.value, n, side)))


def root(q: Fraction, n: int, side: int) -> Fraction:
    """The n-th root of a number, or a fraction beside it, on a side."""
    if q < 0:
        return -root(-q, n, -side)
    exact = Fraction(int(fmpz(q.numerator).root(n)), int(fmpz(q.denominator).root(n)))
    if exact**n == q:
        return exact
    below = int(fmpz((q.numerator << (FINE * n)) // q.denominator).root(n))
    return Fraction(below + (side > 0), 1 << FINE)
