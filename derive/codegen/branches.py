"""Cases, taken apart: each a target of its own, on the part of the domain where it applies.

Code asks for the comparisons of the cases one after the other, as their author wrote them, and
computes the first that holds.  That an expression is what its case says there, the kernel proves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.codegen.joints import has_points
from derive.codegen.lowering import NoCasesError, NoFormError, program
from derive.codegen.pieces import Target, compared, opposite
from derive.expression.as_cases import as_cases
from derive.expression.choices import Choice
from derive.expression.nodes import Expression, free_variables
from derive.expression.shorthand import NO_CASE, Comparison, difference
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.prover.conditions.cases import outer_choice, with_branch
from derive.prover.domains import Domain
from derive.report.report import Verdict

#: How many cases code has at most.
MAX_BRANCHES = 24
_TURNED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "!=": "!=", "=": "="}


class Branch(NamedTuple):
    """A case: a target without cases, and what holds there that does not hold in those before."""

    when: tuple[Comparison, ...]
    target: Target


def branches(target: Target) -> list[Branch]:
    """The cases of a target, in the order in which code asks for them.

    Raises `NoProgramError` where code cannot tell them apart.
    """
    found: list[Branch] = []
    for branch in _branches(target, (), ()):
        found.append(branch)
        if len(found) > MAX_BRANCHES:
            raise NoCasesError(f"it has more than {MAX_BRANCHES} cases")
    for branch in found:
        if branch.target.expression != target.expression:
            _check(target, branch.target)
    return found


def _branches(
    target: Target, when: tuple[Comparison, ...], holding: tuple[Comparison, ...]
) -> Iterator[Branch]:
    choice = outer_choice(target.expression)
    if choice is None:
        joints = tuple(difference(a, b) for a, _, b in holding)
        yield Branch(when, replace(target, joints=joints))
        return
    comparison = _told(choice, target.variable)
    one, other = (with_branch(target.expression, choice, b) for b in choice.branches)
    there, elsewhere = _conditions(comparison), _conditions(opposite(comparison))
    if not target.domain.implies_all(elsewhere):
        always = target.domain.implies_all(there)
        asked = () if always else (comparison,)
        part = _within(target, one, () if always else there)
        yield from _branches(part, (*when, *asked), (*holding, *asked))
        if always:
            return
        part = _within(target, other, elsewhere)
        yield from _branches(part, when, (*holding, comparison))
    else:
        yield from _branches(_within(target, other, ()), when, holding)


def _told(choice: Choice, x: Symbol) -> Comparison:
    """What a choice compares in floats, the variable that moves on the left."""
    a, relation, b = compared(choice.guard, choice.relation)
    for side in (a, b):
        program(side)
    turned = x in free_variables(b) and x not in free_variables(a)
    return (b, _TURNED[relation], a) if turned else (a, relation, b)


def _conditions(comparison: Comparison) -> tuple[Condition, ...]:
    """A comparison as conditions; an equation as bounds on both sides, between which points are."""
    a, relation, b = comparison
    if relation == "=":
        return tuple(Condition(e, ">=") for e in (difference(a, b), difference(b, a)))
    above = difference(b, a) if relation[0] == "<" else difference(a, b)
    return (Condition(above, relation.replace("<", ">")),)


def _within(target: Target, e: Expression, more: tuple[Condition, ...]) -> Target:
    domain = target.domain
    return replace(
        target,
        expression=e,
        domain=Domain(domain.variables, (*domain.conditions, *more), domain.integers),
    )


def _check(whole: Target, part: Target) -> None:
    """Raises where it is not proved what a case is, or where no point of it is known."""
    told = text(as_cases(whole.expression))
    if part.expression == NO_CASE or not has_points(part):
        raise NoFormError(f"a case of {told} has no point of the domain that is known")
    decision = decide(whole.expression, part.expression, part.theory, part.domain)
    if decision.verdict is not Verdict.PROVED:
        raise NoFormError(f"it is not proved where {told} is {text(part.expression)}")
