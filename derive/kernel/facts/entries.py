"""Certificates of conditions: what a prover hands over, and the kernel looks over.

Each entry adds to what is known at every point of S: an expression is defined there, and its value
lies in an interval.  Entries are data, and none is believed: `facts.py` says how each kind is
looked over.
"""

from __future__ import annotations

from derive.expression.nodes import Expression
from derive.kernel.certificates.entries import Entry, Frozen
from derive.kernel.conditions import Condition


class FactEntry(Frozen):
    """One of a list, of the kinds below."""


Shown = tuple[FactEntry, ...]


class Same(FactEntry):
    """`e = other`, by the entries of an identity: what is known of the other holds of e."""

    e: Expression
    other: Expression
    entries: tuple[Entry, ...]


class Compared(FactEntry):
    """`f(u) - f(v)` is beside 0 as `u - v` is, for an increasing f.

    The first is told by the second, or what is `of_arguments` by the first.
    """

    name: str
    arguments: tuple[Expression, Expression]
    of_arguments: bool = False


class Shaped(FactEntry):
    """A row of what a function's value is beside its arguments, at arguments."""

    row: int
    arguments: tuple[Expression, ...]


class OnBox(FactEntry):
    """The values of an expression lie in its ball on the box of where its variables are."""

    e: Expression


class Cases(FactEntry):
    """A condition holds where `u relation 0` does, and where it does not, by entries for both."""

    u: Expression
    relation: str
    entries: tuple[Shown, Shown]
    condition: Condition
