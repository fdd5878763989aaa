"""What was seen, written down entry by entry; the kernel looks each over, and multiplies out."""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Call,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    constant,
    parts,
)
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.entries import (
    Angle,
    Congruent,
    Entry,
    Evaluated,
    Exponent,
    Generator,
    Given,
    Piece,
    Polynomial,
    Product,
    Turned,
    Valued,
)
from derive.kernel.conditions import Condition
from derive.prover.direct.forms import Form, Monomial, Unseen, negated, whole
from derive.prover.direct.seen import E, Seen

#: How often an angle is taken at most.
MAX_MULTIPLE = 12

_PI = constant("pi")
_ONE = Fraction(1)


def certificate(seen: Seen, left: Expression, right: Expression) -> Certificate:
    """The entries for two sides that are seen to agree.  Raises `Unseen`."""
    made = _Written(seen)
    made.walk(left)
    made.walk(right)
    return Certificate(tuple(made.entries))


class _Written:
    """The entries of what was seen, and the numbers that the kernel gives to generators."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.entries: list[Entry] = []
        self._done: set[Expression] = set()
        self._count = self._given = 0
        self._generators: dict[int, int] = {}
        self._angles: dict[Monomial, int] = {}

    def walk(self, e: Expression) -> None:
        """Sees to it that an expression has a value."""
        if e in self._done:
            return
        self._done.add(e)
        match e:
            case Integer() | Decimal():
                return
            case SumOf() | ProductOf() | Quotient() | Negation():
                for a in e.args:
                    self.walk(a)
            case Notation():
                self.walk(e.meaning)
            case Power() if self.seen.exponent(e) is not None:
                for a in e.args:
                    self.walk(a)
            case _:
                self._function(e)

    def _function(self, e: Expression) -> None:
        seen = self.seen
        if isinstance(e, (Call, DerivativeOf, DerivativeAt)):
            meaning = seen.meaning(e)
            if meaning is not None:
                self.entries.append(meaning[0])
                self.walk(meaning[1])
                return
        if isinstance(e, Call) and seen.sign(e):
            self._absolute(e, seen.sign(e))
            return
        form = seen.exponential(e)
        if form is not None:
            self._exponential(e, form)
            return
        form = seen.angle(e) if isinstance(e, Call) else None
        if isinstance(e, Call) and form is not None:
            self._turned(e, form)
        else:
            self._atom(e)

    def _atom(self, e: Expression) -> None:
        """An atom: the first of its kind, or one at equal arguments."""
        key = self.seen.key(e)
        _, first = self.seen.atoms[key]
        if first is e:
            self.entries.append(Generator(e))
            self._name(self.seen.number(key))
            return
        self.walk(first)
        for same in (e, first):
            for a in same.arguments if isinstance(same, Call) else parts(same):
                self.walk(a)
        self.entries.append(Congruent(e, first))

    def _absolute(self, e: Call, sign: int) -> None:
        """An absolute value by what it is of, which has one sign."""
        (u,) = e.arguments
        self.walk(u)
        side = u if sign > 0 else Negation(u)
        form = self.seen.form(u)
        value = self._sum(form if sign > 0 else negated(form))
        self.entries.append(Given(Condition(side, ">="), value))
        self.entries.append(Valued(e, value, (self._given,)))
        self._given += 1

    def _sum(self, form: Form) -> Product:
        """A sum of products of generators, as data."""
        below = lcm(*(c.denominator for c in form.values()))
        terms = []
        for m, c in form.items():
            powers = [(self._generator(g), self._exponent(g, n)) for g, n in m]
            terms.append((tuple(powers), int(c * below)))
        if not form or any(n < 0 for powers, _ in terms for _, n in powers):
            raise Unseen
        return Product(Fraction(1, below), ((tuple(terms), 1),))

    def _name(self, number: int) -> None:
        self._generators[number] = self._count
        self._count += 1

    def _exponential(self, e: Expression, form: Form) -> None:
        """`e^u` by the exponentials of what u is a sum of."""
        if e is not E:
            self._evaluate(e.args[1], form)
        powers = []
        for m, c in form.items():
            number, step = self.seen.number(("exp", m)), self.seen.steps["exp", m]
            if number not in self._generators:
                self.entries.append(Exponent(self._product(step, m)))
                self._name(number)
            powers.append((self._polynomial(number), whole(c / step)))
        self.entries.append(Valued(e, Product(_ONE, tuple(powers))))

    def _turned(self, e: Call, form: Form) -> None:
        """A sine or cosine by the angles that its own is a sum of."""
        self._evaluate(e.arguments[0], form)
        pieces = list[Piece]()
        for m, c in form.items():
            step = self.seen.steps["turn", m]
            n = whole(c / step)
            if abs(n) > MAX_MULTIPLE or any(self.seen.keys[g] is _PI for g, _ in m):
                raise Unseen  # the field knows better, or exactly
            if m not in self._angles:
                self.entries.append(Angle(self._product(step, m)))
                self._angles[m] = len(self._angles)
                self._count += 2
            pieces.append((self._angles[m], n))
        self.entries.append(Turned(e, tuple(pieces)))

    def _evaluate(self, e: Expression, form: Form) -> None:
        """Sees to it that an argument has a value, and its divisors are known not to be zero."""
        self.walk(e)
        if any(n < 0 for m in form for _, n in m):
            self.entries.append(Evaluated(e))

    def _product(self, c: Fraction, m: Monomial) -> Product:
        """A multiple of a product of generators, as data."""
        factors = []
        for number, n in m:
            factors.append((self._polynomial(number), self._exponent(number, n)))
        return Product(c, tuple(factors))

    def _polynomial(self, number: int) -> Polynomial:
        return ((((self._generator(number), 1),), 1),)

    def _generator(self, number: int) -> int:
        if number not in self._generators:
            raise Unseen
        return self._generators[number]

    def _exponent(self, number: int, n: Fraction) -> int:
        """An exponent in steps of what its generator is."""
        return whole(n / self.seen.steps.get(self.seen.keys[number], _ONE))
