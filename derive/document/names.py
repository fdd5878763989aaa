"""Names in formulas, and how the notation of scripts calls them.

A letter with its accent and its subscript is one name: `x_1`, `\\bar v`, `\\mathrm{RSS}`.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.document.notation import ACCENTS, BOLD, FUNCTIONS, GREEK, INVISIBLE, TEXT, UPRIGHT
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


def letters(found: Sequence[Token]) -> frozenset[str]:
    """The letters that stand in tokens, Greek ones by their words."""
    return frozenset(t.text for t in found if t.kind == "letter" or t.text in GREEK)


def word(found: Sequence[Token]) -> str:
    """The letters of a word in a font, as in `\\mathrm{RSS}`; empty where they are no word."""
    pieces = [t.text for t in found if t.text not in ("{", "}")]
    whole = "".join(GREEK.get(p, p) for p in pieces)
    return whole if whole.isascii() and whole.isalnum() and whole[:1].isalpha() else ""


#: Words before a bracket that are a part of the sentence.
_OF_SENTENCES = frozenset(
    {"if", "for", "and", "or", "where", "with", "when", "as", "by", "since", "let", "then", "so"}
    | {"is", "on", "at", "in", "from", "of", "to", "but", "see", "using"}
)
_OPENING = frozenset({"(", "left", "big", "Big", "bigl", "Bigl"})


def with_called_words(found: Sequence[Token]) -> list[Token]:
    """The tokens, in which the `\\text{GELU}` of `\\text{GELU}(x)` is a name, and no remark."""
    done = list(found)
    for at, token in enumerate(found):
        if token.kind == "control" and token.text in TEXT and _is_called(found, at + 1):
            done[at] = token._replace(text="operatorname")
    return done


def with_subscripts_first(found: list[Token]) -> list[Token]:
    """The tokens, in which the subscript of a letter stands before its superscript."""
    done = list(found)
    for at in range(1, len(done) - 3):
        before, sign = done[at - 1 : at + 1]
        if sign.kind != "sign" or sign.text != "^" or not _is_letter(before):
            continue
        end = behind_argument(done, at + 1)
        if end is None or end >= len(done) or done[end].text != "_" or done[end].kind != "sign":
            continue
        last = behind_argument(done, end + 1)
        if last is not None:
            done[at:last] = [*done[end:last], *done[at:end]]
    return done


def _is_letter(token: Token) -> bool:
    """Whether a token is a letter that may have a subscript; that of `e^x_1` is the exponent's."""
    return (token.kind == "letter" and token.text != "e") or (token.is_word and token.text in GREEK)


#: Words that are arguments by themselves.
_ALONE = frozenset({*GREEK, "pi", "infty", "prime", "circ", "ast", "star", "top", "partial"})


def behind_argument(found: list[Token], at: int) -> int | None:
    """Behind the argument at a place: a group, or one token; None where that is not clear."""
    token = found[at] if at < len(found) else None
    if token is None or (token.is_word and token.text not in _ALONE):
        return None
    if token.text != "{" or token.kind != "sign":
        return None if len(token.text) > 1 and token.kind == "number" else at + 1
    depth = 0
    for k in range(at, len(found)):
        if found[k].kind == "sign" and found[k].text in "{}":
            depth += 1 if found[k].text == "{" else -1
            if depth == 0:
                return k + 1
    return None


def _is_called(found: Sequence[Token], at: int) -> bool:
    """Whether braces have a single word, and a bracket is behind it, as behind a function."""
    end = at + 1
    while end < len(found) and found[end].kind == "letter" and not found[end].spaced:
        end += 1
    said = "".join(t.text for t in found[at + 1 : end])
    closed = found[at : at + 1] and found[at].text == "{" and end < len(found)
    if not closed or found[end].text != "}" or found[end].spaced or len(said) < 2:
        return False
    behind = next((t.text for t in found[end + 1 : end + 2]), "")
    if behind in ("'", "^"):
        return said in FUNCTIONS or behind == "'"
    return behind in _OPENING and said.lower() not in _OF_SENTENCES
