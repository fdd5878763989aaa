"""The normal form as a decision procedure: equality under laws, canonical forms, factors.

Two expressions whose normal forms agree are equal wherever both, as they are written, are defined
and the conditions hold that were relied on: there every divisor is nonzero, so cancelling common
factors changes no value.  Sizes and work are bounded.  Expressions here have their definitions
unfolded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from flint.utils.flint_exceptions import IncompatibleContextError
from sympy.core.symbol import Symbol

from derive.expression.nodes import (
    Call,
    Constant,
    DerivativeAt,
    Expression,
    Negation,
    Quotient,
    SumOf,
    called,
    parts,
    size,
    subexpressions,
)
from derive.kernel.conditions import Condition, Conditions
from derive.kernel.derivatives import Derivatives
from derive.kernel.theory import KernelError
from derive.kernel.tidy import order, tidy
from derive.prover.normal.factoring import in_factors
from derive.prover.normal.signs import Signs, holds_and_is_defined
from derive.rules.procedures import PROCEDURES

if TYPE_CHECKING:  # a proof by rules alone needs no field, which takes a while to import
    from derive.prover.normal.field import Field, Hints

#: How often a field is built anew for a finer root of an atom.
MAX_REFINEMENTS = 12
#: How many signs of factors are, and how large what they are factors of may be.
MAX_LINKS, MAX_LINKED = 2, 60
#: The functions that are told apart by a sign.
SPLIT = frozenset({"abs", "sign", "max", "min"})
Result = TypeVar("Result")


def agree(
    left: Expression,
    right: Expression,
    groups: frozenset[str] = frozenset(),
    signs: Signs | None = None,
    derivatives: Derivatives | None = None,
) -> bool:
    """Whether both sides have one normal form under groups of laws.

    What was relied on is in `signs.used` then.  Raises `KernelError` beyond the bounds.
    """
    signs = signs or Signs()

    def equal(field: Field) -> bool:
        return field.equal(left, right)

    return in_field(equal, groups, signs, derivatives or Derivatives())


def written(
    e: Expression, groups: frozenset[str], signs: Signs, derivatives: Derivatives
) -> Expression:
    """The normal form of an expression under groups of laws, written out.

    It has the value of `e` wherever `e`, as it is written, is defined, and what was relied on,
    which is in `signs.used` then, holds: but the half tangents in it are undefined at odd
    multiples of pi, where `e` may be defined.  Raises `KernelError` beyond the bounds.
    """

    def write(field: Field) -> Expression:
        return field.expression(field.value(e))

    return in_field(write, groups, signs, derivatives)


def distinct(splits: Iterable[Expression]) -> list[Expression]:
    """Each expression once, simple ones first."""
    return sorted({tidy(u): u for u in splits}.values(), key=lambda u: (size(u), order(u)))


def linked(facts: Conditions) -> list[Expression]:
    """Factors of positive products: the sign of one tells those of the others.

    Of each product it is the simplest one.  It is defined where the product is.
    """
    found = []
    for c in facts:
        if c.relation == ">" and size(c.expression) <= MAX_LINKED:
            try:
                _, odd, _ = factors(c.expression)
            except KernelError:
                continue
            found += distinct(odd)[:1] if len(odd) > 1 else []
    return distinct(found)[:MAX_LINKS]


def split_at(e: Expression, heads: frozenset[str] = SPLIT) -> Iterator[Expression]:
    """The arguments of abs and sign in an expression, and the differences of max and min."""
    if called(e).isdisjoint(heads):
        return
    # of the body of a derivative at a point the variable is another one
    inner = (e.args[2],) if isinstance(e, DerivativeAt) else parts(e)
    for child in inner:
        yield from split_at(child, heads)
    if not (isinstance(e, Call) and e.name in heads):
        return
    if e.name in ("abs", "sign"):
        yield e.arguments[0]
    else:
        yield SumOf(e.arguments[0], Negation(e.arguments[1]))


def in_field(
    ask: Callable[[Field], Result], groups: frozenset[str], signs: Signs, derivatives: Derivatives
) -> Result:
    """What is asked of a field, which is built anew as often as finer roots are asked for.

    Raises `KernelError` beyond the bounds.
    """
    from derive.prover.normal.angles import FEW, FEWER
    from derive.prover.normal.field import Field, Refine, refined

    hints: Hints = {}
    for _ in range(MAX_REFINEMENTS):
        signs.used.clear()
        with Field(groups, signs, hints, derivatives) as field:
            try:
                return ask(field)
            except Refine as need:
                hints = refined(hints, need)
            except KernelError:
                if not field.angles.large:
                    raise
                hints = refined(hints, Refine(*FEWER, FEW))
            except RecursionError as error:
                raise KernelError("the atoms are nested too deeply") from error
            except OverflowError as error:
                raise KernelError(_TOO_LARGE) from error
            except IncompatibleContextError as error:  # a polynomial from before the ring grew
                raise KernelError("the ring grew while it was computed with") from error
    raise KernelError("the atoms are roots of each other without end")


def follows(
    condition: Condition,
    known: Conditions,
    implied: Callable[[Condition], bool],
    derivatives: Derivatives,
) -> bool:
    """Whether a condition, where it is defined, follows from known ones by normal forms.

    `implied` tells of further conditions.
    """

    from derive.prover.normal import consequences

    def ask(field: Field) -> bool:
        return consequences.follows(field, condition, known)

    signs = Signs(known, implied=lambda c: holds_and_is_defined(c, implied))
    try:
        return in_field(ask, PROCEDURES["identity"], signs, derivatives)
    except KernelError:
        return False


def same_normal_form(left: Expression, right: Expression) -> bool:
    """Whether both sides are one rational function of their atoms.  Raises `KernelError`."""
    return agree(left, right)


@lru_cache(maxsize=5_000)
def canonical(e: Expression) -> Expression:
    """The reduced fraction that `e` is, written out.  Raises `KernelError` beyond the bounds."""
    if isinstance(e, Symbol):
        return e
    from derive.prover.normal.linear import numerator_and_denominator

    with _exponents_bounded(), _algebra(e) as field:
        top, bottom = numerator_and_denominator(field.ring, in_factors(field.ring, field.value(e)))
        whole = field.polynomial(top)
        return whole if bottom == 1 else Quotient(whole, field.polynomial(bottom))


@lru_cache(maxsize=5_000)
def factored(e: Expression) -> Expression:
    """`e` as a product of irreducible polynomials.  Raises `KernelError` beyond the bounds."""
    with _exponents_bounded(), _algebra(e) as field:
        return field.expression(in_factors(field.ring, field.value(e)))


@lru_cache(maxsize=5_000)
def factors(e: Expression) -> tuple[int, list[Expression], list[Expression]]:
    """The sign of the content of `e`, and its distinct factors of odd and of even multiplicity.

    Numerator and denominator together: where `e` is defined its sign is that of the product of
    the odd factors times the first entry, and it is zero only where a factor is.
    """
    with _exponents_bounded(), _algebra(e) as field:
        value = in_factors(field.ring, field.value(e))
        odd = [field.base(b, 1) for b, n in value.powers if n % 2]
        even = [field.base(b, 1) for b, n in value.powers if n % 2 == 0]
        return (value.content > 0) - (value.content < 0), odd, even


#: FLINT factors no polynomial with an exponent beyond a machine's integers.
_TOO_LARGE = "an exponent is too large"


@contextmanager
def _exponents_bounded() -> Iterator[None]:
    """Refuses what has exponents too large to compute with."""
    try:
        yield
    except OverflowError as error:
        raise KernelError(_TOO_LARGE) from error


def _algebra(e: Expression) -> Field:
    """A field without laws, the names in an expression in their order, however they stand."""
    from derive.prover.normal.field import Field

    field = Field(frozenset(), Signs(), {}, Derivatives())
    named = {s for s in subexpressions(e) if isinstance(s, (Symbol, Constant))}
    for s in sorted(named, key=order):
        field.value(s)
    return field
