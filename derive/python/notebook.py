"""Magics for notebooks: `%%derive` for what stands in a cell, `%derive_diff` for one derivative.

What cannot be read is told in the cell, by its line and column in that cell, without a traceback.
IPython is imported by `register` alone, which it calls itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from derive.python.cells import answers
from derive.python.errors import DeriveError, in_magics
from derive.python.magic_options import Options, expression_and_variable, options
from derive.python.questions import diff
from derive.python.results import Result

#: How `%%derive` is told in the names of places.
_CELL = "cell"


def register(shell: Any) -> None:
    """Adds the magics to a shell of IPython."""

    def derive(line: str, cell: str | None = None) -> Result | None:
        """`%%derive`: verifies the script in the cell, or answers the expressions in it.

        A script is a proof script, as in a file.  Else each line is asked: `A = B` whether that is
        so, `d/dx A` and `A` for the derivation of the derivative, and the name of a script shows
        it.  Options: --wrt x, --where 'x > 0', --order 2, --opaque f, --steps, --timeout 10.
        """
        return _told(lambda: _cell(line, cell))

    def derive_diff(line: str) -> Result | None:
        """`%derive_diff x^2*sin(x) x`: the derivation of a derivative, by x.  Of an expression
        with one variable alone it need not be said.

        Options: --where 'x > 0', --order 2, --opaque f, --to LINE, --timeout 10.
        """
        return _told(lambda: _line(line, shell))

    for function, kind in ((derive, "line_cell"), (derive_diff, "line")):
        shell.register_magic_function(_as_written(function), kind, function.__name__)


def _as_written(function: Callable[..., Any]) -> Callable[..., Any]:
    """A magic whose line IPython leaves as it is: braces and dollars are ours."""
    with suppress(ImportError):
        from IPython.core.magic import no_var_expand

        return no_var_expand(function)
    return function


def _told(answer: Callable[[], Iterable[Result]]) -> Result | None:
    """Shows all results but the last, which is that of the cell; tells what cannot be used."""
    last: Result | None = None
    try:
        for found in answer():
            if last is not None:
                _show(last)
            last = found
    except DeriveError as error:
        if last is not None:
            _show(last)
        print(in_magics(str(error)), file=sys.stderr)
        return None
    return last


def _show(found: Result) -> None:
    try:
        from IPython.display import display
    except ImportError:
        print(found.text())
    else:
        display(found)


def _cell(line: str, cell: str | None) -> Iterable[Result]:
    """What is in the cell; without one, what stands behind the magic."""
    wanted, words = options(line)
    if cell is None:
        return answers(" ".join(words), 0, _CELL, wanted)
    if words:
        words_told = " ".join(words)
        raise DeriveError(f"%%derive: there is nothing to do with {words_told}: it takes options")
    return answers(cell, 1, _CELL, wanted)


def _line(line: str, shell: Any) -> Iterable[Result]:
    wanted, words = options(line)
    expression, variable = expression_and_variable(words)
    own = getattr(shell, "user_ns", {}).get(expression)
    term = own if hasattr(own, "free_symbols") and not hasattr(own, "name") else expression
    yield _derivation(term, variable or wanted.wrt, wanted)


def _derivation(term: Any, variable: str, wanted: Options) -> Result:
    return diff(
        term,
        variable or None,
        wanted.where,
        order=wanted.order,
        to=wanted.to or None,
        opaque=wanted.opaque,
        timeout=wanted.timeout,
    )
