"""Sentences of an explanation with their formulas as mathematics: `since x > 0 and y^2 >= 0`.

What is not read for certain as a formula stays in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.expression.boxes import Box
from derive.expression.parsed import Scope
from derive.expression.parser import parse_expression
from derive.expression.tokens import ParseError
from derive.expression.typeset import Style, typeset
from derive.render.export.domain import Words, Write, condition_box

_BETWEEN = re.compile(r"(: |:$|; |, and |, | and | (?=when ))")
#: What a formula may stand behind, the longest first.
_BEFORE = re.compile(r"(?:follows from |it is |since |where |when |with |by )?")
#: Two words, which a formula has only behind `d/dx`: they would be read as a product.
_WORDS = re.compile(r"(?<!/)\b\w+\)* [A-Za-z]")
#: The words that `cases(x if x > 0, -x otherwise)` has.
_OF_CASES = re.compile(r" (?:if|and|otherwise)\b ?")
#: The words behind which there is an expression and no condition.
_VALUE = "it is "


def sentence(said: str, style: Style, write: Write, words: Words) -> str:
    """A sentence: its formulas by `write`, the rest by `words`."""
    return "".join(_piece(piece, style, write, words) for piece in _pieces(said))


def _pieces(said: str) -> Iterator[str]:
    """The parts of a sentence and what stands between them, brackets left whole."""
    held = ""
    for part in _BETWEEN.split(said):
        held += part
        if held.count("(") == held.count(")"):
            yield held
            held = ""
    if held:
        yield held


def _piece(piece: str, style: Style, write: Write, words: Words) -> str:
    before = _BEFORE.match(piece)
    opening = before[0] if before is not None else ""
    box = _formula(piece.removeprefix(opening), style, value=opening == _VALUE)
    return words(piece) if box is None else words(opening) + write(box)


def _formula(said: str, style: Style, *, value: bool) -> Box | None:
    """What is a condition, or the value of something; None where it is neither."""
    if _WORDS.search(_OF_CASES.sub(",", said) if "cases(" in said else said):
        return None
    return value_box(said, style) if value else condition_box(said, style)


def value_box(said: str, style: Style) -> Box | None:
    """An expression, to be written as a formula; None where it is none."""
    try:
        return typeset(parse_expression(said, Scope(free=True)), style)
    except ParseError:
        return None
