"""What the text says of the names of a chain: definitions and domains, nearest first.

Definitions count that stand before the chain, or behind it in its paragraph after a word such as
`where`.  What was said before another subject began is stale: it proves, and refutes nothing.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from itertools import islice, pairwise
from typing import Concatenate, ParamSpec, TypeVar

from derive.document.chains import chains
from derive.document.claims import is_claimed
from derive.document.formulas import Text
from derive.document.names import letters
from derive.document.passing import is_passing, is_piece, without_cases
from derive.document.reader import visible
from derive.document.statements import Head, Statement, head_of, names_in
from derive.document.tokens import FormulaError, Token, tokens

_WHERE = re.compile(
    r"\b(?:where|with|here|for|let|if|when|whenever|since|because|as|and)\b", re.IGNORECASE
)
#: What explains a formula also in a sentence of its own.
_EXPLAINS = re.compile(r"\b(?:where|here)\b", re.IGNORECASE)
_COMPARED = frozenset({"<", ">", "<=", ">=", "!="})
#: Sets that are domains.
_SETS = {"R": "", "N": "natural", "Z": "integer", "Q": ""}
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


_P = ParamSpec("_P")
_T = TypeVar("_T")


def _once(
    found: Callable[Concatenate[Statement, _P], Iterable[_T]],
) -> Callable[Concatenate[Statement, _P], Sequence[_T]]:
    """What a statement says, found out once: every chain behind it asks for it."""

    @wraps(found)
    def told(one: Statement, /, *args: _P.args, **more: _P.kwargs) -> Sequence[_T]:
        key = (found.__name__, *(a for a in args if isinstance(a, bool)))
        if key not in one.known:
            one.known[key] = tuple(found(one, *args, **more))
        return one.known[key]

    return told


@dataclass(frozen=True)
class Said:
    """A definition that the text has: what, its body, where, and whether it is of this subject.

    It is `far` in a section that encloses this one, and `reworded` where the text goes on to write
    it with other letters, of which some may be given.
    """

    head: Head
    body: tuple[Token, ...]
    start: int
    fresh: bool
    of_value: bool
    far: bool = False
    reworded: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in its body."""
        return frozenset(names_in([*self.body]))


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


def is_near(text: Text, start: int, statement: Statement) -> bool:
    """Whether what stands at `start` is in the paragraph of a statement, or directly before."""
    if start >= statement.start:
        return True
    between = text.plain[start : statement.formula.start]
    return len(re.findall(r"\n[ \t]*\n", between)) < 2


#: So many definitions of one name are looked at.
MAX_DEFINED = 12


def said_before(
    all_of_them: list[Statement], at: int, text: Text, more: Iterable[str] = ()
) -> tuple[list[Said], frozenset[str]]:
    """The definitions that the statement at that index may need, nearest first.

    They are those of its names and of `more`, and of the names in those.  Of a text with many
    definitions each chain sees few.  With them come the names to which the text only gives a value
    in passing.
    """
    here = all_of_them[at]
    behind = (t for one in _after(all_of_them, at, text) for t in _said(one, True))
    following = [*behind]
    ahead = [told for told in following if not is_passing(told, text, here)]
    waiting = {
        *more,
        *names_of(here),
        *(name for one in ahead for name in (one.head.name, *one.names)),
    }
    done: set[str] = set()
    found: dict[int, list[Said]] = {}
    while waiting:
        name = waiting.pop()
        done.add(name)
        waiting |= {name.partition("_")[0]} - done  # `f_x` may be a derivative of f
        there = [*_defining(all_of_them, at, name)]
        holds = _is_defined_once(all_of_them, there, name)
        for k in there:
            one = all_of_them[k]
            fresh = one.section == here.section or (holds and one.holds_for(here))
            far = one.section != here.section
            said = [replace(told, far=far) for told in _said(one, fresh)]
            found.setdefault(k, [])
            found[k] += [one for one in said if one.head.name == name]
            waiting |= {n for one in said for n in one.names} - done
    before = [one for k in sorted(found, reverse=True) for one in found[k]]
    told = [one for one in before if not is_passing(one, text, here)]
    whole = [one for one in ahead + told if not _has_pieces(all_of_them, at, one, text)]
    kept = without_cases(whole, text)
    return kept, frozenset(one.head.name for one in following + before if one not in kept)


def _has_pieces(all_of_them: list[Statement], at: int, told: Said, text: Text) -> bool:
    """Whether the text gives a function piece by piece, one of which may be a number."""
    if not is_piece(told.head, told.body, text):
        return False
    pieces = set()
    for k in _defining(all_of_them, at, told.head.name):
        body = tuple(visible(all_of_them[k].chain.sides[1]))
        if is_piece(told.head, body, text):
            pieces.add(tuple(t.text for t in body))
    return len(pieces) > 1


