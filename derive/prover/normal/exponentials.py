"""Exponentials and logarithms in a field.

`e^u` is a monomial in exponentials of a rational basis of the arguments present, so that
`e^(u + v) = e^u*e^v` and `e^(n*u) = (e^u)^n`; `log(u)` is the sum of the logarithms of the absolute
values of u's factors, `log(u*v) = log(abs(u)) + log(abs(v))`, which asks for no more than u > 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq, fmpz
from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    call,
    constant,
    rational,
)
from derive.kernel.certificates.ring import ONE, ZERO, Value
from derive.kernel.theory import KernelError
from derive.prover.normal.denesting import conjugates, signed_root
from derive.prover.normal.factoring import in_factors
from derive.prover.normal.linear import coordinates, parts
from derive.prover.scaling import scaled

if TYPE_CHECKING:
    from derive.prover.normal.field import Field

#: Integers up to this many bits are factored into primes.
PRIME_BITS = 80
#: How often the logarithm of a square is taken to be twice that of its root.
MAX_HALVED = 2


def fraction(q: Any) -> Fraction:
    """A FLINT rational as a fraction."""
    return Fraction(int(q.p), int(q.q))


def times(q: Fraction, e: Expression) -> Expression:
    """`q*e`, written."""
    if q == 1:
        return e
    top = e if abs(q.numerator) == 1 else ProductOf(Integer(abs(q.numerator)), e)
    whole = top if q.denominator == 1 else Quotient(top, Integer(q.denominator))
    return whole if q > 0 else Negation(whole)


class Exponentials:
    """The exponentials and logarithms of a field."""

    def __init__(self, field: Field) -> None:
        self.field = field
        #: The arguments whose exponentials are generators: argument, generator, root of it.
        self.basis: list[tuple[Value, int, int]] = []
        #: The generators that are exponentials, with their place in the basis.
        self.exponential_of: dict[int, int] = {}
        #: The generators that are logarithms, with the base that they are of.
        self.logarithm_of: dict[int, int] = {}
        self._logarithms: dict[int, int] = {}
        #: What a base is a product of, up to its sign, whose logarithm was made from theirs.
        self.derived: dict[int, list[tuple[int, int]]] = {}
        self._halved = 0

    def exp(self, a: Value) -> Value:
        """e^a."""
        ring = self.field.ring
        if a.is_zero:
            return ONE
        split = parts(ring, a, dict.fromkeys(self.logarithm_of, 1))
        factors = [
            self.field.roots.absolute_power(self.logarithm_of[g], c)
            for g, c in split.coefficients.items()
        ]
        if split.constant != 0:
            factors.append(self._basis_power(self._unit(), split.constant))
        if not split.rest.is_zero:
            factors.append(self._monomial(split.rest))
        return ring.multiply(*factors)

    def _monomial(self, a: Value) -> Value:
        """e^a as a product of powers of exponentials, of e and of what logarithms are of."""
        ring = self.field.ring
        if self.basis:
            self._unit()
        known = [b for b, _, _ in self.basis]
        logs = self._logarithms_in(a) if known else []
        found = coordinates(ring, a, [*known, *map(ring.generator, logs)])
        if found is None or not any(found[: len(known)]):
            self._new(a)
            return self._basis_power(len(known), fmpq(1))
        powers = [self._basis_power(i, c) for i, c in enumerate(found[: len(known)]) if c != 0]
        for g, c in zip(logs, found[len(known) :], strict=True):
            if c != 0:
                powers.append(self.field.roots.absolute_power(self.logarithm_of[g], c))
        return ring.multiply(*powers)

    def _unit(self) -> int:
        """The place of 1 in the basis: all rational arguments are multiples of it."""
        known = [b for b, _, _ in self.basis]
        if ONE not in known:
            self._new(ONE)
            return len(known)
        return known.index(ONE)

    def _logarithms_in(self, a: Value) -> list[int]:
        """The generators in a value that are logarithms."""
        ring = self.field.ring
        found: set[int] = set()
        for base, _ in a.powers:
            degrees = ring.polynomials[base].degrees()
            found |= {g for g in self.logarithm_of if degrees[g] > 0}
        return sorted(found)

    def root_power(self, g: int, q: Any) -> Value:
        """A generator that is an exponential, to a rational power."""
        i = self.exponential_of[g]
        return self._basis_power(i, q / self.basis[i][2])

    def _basis_power(self, i: int, c: Any) -> Value:
        """e^(c*b) for the i-th argument b of the basis."""
        from derive.prover.normal.field import Refine

        argument, g, degree = self.basis[i]
        n = c * degree
        if n.q != 1:
            raise Refine("exp", self.field.expression(argument), int(c.q))
        return self.field.ring.generator(g, int(n))

    def _new(self, a: Value) -> None:
        written = self.field.expression(a)
        degree = self.field.hints.get(("exp", written), 1)
        g = self.field.new_generator(
            lambda n: Power(constant("e"), times(Fraction(n, degree), written))
        )
        self.exponential_of[g] = len(self.basis)
        self.basis.append((a, g, degree))

    def log_ratio(self, base: int) -> Value | None:
        """log(u/v), for a base that is a difference u - v of products of exponentials."""
        ring = self.field.ring
        terms = ring.terms_of(base)
        if len(terms) != 2 or sorted(c for _, c in terms) != [-1, 1]:
            return None
        logs = [self._log_of_monomial(monomial, c) for monomial, c in terms]
        return None if logs[0] is None or logs[1] is None else ring.add(logs[0], logs[1])

    def _log_of_monomial(self, monomial: tuple[int, ...], sign: int) -> Value | None:
        total = ZERO
        for g, n in enumerate(monomial):
            if n:
                if g not in self.exponential_of:
                    return None
                argument, _, degree = self.basis[self.exponential_of[g]]
                total = self.field.ring.add(total, scaled(argument, fmpq(sign * n, degree)))
        return total

    def log(self, a: Value) -> Value:
        """log(a), where a > 0; log(0) is refused."""
        if a.is_zero:
            raise KernelError("a logarithm of zero")
        self.field.roots.learn(a, strict=True)
        return self._log_of(a)

    def log_of_base(self, base: int) -> Value:
        """The logarithm of the absolute value of an interned polynomial."""
        ring = self.field.ring
        g = ring.generator_of.get(base)
        if g in self.exponential_of:
            argument, _, degree = self.basis[self.exponential_of[g]]
            return scaled(argument, fmpq(1, degree))
        if g in self.field.roots.root_of:
            under, degree = self.field.roots.root_of[g]
            return scaled(self.log_of_base(under), fmpq(1, degree))
        if g in self.field.powers.power_of:
            return self.field.powers.log(g)
        if base not in self._logarithms:
            return self._derived_logarithm(base)
        return ring.generator(self._logarithms[base])

    def _derived_logarithm(self, base: int) -> Value:
        """The logarithm of a base that is new: of a square, of a conjugate, or of its own."""
        root = None
        if base >= 0 and self._halved < MAX_HALVED:
            root = signed_root(self.field.roots, base)
        if root is not None:
            self._halved += 1  # a unit such as 12 + sqrt(143) is a square again and again
            try:
                self.derived[base] = [(b, 2 * n) for b, n in self._factors(root)]
                return scaled(self._log_of(root), fmpq(2))
            finally:
                self._halved -= 1
        for norm, conjugate in conjugates(self.field.roots, base) if base >= 0 else ():
            if conjugate in self._logarithms:
                self.derived[base] = [*self._factors(norm), (conjugate, -1)]
                return self.field.ring.subtract(self._log_of(norm), self.log_of_base(conjugate))
        self._new_logarithm(base)
        return self.field.ring.generator(self._logarithms[base])

    def _log_of(self, a: Value) -> Value:
        """log(abs(a))."""
        parts = (scaled(self.log_of_base(b), fmpq(n)) for b, n in self._factors(a))
        return self.field.ring.add(ZERO, *parts)

    def _factors(self, a: Value) -> list[tuple[int, int]]:
        whole = in_factors(self.field.ring, a)
        if whole.is_zero:
            raise KernelError("the logarithm of zero")
        return [*whole.powers, *self.field.roots.primes(abs(whole.content))]

    def _new_logarithm(self, base: int) -> None:
        under = self.field.roots.base_expression(base)
        written = call("log", under if base < 0 else call("abs", under))
        g = self.field.new_generator(
            lambda n: written if n == 1 else Power(written, rational(Fraction(n)))
        )
        self._logarithms[base] = g
        self.logarithm_of[g] = base


def prime_factors(n: Any) -> list[tuple[int, int]] | None:
    """The primes of a positive integer with their exponents; None where it is too large."""
    if int(n).bit_length() > PRIME_BITS:
        return None
    return [(int(p), int(k)) for p, k in fmpz(n).factor()]
