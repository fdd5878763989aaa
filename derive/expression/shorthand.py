"""What authors write for what the kernel knows in another form; `strip` leaves what it stands for.

Brackets that are not needed, derivatives of higher order, an expression at a point, and cases:
these stand for choices in choices, each with one expression that is compared with 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from sympy.core.basic import Basic
from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Notation,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    is_leaf,
    strip,
)
from derive.expression.substitution import substitute

#: No derivative is written as one of a higher order.
MAX_ORDER = 20
#: What has no value: it stands where no case applies.
NO_CASE = Quotient(Integer(1), Integer(0))
#: How a comparison `a R b` is told as `e R' 0`: the sides turned round or not, and R'.
_COMPARED: dict[str, tuple[bool, str]] = {
    ">": (False, ">"),
    ">=": (False, ">="),
    "<": (True, ">"),
    "<=": (True, ">="),
    "!=": (False, "!="),
    "=": (False, "!="),
}
Comparison: TypeAlias = tuple[Expression, str, Expression]


class Bracket(Notation):
    """A pair of brackets that the author wrote though the notation does not need it."""

    __slots__ = ()

    @property
    def meaning(self) -> Expression:
        """What is in the brackets."""
        return self.args[0]


class HigherDerivative(Notation):
    """A derivative of higher order: body, then variables each with its order, outermost first."""

    __slots__ = ()
    _places = slice(0, 1)
    _differentiates = _binds = True

    @staticmethod
    def _free(body: Basic, *by: Basic) -> frozenset[Symbol]:
        return free_variables(body).union(by[::2])

    @property
    def by(self) -> tuple[tuple[Symbol, int], ...]:
        """The variables, each with its order, outermost first."""
        return tuple((v, int(n)) for v, n in zip(self.args[1::2], self.args[2::2], strict=True))

    @property
    def order(self) -> int:
        """How many derivatives it is."""
        return sum(n for _, n in self.by)

    @property
    def meaning(self) -> Expression:
        """The derivative of the derivative, as often as the order says."""
        e = self.args[0]
        for variable, n in reversed(self.by):
            for _ in range(n):
                e = DerivativeOf(e, variable)
        return e


class ValueAt(Notation):
    """An expression at a point: body, variable (bound in the body), point.

    Derivatives in the body are taken first.  It has a value only where the point has one.
    """

    __slots__ = ()
    _places = slice(None, None, 2)
    _binds = True
    _free = DerivativeAt._free

    @property
    def meaning(self) -> Expression:
        """The body with the point in the place of the variable.  Raises `CaptureError`."""
        body, variable, point = strip(self.args[0]), self.args[1], strip(self.args[2])
        if variable in free_variables(body) or is_leaf(point):
            return substitute(body, {variable: point})
        return SumOf(body, ProductOf(Integer(0), point))


class Cases(Notation):
    """Cases in the order in which they are written: the first whose comparisons hold applies.

    The first argument says which relations the comparisons have: those of a case are separated by
    blanks, cases by semicolons; a last case without any is `otherwise`.  Behind it stands for each
    case its value, then both sides of each of its comparisons.
    """

    __slots__ = ()
    _places = slice(1, None)

    @property
    def rows(self) -> tuple[tuple[Expression, tuple[Comparison, ...]], ...]:
        """The cases: what each is, and its comparisons."""
        return written_rows(self)

    @property
    def meaning(self) -> Expression:
        """The first case, or else the others; where none applies there is no value."""
        rows = list(self.rows)
        e: Expression = NO_CASE if rows[-1][1] else rows.pop()[0]
        for value, compared in reversed(rows):
            other, e = e, value
            for a, relation, b in reversed(compared):
                e = _chosen(strip(a), relation, strip(b), e, other)
        return e


def written_rows(e: Choice | Cases) -> tuple[tuple[Expression, tuple[Comparison, ...]], ...]:
    """The cases of a choice or of cases, as they are written."""
    return tuple(
        (value, tuple((a, relation, b) for (_, a), relation, (_, b) in compared))
        for (_, value), compared in placed_rows(e)
    )


def _chosen(
    a: Expression, relation: str, b: Expression, one: Expression, other: Expression
) -> Expression:
    """One expression where a comparison holds, the other one where it does not."""
    turned, told = _COMPARED[relation]
    guard = difference(b, a) if turned else difference(a, b)
    branches = (other, one) if relation == "=" else (one, other)
    return Choice(Str(told), guard, *branches)


def difference(a: Expression, b: Expression) -> Expression:
    """`a - b`, as short as it can be written."""
    if b == Integer(0):
        return a
    minus = b.args[0] if isinstance(b, Negation) else Negation(b)
    return minus if a == Integer(0) else SumOf(a, minus)


Place: TypeAlias = tuple[int, Expression]
#: A case as it is written: what it is and its comparisons, each part with its place in `args`.
PlacedRow: TypeAlias = tuple[Place, tuple[tuple[Place, str, Place], ...]]


def placed_rows(e: Choice | Cases) -> tuple[PlacedRow, ...]:
    """The cases of a choice or of cases, as they are written, with the places of their parts.

    The 0 of a choice has a place that is none.
    """
    if isinstance(e, Choice):
        one, other = ((i + 2, branch) for i, branch in enumerate(e.branches))
        return (one, (((1, e.guard), e.relation, (4, Integer(0))),)), (other, ())
    found, rest = [], iter(enumerate(e.args[1:], 1))
    for relations in e.args[0].name.split(";"):
        value = next(rest)
        compared = [(next(rest), relation, next(rest)) for relation in relations.split()]
        found.append((value, tuple(compared)))
    return tuple(found)


def cases(rows: Sequence[tuple[Expression, Sequence[Comparison]]]) -> Expression:
    """The cases as they are written: a `Choice` where they are written as one is."""
    shape = ";".join(" ".join(relation for _, relation, _ in compared) for _, compared in rows)
    if shape in _ONE_GUARD and rows[0][1][0][2] == Integer(0):
        (one, ((guard, relation, _),)), (other, _) = rows
        return Choice(Str(relation), guard, one, other)
    flat = [
        part for e, compared in rows for part in (e, *(s for a, _, b in compared for s in (a, b)))
    ]
    return Cases(Str(shape), *flat)


#: What the shape of cases is that may be a `Choice`.
_ONE_GUARD = (">;", ">=;", "!=;")
