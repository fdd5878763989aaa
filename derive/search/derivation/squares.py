"""Powers that read better in another way: `cos(u)^2` as `1 - sin(u)^2`, `e^(a*log(x))` as `x^a`.

Each is a suggestion for a last line; whether it is equal to the line before is asked of the kernel.
"""

from __future__ import annotations

from fractions import Fraction

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
    integer,
    is_leaf,
    product_of,
    subexpressions,
)
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.prover.polynomials import polynomial, scaled
from derive.search.derivation.simple import Monomial, simple

#: For a function f the g with `f^2 = a + b*g^2`, and a and b.
PARTNERS: dict[str, tuple[str, int, int]] = {
    "cos": ("sin", 1, -1),
    "sin": ("cos", 1, -1),
    "sec": ("tan", 1, 1),
    "tan": ("sec", -1, 1),
    "csc": ("cot", 1, 1),
    "cot": ("csc", -1, 1),
    "cosh": ("sinh", 1, 1),
    "sinh": ("cosh", -1, 1),
    "sech": ("tanh", 1, -1),
    "tanh": ("sech", 1, -1),
}
#: The power of a root that is what stands under it.
ROOTS = {"sqrt": 2, "cbrt": 3}


def has_powers(e: Expression, name: str) -> bool:
    """Whether a square of a function, or a power of a root that undoes it, stands in `e`."""
    least = ROOTS.get(name, 2)
    powers = (s for s in subexpressions(e) if isinstance(s, Power))
    return any(_is_call(p.args[0], name) and _times(p) >= least for p in powers)


def opened(e: Expression, names: frozenset[str]) -> Expression:
    """`e` with the powers of the named functions and roots written by what tells their squares."""
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else opened(a, names) for a in e.args))
    base = e.args[0] if isinstance(e, Power) else None
    if not isinstance(base, Call) or base.name not in names:
        return e
    least = ROOTS.get(base.name, 2)
    turns, left = divmod(_times(e), least)
    if turns < 1:
        return e
    inner = base.arguments[0] if base.name in ROOTS else _square(base)
    rest = (base,) if left == 1 else (Power(base, integer(left)),) if left else ()
    return product_of((inner if turns == 1 else Power(inner, integer(turns)), *rest))


def _is_call(e: Expression, name: str) -> bool:
    return isinstance(e, Call) and e.name == name


def _times(power: Expression) -> int:
    return integer_exponent(power.args[1]) or 0


def _square(f: Call) -> Expression:
    partner, one, sign = PARTNERS[f.name]
    square: Expression = Power(call(partner, *f.arguments), Integer(2))
    return SumOf(*((Integer(1), Negation(square)) if sign < 0 else (square, integer(one))))


def gathered(e: Expression) -> Expression:
    """`u/sqrt(u)` as `sqrt(u)`: a root on one side of the line, its power on the other."""
    monomial = Monomial(arguments=True)
    monomial.gather(e, 1)
    powers = monomial.powers()
    for root in [b for b in powers if isinstance(b, Call) and b.name in ROOTS]:
        _take_number(monomial, powers, root)
        degree = ROOTS[root.name]
        for base in [b for b in powers if powers[b] * powers[root] < 0]:
            sign = _same(base, root.args[1])
            if sign:
                parts = degree * powers[base] + powers[root]
                monomial.coefficient *= sign ** abs(powers[base])
                whole = abs(parts) // degree * (1 if parts > 0 else -1)
                powers[base], powers[root] = 0, parts - degree * whole
                under = root.args[1]
                powers[under] = powers.get(under, 0) + whole
    monomial.set_powers(powers)
    return monomial.written()


def _take_number(monomial: Monomial, powers: dict[Expression, int], root: Call) -> None:
    """`sqrt(2)/2` as `1/sqrt(2)`."""
    under = numeral_or_none(root.args[1])
    if under is None or under.denominator != 1 or ROOTS[root.name] != 2 or powers[root] != 1:
        return
    if monomial.coefficient.denominator % under.numerator == 0:
        monomial.coefficient *= under
        powers[root] = -1


def _same(a: Expression, b: Expression) -> int:
    """1 for two expressions that are one polynomial, -1 for opposite ones, 0 for others."""
    p, q = polynomial(a), polynomial(b)
    if p == q:
        return 1
    return -1 if p == scaled(q, Fraction(-1)) else 0


def as_powers(e: Expression) -> Expression:
    """`e^(a*log(u))` as `u^a`, wherever it stands."""
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else as_powers(a) for a in e.args))
    if not isinstance(e, Power) or not isinstance(e.args[0], Constant) or e.args[0].name != "e":
        return e
    exponent = e.args[1]
    if isinstance(exponent, Negation):
        positive = as_powers(Power(e.args[0], exponent.args[0]))
        base = positive.args[0] if isinstance(positive, Power) else positive
        return e if base == e.args[0] else Power(base, Negation(positive.args[1]))
    factors = exponent.args if isinstance(exponent, ProductOf) else (exponent,)
    logs = [f for f in factors if _is_call(f, "log")]
    if len(logs) != 1:
        return e
    rest = product_of(tuple(f for f in factors if f is not logs[0]))
    return logs[0].arguments[0] if rest == Integer(1) else Power(logs[0].arguments[0], rest)


def joined_powers(e: Expression) -> Expression:
    """`x^a/x` as `x^(a - 1)`, in a line that is a product, and in the terms of a sum."""
    if isinstance(e, (SumOf, Negation)):
        return e.func(*map(joined_powers, e.args))
    if not isinstance(e, (ProductOf, Quotient)):
        return e
    monomial = Monomial(arguments=True)
    monomial.gather(e, 1)
    powers = monomial.powers()
    for power in [b for b in powers if isinstance(b, Power) and b.args[0] in powers]:
        base, exponent = power.args
        if base not in powers:
            continue  # joined with another power already
        if not is_leaf(exponent) and numeral_or_none(exponent) is not None:
            continue  # of numerals sums of halves are no better
        times, extra = powers.pop(power), powers.pop(base)
        scaled_exponent = product_of((integer(times), exponent)) if times != 1 else exponent
        powers[Power(base, simple(SumOf(scaled_exponent, integer(extra))))] = 1
    monomial.set_powers(powers)
    return monomial.written()
