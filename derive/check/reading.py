"""A chain of a document in one of its readings, with the decisions on its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.binding import Bond, unknown_functions
from derive.check.decide import Decision, decide
from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import Judge
from derive.check.freed import freed, in_place_of
from derive.check.judged import Judged
from derive.check.likely import CONSTANT_NAMES, has_power, multiplied_by_pi
from derive.check.naturally import Candidate, everything_positive, one_by_one
from derive.check.overlaps import say_two_things
from derive.check.rounding import is_rounded
from derive.check.told import as_told
from derive.check.weight import weighty
from derive.check.worded import worded_like
from derive.expression.nodes import (
    Call,
    Constant,
    Expression,
    Power,
    call,
    called,
    free_variables,
    has_derivative,
    strip,
    subexpressions,
)
from derive.expression.text import text
from derive.expression.told_apart import has_choice
from derive.kernel.conditions import Condition, definedness, integer_exponent
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain, shared
from derive.report.document import LinkVerdict
from derive.report.report import Verdict, Witness
from derive.script.links import Links
from derive.script.script import Placed
from derive.search.prove import prove

UNSHOWN = Judged(LinkVerdict.NOT_SHOWN)
#: What a reading says in which a letter has a value: at which a side has none, or both are alike.
NO_OPINION = Judged(LinkVerdict.NOT_SHOWN, explanation="no value")
FOR_VALUE = Judged(LinkVerdict.NOT_SHOWN, explanation="known for one value of a letter only")
NO_READING = Judged(
    LinkVerdict.NOT_SHOWN, explanation="true only in an unusual reading of its notation"
)
TWO_THINGS = Judged(LinkVerdict.NOT_SHOWN, explanation="two of its cases apply, and differ")
NO_NUMBER = Judged(LinkVerdict.NOT_SHOWN, explanation="its letters are no real numbers")
RESTATES = Judged(LinkVerdict.DEFINES)
#: Words of products that do not commute.
_NO_PRODUCT = re.compile(
    r"quaternion|cross\s+product|vector\s+product|commut|pauli|grassmann|permutation", re.IGNORECASE
)
#: Verdicts of links that are proved.
STAND = (LinkVerdict.PROVED, LinkVerdict.HOLDS_WHERE, LinkVerdict.ROUNDED)


def _is_of_reals(e: Expression) -> bool:
    """Whether something is another function of complex numbers, or none."""
    if isinstance(e, Power):
        return integer_exponent(e.args[1]) is None
    return isinstance(e, Call) and e.name not in ("exp", "sin", "cos", "sinh", "cosh")


def is_usable(links: Links) -> bool:
    """Whether a reading can be judged: its definitions and conditions are taken."""
    try:
        theory = theory_of(links)
        domain_of(links, theory)
        for side in (*links.sides, *(s for pair in links.given for s in pair)):
            if side is not None:
                theory.unfold(side.node)
    except REFUSALS:
        return False
    return True


class Reading:
    """One reading of a chain, with the decisions on its links."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.theory: Theory = theory_of(links)
        self.domain: Domain = shared(domain_of(links, self.theory))
        self.found: list[Judged | None] = []
        self._weighty: dict[int, set[str]] = {}
        self._told: dict[int, tuple[Placed, Placed] | None] = {}
        #: The names with whose definitions alone other links stand, as far as they were asked for.
        self.confirmed: dict[int, frozenset[str]] = {}
        #: What the equations that the text gives are to links, as far as it was asked for.
        self.bonds: dict[int, Bond] = {}
        #: Whether links are likely meant otherwise, as far as it was asked for.
        self.excused: dict[int, bool] = {}

    def judge(self) -> None:
        """Decides every link."""
        for k, pair in enumerate(self._pairs()):
            try:
                found = None if pair is None else self._judged(*pair)
            except REFUSALS:
                found = UNSHOWN
            stands = found is not None and found.verdict in STAND
            if stands and pair is not None and self._is_of_no_numbers(*pair):
                found = NO_NUMBER
            self.found.append(NO_READING if stands and self.is_odd(k) else found)

    def _is_of_no_numbers(self, left: Placed, right: Placed) -> bool:
        """Whether a line has letters that do not commute, or complex ones in other than powers."""
        names = self.names(left, right)
        if names & self.links.ordered or _NO_PRODUCT.search(self.links.unsure):
            return True
        nodes = (s for side in (left, right) for s in subexpressions(strip(side.node)))
        real = (s for s in nodes if _is_of_reals(s))
        return any(self.names_in(s) & self.links.complexes for s in real)

    def is_odd(self, k: int) -> bool:
        """Whether a link is read as hardly a reader would.

        Total and partial derivatives are the same of what has one variable.
        """
        if not self.links.odd.isdisjoint((k, k + 1)):
            return True
        if k not in self.links.mixed:
            return False
        sides = [self.theory.unfold(side.node) for side in self.pair(k) or ()]
        return bool(unknown_functions(*sides)) or len(frozenset().union(*self.variables(k))) > 1

    def _pairs(self) -> Iterator[tuple[Placed, Placed] | None]:
        """The sides of each link that can be judged."""
        for k, joined in enumerate(self.links.joined):
            yield self.pair(k) if joined else None

    @property
    def all_stand(self) -> bool:
        """Whether every link that can be judged is proved."""
        return all(j is None or j.verdict in STAND or j is RESTATES for j in self.found)

    @property
    def standing(self) -> tuple[int, int, int, int]:
        """How many links stand, how many are read, and what speaks against: last of all odd sides.

        Where values prove nothing, it does that they have no opinion.
        """
        judged = [j for j in self.found if j is not None]
        proved = sum(j.verdict in STAND for j in judged)
        told = sum(j.verdict is LinkVerdict.DEFINES for j in judged)
        fall = sum(j.verdict is LinkVerdict.REFUTED for j in judged)
        if not proved:
            fall += sum(j in (NO_OPINION, FOR_VALUE) for j in judged)
        return proved + told, len(judged), -fall, -len(self.links.odd)

    # What a reading has

    def pair(self, k: int) -> tuple[Placed, Placed] | None:
        """The sides of the k-th link."""
        if k not in self._told:
            left, right = self.links.sides[k], self.links.sides[k + 1]
            self._told[k] = None
            if left is not None and right is not None:
                self._told[k] = as_told((left, right), self.links, self.theory)
        return self._told[k]

    def at(self, k: int) -> Judged:
        """The verdict on the k-th link."""
        found = self.found[k]
        assert found is not None
        return found

    def stands(self, k: int) -> bool:
        """Whether the k-th link is proved."""
        found = self.found[k]
        return found is not None and found.verdict in STAND

    def is_derived(self, k: int) -> bool:
        """Whether a side of the k-th link is differentiated."""
        return any(has_derivative(side.node) for side in self.pair(k) or ())

    def variables(self, k: int) -> tuple[frozenset[Symbol], frozenset[Symbol]]:
        """The variables of both sides of the k-th link, with all definitions written out."""
        first, second = (free_variables(self.theory.unfold(s.node)) for s in self.pair(k) or ())
        return first, second

    def names(self, *sides: Placed) -> set[str]:
        """All names in sides, and in what defines those."""
        return self.names_in(*(side.node for side in sides))

    def names_in(self, *expressions: Expression) -> set[str]:
        """All names in expressions, and in what defines those."""
        defined = {d.name: d for d in self.links.definitions}
        found: set[str] = set()
        waiting = [(e, frozenset[str]()) for e in expressions]
        while waiting:
            e, own = waiting.pop()
            names = {v.name for v in free_variables(e)} | {n.rstrip("'") for n in called(e)}
            names |= {CONSTANT_NAMES[s] for s in subexpressions(e) if isinstance(s, Constant)}
            names -= own
            new = (defined[n] for n in names - found if n in defined)
            waiting += [(d.body.node, frozenset(d.parameters)) for d in new]
            found |= names
        return found

    def weighty(self, k: int) -> set[str]:
        """The names in the k-th link on which it hangs whether that is true.

        Those are no variables and unknown functions whose value is nothing to it.
        """
        if k not in self._weighty:
            left, right = (self.theory.unfold(s.node) for s in self.pair(k) or ())
            free = {v.name for v in free_variables(left) | free_variables(right)}
            idle = free | unknown_functions(left, right)
            idle -= weighty((left, right), self.domain.integers) | self.links.unreal
            self._weighty[k] = self.names(*(self.pair(k) or ())) - idle
        return self._weighty[k]

    @cached_property
    def independent(self) -> tuple[frozenset[Symbol], ...]:
        """Variables that are together the arguments of a function, as x and y of `f(x, y)`."""
        sides = (side.node for side in self.links.sides if side is not None)
        called_with = (s.arguments for e in sides for s in subexpressions(e) if isinstance(s, Call))
        defined = (tuple(map(Symbol, d.parameters)) for d in self.links.definitions)
        plain = (
            frozenset(a for a in arguments if isinstance(a, Symbol))
            for arguments in (*called_with, *defined)
        )
        return tuple(found for found in plain if len(found) > 1)

    def seen(self, k: int) -> Judged:
        """The verdict on the k-th link, at a point of its own variables."""
        found, pair = self.at(k), self.pair(k)
        if found.witness is None or pair is None:
            return found
        own = {v.name for side in pair for v in free_variables(self.theory.unfold(side.node))}
        point = tuple((name, value) for name, value in found.witness.point if name in own)
        return replace(found, witness=replace(found.witness, point=point))

    def decided(self, left: Expression, right: Expression) -> Verdict:
        """The verdict on any two sides in this reading."""
        return decide(left, right, self.theory, self.domain).verdict

    def joins(self, left: Placed, right: Placed) -> bool:
        """Whether two sides are equal, perhaps under conditions that leave a part of the domain."""
        proved = self.decided(left.node, right.node) in (Verdict.PROVED, Verdict.PROVED_FOR)
        return proved or self.holds_where(left, right) is not None

    def is_valued(self, left: Placed, right: Placed) -> bool:
        """Whether a letter that both sides have was given a number."""
        return not self.links.valued.isdisjoint(self.names(left) & self.names(right))

    # The decision on a link

    def _judged(self, left: Placed, right: Placed) -> Judged:
        """The verdict on one link in this reading."""
        if any(say_two_things(side.node, self.theory) for side in (left, right)):
            return TWO_THINGS
        if self.is_valued(left, right):
            return self._valued(left, right)
        decision = decide(left.node, right.node, self.theory, self.domain)
        match decision.verdict:
            case Verdict.PROVED if self._is_restated(left, right):
                return RESTATES
            case Verdict.PROVED:
                return Judged(LinkVerdict.PROVED)
            case Verdict.PROVED_FOR:
                return self._where(decision, left, right)
            case Verdict.NOT_SHOWN | Verdict.DOMAIN_CHANGES:
                return self._narrower(decision, left, right)
            case Verdict.REFUTED:
                where = self.holds_where(left, right)
                if where is not None:
                    return Judged(LinkVerdict.HOLDS_WHERE, where)
                if is_rounded(left.node, right.node):
                    return Judged(LinkVerdict.ROUNDED)
                return self._refuted(decision.witness, left, right)
        return UNSHOWN

    def _refuted(self, witness: Witness | None, left: Placed, right: Placed) -> Judged:
        """The verdict on a link that is false at a point."""
        if self._may_hold(left, right) or self._may_hold_for_integers(left, right):
            return UNSHOWN
        return Judged(LinkVerdict.REFUTED, witness=witness)

    def _valued(self, left: Placed, right: Placed) -> Judged:
        """The verdict where a letter that both sides have was given a number.

        What holds for one number says nothing of a line that has its letter.
        """
        decision = decide(left.node, right.node, self.theory, self.domain)
        if decision.verdict is Verdict.REFUTED:
            return Judged(LinkVerdict.REFUTED, witness=decision.witness)
        if decision.verdict is not Verdict.PROVED:
            return NO_OPINION
        return Judged(LinkVerdict.PROVED) if self._stands_freely(left, right) else FOR_VALUE

    def _stands_freely(self, left: Placed, right: Placed) -> bool:
        """Whether a link is proved whatever the numbers are that letters were given."""
        if not self.links.valued & {d.name for d in self.links.definitions if not d.parameters}:
            return False
        free, put = freed(self.links, self.links.valued), in_place_of(self.links.valued)
        theory = theory_of(free)
        one, other = (side.node.xreplace(put) for side in (left, right))
        verdict = decide(one, other, theory, domain_of(free, theory)).verdict
        return verdict in (Verdict.PROVED, Verdict.PROVED_FOR)

    def _is_restated(self, left: Placed, right: Placed) -> bool:
        """Whether a link only says again what defines the name on one of its sides."""
        for name, body in ((left, right), (right, left)):
            for d in self.links.definitions:
                if d.name in self.links.instances:
                    continue
                own = call(d.name, *map(Symbol, d.parameters))
                if strip(name.node) == own and strip(body.node) == strip(d.body.node):
                    return True
        return False

    def _narrower(self, decision: Decision, left: Placed, right: Placed) -> Judged:
        """What is proved under conditions that are more than exceptions, or is not shown."""
        if decision.conditions:
            return self._conditional(decision, left, right)
        where = self.holds_where(left, right)
        if where is not None:
            return Judged(LinkVerdict.HOLDS_WHERE, where)
        # where one side has no value by what powers are here, as 0^(3/2), an author has one
        if decision.verdict is Verdict.DOMAIN_CHANGES:
            found = Judge(self.theory, self.natural(left.node, right.node), ()).refute(
                left.node, right.node
            )
            if found is not None:
                return self._refuted(found.witness, left, right)
            if self._is_by_zero(left) != self._is_by_zero(right):
                return Judged(LinkVerdict.REFUTED, witness=decision.witness)
        return Judged(LinkVerdict.NOT_SHOWN, explanation=decision.explanation)

    def _is_by_zero(self, side: Placed) -> bool:
        """Whether a side divides by 0 everywhere, so that it has no value by anybody's custom."""
        conditions = definedness(self.theory.unfold(side.node))
        divisors = (c.expression for c in conditions if c.relation == "!=")
        return any(self.decided(d, Integer(0)) is Verdict.PROVED for d in divisors)

    def _conditional(self, decision: Decision, left: Placed, right: Placed) -> Judged:
        """The verdict on a link that is proved under conditions that are no exceptions."""
        told = worded_like(decision.conditions, left.node, right.node)
        sides = [self.natural(side.node) for side in (left, right)]
        # where neither side has a value, nothing is lost by the step
        needed = [c for c in decision.conditions if not all(s.implies(c) for s in sides)]
        open_parts = [c for c in needed if c.relation in (">", ">=")]
        named = {Symbol(n) for n in self.links.named}
        within = any(free_variables(c.expression) & named for c in open_parts)
        plain = not any(map(has_power, (left.node, right.node)))
        if within and plain and decision.verdict is Verdict.DOMAIN_CHANGES:
            return Judged(LinkVerdict.DOMAIN, told, decision.witness)
        return self._where(decision, left, right)

    def _where(self, decision: Decision, left: Placed, right: Placed) -> Judged:
        """What holds under conditions, and everywhere where neither side has a value else."""
        for side in (left, right):
            if not self.natural(side.node).implies_all(decision.conditions):
                told = worded_like(decision.conditions, left.node, right.node)
                return Judged(LinkVerdict.HOLDS_WHERE, told)
        return Judged(LinkVerdict.PROVED)

    # Parts of the domain

    def natural(self, *sides: Expression) -> Domain:
        """The part of the domain on which sides have values, as far as their form tells."""
        return self._narrowed(self.domain, *map(self.theory.unfold, sides))

    def _narrowed(self, domain: Domain, *sides: Expression) -> Domain:
        """The part of a domain on which sides have values, as far as their form tells."""
        more = frozenset[Condition]().union(*map(definedness, sides))
        new = tuple(c for c in sorted(more, key=str) if not domain.implies(c))
        return shared(Domain(domain.variables, (*domain.conditions, *new), domain.integers))

    def holds_where(self, left: Placed, right: Placed) -> tuple[str, ...] | None:
        """Inequations under which a link holds; None where none are found.

        Cases say themselves where they hold.
        """
        if has_choice(left.node) or has_choice(right.node):
            return None
        sides = self.theory.unfold(left.node), self.theory.unfold(right.node)
        most = everything_positive(sides, self.domain)
        if most is None:
            return None
        whole = self._proved_on(most, left, right)
        for candidate in one_by_one(sides, self.domain, 1 if whole is not None else -1):
            found = self._proved_on(candidate, left, right)
            if found is not None:
                return found
        return whole

    def holds_with(self, e: Expression, left: Placed, right: Placed) -> tuple[str, ...] | None:
        """The conditions under which a link holds where an expression is not negative."""
        told = Condition(self.theory.unfold(e), ">=")
        domain = replace(self.domain, conditions=(*self.domain.conditions, told))
        return self._proved_on((domain, (f"{text(e)} >= 0",)), left, right)

    def _may_hold(self, left: Placed, right: Placed) -> bool:
        """Whether nothing refutes a link where all is positive, though it is not proved there."""
        sides = self.theory.unfold(left.node), self.theory.unfold(right.node)
        if any(map(has_choice, sides)):
            return False
        most = everything_positive(sides, self.domain)
        if most is None or not self._narrowed(most[0], *sides).points(1):
            return False
        return Judge(self.theory, most[0], ()).refute(*sides) is None

    def _may_hold_for_integers(self, left: Placed, right: Placed) -> bool:
        """Whether nothing refutes a link where such an n as in `sin(n*pi)` is an integer."""
        sides = self.theory.unfold(left.node), self.theory.unfold(right.node)
        letters = multiplied_by_pi(*sides) - self.domain.integers
        if not letters:
            return False
        domain = replace(self.domain, integers=self.domain.integers | letters)
        return Judge(self.theory, domain, ()).refute(*sides) is None

    def _proved_on(
        self, candidate: Candidate, left: Placed, right: Placed
    ) -> tuple[str, ...] | None:
        """The conditions under which a link is proved on a part of the domain."""
        domain, words = candidate
        try:
            judge = Judge(self.theory, domain, ())
            if judge.refute(left.node, right.node) is not None:
                return None
            proof = prove(left.node, right.node, self.theory, domain)
            if proof is None:
                return None
            found = judge.judge(left.node, right.node, proof.theorem)
        except REFUSALS:
            return None
        if found.verdict not in (Verdict.PROVED, Verdict.PROVED_FOR):
            return None
        return (*words, *worded_like(found.conditions, left.node, right.node))
