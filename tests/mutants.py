"""Mutants of proof scripts: single edits in lines, sides, definitions, domains and reasons.

Expressions are edited as trees and written back as text.  Whether a mutant is false is told by
balls at points of its declared domain; the kernel has no say in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import islice, pairwise, product
from typing import Any, TypeAlias

from flint import arb
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.elaborate import domain_of, theory_of
from derive.expression.nodes import (
    Call,
    Constant,
    DerivativeOf,
    Expression,
    Negation,
    Path,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    children,
    integer,
    product_of,
    replace_at,
    size,
    sum_of,
    with_child,
)
from derive.expression.text import text
from derive.expression.words import word
from derive.kernel.balls import CannotTell, Point, Undefined, compare
from derive.kernel.theory import REFUSALS
from derive.numeric.evaluate import evaluate, holds
from derive.prover.domains import Domain
from derive.prover.opaque import concrete
from derive.rules.besides import FREE
from derive.rules.reach import STANDS_FOR
from derive.script.script import Script

Reasons = tuple[str, ...] | None


@dataclass(frozen=True)
class Draft:
    """A proof script whose parts can be edited; definitions are heads with bodies.

    `path` is that of the original, from which lemmas are looked up.
    """

    variables: tuple[tuple[str, str], ...]
    where: tuple[str, ...]
    functions: tuple[str, ...]
    definitions: tuple[tuple[str, Expression], ...]
    left: Expression
    right: Expression
    lines: tuple[Expression, ...]
    reasons: tuple[Reasons, ...]
    path: str = ""

    def yaml(self) -> str:
        """The script's text, every scalar in quotes."""
        parts = [
            "derive: 1\ntitle: a mutant",
            "variables: " + json.dumps(dict(self.variables)),
            "where: " + json.dumps(self.where),
            "functions: " + json.dumps(self.functions),
            "definitions: " + json.dumps([f"{head} = {text(b)}" for head, b in self.definitions]),
            "theorem: " + json.dumps(f"{text(self.left)} = {text(self.right)}"),
            "steps:",
        ]
        for line, by in zip(self.lines, self.reasons, strict=True):
            parts.append("  - to: " + json.dumps(text(line)))
            parts += [] if by is None else ["    by: " + json.dumps(by)]
        return "\n".join(parts) + "\n"

    def with_line(self, i: int, new: Expression) -> Draft:
        return replace(self, lines=_with(self.lines, i, new))

    def with_reason(self, i: int, by: Reasons) -> Draft:
        return replace(self, reasons=_with(self.reasons, i, by))


def _with(parts: tuple[Any, ...], i: int, new: Any) -> tuple[Any, ...]:
    return (*parts[:i], new, *parts[i + 1 :])


def draft_of(script: Script) -> Draft:
    """A script as a draft; notes, tags and titles are left out."""
    return Draft(
        tuple((v.name, v.domain_text) for v in script.variables),
        tuple(f"{c.left.text} {c.relation} {c.right.text}" for c in script.where),
        tuple(f.declaration for f in script.functions),
        tuple((_head(word(d.name), d.parameters), d.body.node) for d in script.definitions),
        script.theorem.left.node,
        script.theorem.right.node,
        tuple(step.to.node for step in script.steps),
        tuple(None if s.by is None else tuple(b.name for b in s.by) for s in script.steps),
        script.path,
    )


def _head(name: str, parameters: tuple[str, ...]) -> str:
    return f"{name}({', '.join(parameters)})" if parameters else name


# Edits of one node; each yields what may stand in its place.


def _flip(e: Expression) -> Iterator[Expression]:
    yield e.args[0] if isinstance(e, Negation) else Negation(e)


def _count(e: Expression) -> Iterator[Expression]:
    if isinstance(e, Integer):
        yield Integer(int(e) + 1)
        yield integer(int(e) - 1)


