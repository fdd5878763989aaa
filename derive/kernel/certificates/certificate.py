"""A certificate of an identity, whole: the conditions that it shows, and its entries or cases."""

from __future__ import annotations

from dataclasses import dataclass

from derive.expression.nodes import Expression
from derive.kernel.certificates.entries import Entry
from derive.kernel.facts.entries import Shown


@dataclass(frozen=True)
class Certificate:
    """Entries, after which both sides have one value; or cases of a split.

    One case is where `split relation 0` holds, the other one where it does not.  Or there is one
    case only, `at` a value that a variable has anyway: both sides with the value in its place.
    `shown` are entries for conditions that follow from what holds anyway.
    """

    entries: tuple[Entry, ...] = ()
    split: Expression | None = None
    cases: tuple[Certificate, ...] = ()
    relation: str = ">="
    at: tuple[tuple[str, Expression], ...] = ()
    shown: Shown = ()
