"""A checked derivation as LaTeX: the `align` block, line by line as its author wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from derive.expression.boxes import Box
from derive.expression.breaking import broken, width
from derive.expression.latex import written
from derive.expression.nodes import Expression
from derive.expression.typeset import Style, typeset
from derive.render.styles import style_of
from derive.report.report import LineReport, Report, TheoremReport

#: The environments of a derivation; `aligned` stands within mathematics.
ENVIRONMENTS = ("align", "align*", "aligned")
#: Where the reasons of a derivation stand; between the lines not in `aligned`.
REASONS = ("none", "column", "intertext")

_SPECIAL = re.compile(r"([#$%&_{}])|([\\~^<>|])")
_CHARACTERS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


#: How wide the page of an `article` is, about, in the width of an `m`; so much is left at least.
_ROOM, _LEAST = 35.0, 16.0
#: A left side that is wider stands on a line of its own; a letter of a reason takes so much.
_WIDEST_LEFT, _REASON = 11.0, 0.45


class _Form(NamedTuple):
    """Whether reasons stand in a column, and what says that a line has no number."""

    column: bool
    unnumbered: str


def align(report: Report, *, reasons: str = "none", environment: str = "align") -> str:
    """The derivation in an environment of amsmath, with its reasons in a column or as intertext.

    One that is not proved says so in a comment in its first line.  Raises `ValueError` for an
    environment or a place of the reasons that there is not.
    """
    if environment not in ENVIRONMENTS or reasons not in REASONS:
        raise ValueError(f"there is no {environment} with reasons in {reasons}")
    if (environment, reasons) == ("aligned", "intertext"):
        raise ValueError("there is no intertext in aligned")
    theorem = report.theorem
    if theorem is None:
        return "% not proved: the script cannot be used"
    rows = _between if reasons == "intertext" else _beside
    form = _Form(reasons == "column", r" \notag" if environment == "align" else "")
    body = "\n".join(rows(report, theorem, style_of(report), form))
    warning = "" if report.proved else f"% not proved: {theorem.verdict.value}\n"
    return f"{warning}\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}"


def _beside(report: Report, theorem: TheoremReport, style: Style, form: _Form) -> Iterator[str]:
    """The lines, the left side before the first; reasons stand in a column, if they do."""
    left = typeset(theorem.left, style)
    apart = width(left) > _WIDEST_LEFT
    if apart:
        yield from _left(left, form)
    longest = max(len(_reason(step)) for step in report.steps) if form.column else 0
    room = _ROOM - (1 if apart else width(left)) - _REASON * longest
    for step in report.steps:
        opening = f"{written(left)} " if step is report.steps[0] and not apart else ""
        reason = escaped(_reason(step)) if form.column else ""
        names = f" && \\text{{{reason}}}" if reason else ""
        first, *rest = _lines(step, style, room)
        rows = [f"  {opening}&= {first}{names}", *(f"  &\\quad {line}" for line in rest)]
        yield f"{form.unnumbered} \\\\\n".join(rows) + _end(step, report)


def _between(report: Report, theorem: TheoremReport, style: Style, form: _Form) -> Iterator[str]:
    """The left side, then each line below its reason."""
    yield from _left(typeset(theorem.left, style), form)
    for step in report.steps:
        if reason := _reason(step):
            yield f"  \\intertext{{by {escaped(reason)}}}"
        first, *rest = _lines(step, style, _ROOM)
        rows = [f"  &= {first}", *(f"  &\\quad {line}" for line in rest)]
        yield f"{form.unnumbered} \\\\\n".join(rows) + _end(step, report)


def _left(left: Box, form: _Form) -> Iterator[str]:
    """The left side on lines of its own."""
    first, *rest = _written(left, _ROOM)
    for line in (f"  & {first}", *(f"  &\\quad {line}" for line in rest)):
        yield f"{line}{form.unnumbered} \\\\"


def _lines(step: LineReport, style: Style, room: float) -> list[str]:
    """A line of a derivation on as many lines of a page as it needs."""
    return _written(typeset(step.line, style), max(room, _LEAST))


def _written(box: Box, room: float) -> list[str]:
    return [written(line).strip() for line in broken(box, room)]


def aligned(left: Expression, right: Expression, style: Style) -> list[str]:
    """An equation as rows of an environment that aligns them."""
    before = typeset(left, style)
    first, *rest = _written(typeset(right, style), max(_ROOM - width(before), _LEAST))
    return [f"{written(before)} &= {first}", *(f"&\\quad {line}" for line in rest)]


def equation(left: Expression, right: Expression, style: Style) -> str:
    """An equation for a display of its own, on several lines where it is too wide for one."""
    before, behind = typeset(left, style), typeset(right, style)
    if width(before) + width(behind) <= _ROOM:
        return f"{written(before)} = {written(behind)}"
    left, *more = _written(before, _ROOM)
    first, *rest = _written(behind, _ROOM - 2)
    lines = [f"& {left}", *(f"&\\quad {line}" for line in more)]
    lines += [f"&= {first}", *(f"&\\quad {line}" for line in rest)]
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _end(step: LineReport, report: Report) -> str:
    return "" if step is report.steps[-1] else r" \\"


def _reason(step: LineReport) -> str:
    names = ", ".join(step.reason.names if step.reason is not None else step.written or ())
    wrong = "" if step.verdict.passes else f"({step.verdict.value})"
    return f"{names} {wrong}".strip()


def escaped(text: str) -> str:
    """Text for LaTeX: nothing in it is read as anything but itself."""
    return _SPECIAL.sub(lambda m: f"\\{m[1]}" if m[1] else _CHARACTERS[m[2]], text)
