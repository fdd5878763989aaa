"""`derive explain`: one step of a derivation taken apart."""

from __future__ import annotations

from typing import Annotated

import typer

from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Name,
    Timeout,
    bad_timeout,
    refuse,
    script_called,
)


def explain(
    name: Name,
    step: Annotated[str, typer.Argument(help="The number of a step, from 1.")],
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Take one step apart: its rules, where they are used, its conditions, every single move."""
    from derive.commands.options import unknown_script
    from derive.render.explain import ExplainTerminal
    from derive.worker.ask import explain as explained
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    meant = script_called(name)
    path = meant.path
    terminal = ExplainTerminal(ascii=ascii)
    refuse(terminal, bad_timeout(timeout))
    if path is None:
        raise unknown_script(terminal, name, meant)
    with ForkedWorker(script_limits(timeout)) as worker:
        found = explained(worker, path, step)
    terminal.explain(found)
    if any(d.fatal for d in found.report.diagnostics):
        raise typer.Exit(UNUSABLE)
    stands = found.step is not None and found.step.verdict.passes
    raise typer.Exit(PROVED if stands else NOT_PROVED)
