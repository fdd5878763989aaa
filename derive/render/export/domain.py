"""Domains and conditions in mathematics: `x: real` is a letter and a word, `x > 0` a formula."""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.expression.boxes import Box, Row, Token
from derive.expression.parsed import Scope
from derive.expression.parser import parse_relations
from derive.expression.tokens import ParseError, plain_name
from derive.expression.typeset import Style, typeset
from derive.render.export.words import grounds
from derive.report.report import Report

#: What writes a box as a formula within a sentence, and what writes words.
Write = Callable[[Box], str]
Words = Callable[[str], str]

#: The headings of `grounds` under which formulas stand.
_FORMULAS = ("Domain", "Where", "Only for")

_SIGNS = {
    "<": (" < ", "<"),
    ">": (" > ", ">"),
    "<=": (r" \le ", "≤"),
    ">=": (r" \ge ", "≥"),
    "!=": (r" \ne ", "≠"),
    "=": (" = ", "="),
}
_VARIABLE = re.compile(r"(?P<name>\w+): (?P<domain>.+)", re.DOTALL)


def grounds_said(report: Report, style: Style, write: Write, words: Words) -> list[tuple[str, str]]:
    """What a theorem holds on and rests on, each heading with what stands behind it."""
    told = []
    for heading, said in grounds(report):
        phrase = domain_phrase if heading == "Domain" else condition_phrase
        if heading in _FORMULAS:
            told.append((heading, ", ".join(phrase(one, style, write, words) for one in said)))
        else:
            told.append((heading, ", ".join(map(words, said))))
    return told


def domain_phrase(said: str, style: Style, write: Write, words: Words) -> str:
    """A line of a domain, as a report has it: a variable with its domain, or a condition."""
    variable = _VARIABLE.fullmatch(said)
    if variable is None:
        return condition_phrase(said, style, write, words)
    letter = plain_name(variable["name"])
    name = write(style.name(letter, upright=False))
    parts = [part.strip() for part in variable["domain"].split(",")]
    named = [part for part in parts if part.isalpha()]
    bounds = [condition_phrase(p, style, write, words) for p in parts if not p.isalpha()]
    return ", ".join(filter(None, [" ".join([name, *map(words, named)] if named else []), *bounds]))


def condition_phrase(said: str, style: Style, write: Write, words: Words) -> str:
    """A condition as a formula; one that is no comparison as words."""
    box = condition_box(said, style)
    return words(said) if box is None else write(box)


def condition_box(said: str, style: Style) -> Box | None:
    """A condition, to be written as a formula; None where it is no comparison."""
    try:
        links = parse_relations(said, Scope(free=True))
    except ParseError:
        return None
    parts = [typeset(links[0].left.node, style)]
    for link in links:
        latex, sign = _SIGNS[link.relation]
        parts += [Token("operator", latex, sign), typeset(link.right.node, style)]
    return Row(tuple(parts))
