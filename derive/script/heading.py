"""What a list of scripts tells of each: its title, its tags, the reasons that it names.

No expression is read, and of a file no more than what is asked for, so that a whole library can be
listed at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from derive.report.diagnostics import Diagnostic
from derive.script.source import Source, decode, read
from derive.script.yaml_tree import Mapping, Node, Sequence, Text, read_tree


class Heading(NamedTuple):
    """The title of a script and its tags."""

    title: str
    tags: tuple[str, ...]


#: A field of the outermost mapping with the lines that belong to it: nothing in it stands in the
#: first column but comments, items and closing brackets.
_FIELD = re.compile(r"^(?:title|tags):(?:[ \t].*)?$(?:\n(?:[ \t#\]-].*)?$)*", re.MULTILINE)


def heading(path: str | os.PathLike[str]) -> Heading | None:
    """The heading of the script in the file at `path`; None where it cannot be read."""
    source = _source(path)
    if source is None:
        return None
    part = Source(source.file, "\n".join(_FIELD.findall(source.text)))
    return _heading(part) or _heading(source)


def _heading(source: Source) -> Heading | None:
    fields = _read(source)
    title = next(iter(_texts(fields.get("title"))), "")
    return Heading(title, tuple(_texts(fields.get("tags")))) if title else None


def names_reason(path: str | os.PathLike[str], rule: str) -> bool:
    """Whether a step of the script in the file at `path` names a rule as its reason."""
    source = _source(path)
    if source is None or not all(word in source.text for word in rule.split("-")):
        return False
    steps = _read(source).get("steps")
    items = steps.items if isinstance(steps, Sequence) else ()
    by = (_fields(item).get("by") for item in items if isinstance(item, Mapping))
    return any(rule == "-".join(reason.split()) for node in by for reason in _texts(node))


def _source(path: str | os.PathLike[str]) -> Source | None:
    """The text of a file, where it can be read."""
    data = read(path)
    if isinstance(data, Diagnostic):
        return None
    source, wrong = decode(data, os.fspath(path))
    return None if wrong else source


def _read(source: Source) -> dict[str, Node]:
    """The fields of the outermost mapping; none where the text is not one."""
    root, wrong = read_tree(source)
    return _fields(root) if isinstance(root, Mapping) and not wrong else {}


def _fields(node: Mapping) -> dict[str, Node]:
    return {key.value: value for key, value in node.entries}


def _texts(node: Node | None) -> Iterator[str]:
    """A text, or the texts of a list."""
    items: Iterable[Node | None] = node.items if isinstance(node, Sequence) else (node,)
    yield from (item.value.strip() for item in items if isinstance(item, Text))
