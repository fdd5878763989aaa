"""What is put to a base in formulas: exponents, primes, points and limits that it is taken at."""

from __future__ import annotations

from collections.abc import Sequence

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.application import Application
from derive.document.differentiation import differentiated, evaluated, refuse_held
from derive.document.naming import name_at
from derive.document.notation import TEXT, UPRIGHT
from derive.document.placing import place
from derive.document.tokens import FormulaError, Token
from derive.expression.nodes import (
    Decimal,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    free_variables,
    has_derivative,
)
from derive.expression.parsed import Parsed
from derive.expression.shorthand import ValueAt

_DEGREES = frozenset({"degree", "degrees", "°"})
#: Where these are in brackets, what is below those is a point.
_DIFFERENTIALS = frozenset({"d", "partial", "'", "prime"})
#: Behind what a subscript and a superscript are two points that values are taken at.
_BRACKETS = frozenset({")", "]", "}", "|", ".", "right"})
#: Superscripts that are no powers, and what they are.
_NO_POWERS = {
    "*": "superscript",
    "ast": "superscript",
    "star": "superscript",
    "dagger": "matrix",
    "T": "matrix",
    "top": "matrix",
    "intercal": "matrix",
    "+": "superscript",
    "-": "superscript",
}


class Raising(Application):
    """What reads all that stands behind a base."""

    def raised(self, base: Parsed) -> Parsed:
        """A primary with what is put to it."""
        while (token := self.now) is not None:
            if token.text == "^" and token.kind == "sign":
                base = self.power(base)
                if self.now is not None and self.now.text == "^":
                    raise self.error("syntax", "a second superscript at one base")
            elif token.text == "!" and self.tokens[self.at - 1].end == token.start:
                self.take()
                if self.now is not None and self.now.text == "!":
                    raise self.error("notation", "a double factorial")
                base = place(call("factorial", base.node), base.start, token.end, (1, base))
            elif token.text in _DEGREES:
                self.take()
                base = self.degrees(base)
            elif token.is_word and token.text == "%":
                base = self.percent(base)
            elif token.text in ("'", "prime"):
                self.take()
                base = self.derived(base, 1)
            elif token.text == "_" and self.tokens[self.at - 1].text in ("]", ")", "right", "}"):
                closing = self.tokens[self.at - 1].text
                lower, upper = self.limits()
                if upper is None:
                    by = self.partial_by(base, closing, lower)
                    if by is not None:
                        self.meanings.by.add((by.name, True))
                        base = differentiated(base, by, 1, self.last_end)
                        continue
                    self.refuse_digits(base, lower)
                refuse_held(self.tokens, base, lower)
                base = self.between(base, lower, upper)
            else:
                return base
        return base

    def partial_by(self, base: Parsed, closing: str, lower: list[Token] | None) -> Symbol | None:
        """The variable of `(x^2*y)_y`, which is a derivative; other letters are points."""
        if closing not in (")", "]") or lower is None or [t.kind for t in lower] != ["letter"]:
            return None
        inside = (t.text for t in self.tokens if base.start <= t.start < base.end)
        by = Symbol(lower[0].text)
        told = not _DIFFERENTIALS.isdisjoint(inside)
        return None if told or by not in free_variables(base.node) else by

    def refuse_digits(self, base: Parsed, lower: list[Token] | None) -> None:
        """Raises `FormulaError` at what may be digits to a base, as in `(1011)_2`."""
        number = lower is not None and [t.kind for t in lower] == ["number"]
        if number and not has_derivative(base.node):
            raise self.error("subscript", "digits to a base, or a value at a point")

    def power(self, base: Parsed) -> Parsed:
        """A base with the exponent that is next; primes are derivatives."""
        before = self.tokens[self.at - 1]
        self.take()
        exponent = self.argument()
        bare = [t for t in exponent if t.text not in ("{", "}")]
        said = "".join(t.text for t in bare)
        if (said and set(said) <= {"'"}) or said == "prime":
            return self.derived(base, len(bare))
        if said == "circ":
            return self.degrees(base)
        kind = _NO_POWERS.get(said) or _ruled(bare)
        if kind is not None:
            raise FormulaError(kind, f"`^{said}` is not read", bare[0].start, bare[-1].end)
        if self.now is not None and self.now.text == "_":
            if before.text not in _BRACKETS:
                raise self.error("subscript", "a subscript behind a superscript")
            lower = self.argument_behind_sign()
            return self.between(base, lower, exponent)
        part = self.within(exponent)
        end = max(base.end, self.last_end)
        return place(Power(base.node, part.node), base.start, end, (0, base), (1, part))

    def degrees(self, base: Parsed) -> Parsed:
        """An angle in degrees; in a line without sines and the like perhaps their mere number."""
        sign, after = self.tokens[self.at - 1], self.now
        unit = after is not None and (after.kind == "letter" or after.text in {*TEXT, *UPRIGHT})
        if unit or not isinstance(base.node, (Integer, Decimal)):
            raise FormulaError("degrees", "degrees of what is no number", sign.start, sign.end)
        if not self.meanings.angular:
            told = "degrees as"
            if self.meanings.choose("degrees", "an angle", "a number", told=told) == "a number":
                return base._replace(end=self.last_end)
        node = ProductOf(base.node, Quotient(constant("pi"), Integer(180)))
        return place(node, base.start, self.last_end, (0, base))

    def percent(self, base: Parsed) -> Parsed:
        """A number of per cents, or the mere number, as behind `\\frac{3}{4}\\cdot 100`."""
        sign = self.take()
        if not isinstance(base.node, (Integer, Decimal)):
            raise FormulaError("notation", "per cents of what is no number", sign.start, sign.end)
        told = "per cents as"
        if self.meanings.choose("percent", "hundredths", "a number", told=told) == "a number":
            return base._replace(end=self.last_end)
        number = base.node if isinstance(base.node, Decimal) else Decimal(base.node, Integer(0))
        digits, places = number.args
        return Parsed(Decimal(digits, Integer(int(places) + 2)), base.start, self.last_end)

    def derived(self, base: Parsed, order: int) -> Parsed:
        """A derivative by primes behind brackets, at an argument if one is next."""
        variable = self.only_variable(base)
        for v in free_variables(base.node):
            if v.name in self.meanings.primed:
                raise self.error("prime", f"a prime of what has the function {v.name} in it")
        self.meanings.by.add((str(variable.name), False))
        done = differentiated(base, variable, order, self.last_end)
        if not self.at_bracket():
            return done
        start = self.at
        inner, end = self.inside()
        if self.meanings.choose("call:(...)'", "call", "product", told="(...)'(...) as") != "call":
            self.at = start
            return done
        return self.value_at(done, variable, inner, end)

    def value_at(self, done: Parsed, variable: Symbol, inner: list[Token], end: int) -> Parsed:
        """A derivative at the argument that stands in brackets behind it."""
        argument = self.within(inner)
        if argument.node == variable:
            return Parsed(done.node, done.start, end)
        return Parsed(ValueAt(done.node, variable, argument.node), done.start, end)

    def only_variable(self, base: Parsed) -> Symbol:
        """The variable that primes behind brackets differentiate by."""
        if isinstance(base.node, Power) and base.node.args[1] == Negation(Integer(1)):
            raise self.error("prime", "a prime of an inverse")
        free = sorted(free_variables(base.node), key=lambda v: str(v.name))
        chosen = next((v for v in free if v.name in ("x", "t")), None)
        if len(free) == 1:
            return free[0]
        if chosen is None:
            raise self.error("prime", "it is not clear what a prime differentiates by")
        return chosen

    def between(self, part: Parsed, lower: list[Token] | None, upper: list[Token] | None) -> Parsed:
        """An expression at a point, or its difference between two."""
        low = None if lower is None else self.limit(lower)
        high = None if upper is None else self.limit(upper)
        if low is None:
            raise self.error("syntax", "a bar without a lower limit")
        variable = low[0] or (high[0] if high else None) or self.only_variable(part)
        at_low = evaluated(part, variable, low[1], self.last_end)
        if high is None:
            return at_low
        at_high = evaluated(part, variable, high[1], self.last_end)
        node = SumOf(at_high.node, Negation(at_low.node))
        return place(node, part.start, self.last_end, (0, at_high))

    def limit(self, found: list[Token]) -> tuple[Symbol | None, Parsed]:
        """A limit such as `0` or `x = 0`."""
        at = next((k for k, t in enumerate(found) if t.text == "="), None)
        if at is None:
            return None, self.within(found)
        name, end = name_at(found, 0)
        if not name or end != at:
            raise FormulaError("syntax", "a limit of no variable", found[0].start, found[0].end)
        return Symbol(name), self.within(found[at + 1 :])


def _ruled(exponent: Sequence[Token]) -> str | None:
    """The kind of an exponent with a rule over or under it, as of a falling power."""
    ruled = exponent and exponent[0].text in ("underline", "overline")
    return "superscript" if ruled else None
