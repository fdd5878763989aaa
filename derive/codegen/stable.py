"""A stable form of a function: pieces, each a form that is proved equal to it there.

The forms are found by search; what is kept of them is what the kernel proves, and what has the
least error.  Where none is good enough this is said, with the error of the best.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from sympy.core.symbol import Symbol

from derive.codegen.branches import Branch, branches
from derive.codegen.guards import guards
from derive.codegen.joints import has_points, near_joints
from derive.codegen.lowering import NoFormError, NoProgramError, program
from derive.codegen.measure import MEASURED, Errors, measure, measured, together, truth_of
from derive.codegen.near_zero import finer, may_be_finer, near_zero
from derive.codegen.pieces import Measured, Piece, Stable, Target
from derive.codegen.proved import searched
from derive.codegen.truth import Truth
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    SumOf,
    free_variables,
    rational,
    strip,
    subexpressions,
)
from derive.expression.numerals import numeral
from derive.expression.substitution import substitute
from derive.kernel.conditions import definedness
from derive.prover.domains import Domain

#: Functions that are decided by the sign of an argument, or of a difference of two.
_BY_SIGN = frozenset({"abs", "sign", "max", "min"})


def stable(target: Target, count: int = MEASURED) -> Stable:
    """The stable form of a target, measured at so many points.

    Raises `NoProgramError` where floats do not compute it.
    """
    target = replace(target, expression=strip(target.expression))
    found = [(b, _alone(_where_defined(b.target), count)) for b in branches(target)]
    if len(found) == 1:
        return found[0][1]
    pieces = tuple(replace(p, guard=s.guard(p), when=b.when) for b, s in found for p in s.pieces)
    whole = Stable(target, pieces, together([s.measured for _, s in found]))
    return replace(whole, measured=together([whole.measured, *_at_joints(whole, found, count)]))


def _at_joints(
    whole: Stable, parts: Iterable[tuple[Branch, Stable]], count: int
) -> Iterator[Measured]:
    """The errors where cases meet, each in the piece that code takes there."""
    for _, part in parts:
        truth = truth_of(part.target)
        errors = Errors(part.target, whole.pieces, truth, whole.taken)
        yield measured(errors.more(near_joints(part.target, count)).found)


def _alone(target: Target, count: int) -> Stable:
    """The stable form of a target without cases."""
    truth = truth_of(target)
    best: Stable | None = None
    trouble: NoProgramError | None = None
    for by in (*guards(target), None):
        try:
            found = _split(replace(target, by=by), truth, count)
        except NoFormError as error:
            trouble = error
            continue
        if best is None or found.error < best.error:
            best = found
        if best.is_stable:
            break
    if best is None:
        assert trouble is not None
        raise trouble
    return best


def _split(target: Target, truth: Truth, count: int) -> Stable:
    """The stable form of a target by pieces between values of its guard."""
    if target.by is not None:
        return _told(target, [_pieces(target, truth, -math.inf, math.inf, count)], count)
    cuts = [-math.inf, *_kinks(target), math.inf]
    parts = []
    for low, high in pairwise(cuts):
        on_piece = target.within(low, high)
        if has_points(on_piece):
            parts.append(_pieces(on_piece, truth, low, high, count))
    if not parts:
        raise NoProgramError("no point of the domain is known")
    return _told(target, parts, count)


def _told(target: Target, parts: Sequence[Errors], count: int) -> Stable:
    """Pieces with what was measured, or is measured at so many points."""
    found = _joined(piece for part in parts for piece in part.pieces)
    if count > MEASURED:
        return Stable(target, found, measure(target, found, count, densely=True))
    return Stable(target, found, measured([e for part in parts for e in part.found]))


def _pieces(target: Target, truth: Truth, low: float, high: float, count: int) -> Errors:
    """The pieces of a target on an interval on which no sign changes, with their errors."""
    interval = low, high
    found = searched(target, truth, interval, count)
    found = near_zero(target, truth, interval, found, count)
    if count >= MEASURED:
        found.densely()
    if may_be_finer(target, found):
        found = finer(target, truth, interval, found, count)
    return found.at_last() if count >= MEASURED else found


def _where_defined(target: Target) -> Target:
    """A target on the part of its domain on which it is defined."""
    domain = target.domain
    more = [c for c in definedness(target.expression) if not domain.implies(c)]
    conditions = (*domain.conditions, *sorted(more, key=str))
    return replace(target, domain=Domain(domain.variables, conditions, domain.integers))


def as_written(target: Target, count: int = MEASURED) -> Measured | None:
    """What is measured of a target as it is written; None where floats do not compute it so."""
    try:
        computed = program(strip(target.expression))
    except NoProgramError:
        return None
    whole = Piece(-math.inf, math.inf, target.expression, computed)
    return measure(target, (whole,), count)


def _kinks(target: Target) -> list[float]:
    """Where what is decided by a sign may change: at 0, and at roots that floats are."""
    found: set[float] = set()
    for s in subexpressions(target.expression):
        if isinstance(s, Call) and s.name in _BY_SIGN and target.variable in free_variables(s):
            found.add(0.0)
            one, *others = s.arguments
            root = _root(SumOf(one, Negation(others[0])) if others else one, target.variable)
            if root is not None and Fraction(float(root)) == root:
                found.add(float(root))
    return sorted(found)


def _root(e: Expression, x: Symbol) -> Fraction | None:
    """The root of what is linear in x and has no other variables."""
    try:
        at = [numeral(substitute(e, {x: rational(Fraction(k))})) for k in range(3)]
    except ArithmeticError:
        return None
    zero, one, two = at
    if zero is None or one is None or two is None or two - one != one - zero or one == zero:
        return None
    return -zero / (one - zero)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces with neighbours of one form as one."""
    done: list[Piece] = []
    for piece in pieces:
        if done and done[-1].form == piece.form and done[-1].high == piece.low:
            done[-1] = replace(done[-1], high=piece.high)
        else:
            done.append(piece)
    return tuple(done)
