"""`derive cache`: where reports are kept, how much that is, and an end to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from derive.commands.options import UNUSABLE

if TYPE_CHECKING:
    from derive.cache.folder import Folder
    from derive.render.screen import Screen

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    help="Where `derive verify` keeps what it found, and how much that is.",
)


@app.callback(invoke_without_command=True)
def cache(context: typer.Context) -> None:
    """Where `derive verify` keeps what it found, and how much that is."""
    if context.invoked_subcommand is None:
        screen, folder = _opened()
        try:
            sizes = [told.st_size for _, told in folder.entries()]
        except OSError as error:
            raise _failed(screen, folder, error) from None
        screen.print(f"{folder.path}  ", (f"{len(sizes):,} kept, {_size(sum(sizes))}", "dim"))


@app.command()
def clear() -> None:
    """Take away all that is kept."""
    screen, folder = _opened()
    try:
        gone = folder.clear()
    except OSError as error:
        raise _failed(screen, folder, error) from None
    screen.print(f"{folder.path}  ", (f"{gone:,} taken away", "dim"))


def _size(size: int) -> str:
    """So many bytes, in words."""
    if size >= 1e6:
        return f"{size / 1e6:,.1f} MB"
    return f"{size / 1e3:.1f} kB" if size >= 1e3 else f"{size} bytes"


def _opened() -> tuple[Screen, Folder]:
    from derive.cache.folder import Folder, cache_folder
    from derive.render.screen import Screen

    return Screen(), Folder(cache_folder())


def _failed(screen: Screen, folder: Folder, error: OSError) -> typer.Exit:
    screen.error(f"the cache in {folder.path} cannot be used: {error.strerror}")
    return typer.Exit(UNUSABLE)
