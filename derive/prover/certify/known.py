"""Which conditions show that something is not zero, or not negative."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    parts,
    size,
)
from derive.kernel.certificates.entries import (
    Given,
    Orientation,
)
from derive.kernel.certificates.identity import Factored, alone
from derive.kernel.certificates.ring import Value
from derive.kernel.conditions import Condition, definedness, integer_exponent
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order
from derive.prover.certify.again import Again
from derive.prover.normal.factoring import in_factors

if TYPE_CHECKING:
    from derive.prover.certify.certifier import Certifier


class Known:
    """Which conditions show that something is not zero, or not negative."""

    def __init__(self, core: Certifier) -> None:
        self.core = core
        self.field = core.field
        self.kernel = core.kernel
        self._conditions: dict[Condition, int | None] = {}
        self._products: dict[Condition, Factored | None] = {}
        self._wholes: set[Condition] = set()
        #: How many conditions were given when a sign was looked for in vain.
        self._unsigned: dict[int, int] = {}

    def positive(self, u: Expression, value: Value) -> None:
        """What a logarithm is of is positive, and so none of its factors is zero."""
        c = Condition(u, ">")
        if self._conditions.get(c) is None:
            self._conditions[c] = None
            self.core.enter(Given(c, self.core.names.product(value)))
            self._conditions[c] = len(self.kernel.known) - 1

    @cached_property
    def _candidates(self) -> list[Condition]:
        signs = self.field.signs
        found = [signs.facts, signs.declared]
        return [c for conditions in found for c in sorted(conditions, key=_rank)]

    def given(self, c: Condition, about: Callable[[Factored], bool] = bool) -> int | None:
        """The place of a condition among those that were given, if it is about what is asked."""
        if c not in self._conditions:
            product = self._prepared(c)
            if product is None or not about(product):
                return None
            self._conditions[c] = None
            with suppress(KernelError):
                self.core.enter(
                    Given(c, self.core.names.product(Value(product.content, product.factors)))
                )
                self._conditions[c] = len(self.kernel.known) - 1
        return self._conditions[c]

    def suppose(self, c: Condition) -> None:
        """A condition that holds since what is evaluated is defined; a sign may follow."""
        i = self.given(c)
        if i is not None:
            self._learn(i)

    def _prepared(self, c: Condition) -> Factored | None:
        """What a condition is about, as a product; None where it has no value."""
        if c not in self._products:
            self._products[c] = None
            try:
                self.core.walk(c.expression)
                for d in sorted(definedness(c.expression), key=_rank):
                    self.core.walk(d.expression)
                field = self.field
                value = self.core.names.value(in_factors(field.ring, field.value(c.expression)))
                self._products[c] = Factored(value.content, value.powers)
            except Again:
                del self._products[c]
                return None
            except KernelError:
                pass
        return self._products[c]

    def nonzero(self, base: int) -> None:
        """Sees to it that a base of the kernel is known not to be zero, as far as it can."""
        for c in self._nonzero_conditions(base):
            with suppress(KernelError):
                self.kernel.require_nonzero(base)
                return
            self.given(c, lambda p: any(n > 0 and self._divides(base, b) for b, n in p.factors))

    def _divides(self, base: int, other: int) -> bool:
        polynomials = self.kernel.ring.polynomials
        return base == other or (
            base >= 0 and other >= 0 and self.kernel.divides(polynomials[base], polynomials[other])
        )

    def is_nonzero(self, base: int) -> bool:
        """Whether a base is known not to be zero."""
        with suppress(KernelError):
            self.nonzero(base)
            self.kernel.require_nonzero(base)
            return True
        return False

    def _nonzero_conditions(self, base: int) -> Iterator[Condition]:
        candidates = [c for c in self._candidates if c.relation in (">", "!=")]
        yield from (c for c in candidates if self._is_at_hand(c.expression))
        for e in self._expressions(base):
            for c in (Condition(e, "!="), Condition(e, ">"), Condition(Negation(e), ">")):
                if self.field.signs.holds(c):
                    yield c
        yield from (c for c in candidates if not self._is_at_hand(c.expression))

    def _expressions(self, base: int) -> Iterator[Expression]:
        """A base of the kernel written out, as the field would."""
        field = self.field
        for b in self.core.names.written.get(base, ()):
            circular = field.infinity.circular(b)
            yield field.roots.base_expression(b) if circular is None else circular

    def shown_nonnegative(self, value: Value) -> tuple[int, ...]:
        """The conditions by which a value of the kernel is not negative."""
        kernel = self.kernel
        read = Factored(value.content, value.powers)
        odd = self._open(read)
        for base in odd:
            if self._is_power(base):
                self.orient(base)
        with suppress(KernelError):
            kernel.require_nonnegative(read)
            return ()
        if len(odd) <= 1:
            for base in odd:
                self._sign(base)
            return ()
        using = self.jointly(read)
        if using is None:
            for base in odd:
                self._sign(base)
            using = self._combined(read)
        return using

    def _combined(self, read: Factored) -> tuple[int, ...]:
        """Conditions whose product has the unknown signs of a product, each of them strict."""
        kernel = self.kernel
        rows: dict[int, tuple[set[int], set[int]]] = {}
        for i, (relation, value) in enumerate(kernel.known):
            odd, used = self._unknown(value), {i}
            if relation == ">":
                _reduce(odd, used, rows)
                if odd:
                    rows[min(odd)] = odd, used
        odd, used = self._unknown(read), set[int]()
        _reduce(odd, used, rows)
        return () if odd else tuple(sorted(used))

    def _unknown(self, product: Factored) -> set[int]:
        """The bases of odd exponent whose sign has no name."""
        return self.kernel.odd(product) - self.kernel.orientation.keys()

    def _open(self, product: Factored) -> set[int]:
        """The bases of odd exponent that are not known to be of one sign."""
        return {base for base in self.kernel.odd(product) if not self.is_settled(base)}

    def is_settled(self, base: int) -> bool:
        """Whether a base is known to be of one sign."""
        sign = self.kernel.orientation.get(base)
        return sign is not None and sign.rational is not None

    def sign_shown(self, base: int) -> tuple[int, ...]:
        """The same of one base of either sign."""
        if base >= 0 and not self.kernel.is_plain(base):
            self._sign(base)
        return ()

    def orient(self, base: int) -> tuple[int, ...]:
        """Names the sign of a base that is zero nowhere, unless it is known."""
        kernel = self.kernel
        new = base >= 0 and base not in kernel.orientation
        if new and self._is_power(base):
            under, _ = kernel.power_of[kernel.ring.generator_of[base]]
            self.sign_shown(under)
            self.orient(under)
        if new and not kernel.is_plain(base) and self.is_nonzero(base):
            using = self._combined(alone(base))
            self.core.enter(Orientation(self.core.names.polynomial(base), using))
        return ()

    def _is_power(self, base: int) -> bool:
        """Whether a base is a power with an integer exponent, and not of a number."""
        kernel = self.kernel
        return kernel.power_of.get(kernel.ring.generator_of.get(base, -1), (-1,))[0] >= 0

    def _sign(self, base: int) -> None:
        """Finds the sign of a base, as far as it can."""
        kernel = self.kernel
        if base in kernel.orientation or self._unsigned.get(base) == len(kernel.known):
            return
        self._unsigned[base] = len(kernel.known)
        for c in self._sign_conditions(base):
            if base in kernel.orientation:
                return
            i = self.given(c, lambda p: base in self._open(p))
            if i is not None:
                self._learn(i)
        if base not in kernel.orientation:
            self._sign_beside_others(base)
        self._unsigned[base] = len(kernel.known)

    def _sign_beside_others(self, base: int) -> None:
        """A sign by what stands whole in a condition, or by several conditions."""
        kernel = self.kernel
        for c in self._candidates:
            value = kernel.values.get(c.expression)
            if value is None or c.relation == "!=" or c in self._wholes:
                continue
            if any(b == base and n % 2 for b, n in value.powers):
                self.give_whole(c, value)
            if base in kernel.orientation:
                return
        for c in sorted(self.field.signs.facts, key=str):
            if c.relation == ">" and self._is_at_hand(c.expression):
                self.given(c)
        using = self._combined(alone(base))
        if using:
            with suppress(KernelError):
                self.core.enter(Orientation(self.core.names.polynomial(base), using))

    def give_whole(self, c: Condition, value: Value) -> None:
        """A condition by what it is about as it stands."""
        self._wholes.add(c)
        with suppress(KernelError):
            self.core.enter(Given(c, self.core.names.product(value)))
            self._learn(len(self.kernel.known) - 1)

    def _sign_conditions(self, base: int) -> Iterator[Condition]:
        """Conditions that may tell the sign of a base: those that bring nothing new first.

        What stands in the others may have a root of it, whose relation rests on the sign.
        """
        candidates = [c for c in self._candidates if c.relation != "!="]
        yield from (c for c in candidates if self._is_at_hand(c.expression))
        for e in self._expressions(base):
            for side in (e, Negation(e)):
                for relation in (">=", ">"):
                    c = Condition(side, relation)
                    if self.field.signs.holds(c):
                        yield c
        yield from (c for c in candidates if not self._is_at_hand(c.expression))

    def _is_at_hand(self, e: Expression) -> bool:
        if e in self.kernel.values or e in self.kernel.meanings:
            return True
        if isinstance(e, (Call, DerivativeOf, DerivativeAt)):
            return False
        if isinstance(e, Power) and integer_exponent(e.args[1]) is None:
            return False
        return all(map(self._is_at_hand, parts(e)))

    def _learn(self, i: int) -> None:
        """The sign of the one factor of a condition that is left."""
        kernel = self.kernel
        odd = self._open(kernel.known[i].value)
        if len(odd) == 1:
            with suppress(KernelError):
                self.core.enter(Orientation(self.core.names.polynomial(*odd), (i,)))

    def jointly(self, read: Factored) -> tuple[int, ...] | None:
        """The one condition that shows a product not to be negative."""
        kernel = self.kernel
        odd = self._open(read)
        for c in self._candidates:
            if c.relation == "!=":
                continue
            i = self.given(c, lambda p: not odd.isdisjoint(self._open(p)))
            if i is None:
                continue
            with suppress(KernelError):
                kernel.require_nonnegative(read, (i,))
                return (i,)
        return None


def _rank(c: Condition) -> tuple[int, tuple[object, ...], str]:
    return size(c.expression), order(c.expression), c.relation


def _reduce(odd: set[int], used: set[int], rows: dict[int, tuple[set[int], set[int]]]) -> None:
    """Takes known products out of a set of bases, and tells which."""
    for pivot in sorted(rows):
        if pivot in odd:
            odd ^= rows[pivot][0]
            used ^= rows[pivot][1]
