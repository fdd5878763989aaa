"""Entries that name a generator, or tell what is known of one."""

from __future__ import annotations

from sympy.core.numbers import Integer

from derive.expression.nodes import Decimal
from derive.kernel.certificates import entries
from derive.kernel.certificates.identity import Identity, Known, alone
from derive.kernel.certificates.powers import orientation
from derive.kernel.certificates.ring import ONE
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
    if e in k.integers.variables:
        k.whole[g] = degree


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
    g = k.new_generator()
    k.nonnegative.add(g)
    k.root_of[g] = (base, degree)
    try:
        k.ring.relate(g, degree, k.ring.multiply(k.sign(alone(base), entry.using), value))
    except KernelError:
        k.ring.relate(g, 2 * degree, k.ring.raised(value, 2))
    if base in k.nonzero or k.is_positive(base):
        k.mark_nonzero(k.ring.base_of[g])


def enter_orientation(k: Identity, entry: entries.Orientation) -> None:
    """Takes the sign of a factor from conditions, or from what it is a power of, or names it."""
    base = k.single_base(entry.p)
    if base in k.orientation:
        raise KernelError("there is such a sign")
    if entry.using:
        k.orientation[base] = k.sign(alone(base), entry.using)
        return
    found = orientation(k, base)
    if found is None:
        g = k.new_generator()
        k.ring.relate(g, 2, ONE)
        k.mark_nonzero(k.ring.base_of[g])
        found = k.orientation[k.ring.base_of[g]] = k.ring.generator(g)
    k.orientation[base] = found


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
