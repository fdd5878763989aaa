"""The links of a chain that stands in a document: a verdict for each, silent where unsure.

A chain comes in several readings.  A link is proved where one reading proves it, and the reading
that proves most is kept; it is refuted only where every reading that reads it is, and what tells
an error from an equation that only holds somewhere is there as well: an edit that mends it, or a
chain that stands around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice

from derive.check.asking import introduces, says
from derive.check.doubts import (
    Evidence,
    all_refute,
    beside,
    enough,
    evidence_of,
    has_unit,
    is_absorbed,
    is_of_one_variable,
    is_refuted,
)
from derive.check.judged import Judged, JudgedChain
from derive.check.reading import UNSHOWN, Reading, is_usable
from derive.check.slips import mending
from derive.check.surroundings import is_surrounded, odd_side
from derive.expression.nodes import Expression
from derive.report.document import LinkVerdict
from derive.report.report import Verdict
from derive.script.links import Links
from derive.script.script import Placed

#: So many readings of a chain are tried.
MAX_TRIED = 14
#: For so many links of a chain an edit is looked for.
MAX_MENDED = 4

ASKS = Judged(LinkVerdict.DEFINES)


def judge_chain(readings: Iterable[Links]) -> JudgedChain | None:
    """The verdicts on a chain; None where it has no reading."""
    tried = [Reading(links) for links in islice(readings, MAX_TRIED) if is_usable(links)]
    done: list[Reading] = []
    for reading in tried:
        reading.judge()
        done.append(reading)
        if reading.all_stand:
            break
    if not done:
        return None
    told = None
    while told is None:
        best = max(done, key=lambda r: r.standing)
        told = _told(best, done)
    return JudgedChain(best.links, told)


def _told(best: Reading, all_of_them: Sequence[Reading]) -> tuple[Judged | None, ...] | None:
    """The verdicts, with refutations only where nothing else is possible.

    None where another reading turns out to say more.
    """
    told = [_without_error(best, k, judged) for k, judged in enumerate(best.found)]
    mended: dict[int, tuple[Reading, Expression]] = {}
    searched = 0
    for k, judged in enumerate(best.found):
        if judged is None or judged.verdict is not LinkVerdict.REFUTED:
            continue
        tellers = () if has_unit(best, k) else _tellers(best, k, all_of_them)
        if not tellers:
            continue
        if k - 1 in mended:
            reading, line = mended[k - 1]
            if _follows(reading, line, k):
                told[k] = Judged(LinkVerdict.CONSEQUENCE)
                continue
        searched += 1
        if searched > MAX_MENDED:
            continue
        found = ((r, e) for r in tellers if (e := _error(r, k, all_of_them)) is not None)
        for teller, evidence in islice(found, 1):
            reading, error = _told_by(best, tellers, teller, evidence, k)
            told[k] = error
            if error.verdict is LinkVerdict.HOLDS_WHERE and reading is not best:
                reading.found[k] = error
                return None
            for one, judged_so in ((teller, evidence), (reading, error)):
                line = _right_line(one, k, judged_so)
                if line is not None:
                    mended[k] = one, line
    return tuple(told)


def _without_error(reading: Reading, k: int, judged: Judged | None) -> Judged | None:
    """The verdict on a link that is not told to be an error."""
    if judged is None:
        return None
    defines = k in reading.links.heads
    if judged.verdict is LinkVerdict.REFUTED:
        asks = (defines and k == 0) or says(reading, k)
        return (
            ASKS
            if asks
            else replace(reading.seen(k), verdict=UNSHOWN.verdict, doubt=beside(reading, k))
        )
    if judged.verdict is LinkVerdict.NOT_SHOWN and (defines or introduces(reading, k)):
        return ASKS
    return judged


def _tellers(best: Reading, k: int, all_of_them: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings that refute a link; none where there is a doubt."""
    pair = best.pair(k)
    if best.links.unsure or pair is None or not all_refute(k, all_of_them):
        return ()
    if is_absorbed(best, pair[0].node, pair[1].node):
        return ()
    return tuple(r for r in all_of_them if is_refuted(r, k))


def _error(reading: Reading, k: int, all_of_them: Sequence[Reading]) -> Judged | None:
    """A refuted link as an error; None where it may be something else."""
    pair = reading.pair(k)
    assert pair is not None
    needed = enough(reading, k, all_of_them)
    odd = odd_side(reading, k) if needed is Evidence.BRIDGE else None
    if not needed or (needed is Evidence.BRIDGE and odd is None):
        return None
    found = mending(reading, k)
    if odd is None and found is not None and found.signed is not None:
        return _signed(reading, found.signed, *pair)
    edit = evidence_of(reading, k, found, needed, all_of_them)
    if edit & needed:
        return replace(reading.seen(k), mending=found)
    odd = odd_side(reading, k, found) if odd is None and Evidence.BRIDGE in needed else odd
    if odd is not None:
        mends = found is not None and found.index == odd
        return replace(reading.seen(k), mending=found if mends else None, odd=odd)
    if Evidence.FORM in needed and is_of_one_variable(reading, k):
        return replace(reading.seen(k), mending=found)
    both = Evidence.BOTH in needed and Evidence.EDIT in edit
    if (both or Evidence.CHAIN in needed) and is_surrounded(reading, k):
        return replace(reading.seen(k), mending=found)
    return None


def _told_by(
    best: Reading, tellers: Sequence[Reading], teller: Reading, error: Judged, k: int
) -> tuple[Reading, Judged]:
    """An error in the words of the reading in which more links stand, where that refutes it too."""
    less = best in tellers and teller.standing[0] < best.standing[0]
    if not less or error.verdict is not LinkVerdict.REFUTED:
        return teller, error
    found = None if error.mending is None else mending(best, k)
    return best, replace(best.seen(k), mending=found, odd=error.odd)


def _right_line(reading: Reading, k: int, error: Judged) -> Expression | None:
    """What the right side of an error should be."""
    if error.mending is not None and error.mending.index == k + 1:
        return error.mending.line
    left = reading.links.sides[k]
    return left.node if error.odd == k + 1 and left is not None else None


def _signed(reading: Reading, e: Expression, left: Placed, right: Placed) -> Judged:
    """The verdict on a link of which nothing is missing but the sign of an expression."""
    where = reading.holds_with(e, left, right)
    return UNSHOWN if where is None else Judged(LinkVerdict.HOLDS_WHERE, where)


def _follows(reading: Reading, mended: Expression, k: int) -> bool:
    """Whether a line stands once the one before is mended."""
    right = reading.links.sides[k + 1]
    assert right is not None
    falls = reading.decided(mended, right.node) is Verdict.REFUTED
    return not falls or is_absorbed(reading, mended, right.node)
