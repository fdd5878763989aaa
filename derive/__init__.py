"""Derivations as code: proof scripts that are proved line by line."""

__version__ = "0.1.0"
