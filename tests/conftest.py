"""What tests of several files share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from typer.main import get_command

# The same examples in every run, however slow the machine: `--hypothesis-profile=searching` looks
# for others, and for more of them.
settings.register_profile("same", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("searching", deadline=None, max_examples=1000)
settings.load_profile("same")


@pytest.fixture(autouse=True, scope="session")
def command_line_that_is_built_once() -> Iterator[None]:
    """To build it for every call takes as long as many a command itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture
def unsearched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reason is looked for where the written one fails, which only makes for better words."""
    monkeypatch.setattr("derive.check.line._any_reason", lambda *_: (None, None, True))
    monkeypatch.setattr("derive.check.line._proof_of", lambda *_: None)


@pytest.fixture(autouse=True, scope="session")
def nothing_that_is_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What another test kept must not show, nor where tests run; nothing is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DERIVE_NO_CACHE", "1")
        patch.setenv("DERIVE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        patch.delenv("DERIVE_CACHE_KEY", raising=False)
        # under GitHub Actions errors are annotated
        patch.delenv("GITHUB_ACTIONS", raising=False)
        patch.delenv("CI", raising=False)
        yield


@pytest.fixture
def keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder is one for scripts, what is found is kept, and nothing is so far."""
    from tests.keeping import keeping_in

    yield from keeping_in(tmp_path, monkeypatch)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says that not all was tried."""
    if "not long" in terminalreporter.config.option.markexpr:
        terminalreporter.write_line(
            "What takes longer was sampled, the same cases in each run: `pytest -m long` tries all."
        )
