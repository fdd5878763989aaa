"""Expressions of reports as texts, for what only shows them; it imports SymPy where it must."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.expression.nodes import Expression


@dataclass(frozen=True)
class Quoted:
    """An expression of a report that was kept: its text, of which nothing is calculated."""

    text: str


def text(e: Expression | Quoted) -> str:
    """The text of an expression."""
    if isinstance(e, Quoted):
        return e.text
    from derive.expression.text import text as written

    return written(e)
