"""A proof script in which every line stands, for tests that break it."""

from __future__ import annotations

GOOD = """\
derive: 1
title: An example
variables: {x: real}
theorem: d/dx (x^2) = 2*x
steps:
  - to: 2*x*d/dx x
    by: power
  - to: 2*x
    by: variable
"""
