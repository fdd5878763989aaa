"""Documents are checked, and what came of it is told in the formats asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from derive.commands.besides import unfit, write_besides
from derive.commands.formats import from_root, outputs, repository, write_documents
from derive.commands.refusing import NOT_PROVED, PROVED, UNUSABLE, bad_timeout, refuse
from derive.commands.reported import reported
from derive.commands.since import only_changed
from derive.document.suffixes import DOCUMENTS
from derive.render.formats import TEXT

if TYPE_CHECKING:
    from derive.commands.changed import Changes
    from derive.render.screen import Screen
    from derive.report.diagnostics import Diagnostic
    from derive.report.document import DocumentOutcome, DocumentReport
    from derive.report.run import RunReport


@dataclass(frozen=True)
class Wanted:
    """What is asked of a run, as the options of `derive check` are called."""

    paths: tuple[Path, ...] = ()
    formats: tuple[str, ...] = ()
    show_reading: bool = False
    notes: bool = False
    unread: bool = False
    extract: Path | None = None
    annotate: bool = False
    out: Path | None = None
    write: bool = False
    strict: bool = False
    quiet: bool = False
    jobs: int = 0
    timeout: float | None = None
    changed: str | None = None
    no_cache: bool = False
    ascii: bool = False

    @property
    def wanted(self) -> tuple[str, ...]:
        """What is wanted of each document besides."""
        there = {"extract": self.extract is not None, "annotate": self.annotate}
        return tuple(name for name, wanted in there.items() if wanted)

    @property
    def printed(self) -> bool:
        """Whether the output is the annotated document."""
        return self.annotate and self.out is None and not self.write


def explained(code: str, ascii: bool) -> int:
    """Tells what a code means; an exit code."""
    from derive.render.document import explanation
    from derive.render.screen import Screen

    screen = Screen(ascii=ascii)
    told, hint = explanation(code)
    if not told:
        screen.error(f"there is no code {code}", hint)
        return UNUSABLE
    for line in told:
        screen.flowing([], line)
    return PROVED


def run(wanted: Wanted) -> int:
    """Checks and tells; the exit code."""
    from derive import __version__
    from derive.render.document import closing_lines, document
    from derive.render.screen import Screen
    from derive.report.diagnostics import words
    from derive.report.run import RunReport

    screen = Screen(ascii=wanted.ascii)
    refuse(
        screen,
        ("no document is named", "derive check paper.tex notes/", not wanted.paths),
        bad_timeout(wanted.timeout),
    )
    told = outputs(screen, wanted.formats)
    files, missing = _documents(wanted.paths)
    refuse(screen, *unfit(wanted, told, [*files]))
    for problem in missing:
        screen.error(words(problem), problem.hint)
    telling = told.telling and not wanted.printed
    if wanted.changed is not None:
        said = "document" if telling and not wanted.quiet else ""
        kept = only_changed(screen, [*files], wanted.changed, partial(_affected, files), said)
        files = {file: files[file] for file in kept}
    began = perf_counter()
    root = repository()
    done: list[DocumentOutcome] = []
    found_ones = reported(screen, files, wanted)
    bar = telling and not wanted.quiet
    with closing(_with_progress(screen, found_ones, len(files)) if bar else found_ones) as reports:
        for report, seconds in reports:
            found = report.strictly() if wanted.strict else report
            outcome = _outcome(found, root, seconds)
            if telling:
                document(screen, outcome, wanted)
            done.append(outcome)
    seconds = perf_counter() - began
    run = RunReport("check", __version__, tuple(done), tuple(missing), seconds=seconds)
    if telling and not wanted.quiet:
        closing_lines(screen, done, run.seconds, wanted.notes)
    if wanted.printed:
        _beside_the_output(screen, done)
    written = 0 if wanted.printed else write_documents(screen, told, _rendered(run, wanted))
    written = max(written, write_besides(screen, run, wanted, files))
    return max(written, UNUSABLE if missing else PROVED, *(_code(o) for o in done), PROVED)


def _with_progress(
    screen: Screen, reports: Iterable[tuple[DocumentReport, float]], count: int
) -> Generator[tuple[DocumentReport, float]]:
    from derive.render.formats.text import progress

    return progress(screen, reports, count, "checking")


def _beside_the_output(screen: Screen, done: list[DocumentOutcome]) -> None:
    """What is wrong with a document that the output is: it is told as errors are."""
    from derive.report.diagnostics import words

    for outcome in done:
        for found in outcome.failing(outcome.diagnostics):
            screen.error(f"{found.place}: {words(found)}", found.hint)


def _documents(paths: tuple[Path, ...]) -> tuple[dict[Path, Path], list[Diagnostic]]:
    """The documents at and under the paths, each once with the folder that it may include from,
    and what is told of paths where there is none, and of folders that cannot be read.

    Of a folder what another file of it includes is a part of that.
    """
    from derive.document.including import included
    from derive.library import documents_under

    files: dict[Path, Path] = {}
    missing: list[Diagnostic] = []
    for path in paths:
        unread: list[OSError] = []
        found = documents_under(path, DOCUMENTS, unread.append)
        missing += [_problem(Path(e.filename), e.strerror or str(e)) for e in unread]
        if not found and not unread:
            missing.append(_problem(path))
        elif path.is_dir():
            parts = included([str(file) for file in found], str(path))
            for file in found:
                if os.path.realpath(file) not in parts:
                    files.setdefault(file, path)
        else:
            files[path] = path.parent
    return files, missing


def _affected(roots: dict[Path, Path], files: list[Path], since: Changes) -> list[Path]:
    """Those of the documents that changed, or include what did, or looked for what came or went."""
    from derive.document.including import looked_at

    def hit(file: Path) -> bool:
        if since.touches(str(file)):
            return True
        looked = looked_at(str(file), str(roots[file]))
        return any(map(since.leads_elsewhere, looked))

    return [file for file in files if hit(file)]


def _problem(path: Path, why: str = "") -> Diagnostic:
    """That there is no document at or under a path, or that it cannot be read."""
    from derive.report.diagnostics import Diagnostic, Kind, Place

    place = Place(str(path), 1, 1)
    if why:
        return Diagnostic(Kind.UNREADABLE_FOLDER, place, about=(str(path), why))
    kind = Kind.NO_DOCUMENT if path.exists() else Kind.NO_SUCH_PATH
    hint = f"documents end in {', '.join(DOCUMENTS)}" if path.exists() else ""
    return Diagnostic(kind, place, hint=hint, about=(str(path),))


def _outcome(report: DocumentReport, root: Path, seconds: float) -> DocumentOutcome:
    from derive.report.document import DocumentOutcome

    files = tuple((one.path, from_root(one.path, root)) for one in report.looked[1:])
    return DocumentOutcome(report, from_root(report.path, root), seconds, files=files)


def _code(outcome: DocumentOutcome) -> int:
    return UNUSABLE if not outcome.report.usable else PROVED if outcome.passes else NOT_PROVED


def _rendered(run: RunReport, wanted: Wanted) -> Callable[[str], str]:
    """A run over documents as a document of each format."""

    def rendered(name: str) -> str:
        from derive.render.document import json_of, words

        if name == TEXT:
            return words(run, wanted)
        if name == "json":
            return json_of(run)
        from derive.render.formats import render

        return render(name, run)

    return rendered
