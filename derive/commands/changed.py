"""`--changed`: the scripts that git says were changed, and those that rest on what was.

A script rests on the files that its lemmas are found in, and on names: where a script came or went,
whoever names a lemma of that name may find another one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from derive.library import SUFFIXES, lemma_file
from derive.script.lemmas import lemmas_named

#: What a repository may set so that git runs other programs is left out.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_DIFF = ("diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=none")
_UNTRACKED = ("ls-files", "-z", "--others", "--exclude-standard")
#: The statuses of a file that is there before and after.
_STAYS = ("M",)


class NotToldError(Exception):
    """Git does not tell what changed: why, and what to do."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__(words)
        self.words, self.hint = words, hint


@dataclass(frozen=True)
class Changes:
    """The files and folders that changed, as absolute paths, and those that came or went."""

    root: str
    changed: frozenset[str]
    moved: frozenset[str]

    def touches(self, path: str) -> bool:
        """Whether a file changed, or a link or a submodule that it is reached through.

        Of what is outside of the repository nothing is known: it may have.
        """
        real = os.path.realpath(path)
        named = os.path.normpath(os.path.join(os.path.realpath(os.curdir), path))
        ways = {real, named, _name(path)}
        known = real.startswith(os.path.join(self.root, ""))
        return not known or any(not self.changed.isdisjoint(_upwards(way)) for way in ways)

    @cached_property
    def unclear(self) -> bool:
        """Whether a repository within this one changed, of which git names no files."""
        return any(map(os.path.isdir, self.changed))

    @cached_property
    def names(self) -> frozenset[str]:
        """What the scripts are called that came or went."""
        return frozenset(_own(path) for path in self.moved if path.endswith(SUFFIXES))


def _upwards(path: str) -> Iterator[str]:
    """A path and the folders that it is in."""
    yield path
    while (above := os.path.dirname(path)) != path:
        yield (path := above)


def _own(name: str) -> str:
    """The last part of a name or a path, without the ending of scripts."""
    last = os.path.basename(name)
    stem, ending = os.path.splitext(last)
    return stem if ending in SUFFIXES else last


def changes(revision: str) -> Changes:
    """What changed since a revision, also what is not committed; since `HEAD` where none is named.

    Raises `NotToldError`.
    """
    root = os.path.realpath(_git("rev-parse", "--show-toplevel").removesuffix("\n"))
    if revision or _told("rev-parse", "--verify", "--quiet", "HEAD"):
        told = _git(*_DIFF, _commit(revision or "HEAD"), "--", at=root).split("\0")[:-1]
        known = [*zip(told[1::2], told[::2], strict=True)]
    else:  # nothing was committed so far: everything is new
        known = [(path, "A") for path in _git("ls-files", "-z", at=root).split("\0")[:-1]]
    known += [(path, "A") for path in _git(*_UNTRACKED, at=root).split("\0")[:-1]]
    whole = [(os.path.normpath(os.path.join(root, path)), status) for path, status in known]
    moved = frozenset(path for path, status in whole if status not in _STAYS)
    return Changes(root, frozenset(path for path, _ in whole), moved)


def _commit(revision: str) -> str:
    """The commit that a revision is."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    found = _told(*asked)
    if not found:
        hint = "name a branch, a tag or a commit, as in --changed=main"
        raise NotToldError(f"git knows no revision {revision}", hint)
    return found.strip()


def _told(*arguments: str) -> str:
    """What git says; nothing where it fails."""
    try:
        return _git(*arguments)
    except NotToldError:
        return ""


def _git(*arguments: str, at: str | None = None) -> str:
    """What git says in a folder.  Raises `NotToldError` where it fails or is not there."""
    import subprocess

    try:
        done = subprocess.run([*_GIT, *arguments], cwd=at, capture_output=True, check=False)
    except OSError as error:
        hint = "`--changed` asks git what changed"
        raise NotToldError(f"git cannot be run: {error.strerror}", hint) from None
    if done.returncode:
        said = os.fsdecode(done.stderr).strip().partition("\n")[0]
        raise NotToldError(f"git does not tell what changed: {said.removeprefix('fatal: ')}")
    return os.fsdecode(done.stdout)


def affected(files: list[Path], since: Changes) -> list[Path]:
    """Those of the files that changed, or rest on something that did."""
    known: dict[str, _Script] = {}
    waiting = [str(file) for file in files]
    while waiting:
        path = waiting.pop()
        key = _name(path)
        if key not in known:
            known[key] = script = _Script.read(path, since)
            waiting += script.lemmas
    hit = _spread(known)
    return [f for f in files if _name(str(f)) in hit or since.touches(str(f))]


def _name(path: str) -> str:
    """A file by its name in its folder, links to the folder followed."""
    folder = os.path.realpath(os.path.dirname(path) or os.curdir)
    return os.path.join(folder, os.path.basename(path))


@dataclass(frozen=True)
class _Script:
    """Whether a script changed by itself, or what it names, and where its lemmas are."""

    changed: bool
    lemmas: tuple[str, ...]

    @classmethod
    def read(cls, path: str, since: Changes) -> _Script:
        names = lemmas_named(path)
        found = [lemma_file(name, path) for name in names]
        moved = None in found or any(since.unclear or _own(name) in since.names for name in names)
        return cls(moved or since.touches(path), tuple(file for file in found if file))


def _spread(known: dict[str, _Script]) -> set[str]:
    """What changed and everything above it."""
    above: dict[str, list[str]] = {}
    for key, script in known.items():
        for lemma in script.lemmas:
            above.setdefault(_name(lemma), []).append(key)
    hit: set[str] = set()
    waiting: Iterable[str] = [key for key, script in known.items() if script.changed]
    while waiting:
        hit.update(waiting)
        waiting = {key for one in waiting for key in above.get(one, ())} - hit
    return hit
