"""YAML text to a plain tree of texts, sequences and mappings, each with its place.

Built from the events of a scanner, so that nothing is constructed, expanded or interpreted: every
scalar is text, and aliases, anchors and tags are refused where they stand.  It knows nothing of
what a proof script says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NoReturn

from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.script.source import INVISIBLE, Source, invisible
from derive.script.write import scalar
from derive.script.yaml_events import exact, quick

MAX_DEPTH = 50
MAX_NODES = 20_000


@dataclass(frozen=True)
class Text:
    """A scalar; `start` and `end` are its span in the source, quotes or block header included."""

    value: str
    source: Source = field(repr=False, compare=False)
    start: int
    end: int
    style: str | None = None

    @property
    def place(self) -> Place:
        """Where the scalar stands."""
        return self.source.place(self.start, self.end)

    def span(self, start: int, end: int) -> Place:
        """The place in the file of `value[start:end]`; what stands behind it is its end."""
        if self._is_plain:
            return self._span(start, end)
        origins = self._origins()
        skipped = _visible(self.value[:start])
        shown = _visible(self.value[:end])
        if skipped < len(origins) and self.value[start : start + 1].strip():
            first = origins[skipped][0]
        else:
            first = origins[skipped - 1][1] if 0 < skipped <= len(origins) else self.start
        last = origins[shown - 1][1] if skipped < shown <= len(origins) else first + 1
        return self.source.place(first, last)

    @property
    def _is_plain(self) -> bool:
        """Whether the value stands in the source as it is."""
        return self.style is None and self.source.text[self.start : self.end] == self.value

    def _span(self, start: int, end: int) -> Place:
        """The same place where the value stands in the source as it is."""
        before, shown = self.value[:start].rstrip(), self.value[:end].rstrip()
        visible = self.value[start : start + 1].strip()
        first = self.start + (start if visible else len(before))
        last = self.start + len(shown) if len(before) < len(shown) else first + 1
        return self.source.place(first, last)

    def _origins(self) -> list[tuple[int, int]]:
        """The span in the source of each character of the value that is not white space.

        White space is left out because folding changes it; all other characters stand in the
        source in the same order, in quotes perhaps escaped.
        """
        raw, start = self.source.text[self.start : self.end], self.start
        if self.style in ("|", ">"):
            start += raw.find("\n") + 1
        elif self.style:
            start += 1
        stop = self.end - 1 if self.style in ("'", '"') else self.end
        pieces = _PIECES.get(self.style or "", _PLAIN).finditer(self.source.text, start, stop)
        return [piece.span() for piece in pieces if _is_visible(piece.group(), self.style)]


@dataclass(frozen=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    """Keys and their nodes, in the order of the file, each key once."""

    entries: tuple[tuple[Text, Node], ...]
    place: Place


@dataclass(frozen=True)
class Unusable:
    """What stands where something was refused; it has been reported."""

    place: Place


Node = Text | Sequence | Mapping | Unusable


def read_tree(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of the one document of `source`, None if there is none, and what is wrong."""
    events = quick(source.text)
    if events is not None:
        builder = _Builder(source, events)
        root = builder.build()
        if root is not None and not builder.diagnostics and not builder.empty:
            return root, ()
    builder = _Builder(source, exact(source.text))
    return builder.build(), tuple(builder.diagnostics)


_PLAIN = re.compile(r"\S")
_PIECES = {
    "'": re.compile(r"''|\S"),
    '"': re.compile(
        r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.|\n)|\S",
    ),
}
_WHITE_ESCAPES = frozenset("tnvfr_NLP \t\n")


def _is_visible(piece: str, style: str | None) -> bool:
    if style != '"' or len(piece) == 1:
        return True
    if len(piece) == 2:
        return piece[1] not in _WHITE_ESCAPES
    return not chr(int(piece[2:], 16)).isspace()


def _visible(value: str) -> int:
    return sum(not character.isspace() for character in value)


def _kind(event: Any) -> str:
    """What an event is, by the name that its class has in each library."""
    return type(event).__name__.removesuffix("Event")


class _StoppedError(Exception):
    """Reading cannot go on; the reason has been reported."""


