"""The order of terms and factors that a person would write, which needs no reason.

What stands in the input is written as it is there.  Other sums of powers fall in degree, the first
term positive where one is; in a product numbers come first, then variables in the order of the
input, their powers with other exponents, sums, and what else there is in its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sympy.core.symbol import Str, Symbol

from derive.expression.nodes import (
    Call,
    Constant,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    free_variables,
    is_leaf,
    size,
    strip,
    subexpressions,
)
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.theory import Theory
from derive.kernel.tidy import tidy
from derive.prover.polynomials import atoms, polynomial
from derive.search.derivation.simple import simple

_ROOTS = frozenset({"sqrt", "cbrt"})


class Arrangement:
    """Arranges lines as the expression is arranged that a derivation starts from."""

    def __init__(self, start: Expression, theory: Theory) -> None:
        body, self.variable = strip(start), None
        while isinstance(body, DerivativeOf):
            body, self.variable = body.args
        bodies = dict.fromkeys((body, strip(theory.unfold(body))))
        found = [s for b in bodies for s in subexpressions(b) if not is_leaf(s)]
        #: What stands in the input, by its tidy form; of sums their negatives tell the sign.
        self.known = {tidy(s): s for s in found if size(simple(s, True)) == size(s)}
        self.sums = {t: s for t, s in self.known.items() if isinstance(s, SumOf)}
        sums = [s.args for s in found if isinstance(s, SumOf)]
        numbers = [[numeral_or_none(t) is not None for t in terms] for terms in sums]
        self._numbers_behind = any(n[-1] and not n[0] for n in numbers) and not any(
            n[0] for n in numbers
        )
        products = [s.args for s in found if isinstance(s, ProductOf)]
        self._roots_behind = any(map(_ends_in_root, products))
        symbols = [s for s in subexpressions(theory.unfold(body)) if isinstance(s, Symbol)]
        #: What was arranged, and turned: candidates for a last line have most of their parts in
        #: common.
        self._made: dict[Expression, Expression] = {}
        self._turned: dict[Expression, Expression] = {}
        self._places = {s: i for i, s in enumerate(dict.fromkeys(symbols))}

    def arranged(self, e: Expression) -> Expression:
        """An expression of the same tidy form, in order; within derivatives it stays."""
        made = self._made.get(e)
        if made is None:
            made = self._made[e] = self._arranged(e)
        return made

    def _arranged(self, e: Expression) -> Expression:
        if is_leaf(e) or isinstance(e, (DerivativeOf, DerivativeAt)):
            return e
        if tidy(e) in self.known and size(self.known[tidy(e)]) <= size(e):
            return self.known[tidy(e)]
        e = e.func(*(a if isinstance(a, (Str, Symbol)) else self.arranged(a) for a in e.args))
        if isinstance(e, SumOf):
            return SumOf(*self._terms(e))
        if isinstance(e, ProductOf):
            return ProductOf(*self._factors(e.args))
        return e

    def _terms(self, e: SumOf) -> Sequence[Expression]:
        degrees = [self._degree(t) for t in e.args]
        known = [d for d in degrees if d is not None]
        if len(known) < len(degrees):
            return self._with_number(e.args)
        if len({*known}) < 2 or (known == sorted(known) and not _has_negative(e)):
            return e.args
        falling = [t for _, t in sorted(zip(known, e.args, strict=True), key=lambda p: -p[0])]
        if not isinstance(falling[0], Negation):
            return falling
        if not isinstance(falling[-1], Negation):
            return falling[::-1]
        first = next((t for t in falling if not isinstance(t, Negation)), falling[0])
        return [first, *(t for t in falling if t is not first)]

    def _with_number(self, terms: Sequence[Expression]) -> Sequence[Expression]:
        """Terms with a positive number in front, as in `1 + e^x`, or a negative one behind."""
        numbers = [t for t in terms if numeral_or_none(t) is not None]
        if len(numbers) != 1:
            return terms
        (number,) = numbers
        others = [t for t in terms if t is not number]
        behind = isinstance(number, Negation) or self._numbers_behind
        if behind and isinstance(others[0], Negation):
            return terms
        return [*others, number] if behind else [number, *others]

    def _degree(self, term: Expression) -> int | None:
        """The degree of a term in the variable, or in all of them; None of another function."""
        p = polynomial(term)
        if len(p) != 1 or not all(isinstance(a, (Symbol, Constant)) for a in atoms(p)):
            return None
        (monomial,) = p
        if any(n < 0 for _, n in monomial):
            return None
        return sum(n for a, n in monomial if a == self.variable)

    def _factors(self, factors: Iterable[Expression]) -> list[Expression]:
        return sorted(factors, key=self._place)

    def _place(self, factor: Expression) -> tuple[int, int, str]:
        base = factor.args[0] if isinstance(factor, Power) else factor
        if numeral_or_none(factor) is not None:
            return 0, 0, ""
        if isinstance(base, Constant) and (base is factor or _whole(factor)):
            return 1, 0, ""
        if _is_constant_root(base):
            return (3, 0, "") if self._roots_behind else (1, 1, "")
        if isinstance(base, (Symbol, SumOf)) and not _whole(factor):
            return 3, 0, ""
        if isinstance(base, Symbol):
            return 2, self._places.get(base, 99), base.name
        if isinstance(base, SumOf):
            return 4, 0, ""
        return 6 if isinstance(base, Call) and base.name == "heaviside" else 5, 0, ""

    def turned(self, e: Expression) -> Expression:
        """An expression with sums whose negatives stand in the input as those, signs in front."""
        if is_leaf(e):
            return e
        made = self._turned.get(e)
        if made is None:
            made = self._turned[e] = self._turn(e)
        return made

    def _turn(self, e: Expression) -> Expression:
        e = e.func(*(a if isinstance(a, (Str, Symbol)) else self.turned(a) for a in e.args))
        if isinstance(e, SumOf) and tidy(e) not in self.sums:
            opposite = tidy(simple(SumOf(*map(_negative, e.args)), True))
            if opposite in self.sums:
                return Negation(self.sums[opposite])
        return e

    def familiar(self, e: Expression) -> int:
        """How many different sums of the input stand in an expression."""
        sums = {tidy(s) for s in subexpressions(e) if isinstance(s, SumOf) and free_variables(s)}
        return len(sums & self.sums.keys())

    def strangers(self, e: Expression) -> int:
        """How many sums have their negatives in the input, and are not in it themselves."""
        sums = (s for s in subexpressions(e) if isinstance(s, SumOf) and tidy(s) not in self.sums)
        opposites = (tidy(simple(SumOf(*map(_negative, s.args)), True)) for s in sums)
        return sum(t in self.sums for t in opposites)


def _has_negative(e: SumOf) -> bool:
    return any(isinstance(t, Negation) for t in e.args)


def _is_constant_root(e: Expression) -> bool:
    return isinstance(e, Call) and e.name in _ROOTS and not free_variables(e)


def _ends_in_root(factors: Sequence[Expression]) -> bool:
    """Whether a root of a number stands behind a variable in a product."""
    first = next((i for i, f in enumerate(factors) if isinstance(f, Symbol)), len(factors))
    return any(_is_constant_root(f) for f in factors[first:])


def _negative(term: Expression) -> Expression:
    return term.args[0] if isinstance(term, Negation) else Negation(term)


def _whole(e: Expression) -> bool:
    return not isinstance(e, Power) or integer_exponent(e.args[1]) is not None
