"""What is zero: equations of S, what a variable is where one holds, and roots in polynomials.

An equation is a hypothesis about the numbers that variables are at a point.  Values are such
numbers, so a value may be replaced by one that is equal; an expression never is.  A derivative has
been computed, or is a number that nothing is known of, before any value is replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq
from sympy.core.symbol import Symbol

from derive.kernel.certificates.entries import Equation, Solved, Vanishing
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.ring import ZERO, Ring, Value, negative, scaled
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError

#: The highest degree of an equation in the variable that it is solved for.
MAX_DEGREE = 12


def enter_solved(k: Identity, entry: Solved) -> None:
    """Gives a variable the value that an equation of S leaves for it.

    Values in which it stood are still right, and are forgotten, so that they are given anew.
    """
    v = entry.variable
    if not isinstance(v, Symbol):
        raise KernelError("equations are solved for variables")
    g = _generator(k.ring, k.value(v))
    zero = _zero(k, entry.condition)
    found = solution(k.ring, zero, g, k.require_nonzero, k.new_generator)
    k.values = {e: a for e, a in k.values.items() if g not in k.ring.generators(a)}
    k.values[v] = found


def enter_equation(k: Identity, entry: Equation) -> None:
    """Takes what stands above the line in an equation of S for zero."""
    k.zeros.append(k.ring.expanded(above(_zero(k, entry.condition))))


def _zero(k: Identity, c: Condition) -> Value:
    """The value of what is zero by an equation, which S has from then on."""
    if c.relation != "=":
        raise KernelError("the certificate takes a condition for an equation")
    k.admit(c.expression)
    k.need(c)
    value = k.value(c.expression)
    if value.is_zero:
        raise KernelError("an equation tells nothing")
    return value


def _generator(ring: Ring, value: Value) -> int:
    """The generator that a value is."""
    if value.content == 1 and len(value.powers) == 1 and value.powers[0][1] == 1:
        g = ring.generator_of.get(value.powers[0][0])
        if g is not None:
            return g
    raise KernelError("the certificate solves for what is no generator")


def solution(
    ring: Ring,
    value: Value,
    g: int,
    require_nonzero: Callable[[int], None],
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
        for base, _ in lead.powers:
            require_nonzero(base)
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


def above(value: Value) -> Value:
    """What stands above the line."""
    return Value(value.content, tuple((base, n) for base, n in value.powers if n > 0))


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


def enter_vanishing(k: Identity, entry: Vanishing) -> None:
    """Shows `r*m - n` to be zero: powers of r*m and n are equal, and so are their signs."""
    ring, g = k.ring, entry.root
    value = k.polynomial(entry.p)
    p = ring.expanded(value)
    if g not in ring.relations or (g not in k.root_of and ring.relations[g][0] != 3):
        raise KernelError("there is no such root")
    if p.degrees()[g] != 1:
        raise KernelError("a root does not stand once in what vanishes")
    m = ring.of(p.derivative(g))
    n = ring.subtract(ring.multiply(m, ring.generator(g)), ring.of(p))
    degree, rhs = ring.relations[g]
    if not k.equal(ring.multiply(rhs, ring.raised(m, degree)), ring.raised(n, degree)):
        raise KernelError("the powers of both sides differ")
    if degree % 2 == 0:
        if entry.signs is None:
            raise KernelError("the certificate shows no sign")
        a, b = map(k.read, entry.signs)
        for side in (a, b):
            k.require_nonnegative(side, entry.using)
        first, second = k.value_of(a), k.value_of(b)
        if not (k.equal(first, m) and k.equal(second, n)) and not (
            k.equal(first, negative(m)) and k.equal(second, negative(n))
        ):
            raise KernelError("the certificate shows the signs of other sides")
    k.zeros.append(p)
