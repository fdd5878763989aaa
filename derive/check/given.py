"""What the equations that a text gives are to a link of a chain."""

from __future__ import annotations

from derive.check.binding import Bond, bond, coincide, is_plain, unknown_functions
from derive.check.evidence import Judge
from derive.check.likely import opaque_at_numbers
from derive.check.reading import Reading
from derive.check.refutation import Sides
from derive.expression.nodes import Call, DerivativeOf, free_variables
from derive.kernel.theory import REFUSALS
from derive.prover.domains import Domain
from derive.report.report import Verdict
from derive.script.script import Placed

#: An equation is tried at so many points, and no curve where it holds at so many.
MAX_POINTS, MIN_POINTS = 16, 6


def given_bond(reading: Reading, k: int) -> Bond:
    """What the equations that the text gives are to a link.

    A single one under which a link is false is nothing to it; several may be taken together.  What
    gives nothing on which the link hangs is nothing to it either.
    """
    if k not in reading.bonds:
        reading.bonds[k] = _found_bond(reading, k)
    return reading.bonds[k]


def _found_bond(reading: Reading, k: int) -> Bond:
    pair = reading.pair(k)
    assert pair is not None
    left, right = pair
    sides = reading.theory.unfold(left.node), reading.theory.unfold(right.node)
    # a value of an unknown function may be 0, whatever it is taken times
    opaque = any(opaque_at_numbers(side, reading.theory) for side in sides)
    on_which = reading.weighty(k) | (unknown_functions(*sides) if opaque else set())
    found = []
    for one, other in reading.links.given:
        try:
            given = reading.theory.unfold(one.node), reading.theory.unfold(other.node)
        except REFUSALS:
            continue
        if on_which.isdisjoint(reading.names(one, other)):
            continue
        here = bond(sides, given)
        if here is Bond.UNTRIED and _rests_on(reading, sides, given):
            here = Bond.BOUND
        if here is not Bond.NONE and not _is_identity(reading, one, other):
            found.append((here, is_plain(given)))
    if [here for here, _ in found] == [Bond.BESIDE] and found[0][1]:
        return Bond.NONE
    return max((here for here, _ in found), default=Bond.NONE)


def _rests_on(reading: Reading, sides: Sides, given: Sides) -> bool:
    """Whether a link is proved with what an equation gives for a call, or for a derivative."""
    for call, value in (given, given[::-1]):
        if not isinstance(call, (Call, DerivativeOf)):
            continue
        left, right = (e.xreplace({call: value}) for e in sides)
        try:
            if (left, right) != sides and reading.decided(left, right) is Verdict.PROVED:
                return True
        except REFUSALS:
            continue
    return False


def _is_identity(reading: Reading, left: Placed, right: Placed) -> bool:
    """Whether nothing shows that an equation does not hold whatever its variables are.

    One that holds on a part of the domain, as `sec(t) = sqrt(1 + tan(t)^2)`, tells which that is.
    """
    free = free_variables(left.node) | free_variables(right.node)
    domain = Domain(tuple(sorted(free, key=str)), (), reading.domain.integers & free)
    if Judge(reading.theory, domain, ()).refute(left.node, right.node) is None:
        return True
    points = [at for at in domain.points(MAX_POINTS) if len(at) == len(free)]
    sides = reading.theory.unfold(left.node), reading.theory.unfold(right.node)
    return sum(coincide(sides, at) for at in points) >= MIN_POINTS