class _Builder:
    def __init__(self, source: Source, events: Iterator[Any]) -> None:
        self.source, self.events = source, events
        self.diagnostics: list[Diagnostic] = []
        self.nodes = 0
        self.reached = 0
        #: Whether a value is left out, so that it is not seen alike where it would be.
        self.empty = False

    def report(self, kind: Kind, place: Place, *about: str, hint: str = "") -> None:
        self.diagnostics.append(Diagnostic(kind, place, hint=hint, about=about))

    def stop(self, kind: Kind, place: Place, *about: str, hint: str = "") -> NoReturn:
        self.report(kind, place, *about, hint=hint)
        raise _StoppedError

    def build(self) -> Node | None:
        try:
            return self.document()
        except _StoppedError:
            return None

    def next(self) -> Any:
        try:
            event = next(self.events)
        except Exception as error:  # the scanner also raises ValueError, OverflowError and others
            if hasattr(error, "problem_mark"):
                self.broken(error)
            self.stop(Kind.BAD_YAML, self.source.place(self.reached), "it has a bad escape")
        self.reached = event.start_mark.index
        return event

    def broken(self, error: Any) -> NoReturn:
        mark = error.problem_mark or error.context_mark
        place = self.source.place(mark.index if mark else self.reached)
        if any(found.place.line == place.line for found in self.diagnostics):
            raise _StoppedError
        if error.context_mark and "quoted scalar" in str(error.context):
            quote = self.source.place(error.context_mark.index)
            said = "the quote that opens here is not closed"
            self.stop(Kind.BAD_YAML, quote, said, hint="close it, or leave it out")
        problem = str(error.problem or error.context)
        self.stop(Kind.BAD_YAML, place, problem, hint=self.advice(error))

    def advice(self, error: Any) -> str:
        marks = [mark.line for mark in (error.context_mark, error.problem_mark) if mark]
        lines = [self.source.lines[n] for n in marks if n < len(self.source.lines)]
        return next(map(quoting, filter(_WANTS_QUOTES.search, lines)), "")

    def document(self) -> Node | None:
        event = self.next()
        while _kind(event) == "StreamStart":
            event = self.next()
        if _kind(event) != "DocumentStart":
            return None
        root = self.node(self.next(), 0)
        rest = [self.next(), self.next()]
        if _kind(rest[1]) == "DocumentStart":
            begins = rest[1].explicit
            hint = f"remove the line `{'---' if begins else '...'}`"
            self.stop(Kind.MANY_DOCUMENTS, self.place(rest[1]), hint=hint)
        return root

    def place(self, event: Any) -> Place:
        return self.source.place(event.start_mark.index, event.end_mark.index)

    def node(self, event: Any, depth: int) -> Node:
        self.count(event, depth)
        self.refuse_marks(event)
        match _kind(event):
            case "Scalar":
                return self.scalar(event)
            case "MappingStart":
                return Mapping(tuple(self.entries(depth + 1)), self.place(event))
            case "SequenceStart":
                return Sequence(tuple(self.items(depth + 1)), self.place(event))
        return Unusable(self.place(event))

    def count(self, event: Any, depth: int) -> None:
        self.nodes += 1
        if depth > MAX_DEPTH:
            self.stop(Kind.TOO_DEEP, self.place(event), "a list or mapping")
        if self.nodes > MAX_NODES:
            self.stop(Kind.TOO_MANY, self.place(event), "values in one file")

    def refuse_marks(self, event: Any) -> None:
        if _kind(event) == "Alias":
            refused = "aliases"
        elif getattr(event, "anchor", None) is not None:
            refused = "anchors"
        elif getattr(event, "tag", None) is not None:
            refused = "tags"
        else:
            return
        place = self.source.place(event.start_mark.index)
        self.report(Kind.ALIAS, place, refused, hint=quoting(self.source.lines[place.line - 1]))

    def scalar(self, event: Any) -> Node:
        value = str(event.value)
        start, end = event.start_mark.index, event.end_mark.index
        if start == end:
            self.empty = True
            start = end = self.written_before(start)
        if not event.style and value in _NULLS:
            value = ""
        text = Text(value, self.source, start, end, event.style or None)
        hidden = INVISIBLE.search(value)
        if hidden is None:
            return text
        self.diagnostics.append(invisible(text.span(*hidden.span()), hidden))
        return Unusable(text.place)

    def written_before(self, index: int) -> int:
        """Where white space before `index` begins: what is left empty stands there."""
        while index and self.source.text[index - 1].isspace():
            index -= 1
        return index

    def items(self, depth: int) -> Iterator[Node]:
        while _kind(event := self.next()) != "SequenceEnd":
            yield self.node(event, depth)

    def entries(self, depth: int) -> Iterator[tuple[Text, Node]]:
        seen: set[str] = set()
        while _kind(event := self.next()) != "MappingEnd":
            key, value = self.node(event, depth), self.node(self.next(), depth)
            if isinstance(key, Text) and key.value not in seen:
                seen.add(key.value)
                yield key, value
            elif isinstance(key, Text):
                self.report(Kind.DUPLICATE_KEY, key.place, key.value)
            elif not isinstance(key, Unusable):
                self.report(Kind.BAD_YAML, key.place, "a key is not text", hint=_QUOTE)


_NULLS = frozenset({"null", "Null", "NULL", "~"})
_QUOTE = 'put the expression in quotes: "..."'

#: A value that begins with a sign of YAML, as all of a line or in a list.
_ALONE = re.compile(
    r"""^\s*(?:-\s+)?+(?:\w+:\s+)?+
    (?P<value>(?P<sign>[*&!|>%@`?]|-\s|[\[{](?=.*[\]}].*[^\]}\s]\s*$)).*?)\s*$""",
    re.VERBOSE,
)
_LISTED = re.compile(r"[\[,{]\s*(?P<sign>[*&!|>%@`?])")


@lru_cache(maxsize=1)  # many values stand in one line
def quoting(line: str) -> str:
    """What to do about a line of which a value is not read as it is meant."""
    if alone := _ALONE.match(line):
        sign, value = alone["sign"].strip(), scalar(alone["value"])
        return f"a value that begins with `{sign}` needs quotes: {value}"
    if listed := _LISTED.search(line):
        return f"a value that begins with `{listed['sign']}` needs quotes around it"
    return _QUOTE


#: A value that begins with a sign of YAML, that goes on behind its quotes, or with `: ` in it.
_WANTS_QUOTES = re.compile(
    r"""(?:^\s*|:\s+|-\s+|[\[,{]\s*)(?:[*&!|>%@`?\[\]{}]|-\s)(?!\s*$)   # begins with a sign of YAML
      | :\s.*:\s                                               # two `: ` in one line
      | :\s+(?:"[^"]*"|'[^']*')\s*[^\s#,\]}]                   # goes on behind its quotes
    """,
    re.VERBOSE,
)
