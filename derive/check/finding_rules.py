"""Finding rules: by words, by an expression that they speak of or rewrite, by the step they make.

In an expression each letter stands for any expression, as in a search of the library; and a row is
found as well where its left side stands in the expression.  An equation is a step: what proves it
is found as for a line without a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from derive.check.decide import decide_equality, equal
from derive.check.elaborate import domain_of, theory_of
from derive.check.patterns import Pattern, pattern_of, stands_at, unreadable
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    called,
    free_variables,
    is_leaf,
    strip,
    subexpressions,
)
from derive.kernel.rules import Rule
from derive.kernel.theory import Theory
from derive.kernel.tidy import LAWS, tidy
from derive.report.rules import RuleHit, RulesFound
from derive.rules import ALGEBRA, CALCULUS, PRIMITIVES, PROCEDURES
from derive.rules.called import CALLED, beyond, choices, meant, spelled_out
from derive.rules.identities import IDENTITIES
from derive.rules.known import KNOWN, laws_of
from derive.rules.laws import Law
from derive.rules.row import Row
from derive.rules.standard import STANDARD
from derive.script.equality import read_equality
from derive.search.find import find_reason
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.join import Question
from derive.search.match import matches

#: What the search for rules, and that for the reason of a step, may spend.
FUEL = 1_000_000
REASON_FUEL = 20_000
CALCULUS_GROUP = "Calculus: derivatives"
ALGEBRA_GROUP = "Algebra and identities"
TIDYING_GROUP = "Tidying: laws that need no reason"
DEFINITION_GROUP = "Standard definitions, unfolded by `definition`"
STEP_GROUP = "Primitive steps and procedures"
LAW_GROUP = "Laws that procedures know"
IDENTITY_GROUP = "Identities, each by the procedure that is named"


@dataclass(frozen=True)
class _Entry:
    """What may be found: how it is told, and its two sides where it is a row."""

    hit: RuleHit
    row: Row | Law | None = None

    @property
    def rule(self) -> Rule | None:
        """The row as a pattern; reading it takes a while, so that it is done where it is asked."""
        return None if self.row is None else self.row.rule


def find_rules(question: str, where: tuple[str, ...] = ()) -> RulesFound:
    """The rules that fit a question by words, or by what they do; of a step, where that holds."""
    instead = beyond(question)
    found = {entry.hit: None for entry in _by_words(question)}
    pattern = None if _is_words(question) else pattern_of(question)
    if pattern is None:
        return RulesFound(tuple(found), beyond=instead, unreadable=unreadable(question))
    if len(pattern.sides) == 2:
        return _by_step(question, where, tuple(found))
    found |= {entry.hit: None for entry in _by_pattern(pattern)}
    return RulesFound(_grouped(found), beyond=instead)


def _is_words(question: str) -> bool:
    """Whether a question has nothing of an expression; `zebra rule` is no product."""
    return all(word.isalpha() and len(word) > 1 for word in re.split(r"[\s-]+", question.strip()))


def _grouped(hits: Iterable[RuleHit]) -> tuple[RuleHit, ...]:
    """The hits group by group, in the order in which the groups come first."""
    hits = list(hits)
    groups = dict.fromkeys(hit.group for hit in hits)
    return tuple(hit for group in groups for hit in hits if hit.group == group)


@cache
def _entries() -> tuple[_Entry, ...]:
    """Everything that may be found, in the order of the tables."""
    rows = [(CALCULUS_GROUP, row) for row in CALCULUS] + [(ALGEBRA_GROUP, row) for row in ALGEBRA]
    found = [_Entry(RuleHit(group, r.name, r.statement, r.when), r) for group, r in rows]
    found += [_Entry(RuleHit(TIDYING_GROUP, name, said)) for name, said in LAWS.items()]
    found += [
        _Entry(RuleHit(DEFINITION_GROUP, "definition", row.statement, row.note)) for row in STANDARD
    ]
    found += [_Entry(RuleHit(STEP_GROUP, name, said)) for name, said in PRIMITIVES.items()]
    found += [
        _Entry(RuleHit(STEP_GROUP, name, f"{said}, for example {example}"))
        for name, (said, example) in PROCEDURES.items()
    ]
    for law in KNOWN:
        name = next((p for p in PROCEDURES if law in laws_of(p)), "identity")
        found.append(_Entry(RuleHit(LAW_GROUP, name, law.statement, law.when), law))
    once = {entry.hit: entry for entry in found}
    return tuple(once.values())


# Words


def _by_words(question: str) -> list[_Entry]:
    """The entries that are called so, then those in whose names and groups all words stand."""
    named = [*meant(question), *choices(question)]
    rank = {name: k for k, name in enumerate(dict.fromkeys(named))}
    called = [e for e in _entries() if e.hit.name in rank and e.hit.group != LAW_GROUP]
    called += _identities(question)

    def by_rank(entry: _Entry) -> int:
        return rank.get(entry.hit.name, len(rank))

    wanted = [w for w in re.split(r"[\s,;-]+", question.casefold()) if w]
    if not all(re.fullmatch(r"[\w']{2,}", w) for w in wanted):
        return sorted(called, key=by_rank)
    others = (e for e in _entries() if e not in called and _has_words(e, wanted))
    return [*sorted(called, key=by_rank), *others]


def _identities(question: str) -> list[_Entry]:
    """What is called so and proved by a procedure; none where more is meant than one of them."""
    words = spelled_out(question)
    return [
        _Entry(RuleHit(IDENTITY_GROUP, i.procedure, i.statement, ", ".join(i.where)))
        for i in IDENTITIES
        if words in map(spelled_out, i.called)
    ]


def _has_words(entry: _Entry, wanted: list[str]) -> bool:
    """Whether each word begins one of an entry: of its name, its group, what it is called."""
    words = _words_of(entry.hit)
    return bool(wanted) and all(any(w.startswith(_stem(one)) for w in words) for one in wanted)


def _stem(word: str) -> str:
    """A word without the ending of its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def _words_of(hit: RuleHit) -> frozenset[str]:
    said = [hit.statement]
    if hit.group != LAW_GROUP:
        said += [hit.name, *(c for c, name in CALLED.items() if name == hit.name)]
    if hit.group in (CALCULUS_GROUP, DEFINITION_GROUP):
        said.append(hit.group)
    return frozenset(re.findall(r"[^\W\d_]+", " ".join(said).casefold()))


