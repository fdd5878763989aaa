"""The grammar of LaTeX's expressions: tokens to written expressions, every part with its place.

    sum     = ["-"] term (("+" | "-") term)*
    term    = factor ((["\\cdot"] | "/") factor)*
    factor  = primary ("^" exponent | "!" | "'" | "|_a^b")*
    primary = number | name | call | function | fraction | root | bracket | bars | derivative

Nothing is evaluated.  What can be read in two ways is asked of the meanings of the names.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from sympy.core.numbers import Integer

from derive.document.casewise import CASES, by_cases, environment
from derive.document.deriving import Deriving
from derive.document.differentiation import (
    is_quantity,
    operator_below,
    operator_of,
    refuse_held,
)
from derive.document.meanings import FUNCTION_LETTERS, Meanings
from derive.document.naming import named
from derive.document.notation import FRACTIONS, LOOKED_THROUGH, PRODUCTS, UNREAD
from derive.document.placing import make, place, product
from derive.document.tokens import FormulaError, Token
from derive.expression.nodes import (
    Decimal,
    Negation,
    Power,
    Quotient,
    SumOf,
    call,
    free_variables,
    rational,
)
from derive.expression.parsed import Parsed

#: No number that is read has more digits.
MAX_DIGITS = 60
#: No formula is nested deeper.
MAX_DEPTH = 60


def read_expression(found: list[Token], meanings: Meanings) -> Parsed:
    """The expression that tokens write.  Raises `FormulaError`."""
    grammar = Grammar(found, meanings)
    done = grammar.sum()
    grammar.expect_end()
    return done


class Grammar(Deriving):
    """Reads one run of tokens."""

    def within(self, found: list[Token]) -> Parsed:
        """The expression in a group."""
        if self.depth >= MAX_DEPTH:
            first = found[0] if found else self.tokens[0]
            about = f"more than {MAX_DEPTH} levels of nesting"
            raise FormulaError("too-deep", about, first.start, first.end)
        if not found:
            raise self.error("syntax", "an empty group")
        inner = Grammar(found, self.meanings, self.depth + 1)
        done = inner.sum()
        inner.expect_end()
        return done

    def sum(self) -> Parsed:
        """Terms with signs between them."""
        terms = [self.signed(self.term)]
        while (sign := self.sign_ahead()) is not None:
            self.take()
            term = self.signed(self.term)
            if sign.text in ("-", "−"):
                term = make(Negation, sign.start, term)
            terms.append(term)
            terms = self.barred(terms)
        return make(SumOf, terms[0].start, *terms) if len(terms) > 1 else self.barred(terms)[0]

    def sign_ahead(self) -> Token | None:
        """The sign that is next."""
        token = self.now
        return token if token is not None and token.text in ("+", "-", "−") else None

    def with_terms(self, first: Parsed) -> Parsed:
        """A term with those behind it."""
        terms = [first]
        while (sign := self.sign_ahead()) is not None:
            self.take()
            term = self.signed(self.term)
            terms.append(make(Negation, sign.start, term) if sign.text in ("-", "−") else term)
        return make(SumOf, first.start, *terms)

    def signed(self, rule: Callable[[], Parsed]) -> Parsed:
        """What a rule reads behind any number of signs."""
        signs = []
        while (sign := self.sign_ahead()) is not None:
            signs.append(self.take())
        if len(signs) > 4:
            raise self.error("syntax", "many signs in a row")
        part = rule()
        for sign in reversed(signs):
            if sign.text != "+":
                part = make(Negation, sign.start, part)
        return part

    def barred(self, terms: list[Parsed]) -> list[Parsed]:
        """Terms up to a bar with limits, at which all of them are taken."""
        if not self.at_bar_with_limits():
            return terms
        reach = "sum"
        if len(terms) > 1:
            reach = self.meanings.choose("bar", "sum", "term", told="a bar with limits as of the")
        self.take()
        lower, upper = self.limits()
        if reach == "sum" or len(terms) == 1:
            whole = make(SumOf, terms[0].start, *terms) if len(terms) > 1 else terms[0]
            return [self.between(whole, lower, upper)]
        last = terms[-1]
        return [*terms[:-1], self.between(last, lower, upper)]

    def term(self) -> Parsed:
        """Factors with their signs between them, or none."""
        done = self.factor()
        factors = [done]
        while True:
            token = self.now
            if token is None:
                break
            if token.text in PRODUCTS:
                self.take()
                factors.append(self.signed(self.factor))
            elif token.text in ("/", "div"):
                self.take()
                whole = product(factors)
                factors = [make(Quotient, whole.start, whole, self.divisor())]
            elif self.begins_factor():
                self.refuse_numerals(token)
                self.note_functions(factors[-1])
                factors.append(self.factor())
            else:
                break
        return product(factors)

    def note_functions(self, before: Parsed) -> None:
        """Notes that functions in brackets are read as a factor of their argument."""
        if not self.at_bracket() or self.tokens[self.at - 1].text not in (")", "]"):
            return
        here = self.at
        inner, _ = self.inside()
        self.at = here
        names = {str(v.name) for v in free_variables(before.node)} - self.meanings.variables
        if len(inner) == 1 and names & FUNCTION_LETTERS:
            self.meanings.odd.add("function")

    def refuse_numerals(self, token: Token) -> None:
        """Refuses two numerals side by side: they are no product."""
        if token.kind == "number" and self.tokens[self.at - 1].kind == "number":
            raise FormulaError("notation", "two numerals side by side", token.start, token.end)

    def divisor(self) -> Parsed:
        """What stands behind a stroke: one factor, or all that is put beside it."""
        first = self.signed(self.factor)
        if not self.begins_factor():
            return first
        answer = self.meanings.choose("stroke", "one", "all", told="a/bc with the divisor:")
        factors = [first]
        while answer == "all" and self.begins_factor():
            factors.append(self.factor())
        return product(factors)

    def factor(self) -> Parsed:
        """A primary with what is put to it."""
        return self.raised(self.primary())

    def primary(self) -> Parsed:
        """A number, a name, or what stands in brackets of any kind."""
        token = self.now
        if token is None:
            raise self.error("syntax", "something is missing here")
        if token.kind == "number":
            return self.number()
        if token.kind == "sign":
            return self.behind_sign(token)
        if token.kind == "begin":
            return self.environment(token)
        if token.kind == "control" and self.is_function(token):
            return self.function()
        if token.kind == "control":
            return self.behind_word(token)
        return self.name()

    def number(self) -> Parsed:
        """A numeral, perhaps with groups of thousands, or a mixed one."""
        token = self.take()
        whole, _, fraction = token.text.partition(".")
        while self.has_thousands(whole, fraction):
            self.take()
            token = self.take()
            whole += token.text[:3]
            fraction = token.text[4:] if "." in token.text else ""
        if len(whole + fraction) > MAX_DIGITS:
            raise self.error("too-large", f"a number of more than {MAX_DIGITS} digits")
        digits = self.repeating(fraction)
        if digits:
            node = rational(_repeating(whole, fraction, digits))
            return place(node, token.start, self.last_end)
        numeral = Integer(int(whole + fraction or "0"))
        node = Decimal(numeral, Integer(len(fraction))) if fraction else numeral
        done = place(node, token.start, token.end)
        after = self.now
        if not fraction and after is not None and after.text in FRACTIONS and self.mixed():
            answer = self.meanings.choose("mixed", "product", "sum")
            self.meanings.told["mixed"] = f"a mixed number as a {answer}"
            if answer == "product":
                self.meanings.odd.add("mixed")
            if answer == "sum":
                part = self.primary()
                return make(SumOf, done.start, done, part)
        return done

    def repeating(self, fraction: str) -> str:
        """The digits with a bar over them that come next; empty where none do."""
        ahead = self.tokens[self.at : self.at + 2]
        dotted = not fraction and [t.text for t in ahead] == [".", "overline"]
        if not dotted and not (fraction and ahead and ahead[0].text == "overline"):
            return ""
        here = self.at
        self.at += 1 + dotted
        inner = [t for t in self.argument() if t.text not in ("{", "}")]
        digits = "".join(t.text for t in inner)
        if not digits.isdecimal() or not digits.isascii() or len(digits) > MAX_DIGITS:
            self.at = here
            return ""
        return digits

    def has_thousands(self, whole: str, fraction: str) -> bool:
        """Whether a group of three digits goes on behind a comma in braces."""
        after = self.tokens[self.at : self.at + 4]
        braced = [t.text for t in after[:3]] == ["{", ",", "}"]
        if not braced or fraction or len(after) < 4 or after[3].kind != "number":
            return False
        del self.tokens[self.at], self.tokens[self.at + 1]
        return len(after[3].text.partition(".")[0]) == 3 and bool(whole)

    def mixed(self) -> bool:
        """Whether a fraction of two numerals is ahead."""
        behind = self.tokens[self.at + 1 : self.at + 7]
        ahead = [t for t in behind if t.text not in ("{", "}")]
        both = bool(ahead) and ahead[0] is behind[0] and len(ahead[0].text) == 2
        digits = ahead[:1] if both else ahead[:2]
        return sum(len(t.text) for t in digits) >= 2 and all(t.kind == "number" for t in digits)

    def behind_sign(self, token: Token) -> Parsed:
        """What a bracket or a bar opens."""
        match token.text:
            case "(" | "[":
                inner, end = self.bracket()
                return self.within(inner)._replace(start=token.start, end=end)
            case "{":
                inner = self.argument()
                return self.within(inner)._replace(start=token.start, end=self.last_end)
            case "|":
                inner, end = self.bars()
                part = self.within(inner)
                return place(call("abs", part.node), token.start, end, (1, part))
        raise self.error("syntax", f"`{token.text}` is not expected here")

    def behind_word(self, token: Token) -> Parsed:
        """What a control word opens."""
        name = token.text
        if name in FRACTIONS:
            return self.fraction()
        if name in LOOKED_THROUGH:
            return self.looked_through()
        if name in ("left", "lvert", "{"):
            return self.fence()
        if name == "sqrt":
            return self.root()
        if name in ("lfloor", "lceil"):
            inner, end = self.until({"lfloor": "rfloor", "lceil": "rceil"}[name])
            part = self.within(inner)
            return place(
                call({"lfloor": "floor", "lceil": "ceil"}[name], part.node),
                token.start,
                end,
                (1, part),
            )
        if name in ("binom", "dbinom", "tbinom"):
            self.take()
            top, bottom = self.within(self.argument()), self.within(self.argument())
            node = call("binomial", top.node, bottom.node)
            return place(node, token.start, self.last_end, (1, top), (2, bottom))
        below = self.tokens[self.at + 1 : self.at + 2]
        if name == "partial" and any(t.text in ("_", "^") for t in below):
            self.take()
            by = operator_below(*self.limits(), token, self.meanings)
            return self.derivative(token.start, by)
        return self.name()

    def looked_through(self) -> Parsed:
        """The argument of a word that only changes how it looks."""
        token = self.take()
        count, which = LOOKED_THROUGH[token.text]
        self.optional()
        arguments = [self.argument() for _ in range(count)]
        done = self.within(arguments[which])
        if token.text in ("underbrace", "overbrace") and self.now is not None:
            while self.now is not None and self.now.text in ("_", "^"):
                self.take()
                self.argument()
        return done._replace(start=token.start, end=self.last_end)

    def fraction(self) -> Parsed:
        """A fraction, or the derivative that it writes."""
        token = self.take()
        top, bottom = self.argument(), self.argument()
        operator = operator_of(top, bottom, self.meanings)
        if operator is not None:
            return self.derivative(token.start, operator)
        above, below = self.within(top), self.within(bottom)
        node = Quotient(above.node, below.node)
        return place(node, token.start, self.last_end, (0, above), (1, below))

    def root(self) -> Parsed:
        """A root with its index."""
        token = self.take()
        index = self.optional()
        part = self.within(self.argument())
        if index is None or [t.text for t in index] == ["2"]:
            return place(call("sqrt", part.node), token.start, self.last_end, (1, part))
        degree = self.within(index)
        if degree.node == Integer(3):
            return place(call("cbrt", part.node), token.start, self.last_end, (1, part))
        exponent = Quotient(Integer(1), degree.node)
        return place(Power(part.node, exponent), token.start, self.last_end, (0, part))

    def fence(self) -> Parsed:
        """What stands between `\\left` and `\\right`."""
        token = self.now
        assert token is not None
        opening, inner, closing, end = self.fenced()
        if opening == "{" and closing == "." and inner and inner[0].text == "begin array":
            found, at = environment(inner, 0)
            if all(t.kind == "sign" and t.text in ".,;" for t in inner[at:]):
                return by_cases(found, inner[0], end, self.within)
        if opening in ("(", "[", "{") and closing in (")", "]", "}"):
            return self.within(inner)._replace(start=token.start, end=end)
        if opening in ("|", "lvert") and closing in ("|", "rvert"):
            part = self.within(inner)
            return place(call("abs", part.node), token.start, end, (1, part))
        if opening in (".", "[", "(") and closing in ("|", "]", "."):
            part = self.within(inner)._replace(start=token.start, end=end)
            if self.now is not None and self.now.text in ("_", "^"):
                lower, upper = self.limits()
                if is_quantity(lower):
                    refuse_held(self.tokens, part, lower)
                return self.between(part, lower, upper)
            if closing != "|":
                return part
        raise FormulaError("bracket", f"`\\left{opening} ... \\right{closing}`", token.start, end)

    def environment(self, token: Token) -> Parsed:
        """An environment: cases are read."""
        name = token.text.partition(" ")[2]
        if not token.text.startswith("begin") or name not in CASES or name == "array":
            raise FormulaError(*_environment(token))
        found, self.at = environment(self.tokens, self.at)
        return by_cases(found, token, self.last_end, self.within)

    def name(self) -> Parsed:
        """A name: a variable, what is defined, or a call."""
        return named(self)


def _repeating(whole: str, fraction: str, digits: str) -> Fraction:
    """The number whose last decimals are repeated for ever, as 1/6 for 0.1 and then 6."""
    start = Fraction(int(whole + fraction or "0"), 10 ** len(fraction))
    return start + Fraction(int(digits), (10 ** len(digits) - 1) * 10 ** len(fraction))


def _environment(token: Token) -> tuple[str, str, int, int]:
    name = token.text.partition(" ")[2].rstrip("*")
    kind = UNREAD.get(name, "environment")
    return kind, f"`{name}` is not read", token.start, token.end
