"""The outcome of deciding one equality: frozen, plain data.  It knows no renderer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from derive.report.diagnostics import Diagnostic, words
from derive.report.report import Verdict, Witness


class Opinion(Enum):
    """What SymPy says of an equality; it promotes nothing."""

    EQUAL = "equal"
    NOT_EQUAL = "not equal"
    UNDECIDED = "it cannot tell"
    FAILED = "an error"
    NO_ANSWER = "no answer"


#: What SymPy says that one of the two must be wrong about.
_CONTRADICTED = {Verdict.PROVED: Opinion.NOT_EQUAL, Verdict.REFUTED: Opinion.EQUAL}


@dataclass(frozen=True)
class SecondOpinion:
    """SymPy's opinion, with what it ended by where it gave none."""

    says: Opinion
    detail: str = ""

    def __str__(self) -> str:
        return self.detail or self.says.value

    def contradicts(self, verdict: Verdict) -> bool:
        """Whether it and the kernel cannot both be right."""
        return _CONTRADICTED.get(verdict) is self.says


_REASONS = {
    Verdict.REFUTED: "both sides are defined at the point and differ",
    Verdict.DOMAIN_CHANGES: "at the point one side is defined and the other is not",
}


@dataclass(frozen=True)
class EqualityReport:
    """The decision on `left = right`, as they were written.

    `names` are what a theorem was proved by, `conditions` what the declared domain does not imply
    of it.  `unknown` are the functions in it that are not known, which stand for any.  With
    `diagnostics` the input could not be used, and nothing was decided.
    """

    left: str
    right: str
    where: tuple[str, ...]
    verdict: Verdict = Verdict.NOT_SHOWN
    conditions: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    witness: Witness | None = None
    explanation: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    opinion: SecondOpinion | None = None
    unknown: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether the equality is proved on the declared domain."""
        return self.verdict.passes

    @property
    def usable(self) -> bool:
        """Whether the input could be read at all."""
        return not self.diagnostics

    @property
    def by(self) -> str:
        """What it is proved by, in words; empty where it is not."""
        proved = self.verdict in (Verdict.PROVED, Verdict.PROVED_FOR)
        return ", ".join(self.names) or ("tidying alone" if proved else "")

    @property
    def reason(self) -> str:
        """What the verdict rests on, in one line of words."""
        if self.diagnostics:
            return "; ".join(map(in_one_line, self.diagnostics))
        said = _REASONS.get(self.verdict) or self.explanation or f"by {self.by}"
        return said + "".join(f"; assuming {a}" for a in self.assumptions)

    def __str__(self) -> str:
        said = self.verdict.value
        if self.conditions and self.verdict is Verdict.PROVED_FOR:
            said += " " + " and ".join(self.conditions)
        if self.witness is not None:
            said += f" at {point_words(self.witness)}: {side_words(self.witness)}"
        opinion = "" if self.opinion is None else f"; SymPy says: {self.opinion}"
        return f"{said} ({self.reason}){opinion}"


def point_words(witness: Witness) -> str:
    """A point in words: `x = 1/2, y = 3`."""
    return ", ".join(f"{v} = {q}" for v, q in witness.point) or "any point"


def function_words(witness: Witness) -> str:
    """What the unknown functions stood for: `f(z) = z^2`."""
    return ", ".join(f"{f}({_parameters(body)}) = {body}" for f, body in witness.functions)


def _parameters(body: str) -> str:
    """The parameters of a function: z, or z_1, z_2, ..., all of which are in its body."""
    return (
        ", ".join(sorted(set(re.findall(r"\bz_[0-9]+\b", body)), key=lambda z: int(z[2:]))) or "z"
    )


def side_words(witness: Witness) -> str:
    """Both values in words."""
    left, right = (side or "undefined" for side in (witness.left, witness.right))
    return f"left {left}, right {right}"


def in_one_line(found: Diagnostic) -> str:
    """A diagnostic in one line, its place first."""
    told = [f"{found.place}: {words(found)}"]
    told += [f"expected {found.expected}"] if found.expected else []
    told += [f"written {found.written}"] if found.written else []
    return ", ".join(told) + (f" ({found.hint})" if found.hint else "")
