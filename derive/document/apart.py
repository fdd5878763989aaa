"""Quantities that a text calls as a known function is called, as the `\\gamma` of relativity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.expression.nodes import Expression, call
from derive.expression.parsed import Parsed
from derive.expression.words import name_of
from derive.script.links import Links
from derive.script.script import Placed


def told_apart(links: Links) -> Links:
    """A reading whose quantities have names of their own, as those of scripts have."""
    own = {d.name: name_of(d.name, 0) for d in links.definitions if not d.parameters}
    names = {old: new for old, new in own.items() if new != old}
    if not names:
        return links
    nodes = {call(old): call(new) for old, new in names.items()}
    return replace(
        links,
        sides=tuple(None if side is None else _placed(side, nodes) for side in links.sides),
        given=tuple((_placed(a, nodes), _placed(b, nodes)) for a, b in links.given),
        where=tuple(
            c._replace(left=_placed(c.left, nodes), right=_placed(c.right, nodes))
            for c in links.where
        ),
        definitions=tuple(
            d._replace(name=names.get(d.name, d.name), body=_placed(d.body, nodes))
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


def _placed(side: Placed, nodes: Mapping[Expression, Expression]) -> Placed:
    return side._replace(parsed=_parsed(side.parsed, nodes))


def _parsed(part: Parsed, nodes: Mapping[Expression, Expression]) -> Parsed:
    inner = tuple((at, _parsed(inside, nodes)) for at, inside in part.parts)
    return part._replace(node=part.node.xreplace(nodes), parts=inner)
