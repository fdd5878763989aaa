"""The entries of powers with integer exponents."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derive.expression.nodes import (
    Expression,
    IntegerPower,
    Negation,
    Power,
    integer,
    product_of,
)
from derive.kernel.certificates.entries import Powered, Product, Raised
from derive.kernel.certificates.powers import to_power
from derive.kernel.certificates.ring import Value
from derive.kernel.exponents import marked
from derive.kernel.theory import KernelError
from derive.prover.exponents import Monomial, is_nonnegative, shifted, unshifted
from derive.prover.normal.factoring import in_factors

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier


class Powers:
    """The entries of powers with integer exponents."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel
        self._monomials: dict[Value, Monomial] = {}

    def raised(self, e: IntegerPower) -> None:
        """A power, by the factors of its base."""
        self.core.walk_all(e.parts)
        above = shifted(e.args[1], self.field.signs.integers)
        if "power" not in self.field.groups or above is None or self._is_another(e):
            self.core.atom(e)
            return
        factored = in_factors(self.field.ring, self.field.value(e.args[0]))
        if not factored.is_zero:
            for base, _ in (*factored.powers, *self.field.roots.primes(abs(factored.content))):
                for m in above:
                    if m and self.field.powers.has(base, m):
                        self._powered(base, m)
        value = self.core.names.value(factored)
        for base, n in value.powers:
            if n > 0 and not e.least:
                self.core.known.nonzero(base)
        exponent = tuple((self._exponent(m), c) for m, c in above.items())
        self.core.give(Raised(e, self.core.names.product(value), exponent))

    def _exponent(self, m: Monomial) -> Expression:
        """A monomial of a shifted polynomial, which has a value from then on."""
        self.core.walk_all(m)
        e = unshifted(m, self.field.signs.integers)
        self._monomials[self.kernel.value(e)] = m
        return e

    def _is_another(self, e: IntegerPower) -> bool:
        """Whether the field takes a power as a whole for one that it met before."""
        found = self.core.single(self.field.value(e))
        if found is None or found[1] != 1:
            return False
        first = self.field.refinable[found[0]][1]
        return isinstance(first, IntegerPower) and first != e

    def _powered(self, base: int, m: Monomial) -> None:
        """A power of a base of the field, where it is an exponential."""
        if self.field.ring.generator_of.get(base) in self.field.roots.root_of:
            return  # the kernel has a name of it
        named = self.core.names.base(base)
        value = self.field.powers.power(base, m)
        factors = ((base, 1),) if base < 0 else named.powers
        if self._is_plain(value) or len(factors) > 1 or (base >= 0 and named.content != 1):
            return
        ((kernel_base, n),) = factors
        exponent = self._exponent(m)
        if n != 1 or (kernel_base, self.kernel.value(exponent)) in self.kernel.powers:
            return
        self.core.known.sign_shown(kernel_base)
        self.core.known.nonzero(kernel_base)
        found = self.core.names.value(value)
        self.core.logs.require(self.kernel.base(kernel_base))
        self.core.logs.require(found)
        using = self.core.known.shown_nonnegative(found)
        product = self.core.names.product(found)
        self.core.enter(Powered(self.core.names.polynomial(kernel_base), exponent, product, using))

    def _is_plain(self, value: Value) -> bool:
        """Whether a power is a generator that is one."""
        found = [self.field.ring.generator_of.get(b, -1) for b, _ in value.powers]
        return len(found) == 1 and found[0] in self.field.powers.power_of

    def generator(self, g: int) -> Value:
        """A generator of the field that is a power."""
        value, m = self._powered_by(g)
        if value.content < 0:
            raise KernelError("a power of what is negative")
        return self._to_power(value, m)

    def absolute(self, g: int) -> Value:
        """The absolute value of a power, which is the power of the absolute value."""
        under, power = self.kernel.power_of[g]
        if power not in self._monomials:
            raise KernelError("a power that has no name")
        root = self.core.names.root_of(self.kernel.base(under), 1)
        return self._to_power(root, self._monomials[power])

    def _to_power(self, value: Value, m: Monomial) -> Value:
        """A value of the kernel to a power, the factors of which have names then."""
        exponent = self._exponent(m)
        power = self.kernel.value(exponent)
        factors = (*self.kernel.factors(Value(abs(value.content))), *value.powers)
        for kernel_base, _ in factors:
            signs = self.kernel.parity_of.get(self.kernel.ring.generator_of.get(kernel_base, -1))
            if signs is None and (kernel_base, power) not in self.kernel.powers:
                if not is_nonnegative(m, self.field.signs.integers):
                    self.core.known.nonzero(kernel_base)
                self.core.enter(Powered(self.core.names.polynomial(kernel_base), exponent))
        return to_power(self.kernel, value, power)

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
        n = product_of(tuple(self.field.refinable[v][1] for v in sorted(variables)))
        e = marked(Power(Negation(integer(1)), n), self.field.signs.integers)
        self.core.walk(n)
        self.core.give(Raised(e, Product(Fraction(-1)), ((n, 1),)))
        return self.kernel.value(e)
