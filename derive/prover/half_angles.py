"""What stands beside a sine or cosine of half an angle: `sin(x)` is `cos(x/2)*(2*sin(x/2))`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from derive.expression.nodes import Call, Expression, call
from derive.prover.polynomials import (
    ONE,
    Monomial,
    Polynomial,
    atoms,
    constant,
    joined,
    minus,
    plus,
    polynomial,
    scaled,
    times,
    written,
)

_TWO = Fraction(2)
MAX_POWER = 6


def beside_wave(e: Expression, wave: Call) -> Expression | None:
    """q of `e = wave*q` for the sine or cosine of half the angle of waves in e, if there is one."""
    partner = call("cos" if wave.name == "sin" else "sin", *wave.arguments)
    (first,), (second,) = polynomial(wave), polynomial(partner)
    doubled = scaled(polynomial(wave.arguments[0]), _TWO)
    values = {}
    for a in atoms(polynomial(e)):
        if (
            isinstance(a, Call)
            and a.name in ("sin", "cos")
            and polynomial(a.arguments[0]) == doubled
        ):
            values[a] = _in_half(a.name, polynomial(wave), polynomial(partner), wave.name)
    whole = _expanded(polynomial(e), values) if values else None
    whole = None if whole is None else _in_one(whole, first, second)
    if not whole or any(dict(m).get(_atom(first), 0) < 1 for m in whole):
        return None
    return written({joined(m, frozenset([(_atom(first), -1)])): k for m, k in whole.items()})


def _atom(m: Monomial) -> Expression:
    ((a, _),) = m
    return a


def _in_half(name: str, wave: Polynomial, partner: Polynomial, of: str) -> Polynomial:
    """`sin(2*h)` and `cos(2*h)` in the waves of h."""
    if name == "sin":
        return scaled(times(wave, partner) or {}, _TWO)
    square = scaled(times(wave, wave) or {}, _TWO)
    return (
        minus(constant(Fraction(1)), square)
        if of == "sin"
        else minus(square, constant(Fraction(1)))
    )


def _expanded(p: Polynomial, values: Mapping[Expression, Polynomial]) -> Polynomial | None:
    """A polynomial with polynomials in the place of atoms; None where it is too large."""
    total: Polynomial = {}
    for m, k in p.items():
        term: Polynomial | None = {frozenset(x for x in m if x[0] not in values): k}
        for a, n in m:
            if a in values and not 0 < n <= MAX_POWER:
                return None
            for _ in range(n if a in values else 0):
                term = None if term is None else times(term, values[a])
        if term is None:
            return None
        total = plus(total, term)
    return total


def _in_one(p: Polynomial, first: Monomial, second: Monomial) -> Polynomial | None:
    """A polynomial with squares of the second wave as one less the square of the first."""
    square = minus(constant(Fraction(1)), {frozenset([(_atom(first), 2)]): Fraction(1)})
    while any(dict(m).get(_atom(second), 0) > 1 for m in p):
        total: Polynomial = {}
        for m, k in p.items():
            term: Polynomial | None = {m: k}
            if dict(m).get(_atom(second), 0) > 1:
                term = times({joined(m, frozenset([(_atom(second), -2)])): k}, square)
            if term is None:
                return None
            total = plus(total, term)
        p = total
    return p if ONE not in p else None
