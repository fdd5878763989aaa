"""What a command is about where that is a script by its name, or an expression."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.commands.names import COMMANDS

if TYPE_CHECKING:
    from derive.library import Found


def meant(name: str) -> Found | None:
    """The script that is meant, or None where it is an expression."""
    from derive.library import find

    found = find(name, COMMANDS)
    if found.path is not None or found.several or _is_a_name(name):
        return found
    return None


def _is_a_name(text: str) -> bool:
    """Whether a text is written as the names of scripts are; `x - y` and `x/y` are expressions."""
    words = re.split(r"[-/.]", text)
    return all(re.fullmatch(r"\w+", w) for w in words) and any(
        len(w) > 1 and not w.isdigit() for w in words
    )
