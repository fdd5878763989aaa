"""The declared domain of a proof: which conditions it implies, and points inside it.

A condition is discharged by the range of its expression over the declared variables, by a declared
condition, or factor by factor.  What cannot be discharged is not implied: nothing here guesses.
Expressions have their definitions unfolded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from itertools import islice
from math import ceil, floor

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Bracket,
    Call,
    Constant,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    rational,
    substitute,
)
from derive.kernel.balls import Point, holds
from derive.kernel.conditions import Condition, integer_exponent, numeral_or_none
from derive.kernel.functions import FUNCTIONS, FunctionRow
from derive.kernel.intervals import (
    INFINITE,
    POSITIVE,
    REALS,
    End,
    Interval,
    add,
    end,
    invert,
    larger,
    multiply,
    negate,
    point,
    power,
    signum,
    smaller,
)
from derive.kernel.normal_form import canonical, factors, same_normal_form
from derive.kernel.theory import KernelError

_CONSTANTS = {
    "e": Interval(end(Fraction(271, 100)), end(Fraction(272, 100))),
    "pi": Interval(end(Fraction(314, 100)), end(Fraction(315, 100))),
}
#: How many candidates are tried for points of a domain.
CANDIDATES = 400
MAX_POWER = 200


@dataclass(frozen=True)
class Domain:
    """The points at which all `conditions` hold and the `integers` are integers."""

    variables: tuple[Symbol, ...]
    conditions: tuple[Condition, ...] = ()
    integers: frozenset[Symbol] = frozenset()

    @cached_property
    def bounds(self) -> dict[Symbol, Interval]:
        """The interval of each variable, from the conditions on it alone."""
        found = dict.fromkeys(self.variables, REALS)
        for condition in self.conditions:
            for variable, interval in _bound(condition):
                found[variable] = found.get(variable, REALS).meet(interval)
        return found

    def range(self, e: Expression) -> Interval:
        """An interval that contains every value of `e` on the domain."""
        return _Ranges(self.bounds).of(e)

    def implies(self, condition: Condition) -> bool:
        """Whether `condition` is shown to hold at every point of the domain."""
        if condition not in self._implied:
            self._implied[condition] = self._implies(condition)
        return self._implied[condition]

    @cached_property
    def _implied(self) -> dict[Condition, bool]:
        return {}

    def _implies(self, condition: Condition) -> bool:
        if condition in self.conditions or condition.is_trivial():
            return True
        e, relation = condition.expression, condition.relation
        if self.range(e).satisfies(relation):
            return True
        try:
            return self._by_facts(e, relation) or self._by_factors(e, relation)
        except KernelError:
            return False

    def _by_facts(self, e: Expression, relation: str) -> bool:
        """Whether `e` is at least a declared positive expression, or the same as one."""
        return any(self._follows(e, relation, fact) for fact in self.conditions)

    def _follows(self, e: Expression, relation: str, fact: Condition) -> bool:
        quotient = numeral_or_none(canonical(Quotient(e, fact.expression)))
        if isinstance(quotient, Fraction) and quotient != 0:
            same_sign = quotient > 0 and fact.relation in (relation, ">")
            return same_sign or (relation == "!=" and fact.relation in ("!=", ">"))
        if fact.relation == "!=":
            return False
        excess = self.range(canonical(SumOf(e, Negation(fact.expression))))
        strict = relation == ">=" or fact.relation == ">" or excess.positive
        return excess.nonnegative and strict

    def _by_factors(self, e: Expression, relation: str) -> bool:
        sign, odd, even = factors(e)
        nonzero = sign != 0 and all(self._direct(Condition(f, "!=")) for f in [*odd, *even])
        if relation == "!=" or (relation == ">" and not nonzero):
            return nonzero
        for f in odd:
            sign *= self._weak_sign(f)
        return sign > 0

    def _weak_sign(self, e: Expression) -> int:
        """1 where e >= 0 is shown, -1 where e <= 0 is, else 0."""
        if self._direct(Condition(e, ">=")):
            return 1
        return -1 if self._direct(Condition(Negation(e), ">=")) else 0

    def _direct(self, condition: Condition) -> bool:
        e, relation = condition.expression, condition.relation
        return self.range(e).satisfies(relation) or self._by_facts(e, relation)

    def points(self, count: int) -> list[Point]:
        """Up to `count` rational points that certainly lie in the domain, always the same."""
        return list(islice(self._points(), count))

    def _points(self) -> Iterator[Point]:
        seen: set[tuple[Fraction, ...]] = set()
        for k in range(CANDIDATES):
            values = tuple(self._candidate(v, i, k) for i, v in enumerate(self.variables))
            if values in seen:
                continue
            seen.add(values)
            candidate = dict(zip(self.variables, values, strict=True))
            if self.contains(candidate):
                yield candidate

    def contains(self, candidate: Point) -> bool:
        """Whether a point certainly lies in the domain."""
        whole = all(candidate[v].denominator == 1 for v in self.integers)
        return whole and all(holds(c, candidate) for c in self.conditions)

    def _candidate(self, variable: Symbol, i: int, k: int) -> Fraction:
        """The k-th value tried for the i-th variable, inside its bounds."""
        if variable in self.integers:
            return _integer_candidate(self.bounds[variable], k * (2 * i + 1) + i)
        # strides that are coprime to the length let variables run through all combinations
        stride = (1, 5, 7, 11, 13, 17)[i % 6]
        t = _SAMPLES[(k * stride + 3 * i + k // len(_SAMPLES)) % len(_SAMPLES)]
        return _placed(t, self.bounds[variable])


#: Dyadic samples of the line, so that their arithmetic is exact in balls.
_SAMPLES = tuple(
    Fraction(n, 64)
    for n in (
        48,
        -80,
        136,
        20,
        -28,
        176,
        -144,
        96,
        -52,
        8,
        240,
        -208,
        60,
        -100,
        116,
        -12,
        300,
        -276,
        34,
        -66,
        153,
        3,
        -5,
    )
)


def _placed(t: Fraction, bounds: Interval) -> Fraction:
    """A sample of the line moved into an interval."""
    low, high = bounds.low.value, bounds.high.value
    if low is not None and high is not None:
        return low + (high - low) * Fraction(int(abs(t) * 64) * 37 % 63 + 1, 64)
    if low is not None:
        return low + abs(t)
    if high is not None:
        return high - abs(t)
    return t


def _integer_candidate(bounds: Interval, k: int) -> Fraction:
    """The k-th integer upwards or downwards from a bound, or from 0 in both directions."""
    low, high = bounds.low.value, bounds.high.value
    if low is not None:
        return Fraction(ceil(low) + k % 40)
    if high is not None:
        return Fraction(floor(high) - k % 40)
    return Fraction((k % 40 + 1) // 2 * (1 if k % 2 else -1))


def _bound(condition: Condition) -> Iterator[tuple[Symbol, Interval]]:
    """The interval of a variable that a condition `a*v + b ? 0` says, for numerals a and b."""
    variables = free_variables(condition.expression)
    if len(variables) != 1:
        return
    (variable,) = variables
    line = _line(condition.expression, variable)
    if line is None:
        return
    slope, zero = line
    if condition.relation == "!=":
        if zero == 0:
            yield variable, Interval(nonzero=True)
        return
    bound = End(zero, condition.relation == ">=")
    yield variable, Interval(low=bound) if slope > 0 else Interval(high=bound)


def _line(e: Expression, variable: Symbol) -> tuple[Fraction, Fraction] | None:
    """The slope and the zero of `e`, if it is a line in `variable` with numeral coefficients."""
    try:
        at_zero, at_one = (
            numeral_or_none(canonical(substitute(e, {variable: Integer(n)}))) for n in (0, 1)
        )
        if at_zero is None or at_one is None or at_zero == at_one:
            return None
        slope = at_one - at_zero
        line = SumOf(ProductOf(rational(slope), variable), rational(at_zero))
        return (slope, -at_zero / slope) if same_normal_form(e, line) else None
    except KernelError:
        return None


class _Ranges:
    """The intervals of expressions whose variables lie in given intervals."""

    def __init__(self, bounds: Mapping[Symbol, Interval]) -> None:
        self.bounds = bounds

    def of(self, e: Expression) -> Interval:
        value = numeral_or_none(e)
        if value is not None:
            return point(value)
        match e:
            case Symbol():
                return self.bounds.get(e, REALS)
            case Constant():
                return _CONSTANTS[e.name]
            case Bracket():
                return self.of(e.args[0])
            case Negation():
                return negate(self.of(e.args[0]))
            case SumOf():
                return reduce(add, map(self.of, e.args))
            case ProductOf():
                return self._product(e)
            case Quotient():
                return multiply(self.of(e.args[0]), invert(self.of(e.args[1])))
            case Power():
                return self._power(e)
            case Call() if e.name in FUNCTIONS:
                return _image(FUNCTIONS[e.name], *map(self.of, e.arguments))
        return REALS

    def _product(self, e: Expression) -> Interval:
        """Like factors are taken together, so that u*u is a square."""
        counted = Counter(e.args)
        powers = [power(self.of(factor), n) for factor, n in counted.items()]
        return reduce(multiply, powers)

    def _power(self, e: Expression) -> Interval:
        base, exponent = self.of(e.args[0]), e.args[1]
        n = integer_exponent(exponent)
        if n is not None:
            return power(base, n) if abs(n) <= MAX_POWER else REALS
        above_one = add(base, point(Fraction(-1)))
        # u^v = exp(v*log(u)), and log(u) has the sign of u - 1
        return _image(FUNCTIONS["exp"], multiply(self.of(exponent), _signs(above_one)))


def _signs(a: Interval) -> Interval:
    """The reals of the signs that occur in an interval."""
    if a.positive:
        return POSITIVE
    return negate(POSITIVE) if a.negative else REALS


def _image(row: FunctionRow, a: Interval, *more: Interval) -> Interval:
    """The values of a function on an interval, or on several."""
    found = Interval(_declared(row.low), _declared(row.high))
    if row.name in _COMPUTED:
        return found.meet(_COMPUTED[row.name](a, *more))
    for u, value in row.anchors:
        found = found.meet(_beyond(a, Fraction(u), Fraction(value)))
    if row.name in _EVEN_ZERO and a.excludes_zero:
        found = found.meet(_EVEN_ZERO[row.name])
    return found


#: What even functions with their extreme value at 0 alone say of a nonzero argument.
_EVEN_ZERO = {
    "abs": POSITIVE,
    "cosh": Interval(end(1)),
    "sech": Interval(high=end(1)),
}


#: The functions whose values come from all of the ends.
_COMPUTED: dict[str, Callable[..., Interval]] = {"max": larger, "min": smaller, "sign": signum}


def _declared(bound: tuple[str, bool] | None) -> End:
    return INFINITE if bound is None else End(Fraction(bound[0]), bound[1])


def _beyond(a: Interval, u: Fraction, value: Fraction) -> Interval:
    """The values of a strictly increasing function through (u, value) on an interval."""
    shifted = add(a, point(-u))
    low, high = shifted.nonnegative, negate(shifted).nonnegative
    return Interval(
        end(value, not shifted.positive) if low else INFINITE,
        end(value, not shifted.negative) if high else INFINITE,
        value == 0 and u == 0 and a.excludes_zero,
    )
