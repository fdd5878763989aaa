"""`derive lsp`: proof scripts in an editor, as they are typed."""

from __future__ import annotations

import typer

from derive.commands.options import UNUSABLE


def lsp() -> None:
    """Answer an editor over standard input and output, by the Language Server Protocol.

    It is told what is wrong as a script is typed, with what a rule says, completion and edits that
    mend it. An editor starts it by itself: its configuration names the command `derive` with the
    argument `lsp`.
    """
    try:
        from derive.editor.server import serve
    except ImportError as error:
        from derive.render.screen import Screen

        Screen().error(f"the server needs a package: {error}", "pip install '.[lsp]'")
        raise typer.Exit(UNUSABLE) from None
    serve()
