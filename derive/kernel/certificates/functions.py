"""Entries that give an expression its value, by a law each."""

from __future__ import annotations

from collections.abc import Callable

from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Power,
    constant,
    parts,
)
from derive.expression.substitution import substitute
from derive.kernel.certificates import entries
from derive.kernel.certificates.identity import Factored, Identity
from derive.kernel.certificates.plain import alike
from derive.kernel.certificates.ring import ONE, Value, negative
from derive.kernel.conditions import alternatives, integer_exponent
from derive.kernel.exponents import is_integer, marked
from derive.kernel.laws import law_at
from derive.kernel.theory import KernelError

#: The largest exponent that a power is raised to on the way to an equality of powers.
MAX_DEGREE = 1_000_000
_E = constant("e")


def enter_congruent(k: Identity, entry: entries.Congruent) -> None:
    """Gives a function the value that it has at equal arguments, a derivative that of another."""
    e, other = entry.e, entry.other
    k.admit(e)
    k.admit(other)
    k.require_new(e)
    if not isinstance(e, (DerivativeOf, DerivativeAt)):
        _require_same_arguments(k, e, other)
    elif not alike(e, other):
        raise KernelError("the certificate takes two derivatives for one")
    k.values[e] = k.value(other)


def _require_same_arguments(k: Identity, e: Expression, other: Expression) -> None:
    called = isinstance(e, Call) and isinstance(other, Call) and e.name == other.name
    powers = type(e) is type(other) and isinstance(e, (Power, IntegerPower))
    if not (called or powers) or len(e.args) != len(other.args):
        raise KernelError("the certificate compares two functions")
    for a, b in zip(arguments(e), arguments(other), strict=True):
        if not k.equal(k.value(a), k.value(b)):
            raise KernelError("the certificate takes arguments for equal")


def arguments(e: Expression) -> tuple[Expression, ...]:
    """What a call or a power is of."""
    return e.arguments if isinstance(e, Call) else parts(e)


def enter_instance(k: Identity, entry: entries.Instance) -> None:
    """Replaces a function by the right side of a row, whose condition S has then."""
    k.require_new(entry.e)
    law, row = law_at(entry.law)
    placed = {Symbol(name): e for name, e in entry.substitution}
    if {s.name for s in placed} != row.variables or row.functions:
        raise KernelError("the certificate leaves variables of a law open")
    for name in row.numerals:
        if not is_integer(placed[Symbol(name)], k.integers.variables):
            raise KernelError("a variable of a law must be an integer")
    k.admit(entry.e)
    for e in placed.values():
        k.admit(e)
    left, right = (substitute(side, placed) for side in (row.lhs, row.rhs))
    if row.numerals:  # its powers have integer exponents, as it is said of its variables
        right = marked(right, k.integers)
    for c in row.conditions:
        condition = c.substitute(placed)
        k.admit(condition.expression)
        k.need(condition)
    for e in arguments(left):
        k.admit(e)
    if left != entry.e:
        _require_same_arguments(k, entry.e, left)
    if not law.rewritten:  # those are defined wherever their left sides are
        k.admit(right)
    k.means(entry.e, right)


def enter_carried_out(k: Identity, entry: entries.CarriedOut) -> None:
    """Replaces a derivative by what the rows of the calculus make of it."""
    e = entry.e
    k.require_new(e)
    if not isinstance(e, (DerivativeOf, DerivativeAt)):
        raise KernelError("this is no derivative")
    found = k.derivatives.of(e)
    if found is None:
        raise KernelError("no row gives the derivative")
    k.admit(e)
    done, conditions = found
    for c in conditions:
        k.need(c)
    k.means(e, done)


def enter_chosen(k: Identity, entry: entries.Chosen) -> None:
    """Replaces a choice by the branch that is chosen, which is defined there as it is."""
    e = entry.e
    k.require_new(e)
    if not isinstance(e, Choice) or entry.branch not in (0, 1):
        raise KernelError("this is no choice")
    k.admit(e)
    for c in alternatives(e.guard, e.relation)[entry.branch]:
        k.need(c)
    k.means(e, e.branches[entry.branch])


