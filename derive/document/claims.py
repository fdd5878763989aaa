"""Which chains of a text are claims, and why the others are none.

A chain of two links and more is a claim; a single equation defines, gives or asks, but where it
says what the derivative of something known is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.document.derived import is_derived
from derive.document.formulas import Text
from derive.document.statements import Statement
from derive.document.tokens import Token

_IDENTITY = re.compile(r"\b(?:identity|identities)\b[^.]{0,40}\Z", re.IGNORECASE)
_CHECKED = re.compile(r"\bcheck\b")
#: The beginning of an environment, with its arguments.
_OPENED = re.compile(r"\\begin\s*\{[^{}]*\}[^\n]{0,200}")
_SKIPPED = re.compile(r"\bskip\b")


def claims(text: Text, all_of_them: list[Statement]) -> Iterator[int]:
    """The indices of the statements that claim something."""
    for k, one in enumerate(all_of_them):
        near = bool([*approximations(one)]) and not is_skipped(text, one)
        told = one.chain.links and (_claims(text, one) or _tells(all_of_them, k, text))
        if near or told:
            yield k


def _tells(all_of_them: list[Statement], k: int, text: Text) -> bool:
    """Whether a single equation tells a derivative, and is to be checked."""
    return is_derived(all_of_them, k, text) and not is_skipped(text, all_of_them[k])


def approximations(one: Statement) -> Iterator[int]:
    """Which relations are approximations of a number: those between sides without letters."""
    chain = one.chain
    for k, relation in enumerate(chain.relations):
        if relation.sign == "≈" and all(map(_is_numeric, chain.sides[k : k + 2])):
            yield k


def _is_numeric(side: list[Token]) -> bool:
    return bool(side) and not any(t.kind == "letter" and t.text != "e" for t in side)


def is_skipped(text: Text, one: Statement) -> bool:
    """Whether a directive says that a formula is not to be checked."""
    return any(map(_SKIPPED.search, directives_for(text, one)))


def is_claimed(text: Text, one: Statement) -> bool:
    """Whether the text asks for a formula to be checked, or calls it an identity."""
    if any(map(_CHECKED.search, directives_for(text, one))):
        return True
    before = text.plain[max(0, one.formula.start - 120) : one.formula.start]
    return bool(_IDENTITY.search(before.rstrip("$\\[ \n")))


def _claims(text: Text, one: Statement) -> bool:
    if is_skipped(text, one):
        return False
    return is_identity(text, one)


def is_identity(text: Text, one: Statement) -> bool:
    """Whether the equalities of a statement are claims."""
    return one.chain.links > 1 or is_claimed(text, one)


def directives_for(text: Text, one: Statement) -> list[str]:
    """The directives for a formula: those directly before it, or in it."""
    found = []
    for directive in text.directives:
        between = text.plain[directive.start : one.formula.start]
        near = directive.start <= one.formula.start and not between.strip("$\\[ \n")
        within = one.formula.start <= directive.start < one.formula.end
        if near or within or _OPENED.fullmatch(between.strip()):
            found.append(directive.text)
    return found
