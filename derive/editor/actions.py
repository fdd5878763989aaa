"""Edits that an editor offers, each for the version of a text that it was made for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol.types import (
    CodeAction,
    CodeActionKind,
    Diagnostic,
    OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from derive.editor.scripts import Known, Script
from derive.report.repair import Mends, Repair

#: What of a diagnostic an edit answers.
_ANSWERS = {
    Mends.REASON: {"wrong-reason", "unneeded-reason", "missing-reason", "broken-lemma"},
    Mends.LINE: {"refuted"},
    Mends.GAP: {"wrong-reason", "chain-ends-elsewhere", "gap"},
}


def actions(
    script: Script,
    known: Known,
    found: Iterable[Repair],
    told: Iterable[Diagnostic],
    versioned: bool,
) -> list[CodeAction]:
    """The repairs as actions; where edits may say their version, an old one is not applied."""
    wrong = [*told]
    return [*_actions(script, known, found, wrong, versioned)]


def _actions(
    script: Script,
    known: Known,
    found: Iterable[Repair],
    wrong: list[Diagnostic],
    versioned: bool,
) -> Iterator[CodeAction]:
    seen: set[int] = set()
    for repair in found:
        answered = [d for d in wrong if d.code in _ANSWERS[repair.mends]]
        yield CodeAction(
            title=repair.said,
            kind=CodeActionKind.QuickFix,
            diagnostics=answered or None,
            is_preferred=(bool(answered) and repair.number not in seen) or None,
            edit=_edit(script, known, repair, versioned),
        )
        seen.add(repair.number)


def _edit(script: Script, known: Known, repair: Repair, versioned: bool) -> WorkspaceEdit:
    edit = TextEdit(known.document.span(repair.start, repair.end), repair.new)
    if not versioned:
        return WorkspaceEdit(changes={script.uri: [edit]})
    about = OptionalVersionedTextDocumentIdentifier(uri=script.uri, version=known.version)
    return WorkspaceEdit(document_changes=[TextDocumentEdit(about, [edit])])
