"""Equations in a field: for which variables they are solved, and what those are then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from flint import fmpq
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    free_variables,
    integer,
    product_of,
    subexpressions,
)
from derive.kernel.certificates.equations import MAX_DEGREE, above
from derive.kernel.certificates.ring import ZERO, Ring, Value, negative
from derive.kernel.conditions import Condition, integer_exponent
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order
from derive.prover.scaling import scaled

if TYPE_CHECKING:
    from derive.prover.normal.field import Field

#: Equations with the variables that they are solved for, in order.
Plan = list[tuple[Condition, Symbol]]


def solve(field: Field, equations: Iterable[Condition]) -> Plan:
    """Gives variables the values that equations leave for them; simple equations first."""
    plan: Plan = []
    left = list(equations)
    for fits in (_is_linear, _is_linear_beside, _is_monic):
        for c in tuple(left):
            v = next((v for v in _candidates(field, c, plan) if fits(field, c, v)), None)
            if v is not None:
                left.remove(c)
                _take(field, c, v)
                plan.append((c, v))
                for other, w in again(plan, field.known_variables()):
                    _take(field, other, w)
    for c in left:
        zero = field.value(c.expression)
        if not zero.is_zero:
            field.equations.append(c)
            field.zeros.append(field.ring.expanded(above(zero)))
    return plan


def again(plan: Plan, known: frozenset[Expression]) -> Iterator[tuple[Condition, Symbol]]:
    """The equations of variables whose values are not known any more."""
    return ((c, v) for c, v in plan if v not in known)


def _candidates(field: Field, c: Condition, plan: Plan) -> Iterator[Symbol]:
    """Variables that stand in no function, root or derivative of an equation, integers last."""
    taken = {v for _, v in plan}
    inside = frozenset[Symbol]().union(
        *(free_variables(s) for s in subexpressions(c.expression) if _is_opaque(s))
    )
    free = free_variables(c.expression) - inside - taken
    yield from sorted(
        free, key=lambda v: (v not in field.signs.integers.variables, order(v)), reverse=True
    )


def _is_opaque(e: Expression) -> bool:
    rooted = isinstance(e, Power) and integer_exponent(e.args[1]) is None
    return rooted or isinstance(e, (Call, IntegerPower, DerivativeOf, DerivativeAt))


def _parts(field: Field, c: Condition, v: Symbol) -> tuple[int, dict[int, Value]]:
    """The generator of a variable, and what stands beside its powers in an equation."""
    value = field.value(v)
    g = field.ring.generator_of.get(value.powers[0][0], -1) if len(value.powers) == 1 else -1
    if g < 0 or value.content != 1 or value.powers[0][1] != 1:
        raise KernelError("the variable is no generator")
    return g, coefficients(field.ring, field.value(c.expression), g)


def _degree_and_lead(field: Field, c: Condition, v: Symbol) -> tuple[int, Value | None]:
    try:
        _, parts = _parts(field, c, v)
    except KernelError:
        return 0, None
    degree = max(parts, default=0)
    return degree, parts.get(degree)


def _is_linear(field: Field, c: Condition, v: Symbol) -> bool:
    degree, lead = _degree_and_lead(field, c, v)
    return degree == 1 and lead is not None and not lead.powers


def _is_linear_beside(field: Field, c: Condition, v: Symbol) -> bool:
    """Whether it is linear, and what it is multiplied by is known not to be zero."""
    degree, lead = _degree_and_lead(field, c, v)
    return degree == 1 and lead is not None and all(_is_nonzero(field, b) for b, _ in lead.powers)


def _is_nonzero(field: Field, base: int) -> bool:
    e = field.base(base, 1)
    found = (Condition(e, "!="), Condition(e, ">"), Condition(Negation(e), ">"))
    return any(map(field.signs.holds, found))


def _is_monic(field: Field, c: Condition, v: Symbol) -> bool:
    degree, lead = _degree_and_lead(field, c, v)
    return degree > 1 and lead is not None and not lead.powers


def _take(field: Field, c: Condition, v: Symbol) -> None:
    """Gives a variable its value, and forgets the values in which it stood."""
    g, parts = _parts(field, c, v)
    n = int(parts[max(parts)].content)

    def rooted() -> int:
        h = field.new_generator(
            lambda k: Power(product_of((integer(n), v)) if n != 1 else v, integer(k))
        )
        field.multiple_of[h] = v, n
        return h

    found = solution(field.ring, field.value(c.expression), g, rooted)
    field.replace(g, v, found)


def solution(
    ring: Ring,
    value: Value,
    g: int,
    new_generator: Callable[[], int],
) -> Value:
    """What a generator is equal to where a value is 0.

    In an equation that is linear in it what it is multiplied by must not be zero.  Else n times
    the generator, for the number n beside its highest power, is a root of a monic polynomial, which
    is the relation of a new generator.
    """
    parts = coefficients(ring, value, g)
    degree = max(parts, default=0)
    if not 0 < degree <= MAX_DEGREE:
        raise KernelError("an equation does not tell of the variable")
    lead = parts[degree]
    if degree == 1:
        return negative(ring.multiply(parts.get(0, ZERO), ring.inverse(lead)))
    if lead.powers:
        raise KernelError("an equation is not monic in the variable")
    h, n = new_generator(), lead.content
    terms = (
        ring.multiply(part, Value(n ** (degree - 1 - i)), ring.generator(h, i))
        for i, part in parts.items()
        if i < degree
    )
    ring.relate(h, degree, negative(ring.add(ZERO, *terms)))
    return scaled(ring.generator(h), 1 / fmpq(n))


def coefficients(ring: Ring, value: Value, g: int) -> dict[int, Value]:
    """The coefficients of the powers of a generator in what stands above the line of a value.

    What stands below is not zero where the value is defined.
    """
    if value.is_zero:
        return {}
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for monomial, c in ring.expanded(above(value)).terms():
        rest = (*monomial[:g], 0, *monomial[g + 1 :])
        parts.setdefault(int(monomial[g]), {})[rest] = c
    return {n: ring.of(ring.context.from_dict(found)) for n, found in parts.items()}