def _is_defined_once(all_of_them: list[Statement], there: Iterable[int], name: str) -> bool:
    """Whether statements all say the same of a name."""
    said = (one for k in there for one in _said(all_of_them[k], True) if one.head.name == name)
    return len({(one.head, tuple(t.text for t in one.body)) for one in said}) == 1


def _defining(all_of_them: list[Statement], at: int, name: str) -> Iterable[int]:
    """The indices of the statements before one that may define a name, nearest first."""
    known = all_of_them[0].known
    if ("heads",) not in known:
        index: dict[str, list[int]] = {}
        for k, one in enumerate(all_of_them):
            for head in dict.fromkeys(head.name for _, head in one.heads):
                index.setdefault(head, []).append(k)
        known["heads",] = (index,)
    there = known["heads",][0].get(name, [])
    end = bisect_left(there, at)
    return reversed(there[max(0, end - MAX_DEFINED) : end])


def is_given(all_of_them: list[Statement], at: int, name: str, ahead: Container[str]) -> bool:
    """Whether the section of a statement defines a name before it, or what is ahead does."""
    here = all_of_them[at]
    there = [*_defining(all_of_them, at, name)]
    holds = _is_defined_once(all_of_them, there, name)
    return name in ahead or any(
        one.head.name == name
        for k in there
        if all_of_them[k].section == here.section or (holds and all_of_them[k].holds_for(here))
        for one in _said(all_of_them[k], True)
    )


@_once
def names_of(one: Statement) -> Iterator[str]:
    """The names in a statement, also those that stand below marks."""
    for side in one.chain.sides:
        yield from names_in(side)
        for token, after in pairwise(side):
            yield from names_in([after]) if token.text == "{" else ()


def _before(
    all_of_them: list[Statement], at: int, test: Callable[[Statement], bool]
) -> Iterator[Statement]:
    """The statements before one that pass a test, nearest first; a text is gone through once."""
    known = all_of_them[0].known
    key = ("passing", test.__name__)
    if key not in known:
        known[key] = tuple(k for k, one in enumerate(all_of_them) if test(one))
    passing = known[key]
    for i in range(bisect_left(passing, at) - 1, -1, -1):
        yield all_of_them[passing[i]]


def _may_be_given(one: Statement) -> bool:
    """Whether a statement is a single equation that defines nothing."""
    return len(one.chain.relations) == 1 and one.chain.links == 1 and one.head is None


def _compares(one: Statement) -> bool:
    relations = one.chain.relations
    return bool(relations) and all(r.sign in _COMPARED for r in relations)


def _may_word(one: Statement) -> bool:
    """Whether words around a statement may say of what kind a name is."""
    relations = one.chain.relations
    return not relations or relations[0].sign == "in"


def _after(all_of_them: list[Statement], at: int, text: Text) -> Iterator[Statement]:
    """The statements behind one in its paragraph, after a word that explains it."""
    here = all_of_them[at]
    end = here.formula.end
    closed = text.plain[here.formula.start : end].rstrip().endswith(".")
    for k in range(at + 1, len(all_of_them)):
        one = all_of_them[k]
        if one.formula is here.formula:
            yield one
            continue
        between = text.plain[end : one.formula.start]
        if "\n\n" in between.strip("$\n ") or one.section != here.section or len(between) > 200:
            return
        words = _EXPLAINS if closed or re.search(r"\.\s", between) else _WHERE
        if one.formula.display or not words.search(between) or _opens(all_of_them, k, text):
            return
        yield one
        end = one.formula.end


#: What stands between `when $x = 0$` and the chain that it is said for.
_OPENING = re.compile(r"[\s$]*(?:\\\)\s*)?,[\s$]*(?:\\\(\s*)?")


def _opens(all_of_them: list[Statement], k: int, text: Text) -> bool:
    """Whether a statement is said for a chain behind it, as in `when $x = 0$, $x + 1 = ...`."""
    formula = all_of_them[k].formula
    others = (s for s in islice(all_of_them, k + 1, None) if s.formula is not formula)
    behind = next(others, None)
    if behind is None or behind.chain.links < 2:
        return False
    return _OPENING.fullmatch(text.plain, formula.end, behind.formula.start) is not None


@_once
def _said(one: Statement, fresh: bool) -> Iterator[Said]:
    """The definitions that a statement is."""
    for k, head in one.heads:
        told = _defined(one, k, head, fresh)
        if told is not None:
            yield told


