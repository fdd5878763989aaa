"""Powers of e inside of expressions: their exponents, and forms by the largest of these."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    Constant,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    free_variables,
    is_leaf,
    product_of,
    rational,
    subexpressions,
)
from derive.expression.substitution import substitute
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.theory import REFUSALS
from derive.prover.normal_form import factored
from derive.search.derivation.simple import simple

#: What stands for a power of e.
V = Symbol("_v")
#: More exponents are not compared with one another.
MAX_EXPONENTS = 4


def exponents(e: Expression) -> list[Expression]:
    """The exponents of powers of e that have variables, each once."""
    found = (exponent_of(s) for s in subexpressions(e))
    return list(
        dict.fromkeys(simple(u, True) for u in found if u is not None and free_variables(u))
    )


def difference(a: Expression, b: Expression) -> Expression:
    """a - b as it is written."""
    if a == b:
        return Integer(0)
    if b == Integer(0):
        return a
    if a == Integer(0):
        return b.args[0] if isinstance(b, Negation) else Negation(b)
    return simple(SumOf(a, Negation(b)), True)


def exponentials(e: Expression) -> list[tuple[Expression, Fraction]]:
    """The arguments u, each with the step q, of which all exponents are whole multiples of q*u."""
    found: dict[Expression, list[Fraction]] = {}
    for s in subexpressions(e):
        exponent = exponent_of(s)
        if exponent is not None and free_variables(exponent):
            base, q = multiple(exponent)
            found.setdefault(base, []).append(q)
    return [(u, _common(qs)) for u, qs in found.items()]


def exponent_of(e: Expression) -> Expression | None:
    """The exponent of a power of e, in either notation."""
    if isinstance(e, Power) and isinstance(e.args[0], Constant) and e.args[0].name == "e":
        return e.args[1]
    if isinstance(e, Call) and e.name == "exp":
        return e.arguments[0]
    return None


def multiple(e: Expression) -> tuple[Expression, Fraction]:
    """An exponent as a base and the rational it is multiplied by."""
    e = simple(e, True)
    q = Fraction(1)
    if isinstance(e, Negation):
        e, q = e.args[0], -q
    if isinstance(e, Quotient) and (bottom := numeral_or_none(e.args[1])):
        e, q = e.args[0], q / bottom
    if isinstance(e, ProductOf) and (first := numeral_or_none(e.args[0])):
        e, q = product_of(e.args[1:]), q * first
    return e, q


def _common(qs: list[Fraction]) -> Fraction:
    bottom = lcm(*(q.denominator for q in qs))
    return Fraction(gcd(*(abs(q.numerator) * (bottom // q.denominator) for q in qs)), bottom)


def abstracted(e: Expression, u: Expression, step: Fraction) -> Expression:
    """`e` with the powers of e^(step*u) as powers of a variable."""
    exponent = exponent_of(e)
    if exponent is not None:
        base, q = multiple(exponent)
        if base == u and (q / step).denominator == 1:
            return Power(V, rational(q / step))
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, (Str, Symbol)) else abstracted(a, u, step) for a in e.args))


def power_of_e(u: Expression, q: Fraction) -> Expression:
    """e^(q*u)."""
    return Power(constant("e"), simple(ProductOf(rational(q), u), True))


def with_powers(e: Expression, u: Expression, step: Fraction) -> Expression:
    """The variable's powers as exponentials of their own: v^2 is e^(2*u), not a square."""
    if e == V:
        return power_of_e(u, step)
    if isinstance(e, Power) and e.args[0] == V and (n := integer_exponent(e.args[1])):
        return power_of_e(u, step * n)
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, Str) else with_powers(a, u, step) for a in e.args))


def larger(those: list[Expression]) -> Expression:
    """The largest of expressions."""
    return reduce(lambda a, b: call("max", a, b), those)


def compared(e: Expression) -> list[Expression]:
    """The exponents that are weighed against each other; 0 is one where numbers are added."""
    found = exponents(e)[:MAX_EXPONENTS]
    sums = (s for s in subexpressions(e) if isinstance(s, SumOf))
    beside = any(
        any(numeral_or_none(t) for t in s.args) and any(map(_is_exponential, s.args)) for s in sums
    )
    return [*found, Integer(0)] if beside and found else found


def _is_exponential(term: Expression) -> bool:
    """Whether a term is a power of e, or a product with one."""
    if isinstance(term, Negation):
        return _is_exponential(term.args[0])
    if isinstance(term, ProductOf):
        return any(map(_is_exponential, term.args))
    return exponent_of(term) is not None


def shifted(e: Expression) -> Iterator[Expression]:
    """Quotients, and logarithms of sums, by differences to one exponent, or to the largest."""
    found = compared(e)
    several = 1 < len(found) <= MAX_EXPONENTS and len(free_variables(e)) > 1
    if not several or not isinstance(e, (Quotient, ProductOf, Call, SumOf)):
        return
    names = {u: Symbol(f"_v{k}") for k, u in enumerate(found)}
    inner = e.arguments[0] if isinstance(e, Call) else e
    plain = _by_names(inner, names)
    for abstract in (plain, _factored(plain)):
        for base in _bases(found):
            back = {v: _power(difference(u, base)) for u, v in names.items()}
            new = substitute(abstract, back)
            yield SumOf(base, call("log", new)) if isinstance(e, Call) else new


def _factored(e: Expression) -> Expression:
    try:
        return factored(e)
    except REFUSALS:
        return e


def _bases(those: list[Expression]) -> list[Expression]:
    """Each, and of more than two the largest of all, and the largest of all but one."""
    if len(those) < 3:
        return those
    but_one = [larger([*those[:k], *those[k + 1 :]]) for k in range(len(those))]
    return list(dict.fromkeys([*those, larger(those), *but_one]))


def _power(u: Expression) -> Expression:
    return Integer(1) if u == Integer(0) else Power(constant("e"), u)


def _by_names(e: Expression, names: dict[Expression, Symbol]) -> Expression:
    """`e` with its powers of e as variables; numbers in sums are multiples of that of e^0."""
    exponent = exponent_of(e)
    if exponent is not None:
        return names.get(simple(exponent, True), e)
    if is_leaf(e):
        return e
    made = e.func(*(a if isinstance(a, (Str, Symbol)) else _by_names(a, names) for a in e.args))
    if isinstance(e, SumOf) and Integer(0) in names and any(map(_is_exponential, e.args)):
        one = names[Integer(0)]
        return SumOf(*(ProductOf(t, one) if numeral_or_none(t) else t for t in made.args))
    return made
