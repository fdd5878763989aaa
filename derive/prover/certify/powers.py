"""The entries of powers with integer exponents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.expression.nodes import IntegerPower
from derive.kernel.certificates.entries import Parity, Powered, Raised
from derive.kernel.certificates.powers import to_monomial
from derive.kernel.certificates.ring import Value
from derive.kernel.exponents import Monomial, is_nonnegative, shifted
from derive.kernel.theory import KernelError
from derive.prover.normal.factoring import in_factors

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier


class Powers:
    """The entries of powers with integer exponents."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel

    def raised(self, e: IntegerPower) -> None:
        """A power, by the factors of its base."""
        self.core.walk_all(e.parts)
        if "power" not in self.field.groups or self._is_another(e):
            self.core.atom(e)
            return
        factored = in_factors(self.field.ring, self.field.value(e.args[0]))
        above = shifted(e.args[1], self.field.signs.integers)
        if not factored.is_zero and above is not None:
            for base, _ in (*factored.powers, *self.field.roots.primes(abs(factored.content))):
                for m in above:
                    if m and self.field.powers.has(base, m):
                        self._powered(base, m)
        value = self.core.names.value(factored)
        for base, n in value.powers:
            if n > 0 and not e.least:
                self.core.known.nonzero(base)
        self.core.give(Raised(e, self.core.names.product(value)))

    def _is_another(self, e: IntegerPower) -> bool:
        """Whether the field takes a power as a whole for one that it met before."""
        found = self.core.single(self.field.value(e))
        if found is None or found[1] != 1:
            return False
        first = self.field.refinable[found[0]][1]
        return isinstance(first, IntegerPower) and first != e

    def _powered(self, base: int, m: Monomial) -> None:
        """A power of a base of the field, where it is an exponential or an absolute value."""
        named = self.core.names.base(base)
        value = self.field.powers.power(base, m)
        factors = ((base, 1),) if base < 0 else named.powers
        if self._is_plain(value) or len(factors) > 1 or (base >= 0 and named.content != 1):
            return
        ((kernel_base, n),) = factors
        if n != 1 or (kernel_base, m) in self.kernel.powers:
            return
        self.core.walk_all(m)
        self.core.known.sign_shown(kernel_base)
        self.core.known.nonzero(kernel_base)
        found = self.core.names.value(value)
        if self.field.ring.generator_of.get(base) not in self.field.roots.root_of:
            self.core.logs.require(self.kernel.base(kernel_base))
            self.core.logs.require(found)
        using = self.core.known.shown_nonnegative(found)
        product = self.core.names.product(found)
        self.core.enter(Powered(self.core.names.polynomial(kernel_base), m, product, using))

    def _is_plain(self, value: Value) -> bool:
        """Whether a power is a generator that is one."""
        found = [self.field.ring.generator_of.get(b, -1) for b, _ in value.powers]
        return len(found) == 1 and found[0] in self.field.powers.power_of

    def generator(self, g: int) -> Value:
        """A generator of the field that is a power."""
        value, m = self._powered_by(g)
        self.core.walk_all(m)
        factors = (*self.kernel.factors(Value(abs(value.content))), *value.powers)
        for kernel_base, _ in factors:
            signs = self.kernel.parity_of.get(self.kernel.ring.generator_of.get(kernel_base, -1))
            if signs is None and (kernel_base, m) not in self.kernel.powers:
                if not is_nonnegative(m, self.kernel.integers):
                    self.core.known.nonzero(kernel_base)
                self.core.enter(Powered(self.core.names.polynomial(kernel_base), m))
        if value.content < 0:
            raise KernelError("a power of what is negative")
        return to_monomial(self.kernel, value, m)

    def _powered_by(self, g: int) -> tuple[Value, Monomial]:
        """What a generator of the field is a power of, named as the kernel does."""
        powers = self.field.powers
        if g in powers.whole_of:
            u, m = powers.whole_of[g]
            return self.core.names.value(u), m
        base, m = powers.power_of[g]
        return self.core.names.base(base), m

    def parity(self, variables: frozenset[int]) -> Value:
        """A generator of the field that is -1 to a product of integers."""
        symbols = tuple(self.field.refinable[v][1] for v in sorted(variables))
        if frozenset(symbols) not in self.kernel.parities:
            self.core.walk_all(symbols)
            self.core.enter(Parity(symbols))
        return self.kernel.parities[frozenset(symbols)]
