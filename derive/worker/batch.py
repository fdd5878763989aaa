"""A batch: a line each of questions to a line each of answers, in order, as they come."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable
from contextlib import closing

from derive.worker.lines import lines
from derive.worker.questions import Answer, passes

#: What answers lines, in their order.
Answering = Callable[[Iterable[bytes]], Generator[Answer]]


def run(
    read: Callable[[int], bytes], write: Callable[[str], object], answering: Answering
) -> tuple[int, int]:
    """Answers all lines; how many there were, and how many of them are proved.

    `write` is given one line of JSON at a time and must pass it on at once.  Raises what `read`
    and `write` raise.
    """
    count = proved = 0
    with closing(answering(lines(read))) as answers:
        for found in answers:
            write(json.dumps(found) + "\n")
            count += 1
            proved += passes(found)
    return count, proved
