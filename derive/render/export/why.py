"""Why a procedure makes of a line what it makes, on a page: as a terminal tells a reader."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import islice

from derive.expression.mathml import flowing
from derive.expression.nodes import Expression, integer
from derive.expression.typeset import Style, typeset
from derive.render.certified import cases, for_a_reader, is_short
from derive.render.export.escaping import clean
from derive.render.export.exported import Exported
from derive.render.export.inline import binding, condition, reasoned, said_in_mathematics
from derive.report.certificate import Certified, Entered, MultipliedOut, Statement

#: So many cases, and so many entries of one, are told.
_MOST = 12


def why_equal(told: Exported, found: Certified, style: Style) -> str:
    """A certificate: its letters, what functions are in them, the identity that is left."""
    lines = [f"<p>{_chain((found.before, found.after), style)}</p>"]
    all_cases = [*cases(found)]
    for number, (supposed, case) in enumerate(all_cases[:_MOST], 1):
        if supposed:
            said = ", ".join(condition(one, style) for one in supposed)
            lines.append(f"<p>Case {number} of {len(all_cases)}: {said}</p>")
        lines += _case(told, case, style, letters_only=number > 1)
    return "\n".join(lines)


def _case(told: Exported, case: Certified, style: Style, letters_only: bool) -> Iterator[str]:
    for head, entries in for_a_reader(case, letters_only):
        items = "".join(_entry(told, entry, style) for entry in islice(entries, _MOST))
        more = f"<li>and {len(entries) - _MOST} more</li>" if len(entries) > _MOST else ""
        yield f"<p>{head}</p>\n<ul>{items}{more}</ul>"
    yield _identity(case.identity, style)


def _entry(told: Exported, entry: Entered, style: Style) -> str:
    """One entry: what it says, and below that why."""
    said = [_chain(pair, style) for pair in entry.letters]
    said += [_chain(entry.equal, style)] if entry.equal else []
    related = ", ".join(_chain(pair, style) for pair in entry.relations)
    why = reasoned(entry.why, style) if entry.why else ""
    if related or (entry.letters and not entry.equal and why):
        why = "so that " + ", ".join(filter(None, (related, why)))
    below = [] if entry.law is None or entry.letters else [_law(told, entry.law, style)]
    below += [why] if why else []
    if not said:
        return "".join(f"<li>{one}</li>" for one in below)
    inside = "".join(f"<li>{one}</li>" for one in below)
    return f"<li>{', '.join(said)}{f'<ul>{inside}</ul>' if inside else ''}</li>"


def _law(told: Exported, law: Statement, style: Style) -> str:
    """The law that an entry is by, with what its variables stand for."""
    said = f"by {said_in_mathematics(law.said)}"
    if law.when:
        said += f" when <code>{escape(law.when)}</code>"
    if law.bindings:
        said += f", with {', '.join(binding(v, e, style) for v, e in law.bindings)}"
    address = told.rule_address(law.name)
    return f'{said} (<a href="{escape(address)}">{clean(law.name)}</a>)' if address else said


def _identity(found: MultipliedOut | None, style: Style) -> str:
    """The one identity of polynomials that is left."""
    if found is None or not is_short(found):
        return "<p>So both sides are quotients of polynomials that are equal, multiplied out.</p>"
    if found.left == found.right:
        return f"<p>So both sides are {_chain((found.left,), style)}</p>"
    total = () if found.total is None else (found.total,)
    items = [
        f"the left side is {_chain((found.left,), style)}",
        f"the right side is {_chain((found.right,), style)}",
        f"and multiplied out {_chain((found.difference, *total, integer(0)), style)}",
    ]
    return f"<p>So</p>\n<ul>{''.join(f'<li>{one}</li>' for one in items)}</ul>"


def _chain(equal: tuple[Expression, ...], style: Style) -> str:
    """What is equal, each to the one before."""
    boxes = [typeset(e, style) for e in equal]
    sides = flowing(*zip(("", *["="] * (len(boxes) - 1)), boxes, strict=True))
    return f'<span class="scroll">{sides}</span>'
