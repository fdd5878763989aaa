"""Lines and reasons put into the text of a proof script, all else kept as it is.

Text is inserted at known places and nothing is written anew: comments, blank lines, quotes, line
ends and indentation stay, and what is new has the indentation and the quotes of its neighbours.
Whether the new text says what was meant is for its reader to check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from derive.report.diagnostics import Place
from derive.script.source import Source
from derive.script.yaml_tree import Mapping as MappingNode
from derive.script.yaml_tree import Node, Text, read_tree
from derive.script.yaml_tree import Sequence as SequenceNode

Names = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What to put at a step: lines with their reasons before it, a line or reasons of its own.

    `by` is None where the reasons of the step stay, and `to` where its line does.
    """

    before: tuple[tuple[str, Names], ...] = ()
    by: Names | None = None
    to: str | None = None


class CannotInsertError(Exception):
    """The text has a layout that nothing can be put into; the place says where."""

    def __init__(self, place: Place) -> None:
        super().__init__(str(place))
        self.place = place


@dataclass(frozen=True)
class _Edit:
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str


def with_changes(data: bytes, name: str, changes: Mapping[int, Change]) -> bytes:
    """The script `data` with changes at its steps, counted from 1; at one more, lines at its end.

    Raises `CannotInsertError` for a layout that nothing can be put into.
    """
    raw = data.decode("utf-8")
    unified, origins = _unified(raw)
    steps = _Steps(Source(name, unified))
    newline = next(iter(re.findall(r"\r\n|\r|\n", raw)), "\n")
    edits = [edit for k, change in sorted(changes.items()) for edit in steps.edits(k, change)]
    done, at = "", 0
    for edit in sorted(edits, key=lambda e: e.start):  # of two at one place the first comes first
        done += raw[at : origins[edit.start]] + edit.new.replace("\n", newline)
        at = origins[edit.end]
    return (done + raw[at:]).encode("utf-8")


def _unified(raw: str) -> tuple[str, list[int]]:
    """The text as it is read, and where each of its characters, and its end, stands in the raw."""
    body = 1 if raw.startswith("\ufeff") else 0
    pieces = list(re.compile(r"\r\n|[\s\S]").finditer(raw, body))
    text = "".join("\n" if piece.group() in ("\r\n", "\r") else piece.group() for piece in pieces)
    return text, [*(piece.start() for piece in pieces), len(raw)]


