"""`derive explain`: one step of a derivation taken apart."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.formats import Outputs, from_root, outputs, repository, write_documents
from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Name,
    TextOrJson,
    Timeout,
    bad_timeout,
    refuse,
    script_called,
)
from derive.render.formats import OF_AN_ANSWER, TEXT

if TYPE_CHECKING:
    from derive.render.explain import ExplainTerminal
    from derive.report.explain import Explanation


def explain(
    name: Name,
    step: Annotated[str, typer.Argument(help="The number of a step, from 1.")],
    certificate: Annotated[
        bool, typer.Option("--certificate", help="Show certificates whole, entry by entry.")
    ] = False,
    timeout: Timeout = None,
    formats: TextOrJson = None,
    ascii: Ascii = False,
) -> None:
    """Take one step apart: its rules, why they hold here, its conditions, every single move.

    Of what a procedure does it tells the laws that are used and the identity of polynomials that is
    left; `--certificate` shows all that the kernel has looked over.
    """
    from derive.commands.options import unknown_script
    from derive.render.explain import ExplainTerminal
    from derive.worker.ask import explain as explained
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    meant = script_called(name)
    path = meant.path
    terminal = ExplainTerminal(ascii=ascii)
    refuse(terminal, bad_timeout(timeout))
    wanted = outputs(terminal, formats, OF_AN_ANSWER)
    if path is None:
        raise unknown_script(terminal, name, meant)
    with ForkedWorker(script_limits(timeout)) as worker:
        found = explained(worker, path, step)
    documented = _told(terminal, wanted, found, certificate)
    code = PROVED if found.stands else NOT_PROVED if found.usable else UNUSABLE
    raise typer.Exit(max(code, documented))


def _told(terminal: ExplainTerminal, wanted: Outputs, found: Explanation, whole: bool) -> int:
    """Tells a step as it is asked for; whether all of that could be written."""

    def rendered(name: str) -> str:
        from derive import __version__
        from derive.render.answers import explanation_document
        from derive.render.explain import ExplainTerminal
        from derive.render.screen import as_text

        if name == TEXT:
            told = partial(ExplainTerminal.explain, found=found, whole=whole)
            return as_text(ExplainTerminal, told, ascii=terminal.ascii)
        file = from_root(found.report.path, repository())
        return explanation_document(found, file, __version__)

    if wanted.telling:
        terminal.explain(found, whole=whole)
    return write_documents(terminal, wanted, rendered)
