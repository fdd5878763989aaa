"""A theory: the definitions and opaque functions that theorems are stated under.

Definitions are distinct and acyclic; a `Theory` that breaks this cannot be built.  Beneath its own
every theory has the standard definitions.  A definition of its own may have the name of a known
function: then that name means its body there, and the rows about the known one do not apply.
Unfolding is bounded, so that a ladder of definitions cannot grow without limit.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

from derive.expression.arities import ARITIES, CONSTANTS, RESERVED_WORDS
from derive.expression.choices import Choice
from derive.expression.nodes import (
    INTEGERS,
    Call,
    Constant,
    Decimal,
    DerivativeAt,
    DerivativeOf,
    Expression,
    IntegerPower,
    Negation,
    Power,
    ProductOf,
    Quotient,
    SumOf,
    called,
    free_variables,
    height,
    is_leaf,
    is_marked,
    size,
    strip,
    variable,
)
from derive.expression.numerals import NumeralTooLarge
from derive.expression.substitution import CaptureError, substitute
from derive.kernel.conditions import NONE, Condition, Conditions
from derive.kernel.definitions import STANDARD, Definition, standard
from derive.kernel.exponents import Integers, marked
from derive.kernel.functions import FUNCTIONS

#: No unfolded expression has more nodes, or is taller.
MAX_SIZE = 40_000
MAX_UNFOLDED_HEIGHT = 300
#: How many frames one level may take: Python's own limit must not end what this one lets in.
FRAMES = 20
sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES * MAX_UNFOLDED_HEIGHT))


class KernelError(Exception):
    """The kernel was asked for something that it cannot justify."""


#: How a primitive step refuses.
REFUSALS = (KernelError, CaptureError, NumeralTooLarge)


@dataclass(frozen=True)
class Theory:
    """Definitions in any order, the names of opaque functions, the variables that are integers.

    What is stated under a theory is stated of the points at which these are integers, within their
    bounds if they have some.
    """

    definitions: tuple[Definition, ...] = ()
    opaque: frozenset[str] = frozenset()
    integers: frozenset[Symbol] = frozenset()
    bounds: Conditions = NONE

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.definitions, self.opaque, self.integers, self.bounds))

    def __post_init__(self) -> None:
        self._require_shape()
        # the bodies are read once: what notation stands for may change
        read = (replace(d, body=written(d.body)) for d in self.definitions)
        object.__setattr__(self, "definitions", tuple(read))
        if self.definitions:
            self._check()
        if not self.opaque.isdisjoint(ARITIES):
            raise KernelError("a known function is not opaque")

    def _require_shape(self) -> None:
        """Refuses what is not of the declared types, which might change what it says."""
        sets = (self.opaque, self.integers, self.bounds)
        if type(self.definitions) is not tuple or any(type(s) is not frozenset for s in sets):
            raise KernelError("a theory is made of a tuple and of sets that do not change")
        if not all(map(_is_definition, self.definitions)) or not all(map(is_name, self.opaque)):
            raise KernelError("this is no definition, or no name of a function")
        if not all(map(is_variable, self.integers)):
            raise KernelError("this is no variable")
        if not all(is_condition(c) and well_formed(c.expression) for c in self.bounds):
            raise KernelError("this is no condition")
        for e in (c.expression for c in self.bounds):
            if not free_variables(e) <= self.integers or called(e) or is_marked(e):
                raise KernelError("this is no bound of integer variables")

    @cached_property
    def integer_variables(self) -> Integers:
        """Its integer variables with their bounds."""
        return Integers(self.integers, self.bounds)

    def _check(self) -> None:
        names = [d.name for d in self.definitions]
        taken = {*CONSTANTS, *RESERVED_WORDS, *self.opaque}
        if any("'" in name for name in names):
            raise KernelError("a defined name has no primes")
        variables = {v.name for d in self.definitions for v in free_variables(d.body)}
        if len({*names}) < len(names) or taken & {*names} or variables & {*names}:
            raise KernelError("a definition shadows another name")
        for d in self.definitions:
            if len({*d.parameters}) < len(d.parameters):
                raise KernelError(f"two parameters of {d.name} have one name")
        assert self._bodies is not None

    @cached_property
    def own(self) -> frozenset[str]:
        """The names that it defines itself."""
        return frozenset(d.name for d in self.definitions)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that are defined, standard ones too."""
        return self.own.union(STANDARD)

    @cached_property
    def _by_name(self) -> dict[str, Definition]:
        return {d.name: d for d in self.definitions}

    def definition(self, name: str) -> Definition:
        """The definition of a name that has one."""
        return self._by_name.get(name) or standard(name)

    @cached_property
    def _bodies(self) -> dict[str, Expression]:
        """The body of each definition, unfolded; raises on a circle."""
        done: dict[str, Expression] = {}
        for d in self.definitions:
            self._unfold_body(d.name, (), done)
        return done

    def _unfold_body(self, name: str, above: tuple[str, ...], done: dict[str, Expression]) -> None:
        if name in above:
            raise KernelError("definitions in a circle: " + " -> ".join((*above, name)))
        if name in done:
            return
        d = self._by_name[name]
        for used in sorted(called(d.body) & self.own):
            self._unfold_body(used, (*above, name), done)
            below = self._by_name[used]
            if {*d.parameters} & (free_variables(done[used]) - {*below.parameters}):
                raise KernelError(f"a parameter of {name} hides a variable of {used}")
        done[name] = self._unfold(d.whole, done, {})

    def is_defined(self, e: Expression) -> bool:
        """Whether `e` is a call of a name that has a definition."""
        return isinstance(e, Call) and e.name in self.names

    def unfold(self, e: Expression) -> Expression:
        """`e` without brackets, all definitions unfolded and powers marked.

        Raises `KernelError`.
        """
        found = self._unfolded.get(e) if type(e) in _INNER else None
        if found is None:
            e = written(e)
            found = self.mark(bounded(self._unfold(e, self._bodies, self._parts)))
            self._unfolded[e] = found
        return found

    def mark(self, e: Expression) -> Expression:
        """`e` with those powers marked that have an integer exponent here, and no others."""
        return marked(strip(e) if is_marked(e) else e, self.integer_variables)

    @cached_property
    def _unfolded(self) -> dict[Expression, Expression]:
        return {}

    @cached_property
    def _parts(self) -> dict[Expression, Expression]:
        """Parts of what was unfolded; they stand in many lines."""
        return {}

    def _unfold(
        self, e: Expression, bodies: dict[str, Expression], known: dict[Expression, Expression]
    ) -> Expression:
        """`e` with its definitions unfolded to their bodies; `known` are parts that are done."""
        if is_leaf(e) or called(e).isdisjoint(self.names):
            return e
        if e not in known:
            known[e] = self._unfolded_anew(e, bodies, known)
        return known[e]

    def _unfolded_anew(
        self, e: Expression, bodies: dict[str, Expression], known: dict[Expression, Expression]
    ) -> Expression:
        if isinstance(e, Call) and e.name in self.names:
            parameters = self.definition(e.name).parameters
            if len(parameters) != len(e.arguments):
                raise KernelError("a definition is used with another number of arguments")
            arguments = (self._unfold(a, bodies, known) for a in e.arguments)
            body = bodies[e.name] if e.name in self.own else primitive_body(e.name)
            return bounded(substitute(body, dict(zip(parameters, arguments, strict=True))))
        inner = (
            a if isinstance(a, (Str, Symbol)) else self._unfold(a, bodies, known) for a in e.args
        )
        args = tuple(inner)
        same = all(a is b for a, b in zip(args, e.args, strict=True))
        return e if same else e.func(*args)


