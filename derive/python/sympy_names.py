"""The names of SymPy's symbols and functions, and what is assumed of them, as names and domains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sympy
from sympy.core.symbol import Dummy, Symbol, Wild

from derive.expression.functions import ALSO_VARIABLES, NO_NUMBERS, SYNONYMS
from derive.expression.run_together import run_together
from derive.expression.tokens import plain_name
from derive.expression.words import BY_ARITY
from derive.python.errors import Problem, UnsupportedError
from derive.script.declarations import BUILT_IN, is_name

#: What can be said of a variable, by what SymPy assumes.
_DOMAINS: tuple[tuple[dict[str, bool], tuple[str, ...]], ...] = (
    ({}, ()),
    ({"real": True}, ()),
    ({"positive": True}, ("> 0",)),
    ({"negative": True}, ("< 0",)),
    ({"nonnegative": True}, (">= 0",)),
    ({"nonpositive": True}, ("<= 0",)),
    ({"nonzero": True}, ("!= 0",)),
    ({"integer": True}, ("integer",)),
    ({"integer": True, "positive": True}, ("integer", "> 0")),
    ({"integer": True, "negative": True}, ("integer", "< 0")),
    ({"integer": True, "nonnegative": True}, ("integer", ">= 0")),
    ({"integer": True, "nonpositive": True}, ("integer", "<= 0")),
    ({"integer": True, "nonzero": True}, ("integer", "!= 0")),
)


#: What SymPy assumes of a function that is assumed to be real.
_REAL = sympy.Function("f", real=True)._kwargs
_USED = [name for said, _ in _DOMAINS for name in said]


def _by_use(assumed: tuple[str, bool]) -> tuple[int, bool, str]:
    """What somebody may have written comes before what follows from it."""
    name, holds = assumed
    place = _USED.index(name) if name in _USED and holds else len(_USED)
    return place, not holds, name


def _facts(symbol: Symbol) -> frozenset[tuple[str, bool]]:
    return frozenset(symbol.assumptions0.items())


_SAID = {_facts(Symbol("x", **said)): (said, conditions) for said, conditions in _DOMAINS}


def refused(what: str, part: str, hint: str) -> UnsupportedError:
    """The error that names a part of an expression that there is no word for."""
    told = part if len(part) <= 80 else f"{part[:77]}..."
    said = f"`{told}` cannot be used: {hint}"
    return UnsupportedError(f"{what}: {said}", [Problem("no-word", said, what, found=told)])


class Names:
    """What symbols and undefined functions are called here."""

    def __init__(self, taken: set[str]) -> None:
        self.symbols: dict[Any, Symbol] = {}
        #: The undefined functions, each with how many arguments it takes.
        self.functions: dict[str, int] = {}
        self._taken = {plain_name(name) for name in taken}
        #: The symbols that are variables of the question, in order; others only mark a place.
        self._free: dict[Any, None] = {}

    def symbol(self, symbol: Any, what: str) -> Symbol:
        """The variable that a symbol is."""
        _conditions(symbol, what)
        self._free[symbol] = None
        return self.bound(symbol, what)

    def bound(self, symbol: Any, what: str) -> Symbol:
        """A variable that only marks a place; it has no domain of its own."""
        if symbol not in self.symbols:
            self.symbols[symbol] = Symbol(self._name(symbol, what))
        return self.symbols[symbol]

    def _name(self, symbol: Any, what: str) -> str:
        """A name for a symbol: its own, or for a `Dummy` one that nothing else has."""
        name = plain_name(_unscripted(symbol.name))
        taken = "" if name in ALSO_VARIABLES else BUILT_IN.get(name, "")
        if isinstance(symbol, Wild) or not is_name(name) or taken:
            told = f": it is already {taken}" if taken else ""
            hint = f"no variable is called so{told}; put another symbol in its place by `subs`"
            raise refused(what, symbol.name, hint)
        used = {s.name for s in self.symbols.values()} | {*self.functions}
        if isinstance(symbol, Dummy):
            return next(n for n in _numbered(name) if n not in used | self._taken | {*BUILT_IN})
        if name in used:
            raise refused(what, symbol.name, "two that are not the same are called so")
        return name

    def function(self, e: Any, what: str) -> str:
        """The name of an undefined function that is applied."""
        name, arity = str(e.func.__name__), len(e.args)
        for k, v in sorted(e.func._kwargs.items() - _REAL.items(), key=_by_use):
            raise refused(what, f"Function({name!r}, {k}={v})", "a function is assumed to be real")
        if hasattr(sympy, name) and (name in BY_ARITY or name in SYNONYMS):
            raise refused(what, f"Function({name!r})", f"sympy.{name} is meant, or another name")
        if name in BY_ARITY:
            return name
        if not is_name(name) or name in BUILT_IN:
            raise refused(what, f"Function({name!r})", "no function is called so here")
        if self.functions.setdefault(name, arity) != arity:
            raise refused(what, str(e), f"{name} takes {self.functions[name]} arguments elsewhere")
        if any(s.name == name for s in self.symbols.values()):
            raise refused(what, str(e), "a symbol is called so too")
        return name

    @contextmanager
    def defining(self, head: Any) -> Iterator[None]:
        """A definition is read: what it defines is no unknown name, its parameters are bound."""
        before = dict(self._free)
        yield
        bound = {head} if isinstance(head, Symbol) else {*head.args}
        self._free = {s: None for s in (*before, *self._free) if s in before or s not in bound}
        if isinstance(head, Symbol):
            self._free.pop(head, None)
        else:
            self.functions.pop(head.func.__name__, None)

    def domains(self) -> tuple[str, ...]:
        """The conditions of all symbols; of one whose name could mean something else, that too."""
        names = {self.symbols[symbol].name for symbol in self._free}
        return tuple(
            f"{name} {said}"
            for symbol in self._free
            for name in [self.symbols[symbol].name]
            for said in _conditions(symbol, "") or _declared(name, names)
        )


def _declared(name: str, names: set[str]) -> tuple[str, ...]:
    """That a name is a variable, where it could be taken for something else."""
    doubtful = name in NO_NUMBERS or re.fullmatch("d[A-Za-z].*", name)
    return ("real",) if doubtful or run_together(name, names - {name}) else ()


def _conditions(symbol: Any, what: str) -> tuple[str, ...]:
    """What is assumed of a symbol.  Raises `UnsupportedError` for what no domain says."""
    found = _SAID.get(_facts(symbol))
    if found is not None:
        return found[1]
    own = {k: v for k, v in symbol._assumptions_orig.items() if k != "commutative" or not v}
    told = ", ".join(f"{name}={holds}" for name, holds in own.items())
    known = "positive, negative, nonnegative, nonpositive, nonzero, integer, real"
    part = f"Symbol({symbol.name!r}, {told})"
    raise refused(what, part, f"a variable is a real number; what can be assumed is {known}")


_SUBSCRIPT = re.compile(r"_\{(\w+)\}")


def _unscripted(name: str) -> str:
    r"""A name without what LaTeX writes: `x_{1}` is x_1, `\alpha` alpha."""
    return _SUBSCRIPT.sub(r"_\1", name.strip("$ ")).removeprefix("\\")


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{k}" for k in range(1, 10_000))
