"""What shows a difference to be zero where multiplying out does not."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, Any

from derive.expression.nodes import Expression, ProductOf, constant, rational, sum_of
from derive.kernel.certificates.entries import Equation, Vanishing
from derive.kernel.certificates.ring import Value, negative
from derive.kernel.conditions import Condition, condition_order
from derive.kernel.theory import KernelError
from derive.prover.normal.factoring import in_factors

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier


class Closing:
    """What shows a difference to be zero where multiplying out does not."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel

    def close(self, a: Value, depth: int = 3) -> bool:
        """Whether a value of the kernel is zero, by more entries where it takes some."""
        kernel = self.kernel
        if kernel.is_zero(a):
            return True
        top = kernel.ring.expanded(Value(a.content, tuple((b, n) for b, n in a.powers if n > 0)))
        with suppress(KernelError):
            if self._by_turning(top):
                return True
        return depth > 0 and any(self._by_power(g, top, depth) for g in self._roots())

    def _roots(self) -> list[int]:
        kernel = self.kernel
        return [g for g in reversed(kernel.ring.relations) if g in kernel.root_of]

    def _by_power(self, g: int, p: Any, depth: int) -> bool:
        ring = self.kernel.ring
        p = self.kernel.here(p)
        if p.degrees()[g] != 1 or len(p) > 60:
            return False
        m = ring.of(p.derivative(g))
        n = ring.subtract(ring.multiply(m, ring.generator(g)), ring.of(p))
        degree, rhs = ring.relations[g]
        with suppress(KernelError):
            left, right = ring.multiply(rhs, ring.raised(m, degree)), ring.raised(n, degree)
            if not self.close(ring.subtract(left, right), depth - 1):
                return False
            return self._vanishing(g, in_factors(ring, m), in_factors(ring, n))
        return False

    def _vanishing(self, g: int, m: Value, n: Value) -> bool:
        for sides in ((m, n), (negative(m), negative(n))):
            with suppress(KernelError):
                for side in sides:
                    self.core.known.shown_nonnegative(side)
                factor, value = map(self.core.names.product, sides)
                self.core.enter(Vanishing(g, factor, value))
                return True
        return False

    def _by_turning(self, top: Any) -> bool:
        """Whether a sum of multiples of asin, atan and pi is a turn by nothing."""
        kernel, pieces = self.kernel, list[tuple[str, Expression, Fraction]]()
        atoms = {}
        for g in self.field.angles.inverse_of:
            _, e, _ = self.field.refinable[g]
            if e in kernel.values:
                atoms[kernel.values[e]] = e
        pi = kernel.values.get(constant("pi"))
        for monomial, c in kernel.ring.terms(top):
            found = [(g, n) for g, n in enumerate(monomial) if n]
            if len(found) != 1 or found[0][1] != 1:
                return False
            value = kernel.ring.generator(found[0][0])
            if value == pi:
                pieces.append(("pi", constant("pi"), Fraction(c)))
            elif value in atoms:
                pieces.append(("inverse", atoms[value], Fraction(c)))
            else:
                return False
        if not any(kind == "inverse" for kind, _, _ in pieces):
            return False
        common = gcd(*(int(n) for kind, _, n in pieces if kind == "inverse"))
        u = sum_of(tuple(ProductOf(rational(n / common), e) for _, e, n in pieces))
        self.core.walk(u)
        zero = Condition(u, "=")
        if not self.field.signs.entailed(zero):  # it may follow from more than what is defined
            for d in sorted(self.field.signs.declared, key=condition_order):
                self.core.known.given(d)
        self.core.enter(Equation(zero))
        return True
