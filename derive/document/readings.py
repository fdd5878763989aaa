"""The readings of a chain: what its names may mean, as links that can be checked.

First nothing but functions is taken from the text, then quantities, then their values, then what
was said of another subject; and within each the ways in which the notation can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from derive.document.declared import declared
from derive.document.reading import Level, Reading, Side
from derive.document.subject import Subject
from derive.script.links import Links

LEVELS = (
    Level(quantities=False, values=False, stale=False),
    Level(quantities=True, values=False, stale=False),
    Level(quantities=True, values=False, stale=False, through=True),
    Level(quantities=True, values=True, stale=False),
    Level(quantities=True, values=False, stale=True),
)


def readings(subject: Subject) -> Iterator[tuple[Links, tuple[Side, ...]]]:
    """The readings, the customary one first, each with its sides or why they are not read."""
    seen: set[object] = set()
    others: list[tuple[Level, Mapping[str, str]]] = []
    custom: list[tuple[Level, Mapping[str, str]]] = [(level, {}) for level in LEVELS]
    for level, choice in chain(custom, others):
        one = Reading(subject, level, choice)
        made = declared(one)
        if not choice:
            others += [(level, other) for other in one.meanings.others()]
        key = (tuple(s and s.node for s in made.sides), made.definitions)
        if key not in seen:
            seen.add(key)
            yield made, one.sides
