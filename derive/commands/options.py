"""What commands have in common: options, exit codes, and how a script is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from derive.commands.completion import one_of, scripts
from derive.commands.names import COMMANDS
from derive.commands.refusing import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Complaint,
    bad_timeout,
    refuse,
)
from derive.near import near_words
from derive.render.formats import NAMES, OF_AN_ANSWER

if TYPE_CHECKING:
    from derive.library import Found
    from derive.render.screen import Screen
    from derive.report.diagnostics import Kind

#: All commands that parse options have these too.
__all__ = ["NOT_PROVED", "PROVED", "UNUSABLE", "Complaint", "bad_timeout", "refuse"]

#: Options that several commands have.
Ascii = Annotated[bool, typer.Option("--ascii", help="Use only ASCII characters.")]
Name = Annotated[
    str, typer.Argument(help="The name of a script, or a path to one.", autocompletion=scripts)
]
Expression = Annotated[str | None, typer.Argument(help="An expression.")]
Steps = Annotated[bool, typer.Option("--steps", help="Every step, rule by rule.")]
Latex = Annotated[bool, typer.Option("--latex", help="The LaTeX `align` block.")]
Rules = Annotated[bool, typer.Option("--rules", help="With --latex: reasons beside.")]
Numbers = Annotated[
    bool, typer.Option("--numbers", help="With --steps: finite differences at every step.")
]
Jobs = Annotated[
    int, typer.Option("--jobs", min=0, max=256, help="Worker processes; 0 for one a core.")
]
SecondOpinion = Annotated[
    bool, typer.Option("--second-opinion", help="Ask SymPy too; it proves nothing.")
]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="A condition: `x > 0`, `0 < p < 1`, `n integer`; repeatable."),
]
Opaque = Annotated[
    list[str] | None,
    typer.Option("--opaque", help="A function of which nothing is known; repeatable."),
]
Batch = Annotated[
    str | None,
    typer.Option("--batch", help="A file with one question a line in JSON; `-` for the input."),
]

Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="NAME[=FILE]",
        autocompletion=one_of(*NAMES),
        help=f"One of {', '.join(NAMES)}; repeatable.",
    ),
]
#: For commands that are not about whole scripts.
TextOrJson = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="NAME[=FILE]",
        autocompletion=one_of(*OF_AN_ANSWER),
        help=f"One of {', '.join(OF_AN_ANSWER)}.",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Hand the work to a Dask cluster: tcp://HOST:8786."
    ),
]

#: For the commands that check whole scripts.
Timeout = Annotated[
    float | None, typer.Option("--timeout", help="Seconds for one script [default: 300].")
]

#: For the commands that keep what they found out.
NoCache = Annotated[
    bool,
    typer.Option(
        "--no-cache", envvar="DERIVE_NO_CACHE", help="Prove also what was proved and is unchanged."
    ),
]
Changed = Annotated[
    str | None,
    typer.Option(
        "--changed",
        metavar="[REV]",
        help="Only what git says changed since REV [default: HEAD], and what rests on it.",
    ),
]


class Shown(NamedTuple):
    """What is shown of a derivation."""

    steps: bool
    numbers: bool
    latex: bool
    rules: bool


def rules_without_latex(rules: bool, latex: bool) -> Complaint:
    """The complaint about reasons that would stand beside nothing."""
    return "`--rules` goes with `--latex`", "`--steps` shows the reasons too", rules and not latex


def numbers_without_steps(numbers: bool, steps: bool) -> Complaint:
    """The complaint about numbers that would stand at no step."""
    return (
        "`--numbers` goes with `--steps`",
        "the summary has those of the theorem",
        (numbers and not steps),
    )


def surplus(context: typer.Context, taken: Iterable[str | None]) -> Iterator[Complaint]:
    """The complaints about what would be an option, if there were one, and about what is too much.

    `taken` are the words that were taken for expressions.
    """
    known = [option for p in context.command.params for option in p.opts if option[:2] == "--"]
    for word in filter(None, (*taken, *context.args)):
        if word.startswith("--"):
            close = near_words(word, known)
            hint = f"did you mean `{close[0]}`?" if close else "`--help` lists them"
            yield f"there is no option {word}", hint, True
    words = [word for word in context.args if not word.startswith("-")]
    if words and not any(word.startswith("--") for word in context.args):
        told = f"there is nothing to do with {' '.join(words)}"
        yield told, "`--help` tells what is needed", True


def headline(kind: Kind, about: str) -> str:
    """The words for what is wrong on the command line, and has no place in a file."""
    from derive.report.diagnostics import Diagnostic, Place, words

    return words(Diagnostic(kind, Place("", 1, 1), about=(about,)))


def unknown_script(screen: Screen, name: str, found: Found) -> typer.Exit:
    """Tells that there is no script of that name, or that there are several."""
    from derive.report.diagnostics import Kind

    kind = Kind.SEVERAL_SCRIPTS if found.several else Kind.UNKNOWN_SCRIPT
    screen.error(headline(kind, name), found.hint)
    return typer.Exit(UNUSABLE)


def script_called(name: str) -> Found:
    """The script of that name, or a hint where there is none."""
    from derive.library import find

    return find(name, COMMANDS)
