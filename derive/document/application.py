"""Known functions in formulas with their arguments, which may stand without brackets."""

from __future__ import annotations

from collections.abc import Callable

from sympy.core.numbers import Integer
from sympy.core.symbol import Symbol

from derive.document.notation import DOTS, FUNCTIONS, INVERSES, OF_SEVERAL, UPRIGHT
from derive.document.placing import place, product
from derive.document.reader import Reader, split
from derive.document.tokens import FormulaError, Token
from derive.expression.nodes import (
    Call,
    DerivativeAt,
    DerivativeOf,
    Expression,
    Power,
    Quotient,
    call,
    free_variables,
)
from derive.expression.parsed import Parsed
from derive.expression.shorthand import MAX_ORDER
from derive.expression.text import text

#: To which bases logarithms are taken, the customary one first; `\\ln` has its own.
_BASES = {"log": ("e", "10", "2"), "lg": ("10", "2")}


class Application(Reader):
    """What reads functions; expressions are read by the grammar above."""

    def within(self, found: list[Token]) -> Parsed:
        """The expression in a group."""
        raise NotImplementedError

    def factor(self) -> Parsed:
        """A primary with what is put to it."""
        raise NotImplementedError

    def power(self, base: Parsed) -> Parsed:
        """A base with the exponent that is next."""
        raise NotImplementedError

    def signed(self, rule: Callable[[], Parsed]) -> Parsed:
        """What a rule reads behind any number of signs."""
        raise NotImplementedError

    def divisor(self) -> Parsed:
        """What stands behind a stroke."""
        raise NotImplementedError

    def sign_ahead(self) -> Token | None:
        """The sign that is next."""
        raise NotImplementedError

    def is_function(self, token: Token) -> bool:
        """Whether a word is a known function."""
        return (
            token.text in FUNCTIONS or token.text in OF_SEVERAL or self.operator_word() in FUNCTIONS
        )

    def function(self) -> Parsed:
        """A known function with its argument, which may stand without brackets."""
        token, name = self.function_name()
        power: Parsed | None = None
        base: Parsed | None = None
        while self.now is not None and self.now.text in ("^", "_") and self.now.kind == "sign":
            sign = self.take()
            written = self.argument()
            if sign.text == "_":
                base = self.within(written)
                continue
            said = "".join(t.text for t in written)
            if said == "-1" and name in INVERSES:
                answers = ("inverse",) if self.meanings.inverses else ("inverse", "reciprocal")
                answer = self.meanings.choose("inverse", *answers, told=f"{name}^-1 as the")
                if answer == "inverse":
                    name = INVERSES[name]
                    continue
                self.meanings.odd.add(f"{name}^-1")
            if power is not None:
                raise self.error("syntax", "a second superscript at one base")
            power = self.within(written)
        primes = 0
        while self.now is not None and self.now.text in ("'", "’"):
            self.take()
            primes += 1
        if power is not None and self.at_function():
            arguments = [self.elided(name, token)]
        else:
            arguments = self.arguments(name)
        done = self.applied(name, arguments, base, token)
        if primes:
            done = self.primed(name, arguments, primes, done)
        if power is None:
            return done
        node = Power(done.node, power.node)
        return place(node, token.start, done.end, (0, done), (1, power))

    def primed(self, name: str, arguments: list[Parsed], primes: int, done: Parsed) -> Parsed:
        """The derivative of a known function at its argument."""
        if len(arguments) != 1 or primes > MAX_ORDER:
            raise self.error("prime", f"primes of {name} with {len(arguments)} arguments")
        argument = arguments[0].node
        variable = argument if isinstance(argument, Symbol) else Symbol("x")
        body: Expression = call(name, variable)
        for _ in range(primes - 1):
            body = DerivativeOf(body, variable)
        if argument == variable:
            return Parsed(DerivativeOf(body, variable), done.start, done.end)
        return Parsed(DerivativeAt(body, variable, argument), done.start, done.end)

    def elided(self, name: str, token: Token) -> Parsed:
        """The argument of a function that has none: that of the function behind it."""
        here = self.at
        behind = self.factor().node
        self.at = here
        called = behind.args[0] if isinstance(behind, Power) else behind
        if not isinstance(called, Call) or len(called.arguments) != 1:
            raise self.error("syntax", f"nothing stands behind a power of {name}")
        argument = called.arguments[0]
        self.meanings.elided[token.start, token.end] = token.text, text(argument)
        return Parsed(argument, token.start, self.last_end)

    def applied(
        self, name: str, arguments: list[Parsed], base: Parsed | None, token: Token
    ) -> Parsed:
        """A known function of its arguments; a logarithm may have a base."""
        nodes = [a.node for a in arguments]
        if len(nodes) > 1 and name not in OF_SEVERAL:
            raise FormulaError("arity", f"{name} of {len(nodes)} arguments", token.start, token.end)
        if base is not None:
            if name != "log" or len(nodes) > 1:
                raise FormulaError("subscript", f"a subscript of {name}", token.start, token.end)
            nodes = [*nodes, base.node]
        elif name == "log" and token.text in _BASES:
            answers = _BASES[token.text]
            answer = self.meanings.choose(token.text, *answers, told=f"{token.text} to the base")
            base = None if answer == "e" else Parsed(Integer(int(answer)), token.start, token.end)
            nodes = nodes if base is None else [*nodes, base.node]
        made = (
            call("log/2", *nodes) if base is not None else call(_of_arity(name, len(nodes)), *nodes)
        )
        end = max((a.end for a in arguments), default=token.end)
        return place(made, token.start, max(end, self.last_end), *enumerate(arguments, 1))

    def arguments(self, name: str) -> list[Parsed]:
        """The arguments of a function: in brackets, or what is put beside it."""
        token = self.now
        if token is None:
            raise self.error("syntax", f"nothing stands behind {name}")
        if token.text in ("(", "[", "{") and token.kind == "sign":
            return self.in_brackets(name, token)
        if token.text == "left" and self.tokens[self.at + 1].text in ("(", "[", "{"):
            _, inner, _, end = self.fenced()
            return self.raised_argument(name, self.listed(inner), token.start, end)
        return [self.beside(name)]

    def in_brackets(self, name: str, token: Token) -> list[Parsed]:
        """The arguments of a function in brackets."""
        if token.text == "{":
            inner = self.argument()
            end = self.last_end
            if inner and inner[0].text in ("(", "["):
                return [self.within(inner)]
        else:
            inner, end = self.bracket()
        return self.raised_argument(name, self.listed(inner), token.start, end)

    def raised_argument(
        self, name: str, arguments: list[Parsed], start: int, end: int
    ) -> list[Parsed]:
        """The arguments; a power behind the bracket may be one of the argument."""
        if self.now is None or self.now.text != "^" or len(arguments) != 1:
            return arguments
        told = f"{name}(...)^n as a power of the"
        if self.meanings.choose("raised", "value", "argument", told=told) == "value":
            return arguments
        self.meanings.odd.add("raised")
        return [self.power(arguments[0]._replace(start=start, end=end))]

    def listed(self, inner: list[Token]) -> list[Parsed]:
        """The expressions between commas."""
        return [self.within(part) for part in split(inner)]

    def beside(self, name: str) -> Parsed:
        """The argument of a function that stands without brackets."""
        if self.now is not None and self.now.text == "|":
            return self.factor()
        factors = [self.signed(self.factor)] if self.sign_ahead() else [self.factor()]
        while self.begins_argument(factors):
            several = any(free_variables(f.node) for f in factors)
            if several:
                told = f"{name} of letters side by side:"
                if self.meanings.choose("letters", "all", "one", told=told) == "one":
                    before, behind = self.tokens[self.at - 1], self.tokens[self.at]
                    if before.end == behind.start and behind.text not in DOTS:
                        self.meanings.odd.add("letters")
                    break
            factors.append(self.factor())
        inside = self.opens_product(factors) and self.meanings.choose("bracket", "no", "yes")
        if inside == "yes":
            self.meanings.told["bracket"] = f"{name} x(...) with the bracket inside"
            factors.append(self.factor())
        elif not inside and name == "log" and self.begins_factor():
            factors += self.rest_of_product(factors[-1])
        return self.up_to_sum(name, self.over(name, product(factors)))

    def rest_of_product(self, first: Parsed) -> list[Parsed]:
        """What is put beside the argument of a logarithm, where all of it belongs to that.

        So it is meant in `\\log \\frac12 \\exp(-x)` and in `\\log p^y (1-p)^{1-y}`; elsewhere
        hardly anybody reads it so.
        """
        token = self.now
        exponential = token is not None and token.text in ("exp", "e", *UPRIGHT)
        meant = exponential or isinstance(first.node, Power)
        if self.meanings.choose("log of a product", "of the first", "of all") == "of the first":
            return []
        if not meant:
            self.meanings.odd.add("log")
        self.meanings.told["log of a product"] = "log of all that is put beside it"
        found = []
        while self.begins_factor():
            found.append(self.factor())
        return found

    def opens_product(self, factors: list[Parsed]) -> bool:
        """Whether a sum in brackets is put beside a letter, as in `\\ln x(1 + x)`."""
        if len(factors) != 1 or not isinstance(factors[0].node, Symbol) or not self.at_bracket():
            return False
        here = self.at
        inner, _ = self.inside()
        self.at = here
        return any(t.text in ("+", "-") for t in inner)

    def up_to_sum(self, name: str, argument: Parsed) -> Parsed:
        """An argument without brackets; carelessly written it is a sum, as in `\\exp ax + b`."""
        if not (self.differentiating or name == "exp") or self.sign_ahead() is None:
            return argument
        if self.meanings.choose("sum of a function", "outside", "inside") != "inside":
            return argument
        self.meanings.odd.add("sum")
        return self.with_terms(argument)

    def with_terms(self, first: Parsed) -> Parsed:
        """A term with those behind it."""
        raise NotImplementedError

    def over(self, name: str, argument: Parsed) -> Parsed:
        """An argument without brackets; a stroke behind it may belong to it, as in `\\sin x/2`."""
        token = self.now
        if token is None or token.text != "/" or self.at + 1 >= len(self.tokens):
            return argument
        told = f"{name} a/b with the stroke"
        if self.meanings.choose("stroke of a function", "outside", "inside", told=told) != "inside":
            return argument
        self.take()
        below = self.divisor()
        node = Quotient(argument.node, below.node)
        return place(node, argument.start, below.end, (0, argument), (1, below))

    def begins_argument(self, factors: list[Parsed]) -> bool:
        """Whether what is put beside still belongs to the argument."""
        token = self.now
        if token is None or not self.begins_factor() or self.at_function():
            return False
        if self.at_bracket():
            return not any(free_variables(f.node) for f in factors) and len(factors) == 1
        return not (token.text == "e" and token.kind == "letter")


def _of_arity(name: str, count: int) -> str:
    return f"{name}/{count}" if name in OF_SEVERAL and count > 2 else name
