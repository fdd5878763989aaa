"""A worker process of the server: asked one question after the other, killed where it must be.

A question that nobody waits for any more has a moment to end, so that the process and what it has
imported stay; then the process is killed, and a new one takes its place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from derive.worker.guard import Failure, Limits, Worker

#: How many seconds a question may go on that nobody waits for.
GRACE = 0.5


class Desk:
    """One worker and the thread that waits for it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._thread = ThreadPoolExecutor(1)
        self._worker = Worker(limits)

    def launch(self) -> None:
        """Starts the process, and does not wait for it."""
        self._worker.launch()

    async def ask(self, job: Mapping[str, Any], given_up: asyncio.Event | None = None) -> Any:
        """The answer to a job; a `Failure` where there is none, or it was `given_up`."""
        loop = asyncio.get_running_loop()
        answer = asyncio.ensure_future(loop.run_in_executor(self._thread, self._ask, job))
        up = asyncio.ensure_future((given_up or asyncio.Event()).wait())
        try:
            await asyncio.wait({answer, up}, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                await asyncio.wait({answer}, timeout=GRACE)
        except asyncio.CancelledError:
            loop.call_later(GRACE, self._end_unless_done, answer)
            raise
        finally:
            up.cancel()
        self._end_unless_done(answer)
        return await answer

    def _ask(self, job: Mapping[str, Any]) -> Any:
        try:
            return self._worker.ask(job)
        except Exception as error:  # an answer that cannot be read, as of a process that was killed
            return Failure(f"{type(error).__name__}: {error}")

    def _end_unless_done(self, answer: asyncio.Future[Any]) -> None:
        if not answer.done():
            old, self._worker = self._worker, Worker(self._limits)
            old.close()
            self._worker.launch()

    def close(self) -> None:
        """Ends the process."""
        self._worker.close()
        self._thread.shutdown(wait=False, cancel_futures=True)
