"""Powers with integer exponents in a field.

An exponent is a polynomial in what is added to the bounds of its variables; the power is a product
of powers of the base's factors, each to a monomial.  A factor that is positive is raised as an
exponential, so that `x^n` and `e^(n*log(x))` are one; any other is a generator of its own, which
may be zero only where its exponent is not negative.  A base with half tangents, which may be
infinite, is raised as it is written, or as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    IntegerPower,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    integer,
)
from derive.kernel.certificates.ring import ONE, ZERO, Value, number
from derive.kernel.conditions import integer_exponent
from derive.kernel.theory import KernelError
from derive.prover.exponents import (
    Monomial,
    Polynomial,
    is_nonnegative,
    merged,
    parity,
    polynomial,
    shifted,
    unshifted,
)
from derive.prover.normal.factoring import in_factors

if TYPE_CHECKING:
    from derive.prover.normal.field import Field


class Powers:
    """The powers of a field that have integer exponents."""

    def __init__(self, field: Field) -> None:
        self.field = field
        #: The generators that are powers: base, or minus a number, and exponent.
        self.power_of: dict[int, tuple[int, Monomial]] = {}
        #: The generators that are powers of what stays one factor.
        self.whole_of: dict[int, tuple[Value, Monomial]] = {}
        self._nonzero: set[int] = set()
        self._powers: dict[tuple[int, Monomial], Value] = {}

    def value(self, e: IntegerPower) -> Value:
        """The value of a power."""
        field = self.field
        if "power" not in field.groups:
            return self._atom(e)
        u, integers = field.value(e.args[0]), field.signs.integers
        above, whole = shifted(e.args[1], integers), polynomial(e.args[1], integers)
        if above is None or whole is None:
            return self._atom(e)
        field.signs.groups.add("power")
        if u.is_zero:
            if not e.least:
                raise KernelError("zero has no such power")
            return ZERO
        factored = in_factors(field.ring, u)
        if any(field.infinity.tangents(b) for b, _ in factored.powers if b >= 0):
            return self._in_parts(e, e.args[0]) or self._as_a_whole(e, factored, above)
        if not (e.least or field.supposed):  # the base is not zero, since the power is defined
            self._nonzero |= {b for b, n in factored.powers if n > 0}
        return self._raised(factored, above, whole)

    def _atom(self, e: IntegerPower) -> Value:
        u, n = map(self.field.value, e.parts)
        return self.field.atom(("^n",), (u, n), e)

    def _in_parts(self, e: IntegerPower, u: Expression) -> Value | None:
        """A power of what is written as a product, or as a power itself."""
        ring, (n, bound) = self.field.ring, e.args[1:]
        match u:
            case Notation():
                return self._in_parts(e, u.meaning)
            case Negation():
                minus = IntegerPower(integer(-1), n, bound)
                return ring.multiply(*map(self.value, (minus, IntegerPower(u.args[0], n, bound))))
            case ProductOf():
                return ring.multiply(*(self.value(IntegerPower(f, n, bound)) for f in u.args))
            case Quotient():
                top, bottom = (self.value(IntegerPower(f, n, bound)) for f in u.args)
                return ring.multiply(top, ring.inverse(bottom))
            case Power() if (k := integer_exponent(u.args[1])) is not None and k > 0:
                return ring.raised(self.value(IntegerPower(u.args[0], n, bound)), k)
            case Call() if (meaning := self.field.rewritten(u)) is not None:
                return self._in_parts(e, meaning)
        return None

    def _as_a_whole(self, e: IntegerPower, u: Value, above: Polynomial) -> Value:
        """A power of what stays one factor."""
        ring, parts = self.field.ring, []
        for m, c in above.items():
            parts.append(ring.raised(self._whole(e.args[0], u, m) if m else u, c))
        return ring.multiply(ONE, *parts)

    def _whole(self, written: Expression, u: Value, m: Monomial) -> Value:
        for g, (other, n) in self.whole_of.items():
            if n == m and self.field.same(other, u):
                return self.field.ring.generator(g)
        exponent = unshifted(m, self.field.signs.integers)
        g = self.field.new_generator(lambda n: _marked(written, _times(n, exponent)))
        self.whole_of[g] = u, m
        return self.field.ring.generator(g)

    def _raised(self, a: Value, above: Polynomial, whole: Polynomial) -> Value:
        """A product raised, factor by factor."""
        ring = self.field.ring
        bases = [*a.powers, *self.field.roots.primes(abs(a.content))]
        found = [self._parity(frozenset(), whole)] if a.content < 0 else []
        for base, n in bases:
            signs = self._signs_of(base)
            if signs is not None:
                found += [self._parity(signs, whole)] if n % 2 else []
                continue
            for m, c in above.items():
                one = self.power(base, m) if m else self.field.roots.base_value(base)
                found.append(ring.raised(one, c * n))
        return ring.multiply(ONE, *found)

    def _signs_of(self, base: int) -> frozenset[Symbol] | None:
        """The variables of which a base is the parity."""
        g = self.field.ring.generator_of.get(base)
        for variables, wave in self.field.whole.parity_of.items():
            if wave == g:
                return frozenset(self.field.refinable[v][1] for v in variables)
        return None

    def _parity(self, signs: frozenset[Symbol], p: Polynomial) -> Value:
        sign, sets = parity(p)
        found = [self.field.whole.parity(signs | s) for s in sets]
        own = self.field.whole.parity(signs) if signs else number(-1)
        return self.field.ring.multiply(own if sign < 0 else ONE, *found)

    def has(self, base: int, m: Monomial) -> bool:
        """Whether a factor was raised to a monomial."""
        return (base, m) in self._powers

    def power(self, base: int, m: Monomial) -> Value:
        """A base, or minus a number, to a monomial of shifted polynomials."""
        if (base, m) not in self._powers:
            self._powers[base, m] = self._power(base, m)
        return self._powers[base, m]

    def _power(self, base: int, m: Monomial) -> Value:
        field = self.field
        g = field.ring.generator_of.get(base)
        if g in self.power_of:
            under, inner = self.power_of[g]
            return self.power(under, merged(inner, m))
        if g in field.roots.root_of and field.roots.root_of[g][1] == 1:
            return field.roots.absolute(self.power(field.roots.root_of[g][0], m))
        if "exp-log" in field.groups and self._is_positive(base):
            log = field.exponentials.log_of_base(base)
            return field.exponentials.exp(field.ring.multiply(self.exponent(m), log))
        return self._new(base, m)

    def _is_positive(self, base: int) -> bool:
        roots, ring = self.field.roots, self.field.ring
        if base < 0 or ring.generator_of.get(base) in self.field.exponentials.exponential_of:
            return True
        return roots.sign_of(base) > 0 and self._is_nonzero(base)

    def _is_nonzero(self, base: int) -> bool:
        return base < 0 or base in self._nonzero or self.field.roots.never_zero(base)

    def _new(self, base: int, m: Monomial) -> Value:
        field, integers = self.field, self.field.signs.integers
        if not (is_nonnegative(m, integers) or self._is_nonzero(base)):
            raise KernelError("a power of what may be zero")
        under = field.roots.base_expression(base)
        exponent = unshifted(m, integers)
        g = field.new_generator(lambda n: _marked(under, _times(n, exponent)))
        self.power_of[g] = base, m
        if base < 0 or field.roots.sign_of(base) > 0:
            field.nonnegative.add(g)
        return field.ring.generator(g)

    def absolute(self, g: int) -> Value | None:
        """The absolute value of a power of what is known not to be positive."""
        base, m = self.power_of[g]
        if base < 0 or self.field.roots.sign_of(base) >= 0:
            return None
        integers = self.field.signs.integers
        whole = polynomial(unshifted(m, integers), integers)
        assert whole is not None
        sign = self._parity(frozenset(), whole)
        return self.field.ring.multiply(sign, self.field.ring.generator(g))

    def exponent(self, m: Monomial) -> Value:
        """A monomial as a value."""
        return self.field.value(unshifted(m, self.field.signs.integers))

    def log(self, g: int) -> Value:
        """The logarithm of the absolute value of a power."""
        base, m = self.power_of[g]
        return self.field.ring.multiply(self.exponent(m), self.field.exponentials.log_of_base(base))


def _times(n: int, e: Expression) -> Expression:
    return e if n == 1 else ProductOf(integer(n), e)


def _marked(base: Expression, exponent: Expression) -> Expression:
    return IntegerPower(base, exponent, Integer(0))
