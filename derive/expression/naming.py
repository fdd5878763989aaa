"""Names as boxes: a letter with its subscript, a word, the head of a known function."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.expression.boxes import Box, Scripts, Token
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.greek import GREEK_LETTERS, PRINTED_LETTERS
from derive.expression.layout import ROOTS, greek_base

_SUBSCRIPT = re.compile(r"_?(?P<digits>[0-9]+)|_(?P<word>[A-Za-z0-9]+)")


def name_box(name: str, *, upright: bool) -> Box:
    """A name: one letter, Greek or Latin, with its subscript, or else a word, as it is written."""
    base, rest = greek_base(name)
    subscript = _SUBSCRIPT.fullmatch(rest)
    if (len(base) > 1 and base not in GREEK_LETTERS) or (rest and subscript is None):
        return upright_box(base + rest) if upright else slanted_box(base + rest)
    greek = base in GREEK_LETTERS
    letter = Token("name", rf"\{base}" if greek else base, PRINTED_LETTERS.get(base, base))
    return letter if subscript is None else Scripts(letter, _subscript(subscript))


def upright_box(name: str) -> Token:
    """A word that is the name of a function."""
    escaped = name.replace("_", r"\_")
    return Token("function", rf"\operatorname{{{escaped}}}", name)


def slanted_box(name: str) -> Token:
    """A word that is the name of a variable."""
    escaped = name.replace("_", r"\_")
    return Token("word", rf"\mathit{{{escaped}}}", name)


def _subscript(match: re.Match[str]) -> Token:
    digits, letters = match.group("digits", "word")
    if digits:
        return Token("number", digits, digits)
    if len(letters) == 1:
        return Token("name", letters, letters)
    return Token("function", rf"\mathrm{{{letters}}}", letters)


_HEAD = re.compile(
    r"(?P<base>\\(?:mathrm|operatorname)\{(?P<word>[^}]*)\}|\\(?P<control>[A-Za-z\\]+))"
    r"(?:_\{(?P<digits>[0-9]+)\})?(?P<primes>'*)"
)


def head_box(latex: str, symbol: str = "") -> Box:
    """The head of a known function as its row has it in LaTeX, and in Unicode if it has a symbol.

    Raises `ValueError` for what is no head.
    """
    match = _HEAD.fullmatch(latex)
    if match is None:
        raise ValueError(f"no head of a function: {latex}")
    said = (match["word"] or match["control"]).replace(r"\_", "_")
    said = symbol.rstrip("'") or PRINTED_LETTERS.get(said, said)
    kind = "name" if match["control"] in GREEK_LETTERS else "function"
    box: Box = Token(kind, match["base"], said)
    if match["digits"]:
        box = Scripts(box, Token("number", match["digits"], match["digits"]))
    return primed(box, len(match["primes"]))


def primed(box: Box, primes: int) -> Box:
    """A box with that many primes."""
    if not primes:
        return box
    return replace(box, primes=primes) if isinstance(box, Scripts) else Scripts(box, primes=primes)


def author_head(name: str) -> Box:
    """The head of a function of an author; one that looks as a known one's is a word."""
    box = name_box(name, upright=True)
    return upright_box(greek_base(name)[0]) if box in KNOWN_HEADS else box


def is_raised(box: Box) -> bool:
    """Whether something stands above a box to its right."""
    return isinstance(box, Scripts) and box.above is not None


#: The heads of all known functions that have one.
KNOWN_HEADS = {
    head_box(row.latex, row.symbol): row.word
    for row in FUNCTION_NAMES.values()
    if row.name not in ROOTS and row.name != "abs"
}
