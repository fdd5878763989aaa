"""A run as annotations of GitHub Actions: a line for each thing that is wrong, with its place.

What is let pass, and what is only told, are warnings.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.render.diagnostics import in_cell
from derive.report.diagnostics import WARNINGS, Diagnostic
from derive.report.run import RunReport, ScriptOutcome, gap_diagnostic


def render(run: RunReport) -> str:
    """The annotations, a line each."""
    told = [_annotation("error", problem, "") for problem in run.problems]
    told += [line for outcome in run.outcomes for line in _of(outcome)]
    return "".join(f"{line}\n" for line in told)


def _of(outcome: ScriptOutcome) -> Iterator[str]:
    for diagnostic in outcome.diagnostics:
        passes = diagnostic.kind in WARNINGS or outcome.policy.relaxes(diagnostic)
        level = "warning" if passes else "error"
        yield _annotation(
            level, diagnostic, outcome.file_of(diagnostic.place), outcome.cell_of(diagnostic.place)
        )
    for gap in outcome.report.gaps or ():
        yield _annotation("warning", gap_diagnostic(gap), outcome.file)


def _annotation(level: str, diagnostic: Diagnostic, file: str, cell: str = "") -> str:
    """A workflow command; without a file it has no place, and in a cell none of its lines."""
    place = diagnostic.place
    at: dict[str, object] = {"file": file} if file else {}
    if file and not cell:
        at |= {"line": place.line, "col": place.column}
    if file and not cell and place.end_column is not None:
        at |= {"endLine": place.line, "endColumn": place.end_column}
    properties = {**at, "title": f"derive: {diagnostic.kind.slug}"}
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{level} {given}::{_data(in_cell(diagnostic, cell))}"


def _data(text: str) -> str:
    """Text as a workflow command has it: what would end the line is escaped."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
