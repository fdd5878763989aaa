"""The tokens of a formula, each with its span in the file."""

from __future__ import annotations

import re
from typing import NamedTuple

#: No formula has more tokens.
MAX_TOKENS = 20_000
#: No groups are nested deeper.
MAX_NESTED = 100

_TOKEN = re.compile(
    r"""(?P<begin>\\(?:begin|end)\s*\{[^{}\n]*\})
    |(?P<control>\\[A-Za-z@]+\*?|\\.)
    |(?P<number>(?<![\d.,(\[{])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![\d.,)\]}]*[)\]}])(?:\.[0-9]+)?(?![0-9])
    |[0-9]+(?:\.[0-9]+)?|(?<!\\left)(?<!\\right)\.[0-9]+)
    |(?P<space>\s+|~)
    |(?P<letter>[^\W\d_])
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a formula: its kind, its text, its span in the file.

    A kind is one of control, number, letter, sign, begin.  The text of a control word has no
    backslash; of `begin` it is `begin name` or `end name`.  `spaced` says that a space is before.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False

    @property
    def is_word(self) -> bool:
        """Whether it is a control word."""
        return self.kind == "control"


class FormulaError(Exception):
    """A formula or a part of it that is not read: of what kind, why, and where."""

    def __init__(self, kind: str, about: str, start: int, end: int) -> None:
        super().__init__(about)
        self.kind, self.about, self.start, self.end = kind, about, start, end


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of `text[start:end]`.  Raises `FormulaError` where there are too many."""
    found: list[Token] = []
    spaced = False
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup or "sign"
        if kind == "space":
            spaced = True
            continue
        found.append(_token(kind, match, spaced))
        spaced = False
        if len(found) > MAX_TOKENS:
            raise FormulaError("too-large", f"at most {MAX_TOKENS:,} tokens are read", start, end)
    return found


def _token(kind: str, match: re.Match[str], spaced: bool) -> Token:
    piece = match.group()
    if kind == "begin":
        word, _, name = piece[1:].partition("{")
        piece = f"{word.strip()} {name[:-1].strip()}"
    elif kind == "control":
        piece = piece[1:]
    elif kind == "number":
        piece = piece.replace(",", "")
    return Token(kind, piece, match.start(), match.end(), spaced)


def refuse_depth(found: list[Token]) -> None:
    """Raises `FormulaError` where groups are nested deeper than anything that is read."""
    depth = 0
    for token in found:
        if token.kind == "sign" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if depth > MAX_NESTED:
                about = f"more than {MAX_NESTED} groups within each other"
                raise FormulaError("too-deep", about, token.start, token.end)


def group(found: list[Token], at: int) -> tuple[list[Token], int]:
    """The tokens of the argument at `at`, and where it ends: a group in braces, or one token.

    A number is taken digit by digit, as TeX does.  Raises `FormulaError` where there is none.
    """
    if at >= len(found):
        last = found[-1] if found else Token("sign", "", 0, 1)
        raise FormulaError("syntax", "an argument is missing", last.start, last.end)
    token = found[at]
    if token.kind == "number" and len(token.text) > 1:
        first = Token("number", token.text[0], token.start, token.start + 1)
        found[at] = Token("number", token.text[1:], token.start + 1, token.end)
        return [first], at
    if token.kind != "sign" or token.text != "{":
        return [token], at + 1
    depth = 0
    for k in range(at, len(found)):
        if found[k].kind == "sign" and found[k].text in "{}":
            depth += 1 if found[k].text == "{" else -1
            if depth == 0:
                return found[at + 1 : k], k + 1
    raise FormulaError("syntax", "a brace is not closed", token.start, token.end)


def optional(found: list[Token], at: int) -> tuple[list[Token] | None, int]:
    """The tokens of an argument in square brackets, if there is one."""
    if at >= len(found) or found[at].kind != "sign" or found[at].text != "[":
        return None, at
    depth = 0
    for k in range(at, len(found)):
        if found[k].kind == "sign" and found[k].text in "[]":
            depth += 1 if found[k].text == "[" else -1
            if depth == 0:
                return found[at + 1 : k], k + 1
    return None, at
