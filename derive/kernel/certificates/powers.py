"""Entries about powers with integer exponents.

An exponent is a sum of multiples of integers, so that a power is a product of powers of the factors
of its base, each to one of these: `(x*y)^(n + 1)` is `x*y * x^n * y^n`.  Each such power is a
generator; a base that may be zero is raised to what is not negative only, and to 0 it is 1, as laws
of powers have it.  The power as it is written has no value there, or a factor besides that is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from flint import fmpq

from derive.expression.nodes import Expression, IntegerPower
from derive.kernel.certificates.entries import Powered, Raised
from derive.kernel.certificates.functions import valued_exponential
from derive.kernel.certificates.identity import Factored, Identity, alone
from derive.kernel.certificates.ring import ONE, ZERO, Value
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError

#: Values of exponents, each with what it is multiplied by.
Multiples = Iterable[tuple[Value, int]]


def enter_raised(k: Identity, entry: Raised) -> None:
    """Gives a power the value that the factors of its base have, each raised."""
    e = entry.e
    k.require_new(e)
    if not isinstance(e, IntegerPower):
        raise KernelError("this is no power with an integer exponent")
    k.admit(e)
    read = k.read(entry.base)
    if not k.equal(k.value(e.args[0]), k.value_of(read)):
        raise KernelError("the certificate has wrong factors in a power")
    if not read.content:  # where it may be no power of zero, S has no points
        k.values[e] = ZERO
        return
    exponent = [(_integer(k, m), c) for m, c in entry.exponent]
    if abs(read.content) != 1 or not k.equal(k.value(e.args[1]), _total(k, exponent)):
        raise KernelError("the certificate does not factor a power")
    for base, n in read.factors:
        if n > 0 and not e.least:  # it is not zero, since the power is defined
            k.mark_nonzero(base)
        for m, c in entry.exponent:
            _require_base(k, base, m, c)
    k.values[e] = raised(k, read, exponent)


def enter_powered(k: Identity, entry: Powered) -> None:
    """Names a power of a factor, or gives it the one value that its law allows."""
    base, m = k.single_base(entry.p), _integer(k, entry.m)
    _require_base(k, base, entry.m)
    if entry.value is None:
        power(k, base, m)
        return
    k.require_nonnegative(alone(base))
    logarithm = k.ring.multiply(m, k.log_of(base))
    k.powers[base, m] = valued_exponential(k, logarithm, k.read(entry.value), entry.using)


def _integer(k: Identity, m: Expression) -> Value:
    """The value of an integer."""
    k.admit(m)
    value = k.value(m)
    k.integer_terms(value)
    return value


def _require_base(k: Identity, base: int, m: Expression, c: int = 1) -> None:
    """What is raised to what may be negative is not zero."""
    with suppress(KernelError):
        k.require_nonzero(base)
        return
    if c < 0:
        raise KernelError("the certificate divides by what may be zero")
    k.need(Condition(m, ">="))


# Powers of values: a product to a sum of integers, which is a product of powers


def _total(k: Identity, exponent: Multiples) -> Value:
    return k.ring.add(*(k.multiple(m, c) for m, c in exponent))


def raised(k: Identity, read: Factored, exponent: Multiples) -> Value:
    """A product raised, the factors of which are not zero where an exponent is negative."""
    ring, whole = k.ring, _total(k, exponent)
    found = [k.parity(whole)] if read.content < 0 else []
    for base, n in read.factors:
        odd = k.parity_of.get(ring.generator_of.get(base, -1))
        if odd is None:
            found += [ring.raised(power(k, base, m), c * n) for m, c in exponent]
        elif n % 2:
            found.append(k.parity(ring.multiply(whole, odd)))
    return ring.multiply(ONE, *found)


def power(k: Identity, base: int, m: Value) -> Value:
    """A base, or minus a number, to an integer."""
    if m == ONE:
        return k.base(base)
    if (base, m) not in k.powers:
        k.powers[base, m] = _power(k, base, m)
    return k.powers[base, m]


def _power(k: Identity, base: int, m: Value) -> Value:
    ring, g = k.ring, k.ring.generator_of.get(base, -1)
    if g in k.power_of:
        under, inner = k.power_of[g]
        return power(k, under, ring.multiply(inner, m))
    degree, value = ring.relations.get(g, (0, ZERO))
    relation = None if value.is_zero else to_power(k, value, m)  # r^d = v, so (r^m)^d = v^m
    made = k.new_generator()
    if relation is not None:
        ring.relate(made, degree, relation)
        if (degree, relation) == (2, ONE):
            k.orientation[ring.base_of[made]] = ring.generator(made)
    k.power_of[made] = base, m
    if base < 0 or k.is_plain(base) or k.orientation.get(base) == ONE:
        k.nonnegative.add(made)
    if base < 0 or base in k.nonzero or k.is_positive(base):
        k.mark_nonzero(ring.base_of[made])
    return ring.generator(made)


def to_power(k: Identity, value: Value, m: Value) -> Value:
    """A value that is not zero to an integer, by its factors."""
    sign = fmpq(-1 if value.content < 0 else 1)
    return raised(k, Factored(sign, tuple(k.factors(value))), [(m, 1)])


def orientation(k: Identity, base: int) -> Value | None:
    """The sign of a power of what has a known sign; None for another base."""
    under, m = k.power_of.get(k.ring.generator_of.get(base, -1), (-1, ONE))
    return to_power(k, k.orientation[under], m) if under in k.orientation else None
