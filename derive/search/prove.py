"""A theorem `left = right` by any means there is; the kernel makes it or there is none.

This is the one place that says which means are tried, and in which order.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.expression.nodes import Expression
from derive.kernel.theorem import Theorem, normal_form, tidiness
from derive.kernel.theory import REFUSALS, Theory
from derive.rules import CALCULUS
from derive.search.join import Question, find_reason, join
from derive.search.rewrite import Fuel, OutOfFuel

#: What looking for reasons may spend where nothing cheaper proves the equality.
FUEL = 3_000
#: Every derivative is carried out, which leaves logarithms of e, and every definition unfolded;
#: then the normal forms decide.
_BY_CALCULUS = frozenset(row.name for row in CALCULUS) | {"definition", "log-exp", "algebra"}

Means = Callable[[Theory, Expression, Expression], Theorem | None]


def prove(theory: Theory, left: Expression, right: Expression) -> Theorem | None:
    """The theorem `left = right`, or None if no means finds one."""
    for means in _MEANS:
        try:
            theorem = means(theory, left, right)
        except (*REFUSALS, OutOfFuel):
            continue
        if theorem is not None:
            return theorem
    return None


def _by_calculus(theory: Theory, left: Expression, right: Expression) -> Theorem | None:
    joined = join(Question(left, right, theory, Fuel(FUEL)), _BY_CALCULUS)
    return joined.prove(theory) if joined.met else None


def _by_a_reason(theory: Theory, left: Expression, right: Expression) -> Theorem | None:
    found = find_reason(Question(left, right, theory, Fuel(FUEL)))
    return None if found is None else found[1].prove(theory)


_MEANS: tuple[Means, ...] = (tidiness, normal_form, _by_calculus, _by_a_reason)
