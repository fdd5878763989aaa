"""What a derivative in a formula is of: what is above with it, a bracket, the rest of a term."""

from __future__ import annotations

from sympy.core.symbol import Symbol

from derive.document.differentiation import Operator
from derive.document.naming import name_at
from derive.document.notation import DOTS, FRACTIONS, PRODUCTS
from derive.document.placing import product
from derive.document.raising import Raising
from derive.expression.nodes import free_variables
from derive.expression.parsed import Parsed


class Deriving(Raising):
    """What reads the operands of derivatives."""

    def derivative(self, start: int, operator: Operator) -> Parsed:
        """A derivative: of what stands above with it, or of what comes behind it."""
        if operator.body:
            part = self.within(operator.body)
            done = operator.applied(part, start, self.last_end, self.meanings)
            return self.at_argument(done, operator)
        self.differentiating = self.depth == 0 and start == self.tokens[0].start
        part = self.operand({name for name, _ in operator.by})
        careless = self.differentiating and self.sign_ahead() is not None and not self.goes_on()
        self.differentiating = False
        if careless and self.meanings.choose("derivative of", "term", "sum") == "sum":
            self.meanings.odd.add("sum")
            part = self.with_terms(part)
        return operator.applied(part, start, part.end, self.meanings)

    def goes_on(self) -> bool:
        """Whether other derivatives are behind one, or it is one of brackets."""
        ahead = self.tokens[self.at :]
        signs = ("'", "prime", "partial", *DOTS)
        closed = self.tokens[self.at - 1].text in (")", "]", "right")
        return closed or any(t.text in signs or t.text == "d" for t in ahead)

    def at_argument(self, done: Parsed, operator: Operator) -> Parsed:
        """A derivative at what is in brackets, as in `\\frac{df}{dx}(0)`, if that is meant."""
        name, end = name_at(operator.body, 0)
        named = name in self.meanings.functions and end == len(operator.body)
        if not named or len(operator.by) != 1 or not self.at_bracket():
            return done
        told = f"d{name}/d{operator.by[0][0]}(...) as a"
        if self.meanings.choose(f"at:{name}", "value", "product", told=told) != "value":
            return done
        return self.value_at(done, Symbol(operator.by[0][0]), *self.inside())

    def operand(self, by: set[str]) -> Parsed:
        """What a derivative is of: a bracket, or the rest of the term."""
        token = self.now
        if token is None:
            raise self.error("syntax", "nothing stands behind a derivative")
        bracketed = token.text in ("(", "[", "left", "{")
        first = self.factor()
        if not self.begins_factor() and not self.times_ahead():
            return first
        answers = ("factor", "term") if bracketed else ("term", "factor")
        answer = self.meanings.choose("derivative", *answers, told="a derivative as of the")
        factors = [first]
        if answer == "factor" and not (bracketed and self.times_ahead()):
            self.note_next(by)
        while answer == "term" and (self.begins_factor() or self.times_ahead()):
            if self.times_ahead():
                if bracketed:
                    break
                self.take()
            factors.append(self.signed(self.factor))
        return product(factors)

    def note_next(self, by: set[str]) -> None:
        """Notes that a derivative ends before a factor that hangs on its variable.

        In a product rule others stand around it.
        """
        here = self.at
        if self.times_ahead():
            self.take()
        token = self.now
        others = sum(t.text in ("d", "partial", "'", "prime", *DOTS) for t in self.tokens) > 2
        if token is not None and token.text not in FRACTIONS and not others:
            behind = self.signed(self.factor)
            if by & {str(v.name) for v in free_variables(behind.node)}:
                self.meanings.odd.add("derivative")
        self.at = here

    def times_ahead(self) -> bool:
        """Whether a sign of a product is next."""
        return self.now is not None and self.now.text in PRODUCTS
