"""What a form may be rewritten to in one move.  A move proposes; nothing here is believed.

Besides the rows there are a few procedures: the normal form that the kernel decides by, the same
divided through by the larger exponential, its polynomials written in other orders, and calls whose
argument is computed with its rounding error.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.codegen.exponentials import (
    V,
    abstracted,
    exponent_of,
    exponentials,
    multiple,
    power_of_e,
    shifted,
    with_powers,
)
from derive.codegen.lowering import SLOPES, Compensated, is_inexact_power
from derive.codegen.regrouping import regrouped
from derive.codegen.roundings import is_exact, is_inexact_sum
from derive.codegen.rows import Rewrite, rewrites_of
from derive.codegen.sharing import shared
from derive.expression.nodes import (
    Call,
    Expression,
    Negation,
    Path,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    at_path,
    call,
    children,
    constant,
    free_variables,
    is_leaf,
    product_of,
    rational,
    replace_at,
    size,
    subexpressions,
    sum_of,
)
from derive.expression.substitution import substitute
from derive.kernel.conditions import definedness, integer_exponent, numeral_or_none
from derive.kernel.derivatives import Derivatives
from derive.kernel.rules import instance_sides
from derive.kernel.theory import REFUSALS, Theory
from derive.prover.domains import Domain
from derive.prover.normal.signs import Signs
from derive.prover.normal_form import canonical, factored, written
from derive.rules.procedures import PROCEDURES
from derive.search.derivation.simple import simple
from derive.search.fuel import Fuel, OutOfFuel
from derive.search.match import matches

#: No form is larger.
MAX_SIZE = 160
#: The fuel for the matches of one form.
_FUEL = 20_000
#: How many forms are remembered with what they are tidied to.
_CACHED = 20_000
_THEORY = Theory()


class Move(NamedTuple):
    """A form, and the name of the move that leads to it."""

    name: str
    form: Expression


def moves(e: Expression, domain: Domain) -> Iterator[Move]:
    """The forms that `e` may be rewritten to on a domain, each once, in a fixed order."""
    seen = {e}
    for move in _moves(e, domain):
        done = polished(move.form)
        for form in (done, exact_first(done)):
            if form not in seen and size(form) <= MAX_SIZE:
                seen.add(form)
                yield Move(move.name, form)
    for move in _untidied(e):
        if move.form not in seen:
            seen.add(move.form)
            yield move


def fractions_of(e: Expression, domain: Domain) -> Iterator[Move]:
    """The normal form, and the same in terms of its exponentials: what a search may begin with."""
    for normal in _normal(e, domain):
        form = polished(normal.form)
        yield Move(normal.name, form)
        for move in _divided(form):
            yield Move(move.name, exact_first(polished(move.form)))


def _untidied(e: Expression) -> Iterator[Move]:
    """The forms that tidying would undo."""
    for form in regrouped(e):
        yield Move("order", form)
    for path, part, (u, step) in _fractions(e):
        for new in _shared(abstracted(part, u, step)):
            yield Move("share", replace_at(e, path, substitute(new, {V: power_of_e(u, step)})))


@lru_cache(maxsize=_CACHED)
def _shared(e: Expression) -> tuple[Expression, ...]:
    return tuple(shared(e, V))


def _fractions(e: Expression) -> Iterator[tuple[Path, Expression, tuple[Expression, Fraction]]]:
    """The places of fractions of exponentials, with the exponents that they are written in."""
    steps = [(u, sign * q) for u, q in exponentials(e) for sign in (1, -1)]
    for step in steps:
        for path, part in places(e):
            if isinstance(part, (Quotient, SumOf, ProductOf)) and _is_whole(e, path):
                yield path, part, step


def _moves(e: Expression, domain: Domain) -> Iterator[Move]:
    yield from _normal(e, domain)
    yield from _divided(e)
    yield from _by_the_larger(e)
    yield from _collected(e)
    yield from _by_rows(e, domain)
    yield from _polynomials(e)
    yield from _monic(e)
    yield from _compensated(e)


def places(e: Expression, path: Path = ()) -> Iterator[tuple[Path, Expression]]:
    """Every subexpression that is not inside of a compensated call, with its path."""
    yield path, e
    if not isinstance(e, Compensated):
        for i, child in children(e):
            yield from places(child, (*path, i))


def _by_rows(e: Expression, domain: Domain) -> Iterator[Move]:
    fuel = Fuel(_FUEL)
    for path, part in places(e):
        for rewrite in rewrites_of(part) if not is_leaf(part) else ():
            try:
                for new in _instances(rewrite, part, domain, fuel):
                    yield Move(rewrite.name, replace_at(e, path, new))
            except OutOfFuel:
                return


def _instances(
    rewrite: Rewrite, part: Expression, domain: Domain, fuel: Fuel
) -> Iterator[Expression]:
    for match in matches(rewrite.row, part, _THEORY, fuel):
        try:
            _, right, conditions = instance_sides(rewrite.row, match.bindings, _THEORY)
            if rewrite.on_piece or all(map(domain.implies, conditions)):
                yield type(part)(right, *match.rest) if match.rest else right
        except REFUSALS:
            continue


@lru_cache(maxsize=_CACHED)
def normal_form(e: Expression, domain: Domain) -> Expression:
    """The form that the kernel decides equalities by.  Raises a refusal."""
    signs = Signs(definedness(e), follow=lambda c: Domain(domain.variables, tuple(c)).implies)
    signs.declared, signs.implied = frozenset(domain.without_equations.conditions), domain.implies
    return _without_abs(written(e, PROCEDURES["identity"], signs, Derivatives()), domain)


def _without_abs(e: Expression, domain: Domain) -> Expression:
    if is_leaf(e):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else _without_abs(a, domain) for a in e.args))
    if isinstance(e, Call) and e.name == "abs":
        (u,) = e.arguments
        sign = domain.sign(u)
        return {1: u, -1: Negation(u)}.get(sign or 0, e)
    return e


def _normal(e: Expression, domain: Domain) -> Iterator[Move]:
    """The normal form of the whole, and of what functions are called with."""
    plain = without_marks(e)
    for path, part in places(plain):
        inside = bool(path) and isinstance(at_path(plain, path[:-1]), Call)
        if not path or (inside and not is_leaf(part)):
            try:
                yield Move("normal form", replace_at(plain, path, normal_form(part, domain)))
            except REFUSALS:
                continue


def without_marks(e: Expression) -> Expression:
    """`e` without what is marked as compensated."""
    if is_leaf(e):
        return e
    if isinstance(e, Compensated):
        return e.args[0]
    return e.func(*(a if isinstance(a, (Str, Symbol)) else without_marks(a) for a in e.args))


def _divided(e: Expression) -> Iterator[Move]:
    """Fractions of exponentials in terms of e^u, and of e^(-u): divided through by the larger."""
    e = without_marks(e)
    for path, part, (u, step) in _fractions(e):
        for new in _in_terms_of(part, u, step):
            yield Move("divide through", replace_at(e, path, new))


def _by_the_larger(e: Expression) -> Iterator[Move]:
    """Shares and logarithms of sums of exponentials, by the larger exponent."""
    e = without_marks(e)
    for path, part in places(e):
        if getattr(part, "name", "log") == "log" and not is_leaf(part):
            for new in _shifted(part):
                yield Move("larger exponent", replace_at(e, path, new))


@lru_cache(maxsize=_CACHED)
def _shifted(e: Expression) -> tuple[Expression, ...]:
    return tuple(shifted(e))


def _is_whole(e: Expression, path: Path) -> bool:
    """Whether a place is the whole or inside of a function only: parts of it are not tried."""
    above = (at_path(e, path[:k]) for k in range(len(path)))
    return not any(isinstance(p, (Quotient, SumOf, ProductOf, Negation)) for p in above)


@lru_cache(maxsize=_CACHED)
def _in_terms_of(e: Expression, u: Expression, step: Fraction) -> tuple[Expression, ...]:
    """A fraction written in e^(step*u): factored, and multiplied out."""
    return tuple(_written_in(e, u, step))


def _written_in(e: Expression, u: Expression, step: Fraction) -> Iterator[Expression]:
    abstract = abstracted(e, u, step)
    back = {V: power_of_e(u, step)}
    for write in (factored, canonical):
        try:
            done = write(abstract)
        except REFUSALS:
            continue
        yield substitute(done, back)
        yield with_powers(done, u, step)
        yield substitute(_nested(done, V), back)


def _collected(e: Expression) -> Iterator[Move]:
    """Fractions as polynomials in one of their variables, each coefficient a fraction reduced."""
    e = without_marks(e)
    for path, part, (u, step) in _fractions(e):
        for new in _by_variables(abstracted(part, u, step)):
            back = substitute(new, {V: power_of_e(u, step)})
            yield Move("collect", replace_at(e, path, back))


@lru_cache(maxsize=_CACHED)
def _by_variables(e: Expression) -> tuple[Expression, ...]:
    """A fraction as polynomials in each of its variables."""
    return tuple(_each_collected(e))


def _each_collected(e: Expression) -> Iterator[Expression]:
    try:
        whole = canonical(e)
        top, bottom = whole.args if isinstance(whole, Quotient) else (whole, Integer(1))
        for x in sorted(free_variables(top) - {V}, key=str) if isinstance(top, SumOf) else ():
            terms = [
                product_of((factored(Quotient(c, bottom)), *([Power(x, Integer(n))] if n else [])))
                for n, c in sorted(by_degree(top, x).items())
            ]
            if len(terms) > 1:
                yield sum_of(tuple(terms))
    except REFUSALS:
        return


def _polynomials(e: Expression) -> Iterator[Move]:
    """Sums written by Horner's scheme in one of their factors, with the constant term first."""
    for path, part in places(without_marks(e)):
        if isinstance(part, SumOf) and len(part.args) > 1:
            for base in _bases(part):
                new = horner(part, base)
                if new is not None and new != part:
                    yield Move("Horner", replace_at(without_marks(e), path, new))


