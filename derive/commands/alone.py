"""One command without the others: what is asked for is imported, and nothing else.

The whole command line, of which each of these is a part, is `derive.cli`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer

from derive.commands.examples import with_examples

#: Commands that stand alone, each with its module; the function is called like the command.
ALONE = {
    "verify": "derive.commands.verify",
    "fill": "derive.commands.fill",
    "explain": "derive.commands.explain",
    "export": "derive.commands.export",
    "diff": "derive.commands.diff",
    "code": "derive.commands.code",
    "table": "derive.commands.table",
    "plot": "derive.commands.plot",
    "search": "derive.commands.search",
    "rules": "derive.commands.rules",
    "mcp": "derive.commands.mcp",
    "walk": "derive.commands.walk",
    "lsp": "derive.commands.lsp",
    "schema": "derive.commands.schema",
    "fmt": "derive.commands.fmt",
    "new": "derive.commands.new",
}
#: How every command line is made.
LOOKS: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}
#: No short options, so that an expression may begin with a sign.
SIGNS: dict[str, Any] = {
    "ignore_unknown_options": True,
    "allow_extra_args": True,
    "help_option_names": ["--help"],
}
#: The commands that take expressions.
SIGNED = ("diff", "code", "table", "plot", "search", "rules")


def alone(name: str) -> typer.Typer:
    """A command line that has one command."""
    app = typer.Typer(**LOOKS)
    app.callback()(_nothing)  # so that its name is still said
    command = getattr(import_module(ALONE[name]), name)
    app.command(context_settings=SIGNS if name in SIGNED else None)(command)
    return with_examples(app)


def _nothing() -> None:
    """Nothing is to be done before a command."""