def _drop(e: Expression) -> Iterator[Expression]:
    if isinstance(e, (SumOf, ProductOf)):
        rebuilt = sum_of if isinstance(e, SumOf) else product_of
        yield from (rebuilt(e.args[:i] + e.args[i + 1 :]) for i in range(len(e.args)))


def _double(e: Expression) -> Iterator[Expression]:
    if isinstance(e, (SumOf, ProductOf)):
        yield from (e.func(*e.args[: i + 1], *e.args[i:]) for i in range(len(e.args)))


_PAIRS = "sin cos, exp log, tan cot, sec csc, sinh cosh, tanh coth, sech csch, sqrt abs, asin acos"
_MORE_PAIRS = "atan acot, asec acsc, asinh acosh, atanh acoth, asech acsch"
_SWAPPED = {
    a: b
    for pair in f"{_PAIRS}, {_MORE_PAIRS}".split(", ")
    for a, b in (pair.split(), pair.split()[::-1])
}


def _other_function(e: Expression) -> Iterator[Expression]:
    if isinstance(e, Call) and e.name in _SWAPPED:
        yield call(_SWAPPED[e.name], *e.arguments)


def _lost_function(e: Expression) -> Iterator[Expression]:
    if isinstance(e, Call) and len(e.arguments) == 1:
        yield e.arguments[0]


def _swap(e: Expression) -> Iterator[Expression]:
    if isinstance(e, (Quotient, Power)):
        yield e.func(*e.args[::-1])
    if isinstance(e, SumOf):
        for i, (a, b) in enumerate(pairwise(e.args)):
            if isinstance(b, Negation) and not isinstance(a, Negation):
                yield e.func(*e.args[:i], b.args[0], Negation(a), *e.args[i + 2 :])


def _lost_operand(e: Expression) -> Iterator[Expression]:
    if isinstance(e, (Quotient, Power)):
        yield e.args[0]


def _numeral_for_name(e: Expression) -> Iterator[Expression]:
    if isinstance(e, (Symbol, Constant)):
        yield Integer(2)


def _lost_derivative(e: Expression) -> Iterator[Expression]:
    if isinstance(e, DerivativeOf):
        yield e.args[0]
        yield Integer(1)


EDITS: dict[str, Callable[[Expression], Iterator[Expression]]] = {
    "sign": _flip,
    "numeral": _count,
    "dropped part": _drop,
    "doubled part": _double,
    "other function": _other_function,
    "lost function": _lost_function,
    "swapped operands": _swap,
    "lost operand": _lost_operand,
    "numeral for a name": _numeral_for_name,
    "lost derivative": _lost_derivative,
}


@dataclass(frozen=True)
class Edit:
    """A subexpression, what it was made of it, and the whole that this gives."""

    kind: str
    old: Expression
    new: Expression
    whole: Expression


def places(e: Expression, path: Path = ()) -> Iterator[tuple[Path, Expression]]:
    """Every subexpression with its path, `e` itself first."""
    yield path, e
    for i, child in children(e):
        yield from places(child, (*path, i))


def edits(e: Expression) -> Iterator[Edit]:
    """Every single edit of `e`."""
    for path, here in places(e):
        for kind, edit in EDITS.items():
            for new in edit(here):
                if new != here:
                    yield Edit(kind, here, new, replace_at(e, path, new))


@cache
def within(e: Expression) -> frozenset[Expression]:
    """Every subexpression."""
    return frozenset(here for _, here in places(e))


def replaced(e: Expression, old: Expression, new: Expression) -> Expression:
    """`e` with every `old` in it replaced."""
    if e == old:
        return new
    if old not in within(e):
        return e
    for i, child in children(e):
        e = with_child(e, i, replaced(child, old, new))
    return e


@dataclass(frozen=True)
class Mutant:
    """A draft with one edit: where it was made, and of which kind; `steps` are those it touched."""

    where: str
    kind: str
    draft: Draft
    steps: tuple[int, ...] = ()


