"""The words that functions are called by, and which function a word is with so many arguments."""

from __future__ import annotations

from derive.expression.arities import ARITIES


def word(name: str) -> str:
    """What is written for the name of a function, in front of the brackets."""
    return name.partition("/")[0]


#: The functions of each word, by how many arguments they take.
BY_ARITY: dict[str, dict[int, str]] = {
    w: {n: name for name, n in ARITIES.items() if word(name) == w}
    for w in dict.fromkeys(map(word, ARITIES))
}


def name_of(word: str, arity: int) -> str:
    """The name of what is written `word` and takes so many arguments.

    Of a word that is a known function's, what takes another number of arguments has another name.
    """
    known = BY_ARITY.get(word, {})
    return known.get(arity, f"{word}/{arity}" if known else word)
