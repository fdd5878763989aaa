"""Whether an equation of the text, which is no identity, may be what makes a link true.

An equation such as `x^2 + y^2 = 1` binds its variables: under it a link may hold that is false for
most values.  Points on the equation tell: where a link is false at one of them, it is no help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from fractions import Fraction
from math import isfinite

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.refutation import Sides
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import (
    Call,
    DerivativeOf,
    Expression,
    called,
    free_variables,
    rational,
    subexpressions,
)
from derive.kernel.balls import CannotTell, Undefined
from derive.kernel.theory import REFUSALS
from derive.kernel.tidy import order
from derive.numeric.evaluate import evaluate

#: Where the other variables of an equation are put, and where the one that is solved for is tried.
_PUT = tuple(Fraction(n, d) for n, d in ((7, 5), (13, 8), (3, 7), (11, 4), (9, 5), (5, 3)))
_TRIED = tuple(Fraction(n, 10) + Fraction(1, 73) for n in range(-61, 62, 5))
_HALVINGS = 34
_PRECISION, _FINE = 64, 512
#: Values that are nearer to each other are taken for the same.
_SAME = 1e-4
#: Floats that are nearer are of one number.
_EQUAL = 1e-12


class Bond(IntEnum):
    """What equations are to a link: nothing, about the same names, or what it may rest on.

    What they say of functions is not tried; a link that is bound holds on them.
    """

    NONE = 0
    BESIDE = 1
    UNTRIED = 2
    BOUND = 3


def bond(sides: Sides, equation: Sides) -> Bond:
    """What an equation that is no identity is to a link; both have their definitions unfolded."""
    names = unknown_functions(*sides), unknown_functions(*equation)
    own = _variables(equation)
    shared = own & _variables(sides)
    if names[1]:
        if names[0] & names[1] and not _is_curve(equation, names[1]):
            return Bond.UNTRIED
        return Bond.BESIDE if shared else Bond.NONE
    if not shared:
        return Bond.NONE
    dependent = implicit(equation)
    if dependent:
        return Bond.UNTRIED if dependent & implicit(sides) else Bond.BESIDE
    return Bond.BESIDE if _is_false_on(equation, sides) else Bond.BOUND


def is_plain(equation: Sides) -> bool:
    """Whether an equation says of numbers what they are, and nothing of functions."""
    return not unknown_functions(*equation) and not implicit(equation)


def unknown_functions(*sides: Expression) -> set[str]:
    """The functions in unfolded expressions that nothing is known of."""
    return {n.rstrip("'") for e in sides for n in called(e) if n not in FUNCTION_NAMES}


def _variables(sides: Sides) -> frozenset[Symbol]:
    return frozenset().union(*map(free_variables, sides))


def _is_curve(equation: Sides, unknown: set[str]) -> bool:
    """Whether an equation such as `sin(y(x)) + y(x)^3 = 6 - x^3` gives an unknown function.

    So it does where both sides are differentiated.
    """
    left, right = equation
    both = isinstance(left, DerivativeOf) and isinstance(right, DerivativeOf)
    if both and left.args[1] == right.args[1]:
        return _is_curve((left.args[0], right.args[0]), unknown)
    nodes = [s for e in equation for s in subexpressions(e)]
    if any(isinstance(s, DerivativeOf) for s in nodes):
        return False
    calls = {s for s in nodes if isinstance(s, Call) and s.name in unknown}
    bare = {s: Integer(1) for s in calls}
    outside = _variables((equation[0].xreplace(bare), equation[1].xreplace(bare)))
    plain = all(isinstance(a, Symbol) for s in calls for a in s.arguments)
    return plain and bool(outside)


def implicit(equation: Sides) -> set[Symbol]:
    """The variables that are differentiated by another one, as the y of `dy/dx`."""
    return {
        v
        for e in equation
        for s in subexpressions(e)
        if isinstance(s, DerivativeOf) and s.args[1] not in free_variables(s.args[0])
        for v in free_variables(s.args[0])
    }


def same_family(sides: Sides, constant: Symbol) -> bool:
    """Whether one side is the other one with another value of a constant, as far as points tell."""
    fresh = Symbol(f"{constant.name}'")
    right = sides[1].xreplace({constant: fresh})
    for value in (Fraction(1, 2), Fraction(3, 7)):
        link = sides[0].xreplace({constant: rational(value)}), right
        variables = _variables(link)
        if not any(_is_kept(link, at, fresh) for at in _points(link, variables, fresh)):
            return False
    return True


def _is_kept(link: Sides, at: Mapping[Symbol, Fraction], solved: Symbol) -> bool:
    """Whether a link holds at other points too, with the same value for one variable.

    Where sides have no value nothing is told.
    """
    for turn in (1, 3, 4):
        moved = {v: _PUT[(k + turn) % len(_PUT)] for k, v in enumerate(sorted(at, key=order))}
        point = {**moved, solved: at[solved]}
        if value_at(link, point) is None or _differ(link, point):
            return False
    return True


def _is_false_on(equation: Sides, sides: Sides) -> bool:
    """Whether a link is false somewhere on an equation.

    Where the equation can be solved for a variable that the link has not, it says nothing of it.
    """
    own, link = _variables(equation), _variables(sides)
    solved = False
    for v in sorted(own, key=lambda v: (v in link, order(v))):
        for at in _points(equation, own | link, v):
            solved = True
            if v not in link or _differ(sides, at):
                return True
    return not solved and _is_of_the_origin(equation, sides)


def _is_of_the_origin(equation: Sides, sides: Sides) -> bool:
    """Whether an equation such as `x^4 + y^2 = 0` is of a point where a link has no value."""
    origin = dict.fromkeys(_variables(equation), Fraction(0))
    others = dict.fromkeys(_variables(sides), _PUT[0])
    return _gap(equation, origin) == 0 and value_at(sides, {**others, **origin}) is None


def _points(
    equation: Sides, variables: frozenset[Symbol], solved: Symbol
) -> Iterator[Mapping[Symbol, Fraction]]:
    """Points at which an equation holds, found by halving in one variable."""
    for turn in (0, 2):
        others = sorted(variables - {solved}, key=order)
        at = {v: _PUT[(k + turn) % len(_PUT)] for k, v in enumerate(others)}
        before: tuple[Fraction, float] | None = None
        for x in _TRIED:
            value = _gap(equation, {**at, solved: x})
            if value is None:
                before = None
                continue
            if before is not None and value * before[1] < 0:
                root = _halved(equation, at, solved, before, x)
                if root is not None:
                    yield {**at, solved: root}
            before = x, value


def _halved(
    equation: Sides,
    at: Mapping[Symbol, Fraction],
    solved: Symbol,
    low: tuple[Fraction, float],
    high: Fraction,
) -> Fraction | None:
    """Where an equation holds between two values; None at a jump."""
    start, sign = low
    for _ in range(_HALVINGS):
        middle = (start + high) / 2
        value = _gap(equation, {**at, solved: middle})
        if value is None:
            return None
        if value * sign > 0:
            start = middle
        else:
            high = middle
    last = _gap(equation, {**at, solved: high})
    return high if last is not None and abs(last) < _SAME else None


def value_at(sides: Sides, at: Mapping[Symbol, Fraction]) -> tuple[float, float] | None:
    """The values of both sides at a point, as floats; None where one has none."""
    left, right = (_value(e, at) for e in sides)
    return None if left is None or right is None else (left, right)


def _gap(sides: Sides, at: Mapping[Symbol, Fraction]) -> float | None:
    values = value_at(sides, at)
    return None if values is None else values[0] - values[1]


def _differ(sides: Sides, at: Mapping[Symbol, Fraction]) -> bool:
    values = value_at(sides, at)
    if values is None:
        return False
    left, right = values
    return abs(left - right) > _SAME * max(1.0, abs(left), abs(right))


def agree(sides: Sides, at: Mapping[Symbol, Fraction]) -> bool:
    """Whether both sides have a value at a point, and the same as far as floats tell."""
    values = value_at(sides, at)
    if values is None or not all(map(isfinite, values)):
        return False
    left, right = values
    return abs(left - right) <= _EQUAL * max(abs(left), abs(right))


def coincide(sides: Sides, at: Mapping[Symbol, Fraction]) -> bool:
    """Whether both sides have a value at a point, and the same to more digits than floats have."""
    try:
        left, right = (evaluate(e, at, _FINE) for e in sides)
    except (CannotTell, Undefined, ValueError, OverflowError, *REFUSALS):
        return False
    return bool(left.is_finite() and right.is_finite() and left.overlaps(right))


def _value(e: Expression, at: Mapping[Symbol, Fraction]) -> float | None:
    point = {v: q for v, q in at.items() if v in free_variables(e)}
    try:
        return float(evaluate(e, point, _PRECISION).mid())
    except (CannotTell, Undefined, ValueError, OverflowError, *REFUSALS):
        return None
