"""LaTeX files: comments and verbatim blanked out, what they include, where mathematics stands."""

from __future__ import annotations

import re

from derive.document.formulas import Directive, Text, blanks, formulas
from derive.script.source import Source

_VERBATIM = (
    "verbatim|Verbatim|lstlisting|minted|comment|tikzpicture|pgfplot|asy|sageblock|sagesilent"
)
_SKIPPED = re.compile(
    rf"\\verb\*?([^A-Za-z\s*]).*?\1|\\begin\{{({_VERBATIM})(\*?)\}}.*?\\end\{{\2\3\}}"
    r"|\\begin\{tikzpicture\}|\\.|%[^\n]*",
    re.DOTALL,
)
_DIRECTIVE = re.compile(r"%+\s*derive:\s*(.*\S)")
_INPUT = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}\n]+)\}")
_END = re.compile(r"\\end\s*\{document\}")


def read_latex(source: Source) -> Text:
    """The formulas of a LaTeX file."""
    directives: list[Directive] = []

    def blank(found: re.Match[str]) -> str:
        piece = found.group()
        told = _DIRECTIVE.match(piece)
        if told:
            directives.append(Directive(told[1], found.start()))
        skipped = piece.startswith(("%", r"\verb", r"\begin"))
        return blanks(piece) if skipped else piece

    plain = _SKIPPED.sub(blank, source.text)
    end = _END.search(plain)
    if end:
        plain = plain[: end.start()] + blanks(plain[end.start() :])
    plain = _without_bodies(plain)
    found, troubles = formulas(plain, strict=False)
    return Text(source, plain, tuple(found), tuple(troubles), tuple(directives), "tex", source.text)


_DEFINING = re.compile(
    r"\\(?:re|provide)?newcommand\*?|\\DeclareMathOperator\*?|\\def(?![A-Za-z])"
    r"|\\DeclarePairedDelimiter|\\newenvironment\*?|\\let(?![A-Za-z])"
)


def _without_bodies(text: str) -> str:
    """Without the bodies of macros, which are no text of the document."""
    pieces, at = [], 0
    for found in _DEFINING.finditer(text):
        if found.start() < at:
            continue
        end = _end_of_definition(text, found.end())
        pieces += [text[at : found.start()], blanks(text[found.start() : end])]
        at = end
    return "".join((*pieces, text[at:]))


_PART = re.compile(r"\s*(?:\{|\[[^\]\n]*\]|\\[A-Za-z@]+|(?:#\d)+|=)")


def _end_of_definition(text: str, at: int) -> int:
    """Where a definition ends: behind its last group in a row."""
    while (part := _PART.match(text, at)) is not None:
        if not part.group().endswith("{"):
            at = part.end()
            continue
        closed = end_of_group(text, part.end())
        if closed is None:
            return at
        at = closed
    return at


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
#: No group is longer.
MAX_GROUP = 20_000


def end_of_group(text: str, at: int) -> int | None:
    """Behind the brace that closes the group that was opened before `at`."""
    depth = 1
    for brace in _BRACE.finditer(text, at, at + MAX_GROUP):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        if depth == 0:
            return brace.end()
    return None


def inputs(plain: str) -> list[tuple[str, int, int]]:
    """The files that are included, each with the span of its name."""
    return [(found[1].strip(), *found.span(1)) for found in _INPUT.finditer(plain)]
