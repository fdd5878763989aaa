"""The cache of a run: reports that were kept, and those to keep.

A report is found by the program, by what was asked and by the content of its script, and is that of
the script only if all lemmas are found as they were and have the same content.
"""

from __future__ import annotations

import os
from functools import partial
from hashlib import sha256

from derive.cache.entry import DamagedError, Decoder, encoded, opened
from derive.cache.folder import DistrustedError
from derive.cache.store import Store
from derive.library import lemma_file
from derive.report.report import Report
from derive.report.rests import Read, label, unfolded
from derive.script.source import decode, read


class Cache(Store):
    """Reports that are kept, for one way of asking."""

    def __init__(self, asked: str) -> None:
        super().__init__()
        self._asked = asked
        self._decoder = Decoder()
        self._contents: dict[str, tuple[str, bytes] | None] = {}
        self._files: dict[tuple[str, str], str | None] = {}

    # Finding

    def get(self, path: str) -> Report | None:
        """The report on the script at a path, if it was kept."""
        here = self._content(path) if self._usable else None
        if here is None:
            return None
        try:
            body = self.body(self.name(self._asked, here[0]))
            return None if body is None else self._read(path, here[1], body)
        except (DistrustedError, DamagedError, OSError):
            self._damaged()
            return None

    def _read(self, path: str, content: bytes, body: bytes) -> Report | None:
        """The report in an entry, if what it rests on is as it was."""
        rests, report = opened(body)
        found = self._below(path, rests)
        if tuple((r.digest, r.lemmas) for r in found) != tuple((r.digest, r.lemmas) for r in rests):
            return None
        labels = [label(one.path) for one in found[1:]]
        return self._decoder.report(report, path, decode(content, path)[0].lines, labels)

    def _below(self, path: str, rests: tuple[Read, ...]) -> tuple[Read, ...]:
        """What the script at a path rests on now, if the contents are those."""
        names = {one.digest: tuple(name for name, _ in one.lemmas) for one in rests}

        def now(file: str) -> tuple[str, tuple[str, ...]] | None:
            content = self._content(file)
            known = None if content is None else names.get(content[0])
            return None if content is None or known is None else (content[0], known)

        return unfolded(path, now, self._file, len(rests))

    def forget(self) -> None:
        """Forgets what files were, which may have changed."""
        self._contents.clear()
        self._files.clear()

    def _content(self, path: str) -> tuple[str, bytes] | None:
        """The digest and the bytes of a file, as they were when they were first asked for."""
        if path not in self._contents:
            data = read(path)
            found = (sha256(data).hexdigest(), data) if isinstance(data, bytes) else None
            self._contents[path] = found
        return self._contents[path]

    def _file(self, name: str, path: str) -> str | None:
        asked = name, os.path.dirname(path)
        if asked not in self._files:
            self._files[asked] = lemma_file(name, path)
        return self._files[asked]

    # Keeping

    def put(self, report: Report, rests: tuple[Read, ...]) -> None:
        """Keeps a report soon, if it says nothing that may be otherwise another time."""
        if rests:
            labels = [label(one.path) for one in rests[1:]]
            name = self.name(self._asked, rests[0].digest)
            self.keep(name, partial(encoded, report, rests, labels))
