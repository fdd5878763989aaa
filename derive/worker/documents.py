"""A document checked: its chains read, judged, and told as a report.

Here the reader of documents and the check meet; neither knows of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from derive.check.judged import Judged, JudgedChain
from derive.check.links import MAX_TRIED, judge_chain
from derive.check.rounding import UNDECIDED, Rounded, approximation
from derive.check.slips import Mending
from derive.document.claims import approximations, claims, is_identity
from derive.document.formulas import Text, Trouble
from derive.document.markdown import MissingPackageError
from derive.document.read import Document, read_document
from derive.document.reading import Side
from derive.document.readings import readings
from derive.document.spelled import spellings
from derive.document.statements import Statement, statements
from derive.document.subject import Subject
from derive.document.tokens import FormulaError
from derive.expression.latex import latex
from derive.expression.looks import names_in
from derive.expression.nodes import Expression
from derive.expression.parsed import Parsed
from derive.expression.text import text as said
from derive.expression.typeset import Style, style_for
from derive.kernel.theory import REFUSALS
from derive.report.diagnostics import Diagnostic, Kind, Place
from derive.report.document import ChainReport, DocumentReport, Extract, LinkReport, LinkVerdict
from derive.report.equality import point_words
from derive.report.report import Witness
from derive.script.links import Links
from derive.script.source import Source
from derive.worker.annotating import Remarks, annotated
from derive.worker.extracting import extracted

_KINDS = {kind.slug: kind for kind in Kind}
#: Beyond this a mended part is not written out.
MAX_MENDED = 200


def check_document(
    path: str, root: str | None = None, extract: bool = False, annotate: bool = False
) -> DocumentReport:
    """The report on the document in a file; every problem is in it.

    What it includes is read where it is in the folder `root`, by default its own.  Where it is
    asked for, chains are told as scripts, and files with the reasons that were found.
    """
    try:
        document = read_document(path, root)
    except MissingPackageError as error:
        found = Diagnostic(Kind.MISSING_EXTRA, Place(path, 1, 1), about=(str(error),))
        return _report(path, (found,), ())
    return checked(document, extract, annotate)


def checked(document: Document, extract: bool = False, annotate: bool = False) -> DocumentReport:
    """The report on a document that was read."""
    outcome = _Outcome([*document.wrong], searching=extract or annotate)
    if document.source is not None:
        outcome.wrong += [_trouble(t, document.source) for t in document.troubles]
    for text in document.texts:
        outcome.wrong += [_trouble(t, text.source) for t in text.troubles]
        outcome.remarks.append((text, Remarks()))
        _text(text, outcome)
    lines = {source.file: source for source in document.files}
    last: dict[str, int] = {}
    links = (link for chain in outcome.chains for link in chain.links)
    unshown = (link.place for link in links if link.verdict is LinkVerdict.NOT_SHOWN)
    for place in (*(d.place for d in (*outcome.wrong, *outcome.told)), *unshown):
        last[place.file] = max(place.line, last.get(place.file, 0))
    shown = {file: lines[file].lines[: last[file]] for file in lines if file in last}
    own = shown.pop(document.path, ())
    told = (tuple(outcome.chains), tuple(outcome.told), tuple(shown.items()), document.looked)
    extracts = tuple(outcome.extracts) if extract else ()
    written = tuple(annotated(document, outcome.remarks)) if annotate else ()
    return _report(document.path, tuple(outcome.wrong), own, *told, extracts, written)


@dataclass
class _Outcome:
    """What comes of the texts of a document."""

    wrong: list[Diagnostic] = field(default_factory=list)
    told: list[Diagnostic] = field(default_factory=list)
    chains: list[ChainReport] = field(default_factory=list)
    searching: bool = False
    extracts: list[Extract] = field(default_factory=list)
    remarks: list[tuple[Text, Remarks]] = field(default_factory=list)


def _report(
    path: str, wrong: tuple[Diagnostic, ...], lines: tuple[str, ...], *told: Any
) -> DocumentReport:
    return DocumentReport(path, "", "", (), (), None, wrong, lines, (), "", (), (), *told)


def _trouble(trouble: Trouble, source: Source) -> Diagnostic:
    place = source.place(trouble.start, trouble.end)
    said = (trouble.expected, trouble.written, trouble.hint)
    return Diagnostic(_KINDS[trouble.code], place, *said, about=(trouble.about,))


def _text(text: Text, outcome: _Outcome) -> None:
    """Checks the chains of one text."""
    found, troubles = statements(text)
    outcome.wrong += [_trouble(t, text.source) for t in troubles]
    for k in claims(text, found):
        _Chain(text, found[k], outcome).check(Subject.of(text, found, k))


class _Chain:
    """One chain on its way to the report."""

    def __init__(self, text: Text, statement: Statement, outcome: _Outcome) -> None:
        self.text = text
        self.statement = statement
        self.outcome = outcome
        self.sides: tuple[Side, ...] = ()
        self.derived = False

    def check(self, subject: Subject) -> None:
        """Judges the chain, and tells what came of it."""
        try:
            judged = judge_chain(self._readings(subject))
        except REFUSALS:  # what the kernel does not take is not read
            judged = None
        links = dict(self.links(judged, subject))
        place = self.text.source.place(self.statement.start)
        remarks = () if judged is None else judged.links.remarks
        for one in () if judged is None else judged.links.elided:
            if one.place is not None:
                found = Diagnostic(Kind.MISSING_ARGUMENT, one.place, about=(one.words,))
                self.outcome.wrong.append(found)
        self.outcome.chains.append(ChainReport(place, tuple(links.values()), remarks))
        if judged is not None and self.outcome.searching:
            equal = {k: link.verdict for k, link in links.items() if link.sign == "="}
            self.extract(judged, equal)

    def links(
        self, judged: JudgedChain | None, subject: Subject
    ) -> Iterator[tuple[int, LinkReport]]:
        """The reports on the links, by their indices."""
        near = {*approximations(self.statement)}
        claimed = subject.derived or is_identity(self.text, self.statement)
        self.derived = subject.derived
        for k, relation in enumerate(self.statement.chain.relations):
            if relation.sign == "=" and claimed:
                yield k, self.link(k, judged)
            elif k in near:
                yield k, self.approximate(k, subject)

    def approximate(self, k: int, subject: Subject) -> LinkReport:
        """The report on two numbers with `\\approx` between them; every reading has a say."""
        relation = self.statement.chain.relations[k]
        place = self.text.source.place(relation.start, relation.end)
        found: list[tuple[Rounded, Parsed, Parsed]] = []
        read = False
        for links, sides in islice(readings(subject), MAX_TRIED):
            left, right = sides[k : k + 2]
            if isinstance(left, Parsed) and isinstance(right, Parsed):
                read = True
                here = UNDECIDED if links.unsure else approximation(left.node, right.node)
                found += [] if here is None else [(here, left, right)]
        if not read:
            return self.unread(k, place)
        if not found:
            about = "numbers are compared as they are rounded"
            return LinkReport(place, LinkVerdict.UNREAD, kind="approximation", about=about)
        rounded, left, right = min(found, key=lambda one: _LENIENT.index(one[0].verdict))
        self.tell_digits(rounded, right)
        return LinkReport(place, rounded.verdict, said(left.node), said(right.node), sign="≈")

    def tell_digits(self, rounded: Rounded, right: Parsed) -> None:
        """The diagnostic of digits that are others, or are cut off."""
        place = self.text.source.place(right.start, right.end)
        if rounded.verdict is LinkVerdict.REFUTED:
            value = f"{rounded.value}, the value of the left side"
            self.outcome.wrong.append(
                Diagnostic(Kind.WRONG_DIGITS, place, expected=value, about=(rounded.right,))
            )
        elif rounded.cut_off:
            self.outcome.told.append(Diagnostic(Kind.CUT_OFF_DIGITS, place, about=(rounded.right,)))

    def extract(self, judged: JudgedChain, verdicts: Mapping[int, LinkVerdict]) -> None:
        """Makes scripts of the chain, and finds the reasons of its links."""
        done = [*extracted(judged, verdicts, self.statement)]
        self.outcome.extracts += [one.extract for one in done]
        remarks = self.outcome.remarks[-1][1]
        remarks.add(self.statement, done)
        for k, verdict in verdicts.items():
            if verdict is LinkVerdict.REFUTED:
                remarks.refute(self.statement, k)

    def _readings(self, subject: Subject) -> Iterator[Links]:
        for links, sides in readings(subject):
            if not self.sides:
                self.sides = sides
            yield links

    def link(self, k: int, chain: JudgedChain | None) -> LinkReport:
        """The report on the k-th link."""
        relation = self.statement.chain.relations[k]
        place = self.text.source.place(relation.start, relation.end)
        judged = None if chain is None else chain.judged[k]
        if chain is None or judged is None:
            return self.unread(k, place)
        left, right = (chain.links.sides[i] for i in (k, k + 1))
        assert left is not None
        assert right is not None
        verdict = judged.verdict
        if self.derived and verdict is LinkVerdict.NOT_SHOWN:  # it may be an equation after all
            judged = replace(judged, verdict=LinkVerdict.DEFINES, witness=None, doubt="")
            verdict = judged.verdict
        self.tell(verdict, judged, chain, k)
        sides, where = (said(left.node), said(right.node)), judged.conditions
        open_one = verdict is LinkVerdict.NOT_SHOWN
        why = judged.doubt or (judged.explanation if open_one else "")
        return LinkReport(place, verdict, *sides, where, judged.witness, about=why)

    def unread(self, k: int, place: Place) -> LinkReport:
        """The report on a link of which a side is not read."""
        pair = self.sides[k : k + 2]
        error = next((s for s in pair if isinstance(s, FormulaError)), None)
        if error is None:
            missing = any(side is None for side in pair)
            kind, about = ("missing", "a side is missing") if missing else ("refused", _REFUSED)
            return LinkReport(place, LinkVerdict.UNREAD, kind=kind, about=about)
        where = self.text.source.place(error.start, error.end)
        return LinkReport(where, LinkVerdict.UNREAD, kind=error.kind, about=error.about)

    # What is told

    def tell(self, verdict: LinkVerdict, judged: Judged, chain: JudgedChain, k: int) -> None:
        """The diagnostics of a link."""
        right = chain.links.sides[k + 1]
        assert right is not None
        match verdict:
            case LinkVerdict.REFUTED:
                self.outcome.wrong.append(self.refuted(judged, chain, k))
            case LinkVerdict.NOT_SHOWN if judged.witness is not None:
                self.outcome.told.append(self.doubted(judged, judged.witness, right.place()))
            case LinkVerdict.DOMAIN:
                where = " and ".join(judged.conditions)
                self.outcome.wrong.append(
                    Diagnostic(Kind.NARROWER_LINK, right.place(), about=(where,))
                )
            case LinkVerdict.HOLDS_WHERE:
                where = " and ".join(judged.conditions)
                self.outcome.told.append(
                    Diagnostic(Kind.CONDITIONAL_LINK, right.place(), about=(where,))
                )

    def doubted(self, judged: Judged, witness: Witness, place: Place) -> Diagnostic:
        """The note that both sides of a link differ, which may be true all the same."""
        return Diagnostic(
            Kind.DOUBTED_LINK,
            place,
            expected=_value(witness, 0),
            written=_value(witness, 1),
            hint=judged.doubt,
            about=(_differ(witness),),
        )

    def refuted(self, judged: Judged, chain: JudgedChain, k: int) -> Diagnostic:
        """The error that a link is."""
        wrong = k + 1 if judged.odd is None else judged.odd
        side = chain.links.sides[wrong]
        assert side is not None
        assert judged.witness is not None
        mending = judged.mending if judged.mending is None or judged.mending.offered else None
        around = () if judged.odd is None else (_AROUND,)
        return Diagnostic(
            Kind.WRONG_LINK,
            side.place() if mending is None else mending.place,
            expected=_value(judged.witness, k + 1 - wrong),
            written=_value(judged.witness, wrong - k),
            hint="; ".join(filter(None, (self.edit(mending), *around, *self.rests(chain)))),
            about=(_differ(judged.witness),),
        )

    def edit(self, mending: Mending | None) -> str:
        """The edit that mends a link, in LaTeX."""
        if mending is None:
            return ""
        if mending.kind == "sign":
            return mending.said
        start, end = mending.written
        source = self.text.source.text
        new = latex(mending.new, self.style(mending.new))
        before = source[:start].rstrip()
        if new.startswith("-") and before.endswith(("-", "+")):
            new = f"{'+' if before.endswith('-') else '-'} {new[1:]}"
            start = len(before) - 1
        old = " ".join(source[start:end].split())
        if len(old) + len(new) > MAX_MENDED:
            return mending.said
        return f"write `{new}` for `{old}`"

    def style(self, e: Expression) -> Style:
        """How the chain writes the names of an expression."""
        chain = self.statement.chain
        partial = any(t.text == "partial" for side in chain.sides for t in side)
        given = spellings(chain, self.text.plain)
        return style_for(names_in(e), partial=partial, given=given)

    def rests(self, chain: JudgedChain) -> Iterator[str]:
        """What was taken from the text."""
        for remark in chain.links.remarks:
            if remark.place is not None:
                yield remark.words


#: Verdicts on numbers, of which the first that a reading gives is told.
_LENIENT = (LinkVerdict.ROUNDED, LinkVerdict.NOT_SHOWN, LinkVerdict.REFUTED)
_AROUND = "what stands before and behind it is equal"
_REFUSED = "its names are used in several ways"


def _differ(witness: Witness) -> str:
    """That two sides differ, and where; numbers do so everywhere."""
    return "the two sides differ" + (f" at {point_words(witness)}" if witness.point else "")


def _value(witness: Witness, side: int) -> str:
    ball = (witness.left, witness.right)[side]
    which = ("left", "right")[side]
    return f"{ball}, the value of the {which} side" if ball else f"no value of the {which} side"
