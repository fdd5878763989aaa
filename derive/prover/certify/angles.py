"""The entries of sines, cosines and inverse functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    ProductOf,
    Quotient,
    call,
    constant,
    product_of,
)
from derive.expression.parser import parse_expression
from derive.kernel.certificates.entries import (
    Angle,
    Piece,
    Turned,
)
from derive.kernel.certificates.ring import ONE, Value, negative
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError
from derive.prover.certify.rows import ROW
from derive.prover.normal.angles import EXACT_INVERSES
from derive.prover.normal.turns import MAX_HALVED, _pieces
from derive.prover.scaling import scaled
from derive.rules.laws import EXACT_ANGLES

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier

_PI = constant("pi")
_WAVES = ("cos", "sin")


class Angles:
    """The entries of sines, cosines and inverse functions."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel
        self._angles: dict[int, int] = {}

    def of_call(self, e: Call) -> None:
        """A sine or cosine, by the pieces that its angle was taken apart into."""
        field = self.field
        a = field.value(e.arguments[0])
        if a not in field.angles.pieces:
            field.angles.turn(a)
        self.core.give(Turned(e, tuple(self.turned(field.angles.pieces[a]))))

    def turned(self, pieces: Iterable[tuple[str, Any, Any]]) -> Iterator[Piece]:
        """The pieces of an angle, as the kernel names them."""
        self.core.walk(_PI)
        for kind, which, n in pieces:
            if kind == "pi":
                yield from self.of_pi(n)
            elif kind == "inverse":
                yield self.inverse_call(which), n
            elif kind == "wave":
                yield self.wave(which), n
            else:
                yield self.angle(which), 2 * n

    def of_pi(self, c: Fraction) -> Iterator[Piece]:
        """The pieces that the turn by c*pi is made of."""
        quarters, rest = divmod(c, Fraction(1, 2))
        mirrored = rest > Fraction(1, 4)
        if quarters or mirrored:
            yield self._part_of_pi(2), int(quarters) + mirrored
        sign = -1 if mirrored else 1
        octant = Fraction(1, 2) - rest if mirrored else rest
        whole = Fraction(0)
        for q in _pieces(octant):
            whole += q
            yield self._pi_piece(q, sign)
        if whole != octant:  # whole turns that were left out
            yield self._part_of_pi(1), int(sign * (octant - whole))

    def _pi_piece(self, q: Fraction, sign: int) -> Piece:
        n, d = q.numerator * sign, q.denominator
        if d in EXACT_ANGLES or (d % 2 == 0 and d <= MAX_HALVED):
            return self._part_of_pi(d), n
        g, most = self.field.angles.of_pi._tangent(d)
        return self.angle(g), 2 * n * (most // d)

    def _part_of_pi(self, d: int) -> Expression:
        """The angle pi/d, as half of a larger one where its cosine is in no table."""
        self.core.walk(_PI)
        if d in EXACT_ANGLES:
            e, found = Quotient(_PI, Integer(d)), dict[Symbol, Expression]()
            rows = [
                f"{f}(pi/{d}) = {said}" for f, said in zip(_WAVES, EXACT_ANGLES[d], strict=True)
            ]
        else:
            whole = self._part_of_pi(d // 2)
            e, found = Quotient(whole, Integer(2)), {Symbol("u"): whole}
            rows = ["cos(u/2) = sqrt((1 + cos(u))/2)", "sin(u/2) = sin(u)/(2*cos(u/2))"]
        self._by_rows(e, rows, found)
        return e

    def _by_rows(self, e: Expression, rows: Iterable[str], found: dict[Symbol, Expression]) -> None:
        """Cosine and sine of an angle, by a row each."""
        for name, said in zip(_WAVES, rows, strict=True):
            if call(name, e) not in self.kernel.meanings:
                self.core.instance(call(name, e), ROW[said], found)

    def inverse_call(self, g: int) -> Expression:
        """The asin or atan that a generator is, whose cosine and sine have values then."""
        _, e, _ = self.field.refinable[g]
        self.core.walk(e)
        assert isinstance(e, Call)
        rows = (next(r for r in ROW if r.startswith(f"{f}({e.name}(u)) = ")) for f in _WAVES)
        self._by_rows(e, rows, {Symbol("u"): e.arguments[0]})
        return e

    def wave(self, powers: tuple[tuple[int, int], ...]) -> Expression:
        """Pi times a product of integer variables, the cosine of which is a power of -1."""
        variables = tuple(self.field.refinable[g][1] for g, n in powers for _ in range(n))
        n = product_of(variables)
        e = ProductOf(n, _PI)
        cosine = call("cos", e)
        if cosine not in self.kernel.meanings:
            self.core.walk_all((_PI, *variables))
            self._by_rows(e, ("cos(n*pi) = (-1)^n", "sin(n*pi) = 0"), {Symbol("n"): n})
            g = self.field.whole.parity_of.get(frozenset(g for g, _ in powers))
            if g is not None:
                self.core.names._generators.setdefault(g, self.kernel.value(cosine))
        return e

    def angle(self, g: int) -> int:
        """The place of half the angle of a half tangent."""
        if g not in self._angles:
            half = scaled(self.core.names.value(self.field.angles.value_of[g]), fmpq(1, 2))
            product = self.core.names.product(half)
            self._angles[g] = len(self.kernel.angles)
            self.core.enter(Angle(product))
        return self._angles[g]

    def inverse(self, e: Call) -> None:
        """An asin or atan: exact, of a reciprocal, or an atom."""
        a = self.field.value(e.arguments[0])
        if a.is_zero:
            self.core.instance(e, ROW[f"{e.name}(0) = 0"], {})
            return
        for argument, multiple in EXACT_INVERSES[e.name]:
            value, known = self.field.value(e), parse_expression(argument)
            for row, found, sign in (
                (f"{e.name}({argument}) = {multiple}*pi", {}, 1),
                (f"{e.name}(-u) = -{e.name}(u)", {Symbol("u"): known}, -1),
            ):
                if self._is_pi_times(value, Fraction(multiple) * sign):
                    self.core.walk(known)
                    with suppress(KernelError):
                        self.core.instance(e, ROW[row], found)
                        return
        if e.name == "atan" and self._reciprocal(e, a):
            return
        self.core.atom(e)

    def _is_pi_times(self, value: Value, q: Fraction) -> bool:
        pi = self.field.angles.pi()
        return value == scaled(pi, fmpq(q.numerator, q.denominator))

    def _reciprocal(self, e: Call, a: Value) -> bool:
        """An `atan(1/u)` that is written by an atan(u) that is there."""
        field = self.field
        for g in tuple(field.angles.inverse_of):
            _, other, _ = field.refinable[g]
            if not (isinstance(other, Call) and other.name == "atan") or other == e:
                continue
            u = other.arguments[0]
            for turned, inner in ((u, field.value(u)), (Negation(u), negative(field.value(u)))):
                if field.same(field.ring.multiply(inner, a), ONE):
                    for sign, row in (
                        (1, "atan(1/u) = pi/2 - atan(u)"),
                        (-1, "atan(1/u) = -pi/2 - atan(u)"),
                    ):
                        c = Condition(turned if sign > 0 else Negation(turned), ">")
                        if field.signs.holds(c):
                            self.core.walk(other)
                            self.core.instance(e, ROW[row], {Symbol("u"): turned})
                            return True
        return False
