"""What `by` means: whether a set of names joins two lines, and needs each of its names.

A set of rules joins two lines when exhausting both lines under it gives one tidy form.  `by: B`
holds when B together with tidy joins the lines, and B without any one of its names does not (for
a name that is a law of tidy itself: tidy without that law).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.expression.nodes import DerivativeAt, DerivativeOf, Expression, SumOf, strip
from derive.expression.text import without_brackets
from derive.kernel.theory import Theory
from derive.kernel.tidy import ALL, Laws, hidden_by, tidy
from derive.prover.domains import Domain
from derive.rules import CALCULUS, ROWS, names, rows_named
from derive.rules.besides import FREE, TIDYING, When, others
from derive.rules.procedures import PROCEDURES
from derive.rules.reach import MEANS, STANDS_FOR, wide
from derive.rules.row import widely
from derive.search.besides import has_inner, is_at_work, is_said, multiplied, opens
from derive.search.bridge import builder
from derive.search.fuel import Fuel, OutOfFuel, Share
from derive.search.joined import Joined, Variables
from derive.search.jointly import JOINT, is_left_out
from derive.search.lemmas import LemmaRow
from derive.search.rewrite import Walk, exhaust
from derive.search.shapes import MULTIPLYING, divides_alike

Names = tuple[str, ...]
NONE: frozenset[str] = frozenset()
#: The rules of derivatives.
CALCULUS_NAMES = frozenset(row.name for row in CALCULUS)
#: Procedures that have rows: these are their narrow sense, which is asked first.
DOUBLE = frozenset(name for name in PROCEDURES if rows_named(name))
#: The fuel for one set of names of many that are tried.
SHARE = 80_000
#: The fuel for rewriting lines that are then held against each other as they stand.
FEW = 10_000


@dataclass(frozen=True)
class Question:
    """A step that asks for its reason: its two lines, and the fuel for all that is tried.

    `lemmas` are what reasons may name besides the rules.  Under `rows` a procedure that has rows is
    these rows, and no more.  `unequal` says that all procedures together have not joined the lines
    as they stand: then one of them is asked only where rules have rewritten something.
    """

    old: Expression
    new: Expression
    theory: Theory
    fuel: Fuel
    domain: Domain | None = None
    lemmas: tuple[LemmaRow, ...] = ()
    rows: bool = False
    unequal: bool = False

    @property
    def names(self) -> Names:
        """Every name that a reason may give: lemmas, then the rules in order of the tables."""
        return (*dict.fromkeys(row.name for row in self.lemmas), *names())

    def within(self) -> tuple[Question, Variables]:
        """The step under the derivatives that both lines have in front, and those derivatives.

        What is a reason there is one of the whole step, and far less has to be rewritten for it.
        """
        old, new = strip(self.old), strip(self.new)
        by: Variables = ()
        while _same_derivative(old, new):
            by = (*by, old.args[1])
            old, new = old.args[0], new.args[0]
        return (replace(self, old=old, new=new) if by else self), by


def _same_derivative(old: Expression, new: Expression) -> bool:
    """Whether both are derivatives by one variable, of different things."""
    both = isinstance(old, DerivativeOf) and isinstance(new, DerivativeOf)
    return both and bool(old.args[1] == new.args[1] and old.args[0] != new.args[0])


def join(
    question: Question,
    by: frozenset[str],
    without: frozenset[str] = frozenset(),
    reach: bool = False,
) -> Joined:
    """Both lines exhausted under the named rules, and bridged.  Raises `OutOfFuel`.

    Some laws of tidy may be left out.  Under `reach` the rules are taken as far as their names go.
    """
    names = wide(by) if reach else by
    if reach and by - FREE <= MULTIPLYING and divides_alike(*_lines(question)):
        try:
            share = replace(question, fuel=Share(question.fuel, FEW))
            return _joined(share, by, names, without, reach)
        except OutOfFuel:  # multiplied out, the lines have very many terms
            at_once = _joined(question, by, NONE, without, reach)
            if at_once.met:
                return at_once
    return _joined(question, by, names, without, reach)


def _joined(
    question: Question,
    by: frozenset[str],
    names: frozenset[str],
    without: frozenset[str],
    reach: bool,
) -> Joined:
    theory, fuel, laws = question.theory, question.fuel, ALL - without
    lines = strip(question.old), strip(question.new)
    if "notation" in without and lines != tuple(map(without_brackets, _lines(question))):
        same = len({tidied(line, theory, laws) for line in _lines(question)}) == 1
        return Joined(Walk(lines[0], lines[0], ()), Walk(lines[1], lines[1], ()), same)
    a, b = (exhaust(line, names, theory, fuel, laws, question.lemmas) for line in lines)
    if JOINT in by and not _are_at_joints(a, b, question.domain):
        return Joined(a, b, False)
    if tidied(a.end, theory, laws) == tidied(b.end, theory, laws):
        return Joined(a, b, True)
    if question.unequal and not a.names and not b.names:
        return Joined(a, b, False)
    asked = by - DOUBLE if question.rows else by
    made = builder(theory, fuel, question.domain, asked, reach)
    bridges = None if made is None else made.between(a.end, b.end)
    return Joined(a, b, bridges is not None, bridges or ())


def _are_at_joints(old: Walk, new: Walk, domain: Domain | None) -> bool:
    """Whether all pieces that the rule `joint` tells of meet somewhere on the domain."""
    before, after = ({m.old for m in walk.moves if m.name == JOINT} for walk in (old, new))
    return not any(is_left_out(e, domain) for e in before ^ after)  # what both take is no reason


def _lines(question: Question) -> tuple[Expression, Expression]:
    return question.old, question.new


def tidied(e: Expression, theory: Theory, laws: Laws = ALL) -> Expression:
    """The tidy form of a line of a theory."""
    return tidy(e, laws, hidden_by(theory))


def unneeded(question: Question, by: frozenset[str], written: bool = False) -> str | None:
    """The first name without which the others still join the lines, in order of the tables.

    No such name is one that says what is in the rows of others, as `chain` does; nor, where an
    author has `written` the names, a linear rule that is used.
    """
    for name in question.names:
        if name in (by - FREE or by):
            rest = join(question, by - {name}, MEANS.get(name, NONE))
            said = is_said(name, by, rest, written) or (written and _is_tidying(question, by))
            spare = rest.met and not said
            if spare and not (written and is_at_work(name, by, join(question, by))):
                return name
            if any(join(question, by - {name} | {less}).met for less in _weaker(name)):
                return name
    return None


def _is_tidying(question: Question, by: frozenset[str]) -> bool:
    """Whether the one name of a reason is that of tidying, and tidying joins the lines."""
    return by == {TIDYING} and join(question, NONE, _NO_ALGEBRA).met


#: The laws of tidying that say something of derivatives and of how they are written.
_NO_ALGEBRA = ALL - MEANS["arithmetic"]


def _weaker(name: str) -> Names:
    """The procedures that know less than a named one; `identity` stands for any of them."""
    if name not in PROCEDURES or name == "identity":
        return ()
    return tuple(less for less, groups in PROCEDURES.items() if groups < PROCEDURES[name])


def reached(
    question: Question, by: frozenset[str], written: bool = False
) -> tuple[Joined, str | None] | None:
    """The lines joined by rules taken as far as their names go, and a name that has no part in it.

    An author who has `written` the names may say more of them.  None where they are not
    joined.  Raises `OutOfFuel`.
    """
    joined = join(question, by, reach=True)
    if not joined.met:
        return None
    told = frozenset(n for n in by if _tells(question, by, n, joined))
    for name in question.names:
        if name in by - FREE - told and not _has_part(question, by, name, joined):
            if is_said(name, by, joined, written):
                continue
            rest, without = by - {name}, MEANS.get(name, NONE)
            if _joined(question, rest, wide(rest) - {name, widely(name)}, without, True).met:
                return joined, name
            if not without or _joined(question, by, wide(by), without, True).met:
                return None  # what it brings along is of use, and it is not
    return joined, _turned(joined, by - told)


def _has_part(question: Question, by: frozenset[str], name: str, joined: Joined) -> bool:
    """Whether lines were joined by a rule itself, and not by what it brings along alone."""
    rules = own(name)
    if not _used(joined) & rules:
        return False
    brought = wide(by) - rules - {widely(n) for n in rules}
    return not _joined(question, by - {name}, brought, FREE, True).met


def _tells(question: Question, by: frozenset[str], name: str, joined: Joined) -> bool:
    """Whether a name tells what another one, taken as far as it reaches, has done besides."""
    told = (n for names in others(name, When.REACHED, by) for n in names)
    used = any(joined.names & (own(n) | own(name)) for n in told) or opens(name, by, joined)
    return used and not join(question, by - {name}).met


def _used(joined: Joined) -> frozenset[str]:
    """The rules that took part, those of derivatives only where they rewrote one.

    What they know besides, as that 1/cos(x)^2 is sec(x)^2, is for the derivative's own forms.
    """
    moves = (*joined.old.moves, *joined.new.moves)
    derived = {move.name for move in moves if isinstance(move.old, DerivativeOf | DerivativeAt)}
    return joined.names - CALCULUS_NAMES | (joined.names & derived)


def own(name: str) -> frozenset[str]:
    """A rule and those that it stands for."""
    return frozenset({name, *STANDS_FOR.get(name, ())})


def _turned(joined: Joined, by: frozenset[str]) -> str | None:
    """A name that says the lines were read the other way round, in the wide sense."""
    bridged = frozenset[str]().union(*(bridge.names for bridge in joined.bridges))
    both = by >= _BOTH and multiplied(joined.old) and multiplied(joined.new)
    for name in () if both else sorted(by & SIDES.keys() - bridged):
        sides = (joined.old, joined.new) if SIDES[name] == "old" else (joined.new, joined.old)
        here, there = map(multiplied, sides)
        if here <= there or (name == "factor" and _falls_apart(joined)):
            return name
    return "chain" if "chain" in by and not has_inner(joined) else None


def _falls_apart(joined: Joined) -> bool:
    """Whether the new line has more terms than the old one: nothing was factored."""
    old, new = (tidy(walk.start) for walk in (joined.old, joined.new))
    terms = (len(e.args) if isinstance(e, SumOf) else 1 for e in (old, new))
    return next(terms) < next(terms)


SIDES = {row.name: row.side for row in ROWS if row.side != "either"}


#: One law read two ways; the rows of the first stand for both where both are named.
_BOTH = frozenset({"expand", "factor"})


def wrong_way(joined: Joined, by: frozenset[str]) -> str | None:
    """A name that says the lines were read the other way round, as `expand` for `factor`."""
    for name in sorted(by & SIDES.keys()):
        walk = joined.old if SIDES[name] == "old" else joined.new
        both = by >= _BOTH and multiplied(walk)
        if not (name in walk.names or both or opens(name, by, joined)):
            return name
    return None


def holds(question: Question, by: frozenset[str], reach: bool = True) -> Joined | None:
    """The joined lines if `by` is a reason for the step, all of it needed; None if it is not.

    Without `reach` only in the narrow sense.  Raises `OutOfFuel`.
    """
    inner, around = question.within()
    if around and "notation" not in by:
        found = _holds(inner, by, reach)
        if found is not None:
            return found.under(around)
    return _holds(question, by, reach)


def _holds(question: Question, by: frozenset[str], reach: bool) -> Joined | None:
    by_rows = holds_by_rows(question, by, reach)
    if by_rows is not None:
        return by_rows
    joined = join(question, by)
    if joined.met:
        return None if wrong_way(joined, by) or unneeded(question, by) else joined
    if not reach:
        return None
    found = reached(question, by)
    return None if found is None or found[1] else found[0]


def holds_by_rows(question: Question, by: frozenset[str], reach: bool = True) -> Joined | None:
    """The same where procedures that have rows are these rows, within a share of the fuel."""
    if question.rows or by.isdisjoint(DOUBLE):
        return None
    share = Share(question.fuel, SHARE)
    try:
        return holds(replace(question, fuel=share, rows=True), by, reach)
    except OutOfFuel:
        return None
