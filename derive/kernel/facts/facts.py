"""What is known of the values of expressions at every point of S, looked over entry by entry.

S is where the given conditions hold.  Of every expression here that it has a value in an interval
at each point of S; an expression that may be undefined somewhere is spoken of nowhere.  Without
entries the interval of an expression comes from its parts alone; nothing here searches.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    is_leaf,
)
from derive.kernel.conditions import (
    Condition,
    alternatives,
    condition_at,
    definedness,
    integer_exponent,
    necessary,
)
from derive.kernel.derivatives import Derivatives
from derive.kernel.exponents import NO_INTEGERS, Integers, is_integer
from derive.kernel.facts.images import image, of_number, of_part, raised
from derive.kernel.facts.intervals import (
    REALS,
    RELATIONS,
    Interval,
    add,
    end,
    invert,
    multiply,
    negate,
    point,
    power,
    rounded,
    union,
)
from derive.kernel.functions import FUNCTIONS
from derive.kernel.theory import KernelError, bounded

#: How deep cases may lie in cases.
MAX_CASES = 16


class Facts:
    """What holds at every point at which the given conditions hold."""

    def __init__(
        self,
        given: Iterable[Condition],
        integers: Integers = NO_INTEGERS,
        derivatives: Derivatives | None = None,
        depth: int = 0,
    ) -> None:
        self.integers = integers
        self.derivatives = derivatives or Derivatives()
        self.given: list[Condition] = []
        self.known: dict[Expression, Interval] = {}
        #: Whether S has no points.
        self.empty = False
        #: How often something new was learnt.
        self.version = 0
        self._cache: dict[Expression, Interval] = {}
        self._defined: set[Expression] = set()
        self._depth = depth
        for c in integers.bounds:
            self.learn(c.expression, RELATIONS[c.relation])
        for c in given:
            self.suppose(c)

    def suppose(self, c: Condition) -> None:
        """Restricts S to where a condition holds, and so what it speaks of has a value."""
        more = necessary(c.expression)
        for d in (c, *(sorted(more, key=str) if len(more) > 1 else more)):
            self.given.append(d)
            self.learn(d.expression, RELATIONS[d.relation])

    def learn(self, e: Expression, inside: Interval) -> None:
        """Takes note of where the values of a defined expression lie, and so those of its parts."""
        before = self.known.get(e, REALS)
        found = self._whole(e, before.meet(inside))
        if found != before:
            self.known[e] = found
            self.version += 1
            self.empty = self.empty or found.empty
            self._cache.clear()
            self._hand_down(e, found)

    def _hand_down(self, e: Expression, found: Interval) -> None:
        part = of_part(e, found)
        if part is not None:
            self.learn(*part)
        elif found.excludes_zero:
            for part in factors_of(e):
                self.learn(part, Interval(nonzero=True))

    # What follows from the parts

    def of(self, e: Expression) -> Interval:
        """An interval with the value of a defined expression at every point of S."""
        found = self._cache.get(e)
        if found is None:
            found = self._of_parts(e)
            if e in self.known:
                found = found.meet(self.known[e])
            found = self._cache[e] = self._whole(e, found)
        return found

    def _whole(self, e: Expression, found: Interval) -> Interval:
        """What lies in an interval of an integer's values is between integers."""
        whole = self.integers.variables and is_integer(e, self.integers.variables)
        return rounded(found) if whole else found

    def _of_parts(self, e: Expression) -> Interval:
        if not free_variables(e) and (found := of_number(e)) is not REALS:
            return found
        match e:
            case Negation():
                return negate(self.of(e.args[0]))
            case SumOf():
                return reduce(add, map(self.of, e.args))
            case ProductOf():
                return reduce(multiply, map(self.of, e.args))
            case Quotient():
                return multiply(self.of(e.args[0]), invert(self.of(e.args[1])))
            case Power():
                return self._of_power(e)
            case IntegerPower():
                return self._of_integer_power(e)
            case Choice():
                return self._of_choice(e)
            case Call() if e.name in FUNCTIONS:
                found = image(e.name, [self.of(a) for a in e.arguments])
                equal = FUNCTIONS[e.name].equal
                if equal is None:
                    return found
                return found.meet(self.of(condition_at(equal, e.arguments)))
        return REALS

    def _of_integer_power(self, e: IntegerPower) -> Interval:
        """A power with an integer exponent: its base is not zero where that may not be positive."""
        base = self.of(e.args[0])
        if base in (point(Fraction(1)), point(Fraction(-1))):
            return Interval(end(-1, True), end(1, True), True)
        nonzero = base.excludes_zero or not e.least
        if base.positive:
            return raised(base, self.of(e.args[1]))
        if base.nonnegative:
            return Interval(end(0, True), nonzero=nonzero)
        return Interval(nonzero=nonzero)

    def _of_choice(self, e: Choice) -> Interval:
        """The branch that is known to be chosen; else both, where both are defined."""
        for branch, supposed in zip(e.branches, alternatives(e.guard, e.relation), strict=True):
            if all(map(self.implies, supposed)):
                return self.of(branch) if self.defined(branch) else REALS
        return union(*map(self.of, e.branches)) if all(map(self.defined, e.branches)) else REALS

    def _of_power(self, e: Expression) -> Interval:
        base, exponent = self.of(e.args[0]), e.args[1]
        n = integer_exponent(exponent)
        if n is not None:
            return power(base, n)
        return raised(base, self.of(exponent))

    # Conditions

    def holds(self, c: Condition) -> bool:
        """Whether a condition on a defined expression holds at every point of S."""
        return self.empty or self.of(c.expression).satisfies(c.relation)

    def defined(self, e: Expression) -> bool:
        """Whether an expression has a value at every point of S."""
        if e not in self._defined and not is_leaf(e):
            if not all(map(self.holds, definedness(e))):
                return False
            self._defined.add(e)
        return True

    def implies(self, c: Condition) -> bool:
        """Whether a condition is defined, and holds, at every point of S."""
        return self.defined(c.expression) and self.holds(c)

    def require(self, c: Condition) -> None:
        """Raises `KernelError` where a condition is not known to hold."""
        if not self.implies(c):
            raise KernelError("the certificate relies on what is not shown")

    def supposing(self, *conditions: Condition) -> Facts:
        """The same on the part of S where conditions hold."""
        if self._depth == MAX_CASES:
            raise KernelError("the cases lie too deep")
        other = self.copied()
        other._depth += 1
        for c in conditions:
            other.suppose(c)
        return other

    def copied(self) -> Facts:
        """The same, which learns apart from these."""
        other = Facts((), self.integers, self.derivatives, self._depth)
        other.given, other.known, other.empty = list(self.given), dict(self.known), self.empty
        other._defined = set(self._defined)
        return other

    def require_defined(self, *expressions: Expression) -> None:
        """Raises `KernelError` where an expression may have no value."""
        for e in expressions:
            if not self.defined(bounded(e)):
                raise KernelError("the certificate speaks of what is not defined")


def factors_of(e: Expression) -> tuple[Expression, ...]:
    """The parts that are not zero where an expression is not."""
    if isinstance(e, ProductOf):
        return e.args
    if isinstance(e, Quotient):
        return (e.args[0],)
    if isinstance(e, Power) and (integer_exponent(e.args[1]) or 0) > 0:
        return (e.args[0],)
    return e.arguments if isinstance(e, Call) and e.name == "abs" else ()
