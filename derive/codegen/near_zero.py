"""Pieces with a Taylor polynomial about 0: where nothing else is stable, or where it is finer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from operator import itemgetter

from derive.check.decide import decide
from derive.codegen.lowering import program
from derive.codegen.measure import MEASURED, Errors, spread
from derive.codegen.moves import normal_form, polished
from derive.codegen.pieces import TOLERATED, Piece, Target
from derive.codegen.points import points
from derive.codegen.proved import Finer, proof_of, searched
from derive.codegen.search import ENOUGH, FINE
from derive.codegen.taylor import RADII, Taylor, taylor
from derive.codegen.truth import Truth
from derive.expression.nodes import Negation, Quotient, free_variables
from derive.expression.substitution import substitute
from derive.kernel.theory import REFUSALS
from derive.report.report import Verdict

#: By how much smaller errors have to be for finer pieces, and how wide their polynomials may be.
_PAYS, _FINE_RADIUS = 0.5, Fraction(1, 2)
#: On how wide intervals about 0 Taylor polynomials are tried.
_RADII = 2
#: At how many points polynomials are compared.
_COMPARED = 200


def near_zero(
    target: Target, truth: Truth, interval: tuple[float, float], found: Errors, count: int
) -> Errors:
    """Pieces with a Taylor polynomial about 0, where nothing else is stable there."""
    low, high = interval
    radii: set[Fraction] = set()
    for t in _polynomials(target, RADII) if _lacks_digits(target, found) else ():
        h = float(t.radius)
        if low >= h or high <= -h or (t.radius not in radii and len(radii) == _RADII):
            continue
        if found.worst.ratio <= TOLERATED:
            break
        radii.add(t.radius)
        tried = _about_zero(target, truth, interval, t, count)
        if tried.worst.ratio < found.worst.ratio:
            found = tried
    return found


def _lacks_digits(target: Target, found: Errors) -> bool:
    """Whether a function of one variable has its largest error near 0, and no stable form."""
    worst = found.worst
    alone = len(target.domain.variables) == 1
    return alone and worst.ratio > TOLERATED and abs(worst.point[0]) <= 1


def may_be_finer(target: Target, found: Errors) -> bool:
    """Whether a function of one variable is stable, without a polynomial, and not yet fine."""
    alone = len(target.domain.variables) == 1 and not target.derivative
    plain = not any(p.degree for p in found.pieces)
    return alone and plain and FINE < found.worst.ratio <= TOLERATED


def finer(
    target: Target, truth: Truth, interval: tuple[float, float], found: Errors, count: int
) -> Errors:
    """Pieces with smaller errors beside a Taylor polynomial, where so much is gained that it pays.

    Narrow polynomials, which have fewer terms, are tried first.
    """
    low, high = interval
    worst = found.worst
    enough = worst.ratio - _PAYS
    for radius in sorted(r for r in RADII if r <= _FINE_RADIUS):
        h = float(radius)
        near = worst.ratio > ENOUGH or abs(worst.point[0]) <= h
        if not near or low > -h or high < h:
            continue
        each = _polynomials(target, (radius,))
        tried = [(_polynomial(target, truth, (-h, h), t).worst.ratio, t) for t in each]
        error, best = min(tried, key=itemgetter(0), default=(math.inf, None))
        if best is not None and error <= enough:
            wanted = Finer(found, enough)
            again = _about_zero(target, truth, interval, best, count, wanted)
            if again.worst.ratio <= enough and again.at_last().worst.ratio <= enough:
                return again
    return found


def _polynomial(
    target: Target, truth: Truth, interval: tuple[float, float], t: Taylor, densely: bool = False
) -> Errors:
    """A polynomial on an interval near 0, with its errors."""
    low, high = interval
    piece = Piece(low, high, t.form, program(t.form), ("Taylor polynomial",), (), t.degree)
    part = target.within(low, high)
    found = Errors(part, [piece], truth).usual(spread(part, _COMPARED))
    return found.densely() if densely else found


def _about_zero(
    target: Target,
    truth: Truth,
    interval: tuple[float, float],
    t: Taylor,
    count: int,
    finer: Finer | None = None,
) -> Errors:
    """A polynomial, and pieces that the search finds on both sides."""
    (low, high), h = interval, float(t.radius)
    enough = math.inf if finer is None else finer.enough
    parts: list[Errors] = []
    for a, b in ((max(low, -h), min(high, h)), (max(low, h), high), (low, min(high, -h))):
        part = target.within(a, b)
        if a >= b or not points(part.domain, 3):
            continue
        if any(p.worst.ratio > enough for p in parts):
            break
        if -h <= a and b <= h:
            parts.append(_polynomial(target, truth, (a, b), t, count >= MEASURED))
        else:
            other = parts[-1] if finer is not None and b == -h and low == -high else None
            mirrored = None if other is None else _mirrored(part, truth, other)
            if mirrored is None or mirrored.worst.ratio > enough:
                mirrored = searched(part, truth, (a, b), count, finer)
            parts.append(mirrored)
    pieces = sorted((piece for p in parts for piece in p.pieces), key=lambda piece: piece.low)
    return Errors(target, pieces, truth).joined(parts)


def _mirrored(target: Target, truth: Truth, other: Errors) -> Errors | None:
    """The pieces on the other side of 0 for an even or an odd function, each proved."""
    at = [(-e.point[0],) for e in other.found]
    pieces: list[Piece] = []
    for p in reversed(other.pieces):
        part = target.within(-p.high, -p.low)
        turned = polished(substitute(p.form, {target.variable: Negation(target.variable)}))
        forms = dict.fromkeys((p.form, turned, polished(Negation(turned))))
        tried = [
            Errors(part, [Piece(-p.high, -p.low, form, program(form), p.moves, proof)], truth)
            for form in forms
            if (proof := proof_of(part, form)) is not None
        ]
        if not tried:
            return None
        pieces += min(tried, key=lambda e: e.more(at[:_COMPARED]).worst.ratio).pieces
    return Errors(target, pieces, truth).more(at)


def _polynomials(target: Target, radii: Sequence[Fraction]) -> Iterator[Taylor]:
    """Taylor polynomials of a target, or of the numerator of its normal form, as wide as told."""
    whole = _fraction(target)
    for radius in radii:
        yield from taylor(target.expression, target.variable, radius)
        if whole is not None:
            for t in taylor(whole.args[0], target.variable, radius):
                yield t._replace(form=polished(Quotient(t.form, whole.args[1])))


def _fraction(target: Target) -> Quotient | None:
    """The normal form of a target where it is a fraction, and proved."""
    try:
        whole = normal_form(target.expression, target.domain)
    except REFUSALS:
        return None
    if not isinstance(whole, Quotient) or not free_variables(whole.args[1]):
        return None
    decision = decide(target.expression, whole, target.theory, target.domain)
    return whole if decision.verdict is Verdict.PROVED else None
