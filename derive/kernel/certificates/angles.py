"""Entries about angles: sines and cosines of sums."""

from __future__ import annotations

from collections.abc import Iterable

from derive.expression.nodes import Call, Expression, call
from derive.kernel.certificates import entries
from derive.kernel.certificates.identity import Identity, Turn
from derive.kernel.certificates.ring import ONE, ZERO, Ring, Value, negative, number
from derive.kernel.theory import KernelError

#: The largest multiple of an angle.
MAX_MULTIPLE = 100_000


def enter_angle(k: Identity, entry: entries.Angle) -> None:
    """Names cosine and sine of what is a real number wherever S holds."""
    b = k.value_of(k.read(entry.b))
    k.angles.append((b, _circle(k)))


def _circle(k: Identity) -> Turn:
    """Generators c and s with `s^2 = 1 - c^2`."""
    ring = k.ring
    c, s = k.new_generator(), k.new_generator()
    square = ring.subtract(ONE, ring.generator(c, 2))
    ring.relate(s, 2, square)
    ((base, _),) = square.powers
    k.orientation[base] = number(1 if square.content > 0 else -1)  # a square is not negative
    return Turn(ring.generator(c), ring.generator(s))


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
    k.values[e] = turn.sin if e.name == "sin" else turn.cos


def together(k: Identity, pieces: Iterable[entries.Piece]) -> tuple[Value, Turn]:
    """A sum of multiples of known angles, and its turn."""
    ring, angle, turn = k.ring, ZERO, Turn(ONE, ZERO)
    for which, n in pieces:
        if abs(n) > MAX_MULTIPLE:
            raise KernelError("there is no such angle")
        one, known = _known(k, which)
        angle = ring.add(angle, k.multiple(one, n))
        turn = _sum(ring, turn, _multiple(ring, known, n))
    return angle, turn


def _known(k: Identity, which: Expression | int) -> tuple[Value, Turn]:
    """An angle that was named, or one whose cosine and sine were given values, with its turn."""
    if not isinstance(which, int):
        k.admit(which)
        return k.value(which), Turn(k.value(call("cos", which)), k.value(call("sin", which)))
    if not 0 <= which < len(k.angles):
        raise KernelError("there is no such angle")
    return k.angles[which]


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
