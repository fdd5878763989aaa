"""Random written expressions, over every class of node, for the property tests."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.functions import CONSTANT_NAMES, FUNCTION_NAMES
from derive.expression.nodes import (
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    Written,
    call,
    constant,
    height,
    strip,
)
from derive.expression.orders import higher_derivative
from derive.expression.shorthand import Bracket, Comparison, ValueAt, cases
from derive.expression.substitution import CaptureError

#: Far below the parser's limits on nesting, which have tests of their own.
_TALLEST = 40


def variables() -> SearchStrategy[Symbol]:
    """The variables x, y and t."""
    return st.sampled_from("xyt").map(Symbol)


def decimals() -> SearchStrategy[Expression]:
    """Decimal literals, those with trailing zeros included."""
    chosen = st.sampled_from([(50, 2), (120, 1), (5, 3), (0, 1), (314, 2)])
    pairs = chosen | st.tuples(st.integers(0, 9999), st.integers(1, 6))
    return pairs.map(lambda pair: Decimal(*map(Integer, pair)))


def leaves() -> SearchStrategy[Expression]:
    """Variables, numerals and named numbers."""
    return st.one_of(
        variables(),
        st.integers(0, 12).map(Integer),
        decimals(),
        st.sampled_from(sorted(CONSTANT_NAMES)).map(constant),
    )


def calls(parts: SearchStrategy[Expression], *opaque: str) -> SearchStrategy[Expression]:
    """Calls of every known function, each with as many arguments as it takes, and of `opaque`."""
    arities = {row.name: row.arity for row in FUNCTION_NAMES.values()} | dict.fromkeys(opaque, 1)
    return st.sampled_from(sorted(arities)).flatmap(
        lambda name: st.tuples(*[parts] * arities[name]).map(lambda a: call(name, *a))
    )


def known(name: str) -> Expression:
    """A known function of x, or of x and y."""
    return call(name, *map(Symbol, "xytabcdghklmnpqrs"[: FUNCTION_NAMES[name].arity]))


def orders() -> SearchStrategy[tuple[Symbol, int]]:
    """A variable, and how often something is differentiated by it."""
    return st.tuples(variables(), st.integers(1, 4))


def higher(body: Expression, by: list[tuple[Symbol, int]]) -> Expression:
    """A derivative of any order."""
    return higher_derivative(body, by)


def at_point(body: Expression, variable: Symbol, point: Expression) -> Expression:
    """A body at a point, where that can be written; else the body."""
    if isinstance(body, DerivativeOf) and body.args[1] == variable:
        return DerivativeAt(body.args[0], variable, point)
    try:
        e = ValueAt(body, variable, point)
        return e if height(strip(e)) <= _TALLEST else body
    except CaptureError:
        return body


def casewise(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    """Cases, the last one otherwise or not."""
    relations = st.sampled_from((">", ">=", "<", "<=", "!=", "="))
    compared = st.lists(
        st.tuples(parts, relations, parts | st.just(Integer(0))), max_size=2, min_size=1
    )
    rows = st.lists(st.tuples(parts, compared), min_size=1, max_size=3)
    others: SearchStrategy[list[tuple[Expression, list[Comparison]]]] = st.lists(
        parts.map(lambda e: (e, [])), max_size=1
    )
    return st.builds(lambda first, last: cases([*first, *last]), rows, others)


def inner(parts: SearchStrategy[Expression]) -> SearchStrategy[Expression]:
    """Expressions one level higher than `parts`."""
    several = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(
        several.map(lambda terms: SumOf(*terms)),
        several.map(lambda factors: ProductOf(*factors)),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, parts),
        st.builds(Negation, parts),
        calls(parts, "f", "f'", "f''"),
        st.builds(Bracket, parts),
        st.builds(DerivativeOf, parts, variables()),
        st.builds(DerivativeAt, parts, variables(), parts),
        st.builds(higher, parts, st.lists(orders(), min_size=1, max_size=3)),
        st.builds(at_point, parts, variables(), parts),
        casewise(parts),
    )


def low(grown: SearchStrategy[Expression], tallest: int) -> SearchStrategy[Expression]:
    """Those of some expressions that are not taller.

    A filter would tell what it filters, and that is megabytes for what is recursive.
    """

    @st.composite
    def lower(draw: st.DrawFn) -> Expression:
        e = draw(grown)
        assume(height(e) <= tallest)
        return e

    return lower()


def expressions(max_leaves: int = 12) -> SearchStrategy[Expression]:
    """Written expressions of about `max_leaves` leaves at most."""
    return low(st.recursive(leaves(), inner, max_leaves=max_leaves), _TALLEST)


def _one_level(parts: list[Expression], function: str) -> list[Expression]:
    x, two = Symbol("x"), Integer(2)
    return [
        *(Negation(a) for a in parts),
        *(call(name, a) for name in (function, "abs", "sqrt", "sin") for a in parts),
        *(DerivativeOf(a, x) for a in parts),
        *(DerivativeAt(a, x, two) for a in parts),
        *(head(a, b) for head in (SumOf, ProductOf, Quotient, Power) for a in parts for b in parts),
    ]


def small_expressions(function: str) -> list[Expression]:
    """Every expression up to height 3 over x, 2, four functions and most other heads.

    `function` is the name of an opaque one, which may be x, to look most like a product.
    """
    low: list[Expression] = [Symbol("x"), Integer(2)]
    middle = low + _one_level(low, function)
    return low + _one_level(middle, function)


def associated(e: Expression) -> Expression:
    """`e` without its author's way of taking factors together: `a*b/c` as `a*(b/c)`."""
    if not e.args or isinstance(e, Symbol | Integer):
        return e
    e = strip(e)
    e = e.func(*(associated(a) if isinstance(a, Written) else a for a in e.args))
    if isinstance(e, Quotient) and isinstance(e.args[0], ProductOf):
        *front, last = e.args[0].args
        e = ProductOf(*front, Quotient(last, e.args[1]))
    if isinstance(e, ProductOf):
        parts = ((a.args if isinstance(a, ProductOf) else (a,)) for a in e.args)
        return ProductOf(*(factor for part in parts for factor in part))
    return e
