"""Proves equalities by normal forms: finds a certificate and hands it to the kernel."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, free_variables
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.conditions import Condition, Conditions, closed, definedness
from derive.kernel.derivatives import Derivatives, RowsOf
from derive.kernel.theorem import Theorem, by_certificate
from derive.kernel.theory import KernelError, Theory
from derive.kernel.tidy import order
from derive.prover.direct import differ, direct
from derive.prover.domains import Domain, entailed
from derive.prover.groups import names
from derive.prover.identities import certified_in_cases
from derive.prover.implied import shown_for
from derive.prover.normal.signs import Signs
from derive.rules.procedures import ALGEBRA, PROCEDURES

_TWO = "the sides have two normal forms"


def normal_form(
    theory: Theory,
    left: Expression,
    right: Expression,
    procedures: frozenset[str] = ALGEBRA,
    domain: Domain | None = None,
    rows_of: RowsOf | None = None,
) -> Theorem:
    """`left = right` for two expressions with one normal form under the laws of procedures.

    The signs that a procedure relies on become conditions of the theorem; `domain` says which are
    worth it.  `rows_of` gives the row by which a function is differentiated; without it no
    derivative is computed.  Raises `KernelError` where there is none.
    """
    return proved(theory, left, right, procedures, domain, rows_of)[0]


def proved(
    theory: Theory,
    left: Expression,
    right: Expression,
    procedures: frozenset[str] = ALGEBRA,
    domain: Domain | None = None,
    rows_of: RowsOf | None = None,
) -> tuple[Theorem, Certificate]:
    """The same theorem, and the certificate that it is by."""
    if not procedures or not procedures <= PROCEDURES.keys():
        raise KernelError("there is no such procedure")
    if domain is not None and domain.equations:  # one that is not needed is not relied on
        with suppress(KernelError):
            wider = domain.without_equations
            return proved(theory, left, right, procedures, wider, rows_of)
    sides = theory.unfold(left), theory.unfold(right)
    if procedures == ALGEBRA and not (domain and domain.equations) and differ(*sides):
        raise KernelError(_TWO)
    with suppress(KernelError):
        return seen(theory, left, right, procedures, rows_of)
    signs = signs_of(theory, sides, domain)
    groups = frozenset().union(*(PROCEDURES[name] for name in procedures))
    found = certified_in_cases(*sides, groups, signs, Derivatives(rows_of))
    if found is None:
        raise KernelError(_TWO)
    return by_certificate(theory, left, right, found, names(found, procedures), rows_of), found


def seen(
    theory: Theory,
    left: Expression,
    right: Expression,
    procedures: frozenset[str] = ALGEBRA,
    rows_of: RowsOf | None = None,
) -> tuple[Theorem, Certificate]:
    """The same theorem where it is seen without a normal form, on all that the sides leave.

    Raises `KernelError` where it is not.
    """
    sides = theory.unfold(left), theory.unfold(right)
    groups = frozenset().union(*(PROCEDURES[name] for name in procedures))
    found = direct(*sides, groups, rows_of)
    if found is None:
        raise KernelError(_TWO)
    theorem = by_certificate(theory, left, right, found, names(found, procedures), rows_of)
    if not theorem.conditions <= closed(frozenset().union(*map(definedness, sides))):
        raise KernelError("it is not seen whether what this relies on holds")
    return theorem, found


def signs_of(theory: Theory, sides: tuple[Expression, Expression], domain: Domain | None) -> Signs:
    """What a certificate may rely on: what holds anyway, and what a domain implies."""
    facts: Conditions = frozenset().union(*map(definedness, sides))
    variables = tuple(sorted(frozenset().union(*map(free_variables, sides)), key=order))
    integers, bounds = theory.integers, theory.bounds
    signs = Signs(
        facts,
        follow=lambda known: entailed(variables, known | bounds, integers).implies,
        deny=lambda known: entailed(variables, known | bounds, integers).denies,
        show=lambda known, needed: shown_for(needed, entailed(variables, known | bounds, integers)),
        integers=theory.integer_variables,
    )
    if domain is not None:
        inequalities = domain.without_equations.conditions
        signs.declared, signs.implied = frozenset(inequalities), domain.implies
        signs.equations = _about(variables, domain.equations)
    return signs


def _about(variables: Iterable[Symbol], equations: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The equations of some variables, and of those that they bring in."""
    met, found = set(variables), list[Condition]()
    while new := [c for c in equations if c not in found and met & free_variables(c.expression)]:
        found += new
        met.update(*(free_variables(c.expression) for c in new))
    return tuple(c for c in equations if c in found)
