"""Exponents as polynomials in integers.

A variable with a bound, `n >= k` or `-n >= k`, is `k + w`, or `-(k + w)`, for a w that is not
negative; a *shifted* polynomial is one in these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import ceil, floor

from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    integer,
    product_of,
)
from derive.kernel.conditions import Condition, Conditions, integer_exponent
from derive.kernel.exponents import Integers
from derive.prover.bounds import bound

#: The product of variables, each as often as its exponent says, in order.
Monomial = tuple[Symbol, ...]
Polynomial = dict[Monomial, int]
#: The sign and the least value of each bounded variable.
Shift = dict[Symbol, tuple[int, int]]
#: Larger polynomials are no exponents here.
MAX_TERMS, MAX_DEGREE, MAX_BITS = 40, 8, 64


@lru_cache(maxsize=10_000, typed=True)
def polynomial(e: Expression, integers: Integers) -> Polynomial | None:
    """An exponent as a polynomial in integer variables; None where it is none, or a large one."""
    found = _polynomial(e, integers.variables)
    return found if found is not None and _is_small(found) else None


def _polynomial(e: Expression, variables: frozenset[Symbol]) -> Polynomial | None:
    n = integer_exponent(e)
    if n is not None:
        return {(): n} if n else {}
    match e:
        case Symbol():
            return {(e,): 1} if e in variables else None
        case Negation():
            return _combined([_polynomial(e.args[0], variables)], -1)
        case SumOf():
            return _combined([_polynomial(a, variables) for a in e.args], 1)
        case ProductOf():
            return _product([_polynomial(a, variables) for a in e.args])
        case Power() if (k := integer_exponent(e.args[1])) is not None and 0 < k <= MAX_DEGREE:
            return _product([_polynomial(e.args[0], variables)] * k)
    return None


def _is_small(p: Polynomial) -> bool:
    return len(p) <= MAX_TERMS and all(
        len(m) <= MAX_DEGREE and abs(c).bit_length() <= MAX_BITS for m, c in p.items()
    )


def _combined(parts: list[Polynomial | None], sign: int) -> Polynomial | None:
    total: Polynomial = {}
    for part in parts:
        if part is None:
            return None
        for m, c in part.items():
            total[m] = total.get(m, 0) + sign * c
    return {m: c for m, c in total.items() if c}


def _product(parts: list[Polynomial | None]) -> Polynomial | None:
    done: Polynomial = {(): 1}
    for part in parts:
        if part is None or not (_is_small(done) and _is_small(part)):
            return None
        total: Polynomial = {}
        for m, c in done.items():
            for n, d in part.items():
                both = merged(m, n)
                total[both] = total.get(both, 0) + c * d
        done = {m: c for m, c in total.items() if c}
    return done


def merged(m: Monomial, n: Monomial) -> Monomial:
    """The product of two monomials."""
    return tuple(sorted((*m, *n), key=str))


@lru_cache(maxsize=10_000, typed=True)
def shifted(e: Expression, integers: Integers) -> Polynomial | None:
    """An exponent as a polynomial in what is added to the bounds of its variables."""
    p = polynomial(e, integers)
    if p is None or not integers.bounds:
        return p
    shift = _shift(integers)
    parts = [_product([{(): c}, *(_written(v, shift) for v in m)]) for m, c in p.items()]
    found = _combined(parts, 1)
    return found if found is not None and _is_small(found) else None


@lru_cache(maxsize=1_000)
def _shift(integers: Integers) -> Shift:
    """How each bounded variable is written: from below if it can be."""
    found: Shift = {}
    for variable, sign, k in filter(None, (_least(c, integers.variables) for c in integers.bounds)):
        known = found.get(variable)
        if known is None or (sign, k) > known:
            found[variable] = sign, k
    return found


def _written(v: Symbol, shift: Shift) -> Polynomial:
    """A variable by what is added to its bound."""
    if v not in shift:
        return {(v,): 1}
    sign, k = shift[v]
    return {(v,): sign, (): sign * k} if k else {(v,): sign}


def unshifted(m: Monomial, integers: Integers) -> Expression:
    """A monomial of a shifted polynomial by the variables themselves."""
    return product_of(tuple(_added(v, _shift(integers)) for v in m))


def _added(v: Symbol, shift: Shift) -> Expression:
    """What is added to the bound of a variable."""
    sign, k = shift.get(v, (1, 0))
    return expression_of({(v,): sign, (): -k} if k else {(v,): sign})


def is_nonnegative(m: Monomial, integers: Integers) -> bool:
    """Whether a monomial of a shifted polynomial is negative nowhere."""
    return all(v in _shift(integers) or m.count(v) % 2 == 0 for v in {*m})


def parity(p: Polynomial) -> tuple[int, Iterator[frozenset[Symbol]]]:
    """(-1)^p as a sign and products of variables: p is odd as the sum of these is.

    A product of integers is odd where all of them are, whatever their exponents.
    """
    sign = -1 if p.get((), 0) % 2 else 1
    return sign, (frozenset(m) for m, c in p.items() if m and c % 2)


def is_even(e: Expression, integers: Integers) -> bool:
    """Whether an exponent is even whatever integers its variables are."""
    p = polynomial(e, integers)
    if p is None:
        return False
    sign, odd = parity(p)
    return sign > 0 and all(n % 2 == 0 for n in Counter(odd).values())


def integer_bounds(conditions: Iterable[Condition], variables: frozenset[Symbol]) -> Conditions:
    """The conditions that are bounds of integer variables."""
    return frozenset(c for c in conditions if _least(c, variables) is not None)


def _least(c: Condition, variables: frozenset[Symbol]) -> tuple[Symbol, int, int] | None:
    """A variable, a sign, and what the product of both is at least."""
    b = bound(c.expression)
    if b is None or b.variable not in variables or c.relation not in (">", ">="):
        return None
    k = ceil(-b.offset) if c.relation == ">=" else floor(-b.offset) + 1
    return (b.variable, b.sign, k) if abs(k).bit_length() <= MAX_BITS else None


def expression_of(p: Polynomial) -> Expression:
    """A polynomial written out."""
    terms = [_term(m, c) for m, c in sorted(p.items(), key=lambda t: (not t[0], str(t[0])))]
    return SumOf(*terms) if len(terms) > 1 else terms[0] if terms else integer(0)


def _term(m: Monomial, c: int) -> Expression:
    factors = (*((integer(abs(c)),) if abs(c) != 1 or not m else ()), *m)
    whole = ProductOf(*factors) if len(factors) > 1 else factors[0]
    return Negation(whole) if c < 0 else whole
