"""A certificate of an identity, whole: its entries, and its cases if it has some."""

from __future__ import annotations

from dataclasses import dataclass

from derive.expression.nodes import Expression
from derive.kernel.certificates.entries import Entry
from derive.kernel.facts.entries import FactEntry


@dataclass(frozen=True)
class Certificate:
    """Entries of both kinds, after which both sides have one value, or do so in cases of a split.

    One case is where `split relation 0` holds, the other one where it does not.
    """

    entries: tuple[Entry | FactEntry, ...] = ()
    split: Expression | None = None
    cases: tuple[Certificate, ...] = ()
    relation: str = ">="
