"""Which signs a normal form may rely on, and the record of those that it did.

Whatever is relied on becomes a condition of the theorem, so nothing here is trusted: a wrong
answer of `implied` makes a theorem with a condition that fails, not a false one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from derive.expression.nodes import free_variables
from derive.kernel.conditions import Condition, Conditions, definedness
from derive.kernel.exponents import NO_INTEGERS, Integers
from derive.kernel.facts.entries import Shown
from derive.numeric.evaluate import holds

#: The precision at which the sign of a number is looked at.
PRECISION = 192
#: Which relations follow from one.
_STRONGER = {">": (">",), ">=": (">=", ">"), "!=": ("!=", ">"), "=": ("=",)}


def nothing(_: Condition) -> bool:
    """An oracle that knows of no condition."""
    return False


def holds_and_is_defined(condition: Condition, follows: Callable[[Condition], bool]) -> bool:
    """Whether a condition follows, and that it is defined.

    What follows does so only where it is defined: `abs(x)^(1/3) > 0` says nothing of x = 0.
    """
    return follows(condition) and all(map(follows, definedness(condition.expression)))


def shows_nothing(_: Conditions, __: Conditions) -> Shown:
    """A way to show conditions where others hold that shows none."""
    return ()


def follows_nothing(_: Conditions) -> Callable[[Condition], bool]:
    """A way to draw conclusions that draws none."""
    return nothing


@dataclass
class Signs:
    """Conditions that are known to be part of the theorem's, and an oracle for others.

    `facts` hold anyway, the definedness of both sides, and so does what they entail, which
    `follow` decides and `show` shows by entries; `deny` says what fails somewhere.  `declared`
    are offered by the caller; `implied` says whether a condition is worth relying on.
    `integers` are the variables that are integers at every point, `equations` hypotheses.
    `jointly` takes abs(u), where the sign of u is known, for u or its negation as it stands,
    and not factor by factor.  `used` are those relied on, `groups` those of the laws that were
    used.
    """

    facts: Conditions = frozenset()
    declared: Conditions = frozenset()
    implied: Callable[[Condition], bool] = nothing
    follow: Callable[[Conditions], Callable[[Condition], bool]] = follows_nothing
    deny: Callable[[Conditions], Callable[[Condition], bool]] = follows_nothing
    show: Callable[[Conditions, Conditions], Shown] = shows_nothing
    integers: Integers = NO_INTEGERS
    equations: tuple[Condition, ...] = ()
    jointly: bool = False
    used: set[Condition] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)

    @cached_property
    def entailed(self) -> Callable[[Condition], bool]:
        """Whether a condition follows from the facts."""
        return self.follow(self.facts)

    def supposing(self, case: Condition) -> Signs:
        """The same in a case, with a condition that holds in it among the facts."""
        return replace(self, facts=self.facts | {case}, used=set())

    def holds(self, condition: Condition) -> bool:
        """Whether a condition may be relied on; it is recorded where it is not known anyway."""
        if condition.is_trivial() or self._among(condition, self.facts):
            return True
        if not free_variables(condition.expression) and condition.relation != "=":
            return holds(condition, {}, PRECISION) is True
        if holds_and_is_defined(condition, self.entailed):
            return True
        if self._among(condition, self.declared) or self.implied(condition):
            self.used.add(condition)
            return True
        return False

    def _among(self, condition: Condition, known: Conditions) -> bool:
        stronger = _STRONGER[condition.relation]
        return any(Condition(condition.expression, r) in known for r in stronger)
