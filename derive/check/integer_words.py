"""Relations that are words for the domain of a variable, such as `n integer`."""

from __future__ import annotations

import re

_INTEGER = re.compile(r"floor\((\w+)\) >= \1")


def worded(relation: str) -> str:
    """A relation as a word for the domain of a variable, if it is one."""
    match = _INTEGER.fullmatch(relation)
    return f"{match[1]} integer" if match else relation


def in_symbols(word: str) -> str:
    """A word for the domain of a variable as a relation; a relation as it is."""
    name = word.removesuffix(" integer")
    return word if name == word else f"floor({name}) >= {name}"
