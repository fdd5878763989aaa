"""What came of checking a document: chains, links, a verdict for each.  It knows no renderer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import cast

from derive.report.diagnostics import WARNINGS, Diagnostic, Kind, Place
from derive.report.report import Report, Witness
from derive.report.run import ScriptOutcome


class LinkVerdict(Enum):
    """What is said of a link."""

    PROVED = "proved"
    HOLDS_WHERE = "holds where"
    ROUNDED = "holds as rounded"
    DOMAIN = "domain"
    REFUTED = "refuted"
    CONSEQUENCE = "follows from an error"
    DEFINES = "defines or asks"
    NOT_SHOWN = "not shown"
    UNREAD = "not read"

    @property
    def is_read(self) -> bool:
        """Whether both sides are."""
        return self is not LinkVerdict.UNREAD

    @property
    def decided(self) -> bool:
        """Whether it is known what holds."""
        return self not in (LinkVerdict.NOT_SHOWN, LinkVerdict.UNREAD)


@dataclass(frozen=True)
class Remark:
    """Something that was taken from the text, with its place; None where it is custom."""

    words: str
    place: Place | None = None


@dataclass(frozen=True)
class LookedAt:
    """A place where a file was looked for, with the digest of its bytes; empty if there is none."""

    path: str
    digest: str


@dataclass(frozen=True)
class LinkReport:
    """A link: where it stands, as it was understood, its verdict.

    `kind` says of a link that is not read what stops that; `about` are the words for it, or of
    what is not shown why, such as what the text says that may make it true.  Its sign is `=`, or
    `≈` where numbers are compared as they are rounded.
    """

    place: Place
    verdict: LinkVerdict
    left: str = ""
    right: str = ""
    conditions: tuple[str, ...] = ()
    witness: Witness | None = None
    kind: str = ""
    about: str = ""
    sign: str = "="

    @property
    def why(self) -> str:
        """Why a link is not shown."""
        return self.about or "neither proved nor surely wrong"


@dataclass(frozen=True)
class ChainReport:
    """A chain with its links, and what was taken from the text for it."""

    place: Place
    links: tuple[LinkReport, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Extract:
    """A run of so many links as a proof script: where it begins, its text, whether it is proved.

    Where there is a `problem`, it is no script that can be used.
    """

    place: Place
    text: str
    proved: bool
    problem: str = ""
    links: int = 0


@dataclass(frozen=True)
class Annotated:
    """The text of a file with the reasons that were found, and how many those are."""

    file: str
    text: str
    reasons: int


@dataclass(frozen=True)
class DocumentReport(Report):
    """A document checked: its chains; what is wrong is in `diagnostics`, `told` is only a note.

    A notebook is told by its cells, and a file may include others: `excerpts` are the lines of each
    other file of a place.  `looked` are the places where files were looked for, its own first.
    Where they were asked for, there are `extracts`, and the files `annotated`.
    """

    chains: tuple[ChainReport, ...] = ()
    told: tuple[Diagnostic, ...] = ()
    excerpts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    looked: tuple[LookedAt, ...] = ()
    extracts: tuple[Extract, ...] = ()
    annotated: tuple[Annotated, ...] = ()

    def lines_of(self, place: Place) -> tuple[str, ...]:
        """The lines of the text that a place is in."""
        return dict(self.excerpts).get(place.file, self.lines)

    @property
    def links(self) -> Iterator[LinkReport]:
        """All links."""
        return (link for chain in self.chains for link in chain.links)

    @property
    def counts(self) -> Mapping[LinkVerdict, int]:
        """How many links have each verdict."""
        return Counter(link.verdict for link in self.links)

    @property
    def unread(self) -> Mapping[str, int]:
        """How many links are not read, by what stops that."""
        unread = (link for link in self.links if link.verdict is LinkVerdict.UNREAD)
        return Counter(link.kind for link in unread)

    def strictly(self) -> DocumentReport:
        """The same, where what is not shown is wrong."""
        open_ones = (link for link in self.links if link.verdict is LinkVerdict.NOT_SHOWN)
        found = (Diagnostic(Kind.OPEN_LINK, one.place, about=(one.why,)) for one in open_ones)
        return replace(self, diagnostics=(*self.diagnostics, *found))

    @property
    def proved(self) -> bool:
        """Whether nothing is wrong."""
        return not any(d.kind not in WARNINGS for d in self.diagnostics)

    @property
    def usable(self) -> bool:
        """Whether it could be read."""
        return not any(d.fatal for d in self.diagnostics)


@dataclass(frozen=True)
class DocumentOutcome(ScriptOutcome):
    """A document that was checked in a run.

    `files` are the paths of those that it includes, by how places name them.
    """

    files: tuple[tuple[str, str], ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is told of it."""
        return self.report.diagnostics

    @property
    def passes(self) -> bool:
        """Whether there is no error."""
        return self.report.proved

    def file_of(self, place: Place) -> str:
        """The path of the file that a place is in, from the root of the repository."""
        return dict(self.files).get(place.file, self.file)

    def cell_of(self, place: Place) -> str:
        """The cell of a notebook that a place is in, whose lines are none of the file."""
        return place.file.partition(":cell ")[2] if self.file.endswith(".ipynb") else ""

    def failing(self, told: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Of what is told that which is wrong."""
        return tuple(d for d in told if d.kind not in WARNINGS)

    @property
    def by_chain(self) -> Iterator[tuple[ChainReport | None, tuple[Diagnostic, ...]]]:
        """The chains, each with what is told of it; what is about none comes first."""
        report = cast("DocumentReport", self.report)
        starts = [_order(chain.place) for chain in report.chains]
        told: dict[int, list[Diagnostic]] = {}
        for found in report.diagnostics:
            at = _order(found.place)
            k = max((k for k, s in enumerate(starts) if s[0] == at[0] and s <= at), default=-1)
            about = found.kind in _OF_LINKS
            told.setdefault(k if about else -1, []).append(found)
        if -1 in told:
            yield None, tuple(told[-1])
        for k, chain in enumerate(report.chains):
            yield chain, tuple(told.get(k, ()))


def _order(place: Place) -> tuple[str, int, int]:
    return place.file, place.line, place.column


#: What is told of links.
_OF_LINKS = frozenset(kind for kind in Kind if kind.slug.startswith("DRV1"))
