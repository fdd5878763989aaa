"""The links of a chain that stands in a document: a verdict for each, silent where unsure.

A chain comes in several readings.  A link is proved where one reading proves it, and the reading
that proves most is kept; it is refuted only where every reading that reads it is, and what tells
an error from an equation that only holds somewhere is there as well: an edit that mends it, or a
chain that stands around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sympy.core.symbol import Symbol

from derive.check.complaints import place_of_edit
from derive.check.decide import Decision, decide
from derive.check.elaborate import domain_of, theory_of
from derive.check.evidence import Judge
from derive.check.likely import (
    CONSTANTS,
    far_apart,
    has_constant,
    has_power,
    is_of_angles,
    opaque_at_numbers,
    placed_path,
)
from derive.check.naturally import Candidate, everything_positive, one_by_one
from derive.check.rounding import is_rounded
from derive.check.worded import worded_like
from derive.expression.nodes import (
    Decimal,
    DerivativeOf,
    Expression,
    Path,
    at_path,
    called,
    free_variables,
    has_derivative,
    strip,
    subexpressions,
)
from derive.kernel.conditions import definedness
from derive.kernel.domains import Domain
from derive.kernel.theory import REFUSALS, Theory
from derive.report.diagnostics import Place
from derive.report.document import LinkVerdict
from derive.report.report import Verdict, Witness
from derive.script.links import Links
from derive.script.script import Placed
from derive.search.prove import prove

#: So many readings of a chain are tried.
MAX_TRIED = 14
#: For so many links of a chain an edit is looked for.
MAX_MENDED = 4


@dataclass(frozen=True)
class Mending:
    """What mends a link: the side that changes, where in it, the new part and the new side.

    `written` is the span in the text of what the new part takes the place of.
    """

    index: int
    kind: str
    said: str
    path: Path
    new: Expression
    line: Expression
    place: Place
    written: tuple[int, int]
    small: bool


@dataclass(frozen=True)
class Judged:
    """A link with its verdict; of a refuted one what mends it."""

    verdict: LinkVerdict
    conditions: tuple[str, ...] = ()
    witness: Witness | None = None
    explanation: str = ""
    mending: Mending | None = None


@dataclass(frozen=True)
class JudgedChain:
    """The reading of a chain that is kept, with a verdict for each pair of neighbours.

    A pair that is no equality, or of which a side is not read, has none.
    """

    links: Links
    judged: tuple[Judged | None, ...]


UNSHOWN = Judged(LinkVerdict.NOT_SHOWN)
ASKS = Judged(LinkVerdict.DEFINES)


def judge_chain(readings: Iterable[Links]) -> JudgedChain | None:
    """The verdicts on a chain; None where it has no reading."""
    tried = [_Reading(links) for links in islice(readings, MAX_TRIED) if _is_usable(links)]
    done: list[_Reading] = []
    for reading in tried:
        reading.judge()
        done.append(reading)
        if reading.all_stand:
            break
    if not done:
        return None
    best = max(done, key=lambda r: r.standing)
    return JudgedChain(best.links, tuple(best.told(done)))


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


class _Reading:
    """One reading of a chain, with the decisions on its links."""

    def __init__(self, links: Links) -> None:
        self.links = links
        self.theory: Theory = theory_of(links)
        self.domain: Domain = domain_of(links, self.theory)
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
        return all(j is None or j.verdict in _STAND for j in self.found)

    @property
    def standing(self) -> tuple[int, int]:
        """How many links are proved, and how many hold somewhere."""
        verdicts = [j.verdict for j in self.found if j is not None]
        return sum(v in _STAND for v in verdicts), -sum(v is LinkVerdict.REFUTED for v in verdicts)

    def judged(self, left: Placed, right: Placed) -> Judged:
        """The verdict on one link in this reading."""
        if not self.links.valued.isdisjoint(self.names(left) & self.names(right)):
            return UNSHOWN  # what holds for one number says nothing of a line that has its letter
        decision = decide(left.node, right.node, self.theory, self.domain)
        match decision.verdict:
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
        return Judged(LinkVerdict.NOT_SHOWN, explanation=decision.explanation)

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
        return Domain(self.domain.variables, (*self.domain.conditions, *new), self.domain.integers)

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

    def told(self, others: Sequence[_Reading]) -> Iterator[Judged | None]:
        """The verdicts, with refutations only where nothing else is possible."""
        refuted = [
            k
            for k, j in enumerate(self.found)
            if j is not None and j.verdict is LinkVerdict.REFUTED
        ]
        told: list[Judged | None] = list(self.found)
        mended: dict[int, Expression] = {}
        searched = 0
        for k in refuted:
            told[k] = ASKS if self.is_equation(k) else UNSHOWN
            pair = self.pair(k)
            if self.links.unsure or not _all_refute(k, others) or pair is None:
                continue
            if any(r.is_doubtful(k) for r in others) or self.is_absorbed(*pair):
                continue
            teller = next((r for r in others if r.is_certain(k)), None)
            if teller is None or teller.is_bound(*pair):
                continue
            if k - 1 in mended and self.follows(mended[k - 1], pair[1].node):
                told[k] = Judged(LinkVerdict.CONSEQUENCE)
                continue
            searched += 1
            if searched > MAX_MENDED:
                continue
            mending = teller.mending(k)
            slip = mending is not None and teller.is_slip(mending, k)
            if slip or teller.is_surrounded(k):
                told[k] = replace(teller.at(k), mending=mending)
                if mending is not None and mending.index == k + 1:
                    mended[k] = mending.line
        return iter(told)

    def at(self, k: int) -> Judged:
        found = self.found[k]
        assert found is not None
        return found

    def pair(self, k: int) -> tuple[Placed, Placed] | None:
        """The sides of the k-th link."""
        left, right = self.links.sides[k], self.links.sides[k + 1]
        return None if left is None or right is None else (left, right)

    def follows(self, mended: Expression, right: Expression) -> bool:
        """Whether a line stands once the one before is mended."""
        decision = decide(mended, right, self.theory, self.domain)
        return decision.verdict in (Verdict.PROVED, Verdict.PROVED_FOR)

    def is_doubtful(self, k: int) -> bool:
        """Whether a link may mean something else than an identity between its variables."""
        pair = self.pair(k)
        if pair is None:
            return False
        nodes = [strip(self.theory.unfold(side.node)) for side in pair]
        if any(opaque_at_numbers(node, self.theory) for node in nodes):
            return True
        decimals = any(isinstance(s, Decimal) for side in pair for s in subexpressions(side.node))
        if decimals and not far_apart(self.at(k).witness):
            return True
        return self.is_equation(k)

    def is_certain(self, k: int) -> bool:
        """Whether a link is refuted here and all that its names mean is known for certain."""
        found, pair = self.found[k], self.pair(k)
        if found is None or pair is None or found.verdict is not LinkVerdict.REFUTED:
            return False
        return self.names(*pair).isdisjoint(self.links.doubtful)

    def is_bound(self, *sides: Placed) -> bool:
        """Whether an equation of the text that is no identity binds the variables of a link."""
        names = {v.name for s in sides for v in free_variables(self.theory.unfold(s.node))}
        for left, right in self.links.given:
            own = {v.name for s in (left, right) for v in free_variables(s.node)}
            if names & own and not self.is_identity(left, right):
                return True
        return False

    def is_identity(self, left: Placed, right: Placed) -> bool:
        """Whether an equation holds whatever its variables are."""
        free = free_variables(left.node) | free_variables(right.node)
        domain = Domain(tuple(sorted(free, key=str)), (), self.domain.integers & free)
        verdict = decide(left.node, right.node, self.theory, domain).verdict
        return verdict in (Verdict.PROVED, Verdict.PROVED_FOR, Verdict.DOMAIN_CHANGES)

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

    def is_slip(self, mending: Mending, k: int) -> bool:
        """Whether an edit is small enough to tell an error from an equation."""
        pair = self.pair(k)
        assert pair is not None
        first, second = (free_variables(self.theory.unfold(s.node)) for s in pair)
        if first != second and mending.kind not in _PLAIN:
            return False
        unknown = {f.name for f in self.links.functions}
        both = {n.rstrip("'") for side in pair for n in called(side.node)}
        return mending.kind in _PLAIN or not both & unknown

    def mending(self, k: int) -> Mending | None:
        """The edit that mends a link, on its right side or on its left."""
        sides = self.links.sides
        left, right = self.pair(k) or (None, None)
        assert left is not None
        assert right is not None
        before = sides[k - 1] if k > 0 and self.links.joined[k - 1] else None
        after = sides[k + 2] if k + 2 < len(sides) and self.links.joined[k + 1] else None
        first = self.edit(k + 1, left, right, None if after is None else after.node)
        if first is not None and first.kind in _PLAIN:
            return first
        other = self.edit(k, right, left, None if before is None else before.node)
        if other is not None and (first is None or other.kind in _PLAIN):
            stays = k == 0 or not self.stands(k - 1)
            return other if stays else first or other
        return first

    def stands(self, k: int) -> bool:
        found = self.found[k]
        return found is not None and found.verdict in _STAND

    def edit(
        self, index: int, old: Placed, new: Placed, beyond: Expression | None
    ) -> Mending | None:
        from derive.search.remedy import Wrong, mend

        domain = self.natural(old.node)
        judge = Judge(self.theory, domain)
        wrong = Wrong(old.node, new.node, beyond, None, self.theory, domain, judge.points)
        try:
            found = mend(wrong)
        except REFUSALS:
            return None
        if found is None:
            return None
        path = placed_path(new, found.edit.path)
        part = new.parsed.part(path)
        return Mending(
            index,
            found.edit.kind,
            found.edit.said,
            path,
            at_path(found.line, path),
            found.line,
            place_of_edit(new, found),
            (part.start, part.end),
            not free_variables(found.edit.new) - free_variables(part.node),
        )


#: Edits that say nothing where they change all of a side.
_WHOLE = ("missing term", "missing factor", "missing divisor", "missing exponent", "variable")
#: Edits that are slips of the pen also where functions are unknown.
_PLAIN = (
    "sign",
    "exponent",
    "numeral",
    "function",
    "swapped fraction",
    "swapped difference",
    "doubled factor",
    "operator",
)
_STAND = (LinkVerdict.PROVED, LinkVerdict.HOLDS_WHERE, LinkVerdict.ROUNDED)


def _all_refute(k: int, readings: Sequence[_Reading]) -> bool:
    """Whether every reading that reads a link refutes it."""
    found = [r.found[k] for r in readings if k < len(r.found)]
    return all(j is None or j.verdict is LinkVerdict.REFUTED for j in found)
