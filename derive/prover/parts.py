"""A condition as conditions on factors and arguments, which say the same wherever it is defined.

A product is not zero where no factor is; a sign of a product is one of the factors whose sign the
domain does not know; what an increasing function is compared with is what its argument is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    IntegerPower,
    Negation,
    Notation,
    Power,
    SumOf,
    call,
    constant,
    free_variables,
    integer,
    product_of,
    rational,
    size,
)
from derive.kernel.conditions import Condition, numeral_or_none
from derive.kernel.theory import KernelError
from derive.numeric.evaluate import holds
from derive.prover.domains import Domain
from derive.prover.neatly import neat_value
from derive.prover.normal_form import factors
from derive.prover.polynomials import ONE, Monomial, Polynomial, polynomial, scaled, written

#: Larger conditions are not taken apart.
MAX_SIZE = 150
#: Increasing functions of one argument, with the number at which each is zero.
_ZEROS: dict[str, int] = {
    "log": 1,
    "sqrt": 0,
    "asin": 0,
    "atan": 0,
    "sinh": 0,
    "tanh": 0,
    "asinh": 0,
    "acosh": 1,
    "atanh": 0,
    "erf": 0,
    "erfi": 0,
    "lambertw": 0,
    "cbrt": 0,
    "expm1": 0,
    "log1p": 0,
    "log2": 1,
    "log10": 1,
}


def taken_apart(c: Condition, domain: Domain) -> Iterator[Condition]:
    """A condition as conditions on its factors."""
    if size(c.expression) > MAX_SIZE or c.relation == "=":  # it has no sign to be taken apart
        yield c
        return
    try:
        sign, odd, even = factors(c.expression)
    except KernelError:
        yield c
        return
    if sign == 0:
        yield c
    elif c.relation == "!=" or (c.relation == ">" and _is_nonnegative(c.expression, domain)):
        for f in (*odd, *even):
            yield from _lowered_apart(Condition(f, "!="), domain)
    else:
        yield from _signed(c, sign, odd, even, domain)


def _is_nonnegative(e: Expression, domain: Domain) -> bool:
    """Whether only 0 is left to be excluded."""
    return domain.implies(Condition(e, ">="))


def _signed(
    c: Condition, sign: int, odd: list[Expression], even: list[Expression], domain: Domain
) -> Iterator[Condition]:
    """A sign of a product, without the factors whose signs the domain knows."""
    free: list[Expression] = []
    for f in odd:
        known = domain.sign(f)
        if known:
            sign *= known
        else:
            free.append(f)
    if c.relation == ">=" and any(domain.sign(f) is None for f in even):
        yield c  # where a square is zero it holds, whatever the sign of the rest
        return
    for f in even:
        yield from _lowered_apart(Condition(f, "!="), domain)
    if len(free) == 2 and sign < 0 and (ends := _ends(free)):
        yield from (Condition(e, c.relation) for e in ends)
        return
    if len(free) > 1:
        free = [written(polynomial(product_of(tuple(free))))]
    if free:
        (f,) = free
        yield from _lowered_apart(Condition(f if sign > 0 else turned(f), c.relation), domain)
    elif sign < 0:
        yield c


def _ends(factors: list[Expression]) -> tuple[Expression, Expression] | None:
    """For two factors `a*v + b` of one variable, rising, what is positive between their zeros."""
    zeros = []
    for f in factors:
        p = polynomial(f)
        (v,) = free_variables(f) if len(free_variables(f)) == 1 else (None,)
        slope = p.get(frozenset([(v, 1)])) if isinstance(v, Symbol) else None
        if slope is None or slope < 0 or len(p) != 1 + (ONE in p):
            return None
        zeros.append((v, -p.get(ONE, Fraction(0)) / slope))
    (v, low), (w, high) = sorted(zeros, key=lambda z: z[1])
    if v != w or low in (high, -high):  # x^2 < 4 says it as well
        return None
    return SumOf(v, Negation(rational(low))), SumOf(rational(high), Negation(v))


def _lowered_apart(c: Condition, domain: Domain) -> Iterator[Condition]:
    """A condition on a factor, lowered, and taken apart again where that gave it another form."""
    argument = lowered(c)
    if argument == c:
        yield c
    else:
        yield from taken_apart(argument, domain)


def lowered(c: Condition) -> Condition:
    """A condition on an increasing function as one on its argument; the absolute value too."""
    e, relation = c.expression, c.relation
    while isinstance(e, Notation):
        e = e.meaning
    if isinstance(e, IntegerPower) and relation == "!=":
        return lowered(Condition(e.args[0], "!="))
    compared = _compared_with_a_number(e)
    if compared is not None:
        return lowered(Condition(compared, relation))
    if not isinstance(e, Call) or len(e.arguments) != 1:
        return c
    (u,) = e.arguments
    if e.name == "abs" and relation != ">=":
        return lowered(Condition(u, "!="))
    if e.name not in _ZEROS or (e.name in ("sqrt", "acosh") and relation == ">="):
        return c
    zero = _ZEROS[e.name]
    argument = u if zero == 0 else SumOf(u, integer(-zero))
    return lowered(Condition(argument, relation))


def _compared_with_a_number(e: Expression) -> Expression | None:
    """For f(u) - c or c - f(u), f increasing, what has that sign wherever both are defined."""
    p = polynomial(e)
    found = [m for m in p if not is_fixed(m)]
    if len(found) != 1 or len(found[0]) != 1:
        return None
    ((a, n),) = found[0]
    if not isinstance(a, Call) or a.name not in _INVERSES or (n != 1 and a.name != "exp") or n <= 0:
        return None
    rest = {m: c for m, c in p.items() if m not in found}
    c = scaled(rest, -1 / p[found[0]])
    least, inverse = _INVERSES[a.name]
    if least is not None and not _is_above(c, least):
        return None
    u = a.arguments[0] if n == 1 else product_of((integer(n), a.arguments[0]))
    limit = inverse(neat_value(c))
    if p[found[0]] < 0:
        return Negation(u) if limit == Integer(0) else SumOf(limit, Negation(u))
    return u if limit == Integer(0) else SumOf(u, Negation(limit))


def _is_above(p: Polynomial, least: int) -> bool:
    """Whether an expression without variables is above a number."""
    if p.keys() <= {ONE}:
        return p.get(ONE, Fraction(0)) > least
    return holds(Condition(SumOf(written(p), integer(-least)), ">"), {}) is True


def _logarithm(c: Expression) -> Expression:
    return Integer(0) if c == Integer(1) else call("log", c)


def _exponential(c: Expression) -> Expression:
    return constant("e") if c == Integer(1) else Power(constant("e"), c)


def _power(n: int) -> Callable[[Expression], Expression]:
    def raised(c: Expression) -> Expression:
        q = numeral_or_none(c)
        return Power(c, integer(n)) if q is None else rational(q**n)

    return raised


#: Increasing functions with what their values are above, and the argument that has a value.
_INVERSES: dict[str, tuple[int | None, Callable[[Expression], Expression]]] = {
    "exp": (0, _logarithm),
    "log": (None, _exponential),
    "sqrt": (0, _power(2)),
    "cbrt": (None, _power(3)),
}


def turned(e: Expression) -> Expression:
    """The negative of an expression, multiplied out."""
    return written(scaled(polynomial(e), Fraction(-1)))


def is_fixed(m: Monomial) -> bool:
    """Whether no variable occurs in a monomial."""
    return not any(free_variables(a) for a, _ in m)
