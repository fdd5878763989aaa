"""`--changed`: the scripts that are not as git has them in a revision, and those that rest on such.

A script is unchanged where every link on the way to it, the file, and all that is looked at for its
lemmas are as they were: the lemmas, and the names that were looked up in vain before them.  Files
and links are held against the revision itself, so that it makes no difference what git ignores, or
was told to take for unchanged.  What git does not have in it, as all that is outside of the
repository, is taken for changed.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from derive.library import SUFFIXES, find, looked_in
from derive.script.lemmas import lemmas_named
from derive.script.source import read

#: What a repository may set so that git runs other programs is left out, and replaced objects are.
_GIT = ("git", "-c", "core.fsmonitor=false", "--no-replace-objects")
_TREE = ("ls-tree", "-r", "-z", "--full-tree")
#: The kinds of what a revision has: links, and commits of other repositories.
_LINK, _COMMIT = "120000", "160000"
#: No path has more links in it.
_MOST_LINKS = 40


class NotToldError(Exception):
    """Git does not tell what changed: why, and what to do."""

    def __init__(self, words: str, hint: str = "") -> None:
        super().__init__(words)
        self.words, self.hint = words, hint


@dataclass(frozen=True)
class Changes:
    """What a revision has, by absolute paths, each with its kind and digest.

    `unread` are repositories within this one of which git does not tell what they had; whether the
    revision is that `of_head`, which a fresh checkout is like.
    """

    root: str
    tree: dict[str, tuple[str, str]]
    unread: frozenset[str] = frozenset()
    of_head: bool = False
    _known: dict[str, bool] = field(default_factory=dict)

    def touches(self, path: str) -> bool:
        """Whether a file is another one, or may be, or is reached in another way."""
        *_, real = _way(path)
        return real not in self.tree or self.leads_elsewhere(path)

    def leads_elsewhere(self, path: str) -> bool:
        """Whether a path may have led to something else, or to something where there is nothing."""
        *_, real = way = [*_way(path)]
        known = self._has(real) and real == os.path.realpath(path)
        return not known or any(map(self._differs, way))

    def went_under(self, folder: Path, own: str) -> bool:
        """Whether a script that was called so under a folder went, or may have."""
        real = os.path.realpath(folder)
        if any(path.startswith(os.path.join(real, "")) for path in self.unread):
            return True
        return any(not _stands(path) for path in self._called.get(own, ()))

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """The scripts of the revision by their own names."""
        found = defaultdict(list)
        for path in self.tree:
            if path.endswith(SUFFIXES):
                found[_own(path)].append(path)
        return found

    def _has(self, path: str) -> bool:
        """Whether a path is in the repository."""
        return path == self.root or path.startswith(os.path.join(self.root, ""))

    def _differs(self, path: str) -> bool:
        if path not in self._known:
            self._known[path] = self._is_other(path)
        return self._known[path]

    def _is_other(self, path: str) -> bool:
        """Whether there is something else at a path than there was, links to it followed."""
        had = self.tree.get(path)
        if os.path.islink(path):
            return not self._is_link(path, had) and not self._is_above(os.path.realpath(path))
        if os.path.isdir(path):
            return path in self.unread or not (had is None or had[0] == _COMMIT)
        if not os.path.lexists(path):
            return had is not None
        return had is None or had[0] == _LINK or not _is_content(path, had[1])

    def _is_link(self, path: str, had: tuple[str, str] | None) -> bool:
        target = os.fsencode(os.readlink(path))
        return had is not None and had == (_LINK, _digest(target, had[1]))

    def _is_above(self, folder: str) -> bool:
        """Whether all of the repository is in a folder: links to that are how its user names it."""
        return os.path.join(self.root, "").startswith(os.path.join(folder, ""))


def _way(path: str) -> Iterator[str]:
    """All that is looked at to find a file: folders, links, what they lead to, itself last."""
    start = os.path.join(os.path.realpath(os.curdir), path)
    drive, left = os.path.splitdrive(start)
    at, parts, links = drive + os.sep, _parts(left), 0
    while parts:
        part = parts.pop()
        there = os.path.dirname(at) if part == os.pardir else os.path.join(at, part)
        yield there
        if os.path.islink(there) and links < _MOST_LINKS:
            links += 1
            drive, left = os.path.splitdrive(os.readlink(there))
            at = drive + os.sep if os.path.isabs(drive + left) else at
            parts += _parts(left)
        else:
            at = there
    yield at


def _parts(path: str) -> list[str]:
    """The parts of a path, the last one first."""
    return [part for part in reversed(path.split(os.sep)) if part not in ("", os.curdir)]


def _digest(data: bytes, like: str) -> str:
    """What git calls a content, as long as another digest."""
    kind = hashlib.sha1 if len(like) == hashlib.sha1().digest_size * 2 else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data).hexdigest()


def _is_content(path: str, digest: str) -> bool:
    """Whether a file has a content; line ends may be written otherwise, as they are read alike."""
    data = read(path)
    if not isinstance(data, bytes):
        return False
    return digest in (_digest(data, digest), _digest(data.replace(b"\r\n", b"\n"), digest))


def _stands(path: str) -> bool:
    """Whether there is a file at a path without links to its folder."""
    return os.path.isfile(path) and _name(path) == path


def _own(name: str) -> str:
    """The last part of the path of a script, without its ending."""
    return os.path.splitext(os.path.basename(name))[0]


def changes(revision: str) -> Changes:
    """What a revision has; `HEAD` where none is named.  Raises `NotToldError`."""
    root = os.path.realpath(_git("rev-parse", "--show-toplevel").removesuffix("\n"))
    if not revision and not _told("rev-parse", "--verify", "--quiet", "HEAD"):
        return Changes(root, {})  # nothing was committed so far: everything is new
    commit = _commit(revision or "HEAD")
    tree, unread = _had(root, commit)
    return Changes(
        root, tree, frozenset(unread), of_head=commit == _told("rev-parse", "HEAD").strip()
    )


def _had(root: str, commit: str) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """What a commit has, also in repositories within it, and those that cannot be read."""
    tree: dict[str, tuple[str, str]] = {}
    unread: list[str] = []
    for line in _git(*_TREE, commit, at=root).split("\0")[:-1]:
        told, _, name = line.partition("\t")
        kind, _, digest = told.split()
        path = os.path.join(root, *name.split("/"))
        tree[path] = kind, digest
        if kind == _COMMIT:
            try:
                below = _had(path, digest)
            except NotToldError:
                below = {}, [path]
            tree |= below[0]
            unread += below[1]
    return tree, unread


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
        found = [_lemma(name, path, since) for name in lemmas_named(path)]
        changed = None in found or since.touches(path)
        return cls(changed, tuple(file for file in found if file))


def _lemma(name: str, path: str, since: Changes) -> str | None:
    """The file of a lemma, unless it is not certain that it was that before."""
    beside = Path(path).parent
    found = find(name, beside=beside)
    if found.path is None or not found.path.is_file() or since.leads_elsewhere(str(found.path)):
        return None
    for folder in looked_in(name, found, beside):
        tried = (os.path.join(folder, name + suffix) for suffix in SUFFIXES)
        if any(map(since.leads_elsewhere, tried)):
            return None
        if since.went_under(folder, name.rpartition("/")[2]):
            return None
    return str(found.path)


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
