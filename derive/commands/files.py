"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from derive.commands.options import PROVED, UNUSABLE, refuse

if TYPE_CHECKING:
    from derive.render.terminal import Terminal


def ready(terminal: Terminal, out: Path | None) -> None:
    """Refuses a file that could not be written, before anything is searched for."""
    if out is None:
        return
    folder = out.parent
    writable = folder.is_dir() and os.access(folder, os.W_OK)
    refuse(
        terminal,
        (f"there is no folder {folder}", "make it first", not folder.is_dir()),
        (f"{out} is a folder", "name a file in it", out.is_dir()),
        (f"the folder {folder} cannot be written", "", folder.is_dir() and not writable),
    )


def write(terminal: Terminal, files: Mapping[Path, bytes]) -> int:
    """Writes all of the files or, where one cannot be written, none of them."""
    made: list[tuple[str, Path]] = []
    try:
        for path, content in files.items():
            made.append((_beside(path, content), path))
        for temporary, path in made:
            os.replace(temporary, path)
    except OSError as error:
        for temporary, _ in made:
            with suppress(OSError):
                os.unlink(temporary)
        terminal.error(f"{', '.join(map(str, files))} cannot be written: {error.strerror}")
        return UNUSABLE
    for path in files:
        terminal.print(("written ", "dim"), str(path))
    return PROVED


def _beside(path: Path, content: bytes) -> str:
    """A temporary file beside a path with that content, and the mode that new files have."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
    except BaseException:  # whatever it was, nothing of it is left behind, and it goes on up
        with suppress(OSError):
            os.unlink(name)
        raise
    return name
