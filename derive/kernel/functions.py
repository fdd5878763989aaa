"""What is to be known of a function on the reals, and the rows that say it.

The rows stand in the tables of `rules`, which register them here.  No expression is well formed in
which a known name is called that has neither a row nor a standard definition, so that nothing is
proved of a function before it is told where that is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from flint import arb
from sympy.core.symbol import Symbol

from derive.expression.nodes import Expression

Bound = tuple[Fraction, bool]
#: A comparison with 0: what is compared, and how.
Comparison = tuple[Expression, str]
#: What the conditions of the rows call the arguments, and inequalities a third one.
PARAMETERS = (Symbol("u"), Symbol("v"), Symbol("w"))


@dataclass(frozen=True)
class FunctionRow:
    """A real function of an argument u, or of two, u and v.

    `ball` gives a ball with every value that it takes on balls within its domain.  `defined` and
    `smooth` are conjunctions: where it is defined, and an open set on which it is analytic.  Where
    it is `continuous` it is so on all of its domain, else on the smooth set only.  `low` and `high`
    bound the values (value, attained).  Of a `discrete` one u is an integer: it is differentiated
    by v only.  Its `shape` says how it rises and falls on its domain, if that is known:
    "increasing" or "decreasing", or in "steps" from integer to integer, upwards.  It is zero at "0"
    alone, or at "no" place, where `zeros` say so.  Wherever it is defined, the expression `equal`
    is so too and has the same value.
    """

    name: str
    ball: Callable[..., arb]
    defined: tuple[Comparison, ...] = ()
    smooth: tuple[Comparison, ...] = ()
    low: Bound | None = None
    high: Bound | None = None
    continuous: bool = True
    discrete: bool = False
    shape: str = ""
    zeros: str = ""
    equal: Expression | None = None


R = TypeVar("R")


class Rows(dict[str, R]):
    """Rows by names, all of them: none is added any more."""


class Unread(Rows[R]):
    """Rows that are being added: nobody looks at them, since what is told of them is remembered."""

    def _refuse(self, *_: Any) -> NoReturn:
        raise RuntimeError("the tables are not read: `import derive.rules` comes first")

    __contains__ = __getitem__ = __iter__ = __len__ = get = keys = values = items = _refuse

    def add(self, name: str, row: R) -> None:
        """Adds a row; only the tables of `rules` do."""
        if dict.__contains__(self, name):
            raise ValueError(f"{name} has a row")
        dict.__setitem__(self, name, row)

    def complete(self) -> None:
        """No more rows are added, and they may be looked at."""
        self.__class__ = Rows  # type: ignore[assignment]


#: The functions that have a row.
FUNCTIONS: Rows[FunctionRow] = Unread()


def functions(rows: Iterable[FunctionRow]) -> None:
    """Adds the rows; only the table of `rules` calls this, once."""
    assert isinstance(FUNCTIONS, Unread)
    for row in rows:
        FUNCTIONS.add(row.name, row)
    FUNCTIONS.complete()
