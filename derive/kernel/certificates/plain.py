"""Values by the laws of fields alone, in which all else is an unknown: the same one for like parts.

Two expressions with one such value are equal wherever both are defined; under d/dx that is so all
around a point.  Of a derivative this much is known: `d/dx c` is 0 for a c free of x, and `d/dx x`
is 1.  Another spelling of exp(u) is e^u.
"""

from __future__ import annotations

from threading import local

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Power,
    constant,
    free_variables,
)
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.ring import FUEL, ONE, ZERO, Value
from derive.kernel.derivatives import Derivatives

_E = constant("e")
#: How many generators there are at most.
MOST = 2_000
#: A ring that has grown beyond so many generators, or polynomials, is given up for an empty one.
MANY = 60, 2_000


class Plain(Identity):
    """Values of expressions whose definitions are unfolded."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, Derivatives())
        self.ring.most = MOST
        self._unknowns: dict[tuple[object, ...], Value] = {}
        #: The variables that stand in what a generator is.
        self._variables: list[frozenset[Symbol]] = []

    @property
    def full(self) -> bool:
        """Whether an empty one would be faster."""
        return self.ring.count > MANY[0] or len(self.ring.polynomials) > MANY[1]

    def _unknown(self, e: Expression) -> Value:
        if isinstance(e, Symbol):
            return self._named(e, e)
        if isinstance(e, Call) and e.name == "exp":
            return self.value(Power(_E, *e.arguments))
        parts = tuple(a if isinstance(a, Str) else self.value(a) for a in e.args)
        if isinstance(e, (DerivativeOf, DerivativeAt)):
            if parts[0] == parts[1]:
                return ONE
            inside = (self._variables[g] for g in self.ring.generators(parts[0]))
            if e.args[1] not in frozenset().union(*inside):
                return ZERO
        return self._named(e, type(e), *parts)

    def _named(self, e: Expression, *key: object) -> Value:
        if key not in self._unknowns:
            self._unknowns[key] = self.ring.generator(self.new_generator())
            self._variables.append(free_variables(e))
        return self._unknowns[key]


class _OfThread(local):
    plain: Plain | None = None


_here = _OfThread()


def alike(left: Expression, right: Expression) -> bool:
    """Whether two expressions have one value."""
    plain, _here.plain = _here.plain, None  # what fails on the way leaves nothing behind
    if plain is None or plain.full:
        plain = Plain()
    plain.ring.fuel = FUEL
    same = plain.equal(plain.value(left), plain.value(right))
    _here.plain = plain
    return same
