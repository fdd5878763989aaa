"""A function behind whose name no bracket stands: `sin^2(x)` is read, all else is refused."""

from __future__ import annotations

from sympy.core.symbol import Symbol

from derive.expression.casewise import Casewise
from derive.expression.nodes import Power
from derive.expression.parsed import Parsed
from derive.expression.tokens import MAX_PRIMES, ParseError, Token
from derive.expression.words import BY_ARITY


class Uncalled(Casewise):
    """The part of the grammar that is about exponents between a function and its bracket."""

    def applied(self, token: Token, word: str, called: bool) -> Parsed:
        """A function at its arguments."""
        raise NotImplementedError

    def exponent(self) -> Parsed:
        """A raised exponent, or one behind `^`."""
        raise NotImplementedError

    def number(self) -> Parsed:
        """A numeral."""
        raise NotImplementedError

    def signed(self) -> Parsed:
        """A power behind any number of signs."""
        raise NotImplementedError

    def symbol(self, name: str, token: Token) -> Symbol:
        """A variable that is an exponent."""
        if not (self.scope.free or name in self.scope.variables):
            raise self.error("a known name", "declare it under `variables`", token)
        return Symbol(name)

    def uncalled(self, token: Token, word: str) -> Parsed:
        """`sin^2(x)`, read as `sin(x)^2`; of functions that are not known it could be `f(f(x))`."""
        if self.now.kind not in ("^", "raised"):
            raise self.without_bracket(token, self.at)
        at, sign = self.at, self.now
        exponent = self.exponent_of(token)
        written = self.source[sign.start : self.last_end]
        if self.now.kind != "(":
            raise self.without_bracket(token, at)
        base = self.applied(token, word, True)
        if word not in BY_ARITY:
            bracket = self.source[exponent.end : self.last_end]
            once = f"{token.text}{bracket}"
            expected = f"no exponent at {word}, which could mean two things"
            raise self.two_readings(sign, expected, f"{once}{written}", f"{word}({once})")
        if self.now.kind in ("^", "raised"):
            raise self.error("an operator: there is an exponent already", "use brackets")
        return self.combine(Power, token.start, base, exponent)

    def exponent_of(self, function: Token) -> Parsed:
        """The exponent of a function: a numeral that is not negative, or a variable."""
        raised = self.now.kind == "raised"
        sign = self.now if raised else self.take()
        start, kind = self.now.start, self.now.kind
        if not raised and kind == "number":
            return self.number()
        if not raised and kind == "name":
            name = self.take()
            return self.make(self.symbol(name.text, name), name.start)
        part = self.exponent() if raised else self.signed()
        if raised and not sign.text.startswith("-"):
            return part
        raise self.inverse(function, sign.text if raised else self.source[start : self.last_end])

    def without_bracket(self, name: Token, at: int) -> ParseError:
        """The error of a function without the bracket of its argument, `at` its exponent if any."""
        expected = f"`(` behind the function {name.text}"
        token, text = self.now, self.source
        if token.kind not in ("number", "name", "√", "∛", "|"):
            return self.error(expected, f"write `{name.text}(...)`")
        exponent = text[self.tokens[at].start : token.start]
        before, here = text[name.start : name.end], self.at
        self.ahead(self.primary)
        short, rest = f"{before}({text[token.start : self.last_end]}){exponent}", self.last_end
        self.at, self.now = here, token
        self.ahead(self.product)
        long = f"{before}({text[token.start : self.last_end]}){exponent}"
        return self.two_readings(token, expected, long, short + text[rest : self.last_end])

    def inverse(self, name: Token, exponent: str) -> ParseError:
        """The error of `sin^-1`: an inverse function, or a power."""
        argument = "(x)"
        if self.now.kind == "(":
            start = self.now.start
            self.ahead(self.primary)
            argument = self.source[start : self.last_end]
        if name.text not in BY_ARITY and (order := exponent.strip("()")).isdigit():
            primed = name.text + "'" * min(int(order[:3]), MAX_PRIMES) + argument
            expected = f"no exponent {exponent} at {name.text}, which could mean two things"
            return self.two_readings(name, expected, f"{name.text}{argument}^{order}", primed)
        names = (f"a{name.text}", {"exp": "log", "log": "exp"}.get(name.text, ""))
        known = next((n for n in names if n in BY_ARITY), "")
        once = exponent.strip("( )") == "-1" and known
        readings = (f"{known}{argument}" if once else "", f"{name.text}{argument}^({exponent})")
        expected = f"no exponent {exponent} at {name.text}, which could mean two things"
        return self.two_readings(name, expected, *readings)
