"""A batch: a line each of questions to a line each of answers, in order, as they come."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from derive.worker.lines import lines
from derive.worker.pool import Pool
from derive.worker.questions import Question, answer, passes


def run(
    read: Callable[[int], bytes], write: Callable[[str], object], pool: Pool, question: Question
) -> tuple[int, int]:
    """Answers all lines; how many there were, and how many of them are proved.

    `write` is given one line of JSON at a time and must pass it on at once.  Raises what `read`
    and `write` raise.
    """
    count = proved = 0
    for found in pool.map(partial(answer, question=question), lines(read)):
        write(json.dumps(found) + "\n")
        count += 1
        proved += passes(found)
    return count, proved
