"""Files of documents: which there are, and their texts within bounds."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from derive.document.formulas import Text, Trouble
from derive.document.including import opened, whole
from derive.document.latex import read_latex
from derive.document.markdown import read_markdown
from derive.document.notebook import CODE, NoNotebookError, read_notebook
from derive.document.suffixes import MARKDOWN
from derive.report.diagnostics import Diagnostic
from derive.report.document import LookedAt
from derive.script.source import Source


@dataclass(frozen=True)
class Document:
    """A file: its text, that of all cells for a notebook, or what is wrong with it.

    `files` are those of its places; `wrong` is what is told of them; `looked` are the places where
    a file was looked for, with what was there.
    """

    path: str
    texts: tuple[Text, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    wrong: tuple[Diagnostic, ...] = ()
    source: Source | None = None
    files: tuple[Source, ...] = ()
    looked: tuple[LookedAt, ...] = ()


def read_document(path: str, root: str | None = None) -> Document:
    """The document in a file; every problem is in it.  Raises `MissingPackageError`.

    What it includes is read where it is in the folder `root`, by default its own.
    """
    source, wrong, digest = opened(path)
    looked = (LookedAt(path, digest),)
    if wrong and not source.text:
        return Document(path, wrong=wrong, source=source, looked=looked)
    return document(source, root, wrong, looked)


def document(
    source: Source,
    root: str | None = None,
    wrong: tuple[Diagnostic, ...] = (),
    looked: tuple[LookedAt, ...] = (),
) -> Document:
    """The document that a text is, by the ending of its name."""
    path = source.file
    made = Document(path, wrong=wrong, source=source, files=(source,), looked=looked)
    if path.endswith(".ipynb"):
        return _notebook(made, source)
    if path.endswith(MARKDOWN):
        return replace(made, texts=(read_markdown(source),))
    found = whole(source, os.path.dirname(path) if root is None else root)
    return replace(
        made,
        texts=(read_latex(found.source),),
        wrong=(*wrong, *found.wrong),
        files=tuple(found.files),
        looked=(*looked, *found.looked),
    )


def _notebook(made: Document, source: Source) -> Document:
    try:
        text, cells, troubles = read_notebook(source)
    except NoNotebookError as error:
        return replace(made, troubles=(Trouble(CODE, error.at, error.at + 1, error.why),))
    return replace(made, texts=(text,), files=(source, *cells), troubles=troubles)
