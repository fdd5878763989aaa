"""The cache of a run over documents.

A report is found by the program, by the path of its document as it was given and by the content of
that, and is that of the document only if all places where a file was looked for are as they were.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from derive.cache.entry import DamagedError, Decoder, UnkeepableError, Writer, items, plain
from derive.cache.folder import DistrustedError
from derive.cache.store import Store
from derive.document.including import digest_at, digest_of
from derive.report.diagnostics import Kind, Place
from derive.report.document import DocumentReport, LookedAt
from derive.report.report import Report

#: What reads Markdown: how each is imported, and what its distribution is called.
_LIBRARIES = {"markdown_it": "markdown-it-py", "mdit_py_plugins": "mdit-py-plugins"}
#: The kinds of what may be otherwise another time.
_PASSING = frozenset({Kind.NO_ANSWER, Kind.UNREADABLE_FILE, Kind.MISSING_EXTRA})


class DocumentCache(Store):
    """Reports on documents that are kept, for one way of asking."""

    def __init__(self, asked: str) -> None:
        super().__init__(_LIBRARIES)
        self._asked = asked
        self._decoder = _Decoder(DocumentReport)
        self._digests: dict[tuple[str, str], str] = {}

    def get(self, path: str, root: str) -> DocumentReport | None:
        """The report on the document at a path that may include from a folder, if it was kept."""
        if not self._usable:
            return None
        digest = digest_of(path)
        try:
            body = self.body(self._entry(path, root, digest)) if digest else None
            return None if body is None else self._read(path, root, digest, body)
        except (DistrustedError, DamagedError, OSError):
            self._damaged()
            return None

    def put(self, report: DocumentReport, root: str) -> None:
        """Keeps a report soon, if it says nothing that may be otherwise another time."""
        if report.looked and report.looked[0].digest:
            name = self._entry(report.path, root, report.looked[0].digest)
            self.keep(name, partial(_encoded, report))

    def _entry(self, path: str, root: str, digest: str) -> str:
        return self.name("document", self._asked, path, root, digest)

    def _digest(self, path: str, root: str) -> str:
        """The digest of a file in a folder, as it was when it was first asked for."""
        if (path, root) not in self._digests:
            self._digests[path, root] = digest_at(path, root)
        return self._digests[path, root]

    def _read(self, path: str, root: str, digest: str, body: bytes) -> DocumentReport | None:
        """The report in an entry, if what was looked at is as it was.  Raises `DamagedError`."""
        report = self._decoder.report(_opened(body), path, (), ())
        assert isinstance(report, DocumentReport)
        if not report.looked or report.looked[0] != LookedAt(path, digest):
            raise DamagedError
        others = report.looked[1:]
        return report if all(self._digest(o.path, root) == o.digest for o in others) else None


def _encoded(report: DocumentReport) -> bytes:
    if any(found.kind in _PASSING for found in report.diagnostics):
        raise UnkeepableError
    return json.dumps(_Writer(report.path, ()).write(report), separators=(",", ":")).encode("ascii")


def _opened(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise DamagedError from None


class _Writer(Writer):
    """A document has places in several files."""

    def place(self, place: Place) -> list[Any]:
        return [place.file, place.line, place.column, place.end_column]


class _Decoder(Decoder):
    def _place(self, data: Any) -> Place:
        file, line, column, end = items(data, 4)
        ended = None if end is None else _NUMBER(end)
        return Place(_TEXT(file), _NUMBER(line), _NUMBER(column), ended)

    def _finish(self, read: Report, path: str, lines: tuple[str, ...]) -> None:
        """A report on a document has its path and lines with it."""


_TEXT, _NUMBER = plain(str), plain(int)
