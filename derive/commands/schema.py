"""`derive schema`: the JSON Schema of proof scripts, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from derive.commands.files import ready, write
from derive.commands.options import Ascii


def schema(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it to this file, also by -o.")
    ] = None,
    ascii: Ascii = False,
) -> None:
    """Print the JSON Schema of proof scripts, by which editors complete and check them.

    A script says where it lies by a comment: `# yaml-language-server: $schema=derive.schema.json`,
    a path from the script. `derive new` writes both.
    """
    from derive.render.screen import Screen
    from derive.schema import of_scripts

    screen = Screen(ascii=ascii)
    ready(screen, out)
    if out is None:
        typer.echo(of_scripts(), nl=False)
        return
    raise typer.Exit(write(screen, {out: of_scripts().encode("utf-8")}))
