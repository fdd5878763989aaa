"""Makes the false equalities from the true ones: `python -m tests.equality.make`.

Each true item gives one false item, by a single edit of one side that a witness in balls shows to
be false.  The kinds of edit take turns, so that every family meets every kind.  The near-misses
and the slips are written by hand and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.expression.nodes import Expression
from derive.expression.text import text
from tests.equality import FOLDER, Item, items
from tests.equality.judge import Question, witness
from tests.mutants import edits

#: The slips that people make, in the order in which they take turns.
KINDS = (
    "sign",
    "numeral",
    "dropped part",
    "other function",
    "doubled part",
    "lost function",
    "swapped operands",
    "lost operand",
)
#: One kind is tried at so many places before the next has its turn.
MAX_PLACES = 6


def false_item(item: Item, turn: int) -> Item | None:
    """An edit of `item` that balls refute; `turn` says which kind and place come first."""
    for kind in KINDS[turn % len(KINDS) :] + KINDS[: turn % len(KINDS)]:
        for edited in _edited(item, kind, turn // len(KINDS)):
            if witness(Question(edited), (64, 256)) is not None:
                return edited
    return None


def _edited(item: Item, kind: str, first: int) -> Iterator[Item]:
    """The item with one edit of a kind, on the right side before the left."""
    name = f"{item.id}-{kind.replace(' ', '-')}"
    left, right = Question(item).written
    for whole in _edits(right, kind, first):
        yield replace(item, id=name, right=text(whole))
    for whole in _edits(left, kind, first):
        yield replace(item, id=name, left=text(whole))


def _edits(side: Expression, kind: str, first: int) -> list[Expression]:
    found = [edit.whole for edit in edits(side) if edit.kind == kind]
    return [found[(first + k) % len(found)] for k in range(min(len(found), MAX_PLACES))]


def main() -> None:
    """Write every file of `false/` that has one of its name in `true/`."""
    families: dict[str, list[Item]] = {}
    for turn, item in enumerate(items("true")):
        found = false_item(item, turn)
        if found is not None:
            families.setdefault(item.family, []).append(found)
    for family, found_items in families.items():
        lines = "".join(f"{item.line()}\n" for item in found_items)
        (FOLDER / "false" / f"{family}.jsonl").write_text(lines, encoding="utf-8")
        print(f"{family}: {len(found_items)}")


if __name__ == "__main__":
    main()
