"""A derivation where neither styles nor MathML are let through: its formulas in LaTeX.

JupyterLab takes both out of a notebook that it does not trust, and leaves the letters that stood in
them; formulas between dollars are typeset in any.  So a cell has both, and shows one.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from derive.render.export.escaping import clean, worded
from derive.render.export.exported import Exported
from derive.render.export.words import paragraphs, standing, title, troubles
from derive.render.latex import align, equation
from derive.render.styles import style_of

#: With it the page is shown, without it what stands beside it.
GUARD = ".derive-page { display: block !important; }\n.derive-plain { display: none; }\n"


def either(page: str, plain: str) -> str:
    """A page, or what is shown in its place where its style is taken away."""
    return (
        f'<div class="derive-plain">\n{plain}\n</div>\n'
        f'<div class="derive-page" style="display: none">\n{page}\n</div>'
    )


def derivation(told: Exported, level: int) -> str:
    """A derivation with its reasons, its title as a heading of that level."""
    return "\n".join(_parts(told, level))


def _parts(told: Exported, level: int) -> Iterator[str]:
    report = told.report
    yield f"<h{level}>{worded(title(report, told.name))}</h{level}>"
    if report.theorem is not None:
        yield displayed(equation(report.theorem.left, report.theorem.right, style_of(report)))
    yield f"<p>{'✓' if report.proved else '✗'} {clean(standing(report, told.version))}</p>"
    wrong = "".join(f"<li>{worded(said)}</li>" for said in troubles(report))
    if wrong:
        yield f"<ul>{wrong}</ul>"
    if report.theorem is not None:
        lines = align(report, reasons="column", environment="aligned").splitlines()
        yield displayed("\n".join(line for line in lines if not line.startswith("%")))
    yield from (f"<p>{worded(part)}</p>" for part in paragraphs(report.notes))


def displayed(formula: str) -> str:
    """A formula in LaTeX, on lines of its own."""
    return f"$$\n{escape(formula)}\n$$"
