"""Points where cases meet: at a joint, and very near to it on both sides.

Points that are spread over the domain hardly ever come near to a joint that is a parameter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from derive.codegen.guards import solvable
from derive.codegen.pieces import Target
from derive.codegen.points import Point, insider, points
from derive.codegen.program import Machine
from derive.prover.domains import Domain
from derive.prover.polynomials import polynomial, scaled

#: At how many points a variable is moved to a joint, for each that is asked for.
_FEWER = 8
#: Among how many points those of a domain are looked for.
_LOOKED_AT = (3, 200)
#: How far from a joint points are, relative to it.
_NEAR = (2.0**-44, 2.0**-26, 2.0**-12, 2.0**-4)


def near_joints(target: Target, count: int) -> list[Point]:
    """Points of the domain near joints, about so many."""
    names = [v.name for v in target.domain.variables]
    ways = [way for joint in target.joints for way in solvable(joint, target)]
    found: dict[Point, None] = {}
    domain = _around(target.domain)
    for point in points(domain, max(4, count // _FEWER)) if ways else ():
        for way in ways:
            start, slope = (Machine(p, names).run(point) for p in (way.start, way.slope))
            if start is not None and slope is not None and slope[-1]:
                for x in _beside(-start[-1] / slope[-1]):
                    found[(*point[: way.place], x, *point[way.place + 1 :])] = None
    return list(filter(insider(target.domain), found))


def _around(domain: Domain) -> Domain:
    """A domain without equations, each of which is there as bounds on both sides."""
    bounds = [polynomial(c.expression) for c in domain.conditions if c.relation == ">="]
    equal = [p for p in bounds if scaled(p, Fraction(-1)) in bounds]
    kept = tuple(c for c in domain.conditions if polynomial(c.expression) not in equal)
    return Domain(domain.variables, kept, domain.integers)


def _beside(x: float) -> Iterator[float]:
    """A number, and those beside it on both sides."""
    if math.isfinite(x):
        yield x
        yield from (math.nextafter(x, end) for end in (-math.inf, math.inf))
        yield from (x * (1 + side * d) for d in _NEAR for side in (1, -1))


def has_points(target: Target) -> bool:
    """Whether a point of the domain is known; those that are rare are looked for longer."""
    near = (points(target.domain, n) or near_joints(target, n) for n in _LOOKED_AT)
    return any(near)
