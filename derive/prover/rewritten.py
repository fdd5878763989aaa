"""The laws that are rewritten from left to right, found by the call that they rewrite."""

from __future__ import annotations

from functools import cache

from sympy.core.symbol import Symbol

from derive.expression.nodes import Call, Expression
from derive.rules.laws import LAWS, Law


@cache
def rewriting(head: str, groups: frozenset[str]) -> tuple[Law, ...]:
    """The laws of some groups that rewrite calls of a function, in the order of the table."""
    return tuple(row for row in LAWS if row.rewritten and row.head == head and row.group in groups)


def bound(law: Law, e: Call) -> dict[Symbol, Expression] | None:
    """What the variables of a law's left side stand for in `e`, one variable an argument."""
    found: dict[Symbol, Expression] = {}
    for pattern, argument in zip(law.rule.lhs.args[1:], e.arguments, strict=True):
        if isinstance(pattern, Symbol):
            found[pattern] = argument
        elif isinstance(argument, Call) and argument.name == pattern.name:
            found[pattern.arguments[0]] = argument.arguments[0]
        else:
            return None
    return found
