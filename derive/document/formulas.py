"""Where mathematics stands in a text: its formulas, with their spans.

What is no mathematics and no prose (comments, code) is blanked out first, each character by a
space, so that an offset into what is read is one into the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace

from derive.script.source import Source

#: Environments that are mathematics by themselves.
DISPLAYS = frozenset(
    name + star
    for name in ("align", "alignat", "flalign", "gather", "multline", "eqnarray", "equation")
    for star in ("", "*")
) | {"math", "displaymath", "dmath", "dmath*"}
DISPLAYS |= {"xalignat", "xalignat*", "IEEEeqnarray", "IEEEeqnarray*", "empheq"}
#: Those with an argument behind them that says how many columns there are, or of what sort.
WITH_COLUMNS = frozenset({"alignat", "alignat*", "alignedat", "xalignat", "xalignat*"}) | {
    "IEEEeqnarray",
    "IEEEeqnarray*",
    "IEEEeqnarraybox",
    "IEEEeqnarraybox*",
}
#: What stands between the beginning of an environment and its rows.
_OPTION = re.compile(r"\s*\[(?:[^][{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\]")
_COLUMNS = re.compile(r"\s*(?:\{(?:[^{}\n]|\{[^{}\n]*\})*\}|\d)")
#: What closes a formula that is opened so.
_CLOSES = {"$$": "$$", "$": "$", r"\[": r"\]", r"\(": r"\)", r"\\[": r"\\]", r"\\(": r"\\)"}
_OPENING = re.compile(
    r"[\\$](?:(?<=\\)(?:(begin|end)\s*\{([A-Za-z]+\*?)\}|.)|(?<=\$)\$?)", re.DOTALL
)
#: So many that are not closed are told, each with its place.
MAX_UNCLOSED = 20
#: So many closing signs behind one are tried.
MAX_CLOSINGS = 30
#: So much behind a sign that is not closed says whether it opens a formula.
MAX_LOOKED = 300
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
    """What is wrong with how a text is written: the code of it, its span and words.

    `expected` is told beside what is `written`, and the `hint` says what to do.
    """

    code: str
    start: int
    end: int
    about: str
    expected: str = ""
    written: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Directive:
    """A comment that speaks to the checker: its text and where it stands."""

    text: str
    start: int


@dataclass(frozen=True)
class Text:
    """A text whose mathematics was found.

    `plain` is the text with blanks for what is not read.  Before `body` there are definitions, in
    which a part of a formula may stand.
    """

    source: Source
    plain: str
    formulas: tuple[Formula, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    directives: tuple[Directive, ...] = ()
    dialect: str = "tex"
    macros: str = field(default="", repr=False)
    body: int = 0


def blanks(text: str) -> str:
    """As many spaces, lines kept."""
    return re.sub(r"[^\n]", " ", text)


def formulas(
    text: str, strict: bool, made: Container[str] = ()
) -> tuple[list[Formula], list[Trouble]]:
    """The formulas of a text in order, and what does not open or close one.

    Of what macros make, `made`, nothing is told that closes nothing.
    """
    found: list[Formula] = []
    unclosed: list[Trouble] = []
    unopened: list[Trouble] = []
    closings = _Closings(text, strict)
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        start, at = opening.start(), opening.end()
        sign, environment = opening.group(), opening[2] or ""
        if strict and sign == r"\\":  # what Markdown takes for a backslash
            sign += text[at : at + 1]
        if environment and environment not in DISPLAYS:
            continue
        if opening[1] == "end" or (sign in _CLOSING_ALONE and not strict):
            if start not in closings.told and (opening[1] or sign) not in made:
                unopened.append(_unopened(sign, start, at))
            continue
        if environment:
            span = closings.environment(start, at)
        elif sign in _CLOSES:
            span = closings.delimited(sign, start)
        else:
            continue
        if span is None:
            unclosed += closings.unclosed(environment, sign, start, at)
            continue
        display = bool(environment) or sign in ("$$", r"\[", r"\\[")
        begin, layout = _behind_arguments(text, span[0], span[1], environment)
        found.append(Formula(begin, span[1], display, layout))
        at = span[2]
    return found, [*at_most(unclosed), *at_most(unopened)]


def _behind_arguments(text: str, start: int, end: int, environment: str) -> tuple[int, str]:
    """Where the rows of an environment begin, and what lays them out."""
    at = start
    if environment not in WITH_COLUMNS and environment != "empheq":
        return start, environment
    while (option := _OPTION.match(text, at, end)) is not None:
        at = option.end()
    argument = _COLUMNS.match(text, at, end)
    if argument is None:
        return start, environment
    if environment != "empheq":
        return argument.end(), environment
    inner = argument.group().strip(" \n\t{}").partition("=")[0].strip()
    return argument.end(), inner if inner in DISPLAYS else environment


#: What only closes a formula in LaTeX; in Markdown it is a bracket that is printed.
_CLOSING_ALONE = frozenset({r"\]", r"\)"})


def _unopened(sign: str, start: int, end: int) -> Trouble:
    """What closes a formula where none is open."""
    opening = sign.replace("end", "begin") if "end" in sign else {r"\]": r"\["}.get(sign, r"\(")
    about = f"`{sign}` closes nothing"
    return Trouble("DRV210", start, end, about, f"`{opening}` before it", f"`{sign}` alone")


def at_most(troubles: list[Trouble]) -> list[Trouble]:
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
        #: Where what is told as the end of something else begins.
        self.told: set[int] = set()
        self.blanks = [found.start() for found in _BLANK_LINE.finditer(text)]

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
        at, first, tried = begin, None, 0
        if sign in ("$$", r"\[", r"\\["):
            stop = self.end_of_display(begin, closing)
        else:
            stop = self.end_of_paragraph(begin)
        while (end := text.find(closing, at, stop)) >= 0:
            tried += 1
            if tried > MAX_CLOSINGS and first is not None:
                break
            at = end + len(closing)
            if _is_escaped(text, end):
                continue
            if sign == "$" and strict and (text[end - 1].isspace() or text[at : at + 1].isdigit()):
                return first
            if sign != "$" or not _is_in_words(text[begin:end]):
                return begin, end, at
            first = first or (begin, end, at)
        return first

    def end_of_paragraph(self, begin: int) -> int:
        """Where the next blank line is."""
        k = bisect_left(self.blanks, begin)
        return self.blanks[k] if k < len(self.blanks) else len(self.text)

    def end_of_display(self, begin: int, closing: str) -> int:
        """Where a displayed formula ends at the latest: at a blank line with words behind it."""
        at = begin
        while (blank := _BLANK_LINE.search(self.text, at)) is not None:
            if self.text.find(closing, at, blank.start()) >= 0:
                return blank.start()
            at = blank.end()
            after = _BLANK_LINE.search(self.text, at)
            if _is_prose(self.text[at : after.start() if after else len(self.text)]):
                return blank.start()
            at -= 1  # the line may be blank as well
        return len(self.text)

    def unclosed(self, environment: str, sign: str, start: int, begin: int) -> Iterator[Trouble]:
        """What is told of a formula that is not closed, if it is sure that it is one."""
        if environment:
            closing = rf"\end{{{environment}}}"
            after = next((m for m in _MARK.finditer(self.text, begin) if m[2] in DISPLAYS), None)
            ended = after is not None and after[1] == "end"
            if after is not None and ended:
                self.told.add(after.start())
            written = f"`{after.group()}`" if after is not None and ended else "no end of it"
            yield Trouble("DRV201", start, begin, environment, f"`{closing}`", written)
            return
        behind = self.text[begin : min(self.end_of_paragraph(begin), begin + MAX_LOOKED)]
        behind = behind.partition("$")[0]
        if self.strict and sign != "$$" and not _is_mathematics(behind):
            return
        closing = f"`{_CLOSES[sign]}` in its paragraph"
        hint = r"write `\$` for a dollar that is printed" if sign == "$" else ""
        yield Trouble("DRV201", start, begin, sign, closing, "the end of the paragraph", hint)


_TEXT = re.compile(r"\\(?:text\w*|mbox|hbox|intertext)\s*\{|\\.|[{}]", re.DOTALL)


def _is_in_words(formula: str) -> bool:
    """Whether a formula ends within words, as in `\\text{if $`, where another one may stand."""
    if formula.count("{") <= formula.count("}"):
        return False
    opened: list[bool] = []
    for found in _TEXT.finditer(formula):
        piece = found.group()
        if piece.endswith("{") and piece != r"\{":
            opened.append(len(piece) > 1)
        elif piece == "}" and opened:
            opened.pop()
    return any(opened)


#: Two words of a sentence.
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}[,;:]? +[A-Za-z]{2,}")
_GROUP = re.compile(r"\{[^{}]*\}")


def _is_prose(paragraph: str) -> bool:
    """Whether a paragraph has words that are in no group, or opens a formula."""
    if r"\[" in paragraph.replace(r"\\[", "") or r"\(" in paragraph:
        return True
    return _WORDS.search(_GROUP.sub("", paragraph)) is not None


#: What stands in formulas, and hardly in prose.
_MATHEMATICS = re.compile(
    r"\\(?:[dt]?frac|sqrt|left|cdot|times|sin|cos|tan|log|ln|exp|sum|int|partial|alpha|beta|gamma"
    r"|delta|theta|lambda|mu|sigma|pi|phi|omega|mathrm|mathbf|text|quad)(?![A-Za-z])"
    r"|[\^_]\{"
)
_CHAIN = re.compile(r" ?\w+ = [^=$\n]+ = ")


def _is_mathematics(behind: str) -> bool:
    """Whether what stands behind a dollar or a bracket is mathematics for sure."""
    return bool(_CHAIN.match(behind) or _MATHEMATICS.search(behind))


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
