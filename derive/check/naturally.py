"""Domains that an author may have had in mind: the variables, and what is under roots, positive.

They are tried where an equality does not hold everywhere; each has an interior.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.refutation import Sides
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    free_variables,
    strip,
    subexpressions,
)
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.kernel.domains import Domain
from derive.kernel.tidy import order

#: So many conditions are tried one by one.
MAX_TRIED = 6
_PARTIAL = frozenset({"sqrt", "log", "abs", "cbrt"})

Candidate = tuple[Domain, tuple[str, ...]]


def natural_domains(sides: Sides, domain: Domain) -> Iterator[Candidate]:
    """The domains, each with the words for what it has more; none where nothing suggests one."""
    stripped = [strip(e) for e in sides]
    if not any(_is_partial(s) for e in stripped for s in subexpressions(e)):
        return
    variables = sorted(frozenset().union(*map(free_variables, stripped)), key=order)
    roots = [r for e in stripped for r in _under(e)]
    singles: dict[Expression, None] = dict.fromkeys([*roots, *variables])
    for e in list(singles)[:MAX_TRIED]:
        yield from _with(domain, (e,))
        yield from _with(domain, (Negation(e),))
    if len(variables) > 1:
        yield from _with(domain, tuple(variables))
    if roots:
        yield from _with(domain, (*variables, *roots))


def _with(domain: Domain, positive: tuple[Expression, ...]) -> Iterator[Candidate]:
    conditions = tuple(Condition(e, ">") for e in positive)
    more = tuple(c for c in conditions if not domain.implies(c))
    if not more:
        return
    narrower = Domain(domain.variables, (*domain.conditions, *more), domain.integers)
    if narrower.points(1):
        yield narrower, tuple(_worded(c.expression) for c in more)


def _worded(e: Expression) -> str:
    if isinstance(e, Negation):
        return f"{text(e.args[0])} < 0"
    return f"{text(e)} > 0"


def _is_partial(e: Expression) -> bool:
    if isinstance(e, Call):
        return e.name in _PARTIAL or e.name.startswith(("a", "log"))
    return isinstance(e, Power) and not isinstance(e.args[1], Integer)


def _under(e: Expression) -> Iterator[Expression]:
    """What is squared under roots, between bars, or in a logarithm."""
    for s in subexpressions(e):
        if isinstance(s, Call) and s.name in _PARTIAL and s.arguments:
            yield from _bases(s.arguments[0])
        if isinstance(s, Power) and not isinstance(strip(s.args[1]), Integer):
            yield from _bases(s.args[0])


def _bases(e: Expression) -> Iterator[Expression]:
    if isinstance(e, (ProductOf, Quotient)):
        for part in e.args:
            yield from _bases(part)
        return
    if isinstance(e, Power) and isinstance(e.args[1], Integer):
        e = e.args[0]
    if free_variables(e) and not isinstance(e, Symbol):
        yield e
