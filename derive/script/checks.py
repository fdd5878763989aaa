"""What is wrong with an expression of a script whatever it claims.

Numbers that are too large, divisions by a literal zero, derivatives by an integer, definitions in
a circle or that unfold to more than can be handled.  Whether anything is true is not asked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    MAX_HEIGHT,
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Power,
    Quotient,
    called,
    free_variables,
    parts,
    strip,
    subexpressions,
)
from derive.expression.numerals import MAX_EXPONENT_BITS, NumeralTooLarge, numeral
from derive.expression.parsed import Parsed
from derive.expression.shorthand import HigherDerivative, ValueAt
from derive.expression.text import text
from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.script.script import Definition, Placed

#: No expression of a script has more nodes when all its definitions are unfolded.
MAX_UNFOLDED = 40_000


def problems(line: Placed, integers: frozenset[str]) -> Iterator[Diagnostic]:
    """What is wrong with `line` by itself; `integers` are the variables that are integers."""
    parts_of_line = _parts(line.parsed)
    divided = [part for part in parts_of_line if isinstance(part.node, (Quotient, Power))]
    if any(isinstance(part.node, Power) and _is_tower(part.node.args[1]) for part in divided):
        for part in _too_large(line.parsed):
            written = line.source.value[part.start : part.end]
            yield _numeral_too_large(_place(line, part), written)
    for part in parts_of_line if integers else divided:
        if isinstance(part.node, (Quotient, Power)):
            zero = _zero_divisor(part)
            if zero is not None:
                yield _division_by_zero(_place(line, zero), zero.node)
        else:
            for variable in _differentiated_by(part.node) & integers:
                yield _integer_derivative(_place(line, part), variable)


def _place(line: Placed, part: Parsed) -> Place:
    return line.source.span(part.start, part.end)


def _parts(part: Parsed) -> list[Parsed]:
    waiting, found = [part], []
    while waiting:
        part = waiting.pop()
        found.append(part)
        if part.parts:
            waiting += [below for _, below in part.parts[::-1]]
    return found


def _too_large(part: Parsed) -> Iterator[Parsed]:
    """The smallest parts whose value would be too large."""
    inside = [found for _, below in part.parts for found in _too_large(below)]
    yield from inside
    if not inside and isinstance(part.node, Power) and _is_tower(part.node.args[1]):
        yield part


def _is_tower(exponent: Expression) -> bool:
    """Whether an exponent is a number that is too large to work with as an exponent."""
    if isinstance(exponent, Integer):
        return int(exponent).bit_length() > MAX_EXPONENT_BITS
    try:
        value = numeral(exponent)
    except NumeralTooLarge:
        return True
    return value is not None and int(value).bit_length() > MAX_EXPONENT_BITS


def _numeral_too_large(place: Place, written: str) -> Diagnostic:
    return Diagnostic(
        Kind.NUMERAL_TOO_LARGE,
        place,
        expected=f"exponents of at most {MAX_EXPONENT_BITS} bits",
        written=written,
        hint="put a variable in the place of the number",
    )


def _zero_divisor(part: Parsed) -> Parsed | None:
    """The part that is a literal zero and is divided by: a denominator, a base under `^(-n)`."""
    (_, first), (_, second) = part.parts
    if isinstance(second.node, Integer) and second.node.p:  # as most are
        return None
    if isinstance(part.node, Quotient):
        return second if _value(second.node) == 0 else None
    exponent = _value(second.node)
    negative = exponent is not None and exponent < 0
    return first if negative and _value(first.node) == 0 else None


def _value(e: Expression) -> Fraction | None:
    try:
        return numeral(e)
    except NumeralTooLarge:
        return None


def _division_by_zero(place: Place, zero: Expression) -> Diagnostic:
    return Diagnostic(
        Kind.DIVISION_BY_ZERO,
        place,
        expected="a divisor that is not 0",
        written=text(zero),
    )


def _differentiated_by(e: Expression) -> frozenset[str]:
    if isinstance(e, HigherDerivative):
        return frozenset(v.name for v, _ in e.by)
    if not isinstance(e, (DerivativeOf, DerivativeAt)):
        return frozenset()
    variable: Any = e.args[1]
    return frozenset({variable.name})


def _integer_derivative(place: Place, variable: str) -> Diagnostic:
    return Diagnostic(
        Kind.INTEGER_DERIVATIVE,
        place,
        expected="a derivative by a real variable",
        written=f"{variable} is an integer",
        hint=f"declare `{variable}` as real",
        about=(variable,),
    )


def circles(definitions: Iterable[Definition]) -> Iterator[Diagnostic]:
    """The definitions that use each other in a circle, each circle once."""
    named = {definition.name: definition for definition in definitions}
    graph = {name: _uses(named[name], named) for name in named}
    while circle := _circle(graph):
        yield _in_circle(named[circle[0]], circle)
        graph = {name: uses for name, uses in graph.items() if name not in circle}


def _uses(definition: Definition, named: Mapping[str, Definition]) -> list[str]:
    calls = (_called(e) for e in subexpressions(definition.body.node))
    return [name for name in dict.fromkeys(calls) if name in named]


def _called(e: Expression) -> str:
    return e.name if isinstance(e, Call) else ""


def _circle(graph: Mapping[str, list[str]]) -> list[str]:
    """A circle of `graph` that begins with its earliest name; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found = error.args[1][:0:-1]
        first = min(map(found.index, found), key=lambda i: [*graph].index(found[i]))
        return [*found[first:], *found[:first]]
    return []


