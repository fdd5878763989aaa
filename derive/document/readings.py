"""The readings of a chain: what its names may mean, as links that can be checked.

First nothing but functions is taken from the text, then quantities, then their values, then what
was said of another subject; and within each the ways in which the notation can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from derive.document.candidates import Level, candidates
from derive.document.declared import declared
from derive.document.reading import Reading, Side
from derive.document.subject import Subject
from derive.script.links import Links

LEVELS = (
    Level(quantities=False, values=False, stale=False),
    Level(quantities=True, values=False, stale=False, called=True),
    Level(quantities=True, values=False, stale=False),
    Level(quantities=True, values=False, stale=False, through=True),
    Level(quantities=True, values=True, stale=False),
    Level(quantities=True, values=False, stale=True),
    Level(quantities=True, values=False, stale=True, through=True),
)


def _different(subject: Subject) -> Iterator[Level]:
    """The levels at which something else is taken from the text."""
    seen: list[object] = []
    for level in LEVELS:
        found = candidates(subject, level)
        quantities = any(one.head.parameters is None for one in found.values())
        taken = (found, level.through and quantities)
        if taken not in seen:
            seen.append(taken)
            yield level


def readings(subject: Subject) -> Iterator[tuple[Links, tuple[Side, ...]]]:
    """The readings, the customary one first, each with its sides or why they are not read.

    What is unclear in one of them is in all: another one takes less from the text, and knows less.
    """
    custom = [Reading(subject, level, {}) for level in _different(subject)]
    others = (
        Reading(subject, one.level, choice) for one in custom for choice in one.meanings.others()
    )
    told = [(one, declared(one)) for one in custom]
    unclear = {name: names for _, links in told for name, names in links.unclear.items()}
    seen: set[object] = set()
    for one, links in chain(told, ((one, declared(one)) for one in others)):
        key = (tuple(s and s.node for s in links.sides), links.definitions)
        if key not in seen:
            seen.add(key)
            yield replace(links, unclear=unclear), one.sides
