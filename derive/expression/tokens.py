"""The words of the notation: text to tokens, each with its place.

Signs that mean the same are one kind of token, and a Greek letter is spelled out; what a token says
is for the parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from derive.expression.greek import GREEK, spelled

#: No text of one expression is longer than this, and no numeral has more digits.
MAX_TEXT = 40_000
MAX_DIGITS = 1_000
#: The words of the notation that are no names, and the signs that compare.
_WORDS = frozenset({"if", "and", "or", "otherwise", "else"})
RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
#: A name has at most so many primes: each is a derivative.
MAX_PRIMES = 40


class Token(NamedTuple):
    """A word of the notation, from `start` up to `end`.

    Its `kind` is number, name, derivative, raised, a symbol itself, or end; its `text` is as it is
    written, but for Greek letters, raised digits and letters, and subscripts.
    """

    kind: str
    text: str
    start: int
    end: int


class ParseError(Exception):
    """A text that is not in the notation: its span, what was expected, found, what to do."""

    def __init__(self, start: int, end: int, expected: str, found: str, hint: str = "") -> None:
        super().__init__(f"expected {expected}, found {found}")
        self.start, self.end = start, end
        self.expected, self.found, self.hint = expected, found, hint


_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᵏᵐⁿᵗˣʸ", "0123456789+-abkmntxy", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_PRIMES = str.maketrans({"′": "'", "″": "''", "‴": "'''"})
_PRIME_SIGNS = "'′″‴"
_UP = str.maketrans(_RAISED)
_DOWN = str.maketrans(_LOWERED)

_NAME = rf"[A-Za-z{GREEK}][A-Za-z0-9_]*[₀-₉]*"
_ORDER = r"(?:[ ]*(?:\^|\*\*)[ ]*[0-9]+|[⁰¹²³⁴-⁹]+)"
_BY = rf"[d∂]{_NAME}{_ORDER}?"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+)
    |(?P<derivative>[d∂]{_ORDER}?[ ]*/[ ]*{_BY}(?![A-Za-z0-9_'′″‴])
        |[d∂]{_ORDER}[ ]*/[ ]*\([ ]*{_BY}(?:[ ]*[*·]?[ ]*{_BY})+[ ]*\))
    |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?)
    |(?P<name>π(?![0-9_'₀-₉])|{_NAME}['′″‴]*)
    |(?P<raised>[⁺⁻]?(?:[⁰¹²³⁴-⁹]+[ᵃᵇᵏᵐⁿᵗˣʸ]?|[ᵃᵇᵏᵐⁿᵗˣʸ]))
    |(?P<symbol>\*\*|<=|>=|!=|[-+*/^(),=<>|≤≥≠−–·×⋅∙∗÷∕⁄√∛∂])""",
    re.VERBOSE,
)
#: The kinds of words that may stand for themselves, and how long those are at most.
_PLAIN, _SHORT = frozenset({"name", "number"}), 40
#: The signs that begin no longer word.
_SINGLE = frozenset("-+/^(),=")
_MIXED = re.compile(rf"[d∂]{_ORDER}[ ]*/[ ]*∂{_NAME}{_ORDER}?(?:[ ]*∂{_NAME}{_ORDER}?)+")
_SYNONYMS = {"**": "^", "≤": "<=", "≥": ">=", "≠": "!="}
_SYNONYMS |= dict.fromkeys("−–", "-") | dict.fromkeys("·×⋅∙∗", "*") | dict.fromkeys("÷∕⁄", "/")
_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅛": "1/8"}
_HINTS = {
    "'": "quotes have no meaning here",
    '"': "quotes have no meaning here",
    ".": "write a decimal with a digit behind the point, such as 0.5; there are no attributes",
    "[": "use round brackets",
    "{": "use round brackets; a subscript is written without any, as in x_1",
    "\\": "write it in plain notation, not in LaTeX, as `a/b` for `\\frac{a}{b}`",
    "$": "leave the dollar signs out",
    "!": "write factorial(n)",
    "%": "no such function of integers is known",
    "_": "write `at(A, x = 1)` for A at x = 1; a name does not begin with `_`",
    "⌊": "write floor(x)",
    "⌈": "write ceil(x)",
    "‖": "there are no vectors here; write `abs(x)` for an absolute value",
    "∇": "there are no vectors here: write `d/dx (...)` for each component",
    "∘": "write `f(g(x))`",
    "±": "write one expression for each sign",
    "∓": "write one expression for each sign",
    "∞": "there is no infinity here",
    "∑": "there are no sums with a number of terms that varies: write the terms out",
    "∏": "there are no products with a number of factors that varies: write them out",
    "∫": "there are no integrals here: prove that the derivative is what is integrated",
    "∈": "a condition stands under `where`, or behind `--where`",
    "→": "there are no limits here",
    **{sign: f"write {value}" for sign, value in _FRACTIONS.items()},
}


