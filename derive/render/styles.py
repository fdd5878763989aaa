"""How the expressions of a report are typeset: one style for all of its lines."""

from __future__ import annotations

from derive.expression.nodes import Call, Written, free_variables
from derive.expression.notation import boxes
from derive.expression.typeset import Style
from derive.report.report import Report


def style_of(report: Report) -> Style:
    """The style of a report: ∂ where its theorem has several variables, in each of its lines."""
    return Style(len(variables(report)) > 1, boxes(report.notation))


def variables(report: Report) -> frozenset[str]:
    """The free variables of the theorem, those in the definitions that it needs included."""
    theorem = report.theorem
    if theorem is None:
        return frozenset()
    bodies = {
        d.left.name: (free_variables(d.right) - free_variables(d.left), d.right)
        for d in report.definitions
        if isinstance(d.left, Call)
    }
    found = free_variables(theorem.left) | free_variables(theorem.right)
    pending = [theorem.left, theorem.right]
    while pending:
        e = pending.pop()
        for name in e.called & bodies.keys() if isinstance(e, Written) else ():
            free, body = bodies.pop(name)
            found |= free
            pending.append(body)
    return frozenset(v.name for v in found)
