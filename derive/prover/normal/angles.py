"""Sines and cosines in a field.

An angle is a rational combination of pi, of inverse functions and of a basis b of the others.  The
tangent of b/2 is a free generator t, with `cos(b) = (1 - t^2)/(1 + t^2)`, `sin(b) = 2*t/(1 + t^2)`:
no relation is left to reduce by.  Where b is an odd multiple of pi, t stands for infinity, the
point that the circle has and the line lacks; what is equal for all t is equal there too.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from math import comb, lcm
from typing import TYPE_CHECKING, Any

from flint import fmpq

from derive.expression.nodes import (
    Expression,
    Power,
    call,
    constant,
    integer,
    rational,
)
from derive.expression.parser import parse_expression
from derive.kernel.certificates.ring import ONE, ZERO, Value, negative, number
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError
from derive.prover.normal.exponentials import times
from derive.prover.normal.linear import coordinates, parts
from derive.prover.normal.turns import PiTurns, Turn
from derive.prover.scaling import scaled
from derive.rules.laws import LAWS

if TYPE_CHECKING:
    from derive.prover.normal.field import Field

#: The largest multiple of one angle that is written in its tangent.
MAX_MULTIPLE = 400
#: The hint that larger multiples than a few are to be split.
FEWER = ("multiple", integer(1))
FEW = 24
_HALF = fmpq(1, 2)
_EXACT = re.compile(r"(\w+)\((.+)\) = (\S+)\*pi")
#: Arguments at which an inverse function is a known multiple of pi: (argument, multiple).
EXACT_INVERSES: dict[str, tuple[tuple[str, str], ...]] = {
    name: tuple(
        (m[2], m[3])
        for law in LAWS
        if (m := _EXACT.fullmatch(law.statement)) is not None and m[1] == name
    )
    for name in ("asin", "atan")
}
Piece = tuple[str, Any, Any]


def _anchor(angle: Expression, n: int) -> tuple[str, Expression]:
    """The hint that a multiple of an angle has a half tangent."""
    return ("anchor", times(Fraction(n), angle))


@cache
def _inverses(name: str) -> tuple[tuple[Expression, Fraction], ...]:
    rows = EXACT_INVERSES[name]
    return tuple((parse_expression(argument), Fraction(q)) for argument, q in rows)


class Angles:
    """The sines, cosines and their inverses of a field."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.of_pi = PiTurns(self)
        #: The largest multiple of one angle that is written in its tangent.
        self.most = field.hints.get(FEWER, MAX_MULTIPLE)
        #: Whether a multiple was written so that could be split.
        self.large = False
        #: For a half tangent, the multiples of its angle that have half tangents of their own.
        self._anchors: dict[int, dict[int, int]] = {}
        #: The angles whose half tangents are generators: angle, generator, part of it.
        self.basis: list[tuple[Value, int, int]] = []
        #: The generators that are a half tangent, with twice its argument.
        self.angle_of: dict[int, Expression] = {}
        #: The angles themselves.
        self.value_of: dict[int, Value] = {}
        #: What angles were taken apart into: multiples of pi, of inverse functions, of products of
        #: integers, and of the angles of half tangents.
        self.pieces: dict[Value, list[Piece]] = {}
        self._met: list[list[Piece]] = []
        #: The generators that are an asin or an atan: which, and of what.
        self.inverse_of: dict[int, tuple[str, Value]] = {}

    def turn(self, a: Value) -> Turn:
        """Cosine and sine of an angle."""
        self._met.append([])
        try:
            done = self._turn(a)
            self.pieces[a] = self._met[-1]
            return done
        finally:
            self._met.pop()

    def _piece(self, kind: str, which: object, n: Any) -> None:
        self._met[-1].append((kind, which, n))

    def _turn(self, a: Value) -> Turn:
        ring = self.field.ring
        special = self._special()
        split = parts(ring, a, special)
        turns = []
        rest = ring.add(split.rest, Value(split.constant))
        for g, c in split.coefficients.items():
            known = self._known_turn(g, c)
            if known is None:
                rest = ring.add(rest, scaled(ring.generator(g, special[g]), c))
            else:
                turns.append(known)
        pi = self._pi_generator()
        rest, waves = self.field.whole.without_half_turns(rest, pi, special[pi])
        for variables, n, cosine in waves:
            self._piece("wave", variables, n)
            turns.append(Turn(cosine, ZERO))
        if not rest.is_zero:
            turns.extend(self._basis_turns(rest))
        return self.together(turns)

    def _special(self) -> dict[int, int]:
        """What multiples are taken of out of an angle: powers of generators, pi, asin and atan.

        Where a root of pi is needed, that is the generator, and pi a power of it.
        """
        ((base, degree),) = self.pi().powers
        return {self.field.ring.generator_of[base]: degree, **dict.fromkeys(self.inverse_of, 1)}

    def _pi_generator(self) -> int:
        return self.field.ring.generator_of[self.pi().powers[0][0]]

    def pi(self) -> Value:
        """The number pi."""
        return self.field.value(constant("pi"))

    def _known_turn(self, g: int, c: Any) -> Turn | None:
        """The turn by a multiple of pi or of an inverse function, where it is known exactly."""
        if g == self._pi_generator():
            self._piece("pi", None, Fraction(int(c.p), int(c.q)))
            return self.of_pi.turn(Fraction(int(c.p), int(c.q)))
        if c.q != 1 or abs(c.p) > MAX_MULTIPLE:
            return None
        name, argument = self.inverse_of[g]
        self._piece("inverse", g, int(c))
        return self.multiple(self._inverse_turn(name, argument), int(c))

    def _inverse_turn(self, name: str, u: Value) -> Turn:
        ring = self.field.ring
        square = ring.raised(u, 2)
        if name == "asin":
            return Turn(self.field.roots.power(ring.subtract(ONE, square), _HALF), u)
        root = self.field.roots.power(ring.add(ONE, square), _HALF)
        return Turn(ring.inverse(root), ring.multiply(u, ring.inverse(root)))

    def together(self, turns: list[Turn]) -> Turn:
        """The turn by a sum of angles: a product of complex numbers."""
        ring, done = self.field.ring, Turn(ONE, ZERO)
        for t in turns:
            done = Turn(
                ring.subtract(ring.multiply(done.cos, t.cos), ring.multiply(done.sin, t.sin)),
                ring.add(ring.multiply(done.sin, t.cos), ring.multiply(done.cos, t.sin)),
            )
        return done

    def multiple(self, turn: Turn, n: int) -> Turn:
        """The turn by n times an angle, by repeated doubling."""
        if n < 0:
            return self.multiple(Turn(turn.cos, negative(turn.sin)), -n)
        done = Turn(ONE, ZERO)
        for bit in bin(n)[2:]:
            done = self.together([done, done])
            if bit == "1":
                done = self.together([done, turn])
        return done

    def _basis_turns(self, a: Value) -> list[Turn]:
        """The turns by an angle without a part that is known: by multiples of the basis."""
        known = [b for b, _, _ in self.basis]
        special = self._special() if known else {}
        others = [self.field.ring.generator(g, n) for g, n in special.items()]
        found = coordinates(self.field.ring, a, [*known, *others])
        if found is None or not any(found[: len(known)]):
            self._new(a)
            return [self._basis_turn(len(known), fmpq(1))]
        turns = [self._basis_turn(i, c) for i, c in enumerate(found[: len(known)]) if c != 0]
        for g, c in zip(special, found[len(known) :], strict=True):
            if c != 0:
                turn = self._known_turn(g, c)
                if turn is None:
                    raise KernelError("an angle has a part that is not known")
                turns.append(turn)
        return turns

    def _basis_turn(self, i: int, c: Any) -> Turn:
        from derive.prover.normal.field import Refine

        b, g, degree = self.basis[i]
        n = c * degree
        if n.q != 1:
            raise Refine("angle", self.field.expression(b), int(c.q))
        return self._split_turn(g, int(n))

    def _new(self, a: Value) -> None:
        written = self.field.expression(a)
        degree = self.field.hints.get(("angle", written), 1)
        g = self.half_tangent(times(Fraction(1, degree), written), scaled(a, fmpq(1, degree)))
        self.basis.append((a, g, degree))

    def half_tangent(self, angle: Expression, value: Value) -> int:
        """A generator that is the tangent of half an angle."""
        half = call("tan", times(Fraction(1, 2), angle))
        g = self.field.new_generator(
            lambda n: half if n == 1 else Power(half, rational(Fraction(n)))
        )
        self.angle_of[g] = angle
        self.value_of[g] = value
        return g

    def _multiple_of(self, g: int, n: int) -> int:
        value = scaled(self.value_of[g], fmpq(n))
        return self.half_tangent(times(Fraction(n), self.angle_of[g]), value)

    def _piece_turn(self, g: int, n: int) -> Turn:
        self._piece("angle", g, n)
        return self.tangent_turn(g, n)

    def _split_turn(self, g: int, n: int) -> Turn:
        """The turn by n*b, where g is tan(b/2), by multiples of b that have half tangents.

        A multiple that is too large for one is written by others that were met before, and small
        ones of b; where they do not do, what is left has a half tangent of its own.
        """
        from derive.prover.normal.field import Refine

        if abs(n) <= self.most:
            self.large = self.large or abs(n) > FEW
            return self._piece_turn(g, n)
        if self.most > FEW:
            raise Refine(*FEWER, FEW)
        anchors, turns, left = self._anchors_of(g), [], n
        for m in sorted(anchors, reverse=True):
            if abs(times_m := round(Fraction(left, m))) <= FEW:
                turns.append(self._piece_turn(anchors[m], times_m))
                left -= times_m * m
        if abs(left) <= FEW:
            turns.append(self._piece_turn(g, left))
        else:
            turns.append(self._piece_turn(self._new_anchor(g, abs(left)), 1 if left > 0 else -1))
        return self.together(turns)

    def _anchors_of(self, g: int) -> dict[int, int]:
        if g not in self._anchors:
            angle = self.angle_of[g]
            asked = [
                n for (kind, e), n in self.field.hints.items() if (kind, e) == _anchor(angle, n)
            ]
            self._anchors[g] = {n: self._multiple_of(g, n) for n in asked}
        return self._anchors[g]

    def _new_anchor(self, g: int, n: int) -> int:
        """The half tangent of a multiple; larger ones that are there are to be written by it."""
        from derive.prover.normal.field import Refine

        anchors = self._anchors_of(g)
        if anchors and max(anchors) > n:
            raise Refine(*_anchor(self.angle_of[g], n), n)
        anchors[n] = self._multiple_of(g, n)
        return anchors[n]

    def tangent_turn(self, g: int, n: int) -> Turn:
        """The turn by n*b, where g is tan(b/2): `(1 + i*t)^(2n) / (1 + t^2)^n`."""
        if abs(n) > MAX_MULTIPLE:
            raise KernelError("a multiple of an angle is too large")
        if n == 0:
            return Turn(ONE, ZERO)
        ring = self.field.ring
        t, m = ring.generator(g), 2 * abs(n)
        below = ring.raised(ring.add(ONE, ring.raised(t, 2)), -abs(n))
        real = [(-1) ** (k // 2) * comb(m, k) for k in range(m + 1)]
        even, odd = ([c if k % 2 == part else 0 for k, c in enumerate(real)] for part in (0, 1))
        cos, sin = (ring.multiply(ring.polynomial(g, p), below) for p in (even, odd))
        return Turn(cos, sin if n > 0 else negative(sin))

    # Inverse functions

    def inverse(self, name: str, a: Value, e: Expression) -> Value:
        """asin(a) or atan(a): exact where it is known, else an atom, odd in its argument."""
        if a.is_zero:
            return ZERO
        exact = self._exact_inverse(name, a)
        if exact is not None:
            return scaled(self.pi(), exact)
        if name == "atan":
            turned = self._reciprocal(a)
            if turned is not None:
                return turned
        value = self.field.atom((name,), (a,), e)
        g = self.field.ring.generator_of[value.powers[0][0]]
        if value == self.field.ring.generator(g):
            self.inverse_of.setdefault(g, (name, a))
        return value

    def _exact_inverse(self, name: str, a: Value) -> Any:
        for argument, q in _inverses(name) if self._is_number(a) else ():
            value = self.field.value(argument)
            for sign in (1, -1):
                if self.field.same(a, scaled(value, fmpq(sign))):
                    return fmpq(sign * q.numerator, q.denominator)
        return None

    def _is_number(self, a: Value) -> bool:
        """Whether only roots of numbers occur in a value, on a quick look."""
        allowed = {g for g, (base, _) in self.field.roots.root_of.items() if base < 0}
        polynomials = (self.field.ring.polynomials[base] for base, _ in a.powers)
        return all(d <= 0 or g in allowed for p in polynomials for g, d in enumerate(p.degrees()))

    def _reciprocal(self, a: Value) -> Value | None:
        """atan(1/u) from an atan(u) that is there already, where the sign of u is known."""
        ring = self.field.ring
        for u, atan in self.field.atoms("atan"):
            for sign in (1, -1):
                if self.field.same(ring.multiply(u, a), number(sign)):
                    half = self._half_turn(u)
                    if half:
                        turned = ring.subtract(scaled(self.pi(), fmpq(half, 2)), atan)
                        return scaled(turned, fmpq(sign))
        return None

    def _half_turn(self, u: Value) -> int:
        """The sign of a value that is not zero; 0 where it is not known."""
        if self.field.roots.nonnegative(u):
            return 1
        return -1 if self.field.roots.nonnegative(negative(u)) else 0

    # Zeros

    def vanishes(self, a: Value) -> bool:
        """Whether a sum of multiples of inverse functions is zero: a turn by nothing, and small."""
        if not self.inverse_of or a.has_denominator:
            return False
        ring = self.field.ring
        split = parts(ring, a, self._special())
        inverses = [c for g, c in split.coefficients.items() if g in self.inverse_of]
        if not inverses:
            return False
        whole = scaled(a, fmpq(lcm(*(int(c.q) for c in inverses))))
        try:
            turn = self.turn(whole)
        except KernelError:
            return False
        if not self.field.same(turn.cos, ONE) or not self.field.same(turn.sin, ZERO):
            return False
        return self._below_a_turn(whole)

    def _below_a_turn(self, a: Value) -> bool:
        """Whether it may be relied on that an angle is between -2*pi and 2*pi."""
        split = parts(self.field.ring, a, self._special())
        if split.rest.is_zero and split.constant == 0:
            # asin and atan are at most pi/2, and the coefficients count in halves of pi
            pi = self._pi_generator()
            bound = sum(abs(c) * (2 if g == pi else 1) for g, c in split.coefficients.items())
            if bound < 4:
                return True
        turn = scaled(self.pi(), fmpq(2))
        room = (self.field.ring.subtract(turn, x) for x in (a, negative(a)))
        return all(self.field.signs.holds(Condition(self.field.expression(r), ">")) for r in room)
