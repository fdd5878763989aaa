"""A checked derivation as LaTeX: the `align` block, line by line as its author wrote it."""

from __future__ import annotations

import re

from derive.expression.latex import latex
from derive.report.report import LineReport, Report

_SPECIAL = re.compile(r"([#$%&_{}])|([\\~^])")
_CHARACTERS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def align(report: Report, *, reasons: bool = False) -> str:
    """The `align` block; one that is not proved says so in a comment in its first line."""
    theorem = report.theorem
    if theorem is None:
        return "% not proved: the script cannot be used"
    lines = [_line(step, reasons) for step in report.steps]
    lines[0] = f"{latex(theorem.left)} {lines[0]}"
    body = " \\\\\n".join(f"  {line}" for line in lines)
    warning = "" if report.proved else f"% not proved: {theorem.verdict.value}\n"
    return f"{warning}\\begin{{align}}\n{body}\n\\end{{align}}"


def _line(step: LineReport, reasons: bool) -> str:
    line = f"&= {latex(step.line)}"
    if not reasons or step.reason is None:
        return line
    names = _SPECIAL.sub(_escaped, ", ".join(step.reason.names))
    return f"{line} && \\text{{{names}}}"


def _escaped(found: re.Match[str]) -> str:
    """A character that LaTeX would read as something else."""
    return f"\\{found[1]}" if found[1] else _CHARACTERS[found[2]]
