"""`derive fill`: the missing reasons and lines of a script, shown as a diff, or written."""

from __future__ import annotations

from functools import partial
from pathlib import Path
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
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import Diagnostic
    from derive.report.fill import FillReport


def fill(
    name: Name,
    write: Annotated[bool, typer.Option("--write", help="Write it into the file.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Replace wrong reasons as well.")] = False,
    timeout: Timeout = None,
    formats: TextOrJson = None,
    ascii: Ascii = False,
) -> None:
    """Find the missing reasons and lines of a script and show them as a diff.

    With `--fix` reasons that are wrong are replaced by those that `verify` names. Nothing is
    written without `--write`; exit 0 if the filled script is proved, 1 if not, 2 if it
    cannot be used.
    """
    from derive.commands.options import unknown_script
    from derive.render.terminal import Terminal
    from derive.script.source import read
    from derive.worker.ask import fill as filled
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    meant = script_called(name)
    path = meant.path
    terminal = Terminal(ascii=ascii)
    refuse(terminal, bad_timeout(timeout))
    wanted = outputs(terminal, formats, OF_AN_ANSWER)
    if path is None:
        raise unknown_script(terminal, name, meant)
    before = read(path)
    sought = "missing or wrong reasons" if fix else "missing reasons"
    with (
        ForkedWorker(script_limits(timeout)) as worker,
        terminal.busy(f"looking for {sought} and lines: {path}"),
    ):
        found = filled(worker, path, fix)
    wrong = _written(path, found, before) if write and found.text is not None else None
    documented = _told(terminal, wanted, found, write, wrong)
    raise typer.Exit(max(UNUSABLE if wrong else _code(found), documented))


def _told(
    terminal: Terminal, wanted: Outputs, found: FillReport, write: bool, wrong: Diagnostic | None
) -> int:
    """Tells what was filled in as it is asked for; whether all of that could be written."""
    from derive.render.fill import tell

    told = partial(tell, found=found, written=write, wrong=wrong)

    def rendered(name: str) -> str:
        from derive import __version__
        from derive.render.answers import fill_document
        from derive.render.screen import as_text

        if name == TEXT:
            return as_text(type(terminal), told, ascii=terminal.ascii)
        file = from_root(found.path, repository())
        return fill_document(found, file, __version__, write, wrong)

    if wanted.telling:
        told(terminal)
    return write_documents(terminal, wanted, rendered)


def _written(path: Path, found: FillReport, before: bytes | Diagnostic) -> Diagnostic | None:
    """Writes the new text; what is wrong where it cannot be written."""
    from derive.script.replace import write

    assert found.text is not None
    return write(path, found.text.encode("utf-8"), before)


def _code(found: FillReport) -> int:
    if any(diagnostic.fatal for diagnostic in found.report.diagnostics):
        return UNUSABLE
    return PROVED if found.complete else NOT_PROVED
