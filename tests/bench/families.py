"""Families of growing equalities `d/dx F = F'` for the benchmark of growth.

F' is the textbook's derivative, built here and by none of the rules that are measured: a product
as itself times the sum of its logarithmic derivatives, a sum term by term, a nest by the chain
rule from the outside to the inside.  All are defined at every real x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    product_of,
    sum_of,
)

X = Symbol("x")
ONE, TWO = Integer(1), Integer(2)
#: A function and its derivative.
Pair = tuple[Expression, Expression]


@dataclass(frozen=True)
class Family:
    """A family by what it reads like, with the sizes that are measured.

    Its members are defined at every real x, or at every positive one.
    """

    name: str
    sizes: tuple[int, ...]
    make: Callable[[int], Pair]
    positive: bool = False

    def sides(self, n: int) -> Pair:
        """`d/dx F` and `F'` of the member of size n."""
        body, derivative = self.make(n)
        return DerivativeOf(body, X), derivative


def _square(u: Expression) -> Expression:
    return Power(u, TWO)


def _exp(u: Expression) -> Expression:
    return Power(constant("e"), u)


def _times(i: int, u: Expression) -> Expression:
    return ProductOf(Integer(i), u)


def _quadratic(i: int) -> Expression:
    return SumOf(_square(X), Integer(i))


def _product(n: int) -> Pair:
    factors = tuple(_quadratic(i) for i in range(1, n + 1))
    logarithmic = sum_of(tuple(Quotient(_times(2, X), f) for f in factors))
    return product_of(factors), ProductOf(*factors, logarithmic)


def _reciprocals(n: int) -> Pair:
    denominators = [SumOf(X, Integer(i)) for i in range(1, n + 1)]
    body = sum_of(tuple(Quotient(ONE, d) for d in denominators))
    return body, Negation(sum_of(tuple(Quotient(ONE, _square(d)) for d in denominators)))


def _sines(n: int) -> Pair:
    angles = [_times(i, X) for i in range(1, n + 1)]
    body = sum_of(tuple(_square(call("sin", a)) for a in angles))
    terms = (_times(i, call("sin", _times(2 * i, X))) for i in range(1, n + 1))
    return body, sum_of(tuple(terms))


def _exponentials(n: int) -> Pair:
    decay = {i: _exp(Negation(_times(i, X))) for i in range(1, n + 1)}
    body = sum_of(tuple(ProductOf(_quadratic(i), d) for i, d in decay.items()))
    terms = (
        ProductOf(SumOf(_times(2, X), Negation(_times(i, _quadratic(i)))), d)
        for i, d in decay.items()
    )
    return body, sum_of(tuple(terms))


#: A function of u, and its derivative in u times the inner derivative.
Layer = tuple[Callable[[Expression], Expression], Callable[[Expression], tuple[Expression, ...]]]


def _tanh(u: Expression) -> Expression:
    return call("tanh", u)


def _sigmoid(u: Expression) -> Expression:
    return Quotient(ONE, SumOf(ONE, _exp(Negation(u))))


def _shifted(u: Expression) -> Expression:
    return SumOf(ONE, _square(u))


_LAYERS: dict[str, Layer] = {
    "tanh(u)": (_tanh, lambda u: (Quotient(ONE, _square(call("cosh", u))),)),
    "1/(1+e^(-u))": (_sigmoid, lambda u: (_sigmoid(u), SumOf(ONE, Negation(_sigmoid(u))))),
    "log(1+u^2)": (
        lambda u: call("log", _shifted(u)),
        lambda u: (Quotient(_times(2, u), _shifted(u)),),
    ),
    "sqrt(1+u^2)": (
        lambda u: call("sqrt", _shifted(u)),
        lambda u: (Quotient(u, call("sqrt", _shifted(u))),),
    ),
}


def _nest(name: str) -> Callable[[int], Pair]:
    function, derivative = _LAYERS[name]

    def make(depth: int) -> Pair:
        body: Expression = X
        factors: tuple[Expression, ...] = ()
        for _ in range(depth):
            factors = (*derivative(body), *factors)
            body = function(body)
        return body, product_of(factors)

    return make


_WIDE = (20, 50, 100, 200)
_DEEP = (10, 20, 30, 40, 50)
FAMILIES = (
    Family("product of x^2+i", _WIDE, _product),
    Family("sum of 1/(x+i)", _WIDE, _reciprocals, positive=True),
    Family("sum of sin(i*x)^2", _WIDE, _sines),
    Family("sum of (x^2+i)*e^(-i*x)", _WIDE, _exponentials),
    *(Family(f"nest of {name}", _DEEP, _nest(name)) for name in _LAYERS),
)
