"""Whole numbers in a field: polynomials in variables that are integers.

The floor of one is itself.  A turn by k*pi with such a k has the sine 0 and a cosine that is 1 or
-1: a product of generators s with `s^2 = 1`, one for each product of variables, since k and each of
its powers have one parity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression, Power, call, constant, integer, product_of
from derive.kernel.certificates.ring import ONE, Value
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order
from derive.prover.normal.linear import numerator_and_denominator
from derive.prover.scaling import scaled

if TYPE_CHECKING:
    from derive.prover.normal.field import Field


#: A product of integer variables by their generators, how often pi times it is taken, its cosine.
HalfTurns = tuple[tuple[tuple[int, int], ...], int, Value]


class Whole:
    """The values of a field that are integers wherever its integer variables are."""

    def __init__(self, field: Field) -> None:
        self.field = field
        #: For a product of integer variables n the generator that is cos(pi*n).
        self.parity_of: dict[frozenset[int], int] = {}

    def is_integer(self, a: Value) -> bool:
        """Whether a value is a polynomial in integer variables with integer coefficients."""
        if a.rational is not None:
            return bool(a.rational.q == 1)
        if not self.field.signs.integers.variables or a.has_denominator or a.content.q != 1:
            return False
        top, _ = numerator_and_denominator(self.field.ring, a)
        variables = self._variables()
        return all(
            g in variables for m, _ in self.field.ring.terms(top) for g, n in enumerate(m) if n
        )

    def _variables(self) -> set[int]:
        """The generators that are integer variables, and not roots of them."""
        integers = self.field.signs.integers.variables
        return {
            g
            for g, (kind, e, degree) in self.field.refinable.items()
            if kind == "variable" and degree == 1 and e in integers
        }

    def without_half_turns(self, a: Value, pi: int, degree: int) -> tuple[Value, list[HalfTurns]]:
        """An angle without its multiples of pi by integers, and what is taken.

        Pi is a power of a generator.
        """
        ring = self.field.ring
        if not self.field.signs.integers.variables or a.has_denominator:
            return a, []
        top, bottom = numerator_and_denominator(ring, a)
        below, variables = int(bottom.leading_coefficient()), self._variables()
        taken: list[Value] = []
        waves: list[HalfTurns] = []
        for monomial, c in ring.terms(top):
            powers = {g: n for g, n in enumerate(monomial) if n}
            turns = powers.pop(pi, 0) == degree and powers.keys() <= variables
            if not turns or not powers or c % below:
                continue
            factors = (ring.generator(g, n) for g, n in powers.items())
            angle = ring.multiply(ring.generator(pi, degree), *factors)
            taken.append(scaled(angle, fmpq(-(c // below))))
            n = c // below
            cosine = self._parity(frozenset(powers)) if n % 2 else ONE
            waves.append((tuple(powers.items()), n, cosine))
        return (ring.add(a, *taken), waves) if taken else (a, [])

    def parity(self, variables: frozenset[Symbol]) -> Value:
        """(-1)^n for a product n of integer variables."""
        found = {
            g: None
            for v in sorted(variables, key=order)
            for g in self.field.ring.generators(self.field.value(v))
        }
        if not found.keys() <= self._variables():
            raise KernelError("a root of an integer")
        return self._parity(frozenset(found))

    def _parity(self, variables: frozenset[int]) -> Value:
        """cos(pi*n) for a product n of integer variables: 1 or -1."""
        if variables not in self.parity_of:
            factors = tuple(self.field.written[g](1) for g in sorted(variables))
            wave: Expression = call("cos", product_of((constant("pi"), *factors)))
            g = self.field.new_generator(lambda n: wave if n == 1 else Power(wave, integer(n)))
            self.field.ring.relate(g, 2, ONE)
            self.parity_of[variables] = g
        return self.field.ring.generator(self.parity_of[variables])

    def parities(self) -> set[int]:
        """The generators that are 1 or -1: not roots, though they have a relation."""
        return {*self.parity_of.values()}
