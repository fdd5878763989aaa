"""Markdown: code and comments blanked out, so that what is left in dollars is mathematics.

The blocks of a text are found by markdown-it with its dollarmath and amsmath plugins; places are
those of the file.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from derive.document.formulas import Directive, Formula, Text, blanks, formulas
from derive.script.source import Source

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

#: What the optional packages are installed by.
NEEDED = "Markdown is read by `pip install '.[documents]'`"
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_DIRECTIVE = re.compile(r"\s*derive:\s*(.*\S)\s*", re.DOTALL)
_FRONT = re.compile(r"\A---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_BLOCKS = ("fence", "code_block")
#: How GitHub writes a formula so that nothing in it is Markdown.
_DOLLARS_IN_CODE = re.compile(r"\$`([^`$\n]+)`\$")
#: What a generator of sites takes out of a text.
_TAG = re.compile(r"\{%.*?%\}")
#: Signs that are written as those of HTML.
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": " "}
_ENTITY = re.compile("|".join(_ENTITIES))
_OPTION = re.compile(r"[ \t]*:[\w-]+:.*")
#: A comment in a displayed formula; behind a digit it is a per cent that is not printed.
_REMARK = re.compile(r"(?<![\\\d])%[^\n]*")


class MissingPackageError(Exception):
    """An optional package is not installed."""


@cache
def _parser() -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
        from mdit_py_plugins.amsmath import amsmath_plugin
        from mdit_py_plugins.dollarmath import dollarmath_plugin
    except ImportError as error:
        raise MissingPackageError(NEEDED) from error
    return MarkdownIt("commonmark").disable(["inline"]).use(dollarmath_plugin).use(amsmath_plugin)


def read_markdown(source: Source) -> Text:
    """The formulas of a Markdown text.  Raises `MissingPackageError`."""
    directives: list[Directive] = []

    def comment(found: re.Match[str]) -> str:
        told = _DIRECTIVE.fullmatch(found[1])
        if told:
            directives.append(Directive(" ".join(told[1].split()), found.start()))
        return blanks(found.group())

    plain = _FRONT.sub(lambda found: blanks(found.group()), source.text)
    plain = _TAG.sub(lambda found: blanks(found.group()), plain)
    plain = _without_code_blocks(plain)
    plain = _DOLLARS_IN_CODE.sub(r" $\1$ ", plain)
    plain = _COMMENT.sub(comment, plain)
    plain = _CODE.sub(_blank_in_paragraph, plain)
    plain = _ENTITY.sub(_as_sign, plain)
    found, troubles = formulas(plain, strict=True)
    plain = _without_quotes(_without_remarks(plain, found))
    return Text(source, plain, tuple(found), tuple(troubles), tuple(directives), "md", source.text)


def _without_remarks(text: str, found: list[Formula]) -> str:
    """Without what is commented out in displayed formulas."""
    pieces, at = [], 0
    for one in found:
        if one.display and "%" in text[one.start : one.end]:
            inner = _REMARK.sub(lambda c: blanks(c.group()), text[one.start : one.end])
            pieces += [text[at : one.start], inner]
            at = one.end
    return "".join((*pieces, text[at:]))


def _as_sign(found: re.Match[str]) -> str:
    """The sign that an entity is, as long as it."""
    return _ENTITIES[found.group()].ljust(len(found.group()))


def _blank_in_paragraph(found: re.Match[str]) -> str:
    piece = found.group()
    return piece if "\n\n" in piece or "$" in found[2][:1] == found[2][-1:] else blanks(piece)


def _without_code_blocks(text: str) -> str:
    """The text without blocks of code; those of mathematics stand between dollars."""
    starts = [0, *(found.end() for found in re.finditer("\n", text)), len(text)]
    pieces, at = [], 0
    for token in _parser().parse(text):
        if token.type not in _BLOCKS or token.map is None:
            continue
        start, end = (starts[min(line, len(starts) - 1)] for line in token.map)
        if start >= at:
            block = text[start:end]
            pieces += [text[at:start], _between_dollars(block, token.markup, token.info)]
            at = end
    return "".join((*pieces, text[at:]))


def _between_dollars(block: str, fence: str, info: str) -> str:
    """A block of mathematics as a formula, as long as it is; any other one in blanks."""
    lines = block.splitlines(keepends=True)
    closed = len(lines) > 1 and fence and lines[-1].lstrip(" >\t").startswith(fence)
    if not _is_math(info) or not closed or "$" in block:
        return block if _is_math(info) else blanks(block)
    inner = [blanks(line) if _OPTION.fullmatch(line.rstrip()) else line for line in lines[1:-1]]
    return "".join((_dollars(lines[0], fence), *inner, _dollars(lines[-1], fence)))


def _dollars(line: str, fence: str) -> str:
    """A fence as two dollars in a line of blanks."""
    at = line.index(fence)
    return f"{line[:at]}$${blanks(line[at + 2 :])}"


def _is_math(info: str) -> bool:
    return info.strip() in ("math", "{math}")


def _without_quotes(text: str) -> str:
    """Without the signs of block quotes at the beginnings of lines."""
    return re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", lambda found: " " * len(found.group()), text)
