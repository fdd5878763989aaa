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
from derive.kernel.certificates.generators import single_base
from derive.kernel.certificates.identity import Factored, Identity
from derive.kernel.certificates.raising import factored, power, raised, require_base
from derive.kernel.certificates.ring import ZERO
from derive.kernel.exponents import Monomial, merged, polynomial, shifted, unshifted
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
    k.groups.add("power")
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
    k.groups.add("power")


def enter_powered(k: Identity, entry: Powered) -> None:
    """Names a power of a factor, or gives it the one value that its law allows."""
    base, m = single_base(k, entry.p), _monomial(k, entry.m)
    k.groups.add("power")
    if entry.value is None:
        power(k, base, m)
        return
    if (base, m) in k.powers:
        raise KernelError("the certificate gives a value twice")
    read = k.read(entry.value)
    k.require_nonnegative(read, entry.using)
    k.require_nonnegative(Factored(fmpq(1), ((base, 1),)), ())
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
