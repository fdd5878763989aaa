"""Which conditions a domain implies: entries that show them, and what is left.

Whether entries show a condition is for the kernel to say; here they are found, and only those that
a condition rests on are handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from derive.expression.nodes import has_derivative
from derive.kernel.conditions import Condition, Conditions, closed, condition_order
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
    return shown_for(conditions, domain, row_of)[1]


def shown_for(
    conditions: Iterable[Condition], domain: Domain, row_of: RowOf | None = None
) -> tuple[Shown, Conditions]:
    """Entries that show conditions on a domain, and those that they do not show."""
    return _shown_for(closed(conditions), domain, row_of)


@lru_cache(maxsize=2000)
def _shown_for(whole: Conditions, domain: Domain, row_of: RowOf | None) -> tuple[Shown, Conditions]:
    """The same for closed conditions; those of a line are mostly those of its neighbours too."""
    given, integers = domain.conditions, domain.whole
    if met(whole, given, integers, (), row_of):
        return (), frozenset()
    showing = _showing(domain, row_of).fork()
    ordered = sorted(whole, key=condition_order)
    left = [c for c in ordered if not showing.show(c)]
    shown = pruned(showing.entries, [c for c in ordered if c not in left])
    if not left:
        if met(whole, given, integers, shown, row_of):
            return shown, frozenset()
        shown = tuple(showing.entries)
        left = [] if met(whole, given, integers, shown, row_of) else ordered
    # of what is undefined somewhere, that it holds elsewhere is enough beside its definedness
    worth = [c for c in left if not domain.implies(c)]
    return shown, frozenset(worth or left)


@lru_cache(maxsize=200)
def _showing(domain: Domain, row_of: RowOf | None) -> Showing:
    rules = Derivatives(row_of)
    return Showing(domain.conditions, domain.whole, rules, TACTICS, lambda: domain.trial)


def computable(domain: Domain) -> Conditions:
    """The conditions of a domain whose derivatives, if any, are what the rows make of them."""
    return frozenset(
        c for c in domain.conditions if not has_derivative(c.expression) or _is_defined(c, domain)
    )


def _is_defined(c: Condition, domain: Domain) -> bool:
    return domain.implies_all(closed([c]) - {c})
