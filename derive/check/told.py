"""Lines as the text has them that says something of functions which it gives by nothing else.

It may give their derivatives, as in `F'(x) = log(x)`, or values, as in `f(2) = 5`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from derive.check.binding import unknown_functions
from derive.expression.nodes import (
    Call,
    Expression,
    call,
    called,
    free_variables,
    strip,
    subexpressions,
)
from derive.kernel.theory import Theory
from derive.script.links import Links
from derive.script.script import Placed

Pair = tuple[Placed, Placed]
_Nodes = Mapping[Expression, Expression]
#: So often a value is an argument of which a value is given.
_MAX_NESTED = 3


def as_told(pair: Pair, links: Links, theory: Theory) -> Pair:
    """Both sides with the derivatives and the values that the text gives.

    Where a function stands there too it is unknown, and so is what is given of it.
    """
    names = {n.rstrip("'") for side in pair for n in called(side.node)}
    if names.isdisjoint(theory.opaque):
        return pair
    return _with(_with(pair, _slopes(pair, links.slopes), theory), _values(pair, links), theory)


def has_values(pair: Pair, links: Links) -> bool:
    """Whether the text gives values of functions in a line."""
    values = _values(pair, links)
    return any(s in values for side in pair for s in subexpressions(side.node))


def _slopes(pair: Pair, slopes: Mapping[str, str]) -> _Nodes:
    """What the derivatives in a line are."""
    nodes = (s for side in pair for s in subexpressions(side.node) if isinstance(s, Call))
    return {s: call(slopes[s.name], *s.arguments) for s in nodes if s.name in slopes}


def _values(pair: Pair, links: Links) -> _Nodes:
    """The values that the text gives of functions; none if it gives several of one.

    What a side is as a whole is asked for.
    """
    sides = {strip(side.node) for side in pair}
    found: dict[Expression, set[Expression]] = {}
    for left, right in links.given:
        e, value = strip(left.node), strip(right.node)
        number = not free_variables(e) | free_variables(value) and not unknown_functions(value)
        if isinstance(e, Call) and number:
            found.setdefault(e, set()).add(value)
    several = any(len(values) > 1 for values in found.values())
    if several or not sides.isdisjoint(found):
        return {}
    return {e: value for e, (value,) in found.items()}


def _with(pair: Pair, nodes: _Nodes, theory: Theory) -> Pair:
    """Both sides with what nodes are, if nothing else is there of their functions."""
    here = {s for side in pair for s in subexpressions(side.node)}
    if here.isdisjoint(nodes):
        return pair
    done = pair
    for _ in range(_MAX_NESTED):
        done = done[0].replaced(nodes), done[1].replaced(nodes)
    names = {e.name.rstrip("'") for e in nodes.keys() & here if isinstance(e, Call)}
    return pair if names & _unknown(done, theory) else done


def _unknown(sides: Iterable[Placed], theory: Theory) -> set[str]:
    return unknown_functions(*(theory.unfold(side.node) for side in sides))
