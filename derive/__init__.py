"""Derivations as code: derivations that are proved line by line, or the build fails.

In a program:

    import derive

    derive.equal("sqrt(x^2)", "abs(x)")      # is it so? true, refuted at a point, or not shown
    derive.diff("x^2*sin(x)", "x").steps     # a derivation that is found, and proved
    derive.verify("sigmoid")                 # a proof script, by name, path or text
    derive.show("sigmoid").latex()           # the same, to be looked at
    derive.explain("sigmoid", 2)             # one step of it taken apart
    derive.fill("mine.yaml").script          # its missing reasons and lines
    derive.table("sigmoid", [0, 1])          # values, every digit known
    derive.code("sigmoid", "c").code         # code that is accurate over all floats
    derive.load("sigmoid").theorem           # what a script says, nothing proved

Expressions are texts in the notation of scripts, or come from SymPy, or both at once:
`derive.equal(sin(x)**2, "1 - cos(x)^2")`.  Each call is decided in a process that is kept for the
next one, within its `timeout`.

A result is true only if all that was asked for is proved.  It has a short `repr`, `.verdict`,
`.steps`, `.latex()`, `.to_sympy()`, `.as_dict()` (what the commands write as JSON), `.text()` (what
they print), and is shown in a notebook.  What cannot be read or used is an error, `DeriveError`,
whose `diagnostics` have places; what could be read and is not proved is a result that is false.

In a notebook `%load_ext derive` adds `%%derive`, which verifies the script in a cell or shows the
derivation of what is asked there, and `%derive_diff`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.python.derivation import DerivativeResult
    from derive.python.equality import EqualityResult
    from derive.python.errors import (
        ArgumentError,
        ArgumentTypeError,
        DeriveError,
        ExpressionError,
        NotFoundError,
        Problem,
        ScriptError,
        UnsupportedError,
    )
    from derive.python.filled import ExplainResult, FillResult
    from derive.python.made import CodeResult, TableResult
    from derive.python.products import code, table
    from derive.python.proof import ProofResult, ProofScript, RunResult
    from derive.python.questions import diff, equal
    from derive.python.results import Result
    from derive.python.scripts import explain, fill, load, show, verify
    from derive.python.steps import Step

__version__ = "0.2.0"

__all__ = [
    "ArgumentError",
    "ArgumentTypeError",
    "CodeResult",
    "DerivativeResult",
    "DeriveError",
    "EqualityResult",
    "ExplainResult",
    "ExpressionError",
    "FillResult",
    "NotFoundError",
    "Problem",
    "ProofResult",
    "ProofScript",
    "Result",
    "RunResult",
    "ScriptError",
    "Step",
    "TableResult",
    "UnsupportedError",
    "code",
    "diff",
    "equal",
    "explain",
    "fill",
    "load",
    "show",
    "table",
    "verify",
]

#: The module that each name comes from, imported when it is used first.
_HOMES = {
    "derivation": ("DerivativeResult",),
    "equality": ("EqualityResult",),
    "errors": (
        "ArgumentError",
        "ArgumentTypeError",
        "DeriveError",
        "ExpressionError",
        "NotFoundError",
        "Problem",
        "ScriptError",
        "UnsupportedError",
    ),
    "filled": ("ExplainResult", "FillResult"),
    "made": ("CodeResult", "TableResult"),
    "products": ("code", "table"),
    "proof": ("ProofResult", "ProofScript", "RunResult"),
    "questions": ("diff", "equal"),
    "results": ("Result",),
    "scripts": ("explain", "fill", "load", "show", "verify"),
    "steps": ("Step",),
}


class _Package(ModuleType):
    """This package, which imports what it is asked for."""

    def __getattr__(self, name: str) -> Any:
        for home, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                found = getattr(import_module(f"derive.python.{home}"), name)
                setattr(self, name, found)
                return found
        raise AttributeError(f"module 'derive' has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _Package


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext derive` calls: it adds `%%derive` and `%derive_diff`."""
    from derive.python.notebook import register

    register(shell)
