"""A stable form of a function: pieces, each a form that is proved equal to it there.

The forms are found by search; what is kept of them is what the kernel proves, and what has the
least error.  Where none is good enough this is said, with the error of the best.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.code.crossings import near_zeros
from derive.code.guards import guards
from derive.code.lowering import SLOPES, NoProgramError, derivatives_used, program
from derive.code.measure import (
    MEASURED,
    Error,
    Errors,
    equal_forms,
    far,
    measure,
    measured,
    spread,
    truth_of,
)
from derive.code.moves import normal_form, polished, without_marks
from derive.code.pieces import TOLERATED, Measured, Piece, Stable, Target
from derive.code.points import inside, points
from derive.code.search import ENOUGH, FINE, Form, Pool, Sample, regimes
from derive.code.taylor import Taylor, taylor
from derive.expression.nodes import (
    Call,
    DerivativeOf,
    Expression,
    Negation,
    Quotient,
    SumOf,
    free_variables,
    rational,
    strip,
    subexpressions,
    substitute,
)
from derive.expression.numerals import numeral
from derive.kernel.conditions import Condition, definedness
from derive.kernel.domains import Domain
from derive.kernel.theory import REFUSALS, Theory
from derive.report.report import Verdict

#: At how many points forms are compared.
SEARCHED = 64
#: How often the worst points are added to those that forms are compared at; every other time
#: more forms are looked for.
_ROUNDS = 7
#: After how many of these rounds what has no value somewhere is given up.
_HOPELESS = 3
#: After how many of them that gain nothing the search ends.
_PATIENCE = 3
#: How many of the worst points are added.
_WORST = 12
#: By how much smaller errors have to be for finer pieces, and how wide their polynomials may be.
_PAYS, _FINE_RADIUS = 0.5, 0.5
#: On how wide intervals about 0 Taylor polynomials are tried.
_RADII = 2
#: Among how many points zeros are looked for; forms are compared at one of so many near them.
_LOOKED_AT, _EVERY = 300, 5
#: Functions that are decided by the sign of an argument, or of a difference of two.
_BY_SIGN = frozenset({"abs", "sign", "max", "min"})


class Finer(NamedTuple):
    """Pieces that are stable, and how small the errors of others have to be to replace them."""

    known: Sequence[Piece]
    enough: float


def stable(target: Target, count: int = MEASURED) -> Stable:
    """The stable form of a target, measured at so many points.

    Raises `NoProgramError` where floats do not compute it.
    """
    target = _where_defined(replace(target, expression=strip(target.expression)))
    best: Stable | None = None
    for by in (*guards(target), None):
        found = _split(replace(target, by=by), count)
        if best is None or found.error < best.error:
            best = found
        if best.is_stable:
            break
    assert best is not None
    return best


def _split(target: Target, count: int) -> Stable:
    """The stable form of a target by pieces between values of its guard."""
    if target.by is not None:
        return _told(target, *_pieces(target, -math.inf, math.inf, count), count)
    cuts = [-math.inf, *_kinks(target), math.inf]
    pieces: list[Piece] = []
    errors: list[Error] = []
    for low, high in pairwise(cuts):
        on_piece = _within(target, low, high)
        if points(on_piece.domain, 3):
            more, measured_there = _pieces(on_piece, low, high, count)
            pieces += more
            errors += measured_there
    if not pieces:
        raise NoProgramError("no point of the domain is known")
    return _told(target, pieces, errors, count)


def _told(target: Target, pieces: list[Piece], errors: list[Error], count: int) -> Stable:
    """Pieces with what was measured, or is measured at so many points."""
    found = _joined(pieces)
    if count > MEASURED:
        return Stable(target, found, measure(target, found, count, densely=True))
    return Stable(target, found, measured(errors))


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


def _within(target: Target, low: float, high: float) -> Target:
    """A target on [low, high)."""
    x = target.variable
    more = []
    if math.isfinite(low):
        more.append(Condition(_minus(x, rational(Fraction(low))), ">="))
    if math.isfinite(high):
        more.append(Condition(_minus(rational(Fraction(high)), x), ">"))
    domain = target.domain
    conditions = (*domain.conditions, *more)
    return replace(target, domain=Domain(domain.variables, conditions, domain.integers))


def _minus(a: Expression, b: Expression) -> Expression:
    """a - b, as a bound is written: without a 0."""
    if numeral(b) == 0 if not free_variables(b) else False:
        return a
    if not free_variables(a) and numeral(a) == 0:
        return Negation(b)
    if isinstance(b, Negation):
        return SumOf(a, b.args[0])
    return SumOf(a, Negation(b))


def _pieces(target: Target, low: float, high: float, count: int) -> tuple[list[Piece], list[Error]]:
    """The pieces of a target on an interval on which no sign changes, with their errors."""
    found = _near_zero(target, low, high, _searched(target, low, high, count), count)
    return _finer(target, low, high, found, count) if _may_be_finer(target, *found) else found


def _searched(
    target: Target, low: float, high: float, count: int, known: Sequence[Piece] = ()
) -> tuple[list[Piece], list[Error]]:
    """The pieces that the search finds; where stable ones are known, with smaller errors."""
    fine = bool(known)
    truth = truth_of(target)
    chosen = spread(target, SEARCHED)
    many = spread(target, min(count, MEASURED))
    chosen += [p for p in far(chosen) if inside(p, target.domain)]
    if target.derivative:
        zeros = [p for p in near_zeros(truth, many[:_LOOKED_AT]) if inside(p, target.domain)]
        chosen, many = [*chosen, *zeros[::_EVERY]], [*many, *zeros]
    best: tuple[float, list[Piece], Errors] | None = None
    pool: Pool | None = None
    since = 0
    for k in range(_ROUNDS):
        sample = Sample(chosen, truth, target.side, target.derivative, fine)
        pool = _started(target, known, sample) if pool is None else pool.at(sample)
        if k % 2 == 0:
            pool.explore()
        if not pool.forms:
            raise NoProgramError(f"{target.expression} is not computed in floats")
        found = _proved(target, pool, low, high)
        truth.add(*equal_forms(target, found))
        errors = Errors(target, found, truth).usual(many)
        counting = sorted((e.ratio, e.point) for e in errors.found if e.counts)
        worst = counting[-1][0] if counting else 0.0
        if best is None or worst < best[0]:
            best, since = (worst, found, errors), k
        if (
            worst <= (FINE if fine else target.tolerated)
            or k - since >= _PATIENCE - fine
            or (worst == math.inf and k >= _HOPELESS)
        ):
            break
        chosen = [*chosen, *(p for _, p in counting[-_WORST:])]
    assert best is not None
    return best[1], (best[2].densely() if count >= MEASURED else best[2]).found


def _near_zero(
    target: Target, low: float, high: float, found: tuple[list[Piece], list[Error]], count: int
) -> tuple[list[Piece], list[Error]]:
    """Pieces with a Taylor polynomial about 0, where nothing else is stable there."""
    radii: set[float] = set()
    for t in _polynomials(target) if _lacks_digits(target, found[1]) else ():
        h = float(t.radius)
        if low >= h or high <= -h or (h not in radii and len(radii) == _RADII):
            continue
        if _worst(found[1]).ratio <= TOLERATED:
            break
        radii.add(h)
        tried = _about_zero(target, low, high, t, count)
        if _worst(tried[1]).ratio < _worst(found[1]).ratio:
            found = tried
    return found


def _lacks_digits(target: Target, errors: Sequence[Error]) -> bool:
    """Whether a function of one variable has its largest error near 0, and no stable form."""
    worst = _worst(errors)
    alone = len(target.domain.variables) == 1
    return alone and worst.ratio > TOLERATED and abs(worst.point[0]) <= 1


def _started(target: Target, known: Sequence[Piece], sample: Sample) -> Pool:
    """A search that starts from the pieces that are known, or from the definition."""
    pool = Pool([] if known else [target.expression], target.domain, sample)
    for piece in known:
        pool.add_found(piece.form, piece.moves)
    return pool


def _may_be_finer(target: Target, pieces: Sequence[Piece], errors: Sequence[Error]) -> bool:
    """Whether a function of one variable is stable, without a polynomial, and not yet fine."""
    alone = len(target.domain.variables) == 1 and not target.derivative
    return alone and not any(p.degree for p in pieces) and FINE < _worst(errors).ratio <= TOLERATED


def _finer(
    target: Target, low: float, high: float, found: tuple[list[Piece], list[Error]], count: int
) -> tuple[list[Piece], list[Error]]:
    """Pieces with smaller errors beside a Taylor polynomial, where so much is gained that it pays.

    Narrow polynomials, which have fewer terms, are tried first.
    """
    worst = _worst(found[1])
    enough = worst.ratio - _PAYS
    for h, each in groupby(_polynomials(target)[::-1], key=lambda t: float(t.radius)):
        near = worst.ratio > ENOUGH or abs(worst.point[0]) <= h
        if not near or low > -h or high < h or h > _FINE_RADIUS:
            continue
        tried = [(_worst(_polynomial(target, -h, h, t, count)[1]).ratio, t) for t in each]
        error, best = min(tried, key=itemgetter(0))
        if error <= enough:
            again = _about_zero(target, low, high, best, count, Finer(found[0], enough))
            if _worst(again[1]).ratio <= enough:
                return again
    return found


def _polynomial(
    target: Target, low: float, high: float, t: Taylor, count: int
) -> tuple[list[Piece], list[Error]]:
    """A polynomial on an interval near 0, with its errors."""
    part = _within(target, low, high)
    piece = [Piece(low, high, t.form, program(t.form), ("Taylor polynomial",), (), t.degree)]
    at = spread(part, min(count, MEASURED))
    return piece, Errors(part, piece, truth_of(target)).usual(at).densely().found


def _about_zero(
    target: Target,
    low: float,
    high: float,
    t: Taylor,
    count: int,
    finer: Finer | None = None,
) -> tuple[list[Piece], list[Error]]:
    """A polynomial, and pieces that the search finds on both sides."""
    known, enough = finer or Finer((), math.inf)
    h = float(t.radius)
    pieces: list[Piece] = []
    errors: list[Error] = []
    for a, b in ((low, min(high, -h)), (max(low, -h), min(high, h)), (max(low, h), high)):
        part = _within(target, a, b)
        if a >= b or not points(part.domain, 3) or _worst(errors).ratio > enough:
            continue
        if -h <= a and b <= h:
            here, there = _polynomial(target, a, b, t, count)
        else:
            here, there = _searched(part, a, b, count, known)
        pieces += here
        errors += there
    return pieces, errors


def _worst(errors: Sequence[Error]) -> Error:
    asked = (e for e in errors if e.counts)
    return max(asked, key=lambda e: e.ratio, default=Error((0.0,), 0.0, 0.0, True))


def _polynomials(target: Target) -> list[Taylor]:
    """Taylor polynomials of a target, or of the numerator of its normal form, the widest first."""
    found = list(taylor(target.expression, target.variable))
    try:
        whole = normal_form(target.expression, target.domain)
    except REFUSALS:
        return found
    if isinstance(whole, Quotient) and free_variables(whole.args[1]):
        decision = decide(target.expression, whole, target.theory, target.domain)
        if decision.verdict is Verdict.PROVED:
            found += (
                t._replace(form=polished(Quotient(t.form, whole.args[1])))
                for t in taylor(whole.args[0], target.variable)
            )
    return sorted(found, key=lambda t: -t.radius)


def _proved(target: Target, pool: Pool, low: float, high: float) -> list[Piece]:
    """The best pieces of which each is proved; a form that is not is given up."""
    while True:
        at = [target.side(p) for p in pool.sample.points]
        found = regimes(pool.choices(), at)
        starts = [low, *(_between(at[k - 1], at[k]) for k, _ in found[1:]), high]
        pieces = []
        for (_, form), start, end in zip(found, starts, starts[1:], strict=False):
            proof = _proof(_within(target, start, end) if target.by is None else target, form)
            if proof is None:
                pool.forget(form)
                break
            pieces.append(Piece(start, end, form.expression, form.program, form.names, proof))
        else:
            return pieces


def _proof(target: Target, form: Form) -> tuple[str, ...] | None:
    """The names that a form is proved equal by to what is computed; None if it is not proved."""
    for name in derivatives_used(form.expression):
        if not _slope_is_proved(name):
            return None
    decision = decide(
        target.expression, without_marks(form.expression), target.theory, target.domain
    )
    return decision.names if decision.verdict is Verdict.PROVED else None


def _slope_is_proved(name: str) -> bool:
    """Whether the derivative that calls are corrected by is proved."""
    from derive.expression.nodes import call

    u = Symbol("u")
    left = DerivativeOf(call(name, u), u)
    return decide(left, SLOPES[name], Theory(), Domain((u,))).verdict is Verdict.PROVED


def _between(a: float, b: float) -> float:
    """The number in (a, b] with the fewest digits: 0 where it is one."""
    if a < 0 <= b:
        return 0.0
    if b < 0:
        return -_between_positive(-b, -a)
    return _between_positive(a, b)


def _between_positive(a: float, b: float) -> float:
    step = math.ldexp(1.0, math.frexp(b)[1] - 1)
    while True:
        k = math.floor(b / step) * step
        if k > a:
            return k
        step /= 2


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Pieces with neighbours of one form as one."""
    done: list[Piece] = []
    for piece in pieces:
        if done and done[-1].form == piece.form and done[-1].high == piece.low:
            done[-1] = replace(done[-1], high=piece.high)
        else:
            done.append(piece)
    return tuple(done)
