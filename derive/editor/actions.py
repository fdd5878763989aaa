"""Edits that an editor offers, each for the version of a text that it was made for."""

from __future__ import annotations

import re
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

from derive.editor.finding import steps_at
from derive.editor.scripts import Known, Script
from derive.report.diagnostics import nearest
from derive.report.repair import Mends, Repair
from derive.report.report import Report

#: What a hint says that is meant by a word, or by all reasons of a step.
_MEANT = re.compile(r"did you mean `(?:by: )?([^`]+)`\?|write `by: ([^`]+)`")
#: So many characters has the title of an action at most: it stands in a menu.
_WIDEST = 90
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
        answered = [d for d in wrong if _answers(repair, d, known)]
        yield CodeAction(
            title=_clipped(repair.said),
            kind=CodeActionKind.QuickFix,
            diagnostics=answered or None,
            is_preferred=(bool(answered) and repair.number not in seen) or None,
            edit=_edit(script, known, repair, versioned),
        )
        seen.add(repair.number)


def _answers(repair: Repair, wrong: Diagnostic, known: Known) -> bool:
    """Whether an edit mends what is wrong: it is of that kind, and stands in the edited step."""
    if known.report is None or wrong.code not in _ANSWERS[repair.mends]:
        return False
    start = wrong.range.start
    here = start.line, known.document.column(start)
    return steps_at(known.document, known.report, here, here) == [repair.number]


def _clipped(said: str) -> str:
    return said if len(said) <= _WIDEST else said[: _WIDEST - 3] + "..."


def spellings(
    script: Script, known: Known, report: Report, first: int, last: int, versioned: bool
) -> Iterator[CodeAction]:
    """What was meant by a word in these lines that is not known, where only one is near."""
    for found in report.diagnostics:
        meant = _MEANT.fullmatch(found.hint)
        if meant is None or not first <= found.place.line - 1 <= last or not found.about:
            continue
        where = known.document.range(found.place)
        start, end = known.document.offset(where.start), known.document.offset(where.end)
        word = found.about[0].strip("`")
        before = known.document.text[:start].rpartition("\n")[2]
        new = _instead(meant[1] or meant[2], word, alone=before.rstrip().endswith(":"))
        if new and known.document.text[start:end] == word:
            edit = TextEdit(where, new)
            kind = CodeActionKind.QuickFix
            changes = _workspace(script, known, edit, versioned)
            yield CodeAction(f"Change it to {new}", kind=kind, edit=changes)


def _instead(meant: str, word: str, *, alone: bool) -> str:
    """What to write for a word; where it stands in a list, the nearest of the list that is meant.

    Empty where none is near.
    """
    if alone or not meant.startswith("["):
        return meant
    return nearest(word, meant.strip("[]").split(", "))


def _edit(script: Script, known: Known, repair: Repair, versioned: bool) -> WorkspaceEdit:
    edit = TextEdit(known.document.span(repair.start, repair.end), repair.new)
    return _workspace(script, known, edit, versioned)


def _workspace(script: Script, known: Known, edit: TextEdit, versioned: bool) -> WorkspaceEdit:
    if not versioned:
        return WorkspaceEdit(changes={script.uri: [edit]})
    about = OptionalVersionedTextDocumentIdentifier(uri=script.uri, version=known.version)
    return WorkspaceEdit(document_changes=[TextDocumentEdit(about, [edit])])
