"""Special functions in a field: recurrences between atoms whose arguments differ by integers."""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

from flint import fmpq

from derive.expression.nodes import Expression
from derive.kernel.normal.ring import ONE, Value, negative, number

if TYPE_CHECKING:
    from derive.kernel.normal.field import Field

#: The largest difference of arguments that a recurrence bridges, and the largest factorial.
MAX_SHIFT = 60
MAX_FACTORIAL = 170
#: Functions with f(-u) = -f(u), and the group of the law that says so.
ODD = {"erf": "special", "asin": "trig", "atan": "trig"}


class Special:
    """The gamma function and its kin in a field."""

    def __init__(self, field: Field) -> None:
        self.field = field

    def erf(self, a: Value, e: Expression) -> Value:
        """erf(a)."""
        return a if a.is_zero else self.field.atom(("erf",), (a,), e)

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
