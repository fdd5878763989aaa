"""A derivation as JSON, as its schema describes it."""

from __future__ import annotations

from derive.render.export.exported import Exported
from derive.render.formats import json
from derive.report.run import RunReport, ScriptOutcome


def render(told: Exported) -> str:
    """The document of a run over one script."""
    outcome = ScriptOutcome(told.report, told.report.path, told.seconds)
    return json.render(RunReport("show", told.version, (outcome,), seconds=told.seconds))
