"""`derive list`: the scripts that can be shown by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.completion import folders, tags
from derive.commands.options import UNUSABLE, Ascii

if TYPE_CHECKING:
    from derive.library import Entry
    from derive.render.screen import Screen
    from derive.script.heading import Heading

Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag",
        autocompletion=tags,
        help="Only scripts that have this tag; repeatable, all must fit.",
    ),
]


def list_scripts(
    folder: Annotated[
        str | None, typer.Argument(help="Only the scripts of this folder.", autocompletion=folders)
    ] = None,
    tag: Tags = None,
    ascii: Ascii = False,
) -> None:
    """List the scripts that can be shown by name, folder by folder."""
    from derive.library import library
    from derive.render.library import by_folder, shelves
    from derive.render.screen import Screen
    from derive.script.heading import heading

    screen = Screen(ascii=ascii)
    entries = library()
    if not entries:
        screen.error("no proof script was found", "write one under proofs/")
        raise typer.Exit(UNUSABLE)
    if folder is not None:
        entries = _in_folder(screen, entries, folder.rstrip("/"))
    headings = [(entry, heading(entry.path)) for entry in entries]
    if tag:
        headings = _tagged(screen, headings, tag)
    rows = ((e.folder, e.where, e.own, h.title if h else "cannot be read") for e, h in headings)
    shelves(screen, by_folder(rows))


def _in_folder(screen: Screen, entries: list[Entry], folder: str) -> list[Entry]:
    """The scripts of a folder; where there is none of that name the command ends."""
    from derive.report.diagnostics import did_you_mean

    found = [e for e in entries if f"{e.folder}/".startswith(f"{folder}/")]
    if not found:
        folders = sorted({e.folder for e in entries if e.folder})
        hint = did_you_mean(folder, folders) or f"there are {', '.join(folders) or 'no folders'}"
        screen.error(f"there is no folder {folder} of scripts", hint)
        raise typer.Exit(UNUSABLE)
    return found


def _tagged(
    screen: Screen, headings: list[tuple[Entry, Heading | None]], tags: list[str]
) -> list[tuple[Entry, Heading | None]]:
    """The scripts that have all of the tags; where there is none the command ends."""
    from derive.report.diagnostics import did_you_mean, listed

    found = [(e, h) for e, h in headings if {*tags} <= {*(h.tags if h else ())}]
    if not found:
        known = sorted({t for _, h in headings if h for t in h.tags})
        unknown = next((t for t in tags if t not in known), "")
        hint = did_you_mean(unknown, known) or f"the tags are {', '.join(known) or 'not used'}"
        screen.error(f"no script has the tag {listed(tags)}", hint)
        raise typer.Exit(UNUSABLE)
    return found
