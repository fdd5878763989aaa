"""Decides equalities where expressions stand in sets in another order, and prints what is said.

    python -m tests.shuffled SALT

An expression is hashed by where it lies in memory, so what is in sets of them has an order that
depends on all that was done before.  A salt makes it another one on purpose, and that of
conditions the same one in each run; odd salts also ask in the other direction, so that other
questions come before each.
"""

from __future__ import annotations

import json
import sys
from zlib import crc32

from derive.expression import nodes

#: An odd number with many bits, which spreads addresses.
_SPREAD = 0x9E3779B97F4A7C15
#: An equality whose domain is of several conditions, which together tell signs.
SEVERAL = (
    "d/dx (-2*(1 + a*x)/(e^(3*acoth(a*x))*a*(c - a*c*x)^(3/2)))",
    "1/(e^(3*acoth(a*x))*(c - a*c*x)^(3/2))",
    ("a != 0", "c - a*c*x > 0", "a^2*x^2 - 1 > 0"),
)
#: One of so many items of the corpus of equalities is asked.
STRIDE = 9


def shuffle(salt: int) -> None:
    """Hashes written expressions by where they lie, and conditions by their text, salted.

    It must be called before there are any.
    """
    assert not nodes._nodes
    factor = _SPREAD * (2 * salt + 1) % 2**61

    def salted(e: nodes.Written) -> int:
        return ((id(e) >> 4) * factor % 2**61) >> 20

    nodes.Written.__hash__ = salted  # type: ignore[method-assign, assignment]
    from derive.kernel.conditions import Condition

    def salted_text(c: Condition) -> int:
        return crc32(f"{salt} {c}".encode())

    Condition.__hash__ = salted_text  # type: ignore[method-assign, assignment]


def main(salt: int) -> None:
    """Prints the verdicts by question."""
    shuffle(salt)
    from derive.check.decide import equal
    from tests.equality import items

    asked: list[tuple[str, str, tuple[str, ...]]] = [SEVERAL]
    asked += [(i.left, i.right, i.where) for i in [*items("domain"), *items("true")][::STRIDE]]
    told = {}
    for left, right, where in reversed(asked) if salt % 2 else asked:
        said = equal(left, right, where)
        told[f"{left} = {right} {where}"] = [
            said.verdict.value,
            *map(str, (said.conditions, said.by, said.witness, said.explanation)),
        ]
    json.dump(told, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
