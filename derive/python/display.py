"""Results in the cells of notebooks: thin, since pages of HTML and formulas are made elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.expression.nodes import Expression
    from derive.report.explain import Explanation
    from derive.report.report import Report


def words(text: str) -> str:
    """Words as they stand on a terminal."""
    return f'<pre style="font-family: monospace">{escape(text)}</pre>'


def derivation(report: Report, explanations: tuple[Explanation, ...] = ()) -> str:
    """A derivation whose steps open; where it is not proved, with the lines that are meant."""
    from derive.render.diagnostics import plain
    from derive.render.export.html import fragment

    wrong = "\n".join(plain(found, report.lines) for found in report.diagnostics)
    shown = fragment(report, explanations) if report.theorem is not None else ""
    return "\n".join(filter(None, [shown, words(wrong) if wrong else ""]))


def equation(
    left: Expression, sign: str, right: Expression, latex: str, *, proved: bool, said: str
) -> str:
    """Both sides of an equation, and what is known of it; `latex` is the same formula."""
    from derive.expression.typeset import alone, typeset
    from derive.render.export.html import scrolled, styled
    from derive.render.export.plain import displayed

    kind, mark = ("proved", "✓") if proved else ("failed", "✗")
    both = alone(left, right)
    shown = scrolled(("", typeset(left, both)), (sign, typeset(right, both)))
    standing = f'<p class="standing {kind}">{mark} {escape(said)}</p>'
    return styled(f'<div class="derive">{shown}{standing}</div>', displayed(latex) + standing)
