"""Polynomials with rational coefficients in opaque atoms, as the reasoning about signs uses them.

An atom is whatever is not a sum, a product, a quotient or an integer power; it may have negative
exponents.  Where an expression is defined, so are its atoms, and its polynomial has its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Constant,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    integer,
    is_leaf,
    product_of,
    rational,
    subexpressions,
    sum_of,
)
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.tidy import order, tidy

Monomial = frozenset[tuple[Expression, int]]
Polynomial = Mapping[Monomial, Fraction]
ONE: Monomial = frozenset()
#: Larger ones are not expanded: a sum that is raised or multiplied stays an atom.
MAX_TERMS = 120
MAX_POWER = 12
MAX_BITS = 2_000


@lru_cache(maxsize=20_000)
def polynomial(e: Expression) -> Polynomial:
    """The polynomial of `e`, which is an atom of itself where it is too large to expand."""
    return reduced(_polynomial(e))


@lru_cache(maxsize=20_000)
def _polynomial(e: Expression) -> Polynomial:
    value = numeral_or_none(e)
    if value is not None:
        return constant(value)
    found: Polynomial | None = None
    match e:
        case Notation():
            return _polynomial(e.meaning)
        case Negation():
            return scaled(_polynomial(e.args[0]), Fraction(-1))
        case SumOf():
            found = plus(*map(_polynomial, e.args))
        case ProductOf():
            found = _product(map(_polynomial, e.args))
        case Quotient():
            bottom = _raised(_polynomial(e.args[1]), e.args[1], -1)
            found = _product([_polynomial(e.args[0]), bottom])
        case Power() if (n := integer_exponent(e.args[1])) is not None:
            found = _raised(_polynomial(e.args[0]), e.args[0], n)
    return found if found is not None else atom(as_atom(e))


def as_atom(e: Expression) -> Expression:
    """An expression as an atom: in its tidy form, powers of e as exp."""
    if isinstance(e, Power) and isinstance(e.args[0], Constant) and e.args[0].name == "e":
        e = call("exp", e.args[1])
    return tidy(e)


def constant(value: Fraction) -> Polynomial:
    """A numeral."""
    return {ONE: value} if value else {}


def atom(e: Expression, n: int = 1) -> Polynomial:
    """A power of an atom."""
    return {frozenset([(e, n)]): Fraction(1)}


def plus(*polynomials: Polynomial) -> Polynomial:
    """The sum."""
    done: dict[Monomial, Fraction] = {}
    for p in polynomials:
        for m, c in p.items():
            done[m] = done[m] + c if m in done else c
    return {m: c for m, c in done.items() if c}


def scaled(p: Polynomial, factor: Fraction) -> Polynomial:
    """`p` times a number."""
    if factor == -1:
        return {m: -c for m, c in p.items()}
    return {m: c * factor for m, c in p.items()} if factor else {}


def minus(p: Polynomial, q: Polynomial) -> Polynomial:
    """The difference."""
    return plus(p, scaled(q, Fraction(-1)))


def times(p: Polynomial, q: Polynomial) -> Polynomial | None:
    """The product, if it is not too large."""
    if len(p) * len(q) > MAX_TERMS or _bits(p) + _bits(q) > MAX_BITS:
        return None
    if len(p) == 1 and p.get(ONE) == 1:
        return q
    done: dict[Monomial, Fraction] = {}
    for m, c in p.items():
        for n, d in q.items():
            both = joined(m, n)
            done[both] = done[both] + c * d if both in done else c * d
    return {m: c for m, c in done.items() if c}


def _bits(p: Polynomial) -> int:
    return max(
        (c.numerator.bit_length() + c.denominator.bit_length() for c in p.values()), default=0
    )


def joined(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials."""
    if not m or not n:
        return m or n
    exponents = dict(m)
    for a, k in n:
        exponents[a] = exponents.get(a, 0) + k
    return frozenset((a, k) for a, k in exponents.items() if k)


def _product(polynomials: Iterable[Polynomial | None]) -> Polynomial | None:
    done: Polynomial | None = constant(Fraction(1))
    for p in polynomials:
        done = None if p is None or done is None else times(done, p)
    return done


def _raised(p: Polynomial, base: Expression, n: int) -> Polynomial | None:
    """`p^n`, where `base` is the expression of p."""
    if not p:
        return {} if n > 0 else None
    if len(p) == 1:
        ((m, c),) = p.items()
        if abs(n) * _bits(p) > MAX_BITS:
            return None
        return {frozenset((a, k * n) for a, k in m): c**n} if n else constant(Fraction(1))
    if n < 0:
        return atom(tidy(base), n)
    return _product([p] * n) if n <= MAX_POWER else atom(tidy(base), n)


