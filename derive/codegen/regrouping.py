"""Products and quotients in another order of evaluation, so that no part over- or underflows.

a*x^2 overflows where x^2 does, though a*x*x may not; of 1/(x^2*(1 + x)^2) the same is true.  These
forms are not tidied, which would undo them.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.expression.nodes import (
    Expression,
    Negation,
    Path,
    Power,
    ProductOf,
    Quotient,
    children,
    is_leaf,
    product_of,
    replace_at,
)
from derive.kernel.conditions import integer_exponent

#: Higher powers are not written as products.
MAX_POWER = 4


def regrouped(e: Expression) -> Iterator[Expression]:
    """`e` with one of its products or quotients in another order."""
    for path, part in _places(e):
        if isinstance(part, (ProductOf, Quotient)):
            for new in _orders(part):
                if new != part:
                    yield replace_at(e, path, new)


def _places(e: Expression, path: Path = ()) -> Iterator[tuple[Path, Expression]]:
    yield path, e
    for i, child in children(e) if not is_leaf(e) else ():
        yield from _places(child, (*path, i))


def _orders(e: Expression) -> Iterator[Expression]:
    """Factor by factor from the left, from the right, and each factor divided as it comes."""
    if isinstance(e, ProductOf):
        factors = _factors(e)
        yield product_of(factors)
        yield ProductOf(factors[0], product_of(factors[1:]))
        yield product_of(factors[::-1])
        return
    top, bottom = e.args
    above, below = _factors(top), _factors(bottom)
    yield _divided(top, below)
    yield _divided(top, below[::-1])
    if len(above) > 1:
        yield ProductOf(product_of(above[:-1]), _divided(above[-1], below))
        if len(below) > 1:
            turns = max(len(above), len(below))
            pairs = [(above[k : k + 1], below[k : k + 1]) for k in range(turns)]
            yield _in_turns(pairs)


def _divided(e: Expression, by: tuple[Expression, ...]) -> Expression:
    for factor in by:
        e = Quotient(e, factor)
    return e


def _in_turns(pairs: list[tuple[tuple[Expression, ...], tuple[Expression, ...]]]) -> Expression:
    """One factor above, one below, and so on."""
    (first, _), *_ = pairs
    made = first[0]
    for k, (above, below) in enumerate(pairs):
        if above and k:
            made = ProductOf(made, above[0])
        made = _divided(made, below)
    return made


def _factors(e: Expression) -> tuple[Expression, ...]:
    """The factors of an expression, small powers of variables as products."""
    if isinstance(e, Negation):
        first, *rest = _factors(e.args[0])
        return (Negation(first), *rest)
    if isinstance(e, ProductOf):
        return tuple(f for part in e.args for f in _factors(part))
    if isinstance(e, Power):
        n = integer_exponent(e.args[1])
        if n is not None and 0 < n <= MAX_POWER:
            return (e.args[0],) * n
    return (e,)
