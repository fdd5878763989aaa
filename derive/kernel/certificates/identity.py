"""Looks certificates of identities over: evaluates, multiplies out, compares.  It searches nothing.

At every point of S, which holds the definedness of both sides and each condition that was relied
on, every generator is a real number and the value of an expression, as a rational function of them,
is its value there.  No denominator is zero: a polynomial comes into one through a divisor of an
expression that is defined, or is shown not to be zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from flint import fmpq
from flint.utils.flint_exceptions import DomainError
from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Decimal,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
)
from derive.kernel.certificates.entries import (
    Polynomial,
    Product,
)
from derive.kernel.certificates.ring import (
    ONE,
    ZERO,
    Ring,
    Value,
    collected,
    negative,
    number,
)
from derive.kernel.conditions import Condition, definedness, integer_exponent, numeral_or_none
from derive.kernel.derivatives import Derivatives
from derive.kernel.exponents import NO_INTEGERS, Integers
from derive.kernel.theory import KernelError


class Turn(NamedTuple):
    """Cosine and sine of an angle."""

    cos: Value
    sin: Value


class Factored(NamedTuple):
    """A product that was read: content, and bases (or minus a prime) with exponents."""

    content: Any
    factors: tuple[tuple[int, int], ...]


def alone(base: int) -> Factored:
    """The product that one base is."""
    return Factored(fmpq(1), ((base, 1),))


class Known(NamedTuple):
    """A condition of S by the factors of what it is about."""

    relation: str
    value: Factored


class Identity:
    """The values that entries give; `relied` are conditions that S must have for them.

    `need` records a condition, unless it is part of S anyway.
    """

    def __init__(
        self,
        need: Callable[[Condition], None],
        derivatives: Derivatives,
        integers: Integers = NO_INTEGERS,
    ) -> None:
        self._need = need
        #: What holds since something is equal to a part of the line, and so is defined.
        self._granted: set[Condition] = set()
        self.derivatives = derivatives
        self.integers = integers
        self.ring = Ring()
        self.values: dict[Expression, Value] = {}
        #: What expressions are equal to, by a row each.
        self.meanings: dict[Expression, Expression] = {}
        #: What a generator is: an exponential, a logarithm, a root of a base.
        self.exponent_of: dict[int, Value] = {}
        self.logarithm_of: dict[int, int] = {}
        self.root_of: dict[int, tuple[int, int]] = {}
        self.nonnegative: set[int] = set()
        #: The generators of which a power, the first of them, is an integer.
        self.whole: dict[int, int] = {}
        self.angles: list[tuple[Value, Turn]] = []
        self.parities: dict[frozenset[int], Value] = {frozenset(): number(-1)}
        #: The generators that are (-1)^n, each with the value of n.
        self.parity_of: dict[int, Value] = {}
        #: Powers of bases, or of minus a number; and the generators that are such powers.
        self.powers: dict[tuple[int, Value], Value] = {}
        self.power_of: dict[int, tuple[int, Value]] = {}
        self.known: list[Known] = []
        self.zeros: list[Any] = []
        self.nonzero: set[int] = set()
        #: The signs of bases: each base is its absolute value times a value whose square is 1.
        self.orientation: dict[int, Value] = {}
        self._admitted: set[Expression] = set()

    # Values

    def value(self, e: Expression) -> Value:
        """The value of an expression that is defined on S.  Raises `KernelError`."""
        found = self.values.get(e)
        if found is None:
            found = self.values[e] = self._computed(e)
        return found

    def _computed(self, e: Expression) -> Value:
        ring = self.ring
        if e in self.meanings:
            return self.value(self.meanings[e])
        match e:
            case Integer():
                return number(int(e))
            case Decimal():
                q = numeral_or_none(e)
                assert q is not None
                return number(q.numerator, q.denominator)
            case SumOf():
                return ring.add(*self._terms(e))
            case ProductOf():
                return ring.multiply(*map(self.value, e.args))
            case Quotient():
                return ring.multiply(self.value(e.args[0]), self.inverse(self.value(e.args[1])))
            case Negation():
                return negative(self.value(e.args[0]))
            case Power():
                return self._power(e)
        return self._unknown(e)

    def _unknown(self, e: Expression) -> Value:
        raise KernelError(f"the certificate gives no value of {type(e).__name__}")

    def _power(self, e: Expression) -> Value:
        base, exponent = e.args
        n = integer_exponent(exponent)
        if n is None:
            q = self.value(exponent).rational
            if q is None or q.q != 1:
                return self._unknown(e)
            n = int(q)
        value = self.value(base)
        return self.inverse(self.ring.raised(value, -n)) if n < 0 else self.ring.raised(value, n)

    def inverse(self, a: Value) -> Value:
        """1/a, for an a that is not zero since what it divides is defined."""
        for base, n in a.powers:
            if n > 0:
                self.mark_nonzero(base)
        return self.ring.inverse(a)

    def agree(self, left: Expression, right: Expression) -> bool:
        """Whether two expressions have one value; the terms that they have in common cancel."""
        terms = collected([*self._terms(left), *map(negative, self._terms(right))])
        return self.is_zero(self.ring.add(*terms))

    def _terms(self, e: Expression) -> list[Value]:
        if isinstance(e, SumOf):
            return [term for a in e.args for term in self._terms(a)]
        if isinstance(e, Negation):
            return [*map(negative, self._terms(e.args[0]))]
        return [self.value(e)]

    def is_zero(self, a: Value) -> bool:
        """Whether a value is zero, multiplied out."""
        if a.is_zero:
            return True
        top = self.ring.expanded(Value(a.content, tuple((b, n) for b, n in a.powers if n > 0)))
        return bool(top.is_zero()) or any(self.divides(z, top) for z in self.zeros)

    def equal(self, a: Value, b: Value) -> bool:
        """Whether two values are equal, multiplied out."""
        return a == b or self.is_zero(self.ring.subtract(a, b))

    def divides(self, p: Any, q: Any) -> bool:
        """Whether one polynomial is a factor of another one."""
        p = self.here(p)
        try:
            return p.total_degree() <= q.total_degree() and q / p is not None
        except DomainError:
            return False

    def here(self, p: Any) -> Any:
        """A polynomial from before the ring grew."""
        context = self.ring.context
        return p if p.context() is context else p.project_to_context(context)

    # What is defined

    def need(self, c: Condition) -> None:
        """Relies on a condition; it is part of S then, if it does not hold anyway."""
        if c not in self._granted:
            self._need(c)

    def admit(self, e: Expression) -> None:
        """Sees to it that an expression is defined on S."""
        if e not in self._admitted:
            for c in definedness(e):
                self.need(c)
            self._admitted.add(e)

    def require_new(self, e: Expression) -> None:
        """Sees to it that no expression is given two values."""
        if e in self.values or e in self.meanings:
            raise KernelError("the certificate gives a value twice")

    def means(self, e: Expression, meaning: Expression) -> None:
        """`e` is equal to what is defined wherever `e` is."""
        self.meanings[e] = meaning
        self._granted |= definedness(meaning)

    def integer_terms(self, a: Value) -> list[tuple[tuple[int, ...], int]]:
        """The terms of a polynomial in integers, which is one.  Raises `KernelError` for others."""
        if not a.has_denominator and a.content.q == 1:
            terms = [*self.ring.terms(self.ring.expanded(a))]
            powers = ((g, n) for m, _ in terms for g, n in enumerate(m) if n)
            if all(g in self.whole and n % self.whole[g] == 0 for g, n in powers):
                return terms
        raise KernelError("this may be no integer")

    def parity(self, a: Value) -> Value:
        """(-1)^a for an integer a; a product of integers is odd as their powers are."""
        odd = (m for m, c in self.integer_terms(a) if c % 2)
        products = (frozenset(g for g, n in enumerate(m) if n) for m in odd)
        return self.ring.multiply(ONE, *map(self._parity_of_product, products))

    def _parity_of_product(self, n: frozenset[int]) -> Value:
        if n not in self.parities:
            g = self.new_generator()
            self.ring.relate(g, 2, ONE)
            self.mark_nonzero(self.ring.base_of[g])
            self.parities[n] = self.ring.generator(g)
            factors = (self.ring.generator(v, self.whole[v]) for v in n)
            self.parity_of[g] = self.ring.multiply(*factors)
            self.orientation[self.ring.base_of[g]] = self.parities[n]
        return self.parities[n]

    def new_generator(self) -> int:
        """One more generator."""
        return self.ring.new_generator()

    def polynomial(self, terms: Polynomial) -> Value:
        """A polynomial that an entry speaks of, as a value; a bad one is refused."""
        ring = self.ring
        if len(terms) == 1:
            monomial, c = terms[0]
            return ring.multiply(number(c), *(self._generator_power(g, n) for g, n in monomial))
        found: dict[tuple[int, ...], int] = {}
        for monomial, c in terms:
            exponents = [0] * ring.context.nvars()
            for g, n in monomial:
                self._require_generator(g, n)
                exponents[g] += n
            if tuple(exponents) in found:
                raise KernelError("the certificate has a monomial twice")
            found[tuple(exponents)] = c
        return ring.read(found)

    def _require_generator(self, g: int, n: int) -> None:
        if not 0 <= g < self.ring.count or n < 0:
            raise KernelError("the certificate speaks of a generator that is not there")

    def _generator_power(self, g: int, n: int) -> Value:
        self._require_generator(g, n)
        return self.ring.generator(g, n)

    def read(self, product: Product) -> Factored:
        """A product that an entry speaks of; what stands below the line is not zero."""
        content = fmpq(product.content.numerator, product.content.denominator)
        found: dict[int, int] = {}
        for terms, n in product.factors:
            value = self.polynomial(terms)
            if value.is_zero:
                raise KernelError("the certificate has a factor that is zero")
            for base, k in self.factors(value):
                found[base] = found.get(base, 0) + k * n
            if value.content < 0 and n % 2:
                content = -content
        factors = tuple((base, n) for base, n in sorted(found.items()) if n)
        for base, n in factors:
            if n < 0:
                self.require_nonzero(base)
        return Factored(content, factors)

    def factors(self, value: Value) -> Iterable[tuple[int, int]]:
        """The bases of a polynomial; those of its content are minus its numerators."""
        q = abs(value.content)
        if q.p != 1:
            yield -int(q.p), 1
        if q.q != 1:
            yield -int(q.q), -1
        yield from value.powers

    def single_base(self, terms: Polynomial) -> int:
        """The one base that a polynomial is, or minus a number."""
        value = self.polynomial(terms)
        factors = list(self.factors(value)) if not value.is_zero else []
        if len(factors) != 1 or factors[0][1] != 1 or value.content < 0:
            raise KernelError("the certificate speaks of a product as a factor")
        return factors[0][0]

    def value_of(self, product: Factored) -> Value:
        """A product that was read, as a value."""
        ring = self.ring
        parts = (ring.raised(self.base(base), n) for base, n in product.factors)
        return ring.multiply(Value(product.content), *parts)

    def base(self, base: int) -> Value:
        """The value of a base, or of minus a number."""
        return number(-base) if base < 0 else Value(fmpq(1), ((base, 1),))

    # What is not zero, what is not negative

    def require_nonzero(self, base: int) -> None:
        """Sees to it that a base is zero nowhere on S."""
        if not (base < 0 or base in self.nonzero or self.is_positive(base)):
            p = self.ring.polynomials[base]
            if not any(self.divides(p, self.ring.polynomials[q]) for q in self.nonzero):
                raise KernelError("the certificate divides by what may be zero")
            self.mark_nonzero(base)

    def mark_nonzero(self, base: int) -> None:
        """A base is not zero, nor what a power of it is equal to, nor a root of it."""
        if base < 0 or base in self.nonzero:
            return
        self.nonzero.add(base)
        _, power = self.ring.relations.get(self.ring.generator_of.get(base, -1), (0, ONE))
        for factor, _ in power.powers:
            self.mark_nonzero(factor)
        for root, (under, _) in (*self.root_of.items(), *self.power_of.items()):
            if under == base:
                self.mark_nonzero(self.ring.base_of[root])

    def is_plain(self, base: int, strictly: bool = False) -> bool:
        """Whether a base is a sum of terms that are not negative, and positive where asked."""
        if base < 0:
            return True
        positive = not strictly
        for m, c in self.ring.terms_of(base):
            if c < 0 or not all(n % 2 == 0 or g in self.nonnegative for g, n in enumerate(m)):
                return False
            positive = positive or all(not n or g in self.exponent_of for g, n in enumerate(m))
        return positive

    def is_positive(self, base: int) -> bool:
        """Whether all terms of a base are nonnegative, and one is an exponential or a number."""
        return self.is_plain(base, strictly=True)

    def sign(self, product: Factored, using: tuple[int, ...] = ()) -> Value:
        """s with `s^2 = 1` and `product = s*abs(product)`, by conditions of S.

        Raises `KernelError` where they do not tell it.
        """
        unknown, sign = self._sign_of_factors(product)
        odd = self.odd(product) & {b for b, n in product.factors if n > 0}
        for i in using:
            relation, given = self.given(i)
            weak = relation == ">=" and len(using) == 1
            if relation != ">" and not (weak and self._is_weak_factor(given, odd)):
                raise KernelError("the certificate relies on a condition that says too little")
            more, share = self._sign_of_factors(given)
            unknown, sign = unknown ^ more, self.ring.multiply(sign, share)
        if unknown:
            raise KernelError("the certificate shows no sign")
        return sign

    def require_nonnegative(self, product: Factored, using: tuple[int, ...] = ()) -> None:
        """Sees to it that a product is not negative, by conditions of S."""
        if self.sign(product, using) != ONE:
            raise KernelError("the certificate shows no sign")

    def odd(self, product: Factored) -> set[int]:
        """The bases of odd exponent that may be negative."""
        return {b for b, n in product.factors if n % 2 and not self.is_plain(b)}

    def _sign_of_factors(self, product: Factored) -> tuple[set[int], Value]:
        """The bases whose sign matters and is not known, and the sign of all else."""
        odd = self.odd(product)
        known = (self.orientation[base] for base in odd & self.orientation.keys())
        sign = number(1 if product.content >= 0 else -1)
        return odd - self.orientation.keys(), self.ring.multiply(sign, *known)

    def _is_weak_factor(self, given: Factored, odd: set[int]) -> bool:
        """Whether what is not negative is a product of some factors once and of what is above 0."""
        return all(n == 1 and b in odd for b, n in given.factors if not self.is_positive(b))

    def given(self, i: int) -> Known:
        """The i-th condition that was given."""
        if not 0 <= i < len(self.known):
            raise KernelError("the certificate relies on a condition that was not given")
        return self.known[i]

    # Logarithms

    def logarithm(self, product: Factored) -> Value:
        """log(abs(product)), by the logarithms of its factors."""
        if abs(product.content) != 1:
            raise KernelError("the certificate does not factor a number")
        parts = (self.multiple(self.log_of(base), n) for base, n in product.factors)
        return self.ring.add(ZERO, *parts)

    def multiple(self, a: Value, n: Any) -> Value:
        """`n*a` for a rational n."""
        return self.ring.multiply(Value(fmpq(n)), a)

    def log_of(self, base: int) -> Value:
        """The logarithm of the absolute value of a base that is not zero."""
        g = self.ring.generator_of.get(base, -1)
        if g in self.exponent_of:
            return self.exponent_of[g]
        if g in self.root_of and base not in self.logarithm_of:
            under, degree = self.root_of[g]
            return self.multiple(self.log_of(under), fmpq(1, degree))
        if g in self.power_of and base not in self.logarithm_of:
            under, m = self.power_of[g]
            return self.ring.multiply(m, self.log_of(under))
        if base not in self.logarithm_of:
            raise KernelError("the certificate has no such logarithm")
        return self.ring.generator(self.logarithm_of[base])
