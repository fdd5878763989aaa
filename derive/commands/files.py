"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from derive.commands.refusing import PROVED, UNUSABLE, refuse

if TYPE_CHECKING:
    from derive.render.screen import Screen


def ready(screen: Screen, out: Path | None) -> None:
    """Refuses a file that could not be written, before anything is searched for."""
    if out is None:
        return
    folder = out.parent
    writable = folder.is_dir() and os.access(folder, os.W_OK)
    plain = not os.path.lexists(out) or out.is_file()  # a device is written to where it is
    refuse(
        screen,
        (f"there is no folder {folder}", "make it first", not folder.is_dir()),
        (f"{out} is a folder", "name a file in it", out.is_dir()),
        (f"the folder {folder} cannot be written", "", folder.is_dir() and plain and not writable),
        (f"{out} is read-only", "", out.is_file() and not out.stat().st_mode & 0o222),
    )


def write(screen: Screen, files: Mapping[Path, bytes]) -> int:
    """Writes all of the files or, where one cannot be written, none of them."""
    code = written(screen, files)
    if code == PROVED:
        for path in files:
            screen.print(("written ", "dim"), str(path))
    return code


def written(screen: Screen, files: Mapping[Path, bytes]) -> int:
    """The same, and nothing is said of it unless it fails."""
    from derive.staged import put

    try:
        put(files)
    except BrokenPipeError:
        raise
    except OSError as error:
        screen.error(f"{', '.join(map(str, files))} cannot be written: {error.strerror}")
        return UNUSABLE
    return PROVED


def ready_folder(screen: Screen, out: Path) -> None:
    """Refuses a folder that files could not be written to, or that could not be made."""
    above = next(f for f in (out, *out.parents) if os.path.lexists(f))
    refuse(
        screen,
        (f"{above} is no folder", "name a folder", not above.is_dir()),
        (
            f"the folder {above} cannot be written",
            "",
            above.is_dir() and not _takes_more(above),
        ),
    )


def _takes_more(folder: Path) -> bool:
    """Whether something can be made in a folder; what is allowed does not say so of all of them."""
    from tempfile import TemporaryDirectory

    try:
        with TemporaryDirectory(dir=folder):
            return True
    except OSError:
        return False


def write_tree(screen: Screen, folder: Path, files: Mapping[Path, bytes]) -> int:
    """Writes files under a folder, which is made where it is not there: all of them or none."""
    from derive.staged import put_tree

    try:
        put_tree(files)
    except OSError as error:
        which = f"{error.filename} " if error.filename else ""
        screen.error(f"{folder} cannot be written: {which}{error.strerror}")
        return UNUSABLE
    size = sum(map(len, files.values()))
    screen.print(("written ", "dim"), f"{folder}", (f" {len(files)} files, {size:,} bytes", "dim"))
    return PROVED


def kept(screen: Screen, files: Mapping[Path, bytes], force: bool, quiet: bool = False) -> int:
    """Writes all of the files or none; nothing is written through a link to somewhere else.

    What is there already is overwritten only by `force`.
    """
    from derive.staged import put

    told = ", ".join(map(str, files))
    for file in filter(Path.is_symlink, files):
        screen.error(f"{file} is a link to {os.path.realpath(file)}", "name the file itself")
        return UNUSABLE
    try:
        put(files, new=not force)
    except FileExistsError:
        there = next(filter(os.path.lexists, files), told)
        screen.error(f"{there} is there already", "`--force` overwrites it")
        return UNUSABLE
    except OSError as error:
        screen.error(f"{told} cannot be written: {error.strerror}")
        return UNUSABLE
    for file in () if quiet else files:
        screen.print(("saved ", "dim"), str(file))
    return PROVED
