"""What a step is made of, on a page: its rules and their instances, conditions, single moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape

from derive.expression.boxes import Box
from derive.expression.breaking import width
from derive.expression.mathml import flowing, math, mathml, written
from derive.expression.nodes import Expression
from derive.expression.parsed import Scope
from derive.expression.parser import parse_equation
from derive.expression.tokens import ParseError
from derive.expression.typeset import Style, alone, typeset
from derive.render.export.domain import condition_phrase
from derive.render.export.escaping import clean, worded
from derive.render.export.exported import Exported
from derive.render.export.sentences import sentence, value_box
from derive.render.shown import Line, for_a_reader
from derive.report.certificate import Statement
from derive.report.explain import Discharged, Explanation, Joint, SingleMove
from derive.report.report import Agreement, LineReport, NumericCheck, Witness

#: So many laws and moves are told of one step.
_MOST = 12
#: A formula in a sentence that is wider than this has a place of its own.
_WIDE = 20.0


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


def _condition(found: Discharged, style: Style) -> str:
    """A condition with why it holds, as a terminal tells it."""
    first, *others = for_a_reader(found, _MOST)
    mark = "" if found.holds else ' class="failed"'
    opening = f"<span{mark}>{_said(found.condition, style)}</span>: {_sentence(first, style)}"
    return f"{opening}{_below(others, style)}"


def _below(lines: Sequence[Line], style: Style) -> str:
    items = (f"<li>{_sentence(one, style)}{_below(one.below, style)}</li>" for one in lines)
    return f"\n<ul>{''.join(items)}</ul>" if lines else ""


def _sentence(line: Line, style: Style) -> str:
    return sentence(line.said, style, _formula, worded)


def _joint(joint: Joint, style: Style) -> str:
    """What a function is on both sides of a joint, and that both agree there."""
    value, slope = _value(joint.value, style), _value(joint.slope, style)
    sides = [
        f"where {_said(where, style)} it is {_value(piece, style)}, of slope {_value(rise, style)}"
        for where, piece, rise in joint.pieces
    ]
    items = "".join(f"<li>{said}</li>" for said in (*sides, f"both are {value}, of slope {slope}"))
    function = _formula(typeset(joint.function, style))
    return f"{function} at {_said(joint.at, style)}:\n<ul>{items}</ul>"


def _value(said: str, style: Style) -> str:
    box = value_box(said, style)
    return clean(said) if box is None else _formula(box)


def _said(condition: str, style: Style) -> str:
    return condition_phrase(condition, style, _formula, clean)


def _formula(box: Box) -> str:
    """A formula within a sentence; a wide one scrolls by itself."""
    inner = math(written(box), small=True)
    return inner if width(box) <= _WIDE else f'<span class="scroll">{inner}</span>'


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
