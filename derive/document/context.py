"""What the text says of the names of a chain: definitions and domains, nearest first.

Definitions count that stand before the chain, or behind it in its paragraph after a word such as
`where`.  What was said before another subject began is stale: it proves, and refutes nothing.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from derive.document.around import explained_behind, is_near, names_of, once, stated_before
from derive.document.chains import chains
from derive.document.claims import is_claimed
from derive.document.derived import is_derived
from derive.document.described import is_operator
from derive.document.domains import COMPARED, Compared
from derive.document.formulas import Text
from derive.document.instances import general_terms, member
from derive.document.names import letters
from derive.document.passing import is_passing, is_piece, without_cases
from derive.document.reader import visible
from derive.document.statements import Head, Statement, head_of, names_in
from derive.document.tokens import FormulaError, Token, tokens


@dataclass(frozen=True)
class Said:
    """A definition that the text has: what, its body, where, and whether it is of this subject.

    It is `far` in a section that encloses this one, and `reworded` where the text goes on to write
    it with other letters, of which some may be given; `worked_out` where it goes on to a number.
    Its `last` side is what the text makes of it in the end.
    An `instance` is what the general term of a sequence says of a member.  It is `enclosing` where
    it stands in this section, or in one that this is a part of.
    """

    head: Head
    body: tuple[Token, ...]
    start: int
    fresh: bool
    of_value: bool
    far: bool = False
    reworded: bool = False
    worked_out: bool = False
    last: tuple[Token, ...] = ()
    instance: bool = False
    enclosing: bool = False

    @cached_property
    def names(self) -> frozenset[str]:
        """The names in its body."""
        return frozenset(names_in([*self.body]))


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
    behind = (t for one in explained_behind(all_of_them, at, text) for t in _said(one, True))
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
        told_of = [*_told_of(all_of_them, at, name)]
        if not any(one.enclosing for _, one in told_of):
            told_of += _as_member(all_of_them, at, name)
        for k, one in told_of:
            found.setdefault(k, []).append(one)
            waiting |= one.names - done
    before = [one for k in sorted(found, reverse=True) for one in found[k]]
    told = [one for one in before if not is_passing(one, text, here)]
    whole = [one for one in ahead + told if not _has_pieces(all_of_them, at, one, text)]
    kept = without_cases(whole, text)
    return kept, frozenset(one.head.name for one in following + before if one not in kept)


def _told_of(all_of_them: list[Statement], at: int, name: str) -> Iterator[tuple[int, Said]]:
    """What the statements before one say of a name, nearest first, with their indices."""
    here = all_of_them[at]
    there = [*_defining(all_of_them, at, name)]
    holds = _is_defined_once(all_of_them, there, name)
    for k in there:
        one = all_of_them[k]
        fresh = one.section == here.section or ((holds or k == there[0]) and one.holds_for(here))
        far = one.section != here.section
        near = one.holds_for(here)
        said = (replace(told, far=far, enclosing=near) for told in _said(one, fresh))
        yield from ((k, told) for told in said if told.head.name == name)


def _as_member(all_of_them: list[Statement], at: int, name: str) -> Iterator[tuple[int, Said]]:
    """What the general terms of sequences say of a name."""
    for term in general_terms(name):
        for k, told in _told_of(all_of_them, at, term):
            one = member(name, told)
            if one is not None:
                yield k, one


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


def _may_be_given(one: Statement) -> bool:
    """Whether a statement is a single equation that defines nothing."""
    return len(one.chain.relations) == 1 and one.chain.links == 1 and one.head is None


@once
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
    if head.name in names or not body or is_operator(body):
        return None
    if head.parameters is not None:
        if not names & {*head.parameters}:
            return None
        return Said(head, tuple(body), one.start, fresh, False)
    if chain.links > 1 and one.formula.display and not names:
        body = visible(chain.sides[-1]) or body
    of_arguments = any(i == k + 1 and other.parameters for i, other in one.heads)
    others = letters(visible(chain.sides[-1])) - letters(body) - {"e"}
    reworded = bool(others) and not of_arguments
    worked_out = bool(names) and not letters(visible(chain.sides[-1]))
    told = Said(head, tuple(body), one.start, fresh, not names, reworded=reworded)
    return replace(told, worked_out=worked_out, last=tuple(visible(chain.sides[-1])))


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
    others = islice(stated_before(all_of_them, at, _may_be_given), MAX_LOOKED_AT)
    for one in itertools.chain([*before, *explained_behind(all_of_them, at, text)], others):
        if len(found) >= MAX_GIVEN:
            break
        if not one.holds_for(here) or not _may_be_given(one) or _is_claim(all_of_them, one, text):
            continue
        words = text.plain[max(0, one.formula.start - 80) : one.formula.start].rstrip("$\\[ \n")
        if is_near(text, one.start, here) or one.formula.display or _GIVEN.search(words):
            found.append(one)
    return found


def _is_claim(all_of_them: list[Statement], one: Statement, text: Text) -> bool:
    """Whether a single equation claims something, as it does where it tells a derivative."""
    known = all_of_them[0].known
    if ("indices",) not in known:
        known["indices",] = ({id(one): k for k, one in enumerate(all_of_them)},)
    if ("claim",) not in one.known:
        derived = is_derived(all_of_them, known["indices",][0][id(one)], text)
        one.known["claim",] = (is_claimed(text, one) or (derived and not _is_asked(one)),)
    return bool(one.known["claim",][0])


def _is_asked(one: Statement) -> bool:
    """Whether the argument on the left is nowhere on the right, as in `f'(c) = (f(b) - f(a))/2`."""
    left, right = map(visible, one.chain.sides[:2])
    opening = next((k for k, t in enumerate(left) if t.text == "("), len(left))
    own = letters(left[opening:])
    return bool(own) and own.isdisjoint(letters(right))


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
        elif chain.relations and all(r.sign in COMPARED for r in chain.relations):
            sides = zip(chain.relations, chain.sides, chain.sides[1:], strict=False)
            for r, left, right in sides:
                compared.append(
                    Compared(tuple(visible(left)), r.sign, tuple(visible(right)), one.start, True)
                )
    return said, compared
