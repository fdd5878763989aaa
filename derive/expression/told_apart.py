"""Whether cases are told apart in an expression."""

from __future__ import annotations

from functools import lru_cache

from derive.expression.choices import Choice
from derive.expression.nodes import Expression, parts
from derive.expression.shorthand import Cases


@lru_cache(maxsize=20_000, typed=True)
def has_choice(e: Expression) -> bool:
    """Whether cases are told apart in `e`."""
    return isinstance(e, (Choice, Cases)) or any(map(has_choice, parts(e)))