@lru_cache(maxsize=100, typed=True)
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
    found, at, end = [], 0, len(text)
    while at < end:
        first = text[at]
        if first == " ":
            at += 1
            continue
        if first in _SINGLE or (first == "*" and not text.startswith("**", at)):
            found.append(Token(first, first, at, at + 1))
            at += 1
            continue
        mixed = _MIXED.match(text, at) if first in "d∂" else None
        match = mixed or _TOKEN.match(text, at)
        if match is None:
            raise _unknown(text, at)
        kind = "derivative" if mixed else str(match.lastgroup)
        start, at = at, match.end()
        if kind in _PLAIN and _is_plain(word := match.group()):
            found.append(Token(kind, word, start, at))
        elif kind != "space":
            found.append(_token(match, kind))
    return (*found, Token("end", "", end, end))


def _is_plain(word: str) -> bool:
    """Whether a name or a number is read as it stands, as most are."""
    return len(word) < _SHORT and word.isascii() and word[-1] != "'" and word not in _WORDS


def _token(match: re.Match[str], kind: str) -> Token:
    word = match.group()
    if kind == "number" and len(word) > MAX_DIGITS:
        raise ParseError(
            match.start(), match.end(), f"at most {MAX_DIGITS} digits", f"{len(word)} digits"
        )
    primes = _primes(word) if kind == "name" and word[-1] in _PRIME_SIGNS else 0
    if primes > MAX_PRIMES:
        at = match.start() + len(word.rstrip(_PRIME_SIGNS))
        hint = "primes are derivatives; name what is meant under `definitions`"
        raise ParseError(at, match.end(), f"at most {MAX_PRIMES} primes", f"{primes} primes", hint)
    if kind == "symbol":
        kind = _SYNONYMS.get(word, word)
    if word in _WORDS:
        kind = word
    return Token(kind, _READ[kind](word) if kind in _READ else word, *match.span())


def _primes(word: str) -> int:
    """How many primes a name ends in."""
    plain = word.translate(_PRIMES)
    return len(plain) - len(plain.rstrip("'"))


def plain_name(word: str) -> str:
    """A name with its Greek letter spelled out, and its lowered digits behind a `_`."""
    if word.isascii():
        return word
    word = word.translate(_PRIMES)
    plain = word.rstrip("".join(_LOWERED))
    lowered = word[len(plain) :].translate(_DOWN)
    return spelled(plain) + (f"_{lowered}" if lowered else "")


_READ: dict[str, Callable[[str], str]] = {
    "name": plain_name,
    "raised": lambda word: word.translate(_UP),
    "number": lambda word: word.replace("−", "-"),
}


class Operator(NamedTuple):
    """What a derivative is by: variables in the order in which they stand, each with its order.

    `written` is the order that stands above; it is 1 where none does.
    """

    by: tuple[tuple[str, int], ...]
    written: int


_PART = re.compile(rf"[d∂](?P<name>{_NAME})(?P<order>{_ORDER})?")


def operator(token: Token) -> Operator:
    """What a token of a derivative says."""
    above, _, below = token.text.partition("/")
    by = tuple((plain_name(m["name"]), _order(m["order"])) for m in _PART.finditer(below))
    return Operator(by, _order(above.strip(" d∂")))


def _order(written: str | None) -> int:
    digits = written.translate(_UP).strip(" ^*") if written else "1"
    return int(digits) if len(digits) < 6 else 10**6


def greek_parts(token: Token, source: str) -> tuple[Token, Token] | None:
    """The parts of a name such as `λx`, which may be a product; `Δx` and `δx` never are."""
    start, end = token.start, token.end
    if token.kind != "name" or end - start < 2 or not source[start + 1].isalpha():
        return None
    if source[start].isascii() or spelled(source[start]).lower() == "delta":
        return None
    letter = Token("name", spelled(source[start]), start, start + 1)
    return letter, Token("name", plain_name(source[start + 1 : end]), start + 1, end)


def _unknown(text: str, at: int) -> ParseError:
    character = text[at]
    shown = f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
    attribute = _ATTRIBUTE.search(text, 0, at + 20)
    if character == "." and attribute is not None and attribute.start(1) == at:
        hint = f"write `{attribute[2]}`, without what stands in front of the point"
        return ParseError(at, at + 1, "an expression", shown, hint)
    return ParseError(at, at + 1, "an expression", shown, _HINTS.get(character, ""))


_ATTRIBUTE = re.compile(r"[A-Za-z](\.)([A-Za-z][A-Za-z0-9]*)")
