"""`derive mcp`: the judge as a server for agents."""

from __future__ import annotations

import typer

from derive.commands.options import UNUSABLE


def mcp() -> None:
    """Answer agents over standard input and output, by the Model Context Protocol.

    The tools are equal, check_step, check_chain, diff and explain. A client starts it by itself:
    its configuration names the command `derive` with the argument `mcp`.
    """
    try:
        from derive.agents.server import serve
    except ImportError as error:
        from derive.render.screen import Screen

        Screen().error(f"the server needs a package: {error}", "pip install '.[mcp]'")
        raise typer.Exit(UNUSABLE) from None
    serve()
