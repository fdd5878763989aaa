"""The folder of the cache: small files, each written whole, that only its owner may write."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from time import time

#: No entry is larger.
MAX_ENTRY = 16_000_000
#: The folder is no larger: where it would be, what was not used for longest is taken away.
MAX_BYTES = 128_000_000
SUFFIX = ".kept"
_TEMPORARY = ".tmp"
_HOUR, _DAY = 3600, 86_400
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
#: A link is not followed, and nothing is waited for.
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_READING |= getattr(os, "O_BINARY", 0)
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_number = count()


class DistrustedError(Exception):
    """Something cannot be what this program wrote for this user, and why."""


def cache_folder() -> Path:
    """Where the cache is: `$DERIVE_CACHE_DIR`, or the folder for caches of this platform."""
    set_by_user = os.environ.get("DERIVE_CACHE_DIR")
    return Path(set_by_user) if set_by_user else _for_user("XDG_CACHE_HOME", ".cache", "Caches")


def settings_folder() -> Path:
    """Where this user's settings are."""
    return _for_user("XDG_CONFIG_HOME", ".config", "Application Support")


def _for_user(variable: str, unix: str, mac: str) -> Path:
    named = os.environ.get(variable, "")
    if os.path.isabs(named):
        return Path(named) / "derive"
    if sys.platform == "win32":
        return (
            Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "derive" / mac
        )
    if sys.platform == "darwin":
        return Path.home() / "Library" / mac / "derive"
    return Path.home() / unix / "derive"


def own(found: os.stat_result) -> None:
    """Raises `DistrustedError` for what belongs to another user, or can be written by others."""
    if not hasattr(os, "geteuid"):
        return
    if found.st_uid != os.geteuid():
        raise DistrustedError("it belongs to another user")
    if found.st_mode & _OTHERS_WRITE:
        raise DistrustedError("others can write to it")


def read_own(path: str | Path, most: int = MAX_ENTRY) -> bytes | None:
    """The content of a file of this user's, None where there is none.

    Raises `DistrustedError` for anything else, also for links, and `OSError`.
    """
    try:
        number = os.open(path, _READING)
    except FileNotFoundError:
        return None
    except OSError:
        if os.path.islink(path):
            raise DistrustedError("it is a link") from None
        raise
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            raise DistrustedError("it is no file of ours")
        own(found)
        return os.read(number, most)
    finally:
        os.close(number)


def write_own(path: Path, data: bytes, *, new: bool = False) -> None:
    """Puts a file in its place, whole, readable by this user only.  Raises `OSError`.

    A `new` one takes the place of no other: then `FileExistsError` is raised.
    """
    temporary = path.with_name(f"{path.name}.{os.getpid()}.{next(_number)}{_TEMPORARY}")
    with suppress(FileNotFoundError):  # of a process of that number that was killed
        os.unlink(temporary)
    try:
        with os.fdopen(os.open(temporary, _WRITING, 0o600), "wb") as file:
            file.write(data)
        if new:
            os.link(temporary, path)
        else:
            os.replace(temporary, path)
    finally:
        with suppress(OSError):
            os.unlink(temporary)


class Folder:
    """A folder of entries, which need not be there yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """Raises `DistrustedError` where somebody else may write here, `OSError` if it is none."""
        with suppress(FileNotFoundError):
            found = os.stat(self.path)
            if not stat.S_ISDIR(found.st_mode):
                raise NotADirectoryError(20, "it is not a folder")
            own(found)

    def read(self, name: str) -> bytes | None:
        """An entry, None where there is none.  Raises `DistrustedError`, `OSError`."""
        path = os.path.join(self.path, f"{name}{SUFFIX}")
        data = read_own(path)
        if data is not None:
            self._used(path)
        return data

    def _used(self, path: str) -> None:
        """Notes, once a day, that an entry is still of use."""
        with suppress(OSError):
            if time() - os.stat(path).st_mtime > _DAY:
                os.utime(path)

    def write(self, name: str, data: bytes) -> None:
        """Keeps an entry.  Raises `OSError`, `DistrustedError`."""
        os.makedirs(self.path, mode=0o700, exist_ok=True)
        self.check()
        write_own(self.path / f"{name}{SUFFIX}", data)

    def entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """All files that are ours here, with what is known of each.  Raises `OSError`."""
        with suppress(FileNotFoundError), os.scandir(self.path) as found:
            for entry in found:
                if entry.name.endswith((SUFFIX, _TEMPORARY)):
                    with suppress(FileNotFoundError):  # another run took it away
                        yield Path(entry.path), entry.stat(follow_symlinks=False)

    def bound(self, most: int = MAX_BYTES) -> None:
        """Takes away what is too much, the oldest first, and what killed runs left.

        Raises `OSError`.
        """
        found = sorted(self.entries(), key=lambda entry: entry[1].st_mtime)
        size = sum(told.st_size for _, told in found)
        for path, told in found:
            left = path.name.endswith(_TEMPORARY) and time() - told.st_mtime > _HOUR
            if size > most or left:
                with suppress(FileNotFoundError):
                    os.unlink(path)
                size -= told.st_size

    def clear(self) -> int:
        """Takes away all entries; how many there were.  Raises `OSError`."""
        gone = 0
        for path, _ in list(self.entries()):
            with suppress(FileNotFoundError):
                os.unlink(path)
                gone += path.name.endswith(SUFFIX)
        return gone
