"""Where mathematics stands in a text: its formulas, with their spans.

What is no mathematics and no prose (comments, code) is blanked out first, each character by a
space, so that an offset into what is read is one into the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from derive.script.source import Source

#: Environments that are mathematics by themselves.
DISPLAYS = frozenset(
    name + star
    for name in ("align", "alignat", "flalign", "gather", "multline", "eqnarray", "equation")
    for star in ("", "*")
) | {"math", "displaymath", "dmath", "dmath*"}
#: What closes a formula that is opened so.
_CLOSES = {"$$": "$$", "$": "$", r"\[": r"\]", r"\(": r"\)", r"\\[": r"\\]", r"\\(": r"\\)"}
_OPENING = re.compile(r"[\\$](?:(?<=\\)(?:begin\s*\{([A-Za-z]+\*?)\}|.)|(?<=\$)\$?)", re.DOTALL)
#: So many that are not closed are told, each with its place.
MAX_UNCLOSED = 20
#: No inline formula is longer.
MAX_INLINE = 10_000
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True)
class Formula:
    """A formula: the span of what is between its delimiters, and whether it is displayed."""

    start: int
    end: int
    display: bool
    environment: str = ""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with how a text is written: the code of it, its span and words."""

    code: str
    start: int
    end: int
    about: str


@dataclass(frozen=True)
class Directive:
    """A comment that speaks to the checker: its text and where it stands."""

    text: str
    start: int


@dataclass(frozen=True)
class Text:
    """A text whose mathematics was found.

    `plain` is the text with blanks for what is not read; `strict` says whether dollars are also
    other signs than those of a formula.
    """

    source: Source
    plain: str
    formulas: tuple[Formula, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    directives: tuple[Directive, ...] = ()
    dialect: str = "tex"
    macros: str = field(default="", repr=False)


def blanks(text: str) -> str:
    """As many spaces, lines kept."""
    return re.sub(r"[^\n]", " ", text)


def formulas(text: str, strict: bool) -> tuple[list[Formula], list[Trouble]]:
    """The formulas of a text in order, and those that are not closed."""
    found: list[Formula] = []
    troubles: list[Trouble] = []
    closings = _Closings(text, strict)
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        at = opening.end()
        sign, environment = opening.group(), opening[1] or ""
        if strict and sign == r"\\":  # what Markdown takes for a backslash
            sign += text[at : at + 1]
        if environment:
            if environment not in DISPLAYS:
                continue
            span = closings.environment(opening.start(), opening.end())
        elif sign in _CLOSES:
            span = closings.delimited(sign, opening.start())
        else:
            continue
        if span is None:
            if sign != "$" or not strict:
                told = environment or sign
                troubles.append(Trouble("DRV201", opening.start(), opening.end(), told))
            continue
        display = bool(environment) or sign in ("$$", r"\[", r"\\[")
        found.append(Formula(span[0], span[1], display, environment))
        at = span[2]
    return found, _at_most(troubles)


def _at_most(troubles: list[Trouble]) -> list[Trouble]:
    """The first ones, and how many more there are."""
    left = len(troubles) - MAX_UNCLOSED
    if left <= 0:
        return troubles
    last = troubles[MAX_UNCLOSED]
    more = f"{last.about}, as {left - 1:,} more behind," if left > 1 else last.about
    return [*troubles[:MAX_UNCLOSED], replace(last, about=more)]


_MARK = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}")


class _Closings:
    """Where the formulas of a text are closed; it is gone through once, however many are not."""

    def __init__(self, text: str, strict: bool) -> None:
        self.text = text
        self.strict = strict
        self.ends = dict(_pairs(text))
        self.last = {closing: text.rfind(closing) for closing in _CLOSES.values() if closing != "$"}

    def environment(self, start: int, begin: int) -> tuple[int, int, int] | None:
        """The span of the body of an environment and where it ends; None if it is not closed."""
        end = self.ends.get(start)
        return None if end is None else (begin, *end)

    def delimited(self, sign: str, start: int) -> tuple[int, int, int] | None:
        """The span of a formula between signs; one between dollars stays in its paragraph."""
        text, strict = self.text, self.strict
        begin = start + len(sign)
        if sign == "$" and strict and (text[begin : begin + 1].isspace() or _spaced(text, start)):
            return None
        closing = _CLOSES[sign]
        if self.last.get(closing, begin) < begin:
            return None
        at = begin
        stop = len(text) if sign in ("$$", r"\[") else _end_of_paragraph(text, begin)
        while (end := text.find(closing, at, stop)) >= 0:
            at = end + len(closing)
            if _is_escaped(text, end):
                continue
            if sign == "$" and strict and (text[end - 1].isspace() or text[at : at + 1].isdigit()):
                return None
            return begin, end, at
        return None


def _pairs(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Where each display environment begins, with the span of what closes it."""
    waiting: dict[str, list[int]] = {}
    for mark in _MARK.finditer(text):
        name = mark[2]
        if name not in DISPLAYS:
            continue
        if mark[1] == "begin":
            waiting.setdefault(name, []).append(mark.start())
        elif waiting.get(name):
            yield waiting[name].pop(), mark.span()


def _spaced(text: str, start: int) -> bool:
    """Whether a dollar stands behind a letter or a digit, as one of money or of a program."""
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] == "\\")


def _end_of_paragraph(text: str, start: int) -> int:
    blank = _BLANK_LINE.search(text, start, start + MAX_INLINE)
    return blank.start() if blank else min(len(text), start + MAX_INLINE)


def _is_escaped(text: str, at: int) -> bool:
    """Whether an odd number of backslashes stands before."""
    before = text[:at] if at < 50 else text[at - 50 : at]
    return bool((len(before) - len(before.rstrip("\\"))) % 2)


def prose(text: Text) -> Iterator[tuple[int, int]]:
    """The spans between formulas."""
    at = 0
    for formula in text.formulas:
        yield at, formula.start
        at = formula.end
    yield at, len(text.plain)
