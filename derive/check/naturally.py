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
from derive.kernel.tidy import order
from derive.prover.domains import Domain, shared

#: So many conditions are tried one by one.
MAX_TRIED = 6
_PARTIAL = frozenset({"sqrt", "log", "abs", "cbrt"})

Candidate = tuple[Domain, tuple[str, ...]]


def everything_positive(sides: Sides, domain: Domain) -> Candidate | None:
    """The part of a domain on which variables, and what is under roots, are positive.

    None where the sides have values everywhere, so that nothing suggests one.
    """
    stripped = [strip(e) for e in sides]
    if not any(_is_partial(s) for e in stripped for s in subexpressions(e)):
        return None
    variables = _variables(stripped)
    whole = _with(domain, (*variables, *_roots(stripped)))
    return whole or _with(domain, tuple(variables))


def one_by_one(sides: Sides, domain: Domain, sign: int) -> Iterator[Candidate]:
    """The parts on which one variable, or what is under one root, has a sign."""
    stripped = [strip(e) for e in sides]
    singles = [*dict.fromkeys([*_roots(stripped), *_variables(stripped)])]
    for e in singles[:MAX_TRIED]:
        found = _with(domain, (e if sign > 0 else Negation(e),))
        if found is not None:
            yield found


def _variables(sides: list[Expression]) -> list[Symbol]:
    return sorted(frozenset().union(*map(free_variables, sides)), key=order)


def _roots(sides: list[Expression]) -> list[Expression]:
    free = frozenset(_variables(sides))
    found = dict.fromkeys(r for e in sides for r in _under(e))
    return [r for r in found if free_variables(r) <= free]


def _with(domain: Domain, positive: tuple[Expression, ...]) -> Candidate | None:
    conditions = tuple(Condition(e, ">") for e in positive)
    more = tuple(c for c in conditions if not domain.implies(c))
    if not more:
        return None
    narrower = shared(Domain(domain.variables, (*domain.conditions, *more), domain.integers))
    if not narrower.points(1):
        return None
    return narrower, tuple(_worded(c.expression) for c in more)


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
