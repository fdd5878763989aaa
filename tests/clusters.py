"""A cluster for tests that is none: its tasks are done at once, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from derive.worker import dask, remote
from derive.worker.cluster import Handle, Outcome, TaskError
from derive.worker.guard import Limits, Worker
from derive.worker.remote import unpack, work
from tests.workers import Here


class Task:
    """A task of the cluster, and what came of it."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.released = False

    def release(self) -> None:
        self.released = True


class Cluster:
    """Its workers die of every task that has one of the words in it; the rest they do."""

    address = "tcp://here:1"

    def __init__(self, deadly: Sequence[str] = (), threads: int = 2) -> None:
        self.deadly = deadly
        self.count = threads
        self.tasks: list[Task] = []
        self.sizes: list[int] = []

    def threads(self) -> int:
        return self.count

    def submit(self, packed: bytes, done: Callable[[Handle], None]) -> Handle:
        told = str(unpack(packed))
        self.sizes.append(len(unpack(packed)["items"]))
        died = any(word in told for word in self.deadly)
        task = Task(TaskError("each worker that had it died") if died else work(packed))
        self.tasks.append(task)
        done(task)
        return task

    def outcomes(self, tasks: Sequence[Handle]) -> Sequence[Outcome]:
        return [task.outcome for task in tasks if isinstance(task, Task)]

    def cancel(self, tasks: Sequence[Handle]) -> None:
        del tasks


@contextmanager
def used(cluster: Cluster) -> Iterator[None]:
    """Commands that ask for a scheduler have this one, with workers that are no processes."""

    @contextmanager
    def connected(address: str, seconds: float) -> Iterator[Cluster]:
        del address, seconds
        yield cluster

    @contextmanager
    def kept(limits: Limits) -> Iterator[Worker]:
        yield Here(limits)

    with ExitStack() as stack:
        stack.enter_context(patch.object(dask, "connected", connected))
        stack.enter_context(patch.object(remote, "kept", kept))
        yield
