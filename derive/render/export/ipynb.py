"""A derivation as a notebook, format 4.5: its last cell proves it again, and says so or fails."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from derive.render.export import markdown
from derive.render.export.exported import Exported

_VERIFY = """\
# every line is proved again here
import derive

SCRIPT = {script}

found = derive.verify(SCRIPT)
print(found)
assert found, "the derivation is not proved"
"""


def render(told: Exported) -> str:
    """The notebook; the same derivation gives the same bytes."""
    cells = [
        _markdown("title", markdown.introduction(told)),
        _markdown("derivation", markdown.derivation(told)),
        _markdown("notes", markdown.closing(told)),
        _code("verify", _VERIFY.format(script=_literal("\n".join(told.report.lines)))),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = {
        "cells": [cell for cell in cells if cell["source"]],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _markdown(name: str, parts: Iterable[str]) -> dict[str, Any]:
    return {
        "cell_type": "markdown",
        "id": name,
        "metadata": {},
        "source": _lines("\n\n".join(parts)),
    }


def _code(name: str, source: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
    }
    return {**made, "outputs": [], "source": _lines(source.rstrip("\n"))}


def _lines(source: str) -> list[str]:
    return source.splitlines(keepends=True)


def _literal(script: str) -> str:
    """A script as a literal that is read as it is."""
    if "'''" not in script and "\\" not in script and not script.endswith("'"):
        return f"'''\\\n{script}\n'''"
    if "'''" not in script and not script.endswith(("'", "\\")):
        return f"r'''\n{script}\n'''.lstrip()"
    return repr(script)
