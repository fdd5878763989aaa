"""Generators, bases and values of the field, named as the kernel does."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from flint import fmpq

from derive.expression.nodes import (
    Expression,
)
from derive.kernel.certificates.entries import (
    Exponent,
    Orientation,
    Polynomial,
    Product,
    Root,
)
from derive.kernel.certificates.identity import alone
from derive.kernel.certificates.ring import ONE, Value
from derive.kernel.theory import KernelError
from derive.prover.scaling import scaled

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier

#: The degree of that root.
_OF_COSINES = 12


class Names:
    """Generators, bases and values of the field, named as the kernel does."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel
        self._generators: dict[int, Value] = {}
        self._bases: dict[int, Value] = {}
        #: The bases of the field that each one of the kernel came from.
        self.written: dict[int, list[int]] = {}

    def value(self, a: Value) -> Value:
        """A value of the field as one of the kernel's."""
        parts = [self.kernel.ring.raised(self.base(base), n) for base, n in a.powers]
        return self.kernel.ring.multiply(Value(a.content), *parts)

    def base(self, base: int) -> Value:
        """A base of the field, or minus a number."""
        if base < 0:
            return Value(fmpq(-base))
        if base not in self._bases:
            self._bases[base] = self._base(base)
            for b, _ in self._bases[base].powers:
                self.written.setdefault(b, []).append(base)
        return self._bases[base]

    def _base(self, base: int) -> Value:
        field, ring = self.field, self.kernel.ring
        g = field.ring.generator_of.get(base)
        if g is not None:
            return self.generator(g)
        terms = []
        for monomial, c in field.ring.terms_of(base):
            powers = (ring.raised(self.generator(g), n) for g, n in enumerate(monomial) if n)
            terms.append(ring.multiply(Value(fmpq(c)), *powers))
        return ring.add(*terms)

    def generator(self, g: int) -> Value:
        """A generator of the field."""
        if g not in self._generators:
            self._generators[g] = self._generator(g)
        return self._generators[g]

    def _generator(self, g: int) -> Value:
        field, ring = self.field, self.kernel.ring
        if g in field.multiple_of:
            v, n = field.multiple_of[g]
            return scaled(self.kernel.value(v), fmpq(n))
        if g in field.refinable:
            return self._refinable(*field.refinable[g])
        if g in field.exponentials.exponential_of:
            argument, _, degree = field.exponentials.basis[field.exponentials.exponential_of[g]]
            b = self.value(scaled(argument, fmpq(1, degree)))
            self.core.enter(Exponent(self.product(b)))
            return ring.generator(ring.count - 1)
        if g in field.exponentials.logarithm_of:
            value = self.base(field.exponentials.logarithm_of[g])
            value = Value(abs(value.content), value.powers)
            self.core.logs.require(value)
            return self.kernel.logarithm(self.kernel.read(self.product(value)))
        if g in field.roots.root_of:
            base, degree = field.roots.root_of[g]
            return self.root_of(self.base(base), degree)
        if g in field.angles.angle_of:
            _, turn = self.kernel.angles[self.core.angles.angle(g)]
            return ring.multiply(turn.sin, ring.inverse(turn.cos))
        for base, root in field.roots._cube_roots.items():
            if root == g:
                return self._cube_root(self.base(base))
        if g in field.powers.power_of or g in field.powers.whole_of:
            return self.core.powers.generator(g)
        for variables, wave in field.whole.parity_of.items():
            if wave == g:
                return self.core.powers.parity(variables)
        raise KernelError("no certificate of a sign")

    def _refinable(self, kind: str, e: Expression, degree: int) -> Value:
        del kind
        self.core.walk(e)
        value = self.kernel.value(e)
        if degree == 1:
            return value
        single = len(value.powers) == 1 and value.powers[0][0] in self.kernel.ring.generator_of
        if not single or value.content != 1 or value.powers[0][1] != degree:
            raise KernelError("an atom is none for the kernel")
        return self.kernel.ring.generator(self.kernel.ring.generator_of[value.powers[0][0]])

    def root_of(self, value: Value, degree: int) -> Value:
        """The root of the absolute value of a product."""
        kernel = self.kernel
        parts = []
        for base, n in (*kernel.factors(Value(value.content)), *value.powers):
            g = kernel.ring.generator_of.get(base, -1)
            if degree == 1 and g in kernel.power_of:
                parts.append(kernel.ring.raised(self.core.powers.absolute(g), n))
                continue
            if g in kernel.exponent_of or g in kernel.root_of:
                raise KernelError("a root of a root")
            of = self._degree(base, degree)
            at = self._root(base, of)
            times = n * of // degree
            parts.append(kernel.ring.raised(kernel.ring.generator(at), times))
        return kernel.ring.multiply(ONE, *parts)

    def _degree(self, base: int, degree: int) -> int:
        """Of the cosine of half an angle, which is met in all of its roots, there is one root."""
        cosines = (turn.cos.powers[0][0] for _, turn in self.kernel.angles)
        return lcm(degree, _OF_COSINES) if base in cosines else degree

    def _root(self, base: int, degree: int) -> int:
        """The generator that is a root of the absolute value of a base."""
        known = self.core.known
        using: tuple[int, ...] = ()
        for look in (None, known.sign_shown, known.orient):
            if look is not None:
                using = look(base) or using  # what shows the sign may have such a root
            for r, of in self.kernel.root_of.items():
                if of == (base, degree):
                    return r
        self.core.enter(Root(self.polynomial(base), degree, using))
        return self.kernel.ring.count - 1

    def _cube_root(self, value: Value) -> Value:
        """The root of a factor, which has the sign of that."""
        kernel, known = self.kernel, self.core.known
        (base, n), *others = (*kernel.factors(Value(value.content)), *value.powers)
        if others or n != 1 or value.content < 0:
            raise KernelError("a cube root of a product")
        known.sign_shown(base)
        if kernel.odd(alone(base)) - kernel.orientation.keys():
            self.core.enter(Orientation(self.polynomial(base)))
        root = kernel.ring.generator(self._root(base, 3))
        return kernel.ring.multiply(kernel.sign(alone(base)), root)

    def product(self, value: Value) -> Product:
        """A value of the kernel as data."""
        factors = tuple((self.polynomial(base), n) for base, n in value.powers)
        q = Fraction(int(value.content.p), int(value.content.q))
        if q == 0:
            return Product(Fraction(0))
        numbers = tuple(
            (self.polynomial(-p), k if above else -k)
            for above, m in ((True, abs(q.numerator)), (False, q.denominator))
            for p, k in self._primes(m)
        )
        for base, n in value.powers:
            if n < 0:
                self.core.known.nonzero(base)
        return Product(Fraction(1 if q > 0 else -1), (*numbers, *factors))

    def _primes(self, n: int) -> list[tuple[int, int]]:
        found = self.field.roots.primes(fmpq(n))
        return [(-base, k) for base, k in found]

    def polynomial(self, base: int) -> Polynomial:
        """A base of the kernel, or minus a number, as data."""
        if base < 0:
            return (((), -base),)
        ring = self.kernel.ring
        return tuple(
            (tuple((g, n) for g, n in enumerate(monomial) if n), c)
            for monomial, c in ring.terms_of(base)
        )
