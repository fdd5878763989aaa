"""Errors of texts that have two readings: both are shown, each as it is printed.

A text with one reading is read; with two, its author chooses.  To show a reading, its text is read
again with the missing signs in it, by a parser that shows none itself.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.expression.cursor import Cursor, Tail
from derive.expression.parsed import Parsed
from derive.expression.text import without_brackets
from derive.expression.tokens import ParseError, Token

#: No reading that is shown in an error is longer.
MAX_READING = 60


class Readings(Cursor):
    """The errors that show readings."""

    def parsed(self, written: str) -> Parsed:
        """What `written` says in this scope.  Raises `ParseError` without readings."""
        raise NotImplementedError

    def power(self) -> Parsed:
        """A primary with its exponent."""
        raise NotImplementedError

    def product(self) -> Parsed:
        """A product or quotient, or a single factor."""
        raise NotImplementedError

    def ahead(self, rule: Callable[[], Parsed]) -> None:
        """Goes behind what a rule reads, as far as it can be read; nothing is told of it."""
        telling, self.telling = self.telling, False
        try:
            if telling:
                self.nested(rule)
        except ParseError:
            pass
        self.telling = telling

    def reading(self, written: str) -> str:
        """What `written` says, as it is printed; nothing where it cannot be read or is long.

        Brackets are kept around what is printed without them only at its beginning.
        """
        try:
            node = self.parsed(written).node
        except ParseError:
            return ""
        shown = str(node if written.startswith("(d") else without_brackets(node))
        return shown if len(shown) <= MAX_READING else ""

    def two_readings(self, token: Token, expected: str, *written: str) -> ParseError:
        """The error of a token that may mean two things; each reading is shown."""
        read = dict.fromkeys(map(self.reading, written)) if self.telling else {}
        advice = " or ".join(f"`{shown}`" for shown in read if shown)
        return self.error(expected, f"write {advice}" if advice else _SIGNS, token)

    def without_sign(self, what: str, start: int, inner: int) -> ParseError:
        """The error of a factor without `*` where it could belong to what begins at `inner`."""
        token, text = self.now, self.source
        self.ahead(self.power)
        before, factor = text[start : token.start].rstrip(), text[token.start : self.last_end]
        if what == "a derivative":
            before = f"({before})"
        within = text[inner : token.start].rstrip()
        return self.two_readings(
            token,
            f"`*` or brackets, since a product behind {what} could mean two things",
            f"{before}*{factor}",
            f"{text[start:inner]}({within}*{factor})",
        )

    def raised_tail(self, tail: Tail, start: int) -> ParseError:
        """The error of an exponent behind what is open to its right."""
        token, text = self.now, self.source
        before = text[start : token.start].rstrip()
        self.take()
        if token.kind == "^":
            self.ahead(self.power)
        exponent = text[token.start : self.last_end]
        return self.two_readings(
            token,
            f"no exponent behind {tail.what}, which could mean two things",
            f"{text[start : tail.inner]}({text[tail.inner : token.start].rstrip()}{exponent})",
            f"({before}){exponent}",
        )

    def raised_twice(self, start: int, inner: int) -> ParseError:
        """The error of an exponent behind a raised one, which begins at `inner`."""
        token, text = self.now, self.source
        base, first = text[start:inner], self.tokens[self.at - 1].text
        self.take()
        if token.kind == "^":
            self.ahead(self.power)
        exponent = text[token.start : self.last_end]
        return self.two_readings(
            token,
            "no exponent behind an exponent, which could mean two things",
            f"{base}^({first}{exponent})",
            f"({base}^({first})){exponent}",
        )

    def behind_a_name(self, name: Token) -> ParseError:
        """The error of a bracket behind a name that is no function."""
        token = self.now
        self.ahead(self.primary)
        bracket = self.source[token.start : self.last_end]
        product, called = (self.reading(w) for w in (f"{name.text}*{bracket}", bracket))
        advice = f"write `{product}` for a product" if product else "write `*` for a product"
        if called:
            advice += f", or a declared name for a function, as in `f({called})`"
        expected = f"no bracket behind {name.text}, which is no function: it could mean two things"
        return self.error(expected, advice, token)

    def bars_in_bars(self, first: tuple[int, int], third: Token) -> ParseError:
        """The error of bars that could open or close: the `first` pair, and one more there."""
        expected = "`abs(...)`, since bars in bars could mean two things"
        self.ahead(self.primary)
        (one, two), three, four = first, third.start, self.last_end - 1
        text = self.source
        a, b, c = text[one + 1 : two], text[two + 1 : three], text[three + 1 : four]
        apart, inside = f"abs({a}){b} abs({c})", f"abs({a} abs({b}) {c})"
        return self.two_readings(third, expected, apart, inside)


_SIGNS = "write `*` for a product, and brackets around what belongs together"
