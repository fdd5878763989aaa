"""What a step is made of, on a page: its rules and their instances, conditions, single moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape

from derive.expression.mathml import math, mathml
from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse_equation
from derive.expression.tokens import ParseError
from derive.expression.typeset import Style, alone
from derive.render.export.escaping import clean, worded
from derive.render.export.exported import Exported
from derive.report.certificate import Statement
from derive.report.explain import Discharged, Explanation, SingleMove
from derive.report.report import Agreement, LineReport, NumericCheck, Witness

#: So many laws and moves are told of one step.
_MOST = 12


def taken_apart(
    told: Exported, step: LineReport, apart: Explanation | None, style: Style, level: int
) -> str:
    """The parts of a step, each under a heading of that level."""
    parts = [] if apart is None else [*_parts(told, apart, style)]
    heads = [f"<h{level}>{head}</h{level}>\n{body}" for head, body in parts]
    if step.witness is not None:
        heads.append(f'<p class="failed">{clean(_witness(step.witness))}</p>')
    if step.remedy is not None:
        heads.append(f"<p>Remedy: {clean(step.remedy.said)}</p>")
    if step.numeric is not None and step.numeric.points:
        heads.append(f"<p>{escape(_numeric(step.numeric))}</p>")
    if not heads:
        heads.append("<p>Nothing more is known of this step.</p>")
    return '<div class="apart">\n' + "\n".join(heads) + "\n</div>\n"


def _parts(told: Exported, apart: Explanation, style: Style) -> Iterator[tuple[str, str]]:
    if apart.statements:
        rules = [_statement(told, s, style) for s in apart.statements]
        yield "Rule" if len(rules) == 1 else "Rules", _list(rules)
    if apart.laws:
        yield (
            "Laws",
            _list(_statement(told, s, style) for s in apart.laws),
        )
    if apart.conditions:
        yield "Conditions", _list(map(_condition, apart.conditions))
    moves = [move for move in apart.moves if move.names]
    if len(moves) > 1:
        yield "Single moves", _list(_move(move, style) for move in moves)


def _list(items: Iterable[str]) -> str:
    listed = list(items)
    shown = "".join(f"<li>{item}</li>\n" for item in listed[:_MOST])
    more = f"<li>and {len(listed) - _MOST} more</li>\n" if len(listed) > _MOST else ""
    return f"<ul>\n{shown}{more}</ul>"


def _statement(told: Exported, statement: Statement, style: Style) -> str:
    """A rule with what it says, and what its variables stand for."""
    address = told.rule_address(statement.name)
    name = clean(statement.name)
    head = f'<a href="{escape(address)}">{name}</a>' if address else f"<strong>{name}</strong>"
    said = f"{head}: {said_in_mathematics(statement.said)}"
    if statement.when:
        said += f" when <code>{escape(statement.when)}</code>"
    if statement.bindings:
        known = ", ".join(_binding(v, e, style) for v, e in statement.bindings)
        said += f", here with {known}"
    return said


@cache
def said_in_mathematics(said: str) -> str:
    """What a rule says: an equation where it is one, else words."""
    try:
        sides = parse_equation(said, Scope(free=True))
    except ParseError:
        return clean(said)
    left, right = sides.left.node, sides.right.node
    style = alone(left, right)
    return _inline(f"{mathml(left, style)}<mo>=</mo>{mathml(right, style)}")


def _binding(variable: str, e: Expression, style: Style) -> str:
    return _inline(f"<mi>{escape(variable)}</mi><mo>=</mo>{mathml(e, style)}")


def _inline(inner: str) -> str:
    return f'<span class="scroll">{math(inner)}</span>'


def _condition(condition: Discharged) -> str:
    mark = "" if condition.holds else ' class="failed"'
    said = clean(f"{condition.condition}")
    return f"<code{mark}>{said}</code>: {worded(condition.how)}"


def _move(move: SingleMove, style: Style) -> str:
    """A single use of a rule: what it makes of what."""
    name = clean(", ".join(move.names))
    arrow = f"{mathml(move.before, style)}<mo>→</mo>{mathml(move.after, style)}"
    return f"{name}: {_inline(arrow)}"


def _witness(found: Witness) -> str:
    """The point at which the lines differ, with both values."""
    point = ", ".join(f"{v} = {q}" for v, q in found.point) or "any point"
    before, here = (value or "undefined" for value in (found.left, found.right))
    return f"At {point} the line before is {before}, and this one is {here}."


def _numeric(check: NumericCheck) -> str:
    what = f"Finite differences with h = {check.h}" if check.h else "Values compared"
    points = "1 point" if check.points == 1 else f"{check.points} points"
    wrong = ", which disagrees" if check.agreement is Agreement.DISAGREES else ""
    return f"{what} at {points}: error {check.error}{wrong}."
