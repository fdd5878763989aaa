"""What is said of the links of a chain that stands in a document."""

from __future__ import annotations

from dataclasses import dataclass

from derive.check.slips import Mending
from derive.report.document import LinkVerdict
from derive.report.report import Witness
from derive.script.links import Links


@dataclass(frozen=True)
class Judged:
    """A link with its verdict; of a refuted one what mends it.

    `odd` is the side that is wrong where those before and behind it are equal; `doubt` says what
    of the text may make true what is false for most values.
    """

    verdict: LinkVerdict
    conditions: tuple[str, ...] = ()
    witness: Witness | None = None
    explanation: str = ""
    mending: Mending | None = None
    odd: int | None = None
    doubt: str = ""


@dataclass(frozen=True)
class JudgedChain:
    """The reading of a chain that is kept, with a verdict for each pair of neighbours.

    A pair that is no equality, or of which a side is not read, has none.
    """

    links: Links
    judged: tuple[Judged | None, ...]
