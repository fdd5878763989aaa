"""Certificates out of fields: what a field computed, entry by entry, for the kernel to look over.

The field that found two expressions equal knows in which generators; here each is named again in
the kernel's own, half tangents as quotients of sine and cosine, and each value is handed over with
the law that determines it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flint import fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Notation,
    Power,
    Quotient,
    constant,
)
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.enter import enter
from derive.kernel.certificates.entries import (
    CarriedOut,
    Chosen,
    Congruent,
    Entry,
    Equation,
    Evaluated,
    Generator,
    Given,
    Instance,
    Solved,
    Valued,
)
from derive.kernel.certificates.functions import arguments
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.ring import ZERO, Value, negative
from derive.kernel.conditions import (
    Condition,
    alternatives,
    condition_order,
    integer_exponent,
)
from derive.kernel.theory import KernelError
from derive.kernel.tidy import tidy
from derive.prover.certify.again import Again
from derive.prover.certify.angles import Angles
from derive.prover.certify.closing import Closing
from derive.prover.certify.coarser import coarser
from derive.prover.certify.known import Known
from derive.prover.certify.logarithms import Logarithms
from derive.prover.certify.names import Names
from derive.prover.certify.powers import Powers
from derive.prover.certify.rows import ROW
from derive.prover.certify.special import Special
from derive.prover.normal.equations import Plan, again, coefficients
from derive.prover.normal.field import _BUILT_IN, Field
from derive.prover.normal.special import BESSEL
from derive.prover.rewritten import bound, rewriting
from derive.prover.scaling import scaled
from derive.rules.laws import LAWS

_E = constant("e")


class Certifier:
    """Makes entries for one field, each looked over at once."""

    def __init__(self, field: Field, kernel: Identity) -> None:
        self.field = field
        self.kernel = kernel
        self.entries: list[Entry] = []
        self._open: set[Expression] = set()
        self.names = Names(self)
        self.known = Known(self)
        self.logs = Logarithms(self)
        self.angles = Angles(self)
        self.special = Special(self)
        self.powers = Powers(self)
        self.closing = Closing(self)

    def enter(self, entry: Entry) -> None:
        """Hands over one more entry."""
        enter(self.kernel, entry)
        self.entries.append(entry)

    def give(self, entry: Any) -> None:
        """The same of one that gives a value, which may be there by now."""
        if entry.e not in self.kernel.values and entry.e not in self.kernel.meanings:
            self.enter(entry)

    def walk(self, e: Expression) -> None:
        """Sees to it that an expression has a value."""
        if e in self._open:
            raise Again(f"{type(e).__name__} is being given a value")
        if e in self.kernel.values or e in self.kernel.meanings:
            return
        self._open.add(e)
        try:
            self._walk(e)
        finally:
            self._open.remove(e)

    def solve(self, plan: Plan) -> None:
        """Solves equations for variables, again where one took the value of another."""
        done: Plan = []
        for c, v in plan:
            self._solve(c, v)
            for other, w in again(done, frozenset(self.kernel.values)):
                self._solve(other, w)
            done.append((c, v))

    def _between(self, c: Condition) -> None:
        """Of the equation of a case: the declared condition that excludes one of both signs."""
        self.walk(c.expression)
        sides = {tidy(side.expression) for side in alternatives(c.expression, "!=")[1]}
        for d in sorted(self.field.signs.declared, key=condition_order):
            if d.relation == ">=" and tidy(d.expression) in sides:
                self.known.give_whole(d, self.kernel.value(d.expression))

    def _solve(self, c: Condition, v: Symbol) -> None:
        kernel = self.kernel
        self._between(c)
        ((base, _),) = kernel.value(v).powers
        parts = coefficients(
            kernel.ring, kernel.value(c.expression), kernel.ring.generator_of[base]
        )
        degree = max(parts)
        lead, n = parts[degree], 1
        rest = [parts.get(i, ZERO) for i in range(degree)]
        if degree == 1:
            for b, _ in lead.powers:
                self.known.nonzero(b)
            rest = [kernel.ring.multiply(part, kernel.ring.inverse(lead)) for part in rest]
        elif not lead.powers:
            n = int(lead.content)
            rest = [scaled(part, fmpq(n) ** (degree - 1 - i)) for i, part in enumerate(rest)]
            lead = Value(fmpq(1, n ** (degree - 1)))
        lead = scaled(lead, fmpq(1, kernel.value(c.expression).content.q))
        named = tuple(map(self.names.product, rest))
        self.enter(Solved(c, v, self.names.product(lead), named, n))

    def _walk(self, e: Expression) -> None:
        match e:
            case Integer() | Decimal():
                return
            case Symbol() | Constant():
                self._leaf(e)
            case Power():
                self._power(e)
            case IntegerPower():
                self.powers.raised(e)
            case Call():
                self._call(e)
            case DerivativeOf() | DerivativeAt():
                self._derivative(e)
            case Choice():
                self._choice(e)
            case Notation():
                self.walk(e.meaning)
            case _:
                for child in e.args:
                    self.walk(child)
                if isinstance(e, Quotient):
                    self.enter(Evaluated(e))

    def _choice(self, e: Choice) -> None:
        branch = self.field.chosen(e)
        if branch is None:
            self.atom(e)
        else:
            self.give(Chosen(e, branch))
            self.walk(e.branches[branch])

    def _leaf(self, e: Expression) -> None:
        if e == _E and "exp-log" in self.field.groups:
            self.valued(e)
        else:
            self.give(Generator(e, self.field.hints.get(("variable", e), 1)))

    def _power(self, e: Expression) -> None:
        base, exponent = e.args
        n = integer_exponent(exponent)
        if n is not None:
            self.walk(base)
            if n < 0:
                self.enter(Evaluated(e))
            return
        self.walk(exponent)
        q = self.field.value(exponent).rational
        if q is not None and q.q == 1:
            self.walk(base)
        elif q is not None and "root" in self.field.groups and base != _E:
            self.walk(base)
            self.valued(e)
        elif "exp-log" not in self.field.groups:
            self.walk(base)
            self.atom(e)
        elif base == _E:
            self.valued(e)
        else:
            row = ROW["u^v = e^(v*log(u))"]
            self.instance(e, row, {Symbol("u"): base, Symbol("v"): exponent})

    def instance(self, e: Expression, row: int, found: dict[Symbol, Expression]) -> None:
        """A function is replaced by the right side of a row."""
        self.walk_all(found.values())
        self.give(Instance(e, row, tuple((s.name, value) for s, value in found.items())))
        self.walk(self.kernel.meanings[e])

    def walk_all(self, found: Iterable[Expression]) -> None:
        """Sees to it that all expressions have values."""
        for e in found:
            self.walk(e)

    def _call(self, e: Call) -> None:
        field = self.field
        for law in rewriting(e.name, field.groups):
            found = bound(law, e)
            if found is not None and field._allowed(law.rule.conditions, found):
                self.instance(e, LAWS.index(law), found)
                return
        self.walk_all(e.arguments)
        kind = _BUILT_IN.get(e.name)
        if kind is not None and kind[0] in field.groups:
            way = _WAYS.get(e.name, Certifier._odd)
            way(self, e)
        else:
            self.atom(e)

    def valued(self, e: Expression, using: tuple[int, ...] = ()) -> None:
        """A function whose value is a product that its law determines."""
        if isinstance(e, Call) and e.name == "sqrt":
            self.known.suppose(Condition(e.arguments[0], ">="))
        elif isinstance(e, Power) and e.args[0] != _E:
            self.known.suppose(Condition(e.args[0], ">"))
        value = self.names.value(self.field.value(e))
        if e == _E or (isinstance(e, Power) and e.args[0] == _E):
            self.logs.require(value)
        self.give(
            Valued(e, self.names.product(value), using or self.known.shown_nonnegative(value))
        )

    def _root(self, e: Call) -> None:
        self.valued(e)

    def _cbrt(self, e: Call) -> None:
        value = self.names.value(self.field.value(e))
        self.give(Valued(e, self.names.product(value)))

    def _odd(self, e: Call) -> None:
        if self.field.value(e).is_zero:
            self.instance(e, ROW[f"{e.name}(0) = 0"], {})
        else:
            self.atom(e)

    def single(self, value: Value) -> tuple[int, int, int] | None:
        """The generator that a value is, its exponent and sign."""
        if abs(value.content) != 1 or len(value.powers) != 1:
            return None
        base, n = value.powers[0]
        g = self.field.ring.generator_of.get(base)
        return None if g not in self.field.refinable else (g, n, 1 if value.content > 0 else -1)

    def atom(self, e: Expression) -> None:
        """An atom: the first of its kind, or one that is equal to it."""
        found = self.single(self.field.value(e))
        if found is None:
            raise KernelError("this is no atom")
        g, _, sign = found
        _, first, degree = self.field.refinable[g]
        if first == e:
            self.give(Generator(e, degree))
        else:
            self.walk(first)
            for a, b in zip(arguments(e), arguments(first), strict=False):
                left, right = self.kernel.value(a), self.kernel.value(b)
                self.closing.close(
                    self.kernel.ring.subtract(left, right if sign > 0 else negative(right))
                )
            if sign > 0:
                self.give(Congruent(e, first))
            else:
                odd = ROW[f"{first.name}(-u) = -{first.name}(u)"]
                self.instance(e, odd, {Symbol("u"): first.arguments[0]})

    def _derivative(self, e: Expression) -> None:
        found = self.field._carried_out(e)
        if found is not None:
            self.give(CarriedOut(e))
            self.walk(found)
            return
        settled = tidy(e)
        if isinstance(settled, (DerivativeOf, DerivativeAt)) and settled not in self.kernel.values:
            self.give(Generator(settled))
        if settled != e:
            self.give(Congruent(e, settled))


_WAYS: dict[str, Callable[[Certifier, Call], None]] = {
    "log": lambda c, e: c.logs.log(e),
    "sqrt": Certifier._root,
    "cbrt": Certifier._cbrt,
    "abs": Certifier._root,
    **dict.fromkeys(("sin", "cos"), lambda c, e: c.angles.of_call(e)),
    **dict.fromkeys(("asin", "atan"), lambda c, e: c.angles.inverse(e)),
    **dict.fromkeys(("gamma", "digamma", "trigamma", "floor"), lambda c, e: c.special.shifted(e)),
    **dict.fromkeys((*BESSEL, "expint/2"), lambda c, e: c.special.ordered(e)),
    "zeta": lambda c, e: c.special.zeta(e),
    "polygamma": lambda c, e: c.special.polygamma(e),
    "sinc": lambda c, e: c.special.sinc(e),
    "xlogy": lambda c, e: c.special.xlogy(e),
}


def certificate(
    field: Field, identity: Identity, left: Expression, right: Expression, plan: Plan
) -> Certificate:
    """A certificate that two expressions are equal which a field has found to be.

    The plan says for which variables it solved equations.  Raises `KernelError` where none is
    found.
    """
    made = Certifier(field, identity)
    made.solve(plan)
    for c in field.equations:
        made._between(c)
        made.enter(Equation(c))
    made.walk(left)
    made.walk(right)
    if not identity.agree(left, right) and not made.closing.close(
        identity.ring.subtract(identity.value(left), identity.value(right))
    ):
        raise KernelError("the certificate does not close")
    return Certificate(coarser(tuple(made.entries), identity))


def supposing(field: Field, identity: Identity, c: Condition) -> tuple[Entry, ...] | None:
    """Entries that rely on a condition; None where they do not come to it."""
    made = Certifier(field, identity)
    made.walk(c.expression)
    made.known.give_whole(c, identity.value(c.expression))
    given = any(isinstance(entry, Given) and entry.condition == c for entry in made.entries)
    return tuple(made.entries) if given else None
