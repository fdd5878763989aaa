"""A text as an editor counts in it: lines, and columns in units of an encoding.

Places count characters; an editor counts units of UTF-16, unless it said that it counts others.  A
position that is not in the text is taken for the nearest one that is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from lsprotocol.types import Position, PositionEncodingKind, Range

from derive.report.diagnostics import Place

#: What ends a line for an editor; other separators of Unicode do not.
_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Document:
    """A text, and what its columns are counted in."""

    text: str
    encoding: str = PositionEncodingKind.Utf16.value

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _END.finditer(self.text))]

    @property
    def count(self) -> int:
        """How many lines there are, the last one without an end."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """The line of that number, from 0, without its end; empty where there is none."""
        if not 0 <= number < self.count:
            return ""
        end = self._starts[number + 1] if number + 1 < self.count else len(self.text)
        return self.text[self._starts[number] : end].rstrip("\r\n")

    def offset(self, position: Position) -> int:
        """Where a position is in the text."""
        if position.line < 0:
            return 0
        if position.line >= self.count:
            return len(self.text)
        return self._starts[position.line] + self.column(position)

    def column(self, position: Position) -> int:
        """How many characters stand before a position in its line."""
        line, left = self.line(position.line), position.character
        if line.isascii():
            return max(0, min(left, len(line)))
        for column, character in enumerate(line):
            left -= self._units(character)
            if left < 0:
                return column
        return len(line)

    def position(self, offset: int) -> Position:
        """The position of a place in the text."""
        number = bisect_right(self._starts, offset) - 1
        return self.at(number, offset - self._starts[number])

    def at(self, number: int, column: int) -> Position:
        """The position behind so many characters of a line; not behind its end."""
        line = self.line(number)[: max(column, 0)]
        return Position(number, self._units(line))

    def range(self, place: Place) -> Range:
        """What a place covers; to the end of its line where the part ends on another."""
        number = min(max(place.line, 1), self.count) - 1
        start = self.at(number, place.column - 1)
        if place.end_column is None:
            return Range(start, self.at(number, len(self.line(number))))
        return Range(start, self.at(number, place.end_column - 1))

    def span(self, start: int, end: int) -> Range:
        """What stands between two places in the text."""
        return Range(self.position(start), self.position(end))

    def changed(self, new: str, where: Range | None) -> Document:
        """The text with a part of it replaced, or with all of it where no part is named."""
        if where is None:
            return Document(new, self.encoding)
        start, end = sorted((self.offset(where.start), self.offset(where.end)))
        return Document(self.text[:start] + new + self.text[end:], self.encoding)

    def _units(self, text: str) -> int:
        """How many units a text takes."""
        if self.encoding == PositionEncodingKind.Utf32.value or text.isascii():
            return len(text)
        if self.encoding == PositionEncodingKind.Utf8.value:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)
