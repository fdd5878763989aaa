"""A run as JSON, version 1, as `derive/schema/report-1.json` describes it.

Keys may be added within a version; none is taken away or means something else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from derive.report.diagnostics import Diagnostic, Place, words
from derive.report.gaps import Gap
from derive.report.quoted import text
from derive.report.report import (
    LemmaReport,
    LineReport,
    NumericCheck,
    Remedy,
    TheoremReport,
    Witness,
)
from derive.report.run import RunReport, ScriptOutcome

#: The version of all documents.
VERSION = 1


def render(run: RunReport) -> str:
    """The document, in ASCII."""
    return document(run.command, run.version, _run(run))


def document(command: str, version: str, body: Mapping[str, Any]) -> str:
    """What a command of a version of the program says, with what tells a reader how to read it."""
    told = {"derive": VERSION, "command": command, "program": version, **body}
    return json.dumps(told, indent=2) + "\n"


def _run(run: RunReport) -> dict[str, Any]:
    return {
        "passes": run.passes,
        "usable": run.usable,
        "seconds": round(run.seconds, 3),
        "summary": {
            "scripts": len(run.outcomes),
            "steps": run.steps,
            "outcomes": dict(run.words),
        },
        "strict": run.policy.strict,
        "relaxed": [
            {"kind": kind.slug, "places": [placed(d.place) for d in passed]}
            for kind, passed in run.relaxed
        ],
        "problems": [missing(problem) for problem in run.problems],
        "scripts": [script(outcome) for outcome in run.outcomes],
        "unchecked": list(run.unchecked),
    }


def script(outcome: ScriptOutcome) -> dict[str, Any]:
    """A script that was checked."""
    report, verdict = outcome.report, outcome.verdict
    told = {id(d): one.number for one, wrong in outcome.by_step for d in wrong}
    return {
        "path": report.path,
        "file": outcome.file,
        "title": report.title,
        "outcome": outcome.word,
        "verdict": None if verdict is None else verdict.value,
        "passes": outcome.passes,
        "seconds": round(outcome.seconds, 3),
        "theorem": None if report.theorem is None else _theorem(report.theorem),
        "steps": [step(one) for one in report.steps],
        "diagnostics": [
            {**diagnostic(d), "step": told.get(id(d)), "allowed": outcome.policy.relaxes(d)}
            for d in outcome.diagnostics
        ],
        "needs": None if report.needs is None else list(report.needs),
        "gaps": None if report.gaps is None else [*map(_gap, report.gaps)],
    }


def _theorem(theorem: TheoremReport) -> dict[str, Any]:
    return {
        "left": text(theorem.left),
        "right": text(theorem.right),
        "verdict": theorem.verdict.value,
        "domain": list(theorem.domain),
        "conditions": list(theorem.conditions),
        "assumptions": list(theorem.assumptions),
        "rules": list(theorem.rules),
        "lemmas": [*map(_lemma, theorem.lemmas)],
        "explanation": theorem.explanation,
        "witness": witness(theorem.witness),
    }


def step(step: LineReport) -> dict[str, Any]:
    """A line of the chain."""
    reason = step.reason
    return {
        "number": step.number,
        "line": text(step.line),
        "by": None if step.written is None else list(step.written),
        "reason": None if reason is None else {"names": list(reason.names), "found": reason.found},
        "verdict": step.verdict.value,
        "conditions": list(step.conditions),
        "explanation": step.explanation,
        "witness": witness(step.witness),
        "remedy": _remedy(step.remedy),
        "lemmas": [*map(_lemma, step.lemmas)],
        "numeric": _numeric(step.numeric),
        "opinion": None if step.opinion is None else str(step.opinion),
        "note": step.note,
        "place": placed(step.place),
    }


def diagnostic(found: Diagnostic) -> dict[str, Any]:
    """One thing that is wrong, with its place."""
    return {
        "kind": found.kind.slug,
        "fatal": found.fatal,
        "message": words(found),
        "expected": found.expected,
        "written": found.written,
        "hint": found.hint,
        "place": placed(found.place),
    }


def witness(found: Witness | None) -> dict[str, Any] | None:
    """A point with the values of both sides, None for one that is undefined."""
    if found is None:
        return None
    return {
        "point": dict(found.point),
        "functions": dict(found.functions),
        "left": found.left,
        "right": found.right,
        "precision": found.precision,
    }


def missing(found: Diagnostic) -> dict[str, Any]:
    """What is wrong outside of what was checked."""
    told = {"kind": found.kind.slug, "message": words(found), "hint": found.hint}
    return {**told, "path": found.place.file}


def placed(place: Place) -> dict[str, Any]:
    """A place in a file."""
    end = place.end_column
    return {"file": place.file, "line": place.line, "column": place.column, "end_column": end}


def _lemma(lemma: LemmaReport) -> dict[str, str]:
    return {"name": lemma.name, "path": lemma.path}


def _remedy(remedy: Remedy | None) -> dict[str, str] | None:
    return None if remedy is None else {"said": remedy.said, "line": text(remedy.line)}


def _numeric(check: NumericCheck | None) -> dict[str, Any] | None:
    if check is None:
        return None
    told = {"agreement": check.agreement.value, "h": check.h}
    return {**told, "error": check.error, "points": check.points}


def _gap(gap: Gap) -> dict[str, Any]:
    skipped = [{"line": text(one.line), "by": list(one.names)} for one in gap.skipped]
    return {
        "step": gap.number,
        "place": placed(gap.place),
        "skipped": skipped,
        "by": list(gap.last),
    }
