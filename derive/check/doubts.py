"""What speaks for it that a refuted link of a document is meant otherwise, and is no error.

It may define a name, give or ask for a value, hold under an equation of the text, or have names of
which nobody knows for certain what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Flag, auto
from fractions import Fraction

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.binding import Bond, agree, bond, is_plain, same_family, unknown_functions
from derive.check.evidence import Judge
from derive.check.likely import (
    constants_among_terms,
    far_apart,
    has_degrees,
    is_of_angles,
    is_only_named,
    opaque_at_numbers,
)
from derive.check.reading import NO_OPINION, STAND, Reading
from derive.check.slips import Mending
from derive.expression.nodes import (
    Call,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    SumOf,
    called,
    free_variables,
    has_derivative,
    strip,
    subexpressions,
)
from derive.kernel.conditions import integer_exponent
from derive.kernel.theory import REFUSALS
from derive.prover.domains import Domain
from derive.prover.polynomials import polynomial
from derive.report.document import LinkVerdict
from derive.report.report import Verdict
from derive.script.script import Placed

#: A link is tried at so many points, and true in part where it is at so many.
MAX_POINTS, MIN_POINTS = 16, 3
#: Numbers at which much is equal that is different elsewhere.
_SPECIAL = frozenset({Fraction(-1), Fraction(0), Fraction(1)})


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
    if any(_is_unclear(r, k) or _is_only_named(r, k) for r in all_of_them):
        return Evidence(0)
    if _holds_in_part(reading, *pair):
        return Evidence(0)
    found = _ANY if _is_certain(reading, k) else Evidence.BRIDGE
    likely = not reading.names(*pair).isdisjoint(reading.links.likely)
    if bound is Bond.BESIDE or likely or is_equation(reading, k) or _is_loose(reading, k):
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
    return Evidence.EDIT if found.likely and _is_of_the_same(reading, k) else Evidence(0)


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


def _holds_in_part(reading: Reading, left: Placed, right: Placed) -> bool:
    """Whether a link is true at many points, as where a root has been drawn of a square.

    Then nothing is missing but the side of a branch that its author is on.
    """
    domain = reading.natural(left.node, right.node)
    if domain.integers & (free_variables(left.node) | free_variables(right.node)):
        return False
    sides = reading.theory.unfold(left.node), reading.theory.unfold(right.node)
    points = [at for at in domain.points(MAX_POINTS) if not _SPECIAL & {*at.values()}]
    return sum(agree(sides, at) for at in points) >= MIN_POINTS


#: Names that are written in another way than they are called.
_WRITTEN = {"e_0": "e"}


def beside(reading: Reading, k: int) -> str:
    """The words of the text that may make a refuted link true; empty where there are none."""
    links = reading.links
    words = links.unsure or links.loose or links.rough
    if words:
        return f"the text says `{words}` beside it"
    names = sorted(reading.names(*(reading.pair(k) or ())) & links.worded)
    return f"what `{_WRITTEN.get(names[0], names[0])}` is the text says in words" if names else ""


def _is_loose(reading: Reading, k: int) -> bool:
    """Whether words beside a link may say of its variables what makes it true."""
    return bool(reading.links.loose or (reading.links.rough and any(reading.variables(k))))


def _is_only_named(reading: Reading, k: int) -> bool:
    """Whether e or pi is likely the name of something else in a link, or angles are in degrees."""
    pair = reading.pair(k)
    if pair is None:
        return False
    sides = [strip(reading.theory.unfold(side.node)) for side in pair]
    return is_only_named(*sides) or any(map(has_degrees, sides))


def _is_constant(reading: Reading, e: Expression) -> bool:
    """Whether an expression is a derivative by a variable that is not in it."""
    if not isinstance(e, DerivativeOf):
        return False
    return e.args[1] not in free_variables(reading.theory.unfold(e.args[0]))


def given_bond(reading: Reading, left: Placed, right: Placed) -> Bond:
    """What the equations that the text gives are to a link.

    A single one under which a link is false is nothing to it; several may be taken together.
    """
    sides = reading.theory.unfold(left.node), reading.theory.unfold(right.node)
    found = []
    for one, other in reading.links.given:
        try:
            given = reading.theory.unfold(one.node), reading.theory.unfold(other.node)
        except REFUSALS:
            continue
        here = bond(sides, given)
        if here is not Bond.NONE and not _is_identity(reading, one, other):
            found.append((here, is_plain(given)))
    if [here for here, _ in found] == [Bond.BESIDE] and found[0][1]:
        return Bond.NONE
    return max((here for here, _ in found), default=Bond.NONE)


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
    """Whether a constant of integration, which is a term in the chain, may have taken up another.

    Then each side is the other one, with another value of the constant.
    """
    sides = reading.theory.unfold(left.node), reading.theory.unfold(right.node)
    terms = constants_among_terms(
        *(reading.theory.unfold(s.node) for s in reading.links.sides if s is not None)
    )
    both = free_variables(sides[0]) & free_variables(sides[1])
    return any(same_family(sides, c) for c in sorted(terms & both, key=str))


def is_surrounded(reading: Reading, k: int) -> bool:
    """Whether other links of the chain are proved, so that it is one of identities.

    Of variables something may be known that is not said, such as what they are roots of: then one
    of polynomials may lack a single term only.
    """
    if reading.links.functions:
        return False
    if reading.links.claimed:
        return True
    if _is_of_polynomials(reading, k) and not _is_one_term(reading, k):
        return False
    stand = any(j is not None and j.verdict in STAND for j in reading.found)
    return stand and _is_of_the_same(reading, k)


def _is_of_polynomials(reading: Reading, k: int) -> bool:
    """Whether a link is an equation of polynomials or fractions, which may define a variable."""
    sides = [reading.theory.unfold(side.node) for side in reading.pair(k) or ()]
    parts = [s for side in sides for s in subexpressions(strip(side))]
    calls = any(isinstance(s, (Call, DerivativeOf, DerivativeAt)) for s in parts)
    powers = any(isinstance(s, Power) and integer_exponent(s.args[1]) is None for s in parts)
    return any(reading.variables(k)) and not calls and not powers


def _is_one_term(reading: Reading, k: int) -> bool:
    """Whether the sides of a link differ by a single term, as of a square that is written out."""
    left, right = (reading.theory.unfold(side.node) for side in reading.pair(k) or ())
    return len(polynomial(SumOf(left, Negation(right)))) == 1


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
