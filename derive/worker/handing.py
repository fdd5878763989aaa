"""The two kinds of items that a cluster is handed: proof scripts, and lines of a batch."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

from derive.facts import Question
from derive.report.report import Report
from derive.worker import questions
from derive.worker.ask import unanswered
from derive.worker.cluster import Client, Kind, answers
from derive.worker.guard import Failure, Limits
from derive.worker.questions import Answer
from derive.worker.sent import facts_about, forget
from derive.worker.wire import decode

#: How many scripts, or lines, a task has at most: some 0.3 s of work, beside which what a task
#: costs does not count.
SCRIPTS, LINES = 8, 64


def scripts(
    client: Client, files: Iterable[Path], limits: Limits, asked: tuple[bool, bool, bool]
) -> Generator[tuple[Report, float]]:
    """The reports on scripts, in order, each with how many seconds it took.

    Whether opinions, gaps and needs are `asked` for besides, as of `check`.  Raises `ClusterError`.
    """
    forget()
    head = {"kind": "scripts", "asked": asked, "run": secrets.token_hex(16), **_limits(limits)}
    return answers(client, Kind(head, SCRIPTS, _script, _report, _unanswered), files)


def _limits(limits: Limits) -> dict[str, Any]:
    return {"seconds": limits.seconds, "megabytes": limits.megabytes}


def _script(path: Path, lacks: Iterable[Question]) -> dict[str, Any]:
    return {"path": str(path), "facts": facts_about(str(path), lacks)}


def _report(_: Path, answer: dict[str, Any]) -> tuple[Report, float]:
    return decode(answer["report"]), answer["seconds"]


def _unanswered(path: Path, reason: str) -> tuple[Report, float]:
    return unanswered(path, Failure(reason)), 0.0


def lines(
    client: Client, asked: Iterable[bytes], limits: Limits, question: questions.Question
) -> Generator[Answer]:
    """The answers to the lines of a batch, in order.  Raises `ClusterError`."""

    def failed(line: bytes, reason: str) -> Answer:
        return questions.unanswered(line, question, reason)

    head = {"kind": "lines", "asked": [question.name, question.option], **_limits(limits)}
    return answers(client, Kind(head, LINES, _line, _answer, failed), asked)


def _line(line: bytes, _: Iterable[Question]) -> dict[str, Any]:
    return {"line": line.decode("utf-8", "surrogateescape")}


def _answer(_: bytes, answer: dict[str, Any]) -> Answer:
    found: Answer = answer["answer"]
    return found
