"""The reason of a step of a found derivation: the smallest named one that holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from derive.expression.nodes import Expression, called, size, strip
from derive.kernel.conditions import NONE, Conditions, definedness
from derive.kernel.judge import Claim, objection
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain
from derive.prover.implied import are_met
from derive.prover.remaining import remaining
from derive.rules import derivative_rows
from derive.rules.procedures import PROCEDURES
from derive.search.fuel import Fuel, OutOfFuel, Share
from derive.search.join import (
    Names,
    Question,
    holds,
    join,
    tidied,
    unneeded,
    wrong_way,
)
from derive.search.joined import Joined, Variables
from derive.search.prove import laws_needed, prove
from derive.search.rewrite import names_at, positions

#: The fuel of one question whether a reason holds; of one among many; of all of a derivation.
ASKED, SEARCHED, WHOLE = 400_000, 25_000, 30_000_000
#: The fuel of all searches for a rule of algebra: the steps after those are by a procedure.
ALGEBRA = 250_000
#: Steps between larger lines are by a procedure.
LARGE = 160
#: The rules of algebra, and pairs of them, that a step may be by; simple ones first.
RULES: tuple[Names, ...] = (
    ("cancel",),
    ("factor",),
    ("expand",),
    ("collect",),
    ("definition",),
    ("square-of-root",),
    ("pythagoras",),
    ("power-laws",),
    ("exp-log",),
    ("ratio",),
    ("combine-fractions",),
    ("split-fraction",),
    ("expand", "collect"),
    ("expand", "cancel"),
    ("cancel", "factor"),
    ("cancel", "collect"),
    ("cancel", "pythagoras"),
    ("pythagoras", "factor"),
    ("expand", "pythagoras"),
)
#: Rules that may have a place only after others were used.
_AFTER = ("cancel", "collect", "pythagoras")

#: Rules that are taken as far as their names go, where a reader sees that far.
_AS_FAR: tuple[Names, ...] = (("collect",), ("expand",), ("factor",), ("pythagoras",))

#: Rules of simple pieces, told behind the others.
_SMALL = ("sum", "difference", "negation", "constant-multiple", "constant", "variable")


@dataclass
class Reasons:
    """Asks for reasons on one domain, and keeps what was tried and did not hold."""

    theory: Theory
    domain: Domain
    tried: list[str] = field(default_factory=list)
    fuel: Fuel = field(default_factory=lambda: Fuel(WHOLE))
    #: Conditions that were found to hold on the domain.
    _covered: Conditions = NONE
    #: What is left for searches for rules of algebra.
    _algebra: Fuel = field(init=False)

    def __post_init__(self) -> None:
        self._algebra = Share(self.fuel, ALGEBRA)

    def tidied(self, e: Expression) -> Expression:
        """The tidy form of a line."""
        return tidied(e, self.theory)

    def question(
        self, old: Expression, new: Expression, fuel: int, whole: Fuel | None = None
    ) -> Question:
        """The question for the reason of a step, with a share of the `whole` fuel."""
        share = Share(self.fuel if whole is None else whole, fuel)
        return Question(strip(old), strip(new), self.theory, share, self.domain)

    def named(self, old: Expression, new: Expression, names: frozenset[str]) -> Names | None:
        """What of the suggested names is the reason of a step; None if they are not."""
        asked = self.question(old, new, ASKED)
        inner, around = asked.within()
        by = self._needed(inner, around, names)
        if by is None and around:
            by = self._needed(asked, (), names)
        if by is None:
            self.tried.append(f"{', '.join(sorted(names))} for {new}")
            return None
        return self._in_order(by, old, new) or None

    def _needed(
        self, asked: Question, around: Variables, by: frozenset[str]
    ) -> frozenset[str] | None:
        """The names that are needed under derivatives; None where they are no reason."""
        old, new = asked.old, asked.new
        try:
            while less := unneeded(self.question(old, new, ASKED), by) if by else None:
                by = by - {less}
            found = join(self.question(old, new, ASKED), by)
        except OutOfFuel:
            return None
        stands = found.met and not wrong_way(found, by) and self.stands(found.under(around))
        return by if stands else None

    def _in_order(self, by: frozenset[str], old: Expression, new: Expression) -> Names:
        """The names in the order of the tables, those that a person sees without them last."""
        known = [n for n in self.question(old, new, 0).names if n in by]
        return tuple(sorted(known, key=lambda n: _SMALL.index(n) + 1 if n in _SMALL else 0))

    def stands(self, joined: Joined) -> bool:
        """Whether the joined lines are equal on all of the domain."""
        try:
            theorem = joined.prove(self.theory)
            return self.covers(joined.old.start, joined.new.start, theorem)
        except (*REFUSALS, OutOfFuel):
            return False

    def covers(self, old: Expression, new: Expression, theorem: Theorem) -> bool:
        """Whether a theorem is one of two lines, and the domain implies its conditions."""
        if objection(
            Claim(old, new, self.theory, self.domain.conditions, self.domain.integers), theorem
        ):
            return False
        return self._holds_under(theorem)

    def _holds_under(self, theorem: Theorem) -> bool:
        new = theorem.conditions - self._covered
        # all of them are asked, since one may follow from another
        if new and remaining(theorem.conditions, self.domain, derivative_rows):
            return False
        self._covered |= new
        return True

    def is_defined(self, line: Expression) -> bool:
        """Whether a line is known to have a value on the domain: no step leads to another."""
        needed = definedness(self.theory.unfold(strip(line)))
        return are_met(needed, self.domain, derivative_rows)

    def equal(self, old: Expression, new: Expression) -> bool:
        """Whether two lines are proved equal on all of the domain, by any means."""
        if self.tidied(old) == self.tidied(new):
            return True
        proof = prove(old, new, self.theory, self.domain)
        return proof is not None and self.covers(old, new, proof.theorem)

    def found(self, old: Expression, new: Expression) -> Names | None:
        """The smallest reason of an algebra step; None where there is none, `()` for tidying."""
        if self.tidied(old) == self.tidied(new):
            return self.of_tidying(old, new)
        return self._searched(old, new) or self._procedure(old, new)

    def of_tidying(self, old: Expression, new: Expression) -> Names:
        """The laws of tidy that a step needs; none where no single one is."""
        needed = laws_needed(strip(old), strip(new), self.theory)
        return needed if needed and self._joins(old, new, needed, self.fuel) else ()

    def _joins(self, old: Expression, new: Expression, by: Names, whole: Fuel) -> bool:
        try:
            question = self.question(old, new, SEARCHED, whole)
            found = holds(question, frozenset(by), reach=by in _AS_FAR)
        except OutOfFuel:
            return False
        return found is not None and self.stands(found)

    def _searched(self, old: Expression, new: Expression) -> Names | None:
        """The first rule, or pair of rules, that is a reason; of large lines none is looked for."""
        whole = self._algebra
        if size(old) + size(new) > LARGE or whole.left < 0:
            return None
        inner, _ = self.question(old, new, 0).within()
        present = self._present(inner.old, inner.new)
        tried = (by for by in RULES if present.issuperset(by))
        found = next((by for by in tried if self._joins(old, new, by, whole)), None)
        if found is None:
            whole.left //= 2
        return found

    def _present(self, old: Expression, new: Expression) -> frozenset[str]:
        """The rules that have something to rewrite in a line as it is written, or where one did."""
        names = frozenset(name for by in RULES for name in by)
        fuel, found = Fuel(SEARCHED), set(_AFTER)
        try:
            for line in (strip(old), strip(new)):
                for form in (line, self.tidied(line)):
                    for _, e in positions(form):
                        found |= set(names_at(e, names - found, self.theory, fuel))
        except OutOfFuel:
            pass
        return frozenset(found)

    def _procedure(self, old: Expression, new: Expression) -> Names | None:
        """The first procedure that shows it, what stands under derivatives by itself."""
        for names in self._procedures(old, new):
            try:
                inner, around = self.question(old, new, ASKED).within()
                joined = join(inner, frozenset(names))
                if joined.met and self.stands(joined.under(around)):
                    return names
            except OutOfFuel:
                continue
        return None

    def _procedures(self, old: Expression, new: Expression) -> Iterator[Names]:
        """The procedures, those with definitions behind the others; the last one knows all laws."""
        *some, last = PROCEDURES
        yield from ((name,) for name in some)
        if called(old) & self.theory.names != called(new) & self.theory.names:
            yield from (("definition", *names) for names in ((), *((name,) for name in some)))
        yield (last,)
