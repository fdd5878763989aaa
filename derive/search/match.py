"""Matching the left side of a row against a subexpression, modulo associativity and commutativity.

A match gives the substitution, and what is left over of a sum or product in which the instance
is two of the parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    free_variables,
    integer,
    is_leaf,
    product_of,
    rational,
)
from derive.kernel.conditions import numeral_or_none
from derive.kernel.rules import Rule
from derive.kernel.theory import Theory
from derive.kernel.tidy import base_and_exponent, literal
from derive.search.fuel import Fuel

#: Longer sums and products are split in the middle: what is made of them part by part stays short.
MANY = 6
Bindings = dict[str, Expression]


@dataclass(frozen=True)
class Match:
    """An instance of a row found in an expression, together with `rest`, other terms or factors."""

    bindings: Bindings
    rest: tuple[Expression, ...] = ()


def matches(row: Rule, e: Expression, theory: Theory, fuel: Fuel) -> Iterator[Match]:
    """The ways in which the left side of `row` stands at the root of `e`, in a fixed order.

    Raises `OutOfFuel`.
    """
    fuel.spend()
    matcher = _Matcher(row, theory)
    if isinstance(row.lhs, (SumOf, ProductOf)) and type(e) is type(row.lhs):
        if _heads_needed(row) <= set(map(type, e.args)):
            yield from _pairs(matcher, e, fuel)
        return
    for bindings in matcher.match(row.lhs, e, {}):
        yield Match(bindings)


@lru_cache(maxsize=1000)
def _heads_needed(row: Rule) -> frozenset[type[Expression]]:
    """The heads without which a sum or product has no two parts that a row is about."""
    matcher = _Matcher(row, Theory())
    return frozenset(type(p) for p in row.lhs.args if matcher.is_rigid(p))


def _pairs(matcher: _Matcher, e: Expression, fuel: Fuel) -> Iterator[Match]:
    """The row found in two of the terms of a sum, or of the factors of a product."""
    parts = e.args
    one = matcher.row.lhs.args[0]
    seconds: _Found | None = None
    for i, first in enumerate(parts):
        fuel.spend()
        for bound in matcher.coerced(one, first, {}):
            seconds = seconds or _Found(matcher, parts, fuel)
            for j, bindings in seconds.beside(bound):
                fuel.spend()
                both = {**bound, **bindings}
                if i != j and matcher.allowed(both):
                    rest = tuple(p for k, p in enumerate(parts) if k not in (i, j))
                    yield Match(both, rest)


class _Found:
    """Where the second part of a pair stands, by what it shares with the first.

    A long sum is gone through twice so, and not for each of its terms again.
    """

    def __init__(self, matcher: _Matcher, parts: tuple[Expression, ...], fuel: Fuel) -> None:
        two = matcher.row.lhs.args[1]
        self.shared = _shared(matcher.row)
        self.found: dict[tuple[Expression, ...], list[tuple[int, Bindings]]] = {}
        for j, part in enumerate(parts):
            fuel.spend()
            for bindings in matcher.coerced(two, part, {}):
                self.found.setdefault(self.key(bindings), []).append((j, bindings))

    def key(self, bindings: Bindings) -> tuple[Expression, ...]:
        """The values of what both parts share."""
        return tuple(bindings[name] for name in self.shared)

    def beside(self, bindings: Bindings) -> list[tuple[int, Bindings]]:
        """The places of second parts that agree with the bindings of a first one."""
        return self.found.get(self.key(bindings), [])


class _Matcher:
    def __init__(self, row: Rule, theory: Theory) -> None:
        self.row = row
        self.theory = theory
        self.independent = dict(row.independent)

    def match(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        """The extensions of `b` under which `pattern` is `e`."""
        if self.is_numeral(pattern) and not isinstance(pattern, Call):
            yield from self.numeral(pattern, e, b)
            return
        match pattern:
            case Symbol():
                yield from self.bind(pattern.name, e, b)
            case DerivativeOf():
                yield from self.derivative(pattern, e, b)
            case Call() if pattern.name in self.row.functions:
                if self.is_opaque(e, len(pattern.arguments)):
                    named = {**b, pattern.name: Str(e.name)}
                    yield from self.match(pattern.arguments[0], e.arguments[0], named)
            case SumOf() | ProductOf() if type(e) is type(pattern):
                yield from self.split(pattern, e, b)
            case _ if type(e) is type(pattern) and len(e.args) == len(pattern.args):
                yield from self.arguments(pattern, e, b)

    def is_opaque(self, e: Expression, arity: int) -> bool:
        known = isinstance(e, Call) and e.name.rstrip("'") in self.theory.opaque
        return known and len(e.arguments) == arity

    def arguments(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        if is_leaf(pattern):
            if pattern == e:
                yield b
            return
        found = [b]
        for p, a in zip(pattern.args, e.args, strict=True):
            if isinstance(p, Str):
                found = found if p == a else []
            else:
                found = [more for f in found for more in self.match(p, a, f)]
        yield from found

    def bind(self, name: str, e: Expression, b: Bindings) -> Iterator[Bindings]:
        if name in b:
            if b[name] == e:
                yield b
        elif name not in self.row.moved or isinstance(e, Symbol):
            bound = {**b, name: e}
            if self.allowed(bound):
                yield bound

    def allowed(self, b: Bindings) -> bool:
        """Whether what is bound so far obeys "c free of x"."""
        if not self.row.independent:
            return True
        pairs = [(c, x) for c, x in self.row.independent if c in b and x in b]
        return all(b[x] not in free_variables(self.theory.unfold(b[c])) for c, x in pairs)

    def numeral(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        """A numeral variable, or `-n`, against a numeral."""
        value = numeral_or_none(e)
        if value is None:
            return
        if isinstance(pattern, Negation):
            pattern, value = pattern.args[0], -value
        if isinstance(pattern, Symbol):
            whole = value.denominator == 1 or pattern.name not in self.row.integers
            bound = rational(value)
            if whole and b.get(pattern.name, bound) == bound:
                yield {**b, pattern.name: bound}

    def derivative(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        if isinstance(e, DerivativeOf):
            for bound in self.bind(pattern.args[1].name, e.args[1], b):
                yield from self.match(pattern.args[0], e.args[0], bound)

    def coerced(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        """A pattern of a pair, where u may stand for u^1 and for 1*u."""
        if isinstance(pattern, Power) and self.is_numeral(pattern.args[1]):
            base, n = base_and_exponent(e)
            if literal(base) is None:
                for bound in self.match(pattern.args[0], base, b):
                    yield from self.numeral(pattern.args[1], integer(n), bound)
        elif isinstance(pattern, ProductOf) and self.is_numeral(pattern.args[0]):
            coefficient, rest = coefficient_and_rest(e)
            if rest is not None:
                for bound in self.match(pattern.args[1], rest, b):
                    yield from self.numeral(pattern.args[0], rational(coefficient), bound)
        else:
            yield from self.match(pattern, e, b)

    def is_rigid(self, pattern: Expression) -> bool:
        """Whether only parts with the head of a pattern of a pair match it."""
        if isinstance(pattern, Symbol) or self.is_numeral(pattern):
            return False
        place = {Power: 1, ProductOf: 0}.get(type(pattern))
        return place is None or not self.is_numeral(pattern.args[place])

    def is_numeral(self, pattern: Expression) -> bool:
        """Whether all variables of the pattern, at least one, stand for numerals."""
        return _is_numeral(self.row.numerals, pattern) if self.row.numerals else False

    def split(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        """The two parts of a sum or product pattern, the rest of `e` going to a plain variable."""
        one, two = pattern.args
        for first, second in self.partitions(one, two, e, b):
            for bound in self.match(one, first, b):
                yield from self.match(two, second, bound)

    def partitions(
        self, one: Expression, two: Expression, e: Expression, b: Bindings
    ) -> Iterator[tuple[Expression, Expression]]:
        parts = e.args
        if isinstance(one, Symbol) and one.name in self.independent:
            yield from self.independent_part(b.get(self.independent[one.name]), e)
        elif isinstance(two, Symbol):
            first = 1 if len(parts) <= MANY else len(parts) // 2
            yield _grouped(e, parts[:first]), _grouped(e, parts[first:])
        else:
            for i, part in enumerate(parts):
                if i or len(parts) == 2:
                    yield _grouped(e, parts[:i] + parts[i + 1 :]), part

    def independent_part(
        self, variable: Expression | None, e: Expression
    ) -> Iterator[tuple[Expression, Expression]]:
        moved = [variable in free_variables(self.theory.unfold(p)) for p in e.args]
        fixed = tuple(p for p, m in zip(e.args, moved, strict=True) if not m)
        rest = tuple(p for p, m in zip(e.args, moved, strict=True) if m)
        if fixed and rest:
            yield _grouped(e, fixed), _grouped(e, rest)


def _grouped(e: Expression, parts: tuple[Expression, ...]) -> Expression:
    return e.func(*parts) if len(parts) > 1 else parts[0]


@lru_cache(maxsize=1000)
def _shared(row: Rule) -> tuple[str, ...]:
    """The variables that both parts of a row about pairs have."""
    one, two = map(_names_in, row.lhs.args)
    return tuple(sorted(one & two))


@lru_cache(maxsize=1000)
def _is_numeral(numerals: frozenset[str], pattern: Expression) -> bool:
    names = _names_in(pattern)
    return bool(names) and names <= numerals


def _names_in(pattern: Expression) -> frozenset[str]:
    return frozenset(v.name for v in free_variables(pattern))


def coefficient_and_rest(e: Expression) -> tuple[Fraction, Expression | None]:
    """A tidy term as its numeral factor and the rest; None for the rest of a numeral."""
    if literal(e) is not None:
        return Fraction(1), None
    if isinstance(e, Negation):
        q, rest = coefficient_and_rest(e.args[0])
        return -q, rest
    first = literal(e.args[0]) if isinstance(e, ProductOf) else None
    if first is not None:
        return first, product_of(e.args[1:])
    return Fraction(1), e
