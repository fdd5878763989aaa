"""A function's name with its argument run together, such as `sinx`, and factors, such as `xy`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from derive.expression.functions import CONSTANT_NAMES, FUNCTION_NAMES, SYNONYMS
from derive.expression.greek import GREEK_WORDS
from derive.expression.words import BY_ARITY

#: The words of functions of one argument that are no names of variables, the longest first.
_WORDS = sorted(
    (
        w
        for w in (*BY_ARITY, *SYNONYMS)
        if (row := FUNCTION_NAMES.get(SYNONYMS.get(w, w))) and row.elementary and row.arity == 1
    ),
    key=len,
    reverse=True,
)
#: What is meant as the argument also where it stands nowhere else.
_USUAL = frozenset({"x", "y", "z", "t", "theta", "pi"})
#: Words of their own, which are taken apart only where their last letter is a variable elsewhere.
_HONEST = frozenset({"cost", "sect"})
_GREEK = frozenset(GREEK_WORDS.values())
_ARGUMENT = re.compile(r"(?P<times>[0-9]*)(?P<name>[A-Za-z]\w*)")


def run_together(name: str, variables: Collection[str]) -> tuple[str, ...]:
    """What an undeclared name may be meant for, beside these variables; often nothing.

    It may be a call, or a product where each of its letters is one of the variables.
    """
    if name in BY_ARITY or name in SYNONYMS:
        return ()
    return tuple(dict.fromkeys((*_calls(name, variables), *_product(name, variables))))


def _product(name: str, variables: Collection[str]) -> Iterator[str]:
    letters = len(name) > 1 and name.isalpha() and name not in _GREEK
    if letters and all(letter in variables for letter in name):
        yield "*".join(name)


def _calls(name: str, variables: Collection[str]) -> Iterator[str]:
    for word in _WORDS:
        found = _ARGUMENT.fullmatch(name.removeprefix(word)) if name.startswith(word) else None
        if found is None:
            continue
        times, argument = found["times"], found["name"]
        usual = argument in _USUAL and name not in _HONEST
        if usual or (argument in variables and argument not in CONSTANT_NAMES):
            yield f"{word}({times}*{argument})" if times else f"{word}({argument})"
