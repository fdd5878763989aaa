"""Quantities that a text calls as a known function is called, as the `\\gamma` of relativity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.expression.nodes import call
from derive.expression.words import name_of
from derive.script.links import Links


def told_apart(links: Links) -> Links:
    """A reading whose quantities have names of their own, as those of scripts have."""
    own = {d.name: name_of(d.name, 0) for d in links.definitions if not d.parameters}
    names = {old: new for old, new in own.items() if new != old}
    if not names:
        return links
    nodes = {call(old): call(new) for old, new in names.items()}
    return replace(
        links,
        sides=tuple(None if side is None else side.replaced(nodes) for side in links.sides),
        given=tuple((a.replaced(nodes), b.replaced(nodes)) for a, b in links.given),
        where=tuple(
            c._replace(left=c.left.replaced(nodes), right=c.right.replaced(nodes))
            for c in links.where
        ),
        definitions=tuple(
            d._replace(name=names.get(d.name, d.name), body=d.body.replaced(nodes))
            for d in links.definitions
        ),
        doubtful=_named(links.doubtful, names),
        valued=_named(links.valued, names),
        likely=_named(links.likely, names),
        worded=_named(links.worded, names),
        unclear={names.get(n, n): _named(on, names) for n, on in links.unclear.items()},
    )


def _named(found: frozenset[str], names: Mapping[str, str]) -> frozenset[str]:
    return frozenset(names.get(name, name) for name in found)
