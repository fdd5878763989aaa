"""A Dask scheduler as a run speaks to it; what Dask says of itself on the screen is not shown.

Whoever can reach a scheduler without TLS can use it: what its workers answer is believed.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

from derive.worker.cluster import ClusterError, Handle, Outcome, TaskError
from derive.worker.remote import work

#: How many seconds a scheduler has to answer.
ANSWER = 10.0
#: How many seconds it may take to end a connection.
_FAREWELL = 2
#: How many seconds it may take to say that nothing answered.
_MARGIN = 0.5
#: What a task ends in where its function is not to be had.
_NOT_THERE = (ImportError, AttributeError)
_INSTALL = "install the same derive in the environment of its scheduler and workers"


@contextmanager
def connected(address: str, seconds: float = ANSWER) -> Iterator[Dask]:
    """A connection to the scheduler at an address, made within so many seconds.

    Raises `ClusterError` where there is none.
    """
    with _quiet():
        client = _client(address, seconds)
        try:
            yield Dask(client, address)
        finally:
            with suppress(Exception):  # of one that is gone there is nothing to take leave of
                client.close(timeout=_FAREWELL)


def _client(address: str, seconds: float) -> Any:
    """A client of Dask.  It is made in a thread: one that greets, and says no more, is waited for
    without end."""
    from distributed import Client

    made: SimpleQueue[Any] = SimpleQueue()

    def make() -> None:
        try:
            made.put(
                Client(address, timeout=seconds, set_as_default=False, direct_to_workers=False)
            )
        except Exception as error:  # whatever Dask raises, the thread that waits tells it
            made.put(error)

    Thread(target=make, daemon=True).start()
    try:
        found = made.get(timeout=seconds + _MARGIN)
    except Empty:
        raise _no_answer(address, seconds) from None
    if isinstance(found, OSError):
        raise _no_answer(address, seconds) from found
    if isinstance(found, Exception):  # an address that is none, or TLS that is not set up
        raise ClusterError(
            f"`{address}` cannot be used as a scheduler: {_first_line(found)}",
            "an address is tcp://HOST:8786, or tls://HOST:8786 with the configuration of Dask",
        ) from found
    return found


def _no_answer(address: str, seconds: float) -> ClusterError:
    told = f"the scheduler at {address} does not answer within {seconds:g} s"
    return ClusterError(told, "`dask scheduler` starts one, and says its address")


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask logs and warns of is not told meanwhile: what counts of it is an error of ours."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


class Dask:
    """A connection to a scheduler."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self.address = address

    def threads(self) -> int:
        """How many tasks its workers do at once.  Raises `ClusterError` where nobody answers."""
        try:
            known = self._client.sync(self._client.scheduler.ncores, callback_timeout=ANSWER)
        except Exception as error:  # a connection that is lost shows in many ways
            raise self._lost() from error
        return sum(known.values())

    def _lost(self) -> ClusterError:
        return ClusterError(f"the connection to the scheduler at {self.address} was lost")

    def submit(self, packed: bytes, done: Callable[[Handle], None]) -> Handle:
        """Hands over a task.  Raises `ClusterError` where that cannot be."""
        try:
            future = self._client.submit(work, packed, pure=False)
            future.add_done_callback(done)
        except Exception as error:  # a connection that is lost shows in many ways
            raise self._lost() from error
        found: Handle = future
        return found

    def outcomes(self, tasks: Sequence[Any]) -> Sequence[Outcome]:
        """What came of tasks that are done."""
        try:
            found: Sequence[Outcome] = self._client.gather(list(tasks))
            return found
        except Exception:  # one of them failed: which, and how
            return [self._outcome(task) for task in tasks]

    def _outcome(self, task: Any) -> Outcome:
        if task.status == "cancelled":
            return self._lost()
        try:
            found: bytes = task.result()
            return found
        except Exception as error:  # of whatever kind: it is told
            return self._lost() if task.status == "cancelled" else self._failed(error)

    def _failed(self, error: Exception) -> ClusterError | TaskError:
        """What an error of a task means."""
        if isinstance(error, _NOT_THERE) or "deserialization" in str(error):
            told = f"derive of this version is not installed on the cluster at {self.address}"
            return ClusterError(f"{told} ({_first_line(error)})", _INSTALL)
        if type(error).__name__ == "KilledWorker":
            return TaskError("each worker of the cluster that had it died")
        return TaskError(f"an error of the cluster: {type(error).__name__}: {_first_line(error)}")

    def cancel(self, tasks: Sequence[Any]) -> None:
        """Calls tasks off, as far as the scheduler can be reached."""
        with suppress(Exception):
            self._client.cancel(list(tasks))
