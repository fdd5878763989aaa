"""What an editor writes, read so that no message can take all memory.

A length that is too large ends the input: what follows it could not be told from a message.
"""

from __future__ import annotations

import re
from typing import BinaryIO

#: A script has four million bytes at most, which take six times as many as JSON.
MAX_DIGITS = 8
MAX_HEADER = 10_000
#: The length of a message; where the one before was told too short, the rest of that stands first.
_LENGTH = re.compile(rb"(?<![\w-])Content-Length[ \t]*:[ \t]*\+?0*(\d+)[ \t]*\r?\n", re.IGNORECASE)
#: So much of a line that is too long is looked at again with what follows it.
_OVERLAP = 100


class Input:
    """The input, as long as the lengths that it tells are those of messages."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        #: Why it ended before its end; empty where it did not.
        self.refused = ""

    def readline(self) -> bytes:
        """A line of a header, or the end of one that is too long; nothing at the end.

        Of what is no header only the length at its end is there, so that behind a message that was
        longer or shorter than it said the next one is found.
        """
        line = self._line()
        found = _LENGTH.search(line)
        if found is None:
            return line
        if len(found[1]) <= MAX_DIGITS:
            return b"Content-Length: %d\r\n" % int(found[1])
        self.refused = f"a message is too large: at most {10**MAX_DIGITS - 1:,} bytes"
        return b""

    def _line(self) -> bytes:
        line = self._source.readline(MAX_HEADER)
        while len(line) == MAX_HEADER and not line.endswith(b"\n"):
            line = line[-_OVERLAP:] + self._source.readline(MAX_HEADER - _OVERLAP)
        return line

    def read(self, count: int) -> bytes:
        """The body of a message, or what there is of it."""
        return self._source.read(count)
