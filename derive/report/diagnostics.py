"""Diagnostics: what can be wrong with a proof script, and the words for it.

An error is a value with a place, collected and not raised.  Each kind is a row: its slug, whether
the input can still be used, its headline.  This is the only place that puts a kind into words; it
knows neither how a script is read nor how a report is printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from string import Formatter

from derive.near import near_words

#: A detail in a headline is cut to this many characters; names and lines of authors have no bound.
MAX_DETAIL = 240


@dataclass(frozen=True)
class Place:
    """A place in a file, counted from 1; `end_column` is the first column behind it.

    It is None where the part ends on another line.
    """

    file: str
    line: int
    column: int
    end_column: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Kind(Enum):
    """A kind of diagnostic: slug, fatal, headline with `{}` for each detail.

    Fatal means that the input cannot be used (exit 2); otherwise something that could be read is
    not proved (exit 1).
    """

    # The file
    UNREADABLE_FILE = ("unreadable-file", True, "the file cannot be read: {}")
    UNREADABLE_FOLDER = ("unreadable-folder", True, "the folder {} cannot be read: {}")
    UNWRITABLE_FILE = ("unwritable-file", True, "the file cannot be written: {}")
    NO_SUCH_PATH = ("no-such-path", True, "there is no file or folder {}")
    NO_SCRIPT_FOUND = ("no-script-found", True, "no proof script was found in {}")
    UNKNOWN_SCRIPT = ("unknown-script", True, "there is no proof script `{}`")
    SEVERAL_SCRIPTS = ("several-scripts", True, "several proof scripts are called `{}`")
    UNKNOWN_STEP = ("unknown-step", True, "the script has no step {}")
    TOO_LARGE = ("too-large", True, "{} is too large")
    NOT_UTF8 = ("not-utf8", True, "the file is not UTF-8")
    CONTROL_CHARACTER = ("control-character", True, "the invisible character {} is not allowed")

    # YAML
    BAD_YAML = ("bad-yaml", True, "this is not YAML: {}")
    LAYOUT = ("layout", True, "{}")
    MANY_DOCUMENTS = ("many-documents", True, "a proof script is one YAML document")
    ALIAS = ("alias", True, "a proof script has no {}")
    TOO_DEEP = ("too-deep", True, "{} is nested too deeply")
    DUPLICATE_KEY = ("duplicate-key", True, "the key `{}` stands here twice")

    # The schema
    MISSING_FORMAT = ("missing-format", True, "this does not say that it is a proof script")
    BAD_FORMAT = ("bad-format", True, "there is no format `{}` of proof scripts")
    NEWER_FORMAT = ("newer-format", True, "the script is in format {}, newer than this `derive`")
    UNKNOWN_KEY = ("unknown-key", True, "unknown key `{}`")
    MISSING_KEY = ("missing-key", True, "the key `{}` is missing")
    WRONG_TYPE = ("wrong-type", True, "{} has the wrong type")
    EMPTY_VALUE = ("empty-value", True, "{} is empty")
    EMPTY_STEPS = ("empty-steps", True, "the script has no steps")
    TOO_MANY = ("too-many", True, "too many {}")

    # Names
    BAD_NAME = ("bad-name", True, "`{}` is not a name")
    UNKNOWN_NAME = ("unknown-name", True, "unknown name {}")
    RESERVED_NAME = ("reserved-name", True, "`{}` is already {}")
    DOUBLED_NAME = ("doubled-name", True, "`{}` stands twice among the {}")
    DOUBLED_DEFINITION = ("doubled-definition", True, "`{}` is defined twice")
    CIRCULAR_DEFINITION = ("circular-definition", True, "definitions in a circle: {}")
    CAPTURE = ("capture", True, "{}")
    OTHER_MEANING = ("other-meaning", True, "`{}` is known, and is not what is defined here")
    BAD_NOTATION = ("bad-notation", True, "`{}` cannot be written so")
    UNKNOWN_RULE = ("unknown-rule", True, "there is no rule `{}`")

    # Lemmas
    UNKNOWN_LEMMA = ("unknown-lemma", True, "there is no proof script `{}` to take a theorem from")
    CIRCULAR_LEMMA = ("circular-lemma", True, "theorems that rest on each other in a circle: {}")
    BROKEN_LEMMA = ("broken-lemma", False, "the lemma {} is not proved")
    LEMMA_DOES_NOT_FIT = ("lemma-does-not-fit", False, "the lemma {} cannot be used here")

    # Expressions
    BAD_EXPRESSION = ("bad-expression", True, "this cannot be read as {}")
    NUMERAL_TOO_LARGE = ("numeral-too-large", True, "a number is too large")
    DIVISION_BY_ZERO = ("division-by-zero", True, "a division by zero")
    INTEGER_DERIVATIVE = ("integer-derivative", True, "a derivative by the integer `{}`")

    # Domains
    BAD_DOMAIN = ("bad-domain", True, "`{}` has no domain that can be used")
    BAD_CONDITION = ("bad-condition", True, "this is not a condition")
    EMPTY_DOMAIN = ("empty-domain", True, "the domain of `{}` is empty")

    # The chain
    CHAIN_ENDS_ELSEWHERE = (
        "chain-ends-elsewhere",
        False,
        "the last line is not the right side of the theorem",
    )
    WRONG_THEOREM = ("wrong-theorem", False, "the theorem is wrong: {}")
    NO_CHANGE = ("no-change", False, "this step changes nothing")

    # Proving
    REFUTED = ("refuted", False, "the two lines differ at {}")
    DOMAIN_CHANGES = ("domain-changes", False, "at {} one line is defined and the other is not")
    PROVED_FOR_CONDITIONS = ("proved-for-conditions", False, "proved for {}; the domain is wider")
    NOT_SHOWN = ("not-shown", False, "{}")
    VACUOUS = ("vacuous", False, "no point is known at which all conditions hold")
    WRONG_REASON = ("wrong-reason", False, "true, but not by {}: it is by {}")
    UNNEEDED_REASON = ("unneeded-reason", False, "the reason {} is not needed")
    NO_ANSWER = ("no-answer", False, "nothing was decided: {}")

    # What may be asked for besides
    CONDITION = ("condition", False, "proved only where {}")
    MISSING_REASON = ("missing-reason", False, "step {} has no reason")
    GAP = ("gap", False, "step {} {} and skips {}")

    # Documents
    WRONG_LINK = ("DRV101", False, "{}")
    NARROWER_LINK = ("DRV102", False, "only where {}; the text names a wider domain")
    CONDITIONAL_LINK = ("DRV103", False, "holds where {}")
    MISSING_ARGUMENT = ("DRV104", False, "{}")
    WRONG_DIGITS = ("DRV105", False, "rounded to these digits the left side is {}")
    CUT_OFF_DIGITS = ("DRV106", False, "the digits are cut off; rounded they are {}")
    OPEN_LINK = ("DRV107", False, "not shown: {}")
    DOUBTED_LINK = ("DRV108", False, "not shown: {}")
    UNCLOSED_FORMULA = ("DRV201", False, "`{}` is not closed, so it is not read")
    UNREADABLE_FORMULA = ("DRV202", False, "this formula is not read: {}")
    OUTSIDE_INCLUDE = ("DRV203", False, "`{}` is outside of the folder, so it is not read")
    NO_NOTEBOOK = ("DRV204", True, "this is no notebook: {}")
    BAD_DIRECTIVE = ("DRV205", False, "this says nothing to the checker: {}")
    MISSING_EXTRA = ("DRV206", True, "{}")
    CIRCULAR_INCLUDE = ("DRV207", False, "`{}` includes itself, so it is not read again")
    UNREAD_INCLUDE = ("DRV208", False, "`{}` is not read: {}")
    NO_DOCUMENT = ("DRV209", True, "no document was found in {}")
    MALFORMED_FORMULA = ("DRV210", False, "{}")

    def __init__(self, slug: str, fatal: bool, headline: str) -> None:
        self.slug = slug
        self.fatal = fatal
        self.headline = headline

    @property
    def details(self) -> int:
        """How many details the headline takes."""
        return sum(field is not None for _, field, _, _ in Formatter().parse(self.headline))


#: Kinds that are told and fail nothing.
WARNINGS = frozenset(
    {
        Kind.GAP,
        Kind.NARROWER_LINK,
        Kind.CONDITIONAL_LINK,
        Kind.MISSING_ARGUMENT,
        Kind.CUT_OFF_DIGITS,
        Kind.UNREADABLE_FORMULA,
        Kind.OUTSIDE_INCLUDE,
        Kind.UNREAD_INCLUDE,
        Kind.BAD_DIRECTIVE,
    }
)


@dataclass(frozen=True)
class Diagnostic:
    """One error: its kind and place, *expected* beside *written*, what to do about it.

    `about` are the details of the kind's headline, as many as it takes; else `ValueError`.
    """

    kind: Kind
    place: Place
    expected: str = ""
    written: str = ""
    hint: str = ""
    about: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.about) != self.kind.details:
            raise ValueError(f"{self.kind.slug} takes {self.kind.details} details")

    @property
    def fatal(self) -> bool:
        """Whether the input cannot be used."""
        return self.kind.fatal


def words(diagnostic: Diagnostic) -> str:
    """The headline of `diagnostic`, on one line."""
    return diagnostic.kind.headline.format(*map(_clipped, diagnostic.about))


def listed(words: Iterable[str]) -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`."""
    *some, last = words
    return f"{', '.join(some)} and {last}" if some else last


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the known word nearest to `word`, if one is near."""
    close = nearest(word, known)
    return f"did you mean `{close}`?" if close else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to `word`, or the empty text."""
    return next(iter(near_words(word, known)), "")


def _clipped(detail: str) -> str:
    line = " ".join(detail.split())
    return line if len(line) <= MAX_DETAIL else line[: MAX_DETAIL - 3] + "..."
