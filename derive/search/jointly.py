"""The rule `joint`: d/dx of pieces that meet is cases of the derivatives of these pieces.

Here is only told what the pieces are.  That both have one value and one slope where they meet, and
so the derivative across that place, is for the prover to show and for the kernel to join.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    children,
    free_variables,
    is_leaf,
    strip,
)
from derive.expression.shorthand import difference
from derive.kernel.conditions import Condition
from derive.kernel.theorem import Theorem
from derive.kernel.theory import Theory
from derive.prover.bodies import resolved
from derive.prover.domains import Domain
from derive.prover.equality import normal_form
from derive.rules import derivative_rows
from derive.search.match import Bindings

#: The name of the rule.
JOINT = "joint"
_IDENTITY = frozenset({"identity"})
#: What changes its form, and how: the relation to 0 in which the first piece is chosen.
Kink = tuple[str, Expression]


class InPieces(NamedTuple):
    """The derivative of a function by cases, with a theorem that leaves out the joint."""

    new: Expression
    prove: Callable[[Theory], Theorem]
    bindings: Bindings


def in_pieces(e: Expression) -> InPieces | None:
    """The derivative of a function with a kink by cases, each of a piece; None if it has none."""
    if not isinstance(e, DerivativeOf):
        return None
    body, x = e.args
    found = kink(e)
    if found is None:
        return None
    relation, u = found
    one, other = _pieces(strip(body), relation, u)
    new = Choice(Str(relation), u, DerivativeOf(one, x), DerivativeOf(other, x))
    proof = partial(_away_from_the_joint, e, new)
    return InPieces(new, proof, {"u": one, "v": other, "w": u})


def kink(e: DerivativeOf) -> Kink | None:
    """Where the body of a derivative first changes its form as the variable moves."""
    body, x = e.args
    return next((found for found in _kinks(strip(body)) if _moves(found[1], x)), None)


def is_left_out(e: DerivativeOf, domain: Domain | None) -> bool:
    """Whether the domain has no place at which the pieces of a function meet."""
    found = kink(e)
    return found is None or domain is None or domain.implies(Condition(found[1], "!="))


def _moves(u: Expression, x: Symbol) -> bool:
    return x in free_variables(u)


def _kinks(e: Expression) -> Iterator[Kink]:
    """What changes the form of an expression, outermost first."""
    if is_leaf(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return
    if isinstance(e, Choice):
        yield e.relation, e.guard
    elif isinstance(e, Call) and e.name in ("abs", "sign"):
        yield ">=", e.arguments[0]
    elif isinstance(e, Call) and e.name in ("max", "min"):
        yield ">=", difference(*e.arguments)
    for _, child in children(e):
        yield from _kinks(child)


def _pieces(body: Expression, relation: str, u: Expression) -> tuple[Expression, Expression]:
    """What a body is where u stands in the relation to 0, and what elsewhere."""
    if isinstance(body, Choice) and (body.relation, body.guard) == (relation, u):
        return body.branches
    return resolved(body, u, 1), resolved(body, u, -1)


def _away_from_the_joint(e: Expression, new: Expression, theory: Theory) -> Theorem:
    return normal_form(theory, e, new, _IDENTITY, rows_of=derivative_rows)
