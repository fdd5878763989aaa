"""A derivation as one page of HTML, with MathML: it needs no script, no font, no other file.

Each step opens to what it is made of.  All text of an author is escaped, and a source is a link
only where it is an address.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from textwrap import shorten

from derive.expression.boxes import Box
from derive.expression.mathml import flowing, math, written
from derive.expression.nodes import Expression
from derive.expression.typeset import Style, alone, typeset
from derive.render.export import plain
from derive.render.export.apart import taken_apart
from derive.render.export.domain import grounds_said
from derive.render.export.escaping import clean, worded
from derive.render.export.exported import Exported
from derive.render.export.words import (
    is_address,
    paragraphs,
    reason,
    standing,
    title,
    troubles,
    verdict,
)
from derive.render.styles import style_of
from derive.report.explain import Explanation
from derive.report.report import LineReport, Report, TheoremReport

#: The level of the headings in a step of a page, which can be linked to.
_STEP_OF_PAGE = 3
#: What a browser's tab or a search tells of a title.
_TAB = 70


def fragment(report: Report, explanations: tuple[Explanation, ...] = (), *, level: int = 3) -> str:
    """A derivation as a part of a page, with its style: what a notebook shows.

    Its title is a heading of that level.
    """
    told = Exported(report.title, report, explanations)
    return styled(article(told, level), plain.derivation(told, level))


def opened(found: Explanation, otherwise: str, *, level: int = 3) -> str:
    """One step taken apart, as it stands in an opened step: what a notebook shows."""
    step, before, report = found.step, found.before, found.report
    if step is None or before is None:
        return otherwise
    style = alone(before, step.line)
    names = ", ".join(map(clean, reason(step))) or "no reason"
    wrong = f' <strong class="failed">{clean(verdict(step))}</strong>' if verdict(step) else ""
    lines = [
        f"<h{level}>{worded(title(report, report.path))}, step {step.number}</h{level}>",
        scrolled(("", typeset(before, style))),
        scrolled(("=", typeset(step.line, style, step.changed))),
        f"<p>by {names}{wrong}</p>",
        taken_apart(Exported(report.title, report), step, found, style, level + 1),
    ]
    inside = "\n".join(lines)
    return styled(f'<article class="derive">\n{inside}\n</article>', otherwise)


def styled(inside: str, otherwise: str) -> str:
    """A part of a page with its style, and what is shown where the style is taken away."""
    return f"<style>{style('style')}{plain.GUARD}</style>\n{plain.either(inside, otherwise)}"


def render(told: Exported) -> str:
    """A derivation as a page of its own."""
    return page(told.report.title or told.name, article(told, 1))


def page(title: str, body: str, sheet: str = "") -> str:
    """A page, with its style in it, or with that of a style sheet."""
    look = f"<style>\n{style('page')}{style('style')}</style>"
    if sheet:
        look = f'<link rel="stylesheet" href="{escape(sheet)}">'
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{clean(shorten(title, _TAB, placeholder="…"))}</title>
{look}
</head>
<body>
{body}
</body>
</html>
"""


@cache
def style(name: str) -> str:
    """A style sheet that stands beside this file."""
    return Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8")


def article(told: Exported, level: int) -> str:
    """The whole derivation; what it rests on stands beside the steps where there is room."""
    report, style = told.report, style_of(told.report)
    heading = f"<h{level}>{worded(title(report, told.name))}</h{level}>"
    opening = "\n".join([heading, *_opening(told, style)])
    beside = "\n".join(_beside(told, level + 1))
    steps = "\n".join(_steps(told, style, level + 1))
    columns = (
        f'<div class="columns two">\n<div>\n{steps}\n</div>\n<aside>\n{beside}\n</aside>\n</div>'
    )
    if not beside:
        columns = steps
    return f'<article class="derive">\n{opening}\n{columns}\n</article>'


