"""`derive search`: scripts of the library by name, title, tag, or by what stands in them."""

from __future__ import annotations

from typing import Annotated

import typer

from derive.commands.options import NOT_PROVED, PROVED, UNUSABLE, Ascii, bad_timeout, refuse


def search(
    question: Annotated[
        list[str], typer.Argument(help="Words, or an expression: `d/dx erf(u)`.", metavar="WHAT")
    ],
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds for all of it.")] = 60.0,
    ascii: Ascii = False,
) -> None:
    """Find scripts by name, title or tag, or by an expression that stands in them.

    In an expression each letter stands for any expression: `derive search 'd/dx erf(u)'`. Exit 0
    if a script is found, 1 if none is, 2 if nothing can be looked for.
    """
    from derive.render.screen import Screen
    from derive.render.search import hits
    from derive.worker.ask import search as found_by
    from derive.worker.guard import Limits, Worker

    screen = Screen(ascii=ascii)
    asked = " ".join(question)
    refuse(screen, bad_timeout(timeout))
    with Worker(Limits(seconds=timeout)) as worker:
        found = found_by(worker, asked)
    if found.problem:
        screen.error(found.problem, "derive search log1p, derive search 'd/dx erf(u)'")
        raise typer.Exit(UNUSABLE)
    hits(screen, found)
    if not found.hits:
        screen.error(f"no script fits {asked}", "`derive list` lists them all")
    raise typer.Exit(PROVED if found.hits else NOT_PROVED)
