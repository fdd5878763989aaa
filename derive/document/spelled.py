"""How a chain writes its names, so that what is proposed to its author is written likewise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.document.chains import Chain
from derive.document.naming import name_at
from derive.document.notation import GREEK
from derive.document.tokens import FormulaError
from derive.document.tokens import Token as Source
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
            if name and written != name and not _is_torn(written, side, at, end):
                found.setdefault(name, Token(_kind(name), written, name))
            at = max(end, at + 1)
    return found


def _kind(name: str) -> str:
    base = name.partition("_")[0]
    return "name" if len(base) == 1 or base in GREEK.values() else "word"


def _is_torn(written: str, side: Sequence[Source], at: int, end: int) -> bool:
    """Whether a macro stands for more than a name: braces are open, or others have its place."""
    before = at > 0 and side[at - 1].start == side[at].start
    behind = end < len(side) and side[end].start == side[end - 1].start
    return before or behind or written.count("{") != written.count("}")
