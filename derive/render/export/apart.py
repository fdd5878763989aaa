"""What a step is made of, on a page: its rules and their instances, conditions, single moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from derive.expression.mathml import flowing
from derive.expression.typeset import Style, typeset
from derive.render.export.escaping import clean, worded
from derive.render.export.exported import Exported
from derive.render.export.inline import binding, condition, formula, reasoned, said_in_mathematics
from derive.render.export.sentences import value_box
from derive.render.export.why import why_equal
from derive.render.shown import Line, for_a_reader
from derive.report.certificate import Statement
from derive.report.explain import Discharged, Explanation, Joint, SingleMove
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
        heads.append(f"<p>Remedy: {worded(step.remedy.said)}</p>")
    if step.numeric is not None and step.numeric.points:
        heads.append(f"<p>{escape(_numeric(step.numeric))}</p>")
    if not heads:
        heads.append("<p>Nothing more is known of this step.</p>")
    return '<div class="apart">\n' + "\n".join(heads) + "\n</div>\n"


def _parts(told: Exported, apart: Explanation, style: Style) -> Iterator[tuple[str, str]]:
    if apart.statements:
        rules = [_statement(told, s, style) for s in apart.statements]
        yield "Rule" if len(rules) == 1 else "Rules", _list(rules)
    for one in apart.certificates:
        yield f"Why it is equal, by {clean(', '.join(one.names))}", why_equal(told, one, style)
    if apart.joints:
        yield "Joints", _list(_joint(j, style) for j in apart.joints)
    if apart.conditions:
        yield "Conditions", _list(_condition(c, style) for c in apart.conditions)
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
        known = ", ".join(binding(v, e, style) for v, e in statement.bindings)
        said += f", here with {known}"
    return said


def _condition(found: Discharged, style: Style) -> str:
    """A condition with why it holds, as a terminal tells it."""
    first, *others = for_a_reader(found, _MOST)
    mark = "" if found.holds else ' class="failed"'
    opening = (
        f"<span{mark}>{condition(found.condition, style)}</span>: {reasoned(first.said, style)}"
    )
    return f"{opening}{_below(others, style)}"


def _below(lines: Sequence[Line], style: Style) -> str:
    items = (f"<li>{reasoned(one.said, style)}{_below(one.below, style)}</li>" for one in lines)
    return f"\n<ul>{''.join(items)}</ul>" if lines else ""


def _joint(joint: Joint, style: Style) -> str:
    """What a function is on both sides of a joint, and that both agree there."""
    value, slope = _value(joint.value, style), _value(joint.slope, style)
    sides = [
        f"where {condition(where, style)} it is {_value(piece, style)}, "
        f"of slope {_value(rise, style)}"
        for where, piece, rise in joint.pieces
    ]
    items = "".join(f"<li>{said}</li>" for said in (*sides, f"both are {value}, of slope {slope}"))
    function = formula(typeset(joint.function, style))
    return f"{function} at {condition(joint.at, style)}:\n<ul>{items}</ul>"


def _value(said: str, style: Style) -> str:
    box = value_box(said, style)
    return clean(said) if box is None else formula(box)


def _move(move: SingleMove, style: Style) -> str:
    """A single use of a rule: what it makes of what, on two lines where it is wide."""
    name = clean(", ".join(move.names))
    sides = ("", typeset(move.before, style)), ("→", typeset(move.after, style))
    return f'{name}: <span class="scroll">{flowing(*sides)}</span>'


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
