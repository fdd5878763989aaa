"""Whether a condition follows from others, by their normal forms.

A value is zero only where one of its factors is, and its sign is the product of theirs; what is
known of the factors of some conditions tells of another one with the same factors.
"""

from __future__ import annotations

from itertools import combinations
from math import lcm

from flint import fmpq

from derive.kernel.certificates.ring import Value, negative
from derive.kernel.conditions import Condition, Conditions
from derive.kernel.theory import KernelError
from derive.prover.normal.denesting import conjugates
from derive.prover.normal.factoring import in_factors
from derive.prover.normal.field import Field

#: How often a question is turned into one about powers of its terms.
MAX_DEPTH = 2
#: How many conditions with roots are multiplied with each other.
MAX_ROOTED = 4


def follows(field: Field, condition: Condition, known: Conditions) -> bool:
    """Whether a condition holds wherever it is defined and the known ones hold.

    `known` are among the facts or declared conditions of the field's signs.  Raises `KernelError`
    or `Refine`.
    """
    value = in_factors(field.ring, field.value(condition.expression))
    if value.is_zero or condition.relation == "=":
        return value.is_zero and condition.relation in (">=", "=")
    if condition.relation != ">=" and not _nonzero(field, value, _zero_free(field, known), 0):
        return False
    return condition.relation == "!=" or _positive(field, value)


def _positive(field: Field, value: Value) -> bool:
    """Whether a value, if it is not zero, is above it."""
    for base, _ in value.powers:
        field.roots.sign_of(base)
    return field.roots.parity(value) == 1 or field.roots.nonnegative(value)


def _zero_free(field: Field, known: Conditions) -> set[int]:
    """The bases that are not zero where the known conditions hold."""
    found: set[int] = set()
    values: list[Value] = []
    for c in sorted(known, key=str):
        if c.relation in (">", "!="):
            try:
                value = in_factors(field.ring, field.value(c.expression))
            except KernelError:
                continue
            values.append(value)
            found |= {base for base, _ in value.powers}
    return found | _of_conjugates(field, values)


def _of_conjugates(field: Field, values: list[Value]) -> set[int]:
    """The bases of products of two values with one root: sqrt(2)*u + v and sqrt(2)*u - v."""
    ring, found = field.ring, set[int]()
    rooted = [
        v
        for v in values
        if ring.generators(v) & ring.relations.keys() and not field.infinity.degenerates(_above(v))
    ]
    for a, b in combinations(rooted[:MAX_ROOTED], 2):
        if ring.generators(a) & ring.generators(b) & ring.relations.keys():
            try:
                product = ring.expanded(ring.multiply(_above(a), _above(b)))
                whole = None if product.is_zero() else in_factors(ring, ring.of(product))
            except KernelError:
                continue
            found |= {base for base, n in whole.powers if n > 0} if whole is not None else set()
    return found


def _above(value: Value) -> Value:
    """What stands above the line, up to a number."""
    return Value(fmpq(1), tuple((base, n) for base, n in value.powers if n > 0))


def _nonzero(field: Field, value: Value, zero_free: set[int], depth: int) -> bool:
    if field.infinity.degenerates(value):
        return False
    bases = [base for base, n in value.powers if n > 0]
    return all(b in zero_free or _base_nonzero(field, b, zero_free, depth) for b in bases)


def _base_nonzero(field: Field, base: int, zero_free: set[int], depth: int) -> bool:
    circular = field.infinity.circular(base)
    e = field.roots.base_expression(base) if circular is None else circular
    if field.signs.holds(Condition(e, "!=")):
        return True
    return depth < MAX_DEPTH and (
        _difference_nonzero(field, base, zero_free, depth)
        or _norm_nonzero(field, base, zero_free, depth)
    )


def _norm_nonzero(field: Field, base: int, zero_free: set[int], depth: int) -> bool:
    """Whether the product with a conjugate is not zero: u - sqrt(2) is not where u^2 - 2 is not."""
    ring = field.ring
    for norm, _ in conjugates(field.roots, base):
        if not norm.is_zero:
            whole = in_factors(ring, norm)
            # where a half tangent is infinite the leading coefficients count: none may be lost
            share = ring.multiply(whole, Value(fmpq(1), ((base, -2),)))
            if not field.infinity.degenerates(share) and _nonzero(
                field, whole, zero_free, depth + 1
            ):
                return True
    return False


def _difference_nonzero(field: Field, base: int, zero_free: set[int], depth: int) -> bool:
    """A difference of two terms that are not negative: whether some power of them differs."""
    ring = field.ring
    rest = field.exponentials.log_ratio(base)
    if rest is not None:
        rest = in_factors(ring, rest)
        return not rest.is_zero and _nonzero(field, rest, zero_free, depth + 1)
    terms = ring.terms_of(base)
    if len(terms) != 2 or terms[0][1] * terms[1][1] > 0:
        return False
    return _powers_differ(field, terms, zero_free, depth)


def _powers_differ(
    field: Field, terms: list[tuple[tuple[int, ...], int]], zero_free: set[int], depth: int
) -> bool:
    ring = field.ring
    degrees = [1]
    for monomial, _ in terms:
        for g, n in enumerate(monomial):
            if n and not (g in field.roots.root_of or g in field.nonnegative):
                return False
            if n and g in field.roots.root_of:
                degrees.append(field.roots.root_of[g][1])
            elif n:
                degrees.append(field.refinable[g][2])
    power = lcm(*degrees)
    if power == 1:
        return False
    first, second = (
        ring.raised(ring.multiply(Value(fmpq(abs(c))), *_generators(field, m)), power)
        for m, c in terms
    )
    rest = in_factors(ring, ring.add(first, negative(second)))
    return not rest.is_zero and _nonzero(field, rest, zero_free, depth + 1)


def _generators(field: Field, monomial: tuple[int, ...]) -> list[Value]:
    return [field.ring.generator(g, n) for g, n in enumerate(monomial) if n]
