"""Notebooks: the cells of Markdown in their JSON, each a text with places in its cell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from derive.document.formulas import Directive, Text
from derive.document.markdown import read_markdown
from derive.script.source import Source


class NoNotebookError(Exception):
    """A file is no notebook: where, and why not."""

    def __init__(self, why: str, at: int = 0) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def read_notebook(source: Source) -> Iterator[Text]:
    """The texts of the cells.  Raises `NoNotebookError`, `MissingPackageError`."""
    for number, cell in enumerate(_cells(source.text), 1):
        if not isinstance(cell, dict) or cell.get("cell_type") != "markdown":
            continue
        text = _joined(cell.get("source"))
        told = read_markdown(Source(f"{source.file}:cell {number}", text))
        said = _said(cell.get("metadata"))
        yield replace(told, directives=(*said, *told.directives))


def _cells(text: str) -> list[Any]:
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        raise NoNotebookError(f"it is no JSON: {error.msg}", error.pos) from error
    except RecursionError as error:
        raise NoNotebookError("it is nested too deeply") from error
    cells = tree.get("cells") if isinstance(tree, dict) else None
    if not isinstance(cells, list):
        raise NoNotebookError("it has no list of cells")
    return cells


def _joined(lines: object) -> str:
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""


def _said(metadata: object) -> tuple[Directive, ...]:
    told = metadata.get("derive") if isinstance(metadata, dict) else None
    return (Directive(told, 0),) if isinstance(told, str) and told.strip() else ()
