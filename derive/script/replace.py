"""Writing a proof script anew: only over the text that was read."""

from __future__ import annotations

from pathlib import Path

from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.script.source import read
from derive.staged import put


def write(path: Path, data: bytes, before: bytes | Diagnostic) -> Diagnostic | None:
    """Puts `data` in the place of what was read `before`; what is wrong where it cannot be done.

    A link stays one, and the file keeps its mode and its other names.  A file that is marked
    read-only, or that has changed meanwhile, stays as it is.
    """
    try:
        if read(path) != before:
            return _unwritable(path, "it was changed meanwhile")
        put({path: data})
    except OSError as error:
        return _unwritable(path, error.strerror or str(error))
    return None


def _unwritable(path: Path, why: str) -> Diagnostic:
    return Diagnostic(Kind.UNWRITABLE_FILE, Place(str(path), 1, 1), about=(why,))
