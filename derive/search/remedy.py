"""What went wrong in a line that was refuted: the single edit of it that makes it true.

Edits are screened by balls at points of the domain.  That only says which are worth proving: an
edit is told only where the kernel made a theorem, with conditions that the domain implies.
Counts bound the search, so that its outcome is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.functions import FUNCTION_NAMES
from derive.expression.neat import neat
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    DerivativeOf,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    at_path,
    free_variables,
    has_derivative,
    is_leaf,
    rational,
    size,
    strip,
    subexpressions,
)
from derive.kernel.balls import CannotTell, Point, Undefined, ball
from derive.kernel.conditions import numeral_or_none
from derive.kernel.judge import Claim, objection
from derive.kernel.theorem import Theorem
from derive.kernel.theory import REFUSALS, Theory
from derive.numeric.evaluate import Evaluator
from derive.prover.domains import Domain
from derive.prover.opaque import concrete
from derive.rules import CALCULUS
from derive.search.edits import HOLE, Edit, edits, names_in, under_derivative
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.join import Names, Question, holds
from derive.search.prove import prove
from derive.search.rewrite import exhaust
from derive.search.size_of_change import size_of_change

#: How many nodes are evaluated that were not before, how many edits are taken that agree at all
#: points, and how many of those are tried to be proved; what the written reasons may spend on one,
#: and how many parts are tried in a hole.
MAX_WORK = 40_000
MAX_SURVIVING = 40
MAX_PROVED = 10
FUEL = 12_000
MAX_PARTS = 80
MAX_TRIED_PARTS = 16
MAX_PART_SIZE = 25
#: No numeral that is found has a larger denominator, or comes from a wider ball.
MAX_DENOMINATOR = 360
MAX_RADIUS = 1e-6
_PRECISION = 64
#: Where the value of a line is asked for to see how it depends on a numeral in it.
_PROBES = tuple(map(Fraction, (2, 3, 4)))
#: Numerals that are tried where a value does not depend on them in a simple way.
_FEW = (*map(Fraction, (1, 2, -1, 3, -2, 0)), Fraction(1, 2))
_MANY = tuple(
    dict.fromkeys(Fraction(n * sign, d) for d in (1, 2, 3) for n in range(6) for sign in (1, -1))
)


@dataclass(frozen=True)
class Wrong:
    """A refuted step: its lines, its reasons, the line that follows it, and where it is stated.

    Where it is `excepting`, as in documents, an edit may leave out points at which an expression is
    0, and give the line before.
    """

    old: Expression
    new: Expression
    after: Expression | None
    by: Names | None
    theory: Theory
    domain: Domain
    points: Sequence[Point]
    excepting: bool = False


@dataclass(frozen=True)
class Mended:
    """An edit that makes a line true, and the line that it gives."""

    edit: Edit
    line: Expression


def mend(wrong: Wrong) -> Mended | None:
    """The smallest edit that makes the line true, one with the written reasons first."""
    first: Mended | None = None
    found = [*islice(_Search(wrong).surviving(), MAX_SURVIVING)]
    found.sort(key=lambda edit: size_of_change(wrong.new, edit))
    for edit in found[:MAX_PROVED]:
        line = edit.of(wrong.new)
        if _stands(wrong, line, _by_reasons(wrong, line)):
            return Mended(edit, line)
        if first is None and _stands(wrong, line, _by_any_means(wrong, line)):
            first = Mended(edit, line)
    return first


def mend_towards(goal: Expression, wrong: Wrong) -> Mended | None:
    """The edit that makes the line equal to `goal`, the one that makes it just that first.

    It brings in no derivative: a last line has none.
    """
    free = not has_derivative(wrong.new)
    mended = (Mended(edit, edit.of(wrong.new)) for edit in _Search(wrong).surviving())
    found = [m for m in mended if not (free and has_derivative(m.line))]
    found.sort(key=lambda m: bool(strip(m.line) != strip(goal)))
    there = replace(wrong, old=goal)
    stand = (m for m in found[:MAX_PROVED] if _stands(there, m.line, _by_any_means(there, m.line)))
    return next(stand, None)


def follows(wrong: Wrong) -> bool:
    """Whether the line, as it is, follows from the line before."""
    return _stands(wrong, wrong.new, _by_any_means(wrong, wrong.new))


def _stands(wrong: Wrong, line: Expression, theorem: Theorem | None) -> bool:
    if theorem is None:
        return False
    domain = wrong.domain
    claim = Claim(wrong.old, line, wrong.theory, domain.conditions, domain.integers)
    if objection(claim, theorem):
        return False
    left_out = (c for c in theorem.conditions if not wrong.domain.implies(c))
    return all(wrong.excepting and c.relation == "!=" for c in left_out)


def _by_any_means(wrong: Wrong, line: Expression) -> Theorem | None:
    found = prove(wrong.old, line, wrong.theory, wrong.domain)
    return None if found is None else found.theorem


def _by_reasons(wrong: Wrong, line: Expression) -> Theorem | None:
    """The theorem that the written reasons, in their narrow sense, give for an edited line."""
    if wrong.by is None:
        return None
    question = Question(wrong.old, line, wrong.theory, Fuel(FUEL))
    try:
        joined = holds(question, frozenset(wrong.by), reach=False)
        return None if joined is None else joined.prove(wrong.theory)
    except (*REFUSALS, OutOfFuel):
        return None


class _Spent(Exception):  # noqa: N818 - it says what is the case
    """No more values may be computed."""


class _Search:
    """The edits of one line that agree with the line before at all points."""

    def __init__(self, wrong: Wrong) -> None:
        self.wrong = wrong
        self.opaque = tuple(sorted(wrong.theory.opaque))
        self.left = MAX_WORK
        self._concrete: dict[Expression, Expression] = {}
        self._evaluators = {id(p): Evaluator(p, _PRECISION) for p in wrong.points}
        values = ((p, self.value(wrong.old, p)) for p in wrong.points)
        self.targets = [(p, value) for p, value in values if value is not None]

    def surviving(self) -> Iterator[Edit]:
        """Each edited line once, with its most plausible edit."""
        wrong = self.wrong
        if not self.targets:
            return
        seen = {strip(wrong.new)}
        if not wrong.excepting:
            seen.add(strip(wrong.old))  # no line of a script is mended by the one before
        names = names_in(wrong.old, wrong.new)
        try:
            for open_edit in edits(wrong.new, names):
                for edit, line in self.lines(open_edit):
                    if line not in seen and self.agrees(line):
                        yield edit
                    seen.add(line)
        except _Spent:
            return

    def lines(self, open_edit: Edit) -> Iterator[tuple[Edit, Expression]]:
        """Each edit that is meant by one, with its line; none where a name would be captured."""
        filled = self.closed(open_edit)
        while True:
            try:
                edit = next(filled, None)
                if edit is None:
                    return
                line = strip(edit.of(self.wrong.new))
            except REFUSALS:
                continue
            yield edit, line

    def closed(self, edit: Edit) -> Iterator[Edit]:
        """The edit itself, or with all that may be meant in its hole."""
        if edit.open:
            yield from self.fillings(edit)
        else:
            yield edit

    def agrees(self, line: Expression) -> bool:
        """Whether a line may have the old one's values at all points."""
        known = False
        for point, target in self.targets:
            try:
                value = self.value_or_undefined(line, point)
            except Undefined:
                return False
            if value is not None and not value.overlaps(target):
                return False
            known = known or value is not None
        return known

    def value(self, e: Expression, point: Point) -> Any | None:
        """The ball of `e`, or None where there is none."""
        try:
            return self.value_or_undefined(e, point)
        except Undefined:
            return None

    def value_or_undefined(self, e: Expression, point: Point) -> Any | None:
        """The ball of `e`, or None where it cannot be told.  Raises `Undefined` and `_Spent`."""
        if self.left < 0:
            raise _Spent
        at = self._evaluators[id(point)]
        before = at.known
        try:
            return at.ball(self.concrete(e))
        except (CannotTell, *REFUSALS):
            return None
        finally:
            self.left -= 1 + max(0, at.known - before)

    def concrete(self, e: Expression) -> Expression:
        """`e` without brackets, definitions and opaque functions; shared parts are done once."""
        if is_leaf(e):
            return e
        if e not in self._concrete:
            self._concrete[e] = self._concreted(e)
        return self._concrete[e]

    def _concreted(self, e: Expression) -> Expression:
        theory = self.wrong.theory
        if isinstance(e, Notation):
            return self.concrete(e.meaning)
        if isinstance(e, Call) and (theory.is_defined(e) or e.name not in FUNCTION_NAMES):
            return concrete(theory.unfold(e), self.opaque)
        return e.func(*(a if isinstance(a, (Str, Symbol)) else self.concrete(a) for a in e.args))

    # Holes

    def fillings(self, edit: Edit) -> Iterator[Edit]:
        """The edit with each part that may be meant in its hole."""
        needed = self.needed(edit)
        yield from map(edit.filled, self.parts_for(edit, needed))
        trials = _MANY if edit.kind in _EXPONENTS else (*_FEW, *self.numerals)
        for q in dict.fromkeys(trials if needed is None else _recognised(needed)):
            if q != self.neutral(edit):
                yield edit.filled(_numeral_like(q, at_path(self.wrong.new, edit.path)))

    def neutral(self, edit: Edit) -> int | None:
        """The numeral that would be no part at all; leaving the part out is an edit of its own."""
        around = edit.new
        if around == HOLE and edit.path:
            around = at_path(self.wrong.new, edit.path[:-1])
            if isinstance(around, Quotient) and edit.path[-1] == 0:
                return None  # a numerator cannot be left out
        return _NEUTRAL.get(type(around))

    @cached_property
    def numerals(self) -> tuple[Fraction, ...]:
        """The numerals of the line before, which may have been copied wrongly."""
        found = (numeral_or_none(s) for s in subexpressions(self.wrong.old) if is_leaf(s))
        return tuple(
            islice(dict.fromkeys(Fraction(q) for q in found if q is not None), MAX_TRIED_PARTS)
        )

    def needed(self, edit: Edit) -> Any | None:
        """The ball that makes the line true at the first point, where the value tells it."""
        point, target = self.targets[0]
        probes = (edit.filled(rational(q)).of(self.wrong.new) for q in _PROBES)
        known = [v for line in probes if (v := self.value(line, point)) is not None]
        if len(known) < len(_PROBES):
            return None
        straight = _solved(known, target)
        if straight is not None or any(v.contains(0) for v in (target, *known)):
            return straight
        return _solved([1 / v for v in known], 1 / target)

    def parts_for(self, edit: Edit, needed: Any | None) -> Iterator[Expression]:
        """The parts that have the needed value, or the first few where that is not known."""
        parts = self.parts
        if edit.kind in _EXPONENTS:
            parts = self.exponents
        elif edit.kind == "numeral":
            parts = self.leaves
        if edit.kind == "missing term":
            parts = tuple(p for part in parts for p in (part, _negated(part)))
        if needed is None or under_derivative(self.wrong.new, edit.path):
            yield from parts[:MAX_TRIED_PARTS]
            return
        for part in parts:
            value = self.part_value(part)
            if value is not None and value.overlaps(needed):
                yield part

    def part_value(self, part: Expression) -> Any | None:
        """The ball of a part at the first point."""
        if isinstance(part, Negation):
            value = self.part_value(part.args[0])
            return None if value is None else -value
        if part not in self._values:
            self._values[part] = self.value(part, self.targets[0][0])
        return self._values[part]

    @cached_property
    def _values(self) -> dict[Expression, Any | None]:
        return {}

    @cached_property
    def leaves(self) -> tuple[Expression, ...]:
        """The names among the parts."""
        return tuple(p for p in self.parts if isinstance(p, (Symbol, Constant)))

    @cached_property
    def exponents(self) -> tuple[Expression, ...]:
        """The exponents among the parts, and the names."""
        powers = (p.args[1] for p in self.parts if isinstance(p, Power))
        written = (p for p in powers if numeral_or_none(p) is None)
        return tuple(dict.fromkeys([*written, *self.leaves]))

    @cached_property
    def parts(self) -> tuple[Expression, ...]:
        """What may be missing: inner derivatives, and parts of the lines before and after."""
        return tuple(islice(dict.fromkeys(self._parts()), MAX_PARTS))

    def _parts(self) -> Iterator[Expression]:
        wrong = self.wrong
        yield from _inner_derivatives(strip(wrong.old))
        lines = [wrong.old] if wrong.after is None else [wrong.old, wrong.after]
        whole = strip(wrong.old)  # no line is mended by the line that it should be
        for line in (*map(strip, lines), *self._carried_out()):
            for e in subexpressions(line):
                if numeral_or_none(e) is None and size(e) <= MAX_PART_SIZE and e != whole:
                    yield e.args[0] if isinstance(e, Negation) else e
        yield from _inner_derivatives(strip(wrong.theory.unfold(wrong.old)))

    def _carried_out(self) -> Iterator[Expression]:
        """The line before with its derivatives carried out."""
        rules = frozenset(row.name for row in CALCULUS)
        try:
            yield neat(exhaust(self.wrong.old, rules, self.wrong.theory, Fuel(FUEL)).end)
        except OutOfFuel:
            return


