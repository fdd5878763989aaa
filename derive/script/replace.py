"""Writing a proof script: the whole file or nothing, and only over the text that was read."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.script.source import read


def write(path: Path, data: bytes, before: bytes | Diagnostic) -> Diagnostic | None:
    """Puts `data` in the place of what was read `before`; what is wrong where it cannot be done.

    A link stays one, and the file keeps its mode.  A file that is marked read-only, or that has
    changed meanwhile, stays as it is.
    """
    target = Path(os.path.realpath(path))
    try:
        if not target.stat().st_mode & 0o222 or not os.access(target, os.W_OK):
            return _unwritable(path, "it is read-only")
        if read(target) != before:
            return _unwritable(path, "it was changed meanwhile")
        _replace(target, data)
    except OSError as error:
        return _unwritable(path, error.strerror or str(error))
    return None


def _replace(target: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        shutil.copymode(target, name)
        os.replace(name, target)
    except BaseException:  # whatever it was, nothing of it is left behind, and it goes on up
        with suppress(OSError):
            os.unlink(name)
        raise


def _unwritable(path: Path, why: str) -> Diagnostic:
    return Diagnostic(Kind.UNWRITABLE_FILE, Place(str(path), 1, 1), about=(why,))
