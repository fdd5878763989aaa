"""Derivatives computed by the rows of the calculus, for the normal form.

A sum is differentiated term by term, a choice branch by branch, an opaque function by the chain
rule; all else by the first row that fits.  Each row holds wherever the expression under the
derivative is smooth, which is part of the definedness of a derivative as it is written: the
condition of one that has its own, as the sine integral's `sin(u)/u`, is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
    free_variables,
    has_derivative,
    integer,
    is_leaf,
    product_of,
    sum_of,
)
from derive.expression.substitution import CaptureError, substitute
from derive.kernel.conditions import NONE, Condition, Conditions, guarded, integer_exponent
from derive.kernel.functions import FUNCTIONS
from derive.kernel.rules import Rule, as_registered

ZERO, ONE = Integer(0), Integer(1)
#: A derivative, and the conditions under which it is that.
Derived = tuple[Expression, Conditions]
#: The rows by which calls of a function, or "product", "quotient" and so on, are differentiated.
RowsOf = Callable[[str], tuple[Rule, ...]]
#: What the variables of a pattern stand for.
Bound = dict[Symbol, Expression]
#: The largest derivative, in calls, that is computed.
MAX_CALLS = 20_000


class Unknown(Exception):  # noqa: N818 - it says what is the case
    """No row gives the derivative."""


class Derivatives:
    """Derivatives of expressions, by a table of rows.

    Without a table no derivative is computed.
    """

    def __init__(self, rows_of: RowsOf | None = None) -> None:
        self.rows_of = rows_of
        self._done: dict[tuple[Expression, Symbol], Derived] = {}
        #: The conditions of the rows that were used for what is being computed.
        self._met: Conditions = NONE
        self._calls = 0

    def of(self, e: Expression) -> Derived | None:
        """What a derivative, as it stands or at a point, is equal to, and under which conditions.

        None if no row tells.
        """
        if self.rows_of is None:
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
        if x not in free_variables(e):
            return ZERO
        match e:
            case Symbol():
                return ONE
            case SumOf():
                return _sum(self._by(a, x) for a in e.args)
            case Power() if integer_exponent(e.args[1]) == 1:
                return self._by(e.args[0], x)
            case IntegerPower():
                return self._integer_power(e, x)
            case Choice():
                return self._choice(e, x)
            case Call() if e.name not in FUNCTIONS:
                return self._chain(e, x)
        head = _HEADS.get(type(e)) or e.name
        for row in self.rows_of(head) if self.rows_of else ():
            kept = as_registered(row)
            found = _bound(kept, e, x)
            if found is not None:
                self._met |= {c.substitute(found) for c in kept.conditions}
                return self._built(kept.rhs, found, x)
        raise Unknown

    def _built(self, pattern: Expression, found: Bound, x: Symbol) -> Expression:
        """The right side of a row, its derivatives computed, without `0 +` and `1*`."""
        if isinstance(pattern, DerivativeOf):
            return self._by(self._built(pattern.args[0], found, x), x)
        if isinstance(pattern, Symbol):
            return found[pattern]
        if is_leaf(pattern):
            return pattern
        args = [a if isinstance(a, Str) else self._built(a, found, x) for a in pattern.args]
        build = _BUILD.get(type(pattern), pattern.func)
        return build(*args)

    def _integer_power(self, e: IntegerPower, x: Symbol) -> Expression:
        """`v*u^(v - 1)*d/dx u`: where the exponent may be 0 the base is not zero."""
        u, v = e.parts
        if x in free_variables(v):
            raise Unknown
        if e.least == 1:
            self._met |= {Condition(u, "!=")}
        lower = IntegerPower(u, SumOf(v, Negation(ONE)), integer(max(e.least - 1, 0)))
        return _product(v, lower, self._by(u, x))

    def _choice(self, e: Choice, x: Symbol) -> Expression:
        """The derivatives of the branches, the conditions of their rows for where they apply."""
        both = [self._apart(self._by, branch, x) for branch in e.branches]
        done = [derived for derived, _ in both]
        self._met |= NONE.union(*(guarded(e, i, met) for i, (_, met) in enumerate(both)))
        return done[0] if done[0] == done[1] == ZERO else Choice(*e.args[:2], *done)

    def _chain(self, e: Call, x: Symbol) -> Expression:
        """`d/dx f(u) = f'(u)*d/dx u` for an opaque function of one argument."""
        if len(e.arguments) != 1:
            raise Unknown
        return _product(call(e.name + "'", *e.arguments), self._by(e.arguments[0], x))


def _bound(row: Rule, e: Expression, x: Symbol) -> Bound | None:
    """What the variables of a row `d/dx pattern = ...` stand for in an expression, if it fits.

    A product is one of two halves, so that what is shared stays shared.
    """
    if not isinstance(row.lhs, DerivativeOf):
        return None
    pattern, parts = row.lhs.args[0], e.args
    if isinstance(e, ProductOf):
        half = len(parts) // 2
        parts = (product_of(parts[:half]), product_of(parts[half:]))
    if type(pattern) is not type(e) or len(pattern.args) != len(parts):
        return None
    pairs = [*zip(pattern.args, parts, strict=True)]
    found = {p: part for p, part in pairs if isinstance(p, Symbol)}
    fits = all(found.get(p, p) == part for p, part in pairs)
    free = all(x not in free_variables(found[Symbol(c)]) for c, _ in row.independent)
    numerals = all(integer_exponent(found[Symbol(n)]) is not None for n in row.numerals)
    return found if fits and free and numerals else None


def _sum(terms: Iterable[Expression]) -> Expression:
    return sum_of(tuple(t for t in terms if t != ZERO))


def _product(*factors: Expression) -> Expression:
    return ZERO if ZERO in factors else product_of(tuple(f for f in factors if f != ONE))


def _power(base: Expression, exponent: Expression) -> Expression:
    n = integer_exponent(exponent)
    return base if n == 1 else Power(base, exponent if n is None else integer(n))


_COMPOUND = (SumOf, ProductOf, Quotient, Negation, Power, IntegerPower, Call, Choice)
#: The names of the rows of what is not called.
_HEADS = {Negation: "negation", ProductOf: "product", Quotient: "quotient", Power: "power"}
_BUILD: dict[type, Callable[..., Expression]] = {
    SumOf: lambda *terms: _sum(terms),
    ProductOf: _product,
    Negation: lambda u: ZERO if u == ZERO else Negation(u),
    Quotient: lambda u, v: ZERO if u == ZERO else Quotient(u, v),
    Power: _power,
}
