"""The notation of rows: a small reader of the texts that laws, rules and functions are stated in.

    equation   = sum "=" sum                     comparison = sum (">" | ">=" | "!=") "0"
    sum        = ["-"] product (("+" | "-") product)*
    product    = factor (("*" | "/") factor)*
    factor     = "d/dx" operand | power          operand    = "d/dx" operand | primary
    power      = primary ["^" ["-"] power]
    primary    = integer | name | "(" sum ")" | name "(" sum ("," sum)* ")"
               | "cases(" (case ",")* sum "otherwise" ")"
    case       = sum "if" sum (">" | ">=" | "!=" | "<") sum

It reads a small part of what the parser of authors' lines reads, and reads that alike: so the
kernel rests on these lines, and not on that parser.  Every name that is not called is a variable.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.arities import BY_ARITY, CONSTANTS, RESERVED_WORDS, name_of
from derive.expression.choices import Choice
from derive.expression.nodes import (
    DerivativeOf,
    Expression,
    Negation,
    Power,
    Quotient,
    SumOf,
    call,
    constant,
    product_of,
    sum_of,
)

#: A comparison with 0: what is compared, and how.
Comparison = tuple[Expression, str]
RELATIONS = (">", ">=", "!=")
BETWEEN = (*RELATIONS, "<")
_WORD = re.compile(r"\s*(?:d/d([A-Za-z])\b|([0-9]+)|([A-Za-z]\w*'*)|(>=|<=|!=|[-+*/^(),=<>]))")


def expression(text: str) -> Expression:
    """The expression that a text writes.  Raises `ValueError` for what is not in the notation."""
    reader = _Reader(text)
    found = reader.sum()
    reader.end()
    return found


def equation(text: str) -> tuple[Expression, Expression]:
    """Both sides of an equation.  Raises as `expression` does."""
    reader = _Reader(text)
    left = reader.sum()
    reader.take("=")
    right = reader.sum()
    reader.end()
    return left, right


def comparison(text: str, variables: Collection[Symbol] | None = None) -> Comparison:
    """A comparison with 0, of some variables only.  Raises as `expression` does."""
    reader = _Reader(text, variables)
    found = reader.comparison()
    reader.end()
    return found


class _Reader:
    """The words of a text, each with its kind, from the one that is looked at."""

    def __init__(self, text: str, variables: Collection[Symbol] | None = None) -> None:
        self.text, self.at, self.variables = text, 0, variables
        self.words: list[tuple[str, str]] = []
        position = 0
        while text[position:].strip():
            match = _WORD.match(text, position)
            if match is None:
                raise self.error(f"{text[position:]!r}")
            kind = ("derivative", "integer", "name", "sign")[(match.lastindex or 0) - 1]
            self.words.append((kind, match[match.lastindex or 0]))
            position = match.end()
        self.words.append(("end", ""))

    def error(self, found: str) -> ValueError:
        return ValueError(f"a row is not in the notation of rows: {found} in {self.text!r}")

    @property
    def word(self) -> str:
        """The word that is looked at, if it is a sign or a name."""
        kind, word = self.words[self.at]
        return word if kind in ("sign", "name") else ""

    def take(self, *wanted: str) -> str:
        """The next word, which must be one of those that are wanted, if any are named."""
        _, word = self.words[self.at]
        if wanted and self.word not in wanted:
            raise self.error(f"{word!r} instead of {' or '.join(wanted)}")
        self.at += 1
        return word

    def end(self) -> None:
        """Raises `ValueError` where the text goes on."""
        if self.words[self.at][0] != "end":
            raise self.error(f"{self.words[self.at][1]!r} behind the end")

    def comparison(self) -> Comparison:
        left, relation = self.sum(), self.take(*RELATIONS)
        if self.take() != "0":
            raise self.error("a comparison with something else than 0")
        return left, relation

    def sum(self) -> Expression:
        terms = [self.signed(self.take("-") if self.word == "-" else "+")]
        while self.word in ("+", "-"):
            terms.append(self.signed(self.take()))
        return sum_of(tuple(terms))

    def signed(self, sign: str) -> Expression:
        found = self.product()
        return Negation(found) if sign == "-" else found

    def product(self) -> Expression:
        done = self.factor()
        while self.word in ("*", "/"):
            if self.take() == "/":
                done = Quotient(done, self.factor())
                continue
            factors = [done, self.factor()]
            while self.word == "*":
                self.take()
                factors.append(self.factor())
            done = product_of(tuple(factors))
        return done

    def factor(self) -> Expression:
        return self.operand() if self.words[self.at][0] == "derivative" else self.power()

    def operand(self) -> Expression:
        if self.words[self.at][0] != "derivative":
            return self.primary()
        variable = Symbol(self.take())
        return DerivativeOf(self.operand(), variable)

    def power(self) -> Expression:
        base = self.primary()
        if self.word != "^":
            return base
        self.take()
        if self.word != "-":
            return Power(base, self.power())
        self.take()
        return Power(base, Negation(self.power()))

    def primary(self) -> Expression:
        kind, word = self.words[self.at]
        if kind == "integer":
            return Integer(int(self.take()))
        if word == "(":
            self.take()
            inner = self.sum()
            self.take(")")
            return inner
        if kind != "name":
            raise self.error(f"{word!r} instead of an expression")
        self.take()
        if self.word == "(":
            return self.cases() if word == "cases" else self.called(word)
        if word in CONSTANTS:
            return constant(word)
        if word in BY_ARITY or word in RESERVED_WORDS or word.endswith("'"):
            raise self.error(f"{word!r} without its arguments")
        if self.variables is not None and Symbol(word) not in self.variables:
            raise self.error(f"the variable {word}")
        return Symbol(word)

    def called(self, word: str) -> Expression:
        if word in RESERVED_WORDS or word in CONSTANTS:
            raise self.error(f"a call of {word!r}")
        self.take("(")
        arguments = [self.sum()]
        while self.word == ",":
            self.take()
            arguments.append(self.sum())
        self.take(")")
        return call(name_of(word, len(arguments)), *arguments)

    def cases(self) -> Expression:
        """The first case of which the comparison holds, or else what is otherwise."""
        self.take("(", ",")
        value = self.sum()
        if self.take("if", "otherwise") == "otherwise":
            self.take(")")
            return value
        a, relation, b = self.sum(), self.take(*BETWEEN), self.sum()
        if relation == "<":
            a, relation, b = b, ">", a
        guard = _negative(b) if a == Integer(0) else a
        if Integer(0) not in (a, b):
            guard = SumOf(a, _negative(b))
        return Choice(Str(relation), guard, value, self.cases())


def _negative(e: Expression) -> Expression:
    return e.args[0] if isinstance(e, Negation) else Negation(e)
