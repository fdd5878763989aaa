"""The shapes of a proof script: keys, lists and texts out of the tree, within bounds.

What has another shape is reported with its place and left out.  Here is no word of what the parts
of a script mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from derive.report.diagnostics import Diagnostic, Kind, Place, nearest
from derive.script.source import Source
from derive.script.yaml_tree import Mapping as MappingNode
from derive.script.yaml_tree import Node, Sequence, Text, Unusable

#: How many of each a script may have.
MOST = {
    "variables": 100,
    "where": 100,
    "functions": 100,
    "definitions": 200,
    "notation": 200,
    "steps": 2000,
    "by": 50,
    "tags": 100,
}

#: So many unknown keys are told of one mapping; the first is reason enough.
MOST_UNKNOWN = 20

_SHAPES: dict[type, str] = {Text: "text", Sequence: "a list", MappingNode: "keys with values"}
_COUNTED = {"where": "conditions", "by": "reasons"}


#: What people call the keys.
_MEANT = {
    word: key
    for key, words in (
        ("title", "name heading"),
        ("source", "url reference link"),
        ("notes", "comments remarks about"),
        ("variables", "vars domain domains"),
        ("where", "assume assumptions assuming given conditions when"),
        ("definitions", "define defs let"),
        ("notation", "notations symbols symbol latex typeset"),
        ("theorem", "claim statement goal proposition lemma equation"),
        ("steps", "proof derivation chain lines"),
        ("to", "line expression"),
        ("by", "reason reasons rule rules because why using"),
        ("note", "comment remark"),
    )
    for word in words.split()
}
#: What stands where nothing may be left out.
_FILLED = {
    "to": "write the next line of the derivation behind it: `- to: 2*x`",
    "theorem": "write the equation that is proved: `theorem: d/dx (x^2) = 2*x`",
    "title": "write a title: `title: The derivative of x^2`",
}


class Shapes:
    """Reads shapes, and gathers in `found` what is wrong with them."""

    def __init__(self, source: Source, found: list[Diagnostic]) -> None:
        self.source = source
        self.found = found

    def report(self, kind: Kind, place: Place, *about: str, **said: str) -> None:
        """Add a diagnostic."""
        self.found.append(Diagnostic(kind, place, about=about, **said))

    def fields(
        self, node: MappingNode, known: tuple[str, ...], required: tuple[str, ...]
    ) -> dict[str, Node]:
        """The values of `node` by key.  A misspelt key is reported, and read as it was meant."""
        fields = {key.value: value for key, value in node.entries if key.value in known}
        unknown = ((key, value) for key, value in node.entries if key.value not in known)
        for key, value in islice(unknown, MOST_UNKNOWN):
            meant = _MEANT.get(key.value.lower(), "")
            near = meant if meant in known else nearest(key.value.lower(), known)
            hint = f"did you mean `{near}`?" if near else f"the keys here are {', '.join(known)}"
            self.report(Kind.UNKNOWN_KEY, key.place, key.value, hint=hint)
            fields.setdefault(near, value)
        for key_name in required:
            if key_name not in fields:
                self.report(Kind.MISSING_KEY, node.place, key_name)
        return fields

    def wrong_type(self, node: Node, what: str, expected: str, hint: str = "") -> None:
        """Report that `node` is not what was expected."""
        if not isinstance(node, Unusable):
            written = _SHAPES[type(node)]
            self.report(
                Kind.WRONG_TYPE, node.place, what, expected=expected, written=written, hint=hint
            )

    def text(self, node: Node | None, what: str, empty: bool = False) -> Text | None:
        """The text at `node`, which is not blank unless `empty`; None if there is none."""
        if node is None:
            return None
        if not isinstance(node, Text):
            hint = "a text that begins with `[` or `{` needs quotes around it"
            self.wrong_type(node, f"`{what}`", "text", hint)
            return None
        if not empty and not node.value.strip():
            self.report(Kind.EMPTY_VALUE, node.place, f"`{what}`", hint=_FILLED.get(what, ""))
            return None
        return node

    def plain(self, node: Node | None, what: str, empty: bool = True) -> str:
        """The text at `node` without spaces around it, empty if there is none."""
        text = self.text(node, what, empty)
        return text.value.strip() if text else ""

    def items(self, fields: Mapping[str, Node], key: str, hint: str) -> tuple[Node, ...]:
        """The items of the list under `key`, no more than there may be."""
        node = fields.get(key)
        if isinstance(node, Sequence):
            self.bounded(key, len(node.items), node.place)
            return node.items[: MOST[key]]
        if isinstance(node, Text) and not node.value:
            self.report(Kind.EMPTY_VALUE, node.place, f"`{key}`", hint=hint)
        elif node is not None:
            right = _listed(key, node) if key != "steps" else ""
            self.wrong_type(node, f"`{key}`", "a list", f"write `{right}`" if right else hint)
        return ()

    def texts(self, fields: Mapping[str, Node], key: str, hint: str) -> Iterator[Text]:
        """The texts in the list under `key`."""
        for item in self.items(fields, key, hint):
            text = self.text(item, key)
            if text:
                yield text

    def bounded(self, key: str, count: int, place: Place) -> None:
        """Report it if there are more of `key` than there may be."""
        if count > MOST[key]:
            what = _COUNTED.get(key, key)
            expected, written = f"at most {MOST[key]}", str(count)
            self.report(Kind.TOO_MANY, place, what, expected=expected, written=written)


def _listed(key: str, node: Node) -> str:
    """What is no list as the list that is meant; empty where that is not clear."""
    if isinstance(node, Text):
        return f"{key}: [{quoted(node.value)}]"
    if isinstance(node, MappingNode) and key == "definitions":
        pairs = [(k.value, v.value) for k, v in node.entries if isinstance(v, Text)]
        return f"{key}: [{', '.join(quoted(f'{k} = {v}') for k, v in pairs)}]"
    return ""


def quoted(text: str) -> str:
    """A text as it stands in a list of YAML in one piece."""
    plain = " ".join(text.split())
    needs = any(c in plain for c in ',[]{}#"') or plain[:1] in tuple("|*&!%@`'>-?")
    if not needs and ": " not in plain:
        return plain
    return f"'{plain}'" if '"' in plain else f'"{plain}"'
