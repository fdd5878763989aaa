"""Several workers at once: items go out to whichever is free, answers come back in order.

Only a bounded window of items is in flight, however many there are, and each answer is there as
soon as it and those before it are: nothing waits for the end of the input.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue, SimpleQueue
from threading import Thread
from typing import TypeVar

from derive.worker.guard import Limits, Worker

#: How many items a worker has waiting for it at most.
_WINDOW = 8

_T = TypeVar("_T")
_R = TypeVar("_R")


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool:
    """Workers with their limits; closing it kills them."""

    def __init__(self, jobs: int, limits: Limits) -> None:
        self._workers = [Worker(limits) for _ in range(jobs)]
        self._free: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(jobs)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def launch(self) -> None:
        """Starts the workers already now, and does not wait for them.

        Meanwhile this process imports what reading their reports takes, as they do.
        """
        for worker in self._workers:
            worker.launch()
        from derive.expression import nodes

        assert nodes.MAX_HEIGHT

    def close(self) -> None:
        """Ends all workers, also those that are busy."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def map(self, function: Callable[[Worker, _T], _R], items: Iterable[_T]) -> Generator[_R]:
        """What `function` makes of each item with a worker, in the order of the items.

        Raises what reading the items raises, behind the answers to those before.
        """
        window: Queue[Future[_R] | None] = Queue(_WINDOW * len(self._workers))
        feed = Thread(target=self._feed, args=(function, items, window), daemon=True)
        feed.start()
        while (future := window.get()) is not None:
            yield future.result()

    def _feed(
        self,
        function: Callable[[Worker, _T], _R],
        items: Iterable[_T],
        window: Queue[Future[_R] | None],
    ) -> None:
        try:
            for item in items:
                window.put(self._threads.submit(self._with_worker, function, item))
        except RuntimeError:
            return  # the pool was closed, and nobody waits any more
        except Exception as error:  # the reader of the answers is told, in its own thread
            failed: Future[_R] = Future()
            failed.set_exception(error)
            window.put(failed)
        window.put(None)

    def _with_worker(self, function: Callable[[Worker, _T], _R], item: _T) -> _R:
        worker = self._free.get()
        try:
            return function(worker, item)
        finally:
            self._free.put(worker)
