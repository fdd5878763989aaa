"""Links of which names mean nothing: what defines them is left out, so they may be anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, call
from derive.script.links import Links
from derive.script.script import Definition, OpaqueFunction, Placed, Variable


def in_place_of(names: Iterable[str]) -> Mapping[Expression, Expression]:
    """What stands for quantities where they are variables."""
    return {call(name): Symbol(name) for name in names}


def freed(links: Links, names: frozenset[str]) -> Links:
    """Links in which names are variables, and functions of which nothing is known.

    The sides are left as they are.
    """
    put = in_place_of(names)
    gone = [d for d in links.definitions if d.name in names]
    variables = (Variable(d.name, "", False, (), d.place) for d in gone if not d.parameters)
    functions = (OpaqueFunction(d.name, d.place, len(d.parameters)) for d in gone if d.parameters)
    return replace(
        links,
        definitions=tuple(_freed(d, put) for d in links.definitions if d.name not in names),
        variables=(*links.variables, *variables),
        functions=(*links.functions, *functions),
    )


def _freed(d: Definition, put: Mapping[Expression, Expression]) -> Definition:
    body = d.body.parsed
    return d._replace(body=Placed(body._replace(node=body.node.xreplace(put)), d.body.source))
