"""Conditions, and where a written expression is defined.

The definedness of an expression is collected from the tree as it was written, before anything is
simplified.  It is sufficient, not necessary: at every point where the conditions hold the
expression has a value.  Under d/dx it must have a derivative there, so each function's row gives
an open set for that.  Expressions here have their definitions unfolded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    Constant,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    Quotient,
    free_variables,
    is_leaf,
    parts,
    size,
)
from derive.expression.numerals import NumeralTooLarge, numeral
from derive.expression.substitution import substitute
from derive.kernel.functions import FUNCTIONS, PARAMETERS


@dataclass(frozen=True)
class Condition:
    """`expression relation 0`, where relation is one of `!=`, `>`, `>=`, `=`.

    An equation is a hypothesis of equality steps only; it never holds on a neighbourhood.
    """

    expression: Expression
    relation: str

    def __str__(self) -> str:
        return f"{self.expression} {self.relation} 0"

    def substitute(self, values: dict[Symbol, Expression]) -> Condition:
        """The condition with variables replaced."""
        return Condition(substitute(self.expression, values), self.relation)

    def is_trivial(self) -> bool:
        """Whether it is true of a numeral or a named constant without further thought."""
        return self._of_number() is True

    def is_false(self) -> bool:
        """Whether it is false of a numeral or a named constant without further thought."""
        return self._of_number() is False

    def _of_number(self) -> bool | None:
        if isinstance(self.expression, Constant):
            return self.relation != "="  # each of them is positive
        value = numeral_or_none(self.expression)
        return None if value is None else compare(value, self.relation)


def compare(q: Fraction, relation: str) -> bool:
    """Whether a number stands in `relation` to 0."""
    if relation in ("!=", "="):
        return (q.numerator == 0) is (relation == "=")
    return q.numerator > 0 or (relation == ">=" and q.numerator == 0)


Conditions = frozenset[Condition]
NONE: Conditions = frozenset()
NOTHING: frozenset[Symbol] = frozenset()
#: What holds at no point.
NOWHERE = Condition(Integer(0), ">")


def numeral_or_none(e: Expression) -> Fraction | None:
    """The value of an expression of numerals only; None too where it is too large to compute."""
    return None if free_variables(e) else _numeral_or_none(e)


@lru_cache(maxsize=20_000, typed=True)
def _numeral_or_none(e: Expression) -> Fraction | None:
    try:
        return numeral(e)
    except NumeralTooLarge:
        return None


def integer_exponent(e: Expression) -> int | None:
    """The value of an exponent that is written with numerals only and is an integer."""
    value = numeral_or_none(e)
    return int(value) if value is not None and value.denominator == 1 else None


def nontrivial(conditions: Iterable[Condition]) -> Conditions:
    """The conditions that say something."""
    return frozenset(c for c in conditions if not c.is_trivial())


@lru_cache(maxsize=10_000, typed=True)
def definedness(e: Expression, moving: frozenset[Symbol] = NOTHING) -> Conditions:
    """Conditions under which `e` is defined, and is smooth in the `moving` variables.

    `e` is unfolded and stripped.  An opaque function is taken as defined everywhere: that is an
    assumption (see `assumptions`), not a condition.
    """
    match e:
        case Choice():
            return _choice_defined(e, moving)
        case DerivativeOf():
            body, variable = e.args
            return definedness(body, moving | {variable})
        case DerivativeAt():
            body, variable, point = e.args
            inner = definedness(body, moving | {variable})
            placed = (c.substitute({variable: point}) for c in inner)
            return nontrivial(placed) | definedness(point, moving)
    below = (definedness(child, moving) for child in parts(e) if not is_leaf(child))
    return nontrivial(_own(e, moving)).union(*below)


def closed(conditions: Iterable[Condition]) -> Conditions:
    """The conditions with those under which they are defined."""
    found = frozenset(conditions)
    return found.union(*(definedness(c.expression) for c in found))


@lru_cache(maxsize=20_000, typed=True)
def necessary(e: Expression) -> Conditions:
    """Conditions that hold wherever `e` has a value.

    A derivative may exist where its rows do not tell so, as that of `x*abs(x)` at 0; its body has a
    value there.
    """
    if isinstance(e, DerivativeAt):
        body, variable, point = e.args
        placed = (c.substitute({variable: point}) for c in necessary(body))
        return nontrivial(placed) | necessary(point)
    if isinstance(e, Choice):
        return necessary(e.guard) | _in_branches(e, necessary)
    return nontrivial(_own(e, NOTHING)).union(*map(necessary, parts(e)))


def alternatives(e: Expression, relation: str) -> tuple[tuple[Condition, ...], ...]:
    """What holds where `e relation 0` does, and what holds where it does not but `e` is defined."""
    minus = e.args[0] if isinstance(e, Negation) else Negation(e)
    fails = {
        ">": (Condition(minus, ">="),),
        ">=": (Condition(minus, ">"),),
        "!=": (Condition(e, ">="), Condition(minus, ">=")),
    }
    return (Condition(e, relation),), fails[relation]


def guarded(e: Choice, branch: int, conditions: Iterable[Condition]) -> Conditions:
    """What says that conditions hold wherever a branch is chosen: elsewhere it says nothing.

    It is a condition on a choice again, between what is to hold and a number of which it holds.
    What holds in the branch anyway is left out; where a condition never holds, the branch is not
    to be chosen.
    """
    supposed = alternatives(e.guard, e.relation)
    found = set[Condition]()
    for c in conditions:
        if c.is_false():
            found.update(supposed[1 - branch])
        elif not any(_is_weaker(c, known) for known in supposed[branch]):
            holds = Integer(0) if c.relation == "=" else Integer(1)
            branches = (c.expression, holds) if branch == 0 else (holds, c.expression)
            found.add(Condition(Choice(e.args[0], e.guard, *branches), c.relation))
    return nontrivial(found)


def _is_weaker(c: Condition, known: Condition) -> bool:
    weaker = {">": (">", ">=", "!=")}.get(known.relation, (known.relation,))
    return c.expression == known.expression and c.relation in weaker


def _in_branches(e: Choice, told: Callable[[Expression], Conditions]) -> Conditions:
    """What is told of the branches, for where they are chosen."""
    return frozenset().union(*(guarded(e, i, told(b)) for i, b in enumerate(e.branches)))


def _choice_defined(e: Choice, moving: frozenset[Symbol]) -> Conditions:
    """Where a choice is defined, and, where its guard moves, is one branch all around."""
    inner = _in_branches(e, lambda branch: definedness(branch, moving))
    return off_joint(e, moving & free_variables(e.guard)) | inner


def off_joint(e: Choice, moved: frozenset[Symbol]) -> Conditions:
    """Where a guard that moves is defined all around, continuous, and of one sign.

    That it has a slope is not asked.
    """
    found = definedness(e.guard) | ({Condition(e.guard, "!=")} if moved else NONE)
    for v in moved:
        found = interior(found, v)
    return nontrivial(found)


def _own(e: Expression, moving: frozenset[Symbol]) -> list[Condition]:
    match e:
        case Quotient():
            return [Condition(e.args[1], "!=")]
        case Power():
            base, exponent = e.args
            n = integer_exponent(exponent)
            if n is None:
                return [Condition(base, ">")]
            return [Condition(base, "!=")] if n <= 0 else []
        case IntegerPower():
            return [] if e.least else [Condition(e.args[0], "!=")]
        case Call() if e.name in FUNCTIONS:
            row = FUNCTIONS[e.name]
            moved = moving & free_variables(e)
            if moved and row.discrete:
                if moved & free_variables(e.arguments[0]):
                    return [NOWHERE]
                return _at(row.defined + row.smooth, e)
            rows = row.smooth if moved else row.defined
            return _at(rows, e)
    return []


def _at(rows: Iterable[tuple[Expression, str]], e: Call) -> list[Condition]:
    return [Condition(condition_at(c, e.arguments), r) for c, r in rows]


def condition_at(pattern: Expression, arguments: tuple[Expression, ...]) -> Expression:
    """A condition of the function table, stated of u and v, at arguments."""
    return substitute(pattern, dict(zip(PARAMETERS, arguments, strict=False)))


def interior(conditions: Conditions, variable: Symbol) -> Conditions:
    """The conditions on which an equality holds on a neighbourhood in `variable`.

    Functions are continuous where they are defined, or on the smooth set of their row, which is
    then a condition too; opaque functions are assumed differentiable where this is used.  So strict
    conditions survive and `>=` becomes `>`, where what they speak of is defined all around.  An
    equation that mentions the variable holds on no neighbourhood, and is refused by the caller.
    """
    defined = (definedness(c.expression) for c in conditions)
    conditions = conditions.union(*defined)
    strict = frozenset(
        Condition(c.expression, ">")
        if c.relation == ">=" and variable in free_variables(c.expression)
        else c
        for c in conditions
    )
    return strict.union(*(continuity(c.expression, variable) for c in conditions))


@lru_cache(maxsize=5_000, typed=True)
def continuity(e: Expression, variable: Symbol) -> Conditions:
    """Where the calls in `e` of functions with jumps, and choices, are continuous in `variable`."""
    if isinstance(e, Choice):
        joint = {Condition(e.guard, "!=")} if variable in free_variables(e.guard) else NONE
        inner = _in_branches(e, lambda branch: continuity(branch, variable))
        return continuity(e.guard, variable) | nontrivial(joint) | inner
    found = frozenset[Condition]().union(*(continuity(part, variable) for part in parts(e)))
    jumping = isinstance(e, Call) and e.name in FUNCTIONS and not FUNCTIONS[e.name].continuous
    return found | nontrivial(_own(e, frozenset({variable}))) if jumping else found


Assumptions = frozenset[tuple[str, int]]


@lru_cache(maxsize=10_000, typed=True)
def assumptions(e: Expression, derivatives: int = 0) -> Assumptions:
    """For each opaque function of `e`, how many times it must be differentiable."""
    if isinstance(e, (DerivativeOf, DerivativeAt)):
        inner = assumptions(e.args[0], derivatives + 1)
        return inner | (assumptions(e.args[2], derivatives) if len(e.args) > 2 else frozenset())
    below = (assumptions(child, derivatives) for child in parts(e))
    if isinstance(e, Call) and e.name not in FUNCTIONS:
        base = e.name.rstrip("'")
        order = len(e.name) - len(base) + derivatives
        return frozenset({(base, order)}).union(*below)
    return frozenset().union(*below)


def condition_order(c: Condition) -> tuple[int, str, str]:
    """Small conditions first, in an order that depends on no hash."""
    return size(c.expression), str(c.expression), c.relation
