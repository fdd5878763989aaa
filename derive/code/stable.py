"""A stable form of a function: pieces, each a form that is proved equal to it there.

The forms are found by search; what is kept of them is what the kernel proves, and what has the
least error.  Where none is good enough this is said, with the error of the best.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from sympy.core.symbol import Symbol

from derive.check.decide import decide
from derive.code.crossings import last, near, near_zeros
from derive.code.lowering import SLOPES, NoProgramError, derivatives_used, program
from derive.code.moves import without_marks
from derive.code.points import Point, inside, points
from derive.code.program import Machine, Program, are_normal, normal
from derive.code.search import Form, Pool, Sample, regimes, units
from derive.code.truth import UNDEFINED, Equal, Truth
from derive.expression.nodes import (
    Call,
    DerivativeOf,
    Expression,
    Negation,
    SumOf,
    free_variables,
    rational,
    strip,
    subexpressions,
    substitute,
)
from derive.expression.numerals import numeral
from derive.kernel.conditions import Condition, bound, definedness
from derive.kernel.domains import Domain
from derive.kernel.theory import Theory
from derive.report.report import Verdict

#: At how many points forms are compared, and the result is measured.
SEARCHED, MEASURED = 64, 2_000
#: How large an error may be, in units in the last place, for a form to be called stable.
TOLERATED = 4.0
#: How often the worst points are added to those that forms are compared at; every other time
#: more forms are looked for.
_ROUNDS = 7
#: After how many of these rounds what has no value somewhere is given up.
_HOPELESS = 3
#: How many of them.
_WORST = 12
#: Among how many points zeros are looked for; forms are compared at one of so many near them.
_LOOKED_AT, _EVERY = 300, 5
#: How far from the worst points, relative to them, larger errors are looked for, one after another;
#: at so many of them.
_NEARER, _REFINED = (
    ((0.3, 0.17, 0.1, 0.05, 0.02), (0.03, 0.013, 0.005, 1e-3), (2e-3, 7e-4, 2e-4)),
    8,
)
#: How far from the ends of where values are normal floats.
_AT_END = (1e-4, 1e-3, 3e-3, 5e-3, 7e-3, 0.02)
#: A float near the largest ones.
_FAR = math.ldexp(1.75, 1023)
#: Functions that are decided by the sign of an argument, or of a difference of two.
_BY_SIGN = frozenset({"abs", "sign", "max", "min"})


@dataclass(frozen=True)
class Target:
    """What is computed: an expression, its variables, the one that moves, and its domain."""

    expression: Expression
    variable: Symbol
    domain: Domain
    derivative: bool = False

    @property
    def place(self) -> int:
        """Which of the variables moves."""
        return self.domain.variables.index(self.variable)

    @property
    def theory(self) -> Theory:
        """The theory that it is stated in, without definitions."""
        return Theory(integers=self.domain.integers)


@dataclass(frozen=True)
class Piece:
    """A form on an interval [low, high), what it is computed by, and by which moves it came."""

    low: float
    high: float
    form: Expression
    program: Program
    moves: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """The largest error that was met, in units in the last place, and where.

    Values that are normal floats are asked for.  Of a derivative `ratio` is the largest one divided
    by 1 + |x f''/f'|.  `edge` and `edge_ratio` are the same where an intermediate
    result was no normal float.
    """

    ulps: float = 0.0
    point: Point = ()
    ratio: float = 0.0
    edge: float = 0.0
    edge_ratio: float = 0.0
    edge_point: Point = ()
    count: int = 0


@dataclass(frozen=True)
class Stable:
    """The pieces of a function from left to right, with what was measured of them."""

    target: Target
    pieces: tuple[Piece, ...]
    measured: Measured

    @property
    def is_stable(self) -> bool:
        """Whether no error is larger than what is tolerated."""
        within = self.measured.ratio if self.target.derivative else self.measured.ulps
        return within <= TOLERATED

    @property
    def excluded(self) -> tuple[float, ...]:
        """The values of the variable that the domain leaves out."""
        found = [bound(c.expression) for c in self.target.domain.conditions if c.relation == "!="]
        return tuple(
            float(-b.sign * b.offset) for b in found if b and b.variable == self.target.variable
        )


def stable(target: Target, count: int = MEASURED) -> Stable:
    """The stable form of a target, measured at so many points.

    Raises `NoProgramError` where floats do not compute it.
    """
    target = _where_defined(replace(target, expression=strip(target.expression)))
    cuts = [-math.inf, *_kinks(target), math.inf]
    pieces: list[Piece] = []
    errors: list[_Error] = []
    for low, high in pairwise(cuts):
        on_piece = _within(target, low, high)
        if points(on_piece.domain, 3):
            more, measured_there = _pieces(on_piece, low, high)
            pieces += more
            errors += measured_there
    if not pieces:
        raise NoProgramError("no point of the domain is known")
    found = _joined(pieces)
    if count != MEASURED:
        return Stable(target, found, measure(target, found, count))
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


def _pieces(target: Target, low: float, high: float) -> tuple[list[Piece], list[_Error]]:
    """The pieces of a target on an interval on which no sign changes, with their errors."""
    truth = truth_of(target)
    chosen = points(target.domain, SEARCHED)
    many = points(target.domain, MEASURED)
    if target.derivative:
        zeros = [p for p in near_zeros(truth, many[:_LOOKED_AT]) if inside(p, target.domain)]
        chosen, many = [*chosen, *zeros[::_EVERY]], [*many, *zeros]
    best: tuple[float, list[Piece], list[_Error]] | None = None
    pool: Pool | None = None
    for k in range(_ROUNDS):
        sample = Sample(chosen, truth, target.place, target.derivative)
        pool = Pool([target.expression], target.domain, sample) if pool is None else pool.at(sample)
        if k % 2 == 0:
            pool.explore()
        if not pool.forms:
            raise NoProgramError(f"{target.expression} is not computed in floats")
        found = _proved(target, pool, low, high)
        truth.add(*map(_as_equal, found))
        errors = _all(target, found, many, truth)
        counting = sorted((e.ratio, e.point) for e in errors if e.counts)
        worst = counting[-1][0] if counting else 0.0
        if best is None or worst < best[0]:
            best = worst, found, errors
        if worst <= TOLERATED or (worst == math.inf and k >= _HOPELESS):
            break
        chosen = [*chosen, *(p for _, p in counting[-_WORST:])]
    assert best is not None
    return best[1], best[2]


def truth_of(target: Target) -> Truth:
    """The exact values of a target."""
    return Truth(target.domain.variables, target.expression, target.variable)


def _as_equal(piece: Piece) -> Equal:
    return Equal(without_marks(piece.form), piece.low, piece.high)


@dataclass(frozen=True)
class _Error:
    """The error at a point; `normal` says that all results were normal floats.

    `edge` says that the value and the point are, but an intermediate result was not.
    """

    point: Point
    units: float
    ratio: float
    normal: bool
    edge: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is asked to be small: also where there should be a value and is none.

        What overflows at the largest floats only is told, but asked of nobody.
        """
        return self.normal or (not math.isfinite(self.units) and not _is_far(self.point))


