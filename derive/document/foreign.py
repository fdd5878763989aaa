"""Names of another mathematics than that of real numbers: of probability, vectors, orders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.document.notation import BOLD
from derive.document.tokens import FormulaError, Token

if TYPE_CHECKING:
    from derive.document.grammar import Grammar

#: Words in a roman font that are operators on random variables.
_PROBABILITY = frozenset({"E", "Var", "Cov", "Corr", "Pr", "P", "Bet", "Skew", "KL", "H", "D"})
#: Names that stand for functions of more than real numbers, with the bracket that tells it.
_BRACKETS = frozenset({"E", "P"})
#: Letters that are operators on what stands in round brackets: with names of random variables, or
#: with any large letter in front.
_OF_VARIABLES = {"E": "XYZW", "V": "XYZW", "D": "XYZW", "P": "ABCEXYZ"}
#: Operators that are written letter by letter.
_SPELT = ("Var", "Cov", "Corr", "Pr")
#: How the order of what is left out is written.
_ORDERS = frozenset({"O", "o"})


def refuse(grammar: Grammar, token: Token) -> None:
    """Refuses names that are of another mathematics.  Raises `FormulaError`."""
    if grammar.operator_word() in _PROBABILITY:
        raise FormulaError("probability", f"`{grammar.operator_word()}`", token.start, token.end)
    if token.text in BOLD:
        raise FormulaError("vector", f"`\\{token.text}`", token.start, token.end)
    ahead = [t for t in grammar.tokens[grammar.at + 1 : grammar.at + 5] if t.text != "left"]
    opened = ahead[0].text if ahead else ""
    if token.text in _BRACKETS and opened == "[":
        raise FormulaError("probability", f"`{token.text}[...]`", token.start, token.end)
    meanings = grammar.meanings
    if token.kind != "letter" or token.text in {*meanings.functions, *meanings.quantities}:
        return
    if _is_operator(grammar, token, ahead):
        raise FormulaError("probability", f"`{token.text}(...)`", token.start, token.end)
    if token.text in _ORDERS and opened == "(" and token.text not in meanings.variables:
        about = f"`{token.text}(...)`, the order of what is left out"
        raise FormulaError("order", about, token.start, token.end)


def _is_operator(grammar: Grammar, token: Token, ahead: list[Token]) -> bool:
    """Whether an operator on random variables begins with a letter."""
    said = token.text + "".join("" if t.spaced else t.text for t in ahead)
    if any(said.startswith((f"{word}(", f"{word}[")) for word in _SPELT):
        return True
    letters = _OF_VARIABLES.get(token.text)
    if letters is None or not ahead or ahead[0].text != "(":
        return False
    if ahead[1:] and ahead[1].text in tuple(letters):
        return True
    start = grammar.at
    grammar.take()
    try:
        inner, _ = grammar.inside()
    except FormulaError:
        return False
    finally:
        grammar.at = start
    return any(t.text in ("X", "Y") for t in inner)
