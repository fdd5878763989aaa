"""Certificates in words: what each entry says, which letters it names, what is multiplied out.

A certificate is entered once more, entry by entry, and what it gives is read off.  Nothing is
proved here: the kernel has looked the certificate over.  A new kind of entry is one row of `TOLD`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.check.certified_powers import told_powered, told_raised
from derive.check.grounds import stated
from derive.check.multiplied import TooLargeError, Written, multiplied_out
from derive.expression.as_cases import as_cases
from derive.expression.neat import neat
from derive.expression.nodes import (
    Call,
    Constant,
    Decimal,
    Expression,
    Negation,
    Notation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    called,
    constant,
    free_variables,
    has_derivative,
)
from derive.expression.substitution import substitute
from derive.expression.text import text
from derive.kernel.certificates import entries as kinds
from derive.kernel.certificates.certificate import Certificate
from derive.kernel.certificates.enter import enter
from derive.kernel.certificates.identity import Identity
from derive.kernel.certificates.ring import negative
from derive.kernel.conditions import Condition, alternatives, definedness, integer_exponent
from derive.kernel.derivatives import Derivatives
from derive.kernel.exponents import Integers
from derive.kernel.theory import KernelError
from derive.prover.identities import values
from derive.report.certificate import Certified, Entered, Statement
from derive.rules.known import KNOWN
from derive.rules.laws import LAWS

#: The letters that numbers are called by, as far as nothing is called so.
_LETTERS = "abcfghkmnpqrstuvw"
_E, _PI = constant("e"), constant("pi")
_STRUCTURE = (Integer, Decimal, SumOf, ProductOf, Quotient, Negation)
_ROW = {law.statement: law for law in KNOWN}
#: The law that determines the value of a function.
_VALUED = {
    "sqrt": "sqrt(u)^2 = u",
    "cbrt": "cbrt(u)^3 = u",
    "abs": "abs(u)^2 = u^2",
    "log": "log(u*v) = log(abs(u)) + log(abs(v))",
    "floor": "floor(n) = n",
    "^": "(u*v)^(1/n) = abs(u)^(1/n)*abs(v)^(1/n)",
}
#: The power of the value of a function that is what the function is of.
_POWERS = {"sqrt": 2, "cbrt": 3, "log": 1}
_SUMS = {
    "sin": "sin(u + v) = sin(u)*cos(v) + cos(u)*sin(v)",
    "cos": "cos(u + v) = cos(u)*cos(v) - sin(u)*sin(v)",
}


@dataclass(frozen=True)
class Asked:
    """What certificates are told of: names of procedures, derivatives, variables that are whole."""

    names: tuple[str, ...]
    derivatives: Derivatives
    integers: Integers


def certified(
    certificate: Certificate,
    lines: tuple[Expression, Expression],
    sides: tuple[Expression, Expression],
    asked: Asked,
) -> Certified:
    """A certificate that two lines are equal, whose `sides` have no defined names any more.

    Raises `KernelError` where it is none.
    """
    found = Certified(asked.names, *lines)
    if certificate.cases:
        return replace(found, cases=tuple(_cases(certificate, lines, sides, asked)))
    teller = Teller(asked, sides)
    entries = values(certificate)
    told = [teller.told(entry) for entry in entries]
    done = tuple(map(teller.finished, entries, told))
    identity = multiplied_out(teller.kernel, teller.written, sides)
    try:
        put_in = tuple(map(teller.put_in, sides))
    except TooLargeError:
        put_in = ()
    return replace(found, entries=done, identity=identity, put_in=put_in)


def _cases(
    certificate: Certificate,
    lines: tuple[Expression, Expression],
    sides: tuple[Expression, Expression],
    asked: Asked,
) -> Iterator[tuple[tuple[str, ...], Certified]]:
    """The cases of a certificate, each with what is supposed in it."""
    assert certificate.split is not None
    both = alternatives(certificate.split, certificate.relation)
    for supposed, case in zip(both, certificate.cases, strict=True):
        yield tuple(map(stated, supposed)), certified(case, lines, sides, asked)


def _readable(e: Expression) -> Expression:
    """An expression as a person would write it."""
    return as_cases(neat(e))


class Teller:
    """Enters entries one by one, and tells what each has given."""

    def __init__(self, asked: Asked, sides: tuple[Expression, Expression]) -> None:
        self._needed: list[Condition] = []
        self.kernel = Identity(self._needed.append, asked.derivatives, asked.integers)
        self.names: dict[int, Expression] = {}
        self.meanings: dict[Expression, Expression] = {}
        self.written = Written(self.kernel, self.names)
        self._known = frozenset().union(*map(definedness, sides))
        taken = {v.name for side in sides for v in free_variables(side)}
        taken.update(name for side in sides for name in called(side))
        self._free = [letter for letter in _LETTERS if letter not in taken]
        self._taken = taken

    def told(self, entry: Any) -> Entered:
        """What one more entry says."""
        count = self.kernel.ring.count
        del self._needed[:]
        enter(self.kernel, entry)
        made = range(count, self.kernel.ring.count)
        found = TOLD[type(entry)](self, entry, made)
        relations = tuple(self._relation(g) for g in made if g in self.kernel.ring.relations)
        needs = [c for c in self._needed if not c.is_trivial() and c not in self._known]
        said = tuple(dict.fromkeys(map(stated, needs)))
        return replace(
            found,
            kind=type(entry).__name__,
            relations=(*found.relations, *relations),
            letters=tuple((letter, _readable(meaning)) for letter, meaning in found.letters),
            equal=tuple(map(_readable, found.equal)),
            law=None if found.law is None else _neatly(found.law),
            needs=said,
        )

    def finished(self, entry: Any, told: Entered) -> Entered:
        """The same with the value that the whole certificate gives to an instance of a law."""
        if not isinstance(entry, (kinds.Chosen, kinds.Instance)):
            return told
        try:
            value = self.value(entry.e)
        except (KernelError, TooLargeError):
            return told
        return replace(told, equal=tuple(dict.fromkeys((*told.equal, value))))

    def letter(self, g: int, meaning: Expression) -> tuple[Expression, Expression]:
        """The letter of a generator, and what it stands for."""
        name = self._free.pop(0) if self._free else f"a_{g}"
        while name in self._taken:
            name = f"{name}_0"
        self.names[g] = Symbol(name)
        self.meanings[self.names[g]] = neat(meaning)
        return self.names[g], meaning

    def is_named(self, e: Expression) -> bool:
        """Whether the value of an expression is the letter that was given to it."""
        return self.meanings.get(self.value(e)) == neat(e)

    def _relation(self, g: int) -> tuple[Expression, Expression]:
        degree, rhs = self.kernel.ring.relations[g]
        reduced = self.written.polynomial(self.kernel.ring.expanded(rhs))
        letter = self.names[g]
        return Power(letter, Integer(degree)) if degree > 1 else letter, reduced

    def put_in(self, e: Expression) -> Expression:
        """An expression with what functions in it are, the letters being what they stand for."""
        return _readable(self._put_in(e))

    def _put_in(self, e: Expression) -> Expression:
        if e in self.kernel.meanings:
            return self._put_in(self.kernel.meanings[e])
        if isinstance(e, Notation):
            return self._put_in(e.meaning)
        whole = isinstance(e, Power) and integer_exponent(e.args[1]) is not None
        if whole:
            return Power(self._put_in(e.args[0]), e.args[1])
        if isinstance(e, _STRUCTURE):
            return e.func(*map(self._put_in, e.args)) if e.args else e
        return self._plain(self.value(e))

    def _plain(self, e: Expression) -> Expression:
        """What an expression in letters is without them."""
        known = {v: m for v, m in self.meanings.items() if v in free_variables(e)}
        plain = {v: self._plain(m) for v, m in known.items() if v != m}
        return substitute(e, plain) if plain else e

    def product(self, product: kinds.Product) -> Expression:
        """A product that an entry speaks of."""
        return self.written.value(self.kernel.value_of(self.kernel.read(product)))

    def polynomial(self, p: kinds.Polynomial) -> Expression:
        """A polynomial that an entry speaks of."""
        return self.written.value(self.kernel.polynomial(p))

    def value(self, e: Expression) -> Expression:
        """The value of an expression."""
        return self.written.value(self.kernel.value(e))


def _law(statement: str, bindings: tuple[tuple[str, Expression], ...] = ()) -> Statement:
    law = _ROW[statement]
    return Statement(law.group, law.statement, law.when, bindings)


def _neatly(law: Statement) -> Statement:
    return replace(law, bindings=tuple((v, _readable(e)) for v, e in law.bindings))


def _root(e: Expression, degree: int) -> Expression:
    if degree == 1:
        return e
    return call("sqrt", e) if degree == 2 else Power(e, Quotient(Integer(1), Integer(degree)))


def _at_least(letter: tuple[Expression, Expression]) -> str:
    return f"{text(letter[0])} >= 0"


# What each kind of entry says


def _generator(t: Teller, entry: kinds.Generator, made: range) -> Entered:
    if entry.degree == 1 and isinstance(entry.e, (Symbol, Constant)):
        t.names[made[0]] = entry.e
        return Entered("", equal=(entry.e,), why="any number", short=False)
    letter = t.letter(made[0], _root(entry.e, entry.degree))
    if entry.degree == 1:
        return Entered("", letters=(letter,))
    raised = Power(letter[0], Integer(entry.degree))
    return Entered("", (letter,), ((raised, entry.e),), why=_at_least(letter))


def _congruent(_: Teller, entry: kinds.Congruent, __: range) -> Entered:
    e, other = entry.e, entry.other
    why = "tidied" if has_derivative(e) else "their arguments are equal"
    return Entered("", equal=(e, other), why=why, short=neat(e) != neat(other))


def _instance(t: Teller, entry: kinds.Instance, _: range) -> Entered:
    law = LAWS[entry.law]
    stated = Statement(law.group, law.statement, law.when, entry.substitution)
    meaning = t.kernel.meanings[entry.e]
    return Entered("", equal=(entry.e, meaning), law=stated, short=bool(entry.substitution))


def _carried_out(t: Teller, entry: kinds.CarriedOut, _: range) -> Entered:
    done = neat(t.kernel.meanings[entry.e])
    return Entered("", equal=(entry.e, done), why="by the rules of derivatives")


def _chosen(t: Teller, entry: kinds.Chosen, _: range) -> Entered:
    e = entry.e
    law = _law(f"cases(u if w {e.relation} 0, v otherwise) = {'uv'[entry.branch]}")
    supposed = ", ".join(map(stated, alternatives(e.guard, e.relation)[entry.branch]))
    return Entered("", equal=(e, t.kernel.meanings[e]), law=law, why=f"since {supposed}")


def _evaluated(_: Teller, entry: kinds.Evaluated, __: range) -> Entered:
    why = "defined, so what it divides by is not 0"
    return Entered("", equal=(entry.e,), why=why, short=False)


def _exponent(t: Teller, entry: kinds.Exponent, made: range) -> Entered:
    if t.product(entry.b) == Integer(1):
        t.names[made[0]] = _E
        return Entered("", equal=(_E,), why="a number", short=False)
    letter = t.letter(made[0], Power(_E, t.product(entry.b)))
    return Entered("", letters=(letter,), why=f"{text(letter[0])} > 0")


def _logarithm(t: Teller, entry: kinds.Logarithm, made: range) -> Entered:
    value = t.kernel.polynomial(entry.p)
    p = t.polynomial(entry.p)
    positive = all(t.kernel.is_positive(base) for base, _ in value.powers)
    return Entered("", letters=(t.letter(made[0], call("log", p if positive else call("abs", p))),))


def _root_of(t: Teller, entry: kinds.Root, made: range) -> Entered:
    p, (g,) = t.polynomial(entry.p), made
    degree, rhs = t.kernel.ring.relations[g]
    known = degree == entry.degree > 1
    under = t.written.polynomial(t.kernel.ring.expanded(rhs)) if known else call("abs", p)
    letter = t.letter(g, _root(under, entry.degree))
    law = _law("sqrt(u)^2 = u") if entry.degree == 2 else None
    law = _law("abs(u)^2 = u^2") if entry.degree == 1 else law
    return Entered("", letters=(letter,), why=_at_least(letter), law=law)


def _orientation(t: Teller, entry: kinds.Orientation, made: range) -> Entered:
    p = t.polynomial(entry.p)
    if made:
        return Entered("", letters=(t.letter(made[0], call("sign", p)),))
    (base,) = (b for b, _ in t.kernel.polynomial(entry.p).powers)
    sign = t.kernel.orientation[base].rational
    if sign is None:
        return Entered("", equal=(call("sign", p),), why="known by conditions", short=False)
    why = f"{text(p)} {'>=' if sign > 0 else '<='} 0, by conditions"
    return Entered("", why=why, short=False)


def _angle(t: Teller, entry: kinds.Angle, made: range) -> Entered:
    b = t.product(entry.b)
    letters = tuple(t.letter(g, call(f, b)) for g, f in zip(made, ("cos", "sin"), strict=True))
    return Entered("", letters=letters)


def _given(_: Teller, entry: kinds.Given, __: range) -> Entered:
    return Entered("", why=f"{stated(entry.condition)} is a condition", short=False)


def _equation(t: Teller, entry: kinds.Equation, _: range) -> Entered:
    u = entry.condition.expression
    if called(u).isdisjoint(("asin", "atan")):
        return Entered("", equal=(u, Integer(0)), why="an equation that is given")
    why = "an angle of cosine 1, less than a whole turn"
    return Entered("", equal=(u, t.value(u), Integer(0)), why=why)


def _solved(t: Teller, entry: kinds.Solved, made: range) -> Entered:
    letters = tuple(t.letter(g, entry.variable) for g in made)
    value = t.value(entry.variable)
    solved = () if value in dict(letters) else (entry.variable, value)
    return Entered("", letters, equal=solved, why=f"since {stated(entry.condition)}")


def _valued(t: Teller, entry: kinds.Valued, _: range) -> Entered:
    e = entry.e
    value = t.value(e)
    own_logarithm = isinstance(e, Call) and e.name == "log" and value in t.meanings
    if own_logarithm or t.is_named(e) or e == value:
        return Entered("", equal=(e, value), short=False)
    return Entered("", equal=(e, value), law=_law_of(t, entry), why=_since(t, entry))


def _since(t: Teller, entry: kinds.Valued) -> str:
    """What has to be multiplied out for a function to have its value."""
    e = entry.e
    if not isinstance(e, Call) or e.name not in _POWERS:
        return ""
    power = _POWERS[e.name]
    u = neat(e.arguments[0])
    value = t.product(entry.value) if power == 1 else t.value(e)
    raised = value if power == 1 else Power(value, Integer(power))
    if raised == u:
        return ""
    return f"since {text(raised)} = {text(u)}" + (", and it is not negative" if power == 2 else "")


def _law_of(t: Teller, entry: kinds.Valued) -> Statement:
    """The law by which a function has its value."""
    e = entry.e
    if isinstance(e, Call):
        known = t.kernel.value(e.arguments[0]) if e.name == "abs" else None
        if known is not None and t.kernel.value(e) in (known, negative(known)):
            return _law("abs(u) = u" if t.kernel.value(e) == known else "abs(u) = -u")
        return _law(_VALUED[e.name])
    if e == _E or e.args[0] != _E:
        return _law(_VALUED["^"])
    powers = t.kernel.value(e).powers
    exponents = {t.kernel.ring.base_of[g] for g in t.kernel.exponent_of}
    if any(base not in exponents for base, _ in powers):
        return _law("e^log(abs(u)) = abs(u)")
    return _law("e^(u + v) = e^u*e^v" if len(powers) > 1 else "e^(n*u) = (e^u)^n")


def _turned(t: Teller, entry: kinds.Turned, _: range) -> Entered:
    e, value = entry.e, t.value(entry.e)
    if t.is_named(e):
        return Entered("", equal=(e, value), short=False)
    return Entered("", equal=(e, value), law=_law(_SUMS[e.name]))


def _vanishing(t: Teller, entry: kinds.Vanishing, _: range) -> Entered:
    why = "their powers are equal, and neither is negative"
    multiple = neat(ProductOf(t.product(entry.factor), t.names[entry.root]))
    return Entered("", equal=(multiple, t.product(entry.value)), why=why)


#: What each kind of entry says.
TOLD: dict[type, Callable[[Teller, Any, range], Entered]] = {
    kinds.Generator: _generator,
    kinds.Congruent: _congruent,
    kinds.Instance: _instance,
    kinds.CarriedOut: _carried_out,
    kinds.Chosen: _chosen,
    kinds.Evaluated: _evaluated,
    kinds.Exponent: _exponent,
    kinds.Logarithm: _logarithm,
    kinds.Root: _root_of,
    kinds.Orientation: _orientation,
    kinds.Angle: _angle,
    kinds.Raised: told_raised,
    kinds.Powered: told_powered,
    kinds.Given: _given,
    kinds.Equation: _equation,
    kinds.Solved: _solved,
    kinds.Valued: _valued,
    kinds.Turned: _turned,
    kinds.Vanishing: _vanishing,
}
