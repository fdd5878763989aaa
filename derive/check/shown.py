"""How conditions were shown, in words: what each entry tells, and what that rests on.

The entries are entered once more, one by one, and what is known before and behind is read off.
Nothing is proved here: the kernel has looked them over.  A new kind of entry is one row of `TOLD`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from derive.check.certified import Asked, certified
from derive.check.grounds import grounds, lightened, plainly, stated, told
from derive.check.multiplied import TooLargeError
from derive.expression.nodes import (
    Expression,
    free_variables,
    is_leaf,
)
from derive.expression.substitution import substitute
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.conditions import Condition, alternatives
from derive.kernel.derivatives import Derivatives
from derive.kernel.facts import entries as kinds
from derive.kernel.facts.enter import differences, look_over
from derive.kernel.facts.facts import Facts
from derive.kernel.functions import PARAMETERS
from derive.kernel.judge import met
from derive.kernel.laws import INEQUALITIES
from derive.kernel.theory import KernelError
from derive.prover.domains import Domain
from derive.prover.implied import are_met, shown_for
from derive.prover.polynomials import polynomial
from derive.report.certificate import Certified, Known, Statement
from derive.rules import derivative_rows
from derive.rules.inequalities import ROWS

#: How often entries are looked over to find out which are needed.
MAX_TRIALS = 80


class Told(NamedTuple):
    """What an entry is about, and why it holds."""

    of: tuple[Expression, ...]
    why: str
    law: Statement | None = None
    short: bool = True


def shown(c: Condition, domain: Domain) -> tuple[Known, ...]:
    """How a condition is shown on a domain: the entries it needs, and what it follows from then."""
    if not are_met([c], domain, derivative_rows):
        return ()
    found = shown_for([c], domain, derivative_rows)
    teller = Teller(Facts(domain.conditions, domain.whole, Derivatives(derivative_rows)), c)
    try:
        return teller.all_told(least(found, partial(_stands, c, domain)))
    except (KernelError, TooLargeError):
        return ()


def _stands(c: Condition, domain: Domain, entries: kinds.Shown) -> bool:
    return met([c], domain.conditions, domain.whole, entries, derivative_rows)


# Which entries are needed


def least(entries: kinds.Shown, stands: Callable[[kinds.Shown], bool]) -> kinds.Shown:
    """As few of the entries as are enough, and of those in cases too."""
    trials = iter(range(MAX_TRIALS))

    def tried(part: kinds.Shown) -> bool:
        return next(trials, None) is not None and stands(part)

    found = [_without(entries, order, tried) for order in (range(len(entries)), None)]
    return _inner(min(found, key=len), tried)


def _without(
    entries: kinds.Shown, order: range | None, stands: Callable[[kinds.Shown], bool]
) -> kinds.Shown:
    """The entries that are left when one after the other is dropped, from either end."""
    kept = dict(enumerate(entries))
    for i in order if order is not None else reversed(range(len(entries))):
        rest = {k: entry for k, entry in kept.items() if k != i}
        if stands(tuple(rest.values())):
            kept = rest
    return tuple(kept.values())


def _inner(entries: kinds.Shown, stands: Callable[[kinds.Shown], bool]) -> kinds.Shown:
    """The same with fewer entries in cases."""
    for i, entry in enumerate(entries):
        if isinstance(entry, kinds.Cases):
            around = entries[:i], entries[i + 1 :]
            entries = (*around[0], _fewer_in_cases(entry, around, stands), *around[1])
    return entries


def _fewer_in_cases(
    entry: kinds.Cases,
    around: tuple[kinds.Shown, kinds.Shown],
    stands: Callable[[kinds.Shown], bool],
) -> kinds.Cases:
    def enough(first: kinds.Shown, second: kinds.Shown) -> bool:
        return stands((*around[0], replace(entry, entries=(first, second)), *around[1]))

    first, second = entry.entries
    first = _without(first, None, lambda part: enough(part, second))
    second = _without(second, None, lambda part: enough(first, part))
    return replace(entry, entries=(first, second))


# What they say


class Teller:
    """Enters entries for a condition one by one, and tells what each has shown."""

    def __init__(self, facts: Facts, goal: Condition) -> None:
        self.facts = facts
        self.goal = goal

    def all_told(self, entries: kinds.Shown) -> tuple[Known, ...]:
        """What each entry tells, and at last what the condition follows from."""
        found = [self.told(entry) for entry in entries]
        said, why = stated(self.goal), self.since(self.goal.expression)
        short = [one.said for one in found if one.short]
        why = (short or [""])[-1] if why == said else why
        if why and said not in short:
            found.append(Known("", said, f"since {why}"))
        return tuple(found)

    def told(self, entry: Any) -> Known:
        """What one more entry tells."""
        found = TOLD[type(entry)](self, entry)
        in_cases = isinstance(entry, kinds.Cases) and not _is_subdivision(entry)
        cases = tuple(self._cases(entry)) if in_cases else ()
        equal = self._equal(entry) if isinstance(entry, kinds.Same) else None
        look_over(self.facts, (entry,))
        said = " and ".join(filter(None, dict.fromkeys(map(self.said, found.of))))
        short = found.short and bool(said) and f"since {said}" != found.why
        return Known(type(entry).__name__, said, found.why, found.law, cases, equal, short)

    def _cases(self, entry: kinds.Cases) -> Iterator[tuple[tuple[str, ...], tuple[Known, ...]]]:
        both = alternatives(entry.u, entry.relation)
        for supposed, inner in zip(both, entry.entries, strict=True):
            case = Teller(self.facts.supposing(*supposed), entry.condition)
            none = (Known("", "", "there is no such point"),)
            told = none if case.facts.empty else case.all_told(inner)
            yield tuple(map(stated, supposed)), told

    def _equal(self, entry: kinds.Same) -> Certified | None:
        sides = entry.e, entry.other
        asked = Asked(("identity",), self.facts.derivatives, self.facts.integers)
        try:
            return certified(Certificate(entry.entries), sides, sides, asked)
        except (KernelError, TooLargeError):
            return None

    def said(self, e: Expression) -> str:
        """What is known of an expression."""
        if e == self.goal.expression and self.facts.holds(self.goal):
            return stated(self.goal)
        return told(e, self.facts.of(e))

    def holding(self, e: Expression, *relations: str) -> str:
        """The first of the relations that is known to hold of an expression, in words."""
        found = (Condition(e, r) for r in relations)
        return next((stated(c) for c in found if self.facts.holds(c)), "")

    def since(self, e: Expression) -> str:
        """What is known of the parts of an expression."""
        return _listed(grounds(self.facts, e))


def _listed(said: tuple[str, ...]) -> str:
    return " and ".join((", ".join(said[:-1]), said[-1]) if len(said) > 1 else said)


def _same(t: Teller, entry: kinds.Same) -> Told:
    """What is equal has one value: what is only written otherwise is not worth a word."""
    e, other, why = entry.e, entry.other, t.since(entry.other)
    if not why:
        return Told((e,), f"it is {plainly(other)}")
    if plainly(e) == plainly(other) or not free_variables(e):
        return Told((e,), f"since {why}", short=e == t.goal.expression)
    if polynomial(e) == polynomial(other) and (is_leaf(e) or lightened(other) in t.facts.known):
        return Told((e,), f"since {why}", short=is_leaf(e) or e == t.goal.expression)
    return Told((e,), f"it is {plainly(other)}, where {why}")


def _compared(t: Teller, entry: kinds.Compared) -> Told:
    both = differences(entry)
    told, by = both[::-1] if entry.of_arguments else both
    return Told((told,), f"{entry.name} is increasing, and {t.said(by)}")


def _shaped(_: Teller, entry: kinds.Shaped) -> Told:
    statement, when = ROWS[entry.row]
    bound = dict(zip(PARAMETERS, entry.arguments, strict=False))
    of = substitute(INEQUALITIES[entry.row][0].expression, bound)
    bindings = tuple((v.name, e) for v, e in bound.items() if v in free_variables(_stated(entry)))
    return Told((of,), "", Statement("", statement, when, bindings))


def _stated(entry: kinds.Shaped) -> Expression:
    return INEQUALITIES[entry.row][0].expression


def _on_box(t: Teller, entry: kinds.OnBox) -> Told:
    return Told((entry.e,), f"computed in a ball where {_box(t, entry.e)}")


def _box(t: Teller, e: Expression) -> str:
    return _listed(tuple(t.said(v) for v in sorted(free_variables(e), key=str)))


def _in_cases(t: Teller, entry: kinds.Cases) -> Told:
    e = entry.condition.expression
    if _is_subdivision(entry):
        return Told((e,), f"on every piece of a subdivision of {_box(t, e)}, computed in balls")
    return Told((e,), "in both cases")


def _is_subdivision(entry: kinds.FactEntry) -> bool:
    """Whether cases are boxes, or cases of boxes again."""
    inner = [e for shown in entry.entries for e in shown] if isinstance(entry, kinds.Cases) else []
    return bool(inner) and all(isinstance(e, kinds.OnBox) or _is_subdivision(e) for e in inner)


#: What each kind of entry says.
TOLD: dict[type, Callable[[Teller, Any], Told]] = {
    kinds.Same: _same,
    kinds.Compared: _compared,
    kinds.Shaped: _shaped,
    kinds.OnBox: _on_box,
    kinds.Cases: _in_cases,
}
