"""What is shown so far, and the search for entries that show one condition more.

The kernel's own facts are the state: an entry that they take is kept, one that they refuse is
dropped.  What is found at last is looked over again, from the start, by whoever relies on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flint.utils.flint_exceptions import IncompatibleContextError

from derive.expression.nodes import Expression, called, size
from derive.kernel.certificates.entries import Entry
from derive.kernel.conditions import Condition, definedness
from derive.kernel.derivatives import Derivatives
from derive.kernel.exponents import NO_INTEGERS, Integers
from derive.kernel.facts.enter import look_over
from derive.kernel.facts.entries import FactEntry, Same
from derive.kernel.facts.facts import Facts
from derive.kernel.facts.intervals import REALS
from derive.kernel.theory import KernelError, well_formed
from derive.kernel.tidy import order
from derive.prover.conditions.trial import NOWHERE, Trial
from derive.prover.direct import direct, direct_in_case
from derive.prover.identities import certified, values
from derive.prover.normal.signs import Signs
from derive.prover.normal_form import written
from derive.rules.procedures import PROCEDURES

#: How many conditions are tried for one, large ones counting more, and how deep they lie.
FUEL, MAX_DEPTH = 40, 6
SMALL = 12
MAX_SIZE = 200


class Tactic(NamedTuple):
    """A way to show a condition, which may add entries.

    It says True where no other one is worth trying after it.
    `across` says that it can show of an expression of both signs that it is not zero.
    """

    run: Callable[[Showing, Condition], bool | None]
    across: bool = False


@dataclass
class Fuel:
    """How many conditions more are tried, in whatever case."""

    left: int = 0


class Showing:
    """The facts of a domain, the entries that were found, and what could not be shown."""

    def __init__(
        self,
        given: Iterable[Condition],
        integers: Integers = NO_INTEGERS,
        derivatives: Derivatives | None = None,
        tactics: Sequence[Tactic] = (),
        trial: Callable[[], Trial] = lambda: NOWHERE,
    ) -> None:
        self.derivatives = derivatives or Derivatives()
        self.facts = Facts(given, integers, self.derivatives)
        self.entries: list[FactEntry] = []
        self.tactics = tactics
        self.fuel = Fuel()
        self.trial_of = trial
        #: The conditions that were not shown, with the depth at which they were tried.
        self._tried: dict[Condition, int] = {}
        self._added: dict[FactEntry, tuple[int, bool]] = {}
        self._unequal: set[tuple[Expression, Expression]] = set()
        self._depth = 0

    def show(self, c: Condition) -> bool:
        """Whether a condition, and that it is defined, can be shown."""
        self.fuel.left = FUEL
        return well_formed(c.expression) and self.reach(c)

    def reach(self, c: Condition) -> bool:
        """The same as a part of what is to be shown."""
        for d in sorted(definedness(c.expression), key=rank):
            if not self.facts.holds(d) and not self._search(d):
                return False
        return self.facts.holds(c) or self._search(c)

    def _search(self, c: Condition) -> bool:
        spent = self.fuel.left <= 0 or self._depth >= MAX_DEPTH
        if spent or self._tried.get(c, MAX_DEPTH) <= self._depth or size(c.expression) > MAX_SIZE:
            return False
        self._tried[c] = self._depth
        trial = self.trial
        if trial.fails(c):
            self._tried[c] = 0
            return False
        across = c.relation == "!=" and trial.turns(c.expression)
        self.fuel.left -= _cost(c)
        self._depth += 1
        try:
            for tactic in self.tactics:
                if across and not tactic.across:
                    continue
                settled = tactic.run(self, c)
                if self.facts.holds(c):
                    return True
                if settled:
                    break
        finally:
            self._depth -= 1
        if self.fuel.left <= 0:
            del self._tried[c]
        return False

    def instead(self, c: Condition, other: Condition) -> bool:
        """Whether another condition can be shown, which takes the place of one that is tried."""
        self.fuel.left += _cost(c)
        self._depth -= 1
        try:
            return self.reach(other)
        finally:
            self._depth += 1

    def give_up(self, c: Condition) -> None:
        """Takes note that a condition was searched for elsewhere, and not shown."""
        self._tried[c] = 0

    @property
    def is_outermost(self) -> bool:
        """Whether the condition that is tried is one that was asked for, and no part of it."""
        return self._depth <= 1

    @property
    def trial(self) -> Trial:
        """The points of S at which conditions are tried."""
        return self.trial_of()

    def add(self, *entries: FactEntry) -> bool:
        """Keeps entries that the facts take; whether they took the last one."""
        return all([self._add(entry) for entry in entries][-1:])

    def _add(self, entry: FactEntry) -> bool:
        """Keeps an entry if it tells something new; whether it holds."""
        before, holds = self._added.get(entry, (-1, False))
        if before == self.facts.version:
            return holds
        version = self.facts.version
        try:
            look_over(self.facts, (entry,))
            holds = True
        except (KernelError, IncompatibleContextError):  # a polynomial from before the ring grew
            holds = False
        if self.facts.version != version:
            self.entries.append(entry)
        self._added[entry] = self.facts.version, holds
        return holds

    def same(self, e: Expression, other: Expression, lawful: bool = True) -> bool:
        """Hands on to e what is known of another expression that is equal to it.

        `lawful` says that laws may be used where multiplying out is not enough.  Nothing is asked
        where the other expression tells nothing new.
        """
        if e == other:
            return True
        if (e, other) in self._unequal or self.trial.differ(e, other):
            return False
        groups = PROCEDURES["identity" if lawful else "algebra"]
        seen = direct(e, other, groups, self.derivatives.rows_of)
        if seen is not None and self.add(Same(e, other, values(seen))):
            return True
        seen = direct_in_case(e, other, groups, self.derivatives, self._sign_of) if lawful else None
        if seen is not None and self.add(Same(e, other, values(seen))):
            return True
        entries = self.identity(e, other) if lawful else None
        if entries is not None and self.add(Same(e, other, entries)):
            return True
        if lawful:
            self._unequal.add((e, other))
        return False

    def _sign_of(self, e: Expression) -> int:
        inside = self.facts.of(e) if self.facts.defined(e) else REALS
        return 1 if inside.nonnegative else -1 if inside.nonpositive else 0

    def identity(self, e: Expression, other: Expression) -> tuple[Entry, ...] | None:
        """Entries that show two expressions to be equal; None where none are found."""
        try:
            found = certified(e, other, PROCEDURES["identity"], self._signs(), self.derivatives)
        except KernelError:
            return None
        return None if found is None else values(found)

    def _signs(self) -> Signs:
        return Signs(
            frozenset(self.facts.given),
            follow=lambda _: self.facts.implies,
            integers=self.facts.integers,
        )

    def simple(self, e: Expression, procedure: str = "identity") -> Expression | None:
        """The normal form of an expression, if there is one without half tangents."""
        try:
            found = written(e, PROCEDURES[procedure], self._signs(), self.derivatives)
        except KernelError:
            return None
        return None if "tan" in called(found) else found

    def fork(self) -> Showing:
        """The same, which finds apart from it: what is shown does not hang on what was asked."""
        other = Showing((), self.facts.integers, self.derivatives, self.tactics, self.trial_of)
        other.facts, other.entries = self.facts.copied(), list(self.entries)
        return other

    def supposing(self, *conditions: Condition) -> Showing:
        """The same where conditions hold, with entries of its own."""
        here = self.trial.among(conditions)
        other = Showing((), self.facts.integers, self.derivatives, self.tactics, lambda: here)
        other.facts = self.facts.supposing(*conditions)
        other.fuel, other._depth = self.fuel, self._depth
        return other


def _cost(c: Condition) -> int:
    return 1 + size(c.expression) // SMALL


def rank(c: Condition) -> tuple[int, tuple[object, ...], str]:
    """Small conditions first, in an order that depends on no hash, and that no text is made for."""
    return size(c.expression), order(c.expression), c.relation
