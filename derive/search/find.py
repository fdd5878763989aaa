"""The search for the reason of a step: which rules have a place in it, and what sets of them hold.

Small sets are tried first, rules before procedures; what holds is for `join` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from derive.expression.nodes import (
    Expression,
    called,
    has_derivative,
    strip,
)
from derive.kernel.tidy import LAWS
from derive.rules.procedures import PROCEDURES
from derive.search.fuel import Fuel, OutOfFuel, Share
from derive.search.join import (
    CALCULUS_NAMES,
    DOUBLE,
    NONE,
    SHARE,
    SIDES,
    Names,
    Question,
    holds,
    join,
    own,
    reached,
    tidied,
    unneeded,
    wrong_way,
)
from derive.search.joined import Joined
from derive.search.rewrite import exhaust, names_at, positions

#: Names, and whether they are taken as far as they reach.
Candidate = tuple[Names, bool]
#: The largest set of names that is tried for a step that lacks its reason.
MAX_NAMES = 4
#: How many names are added to those that are written.
MAX_MORE = 3


def find_reason(
    question: Question, candidates: Iterable[Names] | None = None, written: Names = ()
) -> tuple[Names, Joined] | None:
    """The first smallest set of names that is a reason for the step; None if none is found.

    Only the `candidates` are tried where they are given, single ones in the wide sense; else those
    first that have the `written` names and few more.  Raises `OutOfFuel` where all of the
    question's fuel is spent.
    """
    if candidates is not None:
        return _first(question, ((by, len(by) == 1) for by in candidates), written)
    inner, around = question.within()
    if around and "notation" not in written:
        found = _found_within(inner, written)
        if found is not None:
            return found[0], found[1].under(around)
    return _first(question, _candidates(question, written), written)


def _found_within(inner: Question, written: Names) -> tuple[Names, Joined] | None:
    """The reason of a step under derivatives, with half of the fuel."""
    try:
        inner = replace(inner, fuel=Share(inner.fuel, inner.fuel.left // 2))
        return _first(inner, _candidates(inner, written), written)
    except OutOfFuel:
        return None


def _first(
    question: Question, candidates: Iterable[Candidate], written: Names
) -> tuple[Names, Joined] | None:
    """The first of the candidates that is a reason.  Raises `OutOfFuel`."""
    for by, reach in candidates:
        share = Fuel(min(SHARE, question.fuel.left))
        before = share.left
        try:
            rows = not reach and DOUBLE.isdisjoint(written)
            joined = holds(replace(question, fuel=share, rows=rows), frozenset(by), reach)
        except OutOfFuel:
            joined = None
        question.fuel.spend(before - max(share.left, 0))
        if joined is not None:
            return by, joined
    return None


#: Rules of calculus that others do more specially.
_GENERAL = frozenset({"exponential", "general-power"})
#: What may end a step that carries out derivatives.
_ENDS: tuple[Names, ...] = ((), ("cancel",), ("collect",), ("factor",), ("expand",), ("algebra",))
#: And where the functions stand in a line that they know.
_ENDS_OF: dict[str, frozenset[str]] = {
    "radicals": frozenset({"sqrt"}),
    "trig": frozenset({"sin", "cos", "tan"}),
}
#: What authors name together for fractions: a procedure tells less of the way.
_USUAL: tuple[Names, ...] = (("power-laws", "combine-fractions"), ("factor", "cancel"))
#: Rules that stand back behind more special ones that do the same.
_RIVALS = {"product": "quotient", "exponential": "exp", "general-power": "power"}


def _candidates(question: Question, written: Names) -> Iterator[Candidate]:
    """Sets of names to try: small ones first, rules before procedures, `identity` last."""
    rules = _special_first(relevant(question))
    derived = any(map(has_derivative, (question.old, question.new)))
    yield from (((name,), False) for name in (*LAWS, *rules))
    yield from (((name,), True) for name in rules if name not in DOUBLE)
    procedures = tuple((name,) for name in PROCEDURES)
    more = MAX_MORE if written and _of_use(question, written, rules) else 0
    for count in range(1, MAX_NAMES + 1):
        others = (n for n in rules if n not in written)
        wider = combinations(others, count) if count <= more else ()
        yield from (((*written, *more_names), count < MAX_MORE) for more_names in wider)
        yield from ((by, False) for by in combinations(rules, count + 1) if count < MAX_NAMES)
        if count == 1 and not derived:
            yield from ((by, True) for by in _USUAL if written)
            yield from ((by, True) for by in procedures[:-1])
        if count == 1 and derived:
            yield from _carried_out(question, written, rules)
    used = tuple(n for n in rules if n not in SIDES)
    for several in (used, (*used, "algebra")):
        yield from _pruned(question, frozenset({*written, *several}))
    yield from (((name, "algebra"), False) for name in used)
    if "definition" in rules and not written:
        yield from ((("definition", name), True) for name in (*PROCEDURES,)[1:-1])
    yield from ((by, True) for by in (procedures if derived else procedures[-1:]))


def _carried_out(question: Question, written: Names, rules: Names) -> Iterator[Candidate]:
    """All rules of derivatives, alone and with one of algebra or the procedure at the end."""
    calculus = {n for n in rules if n in CALCULUS_NAMES or n == "definition"}
    calculus -= {n for n, rival in _RIVALS.items() if rival in {*calculus, *written}} - {*written}
    if not {*written} <= CALCULUS_NAMES | {"definition"}:
        return
    both = {"sum", "difference"} <= calculus and "sum" not in written
    functions = called(question.old) | called(question.new)
    known = ((name,) for name, of in _ENDS_OF.items() if functions & of)
    for more in (*_ENDS, *known):
        named = frozenset({*written, *calculus, *more})
        found = [*_pruned(question, named - {"sum"})] if both else []
        found += _pruned(question, named)
        yield from sorted(found, key=lambda candidate: len(candidate[0]))


def _special_first(rules: Names) -> Names:
    """Rules in their order, but those last that others do more specially."""
    return tuple(sorted(rules, key=lambda n: n in _GENERAL))


def _of_use(question: Question, written: Names, rules: Names) -> bool:
    """Whether written names have a part in it when all rules are used."""
    try:
        asked = replace(question, fuel=Share(question.fuel, SHARE))
        joined = join(asked, frozenset({*written, *rules}), reach=True)
    except OutOfFuel:
        return True
    return joined.met and all(joined.names & own(n) for n in written)


def _pruned(question: Question, by: frozenset[str]) -> Iterator[Candidate]:
    """Those of many names that are needed, if they are few."""
    try:
        asked = replace(question, fuel=Share(question.fuel, 2 * SHARE))
        while spare := _spare(asked, by):
            by = by - {spare}
        by = _unsaid(asked, by)
    except OutOfFuel:
        return
    if len(by) <= MAX_NAMES + MAX_MORE:
        yield tuple(n for n in question.names if n in by), True


def _unsaid(question: Question, by: frozenset[str]) -> frozenset[str]:
    """The names without the negation that a difference has in it, where it is no other one."""
    less = by - {"negation"}
    if less == by or "difference" not in by:
        return by
    found = reached(question, less)
    return by if found is None or found[1] else less


def _spare(question: Question, by: frozenset[str]) -> str | None:
    joined = join(question, by)
    if joined.met:
        return wrong_way(joined, by) or unneeded(question, by)
    found = reached(question, by)
    return None if found is None else found[1]


def relevant(question: Question) -> Names:
    """The rules with a place to be used in either line, or in what such rules make of it."""
    everything = frozenset(question.names) - LAWS.keys() | {"arithmetic"}
    found: set[str] = set()
    theory, fuel = question.theory, question.fuel
    for line in (strip(question.old), strip(question.new)):
        found |= redexes(line, question) | carried_out(line, question)
        for _ in range(3):
            try:
                by, share = frozenset(found) & everything, Share(fuel, min(SHARE, fuel.left // 2))
                walk = exhaust(line, by, theory, share, lemmas=question.lemmas)
            except OutOfFuel:
                break
            more = found | walk.names | redexes(walk.end, question)
            if more == found:
                break
            found = more
    return tuple(n for n in question.names if n in found and n in everything)


def carried_out(line: Expression, question: Question) -> frozenset[str]:
    """The rules of calculus that carry out a line's derivatives."""
    if not has_derivative(line):
        return NONE
    share = Fuel(min(SHARE, question.fuel.left))
    before = share.left
    try:
        walk = exhaust(strip(line), CALCULUS_NAMES - _GENERAL, question.theory, share)
        if has_derivative(walk.end):
            walk = exhaust(strip(line), CALCULUS_NAMES, question.theory, share)
        return walk.names
    except OutOfFuel:
        return NONE
    finally:
        question.fuel.spend(before - max(share.left, 0))


def redexes(line: Expression, question: Question) -> set[str]:
    """The rules with a place to be used in a line or its tidy form.  Raises `OutOfFuel`."""
    everything = missing = frozenset(question.names)
    for form in (line, tidied(line, question.theory)):
        for _, e in positions(form):
            question.fuel.spend()
            found = names_at(e, missing, question.theory, question.fuel, question.lemmas)
            missing -= frozenset(found)
    return set(everything - missing)
