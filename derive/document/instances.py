"""Members of a sequence by its general term: `a_5`, and `a_{n+1}`, where `a_n = 2n + 3` is given.

A member that the text gives by itself is what that says.  A general term with members of the same
sequence in it is a recurrence: it gives a member by those before it, and no other general term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from derive.document.names import letters
from derive.document.statements import Head
from derive.document.tokens import Token

if TYPE_CHECKING:
    from derive.document.context import Said

#: Letters that count the members of a sequence.
_INDICES = "ijklmn"
#: The name of a member: by a number, or by an index and a number.
_MEMBER = re.compile(
    rf"(?P<base>\w+?)_(?:(?P<number>\d+)|(?P<index>[{_INDICES}])_(?P<sign>plus|minus)_(?P<step>\d+))"
)
_SIGNS = {"plus": "+", "minus": "-"}
#: So far ahead of its index the general term of a recurrence is, and so late its last member.
_MAX_AHEAD, _MAX_RECURRENT = 2, 12


def general_terms(name: str) -> Iterator[str]:
    """The names that the general term of a member may have; none if a name is no member."""
    found = _MEMBER.fullmatch(name)
    if found is None:
        return
    for letter in found["index"] or _INDICES:
        yield f"{found['base']}_{letter}"
        if found["number"] is not None:
            steps = range(1, _MAX_AHEAD + 1)
            yield from (f"{found['base']}_{letter}_plus_{step}" for step in steps)


def member(name: str, term: Said) -> Said | None:
    """What the general term of a sequence says of a member; None where it says nothing."""
    found = _MEMBER.fullmatch(name)
    if found is None or term.head.parameters is not None:
        return None
    base = found["base"]
    index, ahead = _general(term.head.name, base)
    if not index or index not in letters(term.body):
        return None
    own = {n for n in term.names if n != term.head.name and n.startswith(f"{base}_")}
    if own and not _is_recurrence(found, own, index, ahead):
        return None
    put = _put(found, ahead)
    if put is None:
        return None
    body = tuple(_replaced(term.body, index, put))
    return replace(term, head=Head(name, None), body=body, of_value=False, instance=True)


def _general(name: str, base: str) -> tuple[str, int]:
    """The index of a general term, and how far ahead of that it is; no index where it is none."""
    index = name.removeprefix(f"{base}_")
    if len(index) == 1:
        return index, 0
    found = _MEMBER.fullmatch(name)
    ahead = found is not None and found["base"] == base and found["sign"] == "plus"
    return (found["index"], int(found["step"])) if found is not None and ahead else ("", 0)


def _is_recurrence(member: re.Match[str], own: set[str], index: str, ahead: int) -> bool:
    """Whether a member by its number is given by some before it."""
    if member["number"] is None or int(member["number"]) > _MAX_RECURRENT:
        return False
    base = member["base"]
    before = {f"{base}_{index}_minus_{step}" for step in range(1, _MAX_AHEAD + 1)}
    before |= {f"{base}_{index}"} if ahead else set()
    before |= {f"{base}_{index}_plus_{step}" for step in range(1, ahead)}
    return own <= before


def _put(found: re.Match[str], ahead: int) -> list[tuple[str, str]] | None:
    """What is put for the index of a member: the kinds and texts of tokens."""
    if found["number"] is not None:
        number = int(found["number"]) - ahead
        return [("number", str(number))] if number >= 0 else None
    return [("letter", found["index"]), ("sign", _SIGNS[found["sign"]]), ("number", found["step"])]


def _replaced(body: tuple[Token, ...], index: str, put: list[tuple[str, str]]) -> Iterator[Token]:
    """A body with something put for its index, in brackets but in subscripts."""
    at = 0
    while at < len(body):
        token = body[at]
        below = at > 0 and body[at - 1].text == "_"
        end = _behind_group(body, at) if below and token.text == "{" else at + 1
        group = body[at:end]
        if below:
            inner = [t for part in group for t in _put_for(part, index, put) if t.text not in "{}"]
            opening, closing = (Token("sign", s, token.start, token.end) for s in "{}")
            yield from (opening, *_summed(inner), closing)
        elif token.kind == "letter" and token.text == index:
            signs = (Token("sign", s, token.start, token.end) for s in "{()}")
            outer, opening, closing, end_of_outer = signs
            yield from (outer, opening, *_put_for(token, index, put), closing, end_of_outer)
        else:
            yield token
        at = end


def _behind_group(body: tuple[Token, ...], at: int) -> int:
    """Behind the group that begins at a place."""
    depths = accumulate({"{": 1, "}": -1}.get(t.text, 0) for t in body[at:])
    return at + 1 + next((k for k, depth in enumerate(depths) if depth == 0), len(body) - at - 1)


def _put_for(token: Token, index: str, put: list[tuple[str, str]]) -> list[Token]:
    """What is put for a token: itself, if it is not the index."""
    if token.kind != "letter" or token.text != index:
        return [token]
    return [Token(kind, text, token.start, token.end) for kind, text in put]


def _summed(found: list[Token]) -> list[Token]:
    """The number that `1 + 1` is in a subscript."""
    kinds = [t.kind for t in found]
    if kinds != ["number", "sign", "number"] or found[1].text not in "+-":
        return found
    first, second = int(found[0].text), int(found[2].text)
    total = first + second if found[1].text == "+" else first - second
    return [found[0]._replace(text=str(total))] if total >= 0 else found
