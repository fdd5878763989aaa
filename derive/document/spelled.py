"""How a chain writes its names, so that what is proposed to its author is written likewise."""

from __future__ import annotations

from collections.abc import Mapping

from derive.document.chains import Chain
from derive.document.naming import name_at
from derive.document.notation import GREEK
from derive.document.tokens import FormulaError
from derive.expression.boxes import Box, Token


def spellings(chain: Chain, plain: str) -> Mapping[str, Box]:
    """Each name that is more than a letter as it is written first."""
    found: dict[str, Box] = {}
    for side in chain.sides:
        at = 0
        while at < len(side):
            try:
                name, end = name_at(side, at)
            except FormulaError:
                name, end = "", at
            written = " ".join(plain[side[at].start : side[end - 1].end].split()) if name else ""
            if name and written != name and not _is_torn(written):
                found.setdefault(name, Token(_kind(name), written, name))
            at = max(end, at + 1)
    return found


def _kind(name: str) -> str:
    base = name.partition("_")[0]
    return "name" if len(base) == 1 or base in GREEK.values() else "word"


def _is_torn(written: str) -> bool:
    """Whether braces are open in a text, as where a macro stands for the rest of it."""
    return written.count("{") != written.count("}")
