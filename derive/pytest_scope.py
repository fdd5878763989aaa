"""Which scripts pytest runs: those that `derive verify` takes, less what it is told to ignore."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def common(paths: list[Path], run: list[Path]) -> Iterator[Path]:
    """What is under one of the paths and under what is run."""
    for path in paths:
        for one in run:
            if path.is_relative_to(one) or one.is_relative_to(path):
                yield max(path, one, key=lambda folder: len(folder.parts))


def reaches(root: Path, path: Path) -> bool:
    """Whether `derive verify` comes from a path to a file: not through links or hidden folders."""
    between = [above for above in path.parents if above != root and above.is_relative_to(root)]
    passed = any(above.name.startswith(".") or above.is_symlink() for above in between)
    return path.is_relative_to(root) and not passed


def is_ignored(session: pytest.Session, roots: list[Path], path: Path) -> bool:
    """Whether pytest is told to ignore a script under one of the roots, as by `--ignore`.

    As in pytest, what is named is not ignored; what is called `__pycache__` it is not told.
    """
    hook = session.gethookproxy(next(root for root in roots if reaches(root, path)))
    asked: Any = _Open(session.config)
    for one in (path, *path.parents):
        named = session.isinitpath(one, with_parents=True) or one.name == "__pycache__"
        if not named and hook.pytest_ignore_collect(collection_path=one, config=asked):
            return True
    return False


class _Open:
    """The settings of pytest, but for the folders that it passes over by itself."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def __getattr__(self, name: str) -> Any:
        return getattr(self._config, name)

    def getini(self, name: str) -> Any:
        """A setting."""
        return [] if name == "norecursedirs" else self._config.getini(name)

    def getoption(self, name: str, *default: Any) -> Any:
        """An option."""
        return name == "collect_in_virtualenv" or self._config.getoption(name, *default)
