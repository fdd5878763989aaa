"""Exponents that are integers by their variables, and the powers that have one.

An exponent is an integer where it is a polynomial with integer coefficients in variables that are
integers: `n`, `2*n`, `n*m - 1`.  Where an expression is unfolded its powers are marked so, and with
a positive number that the exponent is at least, if the bounds of the variables tell one.  All of
this is read off the expression: nothing here reasons about domains.

A variable with a bound, `n >= k` or `-n >= k`, is `k + w`, or `-(k + w)`, for a w that is not
negative; a *shifted* polynomial is one in these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, floor

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    Constant,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    SumOf,
    free_variables,
    integer,
    is_leaf,
)
from derive.kernel.conditions import Condition, bound, integer_exponent, numeral_or_none

#: The product of variables, each as often as its exponent says, in order.
Monomial = tuple[Symbol, ...]
Polynomial = dict[Monomial, int]
#: `sign*variable >= k`.
Least = tuple[Symbol, int, int]
#: Larger polynomials are no exponents here.
MAX_TERMS, MAX_DEGREE, MAX_BITS = 40, 8, 64


@dataclass(frozen=True)
class Integers:
    """Variables that are integers, and bounds of some of them."""

    variables: frozenset[Symbol] = frozenset()
    bounds: frozenset[Least] = frozenset()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.variables, self.bounds))

    def without(self, variable: Symbol) -> Integers:
        """The others."""
        kept = frozenset(b for b in self.bounds if b[0] != variable)
        return Integers(self.variables - {variable}, kept)

    @cached_property
    def shift(self) -> dict[Symbol, tuple[int, int]]:
        """How each bounded variable is written: sign and least value; from below if it can be."""
        found: dict[Symbol, tuple[int, int]] = {}
        for variable, sign, k in self.bounds:
            known = found.get(variable)
            if known is None or (sign, k) > known:
                found[variable] = sign, k
        return found


NO_INTEGERS = Integers()


def least_values(conditions: Iterable[Condition], variables: frozenset[Symbol]) -> frozenset[Least]:
    """The bounds of integer variables that are written as conditions on one variable each."""
    found = set[Least]()
    for c in conditions:
        b = bound(c.expression)
        if b is not None and b.variable in variables and c.relation in (">", ">="):
            k = ceil(-b.offset) if c.relation == ">=" else floor(-b.offset) + 1
            if abs(k).bit_length() <= MAX_BITS:
                found.add((b.variable, b.sign, k))
    return frozenset(found)


# Polynomials


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
    if p is None or not integers.shift:
        return p
    parts = [_product([{(): c}, *(_written(v, integers) for v in m)]) for m, c in p.items()]
    found = _combined(parts, 1)
    return found if found is not None and _is_small(found) else None


def _written(v: Symbol, integers: Integers) -> Polynomial:
    """A variable by what is added to its bound."""
    if v not in integers.shift:
        return {(v,): 1}
    sign, k = integers.shift[v]
    return {(v,): sign, (): sign * k} if k else {(v,): sign}


def variable_part(v: Symbol, integers: Integers) -> Polynomial:
    """What is added to the bound of a variable, as a polynomial in the variable itself."""
    if v not in integers.shift:
        return {(v,): 1}
    sign, k = integers.shift[v]
    return {(v,): sign, (): -k} if k else {(v,): sign}


def unshifted(m: Monomial, integers: Integers) -> Polynomial:
    """A monomial of a shifted polynomial by the variables themselves."""
    found = _product([variable_part(v, integers) for v in m])
    assert found is not None
    return found


def is_nonnegative(m: Monomial, integers: Integers) -> bool:
    """Whether a monomial of a shifted polynomial is negative nowhere."""
    return all(v in integers.shift or m.count(v) % 2 == 0 for v in {*m})


def least(e: Expression, integers: Integers) -> int:
    """A positive number that an exponent is at least; 0 where none is read off its bounds."""
    p = shifted(e, integers)
    if p is None or any(c < 0 or not is_nonnegative(m, integers) for m, c in p.items() if m):
        return 0
    return max(p.get((), 0), 0)


def is_even(e: Expression, integers: Integers) -> bool:
    """Whether the exponent of a marked power is even whatever its variables are."""
    p = polynomial(e, integers)
    return p is not None and all(c % 2 == 0 for c in p.values())


def parity(p: Polynomial) -> tuple[int, Iterator[frozenset[Symbol]]]:
    """(-1)^p as a sign and products of variables: p is odd as the sum of these is.

    A product of integers is odd where all of them are, whatever their exponents.
    """
    sign = -1 if p.get((), 0) % 2 else 1
    return sign, (frozenset(m) for m, c in p.items() if m and c % 2)


# Marks


def marked(e: Expression, integers: Integers) -> Expression:
    """An expression without marks with those of its powers that have an integer exponent.

    A power of what is positive as it is written needs none.
    """
    return _marked(e, integers) if integers.variables else e


@lru_cache(maxsize=20_000, typed=True)
def _marked(e: Expression, integers: Integers) -> Expression:
    if is_leaf(e) or integers.variables.isdisjoint(free_variables(e)):
        return e
    if isinstance(e, (DerivativeOf, DerivativeAt)):
        return _marked_derivative(e, integers)
    args = tuple(a if isinstance(a, Str) else _marked(a, integers) for a in e.args)
    if isinstance(e, Power) and _has_mark(e.args[0], e.args[1], integers):
        return IntegerPower(*args, integer(least(e.args[1], integers)))
    return e.func(*args)


def _marked_derivative(e: Expression, integers: Integers) -> Expression:
    """In the body of a derivative its variable is a real one."""
    body, variable = e.args[:2]
    inner = marked(body, integers.without(variable))
    if isinstance(e, DerivativeOf):
        return DerivativeOf(inner, variable)
    return DerivativeAt(inner, variable, marked(e.args[2], integers))


def _has_mark(base: Expression, exponent: Expression, integers: Integers) -> bool:
    if numeral_or_none(exponent) is not None or is_plainly_positive(base):
        return False
    return polynomial(exponent, integers) is not None


def is_plainly_positive(e: Expression) -> bool:
    """Whether an expression is positive wherever it is defined, as it is written."""
    value = numeral_or_none(e)
    if value is not None:
        return value.numerator > 0
    match e:
        case Constant():
            return True
        case Power():
            return is_plainly_positive(e.args[0])
        case Call():
            return e.name in ("exp", "cosh")
        case SumOf() | ProductOf():
            return all(map(is_plainly_positive, e.args))
    return False
