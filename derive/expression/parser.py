"""The parser of the notation: text to a written expression, every part with its place.

    sum        = ["-"] product (("+" | "-") product)*
    product    = power (("*" | "/") power)*
    power      = primary ["^" exponent]          exponent = ["-"] power
    primary    = number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
               | "d/dx" operand | "diff(" sum "," name ")" | "at(" d/dt operand "," t "=" sum ")"
               | "cases(" case ("," case)* ["," sum "otherwise"] ")"
    case       = sum "if" comparison ("and" comparison)*
    operand    = number | name | call | "(" sum ")"

Nothing is guessed: `2x`, `a/-b`, an unknown word are errors that say what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from sympy.core.numbers import Integer

from derive.expression.arities import RESERVED_WORDS
from derive.expression.cursor import Tail
from derive.expression.functions import (
    ALSO_VARIABLES,
    CONSTANT_NAMES,
    NO_NUMBERS,
    SYNONYMS,
    counted,
)
from derive.expression.nodes import (
    Decimal,
    Expression,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    call,
    constant,
    product_of,
    variable,
)
from derive.expression.parsed import Head, Parsed, Relation, Scope
from derive.expression.run_together import run_together
from derive.expression.text import Slot
from derive.expression.tokens import MAX_DIGITS, RELATIONS, ParseError, Token, greek_parts
from derive.expression.uncalled import Uncalled
from derive.expression.words import BY_ARITY, name_of
from derive.expression.words import word as word_of
from derive.near import near_words


def parse(text: str, scope: Scope) -> Parsed:
    """The expression that `text` writes.  Raises `ParseError`."""
    return _whole(_Parser(text, scope))


def parse_expression(text: str, scope: Scope | None = None) -> Expression:
    """The bare tree of `text`; without a scope every name is free.  Raises `ParseError`."""
    return parse(text, scope or Scope(free=True)).node


def parse_relations(text: str, scope: Scope) -> tuple[Relation, ...]:
    """A chain of comparisons such as `0 < p < 1`, as its links.  Raises `ParseError`."""
    parser = _Parser(text, scope)
    sides, signs = [parser.whole()], []
    while parser.now.kind in RELATIONS:
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


class _Parser(Uncalled):
    def expect_end(self) -> None:
        if self.now.kind == ")":
            raise self.error("no `)` without its `(`")
        if self.now.kind != "end":
            raise self.error("the end of the expression")

    def parsed(self, written: str) -> Parsed:
        return _whole(_Parser(written, self.scope, telling=False))

    def whole(self) -> Parsed:
        return self.placed(self.sum(), Slot.WHOLE)

    def sum(self) -> Parsed:
        start = self.now.start
        first = self.behind_signs(self.product) if self.now.kind in _SIGNS else self.product()
        if self.now.kind not in _SIGNS:
            return first
        terms = [self.placed(first, Slot.FIRST_TERM)]
        while self.now.kind in _SIGNS:
            sign = self.take()
            term = self.in_brackets(self.behind_signs(self.product))
            if sign.kind == "-":
                term = self.combine(Negation, sign.start, self.placed(term, Slot.NEGATED))
            terms.append(self.placed(term, Slot.TERM))
        return self.combine(SumOf, start, *terms)

    def signed(self) -> Parsed:
        return self.behind_signs(lambda: self.nested(self.power))

    def behind_signs(self, rule: Callable[[], Parsed]) -> Parsed:
        """What a rule reads behind any number of signs."""
        if self.now.kind not in _SIGNS:
            return rule()
        signs = []
        while self.now.kind in _SIGNS:
            signs.append(self.take())
        part = rule()
        for sign in reversed(signs):
            if sign.kind == "-":
                part = self.combine(Negation, sign.start, self.placed(part, Slot.NEGATED))
        return part

    def in_brackets(self, part: Parsed) -> Parsed:
        """`part`, as if its author had put the brackets around it that a sign of its own wants."""
        if not isinstance(part.node, Negation) or part.brackets:
            return part
        return part._replace(brackets=1)

    def product(self) -> Parsed:
        start, divisor = self.now.start, None
        done = self.factor()
        while self.now.kind not in _ENDS:
            if self.now.kind == "/":
                self.take()
                divisor = self.now.start
                done = self.over(start, done)
            elif self.now.kind == "*" or self.is_factor():
                if self.now.kind != "*" and divisor is not None:
                    raise self.without_sign("a divisor", start, divisor)
                done, divisor = self.factors(start, done), None
            else:
                break
        return done

    def factor(self) -> Parsed:
        """A power, and where it began."""
        start = self.now.start
        part = self.power()
        self.began = start
        return part

    def factors(self, start: int, first: Parsed) -> Parsed:
        parts = [self.placed(first, Slot.FIRST_FACTOR)]
        while self.now.kind == "*" or self.is_factor():
            if self.now.kind == "*":
                self.take()
                part = self.in_brackets(self.behind_signs(self.factor))
            else:
                self.check_factor()
                part = self.factor()
            parts.append(self.placed(part, Slot.FACTOR))
        return self.combine(ProductOf, start, *parts)

    def over(self, start: int, top: Parsed) -> Parsed:
        part = self.in_brackets(self.behind_signs(self.factor))
        bottom = self.placed(part, Slot.DENOMINATOR)
        return self.combine(Quotient, start, self.placed(top, Slot.NUMERATOR), bottom)

    def power(self) -> Parsed:
        start = self.now.start
        base = self.primary()
        kind = self.now.kind
        if kind not in ("^", "raised"):
            return base
        if self.tail is not None:
            raise self.raised_tail(self.tail, start)
        exponent = self.exponent()
        if kind == "raised" and self.now.kind in ("^", "raised"):
            raise self.raised_twice(start, exponent.start)
        closed = kind == "raised" or (exponent.brackets and self.source[exponent.start] == "(")
        self.tail = None if closed else Tail("an exponent", exponent.start)
        return self.combine(
            Power,
            start,
            self.placed(base, Slot.BASE),
            self.placed(exponent, Slot.EXPONENT),
        )

    def exponent(self) -> Parsed:
        """A raised exponent, or one behind `^`; `e^-x` is read as `e^(-x)`."""
        token = self.take()
        if token.kind == "^":
            return self.in_brackets(self.signed())
        match = _RAISED.fullmatch(token.text)
        assert match is not None
        names = (self.symbol(name, token) for name in match[3])
        numerals = (Integer(int(match[2])),) if match[2] else ()
        part = self.make(product_of((*numerals, *names)), token.start)
        return self.combine(Negation, token.start, part) if match[1] == "-" else part

    def primary(self) -> Parsed:
        match self.now.kind:
            case "name":
                part = self.name()
            case "number":
                part = self.number()
            case "(":
                part = self.bracketed()
            case "derivative":
                return self.derivative()
            case "√" | "∛":
                return self.root()
            case "|":
                part = self.between_bars()
            case _:
                raise self.error("an expression", self.nothing_behind())
        self.tail = None
        return part

    def is_factor(self) -> bool:
        """Whether a factor without its sign begins here; a bar closes where one is open."""
        return self.now.kind in _FACTORS or (self.now.kind == "|" and not self.bars)

    def check_factor(self) -> None:
        """Refuses a factor without its sign where there is more than one reading."""
        before = self.tokens[self.at - 1]
        if self.now.kind == "number":
            raise self.missing_sign(before)
        if self.now.kind == "(" and before.kind == "name" and before.text not in CONSTANT_NAMES:
            raise self.behind_a_name(before)
        if self.tail is not None:
            raise self.without_sign(self.tail.what, self.began, self.tail.inner)
        if self.now.kind == "|" and self.loose is not None:
            raise self.bars_in_bars(self.loose, self.now)

    def missing_sign(self, before: Token) -> ParseError:
        """The error of a number behind a factor."""
        left, right = self.source[before.start : before.end], self.now.text
        if before.kind == "number" and before.end == self.now.start:
            return self.error("a number with one point", "write `*` for a product")
        advice = f"write `{left}*{right}` for a product"
        if before.kind in ("name", ")"):
            left = "(...)" if before.kind == ")" else left
            advice = f"write `{left}*{right}` for a product, or `{left}^{right}` for a power"
        return self.error("an operator", advice)

    def number(self) -> Parsed:
        token = self.take()
        if token.text.isdecimal():
            return self.leaf(_numeral(token.text), token)
        digits, _, exponent = token.text.lower().partition("e")
        whole, _, fraction = digits.partition(".")
        places = len(fraction) - int(exponent or 0)
        if exponent:
            self.check_exponent(token, digits, len(whole) + abs(places))
        numeral = Integer(int(whole + fraction) * 10 ** max(-places, 0))
        node = Decimal(numeral, Integer(places)) if places > 0 else numeral
        return self.make(node, token.start)

    def check_exponent(self, token: Token, digits: str, length: int) -> None:
        """Refuses a number that is too long, and one that could as well be a product by e."""
        if length > MAX_DIGITS:
            raise self.error(f"at most {MAX_DIGITS} digits", token=token)
        power = token.text[len(digits) + 1 :]
        if self.now.kind == "name" and self.now.start == token.end:
            two = f"{digits}*10^({power})*{self.now.text}", f"{digits}*{token.text[len(digits) :]}"
            raise self.two_readings(token, _NUMBER, two[0], f"{two[1]}*{self.now.text}")
        if self.scope.has(f"e{power}"):
            raise self.two_readings(token, _NUMBER, f"{digits}*10^{power}", f"{digits}*e{power}")

    def root(self) -> Parsed:
        """A root sign, which belongs to the one name, number, call or bracket behind it."""
        token, begins = self.take(), self.now
        if begins.kind not in _FACTORS and begins.kind != "|":
            raise self.error("what the root is of", "put it in brackets")
        inner = self.nested(self.primary)
        closed = begins.kind in ("(", "|")
        inner = self.placed(inner._replace(brackets=max(inner.brackets - 1, 0)), Slot.WHOLE)
        self.tail = None if closed else Tail("a root", begins.start)
        name = "sqrt" if token.kind == "√" else "cbrt"
        return self.make(call(name, inner.node), token.start, (1, inner))

    def between_bars(self) -> Parsed:
        token = self.take()
        self.bars += 1
        inner = self.placed(self.nested(self.sum), Slot.WHOLE)
        if self.now.kind != "|":
            raise self.error("`|`, which closes the bars of an absolute value", "or write abs(...)")
        closing = self.take()
        self.bars -= 1
        if self.now.kind in _FACTORS:
            self.loose = token.start, closing.start
        return self.make(call("abs", inner.node), token.start, (1, inner))

    def bracketed(self) -> Parsed:
        start = self.take().start
        inner = self.enclosed(self.sum)
        self.close(start)
        return Parsed(
            inner.node, start, self.last_end, inner.parts, inner.brackets + 1, inner.height
        )

    def name(self) -> Parsed:
        token = self.take()
        said, called = token.text, self.now.kind == "("
        if not called and said in self.scope.variables and said not in CONSTANT_NAMES:
            return self.leaf(variable(said), token)
        if called and said in ("diff", "at", "cases"):
            return {"diff": self.diff, "at": self.evaluated, "cases": self.cases}[said](token)
        if said in SYNONYMS and not self.declared(said, called):
            said = SYNONYMS[said]
        if said in CONSTANT_NAMES and (not called or said == "pi"):
            return self.leaf(constant(said), token)
        if self.is_variable(said, called):
            return self.leaf(variable(said), token)
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
        if not self.scope.free or called:
            return False
        known = said in BY_ARITY and said not in ALSO_VARIABLES
        return not known and name_of(said, 0) not in self.scope.functions and said.isidentifier()

    def applied(self, token: Token, said: str, called: bool) -> Parsed:
        if not called and self.scope.functions.get(name_of(said, 0)) == 0:
            return self.make(call(name_of(said, 0)), token.start)
        names = self.arities(token, said, called)
        if 0 in names:
            return self.make(call(said), token.start)
        if not called:
            return self.uncalled(token, said)
        arguments = self.arguments()
        span = token.start, self.tokens[self.at - 1].end
        takes_any = self.scope.free and said not in BY_ARITY
        if len(arguments) not in names and not takes_any:
            raise ParseError(*span, f"{counted(names)} of {said}", str(len(arguments)))
        if len(arguments) == 1 and token.text in self.scope.variables:
            hint = f"write `{token.text}*(...)` for a product; for the function rename the variable"
            raise ParseError(*span, "no call of a variable's name", "two readings", hint)
        node = call(names.get(len(arguments), said), *(argument.node for argument in arguments))
        return self.make(node, token.start, *enumerate(arguments, 1))

    def arities(self, token: Token, said: str, called: bool) -> Mapping[int, str]:
        """The names of what a word may be, by how many arguments they take."""
        if said in self.scope.functions and said not in BY_ARITY:
            return {self.scope.functions[said]: said}
        if said in BY_ARITY and (called or said not in ALSO_VARIABLES):
            own = {n: name for name, n in self.scope.functions.items() if word_of(name) == said}
            return {**BY_ARITY[said], **own} if own else BY_ARITY[said]
        opaque = said.rstrip("'")
        if opaque in self.scope.opaque or (self.scope.free and called):
            return {1: said}
        if opaque != said:
            raise self.primed(token, opaque)
        raise self.error("a known name", self.suggestion(token, said, called), token)

    def primed(self, token: Token, bare: str) -> ParseError:
        """The error of a prime behind what is no opaque function."""
        expected = "a prime only behind a function declared under `functions`"
        if bare not in self.scope.variables:
            return self.error(expected, f"write the derivative as d/dx {bare}(x)", token)
        advice = f"write `{bare}_1` for another variable, or declare {bare} under `functions`"
        return self.error(f"{expected}: {bare} is a variable", advice, token)

    def suggestion(self, token: Token, word: str, called: bool) -> str:
        parts = greek_parts(token, self.source)
        if parts is not None:
            letter, rest = (part.text for part in parts)
            return f"write `{letter}*{rest}` for a product, or `{letter}_{rest}` for one name"
        if not called and (calls := run_together(word, self.scope.variables)):
            return f"write {' or '.join(f'`{call}`' for call in calls)}"
        if word == "cases":
            return "write `cases(x if x > 0, 0 otherwise)`"
        if word in RESERVED_WORDS:
            return "`d/dx` takes a variable: write d/dx f(x), or diff(f(x), x)"
        if word in CONSTANT_NAMES:
            return f"{word} is a number: write `{word}*(...)` for a product, or `exp(...)`"
        if word in NO_NUMBERS and not called:
            return f"{NO_NUMBERS[word]}; a variable of that name stands under `variables`"
        close = near_words(word, self.scope.known())
        if close and token.end - token.start > 1:  # a letter is no slip of another name
            return f"did you mean `{close[0]}`?"
        singles = [*word] if 1 < len(word) <= 3 else []
        if singles and all(letter in self.scope.variables for letter in singles):
            return f"write `{'*'.join(singles)}` for a product"
        where = "`functions` or `definitions`" if called else "`variables` or `definitions`"
        return f"declare it under {where}"

    def arguments(self) -> list[Parsed]:
        start = self.tokens[self.at - 1].start
        self.take()
        found = [self.placed(self.enclosed(self.sum), Slot.WHOLE)]
        while self.now.kind == ",":
            self.take()
            found.append(self.placed(self.enclosed(self.sum), Slot.WHOLE))
        self.close(start, "`)` behind the argument")
        return found


def _whole(parser: _Parser) -> Parsed:
    found = parser.whole()
    parser.expect_end()
    return found


_numeral = lru_cache(maxsize=1_000)(lambda digits: Integer(int(digits)))
_SIGNS = frozenset("+-")
#: What ends a product, of what stands behind most.
_ENDS = frozenset({"+", "-", ")", ",", "end"})
#: How a factor may begin that has no sign of its own; a bar may, where none is open.
_FACTORS = ("number", "name", "(", "derivative", "√", "∛")
_RAISED = re.compile(r"([-+]?)([0-9]*)([a-z]?)")
_NUMBER = "a number, or a product with its signs: this could mean two things"
