"""Batches on the command line: from a file or the input to the output, a line each."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from derive.commands.cluster import cluster
from derive.commands.files import written
from derive.commands.formats import Outputs, outputs
from derive.commands.options import NOT_PROVED, PROVED, UNUSABLE, refuse
from derive.render.formats import OF_AN_ANSWER, TEXT

if TYPE_CHECKING:
    from derive.render.screen import Screen
    from derive.worker.batch import Answering
    from derive.worker.guard import Limits
    from derive.worker.questions import Question


@dataclass(frozen=True)
class Hands:
    """Who answers a batch: so many workers of this machine, or a cluster."""

    jobs: int
    scheduler: str | None
    limits: Limits

    @contextmanager
    def answering(self, screen: Screen, question: Question) -> Iterator[Answering]:
        """What answers the lines of a batch."""
        if self.scheduler is not None:
            from derive.worker.handing import lines

            with cluster(screen, self.scheduler, self.limits.seconds) as client:
                yield partial(lines, client, limits=self.limits, question=question)
            return
        from derive.worker.pool import Pool, cores
        from derive.worker.questions import answer

        with Pool(self.jobs or cores(), self.limits) as pool:
            yield partial(pool.map, partial(answer, question=question))


def answers(
    name: str, hands: Hands, question: Question, screen: Screen, formats: list[str] | None
) -> int:
    """Answers a batch on the output or into a file; what that amounts to as an exit code."""
    files = _files(screen, formats)
    if not files:
        return _answers(name, hands, question, screen, _at_once)
    told: list[str] = []
    code = _answers(name, hands, question, screen, told.append)
    return max(code, written(screen, dict.fromkeys(files, "".join(told).encode())))


def _files(screen: Screen, formats: list[str] | None) -> list[Path]:
    """The files that answers go to, none for the output."""
    wanted = outputs(screen, formats, OF_AN_ANSWER) if formats else Outputs("json")
    text = TEXT in (f for one in formats or () for f in [one.partition("=")[0]])
    refuse(screen, ("a batch is answered in JSON", "--format json, or json=FILE", text))
    return [file for _, file in wanted.files]


def _answers(
    name: str, hands: Hands, question: Question, screen: Screen, write: Callable[[str], object]
) -> int:
    from derive.worker.batch import run

    try:
        source = 0 if name == "-" else os.open(name, os.O_RDONLY)
        with hands.answering(screen, question) as answering:
            count, proved = run(partial(os.read, source), write, answering)
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
