"""What a search of the library found: frozen data.  It knows no renderer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A script that was found, by its shortest name: where in it, and in which expression.

    `bindings` are what the letters of a pattern stand for there.  Expressions are texts.
    """

    name: str
    title: str
    where: str
    expression: str = ""
    bindings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SearchReport:
    """The scripts that fit a question, the nearest first; or why nothing could be looked for.

    `unfinished` says that the search ended before all scripts were looked into, `unreadable` why
    a question that looks like an expression cannot be read as one.
    """

    hits: tuple[Hit, ...] = ()
    unfinished: bool = False
    problem: str = ""
    unreadable: str = ""
