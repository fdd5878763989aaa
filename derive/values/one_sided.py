"""Whether a function certainly has no derivative at a point, by what it is on either side.

Rows leave out points at which there may be a derivative all the same, so that a row's silence says
nothing.  There certainly is none where the function has no values on one side, where it jumps, and
where its slopes on both sides tend to two values, or one of them to none: by the mean value theorem
the quotients of its differences do so too, if it is continuous at all.  What cannot be told is not
known, which is no answer here.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.check.decide import decide
from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    is_leaf,
    rational,
)
from derive.expression.numerals import numeral
from derive.expression.substitution import substitute
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.conditions import Condition, definedness
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import REFUSALS, Theory
from derive.numeric.evaluate import NOWHERE, evaluate
from derive.prover.domains import Domain
from derive.prover.normal_form import canonical
from derive.report.report import Verdict
from derive.rules import derivative_rows
from derive.values.sampled import continuous

#: How many derivatives of what is 0 at a point are looked at, for its sign beside it.
_ORDERS = 4
_PRECISION = 256


class _NotKnown(Exception):  # noqa: N818 - it says what is the case
    """What a function is beside a point cannot be told."""


class _Unbounded(Exception):  # noqa: N818 - it says what is the case
    """The values of an expression grow without end towards a point."""


def has_no_slope(f: Expression, variable: Symbol, at: Expression, order: int = 1) -> bool:
    """Whether f certainly has no derivative of an order at a number; False where none can tell."""
    try:
        here = _value(f, variable, at)
    except Undefined:
        return True
    except CannotTell:
        return False
    try:
        left, right = (_Side(variable, at, side) for side in (-1, 1))
        pair = left.piece(f), right.piece(f)
        if left.has_none(pair[0]) or right.has_none(pair[1]):
            return True
        for k in range(order + 1):
            values = left.limit(pair[0]), right.limit(pair[1])
            known = [*values, here] if k == 0 else values
            if any(not a.overlaps(b) for a in known for b in known):
                return True
            if k < order:
                pair = left.slope(pair[0]), right.slope(pair[1])
    except _Unbounded:
        return True
    except _NotKnown:
        return False
    return False


def pieces(f: Expression, variable: Symbol, at: Expression) -> tuple[Expression, Expression] | None:
    """What f is left and right of a number, however near; None where that cannot be told."""
    try:
        return _Side(variable, at, -1).piece(f), _Side(variable, at, 1).piece(f)
    except _NotKnown:
        return None


def _reduced(e: Expression) -> Expression:
    """A fraction reduced, so that it tends to a number only where its parts do."""
    try:
        return canonical(e)
    except REFUSALS:
        return e


def _value(e: Expression, variable: Symbol, at: Expression) -> Any:
    """The ball of an expression at a number.  Raises `Undefined` or `CannotTell`."""
    return evaluate(substitute(e, {variable: at}), NOWHERE, _PRECISION)


@dataclass(frozen=True)
class _Side:
    """What is on one side of a number, however near."""

    variable: Symbol
    at: Expression
    side: int

    def sign(self, e: Expression) -> int:
        """The sign of an expression beside the number: of its first derivative that is not 0."""
        e = self.piece(e)
        if not continuous(e):
            raise _NotKnown
        for k in range(_ORDERS + 1):
            value = self._ball(e)
            if not value.contains(0):
                return (1 if value > 0 else -1) * self.side**k
            if not self._is_zero(e):
                break
            e = self._derivative(e)
        raise _NotKnown

    def piece(self, e: Expression) -> Expression:
        """An expression without what changes its form at the number, as it is on this side."""
        if is_leaf(e):
            return e
        if isinstance(e, (DerivativeOf, DerivativeAt)):
            raise _NotKnown
        if isinstance(e, Choice):
            return self.piece(e.branches[0 if self._chooses(e) else 1])
        e = e.func(*(a if isinstance(a, (Str, Symbol)) else self.piece(a) for a in e.args))
        return self._without_kink(e) if isinstance(e, Call) else e

    def _chooses(self, e: Choice) -> bool:
        """Whether the first branch is chosen."""
        return self.sign(e.guard) > 0 or e.relation == "!="

    def _without_kink(self, e: Call) -> Expression:
        match e.name, e.arguments:
            case "abs", (u,):
                return u if self.sign(u) > 0 else Negation(u)
            case "sign", (u,):
                return Integer(1) if self.sign(u) > 0 else Negation(Integer(1))
            case (("max" | "min"), (u, v)):
                larger = self.sign(SumOf(u, Negation(v))) > 0
                return u if larger is (e.name == "max") else v
            case "floor", (u,):
                return self._floor(u)
        return e

    def _floor(self, u: Expression) -> Expression:
        """The integer below an expression."""
        near = rational(Fraction(round(float(self._ball(u).mid()))))
        beside = SumOf(u, Negation(near))
        return near if self.sign(beside) > 0 else SumOf(near, Negation(Integer(1)))

    def has_none(self, e: Expression) -> bool:
        """Whether a piece has no values on this side."""
        needed = (c for c in definedness(e) if c.relation in (">", ">="))
        return any(self.sign(c.expression) < 0 for c in needed)

    def limit(self, e: Expression) -> Any:
        """A ball of what a piece tends to; raises `_Unbounded` where it grows without end."""
        if not continuous(e):
            raise _NotKnown
        if self._grows(e):
            raise _Unbounded
        return self._ball(e)

    def slope(self, e: Expression) -> Expression:
        """The derivative of a piece beside the number, by the rows."""
        found = Derivatives(derivative_rows).of(DerivativeOf(e, self.variable))
        if found is None:
            raise _NotKnown
        moving = definedness(DerivativeOf(e, self.variable))
        if not all(map(self._holds, {*moving, *found[1]})):
            raise _NotKnown
        return self.piece(_reduced(found[0]))

    def _holds(self, c: Condition) -> bool:
        return self.sign(c.expression) > 0 or c.relation == "!="

    def _grows(self, e: Expression) -> bool:
        """Whether values grow without end: a divisor tends to 0, and what is divided does not."""
        match e:
            case Negation():
                return self._grows(e.args[0])
            case Quotient():
                top, bottom = e.args
                return self._is_zero(bottom) and self._is_apart(top)
            case Power():
                base, exponent = e.args
                n = numeral(exponent)
                return n is not None and n < 0 and self._is_zero(base)
            case ProductOf():
                return self._one_grows(e.args, self._is_apart)
            case SumOf():
                return self._one_grows(e.args, self._is_finite)
        return False

    def _one_grows(self, parts: tuple[Expression, ...], leaves: Any) -> bool:
        """Whether one of several parts grows, and the others leave that as it is."""
        growing = [p for p in parts if self._grows(p)]
        return len(growing) == 1 and all(leaves(p) for p in parts if p is not growing[0])

    def _is_apart(self, e: Expression) -> bool:
        """Whether an expression tends to a number that is not 0, or grows."""
        return self._grows(e) or (self._is_finite(e) and not self._ball(e).contains(0))

    def _is_finite(self, e: Expression) -> bool:
        try:
            return bool(self._ball(e).is_finite())
        except _NotKnown:
            return False

    def _derivative(self, e: Expression) -> Expression:
        found = Derivatives(derivative_rows).of(DerivativeOf(e, self.variable))
        if found is None:
            raise _NotKnown
        return found[0]

    def _ball(self, e: Expression) -> Any:
        try:
            return _value(e, self.variable, self.at)
        except (Undefined, CannotTell) as error:
            raise _NotKnown from error

    def _is_zero(self, e: Expression) -> bool:
        number = substitute(e, {self.variable: self.at})
        found = decide(number, Integer(0), Theory(), Domain(()))
        return found.verdict is Verdict.PROVED
