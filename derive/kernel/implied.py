"""Which conditions a domain implies.  A verdict rests on it: where one is unmet, nothing is proved.

Each is held against the domain by itself, and against what the domain implies; none falls away on
account of another that is unmet.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from derive.expression.nodes import has_derivative
from derive.kernel.conditions import Condition, Conditions, definedness, nontrivial
from derive.kernel.derivatives import Derivatives, RowOf
from derive.kernel.domains import Domain
from derive.kernel.normal_form import follows
from derive.kernel.parts import taken_apart


def unmet(
    conditions: Iterable[Condition], domain: Domain, row_of: RowOf | None = None
) -> Conditions:
    """The conditions, and those under which they are defined, that a domain does not imply.

    `row_of` gives the rows by which derivatives in conditions are computed.
    """
    return _unmet(closed(conditions), domain, row_of)


@lru_cache(maxsize=2000)
def _unmet(whole: Conditions, domain: Domain, row_of: RowOf | None) -> Conditions:
    """The same for closed conditions; those of a line are mostly those of its neighbours too."""
    left = frozenset(c for c in whole if not domain.implies(c))
    left = frozenset(c for c in left if not all(map(domain.implies, taken_apart(c, domain))))
    if not left:
        return left
    known = _with_meaning(whole - left) | computable(domain)
    rules = Derivatives(row_of)
    return frozenset(c for c in left if not follows(c, known, domain.implies, rules))


def closed(conditions: Iterable[Condition]) -> Conditions:
    """The conditions with those under which they are defined."""
    found = frozenset(conditions)
    return found.union(*(definedness(c.expression) for c in found))


def computable(domain: Domain) -> Conditions:
    """The conditions of a domain whose derivatives, if any, are what the rows make of them."""
    return frozenset(
        c
        for c in domain.conditions
        if not has_derivative(c.expression) or domain.implies_all(definedness(c.expression))
    )


def _with_meaning(implied: Conditions) -> Conditions:
    """The conditions that hold everywhere, out of those that hold wherever they are defined."""
    return frozenset(c for c in implied if nontrivial(definedness(c.expression)) <= implied)
