"""The closed family of written expressions.

A written expression is the tree exactly as its author wrote it.  Leaves are `sympy.Symbol` and
nonnegative `sympy.Integer`; every inner node is a subclass of `Written`, which is a
`sympy.Basic` and not an `Expr`, so that nothing here evaluates, reorders or simplifies itself.
The class names keep clear of the names that SymPy's printers dispatch on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, ClassVar, TypeAlias
from weakref import ref

from sympy.core.basic import Basic
from sympy.core.numbers import Integer
from sympy.core.symbol import Str, Symbol

Expression: TypeAlias = Basic
#: The classes of the integers that are not negative.
INTEGERS = (Integer, type(Integer(0)), type(Integer(1)))
Path: TypeAlias = tuple[int, ...]

#: No written expression is taller than this; the parser refuses it, so recursion is safe.
MAX_HEIGHT = 230

#: How many nodes there are before those that nobody has any more are forgotten.
MAX_SHARED = 100_000
_nodes: dict[tuple[type, tuple[Basic, ...]], Written] = {}
#: The number of nodes at which that is done next: at least twice of those that were kept.
_most = [MAX_SHARED]
_named = lru_cache(maxsize=5_000, typed=True)(Str)

NONE: frozenset[Symbol] = frozenset()
NO_NAMES: frozenset[str] = frozenset()


class Written(Basic):
    """An inner node of a written expression.

    There is one node of a kind with the same arguments: building a tree again gives the same
    object, so that comparing trees is comparing identities.  What is often asked of a tree is told
    by its parts, and kept with it.
    """

    __slots__ = (
        "__weakref__",
        "called",
        "free_variables",
        "has_derivative",
        "has_notation",
        "height",
        "is_marked",
        "parts",
        "size",
    )

    #: Which arguments are subexpressions, bound variables left out; whether it is a derivative, and
    #: has a variable of its own, of which `_free` tells.
    _places: ClassVar[slice] = slice(None)
    _differentiates: ClassVar[bool] = False
    _binds: ClassVar[bool] = False

    def __new__(cls, *args: Basic) -> Written:
        """The node with these arguments."""
        node = _nodes.get((cls, args))
        return _new(cls, args) if node is None else node

    # there is one object for each tree, and SymPy's own comparison is far slower
    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__
    args: ClassVar[Any] = vars(Basic)["_args"]

    @staticmethod
    def _free(*args: Basic) -> frozenset[Symbol]:
        """The variables that the value may depend on, of a node that has one of its own."""
        raise NotImplementedError

    def __str__(self) -> str:
        return shown()(self)

    __repr__ = __str__

    def _sympystr(self, _printer: Any) -> str:
        return str(self)


class SumOf(Written):
    """A sum of two or more terms; a later term that is a `Negation` is a subtraction."""

    __slots__ = ()


class ProductOf(Written):
    """A product of two or more factors."""

    __slots__ = ()


class Quotient(Written):
    """A fraction: numerator, denominator."""

    __slots__ = ()


class Negation(Written):
    """A unary minus."""

    __slots__ = ()


class Power(Written):
    """A power: base, exponent."""

    __slots__ = ()


class IntegerPower(Written):
    """A power whose exponent is an integer by its variables: base, exponent, what that is at least.

    The kernel marks powers so where it unfolds an expression; `strip` makes a `Power` of it again.
    The last argument is 0 where the exponent is not known to be positive.
    """

    __slots__ = ()
    _places = slice(0, 2)

    @property
    def least(self) -> int:
        """A positive number that the exponent is at least, or 0."""
        return int(self.args[2])


class Call(Written):
    """A named function applied to its arguments; a defined name without arguments has none."""

    __slots__ = ()
    _places = slice(1, None)

    @property
    def name(self) -> str:
        """The name of the function, primes included."""
        return str(self.args[0].name)

    @property
    def arguments(self) -> tuple[Expression, ...]:
        """What the function is applied to."""
        return tuple(self.args[1:])


class Constant(Written):
    """One of the numbers that have a name: e, pi."""

    __slots__ = ()
    _places = slice(0)

    @property
    def name(self) -> str:
        """The name of the number."""
        return str(self.args[0].name)


class Decimal(Written):
    """A decimal literal, an exact rational: its digits, and how many stand behind the point."""

    __slots__ = ()
    _places = slice(0)


class Notation(Written):
    """What its author wrote for what is known in another form; the kernel speaks of that only.

    `strip` forgets it.  The kinds of it are in `shorthand`.
    """

    __slots__ = ()

    @property
    def meaning(self) -> Expression:
        """What it stands for."""
        raise NotImplementedError


class DerivativeOf(Written):
    """d/dx of a body: body, variable.  The variable stays free: the value is the one at x."""

    __slots__ = ()
    _places = slice(0, 1)
    _differentiates = _binds = True

    @staticmethod
    def _free(body: Basic, *variables: Basic) -> frozenset[Symbol]:
        return free_variables(body).union(variables)


class DerivativeAt(Written):
    """A derivative evaluated at a point: body, variable (bound in the body), point."""

    __slots__ = ()
    _places = slice(None, None, 2)
    _differentiates = _binds = True

    @staticmethod
    def _free(body: Basic, variable: Basic, point: Basic) -> frozenset[Symbol]:
        return (free_variables(body) - {variable}) | free_variables(point)


def _new(cls: type[Written], args: tuple[Basic, ...]) -> Written:
    node = Basic.__new__(cls, *args)
    node.parts = args[cls._places]
    size, height, free = 1, 1, NONE
    called = frozenset((args[0].name,)) if cls is Call else NO_NAMES
    has_derivative, has_notation = cls._differentiates, issubclass(cls, Notation)
    is_marked = cls is IntegerPower
    for part in node.parts:
        if isinstance(part, Written):
            size += part.size
            if part.height >= height:
                height = part.height + 1
            has_derivative = has_derivative or part.has_derivative
            has_notation = has_notation or part.has_notation
            is_marked = is_marked or part.is_marked
            if part.called is not called and not part.called <= called:
                called = part.called | called if called else part.called
            found = part.free_variables
        else:
            size += 1
            height = 2 if height < 2 else height
            found = _only(part) if isinstance(part, Symbol) else NONE
        if found is not free and not found <= free:
            free = found | free if free else found
    node.size, node.height, node.called = size, height, called
    node.free_variables = cls._free(*args) if cls._binds else free
    node.has_derivative, node.has_notation = has_derivative, has_notation
    node.is_marked = is_marked
    if not all(map(_is_plain, args)):
        return node  # an argument may say that it is equal to what stands in other nodes
    if len(_nodes) >= _most[0]:
        forget()
    return _nodes.setdefault((cls, args), node)


def _is_plain(a: Basic) -> bool:
    """Whether what an argument says of itself is what it is."""
    kind = type(a)
    if isinstance(a, Written):
        return kind.__eq__ is Written.__eq__
    if kind is Symbol:
        known = variable(a.name) if type(a.name) is str else None
        return a is known or (known is not None and hash(a) == hash(known))
    if kind is Str:
        return type(a.name) is str
    return kind in INTEGERS and type(a.p) is int


def forget() -> None:
    """Forgets the nodes that nobody has; the others stay the only ones of their kind."""
    known = [ref(node) for node in _nodes.values()]
    _nodes.clear()
    for seen in known:
        node = seen()
        if node is not None:
            _nodes[type(node), node.args] = node
    _most[0] = max(MAX_SHARED, 2 * len(_nodes))


@lru_cache(maxsize=5_000, typed=True)
def variable(name: str) -> Symbol:
    """The variable of a name."""
    return Symbol(name)


def call(name: str, *arguments: Expression) -> Call:
    """The function `name` applied to `arguments`."""
    return Call(_named(name), *arguments)


def constant(name: str) -> Constant:
    """The constant `name`."""
    return Constant(_named(name))


def integer(n: int) -> Expression:
    """The integer n, of either sign, as it is written."""
    return Negation(Integer(-n)) if n < 0 else Integer(n)


def rational(q: Fraction) -> Expression:
    """The rational q as it is written: an integer or a fraction, a minus sign in front."""
    top, bottom = Integer(abs(q.numerator)), q.denominator
    unsigned = top if bottom == 1 else Quotient(top, Integer(bottom))
    return Negation(unsigned) if q < 0 else unsigned


def sum_of(terms: tuple[Expression, ...]) -> Expression:
    """The sum of any number of terms: of none 0, of one that term."""
    return SumOf(*terms) if len(terms) > 1 else terms[0] if terms else Integer(0)


def product_of(factors: tuple[Expression, ...]) -> Expression:
    """The product of any number of factors: of none 1, of one that factor."""
    return ProductOf(*factors) if len(factors) > 1 else factors[0] if factors else Integer(1)


def is_leaf(e: Expression) -> bool:
    """Whether `e` has no subexpressions."""
    return not isinstance(e, Written) or isinstance(e, (Constant, Decimal))


def parts(e: Expression) -> tuple[Expression, ...]:
    """The direct subexpressions of `e`, bound variables left out."""
    return e.parts if isinstance(e, Written) else ()


def children(e: Expression) -> Iterator[tuple[int, Expression]]:
    """The direct subexpressions of `e` with their places in `args`, bound variables left out."""
    places = range(*e._places.indices(len(e.args))) if isinstance(e, Written) else ()
    return zip(places, parts(e), strict=True)


def subexpressions(e: Expression) -> Iterator[Expression]:
    """Every subexpression, `e` itself first."""
    waiting = [e]
    while waiting:
        e = waiting.pop()
        yield e
        waiting.extend(parts(e)[::-1])


def is_marked(e: Expression) -> bool:
    """Whether a power in `e` is marked as one with an integer exponent."""
    return isinstance(e, Written) and e.is_marked


def has_derivative(e: Expression) -> bool:
    """Whether a derivative occurs in `e`."""
    return isinstance(e, Written) and e.has_derivative


def called(e: Expression) -> frozenset[str]:
    """The names of the functions, and of what is defined, that occur in `e`."""
    return e.called if isinstance(e, Written) else NO_NAMES


def at_path(e: Expression, path: Path) -> Expression:
    """The subexpression of `e` at `path`."""
    for i in path:
        e = e.args[i]
    return e


def with_child(e: Expression, i: int, child: Expression) -> Expression:
    """`e` with its argument i replaced."""
    return e.func(*e.args[:i], child, *e.args[i + 1 :])


def replace_at(e: Expression, path: Path, new: Expression) -> Expression:
    """`e` with the subexpression at `path` replaced by `new`."""
    if not path:
        return new
    return with_child(e, path[0], replace_at(e.args[path[0]], path[1:], new))


def size(e: Expression) -> int:
    """How many nodes `e` has."""
    return e.size if isinstance(e, Written) else 1


def height(e: Expression) -> int:
    """The length of the longest path from the root to a leaf."""
    return e.height if isinstance(e, Written) else 1


def strip(e: Expression) -> Expression:
    """`e` as the kernel knows it, whatever notation its author chose for it.

    There are no brackets that are not needed, derivatives of higher order are derivatives of
    derivatives, a point stands in the place of the variable, and no power is marked.
    """
    return _stripped(e) if isinstance(e, Written) and (e.has_notation or e.is_marked) else e


@lru_cache(maxsize=20_000, typed=True)
def _stripped(e: Written) -> Expression:
    if isinstance(e, Notation):
        return strip(e.meaning)
    if isinstance(e, IntegerPower):
        return Power(*map(strip, e.parts))
    return e.func(*map(strip, e.args))


def free_variables(e: Expression) -> frozenset[Symbol]:
    """The variables that the value of `e` may depend on, definitions not unfolded."""
    if isinstance(e, Written):
        return e.free_variables
    return _only(e) if isinstance(e, Symbol) else NONE


@lru_cache(maxsize=5_000, typed=True)
def _only(v: Symbol) -> frozenset[Symbol]:
    return frozenset([v])


@cache
def shown() -> Callable[[Written], str]:
    """The notation of authors, which is looked for where something is shown and not before."""
    return import_module("derive.expression.text").text
