"""The two sides of an equation that is given as one text."""

from __future__ import annotations

import re

#: An equals sign that is no part of `<=`, `>=`, `!=`; `==` is one.
_EQUALS = re.compile(r"(?<![<>!=:])==?(?![=<>])")


def sides(left: str | None, right: str | None) -> tuple[str | None, str | None]:
    """Both sides of `A = B` where that is all that is given; else the texts as they are."""
    if left is None or right is not None:
        return left, right
    found = [m for m in _EQUALS.finditer(left) if _depth(left[: m.start()]) == 0]
    if len(found) != 1:
        return left, right
    (at,) = found
    return left[: at.start()].strip(), left[at.end() :].strip()


def _depth(text: str) -> int:
    """How many brackets are open at the end of a text."""
    return sum(text.count(b) for b in "([{") - sum(text.count(b) for b in ")]}")
