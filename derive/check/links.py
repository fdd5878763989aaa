"""The links of a chain that stands in a document: a verdict for each, silent where unsure.

A chain comes in several readings.  A link is proved where one reading proves it, and the reading
that proves most is kept; it is refuted only where every reading that reads it is, and what tells
an error from an equation that only holds somewhere is there as well: an edit that mends it, or a
chain that stands around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from sympy.core.symbol import Symbol

from derive.check.binding import Bond, bond, unknown_functions
from derive.check.decide import Decision, decide
from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import Judge
from derive.check.judged import Judged, JudgedChain
from derive.check.likely import (
    CONSTANTS,
    far_apart,
    has_constant,
    has_power,
    is_of_angles,
    opaque_at_numbers,
)
from derive.check.naturally import Candidate, everything_positive, one_by_one
from derive.check.rounding import is_rounded
from derive.check.shared import shared
from derive.check.slips import is_slip, mending
from derive.check.worded import worded_like
from derive.expression.nodes import (
    Decimal,
    DerivativeOf,
    Expression,
    call,
    called,
    free_variables,
    has_derivative,
    strip,
    subexpressions,
)
from derive.expression.text import text
from derive.kernel.conditions import Condition, definedness
from derive.kernel.domains import Domain
from derive.kernel.theory import REFUSALS, Theory
from derive.report.document import LinkVerdict
from derive.report.report import Verdict
from derive.script.links import Links
from derive.script.script import Placed
from derive.search.prove import prove

#: So many readings of a chain are tried.
MAX_TRIED = 14
#: For so many links of a chain an edit is looked for.
MAX_MENDED = 4


UNSHOWN = Judged(LinkVerdict.NOT_SHOWN)
#: What a reading says in which a letter has a value at which a side has none.
NO_OPINION = Judged(LinkVerdict.NOT_SHOWN, explanation="no value")
ASKS = RESTATES = Judged(LinkVerdict.DEFINES)


def judge_chain(readings: Iterable[Links]) -> JudgedChain | None:
    """The verdicts on a chain; None where it has no reading."""
    tried = [Reading(links) for links in islice(readings, MAX_TRIED) if _is_usable(links)]
    done: list[Reading] = []
    for reading in tried:
        reading.judge()
        done.append(reading)
        if reading.all_stand:
            break
    if not done:
        return None
    told = None
    while told is None:
        best = max(done, key=lambda r: r.standing)
        told = best.told(done)
    return JudgedChain(best.links, told)


def _is_usable(links: Links) -> bool:
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

    def pairs(self) -> Iterator[tuple[Placed, Placed] | None]:
        """The sides of each link that can be judged."""
        sides = self.links.sides
        for joined, left, right in zip(self.links.joined, sides, sides[1:], strict=False):
            yield (left, right) if joined and left is not None and right is not None else None

    def judge(self) -> None:
        """Decides every link."""
        for pair in self.pairs():
            try:
                self.found.append(None if pair is None else self.judged(*pair))
            except REFUSALS:
                self.found.append(UNSHOWN)

    @property
    def all_stand(self) -> bool:
        """Whether every link that can be judged is proved."""
        return all(j is None or j.verdict in _STAND or j is RESTATES for j in self.found)

    @property
    def standing(self) -> tuple[int, int]:
        """How many links are proved, and how many hold somewhere."""
        verdicts = [j.verdict for j in self.found if j is not None]
        stand = sum(v in _STAND or v is LinkVerdict.DEFINES for v in verdicts)
        return stand, -sum(v is LinkVerdict.REFUTED for v in verdicts)

    def judged(self, left: Placed, right: Placed) -> Judged:
        """The verdict on one link in this reading."""
        if not self.links.valued.isdisjoint(self.names(left) & self.names(right)):
            return self.valued(left, right)
        decision = decide(left.node, right.node, self.theory, self.domain)
        match decision.verdict:
            case Verdict.PROVED if self.is_restated(left, right):
                return RESTATES
            case Verdict.PROVED:
                return Judged(LinkVerdict.PROVED)
            case Verdict.PROVED_FOR:
                return self.where(decision, left, right)
            case Verdict.NOT_SHOWN | Verdict.DOMAIN_CHANGES:
                return self.narrower(decision, left, right)
            case Verdict.REFUTED:
                where = self.holds_where(left, right)
                if where is not None:
                    return Judged(LinkVerdict.HOLDS_WHERE, where)
                if is_rounded(left.node, right.node):
                    return Judged(LinkVerdict.ROUNDED)
                if self.may_hold(left, right):
                    return UNSHOWN
                return Judged(LinkVerdict.REFUTED, witness=decision.witness)
        return UNSHOWN

    def valued(self, left: Placed, right: Placed) -> Judged:
        """The verdict where a letter that both sides have was given a number.

        What holds for one number says nothing of a line that has its letter.
        """
        decision = decide(left.node, right.node, self.theory, self.domain)
        if decision.verdict is Verdict.REFUTED:
            return Judged(LinkVerdict.REFUTED, witness=decision.witness)
        return UNSHOWN if decision.verdict is Verdict.PROVED else NO_OPINION

    def is_restated(self, left: Placed, right: Placed) -> bool:
        """Whether a link only says again what defines the name on one of its sides."""
        for name, body in ((left, right), (right, left)):
            for d in self.links.definitions:
                own = call(d.name, *map(Symbol, d.parameters))
                if strip(name.node) == own and strip(body.node) == strip(d.body.node):
                    return True
        return False

    def narrower(self, decision: Decision, left: Placed, right: Placed) -> Judged:
        """What is proved under conditions that are more than exceptions, or is not shown."""
        if decision.conditions:
            told = self.worded(decision, left, right)
            open_parts = [c for c in decision.conditions if c.relation in (">", ">=")]
            named = {Symbol(n) for n in self.links.named}
            within = any(free_variables(c.expression) & named for c in open_parts)
            plain = not any(map(has_power, (left.node, right.node)))
            if within and plain and decision.verdict is Verdict.DOMAIN_CHANGES:
                return Judged(LinkVerdict.DOMAIN, told, decision.witness)
            return self.where(decision, left, right)
        where = self.holds_where(left, right)
        if where is not None:
            return Judged(LinkVerdict.HOLDS_WHERE, where)
        if decision.witness is not None and self.is_nowhere(left) != self.is_nowhere(right):
            return Judged(LinkVerdict.REFUTED, witness=decision.witness)
        return Judged(LinkVerdict.NOT_SHOWN, explanation=decision.explanation)

    def is_nowhere(self, side: Placed) -> bool:
        """Whether no point is known at which a side has a value.

        Powers such as `(-1)^(2*n)` are no matter of course, and may have one.
        """
        if has_power(self.theory.unfold(side.node)):
            return False
        return not self.natural(side.node).points(1)

    def where(self, decision: Decision, left: Placed, right: Placed) -> Judged:
        """What holds under conditions, and everywhere where neither side has a value else."""
        for side in (left, right):
            natural = self.natural(side.node)
            if not natural.implies_all(decision.conditions):
                return Judged(LinkVerdict.HOLDS_WHERE, self.worded(decision, left, right))
        return Judged(LinkVerdict.PROVED)

    def natural(self, *sides: Expression) -> Domain:
        """The part of the domain on which sides have values, as far as their form tells."""
        unfolded = map(self.theory.unfold, sides)
        more = frozenset().union(*map(definedness, unfolded))
        new = tuple(c for c in sorted(more, key=str) if not self.domain.implies(c))
        conditions = (*self.domain.conditions, *new)
        return shared(Domain(self.domain.variables, conditions, self.domain.integers))

    def worded(self, decision: Decision, left: Placed, right: Placed) -> tuple[str, ...]:
        """The conditions of a decision in words."""
        return worded_like(decision.conditions, left.node, right.node)

    def holds_where(self, left: Placed, right: Placed) -> tuple[str, ...] | None:
        """Inequations under which a link holds; None where none are found."""
        sides = self.theory.unfold(left.node), self.theory.unfold(right.node)
        most = everything_positive(sides, self.domain)
        if most is None:
            return None
        whole = self.proved_on(most, left, right)
        for candidate in one_by_one(sides, self.domain, 1 if whole is not None else -1):
            found = self.proved_on(candidate, left, right)
            if found is not None:
                return found
        return whole

    def may_hold(self, left: Placed, right: Placed) -> bool:
        """Whether nothing refutes a link where all is positive, though it is not proved there."""
        sides = self.theory.unfold(left.node), self.theory.unfold(right.node)
        most = everything_positive(sides, self.domain)
        return most is not None and Judge(self.theory, most[0], ()).refute(*sides) is None

    def proved_on(
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

    # What is told

    def told(self, others: Sequence[Reading]) -> tuple[Judged | None, ...] | None:
        """The verdicts, with refutations only where nothing else is possible.

        None where another reading turns out to say more.
        """
        refuted = [
            k
            for k, j in enumerate(self.found)
            if j is not None and j.verdict is LinkVerdict.REFUTED
        ]
        told: list[Judged | None] = [
            ASKS
            if j is not None and j.verdict is LinkVerdict.NOT_SHOWN and self.introduces(k)
            else j
            for k, j in enumerate(self.found)
        ]
        mended: dict[int, tuple[Reading, Expression]] = {}
        searched = 0
        for k in refuted:
            told[k] = ASKS if self.says(k) else UNSHOWN
            tellers = () if self.links.unsure else self.tellers(k, others)
            if not tellers:
                continue
            if k - 1 in mended:
                reading, line = mended[k - 1]
                if reading.follows(line, k):
                    told[k] = Judged(LinkVerdict.CONSEQUENCE)
                    continue
            searched += 1
            if searched > MAX_MENDED:
                continue
            found = ((r, error) for r in tellers if (error := r.error(k)) is not None)
            for reading, error in islice(found, 1):
                told[k] = error
                if error.verdict is LinkVerdict.HOLDS_WHERE and reading is not self:
                    reading.found[k] = error
                    return None
                if error.mending is not None and error.mending.index == k + 1:
                    mended[k] = reading, error.mending.line
        return tuple(told)

    def tellers(self, k: int, others: Sequence[Reading]) -> tuple[Reading, ...]:
        """The readings that refute a link for certain; none where there is a doubt."""
        pair = self.pair(k)
        if pair is None or not _all_refute(k, others):
            return ()
        if any(r.is_doubtful(k) for r in others) or self.is_absorbed(*pair):
            return ()
        return tuple(r for r in others if r.is_certain(k))

    def error(self, k: int) -> Judged | None:
        """A refuted link as an error; None where it may be something else."""
        pair = self.pair(k)
        assert pair is not None
        bound = self.bond(*pair)
        if bound is Bond.BOUND or self.introduces(k):
            return None
        found = mending(self, k)
        if found is not None and found.signed is not None:
            return self.signed(found.signed, *pair)
        slip = found is not None and is_slip(self, found, k)
        # a side that is one number for all of its variables asks for none of them
        if (
            self.is_equation(k)
            or bound is Bond.BESIDE
            or not self.names(*pair).isdisjoint(self.links.likely)
        ):
            stands = slip and found is not None and found.plain
        else:
            stands = slip or self.is_surrounded(k)
        return replace(self.seen(k), mending=found) if stands else None

    def signed(self, e: Expression, left: Placed, right: Placed) -> Judged:
        """The verdict on a link of which nothing is missing but the sign of an expression."""
        told = Condition(self.theory.unfold(e), ">=")
        domain = replace(self.domain, conditions=(*self.domain.conditions, told))
        where = self.proved_on((domain, (f"{text(e)} >= 0",)), left, right)
        return UNSHOWN if where is None else Judged(LinkVerdict.HOLDS_WHERE, where)

    def seen(self, k: int) -> Judged:
        """The verdict on the k-th link, at a point of its own variables."""
        found, pair = self.at(k), self.pair(k)
        if found.witness is None or pair is None:
            return found
        own = {v.name for side in pair for v in free_variables(self.theory.unfold(side.node))}
        point = tuple((name, value) for name, value in found.witness.point if name in own)
        return replace(found, witness=replace(found.witness, point=point))

    def at(self, k: int) -> Judged:
        """The verdict on the k-th link."""
        found = self.found[k]
        assert found is not None
        return found

    def pair(self, k: int) -> tuple[Placed, Placed] | None:
        """The sides of the k-th link."""
        left, right = self.links.sides[k], self.links.sides[k + 1]
        return None if left is None or right is None else (left, right)

    def follows(self, mended: Expression, k: int) -> bool:
        """Whether a line stands once the one before is mended."""
        right = self.links.sides[k + 1]
        assert right is not None
        decision = decide(mended, right.node, self.theory, self.domain)
        return decision.verdict is not Verdict.REFUTED

    def is_doubtful(self, k: int) -> bool:
        """Whether a link may mean something else than an identity between its variables."""
        pair = self.pair(k)
        if pair is None:
            return False
        nodes = [strip(self.theory.unfold(side.node)) for side in pair]
        if any(opaque_at_numbers(node, self.theory) for node in nodes):
            return True
        decimals = any(isinstance(s, Decimal) for side in pair for s in subexpressions(side.node))
        return decimals and not far_apart(self.at(k).witness)

    def is_certain(self, k: int) -> bool:
        """Whether a link is refuted here and all that its names mean is known for certain."""
        found, pair = self.found[k], self.pair(k)
        if found is None or pair is None or found.verdict is not LinkVerdict.REFUTED:
            return False
        # what is differentiated by a variable that it has not may be a function of it
        if any(self.is_constant(s) for side in pair for s in subexpressions(strip(side.node))):
            return False
        return self.names(*pair).isdisjoint(self.links.doubtful)

    def is_constant(self, e: Expression) -> bool:
        """Whether an expression is a derivative by a variable that is not in it."""
        if not isinstance(e, DerivativeOf):
            return False
        return e.args[1] not in free_variables(self.theory.unfold(e.args[0]))

    def bond(self, left: Placed, right: Placed) -> Bond:
        """What the equations that the text gives are to a link."""
        sides = self.theory.unfold(left.node), self.theory.unfold(right.node)
        most = Bond.NONE
        for one, other in self.links.given:
            try:
                given = self.theory.unfold(one.node), self.theory.unfold(other.node)
            except REFUSALS:
                continue
            found = bond(sides, given)
            if found > most and not self.is_identity(one, other):
                most = found
        return most

    def is_identity(self, left: Placed, right: Placed) -> bool:
        """Whether nothing shows that an equation does not hold whatever its variables are."""
        free = free_variables(left.node) | free_variables(right.node)
        domain = Domain(tuple(sorted(free, key=str)), (), self.domain.integers & free)
        return Judge(self.theory, domain, ()).refute(left.node, right.node) is None

    def says(self, k: int) -> bool:
        """Whether a link gives a value, asks for one, or says what a name means."""
        pair = self.pair(k)
        if pair is None:
            return False
        first, second = map(self.own, pair)
        return self.is_equation(k) or bool(first - second) or bool(second - first)

    def introduces(self, k: int) -> bool:
        """Whether one side has an unknown function that the other has not."""
        pair = self.pair(k)
        if pair is None:
            return False
        first, second = (unknown_functions(self.theory.unfold(s.node)) for s in pair)
        return first != second

    def own(self, side: Placed) -> set[str]:
        """The variables and the unknown functions in a side."""
        e = self.theory.unfold(side.node)
        return unknown_functions(e) | {v.name for v in free_variables(e)}

    def names(self, *sides: Placed) -> set[str]:
        """All names in sides, and in what defines those."""
        bodies = {d.name: d.body.node for d in self.links.definitions}
        found: set[str] = set()
        waiting = [side.node for side in sides]
        while waiting:
            e = waiting.pop()
            names = {v.name for v in free_variables(e)} | {n.rstrip("'") for n in called(e)}
            waiting += [bodies[n] for n in names - found if n in bodies]
            found |= names
        return found

    def is_equation(self, k: int) -> bool:
        """Whether a link gives a value, or asks where it is taken: it says nothing for all."""
        pair = self.pair(k)
        if pair is None:
            return False
        nodes = [strip(self.theory.unfold(side.node)) for side in pair]
        first, second = map(free_variables, nodes)
        if bool(first) == bool(second) or has_derivative(pair[0].node):
            return False
        return not is_of_angles(nodes[0] if first else nodes[1])

    def is_absorbed(self, left: Placed, right: Placed) -> bool:
        """Whether both sides end in a constant of integration, which may take up another one."""
        if not (has_constant(left.node) and has_constant(right.node)):
            return False
        free = free_variables(left.node) | free_variables(right.node)
        return all(
            decide(
                DerivativeOf(left.node, v), DerivativeOf(right.node, v), self.theory, self.domain
            ).verdict
            is not Verdict.REFUTED
            for v in free
            if v not in CONSTANTS
        )

    def is_surrounded(self, k: int) -> bool:
        """Whether other links of the chain are proved, so that it is a chain of identities."""
        pair = self.pair(k)
        assert pair is not None
        if self.links.functions:
            return False
        if self.links.claimed:
            return True
        first, second = (free_variables(self.theory.unfold(s.node)) for s in pair)
        stand = sum(j is not None and j.verdict in _STAND for j in self.found)
        return first == second and stand > 0

    def stands(self, k: int) -> bool:
        """Whether the k-th link is proved."""
        found = self.found[k]
        return found is not None and found.verdict in _STAND


_STAND = (LinkVerdict.PROVED, LinkVerdict.HOLDS_WHERE, LinkVerdict.ROUNDED)


def _all_refute(k: int, readings: Sequence[Reading]) -> bool:
    """Whether every reading that reads a link refutes it."""
    found = [r.found[k] for r in readings if k < len(r.found)]
    return all(j is None or j is NO_OPINION or j.verdict is LinkVerdict.REFUTED for j in found)
