"""Markdown: code and comments blanked out, so that what is left in dollars is mathematics.

The blocks of a text are found by markdown-it with its dollarmath and amsmath plugins; places are
those of the file.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from derive.document.formulas import Directive, Text, blanks, formulas
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
    plain = _without_code_blocks(plain)
    plain = _COMMENT.sub(comment, plain)
    plain = _CODE.sub(_blank_in_paragraph, plain)
    found, troubles = formulas(plain, strict=True)
    plain = _without_quotes(plain)
    return Text(source, plain, tuple(found), tuple(troubles), tuple(directives), "md", source.text)


def _blank_in_paragraph(found: re.Match[str]) -> str:
    piece = found.group()
    return piece if "\n\n" in piece or "$" in found[2][:1] == found[2][-1:] else blanks(piece)


def _without_code_blocks(text: str) -> str:
    starts = [0, *(found.end() for found in re.finditer("\n", text)), len(text)]
    pieces, at = [], 0
    for token in _parser().parse(text):
        if token.type in _BLOCKS and token.map is not None and not _is_math(token.info):
            start, end = (starts[min(line, len(starts) - 1)] for line in token.map)
            if start >= at:
                pieces += [text[at:start], blanks(text[start:end])]
                at = end
    return "".join((*pieces, text[at:]))


def _is_math(info: str) -> bool:
    return info.strip() in ("math", "{math}")


def _without_quotes(text: str) -> str:
    """Without the signs of block quotes at the beginnings of lines."""
    return re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", lambda found: " " * len(found.group()), text)
