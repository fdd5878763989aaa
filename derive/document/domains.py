"""The domains that the text names for a chain: by comparisons, by words and by sets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeVar

from derive.document.around import explained_behind, once
from derive.document.formulas import Text
from derive.document.reader import visible
from derive.document.statements import Statement, names_in
from derive.document.tokens import Token

#: What is said to lack something, or to be left out, where a comparison holds.
_LACKING = re.compile(
    r"\b(?:undefined|unless|except(?:ing)?|excluding|neither|fails?|diverges?|breaks down|singular"
    r"|(?:not|no|never) (?:\w+ )?(?:defined|exist|hold|converge|valid|values?|solutions?|true|sense"
    r"|work|happen)\w*)\b[^.;]*\Z",
    re.IGNORECASE,
)
COMPARED = frozenset({"<", ">", "<=", ">=", "!="})
_IS = re.compile(
    r"\b(?P<word>positive|nonnegative|non-negative|negative|nonzero|non-zero|integers?|whole"
    r"|natural)(?:\s+(?P<kind>real|integer|constant|number|scalar|parameter|natural)s?)*"
    r"\s*,?\s*\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\A\s*(?:(?:is|are|be|being)\s+(?:(?:a|an|all|both)\s+)?(?:\w+\s+)?|an?\s+)"
    r"(?P<word>positive|nonnegative|non-negative|negative|nonzero|non-zero|integers?|even|odd)\b",
    re.IGNORECASE,
)
_RELATIONS = {
    "positive": ">",
    "negative": "<",
    "nonnegative": ">=",
    "non-negative": ">=",
    "nonzero": "!=",
    "non-zero": "!=",
    "natural": ">=",
}


@dataclass(frozen=True)
class Compared:
    """A domain that the text names: sides with the sign between, where, and how it is said.

    `firm` says that the text names it for what follows, and does not only compute with it.
    """

    left: tuple[Token, ...]
    sign: str
    right: tuple[Token, ...]
    start: int
    firm: bool

    @cached_property
    def said(self) -> tuple[object, ...]:
        """What it says, wherever it stands."""
        left, right = (tuple(t.text for t in side) for side in (self.left, self.right))
        return left, self.sign, right, self.firm

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in it."""
        return frozenset(names_in([*self.left, *self.right]))


@dataclass(frozen=True)
class Domain:
    """What the text says of a name by a word: positive, integer."""

    name: str
    relation: str
    integer: bool
    start: int

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, wherever it stands."""
        return self.name, self.relation, self.integer

    @property
    def names(self) -> frozenset[str]:
        """The names in it."""
        return frozenset({self.name})


def _compares(one: Statement) -> bool:
    relations = one.chain.relations
    return bool(relations) and all(r.sign in COMPARED for r in relations)


def _may_word(one: Statement) -> bool:
    """Whether words around a statement may say of what kind a name is."""
    relations = one.chain.relations
    return not relations or relations[0].sign == "in"


def compared_near(all_of_them: list[Statement], at: int, text: Text) -> list[Compared]:
    """The comparisons in the text that name domains for a statement, nearest first."""
    here = all_of_them[at]
    found = [c for one in here.mates for c in _comparisons(one, text, True)]
    for one in explained_behind(all_of_them, at, text):
        found += _comparisons(one, text, False)
    found += _nearest(all_of_them, at, text, _compared_in, _compares)
    nearest: dict[tuple[object, ...], Compared] = {}
    for c in found:
        nearest.setdefault(c.said, c)
    return [*nearest.values()]


@once
def _comparisons(one: Statement, text: Text, same: bool) -> Iterator[Compared]:
    chain = one.chain
    if not all(r.sign in COMPARED for r in chain.relations) or not chain.relations:
        return
    before = text.plain[max(0, one.formula.start - 60) : one.formula.start]
    firm = same or bool(
        re.search(r"\b(?:for|for all|where|let|if|with|assume|suppose)\b[^.]*\Z", before, re.I)
    )
    firm = firm and (same or not _LACKING.search(before))
    for relation, left, right in zip(chain.relations, chain.sides, chain.sides[1:], strict=False):
        if left and right:
            sides = tuple(visible(left)), tuple(visible(right))
            yield Compared(sides[0], relation.sign, sides[1], one.start, firm)


def worded_near(all_of_them: list[Statement], at: int, text: Text) -> list[Domain]:
    """What words and sets say of names, nearest first."""
    here = all_of_them[at]
    found: list[Domain] = []
    for one in [*here.mates, *explained_behind(all_of_them, at, text)]:
        if one.section != here.section:
            return found
        found += _worded(one, text)
    return found + _nearest(all_of_them, at, text, _worded, _may_word)


#: So many different things are looked at that a section says before a chain.
MAX_SAID = 1_000
_D = TypeVar("_D", Compared, Domain)


def _nearest(
    all_of_them: list[Statement],
    at: int,
    text: Text,
    told: Callable[[Statement, Text], Iterable[_D]],
    test: Callable[[Statement], bool],
) -> list[_D]:
    """What is said before a statement for its section, where it is said last, nearest first.

    A text is gone through once for all of its chains.
    """
    known = all_of_them[0].known
    key = ("nearest", test.__name__)
    if key not in known:
        index: dict[int, dict[object, tuple[list[int], list[_D]]]] = {}
        for k, one in enumerate(all_of_them):
            for found in told(one, text) if test(one) else ():
                section = index.setdefault(one.section.number, {})
                indices, said = section.setdefault(found.said, ([], []))
                indices.append(k)
                said.append(found)
        known[key] = (index,)
    scope = sorted(all_of_them[at].section.scope, reverse=True)
    things = (t for number in scope for t in reversed(known[key][0].get(number, {}).values()))
    last = (
        (indices[i - 1], said[i - 1])
        for indices, said in islice(things, MAX_SAID)
        if (i := bisect_left(indices, at))
    )
    return [found for _, found in sorted(last, key=lambda pair: -pair[0])]


def _compared_in(one: Statement, text: Text) -> Iterable[Compared]:
    return _comparisons(one, text, False)


@once
def _worded(one: Statement, text: Text) -> Iterator[Domain]:
    chain = one.chain
    first = visible(chain.sides[0])
    names = list(dict.fromkeys(names_in(first)))
    if chain.relations and chain.relations[0].sign == "in":
        kind = _set(visible(chain.sides[1]))
        for name in names:
            if kind == "integer":
                yield Domain(name, "", True, one.start)
            if kind == "natural":
                yield Domain(name, ">=", True, one.start)
            if kind == "positive":
                yield Domain(name, ">", False, one.start)
        return
    if chain.relations or len(first) > 3 or len(names) != 1:
        return
    before = text.plain[max(0, one.formula.start - 60) : one.formula.start].rstrip("$ \n")
    behind = text.plain[one.formula.end : one.formula.end + 60].lstrip("$ \n")
    match = _IS.search(before) or _BEHIND.search(behind)
    if match is not None:
        word = match["word"].lower()
        integer = bool(re.search("integer|whole|natural|even|odd", match.group().lower()))
        relation = _RELATIONS.get(word, "")
        yield Domain(names[0], relation, integer, one.start)


def _set(found: list[Token]) -> str:
    said = "".join(t.text for t in found if t.text not in ("{", "}"))
    said = said.removeprefix("mathbb").removeprefix("mathbf")
    if said in ("N", "N^+", "N_0", "N_+"):
        return "natural"
    if said == "Z":
        return "integer"
    return "positive" if said in ("R^+", "R_+", "R_>0", "R_{>0}", "(0,infty)") else ""
