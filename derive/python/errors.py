"""What the functions raise where an input cannot be read or used: one family, with places.

What could be read and is not proved is no error: the result is false and says why.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.report.diagnostics import Diagnostic


#: An option of the command line in a hint, which is an argument here.
_OPTION = re.compile(r"--(opaque|where|given|at) (?:'([^']*)'|([^`' ]+))")


def _as_argument(found: re.Match[str]) -> str:
    return f"{found[1]}=['{found[2] or found[3]}']"


def in_python(said: str) -> str:
    """Words in which an option of the command line is an argument of a function."""
    return _OPTION.sub(_as_argument, said)


#: Such an argument, which is an option of a magic.
_ARGUMENT = re.compile(r"(opaque|where)=\['([^']*)'\]")


def in_magics(said: str) -> str:
    """Words in which an argument of a function is an option, as a magic takes it."""
    return _ARGUMENT.sub(lambda found: f"--{found[1]} {shlex.quote(found[2])}", said)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input, and its place, counted from 1.

    `kind` is the word that `derive verify` puts in brackets, `file` the path of a script, or the
    name of the argument that is meant: `left`, `right`, `where`, `expression`.  `expected`, `found`
    and `hint` may be empty.
    """

    kind: str
    message: str
    file: str = ""
    line: int = 1
    column: int = 1
    end_column: int | None = None
    expected: str = ""
    found: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        told = [f"{place}{self.message}"]
        told += [f"expected {self.expected}"] if self.expected else []
        told += [f"found {self.found}"] if self.found else []
        return ", ".join(told) + (f" ({self.hint})" if self.hint else "")


class DeriveError(Exception):
    """An input that cannot be read or used; `str` tells all of it, with the lines that are meant.

    `diagnostics` are the single problems, each with its kind, place, and what was expected.
    """

    def __init__(self, message: str, diagnostics: Iterable[Problem] = ()) -> None:
        found = tuple(diagnostics) or (Problem("refused", message),)
        super().__init__(message, found)
        self.diagnostics: tuple[Problem, ...] = found

    def __str__(self) -> str:
        return str(self.args[0])

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: what is wrong, and not where in `derive` that was seen."""
        return [f"{type(self).__name__}: {self}"]


class ExpressionError(DeriveError, ValueError):
    """An expression, a condition or a definition that cannot be read."""


class UnsupportedError(ExpressionError):
    """A SymPy expression with a part that `derive` has no word for, which is named."""


class ScriptError(DeriveError, ValueError):
    """A proof script that cannot be read or used."""


class NotFoundError(DeriveError, LookupError):
    """A script, or a step of one, that is not there."""


class ArgumentError(DeriveError, ValueError):
    """An argument with a value that it cannot have, such as a timeout of -1."""


class ArgumentTypeError(DeriveError, TypeError):
    """An argument that is neither text nor anything else that is taken there."""


def problem(found: Diagnostic) -> Problem:
    """A diagnostic of a report as a problem."""
    from derive.report.diagnostics import words

    place = found.place
    return Problem(
        found.kind.slug,
        words(found),
        place.file,
        place.line,
        place.column,
        place.end_column,
        found.expected,
        found.written,
        in_python(found.hint),
    )


def raise_for(
    found: Sequence[Diagnostic], lines: Mapping[str, Sequence[str]], kind: type[DeriveError]
) -> None:
    """Raises an error that tells all diagnostics, where there are any, with the lines they mean.

    `lines` are those of each file that a place may name.
    """
    if not found:
        return
    from derive.render.diagnostics import plain

    hinted = [replace(one, hint=problem(one).hint) for one in found]
    told = "\n".join(plain(one, lines.get(one.place.file, ())) for one in hinted)
    raise kind(told, map(problem, found))
