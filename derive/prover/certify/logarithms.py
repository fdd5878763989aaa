"""The entries of logarithms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from derive.expression.nodes import (
    Call,
)
from derive.kernel.certificates.entries import (
    Logarithm,
    Valued,
)
from derive.kernel.certificates.ring import ONE, Value, negative

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier


class Logarithms:
    """The entries of logarithms."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel

    def log(self, e: Call) -> None:
        """A logarithm, by those of the factors of what it is of."""
        (u,) = e.arguments
        factors = self._log_factors(self.field.exponentials._factors(self.field.value(u)))
        parts = [self.kernel.ring.raised(self.core.names.base(base), n) for base, n in factors]
        value = self.kernel.ring.multiply(ONE, *parts)
        if not self.kernel.equal(value, self.kernel.value(u)):
            value = negative(value)
        self.core.known.positive(u, value)
        value = Value(abs(value.content), value.powers)
        self.require(value)
        self.core.give(Valued(e, self.core.names.product(value)))

    def _log_factors(self, factors: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for base, n in factors:
            derived = self.field.exponentials.derived.get(base)
            if derived is None or base in self.field.exponentials._logarithms:
                yield base, n
            else:
                yield from ((b, k * n) for b, k in self._log_factors(derived))

    def require(self, value: Value) -> None:
        """Sees to it that the factors of a value have logarithms."""
        for base, _ in (*self.field.roots.primes(abs(value.content)), *value.powers):
            self._require_logarithm(base)

    def _require_logarithm(self, base: int) -> None:
        kernel = self.kernel
        g = kernel.ring.generator_of.get(base, -1)
        if g in kernel.exponent_of or base in kernel.logarithm_of:
            return
        if g in kernel.power_of:
            under, _ = kernel.power_of[g]
            self._require_logarithm(under)
            return
        if g in kernel.root_of:
            self._require_logarithm(kernel.root_of[g][0])
            return
        self.core.known.nonzero(base)
        if base not in kernel.logarithm_of:  # what shows it may have such a logarithm
            self.core.enter(Logarithm(self.core.names.polynomial(base)))
