"""Conditions case by case, box by box, and by others that are given."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, islice, product
from math import ceil, gcd, lcm

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    is_leaf,
    parts,
    rational,
    subexpressions,
    sum_of,
)
from derive.expression.told_apart import has_choice
from derive.kernel.balls import CannotTell, Point, Undefined
from derive.kernel.conditions import Condition, alternatives
from derive.kernel.facts.entries import Cases
from derive.kernel.facts.intervals import REALS
from derive.kernel.tidy import order
from derive.numeric.evaluate import evaluate, holds
from derive.prover.conditions.boxes import Box, on_boxes
from derive.prover.conditions.functions import WAVES
from derive.prover.conditions.parts import by_bounds
from derive.prover.conditions.showing import Showing
from derive.prover.normal_form import split_at
from derive.prover.polynomials import ONE, constant, integral, polynomial, scaled, written

MAX_CHOOSING = 3
MAX_PAIRED = 4
#: In how many corners of a box a condition is tried.
MAX_CORNERS = 8
#: How far beside a corner, as part of a side, it is looked whether the domain reaches there.
_INWARD = Fraction(1, 2**30)


def by_box(s: Showing, c: Condition) -> None:
    """By balls on a subdivision, if the variables are bounded."""
    by_bounds(
        s, Condition(sum_of((Integer(0), *sorted(free_variables(c.expression), key=order))), ">=")
    )
    box = {}
    for v in sorted(free_variables(c.expression), key=order):
        low, high = (end.value for end in s.facts.of(v)[:2])
        if low is None or high is None or low > high:
            return
        box[v] = low, high
    if box and not _fails_in_a_corner(s, c, box):
        told = [f for f in s.facts.given if free_variables(f.expression) <= box.keys()]
        s.add(*on_boxes(c, box, told))


def _fails_in_a_corner(s: Showing, c: Condition, box: Box) -> bool:
    """Whether a condition is not seen to hold in a corner of the box, so that no box shows it."""
    sides = []
    for v, (low, high) in box.items():
        inward = (high - low) * _INWARD
        sides.append([(v, low, low + inward), (v, high, high - inward)])
    for corner in islice(product(*sides), MAX_CORNERS):
        at, beside = ({side[0]: side[k] for side in corner} for k in (1, 2))
        if holds(_of_one_sign(c, beside), at) is not True and not _is_left_out(s, c, beside):
            return True
    return False


def _of_one_sign(c: Condition, p: Point) -> Condition:
    """What is not zero on both sides of an edge has one sign there, that at a point."""
    sides = (Condition(side, ">") for side in (c.expression, Negation(c.expression)))
    told = (side for side in sides if c.relation == "!=" and holds(side, p))
    return next(told, c)


def _is_left_out(s: Showing, c: Condition, p: Point) -> bool:
    """Whether a condition is undefined at a point, or a given one fails there."""
    try:
        evaluate(c.expression, p)
    except Undefined:
        return True
    except CannotTell:
        pass
    told = (f for f in s.facts.given if free_variables(f.expression) <= p.keys())
    return any(holds(f, p) is False for f in told)


def by_whole(s: Showing, c: Condition) -> None:
    """As `step*k + rest`: a polynomial k in integers is at least 0, or at most -1."""
    p = dict(polynomial(c.expression))
    offset = p.pop(ONE, Fraction(0))
    if not p or not integral(p, s.facts.integers.variables):
        return
    step = Fraction(
        gcd(*(q.numerator for q in p.values())), lcm(*(q.denominator for q in p.values()))
    )
    turn = ceil(-offset / step)
    k = written({**scaled(p, 1 / step), **constant(Fraction(-turn))})
    rest = rational(offset + step * turn)
    s.same(k, Quotient(SumOf(c.expression, Negation(rest)), rational(step)), lawful=False)
    other = SumOf(ProductOf(rational(step), k), rest)
    if _stepped(s, c, other) or c.relation != "!=":
        return
    cases = []
    for supposed in alternatives(k, ">="):
        case = s.supposing(*supposed)
        _stepped(case, c, other)
        cases.append(tuple(case.entries))
    s.add(Cases(k, ">=", (cases[0], cases[1]), c))


def _stepped(s: Showing, c: Condition, other: Expression) -> bool:
    """Whether a condition holds by what is known of an integer in it."""
    return s.same(c.expression, other, lawful=False) and s.facts.holds(c)


def by_cases(s: Showing, c: Condition) -> None:
    """In the cases of what stands in abs, max, min and sign, and in a wave without being 0."""
    for u in [*split_at(c.expression), *_beside_zero(s, c.expression)][:2]:
        if not s.facts.defined(u) or s.facts.of(u).one_sided:
            continue
        found = []
        for side in (u, Negation(u)):
            case = s.supposing(*_supposed(u, side))
            if not (case.facts.empty or _in_case(case, c, u, side)):
                break
            found.append(tuple(case.entries))
        if len(found) == 2:
            s.add(Cases(u, ">=", (found[0], found[1]), c))
            return


def _beside_zero(s: Showing, e: Expression) -> Iterator[Expression]:
    """The arguments of waves that are known not to be 0."""
    for part in subexpressions(e):
        if isinstance(part, Call) and part.name in WAVES and s.facts.of(part.arguments[0]).nonzero:
            yield part.arguments[0]


def by_known_cases(s: Showing, c: Condition) -> None:
    """With what stands in abs, max and min in their place, where it is known which of it they are.

    What is told apart inside of others is known first.
    """
    simple = c.expression
    for u in split_at(simple):
        inside = s.facts.of(u) if s.facts.defined(u) else REALS
        if inside.one_sided:
            simple = _chosen(simple, u, u if inside.nonnegative else Negation(u))
    if simple != c.expression and s.reach(Condition(simple, c.relation)):
        s.same(c.expression, simple)


def _supposed(u: Expression, side: Expression) -> tuple[Condition, ...]:
    return alternatives(u, ">=")[0 if side == u else 1]


def by_choices(s: Showing, c: Condition) -> None:
    """With each branch in the place of a choice, where that is chosen."""
    told = [g.expression for g in s.facts.given if has_choice(g.expression)][:MAX_CHOOSING]
    e = next(filter(None, map(outer_choice, (c.expression, *told))), None)
    if e is None or not s.facts.defined(e.guard):
        return
    found = []
    for branch, supposed in zip(e.branches, alternatives(e.guard, e.relation), strict=True):
        case = s.supposing(*supposed)
        for g in told:
            case.same(with_branch(g, e, branch), g)
        simple = with_branch(c.expression, e, branch)
        if not case.facts.empty:
            if case.reach(Condition(simple, c.relation)):
                case.same(c.expression, simple)
            if not case.reach(c):
                return
        found.append(tuple(case.entries))
    s.add(Cases(e.guard, e.relation, (found[0], found[1]), c))


def _in_case(case: Showing, c: Condition, u: Expression, side: Expression) -> bool:
    """Whether a condition is shown in a case, what is told apart by it replaced by what it is."""
    simple = _chosen(c.expression, u, side)
    if simple != c.expression and case.reach(Condition(simple, c.relation)):
        case.same(c.expression, simple)
    return case.facts.implies(c) or case.reach(c)


def _chosen(e: Expression, u: Expression, side: Expression) -> Expression:
    if is_leaf(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _chosen(a, u, side) for a in e.args))
    if isinstance(e, Call) and e.name == "abs" and e.arguments[0] == u:
        return side
    if isinstance(e, Call) and e.name in ("max", "min"):
        a, b = e.arguments
        if SumOf(a, Negation(b)) == u:
            return a if (side == u) == (e.name == "max") else b
    return e


def by_given(s: Showing, c: Condition) -> None:
    """As a product that a given condition tells of, by laws."""
    for e in _told_of(s, c.relation):
        if s.same(c.expression, e) or (c.relation == "!=" and s.same(c.expression, Negation(e))):
            return


def by_both_sides(s: Showing, c: Condition) -> None:
    """What is neither negative nor positive is zero."""
    if c.relation == "=":
        for side in (c.expression, Negation(c.expression)):
            s.reach(Condition(side, ">="))


def by_pairs(s: Showing, c: Condition) -> None:
    """As a product of two given ones, by laws: u^2 - 2 is not zero where u is no root of 2."""
    if c.relation in (">=", "="):
        return
    told = [g.expression for g in s.facts.given if g.relation in (c.relation, ">")][:MAX_PAIRED]
    for g, h in combinations(told, 2):
        product = ProductOf(g, h)
        if s.same(c.expression, product):
            return
        if c.relation == "!=" and s.same(c.expression, Negation(product)):
            return


def _told_of(s: Showing, relation: str) -> list[Expression]:
    stronger = {relation} if relation == "=" else {relation, ">"}
    found = [g.expression for g in s.facts.given if g.relation in stronger]
    waves = (e for e in s.facts.known if isinstance(e, Call) and e.name in WAVES)
    return [*found, *(e for e in waves if s.facts.of(e).satisfies(relation))]


def outer_choice(e: Expression) -> Choice | None:
    """A choice in `e` that has a value wherever `e` has one, and no other choice in its guard."""
    if not has_choice(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return None
    if isinstance(e, Choice):
        return outer_choice(e.guard) or e
    return next((found for part in parts(e) if (found := outer_choice(part))), None)


def with_branch(e: Expression, choice: Choice, branch: Expression) -> Expression:
    """`e` with a branch in the place of a choice, wherever that has a value if `e` has one."""
    if e == choice:
        return branch
    if not has_choice(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return e
    if isinstance(e, Choice):
        return e.func(e.args[0], with_branch(e.guard, choice, branch), *e.branches)
    return e.func(*(a if isinstance(a, Str) else with_branch(a, choice, branch) for a in e.args))
