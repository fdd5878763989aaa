"""`derive export`: derivations as documents, and the library as a site."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.completion import one_of, scripts
from derive.commands.files import ready, ready_folder, write, write_tree
from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    UNUSABLE,
    Ascii,
    Complaint,
    Jobs,
    Timeout,
    bad_timeout,
    refuse,
    script_called,
    unknown_script,
)

if TYPE_CHECKING:
    from derive.library import Entry
    from derive.render.export.exported import Exported
    from derive.render.terminal import Terminal
    from derive.worker.guard import Worker

FORMATS = ("latex", "markdown", "html", "ipynb", "json", "text")
ENVIRONMENTS = ("align", "align*", "aligned")
REASONS = ("none", "column", "intertext")
#: How many scripts are worth a worker more.
_SCRIPTS_A_WORKER = 10


@dataclass(frozen=True)
class Manner:
    """How derivations are written."""

    format: str
    standalone: bool
    environment: str
    reasons: str
    plots: bool
    ascii: bool


#: The options that no other command has.
OfScript = Annotated[
    str | None, typer.Argument(help="The name of a script, or a path.", autocompletion=scripts)
]
Everything = Annotated[bool, typer.Option("--all", help="All scripts that `derive list` lists.")]
Format = Annotated[
    str, typer.Option("--format", autocompletion=one_of(*FORMATS), help=f"{', '.join(FORMATS)}.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="A file, or a folder with --all; also by -o.")
]
Standalone = Annotated[
    bool, typer.Option("--standalone", help="Of LaTeX a document that compiles.")
]
Environment = Annotated[
    str,
    typer.Option(
        "--environment",
        autocompletion=one_of("align", "align*", "aligned"),
        help="Of LaTeX: align, align* or aligned.",
    ),
]
Reasons = Annotated[
    str,
    typer.Option(
        "--reasons",
        autocompletion=one_of("none", "column", "intertext"),
        help="Of LaTeX: none, column or intertext.",
    ),
]
Plotted = Annotated[bool, typer.Option(help="Of HTML: the plot beside the steps.")]


def export(
    name: OfScript = None,
    everything: Everything = False,
    format: Format = "",
    out: Out = None,
    standalone: Standalone = False,
    environment: Environment = "align",
    reasons: Reasons = "none",
    plot: Plotted = True,
    jobs: Jobs = 0,
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Write a derivation as a document, or with --all --format html the library as a site.

    `derive export --all --format html -o site` writes a folder with an index and a page for each.

    Exit 0 if all is proved, 1 if something is not, which the document says, 2 if it cannot be used.
    """
    from derive.render.terminal import Terminal

    terminal = Terminal(ascii=ascii)
    manner = Manner(format, standalone, environment, reasons, plot, ascii)
    refuse(terminal, *_misused(name, everything, out), *_misformed(manner), bad_timeout(timeout))
    if everything and out is not None:
        ready_folder(terminal, out)
        raise typer.Exit(_all(terminal, out, manner, jobs, timeout))
    ready(terminal, out)
    raise typer.Exit(_one(terminal, name or "", out, manner, timeout))


def _misused(name: str | None, everything: bool, out: Path | None) -> list[Complaint]:
    return [
        ("a script is needed, or `--all`", _SHAPE, name is None and not everything),
        ("`--all` stands without a name", _SHAPE, name is not None and everything),
        ("`--all` needs a folder to write to", f"{_SHAPE} -o site/", everything and out is None),
    ]


_SHAPE = "derive export --all --format html"


def _misformed(manner: Manner) -> list[Complaint]:
    from derive.report.diagnostics import did_you_mean

    known = f"it is one of {', '.join(FORMATS)}"
    latex = manner.format == "latex"
    special = manner.standalone or (manner.environment, manner.reasons) != ("align", "none")
    apart = (manner.environment, manner.reasons) == ("aligned", "intertext")
    return [
        ("a format is needed", f"--format html: {known}", not manner.format),
        (
            f"there is no format {manner.format}",
            did_you_mean(manner.format, FORMATS) or known,
            bool(manner.format) and manner.format not in FORMATS,
        ),
        (
            f"there is no environment {manner.environment} here",
            f"it is one of {', '.join(ENVIRONMENTS)}",
            manner.environment not in ENVIRONMENTS,
        ),
        (
            f"there is no place {manner.reasons} for reasons",
            f"it is one of {', '.join(REASONS)}",
            manner.reasons not in REASONS,
        ),
        ("nothing stands between the lines of `aligned`", "--reasons column", apart),
        (
            "`--standalone`, `--environment` and `--reasons` go with `--format latex`",
            "",
            special and not latex and manner.format in FORMATS,
        ),
    ]