def mutants(draft: Draft) -> Iterator[Mutant]:
    """Every mutant of a script but for those of its reasons."""
    for i in range(len(draft.lines)):
        yield from _of_line(draft, i)
    yield from _of_sides(draft)
    yield from _of_definitions(draft)
    yield from _of_domain(draft)


def _of_line(draft: Draft, i: int) -> Iterator[Mutant]:
    last = i == len(draft.lines) - 1
    for edit in edits(draft.lines[i]):
        new = draft.with_line(i, edit.whole)
        yield Mutant(f"line {i + 1}", edit.kind, new, (i, i + 1))
        if last:
            new = replace(new, right=edit.whole)
            yield Mutant("line and theorem", edit.kind, new, (i,))
        elif size(edit.old) > 1:
            yield Mutant(f"from line {i + 1}", edit.kind, _carried(draft, i, edit), (i,))


def _carried(draft: Draft, i: int, edit: Edit) -> Draft:
    """The edit made in a line and, wherever its place is met again, in all that follow."""
    after = [replaced(line, edit.old, edit.new) for line in draft.lines[i + 1 :]]
    right = replaced(draft.right, edit.old, edit.new)
    return replace(draft, lines=(*draft.lines[:i], edit.whole, *after), right=right)


def _of_sides(draft: Draft) -> Iterator[Mutant]:
    for edit in edits(draft.left):
        yield Mutant("left side", edit.kind, replace(draft, left=edit.whole), (0,))
    for edit in edits(draft.right):
        yield Mutant("right side", edit.kind, replace(draft, right=edit.whole))


def _of_definitions(draft: Draft) -> Iterator[Mutant]:
    for i, (head, body) in enumerate(draft.definitions):
        for edit in edits(body):
            new = replace(draft, definitions=_with(draft.definitions, i, (head, edit.whole)))
            yield Mutant(head, edit.kind, new, tuple(range(len(draft.lines))))


def _of_domain(draft: Draft) -> Iterator[Mutant]:
    every = tuple(range(len(draft.lines)))
    for i, (name, domain) in enumerate(draft.variables):
        for other in _domains(name, domain):
            new = replace(draft, variables=_with(draft.variables, i, (name, other)))
            yield Mutant(f"domain of {name}", f"{domain} for {other}", new, every)
    for i, condition in enumerate(draft.where):
        without = (*draft.where[:i], *draft.where[i + 1 :])
        for loose in _loosened(condition):
            yield Mutant("where", "loosened", replace(draft, where=(*without, loose)), every)
        yield Mutant("where", "dropped", replace(draft, where=without), every)


def _domains(name: str, domain: str) -> Iterator[str]:
    known = ("real", "positive", "nonnegative", "integer", f"{name} != 0", f"{name} < 0")
    yield from (other for other in known if other != domain)
    yield from _loosened(domain)


def _loosened(condition: str) -> Iterator[str]:
    for strict, loose in ((" > ", " >= "), (" < ", " <= "), (" != ", " >= "), (" >= ", " > ")):
        if strict in condition:
            yield condition.replace(strict, loose)
    if condition.count(" < ") == 2 or condition.count(" > ") == 2:
        yield " ".join(condition.split()[2:])


def without_a_reason(draft: Draft) -> Iterator[Mutant]:
    """A needed name left out of the reasons of a step; constant and variable need not be named.

    Nor need both the chain rule and the rule of the outer function, since each says the step.
    """
    for i, by in enumerate(draft.reasons):
        spare = {"chain", *STANDS_FOR["chain"]} if "chain" in (by or ()) else FREE
        for k in (k for k, name in enumerate(by or ()) if name not in FREE | spare):
            rest = (by or ())[:k] + (by or ())[k + 1 :]
            yield Mutant(f"reason {i + 1}", "dropped", draft.with_reason(i, rest), (i,))


