"""The conditions that a domain does not imply, as few and as simple as a person would write them.

Whether there are any is decided in `implied`; here they are put for a reader.

Simplifying keeps what the conditions say together, given that their expressions are defined: a
product that is not zero becomes its factors, factors of known sign fall away, and what the others
imply is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import Expression, free_variables, size
from derive.expression.substitution import substitute
from derive.kernel.conditions import (
    Condition,
    Conditions,
    definedness,
)
from derive.kernel.derivatives import Derivatives, RowsOf
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order, tidy
from derive.prover.bounds import bound
from derive.prover.domains import Domain
from derive.prover.implied import computable, unmet
from derive.prover.normal.signs import Signs
from derive.prover.normal_form import factors, follows
from derive.prover.normal_form import written as written_out
from derive.prover.parts import MAX_SIZE, lowered, taken_apart, turned
from derive.rules.procedures import PROCEDURES

#: More conditions are not held against each other.
MAX_CONDITIONS = 8


def remaining(
    conditions: Iterable[Condition], domain: Domain, rows_of: RowsOf | None = None
) -> tuple[Condition, ...]:
    """What is left of conditions on a domain, simplified; nothing only where all are implied.

    `rows_of` gives the rows by which derivatives in conditions are computed.
    """
    left = unmet(conditions, domain, rows_of)
    return _told(left, domain, rows_of) if left else ()


@lru_cache(maxsize=300)
def _told(left: Conditions, domain: Domain, rows_of: RowsOf | None) -> tuple[Condition, ...]:
    """Conditions that are not implied, simplified; those of a line are mostly its neighbours' too.

    Simplifying is no judge: should it leave nothing, they are told as they are.
    """
    simple = _without_consequences(_simplified(left, domain), domain, rows_of)
    return tuple(_without_factors(simple)) or tuple(sorted(left, key=_rank))


def _without_consequences(
    conditions: tuple[Condition, ...], domain: Domain, rows_of: RowsOf | None
) -> tuple[Condition, ...]:
    """Conditions without those that follow from the others, and the domain, by normal forms.

    As in `_independent`, others that are not defined everywhere are left aside.
    """
    kept = list(conditions)
    if len(kept) > MAX_CONDITIONS:
        return conditions
    total = {c for c in kept if domain.implies_all(definedness(c.expression))}
    for c in reversed(conditions):
        others = frozenset(k for k in kept if k != c and k in total)
        known = others | computable(domain)
        if known and follows(c, known, domain.implies, Derivatives(rows_of)):
            kept.remove(c)
    return tuple(kept)


def simplified(conditions: Iterable[Condition], domain: Domain) -> tuple[Condition, ...]:
    """Conditions of one meaning on the domain, each as simple as it can be, in order."""
    return tuple(_without_factors(_simplified(conditions, domain)))


def _simplified(conditions: Iterable[Condition], domain: Domain) -> tuple[Condition, ...]:
    """The same with all that `_without_factors` leaves out: what others rest on to be defined."""
    found = sorted(conditions, key=_rank)
    parts = {p: None for c in found for d in _unguarded(c, domain) for p in taken_apart(d, domain)}
    merged = _merged(_distinct(p for p in parts if not domain.implies(p)))
    return tuple(sorted(_independent(merged, domain), key=_rank))


def _unguarded(c: Condition, domain: Domain) -> Iterator[Condition]:
    """A condition on a choice as one on a branch, or on the guard, where that says the same."""
    e = c.expression
    if not isinstance(e, Choice):
        yield c
        return
    simple = [Condition(part, c.relation) for part in e.branches if free_variables(part)]
    simple += [Condition(part, "!=") for part in (e.guard, *e.branches) if free_variables(part)]
    for k in simple:
        if _are_alike(c, k, domain):
            yield from _unguarded(k, domain)
            return
    shorter = (k for k in _with_shorter_branch(c, e, domain) if _are_alike(c, k, domain))
    yield next(shorter, c)


def _are_alike(c: Condition, k: Condition, domain: Domain) -> bool:
    return _with(domain, [k]).implies(c) and _with(domain, [c]).implies(k)


def _with_shorter_branch(c: Condition, e: Choice, domain: Domain) -> Iterator[Condition]:
    """That a choice of a number and something is not 0, with what is then not 0 in its place.

    Of a variable the guard has to tell only what it is where that is 0.
    """
    if c.relation != "!=":
        return
    for place, branch in enumerate(e.branches):
        found = [*taken_apart(Condition(branch, "!="), domain)] if free_variables(branch) else []
        if len(found) == 1:
            v = found[0].expression
            guards = [e.guard]
            if isinstance(v, Symbol):
                guards.insert(0, _reduced(substitute(e.guard, {v: Integer(0)})))
            for guard in guards:
                sides = (v, e.branches[1]) if place == 0 else (e.branches[0], v)
                yield Condition(Choice(e.args[0], guard, *sides), "!=")


def _reduced(e: Expression) -> Expression:
    """An expression that was substituted into, without what is 0 by now."""
    try:
        return tidy(written_out(e, PROCEDURES["abs"], Signs(definedness(e)), Derivatives()))
    except KernelError:
        return tidy(e)


def _without_factors(conditions: tuple[Condition, ...]) -> list[Condition]:
    """Conditions without those that exclude zeros of factors of what is positive."""
    nonzero = {f for c in conditions if c.relation == ">" for f in _factors(c.expression)}
    nonzero |= {tidy(lowered(Condition(f, "!=")).expression) for f in nonzero}
    return [c for c in conditions if c.relation != "!=" or not _excluded(c, nonzero)]


def _excluded(c: Condition, nonzero: set[Expression]) -> bool:
    """Whether `u != 0` holds since each factor of u is among what is not zero."""
    found = _factors(c.expression)
    left = [f for f in found if f not in nonzero]
    arguments = [lowered(Condition(f, "!=")) for f in left]
    deeper = (
        d.expression != f and _excluded(d, nonzero) for d, f in zip(arguments, left, strict=True)
    )
    return bool(found) and bool(nonzero) and all(deeper)


def _factors(e: Expression) -> list[Expression]:
    """The tidy forms of the factors of an expression; none of a large one."""
    if size(e) > MAX_SIZE:
        return []
    try:
        _, odd, even = factors(e)
    except KernelError:
        return []
    return [tidy(f) for f in (*odd, *even)]


def _rank(c: Condition) -> tuple[int, tuple[object, ...], str]:
    return size(c.expression), order(tidy(c.expression)), c.relation


def _distinct(conditions: Iterable[Condition]) -> list[Condition]:
    """Each condition once up to its tidy form, and to its sign where that is no matter."""
    found: dict[tuple[Expression, str], Condition] = {}
    for c in conditions:
        if c.relation != "!=" or (tidy(turned(c.expression)), "!=") not in found:
            found.setdefault((tidy(c.expression), c.relation), c)
    return list(found.values())


def _merged(conditions: list[Condition]) -> list[Condition]:
    """`u >= 0` and `u != 0` as `u > 0`, and no condition beside a stronger one."""
    nonzero = {tidy(c.expression) for c in conditions if c.relation == "!="}
    nonzero |= {tidy(turned(c.expression)) for c in conditions if c.relation == "!="}
    merged = _distinct(_strict(c, nonzero) for c in conditions)
    merged = _strongest(merged)
    positive = {tidy(c.expression) for c in merged if c.relation == ">"}
    return [c for c in merged if c.relation in (">", "=") or not _is_weaker(c, positive)]


def _strongest(conditions: list[Condition]) -> list[Condition]:
    """Conditions without bounds of a variable beside which there is a stronger one."""
    sides: dict[tuple[Symbol, int], list[tuple[Fraction, bool, Condition]]] = {}
    for c in conditions:
        b = bound(c.expression)
        if b is not None and c.relation not in ("!=", "="):
            # the larger, the stronger: `v > 3` beside `v > 2`, `-v > -2` beside `-v > -3`
            side = sides.setdefault((b.variable, b.sign), [])
            side.append((-b.offset, c.relation == ">", c))
    best = {key: max(side, key=lambda s: s[:2]) for key, side in sides.items()}
    spare = {s[2] for key, side in sides.items() for s in side if s[2] is not best[key][2]}
    return [c for c in conditions if c not in spare and not _is_outside(c, best)]


def _is_outside(
    c: Condition, best: Mapping[tuple[Symbol, int], tuple[Fraction, bool, Condition]]
) -> bool:
    """Whether `v != q` excludes what the bounds of the variable exclude."""
    b = bound(c.expression) if c.relation == "!=" else None
    if b is None:
        return False
    q = -b.sign * b.offset
    ends = ((best.get((b.variable, sign)), sign * q) for sign in (1, -1))
    return any(end and (at < end[0] or (at == end[0] and end[1])) for end, at in ends)


def _strict(c: Condition, nonzero: set[Expression]) -> Condition:
    """`u >= 0` as `u > 0` where u, or each factor of it, is not zero."""
    if c.relation != ">=" or not nonzero:
        return c
    spare = tidy(c.expression) in nonzero
    if not spare:
        found = _factors(c.expression)
        spare = bool(found) and all(f in nonzero for f in found)
    return Condition(c.expression, ">") if spare else c


def _is_weaker(c: Condition, positive: set[Expression]) -> bool:
    """Whether a condition that is not strict follows from what is positive."""
    negative = c.relation == "!=" and tidy(turned(c.expression)) in positive
    return negative or tidy(c.expression) in positive


def _independent(conditions: list[Condition], domain: Domain) -> list[Condition]:
    """Conditions without those that the others imply, the longest tried first.

    Others that are not defined everywhere are left aside: `log(x) != 1` must not hide `x > 0`.
    """
    kept = list(conditions)
    if len(kept) > MAX_CONDITIONS:
        return kept
    total = {c for c in kept if domain.implies_all(definedness(c.expression))}
    for c in sorted(conditions, key=_rank, reverse=True):
        others = [k for k in kept if k != c and k in total]
        if others and _with(domain, others).implies(c):
            kept.remove(c)
    return kept


def _with(domain: Domain, conditions: Iterable[Condition]) -> Domain:
    return _restricted(domain, tuple(conditions))


@lru_cache(maxsize=300)
def _restricted(domain: Domain, conditions: tuple[Condition, ...]) -> Domain:
    """A domain with more conditions: those of a line are mostly its neighbours' too."""
    return Domain(domain.variables, (*domain.conditions, *conditions), domain.integers)
