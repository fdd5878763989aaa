"""Certificates without a field: both sides seen at one point, then written down.

First all functions are taken as they stand, derivatives carried out; then exponentials, sines and
cosines are told by what their arguments are sums of, and functions are rewritten by laws without a
condition.  A pair of sides that agrees where it is seen is handed over, entry by entry, for the
kernel to multiply out; whatever is not seen is left to the normal forms.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from derive.expression.nodes import Expression, called, has_derivative, is_marked
from derive.expression.told_apart import has_choice
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.derivatives import Derivatives, RowsOf
from derive.prover.direct.forms import Unseen
from derive.prover.direct.seen import Seen
from derive.prover.direct.written import certificate

#: Functions that are told by the sign of something.
ABSOLUTE = frozenset(("abs", "max", "min"))
_NO_GROUPS = frozenset[str]()
#: What says that something is not seen, such as a zero below the line.
_UNSEEN = (Unseen, ValueError, OverflowError, RecursionError)


class _Plain(NamedTuple):
    """What is seen where all functions are taken as they stand."""

    certificate: Certificate | None = None
    differ: bool = False


@lru_cache(maxsize=50)
def direct(
    left: Expression, right: Expression, groups: frozenset[str], rows_of: RowsOf | None = None
) -> Certificate | None:
    """A certificate that both sides are equal, if that is seen without a field.

    It uses no other laws than those of the groups.  `rows_of` gives the row by which a function is
    differentiated; without it no derivative is computed.
    """
    derivatives = Derivatives(rows_of)
    carried_out = groups & {"derivative"} if has_derivative(left) or has_derivative(right) else None
    found = _seen(left, right, carried_out, derivatives) if carried_out else None
    if found is None:
        found = _plainly(left, right).certificate
    return found or (_seen(left, right, groups, derivatives) if groups else None)


def differ(left: Expression, right: Expression) -> bool:
    """Whether both sides certainly are two rational functions of what stands in them.

    Functions and roots are taken as they stand, but for what they are of.
    """
    if any(has_derivative(e) or has_choice(e) or is_marked(e) for e in (left, right)):
        return False
    return _plainly(left, right).differ


@lru_cache(maxsize=50)
def _plainly(left: Expression, right: Expression) -> _Plain:
    seen = Seen(_NO_GROUPS, Derivatives())
    try:
        if seen.value(left) != seen.value(right):
            return _Plain(differ=True)
        return _Plain(certificate(seen, left, right))
    except _UNSEEN:
        return _Plain()


def direct_in_case(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    derivatives: Derivatives,
    sign_of: Callable[[Expression], int],
) -> Certificate | None:
    """The same where the signs of what stands in abs, max and min are known, if any does.

    `sign_of` says 1 of what is not negative, -1 of what is not positive, and 0 where neither is
    known; what it says is relied on.
    """
    if ABSOLUTE.isdisjoint(called(left) | called(right)):
        return None
    return _seen(left, right, groups, derivatives, sign_of)


def _seen(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    derivatives: Derivatives,
    sign_of: Callable[[Expression], int] = lambda _: 0,
) -> Certificate | None:
    seen = Seen(groups, derivatives, sign_of)
    try:
        agree = seen.value(left) == seen.value(right)
        return certificate(seen, left, right) if agree else None
    except _UNSEEN:
        return None
