"""Cases: the environment `cases`, and an `array` with two columns behind a left brace.

A condition is a comparison, or several with `and`; words around it say no more than `if`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod

from derive.document.notation import RELATIONS, TEXT
from derive.document.placing import place
from derive.document.tokens import FormulaError, Token, group, optional
from derive.expression.casewise import MAX_CASES, MAX_WAYS
from derive.expression.nodes import MAX_HEIGHT, height
from derive.expression.parsed import Parsed
from derive.expression.shorthand import Cases, cases

#: Environments of cases.
CASES = frozenset({"cases", "cases*", "dcases", "dcases*", "rcases", "array"})
_BREAKS = frozenset({"\\", "\\*", "cr", "tabularnewline", "newline"})
#: Words that say no more than `if`, those that say `otherwise`, and what parts comparisons.
_IF = frozenset({"if", "for", "when", "where", "whenever", "as long as", "provided", "on"})
_ELSE = frozenset({"otherwise", "else", "elsewhere", "if otherwise", "in all other cases"})
_AND = frozenset({"and", "land", "wedge"})
_SPACES = frozenset({"quad", "qquad"})
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">="})

Within = Callable[[list[Token]], Parsed]
_Compared = tuple[Parsed, str, Parsed]


def environment(found: list[Token], at: int) -> tuple[list[Token], int]:
    """The tokens of the environment that begins at `at`, and where it ends."""
    depth = 0
    for k in range(at, len(found)):
        if found[k].kind == "begin":
            depth += 1 if found[k].text.startswith("begin") else -1
            if depth == 0:
                return found[at + 1 : k], k + 1
    raise FormulaError("syntax", "an environment is not closed", found[at].start, found[at].end)


def by_cases(found: list[Token], opening: Token, end: int, within: Within) -> Parsed:
    """The cases in the tokens of an environment.  Raises `FormulaError`."""
    if opening.text.partition(" ")[2] == "array" and found and found[0].text == "{":
        _, at = group(found, 0)
        found = found[at:]
    rows = (row for part in _split(found, _BREAKS, "control") if (row := _without_space(part)))
    read = [case for row in rows for case in _case(row, within)]
    ways = prod(max(len(compared), 1) for _, compared in read)
    if len(read) > MAX_CASES or ways > MAX_WAYS:
        raise FormulaError("cases", "too many cases", opening.start, opening.end)
    if len(read) < 1 or any(not compared for _, compared in read[:-1]) or not read[0][1]:
        raise FormulaError("cases", "a case without a condition", opening.start, opening.end)
    return _made(read, opening.start, end)


def _without_space(row: list[Token]) -> list[Token]:
    r"""A row without the length that a break before it may have, as in `\\[2 ex]`."""
    length, at = optional(row, 0)
    kinds = [t.kind for t in length or () if t.text != "-"]
    return row[at:] if kinds == ["number", "letter", "letter"] else row


def _made(read: list[tuple[Parsed, list[_Compared]]], start: int, end: int) -> Parsed:
    rows = [(value.node, [(a.node, r, b.node) for a, r, b in told]) for value, told in read]
    node = cases(rows)
    if isinstance(node, Cases):
        flat = [
            p for value, told in read for p in (value, *(s for a, _, b in told for s in (a, b)))
        ]
    else:
        (one, ((guard, _, _),)), (other, _) = read
        flat = [guard, one, other]
    if height(node) + sum(max(len(told), 1) for _, told in read) > MAX_HEIGHT:
        raise FormulaError("too-deep", "a formula is nested too deeply", start, end)
    return place(node, start, end, *enumerate(flat, 1))


def _split(found: list[Token], marks: frozenset[str], kind: str) -> Iterator[list[Token]]:
    """The runs of tokens between marks that are in no environment and no group."""
    run: list[Token] = []
    depth = 0
    for token in found:
        if token.kind == "begin":
            depth += 1 if token.text.startswith("begin") else -1
        elif token.kind == "sign" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        if depth == 0 and token.kind == kind and token.text in marks:
            yield run
            run = []
        else:
            run.append(token)
    yield run


def _case(row: list[Token], within: Within) -> list[tuple[Parsed, list[_Compared]]]:
    """One case: what it is, and the comparisons under which it is that; none of the last one.

    One of all points but one, as `(x, y) \\ne (0, 0)`, is several: for each coordinate.
    """
    cells = [*_split(row, frozenset("&"), "sign")]
    first, second = row[0], row[-1]
    value = cells[0]
    if len(cells) == 1:
        at = next((k for k, t in enumerate(value) if t.text in TEXT), len(value))
        cells = [value[:at], value[at:]]
    if len(cells) != 2 or not cells[0]:
        raise FormulaError("cases", "a case is of two columns", first.start, second.end)
    value, said = _without_end(cells[0]), _without_end(cells[1])
    words, mathematics = _told(said)
    words = " ".join(words.replace(",", " ").replace(".", " ").split()).lower()
    if not mathematics and words in _ELSE:
        return [(within(value), [])]
    if words not in _IF and words:
        raise FormulaError("cases", f"a condition `{words}`", first.start, second.end)
    told = [c for part in _split(mathematics, _AND, "control") for c in _comparisons(part, within)]
    if not told:
        raise FormulaError("cases", "a case without a condition", first.start, second.end)
    read = within(value)
    if len(told) > 1 and _point(mathematics) == "!=":
        return [(read, [one]) for one in told]
    return [(read, told)]


def _point(found: list[Token]) -> str:
    """The relation in a comparison of points, as `(x, y) = (0, 0)`; empty where it is none."""
    sides, relations = _compared(found)
    points = [[*_split(side[1:-1], frozenset(","), "sign")] for side in sides if _is_point(side)]
    alike = len(points) == len(sides) == 2 and len(points[0]) == len(points[1])
    return relations[0] if alike and relations[0] in ("=", "!=") else ""


def _is_point(side: list[Token]) -> bool:
    """Whether round brackets are around several numbers with commas between them."""
    texts = [t.text for t in side]
    return texts[:1] == ["("] and texts[-1:] == [")"] and texts.count("(") == 1 and "," in texts


def _without_end(found: list[Token]) -> list[Token]:
    while found and found[-1].kind == "sign" and found[-1].text in ",.;":
        found = found[:-1]
    while found and found[0].text in _SPACES:
        found = found[1:]
    return found


def _told(found: list[Token]) -> tuple[str, list[Token]]:
    """The words of a condition, and what is mathematics in it; `and` is a word of that."""
    words: list[str] = []
    mathematics: list[Token] = []
    at = 0
    while at < len(found):
        token = found[at]
        if token.kind == "control" and token.text in TEXT:
            inner, at = group(found, at + 1)
            for word, part in _in_words(inner):
                if part is not None:
                    mathematics.append(part)
                elif word == "and" and mathematics:
                    mathematics.append(Token("control", "land", inner[0].start, inner[-1].end))
                else:
                    words.append(word)
            continue
        mathematics.append(token)
        at += 1
    return " ".join(words), _without_end(mathematics)


def _in_words(found: list[Token]) -> Iterator[tuple[str, Token | None]]:
    """What a text says: its words, and the tokens of formulas in it."""
    word, within = "", False
    for token in found:
        dollar = token.kind == "sign" and token.text == "$"
        plain = token.kind == "letter" and not within
        if word and not (plain and not token.spaced):
            yield word, None
            word = ""
        if dollar:
            within = not within
        elif plain:
            word += token.text
        elif within:
            yield "", token
        elif token.text not in (",", ".", ";", "~", " "):
            yield token.text, None
    if word:
        yield word, None


def without_words(found: list[Token]) -> Iterator[Token]:
    """The tokens without words of text; formulas in those are kept."""
    at = 0
    while at < len(found):
        token = found[at]
        at += 1
        if token.kind == "control" and token.text in TEXT and at < len(found):
            try:
                inner, at = group(found, at)
            except FormulaError:
                return
            yield from (part for _, part in _in_words(inner) if part is not None)
        else:
            yield token


def _comparisons(found: list[Token], within: Within) -> Iterator[_Compared]:
    """A chain of comparisons such as `0 < x < 1`, as its links; of points by their coordinates."""
    sides, relations = _compared(found)
    if _point(found):
        left, right = (_split(side[1:-1], frozenset(","), "sign") for side in sides)
        for one, other in zip(left, right, strict=True):
            yield within(one), relations[0], within(other)
        return
    read = [within(side) for side in sides]
    yield from zip(read, relations, read[1:], strict=False)


def _compared(found: list[Token]) -> tuple[list[list[Token]], list[str]]:
    """The sides of a chain of comparisons, and what relates them."""
    sides: list[list[Token]] = [[]]
    relations: list[str] = []
    for token in found:
        relation = RELATIONS.get(token.text, "") if token.kind in ("sign", "control") else ""
        if relation in _COMPARED:
            relations.append(relation)
            sides.append([])
        elif relation:
            raise FormulaError("cases", "a condition that is none", token.start, token.end)
        else:
            sides[-1].append(token)
    return sides, relations
