"""Scripts, or lines of a batch, handed to a cluster: answered in order, as they come.

Some items make a task, and few tasks are on their way at a time, so that memory is bounded however
many items there are.  A task whose workers died is done again, its items one by one with nothing
else beside them: only an item that ends workers when it is alone costs its answer.
It knows nothing of how a scheduler is spoken to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from json import dumps
from queue import Empty, Queue, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from derive.facts import Question
from derive.worker.program import program
from derive.worker.remote import pack, unpack

#: How many seconds a cluster may be without workers.
WAIT = 30.0
#: How often, in seconds, it is looked whether there are workers.
LOOK = 2.0
#: How many tasks a thread of a worker has at most, one at work and others ready.
_TASKS = 2
#: How many times as many items as are on their way may wait for one before them.
_AHEAD = 4
#: A task with so many characters has no further item.
_MAX_CHARACTERS = 1_000_000

_T = TypeVar("_T")
_R = TypeVar("_R")


class ClusterError(Exception):
    """The cluster cannot go on: why, and what to do."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class TaskError(Exception):
    """A task has no answer: why."""


class Handle(Protocol):
    """A task on its way."""

    def release(self) -> None:
        """Forgets it, here and there."""


#: What came of a task.
Outcome = bytes | ClusterError | TaskError


class Client(Protocol):
    """What is needed of a scheduler."""

    address: str

    def threads(self) -> int:
        """How many tasks are done at once.  Raises `ClusterError` where nobody answers."""

    def submit(self, packed: bytes, done: Callable[[Handle], None]) -> Handle:
        """Hands over a task; `done` is called from any thread."""

    def outcomes(self, tasks: Sequence[Handle]) -> Sequence[Outcome]:
        """What came of tasks that are done."""

    def cancel(self, tasks: Sequence[Handle]) -> None:
        """Calls tasks off."""


@dataclass(frozen=True)
class Kind(Generic[_T, _R]):
    """How items of a kind are asked for and answered.

    `head` is what the items of a task have in common; no task has more than `most`.
    """

    head: dict[str, Any]
    most: int
    item: Callable[[_T, Iterable[Question]], dict[str, Any]]
    read: Callable[[_T, dict[str, Any]], _R]
    failed: Callable[[_T, str], _R]


@dataclass(eq=False)
class _Item(Generic[_T]):
    """An item, and what it is answered with once it is."""

    asked: _T
    lacks: list[Question] = field(default_factory=list)
    answer: dict[str, Any] | None = None
    failure: str = ""

    @property
    def done(self) -> bool:
        return self.answer is not None or bool(self.failure)


@dataclass(eq=False)
class _Task(Generic[_T]):
    """Items that are on their way together."""

    items: list[_Item[_T]]
    alone: bool
    handle: Handle | None = None


def answers(client: Client, kind: Kind[_T, _R], items: Iterable[_T]) -> Generator[_R]:
    """The answers to the items, in their order.

    Raises `ClusterError` where the cluster cannot go on, and what reading the items raises behind
    the answers to those before.
    """
    run = _Run(client, kind, items)
    try:
        yield from run.answers()
    finally:
        run.end()


