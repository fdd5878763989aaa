"""The table of entries of conditions: how each kind is looked over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.expression.nodes import Expression, Negation, SumOf, call, free_variables
from derive.expression.substitution import substitute
from derive.kernel.balls import CannotTell, Undefined, ball, evaluate
from derive.kernel.certificates.enter import enter
from derive.kernel.certificates.identity import Identity
from derive.kernel.conditions import Condition, alternatives
from derive.kernel.facts import entries
from derive.kernel.facts.facts import Facts
from derive.kernel.facts.images import hull
from derive.kernel.facts.intervals import RELATIONS, sign_only
from derive.kernel.functions import FUNCTIONS, PARAMETERS
from derive.kernel.laws import INEQUALITIES
from derive.kernel.theory import KernelError


def _enter_same(facts: Facts, entry: entries.Same) -> None:
    """Both sides are defined, and have one value by the entries of an identity."""
    facts.require_defined(entry.e, entry.other)
    identity = Identity(facts.require, facts.derivatives, facts.integers)
    for part in entry.entries:
        enter(identity, part)
    if not identity.agree(entry.e, entry.other):
        raise KernelError("the sides have two normal forms")
    facts.learn(entry.e, facts.of(entry.other))


def differences(entry: entries.Compared) -> tuple[Expression, Expression]:
    """`f(u) - f(v)` and `u - v`."""
    u, v = entry.arguments
    return SumOf(call(entry.name, u), Negation(call(entry.name, v))), SumOf(u, Negation(v))


def _enter_compared(facts: Facts, entry: entries.Compared) -> None:
    if entry.name not in FUNCTIONS or FUNCTIONS[entry.name].shape != "increasing":
        raise KernelError("this is no increasing function")
    values, arguments = differences(entry)
    facts.require_defined(values)
    told, by = (arguments, values) if entry.of_arguments else (values, arguments)
    facts.learn(told, sign_only(facts.of(by)))


def _enter_shaped(facts: Facts, entry: entries.Shaped) -> None:
    if not 0 <= entry.row < len(INEQUALITIES):
        raise KernelError("there is no such row")
    statement, when = INEQUALITIES[entry.row]
    values = dict(zip(PARAMETERS, entry.arguments, strict=False))
    for c in (*when, statement):
        facts.require_defined(substitute(c.expression, values))
    for c in when:
        facts.require(Condition(substitute(c.expression, values), c.relation))
    facts.learn(substitute(statement.expression, values), RELATIONS[statement.relation])


def _enter_on_box(facts: Facts, entry: entries.OnBox) -> None:
    facts.require_defined(entry.e)
    at = {}
    for v in free_variables(entry.e):
        low, high = (end.value for end in facts.of(v)[:2])
        if low is None or high is None:
            raise KernelError("a variable is not bounded")
        at[v] = ball(low).union(ball(high))
    try:
        facts.learn(entry.e, hull(evaluate(entry.e, at)))
    except (Undefined, CannotTell):
        raise KernelError("there is no ball of the values") from None


def _enter_cases(facts: Facts, entry: entries.Cases) -> None:
    """Where u is defined it stands in the relation to 0, or it does not."""
    u, c = entry.u, entry.condition
    facts.require_defined(u)
    both = alternatives(u, entry.relation)
    for supposed, shown in zip(both, entry.entries, strict=True):
        case = facts.supposing(*supposed)
        look_over(case, shown)
        case.require(c)
    facts.require_defined(c.expression)
    facts.learn(c.expression, RELATIONS[c.relation])


ENTER_FACTS: dict[type, Callable[[Facts, Any], None]] = {
    entries.Same: _enter_same,
    entries.Compared: _enter_compared,
    entries.Shaped: _enter_shaped,
    entries.OnBox: _enter_on_box,
    entries.Cases: _enter_cases,
}


def look_over(facts: Facts, shown: entries.Shown) -> None:
    """Adds what entries tell.  Raises `KernelError` for one that does not hold."""
    for entry in shown:
        ENTER_FACTS[type(entry)](facts, entry)