def _is_far(point: Point) -> bool:
    return any(abs(x) >= _FAR / 2 for x in point)


def _each(
    target: Target, pieces: Sequence[Piece], at: Sequence[Point], truth: Truth
) -> Iterator[_Error]:
    """The error of pieces at each point that has a value which floats have."""
    names = [v.name for v in target.domain.variables]
    machines = [(p, Machine(p.program, names)) for p in pieces]
    for point in at:
        exact = truth.at(point)
        x = point[target.place]
        here = [(p, m) for p, m in machines if p.low <= x < p.high]
        if exact is UNDEFINED or not here or (exact is not None and exact.is_large):
            continue
        ((piece, machine),) = here
        values = machine.run(point)
        error = units(machine, point, exact)
        asked = exact is not None and exact.is_normal and are_normal(point)
        whole = asked and values is not None and normal(piece.program, values)
        ratio = error
        if target.derivative and TOLERATED / 2 < error < math.inf:
            ratio = max(TOLERATED / 2, error / (1 + truth.condition(point)))
        lost = error == math.inf and _is_far(point)
        yield _Error(point, error, ratio, whole, (asked or lost) and not whole)


def _all(
    target: Target, pieces: Sequence[Piece], at: Sequence[Point], truth: Truth
) -> list[_Error]:
    """The errors at points, at the ends of where values are normal, and near the worst of all."""
    known = set(at)

    def more(candidates: Iterable[Point]) -> list[_Error]:
        new = [p for p in dict.fromkeys(candidates) if p not in known and inside(p, target.domain)]
        known.update(new)
        return list(_each(target, pieces, new, truth))

    errors = list(_each(target, pieces, at, truth))
    errors += more((far, *p[1:]) for p in at[:1] for far in (-_FAR, _FAR))
    errors += more(_at_ends(errors, truth))
    for distances in _NEARER:
        errors += more([q for e in _worst(target, errors, truth) for q in near(e.point, distances)])
    return errors


