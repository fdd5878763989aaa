"""The entries of functions with recurrences, and of their exact values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    SumOf,
)
from derive.kernel.certificates.entries import (
    Valued,
)
from derive.kernel.certificates.ring import Value
from derive.kernel.conditions import integer_exponent
from derive.prover.certify.rows import ROW
from derive.rules.laws import LAWS

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier


_GAMMA = {"1": "gamma(1) = 1", "1/2": "gamma(1/2) = sqrt(pi)"}
#: The rows that write a function by that of an argument, or order, less by one, or greater.
_UP = {
    law.head: law.statement
    for law in LAWS
    if law.statement.startswith((f"{law.head}(u + 1) =", f"{law.head}(u + 1, v) ="))
}
_DOWN = {
    law.head: law.statement
    for law in LAWS
    if law.statement.startswith(
        (
            f"{law.head}(u) = {law.head}(u + 1)",
            f"{law.head}(u - 1, v) =",
            f"{law.head}(u, v) = (e",
        )
    )
}


class Special:
    """The entries of functions with recurrences, and of their exact values."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel

    def shifted(self, e: Call) -> None:
        """A function with a recurrence in its argument."""
        field, (u,) = self.field, e.arguments
        a = field.value(u)
        if e.name == "floor" and (a.rational is not None or field.whole.is_integer(a)):
            self.core.give(
                Valued(e, self.core.names.product(self.core.names.value(field.value(e))))
            )
        elif e.name == "gamma" and a.rational is not None and a.rational in (1, fmpq(1, 2)):
            self.core.instance(e, ROW[_GAMMA[str(a.rational)]], {})
        else:
            whole = e.name == "gamma" and a.rational is not None and a.rational.q == 1
            shifts = [field.special._shift(b, a) for b, _ in field.special._family(e.name, a)]
            n = next((n for n in shifts if n is not None), None)
            if n is None and whole:
                n = 1
            if not n:
                self.core.atom(e)
            elif n > 0:
                self.core.instance(e, ROW[_UP[e.name]], {Symbol("u"): _less_one(u)})
            else:
                self.core.instance(e, ROW[_DOWN[e.name]], {Symbol("u"): u})

    def ordered(self, e: Call) -> None:
        """A function of an order and an argument, with a recurrence in the order."""
        order, v = e.arguments
        a = self.field.value(order)
        name = e.name.partition("/")[0]
        n = int(a.rational) if a.rational is not None and a.rational.q == 1 else None
        named = f"{name}({n}, u) = "
        row = next((i for said, i in ROW.items() if said.startswith(named)), None)
        if row is not None:
            self.core.instance(e, row, {Symbol("u"): v})
        elif self._is_atom(e, a):
            self.core.atom(e)
        elif self._steps(e, a) > 0:
            self.core.instance(e, ROW[_UP[name]], {Symbol("u"): _less_one(order), Symbol("v"): v})
        else:
            found = {Symbol("u"): order, Symbol("v"): v}
            if name != "expint":
                found[Symbol("u")] = SumOf(order, Integer(1))
            self.core.instance(e, ROW[_DOWN[name]], found)

    def _is_atom(self, e: Call, a: Value) -> bool:
        """Whether the field has an atom of this order itself, and not of an opposite one."""
        found = self.core.single(self.field.value(e))
        if found is None:
            return False
        first = self.field.refinable[found[0]][1]
        return isinstance(first, Call) and self.field.same(self.field.value(first.arguments[0]), a)

    def _steps(self, e: Call, a: Value) -> int:
        """How far an order is from those that are atoms: positive where it is above them."""
        if a.rational is not None:
            return 1 if a.rational > 0 else -1
        for (b, _), _ in self.field.calls(e.name):
            n = self.field.special._shift(b, a)
            if n is not None:
                return n
        return 1

    def zeta(self, e: Call) -> None:
        """A zeta, exact at the first even numbers."""
        a = self.field.value(e.arguments[0]).rational
        row = ROW.get(f"zeta({a}) = pi^{a}/{ {2: 6, 4: 90, 6: 945}.get(a) }")
        if row is None:
            self.core.atom(e)
        else:
            self.core.instance(e, row, {})

    def polygamma(self, e: Call) -> None:
        """A polygamma, by the name that it has at the first orders."""
        a = self.field.value(e.arguments[0]).rational
        said = next((s for s in ROW if s.startswith(f"polygamma({a}, u)")), None)
        if said is None:
            self.core.atom(e)
        else:
            self.core.instance(e, ROW[said], {Symbol("u"): e.arguments[1]})

    def sinc(self, e: Call) -> None:
        """A sinc, which is 1 at 0."""
        if self.field.value(e.arguments[0]).is_zero:
            self.core.instance(e, ROW["sinc(0) = 1"], {})
        else:
            self.core.atom(e)

    def xlogy(self, e: Call) -> None:
        """An xlogy, which is 0 where its first argument is."""
        if self.field.value(e.arguments[0]).is_zero:
            self.core.instance(e, ROW["xlogy(0, v) = 0"], {Symbol("v"): e.arguments[1]})
        else:
            self.core.atom(e)


def _less_one(e: Expression) -> Expression:
    n = integer_exponent(e)
    if n is not None and n > 0:
        return Integer(n - 1)
    return SumOf(e, Negation(Integer(1)))
