"""Documents with the reasons that were found as remarks beside their lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from derive.document.chains import span
from derive.document.formulas import Formula, Text
from derive.document.including import Spliced
from derive.document.read import Document
from derive.document.rows import remarks
from derive.document.statements import Statement
from derive.report.document import Annotated
from derive.worker.extracting import Extracted

#: What stands beside a line that is refuted.
REFUTED = "refuted"


@dataclass
class Remarks:
    """The remarks on a text, by the formula that they are in."""

    said: dict[Formula, list[tuple[int, str]]] = field(default_factory=dict)

    def add(self, statement: Statement, done: Iterable[Extracted]) -> None:
        """Takes the reasons that were found for the links of a chain."""
        for one in done:
            for k, names in one.reasons.items():
                side = statement.chain.sides[k + 1]
                if side:
                    told = self.said.setdefault(statement.formula, [])
                    told.append((span(side)[1] - 1, ", ".join(names)))

    def refute(self, statement: Statement, k: int) -> None:
        """Marks a link that is refuted, so that no chain looks right that is not."""
        side = statement.chain.sides[k + 1]
        if side:
            told = self.said.setdefault(statement.formula, [])
            told.append((span(side)[1] - 1, REFUTED))

    def written(self, text: Text) -> Iterator[tuple[str, int, str]]:
        """What is written: in which file, at which offset, what."""
        source = text.source
        for formula, said in self.said.items():
            for offset, words in remarks(text, formula, sorted(said)):
                here, at = (
                    source.located(offset - 1)
                    if isinstance(source, Spliced)
                    else (source, offset - 1)
                )
                yield here.file, at + 1, words


def annotated(document: Document, found: list[tuple[Text, Remarks]]) -> Iterator[Annotated]:
    """The files of a document with remarks, those in which there are any."""
    put: dict[str, list[tuple[int, str]]] = {}
    for text, remarked in found:
        for file, at, words in remarked.written(text):
            put.setdefault(file, []).append((at, words))
    texts = {source.file: source.text for source in document.files}
    new = {file: _with(texts[file], said) for file, said in put.items()}
    if document.path.endswith(".ipynb"):
        count = sum(map(len, put.values()))
        if count:
            yield Annotated(document.path, _notebook(document, new), count)
        return
    for file, written in new.items():
        yield Annotated(file, written, len(put[file]))


def _with(text: str, said: list[tuple[int, str]]) -> str:
    for at, words in sorted(said, reverse=True):
        text = text[:at] + words + text[at:]
    return text


def _notebook(document: Document, new: dict[str, str]) -> str:
    """A notebook with other texts in its cells, laid out as notebooks are."""
    assert document.source is not None
    tree = json.loads(document.source.text)
    for number, cell in enumerate(tree["cells"], 1):
        text = new.get(f"{document.path}:cell {number}")
        if text is not None:
            lines = text.splitlines(keepends=True)
            cell["source"] = lines if isinstance(cell["source"], list) else text
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"