def _monic(e: Expression) -> Iterator[Move]:
    """Sums divided by the coefficient of one of their terms, which then stands in front."""
    e = without_marks(e)
    for path, part in places(e):
        if isinstance(part, SumOf):
            for q in dict.fromkeys(abs(_coefficient(t)) for t in part.args):
                if q not in (0, 1):
                    terms = tuple(_scaled(t, 1 / q) for t in part.args)
                    yield Move("monic", _times(e, path, rational(q), sum_of(terms)))


@lru_cache(maxsize=_CACHED)
def exact_first(e: Expression) -> Expression:
    """`e` with what is not rounded as the first of each sum, so that it cancels without error."""
    if is_leaf(e) or isinstance(e, Compensated):
        return e
    e = e.func(*(a if isinstance(a, (Str, Symbol)) else exact_first(a) for a in e.args))
    if not isinstance(e, SumOf) or len(e.args) < 3:
        return e
    plain = [t for t in e.args if is_leaf(t) or is_exact(t) or numeral_or_none(t) is not None]
    others = [t for t in e.args if t not in plain]
    return SumOf(*sorted(plain, key=lambda t: isinstance(t, Negation)), *others)


def _coefficient(term: Expression) -> Fraction:
    """The numeral in front of a term."""
    if isinstance(term, Negation):
        return -_coefficient(term.args[0])
    if isinstance(term, Quotient) and (bottom := numeral_or_none(term.args[1])):
        return _coefficient(term.args[0]) / bottom
    first = numeral_or_none(term.args[0] if isinstance(term, ProductOf) else term)
    return Fraction(1) if first is None else first


