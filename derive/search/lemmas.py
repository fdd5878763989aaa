"""Lemmas: theorems of other scripts, read as rows that are rewritten from left to right.

A lemma is stated in the names of the script that uses it: what is defined there in the same way
keeps its name, all else is unfolded.  Where its right side contains an instance of its left side,
as in `f(x) = f(-x)`, it is used either way, but only to make a line smaller, so that it ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import NamedTuple

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    ProductOf,
    SumOf,
    call,
    free_variables,
    is_leaf,
    size,
    subexpressions,
)
from derive.expression.substitution import instantiate
from derive.expression.text import text
from derive.kernel.certificates.plain import alike
from derive.kernel.lemmas import lemma
from derive.kernel.theorem import Theorem, symmetry
from derive.kernel.theory import REFUSALS, KernelError, Theory
from derive.kernel.tidy import tidy
from derive.prover.plainly import unfolded_once
from derive.search.match import Bindings, Match

#: How many pairs of a pattern and a subexpression are compared at one place.
MAX_TRIES = 5_000
#: What a lemma says, and the variables that names in it hide.
Sides = tuple[Expression, Expression, frozenset[Symbol]]
#: Takes from what a question may spend: 1 for a pair that is compared, more for an instance.
Spend = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Lemma:
    """A theorem under the name that reasons give it, and the label that its users carry.

    `spare` are values of its variables, for those that a match leaves open.
    """

    name: str
    label: str
    theorem: Theorem
    spare: Mapping[Symbol, Expression] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class LemmaRow:
    """A lemma as a row: where `pattern` stands, `lhs` is meant, and `rhs` may be written.

    `backwards` says that `lhs` is the lemma's right side; `ordered`, that a line must get smaller;
    `written`, that the row is looked for in lines as they are written only.  `hidden` are variables
    in what names stand for that show none, which are not replaced.
    """

    lemma: Lemma
    pattern: Expression
    lhs: Expression
    rhs: Expression
    backwards: bool
    ordered: bool
    written: bool
    hidden: frozenset[Symbol] = frozenset()

    @property
    def name(self) -> str:
        """The name that reasons give it."""
        return self.lemma.name


def rows_of(used: Lemma, theory: Theory) -> tuple[LemmaRow, ...]:
    """The rows that a lemma is in a theory.  Raises `KernelError` where it cannot be used in it."""
    theorem = used.theorem
    unknown = {f for f, _ in theorem.grounds.assumptions} - theory.opaque
    if unknown:
        raise KernelError(f"{', '.join(sorted(unknown))} is opaque in the lemma, and not here")
    shown = product((True, False), repeat=2)
    stated = dict.fromkeys(_sides(theorem, theory, *names) for names in shown)
    rows = tuple(row for sides in stated for row in _rows(used, *sides))
    if not rows:
        raise KernelError("no side of the lemma has all of its variables")
    return rows


def _sides(theorem: Theorem, theory: Theory, known: bool, hiding: bool) -> Sides:
    """What a lemma says here, with known names as they stand, or with what they are.

    Names that hide variables may stand too; then those variables are told.
    """
    there = theorem.theory
    left, right = (_stated(e, there, theory, known, hiding) for e in (theorem.left, theorem.right))
    return left, right, _hidden(left, theory) | _hidden(right, theory)


def _hidden(e: Expression, theory: Theory) -> frozenset[Symbol]:
    return free_variables(theory.unfold(e)) - free_variables(e)


def _rows(
    used: Lemma, left: Expression, right: Expression, hidden: frozenset[Symbol]
) -> Iterator[LemmaRow]:
    forth = not is_leaf(left) and free_variables(right) <= free_variables(left) | hidden
    back = not is_leaf(right) and free_variables(left) <= free_variables(right) | hidden
    if not forth and not back:
        return
    loops = _has_instance(left, right) if forth else back and _has_instance(right, left)
    if forth:
        yield from _forms(LemmaRow(used, left, left, right, False, loops, True, hidden))
    if back and (loops or not forth):
        yield from _forms(LemmaRow(used, right, right, left, True, loops, True, hidden))


def _forms(row: LemmaRow) -> Iterator[LemmaRow]:
    """The row for lines as they are written, and for tidy ones."""
    yield row
    pattern = tidy(row.lhs)
    if not is_leaf(pattern):
        yield replace(row, pattern=pattern, written=False)


def _stated(e: Expression, there: Theory, here: Theory, known: bool, hiding: bool) -> Expression:
    """`e` with the names unfolded that do not mean here what they mean there."""
    if is_leaf(e):
        return e
    asked = there.is_defined(e) and (known or e.name in here.own)
    if there.is_defined(e) and not (asked and _shared(e, there, here, hiding)):
        return _stated(unfolded_once(there, e), there, here, known, hiding)
    names = (Str, Symbol)
    args = (a if isinstance(a, names) else _stated(a, there, here, known, hiding) for a in e.args)
    return e.func(*args)


def _shared(e: Expression, there: Theory, here: Theory, hiding: bool) -> bool:
    """Whether the name that `e` calls has one meaning in both theories.

    That of a name with hidden variables is one where they are not replaced, if it may be `hiding`.
    """
    fresh = tuple(Symbol(f"#{i}") for i in range(len(e.args) - 1))
    called = call(e.args[0].name, *fresh)
    if not here.is_defined(called):
        return False
    try:
        bodies = there.unfold(called), here.unfold(called)
    except KernelError:  # another number of arguments
        return False
    shown = free_variables(bodies[0]) <= {*fresh}
    return (shown or hiding) and (bodies[0] == bodies[1] or alike(*bodies))


def _has_instance(pattern: Expression, e: Expression) -> bool:
    """Whether `pattern` matches at some place in `e`."""
    return any(
        next(found_in(tidy(pattern), s, _freely), None) is not None for s in subexpressions(tidy(e))
    )


def _freely(_: int) -> None:
    """A lemma is looked at once, within the bounds of one place."""


class LemmaInstance(NamedTuple):
    """An instance of a lemma at the root of an expression; `rest` are other terms or factors."""

    step: Theorem
    bindings: Bindings
    rest: tuple[Expression, ...]


def instances(
    row: LemmaRow, e: Expression, theory: Theory, spend: Spend
) -> Iterator[LemmaInstance]:
    """The instances whose left side is `e`, or some of its terms or factors, up to tidying."""
    for found in found_in(row.pattern, e, spend):
        spend(size(e) + size(row.rhs))
        try:
            step = _instance(row, e, found, theory)
        except REFUSALS:
            continue
        if step is not None:
            yield LemmaInstance(step, found.bindings, found.rest)


def _instance(row: LemmaRow, e: Expression, found: Match, theory: Theory) -> Theorem | None:
    """The instance that was found, if it stands there and, where it must, is smaller."""
    bound = {Symbol(n): x for n, x in found.bindings.items()}
    values = {**row.lemma.spare, **{v: v for v in row.hidden}, **bound}
    lhs, rhs = (instantiate(side, values) for side in (row.lhs, row.rhs))
    meant = e.func(lhs, *found.rest) if found.rest else lhs
    if tidy(meant) != tidy(e) or (row.ordered and _order(rhs) >= _order(lhs)):
        return None
    sides = (rhs, lhs) if row.backwards else (lhs, rhs)
    step = lemma(theory, row.lemma.label, row.lemma.theorem, sides, values)
    return symmetry(step) if row.backwards else step


def _order(e: Expression) -> tuple[int, str]:
    return size(tidy(e)), text(tidy(e))


def found_in(pattern: Expression, e: Expression, spend: Spend) -> Iterator[Match]:
    """The ways in which a pattern stands at the root of `e`, modulo order, in a fixed order."""
    matcher = _Matcher(spend)
    if isinstance(pattern, (SumOf, ProductOf)) and type(e) is type(pattern):
        for bindings, rest in matcher.some(_hardest_first(pattern), e.args, {}):
            yield Match(bindings, rest)
        return
    for bindings in matcher.match(pattern, e, {}):
        yield Match(bindings)


def _hardest_first(pattern: Expression) -> tuple[Expression, ...]:
    """The parts of a sum or product, plain variables last, for they match anything."""
    return tuple(sorted(pattern.args, key=lambda p: isinstance(p, Symbol)))


class _Matcher:
    def __init__(self, spend: Spend) -> None:
        self.left = MAX_TRIES
        self.spend = spend

    def match(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        """The extensions of `b` under which `pattern` is `e`."""
        self.left -= 1
        if self.left < 0:
            return
        self.spend(1)
        match pattern:
            case Symbol():
                yield from self.bind(pattern, e, b)
            case DerivativeAt():
                yield from self.at_point(pattern, e, b)
            case _ if is_leaf(pattern):
                yield from [b] if pattern == e else []
            case _ if type(e) is not type(pattern):
                return
            case DerivativeOf():
                for bound in self.bind(pattern.args[1], e.args[1], b):
                    yield from self.match(pattern.args[0], e.args[0], bound)
            case SumOf() | ProductOf():
                yield from self.all(_hardest_first(pattern), e.args, b, e)
            case _ if len(e.args) == len(pattern.args):
                yield from self.arguments(pattern.args, e.args, b)

    def bind(self, variable: Symbol, e: Expression, b: Bindings) -> Iterator[Bindings]:
        if b.get(variable.name, e) == e:
            yield {**b, variable.name: e}

    def at_point(self, pattern: Expression, e: Expression, b: Bindings) -> Iterator[Bindings]:
        """A derivative at a point is matched at its point only, its body being what it is."""
        body, variable, point = pattern.args
        same = isinstance(e, DerivativeAt) and (body, variable) == e.args[:2]
        if same and free_variables(body) <= {variable}:
            yield from self.match(point, e.args[2], b)

    def arguments(
        self, patterns: tuple[Expression, ...], args: tuple[Expression, ...], b: Bindings
    ) -> Iterator[Bindings]:
        if not patterns:
            yield b
            return
        first, *_ = patterns
        named = isinstance(first, Str)
        found = ([b] if first == args[0] else []) if named else self.match(first, args[0], b)
        for bound in found:
            yield from self.arguments(patterns[1:], args[1:], bound)

    def some(
        self, patterns: tuple[Expression, ...], parts: tuple[Expression, ...], b: Bindings
    ) -> Iterator[tuple[Bindings, tuple[Expression, ...]]]:
        """The patterns among the parts of a sum or product, with the parts that are left."""
        if not patterns:
            yield b, parts
            return
        for i, part in enumerate(parts):
            for bound in self.match(patterns[0], part, b):
                yield from self.some(patterns[1:], parts[:i] + parts[i + 1 :], bound)

    def all(
        self,
        patterns: tuple[Expression, ...],
        parts: tuple[Expression, ...],
        b: Bindings,
        e: Expression,
    ) -> Iterator[Bindings]:
        """The patterns on all parts of `e`; a plain variable that comes last takes what is left."""
        *most, last = patterns
        if len(parts) < len(patterns):
            return
        for bound, rest in self.some(tuple(most), parts, b):
            if len(rest) == 1 or isinstance(last, Symbol):
                yield from self.match(last, e.func(*rest) if len(rest) > 1 else rest[0], bound)
