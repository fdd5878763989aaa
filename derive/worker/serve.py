"""A worker process: reads a request a line, answers a line each, until its input ends.

Its parent kills it when a job takes too long; the limits here are for what the parent cannot do:
memory, and an end to a job whose parent is gone.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from math import ceil
from typing import BinaryIO

from derive.worker.guard import OUT_OF_MEMORY

#: How many seconds after its limit a job ends by itself.
_GRACE = 5


def main() -> None:
    """Serves requests; the one argument is the memory limit in megabytes."""
    serve(sys.stdin.buffer, _own_output(), int(sys.argv[1]))


def serve(requests: BinaryIO, replies: BinaryIO, megabytes: int) -> None:
    """Answers requests until there are no more, in this process."""
    _limit_memory(megabytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when it is over
    gc.set_threshold(50_000, 20, 20)
    try:
        _serve(requests, replies)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:
        os._exit(0)


def _serve(requests: BinaryIO, replies: BinaryIO) -> None:
    from derive.worker.jobs import answer, share_lemmas

    share_lemmas()
    _send(replies, {"ready": True})
    for line in requests:
        request = json.loads(line)
        _alarm(ceil(request["seconds"]) + _GRACE)
        reply = answer(request)
        _alarm(0)
        _send(replies, reply)


def _send(replies: BinaryIO, message: object) -> None:
    replies.write(json.dumps(message).encode("ascii") + b"\n")
    replies.flush()


def _own_output() -> BinaryIO:
    """The output for replies alone: what libraries print does not come between them."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return replies


def _alarm(seconds: int) -> None:
    """Ends the process after so many seconds, also in the middle of C; 0 calls it off."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _limit_memory(megabytes: int) -> None:
    """Bounds the address space, where the system can."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = megabytes * 2**20
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, OSError, ValueError):
        return
