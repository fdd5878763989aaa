"""How names look once they are typeset, and which of an expression's must be written as words.

A reader sees neither the control words nor the source: `c1` and `c_1` are both a letter with a
number below, an upright word is an operator's name or not.  Where two names would look alike, one
of them is written as it stands in the source, as a word; a known function gives way to what its
author named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sympy.core.basic import Basic
from sympy.core.symbol import Str, Symbol

from derive.expression.boxes import Accent, Box, Row, Scripts, Token, first
from derive.expression.functions import FUNCTION_NAMES, SYNONYMS
from derive.expression.layout import ROOTS
from derive.expression.naming import (
    author_head,
    head_box,
    name_box,
    slanted_box,
    upright_box,
)
from derive.expression.nodes import Call, Expression
from derive.expression.words import BY_ARITY, word

_BELOW, _ABOVE, _UPRIGHT = "\n_", "\n^", "\n|"
#: What is written for a derivative behind the head of a function.
PRIME = "′"


def look(box: Box, *, slants: bool = False) -> str:
    """What a reader sees of a name, whatever font it is in but for those of letters alone.

    With `slants` an upright letter is another one than a slanted one.
    """
    match box:
        case Token(kind, _, text):
            return _UPRIGHT + text if slants and kind == "function" and len(text) == 1 else text
        case Row(parts):
            return "".join(look(part) for part in parts)
        case Accent(base, accent):
            return f"{look(base)}\n{accent.text}"
        case Scripts(base, below, above, primes):
            foot = "" if below is None else _BELOW + look(below)
            head = ("" if above is None else look(above)) + PRIME * primes
            return look(base, slants=slants) + foot + (_ABOVE + head if head else "")
    raise TypeError(f"not a name: {type(box).__name__}")


@dataclass(frozen=True)
class Names:
    """The names in expressions: of variables, of what is defined without arguments, of heads."""

    variables: frozenset[str] = frozenset()
    defined: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()

    def __or__(self, other: Names) -> Names:
        return Names(
            self.variables | other.variables,
            self.defined | other.defined,
            self.heads | other.heads,
        )


def names_in(*expressions: Expression) -> Names:
    """All names that are written in expressions, those of bound variables included."""
    variables: set[str] = set()
    defined: set[str] = set()
    heads: set[str] = set()
    seen: set[Basic] = set()
    waiting: list[Basic] = [*expressions]
    while waiting:
        e = waiting.pop()
        if e in seen:
            continue
        seen.add(e)
        if isinstance(e, Symbol):
            variables.add(e.name)
        elif isinstance(e, Call):
            (heads if e.arguments else defined).add(e.name.rstrip("'"))
            waiting.extend(e.arguments)
        else:
            waiting.extend(arg for arg in e.args if not isinstance(arg, Str))
    return Names(frozenset(variables), frozenset(defined), frozenset(heads))


@dataclass(frozen=True)
class Apart:
    """The boxes of names that are not written in the usual way: of letters, and of heads.

    `words` are the names, as they look, that letters side by side could spell.
    """

    letters: Mapping[str, Box]
    heads: Mapping[str, Box]
    words: frozenset[str]


def told_apart(names: Names, given: Mapping[str, Box]) -> Apart:
    """What is written in another way, so that no two of the names look alike.

    `given` is how names are written that have a notation.
    """
    taken = {look(box): name for name, box in given.items()}
    letters: dict[str, Box] = {}
    heads: dict[str, Box] = {}
    for name in sorted(_authors(names) - given.keys(), key=_plain_first):
        boxes = list(_usual(name, names))
        if any(taken.get(look(box), name) != name for box in boxes):
            boxes = [upright_box(name)]
            heads[name] = boxes[0]
            letters[name] = slanted_box(name) if name in names.variables else boxes[0]
        taken.update((look(box), name) for box in boxes)
    words = frozenset(seen for seen in taken if len(seen) > 1 and "\n" not in seen)
    taken.update({derivative: name for name in names.heads for derivative in _primed(taken, name)})
    heads.update(_giving_way(taken, given, "log/2" in names.heads))
    return Apart(letters, heads, words)


def _authors(names: Names) -> set[str]:
    """The names of an author; those of known functions are not among them."""
    heads = {name for name in names.heads if name not in FUNCTION_NAMES}
    return {*names.variables, *map(word, names.defined), *heads}


def _plain_first(name: str) -> tuple[bool, bool, str]:
    """What has no other form comes first, then what is written as it is read."""
    box = name_box(name, upright=False)
    with_script = isinstance(box, Scripts)
    return look(box) != name, with_script and "_" not in name, name


def _usual(name: str, names: Names) -> Iterator[Box]:
    """How a name is written where nothing looks like it."""
    if name in names.variables or name in names.defined:
        yield name_box(name, upright=False)
    if name in names.heads:
        yield author_head(name)


def _primed(taken: Mapping[str, str], name: str) -> Iterator[str]:
    """The looks of derivatives that known functions have a head like."""
    for seen, owner in taken.items():
        if owner == name and _ABOVE not in seen:
            yield from (seen + _ABOVE + PRIME * n for n in (1, 2))


def _giving_way(
    taken: Mapping[str, str], given: Mapping[str, Box], with_base: bool
) -> Iterator[tuple[str, Box]]:
    """The known functions that are written as words, since their heads are taken."""
    for name, (seen, _) in known_looks().items():
        based = with_base and "log" not in given and name in ("log2", "log10")
        said = word(name)
        if said not in given and seen != said and (based or seen in taken):
            yield name, upright_box(said)


@cache
def known_looks() -> dict[str, tuple[str, str]]:
    """How the heads of known functions look, without and with slants."""
    heads = {
        row.name: head_box(row.latex, row.symbol)
        for row in FUNCTION_NAMES.values()
        if row.name not in ROOTS and row.name != "abs"
    }
    return {name: (look(box), look(box, slants=True)) for name, box in heads.items()}


def known_word(box: Box) -> str:
    """The known function that a reader takes a word for; empty where it is none."""
    opening = first(box)
    if not isinstance(opening, Token) or opening.kind != "function":
        return ""
    meant = SYNONYMS.get(opening.text, opening.text)
    return meant if meant in BY_ARITY else ""


def all_looks(name: str) -> Iterable[str]:
    """Every look that a name without notation may have."""
    return {
        look(name_box(name, upright=False)),
        look(author_head(name)),
        look(upright_box(name)),
    }
