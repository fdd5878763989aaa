"""What is zero: equations of S, what a variable is where one holds, and roots in polynomials.

An equation is a hypothesis about the numbers that variables are at a point.  Values are such
numbers, so a value may be replaced by one that is equal; an expression never is.  A derivative has
been computed, or is a number that nothing is known of, before any value is replaced.
"""

from __future__ import annotations

from flint import fmpq
from sympy.core.symbol import Symbol

from derive.kernel.certificates.entries import Equation, Solved, Vanishing
from derive.kernel.certificates.functions import determined
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.ring import Ring, Value, negative
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError

#: The highest degree of an equation in the variable that it is solved for.
MAX_DEGREE = 12


def enter_solved(k: Identity, entry: Solved) -> None:
    """Gives a variable the value that an equation of S leaves for it.

    The equation says that `lead*(h^d + ... + c_1*h + c_0)` is zero, for the multiple h of the
    variable and coefficients in which it is not, where the lead is not zero.  Values in which it
    stood are still right, and are forgotten, so that they are given anew.
    """
    v, ring, degree = entry.variable, k.ring, len(entry.coefficients)
    if not isinstance(v, Symbol) or not entry.multiple or not 0 < degree <= MAX_DEGREE:
        raise KernelError("this is no equation for a variable")
    g = _generator(ring, k.value(v))
    zero, lead = above(_zero(k, entry.condition)), k.read(entry.lead)
    found = [k.value_of(k.read(c)) for c in entry.coefficients]
    monic = _monic(ring, k.multiple(ring.generator(g), entry.multiple), found)
    if not lead.content or not k.equal(zero, ring.multiply(k.value_of(lead), monic)):
        raise KernelError("an equation does not say that of the variable")
    if any(g in ring.generators(c) for c in found):
        raise KernelError("the certificate solves for what is left")
    for base, _ in lead.factors:
        k.require_nonzero(base)
    value = negative(found[0])
    if degree > 1:
        if any(c.has_denominator or c.content.q != 1 for c in found):
            raise KernelError("an equation is not monic in the variable")
        made = k.new_generator()
        value = ring.generator(made)
        lower = ring.subtract(_monic(ring, value, found), ring.raised(value, degree))
        ring.relate(made, degree, negative(lower))
    k.values = {e: a for e, a in k.values.items() if g not in ring.generators(a)}
    k.values[v] = k.multiple(value, fmpq(1, entry.multiple))


def _monic(ring: Ring, h: Value, coefficients: list[Value]) -> Value:
    """`h^d` and lower powers, each with its coefficient, from the constant on."""
    terms = (ring.multiply(c, ring.raised(h, i)) for i, c in enumerate(coefficients))
    return ring.add(ring.raised(h, len(coefficients)), *terms)


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


def above(value: Value) -> Value:
    """What stands above the line."""
    return Value(value.content, tuple((base, n) for base, n in value.powers if n > 0))


def enter_vanishing(k: Identity, entry: Vanishing) -> None:
    """Shows a multiple of a root to be a product: of one sign, and with equal powers."""
    if entry.root not in k.root_of:
        raise KernelError("there is no such root")
    degree, power = k.ring.relations[entry.root]
    factor = k.read(entry.factor)
    k.require_nonnegative(factor, entry.using)
    m = k.value_of(factor)
    power = k.ring.multiply(power, k.ring.raised(m, degree))
    value = determined(k, power, k.read(entry.value), degree, entry.using)
    multiple = k.ring.multiply(m, k.ring.generator(entry.root))
    k.zeros.append(k.ring.expanded(above(k.ring.subtract(multiple, value))))
