"""Which conditions a domain implies: entries that show them, and what is left.

Whether entries show a condition is for the kernel to say; here they are found, and only those that
a condition rests on are handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from derive.expression.nodes import has_derivative
from derive.kernel.conditions import NONE, Condition, Conditions, closed
from derive.kernel.derivatives import Derivatives, RowsOf
from derive.kernel.facts.entries import Shown
from derive.kernel.judge import met
from derive.prover.conditions.pruning import pruned
from derive.prover.conditions.remembered import Remembered
from derive.prover.conditions.showing import Showing, rank
from derive.prover.conditions.tactics import TACTICS
from derive.prover.domains import Domain


def unmet(
    conditions: Iterable[Condition], domain: Domain, rows_of: RowsOf | None = None
) -> Conditions:
    """The conditions, and those under which they are defined, that a domain does not imply.

    `rows_of` gives the rows by which derivatives in conditions are computed.
    """
    left = _asked(conditions, domain, rows_of)[1]
    return _worth(left, domain) if left else left


def are_met(conditions: Iterable[Condition], domain: Domain, rows_of: RowsOf | None = None) -> bool:
    """Whether a domain implies all conditions, and that they are defined."""
    return not _asked(conditions, domain, rows_of)[1]


def shown_for(
    conditions: Iterable[Condition], domain: Domain, rows_of: RowsOf | None = None
) -> Shown:
    """Entries that show conditions on a domain, those that can be shown."""
    return _asked(conditions, domain, rows_of)[0]


def _asked(
    conditions: Iterable[Condition], domain: Domain, rows_of: RowsOf | None
) -> tuple[Shown, Conditions]:
    whole = closed(conditions)
    return ((), NONE) if domain.says(whole) else _found(whole, domain, rows_of)


@lru_cache(maxsize=300)
def _found(whole: Conditions, domain: Domain, rows_of: RowsOf | None) -> tuple[Shown, Conditions]:
    """Entries for closed conditions, and those that they do not show.

    The conditions of a line are mostly those of its neighbours too.
    """
    carried_out = any(has_derivative(c.expression) for c in (*whole, *domain.conditions))
    known = _remembered(domain, rows_of) if carried_out else _plain(domain)
    ordered = sorted(whole, key=rank)
    # what is found for one may tell of another one; what is found by itself is remembered
    in_turn = known.is_new
    entries, rest = known.in_turn(ordered) if in_turn else ((), ordered)
    found = {c: f for c in rest if (f := known.found(c)) is not None}
    left = [c for c in rest if c not in found]
    shown = _joined((_told(entries, ordered, rest), *(f.pruned for f in found.values())))
    if left and shown and not in_turn:
        entries, rest = known.in_turn(left, shown)
        if len(rest) < len(left):
            shown, left = _told(entries, ordered, rest), rest
    if left or not shown or met(whole, domain.conditions, domain.whole, shown, rows_of):
        return shown, frozenset(left)
    # an entry that is there twice may tell more the second time
    shown = (*entries, *(e for f in found.values() for e in f.entries))
    is_met = met(whole, domain.conditions, domain.whole, shown, rows_of)
    return shown, frozenset() if is_met else whole


def _told(entries: Shown, asked: Iterable[Condition], rest: Sequence[Condition]) -> Shown:
    """The entries on which those conditions rest that are not left."""
    return pruned(entries, [c for c in asked if c not in rest]) if entries else ()


def _joined(parts: Iterable[Shown]) -> Shown:
    """Each entry once, where it is first needed."""
    return tuple(dict.fromkeys(entry for part in parts for entry in part))


@lru_cache(maxsize=300)
def _worth(left: Conditions, domain: Domain) -> Conditions:
    """The conditions that are left which do not hold wherever they are defined.

    That it is defined is enough to ask beside one that does.
    """
    return frozenset(c for c in left if not domain.implies(c)) or left


@lru_cache(maxsize=200)
def _plain(domain: Domain) -> Remembered:
    """What is remembered of a domain, however often it is made."""
    return domain.remembered


@lru_cache(maxsize=200)
def _remembered(domain: Domain, rows_of: RowsOf | None) -> Remembered:
    """The same where derivatives are carried out."""
    rules = Derivatives(rows_of)
    trial = lambda: domain.trial  # noqa: E731 - it is looked for where it is asked for
    return Remembered(Showing(domain.conditions, domain.whole, rules, TACTICS, trial))


def computable(domain: Domain) -> Conditions:
    """The conditions of a domain whose derivatives, if any, are what the rows make of them."""
    return frozenset(
        c for c in domain.conditions if not has_derivative(c.expression) or _is_defined(c, domain)
    )


def _is_defined(c: Condition, domain: Domain) -> bool:
    return domain.implies_all(closed([c]) - {c})
