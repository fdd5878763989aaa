"""Factored rational functions over polynomials in numbered generators, on FLINT.

A value is a rational content times powers of interned polynomials.  It is expanded only inside a
sum, after the common factors are taken out.  A generator may have a relation `g^d = rhs`, whose
right side uses earlier generators only; what is expanded is reduced by it.  Sizes are bounded
before FLINT is called, and all work spends fuel, so that an answer depends on no clock.

What makes it sound: at a point where every divisor that is met has a nonzero value, each value
here is that of the expression it was made from, whatever the generators stand for, as long as
their relations hold there; no denominator vanishes at such a point, since a polynomial comes into
one only through a divisor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import prod
from typing import Any, NamedTuple

from flint import Ordering, fmpq, fmpz, fmpz_mpoly_ctx

from derive.kernel.theory import KernelError

#: How many terms, which total degree and how many bits of a coefficient a polynomial may have.
MAX_TERMS = 20_000
MAX_DEGREE = 4_000
MAX_BITS = 20_000
MAX_GENERATORS = 120
#: Pairs of terms that may be multiplied for one normal form.
FUEL = 3_000_000

Powers = tuple[tuple[int, int], ...]


class Value(NamedTuple):
    """`content * product of base^n`; bases are numbers of interned polynomials, in order."""

    content: Any
    powers: Powers = ()

    @property
    def is_zero(self) -> bool:
        """Whether it is the zero of the ring."""
        return bool(self.content == 0)

    @property
    def rational(self) -> Any:
        """The rational that it is, or None."""
        return None if self.powers else self.content

    @property
    def has_denominator(self) -> bool:
        """Whether a base stands in it with a negative exponent."""
        return any(n < 0 for _, n in self.powers)


ZERO = Value(fmpq(0))
ONE = Value(fmpq(1))


def number(numerator: int, denominator: int = 1) -> Value:
    """A rational number."""
    _require_bits(max(numerator.bit_length(), denominator.bit_length()))
    return Value(fmpq(numerator, denominator))


def negative(a: Value) -> Value:
    """-a."""
    return Value(-a.content, a.powers)


def bits(q: Any) -> int:
    """How many bits the larger of numerator and denominator of a rational has."""
    return int(q.height_bits())


def _require_bits(count: int) -> None:
    if count > MAX_BITS:
        raise KernelError("a number in the normal form is too large")


def collected(values: Iterable[Value]) -> list[Value]:
    """The terms of a sum, like ones together."""
    like: dict[Powers, Any] = {}
    for v in values:
        like[v.powers] = like.get(v.powers, 0) + v.content
    return [Value(c, powers) for powers, c in like.items() if c != 0]


class Ring:
    """Polynomials over the integers in generators that are added one after the other."""

    def __init__(self) -> None:
        self.context = _context(8)
        self.count, self.most = 0, MAX_GENERATORS
        self.fuel = FUEL
        self.polynomials: list[Any] = []
        self.generator_of: dict[int, int] = {}
        self.base_of: list[int] = []
        self.relations: dict[int, tuple[int, Value]] = {}
        self._buckets: dict[tuple[int, int, int], list[int]] = {}
        self._terms: dict[int, list[tuple[tuple[int, ...], int]]] = {}
        self._bits: dict[int, int] = {}

    # Generators

    def new_generator(self) -> int:
        """The number of one more generator."""
        if self.count == self.most:
            raise KernelError("the normal form has too many generators")
        if self.count == self.context.nvars():
            self._grow()
        g = self.count
        self.count += 1
        base = self.intern(self.context.gen(g))
        self.generator_of[base] = g
        self.base_of.append(base)
        return g

    def _grow(self) -> None:
        self.context = _context(2 * self.context.nvars())
        self.polynomials = [p.project_to_context(self.context) for p in self.polynomials]

    def generator(self, g: int, n: int = 1) -> Value:
        """The generator g to the power n."""
        return self._normal(fmpq(1), {self.base_of[g]: n}) if n else ONE

    def read(self, terms: Mapping[tuple[int, ...], int]) -> Value:
        """A polynomial by its coefficients, which are in bounds."""
        self._require(len(terms), max((sum(m) for m in terms), default=0))
        _require_bits(max((abs(c).bit_length() for c in terms.values()), default=0))
        p = self.reduced(self.context.from_dict(dict(terms)))
        return ZERO if p.is_zero() else self.of(p)

    def relate(self, g: int, degree: int, rhs: Value) -> None:
        """Sets `g^degree = rhs`, where the right side has no denominator and no later generator.

        In g itself it has a lower degree.
        """
        self.relations[g] = (degree, rhs)

    # Products

    def multiply(self, *values: Value) -> Value:
        """The product of values."""
        content = fmpq(1)
        powers: dict[int, int] = {}
        for v in values:
            content = content * v.content
            for base, n in v.powers:
                powers[base] = powers.get(base, 0) + n
        if content == 0:
            return ZERO
        _require_bits(bits(content))
        return self._normal(content, powers)

    def raised(self, a: Value, n: int) -> Value:
        """`a^n`; `a^0` is 1, and 0 to a negative power is refused."""
        if n in (0, 1):
            return a if n else ONE
        if a.is_zero:
            if n < 0:
                raise KernelError("a division by zero")
            return ZERO
        _require_bits(bits(a.content) * abs(n) if abs(a.content) != 1 else 1)
        _require_bits(n.bit_length() * 100)
        return self._normal(a.content**n, {base: k * n for base, k in a.powers})

    def inverse(self, a: Value) -> Value:
        """1/a."""
        return self.raised(a, -1)

    def _normal(self, content: Any, powers: dict[int, int]) -> Value:
        """The value, with powers of generators that have a relation reduced by it."""
        if self.relations:
            for base in [b for b in powers if self.generator_of.get(b, -1) in self.relations]:
                degree, rhs = self.relations[self.generator_of[base]]
                turns, left = divmod(powers[base], degree)
                if turns:
                    powers[base] = left
                    rest = Value(content, _in_order(powers))
                    return self.multiply(rest, self.raised(rhs, turns))
        return Value(content, _in_order(powers))

    # Sums

    def add(self, *values: Value) -> Value:
        """The sum of values."""
        terms = collected(values)
        if not terms:
            return ZERO
        if len(terms) > 4 and sum(t.has_denominator for t in terms) > 1:
            terms.sort(key=lambda t: t.powers)  # so that in any order they have one value
            half = len(terms) // 2  # a balanced tree keeps intermediate results small
            terms = [self.add(*terms[:half]), self.add(*terms[half:])]
            return self.add(*terms)
        return terms[0] if len(terms) == 1 else self._added(terms)

    def subtract(self, a: Value, b: Value) -> Value:
        """a - b."""
        return self.add(a, negative(b))

    def _added(self, terms: list[Value]) -> Value:
        common = _common(terms)
        scale = fmpz(1)
        for t in terms:
            scale = scale.lcm(t.content.q)
        _require_bits(int(scale).bit_length())
        total = self.context.constant(0)
        for t in terms:
            left = dict(t.powers)
            for base, n in common.items():
                left[base] = left.get(base, 0) - n
            total = total + self._expanded(int(t.content * scale), left)
            self.spend(len(total) * self.count // 16)
        total = self.reduced(total)
        if total.is_zero():
            return ZERO
        return self.multiply(Value(1 / fmpq(scale), tuple(common.items())), self.of(total))

    def expanded(self, a: Value) -> Any:
        """The polynomial of a value without denominators, its content's numerator taken in."""
        return self.reduced(self._expanded(int(a.content.p), dict(a.powers)))

    def _expanded(self, content: int, powers: dict[int, int]) -> Any:
        product, size = self.context.constant(content), content.bit_length()
        for base, n in powers.items():
            if n:
                size += n * self._bits_of(base)
                _require_bits(size)
                product = self._times(product, self._power(base, n))
        return product

    def _bits_of(self, base: int) -> int:
        """A bound for the bits that a factor adds to the coefficients of a product."""
        if base not in self._bits:
            p = self.polynomials[base]
            self._bits[base] = 0 if len(p) == 1 else coefficient_bits(p) + len(p).bit_length()
        return self._bits[base]

    def _power(self, base: int, n: int) -> Any:
        p = self.polynomials[base]
        if n == 1:
            return p
        self._require(1, n * p.total_degree())  # it bounds n
        if len(p) == 1:
            return p**n
        half = self._power(base, n // 2)
        square = self._times(half, half)
        return self._times(square, p) if n % 2 else square

    def _times(self, p: Any, q: Any) -> Any:
        pairs = len(p) * len(q)
        if pairs > 64:
            self.spend(pairs)
            box = prod(m + n + 1 for m, n in zip(p.degrees(), q.degrees(), strict=True))
            self._require(min(pairs, box), p.total_degree() + q.total_degree())
        return p * q

    def spend(self, amount: int) -> None:
        """Takes note of work that is done."""
        self.fuel -= amount
        if self.fuel < 0:
            raise KernelError("the normal form takes too much work")

    def _require(self, terms: int, degree: int) -> None:
        if terms > MAX_TERMS:
            raise KernelError("the normal form is too large")
        if degree > MAX_DEGREE:
            raise KernelError("the normal form has too large a degree")

    def reduced(self, p: Any) -> Any:
        """A polynomial reduced by the relations, the latest generator first."""
        degrees = p.degrees() if self.relations else ()
        for g, (degree, rhs) in reversed(self.relations.items()):
            while degrees[g] >= degree:  # of a lower one in g, rhs may have powers of g
                degrees = (p := self.replaced(p, g, degree, rhs)).degrees()
        return p

    def replaced(self, p: Any, g: int, degree: int, rhs: Value) -> Any:
        """A polynomial where `g^degree` is a value without a denominator."""
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for monomial, c in p.terms():
            turns, left = divmod(int(monomial[g]), degree)
            key = (*monomial[:g], left, *monomial[g + 1 :])
            parts.setdefault(turns, {})[key] = c
        bottom = int(rhs.content.q)
        most = max(parts, default=0)
        if bottom != 1:
            raise KernelError("a relation with a denominator")
        below = self._expanded(int(rhs.content.p), dict(rhs.powers))
        total = self.context.constant(0)
        for turns in range(most, -1, -1):  # Horner's scheme
            part = self.context.from_dict(parts.get(turns, {}))
            if turns < most:
                _require_bits(coefficient_bits(total) + coefficient_bits(below))
                part = self._times(total, below) + part
            total = part
        return total

    # Polynomials

    def of(self, p: Any) -> Value:
        """A polynomial, not zero, as a value: content, monomial and the rest."""
        if p.is_constant():
            return Value(fmpq(p.leading_coefficient()))
        powers: dict[int, int] = {}
        if len(p) > 1:
            monomial = p.term_content()
            if not monomial.is_constant():
                p = p / monomial * monomial.leading_coefficient()
                powers = self._monomial(monomial)
        else:
            coefficient = p.leading_coefficient()
            return self._normal(fmpq(coefficient), self._monomial(p))
        content = p.content()
        if p.leading_coefficient() < 0:
            content = -content
        base = self.intern(p / content if content != 1 else p)
        powers[base] = powers.get(base, 0) + 1
        return self._normal(fmpq(content), powers)

    def _monomial(self, p: Any) -> dict[int, int]:
        (monomial,) = p.monoms()
        return {self.base_of[g]: int(n) for g, n in enumerate(monomial[: self.count]) if n}

    def intern(self, p: Any) -> int:
        """The number of a primitive polynomial; equal ones have one number."""
        key = (len(p), int(p.leading_coefficient()), int(p.total_degree()))
        bucket = self._buckets.setdefault(key, [])
        for i in bucket:
            if self.polynomials[i] == p:
                return i
        self.polynomials.append(p)
        bucket.append(len(self.polynomials) - 1)
        return bucket[-1]

    def generators(self, a: Value) -> frozenset[int]:
        """The generators that occur in a value."""
        found = {m for base, _ in a.powers for m, _ in self.terms_of(base)}
        return frozenset(g for m in found for g, n in enumerate(m) if n)

    def terms_of(self, base: int) -> list[tuple[tuple[int, ...], int]]:
        """The terms of an interned polynomial, which never change."""
        if base not in self._terms:
            self._terms[base] = [*self.terms(self.polynomials[base])]
        return self._terms[base]

    def terms(self, p: Any) -> Iterator[tuple[tuple[int, ...], int]]:
        """The terms of a polynomial: exponents of the generators, coefficient."""
        for monomial, c in p.terms():
            yield tuple(int(n) for n in monomial[: self.count]), int(c)


@cache
def _context(generators: int) -> Any:
    return fmpz_mpoly_ctx.get([f"g{i}" for i in range(generators)], Ordering.lex)


def _in_order(powers: Mapping[int, int]) -> Powers:
    found = [item for item in powers.items() if item[1]]
    if len(found) > 1:
        found.sort()
    return tuple(found)


def _common(terms: Sequence[Value]) -> dict[int, int]:
    """The powers that all terms have in common; an absent base has the exponent 0."""
    least = dict(terms[0].powers)
    for t in terms[1:]:
        table = dict(t.powers)
        for b, n in least.items():
            least[b] = min(n, table.get(b, 0))
        for b, n in table.items():
            if n < 0 and b not in least:
                least[b] = n
    return dict(_in_order(least))


def coefficient_bits(p: Any) -> int:
    """How many bits the largest coefficient of a polynomial has."""
    return max((int(c).bit_length() for c in p.coeffs()), default=0)
