"""Conditions by what the parts of an expression are known to be."""

from __future__ import annotations

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    integer,
    rational,
    strip,
    subexpressions,
)
from derive.kernel.conditions import Condition, alternatives, integer_exponent
from derive.kernel.exponents import marked
from derive.kernel.facts.entries import Cases, Compared
from derive.kernel.tidy import order
from derive.prover.bounds import bound
from derive.prover.conditions.rooted import rooted
from derive.prover.conditions.showing import Showing
from derive.prover.exponents import is_even
from derive.prover.polynomials import Polynomial, atoms, polynomial, primitive, written


def _opposite(e: Expression) -> Expression:
    return e.args[0] if isinstance(e, Negation) else Negation(e)


def by_parts(s: Showing, c: Condition) -> None:
    """What the parts are known to be: products by their factors, sums by their terms."""
    e, relation = c.expression, c.relation
    match e:
        case Negation():
            s.reach(Condition(_opposite(e), relation)) if relation == "!=" else s.reach(
                Condition(Negation(e.args[0]), relation)
            )
        case ProductOf() | Quotient():
            for part in e.args:
                sign(s, part, nonzero=relation != ">=")
        case Power():
            n = integer_exponent(e.args[1])
            if n is None:
                s.reach(Condition(e.args[0], ">"))
            elif n % 2:
                sign(s, e.args[0], nonzero=relation != ">=")
            else:
                s.reach(Condition(e.args[0], "!="))
        case IntegerPower():
            _to_an_even(s, e, relation)
        case SumOf() if relation != "!=":
            for part in e.args:
                s.reach(Condition(part, ">="))
        case Call() if e.name == "abs":
            s.reach(Condition(e.arguments[0], "!="))
        case Call() if len(e.arguments) == 1 and e.name in ZEROS:
            _beside_zero(s, e, relation)
        case Call() if e.name in ("max", "min"):
            for part in e.arguments:
                s.reach(Condition(part, relation))
        case _:
            pass


def by_absolute(s: Showing, c: Condition) -> None:
    """What is not zero since its absolute value is not, of which a given condition tells."""
    size = call("abs", c.expression)
    told = (size in subexpressions(g.expression) for g in s.facts.given if g.relation != "!=")
    if c.relation == "!=" and any(told) and s.reach(Condition(size, ">")):
        square = Power(c.expression, Integer(2))
        if s.same(square, Power(size, Integer(2))):
            rooted(s, square)


def sign(s: Showing, e: Expression, nonzero: bool) -> None:
    """Tries to tell the sign of an expression, whatever it is."""
    found = s.facts.of(e)
    if found.one_sided and (found.excludes_zero or not nonzero):
        return
    if found.one_sided:
        s.reach(Condition(e, "!="))
        return
    for side in (e, Negation(e)):
        if s.reach(Condition(side, ">" if nonzero else ">=")):
            return
    if nonzero:
        s.reach(Condition(e, "!="))


def _to_an_even(s: Showing, e: IntegerPower, relation: str) -> None:
    """A power with an even exponent is that of minus its base."""
    base, exponent = e.parts
    if relation != ">=":
        s.reach(Condition(base, "!="))
    if is_even(exponent, s.facts.integers) and not s.facts.of(e).nonnegative:
        below = s.supposing(*alternatives(base, ">=")[1])
        turned = marked(strip(Power(Negation(base), exponent)), s.facts.integers)
        below.same(e, turned)
        s.add(Cases(base, ">=", ((), tuple(below.entries)), Condition(e, ">=")))


#: Increasing functions, with the number at which each is zero.
ZEROS = {
    **dict.fromkeys(("log", "acosh", "log2", "log10"), 1),
    **dict.fromkeys(("sqrt", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf"), 0),
    **dict.fromkeys(("erfi", "lambertw", "cbrt", "expm1", "log1p"), 0),
}


def _beside_zero(s: Showing, e: Call, relation: str) -> None:
    """A value is as the argument is beside that of the value 0."""
    zero = Integer(ZEROS[e.name])
    (u,) = e.arguments
    if zero == 0:
        s.reach(Condition(u, relation))
        return
    gap, pair = SumOf(u, Negation(zero)), (e, call(e.name, zero))
    if s.reach(Condition(gap, relation)):
        values = SumOf(pair[0], Negation(pair[1]))
        if s.add(Compared(e.name, (u, zero))):
            s.same(e, SumOf(values, pair[1]), lawful=False)


def by_multiple(s: Showing, c: Condition) -> None:
    """As a multiple of what a given condition is about, which may be of one sign anyway."""
    p = polynomial(c.expression)
    for g in s.facts.given:
        q = polynomial(g.expression) if g.relation != "=" else {}
        ratios = {p[m] / q[m] for m in p} if p and p.keys() == q.keys() else set()
        told = len(ratios) == 1 and (c.relation == "!=" or g.relation == "!=" or min(ratios) > 0)
        if told:
            s.same(c.expression, ProductOf(rational(*ratios), g.expression))
            if s.facts.holds(c):
                return


def by_terms(s: Showing, c: Condition) -> bool:
    """As a sum of terms without a common factor, which all multiples of it are asked as."""
    k, simple = primitive(c.expression)
    if simple == c.expression or c.relation == "=":
        return False
    if s.instead(c, Condition(simple, c.relation)):
        s.same(c.expression, ProductOf(rational(k), simple), lawful=False)
    return True


def unless_zero(s: Showing, c: Condition) -> bool:
    """In no way, where what is not to be zero certainly has a zero."""
    vanishes = c.relation == "!=" and s.trial.vanishes(c.expression)
    if vanishes:
        s.give_up(c)
    return vanishes


def by_bounds(s: Showing, c: Condition) -> None:
    """What the given conditions say of each atom, solved for it."""
    wanted = {v for v in subexpressions(c.expression) if isinstance(v, (Symbol, Call))}
    for g in list(s.facts.given):
        if g.relation != "!=" and bound(g.expression) is None:  # the facts know what bounds say
            p = polynomial(g.expression)
            for a in sorted(atoms(p) & wanted, key=order):
                _solved(s, g.expression, p, a)


def solve_for(s: Showing, v: Expression) -> None:
    """What the given conditions say of one atom, and of those beside it."""
    for _ in range(2):
        before = s.facts.version
        by_bounds(s, Condition(v, ">="))
        if s.facts.version == before:
            break


def _solved(s: Showing, e: Expression, p: Polynomial, a: Expression) -> None:
    """A bound on an atom that stands once in a fact."""
    slope = {m: k for m, k in p.items() if dict(m).get(a)}
    if len(slope) != 1:
        return
    ((m, k),) = slope.items()
    n = dict(m)[a]
    beside = written({m - {(a, n)}: k})
    rest = written({o: c for o, c in p.items() if o != m})
    other = SumOf(e, Negation(rest)) if rest != Integer(0) else e
    above, below = (other, beside) if n > 0 else (beside, other)
    if below != Integer(1) and not s.reach(Condition(below, "!=")):
        return
    target = a if abs(n) == 1 else Power(a, integer(abs(n)))
    solved = above if below == Integer(1) else Quotient(above, below)
    if s.same(target, solved, lawful=False) and abs(n) > 1:
        rooted(s, target)
