"""What is known of an equality on a domain: theorem, witness, verdict.

Only a theorem whose conditions the domain implies is *proved*; a point at which both sides are
certainly different wins over everything; what cannot be told is *not shown*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from sympy.core.symbol import Str, Symbol

from derive.check.refutation import Outcome, Search, Sides
from derive.check.worded import worded_like
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    has_derivative,
    is_leaf,
    subexpressions,
)
from derive.kernel.balls import Point
from derive.kernel.conditions import Condition, Conditions, condition_order
from derive.kernel.derivatives import Derivatives
from derive.kernel.judge import Claim, objection, proves
from derive.kernel.theorem import Theorem
from derive.kernel.theory import Theory
from derive.prover.differentiated import differentiated
from derive.prover.domains import Domain, shared
from derive.prover.implied import shown_for, unmet
from derive.prover.opaque import FAMILIES, bodies, concrete
from derive.prover.remaining import remaining
from derive.report.report import Verdict, Witness
from derive.rules import derivative_rows

#: How many points are looked at: first and beside a theorem that stands, before a proof is searched
#: for, and where there is none.
FIRST, BEFORE_SEARCH, ALL = 2, 3, 24
#: How many points a report compares finite differences at.
SHOWN = 12


@dataclass(frozen=True)
class Finding:
    """A verdict with what it rests on: the conditions that are left, a witness, or words."""

    verdict: Verdict
    conditions: tuple[Condition, ...] = ()
    witness: Witness | None = None
    explanation: str = ""
    vacuous: bool = False


#: What is said where no point is known, and where there is neither a theorem nor a witness.
VACUOUS = "no point is known at which both sides have a value"
UNPROVED = "no proof was found, and no point refutes it"


def _only(conditions: tuple[Condition, ...], sides: Sides) -> str:
    """Where it is proved all the same, in words; empty where that is nowhere."""
    where = " and ".join(worded_like(conditions, *sides))
    return f"proved for {where}; the domain is wider" if where else ""


class Judge:
    """Verdicts for the equalities of one script, on its domain.

    Opaque functions are replaced by concrete ones, a family after the other; conditions about
    their values are kept, as conditions on those.  Without `cross_check` a theorem is taken by
    itself, and no point is looked at that could refute it.
    """

    def __init__(
        self,
        theory: Theory,
        domain: Domain,
        points: Sequence[Point] | None = None,
        cross_check: bool = True,
    ) -> None:
        self.theory = theory
        self.domain = domain
        self.cross_check = cross_check
        #: How many conditions at the end of the domain were found, and are not declared.
        self.natural = 0
        self.opaque = tuple(sorted(theory.opaque))
        self.everywhere = Domain(domain.variables)
        families = FAMILIES if self.opaque else 1
        self._searches = [Search(self._concrete_domain(k)) for k in range(families)]
        self.points = self._searches[0].domain.points(SHOWN) if points is None else points

    def _concrete_domain(self, family: int) -> Domain:
        if not self.opaque:
            return self.domain
        conditions = (self._concrete(c, family) for c in self.domain.conditions)
        return Domain(self.domain.variables, tuple(conditions), self.domain.integers)

    def _concrete(self, c: Condition, family: int) -> Condition:
        return Condition(concrete(c.expression, self.opaque, family), c.relation)

    def refute(
        self, left: Expression, right: Expression, count: int = BEFORE_SEARCH
    ) -> Finding | None:
        """The refutation of `left = right` at a few points, if it is one.  Raises `KernelError`."""
        unfolded = self.theory.unfold(left), self.theory.unfold(right)
        for k, search in enumerate(self._searches if self.cross_check else ()):
            outcome = search.at_points(self._sides(unfolded, k), count)
            if outcome.refuted is not None:
                return Finding(Verdict.REFUTED, witness=self._told(outcome.refuted, k, unfolded))
        return None

    def _told(self, witness: Witness | None, family: int, sides: Sides) -> Witness | None:
        """A witness with what the opaque functions in the sides stood for."""
        if witness is None or not self.opaque:
            return witness
        return replace(witness, functions=bodies(self.opaque, family, sides))

    def _sides(self, unfolded: Sides, family: int) -> Sides:
        left, right = (unmixed(concrete(e, self.opaque, family)) for e in unfolded)
        return left, right

    def judge(self, left: Expression, right: Expression, theorem: Theorem | None) -> Finding:
        """The verdict on `left = right`; a theorem of anything else is none.

        Raises `KernelError` where a side cannot be unfolded.
        """
        unfolded = self.theory.unfold(left), self.theory.unfold(right)
        claim = self._claim(left, right)
        wrong = "" if theorem is None else objection(claim, theorem)
        theorem = None if wrong else theorem
        left_over = None if theorem is None else self._left_over(claim, theorem)
        looked = theorem is None or self.cross_check
        outcome = self._searched(unfolded, left_over) if looked else Outcome()
        if outcome.refuted is not None:
            return Finding(Verdict.REFUTED, witness=outcome.refuted)
        if theorem is None or left_over is None:
            return _without_theorem(outcome, wrong)
        return self._with_theorem(theorem, unfolded, left_over, outcome)

    def _left_over(self, claim: Claim, theorem: Theorem) -> tuple[Condition, ...]:
        """The conditions under which a theorem says what is claimed; none where it does anyway."""
        if self._is_proved(claim, theorem, ()):
            return ()
        left = unmet(theorem.conditions, self.domain, derivative_rows) or theorem.conditions
        told = (
            remaining(theorem.conditions, self.domain, derivative_rows),
            tuple(sorted(left, key=condition_order)),
        )
        stands = (more for more in told if more and self._is_proved(claim, theorem, more))
        return next(stands, tuple(sorted(theorem.conditions, key=condition_order)))

    def _is_proved(self, claim: Claim, theorem: Theorem, more: tuple[Condition, ...]) -> bool:
        """Whether a theorem says what is claimed where more conditions hold."""
        where = (*self.domain.conditions, *more)
        domain = self.domain
        if more:
            domain = Domain(domain.variables, where, domain.integers)
        claim = claim._replace(conditions=where)
        if proves(claim, theorem, rows_of=derivative_rows):  # mostly its conditions say so
            return True
        shown = shown_for(theorem.conditions, domain, derivative_rows)
        return shown != () and proves(claim, theorem, shown, derivative_rows)

    def _searched(self, unfolded: Sides, left_over: tuple[Condition, ...] | None) -> Outcome:
        """What points say: a few beside a theorem that stands, else all that are worth a look."""
        found = Outcome()
        for k, search in enumerate(self._searches):
            sides = self._sides(unfolded, k)
            if left_over == ():
                outcome = search.at_points(sides, FIRST)
            else:
                conditions = tuple(self._concrete(c, k) for c in left_over or ())
                outcome = search.everywhere(sides, ALL, conditions)
                if left_over is None and outcome.refuted is None:
                    outcome = outcome.joined(search.closely(sides, ALL))
            refuted, changes = (
                self._told(w, k, unfolded) for w in (outcome.refuted, outcome.changes)
            )
            found = found.joined(Outcome(refuted, changes, outcome.finite))
            if found.refuted is not None:
                break
        return found

    def _with_theorem(
        self,
        theorem: Theorem,
        unfolded: Sides,
        left_over: tuple[Condition, ...],
        outcome: Outcome,
    ) -> Finding:
        excepted = all(c.relation == "!=" for c in left_over)
        seen = outcome.finite and not left_over  # a point of the domain, which implies them all
        if excepted and not seen and not self._certified(theorem, unfolded):
            if any(c.is_false() for c in left_over) or not self._is_somewhere(left_over):
                left_over = ()  # no domain is to be had from it
            return Finding(Verdict.NOT_SHOWN, left_over, explanation=VACUOUS, vacuous=True)
        if excepted:
            return Finding(Verdict.PROVED_FOR if left_over else Verdict.PROVED, left_over)
        if not self._is_somewhere(left_over):
            left_over = ()  # there is nothing that it could be proved for
        if outcome.changes is not None:
            return Finding(Verdict.DOMAIN_CHANGES, left_over, outcome.changes)
        return Finding(
            Verdict.NOT_SHOWN, left_over, explanation=_only(left_over, unfolded) or VACUOUS
        )

    def says(self, left: Expression, right: Expression, theorem: Theorem) -> bool:
        """Whether a theorem is one of `left = right`, on whatever domain."""
        return not objection(self._claim(left, right), theorem)

    def _claim(self, left: Expression, right: Expression) -> Claim:
        return Claim(left, right, self.theory, self.domain.conditions, self.domain.integers)

    def _is_somewhere(self, conditions: tuple[Condition, ...]) -> bool:
        """Whether a point of the domain is known at which conditions hold."""
        for k, search in enumerate(self._searches):
            domain = search.domain
            where = (*domain.conditions, *(self._concrete(c, k) for c in conditions))
            if Domain(domain.variables, where, domain.integers).points(1):
                return True
        return False

    def pending(self, conditions: Conditions) -> tuple[Condition, ...]:
        """The conditions that the domain does not imply, as simple as they can be."""
        return remaining(conditions, self.domain, derivative_rows)

    def needed(self, conditions: Conditions) -> tuple[Condition, ...]:
        """The conditions that hold on the domain, but not for what is declared of it."""
        if not self.natural:
            return ()
        return remaining(conditions, self._declared, derivative_rows)

    @cached_property
    def _declared(self) -> Domain:
        """The domain without those conditions, which remembers what it was asked."""
        known = self.domain.conditions[: -self.natural]
        return shared(Domain(self.domain.variables, known, self.domain.integers))

    def _certified(self, theorem: Theorem, unfolded: Sides) -> bool:
        """Whether some point certainly satisfies the conditions, with finite balls.

        Under no condition both sides have a value at every point, too large for balls or not.
        """
        if not theorem.conditions and self.domain.points(1):
            return True
        for k, search in enumerate(self._searches):
            conditions = [self._concrete(c, k) for c in theorem.conditions]
            if search.certifies(conditions, self._sides(unfolded, k), ALL):
                return True
        return False


@lru_cache(maxsize=1_000)
def unmixed(e: Expression) -> Expression:
    """`e` for balls, which follow derivatives by one variable: others within are carried out.

    That is done by the rows of the calculus, so it is no witness against those.
    """
    if is_leaf(e) or not has_derivative(e):
        return e
    args = tuple(a if isinstance(a, (Str, Symbol)) else unmixed(a) for a in e.args)
    if isinstance(e, (DerivativeOf, DerivativeAt)) and _is_mixed(e):
        args = (differentiated(args[0], Derivatives(derivative_rows)), *args[1:])
    return e.func(*args)


def _is_mixed(e: Expression) -> bool:
    inner = (s for s in subexpressions(e.args[0]) if isinstance(s, (DerivativeOf, DerivativeAt)))
    return any(s.args[1] != e.args[1] for s in inner)


def _without_theorem(outcome: Outcome, wrong: str) -> Finding:
    if outcome.changes is not None:
        return Finding(Verdict.DOMAIN_CHANGES, witness=outcome.changes)
    if wrong:
        return Finding(Verdict.NOT_SHOWN, explanation=wrong)
    if not outcome.finite:
        return Finding(Verdict.NOT_SHOWN, explanation=VACUOUS, vacuous=True)
    return Finding(Verdict.NOT_SHOWN, explanation=UNPROVED)
