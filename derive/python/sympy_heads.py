"""The heads of SymPy that there is a word for, in tables: numbers, sums, products, functions."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import sympy
from mpmath.libmp import from_str, to_str  # type: ignore[import-untyped]
from mpmath.libmp.libmpf import repr_dps, round_nearest  # type: ignore[import-untyped]
from sympy.core.numbers import Float, Integer, Rational

from derive.expression.arities import MAX_ARGUMENTS
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import (
    Decimal,
    Expression,
    Negation,
    Power,
    Quotient,
    SumOf,
    call,
    constant,
    integer,
    product_of,
    sum_of,
)
from derive.expression.words import name_of

Inner = Callable[[Any], Expression]

CONSTANTS: Mapping[Any, Expression] = {
    sympy.pi: constant("pi"),
    sympy.E: constant("e"),
    sympy.GoldenRatio: Quotient(SumOf(Integer(1), call("sqrt", Integer(5))), Integer(2)),
}


#: No number that is given has more digits.
MAX_DIGITS = 1000


def too_large(e: Any) -> bool:
    """Whether a number has too many digits to be written."""
    if isinstance(e, Float) and e.is_finite:
        return not e.is_zero and abs(int(e._mpf_[2]) + int(e._mpf_[3])) > 3 * MAX_DIGITS
    parts = (e.p, e.q) if isinstance(e, Rational) else ()
    return any(abs(int(n)).bit_length() > 3 * MAX_DIGITS for n in parts)


def number(e: Any) -> Expression | None:
    """A number as it is written; None for what is none, or no finite one.

    A `Float` is the shortest decimal that rounds to it: 0.1 is 1/10, as in a text.
    """
    if isinstance(e, Integer):
        return integer(int(e))
    if isinstance(e, Rational) and e.q != 0:
        return _signed(e < 0, Quotient(Integer(abs(e.p)), Integer(e.q)))
    if isinstance(e, Float) and e.is_finite:
        return _decimal(e)
    return None


def _signed(negative: Any, e: Expression) -> Expression:
    return Negation(e) if negative else e


def _decimal(e: Any) -> Expression:
    """The shortest decimal that rounds to a float of that precision."""
    digits, shift = _shortest(e)
    if shift >= 0:
        return _signed(e < 0, Integer(digits * 10**shift))
    return _signed(e < 0, Decimal(Integer(digits), Integer(-shift)))


def _shortest(e: Any) -> tuple[int, int]:
    """The digits of the shortest decimal that rounds to a float, and the power of ten behind."""
    if e.is_zero:
        return 0, 0
    exact, precision, written = abs(e)._mpf_, e._prec, ""
    for digits in range(1, repr_dps(precision) + 1):
        written = to_str(exact, digits, min_fixed=0, max_fixed=0)
        if from_str(written, precision, round_nearest) == exact:
            break
    mantissa, _, exponent = written.partition("e")
    whole, _, behind = mantissa.partition(".")
    behind = behind.rstrip("0")
    return int(whole + behind), int(exponent or 0) - len(behind)


def total(e: Any, inner: Inner) -> Expression:
    """A sum in the order in which SymPy prints it."""
    return sum_of(tuple(map(inner, _ordered(e, e.as_ordered_terms))))


def _ordered(e: Any, ordered: Callable[[], list[Any]]) -> list[Any]:
    """The arguments in the order that is printed, or as they are where that has others."""
    found = ordered()
    return found if Counter(found) == Counter(e.args) else list(e.args)


def product(e: Any, inner: Inner) -> Expression:
    """A product as a fraction: what has a negative exponent stands below."""
    negative, tops, bottoms = False, [], []
    for factor in _ordered(e, e.as_ordered_factors):
        top, bottom = _fraction(factor)
        if (top.is_Rational or top.is_Float) and top < 0:
            negative, top = not negative, -top
        tops += [] if top == 1 and not top.is_Float else [inner(top)]
        bottoms += [] if bottom is None else [inner(bottom)]
    above = product_of(tuple(tops))
    return _signed(negative, Quotient(above, product_of(tuple(bottoms))) if bottoms else above)


def _fraction(e: Any) -> tuple[Any, Any]:
    """What of a factor stands above, and what below; None where nothing does."""
    if e.is_Rational and not e.is_Integer and e.q != 0:
        return Integer(e.p), Integer(e.q)
    if e.is_Pow and e.exp.is_Rational and e.exp < 0 and not e.base.is_zero:
        return Integer(1), sympy.Pow(e.base, -e.exp, evaluate=e.exp == -1)
    return e, None


def power(base: Any, exponent: Any, inner: Inner) -> Expression:
    """A power: a root, a fraction, or a power."""
    if exponent.is_Rational and exponent < 0:
        return Quotient(Integer(1), power(base, -exponent, inner))
    if exponent == 1:
        return inner(base)
    if exponent == Rational(1, 2):
        return call("sqrt", inner(base))
    return Power(inner(base), inner(exponent))


# Functions


Made = Callable[[Any, Inner], Expression | None]


def _called(name: str, arity: int) -> Made:
    """What has the same meaning in both, by our name."""

    def made(e: Any, inner: Inner) -> Expression | None:
        return call(name, *map(inner, e.args)) if len(e.args) == arity else None

    return made


def _of_many(name: str) -> Made:
    """max or min, whose arguments SymPy keeps in no order."""

    def made(e: Any, inner: Inner) -> Expression | None:
        arguments = sorted(e.args, key=sympy.default_sort_key)
        if not 2 <= len(arguments) <= MAX_ARGUMENTS:
            return None
        return call(name_of(name, len(arguments)), *map(inner, arguments))

    return made


def _polygamma(e: Any, inner: Inner) -> Expression:
    n, u = e.args
    names = {0: "digamma", 1: "trigamma", 2: "tetragamma"}
    known = names.get(int(n)) if n.is_Integer else None
    return call("polygamma", inner(n), inner(u)) if known is None else call(known, inner(u))


def _heaviside(e: Any, inner: Inner) -> Expression | None:
    u, h = e.args
    if h == Rational(1, 2):
        return call("heaviside", inner(u))
    return call("heaviside/2", inner(u), inner(h)) if h.is_real else None


def _sinc(e: Any, inner: Inner) -> Expression:
    """SymPy's is sin(u)/u, ours sin(pi*u)/(pi*u)."""
    return call("sinc", Quotient(inner(e.args[0]), constant("pi")))


