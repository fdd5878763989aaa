"""What speaks for it that a refuted link of a document is meant otherwise, and is no error.

It may define a name, give or ask for a value, hold under an equation of the text, or have names of
which nobody knows for certain what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Flag, auto
from fractions import Fraction

from derive.check.asking import introduces, is_equation, is_of_two_values
from derive.check.binding import Bond, coincide, same_family, unknown_functions
from derive.check.given import given_bond
from derive.check.likely import (
    constants_among_terms,
    far_apart,
    opaque_at_numbers,
)
from derive.check.otherwise import (
    has_order,
    is_expanded,
    is_idempotent,
    is_named_only,
    is_of_a_value,
    is_of_another,
)
from derive.check.parts import holds_of_parts
from derive.check.reading import FOR_VALUE, NO_OPINION, Reading
from derive.check.settled import confirmed, doubted, is_no_label, is_settled
from derive.check.slips import Mending
from derive.check.surroundings import is_of_polynomials, is_of_the_same, is_one_term
from derive.check.told import has_values
from derive.check.weight import are_apart
from derive.expression.functions import FUNCTION_NAMES
from derive.expression.nodes import (
    Call,
    Decimal,
    DerivativeOf,
    Expression,
    called,
    free_variables,
    strip,
    subexpressions,
)
from derive.expression.told_apart import has_choice
from derive.report.document import LinkVerdict
from derive.script.script import Placed

#: A link is tried at so many points, and true in part where it is at so many.
MAX_POINTS, MIN_POINTS = 16, 3
#: Numbers at which much is equal that is different elsewhere.
_SPECIAL = frozenset({Fraction(-1), Fraction(0), Fraction(1)})


class Evidence(Flag):
    """What tells an error from an equation that only holds somewhere.

    A small edit that mends it, one that is a slip of the pen, proved links around it, sides
    before and behind it that are equal, both a small edit and proved links, a slip in a single
    term, without which the sides are the same, so that it would have to be 0, a slip that is
    one whatever its names mean, or a form that only a claim has.
    """

    EDIT = auto()
    SLIP = auto()
    CHAIN = auto()
    BRIDGE = auto()
    BOTH = auto()
    TERM = auto()
    SETTLED = auto()
    FORM = auto()


_ANY = ~Evidence(0)


def enough(reading: Reading, k: int, all_of_them: Sequence[Reading]) -> Evidence:
    """What is enough to call a refuted link an error; nothing where it may hold all the same."""
    pair = reading.pair(k)
    assert pair is not None
    bound = given_bond(reading, k)
    of_two = is_of_two_values(pair) and any(reading.variables(k))
    if introduces(reading, k) or _is_held(reading, k) or of_two:
        return Evidence(0)
    if bound is Bond.BOUND or any(_is_excused(r, k) for r in all_of_them):
        return Evidence(0)
    if _holds_in_part(reading, *pair):
        return Evidence(0)
    if not _has_values_of(reading, k) and any(
        _has_values_of(r, k) - _functions(reading) for r in all_of_them
    ):
        return Evidence(0)
    if any(_may_be_rounded(r, k) for r in all_of_them):
        return _tolerated(reading, k, all_of_them) & (
            Evidence.SLIP if _has_same_decimals(pair) else Evidence(0)
        )
    if k == 0 and k in reading.links.heads and not _is_known_head(reading):
        found = Evidence.BRIDGE
        if _is_composed_head(reading):
            found |= Evidence.SLIP | Evidence.TERM
        return _tolerated(reading, k, all_of_them) & found
    if bound is Bond.UNTRIED and _has_values_of(reading, k) and any(_is_call(s) for s in pair):
        return Evidence(0)  # `f(1) = f(1) + f(1)` asks for a zero
    if bound is Bond.UNTRIED or any(_is_unreal(r, k) for r in all_of_them):
        return Evidence.SETTLED
    return _tolerated(reading, k, all_of_them) | Evidence.SETTLED


def _is_excused(reading: Reading, k: int) -> bool:
    """Whether a link, in a reading that may not be the kept one, is likely meant otherwise."""
    if k not in reading.excused:
        reading.excused[k] = _found_excuse(reading, k)
    return reading.excused[k]


def _found_excuse(reading: Reading, k: int) -> bool:
    tests = (is_named_only, is_idempotent, has_order, holds_of_parts, is_expanded)
    if any(test(reading, k) for test in (*tests, is_of_another)):
        return True
    judged = reading.found[k] if k < len(reading.found) else None
    refuted = judged is not None and judged.verdict is LinkVerdict.REFUTED
    return refuted and not _is_valued(reading, k) and given_bond(reading, k) is Bond.BOUND


def _is_valued(reading: Reading, k: int) -> bool:
    """Whether a letter that both sides of a link have was given a number."""
    pair = reading.pair(k)
    return pair is not None and reading.is_valued(*pair)


def _is_held(reading: Reading, k: int) -> bool:
    """Whether something may be held constant in a derivative that is given by its variable."""
    return reading.is_derived(k) and not reading.links.reworded.isdisjoint(reading.weighty(k))


def _tolerated(reading: Reading, k: int, all_of_them: Sequence[Reading]) -> Evidence:
    """What is enough though something is doubtful of the names of a link."""
    if given_bond(reading, k) is Bond.UNTRIED or any(_is_unreal(r, k) for r in all_of_them):
        return Evidence(0)
    found = _ANY if _is_certain(reading, k) else Evidence.BRIDGE | Evidence.TERM
    if _is_unclear(reading, k):
        found = Evidence.TERM
    beside = given_bond(reading, k) is Bond.BESIDE
    if beside or not reading.weighty(k).isdisjoint(reading.links.likely):
        found &= ~(Evidence.EDIT | Evidence.CHAIN | Evidence.FORM)
    if is_equation(reading, k) or _is_loose(reading, k):
        found &= Evidence.SLIP | Evidence.BRIDGE | Evidence.TERM
    if any(_is_for_value(r, k) or is_of_a_value(r, k) for r in all_of_them):
        found &= Evidence.SLIP
    if _has_values_of(reading, k) or _has_told_values(reading, k):
        found &= Evidence.SLIP
    return found


def _is_known_head(reading: Reading) -> bool:
    """Whether what the chain begins with is what it means by its name elsewhere as well."""
    left = reading.links.sides[0]
    names = set() if left is None else called(left.node)
    return not names.isdisjoint(confirmed(reading, 0))


def is_of_one_variable(reading: Reading, k: int) -> bool:
    """Whether a link says what the derivative is of what is written out in one variable.

    It has nothing else, so that it can ask for nothing.
    """
    pair = reading.pair(k)
    if pair is None or not reading.is_derived(k):
        return False
    nodes = [s for side in pair for s in subexpressions(strip(side.node))]
    by = {str(s.args[1]) for s in nodes if isinstance(s, DerivativeOf)}
    first, second = ({v.name for v in free_variables(side.node)} for side in pair)
    calls = {n for side in pair for n in called(side.node)}
    return len(by) == 1 and first == second == by and calls <= FUNCTION_NAMES.keys()


def _is_composed_head(reading: Reading) -> bool:
    """Whether a chain begins with what the text has put together of other quantities that it gives.

    Nobody gives that anew by what is almost the same.
    """
    left = reading.links.sides[0]
    defined = {d.name: d for d in reading.links.definitions if not d.parameters}
    head = strip(left.node) if left is not None else None
    told = defined.get(head.name) if isinstance(head, Call) else None
    if told is None or told.name in reading.links.doubtful:
        return False
    parts = called(told.body.node) | {v.name for v in free_variables(told.body.node)}
    return len(parts) > 1 and parts <= defined.keys()


#: Edits that make another term of one: a number is added to its factor.
_OF_TERMS = frozenset({"sign", "numeral", "missing factor", "needless factor"})
#: Edits that may make another exponent of one.
_OF_EXPONENTS = frozenset({"exponent", "missing exponent", "needless operand"})


def evidence_of(
    reading: Reading,
    k: int,
    found: Mending | None,
    needed: Evidence,
    all_of_them: Sequence[Reading],
) -> Evidence:
    """What an edit tells that mends a link; more is asked only where more is needed."""
    if found is None:
        return Evidence(0)
    told = _of_edit(reading, k, found)
    asked = Evidence.SETTLED in needed and not told & needed
    if asked and is_settled(reading, k, found, all_of_them):
        return told | Evidence.SETTLED
    return told


def _of_edit(reading: Reading, k: int, found: Mending) -> Evidence:
    if found.plain:
        term = found.kind in _OF_TERMS and is_of_polynomials(reading, k) and is_one_term(reading, k)
        # a bound value, as c = 1, makes another exponent the same
        bound = reading.links.loose and found.kind in _OF_EXPONENTS
        slip = not bound or is_no_label(reading, found)
        told = Evidence.EDIT | (Evidence.SLIP if slip else Evidence(0))
        return told | (Evidence.TERM if term else Evidence(0))
    unknown = {f.name for f in reading.links.functions}
    both = {n.rstrip("'") for side in reading.pair(k) or () for n in called(side.node)}
    if both & unknown and not (_is_of_form(reading, k) and _is_of_any_form(reading, found)):
        return Evidence(0)
    same = is_of_the_same(reading, k) or (reading.is_derived(k) and _is_of_a_factor(reading, found))
    return Evidence.EDIT if found.likely and same else Evidence(0)


def _is_of_any_form(reading: Reading, found: Mending) -> bool:
    """Whether an edit mends a link whatever its unknown functions are."""
    return found.inner or _is_of_a_factor(reading, found)


def _is_of_a_factor(reading: Reading, found: Mending) -> bool:
    """Whether a letter is missing as a factor, as k is of `d/dx (k*x) = 1`; others may be units."""
    letters = {v.name for v in reading.domain.variables} - doubted(reading) - reading.links.passed
    return found.kind == "missing factor" and found.factor in letters


def _is_of_form(reading: Reading, k: int) -> bool:
    """Whether a link is to hold whatever its unknown functions are: it differentiates them."""
    return reading.is_derived(k) or _are_known_by_form(reading)


def _are_known_by_form(reading: Reading) -> bool:
    """Whether a link is proved whatever the unknown functions are that both sides have."""
    return any(
        reading.stands(k) and all(unknown_functions(reading.theory.unfold(s.node)) for s in pair)
        for k in range(len(reading.found))
        if (pair := reading.pair(k)) is not None
    )


def all_refute(k: int, readings: Sequence[Reading]) -> bool:
    """Whether every reading that reads a link refutes it."""
    return all(
        j is None or j is NO_OPINION or j.verdict is LinkVerdict.REFUTED or _is_for_value(r, k)
        for r in readings
        if k < len(r.found)
        for j in (r.found[k],)
    )


def _is_for_value(reading: Reading, k: int) -> bool:
    """Whether a link is proved for a value only of what the chain takes for a variable.

    So it does where it is about `f(x)`.
    """
    if k >= len(reading.found) or reading.found[k] is not FOR_VALUE:
        return False
    return reading.links.valued & reading.names(*(reading.pair(k) or ())) <= reading.links.arguments


def _has_values_of(reading: Reading, k: int) -> frozenset[str]:
    """The unknown functions that are called at numbers: their values may be given elsewhere."""
    nodes = (strip(reading.theory.unfold(side.node)) for side in reading.pair(k) or ())
    return frozenset().union(*(opaque_at_numbers(node, reading.theory) for node in nodes))


def _has_told_values(reading: Reading, k: int) -> bool:
    """Whether a link has values of functions that only single equations of the text give."""
    left, right = reading.links.sides[k], reading.links.sides[k + 1]
    return left is not None and right is not None and has_values((left, right), reading.links)


def _functions(reading: Reading) -> frozenset[str]:
    """The functions that the text defines, as a reading takes it."""
    return frozenset(d.name for d in reading.links.definitions if d.parameters)


def _is_call(side: Placed) -> bool:
    return isinstance(strip(side.node), Call)


def _may_be_rounded(reading: Reading, k: int) -> bool:
    """Whether decimals are in a link, and its sides are as near as rounded numbers."""
    pair = reading.pair(k)
    if pair is None or not any(map(_decimals, pair)):
        return False
    sides = reading.theory.unfold(pair[0].node), reading.theory.unfold(pair[1].node)
    return not (far_apart(reading.at(k).witness) or are_apart(sides, reading.domain.integers))


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
    doubtful = reading.weighty(k) & reading.links.doubtful
    return not doubtful or doubtful <= confirmed(reading, k)


def _is_unclear(reading: Reading, k: int) -> bool:
    """Whether what the text says of the names of a link, and is not read, may make it true.

    It does not where it gives one of them by others that are not in the link.
    """
    if reading.pair(k) is None:
        return False
    names = reading.weighty(k)
    said = {name: on for name, on in reading.links.unclear.items() if name in names}
    if said and said.keys() <= confirmed(reading, k):
        return False
    for name, on in said.items():
        others = [more for other, more in said.items() if other != name]
        if not on or on & names - {name} or any(on & more for more in others):
            return True
    return False


def _is_unreal(reading: Reading, k: int) -> bool:
    """Whether names of a link may be no real numbers, in a reading that may not be the kept one."""
    pair = reading.pair(k)
    return pair is not None and not reading.names(*pair).isdisjoint(reading.links.unreal)


def _holds_in_part(reading: Reading, left: Placed, right: Placed) -> bool:
    """Whether a link is true at many points, as where a root has been drawn of a square.

    Then nothing is missing but the side of a branch that its author is on.
    """
    if has_choice(left.node) or has_choice(right.node):
        return False  # cases have their sides written out
    domain = reading.natural(left.node, right.node)
    if domain.integers & (free_variables(left.node) | free_variables(right.node)):
        return False
    sides = reading.theory.unfold(left.node), reading.theory.unfold(right.node)
    points = [at for at in domain.points(MAX_POINTS) if _is_generic([*at.values()])]
    return sum(coincide(sides, at) for at in points) >= MIN_POINTS


def _is_generic(values: Sequence[Fraction]) -> bool:
    """Whether numbers are nothing special, and none of them is another one, or minus that."""
    return not _SPECIAL & {*values} and len({*map(abs, values)}) == len(values)


#: Names that are written in another way than they are called.
_WRITTEN = {"e_0": "e"}


def beside(reading: Reading, k: int) -> str:
    """The words of the text that may make a refuted link true; empty where there are none."""
    links = reading.links
    words = (
        links.unsure or links.loose or links.rough or (links.unit if has_unit(reading, k) else "")
    )
    if words:
        return f"the text says `{words}` beside it"
    names = sorted(reading.names(*(reading.pair(k) or ())) & links.worded)
    return f"what `{_WRITTEN.get(names[0], names[0])}` is the text says in words" if names else ""


def has_unit(reading: Reading, k: int) -> bool:
    """Whether the right side of a link is the last one, and has a unit that is not read."""
    return bool(reading.links.unit) and k + 2 == len(reading.links.sides)


def _is_loose(reading: Reading, k: int) -> bool:
    """Whether words beside a link may say of its variables what makes it true."""
    return bool(reading.links.loose or (reading.links.rough and any(reading.variables(k))))


def _is_constant(reading: Reading, e: Expression) -> bool:
    """Whether an expression is a derivative by a variable that is not in it.

    What a function of several variables is called with, as in `f(x, y)`, hangs on none of them.
    """
    if not isinstance(e, DerivativeOf):
        return False
    inside = free_variables(reading.theory.unfold(e.args[0]))
    if e.args[1] in inside:
        return False
    return not inside or not any({e.args[1], *inside} <= found for found in reading.independent)


def is_absorbed(reading: Reading, left: Expression, right: Expression) -> bool:
    """Whether a constant of integration, which is a term in the chain, may have taken up another.

    Then each side is the other one, with another value of the constant.  What is differentiated
    has no constant of integration.
    """
    sides = reading.theory.unfold(left), reading.theory.unfold(right)
    chain = [reading.theory.unfold(s.node) for s in reading.links.sides if s is not None]
    derived = (
        free_variables(e.args[0])
        for side in chain
        for e in subexpressions(side)
        if isinstance(e, DerivativeOf)
    )
    both = free_variables(sides[0]) & free_variables(sides[1]) - frozenset().union(*derived)
    terms = constants_among_terms(*chain)
    return any(same_family(sides, c) for c in sorted(terms & both, key=str))
