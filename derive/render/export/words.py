"""What every document says of a derivation beside its lines: its domain, that it is proved."""

from __future__ import annotations

import re

from derive.expression.nodes import DerivativeOf
from derive.expression.shorthand import HigherDerivative
from derive.expression.text import text
from derive.render.diagnostics import printable
from derive.report.diagnostics import Diagnostic, words
from derive.report.report import LineReport, Report
from derive.report.run import ScriptOutcome

#: What stands in backquotes in words of an author.
CODE = re.compile(r"`([^`]+)`")


def title(report: Report, name: str) -> str:
    """The title of a derivation, or its name, with what is mathematics in it in backquotes.

    That is what stands there of the theorem: what is differentiated, and the conditions.
    """
    said = report.title or name
    if report.theorem is None or "`" in said:
        return said
    left = report.theorem.left
    function = left.args[0] if isinstance(left, DerivativeOf | HigherDerivative) else left
    told = [text(function), *report.theorem.domain, *report.theorem.conditions]
    for part in sorted({*told}, key=len, reverse=True):
        if not part.isalnum() and ": " not in part:
            written = r"\s*".join(map(re.escape, "".join(part.split())))
            said = re.sub(rf"(?<![`\w]){written}(?![`\w])", r"`\g<0>`", said, count=1)
    return said


def standing(report: Report, version: str) -> str:
    """That the theorem is proved, and by which version, or that it is not, and why."""
    by = f"derive {version}"
    if report.proved:
        count = len(report.steps)
        lines = "its line" if count == 1 else f"each of its {count} lines"
        return f"Proved: {lines} follows from the one before, as {by} has checked."
    if report.theorem is None:
        return f"Not proved: {by} cannot use the script."
    stand = sum(step.verdict.passes for step in report.steps)
    return f"Not proved: {by} finds {stand} of {len(report.steps)} steps proved."


def troubles(report: Report) -> list[str]:
    """What is wrong with a derivation: the step, its place, what it is, and what mends it."""
    outcome = ScriptOutcome(report, report.path)
    of_steps = [
        _trouble(found, report, f"step {step.number}, ")
        for step, told in outcome.by_step
        for found in told
    ]
    return [*of_steps, *(_trouble(found, report) for found in outcome.besides)]


def _trouble(found: Diagnostic, report: Report, step: str = "") -> str:
    place = found.place
    here = f"line {place.line}, column {place.column}"
    where = f"{step}{here}" if place.file == report.path else str(place)
    hint = f"; {found.hint}" if found.hint else ""
    return printable(f"{where[:1].upper()}{where[1:]}: {words(found)}{hint}")


def grounds(report: Report) -> list[tuple[str, list[str]]]:
    """What a theorem holds on and rests on, in the notation of scripts, under their headings."""
    theorem = report.theorem
    if theorem is None:
        return []
    conditions = "Where" if theorem.verdict.passes else "Only for"
    rows = [
        ("Domain", [*theorem.domain] or ["no variables"]),
        (conditions, [*theorem.conditions]),
        ("Assuming", [*theorem.assumptions]),
        ("Lemmas", [lemma.name for lemma in theorem.lemmas]),
    ]
    return [(heading, said) for heading, said in rows if said]


def reason(step: LineReport) -> tuple[str, ...]:
    """The names of the rules that a step is by."""
    return step.reason.names if step.reason is not None else step.written or ()


def verdict(step: LineReport) -> str:
    """What is wrong with a step; empty where it is proved."""
    if step.verdict.passes:
        return ""
    conditions = f" {' and '.join(step.conditions)}" if step.conditions else ""
    said = f"{step.verdict.value}{conditions}"
    return f"{said}: {step.explanation}" if step.explanation else said


def paragraphs(text: str) -> list[str]:
    """A text of several paragraphs, without its line breaks."""
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def is_address(source: str) -> bool:
    """Whether a source is one that a reader may follow: nothing else can stand in a link."""
    return source.startswith(("https://", "http://")) and not set(source) & set(" \t\n<>\"'`\\")
