"""The text of a proof script: reading it within bounds, and turning offsets into places.

It knows nothing of YAML or of what the text says.  Line ends are read as one newline each, so an
offset is into the text as it is here; a byte-order mark is left out of it.
"""

from __future__ import annotations

import os
import re
import stat
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from derive.facts import of_the_disk
from derive.report.diagnostics import Diagnostic, Kind, Place

#: No proof script has more bytes.
MAX_BYTES = 4_000_000

#: Characters that do not show, or that make a terminal or an editor show something else: control
#: characters, other line separators, directional overrides, half surrogates.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Source:
    """A text and the name of its file."""

    file: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their ends."""
        return tuple(self.text.split("\n"))

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def offset(self, line: int, column: int) -> int:
        """Where a line and column of a place stand in the text."""
        return self._starts[line - 1] + column - 1

    def place(self, start: int, end: int | None = None) -> Place:
        """The place of the text from `start` to `end`, by default of one character."""
        start = min(max(start, 0), len(self.text))
        end = start + 1 if end is None else max(end, start + 1)
        if "\n" not in self.text:
            return Place(self.file, 1, start + 1, end + 1)
        line = bisect_right(self._starts, start)
        first = self._starts[line - 1]
        one_line = "\n" not in self.text[start : end - 1]
        return Place(self.file, line, start - first + 1, end - first + 1 if one_line else None)


def read(path: str | os.PathLike[str]) -> bytes | Diagnostic:
    """The bytes of the regular file at `path`, never more than the bound."""
    return content(os.fspath(path))


@of_the_disk
def content(name: str) -> bytes | Diagnostic:
    """The bytes of the regular file of that name, never more than the bound."""
    return content_within(name, MAX_BYTES)


def content_within(name: str, most: int) -> bytes | Diagnostic:
    """The bytes of the regular file of that name, one more than `most` where there are more."""
    try:
        with open(name, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ValueError("it is not a regular file")
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Diagnostic(Kind.UNREADABLE_FILE, Place(name, 1, 1), about=(reason,))


def _without_waiting(name: str, flags: int) -> int:
    """Opens a file; a named pipe that nobody writes to is opened at once."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def decode(data: bytes, name: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The text of `data`; where it cannot be used, one diagnostic that says where."""
    if len(data) > MAX_BYTES:
        hint = "split the derivation into several scripts"
        return Source(name, ""), (too_large(name, MAX_BYTES, hint),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        source = Source(name, lines_unified(data.decode("utf-8", "replace")))
        before = len(lines_unified(data[: error.start].decode("utf-8")))
        return source, (not_utf8(source.place(before), data[error.start]),)
    source = Source(name, lines_unified(text))
    found = INVISIBLE.search(source.text)
    return source, () if found is None else (invisible(source.place(found.start()), found),)


def invisible(place: Place, found: re.Match[str]) -> Diagnostic:
    """That the character `found` may not stand in a proof script."""
    return Diagnostic(Kind.CONTROL_CHARACTER, place, about=(f"U+{ord(found.group()):04X}",))


def lines_unified(text: str) -> str:
    """A text with one newline for each line end, without a byte-order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def too_large(name: str, most: int, hint: str) -> Diagnostic:
    """That a file has more than so many bytes."""
    return Diagnostic(
        Kind.TOO_LARGE,
        Place(name, 1, 1),
        expected=f"at most {most:,} bytes",
        written=f"more than {most:,} bytes",
        hint=hint,
        about=("the file",),
    )


def not_utf8(place: Place, byte: int) -> Diagnostic:
    """That a byte is no part of a text in UTF-8."""
    return Diagnostic(
        Kind.NOT_UTF8,
        place,
        expected="text in UTF-8",
        written=f"the byte 0x{byte:02X}",
        hint="save the file as UTF-8",
    )
