"""A checked derivation as LaTeX: the `align` block, line by line as its author wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.expression.latex import latex
from derive.expression.typeset import Style
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
    body = "\n".join(rows(report, theorem, style_of(report), reasons == "column"))
    warning = "" if report.proved else f"% not proved: {theorem.verdict.value}\n"
    return f"{warning}\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}"


def _beside(report: Report, theorem: TheoremReport, style: Style, column: bool) -> Iterator[str]:
    """The lines, the left side before the first; reasons stand in a column, if they do."""
    for step in report.steps:
        left = f"{latex(theorem.left, style)} " if step is report.steps[0] else ""
        names = f" && \\text{{{escaped(reason)}}}" if column and (reason := _reason(step)) else ""
        yield f"  {left}&= {latex(step.line, style)}{names}{_end(step, report)}"


def _between(report: Report, theorem: TheoremReport, style: Style, _: bool) -> Iterator[str]:
    """The left side, then each line below its reason."""
    yield f"  {latex(theorem.left, style)} \\notag \\\\"
    for step in report.steps:
        if reason := _reason(step):
            yield f"  \\intertext{{by {escaped(reason)}}}"
        yield f"  &= {latex(step.line, style)}{_end(step, report)}"


def _end(step: LineReport, report: Report) -> str:
    return "" if step is report.steps[-1] else r" \\"


def _reason(step: LineReport) -> str:
    return ", ".join(step.reason.names) if step.reason is not None else ""


def escaped(text: str) -> str:
    """Text for LaTeX: nothing in it is read as anything but itself."""
    return _SPECIAL.sub(lambda m: f"\\{m[1]}" if m[1] else _CHARACTERS[m[2]], text)
