"""Notebooks: the cells of Markdown in their JSON as one text, with places in each cell."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from derive.document.formulas import Directive, Text, Trouble
from derive.document.including import Piece, Spliced
from derive.document.markdown import read_markdown
from derive.script.source import Source

#: The code of what is no notebook, or no cell of one.
CODE = "DRV204"
#: What stands between cells: no paragraph goes on in the next one.
_APART = "\n\n"


class NoNotebookError(Exception):
    """A file is no notebook: where, and why not."""

    def __init__(self, why: str, at: int = 0) -> None:
        super().__init__(why)
        self.why, self.at = why, at


def read_notebook(source: Source) -> tuple[Text, tuple[Source, ...], tuple[Trouble, ...]]:
    """The text of all cells, in which each part knows its own cell, those cells, and what is none.

    Raises `NoNotebookError`, `MissingPackageError`.
    """
    read: list[Text] = []
    pieces: list[Piece] = []
    troubles: list[Trouble] = []
    at = 0
    for number, cell in enumerate(_cells(source.text), 1):
        wrong = _wrong(cell)
        if wrong:
            troubles.append(Trouble(CODE, 0, 1, f"cell {number} {wrong}"))
        if wrong or cell.get("cell_type") != "markdown":
            continue
        one = Source(f"{source.file}:cell {number}", _joined(cell.get("source")))
        told = _moved(read_markdown(one), at, _said(cell.get("metadata")))
        read.append(told)
        pieces.append(Piece(at, one, 0, len(one.text)))
        at += len(one.text) + len(_APART)
    cells = tuple(piece.source for piece in pieces)
    whole = _APART.join(one.text for one in cells)
    made = Text(
        Spliced(source.file, whole, tuple(pieces)) if pieces else source,
        _APART.join(one.plain for one in read),
        tuple(f for one in read for f in one.formulas),
        tuple(t for one in read for t in one.troubles),
        tuple(d for one in read for d in one.directives),
        "md",
        whole,
    )
    return made, cells, tuple(troubles)


def _moved(text: Text, by: int, said: tuple[Directive, ...]) -> Text:
    """A text with its places in that of all cells, and what is said beside it."""
    directives = (*said, *text.directives)
    return replace(
        text,
        formulas=tuple(replace(f, start=f.start + by, end=f.end + by) for f in text.formulas),
        troubles=tuple(replace(t, start=t.start + by, end=t.end + by) for t in text.troubles),
        directives=tuple(replace(d, start=d.start + by) for d in directives),
    )


def _cells(text: str) -> list[Any]:
    try:
        tree = json.loads(text, parse_int=float)  # of integers, `int` takes 4,300 digits
    except json.JSONDecodeError as error:
        raise NoNotebookError(f"it is no JSON: {error.msg}", error.pos) from error
    except RecursionError as error:
        raise NoNotebookError("it is nested too deeply") from error
    cells = tree.get("cells") if isinstance(tree, dict) else None
    if not isinstance(cells, list):
        raise NoNotebookError("it has no list of cells")
    return cells


def _wrong(cell: Any) -> str:
    """What is wrong with a cell; empty where nothing is."""
    if not isinstance(cell, dict):
        return "is no object"
    lines = cell.get("source", "")
    written = isinstance(lines, str) or (
        isinstance(lines, list) and all(isinstance(line, str) for line in lines)
    )
    return "" if written else "has no text as its source"


def _joined(lines: object) -> str:
    if isinstance(lines, list):
        return "".join(line for line in lines if isinstance(line, str))
    return lines if isinstance(lines, str) else ""


def _said(metadata: object) -> tuple[Directive, ...]:
    told = metadata.get("derive") if isinstance(metadata, dict) else None
    return (Directive(told, 0),) if isinstance(told, str) and told.strip() else ()
