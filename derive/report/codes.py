"""The codes of what is told of documents, a row each: what it means, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple

from derive.report.diagnostics import Kind


class Code(NamedTuple):
    """A code: the kind of diagnostic that has it, its title, and what it means."""

    kind: Kind
    title: str
    text: tuple[str, ...]

    @property
    def code(self) -> str:
        """How it is written."""
        return self.kind.slug


_ROWS = (
    Code(
        Kind.WRONG_LINK,
        "two sides of a chain differ",
        (
            "At the point that is told both sides have a value, and the values differ: certainly, "
            "by disjoint balls; or one of them divides by 0 everywhere.  No condition was found "
            "under which the equality holds, and every reading of the notation that derive knows "
            "says the same.",
            "The hint is an edit with which the line is proved.  A later line that is wrong only "
            "because of this one is not told.",
            "If the line is right, a definition or a domain is missing that the text does not "
            "say: write `% derive: skip` (in Markdown `<!-- derive: skip -->`) before the formula.",
        ),
    ),
    Code(
        Kind.NARROWER_LINK,
        "a side has no value on a part of the domain that the text names",
        (
            "The equality is proved under the condition that is told, and the text says that the "
            "variable ranges over more.  Points by themselves, such as x = 1 in "
            "`(x^2-1)/(x-1) = x+1`, are no warning but a note (DRV103).",
        ),
    ),
    Code(
        Kind.CONDITIONAL_LINK,
        "an equality that holds under a condition",
        (
            "It is proved where the condition holds, as `\\log x^2 = 2\\log x` for x > 0.  Told "
            "with `--notes` only.",
        ),
    ),
    Code(
        Kind.MISSING_ARGUMENT,
        "a function has no argument",
        (
            "In `\\tan^2 \\sec^2 x` nothing stands behind the first function.  It is read with the "
            "argument of the one that follows, and the line is checked so.",
        ),
    ),
    Code(
        Kind.WRONG_DIGITS,
        "a number is rounded to other digits",
        (
            "`\\approx` and `\\approxeq` between numbers hold where the left side, rounded to the "
            "digits on the right, is the right side; zeros at the end of 1200 do not count as "
            "digits.  All is calculated in balls.",
            "Decimals on the left may be rounded themselves, angles in degrees and logarithms to "
            "the base ten: an error is told only where none of that explains the digits.",
        ),
    ),
    Code(
        Kind.CUT_OFF_DIGITS,
        "digits are cut off and not rounded",
        ("As `\\pi \\approx 3.1415`.  Told with `--notes` only.",),
    ),
    Code(
        Kind.OPEN_LINK,
        "an equality that is neither proved nor surely wrong",
        (
            "No proof of it is found; or the sides differ at a point, and it is not sure that the "
            "text means what is read, for the reason that is told.  Told with `--strict` only.",
            "A definition or a domain that the text does not say may be all that is missing: "
            "`% derive: x > 0, f(t) = t^2` before the formula says it.  `--show-reading` prints "
            "what was understood.",
        ),
    ),
    Code(
        Kind.DOUBTED_LINK,
        "two sides differ, and the line may be right all the same",
        (
            "At the point that is told the values differ, as in DRV101.  But the text may say of a "
            "name what makes the line true, as `where r is a root of it`, or nothing tells an "
            "error from a convention, so it is no error.  Told with `--notes` only.",
            "If the line is meant for all values, write `% derive: check` (in Markdown "
            "`<!-- derive: check -->`) before the formula.",
        ),
    ),
    Code(
        Kind.UNCLOSED_FORMULA,
        "a formula or an environment is not closed",
        (
            "What stands in it is not read; the rest of the file is.  A formula in dollars ends in "
            "its paragraph; a displayed one has no blank line with words behind it.",
            "In Markdown a dollar or a bracket that is not closed is told only where mathematics "
            "stands behind it: `costs $5` is text.",
        ),
    ),
    Code(
        Kind.UNREADABLE_FORMULA,
        "a formula that cannot be taken apart",
        (
            "Groups are nested very deeply, or the formula is very long.  It is not read; the rest "
            "of the file is.",
        ),
    ),
    Code(
        Kind.OUTSIDE_INCLUDE,
        "a file is included that is outside of the folder of the document",
        (
            "Only files in the folder that was given, or in that of the file that was given, and "
            "below are read.  `derive check book/` reads what `book/chapters/one.tex` includes "
            "from `book/`.",
        ),
    ),
    Code(
        Kind.NO_NOTEBOOK,
        "a file ends in .ipynb and is no notebook",
        ("A notebook is JSON with a list of `cells`.",),
    ),
    Code(
        Kind.BAD_DIRECTIVE,
        "a directive that says nothing to the checker",
        (
            "A directive is a comment `% derive: ...` before a formula, in Markdown "
            "`<!-- derive: ... -->`, in a notebook the `derive` of a cell's metadata.  It has "
            "parts with commas between them: `skip`, `check`, a domain such as `x > 0`, a "
            "definition such as `f(t) = t^2`.",
        ),
    ),
    Code(
        Kind.MISSING_EXTRA,
        "an optional package is not installed",
        ("`pip install '.[documents]'` installs what reads Markdown and notebooks.",),
    ),
    Code(
        Kind.CIRCULAR_INCLUDE,
        "a file is included in a circle",
        ("TeX would not come to an end there.  The rest of the files is checked.",),
    ),
    Code(
        Kind.UNREAD_INCLUDE,
        "a file that is included is not read",
        (
            "There is no such file, which is told with `--notes` only, since it may come with TeX "
            "or be made later; or it cannot be read; or there are too many of them, too deep in "
            "each other, or too large.",
        ),
    ),
    Code(
        Kind.NO_DOCUMENT,
        "there is no document in a folder",
        (
            "Documents end in .tex, in .md or as other dialects of Markdown do (.markdown, .mdx, "
            ".qmd, .Rmd), or in .ipynb; hidden folders are left out.",
        ),
    ),
    Code(
        Kind.MALFORMED_FORMULA,
        "a formula that TeX refuses",
        (
            "A brace, `\\left` or an environment is not closed, or closes nothing; a fraction has "
            "one argument; a base has two superscripts; `&` stands where there are no columns; a "
            "macro expands without end.  What it spoils is not read, and is no error of the "
            "mathematics; the rest of the file is checked.",
            "Only the first such fault of a formula is told.",
        ),
    ),
)
#: By the code.
CODES: dict[str, Code] = {row.code: row for row in _ROWS}
