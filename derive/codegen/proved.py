"""The search for pieces of which each is proved, measured again where they are at their worst."""

from __future__ import annotations

import math
from typing import NamedTuple

from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.codegen.crossings import near_zeros
from derive.codegen.lowering import (
    POWER,
    SLOPES,
    NoFormError,
    NoProgramError,
    derivatives_used,
)
from derive.codegen.measure import MEASURED, Errors, equal_forms, far, spread, tiny
from derive.codegen.moves import without_marks
from derive.codegen.pieces import Piece, Target
from derive.codegen.points import Point, insider
from derive.codegen.search import Pool, Sample, regimes
from derive.codegen.truth import Truth
from derive.expression.as_cases import as_cases
from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    Power,
    ProductOf,
    call,
)
from derive.expression.text import text
from derive.kernel.conditions import Condition
from derive.kernel.theory import Theory
from derive.prover.domains import Domain
from derive.report.report import Verdict

#: At how many points forms are compared.
SEARCHED = 64
#: At how many points what is found is measured on the way.
_ON_THE_WAY = 1_000
#: How often the worst points are added to those that forms are compared at; every other time
#: more forms are looked for.
_ROUNDS = 12
#: After how many of these rounds what has no value somewhere is given up.
_HOPELESS = 3
#: After how many of them that gain nothing the search ends, unless the error is nearly small.
_PATIENCE, _NEARLY = 3, 1.5
#: At how many of the worst points of what is known finer pieces are compared.
_BAD = 24
#: How many of the worst points are added.
_WORST = 12
#: Among how many points zeros are looked for; forms are compared at one of so many near them.
_LOOKED_AT, _EVERY = 300, 5


class Finer(NamedTuple):
    """Pieces that are stable, and how small the errors of others have to be to replace them."""

    known: Errors
    enough: float


def searched(
    target: Target,
    truth: Truth,
    interval: tuple[float, float],
    count: int,
    finer: Finer | None = None,
) -> Errors:
    """The pieces that the search finds; where stable ones are known, with smaller errors.

    Raises `NoProgramError` where floats do not compute it.
    """
    enough = target.tolerated if finer is None else finer.enough
    chosen, many = _points(target, truth, count, finer)
    best: Errors | None = None
    errors: Errors | None = None
    pool: Pool | None = None
    since = 0
    for k in range(_ROUNDS):
        sample = Sample(chosen, truth, target.side, target.derivative, finer is not None)
        pool = _started(target, finer, sample) if pool is None else pool.at(sample)
        if k % 2 == 0:
            pool.explore()
        if not pool.forms:
            raise NoProgramError(f"{target.expression} is not computed in floats")
        found = _proved(target, pool, *interval)
        if errors is None or errors.pieces != found:
            truth.add(*equal_forms(target, found))
            errors = Errors(target, found, truth).usual(many)
            if errors.worst.ratio <= enough and count >= MEASURED:
                errors.densely()
        worst = errors.worst.ratio
        if best is None or worst < best.worst.ratio:
            best, since = errors, k
        hopeless = worst == math.inf and k >= _HOPELESS
        patience = _ROUNDS if best.worst.ratio < _NEARLY * enough else _PATIENCE
        if worst <= enough or hopeless or k - since >= patience:
            break
        chosen = list(dict.fromkeys([*chosen, *errors.worst_points(_WORST)]))
    assert best is not None
    return best


def _points(
    target: Target, truth: Truth, count: int, finer: Finer | None
) -> tuple[list[Point], list[Point]]:
    """At which points forms are compared, and at which what is found is measured."""
    is_inside = insider(target.domain)
    chosen = spread(target, SEARCHED)
    chosen += filter(is_inside, [*far(chosen), *tiny(chosen)])
    many = spread(target, min(count, _ON_THE_WAY))
    if finer is not None:
        here = Errors(target, finer.known.pieces, truth).usual(many).freshly()
        bad = [*finer.known.worst_points(_BAD, is_inside), *here.worst_points(_BAD)]
        chosen = list(dict.fromkeys([*chosen, *bad]))
    if target.derivative:
        zeros = list(filter(is_inside, near_zeros(truth, many[:_LOOKED_AT])))
        chosen, many = [*chosen, *zeros[::_EVERY]], [*many, *zeros]
    return chosen, many


def _started(target: Target, finer: Finer | None, sample: Sample) -> Pool:
    """A search that starts from the pieces that are known, or from the definition."""
    pool = Pool([target.expression] if finer is None else [], target.domain, sample)
    for piece in finer.known.pieces if finer else ():
        pool.add_found(piece.form, piece.moves)
    return pool


def _proved(target: Target, pool: Pool, low: float, high: float) -> list[Piece]:
    """The best pieces of which each is proved; a form that is not is given up.

    Raises `NoFormError` where none is left.
    """
    while pool.forms:
        at = [target.side(p) for p in pool.sample.points]
        found = regimes(pool.choices(), at)
        starts = [low, *(_between(at[k - 1], at[k]) for k, _ in found[1:]), high]
        pieces = []
        for (_, form), start, end in zip(found, starts, starts[1:], strict=False):
            proof = proof_of(
                target.within(start, end) if target.by is None else target, form.expression
            )
            if proof is None:
                pool.forget(form)
                break
            pieces.append(Piece(start, end, form.expression, form.program, form.names, proof))
        else:
            return pieces
    raise _no_form(target)


def _no_form(target: Target) -> NoProgramError:
    """That nothing is left."""
    written = text(as_cases(target.expression))
    return NoFormError(f"no form of {written} is proved on all of its domain")


def proof_of(target: Target, form: Expression) -> tuple[str, ...] | None:
    """The names that a form is proved equal by to what is computed; None if it is not proved."""
    for name in derivatives_used(form):
        if not _slope_is_proved(name):
            return None
    decision = decide(target.expression, without_marks(form), target.theory, target.domain)
    return decision.names if decision.verdict is Verdict.PROVED else None


def _slope_is_proved(name: str) -> bool:
    """Whether the derivative that calls are corrected by is proved."""
    u, v = Symbol("u"), Symbol("v")
    if name == POWER:
        by_exponent = ProductOf(Power(u, v), call("log", u))
        left, right, domain = DerivativeOf(Power(u, v), v), by_exponent, _positive(u, v)
    else:
        left, right, domain = DerivativeOf(call(name, u), u), SLOPES[name], Domain((u,))
    return decide(left, right, Theory(), domain).verdict is Verdict.PROVED


def _positive(u: Symbol, *others: Symbol) -> Domain:
    return Domain((u, *others), (Condition(u, ">"),))


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
