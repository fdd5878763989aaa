"""The lines between two lines: calculus rules outermost first, then algebra down to the target.

A line is only a proposal with the names that should prove it; who asks checks every one of them.
Nothing is proposed that the search has not seen join by these names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from derive.expression.neat import neat
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Path,
    Quotient,
    children,
    free_variables,
    replace_at,
    size,
    strip,
    subexpressions,
)
from derive.kernel.theory import REFUSALS, Theory
from derive.kernel.tidy import ALL, LAWS, tidy
from derive.prover.domains import Domain
from derive.prover.plainly import unfolded_once
from derive.rules import CALCULUS
from derive.rules.besides import FREE
from derive.rules.procedures import PROCEDURES
from derive.search.find import MAX_NAMES, carried_out, find_reason, redexes, relevant
from derive.search.fuel import FUEL, Fuel, OutOfFuel, Share
from derive.search.join import (
    DOUBLE,
    SHARE,
    Names,
    Question,
    holds,
    tidied,
    unneeded,
)
from derive.search.lemmas import LemmaRow
from derive.search.prove import laws_needed, prove
from derive.search.rewrite import exhaust, rewrites
from derive.search.shapes import SHAPES

#: A line with the names that lead to it from the line before.
Proposal = tuple[Expression, Names]
#: The most lines that are proposed for one step, and the largest that a reader is given.
MAX_LINES = 60
MAX_LINE_SIZE = 400
#: The fuel for the search of one reason; rules alone are tried in all sets that are small.
REASON_FUEL = FUEL // 4
#: The fuel for all lines between two.
ALL_FUEL = 8 * FUEL

_CALCULUS = frozenset(row.name for row in CALCULUS)
#: Procedures that are no rule of calculus as well, as `abs` is.
_PROCEDURES_ONLY = PROCEDURES.keys() - _CALCULUS
#: Rules that a reader does at once: several of them may go into one line.
_SIMPLE = frozenset({"constant", "variable", "sum", "difference", "negation", "constant-multiple"})
#: Simple rules that end a branch, and go into the line of the rule that led to them.
_ENDS = frozenset({"constant", "variable"})
#: Rules that stand back behind others that match, the most general last.
_GENERAL = {"exponential": 1, "general-power": 2}
_COMPUTED = ("arithmetic",)
_ANY_MEANS = ("identity",)
_IN_ORDER = ALL - {"commute"}


def procedural(names: Names) -> bool:
    """Whether names tell a reader nothing of the way: a procedure is among them, or too many."""
    return len(names) > MAX_NAMES or any(name in _PROCEDURES_ONLY for name in names)


def near(names: Names, new: Expression) -> bool:
    """Whether a reader sees at once how rules lead to a line.

    It takes one rule of calculus beside simple ones at most where no derivative is left.
    """
    rules = [name for name in names if name in _CALCULUS - _SIMPLE]
    return not procedural(names) and (len(rules) < 2 or _derivatives(new) > 0)


def between(
    old: Expression,
    new: Expression,
    theory: Theory,
    domain: Domain,
    lemmas: tuple[LemmaRow, ...] = (),
) -> list[Proposal]:
    """The lines that lead from `old` to `new`, `new` the last; none where no way is found.

    The list has one entry where rules, or a procedure for want of lines, lead to `new` at once.
    """
    way = _Way(theory, domain, lemmas, Fuel(ALL_FUEL))
    try:
        return way.to(old, new)
    except (*REFUSALS, OutOfFuel):
        return []


@dataclass(frozen=True)
class _Way:
    theory: Theory
    domain: Domain
    lemmas: tuple[LemmaRow, ...]
    fuel: Fuel

    def question(self, old: Expression, new: Expression, fuel: int = REASON_FUEL) -> Question:
        share = Share(self.fuel, fuel)
        return Question(old, new, self.theory, share, self.domain, self.lemmas)

    def to(self, old: Expression, new: Expression) -> list[Proposal]:
        names = self.by_rules(old, new)
        if names is not None and near(names, new):
            return [(new, names)]
        lines = self.carried_out(old, _derivatives(new))
        last = lines[-1][0] if lines else old
        rest = self.rest(last, new) if lines or names is None else []
        if rest:
            return self.joined(old, lines, rest)
        return [(new, names)] if names else []

    def joined(
        self, old: Expression, lines: list[Proposal], rest: list[Proposal]
    ) -> list[Proposal]:
        """Both parts; a last line that differs only by tidying gives its place to the target."""
        if (
            len(rest) == 1
            and lines
            and tidied(lines[-1][0], self.theory) == tidied(rest[0][0], self.theory)
        ):
            before = lines[-2][0] if len(lines) > 1 else old
            names, target = lines[-1][1], rest[0][0]
            if self.holds(before, target, names):
                return [*lines[:-1], (target, names)]
        return [*lines, *rest]

    def rest(self, old: Expression, new: Expression) -> list[Proposal]:
        """From a line whose derivatives are carried out to the target: by algebra."""
        names = self.by_rules(old, new)
        if names is not None:
            return [(new, names)]
        found = self.by_procedure(old, new)
        unfolded = clean(new if _derivatives(new) else strip(self.theory.unfold(new)))
        at_once = found is not None and found != _ANY_MEANS
        if at_once or strip(unfolded) in (strip(new), strip(old)):
            return [(new, found)] if found else []
        folded = self.by_rules(unfolded, new)
        first = self.by_rules(old, unfolded) or self.by_procedure(old, unfolded)
        if first and folded:
            return [(unfolded, first), (new, folded)]
        return [(new, found)] if found else []

    def by_rules(self, old: Expression, new: Expression) -> Names | None:
        """The first smallest set of rules that is a reason, without any procedure."""
        question = self.question(old, new)
        if tidied(old, self.theory) == tidied(new, self.theory):
            names = laws_needed(old, new, self.theory)
            names = _COMPUTED if _COMPUTED[0] in names else names  # the others need no reason
            return names if self.holds(old, new, names) else None
        return self.found(question, small_sets(question), rules_only=True)

    def found(
        self, question: Question, candidates: Iterable[Names], rules_only: bool = False
    ) -> Names | None:
        tried = iter(candidates)
        try:
            while found := find_reason(question, tried):
                if not (rules_only and found[1].procedures):
                    return found[0]
        except OutOfFuel:
            return None
        return None

    def by_procedure(self, old: Expression, new: Expression) -> Names | None:
        """The first procedure that is a reason, or whatever proves the step."""
        with_derivatives = _derivatives(old) or _derivatives(new)
        candidates = ("algebra", "identity") if with_derivatives else tuple(PROCEDURES)
        found = self.found(self.question(old, new), ((name,) for name in candidates))
        if found is not None:
            return found
        proof = prove(old, new, self.theory, self.domain)
        return proof.names if proof and self.holds(old, new, proof.names) else None

    def holds(self, old: Expression, new: Expression, names: Names) -> bool:
        try:
            return holds(self.question(old, new), frozenset(names)) is not None
        except OutOfFuel:
            return False

    def needed(self, old: Expression, new: Expression, names: Names) -> Names | None:
        """Those of the names that are needed, if they are a reason."""
        names = tuple(n for n in names if n not in FREE) or names
        try:
            while names and not self.holds(old, new, names):
                spare = unneeded(self.question(old, new), frozenset(names))
                names = tuple(n for n in names if n != spare) if spare else ()
        except OutOfFuel:
            return None
        return names or None

    def carried_out(self, old: Expression, left: int) -> list[Proposal]:
        """The derivatives of a line carried out, one idea a line, until so many are left."""
        lines: list[Proposal] = []
        current = old
        while len(lines) < MAX_LINES and _derivatives(current) > left:
            after = self.next_line(current)
            if after is None:
                break
            lines.append(after)
            current = after[0]
        return lines

    def next_line(self, line: Expression) -> Proposal | None:
        """The line after one idea, with names that were seen to lead there."""
        for new, names in self.ideas(strip(line)):
            if size(new) > MAX_LINE_SIZE or strip(new) == strip(line):
                continue
            found = (
                self.needed(line, new, names)
                or self.by_rules(line, new)
                or self.by_procedure(line, new)
            )
            if found is not None:
                return new, found
        return None

    def ideas(self, line: Expression) -> Iterator[Proposal]:
        """What may come next: simple rules together, else a definition, else one rule."""
        fuel = Share(self.fuel, FUEL)
        simple, used = self.repeated(line, _SIMPLE, (), fuel)
        if used:
            yield clean(simple), used
        for path, here in _innermost(line):
            unfolded = self.unfolded(here)
            if unfolded is not None:
                yield clean(replace_at(line, path, unfolded)), ("definition",)
            found = self.first(here, _CALCULUS, fuel)
            if found is not None:
                name, new = found
                after, names = self.repeated(replace_at(line, path, new), _ENDS, (name,), fuel)
                yield clean(after), names

    def repeated(
        self, line: Expression, rules: frozenset[str], names: Names, fuel: Fuel
    ) -> tuple[Expression, Names]:
        """The line after all uses of some rules, with their names and those before."""
        used = dict.fromkeys(names)
        while True:
            allowed = rules if len(used) < MAX_NAMES else frozenset(used) & rules
            for path, here in _innermost(line):
                found = self.first(here, allowed, fuel)
                if found is not None:
                    used[found[0]] = None
                    line = replace_at(line, path, found[1])
                    break
            else:
                return line, tuple(used)

    def first(
        self, here: Expression, names: frozenset[str], fuel: Fuel
    ) -> tuple[str, Expression] | None:
        """The most special rule that rewrites a derivative, and what it makes of it."""
        found = [(n, new) for n, new, _, _ in rewrites(_reciprocal(here), names, self.theory, fuel)]
        return min(found, key=lambda rule: _GENERAL.get(rule[0], 0), default=None)

    def unfolded(self, here: Expression) -> Expression | None:
        """A derivative of a defined name, with the name's body in its place."""
        body, *rest = here.args
        if not self.theory.is_defined(body):
            return None
        return here.func(unfolded_once(self.theory, body), *rest)


