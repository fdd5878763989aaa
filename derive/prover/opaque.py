"""Concrete functions in the place of opaque ones, with derivatives that match.

An equality that holds for every differentiable f holds for these, so a point where it fails for
them refutes it.  They are entire, so they are defined wherever an opaque function is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    ProductOf,
    SumOf,
    is_leaf,
    subexpressions,
)
from derive.expression.substitution import substitute
from derive.kernel.functions import FUNCTIONS
from derive.rules import notation

_ARGUMENT = Symbol("z")
_BODIES = ("z^3/3 + 2*z + 3/2", "sin(z) + z^2 + 1/3", "e^(z/2) - z", "cos(2*z) + z^3/5 + 1")
#: How many families of functions there are: each gives the k-th function another body.
FAMILIES = 3


@cache
def _body(index: int) -> Expression:
    return notation.expression(_BODIES[index % len(_BODIES)])


def bodies(
    opaque: tuple[str, ...], family: int = 0, sides: Iterable[Expression] = ()
) -> tuple[tuple[str, str], ...]:
    """What `concrete` takes for each opaque function, as an expression in z, or in z_1, z_2, ...

    How many arguments it has is told by its calls in the `sides`.
    """
    count = {
        s.name.rstrip("'"): len(s.arguments)
        for side in sides
        for s in subexpressions(side)
        if isinstance(s, Call)
    }
    parameters = {name: _parameters(count.get(name, 1)) for name in opaque}
    return tuple(
        (name, str(_applied(_body(k + family), 0, _mixed(parameters[name]))))
        for k, name in enumerate(opaque)
    )


def _parameters(count: int) -> tuple[Symbol, ...]:
    """z for one argument, z_1, z_2, ... for several."""
    return (_ARGUMENT,) if count < 2 else tuple(Symbol(f"z_{k}") for k in range(1, count + 1))


@lru_cache(maxsize=1_000)
def concrete(e: Expression, opaque: tuple[str, ...], family: int = 0) -> Expression:
    """`e` with the k-th opaque function replaced by the k-th concrete one of a family."""
    if is_leaf(e) or not opaque:
        return e
    args = (a if isinstance(a, (Str, Symbol)) else concrete(a, opaque, family) for a in e.args)
    e = e.func(*args)
    if isinstance(e, Call) and e.name not in FUNCTIONS and e.arguments:
        base = e.name.rstrip("'")
        if base in opaque:
            primes = len(e.name) - len(base)
            if len(e.arguments) == 1 or not primes:
                body = _body(opaque.index(base) + family)
                return _applied(body, primes, _mixed(e.arguments))
    return e


def _mixed(arguments: tuple[Expression, ...]) -> Expression:
    """One number made of several: a_1 + 2*a_2 + ... + a_1*a_2*..., no argument like another."""
    if len(arguments) == 1:
        return arguments[0]
    weighted = (ProductOf(Integer(k), a) for k, a in enumerate(arguments, 1))
    return SumOf(*weighted, ProductOf(*arguments))


def _applied(body: Expression, primes: int, argument: Expression) -> Expression:
    """The derivative of that order of z -> body, at an argument."""
    if not primes:
        return substitute(body, {_ARGUMENT: argument})
    for _ in range(primes - 1):
        body = DerivativeOf(body, _ARGUMENT)
    return DerivativeAt(body, _ARGUMENT, argument)
