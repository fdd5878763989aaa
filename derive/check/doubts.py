"""What speaks for it that a refuted link of a document is meant otherwise, and is no error.

It may define a name, give or ask for a value, hold under an equation of the text, or have names of
which nobody knows for certain what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Flag, auto

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.binding import Bond, bond, unknown_functions
from derive.check.evidence import Judge
from derive.check.likely import (
    CONSTANTS,
    far_apart,
    has_constant,
    is_of_angles,
    opaque_at_numbers,
)
from derive.check.reading import NO_OPINION, STAND, Reading
from derive.check.slips import Mending
from derive.expression.nodes import (
    Decimal,
    DerivativeOf,
    Expression,
    SumOf,
    called,
    free_variables,
    has_derivative,
    strip,
    subexpressions,
)
from derive.kernel.theory import REFUSALS
from derive.prover.domains import Domain
from derive.report.document import LinkVerdict
from derive.report.report import Verdict
from derive.script.script import Placed


class Evidence(Flag):
    """What tells an error from an equation that only holds somewhere.

    A small edit that mends it, one that is a slip of the pen, proved links around it, or sides
    before and behind it that are equal.
    """

    EDIT = auto()
    SLIP = auto()
    CHAIN = auto()
    BRIDGE = auto()


_ANY = Evidence.EDIT | Evidence.SLIP | Evidence.CHAIN | Evidence.BRIDGE


def enough(reading: Reading, k: int, all_of_them: Sequence[Reading]) -> Evidence:
    """What is enough to call a refuted link an error; nothing where it may hold all the same."""
    pair = reading.pair(k)
    assert pair is not None
    bound = given_bond(reading, *pair)
    if bound is Bond.BOUND or introduces(reading, k):
        return Evidence(0)
    if any(_is_unclear(r, k) for r in all_of_them):
        return Evidence(0)
    found = _ANY if _is_certain(reading, k) else Evidence.BRIDGE
    likely = not reading.names(*pair).isdisjoint(reading.links.likely)
    if bound is Bond.BESIDE or likely or is_equation(reading, k):
        found &= Evidence.SLIP | Evidence.BRIDGE
    if any(_may_be_rounded(r, k) for r in all_of_them):
        found &= Evidence.SLIP if _has_same_decimals(pair) else Evidence(0)
    if any(_is_of_values(r, k) for r in all_of_them):
        found &= Evidence.SLIP if _is_of_values(reading, k) else Evidence(0)
    if k == 0 and k in reading.links.heads:
        found &= Evidence.BRIDGE
    return found


def evidence_of(reading: Reading, k: int, found: Mending | None) -> Evidence:
    """What an edit tells that mends a link."""
    if found is None:
        return Evidence(0)
    if found.plain:
        return Evidence.EDIT | Evidence.SLIP
    unknown = {f.name for f in reading.links.functions}
    both = {n.rstrip("'") for side in reading.pair(k) or () for n in called(side.node)}
    if both & unknown and not (found.inner and _are_known_by_form(reading)):
        return Evidence(0)
    return Evidence.EDIT if _is_of_the_same(reading, k) else Evidence(0)


def _are_known_by_form(reading: Reading) -> bool:
    """Whether a link is proved whatever the unknown functions are that both sides have."""
    return any(
        reading.stands(k) and all(unknown_functions(reading.theory.unfold(s.node)) for s in pair)
        for k in range(len(reading.found))
        if (pair := reading.pair(k)) is not None
    )


def all_refute(k: int, readings: Sequence[Reading]) -> bool:
    """Whether every reading that reads a link refutes it."""
    found = [r.found[k] for r in readings if k < len(r.found)]
    return all(j is None or j is NO_OPINION or j.verdict is LinkVerdict.REFUTED for j in found)


def _is_of_values(reading: Reading, k: int) -> bool:
    """Whether an unknown function is called at a number: its values may be given elsewhere."""
    pair = reading.pair(k)
    if pair is None:
        return False
    nodes = [strip(reading.theory.unfold(side.node)) for side in pair]
    return any(opaque_at_numbers(node, reading.theory) for node in nodes)


def _may_be_rounded(reading: Reading, k: int) -> bool:
    """Whether decimals are in a link, and its sides are as near as rounded numbers."""
    pair = reading.pair(k)
    if pair is None or not any(map(_decimals, pair)):
        return False
    return not far_apart(reading.at(k).witness)


def _has_same_decimals(pair: tuple[Placed, Placed]) -> bool:
    """Whether both sides have the same decimals, so that none of them is a result."""
    first, second = map(_decimals, pair)
    return first == second


def _decimals(side: Placed) -> set[Expression]:
    return {s for s in subexpressions(side.node) if isinstance(s, Decimal)}


def is_refuted(reading: Reading, k: int) -> bool:
    """Whether a link is refuted here, and not only for a derivative of what seems constant."""
    found, pair = reading.found[k], reading.pair(k)
    if found is None or pair is None or found.verdict is not LinkVerdict.REFUTED:
        return False
    # what is differentiated by a variable that it has not may be a function of it
    return not any(
        _is_constant(reading, s) for side in pair for s in subexpressions(strip(side.node))
    )


def _is_certain(reading: Reading, k: int) -> bool:
    """Whether all that the names of a link mean is known for certain."""
    return reading.names(*(reading.pair(k) or ())).isdisjoint(reading.links.doubtful)


def _is_unclear(reading: Reading, k: int) -> bool:
    """Whether what the text says of the names of a link, and is not read, may make it true.

    It does not where it gives one of them by others that are not in the link.
    """
    names = reading.names(*(reading.pair(k) or ()))
    said = {name: on for name, on in reading.links.unclear.items() if name in names}
    for name, on in said.items():
        others = [more for other, more in said.items() if other != name]
        if not on or on & names - {name} or any(on & more for more in others):
            return True
    return False


def _is_constant(reading: Reading, e: Expression) -> bool:
    """Whether an expression is a derivative by a variable that is not in it."""
    if not isinstance(e, DerivativeOf):
        return False
    return e.args[1] not in free_variables(reading.theory.unfold(e.args[0]))


def given_bond(reading: Reading, left: Placed, right: Placed) -> Bond:
    """What the equations that the text gives are to a link."""
    sides = reading.theory.unfold(left.node), reading.theory.unfold(right.node)
    most = Bond.NONE
    for one, other in reading.links.given:
        try:
            given = reading.theory.unfold(one.node), reading.theory.unfold(other.node)
        except REFUSALS:
            continue
        found = bond(sides, given)
        if found > most and not _is_identity(reading, one, other):
            most = found
    return most


def _is_identity(reading: Reading, left: Placed, right: Placed) -> bool:
    """Whether nothing shows that an equation does not hold whatever its variables are."""
    free = free_variables(left.node) | free_variables(right.node)
    domain = Domain(tuple(sorted(free, key=str)), (), reading.domain.integers & free)
    return Judge(reading.theory, domain, ()).refute(left.node, right.node) is None


def says(reading: Reading, k: int) -> bool:
    """Whether a link gives a value, asks for one, or says what a name means."""
    pair = reading.pair(k)
    if pair is None:
        return False
    first, second = (_own(reading, side) for side in pair)
    return is_equation(reading, k) or bool(first - second) or bool(second - first)


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
    first, second = map(free_variables, nodes)
    if bool(first) == bool(second) or has_derivative(pair[0].node):
        return False
    return not is_of_angles(nodes[0] if first else nodes[1])


def is_absorbed(reading: Reading, left: Placed, right: Placed) -> bool:
    """Whether both sides end in a constant of integration, which may take up another one."""
    if not (has_constant(left.node) and has_constant(right.node)):
        return False
    domain = reading.natural(left.node, right.node)
    judge = Judge(reading.theory, domain, ())
    first, second = (reading.theory.unfold(side.node) for side in (left, right))
    return all(
        judge.refute(DerivativeOf(first, v), DerivativeOf(second, v)) is None
        for v in free_variables(first) | free_variables(second)
        if v not in CONSTANTS
    )


def is_surrounded(reading: Reading, k: int) -> bool:
    """Whether other links of the chain are proved, so that it is a chain of identities."""
    if reading.links.functions:
        return False
    if reading.links.claimed:
        return True
    stand = any(j is not None and j.verdict in STAND for j in reading.found)
    return stand and _is_of_the_same(reading, k)


def _is_of_the_same(reading: Reading, k: int) -> bool:
    """Whether both sides of a link depend on the same variables."""
    first, second = reading.variables(k)
    return all(_is_idle(reading, k, v) for v in first ^ second)


def _is_idle(reading: Reading, k: int, v: Symbol) -> bool:
    """Whether a link has a variable on one side only, on which that does not depend."""
    moved = {v: SumOf(v, Integer(1))}
    return all(
        v not in free_variables(e) or reading.decided(e, e.xreplace(moved)) in _PROVED
        for e in (reading.theory.unfold(side.node) for side in reading.pair(k) or ())
    )


def odd_side(reading: Reading, k: int) -> int | None:
    """The side of a link that is another than those before and behind it, which are equal.

    One with a variable of its own gives or asks for the value of that.
    """
    first, second = reading.variables(k)
    behind = _next(reading, k + 1, 1)
    if behind is not None and second <= first and _is_odd(reading, k, k + 1, behind):
        return k + 1
    if k == 0 or reading.links.sides[k - 1] is not None:
        return None  # else it is told of the link before
    before = _next(reading, k, -1)
    if before is not None and first <= second and _is_odd(reading, before, k, k + 1):
        return k
    return None


def _next(reading: Reading, k: int, step: int) -> int | None:
    """The side of a chain that is read next, in one direction."""
    sides, joined = reading.links.sides, reading.links.joined
    while 0 <= k + step < len(sides) and joined[min(k, k + step)]:
        k += step
        if sides[k] is not None:
            return k
    return None


def _is_odd(reading: Reading, before: int, k: int, behind: int) -> bool:
    """Whether the sides before and behind one are equal, and it is not."""
    one, other, last = (reading.links.sides[i] for i in (before, k, behind))
    assert one is not None
    assert other is not None
    assert last is not None
    if not _is_told(reading, one, other, last):
        return False
    falls = reading.decided(other.node, last.node) is Verdict.REFUTED
    falls = falls and reading.decided(one.node, other.node) is Verdict.REFUTED
    return falls and reading.decided(one.node, last.node) in _PROVED


def _is_told(reading: Reading, one: Placed, other: Placed, last: Placed) -> bool:
    """Whether doubtful names say nothing against it that one of three sides is wrong.

    What defines them is confirmed where it makes the other two equal.
    """
    names = [reading.names(side) for side in (one, other, last)]
    if isinstance(strip(other.node), Symbol) or names[1] & {
        f.name for f in reading.links.functions
    }:
        return False  # it may be what the name means, or what the function is known to do
    first, middle, final = (reading.links.doubtful & found for found in names)
    defined = {d.name for d in reading.links.definitions}
    known = first | middle | final <= defined
    return known and (first != final or not first | middle | final)


_PROVED = (Verdict.PROVED, Verdict.PROVED_FOR)
