"""What tests of several files share."""

from __future__ import annotations

import pytest

from derive.check import line


@pytest.fixture
def unsearched(monkeypatch: pytest.MonkeyPatch) -> None:
    """No reason is looked for where the written one fails, which only makes for better words."""
    monkeypatch.setattr(line, "_any_reason", lambda *_: (None, None, True))
    monkeypatch.setattr(line, "_proof_of", lambda *_: None)
