"""What `by` means: whether a set of names joins two lines, and needs each of its names.

A set of rules joins two lines when exhausting both lines under it gives one tidy form.  `by: B`
holds when B together with tidy joins the lines, and B without any one of its names does not (for
a name that is a law of tidy itself: tidy without that law).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from derive.expression.nodes import Expression, has_derivative, size, strip
from derive.kernel.domains import Domain
from derive.kernel.normal.laws import PROCEDURES
from derive.kernel.theorem import Theorem, normal_form, symmetry, tidiness, transitivity
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import ALL, LAWS, Laws, tidy
from derive.rules import ROWS, derivative_row, names
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.lemmas import LemmaRow
from derive.search.rewrite import Walk, exhaust, names_at, positions, replay

Names = tuple[str, ...]
#: What needs no reason; beside other names it may be named, whether it has a part in a step or not.
FREE = frozenset({"constant", "variable"})
#: The largest set of names that is tried for a step that lacks its reason, and the fuel for one.
MAX_NAMES = 4
SHARE = 80_000


@dataclass(frozen=True)
class Joined:
    """Two lines with what each was rewritten to, and whether that met."""

    old: Walk
    new: Walk
    procedures: Names
    met: bool
    domain: Domain | None = None

    def prove(self, theory: Theory) -> Theorem:
        """The theorem `old line = new line`, made by the kernel.  Raises a refusal."""
        old, new = replay(self.old, theory), replay(self.new, theory)
        middle = _bridge(theory, old.right, new.right, self.procedures, self.domain)
        return transitivity(transitivity(old, middle), symmetry(new))


@dataclass(frozen=True)
class Question:
    """A step that asks for its reason: its two lines, and the fuel for all that is tried.

    `lemmas` are what reasons may name besides the rules.
    """

    old: Expression
    new: Expression
    theory: Theory
    fuel: Fuel
    domain: Domain | None = None
    lemmas: tuple[LemmaRow, ...] = ()

    @property
    def names(self) -> Names:
        """Every name that a reason may give: lemmas, then the rules in order of the tables."""
        return (*dict.fromkeys(row.name for row in self.lemmas), *names())


def _bridge(
    theory: Theory, old: Expression, new: Expression, procedures: Names, domain: Domain | None
) -> Theorem:
    """`old = new` by tidying, or by normal forms.  Raises a refusal."""
    if not procedures:
        return tidiness(theory, old, new)
    return normal_form(theory, old, new, frozenset(procedures), domain, derivative_row)


def join(question: Question, by: frozenset[str], without: frozenset[str] = frozenset()) -> Joined:
    """Both lines exhausted under the named rules, laws of tidy left out.  Raises `OutOfFuel`."""
    theory, laws = question.theory, ALL - without
    lines = strip(question.old), strip(question.new)
    a, b = (exhaust(line, by, theory, question.fuel, laws, question.lemmas) for line in lines)
    met = tidied(a.end, theory, laws) == tidied(b.end, theory, laws)
    procedures = () if met else tuple(sorted(by & PROCEDURES.keys()))
    if procedures:
        question.fuel.spend(size(a.end) + size(b.end))
        met = _bridged(question, a.end, b.end, procedures)
    return Joined(a, b, procedures, met, question.domain)


def tidied(e: Expression, theory: Theory, laws: Laws = ALL) -> Expression:
    """The tidy form of a line of a theory."""
    return tidy(e, laws, theory.hidden)


def _bridged(question: Question, old: Expression, new: Expression, procedures: Names) -> bool:
    try:
        _bridge(question.theory, old, new, procedures, question.domain)
    except REFUSALS:
        return False
    return True


def unneeded(question: Question, by: frozenset[str]) -> str | None:
    """The first name without which the others still join the lines, in order of the tables."""
    for name in question.names:
        if name in (by - FREE or by):
            without = frozenset({name}) & LAWS.keys()
            if join(question, by - {name}, without).met:
                return name
            if any(join(question, by - {name} | {less}).met for less in _weaker(name)):
                return name
    return None


def _weaker(name: str) -> Names:
    """The procedures that know less than a named one; `identity` stands for any of them."""
    if name not in PROCEDURES or name == "identity":
        return ()
    return tuple(less for less, groups in PROCEDURES.items() if groups < PROCEDURES[name])


_SIDES = {row.name: row.side for row in ROWS if row.side != "either"}


def wrong_way(joined: Joined, by: frozenset[str]) -> str | None:
    """A name that says the lines were read the other way round, as `expand` for `factor`."""
    for name in sorted(by & _SIDES.keys()):
        walk = joined.old if _SIDES[name] == "old" else joined.new
        if name not in walk.names:
            return name
    return None


def holds(question: Question, by: frozenset[str]) -> Joined | None:
    """The joined lines if `by` is a reason for the step, all of it needed; None if it is not.

    Raises `OutOfFuel`.
    """
    joined = join(question, by)
    if not joined.met or wrong_way(joined, by) or unneeded(question, by):
        return None
    return joined


def find_reason(
    question: Question, candidates: Iterable[Names] | None = None
) -> tuple[Names, Joined] | None:
    """The first smallest set of names that is a reason for the step; None if none is found.

    Only the `candidates` are tried where they are given.  Raises `OutOfFuel` where all of the
    question's fuel is spent.
    """
    for by in _candidates(question) if candidates is None else candidates:
        share = Fuel(min(SHARE, question.fuel.left))
        before = share.left
        try:
            joined = holds(replace(question, fuel=share), frozenset(by))
        except OutOfFuel:
            joined = None
        question.fuel.spend(before - max(share.left, 0))
        if joined is not None:
            return by, joined
    return None


def _candidates(question: Question) -> Iterator[Names]:
    """Sets of names to try, small ones first, only of rules that have something to rewrite."""
    yield from ((name,) for name in LAWS)
    rules = relevant(question)
    laws = tuple((name,) for name in PROCEDURES)
    yield from ((name,) for name in rules)
    yield laws[0]
    if not any(map(has_derivative, (question.old, question.new))):
        yield from laws[1:]
    for count in range(2, MAX_NAMES + 1):
        yield from combinations(rules, count)
    used = tuple(n for n in rules if n not in _SIDES)
    yield used
    yield (*used, "algebra")
    yield from ((name, "algebra") for name in used)
    yield from laws[1:]


def relevant(question: Question) -> Names:
    """The rules with a place to be used in either line, or in what such rules make of it."""
    everything = frozenset(question.names) - LAWS.keys() | {"arithmetic"}
    found: set[str] = set()
    theory, fuel = question.theory, question.fuel
    for line in (strip(question.old), strip(question.new)):
        found |= redexes(line, question)
        for _ in range(3):
            share = Fuel(min(SHARE, fuel.left))
            try:
                by = frozenset(found) & everything
                walk = exhaust(line, by, theory, share, lemmas=question.lemmas)
            except OutOfFuel:
                break
            fuel.spend(SHARE - share.left)
            more = found | walk.names | redexes(walk.end, question)
            if more == found:
                break
            found = more
    return tuple(n for n in question.names if n in found and n in everything)


def redexes(line: Expression, question: Question) -> set[str]:
    """The rules with a place to be used in a line or its tidy form.  Raises `OutOfFuel`."""
    everything = missing = frozenset(question.names)
    for form in (line, tidied(line, question.theory)):
        for _, e in positions(form):
            question.fuel.spend()
            found = names_at(e, missing, question.theory, question.fuel, question.lemmas)
            missing -= frozenset(found)
    return set(everything - missing)
