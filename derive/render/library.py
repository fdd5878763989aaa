"""The library on a terminal: its scripts folder by folder, and the notes on one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from derive.render.screen import Screen, counted

#: A folder with the words for where it is, then the names of its scripts with their titles.
Shelf = tuple[str, str, Sequence[tuple[str, str]]]


def shelves(screen: Screen, told: Iterable[Shelf]) -> None:
    """Scripts by folder, a line each where there is room, and how many there are."""
    told = list(told)
    rows = [row for _, _, rows in told for row in rows]
    room = max(len(name) for name, _ in rows)
    for folder, where, held in told:
        opening = f"{folder}/" if folder else ""
        screen.print((opening, "title"), (f"{'  ' if opening else ''}{where}", "dim"))
        for name, title in held:
            screen.flowing([(f"  {name.ljust(room)}  ", "rule")], title)
        screen.print()
    folders = len({folder for folder, _, _ in told if folder})
    within = f" in {counted(folders, 'folder')}" if folders else ""
    screen.print(f"{counted(len(rows), 'script')}{within}")


def by_folder(entries: Iterable[tuple[str, str, str, str]]) -> list[Shelf]:
    """Shelves of folder, where, name and title, in the order in which they come."""
    found = groupby(entries, key=lambda entry: entry[:2])
    return [(*key, [(name, title) for _, _, name, title in held]) for key, held in found]


def notes(screen: Screen, text: str) -> None:
    """The notes on a script, its paragraphs apart as blank lines keep them."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip())):
        screen.print()
        opening = "notes: " if number == 0 else " " * 7
        screen.flowing([(opening, "dim")], " ".join(paragraph.split()))
