r"""A derivation as Markdown that GitHub renders.

GitHub has no `\operatorname`, takes away a backslash before a sign, and reads `<` as a tag: so
there are none of them between dollars.  All that could be markup in an author's words is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.expression.boxes import Box
from derive.expression.latex import latex, written
from derive.expression.nodes import Expression
from derive.expression.typeset import Style
from derive.render.diagnostics import printable
from derive.render.export.domain import grounds_said
from derive.render.export.exported import Exported
from derive.render.export.words import (
    CODE,
    is_address,
    paragraphs,
    standing,
    title,
    troubles,
)
from derive.render.latex import align
from derive.render.styles import style_of

_MARKUP = re.compile(r"([\\`*_\[\]{}#$|~^])|([<>&])")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
#: What makes a list, a heading or a rule of a line that begins with it.
_OPENS = re.compile(r"^(\s*)([-+=:]|\d+(?=[.)]))")
#: Fractions of full size within a sentence.
_FULL = r"\displaystyle "
_UPRIGHT = re.compile(r"\\operatorname\{([^{}]*)\}")
#: A backslash that GitHub would take away between dollars; those at the end of a line stay.
_TAKEN = re.compile(r"\\[^A-Za-z\\\n]|\\\\(?!\n)")


def render(told: Exported) -> str:
    """The document."""
    return "\n\n".join([*introduction(told), *derivation(told), *closing(told)]) + "\n"


def introduction(told: Exported) -> Iterator[str]:
    """The title, the source, definitions, domain, and the theorem."""
    report, style = told.report, style_of(told.report)
    pieces = CODE.split(title(report, told.name))
    yield " ".join(["#", *(f"`{p}`" if k % 2 else text(p) for k, p in enumerate(pieces) if p)])
    if report.source:
        yield f"Source: {_source(report.source)}"
    if report.theorem is not None:
        yield display(equation(report.theorem.left, report.theorem.right, style))
    mark = "✓" if report.proved else "✗"
    yield f"**{mark} {text(standing(report, told.version))}**"
    if troubles(report):
        yield "\n".join(f"- {text(said)}" for said in troubles(report))
    rests = grounds_said(report, style, _formula, text)
    items = [f"- {heading}: {said}" for heading, said in rests]
    items += [
        f"- Definition: {inline(_FULL + equation(d.left, d.right, style))}"
        for d in report.definitions
    ]
    if items:
        yield "\n".join(items)


def derivation(told: Exported) -> Iterator[str]:
    """The lines with their reasons, and the notes on steps."""
    if told.report.theorem is None:
        return
    yield "## Derivation"
    block = align(told.report, reasons="column", environment="aligned")
    yield display(block.removeprefix("% not proved: " + told.report.theorem.verdict.value).strip())
    notes = [f"- Step {step.number}: {text(step.note)}" for step in told.report.steps if step.note]
    if notes:
        yield "\n".join(notes)


def closing(told: Exported) -> Iterator[str]:
    """The notes on the whole."""
    if told.report.notes:
        yield "## Notes"
        yield from map(text, paragraphs(told.report.notes))


def equation(left: Expression, right: Expression, style: Style) -> str:
    """Both sides of an equation."""
    return f"{latex(left, style)} = {latex(right, style)}"


def display(formula: str) -> str:
    """A formula in a block of its own."""
    formula = _for_github(formula)
    if _TAKEN.search(formula):
        return f"```math\n{formula}\n```"
    return f"$$\n{formula}\n$$"


def inline(formula: str) -> str:
    """A formula within a sentence."""
    formula = _for_github(formula)
    return f"$`{formula}`$" if _TAKEN.search(formula) or "*" in formula else f"${formula}$"


def _for_github(formula: str) -> str:
    upright = _UPRIGHT.sub(r"\\mathop{\\mathrm{\1}}", formula)
    return upright.replace("<", r"\lt ").replace(">", r"\gt ")


def _formula(box: Box) -> str:
    return inline(written(box))


def _source(source: str) -> str:
    return f"<{source}>" if is_address(source) else text(source)


def text(said: str) -> str:
    """Words of an author, in one line, without markup."""
    plain = " ".join(printable(said).split())
    escaped = _MARKUP.sub(lambda m: f"\\{m[1]}" if m[1] else _ENTITIES[m[2]], plain)
    return _OPENS.sub(r"\1\\\2", escaped) if not escaped[:1].isdigit() else _numbered(escaped)


def _numbered(said: str) -> str:
    """A line that begins with a number and a point is no list."""
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", said)
