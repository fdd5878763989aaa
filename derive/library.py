"""Where proof scripts are found: by name, by path, under folders.

The name of a script in a folder is `folder/name`; where no other script ends so, `name` will do.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from derive.facts import of_the_disk
from derive.near import near_words

SUFFIXES = (".yaml", ".yml")
#: The words for the folder of the script that names a lemma.
_BESIDE = "beside it"


@dataclass(frozen=True)
class Found:
    """A script found by name: its path and the words for where; or a hint where there is none.

    `several` are the full names of those that are called so, where that is more than one.
    """

    path: Path | None
    where: str = ""
    hint: str = ""
    several: tuple[str, ...] = ()


def is_script(name: str) -> bool:
    """Whether a file is one of scripts by its name: some systems write endings in capitals."""
    return name.lower().endswith(SUFFIXES)


class Unread(NamedTuple):
    """A path under which nothing was found, and why where it could not be read."""

    path: Path
    why: str = ""


class Entry(NamedTuple):
    """A script that can be shown by name: its full name, its path, the words for where it is."""

    name: str
    path: Path
    where: str

    @property
    def folder(self) -> str:
        """The folder that is part of its name; empty where there is none."""
        return self.name.rpartition("/")[0]

    @property
    def own(self) -> str:
        """Its name without the folder."""
        return self.name.rpartition("/")[2]


def documents_under(
    path: Path, suffixes: tuple[str, ...], unread: Callable[[OSError], object] | None = None
) -> list[Path]:
    """The documents with one of these endings at or under a path; hidden folders are left out.

    What is `unread` is told of folders that cannot be.
    """
    if not path.is_dir():
        return [path] if path.name.endswith(suffixes) and path.exists() else []
    found: list[Path] = []
    for folder, names, files in os.walk(path, onerror=unread):
        names[:] = sorted(n for n in names if not n.startswith(".") and n != "node_modules")
        found += [Path(folder, f) for f in files if f.endswith(suffixes)]
    return sorted(found)


@cache
def shipped() -> Path:
    """The library that comes with the package: inside it, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "proofs"
    return inside if inside.is_dir() else package.parent / "proofs"


def places(beside: Path | None = None) -> list[tuple[Path, str]]:
    """The folders that names are looked up in, with the words for each, first to last.

    A script that stands `beside` looks into its own library first.
    """
    folders = os.environ.get("DERIVE_PATH", "").split(os.pathsep)
    found = [(Path("proofs"), "./proofs")]
    found += [(Path(folder), "$DERIVE_PATH") for folder in folders if folder]
    found.append((shipped(), "the shipped library"))
    if beside is None:
        return found
    inside = os.path.join(os.path.realpath(beside), "")
    return sorted(found, key=lambda place: not inside.startswith(_whole(place[0])))


def _whole(folder: Path) -> str:
    """A folder, links followed, as what is below it begins."""
    return os.path.join(os.path.realpath(folder), "")


def find(name: str, commands: Iterable[str] = (), beside: Path | None = None) -> Found:
    """The script of that name, or at that path; a hint may name one of the `commands`.

    What stands `beside` comes first, and paths are read from there.
    """
    if _is_path(name):
        return Found((beside or Path()) / name, name)
    near = [] if beside is None else [(beside, _BESIDE)]
    for folder, where in (*near, *places(beside)):
        paths = exact(folder, name)
        called = [] if paths or where == _BESIDE else _called(folder, where, name)
        if len(called) == 1:
            paths = exact(folder, called[0].name)
        if len(paths) == 1:
            return Found(paths[0], where)
        names = _written(paths, beside) or tuple(entry.name for entry in called)
        if names:
            return Found(None, hint="write " + _either(names), several=names)
    return _nothing(name, commands, near)


def looked_in(name: str, found: Found, beside: Path) -> Iterator[Path]:
    """The folders that a script `beside` looked into before it found that of a name, this one last.

    A path is looked up in none.
    """
    for folder, where in () if _is_path(name) else ((beside, _BESIDE), *places(beside)):
        yield folder
        if where == found.where and found.path is not None and found.path.is_relative_to(folder):
            return


@of_the_disk
def lemma_found(name: str, path: str) -> Found:
    """What is found where the script at a path calls a lemma so."""
    found = find(name, beside=Path(path).parent)
    ended = exact(Path(path).parent, name)
    if ended and not found.hint:
        return replace(found, hint=f"did you mean `theorem {name}{ended[0].suffix}`?")
    return found


@of_the_disk
def lemma_file(name: str, path: str) -> str | None:
    """The file of the lemma that the script at a path calls so; None where there is none."""
    found = find(name, beside=Path(path).parent)
    return str(found.path) if found.path is not None and found.path.is_file() else None


