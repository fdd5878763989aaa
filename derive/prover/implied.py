"""Which conditions a domain implies: entries that show them, and what is left.

Whether entries show a condition is for the kernel to say; here they are found, and only those that
a condition rests on are handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from derive.expression.nodes import has_derivative
from derive.kernel.conditions import Condition, Conditions, closed, condition_order, definedness
from derive.kernel.derivatives import Derivatives, RowOf
from derive.kernel.facts.entries import Shown
from derive.kernel.judge import met
from derive.prover.conditions.pruning import pruned
from derive.prover.conditions.showing import Showing
from derive.prover.conditions.tactics import TACTICS
from derive.prover.domains import Domain


def unmet(
    conditions: Iterable[Condition], domain: Domain, row_of: RowOf | None = None
) -> Conditions:
    """The conditions, and those under which they are defined, that a domain does not imply.

    `row_of` gives the rows by which derivatives in conditions are computed.
    """
    left = _found(closed(conditions), domain, row_of)[1]
    return _worth(left, domain) if left else left


def are_met(conditions: Iterable[Condition], domain: Domain, row_of: RowOf | None = None) -> bool:
    """Whether a domain implies all conditions, and that they are defined."""
    return not _found(closed(conditions), domain, row_of)[1]


def shown_for(
    conditions: Iterable[Condition], domain: Domain, row_of: RowOf | None = None
) -> Shown:
    """Entries that show conditions on a domain, those that can be shown."""
    return _found(closed(conditions), domain, row_of)[0]


@lru_cache(maxsize=2000)
def _found(whole: Conditions, domain: Domain, row_of: RowOf | None) -> tuple[Shown, Conditions]:
    """Entries for closed conditions, and those that they do not show.

    The conditions of a line are mostly those of its neighbours too.
    """
    given, integers = domain.conditions, domain.whole
    if met(whole, given, integers, (), row_of):
        return (), frozenset()
    known = _remembered(domain, row_of)
    ordered = sorted(whole, key=condition_order)
    found = {c: known.found(c) for c in ordered}
    left = [c for c in ordered if found[c] is None]
    if left:
        left = known.show_beside(found, left)
    for shown in _tried(found):
        if left or met(whole, given, integers, shown, row_of):
            return shown, frozenset(left)
    return _joined(f.entries for f in found.values() if f is not None), frozenset(ordered)


class _Found(NamedTuple):
    """Entries that a condition rests on, and all that were found on the way."""

    pruned: Shown
    entries: Shown


def _tried(found: Mapping[Condition, _Found | None]) -> Iterator[Shown]:
    """Entries for all conditions: those that they rest on, then all."""
    told = [f for f in found.values() if f is not None]
    yield _joined(f.pruned for f in told)
    yield _joined(f.entries for f in told)


def _joined(parts: Iterable[Shown]) -> Shown:
    """Each entry once, where it is first needed."""
    return tuple(dict.fromkeys(entry for part in parts for entry in part))


class _Remembered:
    """What was found for each condition on one domain, by itself: not after whatever was asked."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        self._found: dict[Condition, _Found | None] = {}

    def found(self, c: Condition) -> _Found | None:
        """Entries for a condition; None where it is not shown."""
        if c not in self._found:
            inner = sorted(definedness(c.expression), key=condition_order)
            known = [self.found(d) for d in inner]
            defined = [f for f in known if f is not None]
            shown = len(defined) == len(known)
            self._found[c] = self._shown([c], defined)[0] if shown else None
        return self._found[c]

    def _shown(self, left: list[Condition], known: Iterable[_Found]) -> list[_Found | None]:
        showing = self._showing.fork()
        for f in known:
            showing.add(*f.pruned)
        held = [showing.show(c) for c in left]
        entries = tuple(showing.entries)
        return [
            _Found(pruned(entries, [c]), entries) if holds else None
            for c, holds in zip(left, held, strict=True)
        ]

    def show_beside(
        self, found: dict[Condition, _Found | None], left: list[Condition]
    ) -> list[Condition]:
        """Shows what can be shown with the entries of the others; what is left even so."""
        others = [f for f in found.values() if f is not None and f.entries]
        if others:
            found.update(zip(left, self._shown(left, others), strict=True))
        return [c for c in left if found[c] is None]


@lru_cache(maxsize=2000)
def _worth(left: Conditions, domain: Domain) -> Conditions:
    """The conditions that are left which do not hold wherever they are defined.

    That it is defined is enough to ask beside one that does.
    """
    return frozenset(c for c in left if not domain.implies(c)) or left


@lru_cache(maxsize=200)
def _remembered(domain: Domain, row_of: RowOf | None) -> _Remembered:
    rules = Derivatives(row_of)
    return _Remembered(
        Showing(domain.conditions, domain.whole, rules, TACTICS, lambda: domain.trial)
    )


def computable(domain: Domain) -> Conditions:
    """The conditions of a domain whose derivatives, if any, are what the rows make of them."""
    return frozenset(
        c for c in domain.conditions if not has_derivative(c.expression) or _is_defined(c, domain)
    )


def _is_defined(c: Condition, domain: Domain) -> bool:
    return domain.implies_all(closed([c]) - {c})
