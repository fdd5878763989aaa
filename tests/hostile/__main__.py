"""Gives commands as many hostile inputs as one likes, and prints what ended badly."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.hostile.commands import ATTACKS, attacks, defended


def main() -> int:
    """The command line; 1 where something ended badly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", nargs="+", choices=ATTACKS, default=list(ATTACKS))
    parser.add_argument("--count", type=int, default=200, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as folder, defended(Path(folder)) as wrong:
        for kind in chosen.kind:
            for k, attack in enumerate(attacks(kind, chosen.count, chosen.seed)):
                said = wrong(attack)
                bad += bool(said)
                if said:
                    print(f"{kind} {k}: {said}\n  {str(attack)[:400]!r}", flush=True)
            print(f"{kind}: {chosen.count}", flush=True)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
