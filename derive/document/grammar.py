"""The grammar of LaTeX's expressions: tokens to written expressions, every part with its place.

    sum     = ["-"] term (("+" | "-") term)*
    term    = factor ((["\\cdot"] | "/") factor)*
    factor  = primary ("^" exponent | "!" | "'" | "|_a^b")*
    primary = number | name | call | function | fraction | root | bracket | bars | derivative

Nothing is evaluated.  What can be read in two ways is asked of the meanings of the names.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.application import Application
from derive.document.casewise import CASES, by_cases, environment
from derive.document.differentiation import (
    Operator,
    differentiated,
    evaluated,
    is_quantity,
    operator_below,
    operator_of,
    refuse_held,
)
from derive.document.meanings import FUNCTION_LETTERS, Meanings
from derive.document.naming import name_at, named
from derive.document.notation import DOTS, FRACTIONS, LOOKED_THROUGH, PRODUCTS, UNREAD
from derive.document.placing import make, place, product
from derive.document.tokens import FormulaError, Token
from derive.expression.nodes import (
    Decimal,
    Negation,
    Power,
    Quotient,
    SumOf,
    ValueAt,
    call,
    free_variables,
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


class Grammar(Application):
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

    def raised(self, base: Parsed) -> Parsed:
        """A primary with what is put to it."""
        while (token := self.now) is not None:
            if token.text == "^" and token.kind == "sign":
                base = self.power(base)
                if self.now is not None and self.now.text == "^":
                    raise self.error("syntax", "a second superscript at one base")
            elif token.text == "!" and self.tokens[self.at - 1].end == token.start:
                self.take()
                base = place(call("factorial", base.node), base.start, token.end, (1, base))
            elif token.text in ("'", "prime"):
                self.take()
                base = self.derived(base, 1)
            elif token.text == "_" and self.tokens[self.at - 1].text in ("]", ")", "right", "}"):
                lower, upper = self.limits()
                refuse_held(self.tokens, base, lower)
                base = self.between(base, lower, upper)
            else:
                return base
        return base

    def power(self, base: Parsed) -> Parsed:
        """A base with the exponent that is next; primes are derivatives."""
        before = self.tokens[self.at - 1]
        self.take()
        exponent = self.argument()
        bare = [t for t in exponent if t.text not in ("{", "}")]
        said = "".join(t.text for t in bare)
        if (said and set(said) <= {"'"}) or said == "prime":
            return self.derived(base, len(bare))
        kind = _NO_POWERS.get(said)
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

    def name(self) -> Parsed:
        """A name: a variable, what is defined, or a call."""
        return named(self)


def _environment(token: Token) -> tuple[str, str, int, int]:
    name = token.text.partition(" ")[2].rstrip("*")
    kind = UNREAD.get(name, "environment")
    return kind, f"`{name}` is not read", token.start, token.end


#: Behind what a subscript and a superscript are two points that values are taken at.
_BRACKETS = frozenset({")", "]", "}", "|", ".", "right"})
#: Superscripts that are no powers, and what they are.
_NO_POWERS = {
    "circ": "degrees",
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
