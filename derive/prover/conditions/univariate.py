"""The sign of a polynomial in one atom where its values lie, by forms of which every term tells.

Beyond a number a polynomial is a sum of powers of the distance to it, and between two numbers one
of products of powers of the distances to both.  Where it has no root such a form has, less a
number, no negative coefficient once a piece is small: pieces are halved until that is so.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb, floor

from flint import fmpq, fmpq_poly, fmpz_poly

from derive.expression.nodes import (
    Expression,
    Negation,
    Power,
    SumOf,
    integer,
    product_of,
    rational,
    sum_of,
)
from derive.kernel.conditions import Condition, alternatives
from derive.kernel.facts.entries import Cases
from derive.kernel.theory import KernelError
from derive.prover.conditions.showing import Showing
from derive.prover.polynomials import Polynomial, atoms, polynomial

#: Of a higher degree, or with larger coefficients, nothing is told.
MAX_DEGREE, MAX_BITS = 24, 400
#: How many pieces there are at most, and how often one is halved.
MAX_PIECES, MAX_HALVED = 32, 10
#: An end is moved outwards to a number of so many bits behind the point, where no root is passed.
COARSE = (0, 1, 2, 4, 8, 16, 32)

Ends = tuple[Fraction | None, Fraction | None]


def by_roots(s: Showing, c: Condition) -> None:
    """As a product of polynomials in one atom, of those without a root where that lies the sign."""
    p = polynomial(c.expression)
    found = atoms(p)
    if len(found) != 1 or found == {c.expression}:
        return
    (a,) = found
    whole = _read(p, a)
    if whole is None:
        return
    number, factors = whole.numer().factor()
    scale = Fraction(int(number), int(whole.denom()))
    parts = [rational(scale)] if scale != 1 else []
    for q, n in factors:
        form = _written(fmpq_poly(q), a)
        parts.append(form if n == 1 else Power(form, integer(n)))
        if q.degree() > 1:
            _Pieces(q, a, form).show(s)
    s.same(c.expression, product_of(tuple(parts)), lawful=False)


def _read(p: Polynomial, a: Expression) -> fmpq_poly | None:
    """A polynomial in one atom by its coefficients."""
    terms = {dict(m).get(a, 0): k for m, k in p.items()}
    if not 1 <= max(terms, default=0) <= MAX_DEGREE or min(terms) < 0:
        return None
    found = fmpq_poly([_exact(terms.get(n, Fraction(0))) for n in range(max(terms) + 1)])
    return found if found.numer().height_bits() <= MAX_BITS else None


class _Pieces:
    """An irreducible polynomial in an atom, and the pieces on which its sign is shown."""

    def __init__(self, q: fmpz_poly, atom: Expression, form: Expression) -> None:
        self.q, self.atom, self.form = fmpq_poly(q), atom, form
        roots = [z for z, _ in q.complex_roots()]
        self.roots = sorted(Fraction(float(z.real)) for z in roots if z.imag.is_zero())
        #: Beyond these no root lies, real or not, and one form is enough.
        self.low = Fraction(floor(min(float(z.real) for z in roots)))
        self.high = Fraction(ceil(max(float(z.real) for z in roots)))
        self.left = MAX_PIECES

    def show(self, s: Showing) -> None:
        """Tells the sign, if there is no root where the values of the atom lie."""
        inside = s.facts.of(self.atom)
        low, high = inside.low.value, inside.high.value
        if low is not None and high is not None and low >= high:
            return
        if any((low is None or r > low) and (high is None or r < high) for r in self.roots):
            return
        below = max((r for r in self.roots if low is not None and r <= low), default=None)
        above = min((r for r in self.roots if high is not None and r >= high), default=None)
        ends = _coarse(low, below, -1), _coarse(high, above, 1)
        middle = next(Fraction(x) for x in (low, high, 0) if x is not None)
        self.sign = 1 if self.q(_exact(middle)) > 0 else -1
        try:
            self._shown(s, ends, MAX_HALVED)
        except KernelError:  # the cases lie too deep
            return

    def _shown(self, s: Showing, ends: Ends, depth: int) -> bool:
        """Whether the sign is told of where the atom lies between two ends."""
        self.left -= 1
        form = self._form_between(*ends)
        if form is not None:
            return s.same(self.form, form, lawful=False)
        return depth > 0 and self.left > 0 and self._in_cases(s, ends, depth)

    def _in_cases(self, s: Showing, ends: Ends, depth: int) -> bool:
        """The same on both sides of a number between the ends."""
        middle = self._between(*ends)
        turn = _less(self.atom, middle)
        cases = []
        for supposed, part in zip(
            alternatives(turn, ">="), ((middle, ends[1]), (ends[0], middle)), strict=True
        ):
            case = s.supposing(*supposed)
            if not case.facts.empty and not self._shown(case, part, depth - 1):
                return False
            cases.append(tuple(case.entries))
        told = self.form if self.sign > 0 else Negation(self.form)
        return s.add(Cases(turn, ">=", (cases[0], cases[1]), Condition(told, ">")))

    def _between(self, low: Fraction | None, high: Fraction | None) -> Fraction:
        """A number at which a piece is cut."""
        if low is not None and high is not None:
            return (low + high) / 2
        if low is None and high is None:
            return Fraction(floor((self.low + self.high) / 2))
        if low is not None:
            return max(self.high, low + 1)
        return min(self.low, (high or Fraction(0)) - 1)

    def _form_between(self, low: Fraction | None, high: Fraction | None) -> Expression | None:
        """A form of the polynomial that has its sign between two ends; None if there is none."""
        if low is not None and high is not None:
            return self._of_both(low, high)
        if low is not None:
            return self._of_one(self.q(fmpq_poly([_exact(low), 1])), _less(self.atom, low))
        if high is not None:
            beyond = _left(self.atom, high)
            return self._of_one(self.q(fmpq_poly([_exact(high), -1])), beyond)
        return None

    def _of_one(self, p: fmpq_poly, distance: Expression) -> Expression | None:
        if any(c * self.sign < 0 for c in p.coeffs()) or p[0] == 0:
            return None
        return _written(p, distance)

    def _of_both(self, low: Fraction, high: Fraction) -> Expression | None:
        """By powers of `x - low` and of `high - x`, the sum of which is the length of the piece."""
        n, length = self.q.degree(), _exact(high - low)
        p = self.q(fmpq_poly([_exact(low), length]))
        values = [
            sum((p[i] * comb(k, i) / comb(n, i) for i in range(k + 1)), fmpq(0)) * self.sign
            for k in range(n + 1)
        ]
        least = min(values)
        if least <= 0:
            return None
        above, below = _less(self.atom, low), _left(self.atom, high)
        terms = [rational(_fraction(least * self.sign))]
        for k, v in enumerate(values):
            weight = (v - least) * comb(n, k) * self.sign / length**n
            powers = [_power(above, k), _power(below, n - k)]
            if weight != 0:
                number = rational(_fraction(weight))
                terms.append(product_of((number, *filter(None, powers))))
        return sum_of(tuple(terms))


def _coarse(end: Fraction | None, root: Fraction | None, side: int) -> Fraction | None:
    """A number with few digits at an end or further out on a side, but before a root."""
    if end is None:
        return None
    for bits in COARSE:
        found = Fraction(ceil(end * side * 2**bits), 2**bits) * side
        if root is None or (root - found) * side > 0:
            return found
    return end


def _less(a: Expression, number: Fraction) -> Expression:
    if number == 0:
        return a
    return SumOf(a, Negation(rational(number)) if number > 0 else rational(-number))


def _left(a: Expression, number: Fraction) -> Expression:
    return SumOf(rational(number), Negation(a)) if number else Negation(a)


def _written(p: fmpq_poly, a: Expression) -> Expression:
    """A polynomial in an expression, the highest power first."""
    terms = []
    for k in range(p.degree(), -1, -1):
        c, power = _fraction(p[k]), _power(a, k)
        if c:
            size = [rational(abs(c))] if abs(c) != 1 or power is None else []
            term = product_of((*size, *filter(None, (power,))))
            terms.append(Negation(term) if c < 0 else term)
    return sum_of(tuple(terms))


def _power(a: Expression, n: int) -> Expression | None:
    return None if n == 0 else a if n == 1 else Power(a, integer(n))


def _exact(q: Fraction) -> fmpq:
    return fmpq(q.numerator, q.denominator)


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))
