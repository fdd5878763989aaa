"""Lines of a batch: read within bounds, and each taken apart into an item or what is wrong.

A line that is longer than the bound is never held whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from derive.report.diagnostics import did_you_mean

#: No line of a batch has more bytes.
MAX_LINE = 1_000_000
_BLOCK = 65_536
_NAMES: dict[type, str] = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
    type(None): "null",
}

Id = str | int | None
#: What an item may have a list of.
LISTS = ("where", "opaque")


@dataclass(frozen=True)
class Shape:
    """What an item has besides `id`, `where` and `opaque`: texts, some of which may be missing."""

    texts: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that there are."""
        return ("id", *self.texts, *LISTS, *self.optional)


@dataclass(frozen=True)
class Item:
    """One thing that is asked for: its texts by their keys, conditions, opaque functions."""

    id: Id
    texts: Mapping[str, str]
    where: tuple[str, ...]
    opaque: tuple[str, ...] = ()


@dataclass(frozen=True)
class BadLine:
    """A line that asks for nothing that can be decided, and why."""

    id: Id
    reason: str


def lines(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """The lines that are not blank; of one that is too long only its beginning."""
    held, begun = b"", False
    while block := read(_BLOCK):
        if not begun:
            block, begun = block.removeprefix(b"\xef\xbb\xbf"), True
        first, *rest = block.split(b"\n")
        held = _bounded(held + first)
        for piece in rest:
            if held.strip():
                yield held
            held = _bounded(piece)
    if held.strip():
        yield held


def _bounded(line: bytes) -> bytes:
    return line if len(line) <= MAX_LINE else line[: MAX_LINE + 1]


def item(line: bytes, shape: Shape) -> Item | BadLine:
    """What a line asks for."""
    if len(line) > MAX_LINE:
        return BadLine(None, f"the line is too long: it may have {MAX_LINE:,} bytes")
    try:
        data = json.loads(
            line.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except UnicodeDecodeError as error:
        return BadLine(None, f"the line is not UTF-8 (byte {error.start + 1})")
    except json.JSONDecodeError as error:
        return BadLine(None, f"the line is not JSON: {error.msg} (column {error.colno})")
    except RecursionError:
        return BadLine(None, "the line is nested too deeply")
    except ValueError as error:
        return BadLine(None, f"the line is not JSON: {error}")
    return _item(data, shape)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        doubled = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {_quoted(doubled)} stands twice")
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a value of JSON")


def _quoted(name: str) -> str:
    return f"`{name[:40]}`"


def _item(data: Any, shape: Shape) -> Item | BadLine:
    if not isinstance(data, dict):
        return BadLine(None, f"a line is an object, not {_NAMES[type(data)]}")
    wrong = list(_wrong(data, shape))
    named = data.get("id")
    name = named if isinstance(named, (str, int)) and not isinstance(named, bool) else None
    if wrong:
        return BadLine(name, "; ".join(wrong))
    texts = {key: data[key] for key in (*shape.texts, *shape.optional) if data.get(key) is not None}
    return Item(name, texts, *(tuple(data.get(key, ())) for key in LISTS))


def _wrong(data: dict[str, Any], shape: Shape) -> Iterator[str]:
    """All that is wrong with an object."""
    for key in [key for key in data if key not in shape.keys][:10]:
        hint = did_you_mean(key, shape.keys) or f"the keys are {', '.join(shape.keys)}"
        yield f"unknown key {_quoted(key)} ({hint})"
    if not isinstance(data.get("id"), (str, int, type(None))) or isinstance(data.get("id"), bool):
        yield f"`id` must be text or an integer, not {_NAMES[type(data['id'])]}"
    for key in shape.texts:
        if key not in data:
            yield f"the key `{key}` is missing"
        elif not isinstance(data[key], str):
            yield f"`{key}` must be text, not {_NAMES[type(data[key])]}"
    for key in shape.optional:
        if not isinstance(data.get(key), (str, type(None))):
            yield f"`{key}` must be text or null, not {_NAMES[type(data[key])]}"
    for key in LISTS:
        listed = data.get(key, [])
        if not isinstance(listed, list):
            yield f"`{key}` must be a list of texts, not {_NAMES[type(listed)]}"
        elif not all(isinstance(entry, str) for entry in listed):
            yield f"`{key}` must be a list of texts"