@cache
def primitive_body(name: str) -> Expression:
    """The body of a standard definition, with all standard definitions in it unfolded."""
    return Theory()._unfold(strip(standard(name).whole), {}, {})


def is_name(name: object) -> bool:
    """Whether something is a text and no other kind of one, which may change what it says."""
    return type(name) is str


def is_variable(v: object) -> bool:
    """Whether something is a variable: a symbol of which nothing is assumed."""
    return isinstance(v, Symbol) and well_formed(v)


def _is_definition(d: object) -> bool:
    if type(d) is not Definition or type(d.parameters) is not tuple:
        return False
    return is_name(d.name) and all(map(is_variable, d.parameters))


def is_condition(c: object) -> bool:
    """Whether something is a condition of a known relation, whatever it is about."""
    return type(c) is Condition and is_name(c.relation) and c.relation in RELATIONS


RELATIONS = frozenset({">", ">=", "!=", "="})
_ARITIES = {Negation: 1, Quotient: 2, Power: 2, IntegerPower: 3}
#: The relations to 0 that choices are told apart by.
CHOICES = (">", ">=", "!=")
#: The classes of the family themselves: what a subclass says of itself is not looked at.
_FAMILY = {
    *(Symbol, *INTEGERS, Constant, Decimal, Call),
    *(DerivativeOf, DerivativeAt, SumOf, ProductOf, Choice, *_ARITIES),
}
_INNER = _FAMILY - {Symbol, *INTEGERS}  # those that are one object for each tree


def well_formed(e: Expression) -> bool:
    """Whether `e` is of the closed family of written expressions, with nothing else inside."""
    if type(e) not in _FAMILY:
        return False
    match e:
        case Symbol():  # equal ones may differ in what they say of themselves
            plain = variable(e.name) if is_name(e.name) else None
            return e is plain or (e == plain and hash(e) == hash(plain))
        case Integer():
            return type(e.p) is int and e.p >= 0
    return _is_well_formed(e)


@lru_cache(maxsize=30_000, typed=True)
def _is_well_formed(e: Expression) -> bool:
    match e:
        case Constant():
            return _is_named(e) and e.name in CONSTANTS
        case Decimal():
            return all(isinstance(a, Integer) and well_formed(a) for a in e.args)
        case Call():
            fits = _is_named(e) and _takes(e.name, len(e.arguments))
            return fits and all(map(well_formed, e.arguments))
        case DerivativeOf() | DerivativeAt():
            count = 2 if isinstance(e, DerivativeOf) else 3
            named = len(e.args) == count and isinstance(e.args[1], Symbol)
            return named and all(map(well_formed, e.args))
        case Choice():
            told = len(e.args) == 4 and _is_named(e) and e.relation in CHOICES
            return told and all(map(well_formed, e.args[1:]))
        case SumOf() | ProductOf():
            return len(e.args) > 1 and all(map(well_formed, e.args))
    return len(e.args) == _ARITIES.get(type(e)) and all(map(well_formed, e.args))


def _takes(name: str, arguments: int) -> bool:
    """Whether a name may be called so: a known one as it is known, if a row says what it is."""
    told = name in FUNCTIONS or name in STANDARD
    return name not in ARITIES or (told and ARITIES[name] == arguments)


def _is_named(e: Expression) -> bool:
    return type(e.args[0]) is Str and is_name(e.args[0].name)


def written(e: Expression) -> Expression:
    """`e` as the kernel knows it, read once: what stands in the place of notation may change."""
    return bounded(strip(e))


def bounded(e: Expression) -> Expression:
    """`e`, or a `KernelError` where it is no written expression or too large to work with."""
    if not well_formed(e):
        raise KernelError("this is not a written expression")
    if height(e) > MAX_UNFOLDED_HEIGHT or size(e) > MAX_SIZE:
        raise KernelError("an expression grew too large")
    return e
