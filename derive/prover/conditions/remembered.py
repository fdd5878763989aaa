"""What was found for each condition on one domain.

Each is shown by itself, after those alone under which it is defined: what is found does not hang
on what was asked before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from derive.expression.nodes import Expression, Negation, called
from derive.kernel.conditions import Condition, definedness
from derive.kernel.facts.entries import Shown
from derive.kernel.facts.facts import factors_of
from derive.prover.conditions.pruning import pruned
from derive.prover.conditions.showing import Showing, rank


class Found(NamedTuple):
    """Entries that a condition rests on, and all that were found on the way."""

    pruned: Shown
    entries: Shown


class Remembered:
    """The conditions that were asked of one domain, with what shows them."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        self._found: dict[Condition, Found | None] = {}
        self._turned = False

    def found(self, c: Condition) -> Found | None:
        """Entries for a condition, and for that it is defined; None where it is not shown."""
        if c not in self._found:
            self._found[c] = self._searched(c)
        return self._found[c]

    @property
    def is_new(self) -> bool:
        """Whether nothing was asked yet."""
        return not (self._found or self._turned)

    def _searched(self, c: Condition) -> Found | None:
        if self._showing.facts.implies(c):
            entries = tuple(self._showing.entries)
            return Found(pruned(entries, [c]) if entries else (), entries)
        defined = list[Found]()
        for d in sorted(definedness(c.expression), key=rank):
            found = self.found(d)
            if found is None:
                return None
            defined.append(found)
        showing = self._showing.fork()
        for known in defined:
            showing.add(*known.pruned)
        if c.relation == "!=" and factors_of(c.expression):
            if not self._by_factors(c, showing):
                return None
        else:
            strict = self._strictly(c, showing)
            if strict is not None:
                return strict
        if self._is_settled(c, showing) or not showing.show(c):
            return None
        entries = tuple(showing.entries)
        return Found(pruned(entries, [c]), entries)

    def _strictly(self, c: Condition, showing: Showing) -> Found | None:
        """What shows that an expression is positive, or negative, where less is asked of it.

        Beside given ones that may be zero it may be so too; of a fraction of polynomials it is
        rarely asked that it is positive where it is asked that it is not zero.
        """
        sides: tuple[Expression, ...] = ()
        if c.relation == "!=" and called(c.expression):
            sides = (c.expression, Negation(c.expression))
        elif c.relation == ">=" and all(g.relation != ">=" for g in showing.facts.given):
            sides = (c.expression,)
        for side in sides:
            strict = Condition(side, ">")
            if not showing.trial.fails(strict):
                found = self.found(strict)
                if found is not None:
                    return found
                showing.give_up(strict)
        return None

    def _is_settled(self, c: Condition, showing: Showing) -> bool:
        """Whether that an expression is positive is as much as is asked, and was not shown."""
        found = self._found.get(Condition(c.expression, ">"), showing)
        return c.relation == "!=" and found is None and showing.facts.of(c.expression).nonnegative

    def _by_factors(self, c: Condition, showing: Showing) -> bool:
        """Adds what shows that the factors of a product are not zero; whether all are shown."""
        for factor in factors_of(c.expression):
            found = self.found(Condition(factor, "!="))
            if found is None:
                return False
            showing.add(*found.pruned)
        return True

    def in_turn(
        self, asked: Iterable[Condition], shown: Shown = ()
    ) -> tuple[Shown, list[Condition]]:
        """Entries for conditions that are shown one after the other, and those that are not.

        Others are shown before them.
        """
        self._turned = True
        showing = self._showing.fork()
        showing.add(*shown)
        left = [c for c in asked if not showing.show(c)]
        return tuple(showing.entries), left
