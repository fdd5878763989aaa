"""Where proof scripts are found: by name, by path, under folders."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Found:
    """A script found by name: its path and the words for where; or a hint where there is none."""

    path: Path | None
    where: str = ""
    hint: str = ""


def shipped() -> Path:
    """The library that comes with the package: inside it, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "proofs"
    return inside if inside.is_dir() else package.parent / "proofs"


def places() -> Iterator[tuple[Path, str]]:
    """The folders that names are looked up in, with the words for each, first to last."""
    yield Path("proofs"), "./proofs"
    for folder in os.environ.get("DERIVE_PATH", "").split(os.pathsep):
        if folder:
            yield Path(folder), "$DERIVE_PATH"
    yield shipped(), "the shipped library"


def find(name: str, commands: Iterable[str] = (), beside: Path | None = None) -> Found:
    """The script of that name, or at that path; a hint may name one of the `commands`.

    What stands `beside` comes first, and paths are read from there.
    """
    if os.sep in name or name.endswith(SUFFIXES):
        return Found((beside or Path()) / name, name)
    near = [] if beside is None else [(beside, "beside it")]
    for folder, where in (*near, *places()):
        for suffix in SUFFIXES:
            if _is_file(folder / f"{name}{suffix}"):
                return Found(folder / f"{name}{suffix}", where)
    here = [Path(f"{name}{suffix}") for suffix in SUFFIXES]
    for path in here:
        if _is_file(path):
            return Found(None, hint=f"did you mean the path {os.path.join(os.curdir, path)}?")
    known = [*(n for n, _, _ in library(near)), *commands]
    close = difflib.get_close_matches(name, known, 3, 0.5)
    shown = " or ".join(f"`{c}`" for c in close)
    return Found(None, hint=f"did you mean {shown}?" if close else "`derive list` lists them")


def _is_file(path: Path) -> bool:
    """Whether there is a file; a name that is too long is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def library(near: Iterable[tuple[Path, str]] = ()) -> list[tuple[str, Path, str]]:
    """Every script that can be shown by name: name, path, where; the first of a name wins."""
    found: dict[str, tuple[str, Path, str]] = {}
    for folder, where in (*near, *places()):
        for path in sorted(folder.glob("*")) if folder.is_dir() else []:
            if path.suffix in SUFFIXES and path.is_file():
                found.setdefault(path.stem, (path.stem, path, where))
    return sorted(found.values())


def scripts_under(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The scripts at or under the paths, sorted, each once; and the paths that have none."""
    files: dict[Path, None] = {}
    missing = []
    for path in paths:
        found = sorted(_walk(path)) if path.is_dir() else [path] if path.exists() else []
        if not found:
            missing.append(path)
        files.update(dict.fromkeys(found))
    return list(files), missing


def _walk(folder: Path) -> Iterator[Path]:
    """The scripts under a folder; links to folders and hidden folders are passed over."""
    for directory, below, names in os.walk(folder):
        below[:] = [d for d in below if not d.startswith(".")]
        yield from (Path(directory, n) for n in names if n.endswith(SUFFIXES))
