"""Finds certificates of identities: in one field, or in one for each case of some signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Decimal,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    has_choice,
    substitute,
)
from derive.kernel.certificates.checked import Sides, entailed
from derive.kernel.certificates.entries import Certificate, Generator
from derive.kernel.certificates.identity import Identity
from derive.kernel.conditions import (
    Condition,
    Conditions,
    alternatives,
    definedness,
    integer_exponent,
)
from derive.kernel.derivatives import Derivatives, RowOf
from derive.kernel.domains import Domain
from derive.kernel.normal.equations import solve
from derive.kernel.normal.field import Field
from derive.kernel.normal.laws import ALGEBRA, PROCEDURES
from derive.kernel.normal.signs import Signs
from derive.kernel.normal_form import distinct, follows, in_field, linked, split_at
from derive.kernel.theorem import Theorem, by_certificate
from derive.kernel.theory import KernelError, Theory
from derive.kernel.tidy import order
from derive.prover.certify.certifier import certificate
from derive.prover.choices import at_hand, is_zero, open_guards, placed, value_at

#: How many signs are told apart at most.
MAX_SPLITS = 5
#: How many choices are told apart on one way through them.
MAX_CHOICES = 6


def normal_form(
    theory: Theory,
    left: Expression,
    right: Expression,
    procedures: frozenset[str] = ALGEBRA,
    domain: Domain | None = None,
    row_of: RowOf | None = None,
) -> Theorem:
    """`left = right` for two expressions with one normal form under the laws of procedures.

    The signs that a procedure relies on become conditions of the theorem; `domain` says which are
    worth it.  `row_of` gives the row by which a function is differentiated; without it no
    derivative is computed.  Raises `KernelError` where there is none.
    """
    return proved(theory, left, right, procedures, domain, row_of)[0]


def proved(
    theory: Theory,
    left: Expression,
    right: Expression,
    procedures: frozenset[str] = ALGEBRA,
    domain: Domain | None = None,
    row_of: RowOf | None = None,
) -> tuple[Theorem, Certificate]:
    """The same theorem, and the certificate that it is by."""
    if not procedures or not procedures <= PROCEDURES.keys():
        raise KernelError("there is no such procedure")
    if domain is not None and domain.equations:  # one that is not needed is not relied on
        with suppress(KernelError):
            wider = domain.without_equations
            return proved(theory, left, right, procedures, wider, row_of)
    sides = theory.unfold(left), theory.unfold(right)
    if procedures == ALGEBRA:
        with suppress(KernelError):
            plain = as_it_stands(sides)
            return by_certificate(theory, left, right, plain), plain
    signs = signs_of(theory, sides, domain)
    groups = frozenset().union(*(PROCEDURES[name] for name in procedures))
    found = certified_in_cases(*sides, groups, signs, Derivatives(row_of))
    if found is None:
        raise KernelError("the sides have two normal forms")
    return by_certificate(theory, left, right, found, procedures, row_of), found


def as_it_stands(sides: Iterable[Expression]) -> Certificate:
    """A certificate that takes every function, power and derivative as it stands."""
    atoms = dict.fromkeys(e for side in sides for e in _atoms(side))
    return Certificate(tuple(map(Generator, atoms)))


def _atoms(e: Expression) -> Iterator[Expression]:
    whole = isinstance(e, Power) and integer_exponent(e.args[1]) is not None
    if isinstance(e, (Integer, Decimal)):
        return
    if whole:
        yield from _atoms(e.args[0])
    elif isinstance(e, Notation):
        yield from _atoms(e.meaning)
    elif isinstance(e, (SumOf, ProductOf, Quotient, Negation)):
        for child in e.args:
            yield from _atoms(child)
    else:
        yield e


def signs_of(theory: Theory, sides: tuple[Expression, Expression], domain: Domain | None) -> Signs:
    """What a certificate may rely on: what holds anyway, and what a domain implies."""
    facts: Conditions = frozenset().union(*map(definedness, sides))
    variables = tuple(sorted(frozenset().union(*map(free_variables, sides)), key=order))
    signs = Signs(
        facts,
        follow=lambda known: entailed(variables, known, theory.integers).implies,
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


def certified(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    signs: Signs,
    derivatives: Derivatives,
) -> Certificate | None:
    """A certificate that both sides are equal; None where the laws of the groups do not tell.

    What it relies on is in `signs.used` then.  Raises `KernelError` beyond the bounds.
    """

    def ask(field: Field) -> Certificate | None:
        plan = solve(field, signs.equations)
        if not field.equal(left, right):
            return None
        identity = Identity(_relying(signs), derivatives, signs.integers)
        return certificate(field, identity, left, right, plan)

    return in_field(ask, groups, signs, derivatives)


def _relying(signs: Signs) -> Callable[[Condition], None]:
    def need(c: Condition) -> None:
        if c not in signs.equations and not signs.holds(c):
            raise KernelError(f"{c} is not worth relying on")

    return need


def certified_in_cases(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    signs: Signs,
    derivatives: Derivatives,
) -> Certificate | None:
    """The same, where it is told apart at each choice which branch is chosen."""
    return _Choices(groups, derivatives).certified((left, right), signs, MAX_CHOICES)


@dataclass(frozen=True)
class _Choices:
    """The search for certificates by the cases of choices."""

    groups: frozenset[str]
    derivatives: Derivatives

    def certified(self, sides: Sides, signs: Signs, depth: int) -> Certificate | None:
        """A certificate for what may be in cases; what it relies on is in `signs.used` then."""
        chooses = "cases" in self.groups and any(map(has_choice, sides))
        opened = (
            (g for e in sides for g in open_guards(e, signs, self.derivatives)) if chooses else ()
        )
        u, relation = next(iter(opened), (None, ""))
        if u is not None and depth:
            return self._split(u, relation, sides, signs, depth - 1)
        shown = tuple(at_hand(e, signs) for e in sides) if chooses else sides
        return _certified_in_signs(*sides, self.groups, signs, self.derivatives, shown)

    def _split(
        self, u: Expression, relation: str, sides: Sides, signs: Signs, depth: int
    ) -> Certificate | None:
        made, used = list[Certificate](), set[Condition]()
        for supposed in alternatives(u, relation):
            case = signs
            for c in supposed:
                case = case.supposing(c)
            found, relied = self._in_case(u, sides, case, depth)
            if found is None:
                return None
            made.append(found)
            used |= relied
        signs.used.clear()
        signs.used.update(used)
        return Certificate(split=u, cases=tuple(made), relation=relation)

    def _in_case(
        self, u: Expression, sides: Sides, signs: Signs, depth: int
    ) -> tuple[Certificate | None, set[Condition]]:
        """A certificate for a case of a guard, and what it relies on.

        Where the guard is 0, a variable of it has a value, which is put in its place.
        """
        known = value_at(u, signs)
        if known is None:
            if is_zero(u, signs):
                signs = replace(signs, equations=(*signs.equations, Condition(u, "=")))
            return self.certified(sides, signs, depth), signs.used
        v, value = known
        there = placed(signs, v, value)
        left, right = (substitute(side, {v: value}) for side in sides)
        found = self.certified((left, right), there, depth)
        made = None if found is None else Certificate(at=((v.name, value),), cases=(found,))
        return made, there.used


def _certified_in_signs(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    signs: Signs,
    derivatives: Derivatives,
    shown: Sides | tuple[Expression, ...],
) -> Certificate | None:
    """The same, in each case of the signs of what stands in abs in what is `shown`."""
    try:
        found = certified(left, right, groups, signs, derivatives)
        if found is not None:
            return found
    except KernelError:  # the cases may be smaller
        if "abs" not in groups:
            raise
    if "abs" not in groups:
        return None
    for splits in (distinct(u for e in shown for u in split_at(e)), linked(signs.facts)):
        if 0 < len(splits) <= MAX_SPLITS:
            found, used = _cases(left, right, groups, signs, derivatives, splits)
            if found is not None:
                signs.used.clear()
                signs.used.update(used)
                return found
    return None


def _cases(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    signs: Signs,
    derivatives: Derivatives,
    splits: list[Expression],
) -> tuple[Certificate | None, set[Condition]]:
    """One certificate for the cases of all splits, and what it relies on; None where one fails."""
    if not splits:
        found = certified(left, right, groups, signs, derivatives)
        return found, set(signs.used)
    u, rest = splits[0], splits[1:]
    cases = (Condition(u, ">="), Condition(Negation(u), ">="))
    if any(follows(case, signs.facts, signs.entailed, derivatives) for case in cases):
        return _cases(left, right, groups, signs, derivatives, rest)
    made, used = list[Certificate](), set[Condition]()
    for case in cases:
        found, relied = _cases(left, right, groups, signs.supposing(case), derivatives, rest)
        if found is None:
            return None, set()
        made.append(found)
        used |= relied
    return Certificate(split=u, cases=tuple(made)), used
