"""Files of documents: which there are, and their texts within bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from derive.document.formulas import Text, Trouble
from derive.document.latex import inputs, read_latex
from derive.document.markdown import read_markdown
from derive.document.notebook import NoNotebookError, read_notebook
from derive.report.diagnostics import Diagnostic
from derive.script.source import MAX_BYTES, Source, decode, read

#: So many files may include each other.
MAX_INCLUDED = 200


@dataclass(frozen=True)
class Document:
    """A file: its texts, one but for a notebook, or what is wrong with it."""

    path: str
    texts: tuple[Text, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    unusable: tuple[Diagnostic, ...] = ()
    source: Source | None = None


def read_document(path: str) -> Document:
    """The document in a file; every problem is in it.  Raises `MissingPackageError`."""
    data = read(path)
    if isinstance(data, Diagnostic):
        return Document(path, unusable=(data,))
    source, wrong = decode(data, path)
    if any(d.fatal for d in wrong) and not source.text:
        return Document(path, unusable=wrong, source=source)
    return document(source, wrong)


def document(source: Source, wrong: tuple[Diagnostic, ...] = ()) -> Document:
    """The document that a text is, by the ending of its name."""
    path = source.file
    if path.endswith(".ipynb"):
        try:
            texts = tuple(read_notebook(source))
        except NoNotebookError as error:
            trouble = Trouble("DRV204", error.at, error.at + 1, error.why)
            return Document(path, (), (trouble,), wrong, source)
        return Document(path, texts, (), wrong, source)
    if path.endswith((".md", ".markdown")):
        return Document(path, (read_markdown(source),), (), wrong, source)
    text = read_latex(source)
    more, troubles = _included(text, Path(path))
    return Document(path, (replace(text, macros=more + text.macros),), troubles, wrong, source)


def _included(text: Text, path: Path) -> tuple[str, tuple[Trouble, ...]]:
    """The text of what a file includes, for its macros, and what cannot be included."""
    root = path.parent.resolve()
    seen = {path.resolve()}
    troubles: list[Trouble] = []
    pieces = [_followed(name, root, seen, troubles, span) for name, *span in inputs(text.plain)]
    return "".join(pieces), tuple(troubles)


def _followed(
    name: str, root: Path, seen: set[Path], troubles: list[Trouble], span: list[int]
) -> str:
    """The text of an included file and of those that it includes."""
    waiting, told = [name], []
    while waiting:
        one = waiting.pop()
        file = (root / one).with_suffix(".tex") if not Path(one).suffix else root / one
        try:
            file = file.resolve()
            inside = file.is_relative_to(root)
        except (OSError, ValueError):
            inside = False
        if not inside:
            troubles.append(Trouble("DRV203", span[0], span[1], one))
            continue
        if file in seen or len(seen) > MAX_INCLUDED:
            continue
        seen.add(file)
        data = read(file)
        if isinstance(data, Diagnostic) or len(data) > MAX_BYTES:
            continue
        piece = data.decode("utf-8", "replace")
        told.append(piece)
        waiting += [n for n, _, _ in inputs(piece)]
    return "".join(told[::-1])
