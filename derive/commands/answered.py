"""Reports on scripts, in order: those that were kept, and those that workers are asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

from derive.commands.cluster import cluster

if TYPE_CHECKING:
    from derive.cache.kept import Cache
    from derive.cache.store import Store
    from derive.render.screen import Screen
    from derive.report.report import Report
    from derive.report.rests import Read
    from derive.worker.guard import Worker

#: Reports, in order, each with how many seconds it took.
Answered: TypeAlias = "Generator[tuple[Report, float]]"
#: How many scripts are worth a worker more.
SCRIPTS_A_WORKER = 10


@dataclass(frozen=True)
class Asked:
    """What is asked about each script besides its verdict."""

    opinion: bool
    gaps: bool
    needs: bool


@dataclass(frozen=True)
class Provers:
    """Who proves scripts, each in so many seconds: workers of this machine, or a cluster."""

    jobs: int
    timeout: float | None
    scheduler: str | None = None


def answered(
    screen: Screen, files: list[Path], asked: Asked, provers: Provers, no_cache: bool
) -> Answered:
    """The reports on the files; workers are started only for what was not kept.

    No time limit is a part of what is asked: what one ended is not kept.
    """
    cache = cache_for(asked) if files and not no_cache else None
    kept = {} if cache is None else dict(_kept(cache, files))
    left = [file for file in files if file not in kept]
    if provers.scheduler is None:
        fresh = _fresh(left, asked, provers, cache is not None)
    else:
        fresh = _on_a_cluster(screen, left, asked, provers.scheduler, provers.timeout)
    try:
        for file in files:
            if file in kept:
                yield kept.pop(file)
                continue
            report, rests, seconds = next(fresh)
            if cache is not None:
                cache.put(report, rests)
            yield report, seconds
    finally:
        fresh.close()
        if cache is not None:
            leave(screen, cache)


def cache_for(asked: Asked) -> Cache:
    """The cache of reports that are asked for so."""
    from derive.cache.kept import Cache

    return Cache(repr(astuple(asked)))


def _kept(cache: Cache, files: list[Path]) -> Iterator[tuple[Path, tuple[Report, float]]]:
    """The reports that were kept, by their files, each with how long it took to find it."""
    for file in files:
        began = perf_counter()
        report = cache.get(str(file))
        if report is not None:
            yield file, (report, perf_counter() - began)


def leave(screen: Screen, cache: Store) -> None:
    """Keeps what there is to keep; says in a word what cannot be used."""
    cache.close()
    for said, count in cache.troubles.items():
        times = f" ({count} times)" if count > 1 else ""
        screen.warning(f"the cache in {cache.folder.path} is passed over: {said}{times}")


def _fresh(
    files: list[Path], asked: Asked, provers: Provers, resting: bool
) -> Generator[tuple[Report, tuple[Read, ...], float]]:
    """What workers make of the files, and where it is wanted what each rests on."""
    if not files:
        return
    from derive.worker.guard import script_limits
    from derive.worker.pool import Pool, cores

    # starting a worker takes as long as checking some scripts
    count = provers.jobs or min(cores(), 1 + len(files) // SCRIPTS_A_WORKER)
    with Pool(count, script_limits(provers.timeout)) as pool:
        pool.launch()
        yield from pool.map(partial(_timed, asked=asked, resting=resting), files)


def _on_a_cluster(
    screen: Screen, files: list[Path], asked: Asked, scheduler: str, timeout: float | None
) -> Generator[tuple[Report, tuple[Read, ...], float]]:
    """What a cluster makes of the files; it is believed now, and not kept for later."""
    if not files:
        return
    from derive.worker.guard import script_limits
    from derive.worker.handing import scripts

    with cluster(screen, scheduler, timeout) as client:
        limits = script_limits(timeout)
        with closing(scripts(client, files, limits, astuple(asked))) as reports:
            for report, seconds in reports:
                yield report, (), seconds


def _timed(
    worker: Worker, path: Path, asked: Asked, resting: bool
) -> tuple[Report, tuple[Read, ...], float]:
    """The report on a script, and how many seconds it took; starting a worker is no part of it."""
    from derive.worker.ask import check, rests

    worker.start()
    began = perf_counter()
    report = check(worker, path, asked.opinion, asked.gaps, asked.needs)
    seconds = perf_counter() - began
    return report, rests(worker, path) if resting else (), seconds
