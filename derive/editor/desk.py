"""A worker process of the server: asked one question after the other, killed where it must be.

A question that nobody waits for any more has a moment to end, so that the process and what it has
imported stay; then the process is killed, and another takes its place.  That one is started while
a question takes long, so that it is there when it is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from derive.worker.guard import Failure, Limits, Worker

#: How many seconds a question may go on that nobody waits for, and how many in all at least: to
#: start a process anew takes about one.
GRACE, LEAST = 0.3, 1.5


class Desk:
    """One worker and the thread that waits for it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._thread = ThreadPoolExecutor(1)
        self._worker = Worker(limits)
        self._spare: Worker | None = None
        self._turn = asyncio.Lock()
        self._asked: set[asyncio.Task[Any]] = set()
        self._warm = False

    def launch(self) -> None:
        """Starts the process, and does not wait for it."""
        self._worker.launch()

    async def ask(self, job: Mapping[str, Any], given_up: asyncio.Event) -> Any:
        """The answer to a job; a `Failure` where there is none, or it was `given_up`.

        Where the caller is cancelled the job goes on: the next one waits for its turn.
        """
        task = asyncio.get_running_loop().create_task(self._in_turn(job, given_up))
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)
        return await asyncio.shield(task)

    async def _in_turn(self, job: Mapping[str, Any], given_up: asyncio.Event) -> Any:
        async with self._turn:
            if given_up.is_set():
                return Failure("nobody waits for it any more")
            return await self._answer(job, given_up)

    async def _answer(self, job: Mapping[str, Any], given_up: asyncio.Event) -> Any:
        loop = asyncio.get_running_loop()
        began = loop.time()
        answer = asyncio.ensure_future(loop.run_in_executor(self._thread, self._ask, job))
        up = asyncio.ensure_future(given_up.wait())
        await asyncio.wait({answer, up}, timeout=GRACE, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done() and self._warm:
            self._prepare()
        await asyncio.wait({answer, up}, return_when=asyncio.FIRST_COMPLETED)
        up.cancel()
        await asyncio.wait({answer}, timeout=max(GRACE, began + LEAST - loop.time()))
        if not answer.done():
            self._change()
        self._warm = True
        return await answer

    def _ask(self, job: Mapping[str, Any]) -> Any:
        try:
            return self._worker.ask(job)
        except Exception as error:  # an answer that cannot be read, as of a process that was killed
            return Failure(f"{type(error).__name__}: {error}")

    def _prepare(self) -> None:
        """Starts the process that takes the place of this one, if there is none yet."""
        if self._spare is None:
            self._spare = Worker(self._limits)
            self._spare.launch()

    def _change(self) -> None:
        """Ends the process, so that another takes its place."""
        self._prepare()
        assert self._spare is not None
        old, self._worker, self._spare = self._worker, self._spare, None
        old.close()

    def close(self) -> None:
        """Ends the processes."""
        self._worker.close()
        if self._spare is not None:
            self._spare.close()
        self._thread.shutdown(wait=False, cancel_futures=True)
