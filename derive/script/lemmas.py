"""The lemmas that a script names, read without its expressions, so that no SymPy is imported."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from derive.script.source import decode, read
from derive.script.yaml_tree import Mapping, Node, Sequence, Text, read_tree

#: Without one of these no reason names a lemma: the word, or what may spell it otherwise.
_MAY_NAME = re.compile(r"theorem\s|\\")


def lemma_of(reason: str) -> str:
    """The script whose theorem a reason names; empty where a rule is meant."""
    word, *name = reason.split(maxsplit=1)
    return name[0] if name and word == "theorem" else ""


def lemmas_named(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The lemmas that the steps of the script at a path name; none where it cannot be read."""
    data = read(path)
    source, wrong = decode(data if isinstance(data, bytes) else b"", os.fspath(path))
    if wrong or not _MAY_NAME.search(source.text):
        return ()
    steps = _at(read_tree(source)[0], "steps")
    items = steps.items if isinstance(steps, Sequence) else ()
    reasons = (text.value for item in items for text in _texts(_at(item, "by")))
    names = (lemma_of(reason) for reason in reasons if reason.strip())
    return tuple(dict.fromkeys(name for name in names if name))


def _at(node: Node | None, key: str) -> Node | None:
    """What stands at a key."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((value for name, value in entries if name.value == key), None)


def _texts(node: Node | None) -> Iterator[Text]:
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Text):
            yield item
