"""Entries that name a generator, or tell what is known of one."""

from __future__ import annotations

from flint import fmpq
from sympy.core.numbers import Integer

from derive.expression.nodes import Decimal
from derive.kernel.certificates import entries
from derive.kernel.certificates.identity import Factored, Identity, Known
from derive.kernel.certificates.powers import orientation
from derive.kernel.certificates.ring import ONE, Value, negative
from derive.kernel.conditions import Condition
from derive.kernel.theory import KernelError

#: The largest exponent that a power is raised to on the way to an equality of powers.
MAX_DEGREE = 1_000_000


def enter_generator(k: Identity, entry: entries.Generator) -> None:
    """Names what an expression is, or the root of what is not negative."""
    e, degree = entry.e, entry.degree
    if isinstance(e, (Integer, Decimal)) or degree < 1:
        raise KernelError("this has a value")
    k.require_new(e)
    k.admit(e)
    g = k.new_generator()
    if degree > 1:
        k.need(Condition(e, ">="))
        k.nonnegative.add(g)
    k.values[e] = k.ring.generator(g, degree)
    if e in k.integers.variables and degree == 1:
        k.whole.add(g)


def enter_exponent(k: Identity, entry: entries.Exponent) -> None:
    """Names e^b, which is positive for every real b."""
    b = k.value_of(k.read(entry.b))
    g = k.new_generator()
    k.exponent_of[g] = b
    k.nonnegative.add(g)


def enter_logarithm(k: Identity, entry: entries.Logarithm) -> None:
    """Names log(abs(p)), a real number where p is not zero."""
    base = k.single_base(entry.p)
    k.require_nonzero(base)
    if base in k.logarithm_of:
        raise KernelError("there is such a logarithm")
    k.logarithm_of[base] = k.new_generator()


def enter_root(k: Identity, entry: entries.Root) -> None:
    """Names the root of abs(p), which is that of p, or of -p, where a sign is known."""
    base, degree = k.single_base(entry.p), entry.degree
    if not 1 <= degree <= MAX_DEGREE:
        raise KernelError("the certificate has a root of a large degree")
    value = k.base(base)
    either = ((s, Factored(fmpq(s), ((base, 1),))) for s in (1, -1))
    sign = next((s for s, p in either if k.is_nonnegative(p, entry.using)), 0)
    g = k.new_generator()
    k.nonnegative.add(g)
    k.root_of[g] = (base, degree)
    if sign:
        k.ring.relate(g, degree, value if sign > 0 else negative(value))
    elif base in k.orientation:
        k.ring.relate(g, degree, k.ring.multiply(k.orientation[base], value))
    else:
        k.ring.relate(g, 2 * degree, k.ring.raised(value, 2))
    if base in k.nonzero or k.is_positive(base):
        k.mark_nonzero(k.ring.base_of[g])
    k.groups.add("root" if degree > 1 else "abs")


def enter_cube_root(k: Identity, entry: entries.CubeRoot) -> None:
    """Names the real cube root."""
    base = k.single_base(entry.p)
    g = k.new_generator()
    k.ring.relate(g, 3, k.base(base))


def enter_orientation(k: Identity, entry: entries.Orientation) -> None:
    """Names the sign of what is not zero, or takes it from products that are positive."""
    base = k.single_base(entry.p)
    k.require_nonzero(base)
    if base in k.orientation:
        raise KernelError("there is such a sign")
    found = _sign_beside(k, base, entry.using) if entry.using else orientation(k, base)
    if found is not None:
        k.orientation[base] = found
        return
    g = k.new_generator()
    k.ring.relate(g, 2, ONE)
    k.mark_nonzero(k.ring.base_of[g])
    k.orientation[base] = k.orientation[k.ring.base_of[g]] = k.ring.generator(g)
    k.groups.add("abs")


def _sign_beside(k: Identity, base: int, using: tuple[int, ...]) -> Value:
    """The sign of a base, since products of it and of bases of known signs are positive."""
    odd, sign = set[int](), 1
    for i in using:
        relation, given = k.given(i)
        if relation != ">":
            raise KernelError("the certificate relies on a condition that says too little")
        unknown, share = k.unsigned(given)
        odd, sign = odd ^ unknown, sign * share
    found = k.oriented(odd - {base}, sign)
    if base not in odd or found is None:
        raise KernelError("the certificate shows no sign")
    return found


def enter_given(k: Identity, entry: entries.Given) -> None:
    """Takes note of a condition of S; what is above zero, or not zero, has no factor that is."""
    c = entry.condition
    if c.relation == "=":
        raise KernelError("an equation is solved, and tells nothing of factors")
    if not entry.value.content:
        raise KernelError("a condition on what is zero tells nothing of factors")
    k.admit(c.expression)
    k.need(c)
    value = k.value(c.expression)
    read = k.read(entry.value)
    if not k.equal(value, k.value_of(read)):
        raise KernelError("the certificate factors a condition wrongly")
    if c.relation in (">", "!="):
        for base, n in read.factors:
            if n > 0:
                k.mark_nonzero(base)
    k.known.append(Known(c.relation, read))


def enter_signed(k: Identity, entry: entries.Signed) -> None:
    """Takes note of the sign of one factor, where it is not zero."""
    base = k.single_base(entry.p)
    if entry.sign not in (1, -1):
        raise KernelError("this is no sign")
    k.require_nonnegative(Factored(fmpq(entry.sign), ((base, 1),)), entry.using)
    k.signs[base] = entry.sign