#: Kinds of edits that put exponents.
_EXPONENTS = frozenset({"exponent", "missing exponent"})
#: What is no part at all in a sum, a product, a fraction, a power.
_NEUTRAL: dict[type[Expression], int] = {SumOf: 0, ProductOf: 1, Quotient: 1, Power: 1}


def _negated(e: Expression) -> Expression:
    return e.args[0] if isinstance(e, Negation) else Negation(e)


def _inner_derivatives(line: Expression) -> Iterator[Expression]:
    """The derivatives of what functions and powers under a derivative are applied to."""
    for e in subexpressions(line):
        if isinstance(e, DerivativeOf):
            body, variable = e.args
            for inner in subexpressions(body):
                if not is_leaf(inner) and variable in free_variables(inner) and inner != body:
                    yield DerivativeOf(inner, variable)


def _solved(values: Sequence[Any], target: Any) -> Any | None:
    """Where a function that is linear through the values at the probes takes the target."""
    first, second, third = values
    slope = second - first
    if not (third - second - slope).contains(0) or slope.contains(0):
        return None
    return _PROBES[0].numerator + (target - first) / slope


def _numeral_like(q: Fraction, old: Expression) -> Expression:
    """A number as it is written, in decimals where the old one is and it has as few of them."""
    if isinstance(strip(old), Decimal):
        digits = q * 10 ** int(strip(old).args[1])
        if digits.denominator == 1 and digits >= 0:
            return Decimal(Integer(digits.numerator), strip(old).args[1])
    return rational(q)


def _recognised(value: Any) -> Iterator[Fraction]:
    """The one rational with a small denominator in a narrow ball."""
    if float(value.rad()) > MAX_RADIUS:
        return
    exact = value.mid().fmpq()
    q = Fraction(int(exact.p), int(exact.q)).limit_denominator(MAX_DENOMINATOR)
    if value.contains(ball(q)):
        yield q
