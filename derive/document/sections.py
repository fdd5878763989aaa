"""The sections of a text, and those whose definitions and domains hold in each of them.

What stands under a heading holds in all that is below it; what stands beside it may be about
something else, but where a heading says that it sets out the notation, or the like.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

#: A title with a number at the beginning of a paragraph, but one that goes on with the one before.
_NUMBERED = (
    r"(?!(?:step|part|case|claim|fact|remark|note|line|stage|eq|equation|fig|figure|table)\b)"
    r"[^*{}\n\d]{0,20}\d[^*{}\n]{0,60}"
)
_ENVIRONMENTS = r"(?:example|exercise|problem|question|theorem|lemma|definition|corollary)s?\*?"
#: Where another subject begins: headings, examples and the like, items of lists.
_BOUNDARY = re.compile(
    r"\\(?P<command>part|chapter|(?:sub)*section)\b\*?(?P<title>[^\n]*)"
    r"|^(?P<marks>\#{1,6})\s(?P<heading>[^\n]*)"
    r"|\\example(?![A-Za-z])"
    r"|\\(?:sub)?paragraph\b|(?:^[ \t]*\n|\A)[ \t]*(?:\\noindent\s*)?"
    rf"(?:\\textbf\{{{_NUMBERED}\}}|\{{\\bf(?:series)?\s{_NUMBERED}\}}"
    rf"|(?P<stars>\*{{1,2}})(?!\s){_NUMBERED}(?P=stars))"
    rf"|(?P<within>\\begin)\s*\{{{_ENVIRONMENTS}\}}|(?P<end>\\end)\s*\{{{_ENVIRONMENTS}\}}"
    r"|(?P<item>\\item(?![A-Za-z])|^\s{0,3}(?:\d+[.)]|[-*+])\s)",
    re.MULTILINE | re.IGNORECASE,
)
_LEVELS = {"part": 0, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4}
_DEEPEST, _EXAMPLE, _ITEM = 7, 8, 20
#: Headings of what holds in the sections behind them too.
_SETS_OUT = re.compile(
    r"^[\s{\d.:)]*(?:the\s+|our\s+|some\s+)?(?:notations?|set-?\s?up|definitions?|preliminar\w+"
    r"|assumptions?|conventions?|model|problem(?:\s+statement)?|setting|background|givens?)\b",
    re.IGNORECASE,
)


class Section(NamedTuple):
    """The number of a section, and those of all whose statements hold in it."""

    number: int
    scope: frozenset[int]


@dataclass
class _Open:
    """A section that is not closed yet, with what it shares with the sections below it."""

    level: int
    number: int
    sets_out: bool = False
    shared: set[int] = field(default_factory=set)


class Sections:
    """The sections of a text by their places."""

    def __init__(self, plain: str) -> None:
        self._starts: list[int] = []
        self._found = [Section(0, frozenset({0}))]
        opened = [_Open(-1, 0)]
        number = within = 0
        for found in _BOUNDARY.finditer(plain):
            if found["end"]:
                within = max(0, within - 1)
                continue
            level = _level(found)
            if found["within"]:
                level = min(level + within, _ITEM - 1)
                within += 1
            elif level < _EXAMPLE:
                within = 0
            number += 1
            while opened[-1].level >= level:
                closed = opened.pop()
                if closed.sets_out:
                    opened[-1].shared |= {closed.number, *closed.shared}
            title = found["title"] or found["heading"] or ""
            opened.append(_Open(level, number, bool(_SETS_OUT.match(title))))
            scope = {one.number for one in opened}.union(*(one.shared for one in opened))
            self._starts.append(found.start())
            self._found.append(Section(number, frozenset(scope)))

    def at(self, position: int) -> Section:
        """The section that a place is in."""
        return self._found[bisect_right(self._starts, position)]


def _level(found: re.Match[str]) -> int:
    """How deep a boundary is: the less, the more is below it."""
    if found["command"]:
        return _LEVELS.get(found["command"], _DEEPEST)
    if found["marks"]:
        return len(found["marks"])
    return _ITEM if found["item"] else _EXAMPLE
