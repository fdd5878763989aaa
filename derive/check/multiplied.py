"""What a certificate multiplies out, as a person can do it: polynomials in named letters.

The kernel reduces by the relations of letters as it computes, so that both sides become one value.
Here the sides stay quotients of polynomials, and what one differs from the other by is written as a
sum of multiples of relations, which can be multiplied out by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpz
from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Decimal,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    product_of,
    sum_of,
)
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.ring import Value
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.report.certificate import MultipliedOut

#: A polynomial of more terms, or of a higher degree, is told to nobody.
MAX_TERMS = 400
MAX_DEGREE = 60


class TooLargeError(Exception):
    """A polynomial that is too large for a reader."""


class Ratio(NamedTuple):
    """A quotient of two polynomials."""

    above: Any
    below: Any


class Written:
    """Polynomials in generators as expressions, each generator by the name that it has."""

    def __init__(self, kernel: Identity, names: Mapping[int, Expression]) -> None:
        self.ring = kernel.ring
        self.names = names

    def polynomial(self, p: Any) -> Expression:
        """A polynomial, in the order of its letters; those without a minus come first."""
        terms = [*self.ring.terms(p)]
        if len(terms) > MAX_TERMS:
            raise TooLargeError
        if terms and terms[0][1] < 0:
            terms.sort(key=lambda term: term[1] < 0)
        return sum_of(tuple(self._term(monomial, c) for monomial, c in terms))

    def _term(self, monomial: tuple[int, ...], c: int) -> Expression:
        powers = [_power(self.names[g], n) for g, n in enumerate(monomial) if n]
        known = [] if abs(c) == 1 and powers else [Integer(abs(c))]
        whole = product_of((*known, *powers))
        return Negation(whole) if c < 0 else whole

    def value(self, value: Value) -> Expression:
        """A value as the kernel has it: a product of powers, above and below the line.

        A sum with a number before it is multiplied out.
        """
        if len(value.powers) == 1 and value.powers[0][1] == 1 and value.content.q == 1:
            return self.polynomial(self.ring.expanded(value))
        above: list[Expression] = []
        below: list[Expression] = []
        for base, n in value.powers:
            factor = _power(self.polynomial(self.ring.polynomials[base]), abs(n))
            (above if n > 0 else below).append(factor)
        return _fraction(Fraction(int(value.content.p), int(value.content.q)), above, below)

    def ratio(self, ratio: Ratio) -> Expression:
        """A quotient of polynomials."""
        above = self.polynomial(ratio.above)
        below = self.polynomial(ratio.below)
        return above if below == Integer(1) else Quotient(above, below)


def _power(e: Expression, n: int) -> Expression:
    return e if n == 1 else Power(e, Integer(n))


def _fraction(content: Fraction, above: list[Expression], below: list[Expression]) -> Expression:
    top = [] if abs(content.numerator) == 1 and above else [Integer(abs(content.numerator))]
    bottom = [] if content.denominator == 1 else [Integer(content.denominator)]
    whole = product_of((*top, *above))
    if bottom or below:
        whole = Quotient(whole, product_of((*bottom, *below)))
    return Negation(whole) if content < 0 else whole


class Ratios:
    """Sides as quotients of polynomials, nothing of them reduced or cancelled."""

    def __init__(self, kernel: Identity) -> None:
        self.kernel = kernel
        self.one = kernel.ring.context.constant(1)

    def of(self, e: Expression) -> Ratio:
        """An expression whose functions have values.  Raises `TooLargeError`."""
        if e in self.kernel.meanings:
            return self.of(self.kernel.meanings[e])
        match e:
            case Integer() | Decimal():
                q = numeral_or_none(e)
                assert q is not None
                return Ratio(self.one * q.numerator, self.one * q.denominator)
            case SumOf():
                return self.sum(map(self.of, e.args))
            case ProductOf():
                return self.product(map(self.of, e.args))
            case Quotient():
                top, bottom = map(self.of, e.args)
                return self.product((top, Ratio(bottom.below, bottom.above)))
            case Negation():
                inner = self.of(e.args[0])
                return Ratio(-inner.above, inner.below)
            case Notation():
                return self.of(e.meaning)
            case Power() if (n := integer_exponent(e.args[1])) is not None:
                return self.power(self.of(e.args[0]), n)
        return self.value(self.kernel.value(e))

    def value(self, value: Value) -> Ratio:
        """A value as the kernel has it."""
        polynomials = self.kernel.ring.polynomials
        done = Ratio(self.one * int(value.content.p), self.one * int(value.content.q))
        for base, n in value.powers:
            done = self.product((done, self.power(Ratio(polynomials[base], self.one), n)))
        return done

    def power(self, a: Ratio, n: int) -> Ratio:
        """A power with an integer exponent."""
        if n < 0:
            a, n = Ratio(a.below, a.above), -n
        if n * max(a.above.total_degree(), a.below.total_degree()) > MAX_DEGREE:
            raise TooLargeError
        done = Ratio(self.one, self.one)
        for _ in range(n if not a.above.is_constant() or not a.below.is_constant() else 0):
            done = self.product((done, a))
        return done if done != Ratio(self.one, self.one) else _bounded(a.above**n, a.below**n)

    def product(self, factors: Iterable[Ratio]) -> Ratio:
        """A product; only numbers are cancelled."""
        above, below = self.one, self.one
        for factor in factors:
            above, below = times(above, factor.above), times(below, factor.below)
        return _bounded(above, below)

    def sum(self, terms: Iterable[Ratio]) -> Ratio:
        """A sum over the least common denominator."""
        found = [*terms]
        below = self.one
        for term in found:
            below = times(below, term.below / below.gcd(term.below))
        above = self.one * 0
        for term in found:
            above = above + times(term.above, below / term.below)
        return _bounded(above, below)


def times(p: Any, q: Any) -> Any:
    """A product that is not too large.  Raises `TooLargeError`."""
    if len(p) * len(q) > 50 * MAX_TERMS:
        raise TooLargeError
    return p * q


def _bounded(above: Any, below: Any) -> Ratio:
    """A quotient without a number that both have as a factor."""
    if max(len(above), len(below)) > MAX_TERMS:
        raise TooLargeError
    common = fmpz(above.content()).gcd(below.content()) if not above.is_zero() else below.content()
    if below.leading_coefficient() < 0:
        common = -common
    return Ratio(above / common, below / common) if common != 1 else Ratio(above, below)


def multiplied_out(
    kernel: Identity, written: Written, sides: tuple[Expression, Expression]
) -> MultipliedOut | None:
    """The identity that is left of two sides; None where it is too large to be told."""
    ratios = Ratios(kernel)
    try:
        left, right = map(ratios.of, sides)
        common = left.below.gcd(right.below)
        one = times(left.above, right.below / common)
        two = times(right.above, left.below / common)
        multiples, rest = _multiples(kernel, one - two)
        told = tuple((written.polynomial(h), written.polynomial(r)) for h, r in multiples)
        told = told if rest.is_zero() else ()
        return MultipliedOut(
            written.ratio(left),
            written.ratio(right),
            _difference(written, (left, right), common),
            told,
            _total(told) if told else None,
        )
    except TooLargeError:
        return None


def _difference(written: Written, sides: tuple[Ratio, Ratio], common: Any) -> Expression:
    """`N1*D2 - N2*D1`, the denominators without what they have in common."""
    left, right = sides
    products = []
    for above, below in ((left.above, right.below), (right.above, left.below)):
        factors = (written.polynomial(above), written.polynomial(below / common))
        products.append(product_of(tuple(f for f in factors if f != Integer(1))))
    one, two = products
    return SumOf(one, Negation(two))


def _total(multiples: Iterable[tuple[Expression, Expression]]) -> Expression:
    """The sum of multiples; what is multiplied by 1 stands alone."""
    return sum_of(tuple(r if h == Integer(1) else ProductOf(h, r) for h, r in multiples))


def _multiples(kernel: Identity, p: Any) -> tuple[list[tuple[Any, Any]], Any]:
    """A polynomial as multiples of what is zero, the latest letter first, and what is left."""
    found: list[tuple[Any, Any]] = []
    for g in reversed(kernel.ring.relations):
        relation = _relation(kernel, g)
        degree = kernel.ring.relations[g][0]
        h, p = _divided(kernel, p, g, degree, relation)
        if not h.is_zero():
            found.append((h, relation))
    for z in kernel.zeros:
        zero = kernel.here(z)
        if not p.is_zero() and kernel.divides(zero, p):
            found.append((p / zero, zero))
            p = p - p
    return found, p


def _relation(kernel: Identity, g: int) -> Any:
    """`g^d - rhs`, which is zero."""
    ring = kernel.ring
    degree, rhs = ring.relations[g]
    exponents = [0] * ring.context.nvars()
    exponents[g] = degree
    return ring.context.from_dict({tuple(exponents): 1}) - ring._expanded(
        int(rhs.content.p), dict(rhs.powers)
    )


def _divided(kernel: Identity, p: Any, g: int, degree: int, relation: Any) -> tuple[Any, Any]:
    """Quotient and rest of a polynomial by a relation, in the letter that it is monic in."""
    context = kernel.ring.context
    quotient = context.constant(0)
    while p.degrees()[g] >= degree:
        most = p.degrees()[g]
        lead = context.from_dict(
            {_lowered(m, g, degree): c for m, c in p.terms() if int(m[g]) == most}
        )
        quotient = quotient + lead
        p = p - times(lead, relation)
        if len(p) > 50 * MAX_TERMS:
            raise TooLargeError
    return quotient, p


def _lowered(monomial: tuple[Any, ...], g: int, degree: int) -> tuple[int, ...]:
    return tuple(int(n) - degree * (i == g) for i, n in enumerate(monomial))