class _Run(Generic[_T, _R]):
    """One run over items: what waits, what is on its way, and what is answered but not told."""

    def __init__(self, client: Client, kind: Kind[_T, _R], items: Iterable[_T]) -> None:
        self._client = client
        self._kind = kind
        self._items: Queue[_T | _End] = Queue(64)
        #: That an item is there, or what came of a task.
        self._news: SimpleQueue[tuple[_Task[_T], Outcome] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[_Task[_T], Handle] | None] = SimpleQueue()
        self._untold: deque[_Item[_T]] = deque()
        self._waiting: deque[_Item[_T]] = deque()
        self._suspects: deque[_Item[_T]] = deque()
        self._under_way: set[_Task[_T]] = set()
        self._ended: _End | None = None
        self._sent = 0
        self._looked = self._staffed = monotonic()
        self._threads = client.threads()
        Thread(target=self._feed, args=(items,), daemon=True).start()
        Thread(target=self._gather, daemon=True).start()

    def answers(self) -> Generator[_R]:
        """The answers in order."""
        while True:
            while self._untold and self._untold[0].done:
                yield self._told(self._untold.popleft())
            self._take()
            if not self._untold and self._ended is not None:
                if self._ended.error is not None:
                    raise self._ended.error
                return
            self._submit()
            self._listen()

    def end(self) -> None:
        """Calls off what is under way."""
        self._done.put(None)
        left = [task.handle for task in self._under_way if task.handle is not None]
        if left:
            self._client.cancel(left)

    def _told(self, item: _Item[_T]) -> _R:
        if item.answer is None:
            return self._kind.failed(item.asked, item.failure)
        return self._kind.read(item.asked, item.answer)

    # In threads of their own

    def _feed(self, items: Iterable[_T]) -> None:
        """Reads the items, which may take as long as their author."""
        error = None
        try:
            for item in items:
                self._items.put(item)
                self._news.put(None)
        except Exception as raised:  # the reader of the answers is told, in its own thread
            error = raised
        self._items.put(_End(error))
        self._news.put(None)

    def _gather(self) -> None:
        """Fetches what came of tasks that are done, all that there are at once."""
        while (first := self._done.get()) is not None:
            batch = [first]
            while not self._done.empty() and (another := self._done.get()) is not None:
                batch.append(another)
            found = self._client.outcomes([handle for _, handle in batch])
            for (task, handle), outcome in zip(batch, found, strict=True):
                handle.release()
                self._news.put((task, outcome))

    # In the thread of the reader

    def _take(self) -> None:
        """Takes the items that are there, as many as may be held."""
        bound = _AHEAD * _TASKS * max(1, self._threads) * self._kind.most
        while self._ended is None and len(self._untold) < bound and not self._items.empty():
            taken = self._items.get()
            if isinstance(taken, _End):
                self._ended = taken
            else:
                self._untold.append(_Item(taken))
                self._waiting.append(self._untold[-1])

    def _submit(self) -> None:
        """Hands over what may be on its way now; a suspect only by itself."""
        if self._suspects:
            if not self._under_way:
                self._send([self._suspects.popleft()], alone=True)
            return
        threads = max(1, self._threads)
        while self._waiting and len(self._under_way) < _TASKS * threads:
            # few items are spread over all workers; of many a task has more, which costs less
            size = min(self._kind.most, 1 + self._sent // (2 * _TASKS * threads))
            first = [self._waiting.popleft() for _ in range(min(size, len(self._waiting)))]
            self._send(first, alone=False)

    def _send(self, items: list[_Item[_T]], alone: bool) -> None:
        """Hands over a task of items; those for which it is too large wait for the next one."""
        told: list[dict[str, Any]] = []
        characters = 0
        while len(told) < len(items) and characters < _MAX_CHARACTERS:
            item = items[len(told)]
            told.append(self._kind.item(item.asked, item.lacks))
            characters += len(dumps(told[-1]))
        self._waiting.extendleft(reversed(items[len(told) :]))
        task = _Task(items[: len(told)], alone)
        self._sent += len(told)
        self._under_way.add(task)
        packed = pack({**self._kind.head, "program": program(), "items": told})
        task.handle = self._client.submit(packed, lambda handle: self._done.put((task, handle)))

    def _listen(self) -> None:
        """Waits for news, and takes all that there are; looks for workers now and then."""
        try:
            self._hear(self._news.get(timeout=LOOK))
            while not self._news.empty():
                self._hear(self._news.get())
        except Empty:
            pass
        if monotonic() - self._looked >= LOOK:
            self._look()

    def _hear(self, news: tuple[_Task[_T], Outcome] | None) -> None:
        if news is None:
            return
        task, outcome = news
        self._under_way.discard(task)
        if isinstance(outcome, ClusterError):
            raise outcome
        if isinstance(outcome, TaskError):
            self._failed(task, str(outcome))
        else:
            self._answered(task, unpack(outcome))

    def _failed(self, task: _Task[_T], reason: str) -> None:
        if task.alone:
            task.items[0].failure = reason
        else:
            self._suspects.extend(task.items)

    def _answered(self, task: _Task[_T], found: dict[str, Any]) -> None:
        if "differs" in found:
            raise ClusterError(
                f"a worker on {found['host']} has another program: {found['differs']}",
                f"install there what is here: derive {program()['derive']}",
            )
        for item, answer in zip(task.items, found["answers"], strict=True):
            lacked = tuple(answer.get("lacks", ()))
            if not lacked:
                item.answer = answer
            elif lacked in item.lacks:
                item.failure = f"what it rests on could not be sent: {' '.join(lacked)}"
            else:
                item.lacks.append(lacked)
                self._waiting.appendleft(item)

    def _look(self) -> None:
        """Looks how many workers there are.  Raises `ClusterError` if for long there was none."""
        self._threads = self._client.threads()
        self._looked = monotonic()
        if self._threads:
            self._staffed = self._looked
        elif self._looked - self._staffed > WAIT:
            raise ClusterError(
                f"the cluster at {self._client.address} has had no worker for {WAIT:g} s",
                "start one: dask worker ADDRESS",
            )


@dataclass(frozen=True)
class _End:
    """The end of the items, or what reading them raised."""

    error: Exception | None = None
