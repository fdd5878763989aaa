"""What an editor writes, read so that no message can take all memory.

A length that is too large ends the input: what follows it could not be told from a message.
"""

from __future__ import annotations

import re
from typing import BinaryIO

#: A script has four million bytes at most, which take six times as many as JSON.
MAX_DIGITS = 8
MAX_HEADER = 10_000
_LENGTH = re.compile(rb"\s*Content-Length\s*:\s*\+?0*(\d+)", re.IGNORECASE)


class Input:
    """The input, as long as the lengths that it tells are those of messages."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        #: Why it ended before its end; empty where it did not.
        self.refused = ""

    def readline(self) -> bytes:
        """A line of a header, or a part of one that is too long; nothing at the end."""
        line = self._source.readline(MAX_HEADER)
        found = _LENGTH.match(line)
        if found is None or len(found[1]) <= MAX_DIGITS:
            return line
        self.refused = f"a message is too large: at most {10**MAX_DIGITS - 1:,} bytes"
        return b""

    def read(self, count: int) -> bytes:
        """The body of a message, or what there is of it."""
        return self._source.read(count)
