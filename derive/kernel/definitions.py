"""Definitions, and the standard ones, which every theory has.

The standard ones stand in the tables of `rules`, which register them here.  Where the left side of
one is defined is said by the right one, and so are its derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import Call, Constant, Expression, Power, called, is_leaf
from derive.kernel.functions import FUNCTIONS, Rows, Unread


@dataclass(frozen=True)
class Definition:
    """`name(parameters) = body`, or a bare name with no parameters."""

    name: str
    parameters: tuple[Symbol, ...]
    body: Expression


#: The standard definitions by their names, each read when it is first used, and once.
STANDARD: Rows[Callable[[], Definition]] = Unread()
_E = Constant(Str("e"))


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


def exponentials_as_powers(e: Expression) -> Expression:
    """`e` with `exp(u)` written as `e^u`, which is another spelling of the same function."""
    if is_leaf(e) or "exp" not in called(e):
        return e
    args = [a if isinstance(a, (Str, Symbol)) else exponentials_as_powers(a) for a in e.args]
    if isinstance(e, Call) and e.name == "exp":
        return Power(_E, args[1])
    return e.func(*args)
