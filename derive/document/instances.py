"""Members of a sequence by its general term: `a_5`, and `a_{n+1}`, where `a_n = 2n + 3` is given.

A member that the text gives by itself is what that says; a general term with members of the same
sequence in it is a recurrence, and gives none.
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


def general_terms(name: str) -> Iterator[str]:
    """The names that the general term of a member may have; none if a name is no member."""
    found = _MEMBER.fullmatch(name)
    if found is not None:
        yield from (f"{found['base']}_{letter}" for letter in found["index"] or _INDICES)


def member(name: str, term: Said) -> Said | None:
    """What the general term of a sequence says of a member; None where it says nothing."""
    found = _MEMBER.fullmatch(name)
    base, _, index = term.head.name.rpartition("_")
    if found is None or term.head.parameters is not None or index not in letters(term.body):
        return None
    if any(n != term.head.name and n.startswith(f"{base}_") for n in term.names):
        return None
    put = _put(found)
    body = tuple(_replaced(term.body, index, put))
    return replace(term, head=Head(name, None), body=body, of_value=False, instance=True)


def _put(found: re.Match[str]) -> list[tuple[str, str]]:
    """What is put for the index of a member: the kinds and texts of tokens."""
    if found["number"] is not None:
        return [("number", found["number"])]
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
            opening, closing = (Token("sign", s, token.start, token.end) for s in "()")
            yield from (opening, *_put_for(token, index, put), closing)
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
