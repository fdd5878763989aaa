"""Asks the kernel as many near-true equalities as one likes, and prints what is wrongly proved."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from tests.fuzz.families import FAMILIES, items
from tests.fuzz.kernel import claimed, refutation


def main() -> int:
    """The command line; 1 where something is proved that is false."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--family", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--count", type=int, default=1000, help="how many of each family")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    wrong = 0
    for family in chosen.family:
        found: Counter[str] = Counter()
        for item in items(family, chosen.count, chosen.seed):
            claim = claimed(item)
            said = None if claim is None else refutation(item, claim)
            found["proved" if claim else "not proved"] += 1
            if said is not None:
                found["WRONG"] += 1
                where = "; ".join(item.where)
                print(f"{item.id}: {item.left} = {item.right} where {where}: {said}", flush=True)
        wrong += found["WRONG"]
        print(family, dict(found), flush=True)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
