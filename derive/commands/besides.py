"""What `derive check` writes besides: chains as proof scripts, and documents with reasons."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from derive.commands.files import ready_folder, written
from derive.commands.formats import Outputs
from derive.commands.refusing import PROVED, UNUSABLE, Complaint

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.report.diagnostics import Place
    from derive.report.document import DocumentReport
    from derive.report.run import RunReport


class Manner(Protocol):
    """What is to be written, and where to."""

    @property
    def extract(self) -> Path | None:
        """The folder for scripts."""

    @property
    def annotate(self) -> bool:
        """Whether documents are written with reasons."""

    @property
    def out(self) -> Path | None:
        """The file or the folder for them."""

    @property
    def write(self) -> bool:
        """Whether they are written in place."""

    @property
    def printed(self) -> bool:
        """Whether they go to the output."""


def unfit(manner: Manner, outputs: Outputs, files: list[Path]) -> Iterator[Complaint]:
    """The complaints about what cannot be written as it is asked for."""
    placed = manner.out is not None or manner.write
    yield "nothing is annotated", "add --annotate", placed and not manner.annotate
    both = manner.out is not None and manner.write
    yield "`--write` is in place, `-o` is not", "leave one of them out", both
    hint = "-o FOLDER writes them there, --write in place"
    yield "only one document can go to the output", hint, manner.printed and len(files) > 1
    formatted = manner.printed and outputs != Outputs()
    yield "the output is the annotated document", "-o FILE writes it there", formatted
    out = manner.out
    yield from (
        (f"{out} is a file, and there are {len(files)} documents", "name a folder", True)
        for _ in [0]
        if out is not None and out.is_file() and len(files) > 1
    )


def write_besides(
    screen: Screen, run: RunReport, manner: Manner, roots: Mapping[Path, Path]
) -> int:
    """Writes what is asked for; an exit code that says whether it could be."""
    reports = [cast("DocumentReport", outcome.report) for outcome in run.outcomes]
    code = PROVED
    if manner.extract is not None:
        code = _extract(screen, reports, manner.extract, roots)
    if manner.annotate:
        code = max(code, _annotate(screen, reports, manner, roots))
    return code


# Scripts


def _extract(
    screen: Screen, reports: list[DocumentReport], folder: Path, roots: Mapping[Path, Path]
) -> int:
    """Writes scripts into a folder; what is there and says something else stays as it is."""
    from derive.render.screen import counted
    from derive.staged import put_tree

    ready_folder(screen, folder)
    wanted = dict(_scripts(screen, reports, folder, roots))
    there = {file for file in wanted if os.path.lexists(file)}
    kept = [file for file in sorted(there) if not _is(file, wanted[file])]
    new = {file: data for file, data in wanted.items() if file not in there}
    try:
        put_tree(new)
    except OSError as error:
        screen.error(f"{folder} cannot be written: {error.filename or ''} {error.strerror}")
        return UNUSABLE
    for file in kept:
        screen.warning(f"{file} is there already and stays as it is")
    screen.print(("written ", "dim"), f"{counted(len(new), 'script')} to {folder}")
    left_out = _left_out(reports)
    if left_out:
        screen.print(("left out ", "dim"), left_out)
    return PROVED


def _left_out(reports: list[DocumentReport]) -> str:
    """How many links are in no script, and why; empty where all of them are in one."""
    from derive.render.screen import counted
    from derive.report.document import LinkVerdict

    links = [link for report in reports for link in report.links]
    made = sum(one.links for r in reports for one in r.extracts if not one.problem)
    if made >= len(links):
        return ""
    unread = sum(link.verdict is LinkVerdict.UNREAD for link in links)
    others = len(links) - made - unread
    told = [f"{unread} not read"] if unread else []
    told += [f"{others} that define, ask or are rounded"] if others > 0 else []
    return f"{len(links) - made} of {counted(len(links), 'link')}: {', '.join(told)}"


def _is(file: Path, data: bytes) -> bool:
    return file.is_file() and file.read_bytes() == data


def _scripts(
    screen: Screen, reports: list[DocumentReport], folder: Path, roots: Mapping[Path, Path]
) -> Iterator[tuple[Path, bytes]]:
    """The scripts, each with its file; what cannot be one is told."""
    from derive.script.layout import laid_out

    taken: set[str] = set()
    for report in reports:
        root = roots.get(Path(report.path), Path(report.path).parent)
        for one in report.extracts:
            if one.problem:
                screen.warning(f"{one.place}: no script is made of this chain: {one.problem}")
                continue
            stem = _stem(one.place, root)
            name = next(n for n in _names(stem) if n not in taken)
            taken.add(name)
            text = laid_out(one.text)
            yield folder / f"{name}.yaml", text.encode("utf-8", "backslashreplace")


def _names(stem: str) -> Iterator[str]:
    yield stem
    k = 2
    while True:
        yield f"{stem}-{k}"
        k += 1


def _stem(place: Place, root: Path) -> str:
    """What a script is called: by its document, without its ending, and by the line."""
    file, _, cell = place.file.partition(":cell ")
    relative = os.path.relpath(file, root)
    inside = os.path.basename(file) if relative.startswith(os.pardir) else relative
    stem = os.path.splitext(inside)[0] + (f"-cell-{cell}" if cell else "")
    return re.sub(r"[^\w./-]+", "-", f"{stem}-{place.line}")


# Documents


def _annotate(
    screen: Screen, reports: list[DocumentReport], manner: Manner, roots: Mapping[Path, Path]
) -> int:
    """Writes documents with the reasons that were found."""
    from derive.render.screen import counted

    if manner.printed:
        return _print(reports)
    count = sum(one.reasons for report in reports for one in report.annotated)
    files = dict(_placed(reports, manner, roots))
    for file in files:
        if manner.out is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
    code = written(screen, files) if files else PROVED
    if code == PROVED:
        where = ", ".join(map(str, list(files)[:3])) + (", ..." if len(files) > 3 else "")
        said = f"remarks beside {counted(count, 'line')}" + (f": {where}" if where else "")
        screen.flowing([("written ", "dim")], said)
    return code


def _print(reports: list[DocumentReport]) -> int:
    """Prints the one document, as it is where no reason was found."""
    from typer import echo

    for report in reports:
        own = [one.text for one in report.annotated if one.file == report.path]
        echo(own[0] if own else _text(report.path), nl=False)
    return PROVED


def _text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8", errors="replace")


def _placed(
    reports: list[DocumentReport], manner: Manner, roots: Mapping[Path, Path]
) -> Iterator[tuple[Path, bytes]]:
    """The annotated files, each with where it is written."""
    one = len(reports) == 1 and manner.out is not None and not manner.out.is_dir()
    for report in reports:
        root = roots.get(Path(report.path), Path(report.path).parent)
        for found in report.annotated:
            data = found.text.encode("utf-8", "surrogatepass")
            if manner.out is None:
                yield Path(found.file), data
            elif one and found.file == report.path:
                yield manner.out, data
            elif not one:
                yield manner.out / os.path.relpath(found.file, root), data
