"""Entries about powers with integer exponents.

An exponent is a polynomial in what is added to the bounds of its variables, so that a power is a
product of powers of the factors of its base, each to a monomial: `(x*y)^(n + 1)` is
`x*y * x^n * y^n`.  Each such power is a generator; a base that may be zero is raised to what is not
negative only, and to 0 it is 1, as laws of powers have it.  The power as it is written has no value
there, or a factor besides that is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from flint import fmpq
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, IntegerPower
from derive.kernel.certificates.entries import Parity, Powered, Raised
from derive.kernel.certificates.identity import Factored, Identity, alone
from derive.kernel.certificates.ring import ONE, ZERO, Value, number
from derive.kernel.exponents import (
    Monomial,
    Polynomial,
    is_nonnegative,
    merged,
    parity,
    polynomial,
    shifted,
    unshifted,
)
from derive.kernel.theory import KernelError


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
    if not read.content:
        if not e.least:
            raise KernelError("zero has no such power")
        k.values[e] = ZERO
        return
    above, whole = shifted(e.args[1], k.integers), polynomial(e.args[1], k.integers)
    if above is None or whole is None or abs(read.content) != 1:
        raise KernelError("the certificate does not factor a power")
    if not e.least:  # the base is not zero, since the power is defined
        for base, n in read.factors:
            if n > 0:
                k.mark_nonzero(base)
    for base, _ in read.factors:
        for m in above:
            require_base(k, base, m)
    k.values[e] = raised(k, read, above, whole)


def enter_parity(k: Identity, entry: Parity) -> None:
    """Names -1 to a product of integers."""
    k.parity(frozenset(_monomial(k, entry.n)))


def enter_powered(k: Identity, entry: Powered) -> None:
    """Names a power of a factor, or gives it the one value that its law allows."""
    base, m = k.single_base(entry.p), _monomial(k, entry.m)
    if entry.value is None:
        power(k, base, m)
        return
    if (base, m) in k.powers:
        raise KernelError("the certificate gives a value twice")
    read = k.read(entry.value)
    k.require_nonnegative(read, entry.using)
    k.require_nonnegative(alone(base))
    if not (_is_exponential(k, base, m, read) or _has_square(k, base, m, read)):
        raise KernelError("the certificate has a wrong power")
    k.powers[base, m] = k.value_of(read)


def _monomial(k: Identity, m: Iterable[Expression]) -> Monomial:
    variables = tuple(v for v in m if isinstance(v, Symbol) and v in k.integers.variables)
    if not variables or len(variables) != len(tuple(m)):
        raise KernelError("the certificate takes a variable for an integer")
    return merged(variables, ())


def _is_exponential(k: Identity, base: int, m: Monomial, read: Factored) -> bool:
    """Whether the logarithm of a value is m times that of a base above 0."""
    with suppress(KernelError):
        k.require_nonzero(base)
        whole = k.ring.multiply(k.monomial(m), k.log_of(base))
        if k.equal(k.logarithm(read), whole):
            k.groups.add("exp-log")
            return True
    return False


def _has_square(k: Identity, base: int, m: Monomial, read: Factored) -> bool:
    """Whether the square of a value is the power of the square of a base that is not negative."""
    with suppress(KernelError):
        square = factored(k, k.ring.raised(k.base(base), 2))
        if any(b == base for b, _ in square.factors):
            return False
        found = raised(k, square, {m: 1}, unshifted(m, k.integers))
        return k.equal(k.ring.raised(k.value_of(read), 2), found)
    return False


# Powers of values: a product to a polynomial in integers, which is a product of powers


def raised(k: Identity, read: Factored, above: Polynomial, whole: Polynomial) -> Value:
    """A product raised to an exponent, which is given as it is shifted and as it is."""
    found = [_parity(k, frozenset(), whole)] if read.content < 0 else []
    for base, n in read.factors:
        signs = k.parity_of.get(k.ring.generator_of.get(base, -1))
        if signs is not None:
            found += [_parity(k, signs, whole)] if n % 2 else []
            continue
        for m, c in above.items():
            found.append(k.ring.raised(power(k, base, m) if m else k.base(base), c * n))
    return k.ring.multiply(ONE, *found)


def _parity(k: Identity, signs: frozenset[Symbol], p: Polynomial) -> Value:
    """((-1)^v)^p for a product v of variables, or for 1 where there are none."""
    sign, sets = parity(p)
    found = [k.parity(signs | s) for s in sets]
    own = k.parity(signs) if signs else number(-1)
    return k.ring.multiply(own if sign < 0 else ONE, *found)


def power(k: Identity, base: int, m: Monomial) -> Value:
    """A base, or minus a number, to a monomial of shifted polynomials."""
    if (base, m) not in k.powers:
        k.powers[base, m] = _power(k, base, m)
    return k.powers[base, m]


def _power(k: Identity, base: int, m: Monomial) -> Value:
    ring, g = k.ring, k.ring.generator_of.get(base, -1)
    if g in k.power_of:
        under, inner = k.power_of[g]
        return power(k, under, merged(inner, m))
    require_base(k, base, m)
    relation = _relation(k, g, m) if g in ring.relations else None
    made = k.new_generator()
    if relation is not None:
        ring.relate(made, *relation)
        if relation == (2, ONE):
            k.orientation[ring.base_of[made]] = ring.generator(made)
    k.power_of[made] = base, m
    if base < 0 or k.is_plain(base) or k.orientation.get(base) == ONE:
        k.nonnegative.add(made)
    if base < 0 or base in k.nonzero or k.is_positive(base):
        k.mark_nonzero(ring.base_of[made])
    return ring.generator(made)


def require_base(k: Identity, base: int, m: Monomial) -> None:
    """What is raised to what may be negative is not zero."""
    if not is_nonnegative(m, k.integers):
        k.require_nonzero(base)


def _relation(k: Identity, g: int, m: Monomial) -> tuple[int, Value] | None:
    """From `r^d = v` follows `(r^m)^d = v^m`; None where that is not a product here."""
    degree, value = k.ring.relations[g]
    with suppress(KernelError):
        return degree, to_monomial(k, value, m)
    return None


def to_monomial(k: Identity, value: Value, m: Monomial) -> Value:
    """A value that has factors, to a monomial of shifted polynomials."""
    return raised(k, factored(k, value), {m: 1}, unshifted(m, k.integers))


def orientation(k: Identity, base: int) -> Value | None:
    """The sign of a power of what has a known sign; None for another base."""
    under, m = k.power_of.get(k.ring.generator_of.get(base, -1), (-1, ()))
    return to_monomial(k, k.orientation[under], m) if under in k.orientation else None


def factored(k: Identity, value: Value) -> Factored:
    """A value by its factors, numbers among them."""
    sign = fmpq(-1 if value.content < 0 else 1)
    return Factored(sign, tuple(k.factors(value)))
