"""What verdicts are made by, to compare it with another: this program, and its libraries."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from derive import __version__

#: What can change a verdict beside the program itself.
_LIBRARIES = ("sympy", "python-flint", "ruamel.yaml")


@cache
def program() -> dict[str, str]:
    """The version and the content of this program, and the versions of what it computes with."""
    libraries = {name: metadata.version(name) for name in _LIBRARIES}
    return {"derive": __version__, "content": _content(), **libraries}


def _content() -> str:
    """A hash of all modules of the package."""
    package = Path(__file__).resolve().parent.parent
    whole = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        whole.update(f"{path.relative_to(package).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:12]


def difference(one: dict[str, str], other: dict[str, str]) -> str:
    """In what two programs differ, in words; empty where they are the same."""
    names = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    if names == ["content"]:
        return f"derive {one['derive']}, but changed"
    return ", ".join(f"{n} {one.get(n, 'missing')}" for n in names if n != "content")
