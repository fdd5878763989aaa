"""Finds certificates of identities: in one field, or in one for each case of some signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from math import prod

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Decimal,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
)
from derive.expression.told_apart import has_choice
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.checked import Sides
from derive.kernel.certificates.enter import enter
from derive.kernel.certificates.entries import Entry, Equation, Generator, Given
from derive.kernel.certificates.identity import Identity
from derive.kernel.conditions import Condition, alternatives, definedness, integer_exponent
from derive.kernel.derivatives import Derivatives
from derive.kernel.facts.entries import FactEntry
from derive.kernel.theory import KernelError
from derive.kernel.tidy import tidy
from derive.prover.certify.certifier import certificate, supposing
from derive.prover.choices import at_hand, is_zero, open_guards
from derive.prover.direct import direct_in_case
from derive.prover.normal.equations import solve
from derive.prover.normal.field import Field
from derive.prover.normal.signs import Signs, holds_and_is_defined
from derive.prover.normal_form import distinct, factors, follows, in_field, linked, split_at

#: What is told apart: an expression that stands in a relation to 0, or does not.
Split = tuple[Expression, str]
_SIGN = frozenset({"sign"})
#: In how many cases signs are told apart at most.
MAX_CASES = 32
#: How many choices are told apart on one way through them.
MAX_CHOICES = 6


def values(certificate: Certificate) -> tuple[Entry, ...]:
    """The entries of a certificate that are no entries of conditions."""
    return tuple(entry for entry in certificate.entries if isinstance(entry, Entry))


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

    if signs.jointly:
        with suppress(KernelError):
            seen = _seen_in_case(left, right, groups, signs, derivatives)
            if seen is not None:
                return seen

    def ask(field: Field) -> Certificate | None:
        plan = solve(field, signs.equations)
        if not field.equal(left, right):
            return None
        by_field = partial(certificate, field, left=left, right=right, plan=plan)
        return _with_relied(by_field, signs, derivatives)

    return in_field(ask, groups, signs, derivatives)


def _seen_in_case(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    signs: Signs,
    derivatives: Derivatives,
) -> Certificate | None:
    """The same where it is seen without a field, by the signs of what stands in abs."""
    signs.used.clear()
    found = direct_in_case(left, right, groups, derivatives, partial(_sign_in_case, signs))
    if found is None:
        return None

    def looked_over(identity: Identity) -> Certificate | None:
        for entry in values(found):
            enter(identity, entry)
        return found if identity.agree(left, right) else None

    return _with_relied(looked_over, signs, derivatives)


def _with_relied(
    found_by: Callable[[Identity], Certificate | None], signs: Signs, derivatives: Derivatives
) -> Certificate | None:
    """A certificate with entries for what is relied on, where that is more than equations."""
    needed = set[Condition]()
    found = found_by(Identity(_relying(signs, needed), derivatives, signs.integers))
    more = found is not None and needed - {*signs.equations}
    return _with_shown(found, signs, needed) if found is not None and more else found


def _sign_in_case(signs: Signs, u: Expression) -> int:
    for sign, side in ((1, u), (-1, Negation(u))):
        if signs.holds(Condition(side, ">=")):
            return sign
    return 0


def _with_shown(found: Certificate, signs: Signs, needed: set[Condition]) -> Certificate:
    """A certificate with entries that show what it needs: equations by what is given as well."""
    given, made = set(signs.facts), list[Entry | FactEntry]()
    for entry in found.entries:
        if isinstance(entry, Given):
            given.add(entry.condition)
        if isinstance(entry, Equation) and entry.condition not in signs.equations:
            asked = frozenset({entry.condition})
            made.extend(signs.show(signs.facts, asked) or signs.show(frozenset(given), asked))
            signs.used.discard(entry.condition)
            needed.discard(entry.condition)
        made.append(entry)
    left = frozenset(needed - {*signs.used, *signs.equations})
    return replace(found, entries=(*(signs.show(signs.facts, left) if left else ()), *made))


def _relying(signs: Signs, needed: set[Condition]) -> Callable[[Condition], None]:
    def need(c: Condition) -> None:
        needed.add(c)
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
        shown = signs.show(signs.facts, definedness(u))
        return Certificate(shown, u, tuple(made), relation)

    def _in_case(
        self, u: Expression, sides: Sides, signs: Signs, depth: int
    ) -> tuple[Certificate | None, set[Condition]]:
        """A certificate for a case of a guard, and what it relies on; where it is 0, by that."""
        if is_zero(u, signs):
            signs = replace(signs, equations=(*signs.equations, Condition(u, "=")))
        return self.certified(sides, signs, depth), signs.used


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
    jointly = replace(signs, jointly=True)
    splits = distinct(u for e in shown for u in split_at(e))
    if any(_is_of_one_sign(u, signs) for u in splits):
        with suppress(KernelError):
            found = certified(left, right, groups, jointly, derivatives)
            if found is not None:
                return found
    # without laws of roots no sign matters but those of what stands in abs
    beside = linked(signs.facts) if "root" in groups else []
    for way in (*_ways(shown, splits), [_splits(u, False) for u in beside]):
        if way and prod(1 + len(each) for each in way) <= MAX_CASES:
            split = [s for each in way for s in each]
            found, used = _cases(left, right, groups, jointly, derivatives, split)
            if found is not None:
                signs.used.clear()
                signs.used.update(used)
                return found
    return None


def _ways(
    shown: Iterable[Expression], splits: list[Expression]
) -> Iterator[list[tuple[Split, ...]]]:
    """What may be told apart: what stands in abs alone, or what stands in signs too."""
    in_signs = [u for e in shown for u in split_at(e, _SIGN)]
    # a product is told apart by its factors, of which each can be solved for
    factors = distinct(f for u in in_signs for f in _factors(u))
    known = {tidy(u) for u in factors}
    others = [u for u in splits if tidy(u) not in known]
    if factors:
        yield [_splits(u, False) for u in others]
    whole = {tidy(u) for u in in_signs}
    left = [_splits(u, False) for u in others if tidy(u) not in whole]
    yield [*(_splits(u, True) for u in factors), *left]


def _factors(u: Expression) -> list[Expression]:
    with suppress(KernelError):
        _, odd, even = factors(u)
        return [*odd, *even] or [u]
    return [u]


def _is_of_one_sign(u: Expression, signs: Signs) -> bool:
    """Whether it is worth relying on that an expression does not change its sign."""
    return any(signs.implied(Condition(side, ">=")) for side in (u, Negation(u)))


def _cases(
    left: Expression,
    right: Expression,
    groups: frozenset[str],
    signs: Signs,
    derivatives: Derivatives,
    splits: list[Split],
) -> tuple[Certificate | None, set[Condition]]:
    """One certificate for the cases of all splits, and what it relies on; None where one fails."""
    if not splits:
        found = certified(left, right, groups, signs, derivatives)
        return found, set(signs.used)
    (u, relation), rest = splits[0], splits[1:]
    cases = [case for (case,) in alternatives(u, relation)]
    sides = cases if relation == ">" else [replace(case, relation=">=") for case in cases]
    if any(_is_told(side, signs, derivatives) for side in sides):
        return _cases(left, right, groups, signs, derivatives, rest)
    made, used = list[Certificate](), set[Condition]()
    for case in cases:
        here = signs.supposing(case)
        if relation == ">" and is_zero(u, here):
            here = replace(here, equations=(*here.equations, Condition(u, "=")))
        found, relied = _without_points(case, (left, right), groups, here, derivatives)
        if found is None:
            found, relied = _cases(left, right, groups, here, derivatives, rest)
        if found is None:
            return None, set()
        made.append(found)
        used |= relied
    shown = signs.show(signs.facts, definedness(u))
    return Certificate(shown, u, tuple(made), relation), used


def _is_told(c: Condition, signs: Signs, derivatives: Derivatives) -> bool:
    """Whether a condition follows from the facts, by their normal forms if not as they stand."""
    if signs.deny(signs.facts)(c):
        return False
    told = holds_and_is_defined(c, signs.entailed)
    return told or follows(c, signs.facts, signs.entailed, derivatives)


def _without_points(
    case: Condition,
    sides: Sides,
    groups: frozenset[str],
    signs: Signs,
    derivatives: Derivatives,
) -> tuple[Certificate | None, set[Condition]]:
    """A certificate for a case that the domain leaves out, where 1 = 0 as well as anything."""
    against = alternatives(case.expression, case.relation)[1][0]
    if not signs.implied(against):
        return None, set()

    def ask(field: Field) -> Certificate | None:
        identity = Identity(lambda _: None, derivatives, signs.integers)
        made = supposing(field, identity, against)
        if made is None:
            return None
        known = identity.values.keys() | identity.meanings.keys()
        atoms = dict.fromkeys(e for side in sides for e in _atoms(side) if e not in known)
        zero = Equation(Condition(Integer(1), "="))
        return Certificate((*made, zero, *map(Generator, atoms)))

    with suppress(KernelError):
        return in_field(ask, groups, signs, derivatives), {against}
    return None, set()


def _splits(u: Expression, in_a_sign: bool) -> tuple[Split, ...]:
    """How the sign of an expression is told apart: in a sign it matters too whether it is 0."""
    return ((u, ">"), (Negation(u), ">")) if in_a_sign else ((u, ">="),)