def _in_circle(definition: Definition, circle: list[str]) -> Diagnostic:
    return Diagnostic(
        Kind.CIRCULAR_DEFINITION,
        definition.place,
        expected="definitions that use only others, never in a circle",
        about=(" -> ".join([*circle, circle[0]]),),
    )


def hidden_from_a_point(
    definitions: Iterable[Definition], lines: Iterable[Placed]
) -> Iterator[Diagnostic]:
    """Where `at(A, x = B)` would not reach an x that a definition in A hides.

    Nor may one in B hide the variable of a derivative in A.  The definitions stand in no circle.
    """
    named = {definition.name: definition for definition in definitions}
    graph = {name: _uses(named[name], named) for name in named}
    hidden: dict[str, frozenset[str]] = {}
    for name in TopologicalSorter(graph).static_order():
        own = {v.name for v in free_variables(named[name].body.node)} - {*named[name].parameters}
        hidden[name] = frozenset(own).union(*(hidden[used] for used in graph[name]))
    for line in [*(d.body for d in named.values()), *lines]:
        for part in _parts(line.parsed):
            if isinstance(part.node, ValueAt):
                yield from _hidden_from(part, _place(line, part), hidden)


def _hidden_from(
    part: Parsed, place: Place, hidden: Mapping[str, frozenset[str]]
) -> Iterator[Diagnostic]:
    body, variable, point = part.node.args
    for inside, bound in ((body, {variable.name}), (point, _derived_by(body))):
        for name in sorted(called(inside) & hidden.keys()):
            for met in sorted(hidden[name] & bound):
                yield Diagnostic(
                    Kind.BAD_EXPRESSION,
                    place,
                    expected=f"no {met} that a definition hides",
                    written=f"{name}, which is defined with it",
                    hint=f"write what {name} stands for, or give {name} a parameter",
                    about=("an expression",),
                )


def _derived_by(e: Expression) -> set[str]:
    """The names of the variables of all derivatives in an expression."""
    found: set[str] = set()
    for part in subexpressions(e):
        if isinstance(part, HigherDerivative):
            found |= {variable.name for variable, _ in part.by}
        elif isinstance(part, (DerivativeOf, DerivativeAt)):
            found.add(part.args[1].name)
    return found


class _Measure(NamedTuple):
    """How large an expression is unfolded, and how often it uses each variable."""

    nodes: int
    height: int
    uses: Counter[str]


_Unfolded = Mapping[str, tuple[tuple[str, ...], _Measure]]
_LEAF = _Measure(1, 1, Counter())


def unfolded_too_far(
    definitions: Iterable[Definition], lines: Iterable[Placed]
) -> Iterator[Diagnostic]:
    """What is too large once unfolded; the definitions stand in no circle.

    Sizes are only counted here: a row of definitions can double the size at every name.
    """
    named = {definition.name: definition for definition in definitions}
    if not named:
        return
    graph = {name: _uses(named[name], named) for name in named}
    unfolded: dict[str, tuple[tuple[str, ...], _Measure]] = {}
    for name in TopologicalSorter(graph).static_order():
        measure = _measure(strip(named[name].body.node), unfolded)
        if _exceeds(measure):
            yield _unfolds_too_far(named[name].place)
        unfolded[name] = named[name].parameters, _LEAF if _exceeds(measure) else measure
    for line in lines:
        if _exceeds(_measure(strip(line.node), unfolded)):
            yield _unfolds_too_far(line.place())


def _exceeds(measure: _Measure) -> bool:
    return measure.nodes > MAX_UNFOLDED or measure.height > MAX_HEIGHT


def _measure(e: Expression, unfolded: _Unfolded) -> _Measure:
    if isinstance(e, Symbol):
        return _Measure(1, 1, Counter([str(e.name)]))
    below = [_measure(child, unfolded) for child in parts(e)]
    if isinstance(e, Call) and e.name in unfolded:
        return _applied(*unfolded[e.name], below)
    uses: Counter[str] = sum((m.uses for m in below), Counter())
    uses.update(_differentiated_by(e) if isinstance(e, DerivativeOf) else ())
    height = 1 + max((m.height for m in below), default=0)
    return _Measure(1 + sum(m.nodes for m in below), height, uses)


def _applied(parameters: tuple[str, ...], body: _Measure, below: list[_Measure]) -> _Measure:
    given = dict(zip(parameters, below, strict=True))
    uses: Counter[str] = Counter()
    for name, times in body.uses.items():
        for inner, count in given.get(name, _Measure(1, 1, Counter([name]))).uses.items():
            uses[inner] += times * count
    extra = sum(body.uses[name] * (m.nodes - 1) for name, m in given.items())
    height = body.height + max((m.height - 1 for m in below), default=0)
    return _Measure(body.nodes + extra, height, uses)


def _unfolds_too_far(place: Place) -> Diagnostic:
    return Diagnostic(
        Kind.TOO_LARGE,
        place,
        expected=f"at most {MAX_UNFOLDED:,} parts and {MAX_HEIGHT} levels",
        written="more, once the definitions in it are unfolded",
        about=("this expression",),
    )
