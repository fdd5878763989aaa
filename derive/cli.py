"""The command line: thin.  It finds scripts, asks for reports and hands them to renderers.

SymPy and Rich are imported by the commands that need them, so that `--help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from derive.check.lemmas import Run
    from derive.report.diagnostics import Kind
    from derive.report.report import Report

#: Exit codes: all proved; something is not; the input cannot be used.
PROVED, NOT_PROVED, UNUSABLE = 0, 1, 2


#: The commands; their names are reserved.
COMMANDS = ("show", "verify", "list", "rules")


def with_command(arguments: list[str]) -> list[str]:
    """The arguments with the command written out: `derive NAME` is `derive show NAME`."""
    words = [a for a in arguments if not a.startswith("-")]
    named = bool(words) and words[0] not in COMMANDS
    return ["show", *arguments] if named else arguments


app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="""Derivations as code: every line of a proof script is proved, or the build fails.

    \b
      derive sigmoid --steps    walk through a derivation, rule by rule
      derive verify             prove every script under proofs/
      derive list               the scripts that can be shown by name
      derive rules power        what a rule says

    `derive NAME` is short for `derive show NAME`; a script that has the name of a command is shown
    by `derive show NAME` or by its path.
    """,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from derive import __version__

        typer.echo(f"derive {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options that stand before a command."""


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="The name of a script, or a path to one.")],
    steps: Annotated[bool, typer.Option("--steps", help="Every step, rule by rule.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="The LaTeX `align` block.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="With --latex: reasons beside.")] = False,
    ascii: Annotated[bool, typer.Option("--ascii", help="Use only ASCII characters.")] = False,
) -> None:
    """Check a script and show it: its theorem, or every step, or its LaTeX."""
    from derive.library import find
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import Kind

    terminal = Terminal(ascii=ascii)
    found = find(name, COMMANDS)
    if found.path is None:
        terminal.error(_headline(Kind.UNKNOWN_SCRIPT, name), found.hint)
        raise typer.Exit(UNUSABLE)
    report = _checked(found.path)
    if latex and report.theorem is not None:
        from derive.render.latex import align

        typer.echo(align(report, reasons=rules))
    elif steps and report.theorem is not None:
        terminal.walk(report)
    else:
        terminal.summary(report, found.where)
    if latex:
        terminal.complaints(report)
    raise typer.Exit(exit_code([report]))


def exit_code(reports: list[Report]) -> int:
    """What the reports say as an exit code."""
    if any(found.fatal for report in reports for found in report.diagnostics):
        return UNUSABLE
    return PROVED if all(report.proved for report in reports) else NOT_PROVED


@app.command()
def verify(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Scripts, or folders of them [default: proofs]")
    ] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help="Use only ASCII characters.")] = False,
) -> None:
    """Prove every script; exit 0 if all are proved, 1 if not, 2 if one cannot be used."""
    from derive.check.check import new_run
    from derive.library import scripts_under
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import Kind

    terminal = Terminal(ascii=ascii)
    files, missing = scripts_under(paths or [Path("proofs")])
    for path in missing:
        terminal.error(_headline(Kind.NO_SCRIPT_FOUND, str(path)), "proof scripts end in .yaml")
    reports: list[Report] = []
    run = new_run()
    try:
        for file in terminal.progress(files):
            reports.append(_checked(file, run))
            terminal.line(reports[-1])
    except KeyboardInterrupt:
        terminal.error(f"interrupted: {len(reports)} of {len(files)} scripts were checked")
        raise typer.Exit(130) from None
    if reports:
        terminal.totals(reports)
    raise typer.Exit(UNUSABLE if missing else exit_code(reports))


def _headline(kind: Kind, about: str) -> str:
    """The words for what is wrong on the command line, and has no place in a file."""
    from derive.report.diagnostics import Diagnostic, Place, words

    return words(Diagnostic(kind, Place("", 1, 1), about=(about,)))


def _checked(file: Path, run: Run | None = None) -> Report:
    """The report on a file; an error of ours is a diagnostic of that file and ends no run."""
    from derive.check.check import check_file
    from derive.report.diagnostics import Diagnostic, Kind, Place
    from derive.report.report import Report

    try:
        return check_file(file, run)
    except Exception as error:  # a bug must not pass in silence, nor hide the other scripts
        place = Place(str(file), 1, 1)
        told = Diagnostic(Kind.INTERNAL, place, about=(f"{type(error).__name__}: {error}",))
        return Report(str(file), "", "", (), (), None, (told,), ())


@app.command("list")
def list_scripts() -> None:
    """List the scripts that can be shown by name, and where each was found."""
    from derive.library import library
    from derive.render.terminal import Terminal
    from derive.script.load import load

    terminal = Terminal()
    rows = []
    for name, path, where in library():
        script = load(path).script
        rows.append((name, "cannot be read" if script is None else script.title, where))
    if not rows:
        terminal.error("no proof script was found", "write one under proofs/")
        raise typer.Exit(UNUSABLE)
    terminal.table(("name", "title", "found in"), rows)


@app.command()
def rules(
    name: Annotated[str | None, typer.Argument(help="The name of a rule.")] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help="Use only ASCII characters.")] = False,
) -> None:
    """List the rules, or tell one: its statement, conditions, an example, the proofs using it."""
    from derive.render.rules import all_rules, one_rule
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import did_you_mean
    from derive.rules import names

    terminal = Terminal(ascii=ascii)
    if name is None:
        all_rules(terminal)
        return
    known = "-".join(name.split())
    if known not in names():
        hint = did_you_mean(known, names()) or "`derive rules` lists them"
        terminal.error(f"there is no rule named {name}", hint)
        raise typer.Exit(UNUSABLE)
    one_rule(terminal, known, _users(known))


def _users(rule: str) -> list[str]:
    """The scripts that name a rule."""
    from derive.library import library
    from derive.script.load import load

    found: list[Any] = []
    for name, path, _ in library():
        script = load(path).script
        by = [b.name for step in script.steps for b in step.by or ()] if script else []
        if rule in ("-".join(written.split()) for written in by):
            found.append(name)
    return found
