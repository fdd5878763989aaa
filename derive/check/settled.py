"""Whether a link is an error whatever its doubtful names mean.

An edit that makes a link true for all that a name may be tells what the text cannot excuse: the
line as it stands is true only where the edited part is 0, and nobody writes that out.  What a name
was taken for is confirmed where another link of the chain stands only with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy.core.symbol import Symbol

from derive.check.freed import freed, in_place_of
from derive.check.likely import OF_ANGLES
from derive.check.reading import NO_OPINION, Reading
from derive.check.slips import Mending
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Path,
    Power,
    SumOf,
    at_path,
    free_variables,
    strip,
    subexpressions,
)
from derive.kernel.theory import REFUSALS
from derive.report.document import LinkVerdict
from derive.report.report import Verdict

#: Edits of a sign, or of a number that a part is taken times.
_OF_AMOUNTS = frozenset({"sign", "numeral", "missing factor", "missing divisor", "needless factor"})
#: Edits of what is raised to a power, or which function is taken.
_OF_FORMS = frozenset({"exponent", "missing exponent", "needless operand", "function"})
_FACTORS = frozenset({"missing factor", "needless factor"})
_PROVED = (Verdict.PROVED, Verdict.PROVED_FOR)


def is_settled(reading: Reading, k: int, found: Mending, all_of_them: Sequence[Reading]) -> bool:
    """Whether an edit mends a link whatever the names of it mean of which that is doubtful."""
    side = reading.links.sides[found.index]
    assert side is not None
    # a letter that is needless may be a unit
    if (found.plain or found.kind == "missing factor") and _mends_both(reading, k, found):
        return True
    if reading.is_odd(k) or any(_has_bars(reading, line.node) for line in reading.pair(k) or ()):
        return False
    bound = doubted(reading) | {name for r in all_of_them for name in _given(r, k)}
    bound -= {d.name for d in reading.links.definitions} - reading.links.valued
    if reading.is_derived(k):
        bound -= _dependent(reading) | _variables(reading, k)
    if found.plain and found.kind in _OF_AMOUNTS:
        fits = _is_an_amount(reading, side.node, found, bound)
    elif found.inner or (found.plain and found.kind in _OF_FORMS):
        fits = _is_of_known(reading, side.node, found, bound)
    else:
        fits = found.kind in _FACTORS and _is_of_a_variable(reading, k, found)
    return fits and _stays_mended(reading, k, found)


def _dependent(reading: Reading) -> set[str]:
    """The unknown functions of which nothing is doubtful: a rule of derivatives holds for all."""
    links = reading.links
    doubtful = {*links.doubtful, *links.unclear, *links.unreal, *links.valued}
    return {f.name for f in links.functions} - doubtful


def _mends_both(reading: Reading, k: int, found: Mending) -> bool:
    """Whether an edit of a side mends the link before it and the one behind, which are refuted.

    What is not said cannot lead to such a side and back from it.
    """
    links = reading.links
    other, beyond = (k - 1, k - 1) if found.index == k else (k + 1, k + 2)
    if not (0 <= other < len(reading.found) and links.joined[other]):
        return False
    judged, end = reading.found[other], links.sides[beyond]
    if judged is None or end is None or judged.verdict is not LinkVerdict.REFUTED:
        return False
    if not links.unreal.isdisjoint(reading.names(*(reading.pair(k) or ()))):
        return False
    mended = reading.decided(found.line, end.node) in _PROVED
    return mended and _stays_mended(reading, k, found) and _stays_mended(reading, other, found)


def _is_an_amount(reading: Reading, line: Expression, found: Mending, bound: set[str]) -> bool:
    """Whether a sign or a number is changed of a term that is no power such as `(-1)^n`.

    What does not commute may change its sign with its order: it is once in a term.
    """
    path = found.at
    above = [(at_path(line, path[:k]), i) for k, i in enumerate(path)]
    powers = [e for e, i in above if isinstance(e, Power) and free_variables(e.args[1])]
    if any(isinstance(e, Power) and i == 1 for e, i in above):
        return _is_of_known(reading, line, found, bound)
    term = _term(line, path)
    names = [s.name for s in _outside_calls(term) if isinstance(s, Symbol)]
    return not powers and sum(name in reading.links.unreal for name in names) < 2


def _has_bars(reading: Reading, line: Expression) -> bool:
    """Whether there are bars around what may be no real number, as of a determinant."""
    calls = (s for s in subexpressions(line) if isinstance(s, Call) and s.name == "abs")
    return any(not reading.names_in(s).isdisjoint(reading.links.unreal) for s in calls)


def _term(line: Expression, path: Path) -> Expression:
    """The term of the innermost sum that a path leads into."""
    below = 0
    for k in range(len(path)):
        if isinstance(at_path(line, path[:k]), SumOf):
            below = k + 1
    return at_path(line, path[:below])


def _outside_calls(e: Expression) -> list[Expression]:
    """The parts of an expression that are no arguments of functions."""
    if isinstance(e, Call):
        return []
    return [e, *(s for a in e.args for s in _outside_calls(a))]


def _is_of_known(reading: Reading, line: Expression, found: Mending, bound: set[str]) -> bool:
    """Whether nothing is doubtful of the names in the power, or the function, that is changed.

    In an argument of an unknown function there are variables only, and so there are where words
    beside the chain may bind its values.
    """
    path = found.at
    above = [at_path(line, path[:k]) for k in range(len(path) + 1)]
    changed = next((e for e in reversed(above) if isinstance(e, (Power, Call))), above[-1])
    if found.inner:
        inside = changed.arguments if isinstance(changed, Call) else (changed,)
        names = reading.names_in(*inside)
        return bool(names) and names <= _variables(reading)
    names = reading.names_in(changed, found.edited)
    if names <= _variables(reading):
        return True
    if not names.isdisjoint(bound):
        return False
    return not reading.links.loose or is_no_label(reading, found)


def is_no_label(reading: Reading, found: Mending) -> bool:
    """Whether what an edit changes is the power of a variable, or of an angle or its function.

    What is 0 or 1, as of two classes, or has the length 1, is neither.
    """
    side = reading.links.sides[found.index]
    assert side is not None
    above = [at_path(side.node, found.at[:k]) for k in range(len(found.at) + 1)]
    parts = [strip(a) for e in above if isinstance(e, Power) for a in e.args[:1]]
    if any(isinstance(e, Call) and e.name in OF_ANGLES for e in (*above, *parts)):
        return True
    own = {p for d in reading.links.definitions for p in d.parameters}
    return reading.names_in(above[-1], found.edited) <= _variables(reading) | own


def _is_of_a_variable(reading: Reading, k: int, found: Mending) -> bool:
    """Whether a factor is missing or needless that is differentiated by, so that it is no 1."""
    names = _variables(reading, k)
    return found.factor.partition("^")[0] in names - doubted(reading)


def _given(reading: Reading, k: int) -> set[str]:
    """The names that stand for something else, or for numbers with which a link may hold."""
    names = {d.name for d in reading.links.definitions if not d.parameters}
    holds = k >= len(reading.found) or reading.found[k] is not NO_OPINION
    return names if holds else names - reading.links.valued


def doubted(reading: Reading) -> set[str]:
    """The names of which it is not certain that they may have any value."""
    links = reading.links
    return {*links.doubtful, *links.unclear, *links.unreal, *links.valued, *links.likely}


def _variables(reading: Reading, *only: int) -> set[str]:
    """The variables that a chain, or a link, differentiates by: they are no certain values."""
    sides = [s for k in only for s in reading.pair(k) or ()] or reading.links.sides
    nodes = (s for side in sides if side is not None for s in subexpressions(strip(side.node)))
    by = (s.args[1] for s in nodes if isinstance(s, (DerivativeOf, DerivativeAt)))
    return {v.name for v in by if isinstance(v, Symbol)} - reading.links.unreal


def _stays_mended(reading: Reading, k: int, found: Mending) -> bool:
    """Whether the edited link stands also without the definitions that are doubtful."""
    defined = {d.name for d in reading.links.definitions}
    names = reading.weighty(k) & {*reading.links.doubtful, *reading.links.unclear} & defined
    names -= confirmed(reading, k)
    if not names:
        return True
    other = reading.links.sides[2 * k + 1 - found.index]
    assert other is not None
    return _stands_without(reading, frozenset(names), other.node, found.line)


def confirmed(reading: Reading, k: int) -> frozenset[str]:
    """The names in a link with whose definitions alone another link of the chain stands."""
    if k not in reading.confirmed:
        defined = {d.name for d in reading.links.definitions}
        names = reading.weighty(k) & defined - reading.links.unreal
        reading.confirmed[k] = frozenset(n for n in names if _is_confirmed(reading, k, n))
    return reading.confirmed[k]


def _is_confirmed(reading: Reading, k: int, name: str) -> bool:
    return any(
        j != k
        and reading.stands(j)
        and name in reading.names(*pair)
        and not _stands_without(reading, frozenset({name}), *(s.node for s in pair))
        for j in range(len(reading.found))
        if (pair := reading.pair(j)) is not None
    )


def _stands_without(
    reading: Reading, names: frozenset[str], left: Expression, right: Expression
) -> bool:
    """Whether an equation is proved without the definitions of names."""
    put = in_place_of(names)
    try:
        free = Reading(freed(reading.links, names))
        return free.decided(left.xreplace(put), right.xreplace(put)) in _PROVED
    except REFUSALS:
        return False
