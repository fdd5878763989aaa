"""Shapes in which a last line reads better: `1/(1 + e^u)` for `e^(-u)/(1 + e^(-u))`, and so on.

Each is a suggestion; whether it is equal to the line before is asked of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

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
    integer,
    is_leaf,
    product_of,
    subexpressions,
    sum_of,
)
from derive.expression.substitution import substitute
from derive.kernel.tidy import tidy
from derive.search.derivation.arrange import Arrangement
from derive.search.derivation.simple import Monomial, simple

#: `f(-u) = -f(u)`, and `f(-u) = f(u)`.
_ODD = frozenset(
    {"sign", "sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf", "erfi", "cbrt"}
)
_EVEN = frozenset({"abs", "cos", "cosh", "sec", "sech"})
_ROOTS = ("sqrt", "cbrt")

Write = Callable[[Expression], Expression]


def signs_out(e: Expression, like: Arrangement) -> Expression:
    """Signs pulled out of the arguments of odd and even functions."""
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else signs_out(a, like) for a in e.args))
    if not isinstance(e, Call) or e.name not in _ODD | _EVEN:
        return e
    u = simple(like.turned(simple(e.arguments[0], True)), True)
    if not isinstance(u, Negation):
        return call(e.name, u)
    inner = call(e.name, u.args[0])
    return inner if e.name in _EVEN else Negation(inner)


def with_sums_kept(e: Expression, like: Arrangement, write: Write) -> Expression:
    """What a writer makes of a line in which the sums of the input are taken for variables."""
    line = simple(like.turned(e), True)
    kept = {t: s for t, s in like.sums.items() if free_variables(s) and s != line}
    taken = free_variables(e)
    names = (n for n in (f"u{i}" for i in range(len(kept) + len(taken))) if Symbol(n) not in taken)
    symbols = {t: Symbol(n) for t, n in zip(kept, names, strict=False)}
    made = write(_atomised(line, symbols))
    return substitute(made, {symbols[t]: s for t, s in kept.items()})


def _atomised(e: Expression, symbols: Mapping[Expression, Symbol]) -> Expression:
    if is_leaf(e):
        return e
    if isinstance(e, SumOf) and (found := symbols.get(tidy(e))):
        return found
    return e.func(*(a if isinstance(a, (Str, Symbol)) else _atomised(a, symbols) for a in e.args))


def exponentials_below(e: Expression, write: Write) -> Expression:
    """A fraction of powers of `e^(-u)` as one of powers of `e^u`."""
    u = _one_exponent(e)
    return _turned_round(e, u, write) if isinstance(u, Negation) else e


def opposites_cancelled(e: Expression, done: Expression, write: Write) -> Expression:
    """The same of what `e` became, the other way round too, where `e` has several exponents."""
    found = {tidy(u) for s in subexpressions(e) if (u := _exponent(s)) is not None}
    if len(found) < 2:
        return done
    u = _one_exponent(done)
    return done if u is None else _turned_round(done, u, write)


def _one_exponent(e: Expression) -> Expression | None:
    """The exponent of e, where there is one only."""
    exponents = {p.args[1] for p in subexpressions(e) if _is_exponential(p)}
    return exponents.pop() if len(exponents) == 1 else None


def _exponent(e: Expression) -> Expression | None:
    if isinstance(e, Call) and e.name == "exp":
        return e.arguments[0]
    return e.args[1] if _is_exponential(e) else None


def _turned_round(e: Expression, u: Expression, write: Write) -> Expression:
    """An expression by powers of `e^(-u)`, where that makes them fewer."""
    taken = free_variables(e)
    power = next(s for s in map(Symbol, ("w", "w0", "w1", "w2")) if s not in taken)
    opposite = u.args[0] if isinstance(u, Negation) else Negation(u)
    opened = _replaced(e, Power(constant("e"), u), Quotient(integer(1), power))
    made = substitute(write(opened), {power: Power(constant("e"), opposite)})
    return made if _exponentials(made) < _exponentials(e) else e


def _exponentials(e: Expression) -> int:
    return sum(map(_is_exponential, subexpressions(e)))


def _is_exponential(e: Expression) -> bool:
    return isinstance(e, Power) and isinstance(e.args[0], Constant) and e.args[0].name == "e"


def _replaced(e: Expression, old: Expression, new: Expression) -> Expression:
    if e == old:
        return new
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, (Str, Symbol)) else _replaced(a, old, new) for a in e.args))


@lru_cache(maxsize=5_000)
def roots_merged(e: Expression) -> Expression:
    """`sqrt(a)*sqrt(b)` as `sqrt(a*b)`, on either side of a line, in every product."""
    if is_leaf(e):
        return e
    if isinstance(e, (ProductOf, Quotient)):
        monomial = Monomial(arguments=True)
        monomial.gather(e, 1)
        powers = monomial.powers()
        for name in _ROOTS:
            _merge(powers, name)
        monomial.set_powers({_merged_within(b): n for b, n in powers.items()})
        return monomial.written()
    return _merged_within(e)


def _merged_within(e: Expression) -> Expression:
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, (Str, Symbol)) else roots_merged(a) for a in e.args))


def _merge(powers: dict[Expression, int], name: str) -> None:
    """Roots to one power as one root of the product of what stands under them."""
    roots = [b for b in powers if isinstance(b, Call) and b.name == name]
    for n in {powers[b]: None for b in roots}:
        group = [b for b in roots if powers.get(b) == n]
        if len(group) > 1:
            for b in group:
                del powers[b]
            under = simple(product_of(tuple(b.args[1] for b in group)), True)
            powers[call(name, under)] = n


def one_by_one(e: Expression, like: Arrangement, write: Write) -> Expression:
    """A fraction of a sum as a sum of fractions, each written by itself.

    Terms that are a sum of the input stay together.
    """
    monomial = Monomial(arguments=True)
    monomial.gather(e, 1)
    powers = monomial.powers()
    sums = [b for b, n in powers.items() if n == 1 and isinstance(b, SumOf)]
    if len(sums) != 1:
        return e
    (whole,) = sums
    rest = {b: n for b, n in powers.items() if b != whole}
    made = []
    for term in _grouped(whole, like):
        part = Monomial(arguments=True, coefficient=monomial.coefficient)
        part.set_powers(dict(rest))
        part.gather(term, 1)
        done = part.written()
        made.append(done if isinstance(term, SumOf) else write(done))
    return sum_of(tuple(made)) if len(made) > 1 else e


def _grouped(whole: SumOf, like: Arrangement) -> Iterator[Expression]:
    """The terms of a sum, those together that are a sum of the input."""
    terms = {tidy(t): t for t in whole.args}
    for known in like.sums.values():
        parts = [tidy(t) for t in known.args]
        if free_variables(known) and 1 < len(parts) < len(terms) and all(p in terms for p in parts):
            for p in parts:
                del terms[p]
            yield known
    yield from terms.values()
