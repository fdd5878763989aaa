"""Facts about the disk on their way to a machine that has none of the files.

They are what the scripts of a run may rest on: guessed from their texts, and told one by one where
the guess was too small.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from derive.facts import KINDS, Facts, Question
from derive.library import Found
from derive.worker.wire import decode, encode

#: Facts as JSON: the questions and their answers.
AsJson = list[tuple[Question, Any]]
#: `by: theorem NAME`, wherever it seems to stand.
_LEMMA = re.compile(rb"\btheorem[ \t]+([\w./+-]+)")
#: So many scripts are guessed at most.
_MAX_GUESSED = 200
#: What a path is asked for by its name is looked up in whole folders, so that it is kept.
_KEPT = 4096
_BY_NAME = ("lemma_file", "lemma_found")


def facts_about(path: str, besides: Iterable[Question] = ()) -> AsJson:
    """What checking the script at a path seems to ask of this disk, and what it asks `besides`."""
    found = dict(_guessed(path))
    found.update((question, _fact(*question)) for question in besides)
    return [(question, _as_json(answer)) for question, answer in found.items()]


def facts_from(data: Iterable[Any]) -> Facts:
    """The facts that were sent."""
    return {tuple(question): _from_json(answer) for question, answer in data}


def _guessed(path: str) -> Iterator[tuple[Question, Any]]:
    """The script at a path, those that it seems to take lemmas from, and theirs."""
    pending = {path: None}
    for here in _growing(pending):
        for kind in ("real", "label") if here != path else ("real",):
            yield (kind, here), _fact(kind, here)
        data = _fact("content", here)
        yield ("content", here), data
        if not isinstance(data, bytes):
            continue
        for name in dict.fromkeys(_LEMMA.findall(data)):
            question = ("lemma_file", name.decode("utf-8", "replace"), here)
            found = _fact(*question)
            yield question, found
            if found is not None:
                pending.setdefault(found)


def _growing(pending: dict[str, None]) -> Iterator[str]:
    """Each of what is pending, also what is added meanwhile, within the bound."""
    for n in range(_MAX_GUESSED):
        if n == len(pending):
            return
        yield list(pending)[n]


def forget() -> None:
    """Looks files up by their names anew, as a run does where it begins."""
    _kept.cache_clear()


def _fact(kind: str, *about: str) -> Any:
    """What this disk says; where files are found by their names does not change in a run."""
    from derive.check import lemmas  # with it all functions of the disk are there

    assert lemmas.MAX_SCRIPTS
    return _kept(kind, *about) if kind in _BY_NAME else KINDS[kind](*about)


@lru_cache(_KEPT)
def _kept(kind: str, *about: str) -> Any:
    return KINDS[kind](*about)


def _as_json(answer: Any) -> Any:
    if isinstance(answer, bytes):
        return {"bytes": answer.decode("utf-8", "surrogateescape")}
    if isinstance(answer, Found):
        path = None if answer.path is None else str(answer.path)
        return {"found": [path, answer.where, answer.hint, answer.several]}
    return encode(answer)


def _from_json(data: Any) -> Any:
    if isinstance(data, dict) and "bytes" in data:
        return data["bytes"].encode("utf-8", "surrogateescape")
    if isinstance(data, dict) and "found" in data:
        path, where, hint, several = data["found"]
        return Found(None if path is None else Path(path), where, hint, tuple(several))
    return decode(data)
