"""Hostile lines of batches, as bytes."""

from __future__ import annotations

import json
from random import Random

from tests.hostile.texts import mangled, text, where

_VALUES: tuple[object, ...] = (None, True, 12, 1.5, [], {}, [[]], [1], {"a": 1}, "", " ", "x")
_RAW: tuple[bytes, ...] = (
    b"",
    b"{}",
    b"[]",
    b"null",
    b"1e999",
    b"NaN",
    b'"x"',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"id": 1, "left": "x", "right": "\\ud800"}',
    b'{"id": "\\u0000", "left": "x", "right": "x"}',
    b'{"id": 1, "id": 2, "left": "x", "left": "y", "right": "x"}',
    b'{"left": "x", "right": "x", "id": ' + b"9" * 5_000 + b"}",
    b'{"id": -0.0, "left": "x\\u2028", "right": "x"}',
    b"\xff\xfe{\x00}\x00",
    b"\x00" * 100,
    b"{'id': 1}",
    b'{"id": 1, "left": "x", "right": "x", "where": "x > 0"}',
    b'{"id": 1, "left": "x", "right": "x", "where": [["x > 0"]], "more": 1}',
    b'{"id": 1, "left": "' + b"x+" * 200_000 + b'x", "right": "x"}',
)


def line(r: Random) -> bytes:
    """One line of a batch of either command."""
    if r.random() < 0.3:
        return r.choice(_RAW)
    asked: dict[str, object] = {
        "id": r.choice((1, "a", text(r))),
        "left": text(r),
        "right": text(r),
        "function": text(r),
        "variable": r.choice(("x", "y", text(r))),
        "where": [where(r) for _ in range(r.choice((0, 1, 2)))],
        "opaque": r.choice(([], ["f"], [text(r)])),
        "expect": text(r),
    }
    for _ in range(r.choice((0, 1, 2))):
        key = r.choice(sorted(asked))
        asked[key] = r.choice(_VALUES)
    if r.random() < 0.3:
        asked.pop(r.choice(sorted(asked)))
    written = json.dumps(asked)
    return (mangled(r, written) if r.random() < 0.3 else written).encode("utf-8", "replace")
