"""Lines with derivatives that a text gives of functions that it gives by nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from derive.expression.nodes import Call, Expression, call, called, subexpressions
from derive.script.script import Placed


def with_slopes(left: Placed, right: Placed, slopes: Mapping[str, str]) -> tuple[Placed, Placed]:
    """Both sides with what the text says of derivatives, but of functions that stand there too.

    There they are derivatives of something unknown.
    """
    names = {n for side in (left, right) for n in called(side.node)} if slopes else set()
    others = {n.rstrip("'") for n in names if n not in slopes}
    known = {n for n in names & slopes.keys() if n.rstrip("'") not in others}
    if not known:
        return left, right
    nodes: dict[Expression, Expression] = {
        s: call(slopes[s.name], *s.arguments)
        for side in (left, right)
        for s in subexpressions(side.node)
        if isinstance(s, Call) and s.name in known
    }
    return left.replaced(nodes), right.replaced(nodes)
