"""Entries about angles: sines and cosines of sums, inverse functions, and sums that close."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from typing import Any

from flint import fmpq
from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    SumOf,
    call,
    constant,
)
from derive.kernel import notation
from derive.kernel.certificates import entries
from derive.kernel.certificates.functions import determined
from derive.kernel.certificates.identity import Identity, Turn
from derive.kernel.certificates.ring import ONE, ZERO, Ring, Value, negative
from derive.kernel.laws import EXACT_ANGLES
from derive.kernel.theory import KernelError

#: The largest multiple of an angle.
MAX_MULTIPLE = 100_000
_PI = constant("pi")
_HALF = fmpq(1, 2)


def enter_angle(k: Identity, entry: entries.Angle) -> None:
    """Names cosine and sine of what is a real number wherever S holds."""
    b = k.value_of(k.read(entry.b))
    k.angles.append((b, _circle(k)))
    k.groups.add("trig")


def _circle(k: Identity) -> Turn:
    """Generators c and s with `s^2 = 1 - c^2`."""
    ring = k.ring
    c, s = k.new_generator(), k.new_generator()
    square = ring.subtract(ONE, ring.generator(c, 2))
    ring.relate(s, 2, square)
    ((base, _),) = square.powers
    k.signs[base] = 1 if square.content > 0 else -1  # a square is not negative
    return Turn(ring.generator(c), ring.generator(s))


def enter_wave(k: Identity, entry: entries.Wave) -> None:
    """Names cos(pi*n), whose square is 1; n is odd where all its factors are."""
    if not entry.n or not k.integers.variables.issuperset(entry.n):
        raise KernelError("the certificate takes a variable for an integer")
    turns = k.ring.multiply(k.value(_PI), *map(k.value, entry.n))
    k.waves.append((turns, k.parity(frozenset(entry.n))))
    k.groups.add("trig")


def enter_turned(k: Identity, entry: entries.Turned) -> None:
    """Gives a sine or cosine the value that the pieces of its angle add up to."""
    e = entry.e
    k.require_new(e)
    if not (isinstance(e, Call) and e.name in ("sin", "cos")):
        raise KernelError("only sines and cosines are turned")
    k.admit(e)
    angle, turn = together(k, entry.pieces)
    if not k.equal(angle, k.value(e.arguments[0])):
        raise KernelError("the certificate has a wrong angle")
    k.groups.add("trig")
    k.values[e] = turn.sin if e.name == "sin" else turn.cos


def together(k: Identity, pieces: Iterable[tuple[str, Any, int]]) -> tuple[Value, Turn]:
    """A sum of multiples of known angles, and its turn."""
    k.groups.add("trig")
    ring, angle, turn = k.ring, ZERO, Turn(ONE, ZERO)
    for kind, which, n in pieces:
        if kind not in _PIECES or abs(n) > MAX_MULTIPLE:
            raise KernelError("there is no such angle")
        one, known = _PIECES[kind](k, which)
        angle = ring.add(angle, k.multiple(one, n))
        turn = _sum(ring, turn, _multiple(ring, known, n))
    return angle, turn


def _sum(ring: Ring, a: Turn, b: Turn) -> Turn:
    """The turn by a sum of two angles."""
    if a.sin.is_zero and a.cos == ONE:
        return b
    cos = ring.subtract(ring.multiply(a.cos, b.cos), ring.multiply(a.sin, b.sin))
    sin = ring.add(ring.multiply(a.sin, b.cos), ring.multiply(a.cos, b.sin))
    return Turn(cos, sin)


def _multiple(ring: Ring, turn: Turn, n: int) -> Turn:
    """The turn by n times an angle, by repeated doubling."""
    if n < 0:
        return _multiple(ring, Turn(turn.cos, negative(turn.sin)), -n)
    done = Turn(ONE, ZERO)
    for bit in bin(n)[2:]:
        done = _sum(ring, done, done)
        if bit == "1":
            done = _sum(ring, done, turn)
    return done


def _of_angle(k: Identity, i: object) -> tuple[Value, Turn]:
    if not isinstance(i, int) or not 0 <= i < len(k.angles):
        raise KernelError("there is no such angle")
    return k.angles[i]


def _of_pi(k: Identity, q: object) -> tuple[Value, Turn]:
    if not isinstance(q, int) or q < 1:
        raise KernelError("there is no such part of pi")
    return k.multiple(k.value(_PI), fmpq(1, q)), _part_of_pi(k, q)


def _part_of_pi(k: Identity, q: int) -> Turn:
    if q in EXACT_ANGLES:
        cos, sin = exact_turn(q)
        return Turn(k.value(cos), k.value(sin))
    if q not in k.half_turns:
        raise KernelError("the turn by this part of pi is not known")
    cos = k.half_turns[q]
    return Turn(cos, k.multiple(k.ring.multiply(_part_of_pi(k, q // 2).sin, k.inverse(cos)), _HALF))


@cache
def exact_turn(q: int) -> tuple[Expression, Expression]:
    """Cosine and sine of pi/q, by the table."""
    cos, sin = EXACT_ANGLES[q]
    return notation.expression(cos), notation.expression(sin)


def enter_half_turn(k: Identity, entry: entries.HalfTurn) -> None:
    """Halves a turn by at most pi, of which the cosine of the half is not negative."""
    q = entry.q
    k.groups.add("trig")
    if q % 2 or q < 4:
        raise KernelError("only halves of at most a right angle have a known sign")
    read = k.read(entry.cosine)
    square = k.multiple(k.ring.add(ONE, _part_of_pi(k, q // 2).cos), _HALF)
    k.half_turns[q] = determined(k, square, read, 2, ())


def _of_inverse(k: Identity, e: object) -> tuple[Value, Turn]:
    if not isinstance(e, Call) or e.name not in ("asin", "atan"):
        raise KernelError("there is no such angle")
    k.admit(e)
    (u,) = e.arguments
    root, below = root_beside(e.name, u)
    r = k.value(root)
    if not below:
        return k.value(e), Turn(r, k.value(u))
    one = k.inverse(r)  # 1 + u^2 is at least 1
    return k.value(e), Turn(one, k.ring.multiply(k.value(u), one))


def root_beside(name: str, u: Expression) -> tuple[Expression, bool]:
    """The root in the cosine of an asin or atan, and whether it stands below the line."""
    square = Power(u, Integer(2))
    if name == "asin":
        return call("sqrt", SumOf(Integer(1), Negation(square))), False
    return call("sqrt", SumOf(Integer(1), square)), True


def _of_wave(k: Identity, i: object) -> tuple[Value, Turn]:
    if not isinstance(i, int) or not 0 <= i < len(k.waves):
        raise KernelError("there is no such angle")
    angle, cos = k.waves[i]
    return angle, Turn(cos, ZERO)


_PIECES: dict[str, Callable[[Identity, object], tuple[Value, Turn]]] = {
    "angle": _of_angle,
    "pi": _of_pi,
    "inverse": _of_inverse,
    "wave": _of_wave,
}


def enter_closed(k: Identity, entry: entries.Closed) -> None:
    """Shows an angle to be zero that turns nothing and is less than a whole turn."""
    p = k.polynomial(entry.p)
    angle, turn = together(k, entry.pieces)
    scale = fmpq(entry.scale.numerator, entry.scale.denominator)
    if scale <= 0 or not k.equal(angle, k.multiple(p, scale)):
        raise KernelError("the certificate has a wrong angle")
    if not (k.equal(turn.cos, ONE) and k.equal(turn.sin, ZERO)):
        raise KernelError("the angles do not close")
    if entry.between is None:
        if _most(entry.pieces) >= 4:
            raise KernelError("the angles may be a whole turn")
    else:
        whole = k.multiple(k.value(_PI), 2)
        sides = (k.ring.subtract(whole, angle), k.ring.add(whole, angle))
        for i, side in zip(entry.between, sides, strict=True):
            relation, given = k.given(i)
            if relation != ">" or not k.equal(k.value_of(given), side):
                raise KernelError("the angles may be a whole turn")
    k.zeros.append(k.ring.expanded(p))


def _most(pieces: Iterable[tuple[str, object, int]]) -> Fraction:
    """How large an angle is at most, in halves of pi; an asin or atan is at most one."""
    of_pi, others = Fraction(0), Fraction(0)
    for kind, which, n in pieces:
        if kind == "pi" and isinstance(which, int):
            of_pi += Fraction(2 * n, which)
        else:
            others += abs(n) if kind == "inverse" else 4
    return abs(of_pi) + others
