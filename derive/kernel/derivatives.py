"""Derivatives computed by the rows of the calculus, for the normal form.

Sums, products, quotients and powers are taken apart here; a function of the table is differentiated
by its row, an opaque one by the chain rule.  Each row holds wherever the expression under the
derivative is smooth, which is part of the definedness of a derivative as it is written: the
condition of one that has its own, as the sine integral's `sin(u)/u`, is told.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    free_variables,
    has_derivative,
    integer,
    product_of,
    sum_of,
)
from derive.expression.substitution import CaptureError, substitute
from derive.kernel.conditions import NONE, Condition, Conditions, guarded, integer_exponent
from derive.kernel.functions import FUNCTIONS
from derive.kernel.rules import Rule, as_registered, filled

ZERO, ONE = Integer(0), Integer(1)
#: A derivative, and the conditions under which it is that.
Derived = tuple[Expression, Conditions]
RowOf = Callable[[str], Rule | None]
#: The largest derivative, in calls, that is computed.
MAX_CALLS = 20_000


class Unknown(Exception):  # noqa: N818 - it says what is the case
    """No row gives the derivative."""


class Derivatives:
    """Derivatives of expressions, by a table of rows: the row of each function.

    Without a table no derivative is computed.
    """

    def __init__(self, row_of: RowOf | None = None) -> None:
        self.row_of = row_of
        self._done: dict[tuple[Expression, Symbol], Derived] = {}
        #: The conditions of the rows that were used for what is being computed.
        self._met: Conditions = NONE
        self._calls = 0

    def of(self, e: Expression) -> Derived | None:
        """What a derivative, as it stands or at a point, is equal to, and under which conditions.

        None if no row tells.
        """
        if self.row_of is None:
            return None
        try:
            return self._apart(self._of, e)
        except (Unknown, CaptureError):
            return None

    def _apart(self, compute: Callable[..., Expression], *of: Expression) -> Derived:
        """What is computed, and the conditions of the rows that were used for that alone."""
        before, self._met = self._met, NONE
        try:
            return compute(*of), self._met
        finally:
            self._met = before

    def _of(self, e: Expression) -> Expression:
        derived = self._by(self._inner(e.args[0]), e.args[1])
        if not isinstance(e, DerivativeAt):
            return derived
        at = {e.args[1]: e.args[2]}
        self._met = frozenset(c.substitute(at) for c in self._met)
        return substitute(derived, at)

    def _inner(self, e: Expression) -> Expression:
        """`e` with the derivatives in it computed, so that it can be differentiated again."""
        if isinstance(e, (DerivativeOf, DerivativeAt)):
            done = self.of(e)
            if done is None:
                raise Unknown
            self._met |= done[1]
            return self._inner(done[0])
        if not (has_derivative(e) and isinstance(e, _COMPOUND)):
            return e  # as trees derivatives are far larger than what they share
        args = tuple(a if isinstance(a, Str) else self._inner(a) for a in e.args)
        return e if args == e.args else e.func(*args)

    def _by(self, e: Expression, x: Symbol) -> Expression:
        key = (e, x)
        if key not in self._done:
            self._calls += 1
            if self._calls > MAX_CALLS:
                raise Unknown
            self._done[key] = self._apart(self._derived, e, x)
        done, conditions = self._done[key]
        self._met |= conditions
        return done

    def _derived(self, e: Expression, x: Symbol) -> Expression:
        if e == x:
            return ONE
        if x not in free_variables(e):
            return ZERO
        match e:
            case Negation():
                return Negation(self._by(e.args[0], x))
            case SumOf():
                return _sum([self._by(a, x) for a in e.args])
            case ProductOf():
                return self._product(e, x)
            case Quotient():
                return self._quotient(e, x)
            case Power():
                return self._power(e, x)
            case IntegerPower():
                return self._integer_power(e, x)
            case Call():
                return self._call(e, x)
            case Choice():
                return self._choice(e, x)
        raise Unknown

    def _product(self, e: Expression, x: Symbol) -> Expression:
        """The product rule on two halves, so that what is shared stays shared."""
        half = len(e.args) // 2
        u, v = (_product(part) for part in (e.args[:half], e.args[half:]))
        return _sum([_product((self._by(u, x), v)), _product((u, self._by(v, x)))])

    def _quotient(self, e: Expression, x: Symbol) -> Expression:
        u, v = e.args
        top, bottom = self._by(u, x), self._by(v, x)
        if bottom == ZERO:
            return Quotient(top, v)
        whole = _sum([_product((top, v)), Negation(_product((u, bottom)))])
        return Quotient(whole, Power(v, Integer(2)))

    def _power(self, e: Expression, x: Symbol) -> Expression:
        u, v = e.args
        n = integer_exponent(v)
        if n is not None:
            lower = u if n == 2 else Power(u, integer(n - 1))
            factors = (integer(n), lower) if n != 1 else ()
            return _product((*factors, self._by(u, x)))
        du, dv = self._by(u, x), self._by(v, x)
        if dv == ZERO:
            return _product((v, Power(u, SumOf(v, Negation(ONE))), du))
        if u == constant("e"):
            return _product((e, dv))
        first = _product((dv, call("log", u)))
        return _product((e, _sum([first, Quotient(_product((v, du)), u)])))

    def _choice(self, e: Choice, x: Symbol) -> Expression:
        """The derivatives of the branches, the conditions of their rows for where they apply."""
        both = [self._apart(self._by, branch, x) for branch in e.branches]
        done = [derived for derived, _ in both]
        self._met |= NONE.union(*(guarded(e, i, met) for i, (_, met) in enumerate(both)))
        return done[0] if done[0] == done[1] == ZERO else Choice(*e.args[:2], *done)

    def _integer_power(self, e: IntegerPower, x: Symbol) -> Expression:
        """`v*u^(v - 1)*d/dx u`: where the exponent may be 0 the base is not zero."""
        u, v = e.parts
        if x in free_variables(v):
            raise Unknown
        if e.least == 1:
            self._met |= {Condition(u, "!=")}
        lower = IntegerPower(u, SumOf(v, Negation(ONE)), integer(max(e.least - 1, 0)))
        return _product((v, lower, self._by(u, x)))

    def _call(self, e: Call, x: Symbol) -> Expression:
        if e.name not in FUNCTIONS:
            return self._chain(e, x)
        row = None if self.row_of is None else self.row_of(e.name)
        if row is None:
            raise Unknown
        return self._filled(as_registered(row), e, x)

    def _filled(self, row: Rule, e: Call, x: Symbol) -> Expression:
        """The right side of a row `d/dx f(u) = ...`, its derivatives computed."""
        if not isinstance(row.lhs, DerivativeOf) or row.numerals:
            raise Unknown
        pattern, variable = row.lhs.args
        if not isinstance(pattern, Call) or pattern.name != e.name:
            raise Unknown
        if not all(isinstance(a, Symbol) for a in pattern.arguments):
            raise Unknown
        found = dict(zip(pattern.arguments, e.arguments, strict=True))
        if any(x in free_variables(found[Symbol(name)]) for name, _ in row.independent):
            raise Unknown
        self._met |= {c.substitute(found) for c in row.conditions}
        placed = {v.name: value for v, value in found.items()} | {variable.name: x}
        return self._inner(filled(row.rhs, row, placed))

    def _chain(self, e: Call, x: Symbol) -> Expression:
        """`d/dx f(u) = f'(u)*d/dx u` for an opaque function of one argument."""
        if len(e.arguments) != 1:
            raise Unknown
        primed = call(e.name + "'", *e.arguments)
        return _product((primed, self._by(e.arguments[0], x)))


_COMPOUND = (SumOf, ProductOf, Quotient, Negation, Power, IntegerPower, Call, Choice)


def _sum(terms: list[Expression]) -> Expression:
    return sum_of(tuple(t for t in terms if t != ZERO))


def _product(factors: tuple[Expression, ...]) -> Expression:
    return ZERO if ZERO in factors else product_of(tuple(f for f in factors if f != ONE))
