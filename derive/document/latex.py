"""LaTeX files: comments and verbatim blanked out, and where mathematics stands."""

from __future__ import annotations

import re
from functools import lru_cache

from derive.document.formulas import Directive, Text, Trouble, blanks, formulas
from derive.document.groups import loose_braces
from derive.script.source import Source

_VERBATIM = (
    "verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|pgfplot|asy|sageblock|sagesilent"
)
#: It begins with a set of characters, which is what makes the search quick.
_SKIPPED = re.compile(
    r"[\\%](?:(?<=%)(?P<comment>[^\n]*)|(?<=\\)(?:verb\*?([^A-Za-z\s*])[^\n]*?\2"
    rf"|begin\{{(?P<verbatim>(?:{_VERBATIM})\*?)\}}|.))",
    re.DOTALL,
)
#: What closes a formula or an environment, with what opens it.
_OPENINGS = {"end": r"\begin", r"\]": r"\[", r"\)": r"\("}
_DIRECTIVE = re.compile(r"%+\s*derive:\s*(.*\S)")
_END = re.compile(r"\\end\s*\{document\}|\\endinput(?![A-Za-z])")


def read_latex(source: Source) -> Text:
    """The formulas of a LaTeX file."""
    told_by, told, unclosed = _blanked(source.text)
    plain = _without_bodies(told_by)
    made = [
        sign for sign, opening in _OPENINGS.items() if told_by.count(opening) > plain.count(opening)
    ]
    end = ending(plain)
    plain = plain[:end] + blanks(plain[end:])
    found, troubles = formulas(plain, strict=False, made=made)
    directives = tuple(Directive(text, at) for text, at in told if at < end)
    wrong = (*(Trouble("DRV201", *span) for span in unclosed), *troubles)
    begin = _body(plain)
    wrong = tuple(trouble for trouble in wrong if trouble.start >= begin)
    if not wrong:  # what is not closed may hold the other brace
        wrong = tuple(loose_braces(plain, begin, end, found))
    return Text(source, plain, tuple(found), wrong, directives, "tex", source.text, begin)


_BEGIN = re.compile(r"\\begin\s*\{document\}")
#: What stands where macros are programmed.
_PROGRAM = re.compile(r"\\catcode|\\[A-Za-z]*@[A-Za-z]")


def _body(plain: str) -> int:
    """Where the text of a document begins; behind all of it in a file that has only definitions."""
    begin = _BEGIN.search(plain)
    if begin is not None:
        return begin.end()
    return len(plain) if _PROGRAM.search(plain) else 0


@lru_cache(8)
def readable(text: str) -> str:
    """A text without comments, verbatim and the bodies of macros, which are blanks in it."""
    return _without_bodies(_blanked(text)[0])


def ending(plain: str) -> int:
    """Where a text ends: what stands behind the end of its document is not read."""
    end = _END.search(plain)
    return end.start() if end else len(plain)


def _blanked(
    text: str,
) -> tuple[str, list[tuple[str, int]], list[tuple[int, int, str]]]:
    """The text with blanks for what is no text, the directives in it, and what is not closed."""
    pieces: list[str] = []
    told: list[tuple[str, int]] = []
    unclosed: dict[str, tuple[int, int, str]] = {}
    at = 0
    while (found := _SKIPPED.search(text, at)) is not None:
        start, end, name = found.start(), found.end(), found["verbatim"]
        pieces.append(text[at:start])
        at = end
        piece = found.group()
        if name is not None:
            end = -1 if name in unclosed else text.find(f"\\end{{{name}}}", end)
            if end < 0:
                unclosed.setdefault(name, (start, found.end(), name))
                pieces.append(piece)
                continue
            at = end + len(name) + len(r"\end{}")
            pieces.append(blanks(text[start:at]))
            continue
        directive = _DIRECTIVE.match(piece) if found["comment"] is not None else None
        if directive:
            told.append((directive[1], start))
        skipped = piece.startswith(("%", r"\verb"))
        pieces.append(blanks(piece) if skipped else piece)
    pieces.append(text[at:])
    return "".join(pieces), told, [*unclosed.values()]


_DEFINING = re.compile(
    r"\\(?:(?P<bodies>(?:re|provide)?newcommand|DeclareMathOperator|newenvironment"
    r"|DeclarePairedDelimiter)\*?|def|let)(?![A-Za-z])\s*(?:\{[^{}\n]*\}|\\[A-Za-z@]+)"
)
#: What stands between the name of a macro and its bodies.
_BETWEEN = re.compile(r"(?:\s*\[[^\]\n]*\]|\s*#\d)*\s*")
_LETTING = re.compile(r"\s*=?\s*\\?[A-Za-z@]+")
#: Macros with two bodies.
_TWO = ("newenvironment", "DeclarePairedDelimiter")


def _without_bodies(text: str) -> str:
    """Without the bodies of macros, which are no text of the document."""
    pieces, at = [], 0
    for found in _DEFINING.finditer(text):
        if found.start() < at:
            continue
        end = _end_of_definition(text, found)
        pieces += [text[at : found.start()], blanks(text[found.start() : end])]
        at = end
    return "".join((*pieces, text[at:]))


def _end_of_definition(text: str, found: re.Match[str]) -> int:
    """Where a definition ends: behind its last body."""
    at = found.end()
    if found.group().startswith(r"\let"):
        letting = _LETTING.match(text, at)
        return letting.end() if letting else at
    for _ in range(2 if found["bodies"] in _TWO else 1):
        between = _BETWEEN.match(text, at)
        assert between is not None
        begin = between.end() + 1
        closed = end_of_group(text, begin) if text[begin - 1 : begin] == "{" else None
        if closed is None:
            return at
        at = closed
    return at


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
#: No group is longer.
MAX_GROUP = 20_000


def end_of_group(text: str, at: int) -> int | None:
    """Behind the brace that closes the group that was opened before `at`."""
    end = _groups(text).get(at)
    return None if end is None or end - at > MAX_GROUP else end


@lru_cache(4)
def _groups(text: str) -> dict[int, int]:
    """Where each group of a text ends, by where its content begins."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for brace in _BRACE.finditer(text):
        if brace.group() == "{":
            waiting.append(brace.end())
        elif brace.group() == "}" and waiting:
            found[waiting.pop()] = brace.end()
    return found
