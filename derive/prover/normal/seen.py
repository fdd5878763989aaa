"""A ring that is seen at one point modulo a prime: what differs there certainly differs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from flint import fmpq
from flint.utils.flint_exceptions import DomainError

from derive.kernel.certificates.ring import Ring, Value

#: Values are held apart modulo this one.
PRIME = 2**61 - 1


def residue_of(monomial: tuple[int, ...], moved: frozenset[int]) -> int:
    """A product of powers of generators at the point; `moved` generators are elsewhere."""
    product = 1
    for g, n in enumerate(monomial):
        if n:
            product = product * pow(_at(g, g in moved), n, PRIME) % PRIME
    return product


@cache
def _at(g: int, moved: bool) -> int:
    """Where a generator is seen at: some residue, always the same."""
    return pow(7, 2 * g + 5 + moved, PRIME)


class SeenRing(Ring):
    """The ring of the kernel, for who searches in it."""

    def __init__(self) -> None:
        super().__init__()
        self._residues: dict[tuple[int, frozenset[int]], int] = {}
        self._occurring: dict[int, frozenset[int]] = {}

    def generators(self, a: Value) -> frozenset[int]:
        """The generators that occur in a value."""
        return frozenset().union(*(self._generators(base) for base, _ in a.powers))

    def _generators(self, base: int) -> frozenset[int]:
        if base not in self._occurring:
            degrees = self.polynomials[base].degrees()
            self._occurring[base] = frozenset(g for g, n in enumerate(degrees) if n > 0)
        return self._occurring[base]

    def _added(self, terms: list[Value]) -> Value:
        done = super()._added(terms)
        below = [base for base, n in done.powers if n < 0]
        return self._cancelled(done, below, terms)

    def _cancelled(self, a: Value, denominators: list[int], terms: list[Value]) -> Value:
        """`a` with factors cancelled that every term had below the line to one power."""
        for base in denominators:
            if len({dict(t.powers).get(base, 0) for t in terms}) == 1:
                for other, n in a.powers:
                    if n > 0 and other != base:
                        a = self._divided(a, other, n, base)
        return a

    def _divided(self, a: Value, other: int, n: int, base: int) -> Value:
        """`a` where its factor `other^n` is a multiple of `base^n`, written so."""
        p, q = self.polynomials[other], self.polynomials[base]
        if dict(a.powers).get(base, 0) >= 0 or p.total_degree() < q.total_degree():
            return a
        self.spend(len(p) * len(q))
        try:
            quotient = self.of(p / q)  # raises where a remainder is left; `//` would drop it
        except DomainError:
            return a
        turned = Value(
            a.content, ((base, n), (other, -n)) if base < other else ((other, -n), (base, n))
        )
        return self.multiply(Value(fmpq(1), a.powers), turned, self.raised(quotient, n))

    def polynomial(self, g: int, coefficients: Iterable[int]) -> Value:
        """A polynomial in the generator g, by its coefficients from the constant on."""
        rest = (0,) * (self.context.nvars() - g - 1)
        terms = {((0,) * g + (n, *rest)): c for n, c in enumerate(coefficients) if c}
        return self.read(terms)

    def joined(self, bases: Iterable[int]) -> int:
        """The number of the product of interned polynomials, which stays one factor."""
        product = self.context.constant(1)
        for base in bases:
            product = self._times(product, self.polynomials[base])
        # no relation is applied, so that its content is 1, as by Gauss's lemma
        return self.intern(product)

    def residue(self, a: Value, moved: frozenset[int] = frozenset()) -> int | None:
        """A value at a point modulo a prime; None where a denominator is zero there.

        `moved` generators are elsewhere than at the point that all values are seen at.
        """
        done, below = int(a.content.p), int(a.content.q)
        for base, n in a.powers:
            at = self._residue(base, moved and moved & self._generators(base))
            if n > 0:
                done = done * pow(at, n, PRIME) % PRIME
            else:
                below = below * pow(at, -n, PRIME) % PRIME
        return done * pow(below, -1, PRIME) % PRIME if below % PRIME else None

    def _residue(self, base: int, moved: frozenset[int]) -> int:
        key = (base, moved)
        if key not in self._residues:
            self.spend(len(self.polynomials[base]))
            terms = self.terms_of(base)
            self._residues[key] = sum(c * residue_of(m, moved) for m, c in terms) % PRIME
        return self._residues[key]

    def apart(self, a: Value, b: Value) -> bool:
        """Whether values certainly differ, if no generator depends on others: seen at a point."""
        at, there = self.residue(a), self.residue(b)
        return at is not None and there is not None and at != there
