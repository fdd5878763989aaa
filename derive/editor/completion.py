"""What may be written at a place: rules, scripts, keys, domains, each with what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lsprotocol.types import (
    CompletionItem,
    CompletionItemKind,
    Position,
    Range,
    TextEdit,
)

from derive.editor.finding import Sort, Wanted, keys_written, wanted
from derive.editor.text import Document
from derive.library import library, shortest
from derive.rules import names
from derive.schema.scripts import KEYS, STEP, said_of
from derive.script.domains import DOMAIN_WORDS

#: A proposal: the word, what is put for it, what it says.
Proposal = tuple[str, str, str]


def completions(
    document: Document, position: Position, beside: list[str], first: tuple[str, ...] = ()
) -> list[CompletionItem]:
    """All that may be written at a position; scripts that stand `beside` come before the library.

    The rules that are known to lead to the line come `first`.
    """
    column = document.column(position)
    found = wanted(document, position.line, column)
    if found is None:
        return []
    start = document.at(position.line, column - len(found.written))
    proposals = _SORTS[found.sort](document, beside)
    return [_item(p, n, found, Range(start, position), first) for n, p in enumerate(proposals)]


def _item(
    proposal: Proposal, number: int, found: Wanted, where: Range, first: tuple[str, ...]
) -> CompletionItem:
    word, put, said = proposal
    ahead = found.sort is Sort.REASON and word in first
    return CompletionItem(
        label=word,
        kind=_KINDS[found.sort],
        detail=said or None,
        sort_text=f"{'0' if ahead else '1'}{number:05}",
        filter_text=word,
        preselect=ahead or None,
        text_edit=TextEdit(where, put),
    )


def _reasons(_: Document, __: list[str]) -> Iterator[Proposal]:
    yield from ((name, name, said_of(name)) for name in names())
    yield "theorem", "theorem ", "the theorem of another script"


def _lemmas(_: Document, beside: list[str]) -> Iterator[Proposal]:
    known = dict.fromkeys([*beside, *(name for name, _ in shortest(library()))])
    yield from ((name, name, "") for name in known)


def _keys(document: Document, _: list[str]) -> Iterator[Proposal]:
    written = keys_written(document)
    for key, (said, _examples) in KEYS.items():
        if key not in written:
            yield key, f"{key}: ", said


def _step_keys(_: Document, __: list[str]) -> Iterator[Proposal]:
    yield from ((key, f"{key}: ", said) for key, (said, _) in STEP.items())


def _domains(_: Document, __: list[str]) -> Iterator[Proposal]:
    yield from ((word, word, "a domain") for word in DOMAIN_WORDS)


_SORTS: dict[Sort, Callable[[Document, list[str]], Iterator[Proposal]]] = {
    Sort.REASON: _reasons,
    Sort.LEMMA: _lemmas,
    Sort.KEY: _keys,
    Sort.STEP_KEY: _step_keys,
    Sort.DOMAIN: _domains,
}
_KINDS = {
    Sort.REASON: CompletionItemKind.Function,
    Sort.LEMMA: CompletionItemKind.Reference,
    Sort.KEY: CompletionItemKind.Property,
    Sort.STEP_KEY: CompletionItemKind.Property,
    Sort.DOMAIN: CompletionItemKind.EnumMember,
}