def small_sets(question: Question) -> Iterator[Names]:
    """Sets of rules to try as a reason, small ones first, no procedure among them.

    First rules that have a place in the lines or are told by their shape, then rules of calculus
    alone, then pairs with those that get a place on the way, then all together.
    """
    seen: set[Names] = set()
    lines = question.old, question.new
    at_once = set().union(*(redexes(strip(line), question) for line in lines))
    yield from ((name,) for name in _ordered(at_once, question))
    yield from ((name,) for name in SHAPES if name not in at_once)
    carried = set().union(*(carried_out(line, question) for line in lines))
    yield from _sets(_ordered(carried | at_once & _CALCULUS, question), seen)
    rules = _ordered({*relevant(question)}, question)
    yield from _sets(_reachable(question, rules), seen, 2)
    yield from _sets(rules, seen)


def _ordered(found: set[str], question: Question) -> Names:
    """Rules in the order of the tables, laws of tidying and procedures left out."""
    return tuple(
        n for n in question.names if n in found - LAWS.keys() - (_PROCEDURES_ONLY - DOUBLE)
    )


def _sets(rules: Names, seen: set[Names], most: int = MAX_NAMES) -> Iterator[Names]:
    """The sets of at most so many rules that were not seen yet, small ones first."""
    for count in range(1, most + 1):
        for names in combinations(rules, count):
            if names not in seen:
                seen.add(names)
                yield names


