"""Definitions, and the standard ones, which every theory has.

The standard ones stand in the tables of `rules`, which register them here.  Where the left side of
one is defined is said by the right one, and so are its derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, ProductOf, free_variables, sum_of
from derive.kernel.functions import FUNCTIONS, Rows, Unread


@dataclass(frozen=True)
class Definition:
    """`name(parameters) = body`, or a bare name with no parameters."""

    name: str
    parameters: tuple[Symbol, ...]
    body: Expression

    @property
    def whole(self) -> Expression:
        """The body, with `0*p` for each parameter that is not in it at all.

        So that argument has a value wherever a call has one, for whatever reads it unfolded.
        """
        ignored = [p for p in self.parameters if p not in free_variables(self.body)]
        return sum_of((self.body, *(ProductOf(Integer(0), p) for p in ignored)))


#: The standard definitions by their names, each read when it is first used, and once.
STANDARD: Rows[Callable[[], Definition]] = Unread()


def define(rows: Mapping[str, Callable[[], Definition]]) -> None:
    """Adds the standard definitions; only the table of `rules` calls this, once."""
    assert isinstance(STANDARD, Unread)
    for name, read in rows.items():
        if name in FUNCTIONS:
            raise ValueError(f"{name} has a row")
        STANDARD.add(name, read)
    STANDARD.complete()


@cache
def standard(name: str) -> Definition:
    """The standard definition of a name that has one."""
    return STANDARD[name]()
