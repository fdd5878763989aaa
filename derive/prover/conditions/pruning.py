"""The entries that conditions rest on, out of all that were found on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sympy.core.basic import Basic

from derive.expression.nodes import Expression, subexpressions
from derive.expression.substitution import substitute
from derive.kernel.conditions import Condition, definedness
from derive.kernel.facts.enter import differences
from derive.kernel.facts.entries import (
    Cases,
    Compared,
    FactEntry,
    OnBox,
    Same,
    Shaped,
    Shown,
)
from derive.kernel.facts.facts import factors_of
from derive.kernel.facts.images import of_part
from derive.kernel.facts.intervals import REALS
from derive.kernel.functions import PARAMETERS
from derive.kernel.laws import INEQUALITIES


def pruned(entries: Sequence[FactEntry], goals: Iterable[Condition]) -> Shown:
    """The entries that may bear on the goals, in their order."""
    needed: set[Expression] = set()
    for c in goals:
        _need(needed, c.expression)
    kept = []
    for entry in reversed(entries):
        if any(told in needed for e in _told(entry) for told in _handed_down(e)):
            kept.append(entry)
            for e in (*_told(entry), *_rests_on(entry)):
                _need(needed, e)
    return tuple(reversed(kept))


def _need(needed: set[Expression], e: Expression) -> None:
    if e not in needed:
        needed.update(subexpressions(e))
        for c in definedness(e):
            needed.update(subexpressions(c.expression))


def _told(entry: FactEntry) -> tuple[Expression, ...]:
    """What an entry tells of."""
    match entry:
        case Same() | OnBox():
            return (entry.e,)
        case Compared():
            return (differences(entry)[entry.of_arguments],)
        case Shaped():
            return (_at(entry, INEQUALITIES[entry.row][0]),)
        case Cases():
            return (entry.condition.expression,)
    raise TypeError(f"what {type(entry).__name__} tells of is not known")


def _rests_on(entry: FactEntry) -> tuple[Expression, ...]:
    """What an entry looks at besides."""
    match entry:
        case Same():
            return (entry.other, *(c for part in entry.entries for c in _conditions_in(part)))
        case Compared():
            return differences(entry)
        case Shaped():
            return tuple(_at(entry, c) for c in INEQUALITIES[entry.row][1])
        case Cases():
            inner = (e for shown in entry.entries for part in shown for e in _rests_on(part))
            return (entry.u, *inner)
    return ()


def _conditions_in(part: object) -> Iterator[Expression]:
    """The expressions that an entry of an identity may rely on conditions of."""
    for value in vars(part).values():
        if isinstance(value, Basic):
            yield value
        elif isinstance(value, Condition):
            yield value.expression


def _at(entry: Shaped, c: Condition) -> Expression:
    return substitute(c.expression, dict(zip(PARAMETERS, entry.arguments, strict=False)))


def _handed_down(e: Expression) -> Iterator[Expression]:
    """An expression with the parts of it that are told of together with it."""
    yield e
    if (found := of_part(e, REALS)) is not None:
        yield from _handed_down(found[0])
    for part in factors_of(e):
        yield from _handed_down(part)