def _scaled(term: Expression, q: Fraction) -> Expression:
    return simple(ProductOf(rational(q), term))


def _times(e: Expression, path: Path, q: Expression, rest: Expression) -> Expression:
    """`e` with q*rest at a place; under a power both have it."""
    above = at_path(e, path[:-1]) if path else None
    if isinstance(above, Power) and path[-1] == 0:
        power = ProductOf(Power(q, above.args[1]), Power(rest, above.args[1]))
        return replace_at(e, path[:-1], power)
    return replace_at(e, path, ProductOf(q, rest))


def _bases(e: SumOf) -> list[Expression]:
    found: dict[Expression, int] = {}
    for term in e.args:
        for factor in _factors(term):
            base, n = _base(factor)
            if n > 0 and free_variables(base):
                found[base] = found.get(base, 0) + 1
    return [base for base, count in found.items() if count > 1]


def _factors(term: Expression) -> tuple[Expression, ...]:
    if isinstance(term, Negation):
        return _factors(term.args[0])
    return term.args if isinstance(term, ProductOf) else (term,)


def _base(factor: Expression) -> tuple[Expression, int]:
    exponent = exponent_of(factor)
    if exponent is not None:
        u, q = multiple(exponent)
        sign = 1 if q > 0 else -1
        if q.denominator == 1:
            return power_of_e(u, Fraction(sign)), abs(int(q))
        return factor, 1
    if isinstance(factor, Power) and (n := integer_exponent(factor.args[1])) and n > 0:
        return factor.args[0], n
    return factor, 1