def _one(
    terminal: Terminal, name: str, out: Path | None, manner: Manner, timeout: float | None
) -> int:
    """Exports one script; what that amounts to as an exit code."""
    from derive.worker.guard import Worker, script_limits

    found = script_called(name)
    if found.path is None:
        raise unknown_script(terminal, name, found)
    with Worker(script_limits(timeout)) as worker:
        told = _exported(worker, name, found.path, manner)
    if not told.report.usable:
        terminal.complaints(told.report, apart=False)
        return UNUSABLE
    made = _document(told, manner)
    if out is None:
        typer.echo(made, nl=False)
        written = PROVED
    else:
        written = write(terminal, {out: made.encode("utf-8", "backslashreplace")})
    return max(written, PROVED if told.report.proved else NOT_PROVED)


def _exported(worker: Worker, name: str, path: Path, manner: Manner) -> Exported:
    """A script with all that its document needs."""
    from derive.render.export.exported import Exported
    from derive.worker.ask import check, explained

    began = perf_counter()
    if manner.format != "html":
        report = check(worker, path)
        return Exported(name, report, seconds=perf_counter() - began)
    report, apart = explained(worker, path)
    seconds = perf_counter() - began
    picture = _picture(worker, name, path) if manner.plots and report.proved else ""
    return Exported(name, report, apart, picture, seconds=seconds)


def _picture(worker: Worker, name: str, path: Path) -> str:
    """The plot of a script as SVG; empty where it has none, or nothing to draw it with."""
    from derive.worker.ask import plot

    if find_spec("matplotlib") is None:
        return ""
    drawn = plot(worker, {"name": name, "path": str(path), "where": (), "given": ()})
    if not drawn.drawn:
        return ""
    from derive.render.plot_file import picture

    return picture([drawn], "svg").decode()


def _document(told: Exported, manner: Manner) -> str:
    from derive.render.export import render

    if manner.format == "latex":
        from derive.render.export import latex

        made = latex.document if manner.standalone else latex.render
        return made(told, reasons=manner.reasons, environment=manner.environment)
    if manner.format == "text":
        from derive.render.export import text

        return text.render(told, ascii=manner.ascii)
    return render(manner.format, told)


def _all(terminal: Terminal, out: Path, manner: Manner, jobs: int, timeout: float | None) -> int:
    """Exports the library; what that amounts to as an exit code."""
    from derive.library import library
    from derive.render.formats.text import progress
    from derive.worker.guard import script_limits
    from derive.worker.pool import Pool, cores

    entries = library()
    refuse(terminal, ("no proof script was found", "write one under proofs/", not entries))

    def made(worker: Worker, entry: Entry) -> Exported:
        return _exported(worker, entry.name, entry.path, manner)

    workers = jobs or min(cores(), 1 + len(entries) // _SCRIPTS_A_WORKER)
    with Pool(workers, script_limits(timeout)) as pool:
        told = [*progress(terminal, pool.map(made, entries), len(entries))]
    with terminal.busy("writing the files"):
        made_files = _files(list(zip(entries, told, strict=True)), manner)
    files = {out / file: text.encode("utf-8", "backslashreplace") for file, text in made_files}
    return max(write_tree(terminal, out, files), *(_code(one) for one in told))


def _files(told: list[tuple[Entry, Exported]], manner: Manner) -> list[tuple[str, str]]:
    """The files of a library, each with its path from the folder."""
    if manner.format == "html":
        from derive.render.export.site import pages

        return [*pages([(str(entry.path), one) for entry, one in told]).items()]
    from derive.render.export import ENDINGS

    ending = ENDINGS[manner.format]
    return [(f"{entry.name}{ending}", _document(one, manner)) for entry, one in told]


def _code(told: Exported) -> int:
    if not told.report.usable:
        return UNUSABLE
    return PROVED if told.report.proved else NOT_PROVED
