"""Files that are written whole or not at all: first beside their place, then put into it.

A link stays a link, and what it leads to is written; a file keeps its mode, its owner and its other
names.  Every command that writes a file writes it here.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO


class Staged:
    """The new content of a file, ready to be put in its place.  Raises `OSError` where it cannot.

    A `new` file is one that may not be there yet.  A file with several names is written through all
    of them, and is put back as it was where that fails.
    """

    def __init__(self, path: Path, data: bytes, *, new: bool = False) -> None:
        self.path, self.data, self.new = path, data, new
        self.target = Path(os.path.realpath(path))
        self._temporary = ""
        if new and os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "it is there already")
        found = None if new else _status(path)
        if found is not None and stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if found is not None and _is_read_only(path, found):
            raise PermissionError(errno.EACCES, "it is read-only")
        self._direct = found is not None and _is_no_plain_file(path, found)
        self._shared = found is not None and not self._direct and found.st_nlink > 1
        if not self._direct and not self._shared:
            self._temporary = _beside(self.target, data, found)

    def commit(self) -> None:
        """Puts the content in its place.  Raises `OSError`, `FileExistsError` for a new file."""
        if self._direct:
            with open(self.path, "wb") as file:
                file.write(self.data)
        elif self._shared:
            _through_all_names(self.target, self.data)
        elif self.new:
            _put_new(self._temporary, self.path)
        else:
            os.replace(self._temporary, self.target)

    def discard(self) -> None:
        """Leaves nothing behind of what was not put in its place."""
        if self._temporary:
            with suppress(OSError):
                os.unlink(self._temporary)


def put(files: Mapping[Path, bytes], *, new: bool = False) -> None:
    """Writes all of the files or, where one cannot be written, none.  Raises `OSError`."""
    staged: list[Staged] = []
    try:
        for path, data in files.items():
            staged.append(Staged(path, data, new=new))
        for one in staged:
            one.commit()
    finally:
        for one in staged:
            one.discard()


def put_tree(files: Mapping[Path, bytes]) -> None:
    """The same, and makes the folders that are not there; none stays of those where it fails.

    Raises `OSError`.
    """
    made: list[Path] = []
    try:
        for folder in sorted({path.parent for path in files}):
            missing = [f for f in (folder, *folder.parents) if not f.exists()]
            for one in reversed(missing):
                one.mkdir()
                made.append(one)
        put(files)
    except BaseException:  # whatever it was, it goes on up
        for one in reversed(made):
            with suppress(OSError):
                one.rmdir()
        raise


def _status(path: Path) -> os.stat_result | None:
    """What there is at a path, behind links; None where there is nothing."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _is_no_plain_file(path: Path, found: os.stat_result) -> bool:
    """Whether it is a device or a pipe, or a name for a stream: nothing can be put in its place."""
    return not stat.S_ISREG(found.st_mode) or path.absolute().parts[1:2] in (("dev",), ("proc",))


def _is_read_only(path: Path, found: os.stat_result) -> bool:
    """Whether a file is marked so; who may do anything is held to it too."""
    return not found.st_mode & 0o222 or not os.access(path, os.W_OK)


def _beside(target: Path, data: bytes, found: os.stat_result | None) -> str:
    """A temporary file beside a path, with the mode and owner of what is `found` there."""
    number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        if found is None:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
        else:
            with suppress(OSError, AttributeError):  # only some may give files away
                os.chown(name, found.st_uid, found.st_gid)
            shutil.copymode(target, name)
    except BaseException:  # whatever it was, nothing of it is left behind, and it goes on up
        with suppress(OSError):
            os.unlink(name)
        raise
    return name


def _put_new(temporary: str, path: Path) -> None:
    """Names a file, unless there is something of that name; no other process comes between."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, "it is there already") from None
        os.replace(temporary, path)


def _through_all_names(target: Path, data: bytes) -> None:
    before = target.read_bytes()
    with open(target, "r+b") as file:
        try:
            _overwrite(file, data)
        except BaseException:  # a full disk: what was there fits, and is put back
            _overwrite(file, before)
            raise


def _overwrite(file: BinaryIO, data: bytes) -> None:
    file.seek(0)
    file.write(data)
    file.truncate()
    file.flush()