def enter_evaluated(k: Identity, entry: entries.Evaluated) -> None:
    """Evaluates an expression, whose divisors are not zero from then on."""
    k.admit(entry.e)
    k.value(entry.e)


def enter_valued(k: Identity, entry: entries.Valued) -> None:
    """Gives a function the one value that its law allows."""
    e = entry.e
    k.require_new(e)
    k.admit(e)
    read = k.read(entry.value)
    if e == _E:
        k.values[e] = valued_exponential(k, ONE, read, entry.using)
    elif isinstance(e, Power):
        k.values[e] = _valued_power(k, e, read, entry.using)
    elif isinstance(e, Call) and e.name in _POWERS:
        power = k.ring.raised(k.value(e.arguments[0]), _POWERS[e.name])
        k.values[e] = determined(k, power, read, 2, entry.using)
    elif isinstance(e, Call) and e.name in _VALUED:
        k.values[e] = _VALUED[e.name](k, k.value(e.arguments[0]), read, entry.using)
    else:
        raise KernelError("no law determines this function")


def _valued_power(k: Identity, e: Expression, read: Factored, using: tuple[int, ...]) -> Value:
    base, exponent = e.args
    if base == _E:
        return valued_exponential(k, k.value(exponent), read, using)
    if integer_exponent(exponent) is not None:  # its base may be negative: it is multiplied out
        raise KernelError("no law determines a power with an integer exponent")
    q = k.value(exponent).rational
    if q is None or max(abs(q.p), q.q) > MAX_DEGREE:
        raise KernelError("no law determines this power")
    return determined(k, k.ring.raised(k.value(base), int(q.p)), read, int(q.q), using)


def valued_exponential(k: Identity, u: Value, read: Factored, using: tuple[int, ...]) -> Value:
    """The value v > 0 with log(v) = u; the logarithms are of what is not zero."""
    k.require_nonnegative(read, using)
    if not k.equal(k.logarithm(read), u):
        raise KernelError("the certificate has a wrong exponential")
    return k.value_of(read)


def determined(
    k: Identity, power: Value, read: Factored, degree: int, using: tuple[int, ...]
) -> Value:
    """The value v with `v^degree` equal to a power that is not negative, as v is not either.

    That the power is not negative is for the caller to know.  Then squares tell as much, where
    signs of factors are not known.  An odd root is the only one of either sign.
    """
    value = k.value_of(read)
    raised = k.ring.raised(value, degree)
    if degree % 2 and k.equal(raised, power):
        return value
    k.require_nonnegative(read, using)
    if not (k.equal(raised, power) or k.equal(k.ring.raised(raised, 2), k.ring.raised(power, 2))):
        raise KernelError("the certificate has a wrong root")
    return value


def _valued_cbrt(k: Identity, u: Value, read: Factored, _: tuple[int, ...]) -> Value:
    value = k.value_of(read)
    if not k.equal(k.ring.raised(value, 3), u):
        raise KernelError("the certificate has a wrong root")
    return value


def _valued_log(k: Identity, u: Value, read: Factored, _: tuple[int, ...]) -> Value:
    product = k.value_of(read)
    if not (k.equal(product, u) or k.equal(product, negative(u))):
        raise KernelError("the certificate has wrong factors in a logarithm")
    return k.logarithm(read)


def _valued_floor(k: Identity, u: Value, read: Factored, _: tuple[int, ...]) -> Value:
    """The floor of a number, or of a polynomial in integers, which is the same."""
    value, q = k.value_of(read), u.rational
    if q is not None and value.rational is not None and value.rational.q == 1:
        if 0 <= q - value.rational < 1:
            return value
    elif value == u and k.integer_terms(u):
        return value
    raise KernelError("the certificate has a wrong floor")


#: Functions that are not negative, whose square is a power of what they are of.
_POWERS = {"sqrt": 1, "abs": 2}
_VALUED: dict[str, Callable[[Identity, Value, Factored, tuple[int, ...]], Value]] = {
    "cbrt": _valued_cbrt,
    "log": _valued_log,
    "floor": _valued_floor,
}
