"""Special functions in a field: recurrences between atoms whose arguments differ by integers."""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

from flint import fmpq
from sympy.core.numbers import Integer

from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import Call, Expression, Negation, Power, call, constant
from derive.kernel.certificates.ring import ONE, ZERO, Value, negative, number
from derive.prover.scaling import scaled

if TYPE_CHECKING:
    from derive.prover.normal.field import Field

#: The largest difference of arguments that a recurrence bridges, and the largest factorial.
MAX_SHIFT = 60
MAX_FACTORIAL = 170
#: The largest order of a Bessel function that is brought down to others.
MAX_ORDER = 12
#: The names that polygamma has at its first orders, and pi^n/zeta(n).
POLYGAMMA = {0: "digamma", 1: "trigamma", 2: "tetragamma"}
ZETA = {2: 6, 4: 90, 6: 945}
#: The factors p, q of C_(n + 1)(u) = p*2*n/u*C_n(u) + q*C_(n - 1)(u).
BESSEL = {"besselj": (1, -1), "bessely": (1, -1), "besseli": (-1, 1), "besselk": (1, 1)}


class Special:
    """The error, gamma and Bessel functions and their kin in a field."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def odd(self, a: Value, e: Call) -> Value:
        """An odd function of a."""
        return a if a.is_zero else self.field.atom((e.name,), (a,), e)

    def gamma(self, a: Value, e: Expression) -> Value:
        """gamma(a): a number, or from a gamma whose argument differs by an integer."""
        ring = self.field.ring
        if a.rational is not None and a.rational.q == 1 and 0 < a.rational <= MAX_FACTORIAL:
            return number(factorial(int(a.rational) - 1))
        for u, atom in self._family("gamma", a):
            n = self._shift(u, a)
            if n is not None:
                return ring.multiply(atom, *self._rising(u, n))
        return self.field.atom(("gamma",), (a,), e)

    def _family(self, name: str, a: Value) -> list[tuple[Value, Value]]:
        """The atoms of a name; of gamma also its value at 1/2, where `a` is a half."""
        known = self.field.atoms(name)
        if name == "gamma" and a.rational is not None and a.rational.q == 2:
            pi = self.field.angles.pi()
            known = [*known, (Value(fmpq(1, 2)), self.field.roots.power(pi, fmpq(1, 2)))]
        return known

    def _shift(self, u: Value, a: Value) -> int | None:
        """The integer `a - u`, if it is a small one."""
        q = self.field.ring.subtract(a, u).rational
        return int(q) if q is not None and q.q == 1 and abs(q) <= MAX_SHIFT else None

    def _rising(self, u: Value, n: int) -> list[Value]:
        """u*(u + 1)*...*(u + n - 1) as factors; for n < 0 what undoes it."""
        ring = self.field.ring
        if n >= 0:
            return [ring.add(u, number(k)) for k in range(n)] or [ONE]
        return [ring.inverse(ring.add(u, number(-k))) for k in range(1, -n + 1)]

    def digamma(self, a: Value, e: Expression) -> Value:
        """digamma(a), through digamma(u + 1) = digamma(u) + 1/u."""
        return self._by_sum("digamma", a, e, 1)

    def trigamma(self, a: Value, e: Expression) -> Value:
        """trigamma(a), through trigamma(u + 1) = trigamma(u) - 1/u^2."""
        return self._by_sum("trigamma", a, e, 2)

    def _by_sum(self, name: str, a: Value, e: Expression, power: int) -> Value:
        ring = self.field.ring
        for u, atom in self.field.atoms(name):
            n = self._shift(u, a)
            if n is not None:
                low, steps = (u, n) if n >= 0 else (a, -n)
                terms = [ring.raised(ring.add(low, number(k)), -power) for k in range(steps)]
                rises = (n >= 0) == (power == 1)
                return ring.add(atom, *(t if rises else negative(t) for t in terms))
        return self.field.atom((name,), (a,), e)

    def floor(self, a: Value, e: Expression) -> Value:
        """floor(a): a number, or from a floor whose argument differs by an integer."""
        if a.rational is not None:
            return number(int(a.rational.p) // int(a.rational.q))
        if self.field.whole.is_integer(a):
            return a
        for u, atom in self.field.atoms("floor"):
            n = self._shift(u, a)
            if n is not None:
                return self.field.ring.add(atom, number(n))
        return self.field.atom(("floor",), (a,), e)

    def zeta(self, a: Value, e: Expression) -> Value:
        """zeta(a), which is a multiple of pi^a at the first even numbers."""
        n = _whole(a)
        if n not in ZETA:
            return self.field.atom(("zeta",), (a,), e)
        pi = self.field.angles.pi()
        return scaled(self.field.ring.raised(pi, n), fmpq(1, ZETA[n]))

    def xlogy(self, a: Value, e: Call) -> Value:
        """xlogy(a, v), which is 0 where a is."""
        if a.is_zero:
            return ZERO
        return self.field.atom((e.name,), (a, self.field.value(e.arguments[1])), e)

    def sinc(self, a: Value, e: Expression) -> Value:
        """sinc(a), which is 1 at 0; elsewhere it is rewritten."""
        return ONE if a.is_zero else self.field.atom(("sinc",), (a,), e)

    def polygamma(self, a: Value, e: Call) -> Value:
        """polygamma(a, v), by the names that it has at the first orders."""
        name = POLYGAMMA.get(_whole(a, -1))
        if name is not None:
            return self.field.value(call(name, e.arguments[1]))
        return self.field.atom((e.name,), (a, self.field.value(e.arguments[1])), e)

    def integral(self, a: Value, e: Call) -> Value:
        """E_a(u), from E_1(u) where a is an integer, through n*E_(n + 1) = e^(-u) - u*E_n."""
        ring, u = self.field.ring, self.field.value(e.arguments[1])
        n = _whole(a, MAX_ORDER + 1)
        if abs(n) > MAX_ORDER:
            return self.field.atom((e.name,), (a, u), e)
        done = self.field.value(call("expint", e.arguments[1]))
        decay = self.field.value(Power(constant("e"), Negation(e.arguments[1])))
        for k in range(1, n):
            done = scaled(ring.subtract(decay, ring.multiply(u, done)), fmpq(1, k))
        for k in range(0, n - 1, -1):
            whole = ring.subtract(decay, scaled(done, fmpq(k)))
            done = ring.multiply(whole, ring.inverse(u))
        return done

    def bessel(self, a: Value, u: Value, e: Call) -> Value:
        """C_a(u), through C_(n + 1)(u) = p*2*n/u*C_n(u) + q*C_(n - 1)(u) for u > 0.

        It is made of those of the orders 0 and 1, or of the first order met and the next.
        """
        if a.rational is not None and a.rational.q == 1 and abs(a.rational) <= MAX_ORDER:
            low, high = (self._first_orders(e, u, n) for n in (0, 1))
            return self._ladder(e.name, ZERO, int(a.rational), u, (low, high))
        for (b, v), low in self.field.calls(e.name):
            n = self._shift(b, a)
            if n is not None and abs(n) <= MAX_ORDER and self.field.same(u, v):
                return self._ladder(e.name, b, n, u, (low, self._next_order(b, u, e)))
        return self.field.atom((e.name,), (a, u), e)

    def _next_order(self, b: Value, u: Value, e: Call) -> Value:
        order = self.field.ring.add(b, ONE)
        written = call(e.name, self.field.expression(order), e.arguments[1])
        return self.field.atom((e.name,), (order, u), written)

    def _first_orders(self, e: Call, u: Value, n: int) -> Value:
        """C_0(u) or C_1(u), by the name that it has."""
        if e.name + str(n) in FUNCTION_NAMES:
            return self.field.value(call(e.name + str(n), e.arguments[1]))
        written = call(e.name, Integer(n), e.arguments[1])
        return self.field.atom((e.name,), (number(n), u), written)

    def _ladder(self, name: str, b: Value, n: int, u: Value, pair: tuple[Value, Value]) -> Value:
        """C_(b + n)(u) from the pair C_b(u), C_(b + 1)(u)."""
        low, high = pair
        p, q = BESSEL[name]
        for k in range(abs(n)):
            if n > 0:  # C_(m + 1) = p*2*m/u*C_m + q*C_(m - 1)
                low, high = (
                    high,
                    self._neighbour(b, k + 1, u, (scaled(high, fmpq(p)), scaled(low, fmpq(q)))),
                )
            else:  # and C_(m - 1) = q*C_(m + 1) - p*q*2*m/u*C_m
                low, high = (
                    self._neighbour(b, -k, u, (scaled(low, fmpq(-p * q)), scaled(high, fmpq(q)))),
                    low,
                )
        return low

    def _neighbour(self, b: Value, k: int, u: Value, pair: tuple[Value, Value]) -> Value:
        """2*(b + k)/u*C + D, for a pair C, D of which C has the order b + k."""
        ring = self.field.ring
        factor = scaled(ring.multiply(ring.add(b, number(k)), ring.inverse(u)), fmpq(2))
        return ring.add(ring.multiply(factor, pair[0]), pair[1])


def _whole(a: Value, other: int = 0) -> int:
    """The integer that a value is, or else another one."""
    return int(a.rational) if a.rational is not None and a.rational.q == 1 else other
