"""`derive fill`: the missing reasons and lines of a script, shown as a diff, or written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from derive.report.diagnostics import Diagnostic
    from derive.report.fill import FillReport


def fill(
    name: Name,
    write: Annotated[bool, typer.Option("--write", help="Write it into the file.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Replace wrong reasons as well.")] = False,
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Find the missing reasons and lines of a script and show them as a diff.

    With `--fix` reasons that are wrong are replaced by those that `verify` names. Nothing is
    written without `--write`; exit 0 if the filled script is proved, 1 if not, 2 if it
    cannot be used.
    """
    from derive.commands.options import unknown_script
    from derive.render.fill import tell
    from derive.render.terminal import Terminal
    from derive.script.source import read
    from derive.worker.ask import fill as filled
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    meant = script_called(name)
    path = meant.path
    terminal = Terminal(ascii=ascii)
    refuse(terminal, bad_timeout(timeout))
    if path is None:
        raise unknown_script(terminal, name, meant)
    before = read(path)
    with ForkedWorker(script_limits(timeout)) as worker:
        found = filled(worker, path, fix)
    wrong = _written(path, found, before) if write and found.text is not None else None
    tell(terminal, found, written=write, wrong=wrong)
    raise typer.Exit(UNUSABLE if wrong else _code(found))


def _written(path: Path, found: FillReport, before: bytes | Diagnostic) -> Diagnostic | None:
    """Writes the new text; what is wrong where it cannot be written."""
    from derive.script.replace import write

    assert found.text is not None
    return write(path, found.text.encode("utf-8"), before)


def _code(found: FillReport) -> int:
    if any(diagnostic.fatal for diagnostic in found.report.diagnostics):
        return UNUSABLE
    return PROVED if found.complete else NOT_PROVED
