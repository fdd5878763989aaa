"""The points of a field at which half tangents are infinite: what holds there, and what does not.

Where an angle is an odd multiple of pi its half tangent t is infinite.  What is equal for all t is
equal there, since both sides are continuous; but a factor such as `4/(1 + t^2)^2`, which is zero at
no t, is zero there: `(1 + cos(x))^2` at pi.  So who concludes anything from the factors of a value
asks first whether it *degenerates*.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from sympy.core.numbers import Integer

from derive.expression.nodes import Expression, SumOf, call, integer, product_of, sum_of
from derive.kernel.certificates.ring import Value
from derive.kernel.conditions import Condition
from derive.prover.normal.exponentials import times

if TYPE_CHECKING:
    from derive.prover.normal.field import Field

#: The largest degree in a half tangent that is written in sine and cosine.
MAX_CIRCULAR = 8


class Infinity:
    """What may be relied on where the half tangents of a field are infinite."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def degenerates(self, a: Value) -> bool:
        """Whether a value may vanish or be infinite there, though none of its factors is 0.

        It does not where it has degree 0 in a half tangent, a factor being 0 there if its leading
        coefficient is, nor where it may be relied on that the half tangent is finite.  What stands
        in roots, logarithms and exponentials has no degree.
        """
        totals: dict[int, int] = {}
        hidden: dict[int, None] = {}
        for base, n in a.powers:
            if base >= 0:
                hidden |= dict.fromkeys(self._hidden(base))
                for g in self.tangents(base):
                    totals[g] = totals.get(g, 0) + n * self.degree(base, g)
        lopsided = (g for g, total in totals.items() if total != 0)
        return not all(map(self._is_finite, dict.fromkeys([*hidden, *lopsided])))

    def base_degenerates(self, base: int) -> bool:
        """The same of a base; one that does not is finite, and so is every half tangent in it."""
        return self.degenerates(self.field.roots.base_value(base))

    def tangents(self, base: int) -> list[int]:
        """The generators in a base that are half tangents."""
        return [g for g in self.field.angles.angle_of if self.degree(base, g) > 0]

    def degree(self, base: int, g: int) -> int:
        """The degree of a base in a generator."""
        return int(self.field.ring.polynomials[base].degrees()[g])

    def _hidden(self, base: int) -> Iterator[int]:
        """The half tangents that stand in roots, logarithms or exponentials in a base."""
        met: set[int] = set()
        left = [*self._inner(base)]
        while left:
            inner = left.pop()
            if inner not in met:
                met.add(inner)
                yield from self.tangents(inner)
                left.extend(self._inner(inner))

    def _inner(self, base: int) -> Iterator[int]:
        """The bases that the generators in one are roots, logarithms or exponentials of."""
        degrees = self.field.ring.polynomials[base].degrees()
        for g in range(self.field.ring.count):
            if degrees[g] > 0:
                yield from (b for b in self._bases_of(g) if b >= 0)

    def _bases_of(self, g: int) -> Iterator[int]:
        exponentials = self.field.exponentials
        yield from self.field.roots.under(g)
        if g in exponentials.logarithm_of:
            yield exponentials.logarithm_of[g]
        if g in exponentials.exponential_of:
            argument, _, _ = exponentials.basis[exponentials.exponential_of[g]]
            yield from (base for base, _ in argument.powers)

    def _is_finite(self, g: int) -> bool:
        angle = self.field.angles.angle_of[g]
        half = call("cos", times(Fraction(1, 2), angle))
        whole = SumOf(Integer(1), call("cos", angle))
        return any(self.field.signs.holds(Condition(e, "!=")) for e in (half, whole))

    def circular(self, base: int) -> Expression | None:
        """A base in one half tangent, times a square, as a trigonometric polynomial.

        With h half the angle b, `tan(h)^k*cos(h)^(2*m)` is a combination of cos(j*b), or of
        sin(j*b), for j up to m.  The square is zero only where the tangent is infinite.
        """
        tangents = self.tangents(base)
        if len(tangents) != 1 or self.degree(base, tangents[0]) > MAX_CIRCULAR:
            return None
        (g,) = tangents
        m = (self.degree(base, g) + 1) // 2
        found: dict[tuple[tuple[int, ...], str, int], int] = {}
        for monomial, c in self.field.ring.terms_of(base):
            others = (*monomial[:g], 0, *monomial[g + 1 :])
            for name, j, share in _waves(monomial[g], m):
                key = (others, name, j)
                found[key] = found.get(key, 0) + c * share
        terms = [(key, c) for key, c in found.items() if c]
        angle = self.field.angles.angle_of[g]
        return sum_of(tuple(self._wave(angle, *key, c) for key, c in terms))

    def _wave(
        self, angle: Expression, others: tuple[int, ...], name: str, j: int, c: int
    ) -> Expression:
        factors = [self.field.written[g](n) for g, n in enumerate(others) if n]
        if j:
            factors.append(call(name, times(Fraction(j), angle)))
        return product_of((integer(c), *factors) if c != 1 or not factors else tuple(factors))


@cache
def _waves(k: int, m: int) -> tuple[tuple[str, int, int], ...]:
    """`2^(2*m)*sin(h)^k*cos(h)^(2*m - k)` as multiples of cos(2*j*h), or of sin(2*j*h).

    With w = e^(i*h) it is `(w - 1/w)^k*(w + 1/w)^(2*m - k)`, up to a power of i.
    """
    coefficients = [1]
    for sign in [-1] * k + [1] * (2 * m - k):
        shifted = zip([*coefficients, 0], [0, *coefficients], strict=True)
        coefficients = [high + sign * low for high, low in shifted]
    # the entries are those of w^(2*m), w^(2*m - 2), ..., each equal to its mirror image or minus it
    turned = -1 if k % 4 in (2, 3) else 1
    name = "sin" if k % 2 else "cos"
    middle = [] if k % 2 else [("cos", 0, turned * coefficients[m])]
    return (*middle, *((name, j, 2 * turned * coefficients[m - j]) for j in range(1, m + 1)))
