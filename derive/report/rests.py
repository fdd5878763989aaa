"""What a script rests on, as it was read: frozen data, and how it is told.

A script and its lemmas are a list, each once, in the order in which they are come upon; so is what
is walked again, and the two can be held against each other.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from derive.facts import of_the_disk
from derive.report.report import LemmaReport


@dataclass(frozen=True)
class Read:
    """A script as it was read: where, the digest of its bytes, and its lemmas.

    Each lemma is the name that the script calls it by, and where it stands in the list.
    """

    path: str
    digest: str
    lemmas: tuple[tuple[str, int], ...]


#: The digest of the file at a path, and the names of its lemmas; None where it cannot be told.
Reading = Callable[[str], tuple[str, tuple[str, ...]] | None]


def unfolded(
    path: str, read: Reading, file: Callable[[str, str], str | None], most: int = 1000
) -> tuple[Read, ...]:
    """The script at a path and all that is below it, itself first; nothing where one is missing.

    `file` finds the lemma of a name for the script at a path.  With more than `most` of them there
    is nothing either.
    """
    paths, places = [path], dict[str, int]()
    found: list[Read] = []
    while len(found) < len(paths) <= most:
        here = paths[len(found)]
        told = read(here)
        if told is None:
            return ()
        if told[1] and not places:
            places[os.path.realpath(path)] = 0
        lemmas: list[tuple[str, int]] = []
        for name in told[1]:
            there = file(name, here)
            if there is None:
                return ()
            at = places.setdefault(os.path.realpath(there), len(paths))
            paths += [there] if at == len(paths) else []
            lemmas.append((name, at))
        found.append(Read(here, told[0], tuple(lemmas)))
    return tuple(found) if len(found) == len(paths) else ()


@of_the_disk
def label(path: str) -> str:
    """A path as a theorem carries it: from the working folder where the file is below that."""
    here, there = os.path.join(os.path.realpath(os.getcwd()), ""), os.path.realpath(path)
    return there.removeprefix(here)


def in_order(labels: Iterable[str]) -> tuple[LemmaReport, ...]:
    """Lemmas in order of their names."""
    return tuple(LemmaReport(*named) for named in sorted((_stem(path), path) for path in labels))


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]
