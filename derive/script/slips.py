"""Slips in the layout of a script: a tab, no colon, no blank, `by` that is not below `to`.

Such a line is found by itself and told with the line as it should be; what follows from it, in
YAML or in the shape of the script, is not told then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

#: The keys of a script and of a step, in the order in which they are best read and are formatted.
SCRIPT_KEYS = (
    "derive",
    "title",
    "source",
    "notes",
    "tags",
    "variables",
    "functions",
    "where",
    "definitions",
    "notation",
    "theorem",
    "steps",
)
STEP_KEYS = ("to", "by", "note")
#: How many lines above the one where YAML ends the slip may stand.
_ABOVE = 3

_KEY = "|".join((*SCRIPT_KEYS, *STEP_KEYS))
_LINE = re.compile(rf"(?P<indent>\s*)(?P<dash>-(?P<gap>\s*))?(?P<key>{_KEY})(?P<rest>\b.*)?$")
_COLON = re.compile(r"(?P<before>\s*):(?P<blank>\s*)(?P<value>.*)$")
_NO_COLON = re.compile(r"\s*[=]\s*(?!=)(?P<value>.+)|\s+(?P<words>[^:\s].*)|\s*$")
_BLOCK = re.compile(r":\s*[|>][-+0-9]*\s*$")
_MAPPING = re.compile(r"[A-Za-zΑ-ω]\w*\s*:\s+\S.*")


class Slip(NamedTuple):
    """A slip in the line of that number, from 0, at a column, from 0: what it is, what to write."""

    line: int
    column: int
    said: str
    hint: str
    key: str = ""


def near(lines: Sequence[str], number: int) -> Slip | None:
    """The first slip in the line of that number, or shortly above."""
    found = (s for s in _slips(lines) if number - _ABOVE <= s.line <= number)
    return next(found, None)


def _slips(lines: Sequence[str]) -> Iterator[Slip]:
    block: int | None = None  # the indentation of the key that opened a block of text
    to: int | None = None  # where the last `to` stands
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if block is not None and (not line.strip() or indent > block):
            continue
        block = indent if _BLOCK.search(line) else None
        found = _tab(line, number) or _of_key(line, number, to)
        if found is not None:
            yield found
        match = _LINE.match(line)
        if match and match["key"] == "to":
            to = match.start("key") + (match["dash"] == "-")


def _tab(line: str, number: int) -> Slip | None:
    margin = line[: len(line) - len(line.lstrip())]
    if "\t" not in margin:
        return None
    hint = "indent with blanks, two for each level; YAML allows no tabs there"
    return Slip(number, margin.index("\t"), "a tab in the indentation", hint)


def _of_key(line: str, number: int, to: int | None) -> Slip | None:
    match = _LINE.match(line)
    if match is None or (not match["indent"] and match["key"] in STEP_KEYS and not match["dash"]):
        return _misplaced(match, number, to) if match else None
    rest = match["rest"] or ""
    colon = _COLON.match(rest)
    value = _value(rest) if colon is None else colon["value"]
    if value is None:
        return None
    said = _wrong(match, colon)
    if said:
        dash = "- " if match["dash"] else ""
        return _slip(match, number, said, f"{dash}{match['key']}: {value.strip()}".rstrip())
    return _misplaced(match, number, to) or _unquoted(match, number, value.strip())


def _value(rest: str) -> str | None:
    """What stands behind a key without a colon; None where the line is something else."""
    match = _NO_COLON.match(rest)
    return None if match is None else match["value"] or match["words"] or ""


def _wrong(match: re.Match[str], colon: re.Match[str] | None) -> str:
    if colon is None:
        return f"there is no `:` behind `{match['key']}`"
    if match["dash"] == "-":
        return "there is no blank behind the `-`"
    if colon["value"] and not colon["blank"]:
        return f"there is no blank behind `{match['key']}:`"
    return ""


def _misplaced(match: re.Match[str], number: int, to: int | None) -> Slip | None:
    """A `by` or `note` that does not stand below the `to` that it belongs to."""
    key = match["key"]
    if to is None or key not in ("by", "note"):
        return None
    if match.start("key") == to and not match["dash"]:
        return None
    rest = match["rest"] or ""
    value = rest.lstrip().removeprefix(":").strip()
    right = f"{key}: {value}"
    what = "with no `-` before it" if match["dash"] else "with the same indentation"
    said = f"`{key}` belongs to the `to` above, {what}"
    blanks = f"write it with {to} blanks before it: `{right}`"
    return Slip(number, match.start("dash" if match["dash"] else "key"), said, blanks, key)


def _unquoted(match: re.Match[str], number: int, value: str) -> Slip | None:
    """`variables: x: real`, which needs braces; another text with a colon in it needs quotes."""
    if match["key"] == "variables" and _MAPPING.fullmatch(value):
        said = "names with domains stand in braces, or each on a line"
        return _slip(match, number, said, f"variables: {{{value}}}")
    if ": " not in value or value[0] in "\"'[{|>":
        return None
    dash = "- " if match["dash"] else ""
    mark = "'" if '"' in value else '"'
    right = f"{dash}{match['key']}: {mark}{value}{mark}"
    return _slip(match, number, "a text with a colon in it needs quotes", right)


def _slip(match: re.Match[str], number: int, said: str, right: str) -> Slip:
    column = match.start("dash" if match["dash"] else "key")
    return Slip(number, column, said, f"write `{right}`", match["key"])
