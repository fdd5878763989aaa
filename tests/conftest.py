"""What tests of several files share."""

from __future__ import annotations

import pytest

from derive.check import line


@pytest.fixture
def unsearched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reason is looked for where the written one fails, which only makes for better words."""
    monkeypatch.setattr(line, "_any_reason", lambda *_: (None, None, True))
    monkeypatch.setattr(line, "_proof_of", lambda *_: None)


@pytest.fixture(autouse=True)
def on_no_forge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tests run must not show: under GitHub Actions errors are annotated."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
