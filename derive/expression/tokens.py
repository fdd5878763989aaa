"""The words of the notation: text to tokens, each with its place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: No text of one expression is longer than this, and no numeral has more digits.
MAX_TEXT = 40_000
MAX_DIGITS = 1_000


class Token(NamedTuple):
    """A word of the notation: `kind` is number, name, derivative, a symbol itself, or end."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The first place behind the word."""
        return self.start + len(self.text)


class ParseError(Exception):
    """A text that is not in the notation: its span, what was expected, found, what to do."""

    def __init__(self, start: int, end: int, expected: str, found: str, hint: str = "") -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.start, self.end = start, end
        self.expected, self.found, self.hint = expected, found, hint


_NAME = r"[A-Za-zΑ-Ωα-ω][A-Za-z0-9_]*"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<derivative>d[ ]*/[ ]*d{_NAME}(?![A-Za-z0-9_'(]))
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<name>{_NAME}'*)
    |(?P<symbol>\*\*|<=|>=|!=|[-+*/^(),=<>≤≥≠−·×⋅])""",
    re.VERBOSE,
)
_SYNONYMS = {"**": "^", "−": "-", "·": "*", "×": "*", "⋅": "*", "≤": "<=", "≥": ">=", "≠": "!="}
_HINTS = {
    "'": "quotes have no meaning here",
    '"': "quotes have no meaning here",
    ".": "write a decimal with digits on both sides, such as 0.5; there are no attributes",
    "[": "use round brackets",
    "{": "use round brackets",
    "|": "write abs(x)",
    "\\": "write the expression in plain notation, not in LaTeX",
    "!": "write factorial(n)",
    "√": "write sqrt(x)",
    "²": "write x^2",
    "³": "write x^3",
    "∂": "write d/dx",
}


@lru_cache(maxsize=100)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of `text`, an end token last; raises `ParseError` at what is not a word."""
    if len(text) > MAX_TEXT:
        raise ParseError(
            MAX_TEXT,
            MAX_TEXT + 1,
            f"at most {MAX_TEXT} characters",
            f"{len(text)} characters",
            "name parts of it under `definitions`",
        )
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unknown(text, at)
        if match.lastgroup != "space":
            found.append(_token(match))
        at = match.end()
    return (*found, Token("end", "", len(text)))


def _token(match: re.Match[str]) -> Token:
    kind, word = str(match.lastgroup), match.group()
    if kind == "number" and len(word) > MAX_DIGITS:
        raise ParseError(
            match.start(), match.end(), f"at most {MAX_DIGITS} digits", f"{len(word)} digits"
        )
    if kind == "symbol":
        kind = _SYNONYMS.get(word, word)
    return Token(kind, word, match.start())


def _unknown(text: str, at: int) -> ParseError:
    character = text[at]
    shown = f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
    return ParseError(at, at + 1, "an expression", shown, _HINTS.get(character, ""))
