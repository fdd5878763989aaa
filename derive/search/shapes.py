"""What a rule of fractions, sums and products looks like from outside: the shape of its two lines.

A rule whose rows do not lead from one line to the other may still be what an author calls the step:
`x^2 - y^2 = (x + y)*(x - y)` is `factor`.  Here it is told from the shape of two tidy expressions
that are equal by algebra; that they are equal is not asked here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import gcd, prod

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    ProductOf,
    SumOf,
    product_of,
    strip,
    subexpressions,
)
from derive.kernel.tidy import ALL, base_and_exponent, literal, tidy

Shape = Callable[[Expression, Expression], bool]


def _factors(e: Expression) -> tuple[Expression, ...]:
    return e.args if isinstance(e, ProductOf) else (e,)


def _terms(e: Expression) -> tuple[Expression, ...]:
    return e.args if isinstance(e, SumOf) else (e,)


def _products(e: Expression) -> Counter[Expression]:
    """The products in `e` that could be multiplied out, and the powers of sums."""
    return Counter(s for s in subexpressions(e) if _is_product(s))


def _is_product(e: Expression) -> bool:
    if isinstance(e, ProductOf):  # a sum with a sign is no product
        signed = len(e.args) == 2 and literal(e.args[0]) == -1
        return not signed and any(_is_sum_power(f) for f in e.args)
    return _is_sum_power(e) and isinstance(e, Power) and abs(base_and_exponent(e)[1]) > 1


def opened(e: Expression) -> int:
    """How many terms of the sums in `e` are products or negations that tidying makes sums of."""
    sums = (s for s in subexpressions(e) if isinstance(s, SumOf))
    terms = (strip(term) for s in sums for term in s.args)
    return sum(not isinstance(t, SumOf) and isinstance(tidy(t), SumOf) for t in terms)


def subtracted(e: Expression) -> int:
    """How many sums in brackets are subtracted in the sums in `e`."""
    sums = (s for s in subexpressions(e) if isinstance(s, SumOf))
    terms = (strip(term) for s in sums for term in s.args)
    return sum(isinstance(t, Negation) and isinstance(strip(t.args[0]), SumOf) for t in terms)


def _tops(e: Expression) -> Counter[Expression]:
    """The products with a sum in `e` that is not divided by, and the powers of such sums."""
    return Counter(p for p in _products(e) if any(_is_top(f) for f in _factors(p)))


def _is_top(factor: Expression) -> bool:
    return _is_sum_power(factor) and base_and_exponent(factor)[1] > 0


def _is_sum_power(e: Expression) -> bool:
    return isinstance(base_and_exponent(e)[0], SumOf)


def _divisors(e: Expression) -> Counter[Expression]:
    """The divisors in `e`, each as often as it divides."""
    found: Counter[Expression] = Counter()
    for s in subexpressions(e):
        base, n = base_and_exponent(s)
        if n < 0:
            found[base] += -n
    return found


def divides_alike(old: Expression, new: Expression) -> bool:
    """Whether two lines divide by the same, so that they differ by what is multiplied only."""
    return _divisors(tidy(old)) == _divisors(tidy(new))


def _is_fraction(e: Expression) -> bool:
    """Whether a term has a divisor: of numerals it is their own denominator."""
    return any(_divides(f) for f in _factors(e))


def _divides(factor: Expression) -> bool:
    value = literal(factor)
    return base_and_exponent(factor)[1] < 0 or (value is not None and value.denominator > 1)


def _fractions(e: Expression) -> int:
    """The number of fractions among the terms of all sums in `e`."""
    sums = [s for s in subexpressions(e) if isinstance(s, SumOf)]
    return sum(_is_fraction(t) for s in sums for t in s.args)


def _count(e: Expression) -> int:
    """The number of terms in all sums in `e`."""
    return sum(len(s.args) for s in subexpressions(e) if isinstance(s, SumOf))


def _expands(old: Expression, new: Expression) -> bool:
    """A product is gone; where it is one of divisors, fewer and other divisors have come."""
    gone = _tops(old) - _tops(new)
    before, after = _divisors(old), _divisors(new)
    come = after.keys() - before.keys() if before.total() > after.total() else ()
    if not gone and come and len(_terms(old)) == len(_terms(new)):
        gone = _products(old) - _products(new)
    return bool(gone) and _count(new) > 0


def _factored(old: Expression, new: Expression) -> bool:
    return _expands(new, old) and len(_terms(new)) <= len(_terms(old))


def _collects(old: Expression, new: Expression) -> bool:
    """Fewer terms on the whole, no product of two sums, and no sum that is multiplied out."""
    two = any(
        sum(map(_is_sum_power, _factors(p))) > 1 or isinstance(p, Power)
        for p in _products(new) - _products(old)
    )
    kept = _multiplied_sums(old) <= {s for s in subexpressions(new) if isinstance(s, SumOf)}
    return kept and not two and len(_terms(old)) > len(_terms(new))


def _multiplied_sums(e: Expression) -> set[Expression]:
    """The sums in `e` that could be multiplied out."""
    powers = (base_and_exponent(f) for p in _tops(e) for f in _factors(p))
    return {base for base, n in powers if isinstance(base, SumOf) and n > 0}


def _cancels(old: Expression, new: Expression) -> bool:
    """Less is divided by, and no sum, of fractions or not, is turned into a product."""
    if _has_nested(new) and not _has_nested(old):
        return False
    before, after = _divisors(old), _divisors(new)
    fewer = before.total() > after.total() or _lost_numerals(old, new)
    return fewer and not after - before and len(_terms(old)) <= len(_terms(new))


def _lost_numerals(old: Expression, new: Expression) -> bool:
    """Whether a numeral divides the old expression and not the new one."""
    return _is_fraction(old) and not any(map(_is_fraction, _terms(new)))


def above(e: Expression) -> Expression:
    """What stands above the bar of a tidy product."""
    return product_of(tuple(f for f in _factors(e) if not _divides(f)))


def scaled(old: Expression, new: Expression) -> bool:
    """Whether two products are fractions with sums of as many terms above and below the bar."""
    return _is_fraction(old) and _is_fraction(new) and _lengths(old) == _lengths(new)


def _lengths(e: Expression) -> Counter[tuple[int, int]]:
    """The numbers of terms of the sums that are factors of a product, with their exponents."""
    powers = map(base_and_exponent, _factors(e))
    return Counter((len(b.args), n) for b, n in powers if isinstance(b, SumOf))


def reduces(old: Expression, new: Expression) -> bool:
    """Whether numerals below a bar and above it are reduced from one written line to the other."""
    return _reducible(old) != _reducible(new)


def _reducible(line: Expression) -> int:
    """The number of products in a line in which numerals above and below a bar have a divisor."""
    uncomputed = tidy(line, ALL - {"arithmetic"})
    return sum(_has_common_divisor(e) for e in subexpressions(uncomputed))


def reducible(line: Expression) -> int:
    """The number of products in a line with a common divisor above and below the bar."""
    uncomputed = tidy(line, ALL - {"arithmetic"})
    return sum(_has_common_divisor(e) or _has_common_power(e) for e in subexpressions(uncomputed))


def _has_common_power(e: Expression) -> bool:
    powers = [base_and_exponent(f) for f in _factors(e) if literal(f) is None]
    return bool({b for b, n in powers if n > 0} & {b for b, n in powers if n < 0})


def _has_common_divisor(e: Expression) -> bool:
    numerals = [q for f in _factors(e) if (q := literal(f)) is not None]
    tops, bottoms = (prod(q.numerator for q in numerals), prod(q.denominator for q in numerals))
    return len(numerals) > 1 and gcd(tops, bottoms) > 1


def _combines(old: Expression, new: Expression) -> bool:
    fewer = len(_terms(old)) > len(_terms(new)) and _is_fraction(new)
    return fewer and _fractions(old) > 0 and (_has_nested(old) or not _has_nested(new))


def _has_nested(e: Expression) -> bool:
    """Whether a factor of a term is itself a sum of fractions, or a power of one."""
    factors = (f for term in _terms(e) for f in _factors(term))
    sums = (base for f in factors if isinstance(base := base_and_exponent(f)[0], SumOf))
    return any(_is_fraction(t) for s in sums for t in s.args)


def _splits(old: Expression, new: Expression) -> bool:
    """A sum above a bar is taken apart."""
    return _combines(new, old) and bool(_tops(old))


#: The rules that are told by their shape: what each makes of an old line.
SHAPES: dict[str, Shape] = {
    "cancel": _cancels,
    "split-fraction": _splits,
    "combine-fractions": _combines,
    "expand": _expands,
    "expand-power": _expands,
    "collect": _collects,
    "factor": _factored,
}
#: Those of them that make a sum of a product, or the other way round.
MULTIPLYING = frozenset({"expand", "expand-power", "collect", "factor"})
