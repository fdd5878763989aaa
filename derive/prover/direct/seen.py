"""Expressions at one point modulo a prime: what differs there certainly differs.

Atoms are somewhere, equal ones at one place; an exponential or a turn is where those of the terms
of its argument put it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from derive.expression.nodes import (
    INTEGERS,
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    constant,
)
from derive.expression.substitution import substitute
from derive.kernel.certificates.entries import CarriedOut, Instance
from derive.kernel.conditions import integer_exponent, numeral_or_none
from derive.kernel.derivatives import Derivatives
from derive.prover.direct.forms import (
    Form,
    Monomial,
    Unseen,
    added,
    common,
    multiplied,
    negated,
    one,
    raised,
)
from derive.prover.normal.seen import PRIME
from derive.prover.rewritten import bound, rewriting
from derive.rules.laws import LAWS

#: Exponentials and turns are seen as powers of those of this part of their argument.
PART = 5040
#: How large an integer is that is told by its residue.
SMALL = 100

#: What an atom is known by: its function and where it is seen that its arguments are, or itself.
Key = tuple[object, ...] | Expression
#: The entry that says what an expression is replaced by, and what that is.
Meaning = tuple[CarriedOut | Instance, Expression]

E = constant("e")
_ONE = Fraction(1)


class Turn(NamedTuple):
    """Cosine and sine at the point."""

    cos: int
    sin: int


class Seen:
    """Expressions at a point under the laws of some groups, and what they are made of."""

    def __init__(
        self,
        groups: frozenset[str],
        derivatives: Derivatives,
        sign_of: Callable[[Expression], int] = lambda _: 0,
    ) -> None:
        self.groups = groups
        self.derivatives = derivatives
        #: 1 or -1 for what is known to be not negative, or not positive; else 0.
        self._sign_of = sign_of
        self._signs: dict[Expression, int] = {}
        self._values: dict[Expression, int] = {}
        self._forms: dict[Expression, Form] = {}
        self._meanings: dict[Expression, Meaning | None] = {}
        #: The atoms by what they are known by: where each is, and the first expression that it is.
        self.atoms: dict[Key, tuple[int, Expression]] = {}
        #: The generators of forms: atoms, and the exponentials and angles of single products.
        self.keys: list[Key] = []
        self._numbers: dict[Key, int] = {}
        #: The largest part of such a product that all that is asked for are multiples of.
        self.steps: dict[Key, Fraction] = {}
        self._turns: dict[tuple[Monomial, Fraction], Turn] = {}

    def value(self, e: Expression) -> int:
        """The residue of an expression at the point."""
        found = self._values.get(e)
        if found is None:
            found = self._values[e] = _VALUES.get(type(e), Seen._other)(self, e)
        return found

    def _sum(self, e: Expression) -> int:
        return sum(map(self.value, e.args)) % PRIME

    def _product(self, e: Expression) -> int:
        done = 1
        for a in e.args:
            done = done * self.value(a) % PRIME
        return done

    def _quotient(self, e: Expression) -> int:
        top, bottom = e.args
        return self.value(top) * pow(self.value(bottom), -1, PRIME) % PRIME

    def _negation(self, e: Expression) -> int:
        return -self.value(e.args[0]) % PRIME

    def _integer(self, e: Expression) -> int:
        return int(e) % PRIME

    def _decimal(self, e: Expression) -> int:
        q = numeral_or_none(e)
        if q is None:
            raise Unseen
        return q.numerator * pow(q.denominator, -1, PRIME) % PRIME

    def _other(self, e: Expression) -> int:
        return self.value(e.meaning) if isinstance(e, Notation) else self._atom(e, e)

    def _power(self, e: Expression) -> int:
        n = self.exponent(e)
        if n is not None:
            return pow(self.value(e.args[0]), n, PRIME)
        form = self.exponential(e)
        return self._atom(self.key(e), e) if form is None else self._exponential(form)

    def exponent(self, e: Expression) -> int | None:
        """The exponent of a power, where it is an integer, written so or not."""
        n = integer_exponent(e.args[1])
        if n is None:
            at = self.value(e.args[1])
            n = at if at < SMALL else at - PRIME if PRIME - at < SMALL else None
        return n

    def _constant(self, e: Expression) -> int:
        form = self.exponential(e)
        return self._atom(e, e) if form is None else self._exponential(form)

    def _derivative(self, e: Expression) -> int:
        meaning = self.meaning(e)
        return self._atom(e, e) if meaning is None else self.value(meaning[1])

    def _call(self, e: Call) -> int:
        meaning = self.meaning(e)
        if meaning is not None:
            return self.value(meaning[1])
        sign = self.sign(e)
        if sign:
            return sign * self.value(e.arguments[0]) % PRIME
        form = self.angle(e)
        if form is None:
            return self._atom(self.key(e), e)
        turn = self._turn(form)
        return turn.sin if e.name == "sin" else turn.cos

    # Atoms

    def _atom(self, key: Key, e: Expression) -> int:
        found = self.atoms.get(key)
        if found is None:
            found = self.atoms[key] = _point(len(self.atoms)), e
        return found[0]

    def key(self, e: Expression) -> Key:
        """What an atom is known by."""
        if isinstance(e, Call):
            return (e.name, *map(self.value, e.arguments))
        if isinstance(e, Power):
            return ("^", *map(self.value, e.args))
        return e

    def number(self, key: Key) -> int:
        """The number of a generator."""
        if key not in self._numbers:
            self._numbers[key] = len(self.keys)
            self.keys.append(key)
        return self._numbers[key]

    def sign(self, e: Call) -> int:
        """The sign of what an absolute value is of, where that is known; 0 for other functions."""
        if e.name != "abs" or "abs" not in self.groups:
            return 0
        if e not in self._signs:
            self._signs[e] = self._sign_of(e.arguments[0])
        return self._signs[e]

    # Exponentials and turns

    def exponential(self, e: Expression) -> Form | None:
        """What the exponent of an exponential is a sum of; None for what is taken as it stands."""
        if "exp-log" not in self.groups:
            return None
        if e is E:
            return one()
        return self._argument(e.args[1]) if isinstance(e, Power) and e.args[0] is E else None

    def angle(self, e: Call) -> Form | None:
        """What the angle of a sine or cosine is a sum of; None for what is taken as it stands."""
        if "trig" in self.groups and e.name in ("sin", "cos"):
            return self._argument(e.arguments[0])
        return None

    def _exponential(self, form: Form) -> int:
        done = 1
        for m, c in form.items():
            key = ("exp", m)
            self._measure(key, c)
            done = done * pow(_point(self.number(key)), int(c * PART), PRIME) % PRIME
        return done

    def _turn(self, form: Form) -> Turn:
        done = Turn(1, 0)
        for m, c in form.items():
            key = ("turn", m)
            self._measure(key, c)
            if (m, c) not in self._turns:
                t = _point(self.number(key))
                below = pow(1 + t * t, -1, PRIME)
                turn = Turn((1 - t * t) * below % PRIME, 2 * t * below % PRIME)
                self._turns[m, c] = _multiple(turn, int(c * PART))
            done = _together(done, self._turns[m, c])
        return done

    def _measure(self, key: Key, c: Fraction) -> None:
        """Takes note of how much of a product of generators is asked for."""
        if PART % c.denominator:
            raise Unseen
        self.steps[key] = common(self.steps.get(key), c)

    # What is rewritten

    def meaning(self, e: Expression) -> Meaning | None:
        """What a function or derivative is replaced by, and the entry that says so."""
        if e not in self._meanings:
            self._meanings[e] = self._rewritten(e)
        return self._meanings[e]

    def _rewritten(self, e: Expression) -> Meaning | None:
        if not isinstance(e, Call):
            done = self.derivatives.of(e) if "derivative" in self.groups else None
            return None if done is None else (CarriedOut(e), done[0])
        for law in rewriting(e.name, self.groups):
            found = None if law.rule.conditions else bound(law, e)
            if found is not None:
                placed = tuple((s.name, value) for s, value in found.items())
                return Instance(e, LAWS.index(law), placed), substitute(law.rule.rhs, found)
        return None

    # Arguments as sums of products of generators

    def _argument(self, e: Expression) -> Form | None:
        try:
            return self.form(e) or None
        except Unseen:
            return None

    def form(self, e: Expression) -> Form:
        """What an expression is a sum of.  Raises `Unseen`."""
        found = self._forms.get(e)
        if found is None:
            found = self._forms[e] = self._formed(e)
        return found

    def _formed(self, e: Expression) -> Form:
        match e:
            case SumOf():
                return added(map(self.form, e.args))
            case ProductOf():
                done = one()
                for a in e.args:
                    done = multiplied(done, self.form(a))
                return done
            case Negation():
                return negated(self.form(e.args[0]))
            case Quotient():
                return multiplied(self.form(e.args[0]), raised(self.form(e.args[1]), -1))
            case Notation():
                return self.form(e.meaning)
            case Power() if (n := self.exponent(e)) is not None:
                return raised(self.form(e.args[0]), n)
            case Call() | DerivativeOf() | DerivativeAt() if (found := self.meaning(e)) is not None:
                return self.form(found[1])
            case Call() if sign := self.sign(e):
                form = self.form(e.arguments[0])
                return form if sign > 0 else negated(form)
        q = numeral_or_none(e)
        if q is not None:
            return {(): q} if q else {}
        return self._form_of_atom(e)

    def _form_of_atom(self, e: Expression) -> Form:
        if isinstance(e, Call) and self.angle(e) is not None:
            raise Unseen  # it is made of two generators
        self.value(e)
        inner = self.exponential(e)
        if inner is None:
            return {((self.number(self.key(e)), _ONE),): _ONE}
        powers = ((self.number(("exp", m)), c) for m, c in inner.items())
        return {tuple(sorted(powers)): _ONE}


def _point(i: int) -> int:
    """Where an atom is seen at: some residue, always the same."""
    return pow(7, 2 * i + 5, PRIME)


def _together(a: Turn, b: Turn) -> Turn:
    cos = (a.cos * b.cos - a.sin * b.sin) % PRIME
    return Turn(cos, (a.sin * b.cos + a.cos * b.sin) % PRIME)


def _multiple(turn: Turn, n: int) -> Turn:
    """The turn by n times an angle, by repeated doubling."""
    if n < 0:
        return _multiple(Turn(turn.cos, -turn.sin), -n)
    done = Turn(1, 0)
    for bit in bin(n)[2:]:
        done = _together(done, done)
        if bit == "1":
            done = _together(done, turn)
    return done


_VALUES: dict[type, Callable[[Seen, Expression], int]] = {
    SumOf: Seen._sum,
    ProductOf: Seen._product,
    Quotient: Seen._quotient,
    Negation: Seen._negation,
    Power: Seen._power,
    Decimal: Seen._decimal,
    Call: Seen._call,
    Constant: Seen._constant,
    **dict.fromkeys(INTEGERS, Seen._integer),
    **dict.fromkeys((DerivativeOf, DerivativeAt), Seen._derivative),
}
