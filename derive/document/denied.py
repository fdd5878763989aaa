"""Whether a text quotes a formula as a mistake, asks whether it is true, or denies it."""

from __future__ import annotations

import re

_FALSE = r"(?:wrong(?:ly)?|false(?:ly)?|incorrect(?:ly)?|invalid|untrue|bogus|nonsense|absurd)"
#: What stands in the sentence before a formula that its author takes for false.
_BEFORE = re.compile(
    rf"\b(?:{_FALSE}|pitfalls?|beware|tempt(?:ed|ing|ation)|na[iï]ve(?:ly)?|misconceptions?"
    r"|careless(?:ly)?|mistakes?|nobody|no one|true or false|contradict\w+|were true"
    r"|if (?:this|that|it|they) were|not (?:true|the case|correct|so|valid|equal)\b"
    r"|is it (?:really |indeed |also |always )?(?:true|the case|so)"
    r"|(?:do(?:es)?|did|must|can|could|should|may|would)(?: not|n['’]t)"
    r" (?:\w+ )?(?:write|say|mean|imply|conclude|claim|think|equal|get)"
    r"|(?:cannot|can['’]t) (?:\w+ )?(?:write|say|conclude|claim|be|get)"
    r"|(?:students?|people|beginners|you|one|we|some|many) (?:\w+ )?(?:might|may|could|would)"
    r" (?:\w+ )?(?:think|thought|believe|expect|guess|hope|suspect)"
    r"|(?:students?|people|beginners) (?:\w+ )?(?:might|may|could|would|will|often|sometimes)"
    r" (?:\w+ )?(?:write|say|claim)|students? (?:think|write|wrote|claim|believe|say)"
    r"|students?(?: in [\w ]{1,20}| of mine)?(?: once| recently| has| had| who)*"
    r" (?:produced|handed in|turned in|submitted|argued|reasoned|computed|got)"
    r"|student['’]?s?['’]? (?:solution|work|answer)"
    r")[^.?]*\Z"
    r"|\b(?:is|are|was|be|equals|but|and|just|simply)(?: \w+)? not(?: just| simply| equal to)?\W*\Z"
    r"|\btrue or false\W*\Z|(?:❌|✗|✘|\\xmark|\\ding\{55\})\W*\Z",
    re.IGNORECASE,
)
#: A title of one sentence before it: `Wrong! ...`, `**Beware!** ...`.
_TITLE = re.compile(
    rf"(?:\A|[\n.]|\*\*)\s*(?:{_FALSE}|beware|careful|caution|pitfall|mistake)\s*[!:.][^.!?\n]*\Z",
    re.IGNORECASE,
)
#: What stands behind it, in its sentence or at the beginning of the next one.
_BEHIND = re.compile(
    rf"\A[^.!?]*(?:\b(?:is|are|was|be|seems?|looks?|turns? out(?: to be)?)\b(?: \w+)?"
    rf" {_FALSE}\b|\bnot (?:\w+ )?(?:true|correct|valid|equal|allowed|right|the case)\b"
    r"|\bfails?\b|\bdo(?:es)? not (?:hold|work)"
    r"|\bdoes(?:n['’]t| not) equal\b|\bwould (?:hold|follow|be true)\b)"
    r"|\A\s*\?|\A\W*(?:no[.,!]|not (?:so|quite)\b|wrong\b|false\b)"
    r"|\A[^.!?]*[.!]\s+(?:no[.,!]|wrong\b|not (?:so|quite)\b"
    r"|(?:but |however, )?(?:this|that|it|which)(?: [\w']+){0,3}"
    rf" (?:(?:is|was|to be) (?:\w+ )?{_FALSE}|(?:is not|isn['’]t) (?:\w+ )?(?:true|correct))\b"
    r"|(?:find|where is|what is|spot|what went|why is)\b[^.]*\b(?:error|mistake|wrong|flaw)"
    r"|the (?:correct|right|proper) (?:computation|calculation|derivation|version|way|rule|formula"
    r"|derivative|identity|expression)\b)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\s*[A-Z]")
#: A title is no sentence.
_HEADING = re.compile(r"\s*(?:\#|\\(?:sub)*section)")
#: So much is looked at before a formula, and behind it.
_REACH = 160
_CLOSED = re.compile(r"\A\s*(?:[$]+|\\\]|\\\)|\\end\{[^}]*\})")
_OPENED = re.compile(r"(?:[$]+|\\\[|\\\(|\\begin\{[^}]*\})?\s*\Z")
_SENTENCES = re.compile(r"(?<=[.?])\s+(?=[A-Z$\\*])|\n\s*\n")


def denied(plain: str, start: int, end: int) -> str:
    """The words that deny the formula in a span of a text, or ask for it; empty without any."""
    # in Markdown a display has empty lines around it, and its sentence goes on behind them
    before = _OPENED.sub("", plain[max(0, start - _REACH) : start]).rstrip()
    sentence = _SENTENCES.split(before)[-1]
    sentence = "" if _HEADING.match(sentence) else sentence
    found = _BEFORE.search(sentence) or _TITLE.search(before)
    if found is None and not plain[start:end].rstrip().endswith("."):
        behind = _CLOSED.sub("", plain[end : end + _REACH]).lstrip().partition("\n\n")[0]
        # a capital begins another sentence, where the formula's own has no full stop
        found = _BEHIND.match(f". {behind}" if _CAPITAL.match(behind) else behind)
    return "" if found is None else " ".join(found.group().split())