def by_degree(e: SumOf, base: Expression) -> dict[int, Expression]:
    """The coefficients of a sum by the powers of one of its factors."""
    found: dict[int, list[Expression]] = {}
    for term in e.args:
        degree, rest = 0, []
        for factor in _factors(term):
            b, n = _base(factor)
            if b == base:
                degree += n
            else:
                rest.append(factor)
        left = product_of(tuple(rest))
        negative = isinstance(term, Negation)
        found.setdefault(degree, []).append(Negation(left) if negative else left)
    return {n: sum_of(tuple(terms)) for n, terms in found.items()}


@lru_cache(maxsize=_CACHED)
def horner(e: SumOf, base: Expression) -> Expression | None:
    """A sum as a_0 + b*(a_1 + b*(a_2 + ...)), or None where there is nothing to take out."""
    coefficients = by_degree(e, base)
    if len(coefficients) < 2 and not isinstance(next(iter(coefficients.values())), SumOf):
        return None
    total: Expression | None = None
    for degree in range(max(coefficients), -1, -1):
        here = [coefficients[degree]] if degree in coefficients else []
        inner = [] if total is None else [ProductOf(base, total)]
        if here or inner:
            total = sum_of((*here, *inner))
    return total


def _nested(e: Expression, base: Symbol) -> Expression:
    """`e` with all of its sums by Horner's scheme."""
    if is_leaf(e):
        return e
    if isinstance(e, SumOf):
        return horner(e, base) or e
    return e.func(*(a if isinstance(a, (Str, Symbol)) else _nested(a, base) for a in e.args))


def _compensated(e: Expression) -> Iterator[Move]:
    """A call whose argument is rounded, and computed with its rounding error instead."""
    for path, part in places(e):
        name = "exp" if exponent_of(part) is not None else getattr(part, "name", "")
        if isinstance(part, (Call, Power)) and name in SLOPES:
            argument = part.args[-1]
            if free_variables(argument) and not is_exact(argument):
                yield Move("error-free product", replace_at(e, path, Compensated(part)))
        elif is_inexact_power(part):
            yield Move("exact exponent", replace_at(e, path, Compensated(part)))
        elif isinstance(part, SumOf) and is_inexact_sum(part):
            yield Move("error-free sum", replace_at(e, path, Compensated(part)))


@lru_cache(maxsize=_CACHED)
def polished(e: Expression) -> Expression:
    """`e` with signs in front, without `1*`, and calls of exp as powers; marks stay."""
    marks: dict[Symbol, Expression] = {}
    done = simple(_polished(_unmarked(e, marks)))
    return substitute(done, marks) if marks else done


def _unmarked(e: Expression, marks: dict[Symbol, Expression]) -> Expression:
    """`e` with names for what is marked."""
    if isinstance(e, Compensated):
        name = Symbol(f"_mark{len(marks)}")
        marks[name] = Compensated(polished(e.args[0]))
        return name
    if is_leaf(e):
        return e
    return e.func(*(a if isinstance(a, (Str, Symbol)) else _unmarked(a, marks) for a in e.args))


@lru_cache(maxsize=_CACHED)
def _polished(e: Expression) -> Expression:
    if is_leaf(e):
        return e
    exponent = exponent_of(e)
    if exponent is not None:
        return Power(constant("e"), simple(_polished(exponent), True))
    done = e.func(*(a if isinstance(a, Str) else _polished(a) for a in e.args))
    match done:
        case Call():
            return _call(done)
        case Quotient():
            return _quotient(done)
        case SumOf():
            return _sum(done)
    return done


def _call(e: Call) -> Expression:
    """A call with its arguments simple; the logarithm of an exponential is the exponent."""
    arguments = [simple(a, True) for a in e.arguments]
    if e.name == "log":
        exponent = exponent_of(arguments[0])
        if exponent is not None or arguments[0] == Integer(1):
            return Integer(0) if exponent is None else exponent
    return call(e.name, *arguments)


def _quotient(e: Quotient) -> Expression:
    """A quotient by an exponential as a product, unless the numerator has exponentials too."""
    top, bottom = e.args
    exponent = exponent_of(bottom)
    if exponent is None or any(exponent_of(s) is not None for s in subexpressions(top)):
        return e
    return ProductOf(top, Power(constant("e"), simple(Negation(exponent), True)))


def _sum(e: SumOf) -> Expression:
    """A sum with its numerals added, and in front."""
    values = [numeral_or_none(t) for t in e.args]
    known = [v for v in values if v is not None]
    if not known:
        return e
    rest = [t for t, v in zip(e.args, values, strict=True) if v is None]
    total = sum(known, Fraction(0))
    return sum_of((*([rational(total)] if total else []), *rest))
