"""Lines on derivatives with jumps, as `1 + sign(u)` out of max and min, written by `heaviside`.

Nothing here is trusted: what is written is right off the jumps, and every line is asked of the
kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

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
    integer,
    is_leaf,
    product_of,
    sum_of,
)
from derive.kernel.tidy import tidy
from derive.search.derivation.simple import simple

_ZERO, _ONE = Integer(0), Integer(1)
Flip = Callable[[Expression], Expression | None]


def by_heaviside(start: Expression, line: Expression, flip: Flip) -> Iterator[Expression]:
    """A line with `heaviside` for its signs, unless the input has signs itself.

    Beside `heaviside(u - v)` then max(u, v) is u; beside `heaviside(u)` it is no matter where
    there is a factor max(u, 0).
    """
    if "sign" not in called(line) or "sign" in called(start):
        return
    made = simple(_stepped(simple(_without_zeros(line), True), flip), True)
    yield made
    decided = simple(_in_terms(made, flip, _decided), True)
    yield from (decided, simple(_in_terms(made, flip, _dropped), True))


def _without_zeros(e: Expression) -> Expression:
    """A line with 0 for the products with it, as max and min leave them."""
    if is_leaf(e) or "sign" not in called(e):
        return e
    if isinstance(e, ProductOf) and _ZERO in e.args:
        return _ZERO
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _without_zeros(a) for a in e.args))
    terms = tuple(t for t in e.args if t != _ZERO) if isinstance(e, SumOf) else ()
    return sum_of(terms) if terms else e


def _stepped(e: Expression, flip: Flip) -> Expression:
    """`1 + sign(u)` as `2*heaviside(u)`, and `1 - sign(u)` as `2*heaviside(-u)`."""
    if is_leaf(e) or "sign" not in called(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _stepped(a, flip) for a in e.args))
    if not isinstance(e, SumOf) or len(e.args) != 2 or _ONE not in e.args:
        return e
    (other,) = (t for t in e.args if t != _ONE)
    turned = isinstance(other, Negation)
    s = other.args[0] if turned else other
    if not isinstance(s, Call) or s.name != "sign":
        return e
    (u,) = s.arguments
    return ProductOf(integer(2), call("heaviside", _opposite(u, flip) if turned else u))


def _opposite(u: Expression, flip: Flip) -> Expression:
    return u.args[0] if isinstance(u, Negation) else flip(u) or Negation(u)


Change = Callable[[Expression, Sequence[Expression], Flip], Expression]


def _in_terms(e: Expression, flip: Flip, change: Change) -> Expression:
    """A change of each term that has steps as factors."""
    if isinstance(e, (SumOf, Negation)):
        return e.func(*(_in_terms(t, flip, change) for t in e.args))
    if isinstance(e, (ProductOf, Quotient)):
        e = e.func(*(_in_terms(f, flip, change) if isinstance(f, SumOf) else f for f in e.args))
    top = e.args[0] if isinstance(e, Quotient) else e
    factors = top.args if isinstance(top, ProductOf) else (top,)
    steps = [f.arguments[0] for f in factors if is_step(f)]
    return change(e, steps, flip) if steps else e


def is_step(e: Expression) -> bool:
    """Whether an expression is 0 on one side of its jump and 1 on the other."""
    return isinstance(e, Call) and e.name == "heaviside"


def _decided(e: Expression, steps: Sequence[Expression], flip: Flip) -> Expression:
    """max and min of what the steps beside them tell apart."""
    if is_leaf(e) or called(e).isdisjoint({"max", "min"}) or is_step(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _decided(a, steps, flip) for a in e.args))
    if not isinstance(e, Call) or e.name not in ("max", "min") or len(e.arguments) != 2:
        return e
    u, v = e.arguments
    known = {tidy(w) for w in steps}
    first = tidy(_difference(u, v)) in known
    if not first and tidy(_difference(v, u)) not in known:
        return e
    return u if first == (e.name == "max") else v


def _difference(u: Expression, v: Expression) -> Expression:
    return simple(SumOf(u, Negation(v)), True)


def _dropped(e: Expression, steps: Sequence[Expression], flip: Flip) -> Expression:
    """A product without steps at 0 of what is taken as max(u, 0) in it."""
    if isinstance(e, Quotient):
        return Quotient(_dropped(e.args[0], steps, flip), e.args[1])
    factors = e.args if isinstance(e, ProductOf) else (e,)
    bases = (f.args[0] if isinstance(f, Power) else f for f in factors)
    spare = {tidy(w) for b in bases for w in _cut(b, flip)}
    kept = [f for f in factors if not is_step(f) or tidy(f.arguments[0]) not in spare]
    return product_of(tuple(kept))


def _cut(e: Expression, flip: Flip) -> Iterator[Expression]:
    """u for max(u, 0) and relu(u), and -u for min(u, 0)."""
    if isinstance(e, Call) and e.name == "relu":
        yield e.arguments[0]
    if isinstance(e, Call) and e.name in ("max", "min") and _ZERO in e.arguments:
        u = next((a for a in e.arguments if a != _ZERO), _ZERO)
        yield u if e.name == "max" else _opposite(u, flip)
