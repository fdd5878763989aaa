"""The normal form as a decision procedure: equality under laws, canonical forms, factors.

Two expressions whose normal forms agree are equal wherever both, as they are written, are defined
and the conditions hold that were relied on: there every divisor is nonzero, so cancelling common
factors changes no value.  Sizes and work are bounded.  Expressions here have their definitions
unfolded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, Quotient
from derive.kernel.derivatives import Derivatives
from derive.kernel.normal.field import Field, Hints, Refine, refined
from derive.kernel.normal.linear import numerator_and_denominator
from derive.kernel.normal.signs import Signs
from derive.kernel.theory import KernelError

#: How often a field is built anew for a finer root of an atom.
MAX_REFINEMENTS = 12
Result = TypeVar("Result")


def agree(
    left: Expression,
    right: Expression,
    groups: frozenset[str] = frozenset(),
    signs: Signs | None = None,
    derivatives: Derivatives | None = None,
) -> bool:
    """Whether both sides have one normal form under groups of laws.

    What was relied on is in `signs.used` then.  Raises `KernelError` beyond the bounds.
    """
    signs = signs or Signs()

    def equal(field: Field) -> bool:
        return field.same(field.value(left), field.value(right))

    return _in_field(equal, groups, signs, derivatives or Derivatives())


def _in_field(
    ask: Callable[[Field], Result], groups: frozenset[str], signs: Signs, derivatives: Derivatives
) -> Result:
    hints: Hints = {}
    for _ in range(MAX_REFINEMENTS):
        signs.used.clear()
        try:
            return ask(Field(groups, signs, hints, derivatives))
        except Refine as need:
            hints = refined(hints, need)
    raise KernelError("the atoms are roots of each other without end")


def same_normal_form(left: Expression, right: Expression) -> bool:
    """Whether both sides are one rational function of their atoms.  Raises `KernelError`."""
    return agree(left, right)


@lru_cache(maxsize=5_000)
def canonical(e: Expression) -> Expression:
    """The reduced fraction that `e` is, written out.  Raises `KernelError` beyond the bounds."""
    if isinstance(e, Symbol):
        return e
    field = _algebra()
    top, bottom = numerator_and_denominator(field.ring, field.ring.factored(field.value(e)))
    whole = field.polynomial(top)
    return whole if bottom == 1 else Quotient(whole, field.polynomial(bottom))


@lru_cache(maxsize=5_000)
def factors(e: Expression) -> tuple[int, list[Expression], list[Expression]]:
    """The sign of the content of `e`, and its distinct factors of odd and of even multiplicity.

    Numerator and denominator together: where `e` is defined its sign is that of the product of
    the odd factors times the first entry, and it is zero only where a factor is.
    """
    field = _algebra()
    value = field.ring.factored(field.value(e))
    odd = [field.base(b, 1) for b, n in value.powers if n % 2]
    even = [field.base(b, 1) for b, n in value.powers if n % 2 == 0]
    return (value.content > 0) - (value.content < 0), odd, even


def _algebra() -> Field:
    return Field(frozenset(), Signs(), {}, Derivatives())
