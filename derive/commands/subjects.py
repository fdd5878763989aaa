"""What a command is about where that is a script by its name, or an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.completion import scripts
from derive.commands.names import COMMANDS
from derive.commands.options import NOT_PROVED, UNUSABLE, refuse, unknown_script

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.derivative import DerivativeReport
    from derive.report.report import Report

About = Annotated[
    str | None, typer.Argument(help="A script, or an expression.", autocompletion=scripts)
]
Wrt = Annotated[str, typer.Option("--wrt", help="Of an expression: the variable.")]
Given = Annotated[
    list[str] | None,
    typer.Option("--given", help="The value of another variable: `a = 1/2`; repeatable."),
]


def path_of(terminal: Terminal, name: str, narrowed: bool) -> str:
    """The path of the script that is meant, empty where it is an expression.

    Ends the command where there is no such script, or where it is narrowed as an expression may be.
    """
    from derive.library import meant

    found = meant(name, COMMANDS)
    if found is not None and found.path is None:
        raise unknown_script(terminal, name, found)
    told = "`--wrt` and `--where` go with an expression"
    refuse(terminal, (told, "a script says it", found is not None and narrowed))
    return "" if found is None else str(found.path)


def without_result(report: Report | None, found: DerivativeReport | None) -> int:
    """The exit code where nothing came of it: of what was checked, of what was searched for."""
    told = report if found is None else found
    return NOT_PROVED if told is not None and told.usable else UNUSABLE