def _reachable(question: Question, first: Names) -> Names:
    """Some rules, and those with a place in what any one of them makes of either line."""
    found, fuel = set(first), Share(question.fuel, REASON_FUEL // 2)
    for name in first:
        for line in (question.old, question.new):
            share = Fuel(min(SHARE, fuel.left))
            before = share.left
            found |= _made_possible(line, name, replace(question, fuel=share))
            fuel.spend(before - max(share.left, 0))
    return _ordered(found, question)


def _made_possible(line: Expression, name: str, question: Question) -> set[str]:
    """The rules with a place in what a rule makes of a line; none where it does not end."""
    try:
        walk = exhaust(strip(line), frozenset({name}), question.theory, question.fuel)
        return redexes(walk.end, question)
    except OutOfFuel:
        return set()


def clean(e: Expression) -> Expression:
    """`e` as a person would leave it, in the order in which it stands."""
    return neat(tidy(strip(e), _IN_ORDER))


def _derivatives(e: Expression) -> int:
    return sum(isinstance(s, (DerivativeOf, DerivativeAt)) for s in subexpressions(e))


def _innermost(e: Expression) -> Iterator[tuple[Path, Expression]]:
    """The derivatives that no other stands in, from left to right."""
    yield from _innermost_below(e, ())


def _innermost_below(e: Expression, path: Path) -> Iterator[tuple[Path, Expression]]:
    below = [here for i, child in children(e) for here in _innermost_below(child, (*path, i))]
    if isinstance(e, (DerivativeOf, DerivativeAt)) and not below:
        yield path, e
    yield from below


def _reciprocal(e: Expression) -> Expression:
    """`d/dx (c/v)` read as `d/dx (c*v^(-1))`, which needs no quotient rule."""
    if isinstance(e, DerivativeOf) and isinstance(e.args[0], Quotient):
        top, bottom = e.args[0].args
        if e.args[1] not in free_variables(top) and e.args[1] in free_variables(bottom):
            return DerivativeOf(tidy(e.args[0], _IN_ORDER), e.args[1])
    return e
