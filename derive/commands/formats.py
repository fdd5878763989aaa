"""What a command is told in: words, or documents, on the output or in files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive.commands.files import ready, written
from derive.commands.refusing import PROVED, Complaint, refuse
from derive.render.formats import NAMES, TEXT

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.report.report import Report
    from derive.report.run import RunReport

#: What is added to words where annotations are read.
_ANNOTATIONS = "github"


@dataclass(frozen=True)
class Outputs:
    """The format of the output, the formats of files, and what is said beside words."""

    output: str = TEXT
    files: tuple[tuple[str, Path], ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def documents(self) -> bool:
        """Whether there is more than words."""
        return self != Outputs()

    @property
    def telling(self) -> bool:
        """Whether the output has words."""
        return self.output == TEXT


def outputs(screen: Screen, given: Iterable[str] | None, known: tuple[str, ...] = NAMES) -> Outputs:
    """What is asked for, or the end of the command where that cannot be.

    What is not in a file goes to the output, words where nothing else does.
    """
    split = [one.partition("=") for one in given or ()]
    refuse(screen, *_misnamed(split, known))
    there = [name for name, _, file in split if file in ("", "-")]
    files = tuple((name, Path(file)) for name, _, file in split if file not in ("", "-"))
    refuse(screen, *_twice(there, files))
    for _, file in files:
        ready(screen, file)
    output = there[0] if there else TEXT
    named = {name for name, _, _ in split}
    annotated = os.environ.get("GITHUB_ACTIONS", "").lower() in ("true", "1")
    wanted = annotated and _ANNOTATIONS in known and output == TEXT and _ANNOTATIONS not in named
    return Outputs(output, files, (_ANNOTATIONS,) if wanted else ())


def _misnamed(split: list[tuple[str, str, str]], known: tuple[str, ...]) -> Iterator[Complaint]:
    from derive.report.diagnostics import did_you_mean

    for name, equals, file in split:
        hint = did_you_mean(name, known) or f"it is one of {', '.join(known)}"
        yield f"there is no format {name or '``'} here", hint, name not in known
        yield (
            f"`--format {name}=` names no file",
            f"--format {name}=FILE",
            bool(equals and not file),
        )


def _twice(there: list[str], files: tuple[tuple[str, Path], ...]) -> Iterator[Complaint]:
    """The complaints about two formats in one place."""
    hint = f"give one of them a file: --format {there[-1]}=FILE" if there else ""
    yield f"{' and '.join(there)} cannot both go to the output", hint, len(there) > 1
    places = [os.path.realpath(file) for _, file in files]
    doubled = {str(file): name for name, file in files if places.count(os.path.realpath(file)) > 1}
    for file in doubled:
        yield f"two formats cannot both go to {file}", "name another file", True


def write_documents(screen: Screen, outputs: Outputs, document: Callable[[str], str]) -> int:
    """Writes what is no words on the output; an exit code that says whether files were written."""
    for name in (*outputs.beside, *([] if outputs.telling else [outputs.output])):
        from typer import echo

        echo(document(name), nl=False)
    files = {
        file: document(name).encode("utf-8", "backslashreplace") for name, file in outputs.files
    }
    return written(screen, files) if files else PROVED


def run_document(run: RunReport, ascii: bool) -> Callable[[str], str]:
    """A run over scripts as a document of each format."""

    def rendered(name: str) -> str:
        if name == TEXT:
            from derive.render.formats.text import render as words

            return words(run, ascii=ascii)
        from derive.render.formats import render

        return render(name, run)

    return rendered


def write_run(screen: Screen, outputs: Outputs, report: Report, seconds: float) -> int:
    """Writes what is no words on the output about one script that is shown."""
    from derive import __version__
    from derive.report.run import RunReport, ScriptOutcome

    if outputs == Outputs():
        return PROVED
    outcome = ScriptOutcome(report, from_root(report.path, repository()), seconds)
    run = RunReport("show", __version__, (outcome,), seconds=seconds)
    return write_documents(screen, outputs, run_document(run, screen.ascii))


def repository() -> Path:
    """The root of the repository around the working folder, or else the working folder."""
    here = Path.cwd()
    return next((f for f in (here, *here.parents) if (f / ".git").exists()), here)


def from_root(path: str, root: Path) -> str:
    """A path from the root, with slashes; one that is not below it as a whole."""
    start, whole = os.path.join(root, ""), os.path.abspath(path)
    if not whole.startswith(start):
        folder, name = os.path.split(whole)
        real = os.path.join(os.path.realpath(folder), name)
        whole = real if real.startswith(start) else whole
    return whole.removeprefix(start).replace(os.sep, "/")
