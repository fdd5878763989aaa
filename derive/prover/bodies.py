"""What is differentiated, written without that at which its rows stop: kinks, roots.

On one side of a joint a function is one of its pieces.  `sqrt(x^4)` is `x^2` everywhere, so that
it has a slope at 0 too, of which the row of the root, whose argument is 0 there, says nothing.
What is found here is a guess; whoever uses it proves that both are equal.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.choices import Choice
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    Expression,
    Negation,
    Power,
    SumOf,
    free_variables,
    has_derivative,
    is_leaf,
    subexpressions,
)
from derive.kernel.conditions import definedness, integer_exponent
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import REFUSALS
from derive.kernel.tidy import order
from derive.prover.neatly import neatly
from derive.prover.normal.signs import Signs
from derive.prover.normal_form import written
from derive.prover.polynomials import Monomial, polynomial
from derive.rules.procedures import PROCEDURES

_ROOTS = frozenset({"sqrt", "cbrt"})
#: What a body is written by: other functions stay as they are if that does.
_PROCEDURES = ("radicals", "identity")


@lru_cache(maxsize=2_000)
def without_roots(body: Expression) -> Expression | None:
    """An unfolded expression with roots of less that may be equal to it; None if there is none."""
    roots = _radicands(body)
    if not roots or has_derivative(body):
        return None
    for procedure in _PROCEDURES:
        try:
            plain = written(body, PROCEDURES[procedure], Signs(definedness(body)), Derivatives())
        except REFUSALS:
            continue
        if len(_radicands(plain) | (_logarithms(plain) & roots)) < len(roots):
            return neatly(plain)
    return None


_Shape = frozenset[tuple[Monomial, Fraction]]


def _radicands(e: Expression) -> frozenset[_Shape]:
    """What roots, and powers with exponents that are no integers, are of, numbers left out."""
    bases = (s.args[0] if isinstance(s, Power) else s.args[1] for s in _parts(e) if _is_root(s))
    return frozenset(_shape(base) for base in bases if free_variables(base))


def _logarithms(e: Expression) -> frozenset[_Shape]:
    """What logarithms are of: those that a power with such an exponent may be written by."""
    calls = (s for s in _parts(e) if isinstance(s, Call) and s.name == "log")
    return frozenset(_shape(s.arguments[0]) for s in calls)


def _parts(e: Expression) -> set[Expression]:
    return {*subexpressions(e)}


def _shape(e: Expression) -> _Shape:
    """A polynomial up to a factor and its sign, which abs(u) does not have either."""
    if isinstance(e, Call) and e.name == "abs":
        return _shape(e.arguments[0])
    p = polynomial(e)
    first = p[min(p, key=_sorted)] if p else Fraction(1)
    return frozenset((m, c / first) for m, c in p.items())


def _sorted(m: Monomial) -> list[tuple[object, int]]:
    return sorted((order(a), n) for a, n in m)


def _is_root(e: Expression) -> bool:
    if isinstance(e, Power):
        return integer_exponent(e.args[1]) is None
    return isinstance(e, Call) and e.name in _ROOTS


def resolved(e: Expression, u: Expression, sign: int) -> Expression:
    """An expression with what changes its form at u = 0 as it is where u has a sign, or is 0."""
    if is_leaf(e) or isinstance(e, DerivativeAt):
        return e
    args = tuple(a if isinstance(a, (Str, Symbol)) else resolved(a, u, sign) for a in e.args)
    done = e if args == e.args else e.func(*args)
    return _as_piece(done, u, sign) if isinstance(done, (Call, Choice)) else done


def _as_piece(e: Call | Choice, u: Expression, sign: int) -> Expression:
    if isinstance(e, Choice):
        q = _ratio(e.guard, u) * sign
        return e.branches[0 if q > 0 or e.relation == "!=" else 1] if q else e
    if e.name in ("abs", "sign"):
        (v,) = e.arguments
        q = _ratio(v, u) * sign
        if q:
            one: Expression = v if e.name == "abs" else Integer(1)
            return one if q > 0 else Negation(one)
    elif e.name in ("max", "min"):
        a, b = e.arguments
        q = _ratio(SumOf(a, Negation(b)), u) * sign
        if q:
            return a if (q > 0) is (e.name == "max") else b
    return e


def _ratio(v: Expression, u: Expression) -> Fraction:
    """The number that v is times u; 0 where there is none."""
    p, q = polynomial(v), polynomial(u)
    if not p or p.keys() != q.keys():
        return Fraction(0)
    ratios = {p[m] / q[m] for m in p}
    return ratios.pop() if len(ratios) == 1 else Fraction(0)