def _exp(e: Any, inner: Inner) -> Expression:
    return call("exp", inner(e.args[0]))


def _same(e: Any, inner: Inner) -> Expression:
    return inner(e.args[0])


def _by_name() -> dict[Any, Made]:
    """The functions that both know by names of their own."""
    rows = [row for row in FUNCTION_NAMES.values() if row.sympy and "/" not in row.name]
    found = {getattr(sympy, row.sympy): _called(row.name, row.arity) for row in rows}
    own = ((sympy.ceiling, "ceil", 1), (sympy.beta, "beta", 2), (sympy.binomial, "binomial", 2))
    return found | {head: _called(name, arity) for head, name, arity in own}


def _compiled() -> dict[Any, Made]:
    """Those of code generation, where a program has imported them."""
    module = sys.modules.get("sympy.codegen.cfunctions")
    names = {"log1p": 1, "expm1": 1, "exp2": 1, "log2": 1, "log10": 1, "hypot": 2}
    heads = {getattr(module, name, None): (name, arity) for name, arity in names.items()}
    return {head: _called(*row) for head, row in heads.items() if head is not None}


class _Functions(dict[Any, Made]):
    """The functions that there is a word for."""

    def __missing__(self, head: Any) -> Made:
        found = _compiled()
        self.update(found)
        if head not in found:
            raise KeyError(head)
        return found[head]

    def get(self, head: Any, default: Any = None) -> Any:
        try:
            return self[head]
        except KeyError:
            return default


FUNCTIONS = _Functions(
    {
        **_by_name(),
        sympy.exp: _exp,
        sympy.Max: _of_many("max"),
        sympy.Min: _of_many("min"),
        sympy.expint: _called("expint/2", 2),
        sympy.polygamma: _polygamma,
        sympy.Heaviside: _heaviside,
        sympy.sinc: _sinc,
        sympy.UnevaluatedExpr: _same,
    }
)