def _at_ends(errors: Sequence[_Error], truth: Truth) -> Iterator[Point]:
    """Points near where values cease to be normal floats, for functions of one variable."""

    def asked(point: Point) -> bool:
        exact = truth.at(point)
        return exact is not None and exact.is_normal and are_normal(point)

    ordered = sorted(e.point for e in errors if len(e.point) == 1)
    for a, b in pairwise(ordered):
        if asked(a) != asked(b):
            yield from near(last(a, b, asked) if asked(a) else last(b, a, asked), _AT_END)


def _worst(target: Target, errors: Sequence[_Error], truth: Truth) -> list[_Error]:
    """The largest errors, those that are the largest by what their condition allows, and edges."""
    finite = [e for e in errors if math.isfinite(e.units)]
    ordered = sorted(finite, key=lambda e: -e.units)
    found = [e for e in ordered if e.normal][:_REFINED] + [e for e in ordered if e.edge][:1]
    if target.derivative:
        large = [e for e in ordered if e.normal and e.units > TOLERATED / 2]
        found += sorted(large, key=lambda e: -e.units / (1 + truth.condition(e.point)))[:_REFINED]
    return found


def measure(target: Target, pieces: Sequence[Piece], count: int = MEASURED) -> Measured:
    """What is measured of pieces at so many points of the domain."""
    truth = truth_of(target)
    truth.add(*(_as_equal(p) for p in pieces if p.moves))
    return measured(_all(target, pieces, points(target.domain, count), truth))


def measured(errors: Sequence[_Error]) -> Measured:
    """The largest of the errors."""
    zero = _Error((), 0.0, 0.0, True)
    inside = [e for e in errors if e.counts]
    worst = max(inside, key=lambda e: e.units, default=zero)
    ratio = max(inside, key=lambda e: e.ratio, default=zero)
    edge = max((e for e in errors if e.edge), key=lambda e: (e.ratio, e.units), default=zero)
    return Measured(
        worst.units, worst.point, ratio.ratio, edge.units, edge.ratio, edge.point, len(errors)
    )


def _proved(target: Target, pool: Pool, low: float, high: float) -> list[Piece]:
    """The best pieces of which each is proved; a form that is not is given up."""
    while True:
        at = [p[target.place] for p in pool.sample.points]
        found = regimes(pool.choices(), at)
        starts = [low, *(_between(at[k - 1], at[k]) for k, _ in found[1:]), high]
        pieces = []
        for (_, form), start, end in zip(found, starts, starts[1:], strict=False):
            proof = _proof(_within(target, start, end), form)
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