def other_reasons(draft: Draft) -> Iterator[Mutant]:
    """The reasons of a step replaced by those of another, and two steps' reasons swapped."""
    reasons = draft.reasons
    for i, k in product(range(len(reasons)), repeat=2):
        if not reasons[k] or set(reasons[i] or ()) == set(reasons[k] or ()):
            continue  # a step that names no reason is proved by any means there is
        taken = draft.with_reason(i, reasons[k])
        yield Mutant(f"reason {i + 1}", f"that of {k + 1}", taken, (i,))
        if i < k:
            yield Mutant(f"reasons {i + 1}, {k + 1}", "swapped", taken.with_reason(k, reasons[i]))


# The judge.

PRECISION = 128
MAX_POINTS = 24
_PARTS = (0, 24, -24, 12, -12, 17, -31, 40, -53, 84, -101, 48, -48, 72, -72, 1, -1, 7, -5)
_FAR = (Fraction(100), Fraction(-40), Fraction(11), Fraction(1, 1000), Fraction(-1, 1000))
VALUES = (*(Fraction(n, 24) for n in _PARTS), *_FAR)

#: The ball of a line at a point, "undefined", or None where neither is certain.
Value: TypeAlias = arb | str | None


@cache
def value(e: Expression, point: tuple[tuple[Symbol, Fraction], ...]) -> Value:
    """What is certain of `e` at a point."""
    try:
        return evaluate(e, dict(point), PRECISION)
    except Undefined:
        return "undefined"
    except CannotTell:
        return None


def certainly_differ(a: Value, b: Value) -> bool:
    """Whether the values differ, or one is undefined and the other is not."""
    if isinstance(a, arb) and isinstance(b, arb):
        return not a.overlaps(b)
    return a is not None and b is not None and type(a) is not type(b)


def inside(domain: Domain, point: Point) -> bool:
    """Whether a point certainly lies in a domain, by balls alone."""
    if any(point[v].denominator != 1 for v in domain.integers):
        return False
    others = (c for c in domain.conditions if c.relation != "=")
    values = ((value(c.expression, tuple(point.items())), c.relation) for c in others)
    # an equation holds exactly or not at all: a ball around 0 tells nothing
    return all(holds(c, point) is True for c in domain.equations) and all(
        isinstance(v, arb) and compare(v, r) is True for v, r in values
    )


def points_of(domain: Domain) -> list[Point]:
    """Points of a domain that this judge chooses itself; those on equations it only looks over."""
    if domain.equations:
        return [p for p in domain.points(MAX_POINTS) if inside(domain, p)]
    variables = tuple(enumerate(domain.variables))
    count = len(VALUES) * max(1, 2 * len(variables) - 1)
    candidates = (
        {
            v: VALUES[(k * (2 * i + 1) + (5 + k // len(VALUES)) * i) % len(VALUES)]
            for i, v in variables
        }
        for k in range(count)
    )
    return list(islice((p for p in candidates if inside(domain, p)), MAX_POINTS))


#: Stands for the theorem itself among the steps that are false.
THEOREM = -1


def false_steps(script: Script) -> tuple[int, ...]:
    """The steps whose two lines certainly differ somewhere in the domain, counted from 0.

    `THEOREM` stands first if the theorem's sides do.  Empty where nothing can be told.
    """
    try:
        theory = theory_of(script)
        domain = domain_of(script, theory)
        opaque = tuple(sorted(theory.opaque))
        written = [script.theorem.left, *(s.to for s in script.steps)]
        lines = [concrete(theory.unfold(line.node), opaque) for line in written]
        right = concrete(theory.unfold(script.theorem.right.node), opaque)
        told = (replace(c, expression=concrete(c.expression, opaque)) for c in domain.conditions)
        domain = replace(domain, conditions=tuple(told))
    except REFUSALS:
        return ()
    points = [tuple(p.items()) for p in points_of(domain)]
    pairs = [(THEOREM, lines[0], right), *((i, a, b) for i, (a, b) in enumerate(pairwise(lines)))]
    return tuple(
        i
        for i, a, b in pairs
        if a != b and any(certainly_differ(value(a, p), value(b, p)) for p in points)
    )
