"""What tells pieces apart where several variables meet: an exponent, or by how much one is larger.

The logarithm of 1 + e^(-y*z) has one form where y*z is positive and another where it is not; a
share e^a/(e^a + e^b) is computed by the larger of a and b.  Such a guard is a polynomial, or a
difference of one and the largest of others.  Points at which guards are moderate are found by
solving for a variable, since independent ones hardly ever meet there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from sympy.core.numbers import Integer

from derive.codegen.exponentials import compared, difference, larger
from derive.codegen.lowering import NoProgramError, program
from derive.codegen.moves import polished
from derive.codegen.pieces import Target
from derive.codegen.points import Point, inside, points, spread_out
from derive.codegen.program import Machine, Program
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    free_variables,
    subexpressions,
)
from derive.expression.substitution import substitute
from derive.kernel.conditions import numeral_or_none
from derive.kernel.theory import REFUSALS
from derive.prover.normal_form import canonical

#: How many guards are tried.
MAX_GUARDS = 2


def guards(target: Target) -> Iterator[Expression]:
    """What may tell pieces apart, for functions of several variables."""
    if len(free_variables(target.expression)) < 2:
        return
    found: dict[Expression, None] = {}
    weighed = compared(target.expression)
    for k, u in enumerate(weighed) if len(weighed) > 1 else ():
        if free_variables(u):
            others = weighed[:k] + weighed[k + 1 :]
            found[difference(larger(others), u)] = None
    found.update(dict.fromkeys(_arguments(target.expression)))
    several = [g for g in found if len(free_variables(g)) > 1 and _is_plain(g)]
    yield from several[:MAX_GUARDS]


def _arguments(e: Expression) -> Iterator[Expression]:
    """What functions and powers are of."""
    for s in subexpressions(polished(e)):
        if isinstance(s, Call):
            yield from s.arguments
        elif isinstance(s, Power):
            yield s.args[0]


def _is_plain(e: Expression) -> bool:
    """Whether it is computed in one expression, with no function but max and min."""
    if any(isinstance(s, Call) and s.name not in ("max", "min") for s in subexpressions(e)):
        return False
    try:
        made = program(e)
    except NoProgramError:
        return False
    kept = zip(made.code, made.uses(), strict=True)
    return not any((n > 1 and i.args) or (i.op == "number" and i.name) for i, n in kept)


class _Linear(NamedTuple):
    """An expression that is a + b*v: the place of v, and programs for a and b."""

    place: int
    start: Program
    slope: Program


def near_guards(target: Target, count: int) -> list[Point]:
    """Points of the domain at which exponents, their differences and arguments are moderate."""
    if len(free_variables(target.expression)) < 2:
        return []
    names = [v.name for v in target.domain.variables]
    parts = [p for p in (solvable(q, target) for q in _parts(target.expression)) if p]
    found = []
    for k, point in enumerate(points(target.domain, count) if parts else ()):
        chosen = parts if k % 2 else [parts[k // 2 % len(parts)]]
        moved = _moved(point, chosen, names, k)
        if moved is not None and inside(moved, target.domain):
            found.append(moved)
    return found


def _parts(e: Expression) -> list[Expression]:
    differences = [difference(b, a) for a, b in combinations(compared(e), 2)]
    several = (a for a in _arguments(e) if len(free_variables(a)) > 1)
    found = dict.fromkeys((*differences, *several))
    return [p for p in found if free_variables(p) and _is_plain(p)]


def solvable(e: Expression, target: Target) -> list[_Linear]:
    """The ways to solve for a variable; those that do not move come first."""
    ways = []
    for v in sorted(free_variables(e), key=lambda v: v == target.variable):
        try:
            zero, one, two = (substitute(e, {v: Integer(k)}) for k in range(3))
            bent = canonical(SumOf(two, Negation(ProductOf(Integer(2), one)), zero))
            if numeral_or_none(bent) == 0:
                slope = canonical(SumOf(one, Negation(zero)))
                place = target.domain.variables.index(v)
                ways.append(_Linear(place, program(zero), program(slope)))
        except (*REFUSALS, NoProgramError, ArithmeticError):
            continue
    return ways


def _moved(point: Point, parts: list[list[_Linear]], names: list[str], k: int) -> Point | None:
    """A point with a variable of each part, each another one, solved for."""
    used: set[int] = set()
    for j, ways in enumerate(parts):
        way = next((w for w in ways if w.place not in used), None)
        if way is None:
            continue
        start, slope = (Machine(p, names).run(point) for p in (way.start, way.slope))
        if start is None or slope is None or not slope[-1]:
            return None
        x = (spread_out(k, j) - start[-1]) / slope[-1]
        if not math.isfinite(x):
            return None
        used.add(way.place)
        point = (*point[: way.place], x, *point[way.place + 1 :])
    return point
