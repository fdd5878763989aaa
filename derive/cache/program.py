"""The program as a fingerprint: what of it has a say in what becomes of a script."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from derive import __version__

#: The libraries that proving imports: how each is imported, and what its distribution is called.
_LIBRARIES = {
    "sympy": "sympy",
    "mpmath": "mpmath",
    "flint": "python-flint",
    "ruamel.yaml": "ruamel-yaml",
}
#: Those that it does without where they are not there.
_OPTIONAL = {"yaml": "pyyaml"}
#: Scripts that are shipped are no part of the program: as lemmas they are read like all others.
_LEFT_OUT = ("__pycache__", "proofs")
#: So much is read at a time of what grows while it is read.
_CHUNK = 65_536


def fingerprint(more: Mapping[str, str] | None = None) -> str:
    """A digest of the sources of this package, of Python, and of the libraries that are installed.

    Our own files are read, so that it makes no difference how and when they were changed.  Of a
    library it is what its installer recorded, the digest of each file; where there is no record,
    the sizes and times of its files.  There may be `more` libraries that have a say.  Raises
    `OSError` where one of them cannot be found.
    """
    found = sha256()
    for part in _parts({**_OPTIONAL, **(more or {})}):
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


def _parts(optional: Mapping[str, str]) -> Iterator[bytes]:
    machine = os.uname().machine if hasattr(os, "uname") else ""
    told = (__version__, sys.version, sys.platform, machine, sys.flags.optimize)
    yield repr(told).encode()
    package = Path(__file__).resolve().parents[1]
    for file in _files(package):
        yield file.removeprefix(str(package)).encode()
        yield _content(file)
    for module, distribution in _LIBRARIES.items():
        yield from _library(module, distribution)
    for module, distribution in optional.items():
        there = find_spec(module) is not None
        yield f"{module} {there}".encode()
        yield from _library(module, distribution) if there else ()


def _files(folder: Path) -> Iterator[str]:
    """The files under a folder, always in one order."""
    for directory, below, names in os.walk(folder):
        below[:] = sorted(d for d in below if d not in _LEFT_OUT)
        yield from (os.path.join(directory, name) for name in sorted(names))


def _content(file: str) -> bytes:
    """All that is in a file; the layers of `open` take longer than reading a small one."""
    number = os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        parts = [os.read(number, os.fstat(number).st_size + 1)]
        while parts[-1]:
            parts.append(os.read(number, _CHUNK))
        return b"".join(parts)
    finally:
        os.close(number)


def _library(module: str, distribution: str) -> Iterator[bytes]:
    spec = find_spec(module)
    if spec is None or not spec.origin:
        raise FileNotFoundError(f"there is no {distribution}")
    package = Path(spec.origin).parent
    record = _record(package.parents[module.count(".")], distribution)
    yield spec.origin.encode() if record is None else record
    if record is None:
        for file in _files(package):
            told = os.stat(file)
            yield f"{file}\0{told.st_size}\0{told.st_mtime_ns}".encode()


def _record(folder: Path, distribution: str) -> bytes | None:
    """What the installer of a distribution recorded of it beside it."""
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".dist-info"):
            continue
        own = re.sub(r"[-_.]+", "-", name.partition("-")[0]).lower()
        record = folder / name / "RECORD"
        if own == distribution and record.is_file():
            return name.encode() + record.read_bytes()
    return None