class _Steps:
    """The steps of a script in its text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        root, _ = read_tree(source)
        entries = dict(_by_key(root))
        steps = entries.get("steps")
        if not isinstance(steps, SequenceNode) or not steps.items:
            raise CannotInsertError(source.place(0))
        self.flow = self.character(steps.place) == "["
        self.items = tuple(_Step(self, item) for item in steps.items)

    def character(self, place: Place) -> str:
        return self.text[self.source.offset(place.line, place.column)]

    def edits(self, number: int, change: Change) -> Iterator[_Edit]:
        if number > len(self.items):
            yield self.items[-1].appended(change.before)
            return
        step = self.items[number - 1]
        if change.before:
            yield step.preceded(change.before)
        if change.to is not None:
            yield step.rewritten(change.to)
        if change.by is not None:
            yield from step.reasoned(change.by)


class _Step:
    """One step in the text: where it begins, its line, its reasons."""

    def __init__(self, steps: _Steps, item: Node) -> None:
        fields = dict(_by_key(item))
        to = fields.get("to")
        if not isinstance(item, MappingNode) or not isinstance(to, Text):
            raise CannotInsertError(item.place)
        self.steps = steps
        self.text = steps.text
        self.place = item.place
        self.to = to
        self.by = fields.get("by")
        self.first = min(key.start for key, _ in item.entries)
        self.last = item.entries[-1][1]
        self.flow = steps.character(item.place) == "{"
        self.start = steps.source.offset(item.place.line, item.place.column)

    # Where

    @property
    def dash(self) -> int:
        """Where the `-` of the step stands, with only blanks before it in its line."""
        before = self.text[: self.start]
        found = re.search(r"(?:^|\n)[ ]*(-)(?:[ \t]*(?:#[^\n]*)?\n?)*[ ]*$", before)
        if found is None or self.steps.flow:
            raise CannotInsertError(self.place)
        return found.start(1)

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found

    def above(self) -> int:
        """Where lines go that stand before this step: above the comments above it."""
        at = self.line_start(self.dash)
        while at:
            before = self.line_start(at - 1)
            if not self.text[before : at - 1].lstrip().startswith("#"):
                break
            at = before
        return at

    def after_value(self, value: Text) -> int:
        """Where the line ends that a value ends in."""
        return self.line_end(self.end_of(value))

    def end_of(self, value: Text) -> int:
        return len(self.text[: value.end].rstrip())

    @property
    def end(self) -> int:
        """Where the last line of the step ends."""
        last: Node = self.last
        while isinstance(last, SequenceNode) and last.items:
            last = last.items[-1]
        if not isinstance(last, Text):
            raise CannotInsertError(self.place)
        return self.after_value(last)

    # What

    def preceded(self, lines: Sequence[tuple[str, Names]]) -> _Edit:
        if self.steps.flow:
            new = "".join(f"{self.in_flow(line, by)}, " for line, by in lines)
            return _Edit(self.start, self.start, new)
        at = self.above()
        return _Edit(at, at, "".join(f"{self.block(*line)}{self.gap}" for line in lines))

    def appended(self, lines: Sequence[tuple[str, Names]]) -> _Edit:
        new = "".join(f"\n{self.block(*line)}".removesuffix("\n") for line in lines)
        return _Edit(self.end, self.end, new)

    def rewritten(self, line: str) -> _Edit:
        flow = self.flow or self.steps.flow
        return _Edit(self.to.start, self.end_of(self.to), _scalar(line, self.to.style, flow))

    def reasoned(self, by: Names) -> Iterator[_Edit]:
        said = _reasons(by)
        if isinstance(self.by, SequenceNode):
            yield from self.listed(self.by, by)
        elif isinstance(self.by, Text):
            yield _Edit(self.by.start, self.end_of(self.by), said)
        elif self.flow:
            at = self.end_of(self.to)
            yield _Edit(at, at, f", by: {said}")
        else:
            at = self.after_value(self.to)
            yield _Edit(at, at, f"\n{' ' * self.column(self.first)}by: {said}")

    def listed(self, old: SequenceNode, by: Names) -> Iterator[_Edit]:
        """A list of reasons replaced: one in brackets as a whole, else those that are not meant."""
        start = self.steps.source.offset(old.place.line, old.place.column)
        items = [item for item in old.items if isinstance(item, Text)]
        if not items or len(items) < len(old.items):
            raise CannotInsertError(old.place)
        if self.text[start] != "[":
            yield from self.relisted(items, by)
            return
        end = self.text.index("]", items[-1].end) + 1
        if "#" in self.text[start:end]:
            raise CannotInsertError(old.place)
        yield _Edit(start, end, _reasons(by))

    def relisted(self, items: Sequence[Text], by: Names) -> Iterator[_Edit]:
        """Reasons in lines of their own: some give way to others, lines go, or more come."""
        opening = self.text[self.line_start(items[-1].start) : items[-1].start]
        if opening.strip() != "-":
            raise CannotInsertError(items[-1].place)
        spare = [item for item in items if item.value not in by]
        more = [name for name in by if name not in {item.value for item in items}]
        for item, name in zip(spare, more, strict=False):
            yield _Edit(item.start, self.end_of(item), name)
        for item in spare[len(more) :]:
            yield _Edit(self.line_start(item.start) - 1, self.after_value(item), "")
        at = self.after_value(items[-1])
        if more[len(spare) :]:
            yield _Edit(at, at, "".join(f"\n{opening}{name}" for name in more[len(spare) :]))

    @property
    def gap(self) -> str:
        """A blank line, where the steps have one between them."""
        above = self.above()
        return "\n" if self.text[self.line_start(above - 1) : above].strip() == "" else ""

    def column(self, offset: int) -> int:
        return offset - self.line_start(offset)

    def block(self, line: str, by: Names) -> str:
        """A step as lines of the text, with the indentation of this one."""
        indent = " " * self.column(self.dash)
        if self.flow:
            return f"{indent}- {self.in_flow(line, by)}\n"
        on_dash = self.line_start(self.first) == self.line_start(self.dash)
        inside = self.column(self.first) if on_dash else self.column(self.dash) + 2
        opening = indent + "-".ljust(inside - len(indent))
        said = f"{' ' * inside}by: {_reasons(by)}\n" if by else ""
        return f"{opening}to: {_scalar(line, self.to.style, flow=False)}\n{said}"

    def in_flow(self, line: str, by: Names) -> str:
        said = f", by: {_reasons(by)}" if by else ""
        return f"{{to: {_scalar(line, self.to.style, flow=True)}{said}}}"


def _by_key(node: Node | None) -> Iterator[tuple[str, Node]]:
    if isinstance(node, MappingNode):
        yield from ((key.value, value) for key, value in node.entries)


def _reasons(by: Names) -> str:
    return by[0] if len(by) == 1 else f"[{', '.join(by)}]"


#: What a value without quotes may not begin with, and what it may not have inside.
_NEEDS_QUOTES = re.compile(r"^[\s*&!|>%@`?\[\]{}#,:'\"]|^- |: |:$| #|^$")
_NEEDS_QUOTES_IN_FLOW = re.compile(r"[,\[\]{}]")


def _scalar(value: str, style: str | None, flow: bool) -> str:
    """An expression as a value, quoted as its neighbour is, and where it must be."""
    if style == '"':
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    plain = not _NEEDS_QUOTES.search(value) and not (flow and _NEEDS_QUOTES_IN_FLOW.search(value))
    if plain and style != "'":
        return value
    return "'" + value.replace("'", "''") + "'"
