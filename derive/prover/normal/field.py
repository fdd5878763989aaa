"""The field that a normal form lives in: expressions to values, atom by atom.

Numerals, sums, products, quotients and integer powers are computed; a function is rewritten by a
law of the groups in use, or built into the arithmetic by the module of its kind, or is an atom:
a generator of its own, one for all calls whose arguments are equal.  Values are those at a point,
so a derivative is first computed on the expression, by the rows of the calculus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from math import lcm
from typing import Any

from flint import fmpq
from flint.utils.flint_exceptions import DomainError
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    constant,
    integer,
    product_of,
    sum_of,
)
from derive.expression.numerals import MAX_BITS, MAX_EXPONENT_BITS
from derive.expression.substitution import substitute
from derive.kernel.certificates.equations import above
from derive.kernel.certificates.ring import ONE, Value, collected, negative, number
from derive.kernel.conditions import Condition, alternatives, integer_exponent, numeral_or_none
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import KernelError
from derive.kernel.tidy import tidy
from derive.prover.normal.angles import Angles
from derive.prover.normal.exponentials import Exponentials
from derive.prover.normal.infinity import Infinity
from derive.prover.normal.powers import Powers
from derive.prover.normal.roots import Roots
from derive.prover.normal.seen import PRIME, SeenRing
from derive.prover.normal.signs import Signs
from derive.prover.normal.special import BESSEL, Special
from derive.prover.normal.whole import Whole
from derive.prover.normal.written import rational_power
from derive.prover.normal.zeros import vanishes
from derive.prover.rewritten import bound, rewriting
from derive.rules.laws import ODD

#: Sums with more terms are searched for pairs that cancel before they are added up.
MANY = 8

Written = Callable[[int], Expression]
Hints = dict[tuple[str, Expression], int]


class Refine(Exception):  # noqa: N818 - it says what is the case
    """An atom is needed as a root of itself: the field is built anew with that root."""

    def __init__(self, kind: str, key: Expression, degree: int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.key = key
        self.degree = degree


def refined(hints: Hints, need: Refine) -> Hints:
    """The hints with one more root asked for."""
    key = (need.kind, need.key)
    return {**hints, key: lcm(hints.get(key, 1), need.degree)}


class Field:
    """Rational functions over the atoms of some expressions, under the laws of some groups.

    It is used as a context, and has nothing after that.
    """

    def __init__(
        self, groups: frozenset[str], signs: Signs, hints: Hints, derivatives: Derivatives
    ) -> None:
        self.groups = groups
        self.signs = signs
        self.hints = hints
        self.ring = SeenRing()
        self.written: list[Written] = []
        self.exponentials = Exponentials(self)
        self.roots = Roots(self)
        self.angles = Angles(self)
        self.infinity = Infinity(self)
        self.special = Special(self)
        self.whole = Whole(self)
        self.powers = Powers(self)
        #: The generators that are variables or atoms, as what a root of them is asked for; and
        #: those that are roots already.
        self.refinable: dict[int, tuple[str, Expression, int]] = {}
        self.nonnegative: set[int] = set()
        #: Equations, and the polynomials that are zero by them.
        self.equations: list[Condition] = []
        self.zeros: list[Any] = []
        #: The generators that are multiples of variables by integers, as equations made them.
        self.multiple_of: dict[int, tuple[Symbol, int]] = {}
        #: Whether what is evaluated may be undefined where the sides are not.
        self.supposed = False
        self._derivatives = derivatives
        self._values: dict[Expression, Value] = {}
        self._atoms: dict[tuple[object, ...], list[tuple[tuple[Value, ...], Value]]] = {}

    def __enter__(self) -> Field:
        return self

    def __exit__(self, *_: object) -> None:
        # its parts refer to it: all of it would stay until memory is collected
        vars(self.angles).clear()
        vars(self).clear()

    # Expressions to values

    def value(self, e: Expression) -> Value:
        """The value of an unfolded expression.  Raises `KernelError` or `Refine`."""
        found = self._values.get(e)
        if found is None:
            found = self._values[e] = self._value(e)
        return found

    @contextmanager
    def supposing(self, supposed: bool) -> Iterator[None]:
        """Evaluates what is no part of the sides: nothing is learned from its definedness."""
        before, self.supposed = self.supposed, supposed
        try:
            yield
        finally:
            self.supposed = before

    def _value(self, e: Expression) -> Value:
        ring = self.ring
        match e:
            case Symbol():
                return self._variable(e)
            case Integer():
                return number(int(e))
            case SumOf():
                return ring.add(*map(self.value, e.args))
            case ProductOf():
                return ring.multiply(*map(self.value, e.args))
            case Quotient():
                top, bottom = map(self.value, e.args)
                return ring.multiply(top, ring.inverse(bottom))
            case Negation():
                return negative(self.value(e.args[0]))
            case Power():
                return self._power(e)
            case IntegerPower():
                return self.powers.value(e)
            case Call():
                return self._call(e)
            case Notation():
                return self.value(e.meaning)
            case Decimal() | Constant():
                return self._number(e)
            case DerivativeOf() | DerivativeAt():
                return self._derivative(e)
            case Choice():
                return self._choice(e)
        raise KernelError(f"{type(e).__name__} has no normal form")

    def _number(self, e: Expression) -> Value:
        if isinstance(e, Decimal):
            q = numeral_or_none(e)
            assert q is not None
            return number(q.numerator, q.denominator)
        if e.name == "e" and "exp-log" in self.groups:
            return self.exponentials.exp(ONE)
        return self._variable(e)

    def _variable(self, e: Expression) -> Value:
        """A variable or a named number; a root of it where one is asked for."""
        return self._rooted("variable", e)

    def _rooted(self, kind: str, e: Expression) -> Value:
        """A new generator that is `e`, or the root of it that the hints ask for."""
        degree = self.hints.get((kind, e), 1)
        if degree > 1 and not self.signs.holds(Condition(e, ">=")):
            raise KernelError("a root of what may be negative")
        g = self.new_generator(lambda n: rational_power(e, Fraction(n, degree)))
        self.refinable[g] = (kind, e, degree)
        if degree > 1:
            self.nonnegative.add(g)
        return self.ring.generator(g, degree)

    def _power(self, e: Expression) -> Value:
        base, exponent = e.args
        n = integer_exponent(exponent)
        if n is not None:
            if n.bit_length() > MAX_EXPONENT_BITS:
                raise KernelError("an exponent is too large")
            return self.ring.raised(self.value(base), n)
        q = self.value(exponent).rational
        if q is not None and q.q == 1:
            return self.ring.raised(self.value(base), int(q))
        if q is not None and "root" in self.groups and base != _E:
            self.signs.groups.add("root")
            return self.roots.power(self.value(base), q)
        if "exp-log" not in self.groups:
            return self.atom(("^",), (self.value(base), self.value(exponent)), e)
        self.signs.groups.add("exp-log")
        if base == _E:
            return self.exponentials.exp(self.value(exponent))
        log = self.exponentials.log(self.value(base))
        return self.exponentials.exp(self.ring.multiply(self.value(exponent), log))

    def rewritten(self, e: Call) -> Expression | None:
        """What the laws in use rewrite a call to."""
        for law in rewriting(e.name, self.groups):
            found = bound(law, e)
            if found is not None and self._allowed(law.rule.conditions, found):
                self.signs.groups.add(law.group)
                return substitute(law.rule.rhs, found)
        return None

    def _call(self, e: Call) -> Value:
        meaning = self.rewritten(e)
        if meaning is not None:
            return self.value(meaning)
        kind = _BUILT_IN.get(e.name)
        if kind is not None and kind[0] in self.groups:
            self.signs.groups.add(kind[0])
            return kind[1](self, self.value(e.arguments[0]), e)
        return self.atom((e.name,), tuple(map(self.value, e.arguments)), e)

    def _choice(self, e: Choice) -> Value:
        """The branch that is known to be chosen; an atom by its form where none is."""
        branch = self.chosen(e)
        if branch is None:
            return self.atom((tidy(e),), (), e)
        self.signs.groups.add("cases")
        return self.value(e.branches[branch])

    def chosen(self, e: Choice) -> int | None:
        """Which branch of a choice may be relied on to be chosen."""
        if "cases" not in self.groups:
            return None
        for branch, supposed in enumerate(alternatives(e.guard, e.relation)):
            if all(map(self.signs.holds, supposed)):
                return branch
        return None

    def _allowed(self, conditions: tuple[Condition, ...], found: dict[Symbol, Expression]) -> bool:
        return all(self.signs.holds(c.substitute(found)) for c in conditions)

    def _derivative(self, e: Expression) -> Value:
        done = self._carried_out(e)
        settled = tidy(e) if done is None else done
        still = isinstance(settled, (DerivativeOf, DerivativeAt))
        return self.atom((settled,), (), e) if done is None and still else self.value(settled)

    def _carried_out(self, e: Expression) -> Expression | None:
        """What a derivative is equal to, where the laws in use carry it out and a row tells.

        The condition of a row must be one that may be relied on.
        """
        found = self._derivatives.of(e) if "derivative" in self.groups else None
        if found is None or not all(map(self.signs.holds, found[1])):
            return None
        self.signs.groups.add("derivative")
        return found[0]

    # Atoms

    def new_generator(self, written: Written) -> int:
        """A generator whose n-th power is written so."""
        self.written.append(written)
        return self.ring.new_generator()

    def atom(self, head: tuple[object, ...], arguments: tuple[Value, ...], e: Expression) -> Value:
        """The generator of a head applied to arguments; equal arguments give one generator."""
        found = self.found(head, arguments)
        if found is not None:
            return found
        if head[0] in ODD and len(arguments) == 1:
            opposite = self.found(head, (negative(arguments[0]),))
            if opposite is not None and ODD[head[0]] in self.groups:
                return negative(opposite)
        value = self._rooted("atom", e)
        self._atoms.setdefault(head, []).append((arguments, value))
        return value

    def found(self, head: tuple[object, ...], arguments: tuple[Value, ...]) -> Value | None:
        """The value of an atom that is there already."""
        for others, value in self._atoms.get(head, ()):
            if len(others) == len(arguments) and all(map(self.same, others, arguments)):
                return value
        return None

    def atoms(self, name: str) -> list[tuple[Value, Value]]:
        """The atoms of a function of one argument: argument and value."""
        return [(arguments[0], value) for arguments, value in self.calls(name)]

    def calls(self, name: str) -> list[tuple[tuple[Value, ...], Value]]:
        """The atoms of a function: arguments and value."""
        return list(self._atoms.get((name,), ()))

    def same(self, a: Value, b: Value) -> bool:
        """Whether two values are equal."""
        if a == b:
            return True
        return not self._certainly_apart(a, b) and self._vanishes(self.ring.subtract(a, b))

    def _certainly_apart(self, a: Value, b: Value) -> bool:
        """Whether values differ at a point; where generators depend on others it is not told."""
        free = self.roots.is_free() and not self.angles.inverse_of and not self.zeros
        return free and self.ring.apart(a, b)

    def _vanishes(self, a: Value) -> bool:
        return vanishes(self, a) or self.angles.vanishes(a) or self._is_multiple(a)

    def _is_multiple(self, a: Value) -> bool:
        """Whether a value is a multiple of what an equation says is zero."""
        if not self.zeros:
            return False
        p, context = self.ring.expanded(above(a)), self.ring.context
        for z in (q.project_to_context(context) for q in self.zeros):
            with suppress(DomainError):
                if z.total_degree() <= p.total_degree() and p / z is not None:
                    return True
        return False

    # Equalities

    def equal(self, left: Expression, right: Expression) -> bool:
        """Whether two expressions have one value, the terms that they have in common first."""
        terms = collected([*self._terms(left), *map(negative, self._terms(right))])
        if len(terms) > MANY:
            terms = self._unpaired(terms)
        return self._vanishes(self.ring.add(*terms))

    def _terms(self, e: Expression) -> Iterator[Value]:
        """The values of the terms of a sum, of nested ones and of derivatives too."""
        match e:
            case Notation():
                yield from self._terms(e.meaning)
            case Negation():
                yield from map(negative, self._terms(e.args[0]))
            case SumOf():
                for term in e.args:
                    yield from self._terms(term)
            case DerivativeOf() | DerivativeAt() if (d := self._carried_out(e)) is not None:
                yield from self._terms(d)
            case _:
                yield self.value(e)

    def _unpaired(self, terms: list[Value]) -> list[Value]:
        """Terms without pairs that cancel, which are looked for among opposite residues."""
        kept: dict[int | None, list[Value]] = {}
        for t in terms:
            at = self.ring.residue(t)
            others = kept.get(None if at is None else -at % PRIME, [])
            other = next((u for u in others if self.ring.add(t, u).is_zero), None)
            if other is None:
                kept.setdefault(at, []).append(t)
            else:
                others.remove(other)
        return [t for found in kept.values() for t in found]

    # Equations

    def known_variables(self) -> frozenset[Expression]:
        """The variables that have values."""
        return frozenset(e for e in self._values if isinstance(e, Symbol))

    def replace(self, g: int, v: Symbol, found: Value) -> None:
        """Gives a variable another value, where it was a generator, and forgets those with that."""
        kept = {e: a for e, a in self._values.items() if g not in self.ring.generators(a)}
        self._values = {**kept, v: found}

    # Values to expressions

    def expression(self, a: Value) -> Expression:
        """A value written out, as a fraction of products."""
        top = [(b, n) for b, n in a.powers if n > 0]
        bottom = [(b, -n) for b, n in a.powers if n < 0]
        whole = self._product(int(a.content.p), top)
        below = self._product(int(a.content.q), bottom)
        return whole if below == Integer(1) else Quotient(whole, below)

    def _product(self, content: int, powers: list[tuple[int, int]]) -> Expression:
        factors = [self.base(base, n) for base, n in powers]
        if content != 1 or not factors:
            factors = [_numeral(content), *factors]
        return product_of(tuple(factors))

    def base(self, base: int, n: int) -> Expression:
        """A power of an interned polynomial, written out."""
        g = self.ring.generator_of.get(base)
        if g is not None:
            return self.written[g](n)
        e = self.polynomial(self.ring.polynomials[base])
        return e if n == 1 else Power(e, integer(n))

    def polynomial(self, p: Any, special: dict[int, Written] | None = None) -> Expression:
        """A polynomial written out; `special` writes powers of some generators, the 0th too."""
        terms = self.ring.terms(p)
        return sum_of(tuple(self._term(monomial, c, special or {}) for monomial, c in terms))

    def _term(
        self, monomial: tuple[int, ...], coefficient: int, special: dict[int, Written]
    ) -> Expression:
        powers = [(g, n) for g, n in enumerate(monomial) if n and g not in special]
        factors = [self.written[g](n) for g, n in powers]
        factors += [written(monomial[g]) for g, written in special.items()]
        if coefficient != 1 or not factors:
            factors = [_numeral(coefficient), *factors]
        return product_of(tuple(factors))


def _numeral(n: int) -> Expression:
    """An integer written out.  Raises `KernelError` for one that no line can have."""
    if int(n).bit_length() > MAX_BITS:
        raise KernelError("a number is too large to be written")
    return integer(n)


_E = constant("e")


def _log(field: Field, a: Value, _: Call) -> Value:
    return field.exponentials.log(a)


def _sqrt(field: Field, a: Value, _: Call) -> Value:
    return field.roots.power(a, fmpq(1, 2))


def _cbrt(field: Field, a: Value, _: Call) -> Value:
    return field.roots.cube_root(a)


def _abs(field: Field, a: Value, e: Call) -> Value:
    return field.roots.absolute_of(a, e.arguments[0])


def _sign(field: Field, a: Value, e: Call) -> Value:
    """sign(u), where it may be relied on that u is 0; elsewhere a row says it, or nothing."""
    return a if a.is_zero else field.atom(("sign",), (a,), e)


def _sin(field: Field, a: Value, _: Call) -> Value:
    return field.angles.turn(a).sin


def _cos(field: Field, a: Value, _: Call) -> Value:
    return field.angles.turn(a).cos


def _inverse(field: Field, a: Value, e: Call) -> Value:
    return field.angles.inverse(e.name, a, e)


def _odd(field: Field, a: Value, e: Call) -> Value:
    return field.special.odd(a, e)


def _bessel(field: Field, a: Value, e: Call) -> Value:
    return field.special.bessel(a, field.value(e.arguments[1]), e)


def _integral(field: Field, a: Value, e: Call) -> Value:
    return field.special.integral(a, e)


def _special(field: Field, a: Value, e: Call) -> Value:
    done: Value = getattr(field.special, e.name)(a, e)
    return done


#: The functions that a module of this folder knows: the group of its laws, and the way there.
_BUILT_IN: dict[str, tuple[str, Callable[[Field, Value, Call], Value]]] = {
    "log": ("exp-log", _log),
    "sqrt": ("root", _sqrt),
    "cbrt": ("root", _cbrt),
    "abs": ("abs", _abs),
    "sign": ("abs", _sign),
    "sin": ("trig", _sin),
    "cos": ("trig", _cos),
    "asin": ("trig", _inverse),
    "atan": ("trig", _inverse),
    **{name: (group, _odd) for name, group in ODD.items() if group == "special"},
    **dict.fromkeys(("gamma", "digamma", "trigamma"), ("special", _special)),
    **dict.fromkeys(("floor", "zeta", "xlogy", "polygamma"), ("special", _special)),
    "sinc": ("trig", _special),
    "expint/2": ("special", _integral),
    **dict.fromkeys(BESSEL, ("special", _bessel)),
}
