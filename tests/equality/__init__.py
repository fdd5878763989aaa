"""The corpus of equalities: one JSONL file a family, one item a line.

`true/` holds equalities whose two sides are defined and equal at every point of the declared
domain, `false/` some that fail at a point where both sides are defined, and `domain.jsonl` some
whose verdict hangs on where the sides are defined.  Variables without a `where` are real; a name
that is called and not known is an opaque differentiable function.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Item:
    """`left = right` where the conditions hold; `expect` and `conditions` are of domain items.

    `conditions` are those of the verdict "proved for", up to equivalence on the declared domain.
    """

    id: str
    left: str
    right: str
    where: tuple[str, ...] = ()
    expect: str = ""
    conditions: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The family that it belongs to."""
        return re.split(r"-\d", self.id)[0]

    def line(self) -> str:
        """The item as a line of its file."""
        fields: dict[str, Any] = {"id": self.id, "left": self.left, "right": self.right}
        fields |= {"where": list(self.where)}
        fields |= {"expect": self.expect} if self.expect else {}
        fields |= {"conditions": list(self.conditions)} if self.conditions else {}
        return json.dumps(fields)


def read(path: Path) -> Iterator[Item]:
    """The items of one file, in its order."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield Item(**{name: _frozen(value) for name, value in json.loads(line).items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def items(kind: str) -> list[Item]:
    """All items of `true`, `false` or `domain`."""
    paths = sorted(FOLDER.glob(f"{kind}/*.jsonl")) or [FOLDER / f"{kind}.jsonl"]
    return [item for path in paths for item in read(path)]