def reduced(p: Polynomial) -> Polynomial:
    """Squares of absolute values and of roots, by what they are."""
    if not any(_radicand(a) is not None and k > 1 for m in p for a, k in m):
        return p
    parts = [_reduced_monomial(m, c) for m, c in p.items()]
    return p if any(q is None for q in parts) else plus(*(q for q in parts if q is not None))


def _reduced_monomial(m: Monomial, c: Fraction) -> Polynomial | None:
    parts: list[Polynomial | None] = [constant(c)]
    for a, k in m:
        square = _radicand(a)
        if square is None or k < 2:
            parts.append(atom(a, k))
            continue
        parts.append(_raised(polynomial(square), square, k // 2))
        if k % 2:
            parts.append(atom(a))
    return _product(parts)


def _radicand(a: Expression) -> Expression | None:
    """u for sqrt(u), u^2 for abs(u): the square of an atom that is nonnegative."""
    if not isinstance(a, Call):
        return None
    if a.name == "sqrt":
        return a.arguments[0]
    return Power(a.arguments[0], integer(2)) if a.name == "abs" else None


def square_of(a: Expression) -> Polynomial | None:
    """The square of a nonnegative atom, where it is a polynomial: sqrt, abs, cosh."""
    if isinstance(a, Call) and a.name == "cosh":
        return plus(constant(Fraction(1)), atom(tidy(call("sinh", *a.arguments)), 2))
    square = _radicand(a)
    return None if square is None else polynomial(square)


def atoms(p: Polynomial) -> frozenset[Expression]:
    """The atoms of a polynomial."""
    return frozenset(a for m in p for a, _ in m)


def written(p: Polynomial) -> Expression:
    """A polynomial as a sum of products of powers."""
    terms = sorted((_term(m, c) for m, c in p.items()), key=order)
    return sum_of(tuple(terms))


def _term(m: Monomial, c: Fraction) -> Expression:
    powers = [a if k == 1 else Power(a, integer(k)) for a, k in m]
    powers.sort(key=order)
    return product_of(tuple([rational(c), *powers] if c != 1 or not powers else powers))


def integral(p: Polynomial, integers: frozenset[Symbol]) -> bool:
    """Whether every monomial is an integer wherever the `integers` are."""
    return all(a in integers and k > 0 for m in p for a, k in m)


@lru_cache(maxsize=5_000)
def primitive(e: Expression) -> tuple[Fraction, Expression]:
    """A sum of terms as a positive multiple of one with coprime coefficients, as all are written.

    No product of sums is multiplied out, no square of a root; what is no sum stands as it is.
    """
    count = _terms(e)
    p = _polynomial(e) if count > 1 else {}
    if len(p) != count or count < 2 or not atoms(p) <= {*subexpressions(e)}:
        return Fraction(1), e
    content = Fraction(gcd(*(c.numerator for c in p.values())))
    content /= lcm(*(c.denominator for c in p.values()))
    if content == 1 and isinstance(e, SumOf):
        return content, e
    return content, written(scaled(p, 1 / content))


def _terms(e: Expression) -> int:
    """How many terms a sum has, and what is a multiple of one; 0 where it is no sum of terms."""
    match e:
        case Negation():
            return _terms(e.args[0])
        case SumOf():
            found = [_terms(a) for a in e.args]
            return sum(found) if all(found) else 0
        case ProductOf() | Quotient():
            found = [_terms(a) for a in e.args if numeral_or_none(a) is None]
            return 1 if set(found) <= {1} else found[0] if len(found) == 1 else 0
        case Power():
            return 1 if _terms(e.args[0]) == 1 else 0
    return 1


_IN_SINES: dict[str, tuple[str | None, str]] = {
    "tan": ("sin", "cos"),
    "cot": ("cos", "sin"),
    "sec": (None, "cos"),
    "csc": (None, "sin"),
}


def in_sines(e: Expression) -> Expression:
    """`e` with tan, cot, sec and csc as quotients of sine and cosine, defined where they are.

    What stands in a call stays: it is no factor of the call, and nested it would double each time.
    """
    if is_leaf(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return e
    if not isinstance(e, Call):
        return e.func(*(in_sines(a) for a in e.args))
    if e.name not in _IN_SINES:
        return e
    top, bottom = _IN_SINES[e.name]
    above = Integer(1) if top is None else call(top, *e.arguments)
    return Quotient(above, call(bottom, *e.arguments))
