"""The intervals of expressions on a domain, from its declared facts.

Facts on one atom become its bounds, and bounds are passed on from one atom to the next; facts
between several are met again wherever the same combination stands.  Where an expression is
defined, its value lies in the interval that is found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from fractions import Fraction
from functools import reduce
from math import ceil, floor

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Constant,
    Expression,
    IntegerPower,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    is_leaf,
)
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.exponents import is_even
from derive.kernel.functions import FUNCTIONS
from derive.kernel.half_turns import is_multiple_of_pi
from derive.kernel.images import hull, image, raised, root
from derive.kernel.intervals import (
    NONNEGATIVE,
    POSITIVE,
    REALS,
    ZERO,
    End,
    Interval,
    add,
    invert,
    multiply,
    negate,
    point,
    power,
    scaled,
    union,
)
from derive.kernel.polynomials import ONE, Monomial, Polynomial, as_atom, polynomial
from derive.kernel.tidy import order

MAX_POWER = 200
#: How often bounds are passed on between atoms.
ROUNDS = 3
#: The end of what is not negative.
ZERO_END = End(ZERO, True)
SIGNS = {"!=": Interval(nonzero=True), ">": POSITIVE, ">=": NONNEGATIVE}
Facts = Sequence[tuple[Polynomial, str]]
Refinement = Callable[[Expression], Interval]


def _constants() -> dict[str, Interval]:
    return {"e": hull(arb.const_e()), "pi": hull(arb.pi())}


_CONSTANTS = _constants()


class Ranges:
    """The intervals of expressions; `refine` may know more of a sum or a call than its parts do."""

    def __init__(self, facts: Facts, integers: frozenset[Symbol]) -> None:
        self.integers = integers
        self.refine: Refinement | None = None
        self.bounds: dict[Expression, Interval] = {}
        self.cache: dict[Expression, Interval] = {}
        self.products: dict[Monomial, Interval] = {}
        self._by_support: dict[frozenset[Monomial], list[tuple[Polynomial, str]]] = {}
        bounds: list[tuple[Polynomial, str]] = []
        others: list[tuple[Polynomial, str]] = []
        for p, relation in facts:
            if relation == "!=" or not _is_bound(p):
                self._by_support.setdefault(_support(p), []).append((p, relation))
            (bounds if _is_bound(p) else others).append((p, relation))
        self._propagate(bounds)  # which say the same in every round
        for _ in range(ROUNDS):
            if not self._propagate(others):
                break
        self.forget()

    def refined(self, refine: Refinement) -> Ranges:
        """The same facts, with more known of sums and calls."""
        other = copy(self)
        other.cache, other.products, other.refine = {}, {}, refine
        return other

    def forget(self) -> None:
        """Forgets the intervals that were found, since more is known now."""
        self.cache.clear()
        self.products.clear()

    def of(self, e: Expression) -> Interval:
        """An interval that contains every value of `e`."""
        found = self.cache.get(e)
        if found is None:
            found = self._structural(e)
            if not is_leaf(e):
                found = found.meet(self._known(e))
                if self.refine is not None and isinstance(e, (SumOf, Call)):
                    found = found if _decided(found) else found.meet(self.refine(e))
            self.cache[e] = found
        return found

    def of_polynomial(self, p: Polynomial) -> Interval:
        """An interval that contains every value of a polynomial."""
        terms = (scaled(self.of_monomial(m), c) for m, c in p.items())
        return (reduce(add, terms) if p else point(ZERO)).meet(self._looked_up(p))

    def of_monomial(self, m: Monomial) -> Interval:
        """An interval that contains every value of a product of powers of atoms."""
        if m not in self.products:
            self.products[m] = self._of_monomial(m)
        return self.products[m]

    def _of_monomial(self, m: Monomial) -> Interval:
        known = self.bounds_of({m: Fraction(1)}) if len(m) > 1 else REALS
        if any(abs(k) > MAX_POWER for _, k in m):
            return known
        parts = (power(self.of(a), k) for a, k in m)
        return (reduce(multiply, parts) if m else point(Fraction(1))).meet(known)

    def bounds_of(self, p: Polynomial) -> Interval:
        """What the facts say of a polynomial outright."""
        return self._looked_up(p) if self._by_support else REALS

    def _structural(self, e: Expression) -> Interval:
        value = numeral_or_none(e)
        if value is not None:
            return point(value)
        match e:
            case Symbol():
                return self.bounds.get(e, REALS)
            case Constant():
                return _CONSTANTS[e.name]
            case Notation():
                return self.of(e.meaning)
            case Negation():
                return negate(self.of(e.args[0]))
            case SumOf():
                return reduce(add, map(self.of, e.args))
            case ProductOf():
                return self._product(e)
            case Quotient():
                return multiply(self.of(e.args[0]), invert(self.of(e.args[1])))
            case Power():
                return self._power(e)
            case Choice():
                return union(*map(self.of, e.branches))
            case IntegerPower():
                return self._integer_power(e)
            case Call() if e.name == "cos" and is_multiple_of_pi(e.arguments[0], self.integers):
                return Interval(End(Fraction(-1), True), End(Fraction(1), True), True)
            case Call() if e.name in FUNCTIONS:
                return image(e.name, [self.of(a) for a in e.arguments])
        return REALS

    def _product(self, e: Expression) -> Interval:
        """Like factors are taken together, so that u*u is a square."""
        counted: dict[Expression, int] = {}
        for factor in e.args:
            counted[factor] = counted.get(factor, 0) + 1
        return reduce(multiply, (power(self.of(f), n) for f, n in counted.items()))

    def _power(self, e: Expression) -> Interval:
        base, exponent = self.of(e.args[0]), e.args[1]
        n = integer_exponent(exponent)
        if n is not None:
            return power(base, n) if abs(n) <= MAX_POWER else REALS
        if isinstance(e.args[0], Constant) and e.args[0].name == "e":
            return image("exp", [self.of(exponent)])
        return raised(base, self.of(exponent))

    def _integer_power(self, e: IntegerPower) -> Interval:
        """A power with an integer exponent: its base is not zero where that may not be positive."""
        base = self.of(e.args[0])
        if base in (point(Fraction(1)), point(Fraction(-1))):
            return Interval(End(Fraction(-1), True), End(Fraction(1), True), True)
        nonzero = base.excludes_zero or not e.least
        if base.positive:
            return raised(base, self.of(e.args[1]))
        if base.nonnegative or is_even(e.args[1]):
            return Interval(ZERO_END, nonzero=nonzero)
        return Interval(nonzero=nonzero)

    def _known(self, e: Expression) -> Interval:
        if isinstance(e, (SumOf, ProductOf, Quotient, Negation)):
            return self._looked_up(polynomial(e)) if self._by_support else REALS
        return self.bounds.get(as_atom(e), REALS) if self.bounds else REALS

    def _looked_up(self, p: Polynomial) -> Interval:
        """What a fact with the same terms, up to scale and the constant, says of a polynomial."""
        found = REALS
        for fact, relation in self._by_support.get(_support(p), ()):
            found = found.meet(_shifted(p, fact, relation))
        return found

    def _propagate(self, facts: Facts) -> bool:
        """One round of bounds on atoms from facts; whether anything was new."""
        if not facts:
            return False
        before = dict(self.bounds)
        for p, relation in facts:
            for m, c in p.items():
                inside = self._inside(m, c, p, relation)
                for a, n in sorted(m, key=lambda power: order(power[0])):
                    self._bound(a, n, self._of_factor(inside, m - {(a, n)}))
        return before != self.bounds

    def _inside(self, m: Monomial, c: Fraction, p: Polynomial, relation: str) -> Interval:
        """What a fact says of one of its monomials."""
        rest = {k: d for k, d in p.items() if k != m}
        if relation == "!=":
            return Interval(nonzero=not rest)
        # c*m + rest > 0: m lies above -rest/c, or below it where c < 0
        limit = self._limit(rest, c)
        limit = End(limit.value, limit.closed and relation == ">=")
        return Interval(low=limit) if c > 0 else Interval(high=limit)

    def _limit(self, rest: Polynomial, c: Fraction) -> End:
        """The end of the values of -rest/c that every m > -rest/c is beyond."""
        if rest.keys() <= {ONE}:
            return End(-rest.get(ONE, Fraction(0)) / c, True)
        others = scaled(self.of_polynomial(rest), -1 / c)
        return others.low if c > 0 else others.high

    def _of_factor(self, inside: Interval, others: Monomial) -> Interval:
        """What an interval of a product says of the factor beside others."""
        if others == ONE:
            return inside
        beside = self.of_monomial(others)
        # where the others are zero the product says nothing of this factor
        told = inside.excludes_zero or beside.excludes_zero
        return multiply(inside, invert(beside)) if told else REALS

    def _bound(self, a: Expression, n: int, inside: Interval) -> None:
        """Takes a bound on a power of an atom over to the atom."""
        before = self.bounds.get(a, REALS)
        inside = inside if n > 0 else invert(inside)
        after = before.meet(root(inside, abs(n)))
        if n % 2 == 0:
            after = _outside(after, inside, abs(n))
        after = rounded(after) if a in self.integers else after
        if after != before:
            self.bounds[a] = after
            self.forget()


def _outside(a: Interval, squares: Interval, n: int) -> Interval:
    """What u^n >= low says of an u whose sign is known."""
    if squares.low.value is None or squares.low.value <= 0 or not (a.nonnegative or a.negative):
        return a
    low = root(Interval(squares.low, End(squares.low.value, True)), n).high
    if low.value is None or low.value**n > squares.low.value:
        return a  # rounded outwards: it is no lower bound
    beyond = Interval(End(low.value, squares.low.closed))
    return a.meet(beyond if a.nonnegative else negate(beyond))


def rounded(a: Interval) -> Interval:
    """The closed interval of the integers in an interval."""
    low, high = a.low, a.high
    if low.value is not None:
        n = ceil(low.value)
        low = End(Fraction(n if low.closed or n > low.value else n + 1), True)
    if high.value is not None:
        n = floor(high.value)
        high = End(Fraction(n if high.closed or n < high.value else n - 1), True)
    found = Interval(low, high, a.nonzero)
    if a.nonzero and low.value == 0:
        return Interval(End(Fraction(1), True), high, True)
    return found


def _is_bound(p: Polynomial) -> bool:
    """Whether a fact says no more than a bound on an atom."""
    found = [m for m in p if m != ONE]
    return len(found) == 1 and [k for _, k in found[0]] == [1]


def _support(p: Polynomial) -> frozenset[Monomial]:
    return frozenset(m for m in p if m != ONE)


def _shifted(p: Polynomial, fact: Polynomial, relation: str) -> Interval:
    """The interval of p = r*fact + d, if p is that."""
    ratios = {p[m] / c for m, c in fact.items() if m != ONE}
    if len(ratios) != 1:
        return REALS
    (r,) = ratios
    d = p.get(ONE, Fraction(0)) - r * fact.get(ONE, Fraction(0))
    if relation == "!=":
        return Interval(nonzero=d == 0)
    return add(scaled(SIGNS[relation], r), point(d)).meet(
        Interval(nonzero=d == 0 and relation == ">")
    )


def _decided(a: Interval) -> bool:
    return a.positive or a.negative
