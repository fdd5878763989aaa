"""Names in formulas, and how the notation of scripts calls them.

A letter with its accent and its subscript is one name: `x_1`, `\\bar v`, `\\mathrm{RSS}`.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.document.notation import ACCENTS, BOLD, GREEK, INVISIBLE, TEXT, UPRIGHT
from derive.document.tokens import FormulaError, Token
from derive.expression.functions import ALSO_VARIABLES
from derive.script.declarations import BUILT_IN

_SIGNS = {"+": "plus", "-": "minus", ",": "", "*": "star", "=": "is", "/": "over"}


def plain(base: str, accent: str = "", subscript: str = "") -> str:
    """The name of a letter or word with what is put to it."""
    name = base + (f"_{ACCENTS[accent]}" if accent else "")
    name += f"_{subscript}" if subscript else ""
    taken = name in BUILT_IN and name not in ALSO_VARIABLES
    return f"{name}_0" if taken else name


def subscript(found: Sequence[Token]) -> str:
    """What stands below as a part of a name.  Raises `FormulaError` where it is more than that."""
    pieces: list[str] = []
    for token in found:
        piece = _piece(token)
        if piece is None:
            about = f"the subscript `{token.text}` is not read"
            raise FormulaError("subscript", about, token.start, token.end)
        if piece:
            pieces.append(piece)
    words = [p for p in pieces if p != "_"]
    joined = "_" if any(len(w) > 1 for w in words) else ""
    return joined.join(words) or "0"


def _piece(token: Token) -> str | None:
    if token.kind in ("letter", "number"):
        return token.text.replace(".", "_") if token.text.isascii() else None
    if token.kind == "control":
        if token.text in GREEK:
            return GREEK[token.text]
        looked = token.text in INVISIBLE or token.text in TEXT or token.text in UPRIGHT | BOLD
        return "" if looked else _WORDS.get(token.text)
    if token.kind == "sign":
        return "" if token.text in "{}" else _SIGNS.get(token.text)
    return None


_WORDS = {"infty": "inf", "circ": "circ", "bullet": "dot", "star": "star", "ast": "star"}


def word(found: Sequence[Token]) -> str:
    """The letters of a word in a font, as in `\\mathrm{RSS}`; empty where they are no word."""
    pieces = [t.text for t in found if t.text not in ("{", "}")]
    whole = "".join(GREEK.get(p, p) for p in pieces)
    return whole if whole.isascii() and whole.isalnum() and whole[:1].isalpha() else ""
