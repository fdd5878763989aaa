"""The JSON Schemas of what is read and written: files here, so that showing one needs no SymPy.

`report-1.json` says what `--format json` writes; `script-1.json` is made from the tables by
`derive.schema.scripts`, and a test holds the file against them.
"""

from __future__ import annotations

import json
from pathlib import Path

#: The schema of proof scripts, and the name that it has beside scripts.
SCRIPTS = Path(__file__).parent / "script-1.json"
BESIDE = "derive.schema.json"


def of_scripts() -> str:
    """The JSON Schema of proof scripts, as text."""
    return SCRIPTS.read_text(encoding="utf-8")


def rule_names() -> tuple[str, ...]:
    """The names of all rules, by the schema."""
    return tuple(json.loads(of_scripts())["definitions"]["rule"]["enum"])
