"""What every cache of a run has: the folder, the key, the program; entries found and written.

Whatever is wrong with it is a trouble that is told, and what it would have had is found out anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from time import monotonic

from derive.cache.entry import UnkeepableError
from derive.cache.folder import DistrustedError, Folder, cache_folder
from derive.cache.program import fingerprint
from derive.cache.signing import body_of, key, signed

#: The version of what is written here.
_FORMAT = 1
#: What is to be kept is written when there is so much, or after so many seconds.
_WAITING, _SECONDS = 25, 1.0


class Store:
    """Entries by name; `troubles` say what is wrong with it.

    Besides the program, the `libraries` that are there have a say in what entries say.
    """

    def __init__(self, libraries: dict[str, str] | None = None) -> None:
        self.folder = Folder(cache_folder())
        self.troubles: dict[str, int] = {}
        self._libraries = libraries or {}
        self._program, self._key = "", b""
        self._usable = self._tried(self._open) is not None
        self._waiting: list[tuple[str, Callable[[], bytes]]] = []
        self._since = 0.0
        self._wrote = False

    def _open(self) -> bool:
        self.folder.check()
        self._key = key()
        self._program = fingerprint(self._libraries)
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

    def _damaged(self) -> None:
        self._trouble("an entry is damaged, or was written by somebody else")

    def name(self, *told: str) -> str:
        """The name of the entry for what was asked, by this program."""
        asked = "\0".join((str(_FORMAT), self._program, *told))
        # names of files may be no UTF-8
        return sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()

    def body(self, name: str) -> bytes | None:
        """The body of an entry, None where there is none.

        Raises `DistrustedError` for what was written by somebody else, and `OSError`.
        """
        data = self.folder.read(name)
        return None if data is None else body_of(name, data, self._key)

    def keep(self, name: str, body: Callable[[], bytes]) -> None:
        """Keeps an entry soon; where its body raises `UnkeepableError`, it is not kept."""
        if self._usable:
            self._since = self._since if self._waiting else monotonic()
            self._waiting.append((name, body))
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
        return fingerprint(self._libraries) == self._program

    def _keep(self, name: str, body: Callable[[], bytes]) -> bool:
        try:
            self.folder.write(name, signed(name, body(), self._key))
        except UnkeepableError:
            return False
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
