"""The normal form of a rational function over opaque atoms.

Numerals, sums, products, quotients and integer powers are computed with as polynomials over the
integers (FLINT); everything else is an atom, whose arguments are brought to normal form first.
Two expressions with one normal form are equal wherever both, as they are written, are defined:
there every divisor is nonzero, so cancelling common factors changes no value.  Sizes are bounded
before FLINT is called.  Expressions here have their definitions unfolded.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import comb
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Bracket,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    integer,
    is_leaf,
    product_of,
    sum_of,
)
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order

MAX_TERMS = 5_000
MAX_EXPONENT = 200
MAX_BITS = 20_000
MAX_DEGREE = 400

Fraction = tuple[Any, Any]


def same_normal_form(left: Expression, right: Expression) -> bool:
    """Whether both sides have one normal form.  Raises `KernelError` beyond the bounds."""
    ring = _Ring((left, right))
    (a, b), (c, d) = ring.value(left), ring.value(right)
    return bool(_times(a, d) == _times(c, b))


@lru_cache(maxsize=5_000)
def canonical(e: Expression) -> Expression:
    """The normal form of `e`, written out.  Raises `KernelError` beyond the bounds."""
    if isinstance(e, Symbol):
        return e
    ring = _Ring((e,))
    top, bottom = ring.value(e)
    written = ring.written(top)
    return written if bottom == 1 else Quotient(written, ring.written(bottom))


def factors(e: Expression) -> tuple[int, list[Expression], list[Expression]]:
    """The sign of the content of `e`, and its distinct factors of odd and of even multiplicity.

    Numerator and denominator together: where `e` is defined its sign is that of the product of
    the odd factors times the first entry, and it is zero only where a factor is.
    """
    ring = _Ring((e,))
    sign = 1
    odd: list[Expression] = []
    even: list[Expression] = []
    for polynomial in ring.value(e):
        content, found = polynomial.factor()
        sign *= (content > 0) - (content < 0)
        for factor, multiplicity in found:
            (odd if multiplicity % 2 else even).append(ring.written(factor))
    return sign, odd, even


class _Ring:
    """Polynomials over the integers in the atoms of some expressions."""

    def __init__(self, expressions: Iterable[Expression]) -> None:
        atoms: set[Expression] = set()
        for e in expressions:
            _collect(e, atoms)
        self.atoms = sorted(atoms, key=order)
        names = [f"a{i}" for i in range(len(self.atoms))] or ["a0"]
        self.context = fmpz_mpoly_ctx.get(names, Ordering.lex)
        self.one = self.context.constant(1)
        gens = self.context.gens()
        self.generators = dict(zip(self.atoms, gens, strict=False))

    def value(self, e: Expression) -> Fraction:
        """Numerator and denominator, reduced, the denominator's leading coefficient positive."""
        number: Any = numeral_or_none(e)
        if number is not None:
            constant = self.context.constant
            return constant(number.numerator), constant(number.denominator)
        match e:
            case Bracket():
                return self.value(e.args[0])
            case Negation():
                top, bottom = self.value(e.args[0])
                return -top, bottom
            case SumOf():
                return _balanced(_add, [self.value(a) for a in e.args])
            case ProductOf():
                return _balanced(_multiply, [self.value(a) for a in e.args])
            case Quotient():
                return _multiply(self.value(e.args[0]), _invert(self.value(e.args[1])))
            case Power() if (n := _small_exponent(e)) is not None:
                return _raise(self.value(e.args[0]), n)
        return self.generators[_atom(e)], self.one

    def written(self, polynomial: Any) -> Expression:
        """A polynomial as a sum of products of powers of atoms."""
        return sum_of(tuple(self._term(monomial, int(c)) for monomial, c in polynomial.terms()))

    def _term(self, monomial: tuple[int, ...], coefficient: int) -> Expression:
        powers = [
            atom if k == 1 else Power(atom, integer(k))
            for atom, k in zip(self.atoms, monomial, strict=False)
            if k
        ]
        if coefficient != 1 or not powers:
            powers = [integer(coefficient), *powers]
        return product_of(tuple(powers))


def _small_exponent(e: Expression) -> int | None:
    n = integer_exponent(e.args[1])
    return n if n is not None and abs(n) <= MAX_EXPONENT else None


def _collect(e: Expression, atoms: set[Expression]) -> None:
    if numeral_or_none(e) is not None:
        return
    match e:
        case Bracket() | Negation() | SumOf() | ProductOf() | Quotient():
            for a in e.args:
                _collect(a, atoms)
        case Power() if _small_exponent(e) is not None:
            _collect(e.args[0], atoms)
        case _:
            atoms.add(_atom(e))


def _atom(e: Expression) -> Expression:
    """An atom with its arguments in normal form."""
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, (Str, Symbol)) else canonical(a) for a in e.args))


def _balanced(operation: Any, values: list[Fraction]) -> Fraction:
    """All values combined as a balanced tree, which keeps intermediate results small."""
    while len(values) > 1:
        pairs = zip(values[::2], values[1::2], strict=False)
        values = [operation(a, b) for a, b in pairs] + values[len(values) & ~1 :]
    return values[0]


def _times(p: Any, q: Any) -> Any:
    if len(p) * len(q) > MAX_TERMS or _bits(p) + _bits(q) > MAX_BITS:
        raise KernelError("the normal form is too large")
    if p.total_degree() + q.total_degree() > MAX_DEGREE:
        raise KernelError("the normal form has too large a degree")
    return p * q


def _bits(p: Any) -> int:
    return max((int(c).bit_length() for c in p.coeffs()), default=0)


def _add(a: Fraction, b: Fraction) -> Fraction:
    (p, q), (r, s) = a, b
    if q == s:
        return _reduced(p + r, q)
    return _reduced(_times(p, s) + _times(r, q), _times(q, s))


def _multiply(a: Fraction, b: Fraction) -> Fraction:
    (p, q), (r, s) = a, b
    return _reduced(_times(p, r), _times(q, s))


def _invert(a: Fraction) -> Fraction:
    top, bottom = a
    if top == 0:
        raise KernelError("a division by zero")
    return _reduced(bottom, top)


def _raise(a: Fraction, n: int) -> Fraction:
    """`a^n`; `a^0` is 1, which holds where it is defined."""
    if n < 0:
        return _raise(_invert(a), -n)
    for p in a:
        if (n and comb(len(p) + n - 1, n) > MAX_TERMS) or n * (_bits(p) + 1) > MAX_BITS:
            raise KernelError("the normal form is too large")
        if n * p.total_degree() > MAX_DEGREE:
            raise KernelError("the normal form has too large a degree")
    return a[0] ** n, a[1] ** n


def _reduced(top: Any, bottom: Any) -> Fraction:
    if bottom == 1:
        return top, bottom
    common = top.gcd(bottom)
    if bottom.leading_coefficient() < 0:
        common = -common
    if common == 1:
        return top, bottom
    # `/` raises where a remainder is left, `//` would drop it.
    return top / common, bottom / common
