"""The canonical layout of a script: order of keys, indentation, lists, quotes, comments.

What the author wrote inside of an expression stays, and so do its line breaks.  A script whose new
text would not say the same is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from derive.report.diagnostics import Diagnostic, Kind
from derive.script.comments import Box, Commented, Part, block_of
from derive.script.slips import SCRIPT_KEYS, STEP_KEYS
from derive.script.source import Source, decode
from derive.script.yaml_tree import Mapping, Node, Text, read_tree
from derive.script.yaml_tree import Sequence as SequenceNode

#: Lists and names with values stand in a line that is no longer, or else each on a line.
WIDTH = 100
#: What stands each on a line whatever its length is.
_ALWAYS_BELOW = frozenset({"definitions", "steps"})
_BY = "by"
#: A line that is left blank between parts; in a text it is empty.
_GAP = "\n"

#: What a value without quotes may not begin with, have inside, end with, or be.
_NEEDS_QUOTES = re.compile(
    r"""^[\s*&!|>%@`\[\]{}#,'"] | ^[-?:](?=\s|$) | ^(?:---|\.\.\.) | :\s | :$ | \s\# | \s$ | ^$
      | ^(?:null|Null|NULL|~)$ | [^\x20-\x7e\xa0-\ud7ff\ue000-\ufdff\U00010000-\U0010ffff]""",
    re.VERBOSE,
)
_NEEDS_QUOTES_IN_FLOW = re.compile(r"[,:\[\]{}]|^\?")


def laid_out(text: str, name: str = "") -> str:
    """A script that was made, in the layout in which it is kept; where it has none as it is."""
    said = formatted(text.encode("utf-8", "surrogatepass"), name)
    return said if isinstance(said, str) else text


def formatted(data: bytes, name: str) -> str | tuple[Diagnostic, ...]:
    """The text of a script in its canonical layout, or what is wrong where it has none.

    What is wrong with the script as such is no matter here; lines end as the first one does.
    """
    source, wrong = decode(data, name)
    root, found = (None, wrong) if wrong else read_tree(source)
    if found:
        return found
    if not isinstance(root, Mapping) or not root.entries:
        place = source.place(0)
        return (Diagnostic(Kind.WRONG_TYPE, place, expected="keys with values", about=_SCRIPT),)
    before = Commented(source, root)
    said = _text(before)
    if not _alike(Source(name, said), root, before):
        return (Diagnostic(Kind.UNWRITABLE_FILE, source.place(0), about=_UNLIKE),)
    ends = re.search(r"\r\n|\r|\n", data.decode("utf-8"))
    return said.replace("\n", ends.group()) if ends else said


_SCRIPT = ("the script",)
_UNLIKE = ("laid out anew it would not say the same",)


def _alike(after: Source, root: Mapping, before: Commented) -> bool:
    """Whether a text says the same as before, in its comments as well."""
    again, found = read_tree(after)
    if found or not isinstance(again, Mapping) or _meaning(again) != _meaning(root):
        return False
    old, new = (sorted(c.said) for c in (before, Commented(after, again)))
    return old == new


def _meaning(node: Node, key: str = "") -> object:
    """What a node says, wherever it stands: texts, lists, and values by key."""
    if isinstance(node, Text):
        return node.value if node.style in ("|", ">") else " ".join(node.value.split())
    if isinstance(node, Mapping):
        return {k.value: _meaning(v, k.value) for k, v in node.entries}
    assert isinstance(node, SequenceNode)
    items = [_meaning(item) for item in node.items]
    return items[0] if key == _BY and len(items) == 1 and items != ["?"] else items


def _text(script: Commented) -> str:
    head = [line or _GAP for line in script.head]
    return "\n".join([*_without_doubled_gaps([*head, *_box(script.root, 0)]), ""])


def _without_doubled_gaps(lines: Iterable[str]) -> Iterator[str]:
    """Lines with one blank line for gaps between them, and none for those at the ends."""
    gap, begun = False, False
    for line in lines:
        if line == _GAP:
            gap = begun
            continue
        yield from [""] if gap else []
        yield line
        gap, begun = False, True


def _box(box: Box, indent: int) -> list[str]:
    """A mapping or a list, each part on lines of its own."""
    lines: list[str] = []
    for part in _ordered(box):
        lines += [*_comments(part.above, indent), *_part(part, indent)]
    return [*lines, *_comments(box.below, indent)]


def _ordered(box: Box) -> list[Part]:
    """The parts of a box: those of a script and of a step in their order."""
    step = box.owner is not None and box.owner.key is None and _is_steps(box.owner.holder.owner)
    if box.owner is not None and not step:
        return box.parts
    order: tuple[str, ...] = STEP_KEYS if step else SCRIPT_KEYS
    ranks, rank = [], 0
    for part in box.parts:  # what is not known stays behind what stands before it
        name = part.key.value if part.key is not None else ""
        rank = order.index(name) if name in order else rank
        ranks.append(rank)
    return [
        part for _, part in sorted(zip(ranks, box.parts, strict=True), key=lambda pair: pair[0])
    ]


def _is_steps(part: Part | None) -> bool:
    return part is not None and part.key is not None and part.key.value == "steps"


def _comments(lines: Iterable[str], indent: int) -> list[str]:
    return [" " * indent + line if line else _GAP for line in lines]


def _indented(lines: Iterable[str], indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in lines]


def _part(part: Part, indent: int) -> list[str]:
    """The lines of a part."""
    opening = " " * indent + ("-" if part.key is None else f"{_word(part.key)}:")
    value = _bare(part)
    if isinstance(value, Text):
        first, *more = _scalar(value, indent + 2)
        lines = [f"{opening} {first}".rstrip(), *more]
        folded = value.style not in ("|", ">")
        return _with_comment(part, lines, indent, -1 if folded else 0)
    assert part.inside is not None
    written = _flow(part, part.inside, len(opening) + 1)
    if written:
        return _with_comment(part, [f"{opening} {written}"], indent)
    below = _box(part.inside, indent + 2)
    return (
        _dashed(part, below, indent)
        if part.key is None
        else [*_with_comment(part, [opening], indent), *below]
    )


def _with_comment(part: Part, lines: list[str], indent: int, at: int = 0) -> list[str]:
    """Lines with the comment behind one of them; of several comments the others stand above."""
    *above, last = part.behind or [""]
    if last:
        lines[at] += f"  {last}"
    return [*_comments(above, indent), *lines]


def _dashed(part: Part, below: list[str], indent: int) -> list[str]:
    """An item that has parts: the first one stands behind its dash, comments above it."""
    first = next(k for k, line in enumerate(below) if not _is_comment(line))
    above = [*part.behind, *(line.strip() for line in below[:first] if line != _GAP)]
    opening = " " * indent + "- " + below[first].lstrip()
    return [*_comments(above, indent), opening, *below[first + 1 :]]


def _is_comment(line: str) -> bool:
    return line == _GAP or line.lstrip().startswith("#")


def _bare(part: Part) -> Node:
    """The value of a part; of a list of one reason that reason."""
    box = part.inside
    if part.key is None or part.key.value != _BY or box is None or box.commented:
        return part.value
    only = box.parts[0].value if len(box.parts) == 1 else None
    return only if isinstance(only, Text) and only.value != "?" else part.value


def _flow(part: Part, box: Box, column: int) -> str:
    """A box in one line; empty where it does not fit, or would lose a comment or need quotes."""
    keyed = isinstance(part.value, Mapping)
    if not box.parts and not box.commented:
        return "{}" if keyed else "[]"
    always = part.key is None or part.key.value in _ALWAYS_BELOW
    texts = [t for p in box.parts for t in (p.key, p.value) if t is not None]
    if always or box.commented or not all(map(_stands_in_brackets, texts)):
        return ""
    entries = [(p.key, p.value) for p in box.parts if isinstance(p.value, Text)]
    words = [f"{_word(k)}: {_word(v)}" if k else _word(v) for k, v in entries]
    written = f"{{{', '.join(words)}}}" if keyed else f"[{', '.join(words)}]"
    return written if column + len(written) <= WIDTH else ""


def _stands_in_brackets(node: Node) -> bool:
    """Whether a node is a text of one line that needs no more quotes in brackets."""
    if not isinstance(node, Text) or not _is_one_line(node):
        return False
    word = _word(node)
    return word[:1] in ("'", '"') or not _NEEDS_QUOTES_IN_FLOW.search(word)


def _is_one_line(text: Text) -> bool:
    """Whether a text stands in one line, and is not left out."""
    raw = text.source.text[text.start : text.end].rstrip()
    return bool(raw) and "\n" not in raw and text.style not in ("|", ">")


def _word(text: Text) -> str:
    """A text of one line: without quotes where it needs none."""
    raw = text.source.text[text.start : text.end].rstrip()
    if text.style is None:
        return raw
    if not _NEEDS_QUOTES.search(text.value):
        return text.value
    return _quoted(text.value, raw)


def _quoted(value: str, raw: str) -> str:
    if not value.isprintable():
        return raw
    if "'" in value and '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def _scalar(text: Text, indent: int) -> list[str]:
    """A text, its first line and those that follow with their indentation."""
    if text.style in ("|", ">"):
        return _block(text, indent)
    raw = text.source.text[text.start : text.end].rstrip()
    if "\n" not in raw:
        return [_word(text)]
    first, *more = raw.split("\n")
    return [first.rstrip(), *_indented((_stripped(line) for line in more), indent)]


def _stripped(line: str) -> str:
    """A line of a text that is folded, without the blanks that do not count."""
    bare = line.strip()
    return line.lstrip() if bare.endswith("\\") else bare


def _block(text: Text, indent: int) -> list[str]:
    block = block_of(text)
    marks = "".join(c for c in block.marks if c in "+-")
    digit = "2" if block.lines and next(filter(None, block.lines), "")[:1] == " " else ""
    return [block.style + digit + marks, *_indented(block.lines, indent)]
