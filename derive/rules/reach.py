"""How far the names of rules reach: which other rules a rule brings along, and may stand for.

The rows of a rule are its narrow sense.  Where they do not do, a rule is taken as authors take
it: with its `reach` rows, with the rules that it `BRINGS` along, which need not be named and may
be, and with those that it `STANDS_FOR`.
"""

from __future__ import annotations

from derive.kernel.functions import FUNCTIONS
from derive.kernel.tidy import LAWS
from derive.rules.calculus import CALCULUS
from derive.rules.row import widely

Names = tuple[str, ...]
#: Rules of the derivatives of functions; an author calls each of them the chain rule too.
_FUNCTIONS: Names = tuple(row.name for row in CALCULUS if row.name in FUNCTIONS)
#: Those whose derivatives have a root in them, which is as well a power.
_ROOTED: Names = tuple(
    row.name for row in CALCULUS if row.name in _FUNCTIONS and "sqrt(" in row.statement
)
#: Those whose derivatives are squares that differ by 1.
_SQUARES: Names = ("tan", "cot", "tanh", "coth")
_SUMS: Names = ("collect", "add-and-subtract", "multiply-by-zero")
_PRODUCTS: Names = ("expand", "expand-power", *_SUMS)

BRINGS: dict[str, Names] = {
    **dict.fromkeys(_FUNCTIONS, ("multiply-by-zero", "negation")),
    **dict.fromkeys(("sum", "difference", "power"), ("multiply-by-zero", "negation")),
    "chain": ("multiply-by-zero", "negation", "constant-multiple"),
    "exp": ("multiply-by-zero", "negation", "power-laws"),
    "exponential": ("multiply-by-zero", "negation", "exp-log"),
    "general-power": ("multiply-by-zero", "cancel", "expand"),
    "product": ("multiply-by-zero", "expand"),
    "quotient": ("multiply-by-zero",),
    "expand": _PRODUCTS,
    "expand-power": _PRODUCTS,
    "factor": _PRODUCTS,
    "collect": ("add-and-subtract", "multiply-by-zero", "signs"),
    "add-and-subtract": ("signs",),
    "monotonicity": ("add-and-subtract", "signs"),
    "power-laws": _SUMS,
    "log-of-product": (*_PRODUCTS, "exp-log"),
    "root-as-power": ("power-laws", *_SUMS),
    "pythagoras": _PRODUCTS,
    "hyperbolic-as-exponential": (*_PRODUCTS, "power-laws"),
    "ratio": ("power-laws",),
    "square-of-root": (),
    **dict.fromkeys(_ROOTED, ("multiply-by-zero", "negation", "root-as-power", "power-laws")),
    **dict.fromkeys(_SQUARES, ("multiply-by-zero", "negation", "expand", *_SUMS)),
    "expm1": ("multiply-by-zero", "negation", "power-laws"),
}
STANDS_FOR: dict[str, Names] = {
    "chain": (*_FUNCTIONS, "exp", "power"),
    "power": ("sqrt", "cbrt"),
    "exponential": ("exp",),
    "sum": ("difference",),
    "difference": ("sum",),
    "collect": ("add-and-subtract",),
    "factor": ("expand", "expand-power"),
    "expand": ("expand-power",),
    "expand-power": ("expand",),
}
#: Rules that are told by the shape of two lines, whose rows would hide it.
BY_SHAPE = frozenset({"combine-fractions", "split-fraction"})
#: The laws of tidying that a name may be meant for.
MEANS: dict[str, frozenset[str]] = {
    **{name: frozenset({name}) for name in LAWS},
    "arithmetic": frozenset(LAWS) - {"constant", "variable", "notation"},
    "power-laws": frozenset({"merge", "reciprocal"}),
}


def wide(names: frozenset[str]) -> frozenset[str]:
    """Rules taken as far as their names reach, with all that they bring along and stand for."""
    found = set(names)
    for name in names:
        found |= {widely(name), *BRINGS.get(name, ()), *STANDS_FOR.get(name, ())}
    found |= {widely(name) for name in found}
    return frozenset(found - BY_SHAPE)
