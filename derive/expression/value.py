"""The value of a written expression in ordinary SymPy, for everything that should evaluate.

It decides nothing: written expressions are real partial functions, SymPy's are complex.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

import sympy

from derive.expression.choices import Choice
from derive.expression.functions import FUNCTION_NAMES
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
)
from derive.expression.shorthand import Cases, Comparison, written_rows
from derive.expression.words import word


def value(e: Expression, symbols: Mapping[Expression, Any] = MappingProxyType({})) -> Any:
    """`e` as a SymPy expression; names that are not known are undefined functions.

    Variables are the `symbols` that stand for them, or themselves.
    """

    def of(part: Expression) -> Any:
        return value(part, symbols)

    match e:
        case Constant():
            return {"e": sympy.E, "pi": sympy.pi}[e.name]
        case Decimal():
            digits, places = (int(a) for a in e.args)
            return sympy.Rational(digits, 10**places)
        case Call():
            return _function(e.name)(*map(of, e.arguments))
        case DerivativeOf():
            return sympy.Derivative(*map(of, e.args))
        case DerivativeAt():
            body, variable, point = map(of, e.args)
            return sympy.Subs(sympy.Derivative(body, variable), variable, point)
        case Choice() | Cases():
            return sympy.Piecewise(*(_piece(row, of) for row in written_rows(e)))
        case Notation():
            return of(e.meaning)
    combine = _OPERATIONS.get(type(e))
    return symbols.get(e, e) if combine is None else combine(*map(of, e.args))


def _piece(row: tuple[Expression, tuple[Comparison, ...]], of: Any) -> Any:
    """A case as SymPy has it: what it is, and where."""
    e, compared = row
    return of(e), sympy.And(*(_RELATIONS[r](of(a), of(b)) for a, r, b in compared))


_RELATIONS: dict[str, Any] = {
    ">": sympy.Gt,
    ">=": sympy.Ge,
    "<": sympy.Lt,
    "<=": sympy.Le,
    "!=": sympy.Ne,
    "=": sympy.Eq,
}


def _function(name: str) -> Any:
    """SymPy's function of that name, what stands for it there, or an undefined one."""
    known = FUNCTION_NAMES.get(name)
    if known is not None and known.sympy:
        return getattr(sympy, known.sympy)
    return _WRITTEN_OUT.get(name) or sympy.Function(word(name))


#: The functions that SymPy lacks, in terms of those that it has.
_WRITTEN_OUT: dict[str, Any] = {
    "cbrt": lambda u: sympy.sign(u) * sympy.Abs(u) ** sympy.Rational(1, 3),
    "log2": lambda u: sympy.log(u) / sympy.log(2),
    "log10": lambda u: sympy.log(u) / sympy.log(10),
    "expm1": lambda u: sympy.exp(u) - 1,
    "log1p": lambda u: sympy.log(1 + u),
    "erfcx": lambda u: sympy.exp(u**2) * sympy.erfc(u),
    "dawson": lambda u: sympy.sqrt(sympy.pi) / 2 * sympy.exp(-(u**2)) * sympy.erfi(u),
    "sinc": lambda u: sympy.sinc(sympy.pi * u),
    "xlogy": lambda u, v: sympy.Piecewise((0, sympy.Eq(u, 0)), (u * sympy.log(v), True)),
    "tetragamma": lambda u: sympy.polygamma(2, u),
    "besselj0": lambda u: sympy.besselj(0, u),
    "besselj1": lambda u: sympy.besselj(1, u),
    "bessely0": lambda u: sympy.bessely(0, u),
    "bessely1": lambda u: sympy.bessely(1, u),
    "ceil": sympy.ceiling,
    "beta": sympy.beta,
    "binomial": sympy.binomial,
    "heaviside": sympy.Heaviside,
    "heaviside/2": sympy.Heaviside,
    "exp2": lambda u: 2**u,
    "exp10": lambda u: 10**u,
}


_OPERATIONS: dict[type, Any] = {
    SumOf: lambda *terms: reduce(operator.add, terms),
    ProductOf: lambda *factors: reduce(operator.mul, factors),
    Quotient: operator.truediv,
    Negation: operator.neg,
    Power: operator.pow,
    IntegerPower: lambda base, exponent, _: base**exponent,
}
