"""Nodes with their spans in the text."""

from __future__ import annotations

from derive.document.tokens import FormulaError
from derive.expression.nodes import MAX_HEIGHT, Expression, ProductOf, height
from derive.expression.parsed import Parsed


def make(head: type, start: int, *parts: Parsed) -> Parsed:
    """The node of that head over parts, from `start` to the end of the last."""
    return place(head(*(p.node for p in parts)), start, parts[-1].end, *enumerate(parts))


def place(node: Expression, start: int, end: int, *parts: tuple[int, Parsed]) -> Parsed:
    """A node with its span.  Raises `FormulaError` where it is too tall."""
    tall = height(node)
    if tall > MAX_HEIGHT:
        raise FormulaError("too-deep", "a formula is nested too deeply", start, end)
    return Parsed(node, start, max(end, start + 1), parts, 0, tall)


def product(factors: list[Parsed]) -> Parsed:
    """The product of factors; a single one is itself."""
    return make(ProductOf, factors[0].start, *factors) if len(factors) > 1 else factors[0]
