"""Workers for tests: one that answers in this process, and what they print, read without its line
ends.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from threading import Lock
from typing import Any

from derive.worker.guard import Failure, Worker, read_reply
from derive.worker.jobs import answer

#: Precision is of a process, and what is computed in it is computed in one thread at a time.
_turn = Lock()


def flat(printed: str) -> str:
    """What was printed, however it was wrapped."""
    return " ".join(printed.split())


class Here(Worker):
    """A worker that is no process; what it answers crosses the wire all the same."""

    def launch(self) -> Failure | None:
        return None

    def start(self) -> Failure | None:
        return None

    def ask(self, job: Mapping[str, Any], seconds: float | None = None) -> Any:
        request = {**self.setting, **job, "seconds": seconds}
        with _turn:
            reply = json.loads(json.dumps(answer(json.loads(json.dumps(request)))))
        return read_reply(reply, job)
