"""The conditions that a domain does not imply, as few and as simple as a person would write them.

Simplifying keeps what the conditions say together, given that their expressions are defined: a
product that is not zero becomes its factors, factors of known sign fall away, and what the others
imply is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.neat import neat
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Notation,
    Power,
    SumOf,
    call,
    constant,
    free_variables,
    has_derivative,
    integer,
    is_leaf,
    product_of,
    rational,
    size,
)
from derive.expression.text import text
from derive.kernel.balls import holds
from derive.kernel.conditions import (
    Condition,
    Conditions,
    bound,
    definedness,
    nontrivial,
    numeral_or_none,
)
from derive.kernel.derivatives import Derivatives, RowOf
from derive.kernel.domains import Domain
from derive.kernel.normal_form import factors, follows
from derive.kernel.polynomials import ONE, Monomial, Polynomial, polynomial, scaled, written
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order, tidy
from derive.kernel.words import worded

#: How the side of a condition is written.
Arranged = Callable[[Expression], str]
#: More conditions are not held against each other, and larger ones are not taken apart.
MAX_CONDITIONS = 8
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
_TURNED = {">": "<", ">=": "<=", "!=": "!="}


def closed(conditions: Iterable[Condition]) -> Conditions:
    """The conditions with those under which they are defined."""
    found = frozenset(conditions)
    return found.union(*(definedness(c.expression) for c in found))


def remaining(
    conditions: Iterable[Condition], domain: Domain, row_of: RowOf | None = None
) -> tuple[Condition, ...]:
    """What is left of conditions on a domain, simplified.

    `row_of` gives the rows by which derivatives in conditions are computed.
    """
    return _remaining(closed(conditions), domain, row_of)


@lru_cache(maxsize=2000)
def _remaining(whole: Conditions, domain: Domain, row_of: RowOf | None) -> tuple[Condition, ...]:
    """The same for closed conditions; those of a line are mostly those of its neighbours too."""
    left = [c for c in whole if not domain.implies(c)]
    if left:
        known = _with_meaning(whole - {*left}) | _computable(domain)
        left = [c for c in left if not follows(c, known, domain.implies, Derivatives(row_of))]
    simple = _without_consequences(_simplified(left, domain), domain, row_of) if left else ()
    return tuple(_without_factors(simple))


def _without_consequences(
    conditions: tuple[Condition, ...], domain: Domain, row_of: RowOf | None
) -> tuple[Condition, ...]:
    """Conditions without those that follow from the others, and the domain, by normal forms.

    As in `_independent`, others that are not defined everywhere are left aside.
    """
    kept = list(conditions)
    if len(kept) > MAX_CONDITIONS:
        return conditions
    total = {c for c in kept if domain.implies_all(definedness(c.expression))}
    for c in reversed(conditions):
        others = frozenset(k for k in kept if k != c and k in total)
        known = others | _computable(domain)
        if known and follows(c, known, domain.implies, Derivatives(row_of)):
            kept.remove(c)
    return tuple(kept)


def _computable(domain: Domain) -> Conditions:
    """The conditions of a domain whose derivatives, if any, are what the rows make of them."""
    return frozenset(
        c
        for c in domain.conditions
        if not has_derivative(c.expression) or domain.implies_all(definedness(c.expression))
    )


def _with_meaning(implied: Conditions) -> Conditions:
    """The conditions that hold everywhere, out of those that hold wherever they are defined."""
    return frozenset(c for c in implied if nontrivial(definedness(c.expression)) <= implied)


def simplified(conditions: Iterable[Condition], domain: Domain) -> tuple[Condition, ...]:
    """Conditions of one meaning on the domain, each as simple as it can be, in order."""
    return tuple(_without_factors(_simplified(conditions, domain)))


def _simplified(conditions: Iterable[Condition], domain: Domain) -> tuple[Condition, ...]:
    """The same with all that `_without_factors` leaves out: what others rest on to be defined."""
    found = sorted(conditions, key=_rank)
    parts = {p: None for c in found for p in _taken_apart(c, domain)}
    merged = _merged(_distinct(p for p in parts if not domain.implies(p)))
    return tuple(sorted(_independent(merged, domain), key=_rank))


def _without_factors(conditions: tuple[Condition, ...]) -> list[Condition]:
    """Conditions without those that exclude zeros of factors of what is positive."""
    nonzero = {f for c in conditions if c.relation == ">" for f in _factors(c.expression)}
    nonzero |= {tidy(_lowered(Condition(f, "!=")).expression) for f in nonzero}
    return [c for c in conditions if c.relation != "!=" or not _excluded(c, nonzero)]


def _excluded(c: Condition, nonzero: set[Expression]) -> bool:
    """Whether `u != 0` holds since each factor of u is among what is not zero."""
    found = _factors(c.expression)
    left = [f for f in found if f not in nonzero]
    lowered = [_lowered(Condition(f, "!=")) for f in left]
    deeper = (
        d.expression != f and _excluded(d, nonzero) for d, f in zip(lowered, left, strict=True)
    )
    return bool(found) and bool(nonzero) and all(deeper)


def _factors(e: Expression) -> list[Expression]:
    """The tidy forms of the factors of an expression; none of a large one."""
    if size(e) > MAX_SIZE:
        return []
    try:
        _, odd, even = factors(e)
    except KernelError:
        return []
    return [tidy(f) for f in (*odd, *even)]


def _rank(c: Condition) -> tuple[int, tuple[object, ...], str]:
    return size(c.expression), order(tidy(c.expression)), c.relation


def _distinct(conditions: Iterable[Condition]) -> list[Condition]:
    """Each condition once up to its tidy form, and to its sign where that is no matter."""
    found: dict[tuple[Expression, str], Condition] = {}
    for c in conditions:
        if c.relation != "!=" or (tidy(_turned(c.expression)), "!=") not in found:
            found.setdefault((tidy(c.expression), c.relation), c)
    return list(found.values())


def _turned(e: Expression) -> Expression:
    return written(scaled(polynomial(e), Fraction(-1)))


def _taken_apart(c: Condition, domain: Domain) -> Iterator[Condition]:
    """A condition as conditions on its factors."""
    if size(c.expression) > MAX_SIZE:
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
        yield from _lowered_apart(Condition(f if sign > 0 else _turned(f), c.relation), domain)
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
    lowered = _lowered(c)
    if lowered == c:
        yield c
    else:
        yield from _taken_apart(lowered, domain)


def _lowered(c: Condition) -> Condition:
    """A condition on an increasing function as one on its argument; the absolute value too."""
    e, relation = c.expression, c.relation
    while isinstance(e, Notation):
        e = e.meaning
    compared = _compared_with_a_number(e)
    if compared is not None:
        return _lowered(Condition(compared, relation))
    if not isinstance(e, Call) or len(e.arguments) != 1:
        return c
    (u,) = e.arguments
    if e.name == "abs" and relation != ">=":
        return _lowered(Condition(u, "!="))
    if e.name not in _ZEROS or (e.name in ("sqrt", "acosh") and relation == ">="):
        return c
    zero = _ZEROS[e.name]
    lowered = u if zero == 0 else SumOf(u, integer(-zero))
    return _lowered(Condition(lowered, relation))


def _compared_with_a_number(e: Expression) -> Expression | None:
    """For f(u) - c or c - f(u), f increasing, what has that sign wherever both are defined."""
    p = polynomial(e)
    found = [m for m in p if not _is_fixed(m)]
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
    limit = inverse(_neat(c))
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


def _merged(conditions: list[Condition]) -> list[Condition]:
    """`u >= 0` and `u != 0` as `u > 0`, and no condition beside a stronger one."""
    nonzero = {tidy(c.expression) for c in conditions if c.relation == "!="}
    nonzero |= {tidy(_turned(c.expression)) for c in conditions if c.relation == "!="}
    merged = _distinct(_strict(c, nonzero) for c in conditions)
    merged = _strongest(merged)
    positive = {tidy(c.expression) for c in merged if c.relation == ">"}
    return [c for c in merged if c.relation == ">" or not _is_weaker(c, positive)]


def _strongest(conditions: list[Condition]) -> list[Condition]:
    """Conditions without bounds of a variable beside which there is a stronger one."""
    sides: dict[tuple[Symbol, int], list[tuple[Fraction, bool, Condition]]] = {}
    for c in conditions:
        b = bound(c.expression)
        if b is not None and c.relation != "!=":
            # the larger, the stronger: `v > 3` beside `v > 2`, `-v > -2` beside `-v > -3`
            side = sides.setdefault((b.variable, b.sign), [])
            side.append((-b.offset, c.relation == ">", c))
    best = {key: max(side, key=lambda s: s[:2]) for key, side in sides.items()}
    spare = {s[2] for key, side in sides.items() for s in side if s[2] is not best[key][2]}
    return [c for c in conditions if c not in spare and not _is_outside(c, best)]


def _is_outside(
    c: Condition, best: Mapping[tuple[Symbol, int], tuple[Fraction, bool, Condition]]
) -> bool:
    """Whether `v != q` excludes what the bounds of the variable exclude."""
    b = bound(c.expression) if c.relation == "!=" else None
    if b is None:
        return False
    q = -b.sign * b.offset
    ends = ((best.get((b.variable, sign)), sign * q) for sign in (1, -1))
    return any(end and (at < end[0] or (at == end[0] and end[1])) for end, at in ends)


def _strict(c: Condition, nonzero: set[Expression]) -> Condition:
    """`u >= 0` as `u > 0` where u, or each factor of it, is not zero."""
    if c.relation != ">=" or not nonzero:
        return c
    spare = tidy(c.expression) in nonzero
    if not spare:
        found = _factors(c.expression)
        spare = bool(found) and all(f in nonzero for f in found)
    return Condition(c.expression, ">") if spare else c


def _is_weaker(c: Condition, positive: set[Expression]) -> bool:
    """Whether a condition that is not strict follows from what is positive."""
    turned = c.relation == "!=" and tidy(_turned(c.expression)) in positive
    return turned or tidy(c.expression) in positive


def _independent(conditions: list[Condition], domain: Domain) -> list[Condition]:
    """Conditions without those that the others imply, the longest tried first.

    Others that are not defined everywhere are left aside: `log(x) != 1` must not hide `x > 0`.
    """
    kept = list(conditions)
    if len(kept) > MAX_CONDITIONS:
        return kept
    total = {c for c in kept if domain.implies_all(definedness(c.expression))}
    for c in sorted(conditions, key=_rank, reverse=True):
        others = [k for k in kept if k != c and k in total]
        if others and _with(domain, others).implies(c):
            kept.remove(c)
    return kept


def _with(domain: Domain, conditions: Iterable[Condition]) -> Domain:
    return Domain(domain.variables, (*domain.conditions, *conditions), domain.integers)


def in_words(c: Condition, arranged: Arranged = text) -> str:
    """A condition as a person writes it: `x - 1 != 0` as `x != 1`, `floor(n) >= n` as a word.

    The text of a side is what is `arranged` of it.
    """
    return worded(in_relation(c, arranged))


def in_relation(c: Condition, arranged: Arranged = text) -> str:
    """A condition as a relation between two expressions, as scripts have it under `where`."""
    p = polynomial(c.expression)
    sides = _sides(p, c.relation) if size(c.expression) <= MAX_SIZE else None
    if sides is None:
        return f"{arranged(_written_neatly(c.expression))} {c.relation} 0"
    left, relation, right = sides
    return f"{arranged(_neat(left))} {relation} {arranged(_neat(right))}"


def _sides(p: Polynomial, relation: str) -> tuple[Polynomial, str, Polynomial] | None:
    """A comparison with 0 as one of two sides, if that reads better."""
    terms = [m for m in p if m != ONE]
    free = p.get(ONE, Fraction(0))
    if not terms or any(k < 0 for m in terms for _, k in m):
        return None
    up = [m for m in terms if p[m] > 0]
    if len(terms) == 1 or (free and len(up) in (0, len(terms))):
        scale = 1 / abs(p[terms[0]]) if len(terms) == 1 else Fraction(1)
        return _apart(p, terms, relation, scale if up else -scale)
    if len(terms) == 2 and not free and len(up) == 1:
        down = [m for m in terms if m not in up]
        if _is_fixed(up[0]) and not _is_fixed(down[0]):  # x < e, rather than e > x
            return _apart(p, down, relation, Fraction(-1))
        return _apart(p, up, relation, Fraction(1))
    if len(terms) == 2 and not free and relation == "!=" and len(up) == 2 and not _is_positive(p):
        first = min(terms, key=lambda m: order(_neat({m: p[m]})))
        return _apart(p, [first], relation, Fraction(1))
    return None


def _is_positive(p: Polynomial) -> bool:
    """Whether no term is negative anywhere, as in `x^2 + y^2 != 0`."""
    terms = [written({m: c}) for m, c in p.items()]
    return all(Domain((*free_variables(t),)).implies(Condition(t, ">=")) for t in terms)


def _is_fixed(m: Monomial) -> bool:
    """Whether no variable occurs in a monomial."""
    return not any(free_variables(a) for a, _ in m)


def _apart(
    p: Polynomial, left: list[Monomial], relation: str, scale: Fraction
) -> tuple[Polynomial, str, Polynomial]:
    """The terms in `left` on one side, the negatives of the others on the other side."""
    here = scaled({m: p[m] for m in left}, scale)
    there = scaled({m: c for m, c in p.items() if m not in left}, -scale)
    return here, relation if scale > 0 else _TURNED[relation], there


def _neat(p: Polynomial) -> Expression:
    if len(p) == 1 and ONE in p:
        return rational(p[ONE])
    return _written_neatly(written(p)) if p else Integer(0)


def _written_neatly(e: Expression) -> Expression:
    """An expression as a person writes it, e^u for exp(u)."""
    return neat(_with_powers(e))


def _with_powers(e: Expression) -> Expression:
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _with_powers(a) for a in e.args))
    exponential = isinstance(e, Call) and e.name == "exp"
    return Power(constant("e"), e.arguments[0]) if exponential else e
