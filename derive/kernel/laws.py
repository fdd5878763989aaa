"""What the tables of `rules` say of functions, a row each, once they are registered.

A law holds wherever both of its sides are defined and its condition is true; the right side of a
`rewritten` one is defined wherever the left one is.  An inequality holds wherever it is defined and
its conditions hold.  Laws are in groups; a procedure, such as `trig`, is the set of groups that an
author lets a step use.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from derive.kernel.conditions import Condition
from derive.kernel.rules import Rule
from derive.kernel.theory import KernelError


class Law(NamedTuple):
    """A law, in its group, that is read when it is first used, and once."""

    group: str
    read: Callable[[], Rule]
    rewritten: bool


_laws: list[Law] = []
#: The inequalities, each with its conditions.
INEQUALITIES: list[tuple[Condition, tuple[Condition, ...]]] = []


def law(group: str, read: Callable[[], Rule], rewritten: bool = False) -> None:
    """Adds a law; only the tables of `rules` call this."""
    if group not in GROUPS:
        raise ValueError(f"there is no group {group}")
    _laws.append(Law(group, read, rewritten))


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


#: The groups of laws, in the order in which they are told.
GROUPS = ("exp-log", "power", "root", "abs", "cases", "hyperbolic", "trig", "special")
#: What each procedure lets a step use; the first takes functions and roots as they stand, and
#: only the last one carries out derivatives.
PROCEDURES: dict[str, frozenset[str]] = {
    "algebra": frozenset(),
    "abs": frozenset({"abs"}),
    "cases": frozenset({"abs", "cases"}),
    "integer-powers": frozenset({"power"}),
    "radicals": frozenset({"root", "abs", "cases", "power"}),
    "exp-log": frozenset({"exp-log", "root", "abs", "cases", "power"}),
    "hyperbolic": frozenset({"hyperbolic", "exp-log", "root", "abs", "cases", "power"}),
    "trig": frozenset({"trig", "root", "abs", "cases", "power"}),
    "identity": frozenset({"derivative", *GROUPS}),
}
#: The procedure that knows no law.
ALGEBRA = frozenset({"algebra"})
