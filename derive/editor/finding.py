"""What stands where in a text that is being typed, and so may be no script, or no YAML.

It is looked for line by line, by what authors write: nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from derive.editor.text import Document
from derive.report.report import Report
from derive.rules import names
from derive.rules.called import spelled


class Sort(Enum):
    """What may be written at a place."""

    REASON = "reason"
    LEMMA = "lemma"
    KEY = "key"
    STEP_KEY = "key of a step"
    DOMAIN = "domain"


class Wanted(NamedTuple):
    """What may be written at the end of a text, and what is written of it already."""

    sort: Sort
    written: str


#: In a longer line nothing is looked for.
_MOST = 2000
_BY = re.compile(r"(?:^|[\s{,])by[ \t]*:[ \t]*(?P<reasons>\[[^\]]*|[^\[\]{},#]*)$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(?P<item>[^:#\[\]{},]*)$")
_BARE_BY = re.compile(r"[ \t]*(?:-[ \t]+)?by[ \t]*:[ \t]*(?:#.*)?$")
_DOMAIN = re.compile(
    r"""(?:^variables[ \t]*:[ \t]*\{(?:[^{}]*,)?[ \t]*|^[ \t]+)  # behind a brace, or on a line
    [^\W\d]\w*[ \t]*:[ \t]*(?P<word>[A-Za-z]*)$""",
    re.VERBOSE,
)
_KEY = re.compile(r"(?P<word>[A-Za-z]*)$")
_STEP_KEY = re.compile(
    r"(?:[ \t]+(?:-[ \t]+)?|-[ \t]+|.*-[ \t]+\{(?:.*,)?[ \t]*)(?P<word>[A-Za-z]*)$"
)
_TOP = re.compile(r"(?P<key>[A-Za-z]+)[ \t]*:")


def wanted(document: Document, line: int, column: int) -> Wanted | None:
    """What may be written behind so many characters of a line."""
    before = document.line(line)[:column]
    if len(before) > _MOST or _is_comment(before):
        return None
    reason = _reason(document, line, before)
    if reason is not None:
        lemma = re.fullmatch(r"theorem[ \t]+(.*)", reason)
        return Wanted(Sort.LEMMA, lemma[1]) if lemma else Wanted(Sort.REASON, reason)
    within = _within(document, line)
    if within == "variables" and (found := _DOMAIN.match(before)):
        return Wanted(Sort.DOMAIN, found["word"])
    if within == "steps" and (found := _STEP_KEY.fullmatch(before)):
        return Wanted(Sort.STEP_KEY, found["word"])
    found = _KEY.fullmatch(before)
    return None if found is None else Wanted(Sort.KEY, found["word"])


def _is_comment(before: str) -> bool:
    return before.lstrip().startswith("#") or " #" in before


def _reason(document: Document, line: int, before: str) -> str | None:
    """What is written of a reason; None where none may be written."""
    found = _BY.search(before)
    if found is not None:
        return re.split(r"[\[,]", found["reasons"])[-1].lstrip()
    item = _ITEM.fullmatch(before)
    if item is not None and _opened_by_by(document, line):
        return item["item"]
    return None


def _opened_by_by(document: Document, line: int) -> bool:
    """Whether the list that a line is in stands below a `by:`."""
    while line > 0:
        line -= 1
        above = document.line(line)
        if _BARE_BY.fullmatch(above):
            return True
        if not re.match(r"[ \t]*-[ \t]+[^:]*$", above):
            return False
    return False


def _within(document: Document, line: int) -> str:
    """The key of the script that a line belongs to; empty where that is not known."""
    if line > 0 and _KEY.fullmatch(document.line(line)):
        return ""
    while line >= 0:
        if found := _TOP.match(document.line(line)):
            return found["key"]
        line -= 1
    return ""


def keys_written(document: Document) -> set[str]:
    """The keys of the script that are there already."""
    found = (_TOP.match(document.line(n)) for n in range(document.count))
    return {match["key"] for match in found if match}


def rule_at(document: Document, line: int, column: int) -> str:
    """The rule that is named at a place; empty where none is."""
    text = document.line(line)[:_MOST]
    for word in re.finditer(r"[^\s,\[\]{}#][^,\[\]{}#]*", text):
        start = word.end() - len(_last(word.group()))
        if start <= column <= word.end():
            reason = _reason(document, line, text[: word.end()])
            name = spelled("-".join((reason or "").split()).strip("'\""))
            return name if name in names() else ""
    return ""


def _last(word: str) -> str:
    """What stands behind the last `: ` or `- `, where a piece of a line begins with a key."""
    return re.split(r":[ \t]+|^-[ \t]+", word)[-1]


def steps_at(
    document: Document, report: Report, first: tuple[int, int], last: tuple[int, int]
) -> list[int]:
    """The numbers of the steps that stand between two places."""
    starts = [*_starts(document, report)]
    if not starts or first[0] >= _end(document, starts[-1][0]):
        return []
    at_first = [n for n, start in enumerate(starts, 1) if start <= first]
    between = [n for n, start in enumerate(starts, 1) if first < start <= last]
    return [*at_first[-1:], *between]


def _starts(document: Document, report: Report) -> Iterator[tuple[int, int]]:
    """Where each step begins: at its `-`, which may stand some lines above its line."""
    end = 0
    for step in report.steps:
        line, column = step.place.line - 1, step.place.column - 1
        above = line
        while above >= end and not re.match(r"[ \t]*-(?:[ \t]|$)", document.line(above)):
            above -= 1
        yield (above, 0) if above >= end else (line, 0 if line >= end else column)
        end = line + 1


def _end(document: Document, line: int) -> int:
    """The line of the next key of the script below a step, or the last line."""
    below = range(line + 1, document.count)
    return next((n for n in below if _TOP.match(document.line(n))), document.count)
