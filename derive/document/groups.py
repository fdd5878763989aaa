"""Braces in the words of a LaTeX file that are not closed, or close nothing.

Those of formulas are looked at with the formulas, and are passed over here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.document.formulas import Formula, Trouble

CODE = "DRV210"
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
#: Where braces may stand that are none: characters get other meanings, or code stands in a line.
_OTHERWISE = re.compile(
    r"\\(?:catcode|bgroup|egroup|lstinline|mintinline|Verb|iffalse|makeatletter)"
    r"(?![A-Za-z])"
)


def loose_braces(plain: str, begin: int, end: int, found: Sequence[Formula]) -> Iterator[Trouble]:
    """The first brace between two places that closes nothing, and the first that is not closed."""
    if _OTHERWISE.search(plain):
        return
    waiting: list[int] = []
    alone: int | None = None
    for at, sign in _braces(plain, begin, end, found):
        if sign == "{":
            waiting.append(at)
        elif waiting:
            waiting.pop()
        elif alone is None:
            alone = at
    if alone is not None:
        hint = r"open it, take it away, or write `\}` for a brace that is printed"
        yield Trouble(
            CODE,
            alone,
            alone + 1,
            "this brace closes nothing",
            "a `{` before it",
            "`}` alone",
            hint,
        )
    for at in waiting[:1]:
        hint = r"close it, or write `\{` for a brace that is printed"
        about = "this brace is not closed"
        yield Trouble(CODE, at, at + 1, about, "`}` behind it", "the end of the text", hint)


def _braces(
    plain: str, begin: int, end: int, found: Sequence[Formula]
) -> Iterator[tuple[int, str]]:
    """The braces outside of formulas, each with its place."""
    at = begin
    for start, stop in (*((f.start, f.end) for f in found), (end, end)):
        for brace in _BRACE.finditer(plain, at, max(at, start)):
            if len(brace.group()) == 1:
                yield brace.start(), brace.group()
        at = max(at, stop)
