"""What is known of values in words, and what of their parts that rests on.

Facts are only read here: an interval is told as a reader would write it, and an expression by those
of its parts whose intervals give its own.
"""

from __future__ import annotations

from fractions import Fraction

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.check.integer_words import worded
from derive.check.relations import in_words
from derive.expression.as_cases import as_cases
from derive.expression.choices import Choice
from derive.expression.neat import neat
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    free_variables,
    is_leaf,
    parts,
    product_of,
    size,
    sum_of,
)
from derive.expression.text import text
from derive.kernel.conditions import Condition, condition_at, integer_exponent
from derive.kernel.facts.facts import Facts
from derive.kernel.facts.intervals import REALS, End, Interval, sign_only
from derive.kernel.functions import FUNCTIONS
from derive.kernel.theory import KernelError
from derive.prover.bounds import bound
from derive.prover.normal_form import factored

#: Longer numerators and denominators of bounds are not told.
MAX_DIGITS = 4
#: Larger conditions are told as products, if they are some.
MAX_SIZE = 30
_TURNED = {">": "<", ">=": "<=", "!=": "!=", "=": "="}
_ZERO, _ONE = Integer(0), Integer(1)


def plainly(e: Expression) -> str:
    """An expression as a person would write it, without factors 1 and terms 0."""
    return text(_plain(e))


def _plain(e: Expression) -> Expression:
    return as_cases(lightened(neat(e)))


def stated(c: Condition) -> str:
    """A condition in words: `x > z` for `x - z > 0`, but `1 + e^x != 0`; large ones factored."""
    if size(c.expression) > MAX_SIZE:
        c = Condition(_in_factors(c.expression), c.relation)
    e, relation = _plain(c.expression), c.relation
    if bound(e) is not None:
        return in_words(Condition(e, relation))
    if isinstance(e, Negation):
        return f"{text(e.args[0])} {_TURNED[relation]} 0"
    sides = _sides(e)
    if sides is None:
        return worded(f"{text(e)} {relation} 0")
    a, b = sides
    if free_variables(b) and not free_variables(a):
        return f"{text(b)} {_TURNED[relation]} {text(a)}"
    return worded(f"{text(a)} {relation} {text(b)}")


def _sides(e: Expression) -> tuple[Expression, Expression] | None:
    """What is compared by a difference, where both are simple."""
    if not isinstance(e, SumOf) or len(e.args) != 2:
        return None
    a, b = e.args if isinstance(e.args[1], Negation) else e.args[::-1]
    if not isinstance(b, Negation) or not all(map(_is_simple, (a, b.args[0]))):
        return None
    return a, b.args[0]


def _is_simple(e: Expression) -> bool:
    return isinstance(e, (Symbol, Call)) or not free_variables(e)


def _in_factors(e: Expression) -> Expression:
    try:
        product = factored(e)
    except KernelError:
        return e
    return product if size(product) < size(e) else e


def lightened(e: Expression) -> Expression:
    """`e` without factors 1, terms 0 and double minus signs."""
    if is_leaf(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else lightened(a) for a in e.args))
    match e:
        case SumOf():
            return sum_of(tuple(a for a in e.args if a not in (_ZERO, Negation(_ZERO))))
        case ProductOf():
            return product_of(tuple(a for a in e.args if a != _ONE))
        case Quotient() if e.args[1] == _ONE:
            return e.args[0]
        case Negation() if isinstance(e.args[0], Negation):
            return e.args[0].args[0]
    return e


def told(e: Expression, inside: Interval) -> str:
    """That the values of an expression lie in an interval; empty where that says nothing."""
    across = not inside.one_sided and inside.nonzero
    if across or not (_is_short(inside.low) and _is_short(inside.high)) or not _is_one(e):
        inside = inside if inside == sign_only(inside) else _by_sign(inside)
    low, high = inside.low, inside.high
    if low.value is not None and high.value is not None:
        return _between(e, low, high)
    for side, relations in ((low, (">", ">=")), (high, ("<", "<="))):
        if side.value:
            return f"{plainly(e)} {relations[side.closed]} {side.value}"
    relation = next((r for r in (">", ">=") if inside.satisfies(r)), "")
    if relation:
        return stated(Condition(e, relation))
    if inside.nonpositive:
        return stated(Condition(Negation(e), ">" if inside.negative else ">="))
    return stated(Condition(e, "!=")) if inside.nonzero else ""


def _is_one(e: Expression) -> bool:
    """Whether bounds of an expression read well: it is a variable, a value or a power."""
    return isinstance(e, (Symbol, Call, Power))


def _by_sign(inside: Interval) -> Interval:
    """An interval by its sign alone, where it has one or leaves out 0."""
    signs = sign_only(inside)
    return inside if signs == REALS and _is_short(inside.low) and _is_short(inside.high) else signs


def _is_short(end: End) -> bool:
    q = end.value or Fraction(0)
    return max(abs(q.numerator), q.denominator) < 10**MAX_DIGITS


def _between(e: Expression, low: End, high: End) -> str:
    if low.value == high.value:
        return f"{plainly(e)} = {low.value}"
    first, second = ("<=" if end.closed else "<" for end in (low, high))
    return f"{low.value} {first} {plainly(e)} {second} {high.value}"


def grounds(facts: Facts, e: Expression) -> tuple[str, ...]:
    """What is known of parts of a defined expression, from which follows where its values lie."""
    found = (told(part, facts.of(part)) for part in _resting_on(facts, e))
    return tuple(dict.fromkeys(filter(None, found)))


def _resting_on(facts: Facts, e: Expression) -> tuple[Expression, ...]:
    if not free_variables(e):
        return ()
    inside = facts.of(e)
    if inside == REALS:
        return ()
    if isinstance(e, Symbol) or _is_own(facts, e) or (e in facts.known and _learnt(facts, e)):
        return (e,)
    return tuple(p for part in _parts(e) for p in _resting_on(facts, part)) or (e,)


def _parts(e: Expression) -> tuple[Expression, ...]:
    quotient = _quotient(e)
    if quotient is not None:
        return quotient.args
    return (e.args[0],) if isinstance(e, Power) and integer_exponent(e.args[1]) else parts(e)


def _quotient(e: Expression) -> Quotient | None:
    """The quotient that a function is: a tangent and its like are told of by sine and cosine."""
    equal = FUNCTIONS[e.name].equal if isinstance(e, Call) and e.name in FUNCTIONS else None
    return condition_at(equal, e.arguments) if isinstance(equal, Quotient) else None


def _is_own(facts: Facts, e: Expression) -> bool:
    """Whether an expression is where it is whatever its variables are: a square, e^u, a wave."""
    if isinstance(e, Power) and integer_exponent(e.args[1]) is not None:
        bare = Facts((), facts.integers).of(e.args[0])
        if bare.one_sided or bare.excludes_zero:
            return False
    elif _quotient(e) is not None:
        return False
    own = isinstance(e, (Call, Choice, Power, IntegerPower))
    return own and Facts((), facts.integers).of(e) == facts.of(e)


def _learnt(facts: Facts, e: Expression) -> bool:
    """Whether more is known of an expression than its parts tell."""
    other = facts.copied()
    del other.known[e]
    return other.of(e) != facts.of(e)
