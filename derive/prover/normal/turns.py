"""Rational multiples of pi: their cosines and sines.

An angle is first turned into the first octant, so that `sin(pi/60)` and `cos(29*pi/60)` are one
value.  There it is a sum of fractions whose denominators are powers of different primes: those
with exact values have them, and for each other prime the half tangent of one angle is a generator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import gcd
from typing import TYPE_CHECKING

from flint import fmpq

from derive.expression.nodes import Expression, constant, integer
from derive.expression.parser import parse_expression
from derive.kernel.certificates.ring import ONE, Value, negative
from derive.kernel.theory import KernelError
from derive.prover.normal.exponentials import times
from derive.prover.scaling import scaled
from derive.rules.laws import EXACT_ANGLES

if TYPE_CHECKING:
    from derive.prover.normal.angles import Angles

#: Denominators are factored by trial, so that they are bounded.
MAX_DENOMINATOR = 100_000
#: The largest power of 2 that exact values are halved for.
MAX_HALVED = 256


@dataclass(frozen=True)
class Turn:
    """The cosine and sine of an angle."""

    cos: Value
    sin: Value


class PiTurns:
    """The turns by rational multiples of pi."""

    def __init__(self, angles: Angles) -> None:
        self.angles = angles
        self._octants: dict[Fraction, Turn] = {}
        self._exact: dict[int, Turn] = {}
        #: For a prime the half tangent of `pi/q`, q being a power of it, and q.
        self._tangents: dict[int, tuple[int, int]] = {}

    def turn(self, c: Fraction) -> Turn:
        """The turn by c*pi: quarters of a turn, and an angle of the first octant."""
        quarters, rest = divmod(c, Fraction(1, 2))
        mirrored = rest > Fraction(1, 4)
        turn = self._octant(Fraction(1, 2) - rest if mirrored else rest)
        if mirrored:
            turn = Turn(turn.sin, turn.cos)
        for _ in range(quarters % 4):
            turn = Turn(negative(turn.sin), turn.cos)
        return turn

    def _octant(self, c: Fraction) -> Turn:
        if c not in self._octants:
            if c.denominator > MAX_DENOMINATOR:
                raise KernelError("a fraction of pi has too large a denominator")
            self._octants[c] = self.angles.together([self._piece(q) for q in _pieces(c)])
        return self._octants[c]

    def _piece(self, c: Fraction) -> Turn:
        q = c.denominator
        if q in EXACT_ANGLES or (q % 2 == 0 and q <= MAX_HALVED):
            return self.angles.multiple(self._known(q), c.numerator % (2 * q))
        g, denominator = self._tangent(q)
        return self.angles.tangent_turn(g, int(c * denominator))

    def _known(self, q: int) -> Turn:
        """The turn by pi/q: exact, or half of one, whose cosine is positive."""
        if q in self._exact:
            return self._exact[q]
        ring, field = self.angles.field.ring, self.angles.field
        if q in EXACT_ANGLES:
            cos, sin = map(field.value, _exact(q))
        else:
            whole = self._known(q // 2)
            square = scaled(ring.add(ONE, whole.cos), fmpq(1, 2))
            cos = field.roots.power(square, fmpq(1, 2))
            sin = scaled(ring.multiply(whole.sin, ring.inverse(cos)), fmpq(1, 2))
        self._exact[q] = Turn(cos, sin)
        return self._exact[q]

    def _tangent(self, q: int) -> tuple[int, int]:
        """The half tangent for a power of a prime, which a higher power of it can have made."""
        from derive.prover.normal.field import Refine

        prime = next(p for p in range(2, q + 1) if q % p == 0)
        if prime not in self._tangents:
            most = max(q, self.angles.field.hints.get(("prime", integer(prime)), 1))
            part = scaled(self.angles.pi(), fmpq(1, most))
            g = self.angles.half_tangent(times(Fraction(1, most), constant("pi")), part)
            self._tangents[prime] = g, most
        if self._tangents[prime][1] % q:
            raise Refine("prime", integer(prime), q)
        return self._tangents[prime]


@cache
def _exact(denominator: int) -> tuple[Expression, Expression]:
    cos, sin = EXACT_ANGLES[denominator]
    return parse_expression(cos), parse_expression(sin)


def _pieces(c: Fraction) -> Iterator[Fraction]:
    """A fraction as a sum of some with coprime denominators: exact angles, powers of primes."""
    while c:
        n = c.denominator
        d = next(d for d in (*_EXACT, *_powers(n)) if n % d == 0 and gcd(d, n // d) == 1)
        rest = n // d
        part = _balanced(Fraction(c.numerator * pow(rest, -1, d), d)) if d > 1 else c
        if part:
            yield part
        c -= part


def _balanced(c: Fraction) -> Fraction:
    """A fraction without whole turns, between -1/2 and 1/2: small multiples of a small angle."""
    return c - round(c)


_EXACT = tuple(sorted((d for d in EXACT_ANGLES if d > 1), reverse=True))


def _powers(n: int) -> Iterator[int]:
    """The powers of primes that a number is the product of; 1 is that of 1."""
    p = 2
    while p * p <= n:
        q = 1
        while n % p == 0:
            n, q = n // p, q * p
        if q > 1:
            yield q
        p += 1
    yield n
