"""Edits that mend a step of a script: frozen data.  It knows no editor."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Mends(Enum):
    """What an edit mends."""

    REASON = "reason"
    LINE = "line"
    GAP = "gap"


@dataclass(frozen=True)
class Repair:
    """An edit of the text of a script: `text[start:end]` becomes `new`.

    It was made and the outcome checked: the step of that `number` stands then, and no other step
    is worse.  `said` is what it does, in words.
    """

    said: str
    mends: Mends
    number: int
    start: int
    end: int
    new: str
