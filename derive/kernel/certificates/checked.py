"""Certificates looked over, case by case, and the conditions that they rely on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from flint.utils.flint_exceptions import IncompatibleContextError

from derive.expression.nodes import Expression, free_variables
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.enter import enter
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.shape import Setting, require_shape
from derive.kernel.conditions import (
    Condition,
    Conditions,
    alternatives,
    condition_order,
    definedness,
)
from derive.kernel.derivatives import Derivatives
from derive.kernel.exponents import Integers
from derive.kernel.facts.enter import look_over
from derive.kernel.facts.entries import FactEntry, Shown
from derive.kernel.facts.facts import Facts
from derive.kernel.theory import KernelError, bounded

#: What data of a wrong shape may raise.
_MALFORMED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
Sides = tuple[Expression, Expression]


class Checked:
    """The conditions that certificates rely on that were looked over."""

    def __init__(
        self, integers: Integers, derivatives: Derivatives, defined: frozenset[str]
    ) -> None:
        self.integers = integers
        self.defined = defined
        self.derivatives = derivatives
        self.relied: set[Condition] = set()

    def look_over(self, certificate: Certificate, sides: Sides, facts: Conditions) -> None:
        """Sees to it that both sides are equal where the facts hold.  Raises `KernelError`."""
        with malformed_refused():
            require_shape(certificate, Certificate, Setting(self.defined, self.integers))
            self._look_over(certificate, sides, Facts(facts, self.integers, self.derivatives))

    def _look_over(self, certificate: Certificate, sides: Sides, facts: Facts) -> None:
        identity = Identity(partial(self._need, facts), self.derivatives, self.integers)
        for entry in certificate.entries:
            if isinstance(entry, FactEntry):
                look_over(facts, (entry,))
            else:
                enter(identity, entry)
        if certificate.split is not None:
            self._look_over_cases(certificate, certificate.split, sides, facts)
            return
        if not identity.agree(*sides):
            raise KernelError("the sides have two normal forms")

    def _need(self, facts: Facts, *conditions: Condition) -> None:
        """Takes note of conditions that are relied on, unless they hold anyway.

        Raises `KernelError` where one about numbers does not certainly hold.
        """
        for c in conditions:
            bounded(c.expression)
            if not facts.implies(c):
                if not free_variables(c.expression):
                    raise KernelError("the certificate relies on what does not hold")
                self.relied.add(c)
                facts.suppose(c)

    def _look_over_cases(
        self, certificate: Certificate, u: Expression, sides: Sides, facts: Facts
    ) -> None:
        """Wherever u is defined, it stands in the relation to 0 or does not."""
        self._need(facts, *sorted(definedness(u), key=condition_order))
        both = alternatives(u, certificate.relation)
        for supposed, case in zip(both, certificate.cases, strict=True):
            self._look_over(case, sides, facts.supposing(*supposed))


@contextmanager
def malformed_refused() -> Iterator[None]:
    """Refuses data of a wrong shape as a `KernelError`."""
    try:
        yield
    except RecursionError as error:
        raise KernelError("the certificate is nested too deeply") from error
    except IncompatibleContextError as error:  # a polynomial from before the ring grew
        raise KernelError("the ring grew while it was computed with") from error
    except _MALFORMED as error:
        raise KernelError("the certificate is malformed") from error


def beyond(
    conditions: Conditions, given: Conditions, integers: Integers, shown: Shown
) -> Conditions:
    """The conditions that entries do not show: all others hold where the given ones do."""
    facts = Facts(given, integers)
    with malformed_refused():
        require_shape(shown, Shown, Setting(frozenset(), integers))
        look_over(facts, shown)
    return frozenset(c for c in conditions if not facts.implies(c))
