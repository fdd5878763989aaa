"""Conditions in the words of an author: factors and terms in the order of the lines."""

from __future__ import annotations

from collections.abc import Iterable

from sympy.core.symbol import Str, Symbol

from derive.check.relations import in_words
from derive.expression.nodes import (
    Expression,
    ProductOf,
    SumOf,
    is_leaf,
    strip,
    subexpressions,
)
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.kernel.tidy import tidy


def worded_like(conditions: Iterable[Condition], *lines: Expression) -> tuple[str, ...]:
    """Conditions in words, each once; what stands in lines is written as it is there."""
    conditions = tuple(conditions)
    if not conditions:
        return ()
    found = [s for line in map(strip, lines) for s in subexpressions(line)]
    known = {tidy(s): s for s in found if isinstance(s, (ProductOf, SumOf))}
    places = {s: i for i, s in enumerate(dict.fromkeys(s for s in found if isinstance(s, Symbol)))}

    def like(e: Expression) -> Expression:
        if is_leaf(e):
            return e
        if isinstance(e, (ProductOf, SumOf)) and tidy(e) in known:
            return known[tidy(e)]
        e = e.func(*(a if isinstance(a, (Str, Symbol)) else like(a) for a in e.args))
        if isinstance(e, ProductOf):
            return ProductOf(*sorted(e.args, key=place))
        return e

    def place(factor: Expression) -> int:
        inside = (places[s] for s in subexpressions(factor) if s in places)
        return min(inside, default=-1)

    return tuple(dict.fromkeys(in_words(c, lambda e: text(like(e))) for c in conditions))
