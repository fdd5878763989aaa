"""Conditions on values of functions: monotone ones, waves, inverses, rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from sympy.core.numbers import Integer

from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    called,
    constant,
    free_variables,
    has_derivative,
    integer,
    product_of,
    rational,
    size,
    subexpressions,
)
from derive.expression.substitution import substitute
from derive.kernel.conditions import Condition, integer_exponent, numeral_or_none
from derive.kernel.facts.entries import Compared, Shaped
from derive.kernel.functions import PARAMETERS
from derive.kernel.laws import INEQUALITIES
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order
from derive.prover.conditions.parts import ZEROS, by_bounds, sign
from derive.prover.conditions.rising import arguments_of, compared
from derive.prover.conditions.rooted import rooted
from derive.prover.conditions.showing import MAX_SIZE, Showing
from derive.prover.differentiated import differentiated
from derive.prover.half_turns import is_multiple_of_pi, without_half_turns
from derive.prover.normal_form import factored
from derive.prover.polynomials import polynomial, written
from derive.rules.inequalities import BELOW_AN_INTEGER, ROWS, TURNING_NOTHING, WINDOWS

_TURN = Fraction(355, 113)
#: The largest exponent for which a number is seen to be a power of another one.
MAX_EXPONENT = 32
_TWO = Integer(2)
_E = constant("e")
WAVES = frozenset(("sin", "cos", "tan", "cot", "sec", "csc"))


def by_monotony(s: Showing, c: Condition) -> None:
    """`c*(f(u) - f(v))` for an increasing f has the sign of `c*(u - v)`."""
    p = polynomial(c.expression)
    if len(p) != 2 or sum(p.values()) != 0 or any(len(m) != 1 for m in p):
        return
    (first, k), (second, _) = p.items()
    ((f, n),), ((g, m),) = first, second
    pair = arguments_of(f, g) if n == m == 1 else None
    if pair is None:
        return
    u, v = pair
    sign(s, SumOf(u, Negation(v)), nonzero=c.relation != ">=")
    if compared(s, f, g):
        s.same(c.expression, ProductOf(rational(k), SumOf(f, Negation(g))))


def shaped(s: Showing, row: int, arguments: tuple[Expression, ...]) -> bool:
    """What a row tells, once its conditions are shown."""
    pattern = INEQUALITIES[row][0].expression
    inner = pattern.args[0] if isinstance(pattern, SumOf) else pattern
    if _nested(inner):  # a row about one function of another
        return False
    return all(map(s.reach, instance(row, arguments)[1])) and s.add(Shaped(row, arguments))


@lru_cache(maxsize=2_000)
def instance(
    row: int, arguments: tuple[Expression, ...]
) -> tuple[Expression, tuple[Condition, ...]]:
    """What a row says of some arguments, and under which conditions."""
    values = dict(zip(PARAMETERS, arguments, strict=False))
    said, when = INEQUALITIES[row]
    conditions = (Condition(substitute(c.expression, values), c.relation) for c in when)
    return substitute(said.expression, values), tuple(conditions)


def _nested(e: Expression) -> bool:
    return isinstance(e, Call) and isinstance(e.arguments[0], Call)


def by_inverses(s: Showing, c: Condition) -> None:
    """Waves of inverses of waves, by rows or by what they are equal to."""
    for e in list(_calls(c.expression)):
        if called(e.arguments[0]).isdisjoint(_INVERSES) or s.facts.of(e).excludes_zero:
            continue
        if len(e.arguments) == 1:
            _by_rows_of_inverses(s, e)
        other = s.simple(e)
        if other is not None and other != e:
            sign(s, other, nonzero=True)
            s.same(e, other)


def _by_rows_of_inverses(s: Showing, e: Call) -> None:
    (inner,) = e.arguments
    for i, row in enumerate(ROWS):
        if isinstance(inner, Call) and row.statement.startswith(f"{e.name}({inner.name}("):
            values = dict(zip(PARAMETERS, inner.arguments, strict=False))
            when = INEQUALITIES[i][1]
            if all(s.reach(Condition(substitute(c.expression, values), c.relation)) for c in when):
                s.add(Shaped(i, inner.arguments))


_INVERSES = frozenset(("asin", "acos", "atan", "acot", "asec", "acsc"))


def by_laws(s: Showing, c: Condition) -> None:
    """As its normal form, where that has other parts: squares of roots, hyperbolic functions.

    It takes fuel, so only what is asked for itself is tried so.
    """
    if not s.is_outermost:
        return
    names = called(c.expression)
    for e in list(_calls(c.expression)) if "sqrt" in names else ():
        if e.name == "sqrt":
            _factors_told(s, e.arguments[0])
    for procedure, functions in _LAWFUL.items():
        other = None if names.isdisjoint(functions) else s.simple(c.expression, procedure)
        if other is not None and size(other) <= MAX_SIZE and s.reach(Condition(other, c.relation)):
            s.same(c.expression, other)
            return


def _factors_told(s: Showing, radicand: Expression) -> None:
    """The signs of the factors under a root, without which it is one of absolute values."""
    with suppress(KernelError):
        product = factored(radicand)
        for part in product.args if isinstance(product, ProductOf) else ():
            sign(s, part, nonzero=False)


#: Procedures that are worth a normal form, with the functions that they have laws of.
_LAWFUL = {
    "radicals": ("sqrt",),
    "identity": ("sinh", "cosh", "tanh", "coth", "sech", "csch"),
}


def by_calculus(s: Showing, c: Condition) -> None:
    """Derivatives carried out by rows."""
    if has_derivative(c.expression):
        other = differentiated(c.expression, s.derivatives)
        if other != c.expression and s.reach(Condition(other, c.relation)):
            s.same(c.expression, other)


def _named(statement: str) -> Iterator[str]:
    names = [
        n
        for n in (
            "expm1",
            "log1p",
            "asinh",
            "asin",
            "acos",
            "atan",
            "acot",
            "sinh",
            "tanh",
            "sqrt",
            "abs",
            "max",
            "min",
            "exp",
            "log",
        )
        if n + "(" in statement
    ]
    yield from names[:1] or [n for n in ("cos", "sin", "tan") if n + "(" in statement][:1]


ROWS_OF: dict[str, list[int]] = {}


_OF_WINDOWS = {i for of in WINDOWS.values() for rows in of for i in rows}
for _i, _row in enumerate(ROWS):
    for _name in _named(_row.statement) if _i not in _OF_WINDOWS else ():
        ROWS_OF.setdefault(_name, []).append(_i)


def by_turning(s: Showing, c: Condition) -> None:
    """A sum of inverse functions and multiples of pi that turns nothing and is less than a turn."""
    u = c.expression
    if c.relation != "=" or called(u).isdisjoint(_INVERSES) or not _is_sum_of_angles(u):
        return
    if s.same(SumOf(call("cos", u), Negation(Integer(1))), Integer(0)):
        for row in TURNING_NOTHING:
            shaped(s, row, (u,))


def _is_sum_of_angles(u: Expression) -> bool:
    found = polynomial(u)
    atoms = [a for m in found for a, n in m if n == 1 and len(m) == 1]
    return len(atoms) == len(found) > 1 and all(
        a == constant("pi") or (isinstance(a, Call) and a.name in _INVERSES) for a in atoms
    )


def by_steps(s: Showing, c: Condition) -> None:
    """The floor of what is less than an integer."""
    for e in [e for e in _calls(c.expression) if e.name == "floor"]:
        high = s.facts.of(e.arguments[0]).high
        if high.value is not None and high.value.denominator == 1 and not high.closed:
            shaped(s, BELOW_AN_INTEGER, (*e.arguments, rational(high.value)))


def by_wave(s: Showing, c: Condition) -> None:
    """A wave whose argument stays between two of the places where it turns."""
    if isinstance(c.expression, Call) and c.expression.name in WAVES:
        for e in _calls(c.expression):
            _between(s, e)


def by_tangents(s: Showing, c: Condition) -> None:
    """As a wave of a sum over cosines: 1 - tan(u)*tan(v) is cos(u + v)/(cos(u)*cos(v))."""
    if "tan" not in called(c.expression):
        return
    inner = [e.arguments[0] for e in _calls(c.expression) if e.name == "tan"]
    for e in [e for e in s.facts.known if isinstance(e, Call) and e.name in ("sin", "cos")]:
        counts = _multiples_in(e.arguments[0], inner)
        if counts and s.facts.of(e).excludes_zero:
            below = (Power(call("cos", u), integer(n)) for u, n in zip(inner, counts, strict=True))
            if s.same(c.expression, Quotient(e, product_of(tuple(below)))):
                return


def _multiples_in(whole: Expression, terms: list[Expression]) -> list[int]:
    """How often each term stands in a sum of them; empty where it is none of integer multiples."""
    left, counts = dict(polynomial(whole)), list[int]()
    for p in map(polynomial, terms):
        ratios = {left.pop(m, Fraction(0)) / k for m, k in p.items()}
        n = ratios.pop() if len(ratios) == 1 else Fraction(0)
        if n == 0 or n.denominator != 1:
            return []
        counts.append(abs(int(n)))
    return [] if left else counts


def by_waves(s: Showing, c: Condition) -> None:
    """Waves of arguments between two of the places where they turn, and rows about windows."""
    for e in list(_calls(c.expression)):
        _between(s, e)
        for i in ROWS_OF.get(e.name, ()) if e.name in ("sin", "cos", "tan") else ():
            shaped(s, i, e.arguments)
        if e.name in ("sin", "cos"):
            partner = call("cos" if e.name == "sin" else "sin", *e.arguments)
            if s.facts.of(partner).excludes_zero or s.facts.known.get(partner):
                square = Power(e, _TWO)
                if s.same(square, SumOf(Integer(1), Negation(Power(partner, _TWO)))):
                    rooted(s, square)


def _calls(e: Expression) -> Iterator[Call]:
    for part in sorted({*subexpressions(e)}, key=order):
        if isinstance(part, Call):
            yield part
            if part.name in ("tan", "sec"):
                yield call("cos", *part.arguments)
            if part.name in ("cot", "csc"):
                yield call("sin", *part.arguments)


def _between(s: Showing, e: Call) -> None:
    """The sign of a sine or cosine whose argument stays between two places where it turns."""
    if e.name not in WINDOWS:
        return
    (u,) = e.arguments
    for v in sorted(free_variables(u), key=order):
        by_bounds(s, Condition(v, ">="))
    inside = s.facts.of(u)
    low, high = inside.low.value, inside.high.value
    if low is None or high is None:
        for side in (u, Negation(u)):
            s.reach(Condition(SumOf(side, rational(Fraction(10))), ">="))
        inside = s.facts.of(u)
        low, high = inside.low.value, inside.high.value
    if low is None or high is None or high - low > 7:
        return
    first = Fraction(0) if e.name == "sin" else Fraction(-1, 2)
    turns, which = divmod(int(((low + high) / 2 / _TURN - first) // 1), 2)
    if abs(turns) > 1000:
        return
    whole = ProductOf(integer(2 * turns), constant("pi"))
    turned = call(e.name, SumOf(u, Negation(whole))) if turns else e
    if any(shaped(s, row, turned.arguments) for row in WINDOWS[e.name][which]) and turns:
        s.same(e, turned)


def by_turns(s: Showing, c: Condition) -> None:
    """Whole half turns taken out of waves, and the cosines of multiples of pi as signs."""
    integers = s.facts.integers.variables
    if not integers:
        return
    for e in list(_calls(c.expression)):
        if e.name == "cos" and is_multiple_of_pi(e.arguments[0], integers):
            square = Power(e, _TWO)
            if s.same(square, Integer(1)):
                rooted(s, square)
    simple = without_half_turns(c.expression, integers)
    if simple != c.expression and s.reach(Condition(simple, c.relation)):
        s.same(c.expression, simple)


def by_logarithm(s: Showing, c: Condition) -> None:
    """f(u) beside a number, for an increasing f, as its argument is beside where that is."""
    p = polynomial(c.expression)
    found = [m for m in p if any(free_variables(a) for a, _ in m)]
    if len(found) != 1 or len(found[0]) != 1:
        return
    ((a, n),) = found[0]
    if isinstance(a, Power) and a.args[0] == _E:
        a = call("exp", a.args[1])
    k = p[found[0]]
    value = written({m: -q / k for m, q in p.items() if m not in found})
    other = _reached(s, a, value) if n == 1 else None
    pair = None if other is None else arguments_of(a, other)
    if other is None or pair is None:
        return
    sign(s, SumOf(pair[0], Negation(pair[1])), nonzero=c.relation != ">=")
    if compared(s, a, other):
        s.same(c.expression, ProductOf(rational(k), SumOf(a, Negation(other))))


def _reached(s: Showing, a: Expression, value: Expression) -> Expression | None:
    """The function of a call, or the power of a number, where it has a value."""
    if isinstance(a, Call) and a.name in ("exp", "log", "sqrt", "cbrt"):
        at = _where(a.name, value)
        return call(a.name, (s.simple(at) if a.name == "exp" else None) or at)
    base = numeral_or_none(a.args[0]) if isinstance(a, Power) else None
    q = numeral_or_none(value)
    if base is None or q is None or base <= 0 or base == 1:
        return None
    whole = (n for n in range(-MAX_EXPONENT, MAX_EXPONENT + 1) if base**n == q)
    return next((Power(a.args[0], integer(n)) for n in whole), None)


def by_values(s: Showing, c: Condition) -> None:
    """As the argument of an increasing function that is known not to have the value 0."""
    e = c.expression
    for a in dict.fromkeys(_calls_in_given(s)):
        (u,) = a.arguments
        zero = Integer(ZEROS[a.name])
        gap, pair = SumOf(u, Negation(zero)), (a, call(a.name, zero))
        if s.facts.of(a).excludes_zero and polynomial(gap).keys() == polynomial(e).keys():
            values = SumOf(pair[0], Negation(pair[1]))
            told = Compared(a.name, (u, zero), of_arguments=True)
            if s.same(values, a) and s.add(told) and s.same(e, gap):
                return


def _calls_in_given(s: Showing) -> Iterator[Call]:
    for g in s.facts.given:
        for a in subexpressions(g.expression):
            if isinstance(a, Call) and a.name in ZEROS and len(a.arguments) == 1:
                yield a


def _where(name: str, value: Expression) -> Expression:
    """The argument at which an increasing function has a value."""
    if name == "exp":
        return Integer(0) if value == Integer(1) else call("log", value)
    if name == "log":
        if value == Integer(0):
            return Integer(1)
        return call("exp", value) if integer_exponent(value) is None else Power(_E, value)
    return Power(value, integer(2 if name == "sqrt" else 3))