# Expressions


def _by_pattern(pattern: Pattern) -> list[_Entry]:
    """The rows that speak of a pattern, the nearest first; then those that rewrite it."""
    fuel = Fuel(FUEL)
    ranked: list[tuple[int, _Entry]] = []
    try:
        for entry in _entries():
            whole = entry.hit.group == LAW_GROUP
            rank = None if entry.rule is None else _nearness(pattern, entry.rule, fuel, whole)
            ranked += [] if rank is None else [(rank, entry)]
    except OutOfFuel:
        pass
    return [entry for _, entry in sorted(ranked, key=lambda found: found[0])]


def _nearness(pattern: Pattern, rule: Rule, fuel: Fuel, whole: bool) -> int | None:
    """How near a row is to a pattern; None where it has nothing to do with it.

    As a `whole` only, or in parts as well, the pattern may be what the row rewrites.
    """
    (sought,) = pattern.sides
    for rank, side in ((0, rule.lhs), (2, rule.rhs)):
        if stands_at(sought, side, fuel):
            return rank
    if not is_leaf(sought) and any(stands_at(sought, p, fuel) for p in _parts(rule.lhs)):
        return 1
    if _rewrites(rule, sought, fuel, whole):
        return 3
    return 4 if _rewrites(_backwards(rule), sought, fuel, whole=True) else None


def _backwards(rule: Rule) -> Rule:
    return replace(rule, lhs=rule.rhs, rhs=rule.lhs)


def _parts(e: Expression) -> Iterator[Expression]:
    return (part for part in subexpressions(e) if part is not e)


def _rewrites(rule: Rule, e: Expression, fuel: Fuel, whole: bool) -> bool:
    """Whether a row is one of an expression as it stands, or of some part of it.

    Of derivatives only those in which the variable stands: of others any row of a constant is one.
    """
    if is_leaf(rule.lhs) or (isinstance(e, DerivativeOf) and not _varies(e)):
        return False
    unknown = {n.rstrip("'") for n in called(e)} - FUNCTION_NAMES.keys()
    theory = Theory(opaque=frozenset(unknown))
    forms = dict.fromkeys((strip(e), tidy(strip(e))))
    parts = (p for form in forms for p in ([form] if whole else subexpressions(form)))
    parts = (p for p in parts if not is_leaf(p))
    return any(next(matches(rule, p, theory, fuel), None) is not None for p in parts)


def _varies(e: DerivativeOf) -> bool:
    body, variable = e.args
    return variable in free_variables(body)


# Steps


def _by_step(question: str, where: tuple[str, ...], called: tuple[RuleHit, ...]) -> RulesFound:
    """What makes the one side of an equation the other, and the rows of these names."""
    left, _, right = question.partition("=")
    report = equal(left.strip(), right.strip(), where)
    reasons = _reasons(left, right, where) if report else ()
    sides = _sides(left, right, where)
    hits = [entry.hit for name in reasons for entry in _at_work(name, sides)]
    return RulesFound((*dict.fromkeys(hits), *called), report, reasons)


def _at_work(name: str, sides: tuple[Expression, ...]) -> list[_Entry]:
    """The rows of a name that rewrite one of two sides; all of them where none is seen to."""
    rows = [e for e in _entries() if e.hit.name == name and _is_told(e)]
    fuel = Fuel(FUEL)
    try:
        found = [e for e in rows if e.rule is not None and _is_of(e.rule, sides, fuel)]
    except OutOfFuel:
        found = []
    return found or rows


def _is_of(rule: Rule, sides: tuple[Expression, ...], fuel: Fuel) -> bool:
    return any(_rewrites(rule, side, fuel, whole=False) for side in sides)


def _sides(left: str, right: str, where: tuple[str, ...]) -> tuple[Expression, ...]:
    read = read_equality(left, right, where).equality
    return () if read is None else (read.left.node, read.right.node)


def _is_told(entry: _Entry) -> bool:
    return entry.hit.group != LAW_GROUP


def _reasons(left: str, right: str, where: tuple[str, ...]) -> tuple[str, ...]:
    """The names by which a line without a reason would be told to follow; none where none are."""
    read = read_equality(left, right, where)
    if read.equality is None:
        return ()
    theory = theory_of(read.equality)
    domain = domain_of(read.equality, theory)
    old, new = read.equality.left.node, read.equality.right.node
    try:
        found = find_reason(Question(old, new, theory, Fuel(REASON_FUEL), domain))
    except OutOfFuel:
        found = None
    return decide_equality(read.equality).names if found is None else found[0]
