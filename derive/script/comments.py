"""The parts of a script with the comments that belong to them, so that both can be laid out anew.

A comment on a line of its own belongs to what stands below it, unless its indentation says that it
ends the part above; one behind something belongs to that.  Single blank lines are kept as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from derive.script.source import Source
from derive.script.yaml_tree import Mapping, Node, Sequence, Text

#: A comment follows white space or begins a line.
_COMMENT = re.compile(r"(?<!\S)#[^\n]*")
_HEADER = re.compile(r"[|>](?P<marks>[-+0-9]*)")
_CLOSING = re.compile(r"(?:[\s,:]|(?<!\S)#[^\n]*)*[\]}]")


@dataclass
class Part:
    """An entry of a mapping or an item of a list, from `start` to `end` in the source.

    `above` are comments, and empty where a line is left blank; `behind` are those at the end of its
    line, or behind its key.
    """

    key: Text | None
    value: Node
    start: int
    end: int
    holder: Box
    inside: Box | None = None
    above: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)


@dataclass
class Box:
    """A mapping or a list; `below` are the comments at its end."""

    flow: bool
    start: int
    owner: Part | None
    end: int = 0
    parts: list[Part] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    @property
    def commented(self) -> bool:
        """Whether a comment stands in it."""
        return bool(self.below) or any(
            [*filter(None, p.above)] or p.behind or (p.inside and p.inside.commented)
            for p in self.parts
        )


@dataclass(frozen=True)
class Block:
    """A text in a block: the marks behind `|` or `>`, and its lines without their indentation."""

    style: str
    marks: str
    lines: tuple[str, ...]
    start: int
    end: int


def block_of(text: Text) -> Block:
    """The parts of a text in a block."""
    source = text.source.text
    header = _HEADER.match(source, text.start)
    assert header is not None
    start = source.find("\n", text.start) + 1 or len(source)
    raw = source[start:].split("\n")
    written = next((line for line in raw if line.strip()), "")
    read = next((line for line in text.value.split("\n") if line.strip()), "")
    indent = _leading(written) - _leading(read)
    lines: list[str] = []
    for line in raw if read else ():
        if line.strip() and _leading(line) < indent:
            break
        lines.append(line)
    if "+" not in header["marks"] or start + sum(len(i) + 1 for i in lines) > len(source):
        while lines and not lines[-1].strip():
            lines.pop()
    end = start + sum(len(line) + 1 for line in lines) - 1 if lines else text.start + 1
    kept = tuple(line[indent:] for line in lines)
    return Block(source[text.start], header["marks"], kept, start, min(end, len(source)))


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class Commented:
    """The parts of a script whose outermost node is a mapping, and its comments."""

    def __init__(self, source: Source, root: Mapping) -> None:
        self.source, self.text = source, source.text
        self.texts = [*_texts(root)]
        self.comments = [*self._comments()]
        self.masked = self._masked()
        self.parts: list[Part] = []
        self.root = self._box(root, None, 0)
        self.head = self._settle()

    @property
    def said(self) -> list[str]:
        """The comments, in the order of the source."""
        return [tidied(found.group()) for found in self.comments]

    # Parts

    def _box(self, node: Mapping | Sequence, owner: Part | None, after: int) -> Box:
        start = self.source.offset(node.place.line, node.place.column)
        box = Box(self.masked[start : start + 1] in ("{", "["), start, owner)
        for key, value in _entries(node):
            begins = key.start if key is not None else self._item(box, value, after)
            part = Part(key, value, begins, 0, box)
            self.parts.append(part)
            box.parts.append(part)
            before = key.end if key is not None else begins + 1
            if isinstance(value, (Mapping, Sequence)):
                part.inside = self._box(value, part, before)
            ends = part.inside.end if part.inside else self._end(value)
            after = part.end = max(ends, before)
        box.end = self._closed(box, after)
        return box

    def _item(self, box: Box, value: Node, after: int) -> int:
        """Where an item begins: at its dash, if it has one."""
        start = self._start(value)
        return start if box.flow else max(self.masked.rfind("-", after, start), after)

    def _start(self, node: Node) -> int:
        if isinstance(node, Text):
            return node.start
        return self.source.offset(node.place.line, node.place.column)

    def _end(self, value: Node) -> int:
        assert isinstance(value, Text)
        if value.style in ("|", ">"):
            return block_of(value).end
        return max(value.start, len(self.text[: value.end].rstrip()))

    def _closed(self, box: Box, after: int) -> int:
        closing = _CLOSING.match(self.text, max(after, box.start + 1)) if box.flow else None
        return closing.end() if closing else after

    # Comments

    def _comments(self) -> Iterator[re.Match[str]]:
        at = 0
        for start, end in [*self._spans(), (len(self.text), 0)]:
            yield from _COMMENT.finditer(self.text, at, start)
            at = max(at, end)

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Where texts stand, in which `#` begins no comment."""
        for text in self.texts:
            if text.style in ("|", ">"):
                block = block_of(text)
                header = _HEADER.match(self.text, text.start)
                yield text.start, header.end() if header else text.start
                if block.lines:
                    yield block.start, block.end
            else:
                yield text.start, self._end(text)

    def _masked(self) -> str:
        """The text with blanks for comments."""
        done, at = [], 0
        for found in self.comments:
            done += [self.text[at : found.start()], " " * len(found.group())]
            at = found.end()
        return "".join([*done, self.text[at:]])

    def _settle(self) -> list[str]:
        """Gives comments and blank lines to their parts; what stands before all of them is left."""
        head: list[str] = []
        first = self.parts[0].start if self.parts else len(self.text)
        for found in self.comments:
            if found.start() < first:
                head += [*self._blank_above(found.start()), tidied(found.group())]
            elif self._alone(found.start()) or not self._behind(found):
                self._below_or_above(found)
        for part in self.parts:
            if self._alone(part.start):
                part.above += self._blank_above(part.start)
        return head

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _alone(self, at: int) -> bool:
        """Whether nothing stands before it in its line."""
        return not self.text[self._line_start(at) : at].strip()

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _blank_above(self, at: int) -> list[str]:
        """A blank line where the line above is blank, and is no part of a text."""
        line = self._line_start(at)
        before = self._line_start(line - 1) if line else 0
        blank = line > 0 and not self.text[before:line].strip()
        return [""] if blank and not any(s <= before < e for s, e in self._texts_of_blocks) else []

    @cached_property
    def _texts_of_blocks(self) -> list[tuple[int, int]]:
        blocks = (block_of(text) for text in self.texts if text.style in ("|", ">"))
        return [(block.start, block.end + 1) for block in blocks if "+" in block.marks]

    def _behind(self, found: re.Match[str]) -> bool:
        """Gives a comment to the part that ends, or whose key or header ends, before it."""
        line, at = self._line_start(found.start()), found.start()
        ended = [p for p in self._around(at) if line <= self._told_until(p, at) <= at]
        if not ended:
            return False
        last = max(ended, key=lambda p: (self._told_until(p, at), p.start))
        last.behind.append(tidied(found.group()))
        return True

    def _told_until(self, part: Part, at: int) -> int:
        """Where a part ends, or its key or the header of its text where that is before `at`."""
        if part.end <= at:
            return part.end
        value = part.value
        if isinstance(value, Text) and value.style in ("|", ">") and value.start < at:
            return value.start + 1
        flow = part.inside is not None and part.inside.flow and part.inside.start < at
        return part.key.end if part.key is not None and part.key.end <= at and not flow else -1

    def _before(self, at: int) -> Part:
        """The last part that begins before a comment."""
        return self.parts[bisect_left(self._starts, at) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [part.start for part in self.parts]

    def _around(self, at: int) -> Iterator[Part]:
        """The parts that a comment may be behind: the one before it and those that this is in."""
        part: Part | None = self._before(at)
        if part is not None and part.inside is not None and _is_within(part.inside, at):
            return
        while part is not None:
            yield part
            part = None if _is_within(part.holder, at) else part.holder.owner

    def _below_or_above(self, found: re.Match[str]) -> None:
        """Gives a comment to the part below it, or to the end of a box above it."""
        at = found.start()
        said = [*self._blank_above(at), tidied(found.group())]
        last = self._before(at)
        if last.inside is not None and (last.inside.parts or at < last.inside.end):
            first = [last] if last.key is None else last.inside.parts
            (first or [last])[0].above += said
            return
        box = last.holder
        while True:
            starts = [p.start for p in box.parts]
            following = bisect_right(starts, at)
            if following < len(starts):
                box.parts[following].above += said
                return
            owner = box.owner
            if owner is None or self._ends(box, owner, at):
                box.below += said
                return
            box = owner.holder

    def _ends(self, box: Box, owner: Part, at: int) -> bool:
        """Whether a comment behind the last part of a box is its own."""
        return at < box.end if box.flow else self._column(at) > self._column(owner.start)


def _is_within(box: Box, at: int) -> bool:
    """Whether a place is between the brackets of a box."""
    return box.flow and box.start < at < box.end


def tidied(comment: str) -> str:
    """A comment with a blank behind its sign; more stay, since lists stand in comments too."""
    signs = len(comment) - len(comment.lstrip("#"))
    said = comment[signs:].rstrip()
    return comment[:signs] + (f" {said}" if said and said[0] not in " \t!" else said)


def _entries(node: Mapping | Sequence) -> Iterator[tuple[Text | None, Node]]:
    if isinstance(node, Mapping):
        yield from node.entries
    else:
        yield from ((None, item) for item in node.items)


def _texts(node: Node) -> Iterator[Text]:
    """Every text in a node, keys as well, in the order of the source."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, (Mapping, Sequence)):
        for key, value in _entries(node):
            yield from (key,) if key is not None else ()
            yield from _texts(value)
