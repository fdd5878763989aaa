"""`--scheduler ADDRESS`: the work is handed to a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from derive.commands.refusing import UNUSABLE, Complaint

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.worker.dask import Dask


def unfit_for_a_cluster(
    scheduler: str | None, jobs: int, batch: str | None = "-"
) -> Iterator[Complaint]:
    """The complaints about what does not go with a scheduler, or that there cannot be one."""
    there = scheduler is not None
    told = "`--jobs` is about this machine, and `--scheduler` hands the work to others"
    yield told, "leave one of them out", there and bool(jobs)
    told = "`--scheduler` goes with `--batch`"
    yield told, "one expression is done here sooner", there and batch is None
    told = "a scheduler needs distributed, which is not installed"
    yield told, "pip install '.[dask]'", there and find_spec("distributed") is None


@contextmanager
def cluster(screen: Screen, address: str, timeout: float | None) -> Iterator[Dask]:
    """A connection to a scheduler; what goes wrong with it is told, and ends the command."""
    from derive.worker.cluster import ClusterError
    from derive.worker.dask import ANSWER, connected

    try:
        with connected(address, min(ANSWER, timeout or ANSWER)) as client:
            yield client
    except ClusterError as error:
        screen.error(str(error), error.hint)
        from typer import Exit

        raise Exit(UNUSABLE) from error
