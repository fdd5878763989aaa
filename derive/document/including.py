r"""What LaTeX files include: one text, as TeX reads it, in which each part knows its own file.

A name is looked for from the folder of the document, from the folder that was given, and from that
of the file that has it; what is outside of the folder that was given is not read.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from derive.document.latex import ending, readable
from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.report.document import LookedAt
from derive.script.source import (
    Source,
    content_within,
    invisible,
    lines_unified,
    not_utf8,
    too_large,
)

#: No document has more bytes, with all that it includes.
MAX_DOCUMENT = 32_000_000
#: So many files may include each other, and so deep.
MAX_FILES = 500
MAX_DEPTH = 15
_TOO_MANY = f"files are read {MAX_DEPTH} deep, as TeX does, and {MAX_FILES} of them"
#: What stands for the digest of a file that is not looked at.
OUTSIDE = "outside"
_INPUT = re.compile(
    r"\\(?:input|include|subfile|subfileinclude)\s*\{(?P<braced>[^{}\n]+)\}"
    r"|\\input[ \t]+(?P<bare>[^\s{}\\%#]+)"
    r"|\\(?:sub)?import\*?\s*\{(?P<folder>[^{}\n]*)\}\s*\{(?P<file>[^{}\n]+)\}"
)
#: What is no character of a text; a file of two bytes a character is full of it.
_NOTHING = re.compile("\0")
#: Encodings that a document may name.
_ENCODING = re.compile(rb"\\usepackage\s*\[\s*(latin1|latin9|ansinew|cp1252)\s*\]\s*\{inputenc\}")
_CODECS = {"latin1": "latin-1", "latin9": "iso8859-15", "ansinew": "cp1252", "cp1252": "cp1252"}


@dataclass(frozen=True)
class Piece:
    """A part of a text: where it begins there, its file, and where it begins in that."""

    at: int
    source: Source
    start: int
    length: int


@dataclass(frozen=True)
class Spliced(Source):
    """The text of a file with those of others in it; places are those in each file."""

    pieces: tuple[Piece, ...] = ()

    @cached_property
    def _ats(self) -> list[int]:
        return [piece.at for piece in self.pieces]

    def located(self, offset: int) -> tuple[Source, int]:
        """The file that a part of the text is of, and where in it."""
        piece = self.pieces[max(0, bisect_right(self._ats, offset) - 1)]
        return piece.source, piece.start + min(max(0, offset - piece.at), piece.length)

    def place(self, start: int, end: int | None = None) -> Place:
        """The place of the text from `start` to `end` in its file, as far as it is in one."""
        source, first = self.located(start)
        length = 1 if end is None else max(1, end - start)
        return source.place(first, first + length)


class Included(NamedTuple):
    """A name of a file that is included: where what includes it stands, and where the name does."""

    name: str
    start: int
    end: int
    at: int


@dataclass
class Whole:
    """A document with all that it includes.

    `wrong` is what is told of its files; `looked` are all the places where a file was looked for,
    with what was there.
    """

    source: Source
    files: list[Source] = field(default_factory=list)
    wrong: list[Diagnostic] = field(default_factory=list)
    looked: list[LookedAt] = field(default_factory=list)


def digest_at(path: str, root: str) -> str:
    """The digest of the file at a path, if it is in a folder; empty where there is none."""
    return digest_of(path) if _is_inside(path, root) else OUTSIDE


def digest_of(path: str) -> str:
    """The digest of the file at a path; empty where there is none."""
    data = content_within(path, MAX_DOCUMENT)
    return sha256(data).hexdigest() if isinstance(data, bytes) else ""


def opened(path: str) -> tuple[Source, tuple[Diagnostic, ...], str]:
    """The text of a file, what is wrong with it, and the digest of its bytes."""
    data = content_within(path, MAX_DOCUMENT)
    if isinstance(data, Diagnostic):
        return Source(path, ""), (data,), ""
    digest = sha256(data).hexdigest()
    if len(data) > MAX_DOCUMENT:
        return Source(path, ""), (too_large(path, MAX_DOCUMENT, "split the document"),), digest
    try:
        source = Source(path, lines_unified(data.decode("utf-8")))
        nothing = _NOTHING.search(source.text)
        wrong = () if nothing is None else (invisible(source.place(nothing.start()), nothing),)
        return source, wrong, digest
    except UnicodeDecodeError as error:
        named = _ENCODING.search(data)
        if named is not None:
            text = data.decode(_CODECS[named[1].decode()], "replace")
            return Source(path, lines_unified(text)), (), digest
        source = Source(path, lines_unified(data.decode("utf-8", "replace")))
        before = len(lines_unified(data[: error.start].decode("utf-8")))
        return source, (not_utf8(source.place(before), data[error.start]),), digest


def whole(source: Source, root: str) -> Whole:
    """A LaTeX file with all that it includes from a folder."""
    done = Whole(source, [source])
    made = _Splicing(done, root)
    made.add(source, 0)
    if len(done.files) > 1:
        done.source = Spliced(source.file, "".join(made.texts), tuple(made.pieces))
    return done


def looked_at(path: str, root: str) -> tuple[str, ...]:
    """The paths in a folder at which a document looks for what it includes."""
    if not path.endswith(".tex"):
        return ()
    found = whole(opened(path)[0], root)
    return tuple(one.path for one in found.looked if one.digest != OUTSIDE)


def named_in(text: str) -> Iterator[Included]:
    """The names of the files that a text includes."""
    plain = readable(text)
    for found in _INPUT.finditer(plain, 0, ending(plain)):
        group = next(g for g in ("braced", "bare", "file") if found[g] is not None)
        name = found[group].strip().strip('"')
        if name and not {"\\", "#", "\0"} & {*name}:
            whole_name = os.path.join((found["folder"] or "").strip(), name)
            yield Included(whole_name, *found.span(), found.start(group))


def candidates(name: str, here: str, home: str, root: str) -> Iterator[str]:
    """The paths at which the file of a name is looked for, for a file of a document."""
    suffixes = ("",) if name.endswith(".tex") else (".tex", "")
    folders = dict.fromkeys((home, root, os.path.dirname(here)))
    for folder in folders:
        for suffix in suffixes:
            yield os.path.normpath(os.path.join(folder, name + suffix))


def is_there(path: str, root: str) -> bool:
    """Whether there is a file at a path, in a folder."""
    return _is_inside(path, root) and os.path.isfile(path)


def _is_inside(path: str, root: str) -> bool:
    there = os.path.join(os.path.realpath(root or os.curdir), "")
    return os.path.realpath(path).startswith(there)


class _Splicing:
    """The pieces of a text, as they are put together."""

    def __init__(self, done: Whole, root: str) -> None:
        self.done = done
        self.root = root
        self.home = os.path.dirname(done.source.file)
        self.texts: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0
        self.seen: set[str] = set()
        self.open: list[str] = []

    def add(self, source: Source, depth: int) -> None:
        """Adds a file, and in it those that it includes."""
        real = os.path.realpath(source.file)
        self.seen.add(real)
        self.open.append(real)
        at = 0
        for one in named_in(source.text):
            found = self.found(one, source, depth)
            if found is not None:
                self.piece(source, at, one.start)
                self.add(found, depth + 1)
                at = one.end
        self.piece(source, at, ending(readable(source.text)) if depth else len(source.text))
        self.piece_of(source, "\n", len(source.text))
        self.open.pop()

    def piece(self, source: Source, start: int, end: int) -> None:
        self.piece_of(source, source.text[start:end], start)

    def piece_of(self, source: Source, text: str, start: int) -> None:
        self.pieces.append(Piece(self.length, source, start, len(text)))
        self.texts.append(text)
        self.length += len(text)

    def found(self, one: Included, source: Source, depth: int) -> Source | None:
        """The file that is included there, unless it is not to be read, which is told."""
        name = one.name
        place = source.place(one.at, one.at + len(name))
        path = self.looked_for(name, source, place)
        if path is None:
            return None
        real = os.path.realpath(path)
        if real in self.open:
            self.tell(Kind.CIRCULAR_INCLUDE, place, name)
            return None
        if real in self.seen:
            return None  # it is checked where it was included first
        if depth + 1 >= MAX_DEPTH or len(self.done.files) >= MAX_FILES:
            self.tell(Kind.UNREAD_INCLUDE, place, name, _TOO_MANY)
            return None
        return self.read(path, name, place)

    def looked_for(self, name: str, source: Source, place: Place) -> str | None:
        """The path of the file of a name; where there is none, that is told."""
        paths = [*candidates(name, source.file, self.home, self.root)]
        for path in paths:
            if is_there(path, self.root):
                return path
            inside = _is_inside(path, self.root)
            self.done.looked.append(LookedAt(path, "" if inside else OUTSIDE))
        if not _is_inside(paths[0], self.root):
            self.tell(Kind.OUTSIDE_INCLUDE, place, name)
            return None
        self.tell(Kind.UNREAD_INCLUDE, place, name, "there is no such file")
        return None

    def read(self, path: str, name: str, place: Place) -> Source | None:
        """The file at a path, if there is room for it."""
        source, wrong, digest = opened(path)
        self.done.looked.append(LookedAt(path, digest))
        if wrong and not source.text:
            self.tell(Kind.UNREAD_INCLUDE, place, name, "it cannot be read")
            return None
        if sum(len(one.text) for one in self.done.files) + len(source.text) > MAX_DOCUMENT:
            self.tell(Kind.UNREAD_INCLUDE, place, name, f"there are {MAX_DOCUMENT:,} bytes before")
            return None
        self.done.wrong += wrong
        self.done.files.append(source)
        return source

    def tell(self, kind: Kind, place: Place, *about: str) -> None:
        self.done.wrong.append(Diagnostic(kind, place, about=about))


def included(paths: list[str], root: str) -> set[str]:
    """Those of the LaTeX files in a folder that others of them include, by their real paths.

    Of files that include each other in a circle the first is kept.
    """
    known = {os.path.realpath(path): path for path in paths if path.endswith(".tex")}
    below = {real: _below(path, root) & {*known} for real, path in known.items()}
    named = {real for own, others in below.items() for real in others if real != own}
    roots = [real for real in known if real not in named]
    reached: set[str] = set()
    waiting = list(roots)
    while True:
        while waiting:
            one = waiting.pop()
            new = below[one] - reached - {*roots}
            reached |= new
            waiting += new
        left = [real for real in known if real not in reached and real not in roots]
        if not left:
            return reached
        roots.append(left[0])
        waiting.append(left[0])


def _below(path: str, root: str) -> set[str]:
    """The files that a file includes, by their real paths."""
    source, _, _ = opened(path)
    found: set[str] = set()
    for one in named_in(source.text):
        paths = candidates(one.name, path, os.path.dirname(path), root)
        there = next((p for p in paths if is_there(p, root)), None)
        if there is not None:
            found.add(os.path.realpath(there))
    return found
