"""The signs of expressions on a domain: intervals first, then reasoning about polynomials.

A polynomial in atoms has a sign by its roots, as a quadratic form, by comparing a root with the
rest, or as a nonnegative combination of known facts.  Everything is bounded by fuel; what is not
shown is not implied.  Where an expression is not defined nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, reduce
from itertools import combinations
from math import gcd, lcm

from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    call,
    constant,
    rational,
    size,
)
from derive.kernel.conditions import numeral_or_none
from derive.kernel.forms import one_atom_sign, quadratic_sign
from derive.kernel.images import INCREASING
from derive.kernel.inequalities import inequalities
from derive.kernel.intervals import NONNEGATIVE, POSITIVE, REALS, Interval, end, negate
from derive.kernel.linear import MAX_ROWS, Fact, combination
from derive.kernel.polynomials import (
    ONE,
    Monomial,
    Polynomial,
    atoms,
    integral,
    minus,
    plus,
    polynomial,
    reduced,
    scaled,
    square_of,
    times,
)
from derive.kernel.polynomials import constant as number
from derive.kernel.ranges import Facts, Ranges
from derive.kernel.tidy import order, tidy

#: How many polynomials are reasoned about for one condition.
FUEL = 12
MAX_DEPTH = 3
MAX_SIZE = 200
MAX_DECLARED = 12
#: Longer products of two facts are left out.
MAX_LENGTH = 8
#: Longer sums are not held against a root in them, and longer squares not against each other.
MAX_ROOT_TERMS, MAX_SQUARED = 6, 16
_ONE = Fact({ONE: Fraction(1)}, strict=True)
_PI = constant("pi")
#: Where waves are positive: from the first to the second multiple of pi, and every period.
_WAVES: dict[str, tuple[Fraction, Fraction, int]] = {
    "sin": (Fraction(0), Fraction(1), 2),
    "csc": (Fraction(0), Fraction(1), 2),
    "cos": (Fraction(-1, 2), Fraction(1, 2), 2),
    "sec": (Fraction(-1, 2), Fraction(1, 2), 2),
    "tan": (Fraction(0), Fraction(1, 2), 1),
    "cot": (Fraction(0), Fraction(1, 2), 1),
}


#: What the values of waves stay inside of between two multiples of pi.
_WINDOWS: dict[str, tuple[tuple[Fraction, Fraction, Interval], ...]] = {
    "cos": (
        (Fraction(-1), Fraction(1), Interval(low=end(-1))),
        (Fraction(0), Fraction(2), Interval(high=end(1))),
    ),
    "sin": (
        (Fraction(-1, 2), Fraction(3, 2), Interval(low=end(-1))),
        (Fraction(-3, 2), Fraction(1, 2), Interval(high=end(1))),
    ),
    "tan": ((Fraction(-1, 4), Fraction(1, 4), Interval(end(-1), end(1))),),
}
_PARTNERS = {"sin": "cos", "cos": "sin"}
_LEGS = frozenset({("cos", "asin"), ("sin", "acos")})


class Signs:
    """What is known of the signs of expressions where some facts hold."""

    def __init__(self, facts: Facts, integers: frozenset[Symbol]) -> None:
        self.integers = integers
        facts = [(_whole(p, integers) if r == ">" else (p, r)) for p, r in facts]
        self.facts = facts
        self.shallow = Ranges(facts, integers)
        self._cache: dict[frozenset[tuple[Monomial, Fraction]], Interval] = {}
        self.fuel = 0
        self.depth = 0

    @cached_property
    def deep(self) -> Ranges:
        """Intervals with all that is known here of sums and of calls."""
        return self.shallow.refined(self._refined)

    def quickly(self, e: Expression) -> Interval:
        """An interval for `e` from its parts alone."""
        return self.shallow.of(e)

    def thoroughly(self, e: Expression) -> Interval:
        """An interval for `e` by every means there is."""
        self.fuel, self.depth = FUEL, 0
        if size(e) > MAX_SIZE:
            return self.shallow.of(e)
        found = self.deep.of(e).meet(self._sign(polynomial(e)))
        if self.fuel <= 0:
            self.deep.forget()
        return found

    def _refined(self, e: Expression) -> Interval:
        if isinstance(e, Call):
            if e.name == "log":
                return self._logarithm(e)
            found = (self._wave(e), self._beside_partner(e), self._of_angle(e), self._windowed(e))
            return reduce(Interval.meet, found)
        return self._sign(polynomial(e))

    def _sign(self, p: Polynomial) -> Interval:
        """The sign of a polynomial."""
        key = frozenset(p.items())
        if key in self._cache:
            return self._cache[key]
        if self.depth >= MAX_DEPTH or self.fuel <= 0:
            return REALS
        self.fuel -= 1
        self.depth += 1
        found = REALS
        for method in (
            self._by_ranges,
            self._by_roots,
            self._by_form,
            self._by_monotony,
            self._by_root,
            self._by_facts,
        ):
            found = found.meet(method(p))
            if found.positive or found.negative:
                break
        self.depth -= 1
        if self.fuel > 0 or found != REALS:
            self._cache[key] = found
        return found

    def _by_ranges(self, p: Polynomial) -> Interval:
        found = self.deep.of_polynomial(p)
        if integral(p, self.integers) and not _divisible(p):
            return found.meet(Interval(nonzero=True))
        return found

    def _by_roots(self, p: Polynomial) -> Interval:
        """In one atom: by the roots of the polynomial."""
        found = atoms(p)
        if len(found) != 1:
            return REALS
        (a,) = found
        return one_atom_sign(p, a, self.deep.of(a))

    def _by_form(self, p: Polynomial) -> Interval:
        """As a quadratic form in monomials."""
        return quadratic_sign(p).meet(negate(quadratic_sign(scaled(p, Fraction(-1)))))

    def _by_monotony(self, p: Polynomial) -> Interval:
        """`c*(f(u) - f(v))` for an increasing function f has the sign of c*(u - v)."""
        if len(p) != 2 or sum(p.values()) != 0 or any(len(m) != 1 for m in p):
            return REALS
        (first, c), (second, _) = p.items()
        ((f, n),), ((g, k),) = first, second
        pair = _arguments(f, g) if n == k == 1 else None
        if pair is None:
            return REALS
        u, v = map(polynomial, pair)
        return _sign_only(self._sign(scaled(minus(u, v), c)))

    def _by_root(self, p: Polynomial) -> Interval:
        """`A*s + B` with s >= 0 and s^2 = P: where A^2*P > B^2 it has the sign of A."""
        found = REALS
        if len(p) > MAX_ROOT_TERMS:
            return found
        for s in sorted(atoms(p), key=order):
            square = square_of(s)
            if square is not None and self.fuel > 0:
                found = found.meet(self._against_root(p, s, square))
        return found

    def _against_root(self, p: Polynomial, s: Expression, square: Polynomial) -> Interval:
        parts = _by_power(p, s)
        if parts is None:
            return REALS
        factor, rest = parts
        grown, squared = times(factor, factor), times(rest, rest)
        grown = None if grown is None else times(grown, square)
        if grown is None or squared is None or len(grown) + len(squared) > MAX_SQUARED:
            return REALS
        gap = self._sign(reduced(minus(grown, squared)))
        # |A|*s against |B|: the larger one has the sign of the sum
        if gap.nonnegative:
            return _weaker(self._sign(factor), gap)
        return _weaker(self._sign(rest), gap) if gap.nonpositive else REALS

    def _by_facts(self, p: Polynomial) -> Interval:
        """As a nonnegative combination of what is known, or the negative of one."""
        if len(p) > MAX_ROWS:
            return REALS
        facts = [_ONE, *self._known(p)]
        found = REALS
        for goal, turned in ((p, False), (scaled(p, Fraction(-1)), True)):
            positive = combination(goal, facts)
            if positive is not None:
                shown = POSITIVE if positive else NONNEGATIVE
                found = found.meet(negate(shown) if turned else shown)
        return found

    def _known(self, p: Polynomial) -> Iterator[Fact]:
        """Facts that may bear on a polynomial: declared ones, laws of its atoms, ranges.

        Its own square is one: `1 - u^2 > 0` and `(1 - u)^2 >= 0` say that 1 - u > 0.
        """
        yield from self._declared
        square = times(p, p) if 1 < len(p) <= MAX_ROOT_TERMS else None
        if square is not None:
            yield Fact(square, strict=False)
        met: dict[Monomial, None] = dict.fromkeys(p)
        for f in self._declared:
            met.update(dict.fromkeys(f.form))
        if any(sum(abs(k) for _, k in m) > 1 for m in p):
            for f in self._products:
                yield f
                met.update(dict.fromkeys(f.form))
        # in an order that does not depend on hashes: fuel must end alike everywhere
        for a in sorted({a for m in met for a, _ in m}, key=order):
            for law in inequalities(a, self.deep.of_polynomial):
                yield law
                met.update(dict.fromkeys(law.form))
        for m in met:
            yield from self._ends(m)

    @cached_property
    def _declared(self) -> list[Fact]:
        return [Fact(q, r == ">") for q, r in self.facts[:MAX_DECLARED] if r != "!="]

    @cached_property
    def _products(self) -> list[Fact]:
        """Products of two declared facts, and squares of those on roots, if they are short."""
        pairs = list(combinations(self._declared, 2))
        products = [(times(f.form, g.form), f.strict and g.strict) for f, g in pairs]
        products += [(p, f.strict) for f in self._declared for p in _squared(f.form)]
        return [Fact(p, strict) for p, strict in products if p is not None and len(p) <= MAX_LENGTH]

    def _ends(self, m: Monomial) -> Iterator[Fact]:
        """The range of a monomial as facts."""
        if m == ONE:
            return
        values = self.deep.of_monomial(m)
        form: Polynomial = {m: Fraction(1)}
        if values.low.value is not None:
            strict = not values.low.closed or (values.nonzero and values.low.value == 0)
            yield Fact(plus(form, number(-values.low.value)), strict)
        if values.high.value is not None:
            strict = not values.high.closed or (values.nonzero and values.high.value == 0)
            yield Fact(plus(scaled(form, Fraction(-1)), number(values.high.value)), strict)

    def _logarithm(self, e: Call) -> Interval:
        """The sign of log(u) is that of u - 1."""
        return _sign_only(self._sign(minus(polynomial(e.arguments[0]), number(Fraction(1)))))

    def _wave(self, e: Call) -> Interval:
        """The sign of a function of period pi or 2*pi whose argument is between multiples of pi."""
        if e.name not in _WAVES:
            return REALS
        (u,) = e.arguments
        if not self._about_pi() and not any(_is_angle(a) for a in atoms(polynomial(u))):
            return REALS
        start, stop, period = _WAVES[e.name]
        for shift, turned in self._shifts(u, start, Fraction(period)):
            low = self._beside(u, start + shift, 1)
            high = self._beside(u, stop + shift, -1)
            if low.nonnegative and high.nonnegative:
                inside = low.positive and high.positive
                found = POSITIVE if inside else NONNEGATIVE
                return negate(found) if turned else found
        return REALS

    def _beside_partner(self, e: Call) -> Interval:
        """Where the sine is not 0 the cosine is between -1 and 1, and the other way round."""
        if e.name not in _PARTNERS:
            return REALS
        partner = tidy(call(_PARTNERS[e.name], *e.arguments))
        known = self.shallow.of(partner).meet(self._wave(partner))
        return Interval(end(-1), end(1)) if known.excludes_zero else REALS

    def _of_angle(self, e: Call) -> Interval:
        """cos(asin(u)) and sin(acos(u)) are sqrt(1 - u^2)."""
        angle = e.arguments[0] if e.arguments else None
        if not isinstance(angle, Call) or (e.name, angle.name) not in _LEGS:
            return REALS
        u = polynomial(angle.arguments[0])
        square = times(u, u)
        rest = None if square is None else self._sign(minus(number(Fraction(1)), square))
        return POSITIVE if rest is not None and rest.positive else NONNEGATIVE

    def _windowed(self, e: Call) -> Interval:
        """The bounds of a wave whose argument is strictly between multiples of pi."""
        found = REALS
        for start, stop, inside in _WINDOWS.get(e.name, ()):
            (u,) = e.arguments
            if self._seems_between(u, start, stop):
                beside = (self._beside(u, start, 1), self._beside(u, stop, -1))
                if all(side.positive for side in beside):
                    found = found.meet(inside)
        return found

    def _seems_between(self, u: Expression, start: Fraction, stop: Fraction) -> bool:
        """Whether the range of an argument lets one hope that it is between multiples of pi."""
        low, high = self.deep.of(u).low.value, self.deep.of(u).high.value
        if low is None or high is None:
            return False
        about = Fraction(355, 113)
        slack = Fraction(1, 100)
        return low > start * about - slack and high < stop * about + slack

    def _about_pi(self) -> bool:
        return any(_PI in atoms(p) for p, _ in self.facts)

    def _shifts(
        self, u: Expression, start: Fraction, period: Fraction
    ) -> Iterator[tuple[Fraction, bool]]:
        """The windows that may hold an argument: how far they are moved, whether turned."""
        values = self.deep.of(u)
        low, high = values.low.value, values.high.value
        if low is None or high is None or high - low > 7:
            return
        middle = (low + high) / 2 / Fraction(355, 113)
        half = period / 2
        n = (middle - start) // half
        if abs(n) < 1000:
            yield n * half, n % 2 != 0

    def _beside(self, u: Expression, turns: Fraction, side: int) -> Interval:
        """The sign of u - turns*pi, or of its negative."""
        edge = ProductOf(rational(turns), _PI)
        distance = SumOf(u, Negation(edge)) if side > 0 else SumOf(edge, Negation(u))
        return self._sign(_without_pi(polynomial(distance)))


def _arguments(f: Expression, g: Expression) -> tuple[Expression, Expression] | None:
    """u and v of two values h(u) and h(v) of one increasing function."""
    if isinstance(f, Call) and isinstance(g, Call) and f.name == g.name:
        return (f.arguments[0], g.arguments[0]) if f.name in INCREASING else None
    if isinstance(f, Power) and isinstance(g, Power) and f.args[1] == g.args[1]:
        n = numeral_or_none(f.args[1])  # a power of positive numbers, since it is no integer
        rising = n is not None and n > 0 and n.denominator != 1
        return (f.args[0], g.args[0]) if rising else None
    return None


def _sign_only(a: Interval) -> Interval:
    """The reals of the signs that occur in an interval."""
    if a.nonnegative:
        return POSITIVE if a.positive else NONNEGATIVE
    if a.nonpositive:
        return negate(_sign_only(negate(a)))
    return Interval(nonzero=a.nonzero)


def _weaker(larger: Interval, gap: Interval) -> Interval:
    """The sign of a sum whose larger part is known: strict if the gap to the other part is."""
    shown = POSITIVE if gap.excludes_zero else NONNEGATIVE
    if larger.nonnegative:
        return shown
    return negate(shown) if larger.nonpositive else REALS


def _whole(p: Polynomial, integers: frozenset[Symbol]) -> tuple[Polynomial, str]:
    """`p > 0` between integers as `p - 1 >= 0`, once the denominators are taken out."""
    if not p or not integral(p, integers):
        return p, ">"
    scale = lcm(*(c.denominator for c in p.values()))
    return plus(scaled(p, Fraction(scale)), number(Fraction(-1))), ">="


def _without_pi(p: Polynomial) -> Polynomial:
    """A polynomial of the same sign: without the factor pi, if all of its terms have it."""
    if not p or any((_PI, 1) not in m for m in p):
        return p
    return {m - {(_PI, 1)}: c for m, c in p.items()}


def _is_angle(a: Expression) -> bool:
    """Whether an atom is pi, or an inverse of a wave, which is bounded by multiples of pi."""
    return a == _PI or (isinstance(a, Call) and a.name in ("asin", "acos", "atan", "acot"))


def _squared(p: Polynomial) -> Iterator[Polynomial]:
    """B^2 - c^2*P for `B - c*s` with c > 0 and a root s of P: positive or 0 where that is."""
    for s in sorted(atoms(p), key=order):
        square, parts = square_of(s), _by_power(p, s)
        if square is None or parts is None or parts[0].keys() != {ONE} or parts[0][ONE] > 0:
            continue
        whole = times(parts[1], parts[1])
        if whole is not None:
            yield minus(whole, scaled(square, parts[0][ONE] ** 2))


def _divisible(p: Polynomial) -> bool:
    """Whether the common divisor of the terms of an integer polynomial divides its constant."""
    scale = lcm(*(c.denominator for c in p.values()))
    terms = gcd(*(int(c * scale) for m, c in p.items() if m != ONE))
    free = int(p.get(ONE, Fraction(0)) * scale)
    return free % terms == 0 if terms else free == 0


def _by_power(p: Polynomial, s: Expression) -> tuple[Polynomial, Polynomial] | None:
    """p = A*s + B with s in neither, if it is that."""
    factor: dict[Monomial, Fraction] = {}
    rest: dict[Monomial, Fraction] = {}
    for m, c in p.items():
        n = dict(m).get(s, 0)
        if n not in (0, 1):
            return None
        (factor if n else rest)[frozenset(x for x in m if x[0] != s)] = c
    return factor, rest
