"""What is wrong with a script, as an editor shows it at its place."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import (
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Location,
    Position,
    Range,
)

from derive.editor.scripts import Script
from derive.render.diagnostics import in_sentences
from derive.report.diagnostics import Diagnostic as Complaint
from derive.report.diagnostics import Kind, Place
from derive.report.report import LineReport, Report
from derive.report.run import ScriptOutcome

#: What says that something is false, and not only that it is not shown (yet).
_FALSE = frozenset({Kind.REFUTED, Kind.DOMAIN_CHANGES, Kind.WRONG_THEOREM})
#: What is wrong with a line against the line before it.
_OF_TWO_LINES = frozenset(
    {Kind.REFUTED, Kind.DOMAIN_CHANGES, Kind.NOT_SHOWN, Kind.WRONG_REASON, Kind.NO_CHANGE}
)


def shown(script: Script, report: Report) -> list[Diagnostic]:
    """All that is wrong with a script, in order of its lines."""
    return [*_shown(script, report)]


def _shown(script: Script, report: Report) -> Iterator[Diagnostic]:
    outcome = ScriptOutcome(report, report.path)
    for step, told in outcome.by_step:
        yield from (_one(script, d, _before(report, step, d)) for d in told)
    yield from (_one(script, d) for d in outcome.besides)


def _one(script: Script, found: Complaint, before: Place | None = None) -> Diagnostic:
    here = found.place.file == script.path
    related = None
    if before is not None:
        where = Location(script.uri, script.known.document.range(before))
        related = [DiagnosticRelatedInformation(where, "the line before")]
    first = Range(Position(0, 0), Position(0, 0))
    return Diagnostic(
        range=script.known.document.range(found.place) if here else first,
        message=in_sentences(found) if here else f"{found.place}: {in_sentences(found)}",
        severity=severity(found),
        code=found.kind.slug,
        source="derive",
        related_information=related,
    )


def severity(found: Complaint) -> DiagnosticSeverity:
    """An error where the script cannot be used or is false, else a warning."""
    if found.kind is Kind.NO_ANSWER:
        return DiagnosticSeverity.Warning
    false = found.fatal or found.kind in _FALSE
    return DiagnosticSeverity.Error if false else DiagnosticSeverity.Warning


def _before(report: Report, step: LineReport, found: Complaint) -> Place | None:
    """Where the line before that of a step stands, if the two are compared."""
    if found.kind not in _OF_TWO_LINES:
        return None
    if step.number > 1:
        return report.steps[step.number - 2].place
    return None if report.theorem is None else report.theorem.place
