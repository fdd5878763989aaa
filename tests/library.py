"""The library of proofs for tests: every script, and a few for tests that are slow."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBRARY = sorted((ROOT / "proofs").rglob("*.yaml"))
#: About a dozen of them.
SOME = LIBRARY[:: max(1, len(LIBRARY) // 12)]
