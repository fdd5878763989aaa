"""Roots, absolute values and signs in a field.

`abs(p)^(1/d)` of an irreducible p is one generator r, with `r^d = p` or `r^d = -p` where the sign
of p may be relied on and `r^(2*d) = p^2` where not; so a root of a product splits whatever the
signs of its factors are.  A root of a variable (or another atom) that is known not to be negative
makes the root the generator, which needs no relation.  `cbrt` is a root with a sign of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any

from flint import fmpq

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    call,
    integer,
    size,
)
from derive.kernel.certificates.ring import ONE, ZERO, Powers, Value, negative, number
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order
from derive.prover.normal.denesting import conjugates, signed_root
from derive.prover.normal.exponentials import prime_factors
from derive.prover.normal.factoring import in_factors
from derive.prover.normal.written import rational_power
from derive.prover.scaling import scaled

if TYPE_CHECKING:
    from derive.prover.normal.field import Field

#: Longer products do not tell the sign of a factor.
MAX_FACTORS = 6


class Roots:
    """The roots, absolute values and signs of a field.

    A base is the number of an interned polynomial, or minus a positive integer that is no square.
    """

    def __init__(self, field: Field) -> None:
        self.field = field
        #: The generators that are roots of absolute values: base and degree.
        self.root_of: dict[int, tuple[int, int]] = {}
        #: For a base the generator that is the root of its absolute value, and the degree.
        self.root_at: dict[int, tuple[int, int]] = {}
        self._signs: dict[int, int] = {}
        #: For a base the generator that is its sign.
        self._cube_roots: dict[int, int] = {}
        #: Signs that follow from a condition; None where it is part of the theorem's anyway.
        self._known: dict[int, tuple[int, Condition | None]] = {}
        self._collected = False
        #: What is known to be positive, each once.
        self._strict: dict[Powers, tuple[Value, Condition | None]] = {}
        #: Products of bases as they stand in facts that are strict, with their signs.
        self._products: list[tuple[tuple[int, ...], int]] = []
        #: Bases whose product with another one is known to have a sign, and not to be zero.
        self._linked: dict[int, tuple[int, int]] = {}

    # Bases

    def primes(self, q: Any) -> list[tuple[int, int]]:
        """A positive rational as integer bases with exponents."""
        found: dict[int, int] = {}
        for n, sign in ((q.p, 1), (q.q, -1)):
            if n != 1:
                for p, k in prime_factors(n) or [(int(n), 1)]:
                    found[-p] = found.get(-p, 0) + sign * k
        return [(base, n) for base, n in sorted(found.items()) if n]

    def base_value(self, base: int) -> Value:
        """A base as a value."""
        return number(-base) if base < 0 else Value(fmpq(1), ((base, 1),))

    def base_expression(self, base: int) -> Expression:
        """A base written out."""
        return integer(-base) if base < 0 else self.field.expression(self.base_value(base))

    # Powers

    def power(self, a: Value, q: Any) -> Value:
        """`a^q` for a rational q that is no integer, where a > 0 (or a = 0 and q > 0)."""
        if a.is_zero:
            return ZERO
        self.learn(a, strict=False)
        return self._split(a, q)

    def _split(self, a: Value, q: Any) -> Value:
        """`a^q` factor by factor; odd factors whose signs are unknown stay under one root."""
        ring = self.field.ring
        whole = in_factors(ring, a)
        bases = [*whole.powers, *self.primes(abs(whole.content))]
        joint = self._joint(whole)
        parts = []
        if joint:
            product = ring.joined(b for b, k in joint.items() for _ in range(k))
            parts.append(self._root_power(product, q, self._sign_without(whole, joint)))
        left = ((base, n - joint.get(base, 0)) for base, n in bases)
        parts += [self._denested_power(base, n * q) for base, n in left if n]
        return ring.multiply(ONE, *parts)

    def _joint(self, whole: Value) -> dict[int, int]:
        """The factors that stay under one root, with their multiplicity there.

        Where another factor is zero the product of those of unknown sign may have any sign, so a
        factor that may be zero stays with them.
        """
        unknown = [b for b, n in whole.powers if n % 2 and not self.sign_of(b)]
        if len(unknown) < 2 or any(self._degenerates(b) for b, _ in whole.powers):
            return {}
        others = [(b, n) for b, n in whole.powers if n > 0 and b not in unknown]
        zero = {b: 2 - n % 2 for b, n in others if not self.never_zero(b)}
        return {**dict.fromkeys(unknown, 1), **zero}

    def never_zero(self, base: int) -> bool:
        """Whether it may be relied on that a base is not zero."""
        ring = self.field.ring
        if ring.generator_of.get(base) in self.field.exponentials.exponential_of:
            return True
        positive = self._plain_sign(base) and any(not any(m) for m, _ in ring.terms_of(base))
        return bool(positive) or self.field.signs.holds(Condition(self.base_expression(base), "!="))

    def _sign_without(self, whole: Value, unknown: Collection[int]) -> int:
        """The sign that the product of the unknown factors has, since the whole is positive."""
        sign = 1 if whole.content > 0 else -1
        for base, n in whole.powers:
            if n % 2 and base not in unknown:
                sign *= self.sign_of(base)
        return sign

    def _denested_power(self, base: int, q: Any) -> Value:
        root = signed_root(self, base) if base >= 0 and q.q == 2 else None
        if root is None:
            return self.absolute_power(base, q)
        return self.field.ring.raised(self.absolute(root), int(q.p))

    def absolute_power(self, base: int, q: Any) -> Value:
        """`abs(p)^q` for the polynomial or integer of a base."""
        field = self.field
        g = field.ring.generator_of.get(base)
        if g in field.exponentials.exponential_of:
            return field.exponentials.root_power(g, q)
        if g in field.whole.parities():
            return ONE
        if g in field.powers.power_of and q == 1:
            signed = field.powers.absolute(g)
            if signed is not None:
                return signed
        if g in self.root_of:
            under, degree = self.root_of[g]
            return self.absolute_power(under, q / degree)
        if q.q == 1 and (q.p % 2 == 0 or base < 0):
            return field.ring.raised(self.base_value(base), int(q))
        sign = self.sign_of(base)
        if q.q == 1 and sign:
            return field.ring.raised(scaled(self.base_value(base), fmpq(sign)), int(q))
        if q.q == 1 and base in self._linked:
            return field.ring.raised(self._linked_absolute(base), int(q))
        beside = self._beside_conjugate(base, q)
        return self._root_power(base, q, sign) if beside is None else beside

    def _beside_conjugate(self, base: int, q: Any) -> Value | None:
        """`abs(p)^q` from a root of p's conjugate, where p times that is a number and not 0."""
        if base < 0 or base in self.root_at:
            return None
        for norm, conjugate in conjugates(self, base):
            if conjugate in self.root_at and not norm.powers and not norm.is_zero:
                whole = self._split(Value(abs(norm.content)), q)
                return self.field.ring.multiply(whole, self.absolute_power(conjugate, -q))
        return None

    def _linked_absolute(self, base: int) -> Value:
        """abs(q) = s*q*abs(p)/p, where s*p*q > 0."""
        ring = self.field.ring
        other, sign = self._linked[base]
        p, q = self.base_value(other), self.base_value(base)
        size = self.absolute_power(other, fmpq(1))
        return ring.multiply(number(sign), q, size, ring.inverse(p))

    def _root_power(self, base: int, q: Any, sign: int) -> Value:
        from derive.prover.normal.field import Refine

        written = self.base_expression(base)
        g = self.field.ring.generator_of.get(base)
        if sign > 0 and g is not None and q.q != 1:
            self._refine_generator(g, int(q.q))
        if base not in self.root_at:
            self._new_root(base, self.field.hints.get(("root", written), int(q.q)), sign)
        root, degree = self.root_at[base]
        n = q * degree
        if n.q != 1:
            raise Refine("root", written, int(n.q) * degree)
        return self.field.ring.generator(root, int(n))

    def _refine_generator(self, g: int, degree: int) -> None:
        """Asks for a variable or atom as a power of its root, if it is one that can be."""
        from derive.prover.normal.field import Refine

        key = self.field.refinable.get(g)
        # a sign that follows from a product is not enough where the atom is built anew
        if key is not None and self.field.signs.holds(Condition(key[1], ">=")):
            raise Refine(key[0], key[1], key[2] * degree)

    def _new_root(self, base: int, degree: int, sign: int) -> None:
        under = self.base_expression(base)
        under = under if base < 0 or sign > 0 else call("abs", under)
        g = self.field.new_generator(lambda n: rational_power(under, Fraction(n, degree)))
        value = self.base_value(base)
        if base < 0 or sign:
            self.field.ring.relate(g, degree, value if base < 0 or sign > 0 else negative(value))
        else:
            self.field.ring.relate(g, 2 * degree, self.field.ring.raised(value, 2))
        self.root_at[base] = (g, degree)
        self.root_of[g] = (base, degree)

    def nonnegative(self, a: Value) -> bool:
        """Whether it may be relied on that `a >= 0`."""
        if not a.powers:
            return bool(a.content >= 0)
        ring = self.field.ring
        whole = in_factors(ring, a)
        unknown = [b for b, n in whole.powers if n % 2 and not self.sign_of(b)]
        sign = self._sign_without(whole, unknown)
        if len(unknown) > 1:
            return self._relied(ring.joined(unknown), sign)
        if not unknown:
            return sign > 0
        e = Condition(self.field.expression(a), ">=")
        finite = not any(self._degenerates(b) for b, _ in whole.powers)
        return finite and self.field.signs.holds(e)

    # Signs

    def sign_of(self, base: int) -> int:
        """1 where the base is not negative, -1 where it is not positive, 0 where unknown."""
        if base < 0:
            return 1
        if base not in self._signs:
            self._signs[base] = self._sign(base)
        return self._signs[base]

    def _sign(self, base: int) -> int:
        plain = self._plain_sign(base)
        if plain:
            return plain
        if not self._collected:
            self._collected = True
            self._collect()
        if base in self._known:
            sign, condition = self._known[base]
            return sign if condition is None or self.field.signs.holds(condition) else 0
        if self._relied(base, 1):
            return 1
        return -1 if self._relied(base, -1) else self._sign_beside_others(base)

    def _sign_beside_others(self, base: int) -> int:
        """The sign that a base has since a product is positive whose other factors have one."""
        self._signs[base] = 0  # the others are not asked to come back to it
        for bases, sign in self._products:
            if base in bases and not any(map(self._degenerates, bases)):
                others = [self.sign_of(b) for b in bases if b != base]
                if all(others):
                    return prod(others) * sign
        return 0

    def _relied(self, base: int, sign: int) -> bool:
        """Whether it may be relied on that a base has a sign, or is zero.

        In half tangents it is asked in sine and cosine.  Where a half tangent is infinite the
        sign of what is not zero is that from both sides; else it must be known to be finite.
        """
        field = self.field
        ratio = field.exponentials.log_ratio(base)
        if ratio is not None:
            return self.nonnegative(scaled(ratio, fmpq(sign)))
        circular = field.infinity.circular(base)
        e = self.base_expression(base) if circular is None else circular
        e = e if sign > 0 else Negation(e)
        if not field.infinity.tangents(base):
            return field.signs.holds(Condition(e, ">="))
        if circular is not None and field.signs.holds(Condition(e, ">")):
            return True
        return not self._degenerates(base) and field.signs.holds(Condition(e, ">="))

    def _collect(self) -> None:
        """Finds the bases whose sign follows from one known condition, simple ones first."""
        known = self.field.signs.facts | self.field.signs.declared
        for c in sorted(known, key=lambda c: (size(c.expression), order(c.expression), c.relation)):
            if c.relation in ("!=", "="):
                continue
            declared = c not in self.field.signs.facts
            before = self.field.ring.count
            try:
                with self.field.supposing(declared):
                    value = self.field.value(c.expression)
            except KernelError:
                continue
            finally:
                if declared and self.field.ring.count > before:
                    self.field.signs.holds(c)  # its atoms are there now, so it must hold as well
            self._learn(value, c.relation == ">", c if declared else None)

    def learn(self, a: Value, strict: bool) -> None:
        """Takes note that `a >= 0`, or `a > 0`, since what is evaluated is defined."""
        if not self.field.supposed:
            self._learn(a, strict, None)

    def _learn(self, a: Value, strict: bool, condition: Condition | None) -> None:
        whole = in_factors(self.field.ring, a)
        if strict:
            self._strict.setdefault(self._unknown_odd(a).powers, (whole, condition))
        odd = [b for b, n in whole.powers if n % 2]
        if strict and condition is None and 1 < len(odd) <= MAX_FACTORS:
            self._products.append((tuple(odd), 1 if whole.content > 0 else -1))
        even = [b for b, n in whole.powers if n % 2 == 0 and n > 0]
        sign = 1 if whole.content > 0 else -1
        unknown = []
        for base in odd:
            known = self._signs.get(base, 0) or self._plain_sign(base)
            sign *= known or 1
            unknown += [] if known else [base]
        # where p^2*q >= 0 is all that is known, p may be 0 and q negative; p^(-2) may be 0 as well
        # where a half tangent is infinite
        if len(unknown) == 1 and (strict or (not even and len(odd) == 1 and self._is_sure(whole))):
            self._known.setdefault(unknown[0], (sign, condition))
            self._signs.pop(unknown[0], None)
        elif len(unknown) == 2 and strict and condition is None:
            first, second = unknown
            self._linked.setdefault(second, (first, sign))

    def _is_sure(self, whole: Value) -> bool:
        """Whether a value is zero only where its one odd factor is, which is finite."""
        infinity = self.field.infinity
        odd = (base for base, n in whole.powers if n % 2)
        return not infinity.degenerates(whole) and not any(map(infinity.base_degenerates, odd))

    def _degenerates(self, base: int) -> bool:
        return self.field.infinity.base_degenerates(base)

    def under(self, g: int) -> Iterator[int]:
        """The base that a generator is a root of, if it is one."""
        if g in self.root_of:
            yield self.root_of[g][0]
        yield from (base for base, root in self._cube_roots.items() if root == g)

    def _plain_sign(self, base: int) -> int:
        """The sign of a polynomial whose terms have one, of generators that are not negative."""
        ring, signs = self.field.ring, set()
        for monomial, c in ring.terms_of(base):
            if not all(n % 2 == 0 or self._is_nonnegative(g) for g, n in enumerate(monomial)):
                return 0
            signs.add(1 if c > 0 else -1)
        return signs.pop() if len(signs) == 1 else 0

    def _is_nonnegative(self, g: int) -> bool:
        """Whether a generator is an exponential, or a root that is not negative."""
        exponential = g in self.field.exponentials.exponential_of
        return exponential or g in self.field.nonnegative or g in self.root_of

    def absolute(self, a: Value) -> Value:
        """abs(a)."""
        if a.is_zero:
            return ZERO
        whole = in_factors(self.field.ring, a)
        parts = (self.absolute_power(base, fmpq(n)) for base, n in whole.powers)
        return self.field.ring.multiply(Value(abs(whole.content)), *parts)

    def absolute_of(self, a: Value, u: Expression) -> Value:
        """abs(a), where u is written for a: as a whole, if that is asked for, or by its factors."""
        if self.field.signs.jointly:
            for side, value in ((u, a), (Negation(u), negative(a))):
                if self.field.signs.holds(Condition(side, ">=")):
                    return in_factors(self.field.ring, value)
        return self.absolute(a)

    def parity(self, a: Value) -> int:
        """The sign of a value whose odd factors are those of a condition; 0 where unknown."""
        odd = self._unknown_odd(a)
        for positive, condition in self._strict.values():
            left = self._unknown_odd(positive)
            if left.powers != odd.powers:
                continue
            if condition is None or self.field.signs.holds(condition):
                return int(left.content * odd.content)
        return 0

    def _unknown_odd(self, a: Value) -> Value:
        """A value with the sign of another: its factors of odd power and unknown sign."""
        whole = in_factors(self.field.ring, a)
        sign, unknown = 1 if whole.content > 0 else -1, []
        for base, n in whole.powers:
            known = self._signs.get(base, 0) or self._plain_sign(base)
            if n % 2 and known:
                sign *= known
            elif n % 2:
                unknown.append((base, 1))
        return Value(fmpq(sign), tuple(unknown))

    def is_free(self) -> bool:
        """Whether no relation holds between generators, so that only the value zero is zero."""
        return not self.field.ring.relations

    # Cube roots

    def cube_root(self, a: Value) -> Value:
        """The real cube root, on all reals."""
        if a.is_zero:
            return ZERO
        ring = self.field.ring
        whole = in_factors(ring, a)
        bases = (*whole.powers, *self.primes(abs(whole.content)))
        parts = (self._cube_root_power(base, n) for base, n in bases)
        return ring.multiply(number(1 if whole.content > 0 else -1), *parts)

    def _cube_root_power(self, base: int, n: int) -> Value:
        if base < 0 or self.sign_of(base) > 0:
            return self.absolute_power(base, fmpq(n, 3))
        if self.sign_of(base) < 0:
            return scaled(self.absolute_power(base, fmpq(n, 3)), fmpq(-1 if n % 2 else 1))
        if base not in self._cube_roots:
            under = call("cbrt", self.base_expression(base))
            g = self.field.new_generator(lambda k: under if k == 1 else Power(under, integer(k)))
            self.field.ring.relate(g, 3, self.base_value(base))
            self._cube_roots[base] = g
        return self.field.ring.generator(self._cube_roots[base], n)
