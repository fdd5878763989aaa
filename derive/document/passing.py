"""Values that a text looks at in passing: they are none of what stands in other paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from derive.document.formulas import Text
from derive.document.naming import name_at
from derive.document.statements import Head, Statement
from derive.document.tokens import FormulaError, Token

if TYPE_CHECKING:
    from derive.document.context import Said

#: Where a series is taken, which is no value of its variable.
_AROUND = re.compile(
    r"\b(?:cent(?:ered|red|er|re)\s+(?:at|on|in)|about|around|near|series\s+at|expan\w+\s+at)\s*\Z",
    re.IGNORECASE,
)
#: What introduces a value that is looked at in passing.
_CASE = re.compile(r"\b(?:when|if|at|case|for)\s*\Z", re.IGNORECASE)


def is_passing(told: Said, text: Text, here: Statement) -> bool:
    """Whether a value is no more than a point, or a case that another paragraph looks at."""
    if not _is_point(told):
        return False
    if _AROUND.search(_words_before(told, text)):
        return True
    ends = sorted((told.start, here.formula.end if here.start < told.start else here.start))
    return _is_a_case(told, text) and is_parted(text.plain[slice(*ends)])


#: What stands before a paragraph that does not only set a formula apart.
_ENDS = re.compile(r"(?:[.!?]|\$\$|\\\]|\\end\{\w+\*?\}|#[^\n]*)[\s$]*\Z")


def is_parted(between: str) -> bool:
    """Whether another paragraph begins: a sentence may go on in a formula that is set apart."""
    breaks = re.finditer(r"\n[ \t]*\n", between)
    return any(_ENDS.search(between, 0, found.start()) for found in breaks)


def _words_before(told: Said, text: Text) -> str:
    return text.plain[max(0, told.start - 40) : told.start].rstrip("$\\( \n")


def _is_a_case(told: Said, text: Text) -> bool:
    return _is_point(told) and bool(_CASE.search(_words_before(told, text)))


def _is_point(told: Said) -> bool:
    """Whether a name is given a number, or is another one, as in `for $a = b$`."""
    return told.of_value or (told.head.parameters is None and _is_name(told.body))


def _is_name(body: Sequence[Token]) -> bool:
    try:
        name, end = name_at([*body], 0)
    except FormulaError:
        return False
    return bool(name) and end == len(body)


#: What stands behind a definition that is one piece of it.
_PIECE = re.compile(
    r"[\s$,]*(?:\\\)\s*)?,?\s*(?:for|if|when|whenever|otherwise|elsewhere)\b", re.IGNORECASE
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]\s|\n\s*\n")
#: So near are alternatives to each other.
_NEAR = 120


def without_cases(found: list[Said], text: Text) -> list[Said]:
    """Definitions without those of which there are several: cases, and alternatives."""
    others: dict[str, list[Said]] = {}
    for told in found:
        others.setdefault(told.head.name, []).append(told)
    gone = {
        id(one)
        for same in others.values()
        for one in same
        for other in same
        if one.body != other.body and _are_either(one, other, text)
    }
    left = [told for told in found if id(told) not in gone]
    return _of_last_case(_without_values(left, text), text)


def is_piece(head: Head, body: Sequence[Token], text: Text) -> bool:
    """Whether a function is given on a part of its domain, as by `$f(x) = x$ for $x > 0$`."""
    return head.parameters is not None and _PIECE.match(text.plain, body[-1].end) is not None


#: What stands between values that are given together.
_TOGETHER = re.compile(r"(?:[\s$,]|\band\b|\\[()])*\Z", re.IGNORECASE)


def _of_last_case(found: list[Said], text: Text) -> list[Said]:
    """Definitions without the values of cases that another one has followed."""
    cases = sorted((t for t in found if _is_a_case(t, text)), key=lambda t: t.start)
    gone: set[int] = set()
    for one, other in pairwise(cases):
        together = _TOGETHER.match(text.plain[one.body[-1].end : other.start])
        if one.head.name != other.head.name and not together:
            gone |= {id(t) for t in cases if t.start <= one.start}
    return [t for t in found if id(t) not in gone]


def _are_either(one: Said, other: Said, text: Text) -> bool:
    """Whether there is one or the other of two definitions."""
    first, last = sorted((one.start, other.start))
    between = text.plain[first:last]
    return len(between) < _NEAR and bool(_OR.search(between)) and not _SENTENCE.search(between)


def _without_values(found: list[Said], text: Text) -> list[Said]:
    """Definitions without the values of which several are looked at one after the other."""
    cases: dict[str, set[tuple[str, ...]]] = {}
    for told in found:
        if _is_a_case(told, text):
            cases.setdefault(told.head.name, set()).add(tuple(t.text for t in told.body))
    several = {name for name, values in cases.items() if len(values) > 1}
    return [t for t in found if t.head.name not in several or not _is_a_case(t, text)]
