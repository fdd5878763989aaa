"""What the tables of `rules` say of functions, a row each, once they are registered.

A law holds wherever both of its sides are defined and its condition is true; the right side of a
`rewritten` one is defined wherever the left one is.  An inequality holds wherever it is defined and
its conditions hold.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from derive.kernel.conditions import Condition
from derive.kernel.rules import Rule
from derive.kernel.theory import KernelError


class Law(NamedTuple):
    """A law that is read when it is first used, and once."""

    read: Callable[[], Rule]
    rewritten: bool


_laws: list[Law] = []
#: The inequalities, each with its conditions.
INEQUALITIES: list[tuple[Condition, tuple[Condition, ...]]] = []


def law(read: Callable[[], Rule], rewritten: bool = False) -> None:
    """Adds a law; only the tables of `rules` call this."""
    _laws.append(Law(read, rewritten))


def inequality(statement: Condition, when: tuple[Condition, ...]) -> None:
    """Adds an inequality; only the tables of `rules` call this."""
    INEQUALITIES.append((statement, when))


def law_at(place: int) -> tuple[Law, Rule]:
    """A law by its place in the order of registration.  Raises `KernelError`."""
    if not 0 <= place < len(_laws):
        raise KernelError("there is no such law")
    return _laws[place], _rule(place)


@cache
def _rule(place: int) -> Rule:
    return _laws[place].read()
