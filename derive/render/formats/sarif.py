"""A run as SARIF 2.1.0, the format of code scanning: a result for each thing that is wrong.

Rules are the kinds of the table of diagnostics, by their names.  A fingerprint is of the kind, the
file, and what the line says: it stays when lines are moved.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from string import Formatter
from typing import Any
from urllib.parse import quote

from derive.render.diagnostics import in_cell, in_sentences
from derive.report.codes import CODES
from derive.report.diagnostics import WARNINGS, Diagnostic, Kind, Place
from derive.report.run import RunReport, ScriptOutcome, gap_diagnostic

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
#: What paths are from: the root of the repository.
_ROOT = "%SRCROOT%"
#: Our own, with the version of how it is made.
_FINGERPRINT = "deriveLine/v1"
_KINDS = tuple(Kind)


def render(run: RunReport) -> str:
    """The document, in ASCII."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(run)]}
    return json.dumps(log, indent=2) + "\n"


def _run(run: RunReport) -> dict[str, Any]:
    driver = {"name": "derive", "version": run.version, "rules": [*map(_rule, _KINDS)]}
    told = [_notification(problem) for problem in run.problems]
    root = {"description": {"text": "The root of the repository."}}
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: root},
        "invocations": [
            {"executionSuccessful": not told, "toolExecutionNotifications": told},
        ],
        "results": [result for outcome in run.outcomes for result in _results(outcome)],
    }


def _rule(kind: Kind) -> dict[str, Any]:
    """A kind of diagnostic as a rule, with what its code means if it has one."""
    known = CODES.get(kind.slug)
    described = {"fullDescription": {"text": " ".join(known.text)}} if known else {}
    return {
        "id": kind.slug,
        "shortDescription": {"text": known.title if known else _in_general(kind)},
        **described,
        "defaultConfiguration": {"level": _level(kind)},
    }


def _in_general(kind: Kind) -> str:
    """The headline of a kind, details as dots; its name where there is nothing else."""
    said = "".join(
        literal + ("..." if field is not None else "")
        for literal, field, _, _ in Formatter().parse(kind.headline)
    )
    return said if any(map(str.isalpha, said)) else kind.slug.replace("-", " ")


def _level(kind: Kind) -> str:
    return "warning" if kind in WARNINGS else "error"


def _notification(problem: Diagnostic) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": in_sentences(problem)},
        "descriptor": {"id": problem.kind.slug},
    }


def _results(outcome: ScriptOutcome) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    gaps = map(gap_diagnostic, outcome.report.gaps or ())
    for diagnostic in (*outcome.diagnostics, *gaps):
        about = _about(diagnostic, outcome)
        seen[about] += 1
        found = {
            "ruleId": diagnostic.kind.slug,
            "ruleIndex": _KINDS.index(diagnostic.kind),
            "level": _level(diagnostic.kind),
            "message": {"text": in_cell(diagnostic, outcome.cell_of(diagnostic.place))},
            "locations": [_location(diagnostic.place, outcome)],
            "partialFingerprints": {_FINGERPRINT: _fingerprint(about, seen[about])},
        }
        if outcome.policy.relaxes(diagnostic):
            said = f"--allow {diagnostic.kind.slug}"
            found["suppressions"] = [{"kind": "external", "justification": said}]
        yield found


def _about(diagnostic: Diagnostic, outcome: ScriptOutcome) -> str:
    """What a result is about, wherever in its file that stands."""
    lines, n = outcome.report.lines_of(diagnostic.place), diagnostic.place.line
    line = " ".join(lines[n - 1].split()) if 1 <= n <= len(lines) else ""
    return "\0".join((diagnostic.kind.slug, outcome.file_of(diagnostic.place), line))


def _fingerprint(about: str, nth: int) -> str:
    """A digest; of what is said several times each has its own, in the order of the file."""
    data = f"{about}\0{nth}".encode("utf-8", "backslashreplace")
    return sha256(data).hexdigest()[:32]


def _location(place: Place, outcome: ScriptOutcome) -> dict[str, Any]:
    """Where something stands; a cell has no lines of the file."""
    file = outcome.file_of(place)
    if outcome.cell_of(place):
        return {"physicalLocation": {"artifactLocation": _artifact(file)}}
    region = {"startLine": place.line, "startColumn": place.column}
    if place.end_column is not None:
        region["endColumn"] = place.end_column
    return {"physicalLocation": {"artifactLocation": _artifact(file), "region": region}}


def _artifact(file: str) -> dict[str, str]:
    """A file: from the root of the repository, or where it is if that is elsewhere."""
    path = PurePosixPath(file)
    uri = quote(file.encode("utf-8", "surrogateescape"))
    return {"uri": f"file://{uri}"} if path.is_absolute() else {"uri": uri, "uriBaseId": _ROOT}
