"""The names that the truth of a refuted link hangs on.

Where the quotient or the difference of both sides is the same whatever a name is, no value of that
name makes the link true: what the text says of it, and is not read, is no excuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import isclose, isfinite

from sympy.core.symbol import Symbol

from derive.check.binding import unknown_functions, value_at
from derive.check.refutation import Sides
from derive.expression.nodes import free_variables
from derive.kernel.tidy import order
from derive.prover.opaque import FAMILIES, concrete

#: Where variables are put: those of a row are taken in turn, in `_TURNS` ways.
_PUT = tuple(Fraction(n, d) for n, d in ((7, 5), (13, 8), (3, 7), (11, 4), (9, 5), (5, 3)))
_WHOLE = tuple(map(Fraction, (3, 5, 2, 7, 4, 6)))
_TURNS = range(4)
#: Values of a name, all else being as it is.
_MOVED = (Fraction(1), Fraction(5, 4), Fraction(3))
_SAME = 1e-9

Values = Sequence[tuple[float, float]]


def weighty(sides: Sides, integers: frozenset[Symbol] = frozenset()) -> frozenset[str]:
    """The variables and unknown functions in unfolded sides on which it hangs if they are equal."""
    functions = unknown_functions(*sides)
    opaque = tuple(sorted(functions))
    shapes = [_concrete(sides, opaque, k) for k in range(FAMILIES if opaque else 1)]
    variables = sorted(free_variables(sides[0]) | free_variables(sides[1]), key=order)
    found = {
        v.name
        for v in variables
        if not all(_is_idle(shape, at, v) for shape in shapes for at in _bases(variables, integers))
    }
    at_once = ([value_at(s, at) for s in shapes] for at in _bases(variables, integers))
    if not all(map(_is_steady, at_once)):
        found |= functions
    return frozenset(found)


def _concrete(sides: Sides, opaque: tuple[str, ...], family: int) -> Sides:
    left, right = (concrete(e, opaque, family) for e in sides)
    return left, right


def _bases(
    variables: Sequence[Symbol], integers: frozenset[Symbol]
) -> Iterator[Mapping[Symbol, Fraction]]:
    for turn in _TURNS:
        yield {
            v: (_WHOLE if v in integers else _PUT)[(k + turn) % len(_PUT)]
            for k, v in enumerate(variables)
        }


def _is_idle(sides: Sides, at: Mapping[Symbol, Fraction], v: Symbol) -> bool:
    """Whether nothing hangs on a variable where the others are at a point."""
    step = at[v] if at[v].denominator == 1 else Fraction(1)
    return _is_steady([value_at(sides, {**at, v: at[v] + step * q - step}) for q in _steps(at[v])])


def _steps(q: Fraction) -> Sequence[Fraction]:
    return (Fraction(1), Fraction(2), Fraction(3)) if q.denominator == 1 else _MOVED


def _is_steady(values: Sequence[tuple[float, float] | None]) -> bool:
    """Whether the quotient of two values is always the same, or their difference."""
    known = [pair for pair in values if pair is not None and all(map(isfinite, pair))]
    if len(known) < len(values):
        return False
    first, *others = known
    quotients = [(a * first[1], b * first[0]) for a, b in others]
    if any(0.0 in pair for pair in known):
        quotients = [(0.0, 1.0)]  # nothing hangs on what a zero is divided by but where that is 0
    differences = [(a + first[1], b + first[0]) for a, b in others]
    return _are_equal(quotients) or _are_equal(differences)


def _are_equal(pairs: Sequence[tuple[float, float]]) -> bool:
    return all(isclose(a, b, rel_tol=_SAME) for a, b in pairs)


#: How far the sides of an error are apart, where decimals may be rounded, and at how many points.
_ROUNDED, _OFTEN = 0.02, 2


def are_apart(sides: Sides, integers: frozenset[Symbol]) -> bool:
    """Whether both sides have values that differ by more than rounding does at several points."""
    variables = sorted(free_variables(sides[0]) | free_variables(sides[1]), key=order)
    if not variables or unknown_functions(*sides):
        return False
    values = (value_at(sides, at) for at in _bases(variables, integers))
    known = (pair for pair in values if pair is not None and all(map(isfinite, pair)))
    return sum(not isclose(a, b, rel_tol=_ROUNDED) for a, b in known) >= _OFTEN
