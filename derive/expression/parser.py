"""The parser of the notation: text to a written expression, every part with its place.

    sum        = ["-"] product (("+" | "-") product)*
    product    = power (("*" | "/") power)*
    power      = primary ["^" exponent]          exponent = ["-"] power
    primary    = number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
               | "d/dx" operand | "diff(" sum "," name ")" | "at(" d/dt operand "," t "=" sum ")"
    operand    = number | name | call | "(" sum ")"

Nothing is guessed: `2x`, `a/-b`, an unknown word are errors that say what to write instead.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.expression.differentials import Differentials
from derive.expression.functions import (
    ALSO_VARIABLES,
    BY_ARITY,
    CONSTANT_NAMES,
    NO_NUMBERS,
    RESERVED_WORDS,
    SYNONYMS,
    counted,
    name_of,
)
from derive.expression.functions import word as word_of
from derive.expression.nodes import (
    Bracket,
    Decimal,
    DerivativeOf,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
)
from derive.expression.parsed import Head, Parsed, Relation, Scope
from derive.expression.text import Slot, needs_brackets
from derive.expression.tokens import ParseError, Token


def parse(text: str, scope: Scope) -> Parsed:
    """The expression that `text` writes.  Raises `ParseError`."""
    parser = _Parser(text, scope)
    found = parser.whole()
    parser.expect_end()
    return found


def parse_expression(text: str, scope: Scope | None = None) -> Expression:
    """The bare tree of `text`; without a scope every name is free.  Raises `ParseError`."""
    return parse(text, scope or Scope(free=True)).node


def parse_relations(text: str, scope: Scope) -> tuple[Relation, ...]:
    """A chain of comparisons such as `0 < p < 1`, as its links.  Raises `ParseError`."""
    parser = _Parser(text, scope)
    sides, signs = [parser.whole()], []
    while parser.now.kind in ("=", "!=", "<", "<=", ">", ">="):
        signs.append(parser.take().kind)
        sides.append(parser.whole())
    if not signs:
        raise parser.error("a comparison: one of = != < <= > >=")
    parser.expect_end()
    return tuple(Relation(*link) for link in zip(sides, signs, sides[1:], strict=False))


def parse_equation(text: str, scope: Scope) -> Relation:
    """An equation `A = B`.  Raises `ParseError`."""
    parser = _Parser(text, scope)
    left = parser.whole()
    parser.expect("=", "`=` and the right side of the equation")
    right = parser.whole()
    parser.expect_end()
    return Relation(left, "=", right)


def parse_head(text: str) -> tuple[Head, int]:
    """The left side of the definition `text`, and where its right side begins."""
    parser = _Parser(text, Scope())
    name = parser.expect("name", "a name, as in `g(t) = t^2`")
    parameters: list[Token] = []
    if parser.now.kind == "(":
        parser.take()
        parameters.append(parser.expect("name", "the name of a parameter"))
        while parser.now.kind == ",":
            parser.take()
            parameters.append(parser.expect("name", "the name of a parameter"))
        parser.expect(")", "`)` behind the parameters")
    equals = parser.expect("=", "`=` and the body of the definition")
    return Head(name, tuple(parameters)), equals.end


class _Parser(Differentials):
    def expect_end(self) -> None:
        if self.now.kind == ")":
            raise self.error("no `)` without its `(`")
        if self.now.kind in ("number", "name", "(", "derivative"):
            raise self.missing_sign()
        if self.now.kind != "end":
            raise self.error("the end of the expression")

    def missing_sign(self) -> ParseError:
        before = self.tokens[self.at - 1]
        advice = f"write `{before.text}*{self.now.text}` for a product"
        if before.kind == "name" and before.text in BY_ARITY:
            advice = f"write `{before.text}({self.now.text})` for the function"
        if before.kind == "number" and self.now.text in ("e", "E"):
            advice += f", or `{before.text}*10^n` for a power of ten"
        if before.text == ")" or self.now.kind in ("(", "derivative"):
            advice = "write `*` between the factors of a product"
        return self.error("an operator", advice)

    def whole(self) -> Parsed:
        return self.placed(self.sum(), Slot.WHOLE)

    def sum(self) -> Parsed:
        start = self.now.start
        terms = [self.negated(start) if self.now.kind == "-" else self.product()]
        while self.now.kind in ("+", "-"):
            sign = self.take()
            self.refuse_sign("a term")
            term = self.product()
            if sign.kind == "-":
                term = self.combine(Negation, sign.start, self.placed(term, Slot.NEGATED))
            terms.append(term)
        if len(terms) == 1:
            return terms[0]
        slots = [Slot.FIRST_TERM, *[Slot.TERM] * (len(terms) - 1)]
        return self.combine(SumOf, start, *map(self.placed, terms, slots))

    def negated(self, start: int) -> Parsed:
        self.take()
        self.refuse_sign("an expression")
        return self.combine(Negation, start, self.placed(self.product(), Slot.NEGATED))

    def refuse_sign(self, expected: str) -> None:
        if self.now.kind in ("+", "-"):
            raise self.error(
                expected, f"two signs in a row: put brackets around `{self.now.text}...`"
            )

    def product(self) -> Parsed:
        start = self.now.start
        done = self.power()
        while self.now.kind in ("*", "/"):
            done = self.factors(start, done) if self.now.kind == "*" else self.over(start, done)
        return done

    def factors(self, start: int, first: Parsed) -> Parsed:
        parts = [self.placed(first, Slot.FIRST_FACTOR)]
        while self.now.kind == "*":
            self.take()
            self.refuse_sign("a factor")
            parts.append(self.placed(self.power(), Slot.FACTOR))
        return self.combine(ProductOf, start, *parts)

    def over(self, start: int, top: Parsed) -> Parsed:
        self.take()
        self.refuse_sign("a denominator")
        bottom = self.placed(self.power(), Slot.DENOMINATOR)
        return self.combine(Quotient, start, self.placed(top, Slot.NUMERATOR), bottom)

    def power(self) -> Parsed:
        start = self.now.start
        base = self.primary()
        if self.now.kind != "^":
            return base
        if isinstance(base.node, DerivativeOf) and not base.brackets:
            raise self.two_readings(base)
        self.take()
        exponent = self.exponent()
        return self.combine(
            Power,
            start,
            self.placed(base, Slot.BASE),
            self.placed(exponent, Slot.EXPONENT),
        )

    def exponent(self) -> Parsed:
        """An exponent; `e^-x` is read as `e^(-x)`."""
        start = self.now.start
        if self.now.kind != "-":
            self.refuse_sign("an exponent")
            return self.nested(self.power)
        self.take()
        self.refuse_sign("an exponent")
        inner = self.combine(Negation, start, self.placed(self.nested(self.power), Slot.NEGATED))
        return Parsed(inner.node, inner.start, inner.end, inner.parts, 1, inner.height)

    def two_readings(self, base: Parsed) -> ParseError:
        body, variable = base.node.args
        d = f"d/d{variable.name}"
        shown = str(body.args[0]) if isinstance(body, Bracket) else str(body)
        wrapped = f"({shown})" if needs_brackets(parse_inner(body), Slot.BASE) else shown
        return self.error(
            "no `^` behind a derivative, which could mean two things",
            f"write `{d} ({wrapped}^{self.following()})` or `({d} ({shown}))^{self.following()}`",
        )

    def following(self) -> str:
        """The token behind this one, if it is a plain exponent; else a word for one."""
        after = self.tokens[self.at + 1]
        return after.text if after.kind in ("number", "name") else "..."

    def primary(self) -> Parsed:
        match self.now.kind:
            case "number":
                return self.number()
            case "name":
                return self.name()
            case "(":
                return self.bracketed()
            case "derivative":
                return self.derivative()
        raise self.error("an expression")

    def number(self) -> Parsed:
        token = self.take()
        whole, _, fraction = token.text.partition(".")
        node: Expression = Integer(int(whole))
        if fraction:
            node = Decimal(Integer(int(whole + fraction)), Integer(len(fraction)))
        if self.now.kind in ("name", "(", "number"):
            raise self.missing_sign()
        return self.make(node, token.start)

    def bracketed(self) -> Parsed:
        start = self.take().start
        inner = self.nested(self.sum)
        if self.now.kind in ("number", "name", "(", "derivative"):
            raise self.missing_sign()
        self.expect(")", "`)`")
        end = self.tokens[self.at - 1].end
        return Parsed(inner.node, start, end, inner.parts, inner.brackets + 1, inner.height)

    def name(self) -> Parsed:
        token = self.take()
        if token.text == "diff" and self.now.kind == "(":
            return self.diff(token)
        if token.text == "at" and self.now.kind == "(":
            return self.evaluated(token)
        called = self.now.kind == "("
        said = token.text
        if said in SYNONYMS and not self.declared(said, called):
            said = SYNONYMS[said]
        if said in CONSTANT_NAMES and not called:
            return self.make(constant(said), token.start)
        if self.is_variable(said, called):
            return self.make(Symbol(said), token.start)
        return self.applied(token, said, called)

    def declared(self, said: str, called: bool) -> bool:
        """Whether another spelling of a known name means what is declared or defined."""
        scope = self.scope
        if said in ALSO_VARIABLES and (not called or said in scope.variables):
            return not called
        return said in scope.functions or said in scope.variables or said in scope.opaque

    def is_variable(self, said: str, called: bool) -> bool:
        if said in self.scope.variables:
            return not (called and said in ALSO_VARIABLES)
        known = said in BY_ARITY and said not in ALSO_VARIABLES
        declared = known or name_of(said, 0) in self.scope.functions
        return self.scope.free and not called and not declared and said.isidentifier()

    def applied(self, token: Token, said: str, called: bool) -> Parsed:
        if not called and name_of(said, 0) in self.scope.functions:
            return self.make(call(name_of(said, 0)), token.start)
        names = self.arities(token, said, called)
        if 0 in names:
            return self.make(call(said), token.start)
        if not called:
            raise self.error(f"`(` behind the function {said}", f"write `{said}(...)`")
        arguments = self.arguments()
        span = token.start, self.tokens[self.at - 1].end
        if len(arguments) not in names:
            raise ParseError(*span, f"{counted(names)} of {said}", str(len(arguments)))
        if len(arguments) == 1 and token.text in self.scope.variables:
            hint = f"write `{token.text}*(...)` for a product; for the function rename the variable"
            raise ParseError(*span, "no call of a variable's name", "two readings", hint)
        node = call(names[len(arguments)], *(argument.node for argument in arguments))
        return self.make(node, token.start, *enumerate(arguments, 1))

    def arities(self, token: Token, said: str, called: bool) -> Mapping[int, str]:
        """The names of what a word may be, by how many arguments they take."""
        if said in self.scope.functions and said not in BY_ARITY:
            return {self.scope.functions[said]: said}
        if said in BY_ARITY and (called or said not in ALSO_VARIABLES):
            own = {n: name for name, n in self.scope.functions.items() if word_of(name) == said}
            return {**BY_ARITY[said], **own}
        opaque = said.rstrip("'")
        if opaque in self.scope.opaque or (self.scope.free and called):
            return {1: said}
        if opaque != said:
            raise self.error(
                "a prime only behind a function declared under `functions`",
                f"write the derivative as d/dx {opaque}(x)",
                token,
            )
        raise self.error("a known name", self.suggestion(said, called), token)

    def suggestion(self, word: str, called: bool) -> str:
        if word in RESERVED_WORDS:
            return "`d/dx` takes a variable: write d/dx f(x), or diff(f(x), x)"
        if word in CONSTANT_NAMES:
            return f"{word} is a number: write `{word}*(...)` for a product"
        if word in NO_NUMBERS and not called:
            return f"{NO_NUMBERS[word]}; a variable of that name stands under `variables`"
        close = difflib.get_close_matches(word, self.scope.known(), 1, 0.6)
        if close:
            return f"did you mean `{close[0]}`?"
        singles = [*word] if 1 < len(word) <= 3 else []
        if singles and all(letter in self.scope.variables for letter in singles):
            return f"write `{'*'.join(singles)}` for a product"
        where = "`functions` or `definitions`" if called else "`variables` or `definitions`"
        return f"declare it under {where}"

    def arguments(self) -> list[Parsed]:
        self.take()
        found = [self.placed(self.nested(self.sum), Slot.WHOLE)]
        while self.now.kind == ",":
            self.take()
            found.append(self.placed(self.nested(self.sum), Slot.WHOLE))
        self.expect(")", "`)` behind the argument")
        return found


def parse_inner(e: Expression) -> Expression:
    """`e` without the brackets around it."""
    return parse_inner(e.args[0]) if isinstance(e, Bracket) else e
