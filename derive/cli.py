"""The command line: thin.  It finds scripts, asks for reports and hands them to renderers.

SymPy and Rich are imported by the commands that need them, so that `--help` answers at once.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.render.terminal import Terminal
    from derive.report.derivative import DerivativeReport
    from derive.report.diagnostics import Kind
    from derive.report.report import Report
    from derive.worker.guard import Limits
    from derive.worker.pool import Pool

#: Options that several commands have.
Ascii = Annotated[bool, typer.Option("--ascii", help="Use only ASCII characters.")]
SecondOpinion = Annotated[
    bool, typer.Option("--second-opinion", help="Ask SymPy too; it proves nothing.")
]
Jobs = Annotated[
    int, typer.Option("--jobs", min=0, max=256, help="Worker processes; 0 for one a core.")
]

Where = Annotated[
    list[str] | None,
    typer.Option("--where", help="A condition: `x > 0`, `0 < p < 1`, `n integer`; repeatable."),
]

#: How much goes into a line of a derivation that is found.
DETAILS = ("brief", "normal", "full")
#: Exit codes: all proved; something is not; the input cannot be used.
PROVED, NOT_PROVED, UNUSABLE = 0, 1, 2
A_DAY = 86_400.0
#: How many scripts are worth a worker more.
SCRIPTS_A_WORKER = 10


#: The commands; their names are reserved.
COMMANDS = ("show", "verify", "diff", "equal", "list", "rules")


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
      derive diff 'x^2*sin(x)'  find the derivation of a derivative, and prove it
      derive equal 'A' 'B'      decide whether two expressions are equal
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
    second_opinion: SecondOpinion = False,
    ascii: Ascii = False,
) -> None:
    """Check a script and show it: its theorem, or every step, or its LaTeX."""
    from derive.library import find
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import Kind
    from derive.worker.ask import SCRIPT_LIMITS, check
    from derive.worker.forked import ForkedWorker

    found = find(name, COMMANDS)
    terminal = Terminal(ascii=ascii)
    if found.path is None:
        terminal.error(_headline(Kind.UNKNOWN_SCRIPT, name), found.hint)
        raise typer.Exit(UNUSABLE)
    with ForkedWorker(SCRIPT_LIMITS) as worker:
        report = check(worker, found.path, second_opinion)
    if latex and report.theorem is not None:
        from derive.render.latex import align

        typer.echo(align(report, reasons=rules))
    elif steps and report.theorem is not None:
        terminal.walk(report)
    else:
        terminal.summary(report, f"found in {found.where}")
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
    second_opinion: SecondOpinion = False,
    jobs: Jobs = 0,
    ascii: Ascii = False,
) -> None:
    """Prove every script; exit 0 if all are proved, 1 if not, 2 if one cannot be used."""
    from derive.library import scripts_under
    from derive.worker.ask import SCRIPT_LIMITS
    from derive.worker.pool import Pool, cores

    files, missing = scripts_under(paths or [Path("proofs")])
    # starting a worker takes as long as checking some scripts
    with Pool(jobs or min(cores(), 1 + len(files) // SCRIPTS_A_WORKER), SCRIPT_LIMITS) as pool:
        if files:
            pool.launch()
        raise typer.Exit(_verify(files, missing, pool, second_opinion, ascii))


def _verify(files: list[Path], missing: list[Path], pool: Pool, opinion: bool, ascii: bool) -> int:
    """Checks and tells every script; what the reports amount to as an exit code."""
    from derive.render.terminal import Terminal
    from derive.report.diagnostics import Kind
    from derive.worker.ask import check

    terminal = Terminal(ascii=ascii)
    for path in missing:
        terminal.error(_headline(Kind.NO_SCRIPT_FOUND, str(path)), "proof scripts end in .yaml")
    reports: list[Report] = []
    try:
        checked = pool.map(partial(check, opinion=opinion), files)
        for report in terminal.progress(checked, len(files)):
            reports.append(report)
            terminal.line(report)
    except KeyboardInterrupt:
        terminal.error(f"interrupted: {len(reports)} of {len(files)} scripts were checked")
        return 130
    if reports:
        terminal.totals(reports)
    return UNUSABLE if missing else exit_code(reports)


def _headline(kind: Kind, about: str) -> str:
    """The words for what is wrong on the command line, and has no place in a file."""
    from derive.report.diagnostics import Diagnostic, Place, words

    return words(Diagnostic(kind, Place("", 1, 1), about=(about,)))


@app.command(
    # no short options, so that an expression may begin with a sign
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
def equal(
    left: Annotated[str | None, typer.Argument(help="An expression.")] = None,
    right: Annotated[str | None, typer.Argument(help="Another one.")] = None,
    where: Where = None,
    batch: Annotated[
        str | None,
        typer.Option("--batch", help="A file with one question a line in JSON; `-` for the input."),
    ] = None,
    jobs: Jobs = 0,
    timeout: Annotated[float, typer.Option("--timeout", help="Seconds for one equality.")] = 10.0,
    second_opinion: SecondOpinion = False,
    ascii: Ascii = False,
) -> None:
    """Decide whether two expressions are equal; exit 0 if proved, 1 if not, 2 if unusable.

    Variables are real unless `--where` says otherwise; an unknown function is an opaque one.
    """
    from derive.render.screen import Screen
    from derive.worker.guard import Limits, Worker

    screen, limits = Screen(ascii=ascii), Limits(seconds=timeout)
    in_bounds = 0 < timeout <= A_DAY  # which a NaN is not
    if batch is not None and in_bounds and not (left or right or where):
        raise typer.Exit(_batch(batch, jobs, limits, second_opinion, screen))
    if batch is not None or left is None or right is None or not in_bounds:
        screen.error(
            "two expressions are needed, or `--batch` alone; a timeout is between 0 and a day",
            "derive equal 'A' 'B' --where 'x > 0', or derive equal --batch FILE.jsonl",
        )
        raise typer.Exit(UNUSABLE)
    from derive.render.equality import tell
    from derive.worker.ask import equal as decided

    with Worker(limits) as worker:
        found = decided(worker, left, right, tuple(where or ()), second_opinion)
    tell(screen, found)
    raise typer.Exit(UNUSABLE if not found.usable else PROVED if found else NOT_PROVED)


def _batch(name: str, jobs: int, limits: Limits, opinion: bool, screen: Screen) -> int:
    """Answers a batch on the output; what the answers amount to as an exit code."""
    from derive.worker.batch import run
    from derive.worker.pool import Pool, cores

    try:
        source = 0 if name == "-" else os.open(name, os.O_RDONLY)
        with Pool(jobs or cores(), limits) as pool:
            count, proved = run(partial(os.read, source), _at_once, pool, opinion)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        screen.error(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}")
        return UNUSABLE
    if not count:
        screen.error(f"there is no line in {name}")
    return PROVED if count and proved == count else NOT_PROVED


def _at_once(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


@app.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
def diff(
    expression: Annotated[str, typer.Argument(help="An expression.")],
    wrt: Annotated[str, typer.Option("--wrt", help="The variable [default: all of them].")] = "",
    order: Annotated[int, typer.Option("--order", min=1, max=20, help="Which derivative.")] = 1,
    where: Where = None,
    define: Annotated[
        list[str] | None,
        typer.Option("--define", help="A definition: `g(t) = 1/(1 + e^(-t))`; repeatable."),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="The last line to end in.")] = None,
    detail: Annotated[
        str, typer.Option("--detail", help="How much goes into a line: brief, normal or full.")
    ] = "normal",
    steps: Annotated[bool, typer.Option("--steps", help="Every step, rule by rule.")] = False,
    latex: Annotated[bool, typer.Option("--latex", help="The LaTeX `align` block.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="With --latex: reasons beside.")] = False,
    save: Annotated[
        Path | None, typer.Option("--save", help="Write the proof script to this file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="With --save: overwrite.")] = False,
    ascii: Ascii = False,
) -> None:
    """Find a derivation of a derivative and prove it; exit 0 if proved, 1 if not, 2 if unusable.

    Variables are real unless `--where` says otherwise; an unknown function is an opaque one. By
    several variables without `--wrt`: one derivation each. Where no domain is declared the theorem
    is stated on the natural domain, which is found.
    """
    from derive.render.terminal import Terminal
    from derive.worker.ask import SCRIPT_LIMITS
    from derive.worker.ask import diff as found_by
    from derive.worker.forked import ForkedWorker

    terminal = Terminal(ascii=ascii)
    if detail not in DETAILS:
        terminal.error(f"there is no detail {detail}", f"it is one of {', '.join(DETAILS)}")
        raise typer.Exit(UNUSABLE)
    job = {
        "expression": expression,
        "wrt": wrt,
        "where": where or [],
        "definitions": define or [],
        "target": to,
        "order": order,
        "detail": detail,
    }
    with ForkedWorker(SCRIPT_LIMITS) as worker:
        found = found_by(worker, job)
    _tell_derivatives(terminal, found, steps, latex, rules)
    code = UNUSABLE if not all(f.usable for f in found) else PROVED if all(found) else NOT_PROVED
    if save is not None and code != UNUSABLE:
        code = max(code, _save(terminal, found, save, force))
    raise typer.Exit(code)


def _tell_derivatives(
    terminal: Terminal, found: tuple[DerivativeReport, ...], steps: bool, latex: bool, rules: bool
) -> None:
    from derive.render.derivative import tell_derivative
    from derive.render.latex import align

    for k, derivation in enumerate(found):
        if k:
            terminal.print()
        if latex and derivation.report is not None:
            typer.echo(align(derivation.report, reasons=rules))
        else:
            tell_derivative(terminal, derivation, steps)


def _save(terminal: Terminal, found: tuple[DerivativeReport, ...], path: Path, force: bool) -> int:
    """Writes the scripts that are proved, one file each; what that amounts to as an exit code."""
    if path.suffix not in (".yaml", ".yml"):
        terminal.error(f"{path} is no name for a proof script", "proof scripts end in .yaml")
        return UNUSABLE
    for derivation in found:
        suffix = f"_{derivation.variable}" if len(found) > 1 else ""
        file = path.with_stem(path.stem + suffix)
        if not derivation:
            terminal.error(f"{file} is not written, since it would not be proved")
            return NOT_PROVED
        try:
            with file.open("w" if force else "x", encoding="utf-8") as out:
                out.write(derivation.script)
        except FileExistsError:
            terminal.error(f"{file} is there already", "`--force` overwrites it")
            return UNUSABLE
        except OSError as error:
            terminal.error(f"{file} cannot be written: {error.strerror}")
            return UNUSABLE
        terminal.print(("saved ", "dim"), str(file))
    return PROVED


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
        rows.append((name, where, "cannot be read" if script is None else script.title))
    if not rows:
        terminal.error("no proof script was found", "write one under proofs/")
        raise typer.Exit(UNUSABLE)
    terminal.table(("name", "found in", "title"), rows)


@app.command()
def rules(
    name: Annotated[str | None, typer.Argument(help="The name of a rule.")] = None,
    ascii: Ascii = False,
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
