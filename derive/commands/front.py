"""The help of `derive` by itself: what commands there are, without what is in them.

The commands are a table here, so that `derive --help` imports none of them; a test holds it against
the commands.
"""

from __future__ import annotations

from typing import Annotated

import typer

from derive.commands.alone import LOOKS
from derive.commands.completion import Commands

HELP = """Derivations as code: every line of a proof script is proved, or the build fails.

\b
  derive sigmoid --steps    walk through a derivation, rule by rule
  derive verify             prove every script under proofs/
  derive check paper.tex    check the derivations in a document
  derive fill mine.yaml     find the missing reasons and lines of a script
  derive explain sigmoid 2  take one step of a derivation apart
  derive export sigmoid --format html    a document of it
  derive diff 'x^2*sin(x)'  find the derivation of a derivative, and prove it
  derive code sigmoid --lang c    code that is stable over all floats
  derive table sigmoid --at -5,0,5  values, every digit known
  derive plot sigmoid tanh  curves, with certified extrema
  derive equal 'A' 'B'      decide whether two expressions are equal
  derive list               the scripts that can be shown by name
  derive search 'erf(u)'    the scripts in which something stands
  derive rules power        what a rule says
  derive new my-proof       a script to begin with

`derive NAME` is short for `derive show NAME`; a script that has the name of a command is shown
by `derive show NAME` or by its path.
"""
#: What each command does: the beginning of its help.
SUMMARIES = {
    "show": "Check a script and show it: its theorem, or every step, or its LaTeX.",
    "verify": "Prove every script; exit 0 if all are proved, 1 if not, 2 if one cannot be used.",
    "check": "Check the derivations in LaTeX, Markdown and notebooks; silent where it is unsure.",
    "fill": "Find the missing reasons and lines of a script and show them as a diff.",
    "explain": "Take one step apart: its rules, why they hold here, its conditions, every "
    "single move.",
    "export": "Write a derivation as a document, or with --all --format html the library as a "
    "site.",
    "diff": "Find a derivation of a derivative and prove it; exit 0 if proved, 1 if not, 2 "
    "if unusable.",
    "code": "Write a function and its derivative as code that is accurate over the whole "
    "range of floats.",
    "table": "Show a function and its proved derivative at points, every digit correct, "
    "beside floats.",
    "plot": "Draw a function and its proved derivative, with certified extrema and no line "
    "across a pole.",
    "equal": "Decide whether two expressions are equal; exit 0 if proved, 1 if not, 2 if unusable.",
    "list": "List the scripts that can be shown by name, folder by folder.",
    "search": "Find scripts by name, title or tag, or by an expression that stands in them.",
    "rules": "List the rules, tell one, or find those that fit words, an expression or a step.",
    "mcp": "Answer agents over standard input and output, by the Model Context Protocol.",
    "lsp": "Answer an editor over standard input and output, by the Language Server Protocol.",
    "walk": "Go through a derivation one step at a time, typing the lines or asking for hints.",
    "new": "Write a script to begin with: it verifies, and its comments say what may be in it.",
    "schema": "Print the JSON Schema of proof scripts, by which editors complete and check them.",
    "fmt": "Lay scripts out in one way: order of keys, indentation, lists, quotes, comments.",
    "cache": "Where `derive verify` keeps what it found, and how much that is.",
}


def _version(wanted: bool) -> None:
    if wanted:
        from derive import __version__

        typer.echo(f"derive {__version__}")
        raise typer.Exit


def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before a command."""


def front() -> typer.Typer:
    """A command line that knows only what its help says."""
    app = typer.Typer(
        no_args_is_help=True, cls=Commands, help=HELP, **{**LOOKS, "add_completion": True}
    )
    app.callback()(options)
    for name, said in SUMMARIES.items():
        app.command(name, help=said)(_nothing)
    return app


def _nothing() -> None:
    """Nothing is done: only the help is asked for."""
