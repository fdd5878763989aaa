"""What checking a script asks of the disk: answered by it, or by what was sent of another one.

A function of the disk is marked by `of_the_disk`.  Where facts were sent, as they are to a machine
that has none of the files, it looks at no disk: it says what was sent, or what it lacks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

_T = TypeVar("_T")
#: A question: the name of the function, and what it is asked about.
Question = tuple[str, ...]
Facts = Mapping[Question, Any]

#: The functions by their names, which find facts on this disk.
KINDS: dict[str, Callable[..., Any]] = {}
#: What was sent; empty where the disk answers.
_sent: list[Facts] = []


class LackingError(Exception):
    """What was sent does not answer a question."""

    def __init__(self, question: Question) -> None:
        super().__init__(f"the facts say nothing of {' '.join(question)}")
        self.question = question


def of_the_disk(function: Callable[..., _T]) -> Callable[..., _T]:
    """The function of texts, answered by what was sent where something was."""
    name = function.__name__
    KINDS[name] = function

    @wraps(function)
    def asked(*about: str) -> _T:
        if not _sent:
            return function(*about)
        question = (name, *about)
        if question not in _sent[-1]:
            raise LackingError(question)
        found: _T = _sent[-1][question]
        return found

    return asked


@of_the_disk
def real(path: str) -> str:
    """The path of a file without links, by which it is one file."""
    return os.path.realpath(path)


@contextmanager
def answered_by(facts: Facts | None) -> Iterator[None]:
    """What was sent answers meanwhile, unless that is nothing."""
    if facts is None:
        yield
        return
    _sent.append(facts)
    try:
        yield
    finally:
        _sent.remove(facts)
