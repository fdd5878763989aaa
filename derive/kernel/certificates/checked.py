"""Certificates looked over, case by case, and the conditions that they rely on."""

from __future__ import annotations

from functools import lru_cache

from flint.utils.flint_exceptions import IncompatibleContextError
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Expression,
    Negation,
    SumOf,
    free_variables,
    substitute,
)
from derive.kernel import balls
from derive.kernel.certificates.enter import enter
from derive.kernel.certificates.entries import Certificate
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.shape import Setting, require_shape
from derive.kernel.conditions import (
    Condition,
    Conditions,
    alternatives,
    definedness,
    nontrivial,
)
from derive.kernel.derivatives import Derivatives
from derive.kernel.domains import Domain
from derive.kernel.exponents import Integers
from derive.kernel.theory import KernelError, bounded
from derive.kernel.tidy import order

#: The precision at which the sign of a number is looked at.
PRECISION = 192
#: Which relations follow from one.
STRONGER = {">": (">",), ">=": (">=", ">"), "!=": ("!=", ">"), "=": ("=",)}
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
    """What certificates that were looked over rely on: conditions, and groups of laws."""

    def __init__(
        self, integers: Integers, derivatives: Derivatives, defined: frozenset[str]
    ) -> None:
        self.integers = integers
        self.defined = defined
        self.derivatives = derivatives
        self.relied: set[Condition] = set()
        self.groups: set[str] = set()

    def look_over(self, certificate: Certificate, sides: Sides, facts: Conditions) -> None:
        """Sees to it that both sides are equal where the facts hold.  Raises `KernelError`."""
        try:
            require_shape(certificate, Setting(self.defined, self.integers))
            self._look_over(certificate, sides, facts)
        except RecursionError as error:
            raise KernelError("the certificate is nested too deeply") from error
        except IncompatibleContextError as error:  # a polynomial from before the ring grew
            raise KernelError("the ring grew while it was computed with") from error
        except _MALFORMED as error:
            raise KernelError("the certificate is malformed") from error

    def _look_over(self, certificate: Certificate, sides: Sides, facts: Conditions) -> None:
        needs = Needs(sides, facts, self.relied, self.integers.variables)
        if certificate.split is not None:
            self._look_over_cases(certificate, certificate.split, sides, needs)
            return
        if certificate.at:
            self._look_over_at(certificate, sides, needs)
            return
        identity = Identity(needs, self.derivatives, self.integers)
        for entry in certificate.entries:
            enter(identity, entry)
        if not identity.agree(*sides):
            raise KernelError("the sides have two normal forms")
        self.groups |= identity.groups

    def _look_over_cases(
        self, certificate: Certificate, u: Expression, sides: Sides, needs: Needs
    ) -> None:
        """Wherever u is defined, it stands in the relation to 0 or does not."""
        for c in definedness(u):
            needs(c)
        both = alternatives(u, certificate.relation)
        for supposed, case in zip(both, certificate.cases, strict=True):
            self._look_over(case, sides, needs.facts | {*supposed})
        self.groups.add("abs" if certificate.relation == ">=" else "cases")

    def _look_over_at(self, certificate: Certificate, sides: Sides, needs: Needs) -> None:
        """Where a variable has a value, what is said of it is said of the value."""
        ((name, value),), (case,) = certificate.at, certificate.cases
        v = Symbol(name)
        for c in alternatives(SumOf(v, Negation(value)), "!=")[1]:
            needs(c)
        for c in definedness(value):
            needs(c)
        left, right = (bounded(substitute(side, {v: value})) for side in sides)
        facts = nontrivial(c.substitute({v: value}) for c in needs.facts)
        self._look_over(case, (left, right), facts)


class Needs:
    """Takes note of conditions that are relied on, unless they hold anyway."""

    def __init__(
        self,
        sides: Sides,
        facts: Conditions,
        relied: set[Condition],
        integers: frozenset[Symbol],
    ) -> None:
        self.integers = integers
        self.sides = sides
        self.facts = facts
        self.relied = relied

    def __call__(self, c: Condition) -> None:
        """Raises `KernelError` where a condition about numbers does not certainly hold."""
        if c.is_trivial() or self._is_known(c):
            return
        bounded(c.expression)
        if not free_variables(c.expression):
            if balls.holds(c, {}, PRECISION) is not True:
                raise KernelError("the certificate relies on what does not hold")
        elif not self._follows(c):
            self.relied.add(c)

    def _is_known(self, c: Condition) -> bool:
        stronger = (Condition(c.expression, r) for r in STRONGER[c.relation])
        return any(d in self.facts or d in self.relied for d in stronger)

    def _follows(self, c: Condition) -> bool:
        """Whether a condition follows from the facts, and is defined where they hold."""
        variables = frozenset().union(*map(free_variables, self.sides))
        domain = entailed(tuple(sorted(variables, key=order)), self.facts, self.integers)
        return _holds(c, domain)


def _holds(c: Condition, domain: Domain) -> bool:
    """Whether a condition is defined and holds at every point of a domain."""
    return domain.implies(c) and all(map(domain.implies, definedness(c.expression)))


def beyond(conditions: Conditions, facts: Conditions, integers: frozenset[Symbol]) -> Conditions:
    """The conditions that do not follow from facts: all others hold where those do."""
    expressions = (c.expression for c in (*conditions, *facts))
    variables = frozenset().union(*map(free_variables, expressions))
    domain = entailed(tuple(sorted(variables, key=order)), facts, integers)
    return frozenset(c for c in conditions if not _holds(c, domain))


@lru_cache(maxsize=200)
def entailed(
    variables: tuple[Symbol, ...], facts: Conditions, integers: frozenset[Symbol]
) -> Domain:
    """The domain of facts, which is asked again and again while one line is decided."""
    return Domain(variables, tuple(facts), integers & {*variables})
