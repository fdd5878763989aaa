"""The notation of rows: a small reader of the texts that laws, rules and functions are stated in.

    equation   = sum "=" sum                     comparison = sum (">" | ">=" | "!=") "0"
    sum        = ["-"] product (("+" | "-") product)*
    product    = factor (("*" | "/") factor)*
    factor     = "d/dx" operand | power          operand    = "d/dx" operand | primary
    power      = primary ["^" ["-"] power]
    primary    = integer | name | "(" sum ")" | name "(" sum ("," sum)* ")"
               | "cases(" (case ",")* sum "otherwise" ")"
    case       = sum "if" sum (">" | ">=" | "!=" | "<") sum

It reads a small part of what the parser of authors' lines reads, and reads that alike: so what a
row says rests on these lines, and not on that parser.  Every name that is not called is a variable.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.arities import CONSTANTS, RESERVED_WORDS
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
from derive.expression.words import BY_ARITY, name_of
from derive.kernel.functions import Comparison

RELATIONS = (">", ">=", "!=")
BETWEEN = (*RELATIONS, "<")
_WORD = re.compile(r"\s*(d/d[A-Za-z]\b|[0-9]+|[A-Za-z]\w*'*|>=|<=|!=|[-+*/^(),=<>])")


def expression(text: str) -> Expression:
    """The expression that a text writes.  Raises `ValueError` for what is not in the notation."""
    reader = _Reader(text)
    return reader.whole(reader.sum())


def equation(text: str) -> tuple[Expression, Expression]:
    """Both sides of an equation.  Raises as `expression` does."""
    reader = _Reader(text)
    left, _ = reader.sum(), reader.take("=")
    return left, reader.whole(reader.sum())


def comparison(text: str, variables: Collection[Symbol] | None = None) -> Comparison:
    """A comparison with 0, of some variables only.  Raises as `expression` does."""
    reader = _Reader(text, variables)
    left, relation, _ = reader.sum(), reader.take(*RELATIONS), reader.take("0")
    return reader.whole(left), relation


def called_first(source: str) -> str:
    """The name of the function that a text begins with a call of, of variables only."""
    head, _, rest = source.partition("(")
    return name_of(head, rest.partition(")")[0].count(",") + 1)


class _Reader:
    """The words of a text, from the one that is looked at; there is an empty one behind the end."""

    def __init__(self, text: str, variables: Collection[Symbol] | None = None) -> None:
        self.text, self.at, self.variables = text, 0, variables
        self.words = [*_WORD.findall(text), ""]
        if "".join(self.words) != "".join(text.split()):
            raise self.refused()

    def refused(self) -> ValueError:
        return ValueError(f"a row is not in the notation of rows: {self.word!r} in {self.text!r}")

    @property
    def word(self) -> str:
        """The word that is looked at."""
        return self.words[self.at]

    def take(self, *wanted: str) -> str:
        """The next word, which must be one of those that are wanted, if any are named."""
        word = self.word
        if not word or (wanted and word not in wanted):
            raise self.refused()
        self.at += 1
        return word

    def whole(self, e: Expression) -> Expression:
        """What was read, where nothing follows."""
        if self.word:
            raise self.refused()
        return e

    def sum(self) -> Expression:
        terms: list[Expression] = []
        while not terms or self.word in ("+", "-"):
            sign = self.take("+", "-") if terms or self.word == "-" else "+"
            found = self.product()
            terms.append(Negation(found) if sign == "-" else found)
        return sum_of(tuple(terms))

    def product(self) -> Expression:
        factors: tuple[Expression, ...] = (self.factor(),)
        while self.word in ("*", "/"):
            if self.take() == "*":
                factors = (*factors, self.factor())
            else:
                factors = (Quotient(product_of(factors), self.factor()),)
        return product_of(factors)

    def factor(self) -> Expression:
        return self.operand() if self.word.startswith("d/d") else self.power()

    def operand(self) -> Expression:
        if not self.word.startswith("d/d"):
            return self.primary()
        variable = Symbol(self.take().removeprefix("d/d"))
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
        word = self.word
        if word == "(":
            self.take()
            inner = self.sum()
            self.take(")")
            return inner
        if word.isdigit():
            return Integer(int(self.take()))
        if not word[:1].isalpha() or word.startswith("d/d"):
            raise self.refused()
        self.take()
        if self.word == "(":
            return self.cases() if word == "cases" else self.called(word)
        if word in CONSTANTS:
            return constant(word)
        free = self.variables is None or Symbol(word) in self.variables
        if word in BY_ARITY or word in RESERVED_WORDS or word.endswith("'") or not free:
            raise self.refused()
        return Symbol(word)

    def called(self, word: str) -> Expression:
        if word in RESERVED_WORDS or word in CONSTANTS:
            raise self.refused()
        arguments = self.listed()
        return call(name_of(word, len(arguments)), *arguments)

    def listed(self) -> list[Expression]:
        """What stands in brackets, with commas between."""
        found: list[Expression] = []
        while not found or self.word == ",":
            self.take("," if found else "(")
            found.append(self.sum())
        self.take(")")
        return found

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