def meant(text: str, commands: Iterable[str] = ()) -> Found | None:
    """The script that a text means, or None where it is an expression."""
    found = find(text, commands)
    return found if found.path is not None or found.several or _is_a_name(text) else None


def _is_a_name(text: str) -> bool:
    """Whether a text is written as the names of scripts are; `x - y` and `x/y` are expressions."""
    words = re.split(r"[-/.]", text)
    return all(re.fullmatch(r"\w+", w) for w in words) and any(
        len(w) > 1 and not w.isdigit() for w in words
    )


def _is_path(name: str) -> bool:
    return is_script(name) or name.startswith(".") or os.path.isabs(name)


def exact(folder: Path, name: str) -> list[Path]:
    """The scripts of that full name under a folder, more than one if their endings differ."""
    paths = (os.path.join(folder, f"{name}{suffix}") for suffix in SUFFIXES)
    return [Path(path) for path in paths if os.path.isfile(path)]


def _written(paths: list[Path], beside: Path | None) -> tuple[str, ...]:
    """How paths are written as names: from the working folder, or `beside` where that is given."""
    if beside is None:
        return tuple(map(str, paths))
    return tuple(p.name if p.parent == beside else str(p.resolve()) for p in paths)


def _called(folder: Path, where: str, name: str) -> list[Entry]:
    """The scripts under a folder whose full names end in that one."""
    own = name.rpartition("/")[2]
    ending = tuple(own + suffix for suffix in SUFFIXES)
    entries = _entries(folder, where, lambda file: file.endswith(ending))
    return [entry for entry in entries if entry.name.endswith(f"/{name}")]


def _nothing(name: str, commands: Iterable[str], near: list[tuple[Path, str]]) -> Found:
    """That no script has that name, with what may be meant."""
    here = next((p for s in SUFFIXES if _is_file(p := Path(f"{name}{s}"))), None)
    if here is not None:
        return Found(None, hint=f"did you mean the path {os.path.join(os.curdir, here)}?")
    if "/" in name and Path(name).exists():
        return Found(Path(name), name)
    beside = [path.stem for folder, _ in near for path in _scripts_in(folder)]
    known = {*beside, *commands, *(e.name if "/" in name else e.own for e in library())}
    close = near_words(name, known, 3)
    return Found(None, hint=f"did you mean {_either(close)}?" if close else _LISTS_THEM)


_LISTS_THEM = "`derive list` lists them"


def _either(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _is_file(path: Path) -> bool:
    """Whether there is a file; a name that is too long is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def library() -> list[Entry]:
    """Every script that can be shown by name; the first of a full name wins."""
    found: dict[str, Entry] = {}
    for folder, where in places():
        for entry in _entries(folder, where):
            found.setdefault(entry.name, entry)
    return sorted(found.values(), key=lambda entry: (entry.folder, entry.own))


def shortest(entries: list[Entry]) -> list[tuple[str, Entry]]:
    """Scripts with the shortest names by which they are found, sorted by these."""
    own = Counter(entry.own for entry in entries)
    return sorted((e.own if own[e.own] == 1 else e.name, e) for e in entries)


def _entries(folder: Path, where: str, takes: Callable[[str], bool] = is_script) -> Iterator[Entry]:
    """The scripts under a folder, of files so called, by their full names, each name once."""
    seen: set[str] = set()
    for path in sorted(_walk(folder, takes)):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if name not in seen:
            seen.add(name)
            yield Entry(name, path, where)


def _scripts_in(folder: Path) -> list[Path]:
    found = sorted(folder.glob("*")) if folder.is_dir() else []
    return [path for path in found if is_script(path.name) and path.is_file()]


def scripts_under(paths: Iterable[Path]) -> tuple[list[Path], list[Unread]]:
    """The scripts at or under the paths, sorted, each once; and the paths that have none.

    A folder that cannot be read is one of these, so that it is not passed over.
    """
    files: dict[Path, None] = {}
    missing: list[Unread] = []
    for path in paths:
        unread: list[OSError] = []
        found = [path] if path.exists() else []
        if path.is_dir():
            found = sorted(_walk(path, unread=unread.append))
        missing += [Unread(Path(e.filename), e.strerror or str(e)) for e in unread]
        if not found and not unread:
            missing.append(Unread(path))
        files.update(dict.fromkeys(found))
    return list(files), missing


def _walk(
    folder: Path,
    takes: Callable[[str], bool] = is_script,
    unread: Callable[[OSError], object] | None = None,
) -> Iterator[Path]:
    """The scripts under a folder; links to folders and hidden folders are passed over.

    What is `unread` is told of folders that cannot be.
    """
    for directory, below, names in os.walk(folder, onerror=unread):
        below[:] = [d for d in below if not d.startswith(".")]
        yield from (Path(directory, n) for n in names if takes(n))