def _defined(one: Statement, k: int, head: Head, fresh: bool) -> Said | None:
    """What the k-th side of a statement defines by the next one."""
    chain = one.chain
    body = visible(chain.sides[k + 1])
    names = set(names_in(body))
    if head.name in names or not body:
        return None
    if head.parameters is not None:
        if not names & {*head.parameters}:
            return None
        return Said(head, tuple(body), one.start, fresh, False)
    if chain.links > 1 and one.formula.display and not names:
        body = visible(chain.sides[-1]) or body
    reworded = bool(letters(visible(chain.sides[-1])) - letters(body) - {"e"})
    return Said(head, tuple(body), one.start, fresh, not names, reworded=reworded)


#: So many equations are taken that a text gives, of so many.
MAX_GIVEN = 12
MAX_LOOKED_AT = 200
_GIVEN = re.compile(
    r"\b(?:suppose|let|if|assume|given|since|because|using|with|where|from|constraint|satisf\w*|when"
    r"|know|that|circle|curve|line|such|solve|condition)\b[^.]{0,60}\Z",
    re.IGNORECASE,
)


def given_near(all_of_them: list[Statement], at: int, text: Text) -> list[Statement]:
    """The single equations of the text that may bind the names of a statement, nearest first.

    What the text claims binds nothing.
    """
    here = all_of_them[at]
    found: list[Statement] = []
    before = [one for one in here.mates if one.start < here.start]
    others = islice(_before(all_of_them, at, _may_be_given), MAX_LOOKED_AT)
    for one in itertools.chain([*before, *_after(all_of_them, at, text)], others):
        if len(found) >= MAX_GIVEN:
            break
        if not one.holds_for(here) or not _may_be_given(one) or is_claimed(text, one):
            continue
        words = text.plain[max(0, one.formula.start - 80) : one.formula.start].rstrip("$\\[ \n")
        if is_near(text, one.start, here) or one.formula.display or _GIVEN.search(words):
            found.append(one)
    return found


def directed(text: str, one: Statement) -> tuple[list[Said], list[Compared]]:
    """The definitions and domains that a directive has, placed where its formula begins."""
    said: list[Said] = []
    compared: list[Compared] = []
    try:
        found = [t._replace(start=one.start, end=one.start + 1) for t in tokens(text, 0, len(text))]
    except FormulaError:
        return said, compared
    for chain in chains(found, text):
        head = head_of(chain, 0) if chain.relations else None
        if head is not None:
            body = visible(chain.sides[1])
            said.append(Said(head, tuple(body), one.start, True, not {*names_in(body)}))
        elif chain.relations and all(r.sign in _COMPARED for r in chain.relations):
            sides = zip(chain.relations, chain.sides, chain.sides[1:], strict=False)
            for r, left, right in sides:
                compared.append(
                    Compared(tuple(visible(left)), r.sign, tuple(visible(right)), one.start, True)
                )
    return said, compared


def compared_near(all_of_them: list[Statement], at: int, text: Text) -> list[Compared]:
    """The comparisons in the text that name domains for a statement, nearest first."""
    here = all_of_them[at]
    found = [c for one in here.mates for c in _comparisons(one, text, True)]
    for one in _after(all_of_them, at, text):
        found += _comparisons(one, text, False)
    found += _nearest(all_of_them, at, text, _compared_in, _compares)
    nearest: dict[tuple[object, ...], Compared] = {}
    for c in found:
        nearest.setdefault(c.said, c)
    return [*nearest.values()]


@_once
def _comparisons(one: Statement, text: Text, same: bool) -> Iterator[Compared]:
    chain = one.chain
    if not all(r.sign in _COMPARED for r in chain.relations) or not chain.relations:
        return
    before = text.plain[max(0, one.formula.start - 60) : one.formula.start]
    firm = same or bool(
        re.search(r"\b(?:for|for all|where|let|if|with|assume|suppose)\b[^.]*\Z", before, re.I)
    )
    for relation, left, right in zip(chain.relations, chain.sides, chain.sides[1:], strict=False):
        if left and right:
            sides = tuple(visible(left)), tuple(visible(right))
            yield Compared(sides[0], relation.sign, sides[1], one.start, firm)


def worded_near(all_of_them: list[Statement], at: int, text: Text) -> list[Domain]:
    """What words and sets say of names, nearest first."""
    here = all_of_them[at]
    found: list[Domain] = []
    for one in [*here.mates, *_after(all_of_them, at, text)]:
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


@_once
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
