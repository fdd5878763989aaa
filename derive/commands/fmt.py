"""`derive fmt`: scripts in their canonical layout."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.options import PROVED, UNUSABLE, Ascii, refuse

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.report.diagnostics import Diagnostic

#: The name that stands for the input.
_INPUT = Path("-")


def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Scripts, or folders of them; `-` for the input [default: proofs]"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what would change.")
    ] = False,
    ascii: Ascii = False,
) -> None:
    """Lay scripts out in one way: order of keys, indentation, lists, quotes, comments.

    Expressions stay as they are written, and comments where they are. `derive fmt -` reads the
    input and writes the output. Exit 0, or 1 if `--check` finds what would change, or 2 if a file
    cannot be read, laid out or written.
    """
    from derive.library import scripts_under
    from derive.render.screen import Screen

    screen = Screen(ascii=ascii)
    given = paths or [Path("proofs")]
    alone = "`-` stands alone, without `--check` and `--diff`"
    refuse(screen, (alone, "derive fmt -", _INPUT in given and (check or diff or len(given) > 1)))
    if given == [_INPUT]:
        raise typer.Exit(_filter(screen))
    files, missing = scripts_under(given)
    for path, why in missing:
        screen.error(f"{path} cannot be read: {why}" if why else f"there is no script in {path}")
    ends = [_one(screen, path, check, diff) for path in files]
    _told(screen, ends, check or diff)
    raise typer.Exit(UNUSABLE if missing or None in ends else int(check and any(ends)))


def _filter(screen: Screen) -> int:
    """The input on the output; an exit code."""
    from derive.script.layout import formatted

    said = formatted(sys.stdin.buffer.read(), "<input>")
    if isinstance(said, str):
        typer.echo(said, nl=False)
        return PROVED
    _complain(screen, said)
    return UNUSABLE


def _one(screen: Screen, path: Path, check: bool, diff: bool) -> bool | None:
    """Lays a file out; whether it is another then, None where that cannot be done."""
    from derive.report.diagnostics import Diagnostic
    from derive.script.layout import formatted
    from derive.script.replace import write
    from derive.script.source import read

    before = read(path)
    if isinstance(before, Diagnostic):
        return _complain(screen, (before,))
    said = formatted(before, str(path))
    if not isinstance(said, str):
        return _complain(screen, said)
    after = said.encode("utf-8")
    if after == before:
        return False
    if diff:
        for line in _difference(before.decode("utf-8"), said, str(path)):
            typer.echo(line)
    elif not check:
        wrong = write(path, after, before)
        if wrong is not None:
            return _complain(screen, (wrong,))
    if not diff:
        screen.print(("would change " if check else "formatted ", "dim"), str(path))
    return True


def _difference(before: str, after: str, name: str) -> Iterator[str]:
    """A diff of two texts, line by line."""
    old, new = before.splitlines(), after.splitlines()
    yield from difflib.unified_diff(old, new, name, name, lineterm="", n=1)


def _complain(screen: Screen, found: tuple[Diagnostic, ...]) -> bool | None:
    """Tells what is wrong with a file, which is why there is no answer."""
    from derive.render.diagnostics import shown

    for diagnostic in found:
        for pieces in shown(diagnostic, (), screen.width, screen.ascii):
            screen.pieces(pieces, screen.err)
    return None


def _told(screen: Screen, ends: list[bool | None], tried: bool) -> None:
    """How many files there were, and what came of them."""
    from derive.render.screen import counted

    if not ends:
        return
    changed = sum(bool(end) for end in ends)
    verb = "would change" if tried else "formatted"
    failed = [f"{ends.count(None)} left alone"] if None in ends else []
    said = [f"{changed} {verb}", *failed]
    screen.print((f"{counted(len(ends), 'script')}: {', '.join(said)}", "dim"))
