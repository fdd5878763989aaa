"""`derive code`: a proved function and its derivative as code that is stable over all floats."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from derive.commands.completion import one_of
from derive.commands.files import ready, write
from derive.commands.names import LANGUAGES, RUNS
from derive.commands.options import (
    NOT_PROVED,
    PROVED,
    Ascii,
    Where,
    bad_timeout,
    refuse,
    surplus,
)
from derive.commands.subjects import About, Wrt, path_of, without_result

if TYPE_CHECKING:
    from derive.render.terminal import Terminal
    from derive.report.code import CodeReport

_LANGUAGES = ", ".join(LANGUAGES)
_MODULE = (
    "{} is an ES module: Node takes it as one where its name ends in .mjs, or where package.json "
    'has `"type": "module"`'
)
_WITHOUT_STABLE = (
    "`--where '1 < x'` asks for a part of the domain of an expression only; `--unstable` writes "
    "the best that was found"
)


#: The options that no other command has.
Lang = Annotated[
    str, typer.Option("--lang", autocompletion=one_of(*LANGUAGES), help=f"One of {_LANGUAGES}.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Write it to this file, also by -o.")]
Test = Annotated[bool, typer.Option("--test", help="With -o: write a test beside the file.")]
Called = Annotated[
    str, typer.Option("--name", help="The name of the function [default: the script's, or f].")
]
Points = Annotated[
    int, typer.Option("--points", min=100, max=1_000_000, help="Where errors are measured.")
]
Unstable = Annotated[
    bool, typer.Option("--unstable", help="Write it also where no stable form is known.")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", help="Seconds for the search [default: 300].")
]


def code(
    context: typer.Context,
    name: About = None,
    lang: Lang = "python",
    out: Out = None,
    test: Test = False,
    called: Called = "",
    wrt: Wrt = "",
    where: Where = None,
    points: Points = 2_000,
    unstable: Unstable = False,
    timeout: Timeout = None,
    ascii: Ascii = False,
) -> None:
    """Write a function and its derivative as code that is accurate over the whole range of floats.

    The function is that of a proof script whose theorem is `d/dx f(x) = ...`, or an expression. The
    forms in the code are found by search; each is proved equal to the definition, and its error is
    measured. Exit 0 if there is code, 1 if none is proved or stable, 2 if the input cannot be used.
    """
    from derive.render.terminal import Terminal

    terminal = Terminal(ascii=ascii)
    refuse(
        terminal,
        *surplus(context, (name,)),
        ("a script or an expression is needed", "derive code sigmoid --lang c", name is None),
        bad_timeout(timeout),
        *_bad_language(lang, out, test),
        *_bad_names(called, out, lang),
        *_other_ending(out, lang, test),
    )
    assert name is not None
    path = path_of(terminal, name, bool(wrt or where))
    ready(terminal, out)
    wanted: dict[str, object] = {"name": name, "path": path}
    wanted |= {"wrt": wrt, "where": tuple(where or ())}
    stem = "" if out is None else out.stem
    wanted |= {"language": lang, "called": called, "stem": stem, "points": points}
    raise typer.Exit(_tell(terminal, _made(wanted, timeout), out, test, unstable))


def _bad_language(lang: str, out: Path | None, test: bool) -> list[tuple[str, str, bool]]:
    """The complaints about a language that there is not, and about a test of no file."""
    return [
        (f"there is no language {lang}", f"it is one of {_LANGUAGES}", lang not in LANGUAGES),
        ("`--test` goes with `-o`", "a test imports the file that it tests", test and out is None),
    ]


def _bad_names(called: str, out: Path | None, lang: str) -> list[tuple[str, str, bool]]:
    """The complaints about names that no program can have."""
    plain = called.isascii() and called.isidentifier()
    of_python = out is not None and lang in ("python", "numpy", "torch", "jax")
    stem = "" if out is None else out.stem
    return [
        (f"{called} is no name of a function", "letters, digits and _", bool(called) and not plain),
        (
            f"{out} is no name for a module",
            "its name without the ending is letters, digits and _",
            of_python and not (stem.isascii() and stem.isidentifier()),
        ),
    ]


def _other_ending(out: Path | None, lang: str, test: bool) -> list[tuple[str, str, bool]]:
    """The complaints about a file of another language, or one that its test cannot import."""
    endings = {name: Path(beside).suffix for name, beside in LANGUAGES.items()}
    ending = endings.get(lang, "")
    if out is None or not ending or out.suffix == ending:
        return []
    others = [f"--lang {name}" for name in LANGUAGES if endings[name] == out.suffix]
    if others:
        return [(f"{out} is no file for {lang}", f"{' or '.join(others)}, or another name", True)]
    expected = f"a test of {lang} imports a file that ends in {ending}"
    return [(f"{out} does not end in {ending}", expected, test)]


def _made(wanted: dict[str, object], timeout: float | None) -> CodeReport:
    from derive.worker.ask import code as made
    from derive.worker.forked import ForkedWorker
    from derive.worker.guard import script_limits

    with ForkedWorker(script_limits(timeout)) as worker:
        return made(worker, wanted)


def _tell(
    terminal: Terminal, made: CodeReport, out: Path | None, test: bool, unstable: bool
) -> int:
    """Prints or writes the code; what that amounts to as an exit code."""
    from derive.render.derivative import tell_derivative

    if made.trouble:
        if made.found is None or made.found.usable:
            terminal.error(made.trouble, made.hint)
        if made.report is not None:
            terminal.complaints(made.report)
        if made.found is not None:
            tell_derivative(terminal, made.found, steps=False)
        return without_result(made.report, made.found)
    for warning in made.warnings:
        terminal.error(warning, "" if unstable else _WITHOUT_STABLE)
    if made.warnings and not unstable:
        return NOT_PROVED
    if out is None:
        typer.echo(made.code, nl=False)
        return PROVED
    files = {out: made.code.encode()}
    beside = out.with_name(_test_name(made.language, out))
    if test:
        files[beside] = made.test.encode()
    code = write(terminal, files)
    if code == PROVED:
        _how_to_run(terminal, made, out, beside if test else None)
    return code


def _how_to_run(terminal: Terminal, made: CodeReport, out: Path, test: Path | None) -> None:
    """The command that runs a test; of a module of JavaScript what its name has to be for Node."""
    if test is not None:
        files = {"code": out, "test": test, "made": Path(test.stem)}
        named = {what: shlex.quote(str(file)) for what, file in files.items()}
        main = next(iter(re.findall(r"^object (\w+)", made.test, re.MULTILINE)), "")
        command = RUNS[made.language].format(**named, main=main)
        terminal.print(("test it ", "dim"), command)
    elif made.language == "javascript" and out.suffix != ".mjs":
        terminal.hanging("note: ", _MODULE.format(out))


def _test_name(language: str, out: Path) -> str:
    return LANGUAGES[language].format(stem=out.stem)