def _opening(told: Exported, style: Style) -> Iterator[str]:
    """The source, the theorem, that it is proved, what it holds on."""
    report = told.report
    if report.source:
        yield f'<p class="source">Source: {_source(report.source)}</p>'
    if report.theorem is not None:
        yield _theorem(report.theorem, style)
    kind, mark = ("proved", "✓") if report.proved else ("failed", "✗")
    yield f'<p class="standing {kind}">{mark} {clean(standing(report, told.version))}</p>'
    wrong = "".join(f"<li>{worded(said)}</li>" for said in troubles(report))
    if wrong:
        yield f'<ul class="failed">{wrong}</ul>'
    rows = "".join(_grounds(told, style))
    given = "".join(f"<dd>{_equation(d.left, d.right, style)}</dd>" for d in report.definitions)
    if given:
        rows += f"<dt>{'Definition' if len(report.definitions) == 1 else 'Definitions'}</dt>{given}"
    if rows:
        yield f"<dl>{rows}</dl>"


def _source(source: str) -> str:
    said = clean(source)
    return f'<a href="{said}" rel="noopener nofollow">{said}</a>' if is_address(source) else said


def _theorem(theorem: TheoremReport, style: Style) -> str:
    kind = "" if theorem.verdict.passes else " open"
    return f'<div class="theorem{kind}">{_equation(theorem.left, theorem.right, style)}</div>'


def _grounds(told: Exported, style: Style) -> Iterator[str]:
    """What it holds on and rests on, the rules and lemmas as links where they are pages."""
    theorem = told.report.theorem
    for heading, said in grounds_said(told.report, style, _inline, clean):
        if heading == "Lemmas" and theorem is not None:
            items = [
                linked(lemma.name, told.script_address(lemma.path)) for lemma in theorem.lemmas
            ]
            yield f"<dt>{heading}</dt><dd>{', '.join(items)}</dd>"
        else:
            yield f"<dt>{heading}</dt><dd>{said}</dd>"
    rules = theorem.rules if theorem is not None else ()
    if any(map(told.rule_address, rules)):
        items = [linked(name, told.rule_address(name)) for name in rules]
        yield f"<dt>By</dt><dd>{', '.join(items)}</dd>"


def _inline(box: Box) -> str:
    return math(written(box), small=True)


def linked(text: str, address: str) -> str:
    """Text, as a link where there is an address."""
    return f'<a href="{escape(address)}">{clean(text)}</a>' if address else clean(text)


def _equation(left: Expression, right: Expression, style: Style) -> str:
    return scrolled(("", typeset(left, style)), ("=", typeset(right, style)))


def scrolled(*sides: tuple[str, Box]) -> str:
    """Sides, each behind its sign, on several lines where they are wider than their place.

    What is still wider scrolls by itself.
    """
    return f'<span class="scroll">{flowing(*sides)}</span>'


def _beside(told: Exported, level: int) -> Iterator[str]:
    """The plot and the notes."""
    if told.plot:
        data = f"data:image/svg+xml;base64,{b64encode(told.plot.encode()).decode()}"
        alt = f"The function and its derivative: {told.report.title}"
        image = f'<img src="{escape(told.plot_address or data)}" alt="{clean(alt)}">'
        yield f"<figure>{image}<figcaption>The function and its derivative</figcaption></figure>"
    if told.report.notes:
        yield f"<h{level}>Notes</h{level}>"
        yield from (f"<p>{worded(part)}</p>" for part in paragraphs(told.report.notes))


def _steps(told: Exported, style: Style, level: int) -> Iterator[str]:
    theorem, report = told.report.theorem, told.report
    if theorem is None:
        return
    yield f"<h{level}>Derivation</h{level}>"
    yield f'<div class="start">{scrolled(("", typeset(theorem.left, style)))}</div>'
    yield '<ol class="steps">'
    apart = {e.step.number: e for e in told.explanations if e.step is not None}
    for step in report.steps:
        yield _step(told, step, apart.get(step.number), style, level + 1)
    yield "</ol>"


def _step(
    told: Exported, step: LineReport, apart: Explanation | None, style: Style, level: int
) -> str:
    """A line, with what it is by; open it, and it says why."""
    line = scrolled(("=", typeset(step.line, style, step.changed)))
    names = ", ".join(map(clean, reason(step))) or "no reason"
    wrong = f' <strong class="failed">{clean(verdict(step))}</strong>' if verdict(step) else ""
    note = f'<span class="note">{clean(step.note)}</span>' if step.note else ""
    summary = f'{line}<span class="reason">{names}{wrong}</span>{note}'
    inside = taken_apart(told, step, apart, style, level)
    place = f' id="step-{step.number}"' if level == _STEP_OF_PAGE else ""
    return f"<li{place}><details><summary>{summary}</summary>\n{inside}</details></li>"
