"""Reports on documents, in order: those that were kept, and those that workers are asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from derive.commands.answered import leave

if TYPE_CHECKING:
    from derive.cache.documents import DocumentCache
    from derive.render.screen import Screen
    from derive.report.document import DocumentReport
    from derive.worker.guard import Limits, Worker

#: Documents, each with the folder that it may include from.
Documents = Mapping[Path, Path]
#: How many documents are worth a worker more.
DOCUMENTS_A_WORKER = 2
A_MEGABYTE = 1_000_000


class Manner(Protocol):
    """How documents are checked."""

    @property
    def jobs(self) -> int:
        """By how many workers; 0 leaves it to what there is."""

    @property
    def timeout(self) -> float | None:
        """In how many seconds each."""

    @property
    def wanted(self) -> tuple[str, ...]:
        """What is wanted of each besides."""

    @property
    def no_cache(self) -> bool:
        """Whether also what was checked and is unchanged."""


def reported(
    screen: Screen, files: Documents, manner: Manner
) -> Generator[tuple[DocumentReport, float]]:
    """The reports on the documents; workers are started only for what was not kept."""
    cache = _cache(manner.wanted) if files and not manner.no_cache else None
    kept = {} if cache is None else dict(_kept(cache, files))
    left = {file: root for file, root in files.items() if file not in kept}
    try:
        with closing(_fresh(left, manner)) as fresh:
            for file, root in files.items():
                if file in kept:
                    yield kept.pop(file)
                    continue
                report, seconds = next(fresh)
                if cache is not None:
                    cache.put(report, str(root))
                yield report, seconds
    finally:
        if cache is not None:
            leave(screen, cache)


def _cache(wanted: tuple[str, ...]) -> DocumentCache:
    from derive.cache.documents import DocumentCache

    return DocumentCache(" ".join(wanted))


def _kept(
    cache: DocumentCache, files: Documents
) -> Iterator[tuple[Path, tuple[DocumentReport, float]]]:
    """The reports that were kept, by their files, each with how long it took to find it."""
    for file, root in files.items():
        began = perf_counter()
        report = cache.get(str(file), str(root))
        if report is not None:
            yield file, (report, perf_counter() - began)


def _fresh(files: Documents, manner: Manner) -> Generator[tuple[DocumentReport, float]]:
    """What workers make of the documents, in order, each with how long it took."""
    if not files:
        return
    from derive.worker.pool import Pool, cores

    count = manner.jobs or min(cores(), 1 + len(files) // DOCUMENTS_A_WORKER)
    with Pool(count, _limits(files, manner.timeout)) as pool:
        pool.launch()
        yield from pool.map(partial(_timed, wanted=manner.wanted), files.items())


def _limits(files: Documents, seconds: float | None) -> Limits:
    """What checking one document may take: a long one may take long."""
    from derive.worker.guard import script_limits

    limits = script_limits(seconds)
    if seconds is not None:
        return limits
    largest = max(file.stat().st_size if file.is_file() else 0 for file in files)
    return replace(limits, seconds=limits.seconds * (1 + largest / A_MEGABYTE))


def _timed(
    worker: Worker, found: tuple[Path, Path], wanted: tuple[str, ...]
) -> tuple[DocumentReport, float]:
    from derive.worker.ask import document

    worker.start()
    began = perf_counter()
    return document(worker, *found, wanted), perf_counter() - began
