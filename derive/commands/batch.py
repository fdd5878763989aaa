"""Batches on the command line: from a file or the input to the output, a line each."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from derive.commands.options import NOT_PROVED, PROVED, UNUSABLE

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.worker.guard import Limits
    from derive.worker.questions import Question


def answers(name: str, jobs: int, limits: Limits, question: Question, screen: Screen) -> int:
    """Answers a batch on the output; what the answers amount to as an exit code."""
    from derive.worker.batch import run
    from derive.worker.pool import Pool, cores

    try:
        source = 0 if name == "-" else os.open(name, os.O_RDONLY)
        with Pool(jobs or cores(), limits) as pool:
            count, proved = run(partial(os.read, source), _at_once, pool, question)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        screen.error(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}")
        return UNUSABLE
    if not count:
        screen.error(f"there is no line in {name}")
    return PROVED if count and proved == count else NOT_PROVED


def _at_once(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()
