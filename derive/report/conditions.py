"""Conditions on cases in the words of a reader; scripts and options have them as they are."""

from __future__ import annotations

import re

_EITHER = re.compile(r"cases\(1 if ([^,]+), ([^,]+) otherwise\) (!=|>=|>) 0")


def either(condition: str) -> str:
    """`cases(1 if k >= 0, x otherwise) != 0` as `k >= 0 or x != 0`; any other as it is."""
    found = _EITHER.fullmatch(condition)
    return f"{found[1]} or {found[2]} {found[3]} 0" if found else condition


def both(conditions: tuple[str, ...]) -> str:
    """Conditions that hold together, in words."""
    told = [either(c) for c in conditions]
    return " and ".join(f"({t})" if " or " in t and len(told) > 1 else t for t in told)
