"""Proof scripts: YAML read into frozen data, every part with its place."""
