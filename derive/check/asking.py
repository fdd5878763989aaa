"""Whether a link gives a value, asks for one, or says what a name means."""

from __future__ import annotations

from derive.check.binding import unknown_functions
from derive.check.likely import is_of_angles
from derive.check.reading import Reading
from derive.expression.nodes import Call, free_variables, has_derivative, strip
from derive.script.script import Placed


def says(reading: Reading, k: int) -> bool:
    """Whether a link gives a value, asks for one, or says what a name means."""
    pair = reading.pair(k)
    if pair is None:
        return False
    first, second = (_own(reading, side) for side in pair)
    own = bool(first - second) or bool(second - first)
    return is_equation(reading, k) or own or is_of_two_values(pair)


def is_of_two_values(pair: tuple[Placed, Placed]) -> bool:
    """Whether both sides are values of one function at numbers, as in `p(1) = p(3) = 0`."""
    one, other = (strip(side.node) for side in pair)
    if not isinstance(one, Call) or not isinstance(other, Call) or one.name != other.name:
        return False
    return one != other and not free_variables(one) | free_variables(other)


def introduces(reading: Reading, k: int) -> bool:
    """Whether one side has an unknown function that the other has not."""
    pair = reading.pair(k)
    if pair is None:
        return False
    first, second = (unknown_functions(reading.theory.unfold(s.node)) for s in pair)
    return first != second


def _own(reading: Reading, side: Placed) -> set[str]:
    """The variables and the unknown functions in a side."""
    e = reading.theory.unfold(side.node)
    return unknown_functions(e) | {v.name for v in free_variables(e)}


def is_equation(reading: Reading, k: int) -> bool:
    """Whether a link gives a value, or asks where it is taken: it says nothing for all."""
    pair = reading.pair(k)
    if pair is None:
        return False
    nodes = [strip(reading.theory.unfold(side.node)) for side in pair]
    # what nothing hangs on, as x in `0*x = 1`, is not asked for
    first, second = ({v for v in free_variables(e) if v.name in reading.weighty(k)} for e in nodes)
    if bool(first) == bool(second) or has_derivative(pair[0].node):
        return False
    return not is_of_angles(nodes[0] if first else nodes[1])
