"""The cache of a run: reports that were kept, and those to keep.

A report is found by the program, by what was asked and by the content of its script, and is that of
the script only if all lemmas are found as they were and have the same content.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from time import monotonic

from derive.cache.entry import DamagedError, Decoder, UnkeepableError, encoded, opened
from derive.cache.folder import DistrustedError, Folder, cache_folder
from derive.cache.program import fingerprint
from derive.cache.signing import body_of, key, signed
from derive.library import lemma_file
from derive.report.report import Report
from derive.report.rests import Read, label, unfolded
from derive.script.source import decode, read

#: The version of what is written here.
_FORMAT = 1
#: What is to be kept is written when there is so much, or after so many seconds.
_WAITING, _SECONDS = 25, 1.0


class Cache:
    """Reports that are kept, for one way of asking; `troubles` say what is wrong with it."""

    def __init__(self, asked: str) -> None:
        self.folder = Folder(cache_folder())
        self.troubles: dict[str, int] = {}
        self._asked = asked
        self._program, self._key = "", b""
        self._usable = self._tried(self._open) is not None
        self._decoder = Decoder()
        self._contents: dict[str, tuple[str, bytes] | None] = {}
        self._files: dict[tuple[str, str], str | None] = {}
        self._waiting: list[tuple[Report, tuple[Read, ...]]] = []
        self._since = 0.0
        self._wrote = False

    def _open(self) -> bool:
        self.folder.check()
        self._key = key()
        self._program = fingerprint()
        return True

    def _tried(self, action: Callable[[], bool]) -> bool | None:
        """What an action comes to; where it cannot be done, that is a trouble."""
        try:
            return action()
        except DistrustedError as error:
            self._trouble(str(error))
        except OSError as error:
            self._trouble(error.strerror or str(error))
        return None

    def _trouble(self, said: str) -> None:
        self.troubles[said] = self.troubles.get(said, 0) + 1

    # Finding

    def get(self, path: str) -> Report | None:
        """The report on the script at a path, if it was kept."""
        here = self._content(path) if self._usable else None
        if here is None:
            return None
        name = self._name(here[0])
        try:
            data = self.folder.read(name)
            return (
                None if data is None else self._read(path, here[1], body_of(name, data, self._key))
            )
        except (DistrustedError, DamagedError, OSError):
            self._trouble("an entry is damaged, or was written by somebody else")
            return None

    def _name(self, digest: str) -> str:
        """The name of the entry for a script of that content."""
        told = (str(_FORMAT), self._program, self._asked, digest)
        return sha256("\0".join(told).encode()).hexdigest()

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
        if self._usable and rests:
            self._since = self._since if self._waiting else monotonic()
            self._waiting.append((report, rests))
            if len(self._waiting) >= _WAITING or monotonic() - self._since > _SECONDS:
                self.flush()

    def flush(self) -> None:
        """Writes what is to be kept, unless the program was changed while it was found out."""
        waiting, self._waiting = self._waiting, []
        if waiting and self._tried(self._unchanged):
            for one in waiting:
                if self._usable:
                    self._usable = self._tried(partial(self._keep, *one)) is not None

    def _unchanged(self) -> bool:
        return fingerprint() == self._program

    def _keep(self, report: Report, rests: tuple[Read, ...]) -> bool:
        try:
            body = encoded(report, rests, [label(one.path) for one in rests[1:]])
        except UnkeepableError:
            return False
        name = self._name(rests[0].digest)
        self.folder.write(name, signed(name, body, self._key))
        self._wrote = True
        return True

    def close(self) -> None:
        """Writes what is left, and takes away what is too much."""
        self.flush()
        if self._wrote:
            self._tried(self._bound)

    def _bound(self) -> bool:
        self.folder.bound()
        return True
