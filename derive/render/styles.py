"""How the expressions of a report are typeset: one style for all of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.expression.functions import CONSTANT_NAMES, SYNONYMS
from derive.expression.looks import Names, names_in
from derive.expression.nodes import Call, Expression, Written, free_variables
from derive.expression.notation import boxes
from derive.expression.tokens import plain_name
from derive.expression.typeset import Style, style_for
from derive.expression.words import BY_ARITY
from derive.report.report import Report

_NAME = re.compile(r"[^\W\d_]\w*")
#: No variable's, where they stand in a condition.
_KNOWN = frozenset((*BY_ARITY, *SYNONYMS, *CONSTANT_NAMES))


def style_of(report: Report) -> Style:
    """The style of a report: ∂ where its theorem has several variables, in each of its lines."""
    names = names_in(*_expressions(report)) | Names(frozenset(_grounds(report)))
    return style_for(names, partial=len(variables(report)) > 1, given=boxes(report.notation))


def _expressions(report: Report) -> Iterator[Expression]:
    """All expressions of a report."""
    if report.theorem is not None:
        yield from (report.theorem.left, report.theorem.right)
    yield from (step.line for step in report.steps)
    for definition in report.definitions:
        yield from (definition.left, definition.right)


def _grounds(report: Report) -> Iterator[str]:
    """The names in what a theorem holds on, which is said in words."""
    theorem = report.theorem
    for said in () if theorem is None else (*theorem.domain, *theorem.conditions):
        yield from (name for name in map(plain_name, _NAME.findall(said)) if name not in _KNOWN)


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
