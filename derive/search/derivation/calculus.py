"""One step of calculus on a line: a row at each derivative, simple pieces done along with it.

A derivative is a piece `d/dx u`; rows are tried in the order in which a teacher thinks of them.
Nothing here is trusted: every line that it makes is asked of the kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Path,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    at_path,
    children,
    free_variables,
    has_derivative,
    integer,
    product_of,
    replace_at,
    strip,
    sum_of,
)
from derive.kernel.conditions import integer_exponent
from derive.kernel.theory import Theory
from derive.prover.plainly import unfolded_once
from derive.rules import CALCULUS
from derive.search.derivation.simple import simple
from derive.search.fuel import Fuel
from derive.search.rewrite import rewrites

#: `d/dx e^u` is by `exp`, though the more general rows know it as well.
_FIRST = ("constant", "variable", "constant-multiple", "product", "quotient", "negation", "exp")
ORDER = tuple(dict.fromkeys((*_FIRST, *(row.name for row in CALCULUS))))


class Detail(Enum):
    """How much goes into a line."""

    BRIEF = "brief"
    NORMAL = "normal"
    FULL = "full"


@dataclass(frozen=True)
class Made:
    """What became of an expression, and the names of the rows that were used."""

    new: Expression
    names: frozenset[str] = frozenset()


def step(line: Expression, theory: Theory, fuel: Fuel, detail: Detail) -> Made | None:
    """The next line of the calculus; None where no derivative is left that a row knows.

    Definitions in front of a derivative are unfolded first, in a line of their own.
    """
    places = tuple(innermost(line))
    defined = [p for p in places if theory.is_defined(_body(line, p))]
    unfolding = bool(defined) and not all(_is_constant(at_path(line, p), theory) for p in defined)
    chosen = defined if unfolding else places
    names: set[str] = set()
    for path in chosen:
        made = _piece(at_path(line, path), theory, fuel, detail)
        if made is None:
            continue
        line, names = replace_at(line, path, made.new), names | made.names
        if detail is Detail.FULL:
            break
    return Made(simplified(line), frozenset(names)) if names else None


def simplified(line: Expression) -> Expression:
    """The simple form of a line, at the root of the innermost of nested derivatives too."""
    if isinstance(line, DerivativeOf) and has_derivative(line.args[0]):
        return DerivativeOf(simplified(line.args[0]), line.args[1])
    return simple(line)


def _body(line: Expression, path: Path) -> Expression:
    return at_path(line, path).args[0]


def innermost(e: Expression, path: Path = ()) -> Iterator[Path]:
    """The places of the derivatives with no derivative in their bodies, from left to right."""
    if isinstance(e, DerivativeOf) and not has_derivative(e.args[0]):
        yield path
    elif not isinstance(e, DerivativeAt):
        for i, child in children(e):
            yield from innermost(child, (*path, i))


def _is_constant(d: Expression, theory: Theory) -> bool:
    return _free_of(d.args[0], d.args[1], theory)


def _free_of(e: Expression, x: Symbol, theory: Theory) -> bool:
    return x not in free_variables(theory.unfold(e))


def _piece(d: Expression, theory: Theory, fuel: Fuel, detail: Detail) -> Made | None:
    """A derivative after one row, and after its simple pieces are done."""
    made = _row(d, theory, fuel)
    if made is None or detail is Detail.FULL:
        return made
    return _with_pieces(made, theory, fuel)


def _with_pieces(made: Made, theory: Theory, fuel: Fuel) -> Made:
    new, names = made.new, set(made.names)
    for path in tuple(innermost(new)):
        piece = at_path(new, path)
        body, x = piece.args
        if _is_simple(body, x, theory) or _is_multiple(body, x, theory):
            done = _row(piece, theory, fuel)
            if done is not None:
                inner = _with_pieces(done, theory, fuel)
                new, names = replace_at(new, path, simple(inner.new)), names | inner.names
    return Made(new, frozenset(names))


def _is_simple(e: Expression, x: Symbol, theory: Theory) -> bool:
    """Whether a person sees its derivative: constants, x, multiples, and sums of those."""
    if e == x or _free_of(e, x, theory):
        return True
    match e:
        case SumOf() | Negation():
            return all(_is_simple(t, x, theory) for t in e.args)
        case ProductOf():
            moving = [f for f in e.args if not _free_of(f, x, theory)]
            return len(moving) == 1 and _is_simple(moving[0], x, theory)
        case Quotient():
            return _free_of(e.args[1], x, theory) and _is_simple(e.args[0], x, theory)
    return False


def _is_multiple(e: Expression, x: Symbol, theory: Theory) -> bool:
    """Whether a constant, or a sign, can be pulled out of its derivative."""
    match e:
        case Negation():
            return True
        case ProductOf():
            return any(_free_of(f, x, theory) for f in e.args)
        case Quotient():
            return _free_of(e.args[1], x, theory)
    return False


def _row(d: Expression, theory: Theory, fuel: Fuel) -> Made | None:
    """A derivative by the first row that fits, read on it as it is written.

    `u^1` is read as u: the row of powers would make `u^0` of it, which is not defined at u = 0.
    """
    body, x = d.args
    if isinstance(body, Power) and integer_exponent(body.args[1]) == 1:
        return _row(DerivativeOf(body.args[0], x), theory, fuel)
    if not _free_of(body, x, theory):
        if theory.is_defined(body):
            return Made(
                DerivativeOf(strip(unfolded_once(theory, body)), x), frozenset({"definition"})
            )
        if isinstance(body, SumOf):
            return _split(body, x)
        if isinstance(body, Quotient) and _free_of(body.args[0], x, theory):
            return _reciprocal(body, x, theory, fuel)
    return _by_rows(d, theory, fuel)


def _by_rows(d: Expression, theory: Theory, fuel: Fuel) -> Made | None:
    for name in ORDER:
        for _, new, _, _ in rewrites(d, frozenset({name}), theory, fuel):
            return Made(new, frozenset({name}))
    return None


def _split(body: Expression, x: Symbol) -> Made:
    """The sum of the derivatives of the terms, in their order."""
    names = {"sum" if not isinstance(t, Negation) else "difference" for t in body.args[1:]}
    if isinstance(body.args[0], Negation):
        names.add("negation")
    return Made(sum_of(tuple(_of_term(t, x) for t in body.args)), frozenset(names))


def _of_term(term: Expression, x: Symbol) -> Expression:
    if isinstance(term, Negation):
        return Negation(DerivativeOf(term.args[0], x))
    return DerivativeOf(term, x)


def _reciprocal(body: Expression, x: Symbol, theory: Theory, fuel: Fuel) -> Made | None:
    """`b/(c*u^n)` read as `b/c*u^(-n)`, which is tidy, by the rows for multiples and powers."""
    top, bottom = body.args
    factors = bottom.args if isinstance(bottom, ProductOf) else (bottom,)
    still = tuple(f for f in factors if _free_of(f, x, theory))
    if still:
        top = Quotient(top, product_of(still))
        bottom = product_of(tuple(f for f in factors if f not in still))
    n = integer_exponent(bottom.args[1]) if isinstance(bottom, Power) else 1
    base = bottom.args[0] if isinstance(bottom, Power) and n and n > 0 else bottom
    power = Power(base, integer(-(n if n and n > 0 else 1)))
    made = _by_rows(DerivativeOf(power, x), theory, fuel)
    if made is None:
        return None
    names = made.names if top == integer(1) else made.names | {"constant-multiple"}
    return Made(simple(product_of((top, made.new))), names)
