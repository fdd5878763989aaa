"""The scripts that are open in an editor: their texts, and what is known of each version."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, field
from typing import Any

from lsprotocol import types
from pygls.uris import to_fs_path

from derive.editor.text import Document
from derive.report.report import Report

#: The first key of a proof script, behind comments, marks of YAML and a brace.
_FIRST_KEY = re.compile(
    r"""\ufeff?(?:[ \t]*(?:\#[^\r\n]*)?(?:\r\n|\r|\n)|(?:%|---)[^\r\n]*(?:\r\n|\r|\n))*
    [ \t]*\{?\s*(?:derive|"derive"|'derive')\s*:""",
    re.VERBOSE,
)
_LEMMA = re.compile(r"\btheorem[ \t]+\S")
#: So much of a text is sent to be checked: a byte more than a script may have.
_MOST = 4_000_001


@dataclass
class Known:
    """What is known of one version of a script; `given_up` is set when there is a newer one."""

    document: Document
    version: int | None
    report: Report | None = None
    given_up: asyncio.Event = field(default_factory=asyncio.Event)
    checked: asyncio.Event = field(default_factory=asyncio.Event)
    #: Answers that are asked for again, by what was asked.
    answers: dict[Any, Any] = field(default_factory=dict)


@dataclass
class Script:
    """An open document, whether it is a proof script or not (yet)."""

    uri: str
    path: str
    known: Known

    @property
    def is_script(self) -> bool:
        """Whether it is a proof script by its first key."""
        return _FIRST_KEY.match(self.known.document.text) is not None

    @property
    def leans(self) -> bool:
        """Whether it may name theorems of other scripts."""
        return _LEMMA.search(self.known.document.text) is not None

    @property
    def text(self) -> str:
        """What is checked: no more than a script may have, and a little."""
        return self.known.document.text[:_MOST]

    def becomes(self, document: Document, version: int | None) -> None:
        """There is another text, or the same one is to be judged anew."""
        self.known.given_up.set()
        self.known.checked.set()  # nobody waits for what is old
        self.known = Known(document, version)


class Scripts:
    """All that is open, by its URI."""

    def __init__(self) -> None:
        self.encoding = types.PositionEncodingKind.Utf16.value
        self.folder = os.getcwd()
        self._open: dict[str, Script] = {}

    def open(self, item: types.TextDocumentItem) -> Script:
        """Takes a document, as if it were new where it is open already."""
        self.close(item.uri)
        known = Known(Document(item.text, self.encoding), item.version)
        script = self._open[item.uri] = Script(item.uri, self._path(item.uri), known)
        return script

    def change(self, params: types.DidChangeTextDocumentParams) -> Script | None:
        """Takes changes of a document; None where it is not open, or they are out of date."""
        script = self._open.get(params.text_document.uri)
        if script is None:
            return None
        version = params.text_document.version
        if None not in (version, script.known.version) and version < (script.known.version or 0):
            return None
        document = script.known.document
        for change in params.content_changes:
            document = document.changed(change.text, getattr(change, "range", None))
        script.becomes(document, version)
        return script

    def close(self, uri: str) -> Script | None:
        """Forgets a document; None where it is not open."""
        script = self._open.pop(uri, None)
        if script is not None:
            script.known.given_up.set()
            script.known.checked.set()
        return script

    def get(self, uri: str) -> Script | None:
        """The document, if it is open and a proof script."""
        script = self._open.get(uri)
        return script if script is not None and script.is_script else None

    def leaning(self, besides: str) -> list[Script]:
        """The scripts that may rest on one that changed."""
        return [s for s in self._open.values() if s.uri != besides and s.is_script and s.leans]

    def others(self, script: Script) -> dict[str, str]:
        """The texts of the other scripts, by their paths: lemmas are taken from them."""
        if not script.leans:
            return {}
        return {s.path: s.text for s in self._open.values() if s is not script and s.is_script}

    def _path(self, uri: str) -> str:
        """The path of a document; one that is no file stands in the folder by its name."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        if path and "\0" not in path:
            return os.path.normpath(path)
        name = re.sub(r"[^\w.-]+", "-", uri)[-80:].strip("-.") or "script"
        return os.path.join(self.folder, name)
