"""What a list of scripts tells of each: its title, its tags, the reasons that it names.

No expression is read, so that a whole library can be listed at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from derive.report.diagnostics import Diagnostic
from derive.script.source import decode, read
from derive.script.yaml_tree import Mapping, Node, Sequence, Text, read_tree


class Heading(NamedTuple):
    """The title of a script, its tags, and the reasons of its steps as they are written."""

    title: str
    tags: tuple[str, ...]
    reasons: tuple[str, ...]


def heading(path: str | os.PathLike[str]) -> Heading | None:
    """The heading of the script in the file at `path`; None where it cannot be read."""
    data = read(path)
    if isinstance(data, Diagnostic):
        return None
    source, wrong = decode(data, os.fspath(path))
    root, also = (None, ()) if wrong else read_tree(source)
    if wrong or also or not isinstance(root, Mapping):
        return None
    fields = _fields(root)
    title = next(iter(_texts(fields.get("title"))), "")
    steps = fields.get("steps")
    items = steps.items if isinstance(steps, Sequence) else ()
    by = (_fields(item).get("by") for item in items if isinstance(item, Mapping))
    reasons = tuple(reason for node in by for reason in _texts(node))
    return Heading(title, tuple(_texts(fields.get("tags"))), reasons) if title else None


def _fields(node: Mapping) -> dict[str, Node]:
    return {key.value: value for key, value in node.entries}


def _texts(node: Node | None) -> Iterator[str]:
    """A text, or the texts of a list."""
    items: Iterable[Node | None] = node.items if isinstance(node, Sequence) else (node,)
    yield from (item.value.strip() for item in items if isinstance(item, Text))
